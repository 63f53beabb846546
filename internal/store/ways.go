package store

import "yingda/internal/regime"

// Way (办理方式) is the way of handling that a person chose for a concern.
type Way struct {
	Clarity  regime.Clarity
	Rule     string // the rule that answers, for clear ones
	Reason   string
	PersonID string
	At       int64
}

// SetWay records the way that a concern goes; its history is the timeline.
func (t *Tx) SetWay(matterID string, w Way) error {
	_, err := t.Exec(`INSERT INTO way (matter_id, clarity, rule, reason, by_id, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (matter_id) DO UPDATE SET clarity = excluded.clarity, rule = excluded.rule, reason = excluded.reason, by_id = excluded.by_id, at = excluded.at`, matterID, string(w.Clarity), w.Rule, w.Reason, w.PersonID, t.Ms())
	return err
}

// Way returns the way that a concern goes; the zero Way if none is chosen.
func (t *Tx) Way(matterID string) (Way, error) {
	var w Way
	err := t.Row(`SELECT clarity, rule, reason, by_id, at FROM way WHERE matter_id = $1`, []any{matterID}, &w.Clarity, &w.Rule, &w.Reason, &w.PersonID, &w.At)
	if IsNoRows(err) {
		err = nil
	}
	return w, err
}

// WorkCounts are the figures that guards of shared work read.
type WorkCounts struct {
	Confirmed, Breached, Measures, Unchecked, Decided, Consulted int64
	Invited, Open                                                int64
	InvitedBy                                                    string
	Assessment                                                   string // internal half of the last one: yes or no
}

// WorkCounts counts what stands on record for a concern.
func (t *Tx) WorkCounts(matterID string) (WorkCounts, error) {
	var c WorkCounts
	err := t.Row(`SELECT (SELECT COUNT(*) FROM fact WHERE matter_id = $1 AND verdict IN ('true', 'partly')), (SELECT COUNT(*) FROM clock WHERE matter_id = $1 AND breached_at > 0),
 (SELECT COUNT(*) FROM measure WHERE matter_id = $1 AND proved_at = 0), (SELECT COUNT(*) FROM measure WHERE matter_id = $1 AND proved_at > 0 AND checked_at = 0),
 (SELECT COUNT(*) FROM meeting m WHERE m.matter_id = $1 AND m.matter_id <> '' AND m.kind = 'leading_group' AND m.held_at > 0 AND EXISTS (SELECT 1 FROM meeting_decision d WHERE d.meeting_id = m.id)),
 (SELECT COUNT(*) FROM meeting WHERE matter_id = $1 AND matter_id <> '' AND kind = 'consultation' AND approved_at > 0),
 (SELECT COUNT(*) FROM invitation WHERE matter_id = $1 AND opened_at = 0), (SELECT COUNT(*) FROM invitation WHERE matter_id = $1 AND opened_at > 0 AND closed_at = 0),
 COALESCE((SELECT MAX(drafted_by) FROM invitation WHERE matter_id = $1 AND opened_at = 0), ''),
 COALESCE((SELECT d.internal FROM document d WHERE d.matter_id = $1 AND d.kind = 'answer_assessment' ORDER BY d.at DESC, d.id DESC LIMIT 1), '')`,
		[]any{matterID}, &c.Confirmed, &c.Breached, &c.Measures, &c.Unchecked, &c.Decided, &c.Consulted, &c.Invited, &c.Open, &c.InvitedBy, &c.Assessment)
	return c, err
}

// UnreceivedBy returns the authors of a matter's documents of a kind that wait
// for their receipt.
func (t *Tx) UnreceivedBy(matterID string, kind regime.Document) ([]string, error) {
	rows, err := t.Query(`SELECT DISTINCT author_id FROM document WHERE matter_id = $1 AND kind = $2 AND received_at = 0`, matterID, string(kind))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

// ReceiveDocument marks one document as received.
func (t *Tx) ReceiveDocument(id, personID string) error {
	_, err := t.Exec(`UPDATE document SET received_at = $2, received_by = $3 WHERE id = $1 AND received_at = 0`, id, t.Ms(), personID)
	return err
}
