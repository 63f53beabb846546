package fold_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"yingda/internal/fold"
)

func TestString(t *testing.T) {
	for _, c := range []struct{ why, in, want string }{
		{"nothing to do", "排队等候，abc", "排队等候,abc"},
		{"traditional becomes simplified", "國稅窗口排隊", "国税窗口排队"},
		{"several traditional forms meet in one", "裡裏里 羣群 臺台", "里里里 群群 台台"},
		{"full-width letters and digits", "ＡＢＣ　１２３！？（）", "abc 123!?()"},
		{"case of Latin, Greek and Cyrillic", "GDP Éλ ΣΔ ЖД", "gdp éλ σδ жд"},
		{"compatibility ideographs and radicals", "\uF900\u2F00", "岂一"},
		{"Chinese punctuation stays", "。、《》“”", "。、《》“”"},
		{"a rune outside the basic plane", "😀𠮷Ａ", "😀𠮷a"},
		{"bytes that are no UTF-8 count as one rune each", "a\xff\xfe国", "a\uFFFD\uFFFD国"},
		{"empty", "", ""},
	} {
		if got := fold.String(c.in); got != c.want {
			t.Errorf("%s: %q folds to %q, want %q", c.why, c.in, got, c.want)
		}
	}
}

func TestFoldingTwiceIsFoldingOnce(t *testing.T) {
	for r := rune(-1); r <= utf8.MaxRune+1; r++ {
		if once := fold.Rune(r); fold.Rune(once) != once {
			t.Fatalf("%U folds to %U and then to %U", r, once, fold.Rune(once))
		} else if utf8.ValidRune(r) != utf8.ValidRune(once) {
			t.Fatalf("%U folds to %U", r, once)
		}
	}
}

func TestStringKeepsPositions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) + rapid.String().Draw(t, "text")
		got := []rune(fold.String(s))
		want := []rune(s)
		for i := range want {
			want[i] = fold.Rune(want[i])
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%q: got %q want %q", s, string(got), string(want))
		}
	})
}

func TestGrams(t *testing.T) {
	for _, c := range []struct{ why, in, grams, needs string }{
		{"glyphs and their pairs", "停水了", "停 停水 水 水了 了", "停水 水了"},
		{"one glyph is its own gram", "水", "水", "水"},
		{"a gap ends a pair", "停,水了", "停 水 水了 了", "停 水了"},
		{"a glyph alone after a pair", "停水 了", "停 停水 水 了", "停水 了"},
		{"words and glyphs side by side", "拨打12345热线app", "拨 拨打 打 12345 热 热线 线 app", "拨打 12345 热线 app"},
		{"glyph between words", "a股b", "a 股 b", "a 股 b"},
		{"a rune outside the basic plane", "𠮷野", "𠮷 𠮷野 野", "𠮷野"},
		{"only signs", "!? 。", "", ""},
		{"empty", "", "", ""},
	} {
		if got := strings.Join(fold.Grams(nil, c.in), " "); got != c.grams {
			t.Errorf("%s: grams of %q are %q, want %q", c.why, c.in, got, c.grams)
		}
		if got := strings.Join(fold.Needs(nil, c.in), " "); got != c.needs {
			t.Errorf("%s: needs of %q are %q, want %q", c.why, c.in, got, c.needs)
		}
	}
}

// A text that contains a query has every gram that the query needs, provided
// that the query does not begin or end inside a Latin word.
func TestNeedsAreGramsOfEveryTextAround(t *testing.T) {
	runes := rapid.SampledFrom([]rune("停水通知𠮷ab1 ,。\uFFFD"))
	text := rapid.StringOf(runes)
	rapid.Check(t, func(t *rapid.T) {
		query := text.Draw(t, "query")
		whole := text.Draw(t, "before") + " " + query + "。" + text.Draw(t, "after")
		have := fold.Grams(nil, whole)
		for _, g := range fold.Needs(nil, query) {
			if !slices.Contains(have, g) {
				t.Fatalf("%q lacks %q", whole, g)
			}
		}
	})
}

func FuzzGrams(f *testing.F) {
	f.Add("停水abc\xff")
	f.Fuzz(func(t *testing.T, s string) {
		folded := fold.String(s)
		for _, g := range fold.Grams(nil, folded) {
			if g == "" || !strings.Contains(folded, g) {
				t.Fatalf("gram %q of %q", g, folded)
			}
		}
	})
}

func benchmarkAppend(b *testing.B, sentence string) {
	text := strings.Repeat(sentence, 1000)
	dst := make([]byte, 0, 2*len(text))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		dst = fold.Append(dst[:0], text)
	}
}

// The usual text, and one where almost every rune changes.
func BenchmarkAppendSimplified(b *testing.B) {
	benchmarkAppend(b, "关于加强政务服务窗口排队等候管理的通知，请各单位遵照执行。")
}

func BenchmarkAppendTraditional(b *testing.B) {
	benchmarkAppend(b, "關於加強政務服務窗口排隊等候管理的通知（２０２４年第１２號）。")
}
