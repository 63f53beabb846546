package store

import (
	"context"

	"yingda/internal/fault"
)

// OwnComment (评论) is what somebody wrote below one of our own articles. Who wrote
// it is unknown here: there is no field for it. Clause: ACC-13.
type OwnComment struct {
	ID          string
	AccountID   string
	PostKey     string // the platform's name of our article
	PostTitle   string
	PostURL     string
	PlatformKey string // the platform's name of the comment
	Text        string // without personal data; "" once its term is over
	Masked      int64  // items of personal data that were taken out
	SaidAt      int64
	ReadAt      int64
	State       string // shown, proposed (to be withheld) or withheld
	Version     int64
	Code        string // of the notice, once withheld
	Reason      string
	Law         string // the article that is cited
	Note        string
	Twin        string // the comment that this one repeats
	ProposedBy  string
	WithheldBy  string
	WithheldAt  int64
	RestoredAt  int64
	Message     string // number of the message that it became
	OnPlatform  int64  // 0 nobody read it there, 1 shown, 2 not shown

	Account  string // name
	AgencyID string
}

const commentColumns = `c.id, c.account_id, c.post_key, c.post_title, c.post_url, c.platform_key, c.text, c.masked, c.said_at, c.read_at, c.state, c.version, c.code, c.reason, c.law, c.note, c.twin, c.proposed_by, c.withheld_by, c.withheld_at, c.restored_at, c.message, c.on_platform, a.name, a.agency_id`

const fromComments = ` FROM own_comment c JOIN account a ON a.id = c.account_id `

func scanComment(scan func(...any) error) (OwnComment, error) {
	var c OwnComment
	err := scan(&c.ID, &c.AccountID, &c.PostKey, &c.PostTitle, &c.PostURL, &c.PlatformKey, &c.Text, &c.Masked, &c.SaidAt, &c.ReadAt, &c.State, &c.Version, &c.Code, &c.Reason, &c.Law, &c.Note, &c.Twin, &c.ProposedBy, &c.WithheldBy, &c.WithheldAt, &c.RestoredAt, &c.Message, &c.OnPlatform, &c.Account, &c.AgencyID)
	return c, err
}

// CommentFilter narrows a list of comments; empty fields narrow nothing. Before is
// the id of the last row of the page before.
type CommentFilter struct {
	Account, State, Before string
	Agencies               []string // nil: every agency
}

// OwnComments returns up to n comments, newest first.
func (r *Reader) OwnComments(ctx context.Context, f CommentFilter, n int) ([]OwnComment, error) {
	if f.Agencies != nil && len(f.Agencies) == 0 {
		return nil, nil
	}
	var b where
	if f.Before == "" {
		f.Before = "~" // after every id
	}
	b.add(`c.id < ` + b.bind(f.Before))
	if f.Account != "" {
		b.add(`c.account_id = ` + b.bind(f.Account))
	}
	if f.State != "" {
		b.add(`c.state = ` + b.bind(f.State))
	}
	if f.Agencies != nil {
		b.add(`a.agency_id IN ` + b.list(f.Agencies))
	}
	return gather(scanComment)(r.query(ctx, `SELECT `+commentColumns+fromComments+` WHERE `+b.sql()+` ORDER BY c.id DESC LIMIT `+b.bind(n), b.args...))
}

// Tombstones returns the comments that were ever withheld, newest first.
func (r *Reader) Tombstones(ctx context.Context, n int) ([]OwnComment, error) {
	return gather(scanComment)(r.query(ctx, `SELECT `+commentColumns+fromComments+`WHERE c.withheld_at > 0 ORDER BY c.withheld_at DESC, c.id LIMIT $1`, n))
}

// ByReason counts the comments that are withheld, by reason.
func (r *Reader) ByReason(ctx context.Context) (map[string]int64, error) {
	rows, err := r.query(ctx, `SELECT reason, COUNT(*) FROM own_comment WHERE withheld_at > 0 AND state = 'withheld' GROUP BY reason`)
	if err != nil {
		return nil, err
	}
	out := map[string]int64{}
	return out, eachRow(rows, func() error {
		var word string
		var n int64
		err := rows.Scan(&word, &n)
		out[word] = n
		return err
	})
}

func oneComment(list []OwnComment, err error) (OwnComment, error) {
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "comment.unknown", "没有这条评论")
	}
	if err != nil {
		return OwnComment{}, err
	}
	return list[0], nil
}

// OwnComment returns one comment; fault.NotFound comment.unknown.
func (r *Reader) OwnComment(ctx context.Context, id string) (OwnComment, error) {
	return oneComment(gather(scanComment)(r.query(ctx, `SELECT `+commentColumns+fromComments+`WHERE c.id = $1`, id)))
}

// LockComment returns one comment to be changed, by its id or the code of its
// notice; fault.NotFound comment.unknown.
func (t *Tx) LockComment(key string) (OwnComment, error) {
	end := ""
	if t.engine == Postgres {
		end = " FOR UPDATE OF c"
	}
	return oneComment(gather(scanComment)(t.Query(`SELECT `+commentColumns+fromComments+`WHERE c.id = $1 OR c.code = $1 AND c.code <> ''`+end, key)))
}

// CommentsBelow returns the comments below one article that are shown.
func (t *Tx) CommentsBelow(accountID, postKey string) ([]OwnComment, error) {
	return gather(scanComment)(t.Query(`SELECT `+commentColumns+fromComments+`WHERE c.account_id = $1 AND c.post_key = $2 AND c.state = 'shown' ORDER BY c.id`, accountID, postKey))
}

// AddComment stores a comment that is not here yet and returns its id, "" for one
// that is here: of that one it stores how it stands on the platform now.
func (t *Tx) AddComment(c OwnComment) (string, error) {
	id := NewID(t.Now)
	n, err := t.Exec(`INSERT INTO own_comment (id, account_id, post_key, post_title, post_url, platform_key, text, masked, said_at, read_at, state, on_platform) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'shown', $11) ON CONFLICT (account_id, post_key, platform_key) DO NOTHING`,
		id, c.AccountID, c.PostKey, c.PostTitle, c.PostURL, c.PlatformKey, c.Text, c.Masked, c.SaidAt, t.Ms(), c.OnPlatform)
	if err != nil || n == 1 {
		return id, err
	}
	if c.OnPlatform > 0 {
		_, err = t.Exec(`UPDATE own_comment SET on_platform = $4 WHERE account_id = $1 AND post_key = $2 AND platform_key = $3 AND on_platform <> $4`, c.AccountID, c.PostKey, c.PlatformKey, c.OnPlatform)
	}
	return "", err
}

// CommentBecame records which message a comment became.
func (t *Tx) CommentBecame(id, number string) error {
	_, err := t.Exec(`UPDATE own_comment SET message = $2 WHERE id = $1`, id, number)
	return err
}

// CommentOfMessage returns the comment that became a message; fault.NotFound
// comment.unknown.
func (r *Reader) CommentOfMessage(ctx context.Context, number string) (OwnComment, error) {
	return oneComment(gather(scanComment)(r.query(ctx, `SELECT `+commentColumns+fromComments+`WHERE c.message = $1 AND c.message <> ''`, number)))
}

// SaveComment stores what was decided about a comment.
func (t *Tx) SaveComment(c OwnComment) error {
	_, err := t.Exec(`UPDATE own_comment SET state = $2, version = version + 1, code = $3, reason = $4, law = $5, note = $6, twin = $7, proposed_by = $8, withheld_by = $9, withheld_at = $10, restored_at = $11, message = $12 WHERE id = $1`,
		c.ID, c.State, c.Code, c.Reason, c.Law, c.Note, c.Twin, c.ProposedBy, c.WithheldBy, c.WithheldAt, c.RestoredAt, c.Message)
	return err
}

// ForgetComments drops the words of comments that were read before an instant;
// the tombstone and the counts stay.
func (t *Tx) ForgetComments(before int64) error {
	_, err := t.Exec(`UPDATE own_comment SET text = '' WHERE read_at < $1 AND text <> ''`, before)
	return err
}

// Appeal (申诉) asks that another officer look again at a comment that is withheld.
type Appeal struct {
	ID        string
	CommentID string
	Text      string
	At        int64
	DueAt     int64
	Warned    int64
	Verdict   string // "", restored or kept
	Reason    string
	ByID      string
	DecidedAt int64
}

const appealColumns = `p.id, p.comment_id, p.text, p.at, p.due_at, p.warned, p.verdict, p.reason, p.by_id, p.decided_at`

func scanAppeal(scan func(...any) error) (Appeal, error) {
	var p Appeal
	err := scan(&p.ID, &p.CommentID, &p.Text, &p.At, &p.DueAt, &p.Warned, &p.Verdict, &p.Reason, &p.ByID, &p.DecidedAt)
	return p, err
}

// Appeals returns the appeals about one comment, oldest first.
func (r *Reader) Appeals(ctx context.Context, commentID string) ([]Appeal, error) {
	return gather(scanAppeal)(r.query(ctx, `SELECT `+appealColumns+` FROM comment_appeal p WHERE p.comment_id = $1 ORDER BY p.at, p.id`, commentID))
}

// OpenAppeals returns the appeals that wait, what is due first.
func (r *Reader) OpenAppeals(ctx context.Context, n int) ([]Appeal, error) {
	return gather(scanAppeal)(r.query(ctx, `SELECT `+appealColumns+` FROM comment_appeal p WHERE p.verdict = '' ORDER BY p.due_at LIMIT $1`, n))
}

// AppealsDue returns up to n open appeals that are due before an instant and were
// told of less than a number of times.
func (t *Tx) AppealsDue(before, warned int64, n int) ([]Appeal, error) {
	return gather(scanAppeal)(t.Query(`SELECT `+appealColumns+` FROM comment_appeal p WHERE p.verdict = '' AND p.due_at <= $1 AND p.warned < $2 ORDER BY p.due_at LIMIT $3`, before, warned, n))
}

// LockAppeal returns the open appeal about a comment; fault.Conflict appeal.none.
func (t *Tx) LockAppeal(commentID string) (Appeal, error) {
	list, err := gather(scanAppeal)(t.Query(`SELECT `+appealColumns+` FROM comment_appeal p WHERE p.comment_id = $1 AND p.verdict = ''`+t.forUpdate(), commentID))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.Conflict, "appeal.none", "这条评论没有等待处理的申诉")
	}
	if err != nil {
		return Appeal{}, err
	}
	return list[0], nil
}

// PutAppeal stores an appeal, new or changed.
func (t *Tx) PutAppeal(p Appeal) error {
	if p.ID == "" {
		p.ID = NewID(t.Now)
	}
	_, err := t.Exec(`INSERT INTO comment_appeal (id, comment_id, text, at, due_at, warned, verdict, reason, by_id, decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (id) DO UPDATE SET warned = excluded.warned, verdict = excluded.verdict, reason = excluded.reason, by_id = excluded.by_id, decided_at = excluded.decided_at`,
		p.ID, p.CommentID, p.Text, p.At, p.DueAt, p.Warned, p.Verdict, p.Reason, p.ByID, p.DecidedAt)
	return err
}

// Tombstone returns a comment that was ever withheld by the code of its notice;
// fault.NotFound comment.unknown.
func (r *Reader) Tombstone(ctx context.Context, code string) (OwnComment, error) {
	return oneComment(gather(scanComment)(r.query(ctx, `SELECT `+commentColumns+fromComments+`WHERE c.code = $1 AND c.code <> ''`, code)))
}

// LastAppeals returns the newest appeals, newest first.
func (r *Reader) LastAppeals(ctx context.Context, n int) ([]Appeal, error) {
	return gather(scanAppeal)(r.query(ctx, `SELECT `+appealColumns+` FROM comment_appeal p ORDER BY p.id DESC LIMIT $1`, n))
}
