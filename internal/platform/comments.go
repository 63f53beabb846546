package platform

import (
	"context"
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"yingda/internal/channel"
	"yingda/internal/fault"
)

// Comment (评论) is what somebody wrote below one of our own articles. Who wrote
// it is not decoded: there is no field for an id, a name or a picture.
type Comment struct {
	ID      int64
	At      time.Time
	Text    string
	Shown   bool // the platform shows it below the article
	Reply   string
	ReplyAt time.Time
}

// commentWire is the part of a comment that is decoded; the platform sends who
// wrote it as well, and that falls to the ground here.
type commentWire struct {
	ID      int64  `json:"user_comment_id"`
	At      int64  `json:"create_time"`
	Content string `json:"content"`
	Kind    int    `json:"comment_type"`
	Reply   struct {
		Content string `json:"content"`
		At      int64  `json:"create_time"`
	} `json:"reply"`
}

// commentPage is how many comments are read at once; the platform refuses 50.
const commentPage = 49

// Comments reads up to commentPage comments of one own article from an offset
// on, and how many there are. data is the platform's handle of the article.
func (w *WeChat) Comments(ctx context.Context, data string, begin int) ([]Comment, int, error) {
	var got struct {
		Total int           `json:"total"`
		List  []commentWire `json:"comment"`
	}
	if err := w.do(ctx, wechatComments, map[string]any{"msg_data_id": json.Number(data), "index": 0, "begin": begin, "count": commentPage, "type": 0}, &got); err != nil {
		return nil, 0, err
	}
	out := make([]Comment, 0, len(got.List))
	for _, c := range got.List {
		one := Comment{ID: c.ID, At: time.Unix(c.At, 0).UTC(), Text: c.Content, Shown: c.Kind == 1, Reply: c.Reply.Content}
		if c.Reply.At > 0 {
			one.ReplyAt = time.Unix(c.Reply.At, 0).UTC()
		}
		out = append(out, one)
	}
	return out, got.Total, nil
}

// ShowComment has the platform show a comment below the article.
func (w *WeChat) ShowComment(ctx context.Context, data string, id int64) error {
	return w.do(ctx, wechatElect, map[string]any{"msg_data_id": json.Number(data), "index": 0, "user_comment_id": id}, nil)
}

// WithholdComment has the platform show a comment no longer; it is not deleted,
// so that an appeal can show it again. For which reasons, by whom and with what
// notice is decided before.
func (w *WeChat) WithholdComment(ctx context.Context, data string, id int64) error {
	return w.do(ctx, wechatUnelect, map[string]any{"msg_data_id": json.Number(data), "index": 0, "user_comment_id": id}, nil)
}

// FindComment looks for one comment of an own article in the list, by at most pages
// calls; fault.NotFound platform.no_comment where it is not there.
func (w *WeChat) FindComment(ctx context.Context, data string, id int64, pages int) (Comment, error) {
	for begin := 0; pages > 0; pages-- {
		list, total, err := w.Comments(ctx, data, begin)
		if err != nil {
			return Comment{}, err
		}
		if i := slices.IndexFunc(list, func(c Comment) bool { return c.ID == id }); i >= 0 {
			return list[i], nil
		}
		if begin += len(list); len(list) == 0 || begin >= total {
			break
		}
	}
	return Comment{}, fault.New(fault.NotFound, "platform.no_comment", "评论列表里没有找到这一条")
}

// UnreplyComment takes the agency's own answer off a comment.
func (w *WeChat) UnreplyComment(ctx context.Context, data string, id int64) error {
	return w.do(ctx, wechatUnreply, map[string]any{"msg_data_id": json.Number(data), "index": 0, "user_comment_id": id}, nil)
}

// NoComments reports whether a refusal says that an article has no comments to read.
func NoComments(err error) bool {
	switch fault.CodeOf(err) {
	case codeOf(88000), codeOf(88001), codeOf(88002), codeOf(88003):
		return true
	}
	return false
}

// CommentGone reports whether a refusal says that who wrote a comment took it back.
func CommentGone(err error) bool { return fault.CodeOf(err) == codeOf(88005) }

// ReplyComment puts the agency's one answer below a comment.
func (w *WeChat) ReplyComment(ctx context.Context, data string, id int64, text string) error {
	if n := utf8.RuneCountInString(text); n == 0 || n > 600 {
		return channel.Refused(fault.New(fault.Invalid, "platform.reply", "评论回复要有 1 到 600 个字"))
	}
	return w.do(ctx, wechatReply, map[string]any{"msg_data_id": json.Number(data), "index": 0, "user_comment_id": id, "content": text}, nil)
}
