package store

import (
	"context"
	"fmt"

	"yingda/internal/fault"
)

// PublicResult (办结说明) is how a closed concern ended, in public. Clause: HAN-9.
type PublicResult struct {
	Number     string // of the concern
	Outcome    string // in words
	Text       string
	At         int64
	ReopenedAt int64 // when it was taken up again, 0 if it was not
}

// PublishResult makes the result of a concern public.
func (t *Tx) PublishResult(matterID string, r PublicResult) error {
	err := t.Later(`INSERT INTO public_result (matter_id, n, number, outcome, text, at) VALUES ($1, (SELECT COUNT(*) + 1 FROM public_result WHERE matter_id = $1), $2, $3, $4, $5)`, matterID, r.Number, r.Outcome, r.Text, t.Ms())
	if err != nil {
		return err
	}
	t.Publish("concern.result", r.Number, TextHash(r.Outcome, r.Text))
	t.Renew("public")
	return nil
}

// MarkReopened says on the public results of a concern that it was taken up again.
func (t *Tx) MarkReopened(matterID string) error {
	n, err := t.Exec(`UPDATE public_result SET reopened_at = $2 WHERE matter_id = $1 AND reopened_at = 0`, matterID, t.Ms())
	if err == nil && n > 0 {
		t.Renew("public")
	}
	return err
}

// ResultsBeside returns the results of the concern that a public statement
// answers, newest first.
func (r *Reader) ResultsBeside(ctx context.Context, number string) ([]PublicResult, error) {
	return gather(func(scan func(...any) error) (PublicResult, error) {
		var x PublicResult
		err := scan(&x.Number, &x.Outcome, &x.Text, &x.At, &x.ReopenedAt)
		return x, err
	})(r.query(ctx, `SELECT x.number, x.outcome, x.text, x.at, x.reopened_at FROM public_statement p JOIN statement s ON s.matter_id = p.statement_id JOIN public_result x ON x.matter_id = s.concern_id WHERE p.number = $1 ORDER BY x.n DESC`, number))
}

// PublicReview (公开的总结) is the public half of an after-action report, with the
// numbers of the statements that it is about. Clause: HAN-11.
type PublicReview struct {
	Number     string
	MatterID   string
	DocumentID string
	Title      string
	Text       string
	Agency     string
	At         int64
	Hash       string
	Lessons    int64
	Done       int64 // of the lessons
	Statements []string
}

// PublishReview makes the public half of a report public and returns its number.
func (t *Tx) PublishReview(r PublicReview) (string, error) {
	year := t.Now.In(china).Year()
	n, err := t.Count(fmt.Sprintf("number.R.%d", year), 1)
	if err != nil {
		return "", err
	}
	number := fmt.Sprintf("R-%d-%04d", year, n)
	hash := TextHash(r.Title, r.Text)
	err = t.Later(`INSERT INTO public_review (number, matter_id, document_id, title, text, agency, at, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, number, r.MatterID, r.DocumentID, r.Title, r.Text, r.Agency, t.Ms(), hash)
	if err != nil {
		return "", err
	}
	t.Publish("review.published", number, hash)
	t.Renew("public")
	return number, nil
}

const reviewColumns = `v.number, v.matter_id, v.document_id, v.title, v.text, v.agency, v.at, v.hash,
 (SELECT COUNT(*) FROM lesson l WHERE l.matter_id = v.matter_id), (SELECT COUNT(*) FROM lesson l JOIN task k ON k.id = l.task_id WHERE l.matter_id = v.matter_id AND k.done_at > 0)`

func scanReview(scan func(...any) error) (PublicReview, error) {
	var v PublicReview
	err := scan(&v.Number, &v.MatterID, &v.DocumentID, &v.Title, &v.Text, &v.Agency, &v.At, &v.Hash, &v.Lessons, &v.Done)
	return v, err
}

// PublicReviews returns up to n public reviews, newest first, after the one
// named; "" begins with the newest.
func (r *Reader) PublicReviews(ctx context.Context, before string, n int) ([]PublicReview, error) {
	if before == "" {
		before = "R-9999"
	}
	return gather(scanReview)(r.query(ctx, `SELECT `+reviewColumns+` FROM public_review v WHERE v.number < $1 ORDER BY v.number DESC LIMIT $2`, before, n))
}

// ReviewsBeside returns the public reviews of the concern that a public
// statement answers, newest first.
func (r *Reader) ReviewsBeside(ctx context.Context, number string) ([]PublicReview, error) {
	return gather(scanReview)(r.query(ctx, `SELECT `+reviewColumns+` FROM public_statement p JOIN statement s ON s.matter_id = p.statement_id JOIN public_review v ON v.matter_id = s.concern_id WHERE p.number = $1 ORDER BY v.at DESC, v.number DESC`, number))
}

// PublicReview returns one public review with its statements; fault.NotFound if
// there is none of that number.
func (r *Reader) PublicReview(ctx context.Context, number string) (PublicReview, error) {
	list, err := gather(scanReview)(r.query(ctx, `SELECT `+reviewColumns+` FROM public_review v WHERE v.number = $1`, number))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "review.unknown", "没有这份总结")
	}
	if err != nil {
		return PublicReview{}, err
	}
	list[0].Statements, err = gather(func(scan func(...any) error) (string, error) {
		var s string
		err := scan(&s)
		return s, err
	})(r.query(ctx, `SELECT p.number FROM statement s JOIN public_statement p ON p.statement_id = s.matter_id WHERE s.concern_id = $1 ORDER BY p.seq`, list[0].MatterID))
	return list[0], err
}

// NewestDocument returns the newest document of a kind of a matter, and whether
// there is one.
func (t *Tx) NewestDocument(matterID, kind string) (Document, bool, error) {
	var d Document
	err := t.Row(`SELECT id, kind, title, body, internal, author_id, at FROM document WHERE matter_id = $1 AND kind = $2 ORDER BY at DESC, id DESC LIMIT 1`, []any{matterID, kind}, &d.ID, &d.Kind, &d.Title, &d.Body, &d.Internal, &d.AuthorID, &d.At)
	if IsNoRows(err) {
		return d, false, nil
	}
	return d, err == nil, err
}

// ReviewPublished reports whether a document was published as a review.
func (t *Tx) ReviewPublished(documentID string) (bool, error) {
	var n int64
	err := t.Row(`SELECT COUNT(*) FROM public_review WHERE document_id = $1`, []any{documentID}, &n)
	return n > 0, err
}
