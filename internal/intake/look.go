package intake

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/source"
	"yingda/internal/store"
)

// Look (先看一看) is what an address offers to be read, before it is registered.
type Look struct {
	Found source.Found
	Final string   // address after redirects
	Maps  []string // sitemaps that the site's robots.txt names
}

// Look reads an address once and says in which ways it can be read. Nothing is
// stored. Faults: those of [fetch.Client.Get], and source.sign_in.
func (p *Poller) Look(ctx context.Context, address string) (Look, error) {
	res, err := p.Client.Get(ctx, fetch.Request{URL: p.Address(address)})
	if err != nil {
		return Look{}, err
	}
	if signsIn(p.Address(address), res.FinalURL) {
		return Look{}, errSignIn
	}
	look := Look{Final: res.FinalURL}
	if look.Found, err = source.Discover(res.Body, res.ContentType, res.FinalURL, p.Intake.store.Now()); err != nil {
		return Look{}, err
	}
	if look.Found.SignIn {
		return Look{}, errSignIn
	}
	if look.Found.Feed == nil && look.Found.Map == nil {
		look.Maps = p.maps(ctx, res.FinalURL)
	}
	return look, nil
}

// maps lists the sitemaps of a site on its own host.
func (p *Poller) maps(ctx context.Context, address string) []string {
	named, err := p.Client.Sitemaps(ctx, address)
	at, perr := url.Parse(address)
	if err != nil || perr != nil {
		return nil // a page without sitemaps is still a page
	}
	var out []string
	for _, m := range named {
		if u, err := at.Parse(strings.TrimSpace(m)); err == nil && (u.Scheme == "http" || u.Scheme == "https") && len(out) < 5 {
			out = append(out, u.String())
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// PerTrial is how many pages behind a list a trial reading opens, and maxTrial
// how many posts it shows.
const (
	PerTrial = 3
	maxTrial = 10
)

// Try reads a source once as it would be read, and returns the newest posts as
// they would be stored: redacted, matched, without seq. Nothing is stored. password is that of a mailbox which is
// not registered yet.
func (p *Poller) Try(ctx context.Context, s store.Source, how store.Reading, password string) ([]store.Post, error) {
	var posts []Post
	if ways[how.Way] == nil {
		res, err := p.Client.Get(ctx, fetch.Request{URL: p.Address(s.URL)})
		if err != nil {
			return nil, err
		}
		feed, _, err := source.ReadFeed(res.Body, res.ContentType, res.FinalURL, p.Intake.store.Now())
		if err != nil {
			return nil, err
		}
		posts = entries(s.Name, feed.Entries, feed.Language)
		slices.SortStableFunc(posts, func(a, b Post) int { return b.PublishedAt.Compare(a.PublishedAt) })
	} else {
		how.Kept = ""
		s.ETag, s.LastModified = "", ""
		r := &reader{poller: p, client: p.Client, source: s, how: how, limit: maxTrial, articles: PerTrial, trial: true, password: password, now: p.Intake.store.Now()}
		_, got, err := ways[how.Way](r, ctx)
		if err != nil {
			return nil, err
		}
		posts = got.posts
	}
	rules, err := p.Intake.current(ctx)
	if err != nil {
		return nil, err
	}
	for i := range posts {
		posts[i].Source = cmp.Or(s.Name, "试读")
	}
	ready, rejected := newBench(p.Intake, rules).prepare(posts[:min(len(posts), maxTrial)], 0)
	if len(ready) == 0 && len(rejected) > 0 {
		return nil, fault.New(fault.Invalid, "source.unusable", "读到的内容不能保存：%s", rejected[0].Reason)
	}
	out := make([]store.Post, len(ready))
	for i := range ready {
		out[i] = ready[i].post
		out[i].Source = ready[i].source
	}
	return out, nil
}
