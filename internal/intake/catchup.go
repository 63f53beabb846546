package intake

import (
	"cmp"
	"context"
	"hash/fnv"
	"net/url"
	"strconv"
	"strings"
	"time"

	"yingda/internal/fetch"
	"yingda/internal/source"
	"yingda/internal/store"
)

// mostPages is how many older pages are read to catch up.
const mostPages = 10

// marked is how many of the first entries are remembered from one reading to the
// next: a feed that lists none of them has moved on by more than a page.
const marked = 12

// marksOf returns the hashes of the first entries.
func marksOf(list []source.Entry) string {
	var out []string
	for _, e := range list[:min(len(list), marked)] {
		out = append(out, mark(e))
	}
	return strings.Join(out, ",")
}

func mark(e source.Entry) string {
	h := fnv.New64a()
	h.Write([]byte(cmp.Or(e.ID, e.URL, e.Title, e.Text))) // a hash never fails
	return strconv.FormatUint(h.Sum64(), 36)
}

// known reports whether a page reaches back to what was read the last time.
func known(list []source.Entry, t store.Turn) bool {
	for _, e := range list {
		if strings.Contains(","+t.Marks+",", ","+mark(e)+",") || !e.Time.IsZero() && t.NewestAt > 0 && e.Time.UnixMilli() <= t.NewestAt {
			return true
		}
	}
	return false
}

// catchUp reads older pages when a feed no longer lists anything that we have
// read before: after an outage of ours or of theirs, or when much came at once.
// Where there are no older pages it says what may be missing.
func (p *Poller) catchUp(ctx context.Context, out *took) {
	t := out.turn
	if t.Marks == "" || len(out.feed.Entries) == 0 || known(out.feed.Entries, t) {
		return
	}
	gap := store.Missed{Cause: causeOf(t, p.Intake.store.Now()), State: "missing", From: cmp.Or(t.NewestAt, t.LastGoodAt), To: oldest(out.feed.Entries, p.Intake.store.Now()).UnixMilli(), Says: "来源没有更早的页，其间的内容可能没有读到"}
	seen := marksSet(out.feed.Entries)
	page, here := out.feed, out.res.FinalURL
	for n := 2; n <= mostPages+1 && ctx.Err() == nil; n++ {
		next := older(page, here, t.URL, n)
		if next == "" {
			break
		}
		res, err := p.Client.Get(ctx, fetch.Request{URL: next, Limit: feedLimit})
		if err == nil {
			page, _, err = source.ReadFeed(res.Body, res.ContentType, res.FinalURL, p.Intake.store.Now())
		}
		if err != nil {
			gap.Says = "更早的页读不到：" + sentence(err)
			break
		}
		here = res.FinalURL
		fresh := 0
		for _, e := range page.Entries {
			if !seen[mark(e)] {
				seen[mark(e)] = true
				out.feed.Entries = append(out.feed.Entries, e)
				fresh++
			}
		}
		gap.Items += int64(fresh)
		if known(page.Entries, t) {
			gap.State, gap.Says = "caught", "已从更早的页补读"
			break
		}
		gap.To = oldest(out.feed.Entries, p.Intake.store.Now()).UnixMilli()
		gap.Says = "补读了更早的页，仍未接上，再早的内容可能没有读到"
		if fresh == 0 {
			break // the same page again, whatever was asked for
		}
	}
	out.gap = &gap
}

func marksSet(list []source.Entry) map[string]bool {
	seen := map[string]bool{}
	for _, e := range list {
		seen[mark(e)] = true
	}
	return seen
}

// causeOf says whose outage it was: theirs if readings failed, ours if none took
// place when it was due, else a burst of entries between two readings.
func causeOf(t store.Turn, now time.Time) string {
	_, most := Bounds(t)
	switch {
	case t.Failures > 0:
		return "theirs"
	case now.Sub(time.UnixMilli(t.LastReadAt)) > most+max(most, 10*time.Minute):
		return "ours"
	}
	return "burst"
}

func oldest(list []source.Entry, now time.Time) time.Time {
	at := now
	for _, e := range list {
		if !e.Time.IsZero() && e.Time.Before(at) {
			at = e.Time
		}
	}
	return at
}

// older returns the address of the page before: the one that the feed names (RFC
// 5005), else that of a WordPress site.
func older(page source.Feed, here, first string, n int) string {
	if page.Older != "" && page.Older != here {
		return page.Older
	}
	if page.Older != "" || !strings.Contains(strings.ToLower(page.Maker), "wordpress") {
		return ""
	}
	u, err := url.Parse(first)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("paged", strconv.Itoa(n))
	u.RawQuery = q.Encode()
	return u.String()
}
