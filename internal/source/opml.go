package source

import (
	"bytes"
	"encoding/xml"
	"io"
	"net/url"
	"strings"

	"yingda/internal/fault"
)

// Subscription is one feed of an OPML list (订阅清单). Folder is the outline
// above it, empty if none.
type Subscription struct {
	Title  string
	URL    string
	Site   string
	Folder string
}

var errOPML = fault.New(fault.Invalid, "opml-invalid", "不是有效的 OPML 订阅清单")

// maxSubscriptions bounds a list; nobody watches more.
const maxSubscriptions = 10_000

// ReadOPML reads a list of feeds at any depth. Lines without a web address are
// passed over, addresses that occur twice are taken once. It returns
// opml-invalid for anything that is no list.
func ReadOPML(body []byte) ([]Subscription, error) {
	text, _, err := Charset(body, "")
	if err != nil {
		return nil, err
	}
	r := newReader(bytes.TrimLeft(text, " \t\r\n\ufeff"), nil)
	var found []Subscription
	var folders []string
	seen := map[string]bool{}
	list := false
	for {
		t := r.next()
		switch {
		case t.kind == eof && !list:
			return nil, errOPML
		case t.kind == eof || len(found) >= maxSubscriptions:
			return found, nil
		case t.kind == start && t.name == "opml":
			list = true
		case t.kind == start && t.name == "outline":
			s := subscription(t)
			if s.URL != "" && !seen[s.URL] && list {
				seen[s.URL] = true
				s.Folder = last(folders)
				found = append(found, s)
			}
			if !t.closed && len(folders) < maxDepth {
				folders = append(folders, s.Title)
			}
		case t.kind == end && t.name == "outline" && len(folders) > 0:
			folders = folders[:len(folders)-1]
		}
	}
}

func subscription(t *token) Subscription {
	s := Subscription{Title: line(t.attr("title")), URL: address(nil, t.attr("xmlurl")), Site: address(nil, t.attr("htmlurl"))}
	if s.Title == "" {
		s.Title = line(t.attr("text"))
	}
	if s.URL == "" && strings.Contains(t.attr("type"), "rss") {
		s.URL = address(nil, t.attr("url"))
	}
	if s.Title == "" && s.URL != "" {
		if u, err := url.Parse(s.URL); err == nil {
			s.Title = u.Host
		}
	}
	return s
}

func last(s []string) string {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] != "" {
			return s[i]
		}
	}
	return ""
}

type outline struct {
	Text     string    `xml:"text,attr"`
	Title    string    `xml:"title,attr,omitempty"`
	Type     string    `xml:"type,attr,omitempty"`
	XMLURL   string    `xml:"xmlUrl,attr,omitempty"`
	HTMLURL  string    `xml:"htmlUrl,attr,omitempty"`
	Outlines []outline `xml:"outline"`
}

// WriteOPML writes a list of feeds, one outline a folder in order of first
// appearance.
func WriteOPML(w io.Writer, title string, list []Subscription) error {
	doc := struct {
		XMLName  xml.Name  `xml:"opml"`
		Version  string    `xml:"version,attr"`
		Title    string    `xml:"head>title"`
		Outlines []outline `xml:"body>outline"`
	}{Version: "2.0", Title: title}
	at := map[string]int{}
	for _, s := range list {
		feed := outline{Text: s.Title, Title: s.Title, Type: "rss", XMLURL: s.URL, HTMLURL: s.Site}
		if s.Folder == "" {
			doc.Outlines = append(doc.Outlines, feed)
			continue
		}
		i, ok := at[s.Folder]
		if !ok {
			i = len(doc.Outlines)
			at[s.Folder] = i
			doc.Outlines = append(doc.Outlines, outline{Text: s.Folder})
		}
		doc.Outlines[i].Outlines = append(doc.Outlines[i].Outlines, feed)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	return e.Encode(doc)
}
