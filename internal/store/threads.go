package store

import "context"

// threadOf finds the thread that a statement joins as it becomes public: that of
// the first answer of its concern, or one of its own.
func (t *Tx) threadOf(p *PublicStatement, statementID string) error {
	if p.Part == "" {
		p.Part = "answer"
	}
	err := t.Row(`SELECT COALESCE(MIN(p.thread), '') FROM public_statement p JOIN statement s ON s.matter_id = p.statement_id
WHERE s.concern_id = (SELECT concern_id FROM statement WHERE matter_id = $1) AND p.thread <> ''`, []any{statementID}, &p.Thread)
	if err != nil {
		return err
	}
	if p.Thread == "" {
		p.Thread = p.Number
	}
	if p.Part != "update" {
		return nil
	}
	return t.Row(`SELECT COUNT(*) + 1 FROM public_statement WHERE thread = $1 AND thread <> '' AND part = 'update'`, []any{p.Thread}, &p.Nth)
}

// PublicThread returns all that was said in one thread, the newest first.
func (r *Reader) PublicThread(ctx context.Context, thread string) ([]PublicStatement, error) {
	rows, err := r.query(ctx, `SELECT `+publicColumns+` FROM public_statement s WHERE s.thread = $1 AND s.thread <> '' ORDER BY s.released_at DESC, s.seq DESC LIMIT 200`, thread)
	if err != nil {
		return nil, err
	}
	var out []PublicStatement
	err = eachRow(rows, func() error {
		p, err := scanPublic(rows.Scan)
		out = append(out, p)
		return err
	})
	return out, err
}
