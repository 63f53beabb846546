package desk

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"yingda/internal/fault"
	"yingda/internal/platform"
	"yingda/internal/platform/weibo"
	"yingda/internal/store"
)

// commentsFor is how long the comments below an article are read after it came out.
const commentsFor = 90 * 24 * time.Hour

// wechatComments reads the comments below our articles in the order of their
// numbers. The cursor is number, version and how many were read of that article.
func (d *Desk) wechatComments(ctx context.Context, a store.Account, cursor string) (string, error) {
	w, err := d.wechat(ctx, a.ID)
	if err != nil {
		return cursor, err
	}
	at := append(strings.Fields(cursor), "", "", "")
	since := d.store.Now().Add(-commentsFor).UnixMilli()
	list, err := d.store.CommentedPublications(ctx, a.ID, since, at[0], int64(number(at[1])), mostCalls+1)
	if err != nil {
		return cursor, err
	}
	calls := 0
	for i, p := range list {
		begin := 0
		if i == 0 && p.Number == at[0] && strconv.FormatInt(p.Version, 10) == at[1] {
			begin = number(at[2])
		}
		for {
			here := p.Number + " " + strconv.FormatInt(p.Version, 10) + " " + strconv.Itoa(begin)
			if calls++; calls > mostCalls {
				return here, nil
			}
			got, total, err := w.Comments(ctx, p.DataID, begin)
			if platform.NoComments(err) {
				break
			}
			if err != nil {
				return here, err
			}
			if err := d.takeWechatComments(ctx, p, got); err != nil {
				return here, err
			}
			if begin += len(got); len(got) == 0 || begin >= total {
				break
			}
		}
	}
	return "", nil
}

func (d *Desk) takeWechatComments(ctx context.Context, p store.Publication, got []platform.Comment) error {
	if len(got) == 0 {
		return nil
	}
	m, err := d.store.Matter(ctx, p.Number)
	if err != nil {
		return err
	}
	var in []CommentIn
	for _, c := range got {
		how := int64(2)
		if c.Shown {
			how = 1
		}
		in = append(in, CommentIn{PostKey: p.DataID, PostTitle: m.Title, PostURL: p.URL, Key: strconv.FormatInt(c.ID, 10), Text: c.Text, At: c.At, OnPlatform: how, Answered: c.Reply != ""})
	}
	_, err = d.TakeComments(ctx, p.AccountID, in)
	return err
}

// weiboComments reads the comments below our latest posts that have some, the newest
// post first. The cursor is the post, the page of its comments and the comment after
// which they are read; all three stay until the post is done.
func (d *Desk) weiboComments(ctx context.Context, a store.Account, l store.PlatformLink, cursor string) (string, error) {
	w, err := d.weibo(ctx, a, l)
	if err != nil {
		return cursor, err
	}
	posts, _, err := w.Timeline(ctx, 1)
	if err != nil {
		return cursor, err
	}
	slices.SortFunc(posts, func(x, y weibo.Post) int { return -byNumber(x.ID, y.ID) })
	at := append(strings.Fields(cursor), "", "", "")
	calls := 1
	for _, p := range posts {
		switch {
		case p.Comments == 0 || d.store.Now().Sub(p.At) > commentsFor:
			continue
		case at[0] != "" && byNumber(p.ID, at[0]) > 0:
			continue // done earlier in this round
		}
		page, since := 1, ""
		if p.ID == at[0] {
			page, since = max(1, number(at[1])), at[2]
		} else if since, err = d.store.NewestComment(ctx, a.ID, p.ID); err != nil {
			return cursor, err
		}
		for more := true; more; page++ {
			here := strings.TrimSpace(p.ID + " " + strconv.Itoa(page) + " " + since)
			if calls++; calls > mostCalls {
				return here, nil
			}
			var list []weibo.Comment
			if list, more, err = w.Comments(ctx, p.ID, since, page); err != nil {
				return here, err
			}
			var in []CommentIn
			for _, c := range list {
				in = append(in, CommentIn{PostKey: p.ID, PostTitle: headOf(p.Text), PostURL: p.URL, Key: c.ID, Text: c.Text, At: c.At, OnPlatform: 1})
			}
			if len(in) == 0 {
				continue
			}
			if _, err := d.TakeComments(ctx, a.ID, in); err != nil {
				return here, err
			}
		}
	}
	return "", nil
}

// byNumber compares two ids as the numbers that they are.
func byNumber(x, y string) int {
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y))
}

// wechat returns the adapter of a connected official account. Faults: those of
// Adapter, platform.kind.
func (d *Desk) wechat(ctx context.Context, account string) (*platform.WeChat, error) {
	a, err := d.Adapter(ctx, account)
	if err != nil {
		return nil, err
	}
	w, ok := a.(*platform.WeChat)
	if !ok {
		return nil, fault.New(fault.Invalid, "platform.kind", "这个平台没有评论接口")
	}
	return w, nil
}
