package store

import (
	"context"

	"yingda/internal/fault"
)

// CommentCarry (评论处置) is one act by which a decision about a comment is carried to
// its platform. Act is notice, withhold, show or unnotice; State is waiting (for the
// notice before it), owed (a person does it), queued, sending, done, unknown, failed
// or superseded. Clause: ACC-13.
type CommentCarry struct {
	ID, CommentID, Act string
	Text               string // of a notice
	State              string
	Attempts           int64
	Error              string
	ByID, SettledBy    string // who decided; who recorded how it ended, "" for a machine
	At, DoneAt         int64
}

const selectCarries = `SELECT id, comment_id, act, text, state, attempts, error, by_id, settled_by, at, done_at FROM comment_carry `

func scanCarry(scan func(...any) error) (CommentCarry, error) {
	var c CommentCarry
	err := scan(&c.ID, &c.CommentID, &c.Act, &c.Text, &c.State, &c.Attempts, &c.Error, &c.ByID, &c.SettledBy, &c.At, &c.DoneAt)
	return c, err
}

// CommentCarries returns what was carried to the platform of a comment, in order.
func (r *Reader) CommentCarries(ctx context.Context, comment string) ([]CommentCarry, error) {
	return gather(scanCarry)(r.query(ctx, selectCarries+`WHERE comment_id = $1 ORDER BY id`, comment))
}

// CommentCarries is that of the reader, inside a transaction.
func (t *Tx) CommentCarries(comment string) ([]CommentCarry, error) {
	return gather(scanCarry)(t.Query(selectCarries+`WHERE comment_id = $1 ORDER BY id`, comment))
}

// LockCarry returns one act to be changed; fault.NotFound carry.unknown.
func (t *Tx) LockCarry(id string) (CommentCarry, error) {
	list, err := gather(scanCarry)(t.Query(selectCarries+`WHERE id = $1`+t.forUpdate(), id))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "carry.unknown", "没有这一条处置")
	}
	if err != nil {
		return CommentCarry{}, err
	}
	return list[0], nil
}

// AddCarry stores a new act.
func (t *Tx) AddCarry(c CommentCarry) error {
	_, err := t.Exec(`INSERT INTO comment_carry (id, comment_id, act, text, state, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`, c.ID, c.CommentID, c.Act, c.Text, c.State, c.ByID, t.Ms())
	return err
}

// SaveCarry stores how far an act came.
func (t *Tx) SaveCarry(c CommentCarry) error {
	_, err := t.Exec(`UPDATE comment_carry SET state = $2, attempts = $3, error = $4, settled_by = $5, done_at = $6 WHERE id = $1`, c.ID, c.State, c.Attempts, c.Error, c.SettledBy, c.DoneAt)
	return err
}

// CommentOnPlatform stores how a comment stands on its platform.
func (t *Tx) CommentOnPlatform(id string, how int64) error {
	_, err := t.Exec(`UPDATE own_comment SET on_platform = $2 WHERE id = $1`, id, how)
	return err
}

// CommentedPublications returns up to n articles of an account whose comments can be
// read and that came out after an instant (ms), in the order of their numbers, from
// one number and version on.
func (r *Reader) CommentedPublications(ctx context.Context, account string, since int64, number string, version int64, n int) ([]Publication, error) {
	return scanPublications(r.query(ctx, `SELECT `+publicationColumns+` FROM platform_publication WHERE account_id = $1 AND state = 'published' AND data_id <> '' AND at > $2 AND (number, version) >= ($3, $4) ORDER BY number, version LIMIT $5`, account, since, number, version, n))
}

// NewestComment returns the platform's name of the newest comment that was read
// below one article, "" for none: platforms number their comments upwards.
func (r *Reader) NewestComment(ctx context.Context, account, postKey string) (string, error) {
	key := ""
	err := r.row(ctx, `SELECT platform_key FROM own_comment WHERE account_id = $1 AND post_key = $2 ORDER BY LENGTH(platform_key) DESC, platform_key DESC LIMIT 1`, []any{account, postKey}, &key)
	if IsNoRows(err) {
		err = nil
	}
	return key, err
}

// CarryUnderWay reports whether another act on a comment is being sent.
func (t *Tx) CarryUnderWay(comment, but string) (bool, error) {
	var n int64
	err := t.Row(`SELECT COUNT(*) FROM comment_carry WHERE comment_id = $1 AND id <> $2 AND state = 'sending'`, []any{comment, but}, &n)
	return n > 0, err
}

// PlatformLinked reports whether an account's connection is in use.
func (t *Tx) PlatformLinked(account string) (bool, error) {
	var n int64
	err := t.Row(`SELECT COUNT(*) FROM platform_link WHERE account_id = $1 AND active = 1`, []any{account}, &n)
	return n > 0, err
}
