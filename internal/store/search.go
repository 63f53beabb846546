package store

// IndexText puts a document into the search index, or replaces it: kind is
// concern or statement, ref its id or number. Posts are indexed as they are stored.
func (t *Tx) IndexText(kind, ref string, at int64, title, text string) error {
	var seq int64
	var oldTitle, oldText string
	err := t.Row(`SELECT seq, title, text FROM searched WHERE kind = $1 AND ref = $2`, []any{kind, ref}, &seq, &oldTitle, &oldText)
	if err != nil && !IsNoRows(err) {
		return err
	}
	if err == nil {
		if _, err := t.Exec(`DELETE FROM searched WHERE seq = $1`, seq); err != nil {
			return err
		}
		if err := t.deleteTokens([]indexed{{seq, oldTitle + "\n" + oldText}}); err != nil {
			return err
		}
	}
	seq, err = t.PostSeq(1)
	if err != nil {
		return err
	}
	if _, err := t.Exec(`INSERT INTO searched (seq, kind, ref, at, title, text) VALUES ($1, $2, $3, $4, $5, $6)`, seq, kind, ref, at, title, text); err != nil {
		return err
	}
	return t.insertTokens([]indexed{{seq, title + "\n" + text}})
}
