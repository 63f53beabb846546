package regime

import (
	"fmt"
	"sort"
	"strings"
)

// Problem is one fault of a regime text, with the place to mend it. Line and
// Column count from 1, the column in characters. Code is stable and is what
// programs compare; Reason is a Chinese sentence for the person who mends it.
type Problem struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Code   string `json:"code"`
	Reason string `json:"reason"`
}

// String returns "file:line:column: reason", as editors understand it.
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Reason)
}

// Problems is everything that is wrong with a regime, in the order of files
// and lines. It is the error that Load, Parse and Open return for a bad text.
type Problems []Problem

// Error returns one line a problem.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

func (ps Problems) sorted() Problems {
	sort.SliceStable(ps, func(i, j int) bool {
		a, b := ps[i], ps[j]
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Column < b.Column
	})
	return ps
}

// place is where a value stands in a file.
type place struct {
	file         string
	line, column int
}

// places maps the path of a value, such as clocks[2].within, to its place. The
// path of an entry is the place of its first key.
type places map[string]place

// find returns the place of path, or of the nearest value that holds it: a
// missing key is shown at its entry, a missing list at the first file.
func (ps places) find(path string) place {
	for path != "" {
		if at, ok := ps[path]; ok {
			return at
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return ps[""]
}
