package source

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// xmlFeed reads every XML form with one table of names: the forms differ less
// than the files that claim to follow them.
type xmlFeed struct {
	r      *reader
	g      *gather
	home   *url.URL // the channel's own link, for relative links without a base
	atomic bool
	rooted bool
	item   *rawItem
	level  int // of the open item's element
	ttl    time.Duration
	period time.Duration // of sy:updatePeriod
	often  int           // sy:updateFrequency
}

// rawItem is an item while it is read. Each field remembers how much its
// source element is to be preferred.
type rawItem struct {
	title, summary, content, id, link ranked
	published, updated                dated
	language                          string
	description                       construct
	described                         bool
	guidIsLink                        string
	media                             []Media
	fields                            int
}

type ranked struct {
	s    string
	rank int
}

// set keeps the value of the highest rank, the first among equals.
func (f *ranked) set(s string, rank int) {
	if s != "" && rank > f.rank {
		f.s, f.rank = s, rank
	}
}

type dated struct {
	time.Time
	rank int
}

// set takes the last of the dates of the highest rank, as other readers do.
func (d *dated) set(at time.Time, rank int) {
	if !at.IsZero() && rank >= d.rank {
		d.Time, d.rank = at, rank
	}
}

func readXML(doc []byte, base *url.URL, g *gather) error {
	x := &xmlFeed{r: newReader(doc, base), g: g}
	for {
		t := x.r.next()
		switch t.kind {
		case eof:
			if !x.rooted {
				return errUnknown
			}
			if x.item != nil {
				g.skip(g.item, 1, "文档在此条目中间截断")
			}
			return nil
		case end:
			if x.item != nil && x.r.level() < x.level {
				x.finish()
			}
		case start:
			if !x.rooted && t.name == "html" {
				return errPage
			}
			if !x.begin(t) {
				rest := bytes.Count(doc, []byte("<"+t.name)) - g.item
				g.skip(g.item, max(rest, 0)+1, "条目过多，只读取前 10000 条")
				return nil
			}
		}
	}
}

// begin handles a start tag; false means that there are enough items.
func (x *xmlFeed) begin(t *token) bool {
	switch {
	case t.ns == "deep":
		return true
	case t.ns == "" && (t.name == "item" || t.name == "entry"):
		if !x.open(t) {
			return false
		}
	case x.item != nil:
		x.itemField(t)
	default:
		x.feedField(t)
	}
	// A field that was left open may have taken the item's end with it.
	if x.item != nil && x.r.level() < x.level {
		x.finish()
	}
	return true
}

func (x *xmlFeed) open(t *token) bool {
	if x.item != nil {
		x.finish()
		if x.level <= len(x.r.stack) {
			x.r.stack = append(x.r.stack[:x.level-1], *x.r.top())
		}
	}
	x.rooted = true
	x.atomic = x.atomic || t.name == "entry"
	x.g.item++
	x.level = x.r.level()
	if x.g.full() {
		return false
	}
	x.item = &rawItem{language: x.r.top().lang}
	x.item.id.set(line(t.attr("rdf:about")), 1)
	x.item.link.set(address(x.base(), t.attr("href")), 1)
	x.item.updated.set(Time(t.attr("lastmod")), 1)
	if t.closed {
		x.finish()
	}
	return true
}

func (x *xmlFeed) base() *url.URL {
	if b := x.r.top().base; b != nil && b.IsAbs() {
		return b
	}
	return x.home
}

func (x *xmlFeed) feedField(t *token) {
	f := &x.g.feed
	switch t.ns + ":" + t.name {
	case ":rss", "rdf:rdf", ":channel", ":feed":
		x.rooted = true
		x.atomic = x.atomic || t.name == "feed"
		if lang := x.r.top().lang; lang != "" {
			f.Language = lang
		}
		if at := Time(t.attr("lastmod")); !at.IsZero() {
			f.Updated = at
		}
	case ":title", "dc:title":
		if s := x.r.construct(t, x.atomic).title(); f.Title == "" && x.rooted {
			f.Title = s
		}
	case ":language", "dc:language":
		if s := line(x.r.read(t).plain.String()); s != "" {
			f.Language = cut(s, 40)
		}
	case ":pubdate", ":lastbuilddate", ":updated", ":modified", "dc:date", "dcterms:modified":
		if at := Time(x.r.read(t).plain.String()); at.After(f.Updated) {
			f.Updated = at
		}
	case ":link":
		x.feedLink(t)
	case ":ttl":
		x.ttl = time.Duration(x.number(t)) * time.Minute
		x.asks()
	case "sy:updateperiod":
		x.period = periods[strings.ToLower(strings.TrimSpace(x.r.read(t).plain.String()))]
		x.asks()
	case "sy:updatefrequency":
		x.often = x.number(t)
		x.asks()
	case ":generator":
		f.Maker = cut(line(t.attr("uri")+" "+x.r.read(t).plain.String()), 200)
	case ":items", "rdf:seq", "rdf:li", ":body", ":div", ":xml":
		// Items of RSS 0.9 sit at the end of all kinds of wrapping.
	default:
		if x.rooted {
			x.r.skip(t)
		}
	}
}

// periods are the words of sy:updatePeriod.
var periods = map[string]time.Duration{"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour, "monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour}

func (x *xmlFeed) number(t *token) int {
	n, err := strconv.Atoi(strings.TrimSpace(x.r.read(t).plain.String()))
	if err != nil || n < 0 || n > 1e6 {
		return 0
	}
	return n
}

// asks works out the interval that the feed asks for.
func (x *xmlFeed) asks() {
	x.g.feed.Every = max(x.ttl, x.period/time.Duration(max(x.often, 1)))
}

func (x *xmlFeed) feedLink(t *token) {
	ref, rel := t.attr("href"), strings.ToLower(t.attr("rel"))
	if rel == "next" || rel == "prev-archive" {
		if s := address(x.base(), ref); s != "" && x.g.feed.Older == "" {
			x.g.feed.Older = s
		}
		return
	}
	if ref == "" {
		ref = x.r.read(t).plain.String()
	}
	if s := address(x.base(), ref); s != "" && x.home == nil && (rel == "" || rel == "alternate") {
		x.home, _ = url.Parse(s)
	}
}

func (x *xmlFeed) itemField(t *token) {
	it := x.item
	it.fields++
	switch t.ns + ":" + t.name {
	case ":title":
		it.title.set(x.r.construct(t, x.atomic).title(), 9)
	case "dc:title":
		it.title.set(x.r.construct(t, false).title(), 5)
	case "media:title", "itunes:title":
		it.title.set(x.r.construct(t, false).title(), 2)
	case ":link", ":a":
		x.itemLink(t)
	case ":guid":
		it.guidIsLink = strings.ToLower(t.attr("ispermalink"))
		if it.guidIsLink == "" {
			it.guidIsLink = "maybe"
		}
		it.id.set(line(x.r.construct(t, false).s), 8)
	case ":id":
		base := x.r.top().base
		id := line(x.r.construct(t, false).s)
		if strings.Contains(id, "/") && !strings.Contains(id, ":") && base != nil && base.IsAbs() && base != x.r.stack[0].base {
			id = resolve(base, id).String() // only under an xml:base that the feed set itself
		}
		it.id.set(id, 9)
	case "dc:identifier":
		it.id.set(line(x.r.read(t).plain.String()), 2)
	case ":description":
		it.description, it.described = x.shown(x.r.construct(t, false)), true
	case ":summary", ":abstract":
		it.summary.set(x.r.construct(t, x.atomic).body(), 9)
	case "dc:description", "dcterms:abstract":
		it.summary.set(x.r.construct(t, false).body(), 4)
	case "itunes:summary", "media:description":
		it.summary.set(x.r.construct(t, false).body(), 3)
	case "itunes:subtitle":
		it.summary.set(x.r.construct(t, false).body(), 2)
	case "content:encoded", "xhtml:body", ":body", "xhtml:div", ":fullitem":
		it.content.set(x.shown(x.r.construct(t, false)).body(), 9)
	case ":content":
		x.itemContent(t)
	case ":pubdate", ":published", ":issued":
		it.published.set(x.date(t), 3)
	case "dc:date", "dcterms:issued", ":date", "dcterms:date", "dcterms:available":
		it.published.set(x.date(t), 2)
	case ":created", "dcterms:created":
		it.published.set(x.date(t), 1)
	case ":updated", ":modified", "dcterms:modified", ":lastmod":
		it.updated.set(x.date(t), 1)
	case ":language", "dc:language":
		it.language = cut(line(x.r.read(t).plain.String()), 40)
	case ":enclosure":
		x.attached(t.attr("url"), t.attr("type"), t.attr("title"))
		x.r.skip(t)
	case "media:group", "media:content":
		// Transparent: a title inside may be the only one.
		x.attached(t.attr("url"), first(t.attr("type"), t.attr("medium")), "")
	default:
		x.r.skip(t)
	}
}

func (x *xmlFeed) date(t *token) time.Time { return Time(x.r.read(t).plain.String()) }

// itemContent takes the longest of several contents: the others are previews.
func (x *xmlFeed) itemContent(t *token) {
	s := x.shown(x.r.construct(t, x.atomic)).body()
	x.item.content.set(s, 1+min(len(s), 1<<20))
}

// itemLink prefers the page for people among the links of an entry.
func (x *xmlFeed) itemLink(t *token) {
	rel, kind, ref := strings.ToLower(t.attr("rel")), strings.ToLower(t.attr("type")), t.attr("href")
	base := x.base()
	if s := x.r.read(t).plain.String(); ref == "" {
		ref = s
	}
	if rel == "enclosure" {
		x.attached(ref, kind, t.attr("title"))
	}
	if rel != "" && rel != "alternate" {
		return
	}
	rank := 8
	if kind != "" && !strings.Contains(kind, "html") {
		rank = 4
	}
	x.item.link.set(address(base, ref), rank)
}

func (x *xmlFeed) finish() {
	it := x.item
	x.item = nil
	if it.guidIsLink != "" && it.guidIsLink != "false" {
		s := it.id.s
		if web := strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://"); web || it.guidIsLink == "true" {
			it.link.set(address(x.base(), s), 1)
		}
	}
	if it.described {
		// Beside a summary of its own the description is the text.
		if it.summary.rank == 9 {
			it.content.set(it.description.body(), 1)
		} else {
			it.summary.rank = 0
			it.summary.set(it.description.body(), 1)
		}
	}
	e := Entry{Title: it.title.s, URL: it.link.s, ID: it.id.s, Time: it.published.Time, Summary: it.summary.s, Text: it.content.s, Language: it.language, Media: it.media}
	if e.Time.IsZero() {
		e.Time = it.updated.Time
	}
	if it.fields == 0 && e.URL == "" && e.Time.IsZero() {
		x.g.skip(x.g.item, 1, "条目没有内容")
		return
	}
	x.g.add(e)
}
