package app

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"yingda/internal/lang"
	"yingda/internal/store"
)

// mostChinese is how many different sentences of the program may stand in Chinese on
// English pages, and mostAlike how many lines of people may equal a phrase that has
// English (a unit called 办公室, the columns of a hotline's file). They only go down.
const (
	mostChinese = 0
	mostAlike   = 15
)

// figures of a sentence do not make it another.
var figures = regexp.MustCompile(`[0-9][0-9.]*`)

// many are the lists of which every entry is opened, each what an entry's address is.
var (
	many = map[string]bool{"/desk/concerns": true, "/desk/inbox": true, "/desk/findings": true, "/desk/review": true, "/desk/requests": true, "/desk/upward": true, "/desk/sources": true}
	each = regexp.MustCompile(`^/desk/(?:concerns/C-|inbox/M-|findings/0|statements/S-|requests/R-|upward/0|sources/0)[0-9A-Za-z-]+$`)
)

var han = regexp.MustCompile(`\p{Han}+`)

// stored is every word that lies in the database: what people, regimes and posts
// say, which no catalogue translates.
func (s *sampled) stored() string {
	s.t.Helper()
	var all strings.Builder
	if err := s.store.View(s.t.Context(), func(tx *store.Tx) error {
		var tables []string
		rows, err := tx.Query(`SELECT tablename FROM pg_tables WHERE schemaname = current_schema()`)
		if err != nil {
			return err
		}
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return err
			}
			tables = append(tables, name)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		for _, name := range tables {
			rows, err := tx.Query(`SELECT CAST(x AS TEXT) FROM ` + name + ` x`)
			if err != nil {
				return err
			}
			for rows.Next() {
				var line string
				if err := rows.Scan(&line); err != nil {
					return err
				}
				all.WriteString(line + "\n")
			}
			if err := rows.Err(); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	return all.String()
}

// englishPages walks as everybody in English: what is Chinese is what people, regimes
// or posts say, and none of it is a phrase or a pattern of the catalogue.
func englishPages(t *testing.T, s *sampled) {
	data := s.stored()
	said := map[string]bool{} // whether data says it
	says := func(run string) bool {
		known, asked := said[run]
		if !asked {
			known = strings.Contains(data, run)
			said[run] = known
		}
		return known
	}
	visited := map[string]bool{}
	left := map[string]string{}   // what is Chinese → where
	unsaid := map[string]string{} // what there is English for and yet stands in Chinese → where
	look := func(path string, doc *goquery.Document) {
		// A regime's page shows the regulation's words, and a law is called by its name.
		if doc == nil || strings.HasPrefix(path, "/desk/regimes/") {
			return
		}
		for _, line := range strings.Split(words(doc, `[lang="zh-CN"]`, "mark"), "\n") {
			key := figures.ReplaceAllString(line, "#")
			if strings.HasPrefix(line, "《") {
				continue
			}
			if unsaid[key] == "" && lang.English.T(line) != line {
				unsaid[key] = path
			}
			for _, run := range han.FindAllString(line, -1) {
				if left[key] == "" && !says(run) {
					left[key] = path
				}
			}
		}
	}
	for _, person := range s.demo.People {
		c := s.signIn(person)
		r, err := c.PostForm(s.server.URL+"/desk/language", url.Values{"lang": {"en"}, "back": {"/desk"}})
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		walk(t, person.Login, func(path, from string) *goquery.Document {
			if visited[pattern(path)] && from != "sign-in" && from != "the menu" {
				return nil
			}
			fresh := !visited[pattern(path)]
			visited[pattern(path)] = true
			l := s.get(c, path)
			if l.html && fresh {
				look(path, l.doc)
			}
			if many[path] && l.html { // these differ from one to the next
				l.doc.Find("main a[href]").Each(func(_ int, a *goquery.Selection) {
					one := a.AttrOr("href", "")
					if each.MatchString(one) && !visited[one] {
						visited[one] = true
						look(one, s.get(c, one).doc)
					}
				})
			}
			return l.doc
		})
	}
	for _, kind := range []struct {
		found map[string]string
		most  int
		what  string
	}{{left, mostChinese, "are Chinese on English pages"}, {unsaid, mostAlike, "are Chinese on English pages and have English"}} {
		var lines []string
		for line, path := range kind.found {
			lines = append(lines, path+": "+line)
		}
		slices.Sort(lines)
		if len(lines) > kind.most {
			t.Errorf("%d sentences %s, more than %d:\n%s", len(lines), kind.what, kind.most, strings.Join(lines, "\n"))
		}
		t.Logf("%d sentences %s", len(lines), kind.what)
	}
}
