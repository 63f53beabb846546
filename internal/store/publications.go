package store

import (
	"context"

	"yingda/internal/fault"
)

// Publication (平台发布) is one of our own articles on its way through a
// platform, known by the key of its message. State is drafted, submitted,
// published, refused or withdrawn. DataID is the platform's handle for the
// comments below it.
type Publication struct {
	Key, AccountID, Number                        string
	Version                                       int64
	Draft, Job, DataID, Article, URL, State, Says string
	At, ChangedAt                                 int64
}

const publicationColumns = `message_key, account_id, number, version, draft_id, job_id, data_id, article_id, url, state, says, at, changed_at`

func scanPublications(rows Answer, err error) ([]Publication, error) {
	if err != nil {
		return nil, err
	}
	var out []Publication
	err = eachRow(rows, func() error {
		var p Publication
		err := rows.Scan(&p.Key, &p.AccountID, &p.Number, &p.Version, &p.Draft, &p.Job, &p.DataID, &p.Article, &p.URL, &p.State, &p.Says, &p.At, &p.ChangedAt)
		out = append(out, p)
		return err
	})
	return out, err
}

func onePublication(list []Publication, err error) (Publication, error) {
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "publication.unknown", "平台上没有这一篇的发布记录")
	}
	if err != nil {
		return Publication{}, err
	}
	return list[0], nil
}

// Publication returns what is known of a message's way; fault.NotFound if nothing.
func (r *Reader) Publication(ctx context.Context, key string) (Publication, error) {
	return onePublication(scanPublications(r.query(ctx, `SELECT `+publicationColumns+` FROM platform_publication WHERE message_key = $1`, key)))
}

// PublicationByJob returns the article that a platform's job publishes.
func (r *Reader) PublicationByJob(ctx context.Context, account, job string) (Publication, error) {
	return onePublication(scanPublications(r.query(ctx, `SELECT `+publicationColumns+` FROM platform_publication WHERE account_id = $1 AND job_id = $2`, account, job)))
}

// PublishedHere returns the articles of a number that stand on an account, the
// newest version first.
func (r *Reader) PublishedHere(ctx context.Context, account, number string) ([]Publication, error) {
	return scanPublications(r.query(ctx, `SELECT `+publicationColumns+` FROM platform_publication WHERE account_id = $1 AND number = $2 AND state = 'published' ORDER BY version DESC`, account, number))
}

// Publications returns up to n articles of an account, the newest first.
func (r *Reader) Publications(ctx context.Context, account string, n int) ([]Publication, error) {
	return scanPublications(r.query(ctx, `SELECT `+publicationColumns+` FROM platform_publication WHERE account_id = $1 ORDER BY number DESC, version DESC LIMIT $2`, account, n))
}

// OpenPublications returns up to n articles that a platform has not finished,
// those asked after longest ago first.
func (r *Reader) OpenPublications(ctx context.Context, n int) ([]Publication, error) {
	return scanPublications(r.query(ctx, `SELECT `+publicationColumns+` FROM platform_publication WHERE state = 'submitted' ORDER BY changed_at LIMIT $1`, n))
}

// PutPublication stores how far an article has come.
func (t *Tx) PutPublication(p Publication) error {
	_, err := t.Exec(`INSERT INTO platform_publication (message_key, account_id, number, version, draft_id, job_id, data_id, article_id, url, state, says, at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
		ON CONFLICT (message_key) DO UPDATE SET draft_id = excluded.draft_id, job_id = excluded.job_id, data_id = excluded.data_id, article_id = excluded.article_id, url = excluded.url, state = excluded.state, says = excluded.says, changed_at = excluded.changed_at`,
		p.Key, p.AccountID, p.Number, p.Version, p.Draft, p.Job, p.DataID, p.Article, p.URL, p.State, p.Says, t.Ms())
	return err
}
