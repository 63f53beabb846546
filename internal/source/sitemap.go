package source

import (
	"bytes"
	"encoding/xml"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"yingda/internal/fault"
)

// maxSitemap bounds the addresses of one sitemap; the protocol allows 50,000.
const maxSitemap = 50_000

var errNoSitemap = fault.New(fault.Invalid, "sitemap-unknown", "无法识别为站点地图（sitemap）")

// Sitemap (站点地图) is a list of pages, or of further sitemaps. A page's Time
// is when it last changed; news sitemaps add its title and when it appeared.
type Sitemap struct {
	Pages []Entry
	Maps  []SitemapPart
}

// SitemapPart is one sitemap of an index; Time is zero if unknown.
type SitemapPart struct {
	URL  string
	Time time.Time
}

func (m Sitemap) host() string {
	for _, e := range m.Pages {
		if u, err := url.Parse(e.URL); err == nil {
			return u.Host
		}
	}
	return ""
}

// Newest returns up to n pages, the last changed first.
func (m Sitemap) Newest(n int) []Entry {
	list := slices.Clone(m.Pages)
	slices.SortStableFunc(list, func(a, b Entry) int { return b.Time.Compare(a.Time) })
	return list[:min(len(list), n)]
}

// ReadSitemap reads a sitemap, an index of sitemaps, a news sitemap, or a plain
// list of addresses. A file that is cut off keeps what stands before the cut.
// It returns sitemap-unknown or charset-unknown.
func ReadSitemap(body []byte, base string) (Sitemap, error) {
	text, _, err := Charset(body, "")
	if err != nil {
		return Sitemap{}, err
	}
	text = bytes.TrimLeft(text, " \t\r\n\x00\ufeff")
	if bytes.HasPrefix(text, []byte("http://")) || bytes.HasPrefix(text, []byte("https://")) {
		return plainMap(text), nil
	}
	from, _ := url.Parse(base)
	if from != nil && !from.IsAbs() {
		from = nil
	}
	s := &sitemapReader{base: from}
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict, d.CharsetReader = false, func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for n := 0; n < 40*maxSitemap; n++ {
		t, err := d.RawToken()
		if err != nil || !s.take(t) {
			break // the end, or nonsense: what was read stands
		}
	}
	if !s.known {
		return Sitemap{}, errNoSitemap
	}
	return s.out, nil
}

func plainMap(text []byte) Sitemap {
	var m Sitemap
	for l := range strings.SplitSeq(string(text), "\n") {
		if at := address(nil, l); at != "" && len(m.Pages) < maxSitemap {
			m.Pages = append(m.Pages, Entry{URL: at, ID: at})
		}
	}
	return m
}

// sitemapReader walks the tags; prefixes tell a page's address from a picture's.
type sitemapReader struct {
	base   *url.URL
	out    Sitemap
	known  bool
	inside string // url or sitemap
	field  string
	text   strings.Builder
	entry  Entry
	news   time.Time
}

// take handles one token; false ends the reading.
func (s *sitemapReader) take(t xml.Token) bool {
	switch t := t.(type) {
	case xml.StartElement:
		name := strings.ToLower(t.Name.Local)
		if !s.known {
			s.known = name == "urlset" || name == "sitemapindex"
			return s.known
		}
		if t.Name.Space == "" && (name == "url" || name == "sitemap") {
			s.inside, s.entry, s.news = name, Entry{}, time.Time{}
		}
		s.field = name
		if p := strings.ToLower(t.Name.Space); p != "" {
			s.field = p + ":" + name
		}
		s.text.Reset()
	case xml.CharData:
		if s.text.Len() < maxTitle {
			s.text.Write(t)
		}
	case xml.EndElement:
		s.end(strings.ToLower(t.Name.Local))
	}
	return len(s.out.Pages) < maxSitemap && len(s.out.Maps) < 2000
}

func (s *sitemapReader) end(name string) {
	text := strings.TrimSpace(s.text.String())
	switch {
	case name == "url" && s.inside == "url" || name == "sitemap" && s.inside == "sitemap":
		s.finish()
		return
	case s.field == "loc":
		s.entry.URL = address(s.base, text)
	case s.field == "lastmod":
		s.entry.Time = Time(text)
	case strings.HasSuffix(s.field, ":publication_date") && s.news.IsZero():
		s.news = Time(text)
	case strings.HasPrefix(s.field, "news") && strings.HasSuffix(s.field, ":title"):
		s.entry.Title = title(text)
	case strings.HasPrefix(s.field, "news") && strings.HasSuffix(s.field, ":language"):
		s.entry.Language = cut(line(text), 35)
	}
	s.field = ""
}

func (s *sitemapReader) finish() {
	if s.entry.URL != "" && s.inside == "sitemap" {
		s.out.Maps = append(s.out.Maps, SitemapPart{s.entry.URL, s.entry.Time})
	} else if s.entry.URL != "" {
		if !s.news.IsZero() {
			s.entry.Time = s.news
		}
		s.entry.ID = s.entry.URL
		s.out.Pages = append(s.out.Pages, s.entry)
	}
	s.inside = ""
}
