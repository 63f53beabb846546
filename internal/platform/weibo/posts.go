package weibo

import (
	"context"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/channel"
	"yingda/internal/fault"
)

// Post (微博) is one of our own posts as Weibo lists it.
type Post struct {
	ID       string
	At       time.Time // zero if Weibo did not say
	Text     string
	URL      string
	Comments int64
	Reposts  int64
	Likes    int64
}

// postWire is the part of a post that is decoded.
type postWire struct {
	ID       string `json:"idstr"`
	At       string `json:"created_at"`
	Text     string `json:"text"`
	Deleted  string `json:"deleted"`
	Comments int64  `json:"comments_count"`
	Reposts  int64  `json:"reposts_count"`
	Likes    int64  `json:"attitudes_count"`
}

func (a *Account) post(w postWire) Post {
	return Post{ID: w.ID, At: clock(w.At), Text: w.Text, URL: "https://weibo.com/" + url.PathEscape(a.UID) + "/" + url.PathEscape(w.ID), Comments: w.Comments, Reposts: w.Reposts, Likes: w.Likes}
}

// Bounds of a post: Weibo counts 140 letters, an address as ten of them.
const (
	letters    = 140
	linkWeight = 11
	pageSize   = 100
	mostPages  = 5
)

// mark names a text in a post: readers find it with us, and we find our post.
func mark(m channel.Message) string {
	return m.Number + " 第" + strconv.FormatInt(m.Version, 10) + "版"
}

// write makes a post of a message: title, as much of the text as fits, and where
// the whole of it stands.
func write(m channel.Message, before string) (string, error) {
	end := "（" + mark(m) + "）"
	room := letters - utf8.RuneCountInString(end)
	if m.URL != "" {
		end, room = "全文："+m.URL+" "+end, room-3-linkWeight
	}
	head := before + "【" + m.Title + "】"
	room -= utf8.RuneCountInString(head)
	if room < 0 {
		return "", fault.New(fault.Invalid, "platform.title", "标题太长：发微博时标题最多约 %d 个字", utf8.RuneCountInString(m.Title)+room)
	}
	body := []rune(strings.Join(strings.Fields(m.Text), " "))
	if len(body) > room {
		body = append(body[:max(0, room-1)], '…')
	}
	return head + string(body) + end, nil
}

// Publish puts a text on the account as a post. A text that Weibo calls repeated
// is looked for, since an earlier try may have come through.
func (a *Account) Publish(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	return a.put(ctx, m, "")
}

// Correct puts the corrected text as a further post: Weibo's interface changes
// none that stands.
func (a *Account) Correct(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	return a.put(ctx, m, "更正：")
}

func (a *Account) put(ctx context.Context, m channel.Message, before string) (channel.Receipt, error) {
	text, err := write(m, before)
	if err != nil {
		return channel.Receipt{}, channel.Refused(err)
	}
	var got postWire
	err = a.call(ctx, share, url.Values{"status": {text}}, &got)
	switch code := fault.CodeOf(err); {
	case code == "platform."+repeated || code == "platform."+similar:
		if back, backErr := a.ReadOwn(ctx, m); backErr == nil && back.Found {
			return back, nil
		}
		return channel.Receipt{}, err
	case err != nil:
		return channel.Receipt{}, err
	case got.ID == "":
		return channel.Receipt{}, fault.New(fault.Internal, "platform.answer", "平台返回的内容无法识别")
	}
	return channel.Receipt{Found: true, Address: a.post(got).URL}, nil
}

// Withdraw takes our own posts of a number off the account, every version. What
// is gone already needs nothing.
func (a *Account) Withdraw(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	own, _, err := a.find(ctx, m.Number+" ")
	if err != nil {
		return channel.Receipt{}, err
	}
	if len(own) == 0 {
		return channel.Receipt{}, channel.Refused(fault.New(fault.Conflict, "platform.not_ours", "在本账号最近的微博里没有找到：如果还在，请登录微博删除，再在这里登记"))
	}
	for _, p := range own {
		if err := a.call(ctx, destroy, url.Values{"id": {p.ID}}, nil); err != nil && fault.CodeOf(err) != "platform."+gone {
			return channel.Receipt{}, err
		}
	}
	return channel.Receipt{Found: true, Address: own[0].URL}, nil
}

// ReadOwn says whether our post of this version stands on the account; of a
// withdrawal, whether none of its number stands there any more.
func (a *Account) ReadOwn(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	if m.Verb == "withdraw" {
		own, whole, err := a.find(ctx, m.Number+" ")
		if err == nil && len(own) == 0 && !whole {
			err = channel.ErrUnreadable // it may stand further back
		}
		return channel.Receipt{Found: err == nil && len(own) == 0}, err
	}
	own, _, err := a.find(ctx, mark(m))
	if err != nil || len(own) == 0 {
		return channel.Receipt{}, err
	}
	return channel.Receipt{Found: true, Address: own[0].URL}, nil
}

// find looks for posts with these words among the latest; whole says that there
// are none before them.
func (a *Account) find(ctx context.Context, words string) (out []Post, whole bool, err error) {
	for page := 1; page <= mostPages; page++ {
		list, more, err := a.Timeline(ctx, page)
		if err != nil {
			return nil, false, err
		}
		for _, p := range list {
			if strings.Contains(p.Text, words) {
				out = append(out, p)
			}
		}
		if !more {
			return out, true, nil
		}
	}
	return out, false, nil
}

// Timeline reads one page of our own posts, newest first; pages count from 1;
// and whether there are more.
func (a *Account) Timeline(ctx context.Context, page int) (list []Post, more bool, err error) {
	var got struct {
		List []postWire `json:"statuses"`
	}
	if err := a.call(ctx, timeline, url.Values{"uid": {a.UID}, "count": {strconv.Itoa(pageSize)}, "page": {strconv.Itoa(page)}, "feature": {"1"}, "trim_user": {"1"}}, &got); err != nil {
		return nil, false, err
	}
	for _, w := range got.List {
		if w.ID != "" && w.Deleted != "1" {
			list = append(list, a.post(w))
		}
	}
	return list, len(got.List) == pageSize, nil
}

// Comment (评论) is what somebody wrote below one of our own posts. Who wrote it is
// not decoded: there is no field for it, and names called in the text are masked.
type Comment struct {
	ID   string
	At   time.Time
	Text string
}

// called is a person called by name in a comment.
var called = regexp.MustCompile(`@[\p{L}\p{N}_\-·]{1,30}`)

// Comments reads up to a page of the comments of one own post that are newer than
// since ("" for all), newest first, and whether there are more.
func (a *Account) Comments(ctx context.Context, post, since string, page int) (list []Comment, more bool, err error) {
	var got struct {
		List []struct {
			ID   string `json:"idstr"`
			At   string `json:"created_at"`
			Text string `json:"text"`
		} `json:"comments"`
	}
	q := url.Values{"id": {post}, "count": {strconv.Itoa(pageSize)}, "page": {strconv.Itoa(page)}}
	if since != "" {
		q.Set("since_id", since)
	}
	if err := a.call(ctx, comments, q, &got); err != nil {
		return nil, false, err
	}
	seen := map[string]bool{}
	for _, w := range got.List {
		if w.ID == "" || seen[w.ID] {
			continue
		}
		seen[w.ID] = true
		list = append(list, Comment{ID: w.ID, At: clock(w.At), Text: called.ReplaceAllString(w.Text, "@某用户")})
	}
	return list, len(got.List) == pageSize, nil
}
