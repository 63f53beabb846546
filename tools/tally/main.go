// Command tally reads `go test -json` from standard input, says how each package
// went, repeats in full what a failing test wrote, and ends with one line:
//
//	123 passed, 0 failed, 2 skipped
//
// Before it stand the tests that took longest.
// Tests are counted, and subtests in place of the test that holds them. A
// package that does not build or dies counts as one failure. It exits 1 if
// anything failed or if no test ran at all.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

func main() {
	t := newTally(os.Stdout)
	if err := t.read(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "tally:", err)
		os.Exit(1)
	}
	if !t.close() {
		os.Exit(1)
	}
}

// slowest is how many of the tests that took longest are named at the end.
const slowest = 20

// event is one line of `go test -json`, see `go doc test2json`.
type event struct {
	Action     string
	Package    string
	ImportPath string // of a package that does not build
	Test       string
	Output     string
	Elapsed    float64
}

type tally struct {
	out                     io.Writer
	passed, failed, skipped int
	output                  map[string]*strings.Builder // by package and test
	parent                  map[string]bool             // tests that hold subtests
	failedIn                map[string]int              // failures by package
	took                    []event                     // how the leaf tests ended
}

func newTally(out io.Writer) *tally {
	return &tally{out: out, output: map[string]*strings.Builder{}, parent: map[string]bool{}, failedIn: map[string]int{}}
}

func (t *tally) read(in io.Reader) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			t.line(line)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// line takes one event. What is no event (a broken go command speaks plainly)
// is passed on.
func (t *tally) line(line string) {
	var e event
	if json.Unmarshal([]byte(line), &e) != nil {
		fmt.Fprint(t.out, line)
		return
	}
	key := e.Package + " " + e.Test
	switch e.Action {
	case "run":
		for i := strings.LastIndexByte(e.Test, '/'); i > 0; i = strings.LastIndexByte(e.Test[:i], '/') {
			t.parent[e.Package+" "+e.Test[:i]] = true
		}
	case "build-output":
		fmt.Fprint(t.out, e.Output)
	case "output":
		if strings.HasPrefix(e.Output, "=== ") {
			return // RUN, PAUSE, CONT, NAME: how the tests took turns
		}
		if t.output[key] == nil {
			t.output[key] = &strings.Builder{}
		}
		t.output[key].WriteString(e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			t.packageEnds(e, key)
		} else {
			t.testEnds(e, key)
		}
	}
}

func (t *tally) testEnds(e event, key string) {
	defer delete(t.output, key)
	if t.parent[key] {
		if e.Action == "fail" {
			t.show(key) // a parent may say what its children do not
		}
		return
	}
	t.took = append(t.took, e)
	switch e.Action {
	case "pass":
		t.passed++
	case "skip":
		t.skipped++
		t.show(key)
	case "fail":
		t.failed++
		t.failedIn[e.Package]++
		t.show(key)
	}
}

// packageEnds prints the line of a package. One that failed without a failing
// test did not build, panicked or ran out of time.
func (t *tally) packageEnds(e event, key string) {
	defer delete(t.output, key)
	switch {
	case e.Action == "pass":
		fmt.Fprintf(t.out, "ok    %-48s %6.1fs\n", e.Package, e.Elapsed)
	case e.Action == "fail":
		if t.failedIn[e.Package] == 0 {
			t.failed++
			t.showPrefix(e.Package + " ")
		}
		fmt.Fprintf(t.out, "FAIL  %-48s %6.1fs\n", e.Package, e.Elapsed)
	}
}

func (t *tally) show(key string) {
	if b := t.output[key]; b != nil {
		fmt.Fprint(t.out, b.String())
	}
}

// showPrefix prints all that is still held for a package, such as the output
// of the test that was running when the process died.
func (t *tally) showPrefix(prefix string) {
	for key, b := range t.output {
		if strings.HasPrefix(key, prefix) {
			fmt.Fprint(t.out, b.String())
		}
	}
}

// close prints the closing line and reports whether all is well.
func (t *tally) close() bool {
	slices.SortFunc(t.took, func(a, b event) int { return cmp.Compare(b.Elapsed, a.Elapsed) })
	for _, e := range t.took[:min(slowest, len(t.took))] {
		if e.Elapsed >= 10 {
			fmt.Fprintf(t.out, "slow  %-48s %6.1fs  %s\n", e.Package, e.Elapsed, e.Test)
		}
	}
	fmt.Fprintf(t.out, "\n%d passed, %d failed, %d skipped\n", t.passed, t.failed, t.skipped)
	return t.failed == 0 && t.passed > 0
}
