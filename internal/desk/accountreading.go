package desk

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"time"

	"yingda/internal/fault"
	"yingda/internal/platform"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Bounds of one turn of reading an account: how many calls it makes at most, when
// the next is due after the last was whole, cut short or failed, and how long a
// turn may take before another process takes it over.
const (
	mostCalls = 20
	readEvery = 10 * time.Minute
	readOn    = time.Minute
	menuEvery = 6 * time.Hour
	readLease = 5 * time.Minute
)

// reading is one turn: it begins at a cursor and returns where the next one goes
// on, "" when everything is read. What it read before it failed stays read.
type reading struct {
	what  string // posts, comments or menu
	read  func(ctx context.Context, cursor string) (next string, err error)
	every time.Duration // 0: readEvery
}

// ReadAccounts (读取账号) reads what stands on every connected account whose turn it
// is. A platform that fails is on record for people and fails nobody else; an error
// is one of ours. Clause: ACC-5; ACC-13.
func (d *Desk) ReadAccounts(ctx context.Context) error {
	links, err := d.store.PlatformLinks(ctx)
	if err != nil {
		return err
	}
	for _, l := range links {
		if !l.Active || d.Platforms.mayCall(l) != nil {
			continue
		}
		a, l, err := d.connected(ctx, l.AccountID)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			continue // closed meanwhile
		}
		if err != nil {
			return err
		}
		for _, r := range d.readings(a, l) {
			failed, err := d.readTurn(ctx, a, r)
			if err != nil {
				return err
			}
			if failed {
				break // the next sort has its turn a minute later
			}
		}
	}
	return nil
}

// readings are the sorts of reading that an account's platform lets us do.
func (d *Desk) readings(a store.Account, l store.PlatformLink) []reading {
	switch {
	case a.Platform == regime.WeChat:
		return []reading{
			{"posts", func(ctx context.Context, cursor string) (string, error) { return d.wechatPosts(ctx, a, cursor) }, 0},
			{"comments", func(ctx context.Context, cursor string) (string, error) { return d.wechatComments(ctx, a, cursor) }, 0},
			{"menu", func(ctx context.Context, _ string) (string, error) { return "", d.wechatMenu(ctx, a) }, menuEvery},
		}
	case a.Platform == regime.Weibo:
		return []reading{
			{"posts", func(ctx context.Context, cursor string) (string, error) { return d.weiboPosts(ctx, a, l, cursor) }, 0},
			{"comments", func(ctx context.Context, cursor string) (string, error) { return d.weiboComments(ctx, a, l, cursor) }, 0},
		}
	case !ByAdapter(a.Platform) && l.In != "":
		return []reading{{"posts", func(ctx context.Context, _ string) (string, error) { return "", d.genericPosts(ctx, a, l) }, 0}}
	}
	return nil
}

// readTurn takes one turn if it is due, puts on record how far it came, and says
// whether the platform failed.
func (d *Desk) readTurn(ctx context.Context, a store.Account, r reading) (failed bool, err error) {
	var p store.PlatformTurn
	due := false
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		p, due, err = tx.TakePlatformTurn(a.ID, r.what, tx.Now.Add(readLease).UnixMilli())
		return err
	})
	if err != nil || !due {
		return false, err
	}
	next, cause := r.read(ctx, p.Cursor)
	if cause != nil && fault.Of(cause) == nil && ctx.Err() == nil {
		return false, cause // no platform's
	}
	wait := readEvery
	if cause == nil && r.every != 0 {
		wait = r.every
	}
	if cause == nil && next != "" {
		wait = readOn
	}
	if a.Platform != regime.WeChat { // it notes its own calls
		_ = d.notePlatform(ctx, a.ID, cause) // it returns the cause, which is on its way
	}
	return cause != nil, d.store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		p.Cursor, p.NextAt = next, tx.Now.Add(wait).UnixMilli()
		return tx.SavePlatformTurn(p)
	})
}

// keepPosts puts what stands on an account on its posting record and returns how
// much of it was new. What has no time is left out: when it came says nothing of
// when it was posted.
func (d *Desk) keepPosts(ctx context.Context, a store.Account, list []store.AccountPost) (fresh int, err error) {
	var dated []store.AccountPost
	for _, p := range list {
		if p.At > 0 && p.At <= d.store.Now().Add(5*time.Minute).UnixMilli() && webAddress(p.Address) {
			p.AccountID = a.ID
			dated = append(dated, p)
		}
	}
	if len(dated) == 0 {
		return 0, nil
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		fresh, err = tx.AddAccountPosts(dated)
		return err
	})
	return fresh, err
}

// pagesBack is how far back the first reading of an account goes, in pages.
const pagesBack = 20

func (d *Desk) weiboPosts(ctx context.Context, a store.Account, l store.PlatformLink, cursor string) (string, error) {
	w, err := d.weibo(ctx, a, l)
	if err != nil {
		return cursor, err
	}
	page := max(1, number(cursor))
	for range mostCalls / 4 {
		list, more, err := w.Timeline(ctx, page)
		if err != nil {
			return strconv.Itoa(page), err
		}
		var posts []store.AccountPost
		for _, p := range list {
			posts = append(posts, store.AccountPost{Title: headOf(p.Text), Address: p.URL, Origin: "platform", Statement: numberIn(p.Text), At: p.At.UnixMilli()})
		}
		fresh, err := d.keepPosts(ctx, a, posts)
		if err != nil {
			return cursor, err
		}
		if page++; !more || fresh == 0 || page > pagesBack {
			return "", nil
		}
	}
	return strconv.Itoa(page), nil
}

func (d *Desk) wechatPosts(ctx context.Context, a store.Account, cursor string) (string, error) {
	w, err := d.wechat(ctx, a.ID)
	if err != nil {
		return cursor, err
	}
	offset := number(cursor)
	for range mostCalls / 4 {
		list, total, err := w.Articles(ctx, offset)
		if err != nil {
			return strconv.Itoa(offset), err
		}
		var posts []store.AccountPost
		for _, p := range list {
			posts = append(posts, store.AccountPost{Title: p.Title, Address: p.URL, Origin: "platform", At: p.At.UnixMilli()})
		}
		fresh, err := d.keepPosts(ctx, a, posts)
		if err != nil {
			return cursor, err
		}
		if offset += platform.ArticlePage; offset >= total || fresh == 0 {
			return "", nil
		}
	}
	return strconv.Itoa(offset), nil
}

func (d *Desk) genericPosts(ctx context.Context, a store.Account, l store.PlatformLink) error {
	l.Out = "" // reading needs no secret
	g, err := d.generic(ctx, a, l)
	if err != nil {
		return err
	}
	list, err := g.Posts(ctx)
	if err != nil {
		return err
	}
	var posts []store.AccountPost
	for _, p := range list {
		post := store.AccountPost{Title: headOf(p.Title), Address: p.URL, Origin: "feed"}
		if !p.At.IsZero() {
			post.At = p.At.UnixMilli()
		}
		posts = append(posts, post)
	}
	_, err = d.keepPosts(ctx, a, posts)
	return err
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

var (
	titleIn = regexp.MustCompile(`【([^】]{2,100})】`)
	markIn  = regexp.MustCompile(`（([A-Z]{1,3}-\d{4}-\d{1,8}) 第\d+版）`)
)

// headOf is what a post is called on the record: its title, else its first words.
func headOf(text string) string {
	if m := titleIn.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return text
}

// numberIn is the number of the statement or article that a post carries, "" if
// none.
func numberIn(text string) string {
	if m := markIn.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}
