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
	raw, err := letter.Bytes()
	must(t, err)
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
