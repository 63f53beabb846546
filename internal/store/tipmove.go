package store

// LinkMovedTip remembers that a matter was moved into a tip.
func (t *Tx) LinkMovedTip(matterID, tipNumber, personID string) error {
	_, err := t.Exec(`INSERT INTO tip_moved (matter_id, tip_id, by_id, at) SELECT $1, t.id, $3, $4 FROM tip t WHERE t.number = $2`, matterID, tipNumber, personID, t.Ms())
	return err
}

// traces take the words of a matter ($1) out of everything that its work left, the
// rows of others before the rows that lead to them. TestTraces knows every table
// that could hold words of a matter.
var traces = []string{
	`UPDATE event SET text = '', detail = '{}' WHERE matter_id = $1`,
	`UPDATE document SET title = '', body = '', internal = '' WHERE matter_id = $1`,
	`UPDATE fact SET claim = '', finding = '', evidence = '' WHERE matter_id = $1`,
	`DELETE FROM task_note WHERE task_id IN (SELECT id FROM task WHERE matter_id = $1)`,
	`DELETE FROM task WHERE matter_id = $1 AND done_at = 0`,
	`UPDATE task SET title = '', result = '' WHERE matter_id = $1`,
	`DELETE FROM notice WHERE matter_id = $1`,
	`UPDATE opinion SET question = '', material = '', text = '' WHERE matter_id = $1`,
	`UPDATE grading SET reason = '', criteria = '[]' WHERE matter_id = $1`,
	`UPDATE downgrade SET reason = '', note = '' WHERE matter_id = $1`,
	`UPDATE hand_back SET reason = '' WHERE matter_id = $1`,
	`UPDATE way SET rule = '', reason = '' WHERE matter_id = $1`,
	`UPDATE finding_answer SET text = '' WHERE finding_id IN (SELECT id FROM finding WHERE matter_id = $1)`,
	`UPDATE finding SET title = '', what = '', evidence = '[]' WHERE matter_id = $1`,
	`DELETE FROM helper_link WHERE matter_id = $1`,
	`DELETE FROM evidence WHERE matter_id = $1`,
	`UPDATE concern SET proposal = '{}', reason = '' WHERE matter_id = $1`,
	`UPDATE clock SET extra_reason = '' WHERE matter_id = $1`,
	`UPDATE clock_start SET own_note = '', other_note = '' WHERE matter_id = $1`,
	`UPDATE exclusion SET reason = '' WHERE clock_id IN (SELECT id FROM clock WHERE matter_id = $1)`,
	`DELETE FROM job WHERE kind = 'exchange' AND EXISTS (SELECT 1 FROM report r WHERE r.matter_id = $1 AND job.payload LIKE '%' || r.id || '%')`,
	`UPDATE report SET title = '', fields = '[]', question = '', answer = '' WHERE matter_id = $1`,
	`UPDATE contact_entry SET text = '' WHERE matter_id = $1`,
	`UPDATE group_change SET reason = '' WHERE matter_id = $1`,
	`DELETE FROM heard WHERE invitation_id IN (SELECT id FROM invitation WHERE matter_id = $1)`,
	`UPDATE invitation SET subject = '', place = '', hours = '', contact = '', close_reason = '' WHERE matter_id = $1`,
	`UPDATE press_event SET title = '', host = '', materials = '', note = '' WHERE matter_id = $1`,
	`UPDATE publisher_request SET claim = '', finding = '', evidence = '', reply = '', basis = '' WHERE concern_id = $1`,
	`UPDATE lesson SET text = '' WHERE matter_id = $1`,
	`UPDATE measure SET title = '', basis = '', proof = '' WHERE matter_id = $1`,
	`UPDATE meeting_decision SET text = '' WHERE meeting_id IN (SELECT id FROM meeting WHERE matter_id = $1)`,
	`UPDATE meeting SET title = '', minutes = '', proposal = '', note = '' WHERE matter_id = $1`,
	`UPDATE regroup SET title = '', reason = '', undone_why = '' WHERE matter_id = $1 OR other_id = $1`,
	`UPDATE reopening SET says = '', reason = '' WHERE matter_id = $1`,
	`UPDATE result SET text = '', measure = '', by_unit = '', by_when = '', claim = '', evidence = '', shown_at = '' WHERE matter_id = $1`,
	`DELETE FROM snooze WHERE matter_id = $1`,
	`DELETE FROM message_answer WHERE matter_id = $1`,
	`DELETE FROM message_aside WHERE matter_id = $1`,
	`UPDATE own_comment SET text = '', note = '' WHERE message <> '' AND message = (SELECT number FROM matter WHERE id = $1)`,
	`UPDATE message_reply SET error = '' WHERE matter_id = $1`,
	`UPDATE message SET adoption_why = '' WHERE matter_id = $1`,
	`DELETE FROM mail_head WHERE matter_id = $1`,
	`DELETE FROM ticket_caller WHERE matter_id = $1`,
}

// ShredTraces takes the words of a matter out of everything that its work left:
// timeline, papers, facts, tasks, notices, answers, reports to the level above and
// those that wait to be sent, the details of the audit log (which commits to them by
// salted digests, so that it stays whole), and answers kept for programs. What it
// returns are the hashes of evidence that no other matter holds.
func (t *Tx) ShredTraces(matterID, number string) ([]string, error) {
	files, err := scanWords(t.Query(`SELECT DISTINCT e.hash FROM evidence e WHERE e.matter_id = $1 AND e.hash <> '' AND NOT EXISTS (SELECT 1 FROM evidence o WHERE o.hash = e.hash AND o.matter_id <> $1)`, matterID))
	if err != nil {
		return nil, err
	}
	for _, change := range traces {
		if _, err := t.Exec(change, matterID); err != nil {
			return nil, err
		}
	}
	if _, err := t.Exec(`DELETE FROM audit_detail WHERE seq IN (SELECT seq FROM audit WHERE object = $1)`, number); err != nil {
		return nil, err
	}
	_, err = t.Exec(`DELETE FROM idempotency WHERE body LIKE $1`, "%"+number+"%")
	return files, err
}

// WentOut reports whether words of a matter are public, or went to somebody outside,
// so that nothing here takes them back.
func (t *Tx) WentOut(matterID string) (bool, error) {
	var n int64
	err := t.Row(`SELECT (SELECT COUNT(*) FROM statement WHERE concern_id = $1) + (SELECT COUNT(*) FROM public_result WHERE matter_id = $1) + (SELECT COUNT(*) FROM public_review WHERE matter_id = $1)
+ (SELECT COUNT(*) FROM invitation WHERE matter_id = $1 AND opened_at > 0) + (SELECT COUNT(*) FROM press_event WHERE matter_id = $1 AND announced_at > 0) + (SELECT COUNT(*) FROM publisher_request WHERE concern_id = $1 AND sent_at > 0)
+ (SELECT COUNT(*) FROM report WHERE matter_id = $1 AND matter_id <> '' AND peer_id <> '' AND arrived_at > 0) + (SELECT COUNT(*) FROM helper_link WHERE matter_id = $1 AND views > 0)`, []any{matterID}, &n)
	return n > 0, err
}

// SetMade remembers that a concern was made of a message.
func (t *Tx) SetMade(messageID, concernID string) error {
	return t.Later(`INSERT INTO message_made (message_id, concern_id) VALUES ($1, $2)`, messageID, concernID)
}

// SameWords returns the ids of the matters that hold the words of one: a message,
// then the concerns that were made of it; the matter itself where there are none.
func (t *Tx) SameWords(matterID string) ([]string, error) {
	message, err := t.oneWord(`SELECT message_id FROM message_made WHERE concern_id = $1`, matterID)
	if err != nil {
		return nil, err
	}
	if message == "" {
		message = matterID
	}
	concerns, err := scanWords(t.Query(`SELECT concern_id FROM message_made WHERE message_id = $1 ORDER BY concern_id`, message))
	return append([]string{message}, concerns...), err
}

// MovedTip returns the number of the tip that a matter was moved into, "" for none.
func (t *Tx) MovedTip(matterID string) (string, error) {
	return t.oneWord(`SELECT t.number FROM tip_moved v JOIN tip t ON t.id = v.tip_id WHERE v.matter_id = $1`, matterID)
}

// MatterWords returns what staff wrote into a matter: facts, papers, notes of the
// timeline, then what meetings, talks, measures and results hold, each as one text.
func (t *Tx) MatterWords(matterID string) ([]string, error) {
	var out []string
	for _, query := range []string{
		`SELECT claim || ' / ' || finding || ' / ' || evidence FROM fact WHERE matter_id = $1 ORDER BY id`,
		`SELECT title || ' ' || body || ' ' || internal FROM document WHERE matter_id = $1 ORDER BY id`,
		`SELECT text FROM event WHERE matter_id = $1 AND text <> '' ORDER BY id`,
		`SELECT title || ' ' || minutes || ' ' || proposal FROM meeting WHERE matter_id = $1 ORDER BY id`,
		`SELECT text FROM contact_entry WHERE matter_id = $1 ORDER BY id`,
		`SELECT question || ' / ' || text FROM opinion WHERE matter_id = $1 ORDER BY id`,
		`SELECT title || ' ' || basis || ' ' || proof FROM measure WHERE matter_id = $1 ORDER BY id`,
		`SELECT text || ' ' || claim || ' ' || evidence FROM result WHERE matter_id = $1 ORDER BY id`,
	} {
		words, err := scanWords(t.Query(query, matterID))
		if err != nil {
			return nil, err
		}
		out = append(out, words...)
	}
	return out, nil
}
