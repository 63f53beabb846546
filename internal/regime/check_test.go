package regime

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden lists of problems anew")

// overlay returns the files of testdata/good with those of testdata/bad/name in
// their place.
func overlay(t testing.TB, name string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, dir := range []string{"good", filepath.Join("bad", name)} {
		entries, err := os.ReadDir(filepath.Join("testdata", dir))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			text, err := os.ReadFile(filepath.Join("testdata", dir, entry.Name()))
			if err != nil {
				t.Fatal(err)
			}
			files[entry.Name()] = &fstest.MapFile{Data: text}
		}
	}
	return files
}

func TestLoadAcceptsTheSmallRegime(t *testing.T) {
	r, err := Load(os.DirFS("testdata"), "good")
	if err != nil {
		t.Fatal(err)
	}
	if back, err := Parse(r.Source); err != nil || cmp.Diff(r, back) != "" {
		t.Errorf("the canonical text does not read back: %v %s", err, cmp.Diff(r, back))
	}
}

// Each folder of testdata/bad spoils some files of the small regime. Its
// problems.txt lists everything that Load has to say, with file, line, column
// and code.
func TestLoadNamesEveryProblemAndItsPlace(t *testing.T) {
	for _, name := range badRegimes(t) {
		t.Run(name, func(t *testing.T) {
			_, err := Load(overlay(t, name), ".", closedBrackets)
			problems, ok := err.(Problems)
			if !ok {
				t.Fatalf("got %v, want problems", err)
			}
			var got strings.Builder
			for _, p := range problems {
				fmt.Fprintf(&got, "%s:%d:%d %s %s\n", p.File, p.Line, p.Column, p.Code, p.Reason)
			}
			golden := filepath.Join("testdata", "bad", name, "problems.txt")
			if *update {
				if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// closedBrackets stands for the language of topic rules.
func closedBrackets(rule string) error {
	if strings.Count(rule, "(") != strings.Count(rule, ")") {
		return errors.New("括号没有成对")
	}
	return nil
}

func badRegimes(t testing.TB) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join("testdata", "bad"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// A check that no fixture shows is a check that nobody would miss.
func TestEveryCodeHasAFixture(t *testing.T) {
	var shown strings.Builder
	for _, name := range badRegimes(t) {
		text, err := os.ReadFile(filepath.Join("testdata", "bad", name, "problems.txt"))
		if err != nil {
			t.Fatal(err)
		}
		shown.Write(text)
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	said := regexp.MustCompile(`(?:say|everyGrade|refuse)\([^\n]*?, "([a-z_]+)", `)
	for _, file := range sources {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range said.FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(shown.String(), " "+m[1]+" ") {
				t.Errorf("%s: no fixture shows %s", file, m[1])
			}
		}
	}
}

func TestLoadRefusesAFolderWithoutRegime(t *testing.T) {
	_, err := Load(fstest.MapFS{"notes.txt": {}}, ".")
	if problems, ok := err.(Problems); !ok || problems[0].Code != "no_files" {
		t.Errorf("got %v", err)
	}
	if _, err := Load(fstest.MapFS{}, "nowhere"); err == nil || !strings.Contains(err.Error(), fs.ErrNotExist.Error()) {
		t.Errorf("got %v", err)
	}
}

func TestParseRefusesWhatIsNoRegime(t *testing.T) {
	for _, source := range []string{"", "a: b", "- a", "name: [", "clocks: [{kind: unknown}]"} {
		if _, err := Parse(source); err == nil {
			t.Errorf("%q was read", source)
		}
	}
}

func TestParseSpan(t *testing.T) {
	for text, want := range map[string]bool{
		"30 minutes": true, "1 days": true, "2 working days": true, "24 hours": true,
		"0 hours": false, "-1 hours": false, "1 day": true, "3 working day": true, "1 dayss": false, "1  hours": false, "01 hours": false, "1 weeks": false,
		"hours": false, "": false, "3651 days": true, "99999 days": false, "1 hours ": false,
	} {
		if _, ok := parseSpan(text); ok != want {
			t.Errorf("%q: got %v, want %v", text, ok, want)
		}
	}
}

func TestNearest(t *testing.T) {
	tests := []struct{ says, word, want string }{
		{"one letter missing", "genral", "general"},
		{"an underscore for a dot is near", "concern_detected", "concern.detected"},
		{"nothing near", "qqqqqq", ""},
		{"an empty word is near nothing", "", ""},
	}
	for _, tt := range tests {
		if got := nearest(tt.word, append(texts(Grades), texts(Events)...)); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.says, got, tt.want)
		}
	}
}

func TestSlotsIn(t *testing.T) {
	if diff := cmp.Diff([]string{"b", "a"}, SlotsIn("{{b}}和{{a}}，{{b}}，{{ c }}，{d}")); diff != "" {
		t.Error(diff)
	}
}

// Whatever the text, Load and Parse answer with a regime or with problems that
// have a place; and what they accept survives storage.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"good/clocks.yaml", "good/templates.yaml", "bad/types/grades.yaml", "bad/words/articles.yaml"} {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add("name: \"\\u2028\\n\"\ntitle: |\n  a\n\n  b\nissued: >-\n  c\n  d\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, err := Load(fstest.MapFS{"a.yaml": {Data: []byte(text)}}, ".")
		if problems, ok := err.(Problems); err != nil && !ok {
			t.Fatalf("not problems: %v", err)
		} else {
			for _, p := range problems {
				if p.File == "" || p.Line < 1 || p.Column < 1 || p.Code == "" || p.Reason == "" {
					t.Fatalf("a problem without place: %+v", p)
				}
			}
		}
		r, err := Parse(text)
		if err != nil {
			return
		}
		back, err := Parse(canonical(r))
		if err != nil {
			t.Fatalf("canonical text is refused: %v\n%s", err, canonical(r))
		}
		r.seal("")
		back.seal("")
		if diff := cmp.Diff(r, back, emptyAsNil); diff != "" {
			t.Fatalf("canonical text says something else:\n%s", diff)
		}
	})
}

// An empty list and no list say the same, so the canonical text has neither.
var emptyAsNil = cmp.FilterValues(func(a, b any) bool { return isEmpty(a) && isEmpty(b) }, cmp.Ignore())

func isEmpty(v any) bool {
	value := reflect.ValueOf(v)
	kind := value.Kind()
	return (kind == reflect.Slice || kind == reflect.Map) && value.Len() == 0
}

// Texts of templates come from people: whatever their lines look like, the
// canonical text gives them back.
func TestCanonicalTextKeepsEveryText(t *testing.T) {
	piece := rapid.SampledFrom([]string{"\n", " ", "\t", "a", "关切", ":", ": ", "- ", "#", " #", "'", "\"", "\\", "|", ">", "{{a}}", "---", "...", "%", "&", "*", "!", "?", "<b>", "\u2028", "\u00a0", "\uFEFF", "no", "~", "1e3", "0x1"})
	text := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "pieces"), "") })
	rapid.Check(t, func(t *rapid.T) {
		r := &Regime{
			Name:      text.Draw(t, "name"),
			Templates: []Template{{Title: text.Draw(t, "title"), Body: text.Draw(t, "body")}, {}},
			Articles:  []Article{{By: []string{text.Draw(t, "by"), "x"}}},
			Clocks:    []Clock{{Why: text.Draw(t, "why"), Extend: &Extend{AtMost: text.Draw(t, "at most")}}, {Extend: &Extend{}}},
			Words:     Words{Agency: text.Draw(t, "agency"), Outcomes: map[Outcome]string{Fixed: text.Draw(t, "fixed"), Answered: text.Draw(t, "answered")}},
		}
		source := canonical(r)
		back, err := Parse(source)
		if err != nil {
			if strings.Contains(err.Error(), "控制字符") {
				return // a tab is no text of a regime
			}
			t.Fatalf("%v\n%s", err, source)
		}
		back.Source, back.Hash = "", ""
		if diff := cmp.Diff(r, back, emptyAsNil); diff != "" {
			t.Fatalf("%s\n%s", diff, source)
		}
	})
}

// A large file must cost time in proportion to its size and no more.
func TestLargeFilesAreReadInTime(t *testing.T) {
	for name, text := range map[string]string{
		"many items":        "topics:\n" + strings.Repeat("- {id: a}\n", 10000),
		"many unknown keys": strings.Repeat("k", 1<<19) + ": 1\n",
		"quotes":            "name: \"" + strings.Repeat("\\n", 1<<18) + "\"\n",
	} {
		began := time.Now()
		if _, err := Load(fstest.MapFS{"a.yaml": {Data: []byte(text)}}, "."); err == nil {
			t.Errorf("%s: accepted", name)
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s: took %v", name, took)
		} else {
			t.Logf("%s: %v", name, took)
		}
	}
}
