package site

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yingda/internal/matter"
	"yingda/internal/regime"
)

var (
	phrase = regexp.MustCompile(`(?:\bp\.[TF]\(|nothing\(p, |entryLink\(p, "\w+", "[^"]+", |older\(p, next, |breakdown\(p, )"([^"]*)"(?:, "([^"]*)"\))?`)
	han    = regexp.MustCompile(`\p{Han}`)
)

// TestEnglish: every phrase of the templates and handlers has its English, with
// as many places to fill, and nothing in the catalogue is unused.
func TestEnglish(t *testing.T) {
	var used []string
	for _, pattern := range []string{"*.templ", "*.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_templ.go") || strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range phrase.FindAllStringSubmatch(string(text), -1) {
				used = append(used, m[1:]...)
			}
		}
	}
	used = append(used, columns...)
	used = append(used, resultRows...)
	for _, words := range []map[string]string{resultTitles, resultLabels, metWords, missingWords, ratedWords, writeTo, matter.AdoptionTitles, withheldWords} {
		for _, word := range words {
			used = append(used, word)
		}
	}
	used = append(used, "这份答复回答了您的问题吗？", "已记下，谢谢") // titles of pages that are made fresh
	used = append(used, "写信、留言", "查进度、看答复", "已记下。")
	for _, word := range stateWords {
		used = append(used, word)
	}
	for n := range 10 {
		used = append(used, numberWord(n))
	}
	for _, n := range never {
		used = append(used, n.Not, n.Brief, n.Instead)
	}
	for _, word := range categories {
		used = append(used, word)
	}
	for _, g := range regime.Grades {
		used = append(used, g.Title())
	}
	for _, n := range regime.Needs {
		used = append(used, n.Title())
	}
	used = append(used, regime.PublicSite.Title())
	for _, zh := range used {
		en, ok := english[zh]
		switch {
		case zh == "" || !han.MatchString(zh) && !strings.Contains(zh, "{}"):
		case !ok:
			t.Errorf("no English for %q", zh)
		case strings.Count(zh, "{}") != strings.Count(en, "{}"):
			t.Errorf("%q and %q have different places", zh, en)
		}
	}
	for zh := range english {
		if !slices.Contains(used, zh) {
			t.Errorf("%q is translated and not used", zh)
		}
	}
}
