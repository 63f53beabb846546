package source

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/htmlindex"
)

// data returns a folder of the shared test material, or skips.
func data(t testing.TB, folder string) string {
	t.Helper()
	root := os.Getenv("YINGDA_TESTDATA")
	if root == "" {
		root = "../../../shared/data"
	}
	dir := filepath.Join(root, folder)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("test material %s is absent (YINGDA_TESTDATA)", folder)
	}
	return dir
}

// tally counts what holds and fails the test below the level reached before.
type tally struct {
	hold, scope, outside int
	misses               []string
}

func (c *tally) report(t *testing.T, folder string, least float64) {
	t.Helper()
	t.Logf("%s: %d hold of %d in scope, %d out of scope", folder, c.hold, c.scope, c.outside)
	for _, m := range c.misses {
		t.Logf("  differs: %s", m)
	}
	if float64(c.hold) < least*float64(c.scope) {
		t.Errorf("%s: below %.1f %%", folder, least*100)
	}
}

// same compares texts without regard to space: once as it is written and once
// as the words that a browser would show of it.
func same(ours, want string) bool {
	return bare(ours) == bare(want) || bare(ours) == bare(shown(want))
}

func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// shown builds a tree, which the code under test does not, and collects its text.
func shown(s string) string {
	root, err := html.Parse(strings.NewReader("<body>" + s))
	if err != nil {
		return s
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" {
			b.WriteString(n.Data)
		}
	}
	return b.String()
}

var (
	expectLine = regexp.MustCompile(`(?s)Expect:\s*(.*?)\s*(?:-->|",\n)`)
	headerLine = regexp.MustCompile(`(?im)^\s*Header:\s*([A-Za-z-]+):\s*(.*?)\s*$`)
	pathPart   = regexp.MustCompile(`\[\s*'?([a-z0-9_]+)'?\s*\]|\.([a-z_]+)|\.get\('([a-z_]+)'\)`)
	stringPart = regexp.MustCompile(`^\s*\+?\s*u?(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")`)
)

// The cases of this folder state their expectation as a Python expression; the
// parts of it that speak about things Yingda reads are evaluated.
func TestFeedparserFolder(t *testing.T) {
	dir := filepath.Join(data(t, "feeds_feedparser"), "tests")
	var c tally
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		scope, miss := judge(body)
		switch {
		case !scope:
			c.outside++
		case miss == "":
			c.scope++
			c.hold++
		default:
			c.scope++
			c.misses = append(c.misses, name+": "+miss)
		}
		return nil
	})
	c.report(t, "feeds_feedparser", 0.98)
}

// judge reports whether a case is in scope, and what differs.
func judge(body []byte) (bool, string) {
	doc, charset, err := Charset(body, contentTypeOf(body))
	text := string(doc)
	if err != nil {
		return true, err.Error()
	}
	m := expectLine.FindStringSubmatch(text)
	if m == nil {
		return true, mustRead(body, "")
	}
	base := ""
	for _, h := range headerLine.FindAllStringSubmatch(text, -1) {
		if strings.EqualFold(h[1], "Content-Location") {
			base = h[2]
		}
	}
	if base == "" && strings.Contains(m[1], "127.0.0.1:8097") {
		base = "http://127.0.0.1:8097/tests/doc.xml"
	}
	feed, _, err := ReadFeed(body, contentTypeOf(body), base, time.Time{})
	scope, miss := false, ""
	for _, clause := range clauses(m[1]) {
		in, diff := holds(clause, feed, string(doc), charset, body)
		if in && err != nil && !strings.HasPrefix(clause, "encoding") {
			diff = err.Error()
		}
		scope = scope || in
		if in && diff != "" {
			miss = clause + " — " + diff
		}
	}
	return scope, miss
}

func mustRead(body []byte, base string) string {
	if _, _, err := ReadFeed(body, "", base, time.Time{}); err != nil {
		return err.Error()
	}
	return ""
}

func contentTypeOf(body []byte) string {
	for _, h := range headerLine.FindAllSubmatch(body, -1) {
		if strings.EqualFold(string(h[1]), "Content-type") {
			return string(h[2])
		}
	}
	return ""
}

// clauses splits at « and » outside quotes and drops what is said of bozo.
func clauses(expr string) []string {
	var parts []string
	var b strings.Builder
	var quote rune
	for i, r := range expr {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '\'' || r == '"':
			quote = r
		}
		b.WriteRune(r)
		if quote == 0 && strings.HasSuffix(b.String(), " and ") || i+1 == len(expr) {
			p := strings.Trim(strings.TrimSpace(strings.TrimSuffix(b.String(), " and ")), "()")
			b.Reset()
			if strings.Count(p, "(") > strings.Count(p, ")") {
				p += ")"
			}
			if p != "not bozo" && p != "bozo" && p != "" {
				parts = append(parts, p)
			}
		}
	}
	return parts
}

// holds evaluates one clause: whether it is in scope, and the difference.
func holds(clause string, f Feed, doc, charset string, body []byte) (bool, string) {
	if clause == "1" {
		return true, ""
	}
	sides := strings.Split(clause, " == ")
	if len(sides) < 2 {
		return false, ""
	}
	want := sides[len(sides)-1]
	for _, left := range sides[:len(sides)-1] {
		in, diff := compare(strings.TrimSpace(left), want, f, doc, charset, body)
		if !in || diff != "" {
			return in, diff
		}
	}
	return true, ""
}

func compare(left, want string, f Feed, doc, charset string, body []byte) (bool, string) {
	switch {
	case left == "len(entries)":
		return true, differ(strconv.Itoa(len(f.Entries)), want)
	case left == "encoding":
		return sameEncoding(charset, literal(want), doc, body)
	}
	var path []string
	for _, p := range pathPart.FindAllStringSubmatch(left, -1) {
		path = append(path, p[1]+p[2]+p[3])
	}
	switch {
	case strings.HasPrefix(left, "feed"):
		return compareFeed(strings.Join(path, "."), want, f)
	case strings.HasPrefix(left, "entries") && len(path) > 1:
		i, _ := strconv.Atoi(path[0])
		if i >= len(f.Entries) {
			_, in := entryField(strings.Join(path[1:], "."), Entry{})
			return in, fmt.Sprintf("only %d entries", len(f.Entries))
		}
		return compareEntry(strings.Join(path[1:], "."), want, f.Entries[i])
	}
	return false, ""
}

func compareFeed(path, want string, f Feed) (bool, string) {
	switch path {
	case "title", "title_detail.value":
		return true, differ(f.Title, literal(want))
	case "language":
		return true, differ(f.Language, literal(want))
	case "updated_parsed", "modified_parsed":
		return true, differTime(f.Updated, want)
	}
	return false, ""
}

func compareEntry(path, want string, e Entry) (bool, string) {
	if strings.HasSuffix(path, "_parsed") && path != "expired_parsed" {
		return true, differTime(e.Time, want)
	}
	if path == "published" || path == "updated" || path == "created" {
		return true, differ(e.Time.Format(time.RFC3339), literal(want))
	}
	got, in := entryField(path, e)
	if !in {
		return false, ""
	}
	if path == "links.0.href" && literal(want) != got && got == "" {
		return false, "" // another kind of link
	}
	return true, differ(got, literal(want))
}

func entryField(path string, e Entry) (string, bool) {
	switch path {
	case "title", "title_detail.value":
		return e.Title, true
	case "link", "links.0.href":
		return e.URL, true
	case "id", "guid":
		return e.ID, true
	case "summary", "description", "summary_detail.value":
		return e.Summary, true
	case "content.0.value":
		return e.Text, true
	}
	return "", false
}

func differ(got, want string) string {
	if same(got, want) {
		return ""
	}
	return fmt.Sprintf("got %q", got)
}

func differTime(got time.Time, want string) string {
	var n []int
	for _, p := range strings.Split(strings.Trim(want, "()"), ",") {
		v, _ := strconv.Atoi(strings.TrimSpace(p))
		n = append(n, v)
	}
	if len(n) < 6 || got.Equal(time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, time.UTC)) {
		return ""
	}
	return "got " + got.Format(time.RFC3339)
}

func sameEncoding(ours, want, doc string, body []byte) (bool, string) {
	if name := canonical(want); encodingOf(name) != nil {
		out, err := encodingOf(name).NewDecoder().Bytes(body)
		if err != nil || string(out) != doc {
			return true, "read as " + ours
		}
		return true, ""
	}
	enc, err := htmlindex.Get(want)
	if err != nil {
		return false, ""
	}
	out, err := enc.NewDecoder().Bytes(body)
	if err != nil || strings.TrimPrefix(string(out), "\ufeff") != doc {
		return true, "read as " + ours
	}
	return true, ""
}

// literal reads a Python string, joined by plus signs or not.
func literal(s string) string {
	var b strings.Builder
	for {
		m := stringPart.FindStringSubmatch(s)
		if m == nil {
			return b.String()
		}
		s = s[len(m[0]):]
		inner := strings.ReplaceAll(m[1]+m[2], `\'`, `'`)
		inner = strings.ReplaceAll(inner, `\x`, `\u00`) // Python's are characters, not bytes
		if out, err := strconv.Unquote(`"` + strings.ReplaceAll(strings.ReplaceAll(inner, `"`, `\"`), "\n", `\n`) + `"`); err == nil {
			b.WriteString(out)
		} else {
			b.WriteString(inner)
		}
	}
}
