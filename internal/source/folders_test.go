package source

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// pair is the part of an expected parse that Yingda reads; the two levels of
// the folder name things differently.
type pair struct {
	Title    string
	Language string
	Items    []pairItem
	Entries  []pairItem
}

type pairItem struct {
	Title, Link, Description, Summary, ID string
	Content, GUID                         textOrValue
	PublishedParsed, PubDateParsed        *time.Time
	UpdatedParsed                         *time.Time
	Links                                 json.RawMessage
	URL                                   string
	ContentHTML                           string `json:"content_html"`
	ContentText                           string `json:"content_text"`
}

type textOrValue string

func (v *textOrValue) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*v = textOrValue(s)
		return nil
	}
	var o struct{ Value string }
	err := json.Unmarshal(b, &o)
	*v = textOrValue(o.Value)
	return err
}

// link is the address of the page among links of either shape.
func (p pairItem) link() string {
	if p.Link != "" {
		return p.Link
	}
	var all []struct{ Href, Rel string }
	if json.Unmarshal(p.Links, &all) == nil {
		for _, l := range all {
			if l.Rel == "" || l.Rel == "alternate" {
				return l.Href
			}
		}
	}
	return p.URL
}

func TestGofeedFolder(t *testing.T) {
	root := filepath.Join(data(t, "feeds_gofeed"), "testdata")
	var c tally
	files, _ := filepath.Glob(root + "/*/*/*")
	for _, path := range files {
		if !strings.HasSuffix(path, ".xml") && !strings.Contains(path, "/json/") {
			continue
		}
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name, _ := filepath.Rel(root, path)
		want := body // a JSON feed is its own expectation
		if strings.HasSuffix(path, ".xml") {
			want, _ = os.ReadFile(strings.TrimSuffix(path, ".xml") + ".json")
		}
		checked, miss := comparePair(body, want)
		switch {
		case miss != "":
			c.scope++
			c.misses = append(c.misses, name+": "+miss)
		case checked:
			c.scope++
			c.hold++
		default:
			c.outside++
		}
	}
	c.report(t, "feeds_gofeed", 0.98)
}

// comparePair reports whether the expectation said anything that we read.
func comparePair(body, want []byte) (bool, string) {
	f, _, err := ReadFeed(body, "", "", time.Time{})
	if err != nil {
		if len(strings.TrimSpace(string(body))) == 0 {
			return true, ""
		}
		return true, err.Error()
	}
	if len(want) == 0 {
		return true, differ(f.Title, "Feed Title") // the detection cases
	}
	var p pair
	if err := json.Unmarshal(want, &p); err != nil {
		return true, err.Error()
	}
	checked := p.Title != "" || p.Language != ""
	if p.Title != "" && !same(f.Title, p.Title) {
		return true, differ(f.Title, p.Title)
	}
	if p.Language != "" && f.Language != p.Language {
		return true, "language " + f.Language
	}
	items := append(p.Items, p.Entries...)
	if len(items) != len(f.Entries) {
		return true, "number of entries"
	}
	for i, it := range items {
		in, miss := compareItem(f.Entries[i], it)
		checked = checked || in
		if miss != "" {
			return true, miss
		}
	}
	return checked, ""
}

func compareItem(e Entry, it pairItem) (bool, string) {
	checked := false
	for _, f := range []struct{ name, got, want string }{
		{"title", e.Title, it.Title},
		{"link", e.URL, it.link()},
		{"summary", e.Summary, it.Description},
		{"summary", e.Summary, it.Summary},
		{"content", e.Text, string(it.Content)},
		{"id", e.ID, it.ID},
		{"guid", e.ID, string(it.GUID)},
		{"html", e.Text, it.ContentHTML},
	} {
		if f.want == "" {
			continue
		}
		checked = true
		if !same(f.got, f.want) {
			return true, f.name + " " + differ(f.got, f.want)
		}
	}
	for _, at := range []*time.Time{it.PublishedParsed, it.PubDateParsed, it.UpdatedParsed} {
		if at != nil {
			if !e.Time.Equal(*at) {
				return true, "time " + e.Time.String()
			}
			return true, ""
		}
	}
	return checked, ""
}

// The pages of the specification hold complete example feeds.
func TestJSONFeedFolder(t *testing.T) {
	dir := data(t, "feeds_jsonfeed")
	var c tally
	files, _ := filepath.Glob(dir + "/pages/version/*.markdown")
	for _, path := range files {
		page, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, example := range indented(string(page)) {
			c.scope++
			checked, miss := comparePair([]byte(example), []byte(example))
			if checked && miss == "" {
				c.hold++
			} else {
				c.misses = append(c.misses, filepath.Base(path)+": "+miss)
			}
		}
	}
	c.report(t, "feeds_jsonfeed", 1)
}

func indented(page string) []string {
	var found []string
	var b strings.Builder
	for l := range strings.Lines(page + "\n") {
		if code, ok := strings.CutPrefix(l, "\t"); ok {
			b.WriteString(code)
			continue
		}
		if s := b.String(); strings.HasPrefix(s, "{") && json.Valid([]byte(s)) {
			found = append(found, s)
		}
		b.Reset()
	}
	return found
}

// What the samples of this folder say once they are decoded.
func TestMinifluxFolder(t *testing.T) {
	dir := filepath.Join(data(t, "feeds_miniflux"), "internal/reader/encoding/testdata")
	want := map[string][]string{
		"invalid-prolog.xml": {"테스트", "Café"}, "iso-8859-1-meta-after-1024.html": {"Frédéric", "Café"},
		"iso-8859-1.html": {"Frédéric", "Café"}, "iso-8859-1.xml": {"Café", "Présentation"}, "koi8r.xml": {"Пример RSS ленты", "Первая новость"},
		"utf8-incorrect-prolog.xml": {"테스트", "Café"}, "utf8-meta-after-1024.html": {"Café"}, "utf8.html": {"Café"}, "utf8.xml": {"테스트", "Café"},
		"windows-1252-incorrect-prolog.xml": {"Euro €"}, "windows-1252.xml": {"Euro €"},
	}
	var c tally
	for name, words := range want {
		body, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			continue
		}
		c.scope++
		text, charset, err := Charset(body, "")
		ok := err == nil
		for _, w := range words {
			ok = ok && strings.Contains(string(text), w)
		}
		if _, _, err := ReadFeed(body, "", "", time.Time{}); strings.HasSuffix(name, ".xml") && err != nil {
			ok = false
		}
		if ok {
			c.hold++
		} else {
			c.misses = append(c.misses, name+" read as "+charset)
		}
	}
	c.report(t, "feeds_miniflux", 1)
}
