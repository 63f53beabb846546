package store

import "yingda/internal/regime"

// awaited says of a document d that its receipt, or that of the note that takes
// its place, is still to come: it stands, or was withdrawn and none was sent since.
const awaited = `(d.withdrawn_at = 0 OR NOT EXISTS (SELECT 1 FROM document l WHERE l.matter_id = d.matter_id AND l.kind = d.kind AND l.withdrawn_at = 0 AND l.at >= d.withdrawn_at))`

// Unreceived returns the units that have a document of a kind and have not
// received it.
func (t *Tx) Unreceived(matterID string, kind regime.Document) ([]string, error) {
	rows, err := t.Query(`SELECT DISTINCT to_unit FROM document WHERE matter_id = $1 AND kind = $2 AND received_at = 0 AND withdrawn_at = 0 AND to_unit <> ''`, matterID, string(kind))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var unit string
		if err := rows.Scan(&unit); err != nil {
			return nil, err
		}
		out = append(out, unit)
	}
	return out, rows.Err()
}

// Satisfied reports whether a matter already has a document of a kind and, where
// receipts count, whether none of them still waits for one. One that was withdrawn
// counts for nothing, and waits until another was sent in its place; a report that is
// still on its way counts for nothing, either.
func (t *Tx) Satisfied(matterID string, kind regime.Document, receipts bool) (bool, error) {
	var n, waiting int64
	err := t.Row(`SELECT COALESCE(SUM(CASE WHEN d.withdrawn_at = 0 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN d.received_at = 0 AND `+awaited+` THEN 1 ELSE 0 END), 0) FROM document d WHERE d.matter_id = $1 AND d.kind = $2
 AND NOT EXISTS (SELECT 1 FROM report r WHERE r.matter_id = $1 AND r.matter_id <> '' AND r.document_id = d.id AND r.arrived_at = 0)`, []any{matterID, string(kind)}, &n, &waiting)
	return n > 0 && (!receipts || waiting == 0), err
}

// WithdrawNotes ends the waiting for a unit's receipt of a matter's documents of a
// kind. They stay on record. Clause: HAN-7.
func (t *Tx) WithdrawNotes(matterID string, kind regime.Document, unitID string) error {
	_, err := t.Exec(`UPDATE document SET withdrawn_at = $4 WHERE matter_id = $1 AND kind = $2 AND to_unit = $3 AND received_at = 0 AND withdrawn_at = 0`, matterID, string(kind), unitID, t.Ms())
	return err
}

// Happened returns the events of a matter since it was last taken up again.
func (t *Tx) Happened(matterID string) (map[regime.Event]bool, error) {
	rows, err := t.Query(`SELECT DISTINCT word FROM event WHERE matter_id = $1 AND id > COALESCE((SELECT MAX(id) FROM event WHERE matter_id = $1 AND word = 'concern.reopened'), '')`, matterID)
	if err != nil {
		return nil, err
	}
	out := map[regime.Event]bool{}
	err = eachRow(rows, func() error {
		var word regime.Event
		err := rows.Scan(&word)
		out[word] = true
		return err
	})
	return out, err
}
