package intake

import (
	"context"
	"net/url"
	"slices"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/source"
	"yingda/internal/store"
)

// Bounds of one look at an own site: links of the page itself, links of the
// pages behind it, and the pages whose text is read. A site with more is gone
// through in turns, look by look.
const (
	mostLinks  = 60
	mostDeeper = 60
	mostInside = 40
	lookTime   = 5 * time.Minute
	linkLimit  = 2 << 20
	lookTurn   = 6 * time.Hour // from which look to which the turn moves on
)

// LookAtSite looks at a page of an own site, at the links on it and at the links
// on the site's own pages behind those: what was found wanting before (open, with
// the page on which it stands) before the rest, politely and with bounds.
// Clause: LIS-8.
func (p *Poller) LookAtSite(ctx context.Context, s store.OwnSite, open map[string]string) desk.SiteLook {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	l := siteLook{Poller: p, site: s, now: p.Intake.store.Now(), tried: map[string]bool{s.URL: true}}
	l.out = desk.SiteLook{Dead: map[string]string{}, Expired: map[string]time.Time{}, FoundOn: map[string]string{}, Read: map[string]bool{}}
	l.home(ctx, open)
	return l.out
}

// siteLook is one look while it runs.
type siteLook struct {
	*Poller
	site   store.OwnSite
	now    time.Time
	out    desk.SiteLook
	tried  map[string]bool
	deeper []string // links of the pages behind the first
	inside int
}

func (l *siteLook) home(ctx context.Context, open map[string]string) {
	res, err := l.Client.Get(ctx, fetch.Request{URL: l.site.URL, Accept: "text/html", Limit: feedLimit})
	l.out.Took, l.out.CertUntil, l.out.Err = res.Elapsed, res.CertUntil, err
	if err != nil {
		return
	}
	view, err := source.ReadSite(res.Body, res.ContentType, res.FinalURL, l.now)
	if err != nil {
		l.out.Err = err
		return
	}
	l.out.Newest, l.out.Read[l.site.URL] = view.Newest, true
	for _, link := range view.Links {
		l.out.FoundOn[link] = l.site.URL
	}
	// The pages on which something stood tell whether it still does.
	for _, on := range open {
		if on != l.site.URL && !l.tried[on] && l.inside < mostInside/2 {
			l.try(ctx, on)
		}
	}
	l.each(ctx, openFirst(l.inTurn(view.Links, mostLinks), open), mostLinks)
	l.each(ctx, openFirst(l.inTurn(l.deeper, mostDeeper), open), mostDeeper)
	for link := range l.out.Dead {
		if l.out.FoundOn[link] == "" { // nothing leads there any more
			delete(l.out.Dead, link)
		}
	}
}

// inTurn lets another part of a long list come first at each look.
func (l *siteLook) inTurn(links []string, most int) []string {
	if len(links) <= most {
		return links
	}
	from := int(l.now.UnixMilli()/lookTurn.Milliseconds()) * most % len(links)
	return append(slices.Clone(links[from:]), links[:from]...)
}

func openFirst(links []string, open map[string]string) []string {
	out := slices.Clone(links)
	slices.SortStableFunc(out, func(a, b string) int {
		_, x := open[a]
		_, y := open[b]
		return boolOrder(x, y)
	})
	return out
}

// each tries up to so many of the links that were not tried before.
func (l *siteLook) each(ctx context.Context, links []string, most int) {
	for _, link := range links {
		if ctx.Err() != nil || most == 0 {
			return
		}
		if !l.tried[link] {
			most--
			l.try(ctx, link)
		}
	}
}

// try follows one link; the links on a page of the site itself are noted.
func (l *siteLook) try(ctx context.Context, link string) {
	l.tried[link] = true
	res, err := l.Client.Get(ctx, fetch.Request{URL: link, Accept: "text/html, */*;q=0.5", Limit: linkLimit})
	if ctx.Err() != nil || fault.CodeOf(err) == "fetch-wait" {
		return // not looked at
	}
	l.out.Checked = append(l.out.Checked, link)
	if deadLink(err) {
		l.out.Dead[link] = sentence(err)
		return
	}
	if err != nil || !sameHost(link, l.site.URL) || l.inside >= mostInside {
		return
	}
	l.inside++
	page, err := source.ReadSite(res.Body, res.ContentType, res.FinalURL, l.now)
	if err != nil {
		return
	}
	if !page.Until.IsZero() && page.Until.Before(l.now) {
		l.out.Expired[link] = page.Until
	}
	l.out.Read[link] = true
	for _, next := range page.Links {
		if l.out.FoundOn[next] == "" {
			l.out.FoundOn[next] = link
			l.deeper = append(l.deeper, next)
		}
	}
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// deadLink tells a link that leads nowhere from one that we may not or cannot read.
func deadLink(err error) bool {
	switch code := fault.CodeOf(err); code {
	case "fetch-404", "fetch-410", "fetch-name", "fetch-refused", "fetch-unreachable", "fetch-timeout", "fetch-certificate", "fetch-redirects", "fetch-redirect-target", "fetch-broken":
		return true
	default:
		return len(code) == len("fetch-500") && code[:len("fetch-5")] == "fetch-5"
	}
}

func sameHost(a, b string) bool {
	x, err1 := url.Parse(a)
	y, err2 := url.Parse(b)
	return err1 == nil && err2 == nil && x.Host == y.Host
}
