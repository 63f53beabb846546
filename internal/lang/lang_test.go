package lang

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"yingda/internal/matter"
	"yingda/internal/regime"
)

var phrase = regexp.MustCompile(`\.(?:T|F)\((?:ctx, )?"((?:[^"\\]|\\.)*)"`)

// TestEnglish reads what the desk's pages and handlers ask the catalogue for, and
// the closed vocabularies that they show.
func TestEnglish(t *testing.T) {
	var asked []string
	for _, pattern := range []string{"../view/*.templ", "../web/*.templ", "../view/*.go", "../web/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range phrase.FindAllStringSubmatch(string(text), -1) {
				asked = append(asked, m[1])
			}
		}
	}
	for _, kind := range regime.Kinds {
		for _, s := range matter.States(kind) {
			asked = append(asked, matter.Titles[s])
		}
		for _, r := range matter.Rows(kind) {
			asked = append(asked, r.Title, strings.TrimSuffix(r.Title, "…"))
			for _, i := range r.Inputs {
				asked = append(asked, i.Title)
			}
		}
	}
	for _, g := range regime.Grades {
		asked = append(asked, g.Title())
	}
	for _, n := range regime.Needs {
		asked = append(asked, n.Title())
	}
	for _, r := range regime.Roles {
		asked = append(asked, r.Title())
	}
	for _, e := range regime.Events {
		asked = append(asked, e.Title())
	}
	for _, zh := range asked {
		if zh != "" && English.T(zh) == zh && !regexp.MustCompile(`^[ -~]*$`).MatchString(zh) {
			t.Errorf("no English for %q", zh)
		}
	}
}

// TestArguments holds that both languages take the same arguments.
func TestArguments(t *testing.T) {
	verb := regexp.MustCompile(`%[a-z]`)
	for zh, en := range english {
		if a, b := strings.Join(verb.FindAllString(zh, -1), ""), strings.Join(verb.FindAllString(en, -1), ""); a != b {
			t.Errorf("%q takes %s, its English %s", zh, a, b)
		}
	}
}

// TestOneWord holds that a phrase has one English: a second table would win over
// the first unseen.
func TestOneWord(t *testing.T) {
	files, err := filepath.Glob("english*.go")
	if err != nil {
		t.Fatal(err)
	}
	entry := regexp.MustCompile(`("(?:[^"\\]|\\.)*"):\s*"`)
	seen := map[string]string{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range entry.FindAllStringSubmatch(string(text), -1) {
			if seen[m[1]] != "" {
				t.Errorf("%s stands in %s and in %s", m[1], seen[m[1]], name)
			}
			seen[m[1]] = name
		}
	}
}
