package intake

import (
	"bytes"
	"cmp"
	"context"
	"time"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/source"
	"yingda/internal/store"
)

// Comment (自有账号评论) is what stands under a publication of one of our own
// accounts. There is no field for who wrote it.
type Comment struct {
	Line  int
	URL   string // of the publication
	Title string // of the publication
	Text  string
	At    time.Time
}

// CommentReader (评论读取) reads the comments under what an own account has
// published. Files that a platform's back office exports are read now; the
// platforms' interfaces follow with the accounts.
type CommentReader interface {
	// Comments calls each with every comment since an instant, zero for all of
	// them; what cannot be read is returned.
	Comments(ctx context.Context, since time.Time, each func(Comment) error) ([]Rejection, error)
}

// CommentFile reads comments from an exported file by a saved mapping.
type CommentFile struct {
	Name    string
	Body    []byte
	Columns map[string]string
}

// Comments reads the file; see [CommentReader]. A file without a header is a
// fault.
func (f CommentFile) Comments(ctx context.Context, since time.Time, each func(Comment) error) ([]Rejection, error) {
	refused := []Rejection{}
	for p, bad := range source.Mapped(f.Name, bytes.NewReader(f.Body), f.Columns) {
		if bad != nil && bad.Fatal {
			return refused, fault.New(fault.Invalid, "vendor.file", "%s", bad.Reason).On("file")
		}
		if bad != nil {
			refused = append(refused, Rejection{bad.Line, bad.Reason})
			continue
		}
		if p.Text == "" {
			p.Title, p.Text = "", p.Title
		}
		if !since.IsZero() && p.Published.Before(since) {
			continue
		}
		if err := each(Comment{Line: p.Line, URL: p.URL, Title: p.Title, Text: p.Text, At: p.Published}); err != nil {
			return refused, err
		}
	}
	return refused, ctx.Err()
}

// TakeComments takes in what a reader of comments brings, under the name of the
// account's source. Comments share the address of their publication, so it is no
// sign of a duplicate; the same words twice are.
func (in *Intake) TakeComments(ctx context.Context, who matter.Actor, s store.Source, from CommentReader) (Result, error) {
	var posts []Post
	refused, err := from.Comments(ctx, time.Time{}, func(c Comment) error {
		posts = append(posts, Post{Line: c.Line, Source: s.Name, URL: c.URL, Title: c.Title, Text: c.Text, PublishedAt: c.At, Again: true})
		return nil
	})
	if err != nil {
		return Result{}, err
	}
	r, err := in.Push(ctx, who, posts)
	r.Rejected = append(r.Rejected, refused...)
	return r, err
}

// TakeFile takes in a vendor's file by its saved mapping. A row that names no
// site stands under the vendor's name. Clause: LIS-2.
func (in *Intake) TakeFile(ctx context.Context, who matter.Actor, s store.Source, name string, body []byte, columns map[string]string) (Result, error) {
	var posts []Post
	refused := []Rejection{}
	for p, bad := range source.Mapped(name, bytes.NewReader(body), columns) {
		if bad != nil && bad.Fatal {
			return Result{}, fault.New(fault.Invalid, "vendor.file", "%s", bad.Reason).On("file")
		}
		if bad != nil {
			refused = append(refused, Rejection{bad.Line, bad.Reason})
			continue
		}
		post := vendorPost(p)
		post.Source = cmp.Or(post.Source, s.Name)
		posts = append(posts, post)
	}
	r, err := in.Push(ctx, who, posts)
	r.Rejected = append(r.Rejected, refused...)
	if err != nil {
		return r, err
	}
	return r, in.heard(ctx, s.ID)
}
