package house

import (
	_ "embed"
	"strings"
	"testing"
)

//go:embed rings.txt
var ringsText string

// ring is one line of the import table, its rooms from left to right.
type ring struct {
	rooms []string
	apart bool // none of them imports another
	what  string
}

// rings returns the table from the top down.
func rings() []ring {
	var all []ring
	for line := range strings.Lines(ringsText) {
		left, what, _ := strings.Cut(line, "#")
		if strings.TrimSpace(left) == "" {
			continue
		}
		all = append(all, ring{
			rooms: strings.Fields(strings.ReplaceAll(left, "|", " ")),
			apart: strings.Contains(left, "|"),
			what:  strings.TrimSpace(what),
		})
	}
	return all
}

// place is where a room stands: its ring counted from the top, and its seat
// counted from the left.
type place struct{ ring, seat int }

func places(all []ring) map[string]place {
	m := map[string]place{}
	for i, r := range all {
		for j, room := range r.rooms {
			m[room] = place{i, j}
		}
	}
	return m
}

// room returns the room of a package of ours, such as "desk" for
// yingda/internal/desk/form, and "" for what is not ours.
func room(path string) string {
	if path == "yingda/cmd/yingda" {
		return "cmd/yingda"
	}
	rest, ok := strings.CutPrefix(path, "yingda/internal/")
	if !ok {
		return ""
	}
	first, _, _ := strings.Cut(rest, "/")
	return first
}

// allowed says whether the table lets one room import another.
func allowed(all []ring, from, to string) bool {
	at := places(all)
	f, okF := at[from]
	t, okT := at[to]
	switch {
	case from == to:
		return true
	case !okF || !okT:
		return false
	case f.ring == t.ring:
		return t.seat < f.seat && !all[f.ring].apart
	default:
		return t.ring > f.ring
	}
}

func TestAllowed(t *testing.T) {
	cases := []struct {
		sentence, from, to string
		want               bool
	}{
		{"the desk may use the store below it", "desk", "store", true},
		{"the store may not reach up to the desk", "store", "desk", false},
		{"the queue stands to the right of the store", "job", "store", true},
		{"the store may not lean on the queue", "store", "job", false},
		{"judges do not know each other, rightwards", "match", "dedupe", false},
		{"judges do not know each other, leftwards", "dedupe", "match", false},
		{"the test kit is no room of the program", "desk", "testkit", false},
	}
	for _, c := range cases {
		if got := allowed(rings(), c.from, c.to); got != c.want {
			t.Errorf("%s: got %v", c.sentence, got)
		}
	}
}

func TestImports(t *testing.T) {
	all := rings()
	at := places(all)
	for _, p := range packages(t) {
		from := room(p.ImportPath)
		if from == "house" || from == "testkit" || from == "acceptance" || from == "" {
			for _, to := range p.Imports {
				if p.ImportPath == "yingda/internal/testkit" && room(to) != "" {
					t.Errorf("testkit imports %s: it must not, so that every room can use it", to)
				}
			}
			continue
		}
		if _, ok := at[from]; !ok {
			t.Errorf("%s has no place in internal/house/rings.txt", p.ImportPath)
			continue
		}
		for _, to := range p.Imports {
			if r := room(to); r != "" && !allowed(all, from, r) {
				t.Errorf("%s imports %s, which the import table (internal/house/rings.txt) does not allow", p.ImportPath, to)
			}
		}
	}
}

// worldly are the packages that a pure room has no use for. math/rand/v2 may
// serve with a seed of one's own, which makes it a value like any other.
var worldly = []string{"database/sql", "net", "net/http", "os", "os/exec", "log", "log/slog", "math/rand"}

func TestPure(t *testing.T) {
	pure := map[string]bool{"deadline": true, "matter": true, "fold": true}
	for _, r := range rings() {
		for _, name := range r.rooms {
			pure[name] = pure[name] || r.apart
		}
	}
	for _, p := range packages(t) {
		if !pure[room(p.ImportPath)] {
			continue
		}
		for _, to := range p.Imports {
			for _, w := range worldly {
				if to == w {
					t.Errorf("%s imports %s: a decision takes values and returns values", p.ImportPath, to)
				}
			}
		}
	}
}
