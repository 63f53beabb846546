package intake

import (
	"context"
	"slices"
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
}

func (r *reader) wait(keep *kept, e source.Entry) {
	keep.Left = true
	if !r.back[e.URL] || len(keep.Waiting) >= mostWaiting {
		return
	}
	title, _ := redact.Text(e.Title, r.poller.Intake.Numbers)
	w := waiting{URL: redact.URL(e.URL), Title: title}
	if !e.Time.IsZero() {
		w.At = e.Time.UnixMilli()
	}
	keep.Waiting = append(keep.Waiting, w)
}

// reach lengthens a list by what waits from before, and by its older pages where
// nothing that it lists was there at the last reading: after an outage, or when
// much came at once. older are the addresses of the following pages. What it
// found out about the stretch in between is the gap, nil if there is none.
func (r *reader) reach(ctx context.Context, list []source.Entry, older []string) ([]source.Entry, *store.Missed) {
	r.back = map[string]bool{}
	seen := map[string]bool{}
	for _, e := range list {
		seen[e.URL] = true
	}
	more := func(entries []source.Entry) (n int64) {
		for _, e := range entries {
			if !seen[e.URL] {
				seen[e.URL], r.back[e.URL] = true, true
				list = append(list, e)
				if r.within(e) && !r.known(e) {
					n++
				}
			}
		}
		return n
	}
	apart := !r.trial && len(r.was.Seen) > 0 && !r.joins(list)
	for _, w := range r.was.Waiting {
		e := source.Entry{URL: w.URL, Title: w.Title}
		if w.At != 0 {
			e.Time = time.UnixMilli(w.At)
		}
		more([]source.Entry{e})
	}
	if r.apart = apart; !apart || r.was.Apart {
		return list, nil // addresses that are new at every reading are no gap each time
	}
	gap := &store.Missed{State: "missing", Says: "列表上没有一条是上次见过的，也没有更早的页，其间的内容可能没有读到"}
	pages, joined := mostPages, len(older) > 0
	for _, next := range older {
		caught := false
		for next != "" && pages > 0 && !caught {
			pages--
			page, err := r.listed(ctx, next)
			if err != nil {
				gap.Says = "更早的页读不到：" + sentence(err)
				break
			}
			n := more(page.Entries)
			gap.Items += n
			if caught = r.joins(page.Entries); n == 0 || page.Older == next {
				break // the same page again, whatever was asked for
			}
			next, gap.Says = page.Older, "补读了更早的页，仍未接上，再早的内容可能没有读到"
		}
		joined = joined && caught
	}
	if joined && gap.Items <= mostWaiting {
		gap.State, gap.Says = "caught", "已从更早的页补读"
	}
	gap.To = oldest(list, r.now).UnixMilli()
	return list, gap
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
// saw. Up to three rows that boards keep on top do not count, unless the last
// reading left some of the list.
func (r *reader) joins(list []source.Entry) bool {
	top, fresh := 0, false
	for _, e := range list {
		switch {
		case !r.within(e):
		case !r.known(e):
			fresh = true
		case fresh:
			return true
		default:
			top++
		}
	}
	return !fresh || top > mostPinned || top > 0 && r.was.Left
}

// known reports whether an entry was listed at the last reading, by its address
// or by its day.
func (r *reader) known(e source.Entry) bool {
	return slices.Contains(r.was.Seen, hashOf(e.URL)) || !e.Time.IsZero() && r.source.LastGoodAt > 0 && e.Time.Before(time.UnixMilli(r.source.LastGoodAt).Add(-listedSlack))
}

// within reports whether people want entries with such an address.
func (r *reader) within(e source.Entry) bool {
	return strings.Contains(e.URL, r.how.Settings.Within)
}
