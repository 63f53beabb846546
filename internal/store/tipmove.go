package store

// LinkMovedTip remembers that a matter was moved into a tip.
func (t *Tx) LinkMovedTip(matterID, tipNumber, personID string) error {
	_, err := t.Exec(`INSERT INTO tip_moved (matter_id, tip_id, by_id, at) SELECT $1, t.id, $3, $4 FROM tip t WHERE t.number = $2`, matterID, tipNumber, personID, t.Ms())
	return err
}

// ShredTraces takes the words of a matter out of everything that its work left:
// timeline, papers, facts, tasks, notices, answers, the details of the audit log
// (which commits to them by salted digests, so that it stays whole), and answers
// kept for programs. What it returns are the hashes of evidence that no other
// matter holds.
func (t *Tx) ShredTraces(matterID, number string) ([]string, error) {
	files, err := scanWords(t.Query(`SELECT DISTINCT e.hash FROM evidence e WHERE e.matter_id = $1 AND e.hash <> '' AND NOT EXISTS (SELECT 1 FROM evidence o WHERE o.hash = e.hash AND o.matter_id <> $1)`, matterID))
	if err != nil {
		return nil, err
	}
	for _, change := range []string{
		`UPDATE event SET text = '', detail = '{}' WHERE matter_id = $1`,
		`UPDATE document SET title = '', body = '', internal = '' WHERE matter_id = $1`,
		`UPDATE fact SET claim = '', finding = '', evidence = '' WHERE matter_id = $1`,
		`DELETE FROM task_note WHERE task_id IN (SELECT id FROM task WHERE matter_id = $1)`,
		`UPDATE task SET title = '', result = '' WHERE matter_id = $1`,
		`DELETE FROM notice WHERE matter_id = $1`,
		`UPDATE opinion SET question = '', material = '', text = '' WHERE matter_id = $1`,
		`UPDATE grading SET reason = '' WHERE matter_id = $1`,
		`UPDATE downgrade SET reason = '', note = '' WHERE matter_id = $1`,
		`UPDATE hand_back SET reason = '' WHERE matter_id = $1`,
		`UPDATE way SET rule = '', reason = '' WHERE matter_id = $1`,
		`UPDATE finding SET title = '', what = '', evidence = '[]' WHERE matter_id = $1`,
		`DELETE FROM message_answer WHERE matter_id = $1`,
		`DELETE FROM helper_link WHERE matter_id = $1`,
		`DELETE FROM evidence WHERE matter_id = $1`,
	} {
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

// MovedTip returns the number of the tip that a matter was moved into, "" for none.
func (t *Tx) MovedTip(matterID string) (string, error) {
	return t.oneWord(`SELECT t.number FROM tip_moved v JOIN tip t ON t.id = v.tip_id WHERE v.matter_id = $1`, matterID)
}

// MatterWords returns what staff wrote into a matter: facts, then papers, then
// notes of the timeline, each as one text.
func (t *Tx) MatterWords(matterID string) ([]string, error) {
	var out []string
	for _, query := range []string{
		`SELECT claim || ' / ' || finding || ' / ' || evidence FROM fact WHERE matter_id = $1 ORDER BY id`,
		`SELECT title || ' ' || body || ' ' || internal FROM document WHERE matter_id = $1 ORDER BY id`,
		`SELECT text FROM event WHERE matter_id = $1 AND text <> '' ORDER BY id`,
	} {
		words, err := scanWords(t.Query(query, matterID))
		if err != nil {
			return nil, err
		}
		out = append(out, words...)
	}
	return out, nil
}
