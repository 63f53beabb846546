package house

import (
	"flag"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/architecture.* anew")

// TestArchitecture: the picture and the list of rooms are drawn from the import
// table and the package comments, so they cannot tell of an earlier tree.
func TestArchitecture(t *testing.T) {
	for path, want := range map[string]string{
		"docs/architecture.svg": drawing(rings()),
		"docs/architecture.md":  page(rings(), promises(t)),
	} {
		full := filepath.Join(root, path)
		if *update {
			if err := os.WriteFile(full, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if got, err := os.ReadFile(full); err != nil || string(got) != want {
			t.Errorf("%s is not current: run make generate (%v)", path, err)
		}
	}
}

// promises returns the first sentence of the package comment of each room that
// exists, from files written by hand: go list also takes the stamp of a generated
// one for a comment.
func promises(t *testing.T) map[string]string {
	says := map[string]string{}
	for _, p := range packages(t) {
		says[room(p.ImportPath)] = ""
	}
	for _, s := range sources(t) {
		name := room(s.pkg.ImportPath)
		if s.file.Doc != nil && (s.pkg.ImportPath == "yingda/internal/"+name || name == "cmd/yingda") {
			says[name] = synopsis(strings.Join(strings.Fields(s.file.Doc.Text()), " "))
		}
	}
	return says
}

func page(all []ring, says map[string]string) string {
	var b strings.Builder
	b.WriteString(`# The rooms of Yingda

This page is written by ` + "`make generate`" + ` from the import table (internal/house/rings.txt)
and the package comments; do not edit it.

![The rings, from the commands at the top to the folding of text at the bottom](architecture.svg)

A room imports only rooms on lines below its own, and on its own line only leftwards;
the rooms of the pure ring import none of each other. A post or a message travels
forward through the rooms and never back.

| ring | room | what it promises |
|---|---|---|
`)
	for _, r := range all {
		what := r.what
		for _, name := range r.rooms {
			promise, exists := says[name]
			if !exists {
				promise = "*its place is kept; there is no such room yet*"
			}
			fmt.Fprintf(&b, "| %s | `%s` | %s |\n", what, name, promise)
			what = ""
		}
	}
	return b.String()
}

// synopsis is the first sentence of a package comment without its "Package x".
func synopsis(doc string) string {
	doc = strings.ReplaceAll(doc, "|", "\\|")
	if i := strings.Index(doc, ". "); i > 0 {
		doc = doc[:i+1]
	}
	for _, prefix := range []string{"Package ", "Command "} {
		if rest, ok := strings.CutPrefix(doc, prefix); ok {
			_, doc, _ = strings.Cut(rest, " ")
		}
	}
	return doc
}

const (
	rowHeight  = 44
	boxHeight  = 28
	gap        = 8
	letter     = 7.8 // width of one letter of a 13 px monospaced font
	labelWidth = 250
)

// drawing lays the rings out as rows of boxes, high above low.
func drawing(all []ring) string {
	width := 0.0
	for _, r := range all {
		width = max(width, rowWidth(r))
	}
	var b strings.Builder
	total := width + labelWidth + 3*gap
	height := len(all)*rowHeight + 2*gap
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" width="%.0f" height="%d" font-size="13">`+"\n", total, height, total, height)
	fmt.Fprintf(&b, `<rect width="%.0f" height="%d" fill="#ffffff"/>`+"\n", total, height)
	for i, r := range all {
		y := gap + i*rowHeight
		fmt.Fprintf(&b, `<text x="%d" y="%d" fill="#5f6c6e" font-family="sans-serif">%s</text>`+"\n", gap, y+19, html.EscapeString(r.what))
		x := float64(labelWidth + gap)
		for _, name := range r.rooms {
			w := boxWidth(name)
			fmt.Fprintf(&b, `<rect x="%.1f" y="%d" width="%.1f" height="%d" rx="4" fill="#e0eeec" stroke="#0d5f62"/>`, x, y, w, boxHeight)
			fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle" fill="#182224" font-family="monospace">%s</text>`+"\n", x+w/2, y+19, html.EscapeString(name))
			x += w + gap
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func boxWidth(name string) float64 { return float64(len(name))*letter + 16 }

func rowWidth(r ring) float64 {
	w := 0.0
	for _, name := range r.rooms {
		w += boxWidth(name) + gap
	}
	return w
}
