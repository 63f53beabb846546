package store

import (
	"context"

	"yingda/internal/fault"
)

// Evidence (证据材料) is a snapshot in an investigation file: the redacted text of
// a public page, or an uploaded file, with its SHA-256, when and by whom it was
// taken. It has no author. Clause: HAN-5.
type Evidence struct {
	ID       string
	MatterID string
	Kind     string // page or file
	Title    string
	URL      string
	Name     string // file name to save under
	Size     int64
	Hash     string // SHA-256, hex: also its name in the file store
	Note     string
	PersonID string
	At       int64
}

const evidenceColumns = `id, matter_id, kind, title, url, name, size, hash, note, by_id, at`

func scanEvidence(scan func(...any) error) (Evidence, error) {
	var e Evidence
	err := scan(&e.ID, &e.MatterID, &e.Kind, &e.Title, &e.URL, &e.Name, &e.Size, &e.Hash, &e.Note, &e.PersonID, &e.At)
	return e, err
}

// AddEvidence stores a snapshot's record; its bytes are in the file store.
func (t *Tx) AddEvidence(e Evidence) error {
	err := t.Later(`INSERT INTO evidence (`+evidenceColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, NewID(t.Now), e.MatterID, e.Kind, e.Title, e.URL, e.Name, e.Size, e.Hash, e.Note, e.PersonID, t.Ms())
	return err
}

// EvidenceOf returns the snapshots of a concern, oldest first.
func (r *Reader) EvidenceOf(ctx context.Context, matterID string) ([]Evidence, error) {
	return gather(scanEvidence)(r.query(ctx, `SELECT `+evidenceColumns+` FROM evidence WHERE matter_id = $1 ORDER BY at, id`, matterID))
}

// KeptFile returns one file kept with a concern; fault.NotFound if it has none of
// that id.
func (t *Tx) KeptFile(matterID, id string) (Evidence, error) {
	list, err := gather(scanEvidence)(t.Query(`SELECT `+evidenceColumns+` FROM evidence WHERE id = $1 AND matter_id = $2 AND kind = 'file'`, id, matterID))
	return sole(list, err, fault.New(fault.NotFound, "evidence.unknown", "这件关切的调查档案里没有这份文件"))
}

// HelperLink (外部协助链接) lets one outside helper see what was shared with them
// and answer, until it expires. Only the digest of its secret is stored.
type HelperLink struct {
	ID         string
	MatterID   string
	Hash       string
	Helper     string // whom it is for: name and organisation, as the office calls them
	Question   string
	Shared     string // the facts shown, as text fixed when the link was made
	CreatedBy  string
	CreatedAt  int64
	ExpiresAt  int64
	RevokedAt  int64
	Views      int64
	AnsweredAt int64
}

const helperColumns = `id, matter_id, hash, helper, question, shared, created_by, created_at, expires_at, revoked_at, views, answered_at`

func scanHelper(scan func(...any) error) (HelperLink, error) {
	var l HelperLink
	err := scan(&l.ID, &l.MatterID, &l.Hash, &l.Helper, &l.Question, &l.Shared, &l.CreatedBy, &l.CreatedAt, &l.ExpiresAt, &l.RevokedAt, &l.Views, &l.AnsweredAt)
	return l, err
}

// AddHelperLink stores a link.
func (t *Tx) AddHelperLink(l HelperLink) error {
	err := t.Later(`INSERT INTO helper_link (id, matter_id, hash, helper, question, shared, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		NewID(t.Now), l.MatterID, l.Hash, l.Helper, l.Question, l.Shared, l.CreatedBy, t.Ms(), l.ExpiresAt)
	return err
}

// OpenHelperLink finds a link by its digest; fault.NotFound for one that is
// unknown, revoked, answered or expired: nobody learns which.
func (t *Tx) OpenHelperLink(hash string) (HelperLink, error) {
	l, err := scanHelper(func(into ...any) error {
		return t.Row(`SELECT `+helperColumns+` FROM helper_link WHERE hash = $1`+t.forUpdate(), []any{hash}, into...)
	})
	if err != nil && !IsNoRows(err) {
		return l, err
	}
	if err != nil || l.RevokedAt > 0 || l.AnsweredAt > 0 || l.ExpiresAt <= t.Ms() {
		return HelperLink{}, fault.New(fault.NotFound, "helper.unknown", "这个链接无效或已过期，请联系给您链接的单位")
	}
	return l, nil
}

// CountHelperView counts one view of a link.
func (t *Tx) CountHelperView(id string) error {
	err := t.Later(`UPDATE helper_link SET views = views + 1 WHERE id = $1`, id)
	return err
}

// AnswerHelperLink marks a link as answered: it opens nothing any more.
func (t *Tx) AnswerHelperLink(id string) error {
	err := t.Later(`UPDATE helper_link SET answered_at = $2 WHERE id = $1`, id, t.Ms())
	return err
}

// RevokeHelperLink takes a link of a concern back.
func (t *Tx) RevokeHelperLink(matterID, id string) error {
	n, err := t.Exec(`UPDATE helper_link SET revoked_at = $3 WHERE id = $2 AND matter_id = $1 AND revoked_at = 0`, matterID, id, t.Ms())
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "helper.unknown", "没有这个链接，或者已经收回")
	}
	return err
}

// HelperLinks returns the links of a concern, newest first.
func (r *Reader) HelperLinks(ctx context.Context, matterID string) ([]HelperLink, error) {
	return gather(scanHelper)(r.query(ctx, `SELECT `+helperColumns+` FROM helper_link WHERE matter_id = $1 ORDER BY created_at DESC, id DESC`, matterID))
}
