package seal_test

import (
	"bytes"
	"strings"
	"testing"

	"yingda/internal/seal"
)

func TestTipSeal(t *testing.T) {
	private, public, err := seal.NewPair()
	must(t, err)
	letter := seal.Letter{Text: "窗口收了加急费", Files: []seal.LetterFile{{Name: "收据.jpg", Type: "image/jpeg", Data: []byte{1, 2, 3}}}}
	raw := letter.Bytes()
	if len(raw) != 8<<10 {
		t.Errorf("a letter is %d bytes, not one of the fixed sizes", len(raw))
	}
	closed, err := seal.SealTo(raw, public)
	must(t, err)
	if bytes.Contains(closed, []byte("加急")) || !seal.Closed(closed, seal.ForKeys, 1) || seal.Closed(closed, seal.ForKeys, 2) || seal.Closed(closed, seal.ForPhrase, 1) || seal.Closed(raw, seal.ForKeys, 1) {
		t.Error("what is sealed does not look so")
	}
	open, err := seal.OpenWith(closed, private)
	must(t, err)
	got, err := seal.ReadLetter(open)
	must(t, err)
	if got.Text != letter.Text || len(got.Files) != 1 || !bytes.Equal(got.Files[0].Data, letter.Files[0].Data) {
		t.Errorf("opened as %+v", got)
	}
	other, _, err := seal.NewPair()
	must(t, err)
	if _, err := seal.OpenWith(closed, other); err == nil {
		t.Error("another key opens it")
	}
	wrapped, err := seal.WrapByPassphrase(private, "四个随便的词语", 10)
	must(t, err)
	if !seal.Closed(wrapped, seal.ForPhrase, 1) {
		t.Error("a wrapped key is not seen as one")
	}
}

// A letter has one of the fixed sizes, reads as it was written, and lies behind the
// half that the sealing library leaves in memory.
func TestLetterBytes(t *testing.T) {
	files := []seal.LetterFile{{Name: "收据\"1\".jpg", Type: "image/jpeg", Data: []byte{1, 2, 3}}, {Name: "空", Type: "text/plain"}}
	for sentence, c := range map[string]struct {
		letter seal.Letter
		size   int
	}{
		"a short one":         {seal.Letter{Text: "窗口收了加急费"}, 8 << 10},
		"nothing":             {seal.Letter{}, 8 << 10},
		"signs and lines":     {seal.Letter{Plain: []byte("他说：\"没有\"\\，\r\n\t然后\x00走了</script>")}, 8 << 10},
		"with files":          {seal.Letter{Plain: []byte("见附件"), Files: files}, 8 << 10},
		"over half of a size": {seal.Letter{Plain: bytes.Repeat([]byte("窗"), 1400)}, 32 << 10},
		"a long one":          {seal.Letter{Text: strings.Repeat("窗", 20_000)}, 128 << 10},
		"with a large file":   {seal.Letter{Files: []seal.LetterFile{{Data: make([]byte, 700<<10)}}}, 1 << 20},
	} {
		raw := c.letter.Bytes()
		lead := min(c.size, 64<<10)/2 + 8
		if len(raw) != c.size || cap(raw) != c.size || strings.TrimSpace(string(raw[:lead])) != "" {
			t.Errorf("%s: %d bytes, begins with %.20q", sentence, len(raw), bytes.TrimSpace(raw))
		}
		got, err := seal.ReadLetter(raw)
		must(t, err)
		if got.Text != c.letter.Text+string(c.letter.Plain) || len(got.Files) != len(c.letter.Files) {
			t.Errorf("%s is read as %.80q with %d files", sentence, got.Text, len(got.Files))
		}
		for i, f := range got.Files {
			if want := c.letter.Files[i]; f.Name != want.Name || f.Type != want.Type || !bytes.Equal(f.Data, want.Data) {
				t.Errorf("%s: file %d is %.80q", sentence, i, f.Name)
			}
		}
	}
	got, err := seal.ReadLetter(seal.Letter{Plain: []byte("坏\xff字")}.Bytes())
	if err != nil || got.Text != "坏\ufffd字" {
		t.Errorf("bytes that are no text: %q, %v", got.Text, err)
	}
}

func TestTipCode(t *testing.T) {
	code := seal.NewCode()
	plain, ok := seal.PlainCode(" " + strings.ToLower(code) + " ")
	if !ok || plain != strings.ReplaceAll(code, "-", "") {
		t.Fatalf("%q is read as %q", code, plain)
	}
	if _, ok := seal.PlainCode(code[1:]); ok {
		t.Error("a short code passes")
	}
	if got, _ := seal.PlainCode("oOiIlL"); got != "001111" {
		t.Errorf("look-alikes are read as %q", got)
	}
	private, public, err := seal.CodeKey(plain)
	must(t, err)
	closed, err := seal.SealTo([]byte("已受理"), public)
	must(t, err)
	open, err := seal.OpenWith(closed, private)
	must(t, err)
	if string(open) != "已受理" || seal.CodeDoor(plain) == seal.StoredDoor(plain) {
		t.Error("code and key do not fit")
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
