package app

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/web"
)

// mostPageTrips is how many round trips to PostgreSQL a page of the desk may
// take: with 30 ms to a database in another city that is a second.
const mostPageTrips = 30

// sampled is the sample agency with its whole history, the desk before it and a
// line to PostgreSQL that counts. No job runs.
type sampled struct {
	*program
	t      *testing.T
	line   *testkit.Line
	server *httptest.Server
}

func sample(t *testing.T) *sampled {
	t.Helper()
	address, line := testkit.Counted(t, testkit.Postgres(t))
	conf, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	conf.Data, conf.Database = t.TempDir(), address
	conf.KeyFile, conf.Files = filepath.Join(conf.Data, "key"), filepath.Join(conf.Data, "files")
	ctx, cancel := context.WithCancel(context.Background())
	p := &program{conf: conf, log: slog.New(slog.NewTextHandler(io.Discard, nil)), clock: &clock{}, closing: make(chan struct{})}
	if p.store, err = store.Open(ctx, store.Config{URL: address, Now: p.clock.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); p.store.Close() })
	if err := p.wire(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.pdf.Close)
	if err := p.begin(ctx, Start{Demo: true}); err != nil {
		t.Fatal(err)
	}
	h, err := web.New(p.webDeps())
	if err != nil {
		t.Fatal(err)
	}
	s := &sampled{program: p, t: t, line: line, server: httptest.NewServer(h)}
	t.Cleanup(s.server.Close)
	return s
}

// signIn is a browser of one person.
func (s *sampled) signIn(person web.DemoPerson) *http.Client {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	r, err := c.PostForm(s.server.URL+"/desk/sign-in", url.Values{"login": {person.Login}, "password": {person.Password}})
	if err != nil {
		s.t.Fatal(err)
	}
	r.Body.Close()
	return c
}

// leaf is one page as it came.
type leaf struct {
	status int
	html   bool
	doc    *goquery.Document
	trips  int64
}

func (s *sampled) get(c *http.Client, path string) leaf {
	s.t.Helper()
	var out leaf
	out.trips = s.line.Trips(func() {
		r, err := c.Get(s.server.URL + path)
		if err != nil {
			s.t.Fatal(err)
		}
		defer r.Body.Close()
		out.status, out.html = r.StatusCode, strings.HasPrefix(r.Header.Get("Content-Type"), "text/html")
		if !out.html {
			_, err = io.Copy(io.Discard, r.Body)
		} else {
			out.doc, err = goquery.NewDocumentFromReader(r.Body)
		}
		if err != nil {
			s.t.Fatal(err)
		}
	})
	return out
}

var (
	one = regexp.MustCompile(`[A-Z]{1,2}-\d{6,8}-\d+|[0-9a-f]{16,}|[0-9a-z]{20,}|\b\d+\b`)
	// a code of the program where words should stand: grade.proposed, own_site, %!s(, {{facts}}
	rawKey = regexp.MustCompile(`%!|<nil>|\bundefined\b|\bNaN\b|\b[a-z]{3,}(?:_[a-z]+)+\b|\b(?:act|grade|clock|source|topic|statement|concern|release|role|unit)\.[a-z_]+\b`)
)

// pattern is a path with its numbers and the values of its query left out.
func pattern(path string) string {
	at, query, _ := strings.Cut(path, "?")
	at = one.ReplaceAllString(at, "*")
	if query == "" {
		return at
	}
	var names []string
	for _, pair := range strings.Split(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		names = append(names, name)
	}
	slices.Sort(names)
	return at + "?" + strings.Join(slices.Compact(names), "&")
}

// links are the pages of the desk that a part of a page leads to, one a pattern.
func links(doc *goquery.Document, within string) []string {
	var out []string
	seen := map[string]bool{}
	doc.Find(within).Each(func(_ int, a *goquery.Selection) {
		href := a.AttrOr("href", "")
		href, _, _ = strings.Cut(href, "#")
		if !strings.HasPrefix(href, "/desk") || seen[pattern(href)] {
			return
		}
		seen[pattern(href)] = true
		out = append(out, href)
	})
	return out
}

// words is what a reader of a page sees, but for code and the parts that are named.
func words(doc *goquery.Document, but ...string) string {
	hidden := map[*html.Node]bool{}
	for _, n := range doc.Find(strings.Join(append(but, "script, style, code, pre, textarea, template, .mono"), ", ")).Nodes {
		hidden[n] = true
	}
	var b strings.Builder
	var read func(n *html.Node)
	read = func(n *html.Node) {
		if hidden[n] {
			return
		}
		if n.Type == html.TextNode {
			b.WriteString(strings.TrimSpace(n.Data) + "\n")
		}
		for c := range n.ChildNodes() {
			read(c)
		}
	}
	for _, n := range doc.Find("body").Nodes {
		read(n)
	}
	return b.String()
}

// walk opens every page of a person's menu and one link of each kind on it.
func walk(t *testing.T, login string, visit func(path, from string) *goquery.Document) {
	t.Helper()
	front := visit("/desk", "sign-in")
	if front == nil || front.Find("nav.nav a").Length() == 0 {
		t.Fatalf("%s has no menu", login)
	}
	for _, page := range links(front, "nav.nav a, nav.tabbar a") {
		doc := front
		if page != "/desk" {
			doc = visit(page, "the menu")
		}
		if doc == nil {
			continue
		}
		for _, link := range links(doc, "main a[href]") {
			visit(link, page)
		}
	}
}

// TestSample walks the desk of the sample agency without a browser.
func TestSample(t *testing.T) {
	s := sample(t)
	t.Run("EverybodyWalks", func(t *testing.T) { everybodyWalks(t, s) })
	t.Run("EnglishPages", func(t *testing.T) { englishPages(t, s) })
	t.Run("BulkPages", func(t *testing.T) { bulkPages(t, s) })
}

// bulkPages counts the round trips of choosing many, asking, and the report.
func bulkPages(t *testing.T, s *sampled) {
	ctx := context.Background()
	at := slices.IndexFunc(s.demo.People, func(p web.DemoPerson) bool { return p.Login == "chenshuwan" })
	c := s.signIn(s.demo.People[at])
	person, err := s.store.PersonBy(ctx, "login", "chenshuwan")
	if err != nil {
		t.Fatal(err)
	}
	who, err := s.auth.Actor(ctx, person.ID)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := s.store.DeskList(ctx, store.DeskFilter{All: true}, store.Scope{All: true}, store.DeskAfter{}, 50)
	if err != nil || len(rows) < 5 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	ticked := url.Values{"page": {"concerns"}, "act": {"urge"}}
	in := desk.BulkInput{Once: "x", Kind: regime.Concern, Action: "urge", Input: map[string]any{"text": "请回复进展"}, ChosenAt: s.clock.Now()}
	for _, r := range rows {
		ticked.Add("pick", r.Number+"."+strconv.FormatInt(r.Version, 10))
		in.Ticked = append(in.Ticked, store.BulkItem{Number: r.Number, Version: r.Version})
	}
	id, err := s.desk.BeginBulk(ctx, who, in)
	if err != nil {
		t.Fatal(err)
	}
	for more := true; more && err == nil; {
		more, err = s.desk.RunBulk(ctx, id, desk.BulkJob{Hold: func(*store.Tx, string) error { return nil }, Odd: func(number string, err error) { t.Error(number, err) }})
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		"/desk/concerns", "/desk/inbox", "/desk/bulk/new?" + ticked.Encode(), "/desk/bulk/new?page=concerns&all=1&act=transfer", "/desk/bulk/new?page=inbox&all=1&act=export",
		"/desk/bulk", "/desk/bulk/" + id, "/desk/bulk/" + id + "?show=done", "/desk/bulk/" + id + "/now",
	} {
		l := s.get(c, path)
		if l.trips > mostPageTrips {
			l.trips = min(l.trips, s.get(c, path).trips)
		}
		if l.status != http.StatusOK || l.trips > mostPageTrips {
			t.Errorf("%s answers %d after %d round trips", path, l.status, l.trips)
		}
		t.Logf("%3d round trips: %.60s", l.trips, path)
	}
}

// everybodyWalks signs in as each person of the sample agency and opens every
// page of the menu and every link of theirs, one of each kind: none is broken,
// none shows a code where words should stand, and none takes more round trips to
// the database than mostPageTrips.
func everybodyWalks(t *testing.T, s *sampled) {
	if len(s.demo.People) < 27 {
		t.Fatalf("only %d people", len(s.demo.People))
	}
	// Their passwords are public: signing in asks nobody for another, and the page says so.
	if door := s.get(&http.Client{}, "/desk/demo"); !strings.Contains(words(door.doc), "登录时不要求修改") {
		t.Error("the demo's page says nothing of its passwords")
	}
	pages := 0
	most := map[string]int64{}
	for _, person := range s.demo.People {
		c := s.signIn(person)
		visited := map[string]bool{}
		visit := func(path, from string) *goquery.Document {
			if visited[pattern(path)] {
				return nil
			}
			visited[pattern(path)] = true
			l := s.get(c, path)
			if pages++; l.status != http.StatusOK {
				t.Errorf("%s: %s from %s answers %d", person.Login, path, from, l.status)
				return nil
			}
			if !l.html {
				return nil
			}
			if raw := rawKey.FindString(words(l.doc)); raw != "" {
				t.Errorf("%s: %s shows %q", person.Login, path, raw)
			}
			if l.trips > most[pattern(path)] && l.trips > mostPageTrips {
				l.trips = min(l.trips, s.get(c, path).trips) // every statement is known to the connection now
			}
			most[pattern(path)] = max(most[pattern(path)], l.trips)
			return l.doc
		}
		walk(t, person.Login, visit)
	}
	var names []string
	for name := range most {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return int(most[b] - most[a]) })
	for i, name := range names {
		if most[name] > mostPageTrips {
			t.Errorf("%s takes %d round trips, more than %d", name, most[name], mostPageTrips)
		} else if i < 12 {
			t.Logf("%3d round trips: %s", most[name], name)
		}
	}
	t.Logf("%d people, %d pages, %d kinds of pages", len(s.demo.People), pages, len(most))
}
