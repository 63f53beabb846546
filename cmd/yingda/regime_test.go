package main

import (
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"

	"yingda/internal/regime"
)

// printed returns what a command writes to the standard output.
func printed(t *testing.T, run func() error) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out := make(chan string)
	go func() {
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Error(err)
		}
		out <- string(raw)
	}()
	before := os.Stdout
	os.Stdout = w
	err = run()
	os.Stdout = before
	w.Close()
	text := <-out
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestRegimeCoverage(t *testing.T) {
	for _, name := range regime.Presets() {
		r, err := regime.Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(printed(t, (&regimeCoverage{Name: name}).Run)), "\n")
		if want := len(regime.Regulations[r.Regulation]); len(lines) != want {
			t.Errorf("%s: %d lines for %d articles", name, len(lines), want)
		}
		var table []regime.Coverage
		if err := json.Unmarshal([]byte(printed(t, (&regimeCoverage{Name: name, JSON: true}).Run)), &table); err != nil || len(table) != len(lines) {
			t.Errorf("%s: %d entries as JSON, %d lines: %v", name, len(table), len(lines), err)
		}
		for i, row := range table {
			if !strings.HasPrefix(lines[i], row.Article+" ") || !strings.Contains(lines[i], string(row.Status)) {
				t.Errorf("%s: line %q is not of %+v", name, lines[i], row)
			}
		}
	}
	if err := (&regimeCoverage{Name: "no-such"}).Run(); err == nil {
		t.Error("an unknown regime was accounted for")
	}
}
