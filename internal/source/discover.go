package source

import (
	"cmp"
	"net/url"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"

	"yingda/internal/fault"
)

// Found (可读内容) is what an address offers to be read. One of Feed and Map is
// set when the address itself is a feed or a sitemap; otherwise it is a page
// with what it names: feeds, lists, a search box.
type Found struct {
	Title  string
	Feed   *Feed
	Map    *Sitemap
	Feeds  []Subscription // that the page names
	Lists  []Proposal     // likeliest first
	Search string         // address with {query} in it, empty if there is no search box
	SignIn bool           // the page asks for a name and a password
}

// Discover looks at what an address answered. It returns charset-unknown or
// page.deep; a page with nothing to read comes back empty.
func Discover(body []byte, contentType, address string, now time.Time) (Found, error) {
	feed, _, err := ReadFeed(body, contentType, address, now)
	if err == nil {
		return Found{Title: feed.Title, Feed: &feed}, nil
	}
	if m, err := ReadSitemap(body, address); err == nil {
		return Found{Title: m.host(), Map: &m}, nil
	}
	if code := fault.CodeOf(err); code == "charset-unknown" {
		return Found{}, err
	}
	p, err := openPage(body, contentType, address)
	if err != nil {
		return Found{}, err
	}
	f := Found{Title: p.heading(), Feeds: p.feeds(), Lists: p.propose(now), Search: p.search()}
	f.SignIn = p.doc.Find("input[type=password]").Length() > 0 && len(f.Lists) == 0
	return f, nil
}

// feeds are the feeds that a page names, in its head or by a link.
func (p *listPage) feeds() []Subscription {
	var out []Subscription
	seen := map[string]bool{}
	add := func(title, href string) {
		if at := address(p.base, href); at != "" && !seen[at] && len(out) < 20 {
			seen[at] = true
			out = append(out, Subscription{Title: cmp.Or(line(title), p.heading()), URL: at, Site: p.self})
		}
	}
	p.doc.Find("link[rel][href][type]").Each(func(_ int, s *goquery.Selection) {
		kind := strings.ToLower(s.AttrOr("type", ""))
		if strings.Contains(strings.ToLower(s.AttrOr("rel", "")), "alternate") && (strings.Contains(kind, "rss") || strings.Contains(kind, "atom") || strings.Contains(kind, "feed+json")) {
			add(s.AttrOr("title", ""), s.AttrOr("href", ""))
		}
	})
	p.doc.Find("a[href]").EachWithBreak(func(i int, s *goquery.Selection) bool {
		href := strings.ToLower(s.AttrOr("href", ""))
		path, _, _ := strings.Cut(href, "?")
		if strings.HasSuffix(path, ".rss") || strings.HasSuffix(path, "rss.xml") || strings.HasSuffix(path, "atom.xml") || strings.HasSuffix(path, "feed.xml") || strings.HasSuffix(path, "/feed") || strings.HasSuffix(path, "/rss") {
			add(s.AttrOr("title", s.Text()), s.AttrOr("href", ""))
		}
		return i < 5000
	})
	return out
}

// search is the address that a page's own search box asks, with {query} where
// the word stands.
func (p *listPage) search() string {
	out := ""
	p.doc.Find("form").EachWithBreak(func(i int, s *goquery.Selection) bool {
		if strings.EqualFold(s.AttrOr("method", "get"), "post") || s.Find("input[type=password]").Length() > 0 {
			return i < 20
		}
		word := s.Find("input[type=search][name], input[type=text][name], input:not([type])[name]").First()
		to, err := url.Parse(address(p.base, cmp.Or(s.AttrOr("action", ""), p.self)))
		if word.Length() == 0 || err != nil || to.Host == "" {
			return i < 20
		}
		values := url.Values{}
		s.Find("input[type=hidden][name]").Each(func(_ int, h *goquery.Selection) {
			values.Set(h.AttrOr("name", ""), h.AttrOr("value", ""))
		})
		to.RawQuery = values.Encode()
		if to.RawQuery != "" {
			to.RawQuery += "&"
		}
		to.RawQuery += url.QueryEscape(word.AttrOr("name", "")) + "={query}"
		out = to.String()
		return false
	})
	return out
}
