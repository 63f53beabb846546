package house

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A term is declared by the first line of its comment: "// Matter (办件) is …".
var term = regexp.MustCompile(`^([A-Z][A-Za-z]*) \((\p{Han}[\p{Han}、，]*)\)`)

// ownWord is the source of a term that no regulation gives.
const ownWord = "应答用语"

type word struct{ chinese, source string }

// declared returns the terms of the code as "room.Name".
func declared(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, s := range sources(t) {
		for _, group := range s.file.Comments {
			if m := term.FindStringSubmatch(group.Text()); m != nil {
				all[room(s.pkg.ImportPath)+"."+m[1]] = m[2]
			}
		}
	}
	return all
}

// glossary reads docs/glossary.md: | `room.Name` | 官方用语 | source |.
func glossary(text string) map[string]word {
	all := map[string]word{}
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.Trim(line, "| \n"), "|")
		if strings.HasPrefix(line, "| `") && len(cells) == 3 {
			all[strings.Trim(cells[0], "` ")] = word{strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2])}
		}
	}
	return all
}

// TestGlossary: each term that the code declares stands in docs/glossary.md with
// the same official word and the source of that word. `make generate` adds and
// removes rows; the source of an official word is written there by hand and kept.
func TestGlossary(t *testing.T) {
	path := filepath.Join(root, "docs", "glossary.md")
	text, err := os.ReadFile(path)
	if err != nil && !*update {
		t.Fatal(err)
	}
	listed, terms := glossary(string(text)), declared(t)
	if *update {
		if err := os.WriteFile(path, []byte(glossaryPage(terms, listed)), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for name, chinese := range terms {
		if listed[name].chinese != chinese {
			t.Errorf("the code says %s (%s), docs/glossary.md %q: run make generate", name, chinese, listed[name].chinese)
		}
	}
	for name, w := range listed {
		if terms[name] == "" {
			t.Errorf("docs/glossary.md lists %s, which the code does not declare: run make generate", name)
		}
		if w.source == "" {
			t.Errorf("docs/glossary.md: %s has no source", name)
		}
	}
}

func glossaryPage(terms map[string]string, listed map[string]word) string {
	var b strings.Builder
	b.WriteString(`# Glossary

One term, one word. The code declares its terms in the first line of a comment; ` + "`make generate`" + `
keeps the rows of this page. The third column is kept by hand: the regulation that gives the
Chinese word, or ` + ownWord + ` where Yingda had to choose one itself.

| in code | 用语 | source |
|---|---|---|
`)
	for _, name := range slices.Sorted(maps.Keys(terms)) {
		source := listed[name].source
		if source == "" || listed[name].chinese != terms[name] {
			source = ownWord
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, terms[name], source)
	}
	return b.String()
}
