package source

import (
	"net/url"
	"path"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxMedia bounds the pictures and recordings that are kept of one text.
const maxMedia = 20

// Media (图片音视频) is a picture, a recording or a film that a text shows: kept
// as an address with what the page says of it, never fetched. Kind is image,
// audio or video. Clause: LIS-4.
type Media struct {
	Kind string
	URL  string
	Says string
}

// fileKinds are the endings by which a link to a file is known.
var fileKinds = map[string]string{
	".jpg": "image", ".jpeg": "image", ".png": "image", ".gif": "image", ".webp": "image", ".bmp": "image",
	".mp3": "audio", ".m4a": "audio", ".wav": "audio", ".amr": "audio", ".aac": "audio",
	".mp4": "video", ".m3u8": "video", ".flv": "video", ".mov": "video", ".webm": "video", ".avi": "video",
}

// furniture are pictures that belong to the page and not to the text.
var furniture = regexp.MustCompile(`(?i)(^|[/_\-.])(icons?|logo|spacer|blank|avatar|qrcode|share|btn|button|arrow|loading|placeholder|pixel|1x1|emoji|face)([/_\-.0-9]|$)`)

// mediaOf collects what an HTML fragment shows, in order.
func mediaOf(fragment string, base *url.URL) []Media {
	m := &mediaReader{base: base, seen: map[string]bool{}, figure: -1}
	z := html.NewTokenizer(strings.NewReader(fragment))
	for len(m.out) < maxMedia {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		switch kind {
		case html.TextToken:
			if m.caption != nil {
				m.caption.Write(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			m.begin(z.Token())
		case html.EndTagToken:
			name, _ := z.TagName()
			m.end(atom.Lookup(name))
		}
	}
	return m.out
}

type mediaReader struct {
	base   *url.URL
	out    []Media
	seen   map[string]bool
	figure int // of out where the open figure began, -1 for none

	kind    string
	says    string
	caption *strings.Builder
	linked  int // of out that the open link's words belong to, -1 for none
}

func (m *mediaReader) begin(t html.Token) {
	at := map[string]string{}
	for _, a := range t.Attr {
		at[a.Key] = a.Val
	}
	said := line(first(at["alt"], at["title"], at["aria-label"]))
	switch t.DataAtom {
	case atom.Figure:
		m.figure = len(m.out)
	case atom.Figcaption:
		m.caption, m.linked = &strings.Builder{}, -1
	case atom.Img:
		if small(at["width"]) || small(at["height"]) {
			return
		}
		m.add("image", first(at["data-src"], at["data-original"], at["_src"], at["src"]), said)
	case atom.Video, atom.Audio:
		m.kind, m.says = t.Data, said
		m.add(m.kind, first(at["src"], at["data-src"]), said)
	case atom.Source, atom.Embed:
		if m.kind != "" {
			m.add(m.kind, at["src"], m.says)
		} else if t.DataAtom == atom.Embed {
			m.file(at["src"], said)
		}
	case atom.A:
		if m.file(at["href"], said) && said == "" {
			m.caption, m.linked = &strings.Builder{}, len(m.out)-1
		}
	}
}

func (m *mediaReader) end(tag atom.Atom) {
	switch {
	case tag == atom.Video || tag == atom.Audio:
		m.kind, m.says = "", ""
	case tag == atom.Figure:
		m.figure = -1
	case m.caption != nil && (tag == atom.Figcaption || tag == atom.A && m.linked >= 0):
		says := line(html.UnescapeString(m.caption.String()))
		from := m.linked
		if from < 0 {
			from = max(m.figure, 0)
		}
		for i := from; i < len(m.out) && says != ""; i++ {
			m.out[i].Says = cut(says, 500)
		}
		m.caption = nil
	}
}

// file takes a link whose ending tells what it leads to.
func (m *mediaReader) file(href, says string) bool {
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil {
		return false
	}
	kind := fileKinds[strings.ToLower(path.Ext(u.Path))]
	return kind != "" && m.add(kind, href, says)
}

func (m *mediaReader) add(kind, href, says string) bool {
	to := address(m.base, href)
	if to == "" || m.seen[to] || kind == "image" && furniture.MatchString(to) {
		return false
	}
	m.seen[to] = true
	m.out = append(m.out, Media{Kind: kind, URL: to, Says: cut(says, 500)})
	return true
}

func first(list ...string) string {
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" && !strings.HasPrefix(s, "data:") {
			return s
		}
	}
	return ""
}

// small tells the size of an icon.
func small(size string) bool {
	n := num(strings.TrimSuffix(strings.TrimSpace(size), "px"))
	return n > 0 && n <= 40
}

// mediaIn is mediaOf where most fragments show nothing.
func mediaIn(fragment string, base *url.URL) []Media {
	for _, tag := range []string{"<img", "<video", "<audio", "<IMG"} {
		if strings.Contains(fragment, tag) {
			return mediaOf(fragment, base)
		}
	}
	return nil
}

// shown keeps what the text of a feed's item shows.
func (x *xmlFeed) shown(c construct) construct {
	if (c.html || c.unsure) && len(x.item.media) < maxMedia {
		x.item.media = append(x.item.media, mediaIn(c.s, x.base())...)
	}
	return c
}

// attached keeps a file that hangs on a feed's item.
func (x *xmlFeed) attached(ref, kind, says string) {
	kind, _, _ = strings.Cut(strings.ToLower(kind), "/")
	to := address(x.base(), ref)
	if to == "" || kind != "image" && kind != "audio" && kind != "video" || len(x.item.media) >= maxMedia {
		return
	}
	x.item.media = append(x.item.media, Media{Kind: kind, URL: to, Says: cut(line(says), 500)})
}
