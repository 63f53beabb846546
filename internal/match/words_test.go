package match

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yingda/internal/fold"
)

// naive finds what Words.Find must find, by comparing every place with every word.
func naive(words []string, text string) []Found {
	var hits []Found
	in := []rune(foldWord(text))
	seen := map[string]bool{}
	letter := func(i int) bool {
		return i >= 0 && i < len(in) && fold.ClassOf(in[i]) == fold.Letter
	}
	for n, w := range words {
		word := []rune(foldWord(w))
		if seen[string(word)] {
			continue
		}
		seen[string(word)] = true
		for i := 0; i+len(word) <= len(in); i++ {
			end := i + len(word)
			if slices.Equal(in[i:end], word) && !(letter(i) && letter(i-1)) && !(letter(end-1) && letter(end)) {
				hits = append(hits, Found{int32(n), int32(i), int32(end)})
			}
		}
	}
	sortFound(hits)
	return hits
}

func sortFound(hits []Found) {
	slices.SortFunc(hits, func(a, b Found) int {
		if a.Start != b.Start {
			return int(a.Start - b.Start)
		}
		return int(a.End - b.End)
	})
}

func TestFind(t *testing.T) {
	words := []string{"排队", "国税", "中国税务", "税", "covid-19", "A股", "12345", "new york", "𠮷野家", "软件"}
	for _, c := range []struct {
		why, text string
		want      []string
	}{
		{"overlapping words are all found", "中国税务", []string{"中国税务", "国税", "税"}},
		{"traditional and full-width spelling", "國稅Ａ股", []string{"国税", "税", "A股"}},
		{"a Latin word inside another one is not found", "xcovid-19", nil},
		{"a Latin word beside Chinese is found", "打12345吧", []string{"12345"}},
		{"a number inside a longer one is not found", "123456 012345", nil},
		{"every kind of space is a space", "New\u3000York new\nyork", []string{"new york", "new york"}},
		{"runes outside the basic plane", "去𠮷野家", []string{"𠮷野家"}},
		{"broken bytes do not hide what follows", "\xe6\x8e排队\xff", []string{"排队"}},
		{"empty text", "", nil},
	} {
		w, err := NewWords(words)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range w.Find(new(Scratch), c.text) {
			got = append(got, words[f.Word])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q gives %q, want %q", c.why, c.text, got, c.want)
		}
	}
}

func TestNewWordsRefuses(t *testing.T) {
	for why, w := range map[string]string{"empty word": "", "65 runes": strings.Repeat("税", 65)} {
		if _, err := NewWords([]string{"税", w}); err == nil {
			t.Errorf("%s is accepted", why)
		}
	}
	if _, err := NewWords([]string{strings.Repeat("税", 64)}); err != nil {
		t.Errorf("64 runes: %v", err)
	}
}

// Few letters make shared prefixes and overlaps likely.
var (
	alphabetGen = rapid.SampledFrom([]rune("税稅国國中务aAＡb1𠮷𝐀é 　,\uFFFD😀"))
	wordGen     = rapid.StringOfN(alphabetGen, 1, 6, -1)
	pieceGen    = rapid.OneOf(rapid.StringOf(alphabetGen), wordGen,
		rapid.SampledFrom([]string{"\xff", "\xe7\xa8", "\xed\xa0\x80", "\xf0\x9f", "\xc0\x80", "\xe0\x80\x80", "\xef\xbb\xbf"}))
)

func TestFindAgreesWithNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(wordGen, 0, 40).Draw(t, "words")
		text := strings.Join(rapid.SliceOf(pieceGen).Draw(t, "text"), "")
		pad := rapid.SampledFrom([]int{0, 0, 0, window - 5, window + lookahead - 3, 3 * window}).Draw(t, "pad")
		check(t, words, strings.Repeat("税,", pad/2)+text+strings.Repeat(text, pad/100))
	})
}

func check(t interface{ Fatalf(string, ...any) }, words []string, text string) {
	w, err := NewWords(words)
	if err != nil {
		t.Fatalf("%v", err)
	}
	got := slices.Clone(w.Find(new(Scratch), text))
	if want := naive(words, text); !slices.Equal(got, want) {
		t.Fatalf("words %.500q text %.500q\n got %.500s\nwant %.500s", words, text, fmt.Sprint(got), fmt.Sprint(want))
	}
}

func FuzzFind(f *testing.F) {
	f.Add("国税\n中国税务", "中国税务\xff國稅")
	f.Fuzz(func(t *testing.T, list, text string) {
		var words []string
		for _, w := range strings.Split(list, "\n") {
			if n := len([]rune(w)); n > 0 && n <= maxWord {
				words = append(words, w)
			}
		}
		check(t, words, text)
	})
}

// testdata returns the folder of test data, or skips.
func testdata(t testing.TB) string {
	dir := os.Getenv("YINGDA_TESTDATA")
	if dir == "" {
		dir = "../../../shared/data"
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("test data not found at %s; set YINGDA_TESTDATA", dir)
	}
	return dir
}

// lexicon returns the words of 2 to 12 runes of the word lists, n of them
// spread over all.
func lexicon(t testing.TB, n int) []string {
	files, err := filepath.Glob(filepath.Join(testdata(t), "lexicons", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var all []string
	for _, name := range files {
		if filepath.Base(name) == "SOURCE.txt" {
			continue
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.FieldsFuncSeq(string(raw), func(r rune) bool { return r == '\n' || r == '\r' }) {
			f := strings.Fields(line)
			if len(f) == 0 || seen[f[0]] {
				continue
			}
			if k := len([]rune(f[0])); k >= 2 && k <= 12 {
				seen[f[0]] = true
				all = append(all, f[0])
			}
		}
	}
	if len(all) < n {
		t.Fatalf("%d words, want %d", len(all), n)
	}
	out := make([]string, n)
	for i := range out {
		out[i] = all[i*len(all)/n]
	}
	return out
}

// prose returns about limit bytes of the laws, as one text for each paragraph.
func prose(t testing.TB, limit int) []string {
	var texts []string
	size := 0
	err := filepath.WalkDir(filepath.Join(testdata(t), "cn_laws"), func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || size > limit || filepath.Base(name) == "SOURCE.txt" {
			return err
		}
		raw, err := os.ReadFile(name)
		for line := range strings.Lines(string(raw)) {
			texts = append(texts, line)
		}
		size += len(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestFindInProse(t *testing.T) {
	text := strings.Join(prose(t, 200_000), "")
	if len(text) > 60_000 {
		text = text[:60_000]
	}
	check(t, lexicon(t, 3000), text)
}
