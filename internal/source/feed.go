package source

import (
	"bytes"
	"hash/maphash"
	"net/url"
	"strings"
	"time"
)

// ReadFeed reads RSS 0.9 to 2.0, Atom 0.3 and 1.0, JSON Feed and CDF. It takes
// what it can: a wrong encoding, stray bytes, unknown entities, missing end
// tags and a cut-off file cost the items that they hit and no others, each
// named in the second result. base is the address that the feed came from, for
// relative links; now is the instant that future dates are judged by.
// It returns feed-empty, feed-is-page, feed-unknown or charset-unknown.
func ReadFeed(body []byte, contentType, base string, now time.Time) (Feed, []Skipped, error) {
	doc, _, err := Charset(body, contentType)
	if err != nil {
		return Feed{}, nil, err
	}
	doc = bytes.TrimLeft(doc, " \t\r\n\x00\ufeff")
	if len(doc) == 0 {
		return Feed{}, nil, errEmpty
	}
	from, _ := url.Parse(base)
	if from != nil && !from.IsAbs() {
		from = nil
	}
	g := &gather{now: now, seen: map[uint64]bool{}}
	if doc[0] == '{' || doc[0] == '[' {
		err = readJSON(doc, from, g)
	} else {
		err = readXML(doc, from, g)
	}
	if err != nil {
		return Feed{}, nil, err
	}
	return g.feed, g.skipped, nil
}

// gather collects entries and holds the rules that are the same for all forms.
type gather struct {
	feed    Feed
	skipped []Skipped
	now     time.Time
	item    int // items met so far
	seen    map[uint64]bool
	seed    maphash.Seed
}

// full reports that the item just met is one too many.
func (g *gather) full() bool { return g.item > maxEntries }

func (g *gather) skip(item, count int, reason string) {
	if n := len(g.skipped); n > 0 && g.skipped[n-1].Reason == reason && g.skipped[n-1].Item+g.skipped[n-1].Count == item {
		g.skipped[n-1].Count += count
		return
	}
	if len(g.skipped) < 1000 {
		g.skipped = append(g.skipped, Skipped{Item: item, Count: count, Reason: reason})
	}
}

// add takes one finished entry or says why not.
func (g *gather) add(e Entry) {
	if e.Summary == "" {
		e.Summary = e.Text
	}
	if e.Text == "" {
		e.Text = e.Summary
	}
	if e.Language == "" {
		e.Language = g.feed.Language
	}
	e.Doubtful = !g.now.IsZero() && e.Time.After(g.now.Add(24*time.Hour))
	if g.repeated(e) {
		g.skip(g.item, 1, "与同一文档中前面的条目重复")
		g.skipped[len(g.skipped)-1].Repeat = true
		return
	}
	g.feed.Entries = append(g.feed.Entries, e)
}

// repeated compares identity and content: an id alone is not enough, since some
// sources give every item the same one.
func (g *gather) repeated(e Entry) bool {
	if e.ID == "" || e.Title == "" && e.Text == "" && e.URL == "" {
		return false
	}
	if g.seed == (maphash.Seed{}) {
		g.seed = maphash.MakeSeed()
	}
	key := maphash.String(g.seed, strings.Join([]string{e.ID, e.URL, e.Title, e.Text}, "\x00"))
	old := g.seen[key]
	g.seen[key] = true
	return old
}

// address makes ref absolute and keeps it only if it is a web address.
func address(base *url.URL, ref string) string {
	ref = strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f {
			return -1
		}
		return r
	}, ref)
	if ref == "" || len(ref) > maxTitle {
		return ""
	}
	u, err := url.Parse(ref)
	if err != nil {
		return ""
	}
	if base != nil && !u.IsAbs() {
		u = base.ResolveReference(u)
	}
	if s := strings.ToLower(u.Scheme); s != "http" && s != "https" || u.Host == "" {
		return ""
	}
	u.User = nil
	return u.String()
}
