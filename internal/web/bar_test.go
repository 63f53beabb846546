package web_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"yingda/internal/regime"
	"yingda/internal/web"
)

type barLine struct {
	Word, Group, Href string
	Also              []string
}

func (v *visitor) bar() []barLine {
	v.b.t.Helper()
	r, err := v.c.Get(v.b.server.URL + "/desk/bar")
	v.b.must(err)
	defer r.Body.Close()
	if r.StatusCode != http.StatusOK {
		v.b.t.Fatalf("the bar answers %d", r.StatusCode)
	}
	var out []barLine
	v.b.must(json.NewDecoder(r.Body).Decode(&out))
	return out
}

// TestBar asks that the command bar lists what a person may open and nothing else,
// in both languages, and that each line leads somewhere.
func TestBar(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		b.listen()
		officer := b.signIn(regime.DutyOfficer)
		lines := officer.bar()
		at := func(lines []barLine, href string) *barLine {
			i := slices.IndexFunc(lines, func(l barLine) bool { return l.Href == href })
			if i < 0 {
				return nil
			}
			return &lines[i]
		}
		for _, l := range lines {
			if _, status := officer.get(l.Href); status != http.StatusOK {
				t.Errorf("%s (%s) answers %d", l.Href, l.Word, status)
			}
		}
		concerns := at(lines, "/desk/concerns")
		if concerns == nil || concerns.Word != "公众关切" || !slices.Contains(concerns.Also, "gzgq") || !slices.Contains(concerns.Also, "public concerns") && !slices.Contains(concerns.Also, "concerns") {
			t.Errorf("concerns are found by %+v", concerns)
		}
		if at(lines, "/desk/concerns/new") == nil || at(lines, "/desk/inbox/new") == nil {
			t.Error("who watches cannot begin a concern or type in a message")
		}
		if at(lines, "/desk/people/new") != nil || at(lines, "/desk/jobs") != nil {
			t.Error("who watches is offered what only an administrator opens")
		}
		auditor := b.signIn(regime.Auditor).bar()
		if at(auditor, "/desk/concerns/new") != nil {
			t.Error("who may open no concern is offered it")
		}
		if at(auditor, "/desk/audit") == nil {
			t.Error("the auditor does not find the log")
		}
	})
}

// TestBarWords holds that each word of the bar has its initials, and that no letter
// after g leads to two pages.
func TestBarWords(t *testing.T) {
	words, letters := web.BarWords()
	for word, initials := range words {
		n := 0
		for _, r := range word {
			if r > 0x2e80 && r != '、' {
				n++
			}
		}
		if len(initials) != n {
			t.Errorf("%s has the initials %q", word, initials)
		}
	}
	seen := map[string]string{"n": "/desk/notices"} // the bell
	for href, letter := range letters {
		if other, twice := seen[letter]; twice {
			t.Errorf("g %s leads to %s and to %s", letter, other, href)
		}
		seen[letter] = href
		if len(letter) != 1 || strings.ToLower(letter) != letter {
			t.Errorf("%s has the letter %q", href, letter)
		}
	}
}
