package store

import (
	"context"

	"yingda/internal/activity"
	"yingda/internal/fault"
	"yingda/internal/matter"
)

// Article (稿件) is what is special to a statement of the editorial desk. Origin
// is original, adapted or reprint; Rights says by what right its pictures and the
// like are used; Joint that it goes out as a joint release of several agencies'
// accounts. Accounts are where it goes out.
type Article struct {
	StatementID, AgencyID, ColumnID, Origin, SourceID, SourceURL, Credit, Rights, CommissionID, ContractorID string
	Planned                                                                                                  activity.Day
	Joint                                                                                                    bool
	Accounts                                                                                                 []string
}

const articleColumns = `a.statement_id, a.agency_id, a.column_id, a.planned_day, a.origin, a.source_id, a.source_url, a.credit, a.rights, a.joint, a.commission_id, a.contractor_id`

func (a *Article) into(joint *int64) []any {
	return []any{&a.StatementID, &a.AgencyID, &a.ColumnID, &a.Planned, &a.Origin, &a.SourceID, &a.SourceURL, &a.Credit, &a.Rights, joint, &a.CommissionID, &a.ContractorID}
}

func scanArticle(scan func(...any) error) (Article, error) {
	var a Article
	var joint int64
	err := scan(a.into(&joint)...)
	a.Joint = joint == 1
	return a, err
}

// Article returns what is special to an article, with its accounts.
func (t *Tx) Article(statementID string) (Article, error) {
	list, err := gather(scanArticle)(t.Query(`SELECT `+articleColumns+` FROM article a WHERE a.statement_id = $1`, statementID))
	if err != nil {
		return Article{}, err
	}
	accounts, err := scanWords(t.Query(`SELECT account_id FROM article_account WHERE statement_id = $1 ORDER BY account_id`, statementID))
	if err != nil || len(list) == 0 {
		return Article{}, err // nothing yet, within a rehearsal
	}
	list[0].Accounts = accounts
	return list[0], nil
}

// Article returns what is special to an article, with its accounts; fault.NotFound
// if the matter is none.
func (r *Reader) Article(ctx context.Context, statementID string) (Article, error) {
	list, err := gather(scanArticle)(r.query(ctx, `SELECT `+articleColumns+` FROM article a WHERE a.statement_id = $1`, statementID))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "article.unknown", "没有这篇稿件")
	}
	if err != nil {
		return Article{}, err
	}
	list[0].Accounts, err = scanWords(r.query(ctx, `SELECT account_id FROM article_account WHERE statement_id = $1 ORDER BY account_id`, statementID))
	return list[0], err
}

// PutArticle stores an article and its accounts.
func (t *Tx) PutArticle(a Article) error {
	if err := t.Later(`INSERT INTO article (statement_id, agency_id, column_id, planned_day, origin, source_id, source_url, credit, rights, joint, commission_id, contractor_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (statement_id) DO UPDATE SET column_id = excluded.column_id, planned_day = excluded.planned_day, origin = excluded.origin, source_id = excluded.source_id, source_url = excluded.source_url, credit = excluded.credit, rights = excluded.rights, joint = excluded.joint`,
		a.StatementID, a.AgencyID, a.ColumnID, int64(a.Planned), a.Origin, a.SourceID, a.SourceURL, a.Credit, a.Rights, Bit(a.Joint), a.CommissionID, a.ContractorID, t.Ms()); err != nil {
		return err
	}
	if err := t.Later(`DELETE FROM article_account WHERE statement_id = $1`, a.StatementID); err != nil {
		return err
	}
	for _, id := range a.Accounts {
		if err := t.Later(`INSERT INTO article_account (statement_id, account_id) VALUES ($1, $2)`, a.StatementID, id); err != nil {
			return err
		}
	}
	return nil
}

// ArticleLine is an article in a list.
type ArticleLine struct {
	Article
	Number, Title, UnitID, Drafter string
	State                          matter.State
	ReleaseAt, ReleasedAt          int64 // when it is to go out; when it did, 0 if not yet
}

func scanArticleLine(scan func(...any) error) (ArticleLine, error) {
	var a ArticleLine
	var joint int64
	err := scan(append(a.into(&joint), &a.Number, &a.Title, &a.UnitID, &a.Drafter, &a.State, &a.ReleaseAt, &a.ReleasedAt)...)
	a.Joint = joint == 1
	return a, err
}

const articleLines = `SELECT ` + articleColumns + `, m.number, m.title, m.unit_id, COALESCE(w.name, ''), m.state, s.release_at, COALESCE(p.released_at, 0)
FROM article a JOIN matter m ON m.id = a.statement_id JOIN statement s ON s.matter_id = a.statement_id LEFT JOIN person w ON w.id = s.drafter_id LEFT JOIN public_statement p ON p.statement_id = a.statement_id `

// Articles returns the articles of an agency that are planned for days from one to
// another, both included, and those without a day.
func (r *Reader) Articles(ctx context.Context, agencyID string, from, to activity.Day) ([]ArticleLine, error) {
	return gather(scanArticleLine)(r.query(ctx, articleLines+`WHERE a.agency_id = $1 AND (a.planned_day BETWEEN $2 AND $3 OR a.planned_day = 0) ORDER BY a.planned_day, a.statement_id LIMIT 500`, agencyID, int64(from), int64(to)))
}

// OpenArticles returns up to n articles of an agency that are on their way, the
// oldest plan first.
func (r *Reader) OpenArticles(ctx context.Context, agencyID string, n int) ([]ArticleLine, error) {
	return r.ArticlePage(ctx, agencyID, Page{N: n})
}

// ArticlePage returns a page of the articles of an agency that are on their way, by
// the day that they are planned for.
func (r *Reader) ArticlePage(ctx context.Context, agencyID string, p Page) ([]ArticleLine, error) {
	day, id := p.ahead()
	return gather(scanArticleLine)(r.query(ctx, articleLines+`WHERE a.agency_id = $1 AND m.closed_at = 0 AND (a.planned_day, a.statement_id) > ($2, $3) ORDER BY a.planned_day, a.statement_id LIMIT $4`, agencyID, day, id, p.N))
}

// OriginCounts counts the articles of an agency that went out between two
// instants, by origin.
func (r *Reader) OriginCounts(ctx context.Context, agencyID string, from, to int64) (map[string]int64, error) {
	rows, err := r.query(ctx, `SELECT a.origin, COUNT(*) FROM article a JOIN public_statement p ON p.statement_id = a.statement_id WHERE a.agency_id = $1 AND p.released_at >= $2 AND p.released_at < $3 GROUP BY a.origin ORDER BY a.origin`, agencyID, from, to)
	if err != nil {
		return nil, err
	}
	out := map[string]int64{}
	err = eachRow(rows, func() error {
		var origin string
		var n int64
		err := rows.Scan(&origin, &n)
		out[origin] = n
		return err
	})
	return out, err
}
