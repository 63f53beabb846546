package web_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yingda/internal/web"
)

// TestByItself counts what pages ask for by themselves: each is a route that keeps
// no session awake.
func TestByItself(t *testing.T) {
	asked := 0
	for _, pattern := range []string{"*.templ", "../view/*.templ"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			asked += strings.Count(string(text), `hx-trigger="every`) + strings.Count(string(text), "hx-sse:connect")
		}
	}
	if idle := web.ByThemselves(); len(idle) != asked {
		t.Errorf("pages ask for %d things by themselves, the routes that say so are %v", asked, idle)
	}
}
