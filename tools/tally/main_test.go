package main

import (
	"strings"
	"testing"
)

func TestTally(t *testing.T) {
	cases := []struct {
		sentence, events, closing string
		well                      bool
	}{
		{
			"a test with subtests counts as its subtests",
			`{"Action":"run","Package":"p","Test":"A"}
{"Action":"run","Package":"p","Test":"A/x"}
{"Action":"run","Package":"p","Test":"A/y"}
{"Action":"pass","Package":"p","Test":"A/x"}
{"Action":"skip","Package":"p","Test":"A/y"}
{"Action":"pass","Package":"p","Test":"A"}
{"Action":"pass","Package":"p"}`, "1 passed, 0 failed, 1 skipped", true,
		},
		{
			"a package that does not build is one failure",
			`{"Action":"build-output","ImportPath":"p","Output":"x.go:1: wrong\n"}
{"Action":"run","Package":"q","Test":"B"}
{"Action":"pass","Package":"q","Test":"B"}
{"Action":"fail","Package":"p"}`, "1 passed, 1 failed, 0 skipped", false,
		},
		{
			"a package with a failing test is not counted twice",
			`{"Action":"run","Package":"p","Test":"A"}
{"Action":"fail","Package":"p","Test":"A"}
{"Action":"fail","Package":"p"}`, "0 passed, 1 failed, 0 skipped", false,
		},
		{"no test at all is not well", ``, "0 passed, 0 failed, 0 skipped", false},
	}
	for _, c := range cases {
		t.Run(c.sentence, func(t *testing.T) {
			var out strings.Builder
			tally := newTally(&out)
			if err := tally.read(strings.NewReader(c.events)); err != nil {
				t.Fatal(err)
			}
			if got := tally.close(); got != c.well {
				t.Errorf("all well: got %v, want %v", got, c.well)
			}
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			if got := lines[len(lines)-1]; got != c.closing {
				t.Errorf("closing line %q, want %q", got, c.closing)
			}
		})
	}
}
