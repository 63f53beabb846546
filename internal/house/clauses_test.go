package house

import (
	"regexp"
	"strings"
	"testing"

	"yingda/internal/matter"
	"yingda/internal/regime"
)

// A citation in the code is a comment "Clause: 法名(年) 第三十三条第二款; 另一法 第五条."
// or "GB/T 22239-2019 8.1.4.1 b", or names a duty by its id ("Clause: JUD-1."); the
// rows of the state tables cite duties too. docs/clauses.md has a section for each
// law and a row for each article: | article | in our own words | status |.
var (
	clauseText = regexp.MustCompile(`(?s)Clause:\s*(.*?)(?:\.\s|\.?\z|\n\n|。)`)
	lawArticle = regexp.MustCompile(`^(.*?)\s*(第[一二三四五六七八九十百零]+条(?:之[一二三四五])?)`)
	section    = regexp.MustCompile(`^(GB/T [0-9-]+)?\s*([0-9]+(?:\.[0-9]+)+)`)
	dutyID     = regexp.MustCompile(`\b[A-Z]{3}-[0-9]+\b`)
	statuses   = map[string]bool{"done": true, "partly": true, "planned": true, "organisational": true, "declined": true}
)

// cited returns the keys named by one comment: "法名 第三条" or "JUD-1".
func cited(comment string) []string {
	var keys []string
	for _, m := range clauseText.FindAllStringSubmatch(comment, -1) {
		law := ""
		for one := range strings.FieldsFuncSeq(m[1], func(r rune) bool { return r == ';' || r == '；' || r == ',' || r == '、' }) {
			one = strings.Join(strings.Fields(one), " ")
			if a := lawArticle.FindStringSubmatch(one); a != nil {
				if a[1] != "" {
					law = a[1] // "甲法 第一条, 第三条" names the law once
				}
				keys = append(keys, law+" "+a[2])
			}
			if a := section.FindStringSubmatch(one); a != nil {
				if a[1] != "" {
					law = a[1]
				}
				keys = append(keys, law+" "+a[2])
			}
			keys = append(keys, dutyID.FindAllString(one, -1)...)
		}
	}
	return keys
}

type clause struct {
	status string
	line   int
}

// clauses reads docs/clauses.md.
func clauses(t *testing.T) map[string]clause {
	t.Helper()
	all := map[string]clause{}
	law := ""
	for i, line := range strings.Split(read(t, "docs/clauses.md"), "\n") {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			law = strings.TrimSpace(title)
		}
		cells := strings.Split(strings.Trim(line, "| "), "|")
		if !strings.HasPrefix(line, "| ") || len(cells) != 3 || strings.TrimSpace(cells[0]) == "article" {
			continue
		}
		key := strings.TrimSpace(cells[0])
		if strings.HasPrefix(key, "第") || section.MatchString(key) {
			key = law + " " + key
		}
		c := clause{strings.TrimSpace(cells[2]), i + 1}
		if !statuses[c.status] {
			t.Errorf("docs/clauses.md:%d: status %q is none of done, partly, planned, organisational, declined", c.line, c.status)
		}
		all[key] = c
	}
	return all
}

func TestClauses(t *testing.T) {
	listed := clauses(t)
	used := map[string]bool{}
	for _, s := range sources(t) {
		for _, group := range s.file.Comments {
			for _, key := range cited(group.Text()) {
				used[key] = true
				if _, ok := listed[key]; !ok {
					t.Errorf("%s:%d cites %s, which docs/clauses.md does not list", s.path, s.line(group), key)
				}
			}
		}
	}
	for _, kind := range regime.Kinds {
		for _, row := range matter.Rows(kind) {
			used[row.Clause] = true
			if _, ok := listed[row.Clause]; !ok {
				t.Errorf("the step %s of a %s cites %q, which docs/clauses.md does not list", row.Action, kind, row.Clause)
			}
		}
	}
	for key, c := range listed {
		if c.status == "done" && !used[key] {
			t.Errorf("docs/clauses.md:%d: %s is marked done, but nothing cites it", c.line, key)
		}
	}
}

func TestCited(t *testing.T) {
	cases := []struct{ sentence, comment, want string }{
		{"paragraphs and items belong to their article", "Clause: 甲法(2019) 第三十三条第二、三款.", "甲法(2019) 第三十三条"},
		{"two laws", "Clause: 甲法 第一条; 乙条例(2022) 第三十四条.\n", "甲法 第一条|乙条例(2022) 第三十四条"},
		{"one law, two articles", "Clause: 甲法 第一条, 第三条.", "甲法 第一条|甲法 第三条"},
		{"sections of a standard, letters and lists aside", "Clause: GB/T 1-2019 8.1.4.1 a-d, 8.1.5.1-3.", "GB/T 1-2019 8.1.4.1|GB/T 1-2019 8.1.5.1"},
		{"a duty by its id", "No database. Clause: JUD-1.", "JUD-1"},
		{"no citation", "It obeys the law.", ""},
	}
	for _, c := range cases {
		if got := strings.Join(cited(c.comment), "|"); got != c.want {
			t.Errorf("%s: got %q, want %q", c.sentence, got, c.want)
		}
	}
}
