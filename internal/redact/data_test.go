package redact

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// testdata returns a folder of the material that others made, or skips.
func testdata(t testing.TB, name string) string {
	dir := os.Getenv("YINGDA_TESTDATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	dir = filepath.Join(dir, name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no test data in %s", dir)
	}
	return dir
}

func laws(t testing.TB) []string {
	var texts []string
	err := filepath.WalkDir(testdata(t, "cn_laws"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".md") {
			return err
		}
		b, err := os.ReadFile(path)
		texts = append(texts, string(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestLawsStay(t *testing.T) {
	sc := NewScanner(Options{})
	items, runes := 0, 0
	for _, s := range laws(t) {
		_, masks := sc.Text(s)
		runes += utf8.RuneCountInString(s)
		items += len(masks)
		for _, m := range masks {
			t.Logf("%s %q", m.Kind, cut(s, max(0, m.Start-15), m.End+10))
		}
		for _, para := range strings.Split(s, "\n") {
			if _, m := sc.Text(para); m != nil {
				t.Logf("paragraph %v %q", m, para)
				items++
			}
		}
	}
	t.Logf("%d items in %d characters of law", items, runes)
	if items > 0 {
		t.Errorf("%d items found in laws, want none", items)
	}
}

func TestVectors(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(testdata(t, "pii_vectors"), "vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Kind, Text string
		Valid      bool
		Masked     string
	}
	if err := json.Unmarshal(b, &vectors); err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors {
		_, masks := Text(v.Text, Options{})
		switch {
		case v.Kind == "cn_id" && v.Valid && !isWhole(masks, IDNumber, v.Text):
			t.Errorf("identity number %s: %v", v.Text, masks)
		case v.Kind == "cn_mobile" && v.Valid && !strings.Contains(v.Text, "92138389438") && !strings.Contains(v.Text, "98199649964") && !strings.Contains(v.Text, "98099649964") && !isWhole(masks, Mobile, v.Text):
			t.Errorf("mobile %s: %v", v.Text, masks)
		case strings.HasPrefix(v.Kind, "godlp") && (v.Masked != v.Text) != (len(masks) == 1):
			t.Errorf("%s: %v, want %s", v.Text, masks, v.Masked)
		}
	}
}

func isWhole(masks []Mask, kind, s string) bool {
	return len(masks) == 1 && masks[0].Kind == kind && masks[0].Start == 0 && masks[0].End == utf8.RuneCountInString(s)
}
