package demo

import (
	"io/fs"
	"strings"
	"sync"
	"testing"
)

var loaded = sync.OnceValues(Load)

func load(t *testing.T) *Sample {
	t.Helper()
	s, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestReadingIsStrict(t *testing.T) {
	for _, c := range []struct{ why, yaml, want string }{
		{"a source with a key that does not exist", "- {id: a, nmae: b}", "unknown field"},
		{"a key that stands twice", "- {id: a, id: b}", "already defined"},
		{"a weight that is no number", "- {id: a, weight: heavy}", "cannot unmarshal"},
		{"an interval without a unit", "- {id: a, every: 10}", "missing unit"},
	} {
		var into []Source
		if err := decodeYAML("sources.yaml", []byte(c.yaml), &into); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.why, err, c.want)
		}
	}
	for _, c := range []struct{ why, line, want string }{
		{"a post with an author", `{"id":"p1","author":"x"}`, "unknown field"},
		{"two posts on one line", `{"id":"p1"}{"id":"p2"}`, "more than one object"},
		{"an offset that is no time", `{"id":"p1","at":"soon"}`, "offset"},
		{"no object at all", `p1`, "line 1"},
	} {
		if _, err := readPosts([]byte(c.line)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.why, err, c.want)
		}
	}
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		why    string
		damage func(*Sample)
		want   string
	}{
		{"a person in a unit that does not exist", func(s *Sample) { s.Agency.People[0].Unit = "moon" }, `unit "moon"`},
		{"a role that the contract lacks", func(s *Sample) { s.Agency.People[0].Roles = append(s.Agency.People[0].Roles, "king") }, `role "king"`},
		{"nobody left to audit", func(s *Sample) { s.Agency.People = s.Agency.People[:5] }, "nobody holds the role auditor"},
		{"a rule that cannot be read", func(s *Sample) { s.Topics[0].Rule = "(信访局" }, "topic bureau"},
		{"a source outside the eight categories", func(s *Sample) { s.Sources[0].Category = "chat" }, `category "chat"`},
		{"a source at a real-looking address", func(s *Sample) { s.Sources[0].Site = "https://example.com" }, "not under .example"},
		{"a post of a matter that does not exist", func(s *Sample) { s.Posts[9].Matter = "moon" }, `matter "moon"`},
		{"a post that says nothing", func(s *Sample) { s.Posts[9].Text = "顶" }, "1 of text"},
		{"two posts with one id", func(s *Sample) { s.Posts[9].ID = s.Posts[8].ID }, "stands twice"},
		{"an act of nobody", func(s *Sample) { s.Steps[0].Who = "nobody" }, `no person "nobody"`},
		{"an act that no table knows", func(s *Sample) { s.Steps[0].Do = "delete_post" }, "no such action"},
		{"an act without its reason", func(s *Sample) { s.Steps[0].In = map[string]any{"grade": "general"} }, "input.missing"},
		{"an act sent to a unit that does not exist", func(s *Sample) { s.Steps[0].In["unit"] = "moon" }, "a unit is unknown"},
	} {
		s, err := Load()
		if err != nil {
			t.Fatal(err)
		}
		c.damage(s)
		if err := s.check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.why, err, c.want)
		}
	}
}

// No author stands in any file of the sample; the feeds alone make them up.
func TestNoAuthorInTheFiles(t *testing.T) {
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := files.ReadFile(path)
		if strings.Contains(string(text), AuthorCanary) || strings.Contains(string(text), "author") {
			t.Errorf("%s holds an author", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
