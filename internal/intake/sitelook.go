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

// Bounds of one look at an own site.
const (
	mostLinks  = 60
	lookTime   = 4 * time.Minute
	linkLimit  = 2 << 20
	mostInside = 30 // pages of the site itself whose text is read
)

// LookAtSite looks at a page of an own site and at the links on it: those that
// were found wanting before (first) before the others, politely and with bounds.
// Clause: LIS-8.
func (p *Poller) LookAtSite(ctx context.Context, s store.OwnSite, first []string) desk.SiteLook {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	now := p.Intake.store.Now()
	out := desk.SiteLook{Dead: map[string]string{}, Expired: map[string]time.Time{}}
	res, err := p.Client.Get(ctx, fetch.Request{URL: s.URL, Accept: "text/html", Limit: feedLimit})
	out.Took, out.CertUntil, out.Err = res.Elapsed, res.CertUntil, err
	if err != nil {
		return out
	}
	view, err := source.ReadSite(res.Body, res.ContentType, res.FinalURL, now)
	if err != nil {
		out.Err = err
		return out
	}
	out.Newest = view.Newest
	slices.SortStableFunc(view.Links, func(a, b string) int {
		return boolOrder(slices.Contains(first, a), slices.Contains(first, b))
	})
	inside := 0
	for _, link := range view.Links[:min(len(view.Links), mostLinks)] {
		if ctx.Err() != nil {
			break
		}
		res, err := p.Client.Get(ctx, fetch.Request{URL: link, Accept: "text/html, */*;q=0.5", Limit: linkLimit})
		if ctx.Err() != nil || fault.CodeOf(err) == "fetch-wait" {
			continue // not looked at
		}
		out.Checked = append(out.Checked, link)
		if deadLink(err) {
			out.Dead[link] = sentence(err)
			continue
		}
		if err == nil && sameHost(link, s.URL) && inside < mostInside {
			inside++
			if page, err := source.ReadSite(res.Body, res.ContentType, res.FinalURL, now); err == nil && !page.Until.IsZero() && page.Until.Before(now) {
				out.Expired[link] = page.Until
			}
		}
	}
	return out
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
