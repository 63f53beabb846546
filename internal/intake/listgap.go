package intake

import (
	"context"
	"strings"
	"time"

	"yingda/internal/fetch"
	"yingda/internal/redact"
	"yingda/internal/source"
	"yingda/internal/store"
)

const (
	mostPinned  = 3              // rows that boards keep on top, however old
	mostWaiting = 500            // entries of older pages that wait for a reading
	listedSlack = 48 * time.Hour // between an entry's own day and its listing
)

// waiting is an entry of an older page of a list, which the next reading of the
// list will not find again: redacted, as it would be stored.
type waiting struct {
	URL   string `json:"url"`
	Title string `json:"title"`
	At    int64  `json:"at,omitempty"`
	Cut   bool   `json:"cut,omitempty"` // the address leads elsewhere without what was redacted
}

func (r *reader) wait(keep *kept, e source.Entry) {
	keep.Left = true
	if !r.back[e.URL] || len(keep.Waiting) >= mostWaiting {
		return
	}
	title, _ := redact.Text(e.Title, r.poller.Intake.Numbers)
	w := waiting{URL: redact.URL(e.URL), Title: title}
	w.Cut = w.URL != e.URL || r.cut[e.URL]
	if !e.Time.IsZero() {
		w.At = e.Time.UnixMilli()
	}
	keep.Waiting = append(keep.Waiting, w)
}

// listing is one list of a source as its first page shows it, and the address of
// the page after it. A search has one for each of its words.
type listing struct {
	entries []source.Entry
	older   string
}

// union gathers entries, each address once.
type union struct {
	list []source.Entry
	seen map[string]bool
}

// add returns the entries that were new.
func (u *union) add(entries []source.Entry) (fresh []source.Entry) {
	for _, e := range entries {
		if !u.seen[e.URL] {
			u.seen[e.URL] = true
			fresh = append(fresh, e)
		}
	}
	u.list = append(u.list, fresh...)
	return fresh
}

// reach joins the lists of a source, and lengthens them by what waits from
// before and by the older pages of each that shows nothing of what was there at
// the last reading: after an outage, or when much came at once. What it found out
// about the stretch in between is the gap, nil if there is none.
func (r *reader) reach(ctx context.Context, lists []listing) ([]source.Entry, *store.Missed) {
	r.back, r.cut = map[string]bool{}, map[string]bool{}
	all := union{seen: map[string]bool{}}
	var apart []listing
	for _, l := range lists {
		all.add(l.entries)
		if joins, tells := r.joins(l.entries); tells && !joins {
			apart = append(apart, l)
		}
	}
	if r.trial || len(r.was.Seen) == 0 {
		apart = nil
	}
	for _, w := range r.was.Waiting {
		e := source.Entry{URL: w.URL, Title: w.Title}
		if w.At != 0 {
			e.Time = time.UnixMilli(w.At)
		}
		r.further(&all, []source.Entry{e})
		r.cut[w.URL] = w.Cut
	}
	if r.apart = len(apart) > 0; !r.apart || r.was.Apart {
		return all.list, nil // addresses that are new at every reading are no gap each time
	}
	ctx, cancel := context.WithTimeout(ctx, readingTime/3)
	defer cancel()
	gap := &store.Missed{State: "missing", Says: "列表上没有一条是上次见过的，也没有更早的页，其间的内容可能没有读到"}
	pages, joined := mostPages, true
	for _, l := range apart {
		joined = r.earlier(ctx, &all, l, &pages, gap) && joined
	}
	if joined && gap.Items <= mostWaiting {
		gap.State, gap.Says = "caught", "已从更早的页补读"
	}
	gap.To = oldest(all.list, r.now).UnixMilli()
	return all.list, gap
}

// earlier reads older pages of one list until one reaches back to what the last
// reading saw, and reports whether one did. pages is how many may be read yet.
func (r *reader) earlier(ctx context.Context, all *union, l listing, pages *int, gap *store.Missed) bool {
	own := union{seen: map[string]bool{}}
	own.add(l.entries)
	for next := l.older; next != "" && *pages > 0; {
		*pages--
		page, err := r.listed(ctx, next)
		if err != nil {
			gap.Says = "更早的页读不到：" + sentence(err)
			return false
		}
		gap.Items += r.further(all, page.Entries)
		if joins, _ := r.joins(page.Entries); joins {
			return true
		}
		if len(own.add(page.Entries)) == 0 || page.Older == next {
			return false // the same page again, whatever was asked for
		}
		next, gap.Says = page.Older, "补读了更早的页，仍未接上，再早的内容可能没有读到"
	}
	return false
}

// further adds entries that no first page shows, and returns how many people
// want and have not got yet.
func (r *reader) further(all *union, entries []source.Entry) (wanted int64) {
	for _, e := range all.add(entries) {
		r.back[e.URL] = true
		if r.within(e) && !r.known(e) {
			wanted++
		}
	}
	return wanted
}

// listed reads an older page of a list.
func (r *reader) listed(ctx context.Context, address string) (source.Feed, error) {
	res, err := r.get(ctx, fetch.Request{URL: address, Accept: "text/html"})
	if err != nil {
		return source.Feed{}, err
	}
	return source.ReadLinks(res.Body, res.ContentType, res.FinalURL, r.how.Settings.Selector, r.now)
}

// joins reports whether a page of a list reaches back to what the last reading
// saw, and whether the page tells at all: entries that nobody wants are not
// remembered and speak by their day alone. Up to three rows that boards keep on
// top do not count, unless the last reading left some of the list.
func (r *reader) joins(list []source.Entry) (joins, tells bool) {
	top, fresh := 0, false
	for _, e := range list {
		switch {
		case !r.known(e):
			fresh = fresh || r.within(e) || !e.Time.IsZero()
		case fresh:
			return true, true
		default:
			top++
		}
	}
	if !fresh {
		return top > 0, top > 0
	}
	return top > mostPinned || top > 0 && r.was.Left, true
}

// known reports whether an entry was listed at the last reading, by its address
// or by its day.
func (r *reader) known(e source.Entry) bool {
	return r.was.Seen.has(hashOf(e.URL)) || !e.Time.IsZero() && r.source.LastGoodAt > 0 && e.Time.Before(time.UnixMilli(r.source.LastGoodAt).Add(-listedSlack))
}

// within reports whether people want entries with such an address.
func (r *reader) within(e source.Entry) bool {
	return strings.Contains(e.URL, r.how.Settings.Within)
}
