// Package e2e runs the walks through the running program in a real browser.
// They are written in JavaScript (*.test.mjs, run.mjs is their frame); this file
// counts each as a test of Go.
package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yingda/internal/testkit"
)

// walk is what report.mjs writes for one test.
type walk struct {
	Name, File, Error string
	Failed, Skipped   bool
	Seconds           float64
}

func TestWalks(t *testing.T) {
	if os.Getenv("YINGDA_E2E") == "" {
		t.Skip("the browser walks need bin/yingda, Chromium and installed packages: make test sets them up")
	}
	files, err := filepath.Glob("*.test.mjs")
	if err != nil || len(files) == 0 {
		t.Fatalf("no walks found: %v", err)
	}
	for _, file := range files { // two at once: half of a walk is waiting
		t.Run(strings.TrimSuffix(file, ".test.mjs"), func(t *testing.T) {
			t.Parallel()
			runFile(t, file)
		})
	}
}

func runFile(t *testing.T, file string) {
	var said, complaints bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "node", "--test", "--test-reporter=./report.mjs", file)
	cmd.Stdout, cmd.Stderr = &said, &complaints
	if file == "road.test.mjs" {
		cmd.Env = append(os.Environ(), "YINGDA_E2E_POSTGRES="+testkit.Postgres(t))
	}
	// asked to stop, node lets the walks end their program
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 30 * time.Second
	err := cmd.Run()
	failed := false
	dec := json.NewDecoder(&said)
	for dec.More() {
		var w walk
		if err := dec.Decode(&w); err != nil {
			t.Fatalf("%v\n%s", err, complaints.String())
		}
		failed = failed || w.Failed
		t.Run(w.Name, func(t *testing.T) {
			t.Logf("%.1f s", w.Seconds)
			switch {
			case w.Failed:
				t.Error(w.Error)
			case w.Skipped:
				t.Skip("skipped by the walk itself")
			}
		})
	}
	if err != nil && !failed {
		t.Errorf("node: %v\n%s", err, complaints.String())
	}
}
