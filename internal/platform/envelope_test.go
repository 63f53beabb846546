package platform

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yingda/internal/fault"
	"yingda/internal/testkit"
)

// vector is one line of the published test vectors of five implementations.
type vector struct {
	Name, Kind, Token, Timestamp, Nonce, Signature, Encrypt, Plain, Random string
	AESKey                                                                 string `json:"aes_key"`
	ReceiveID                                                              string `json:"receive_id"`
	Sealed                                                                 string `json:"msg_signature"`
}

func TestVectors(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(testkit.Data(t, "wechat_vectors"), "vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []vector
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		t.Run(v.Name, func(t *testing.T) { v.check(t) })
	}
	if len(all) < 10 {
		t.Errorf("only %d vectors", len(all))
	}
}

func (v vector) check(t *testing.T) {
	if v.Kind == "plain-signature" {
		if got := (&Envelope{Token: v.Token}).Sign(v.Timestamp, v.Nonce); got != v.Signature {
			t.Errorf("signature %s", got)
		}
		return
	}
	e, err := NewEnvelope(v.Token, v.AESKey, v.ReceiveID)
	if err != nil {
		t.Fatal(err)
	}
	if v.Sealed != "" && e.Sign(v.Timestamp, v.Nonce, v.Encrypt) != v.Sealed {
		t.Error("the signature differs")
	}
	if text, err := e.Open(v.Encrypt); err != nil || string(text) != v.Plain {
		t.Errorf("opened %q, %v", text, err)
	}
	if v.Kind == "encrypt-fixed-random" {
		if got, err := e.Seal([]byte(v.Plain), []byte(v.Random)); err != nil || got != v.Encrypt {
			t.Errorf("sealed %s, %v", got, err)
		}
		return
	}
	now := unix(t, v.Timestamp)
	if v.Kind == "url-verify" {
		echo, err := e.Verify(Callback{Sealed: v.Sealed, Timestamp: v.Timestamp, Nonce: v.Nonce, Echo: v.Encrypt}, true, now)
		if err != nil || echo != v.Plain {
			t.Errorf("echo %q, %v", echo, err)
		}
		return
	}
	body := []byte("<xml><Encrypt><![CDATA[" + v.Encrypt + "]]></Encrypt></xml>")
	for _, mode := range []Mode{Safe, Compatible} {
		text, err := e.Accept(Callback{Sealed: v.Sealed, Timestamp: v.Timestamp, Nonce: v.Nonce, Body: body}, mode, now)
		if err != nil || string(text) != v.Plain {
			t.Errorf("%s: %q, %v", mode, text, err)
		}
	}
	if in, err := Read([]byte(v.Plain)); err != nil || in.Kind != TextMessage || in.ID == "" {
		t.Errorf("read %+v, %v", in, err)
	}
}

func unix(t *testing.T, sec string) time.Time {
	t.Helper()
	var n int64
	if err := json.Unmarshal([]byte(sec), &n); err != nil {
		t.Fatal(err)
	}
	return time.Unix(n, 0)
}

const testKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

var at = time.Date(2026, 3, 16, 2, 0, 0, 0, time.UTC)

func sealer(t testing.TB) *Envelope {
	t.Helper()
	e, err := NewEnvelope("pamtest", testKey, "wxb11529c136998cb6")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// sealedCall is a callback as the platform would make it.
func sealedCall(t testing.TB, e *Envelope, text string, now time.Time, nonce string) Callback {
	t.Helper()
	sealed, err := e.Seal([]byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	stamp := stampOf(now)
	return Callback{Signature: e.Sign(stamp, nonce), Sealed: e.Sign(stamp, nonce, sealed), Timestamp: stamp, Nonce: nonce, Type: "aes", Body: []byte("<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[" + sealed + "]]></Encrypt></xml>")}
}

func stampOf(now time.Time) string {
	raw, _ := json.Marshal(now.Unix()) // an integer always has a text
	return string(raw)
}

func TestHostileCallbacks(t *testing.T) {
	e := sealer(t)
	other := *e
	other.ID = "wx0000000000000000"
	text := "<xml><ToUserName>a</ToUserName><FromUserName>b</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><Content>好</Content><MsgId>1</MsgId></xml>"
	good := func() Callback { return sealedCall(t, e, text, at, "n1") }
	with := func(change func(c *Callback)) Callback { c := good(); change(&c); return c }
	signed := func(sealed string) Callback {
		return with(func(c *Callback) {
			c.Sealed = e.Sign(c.Timestamp, c.Nonce, sealed)
			c.Body = []byte("<xml><Encrypt>" + sealed + "</Encrypt></xml>")
		})
	}
	badPad, _ := e.Seal([]byte(text), nil)
	cases := []struct {
		sentence string
		call     Callback
		mode     Mode
		code     string
	}{
		{"a good one passes", good(), Safe, ""},
		{"in compatible mode, too", good(), Compatible, ""},
		{"a plain one passes where the account is plain", Callback{Signature: e.Sign(stampOf(at), "n1"), Timestamp: stampOf(at), Nonce: "n1", Body: []byte(text)}, Plain, ""},
		{"a plain one is refused where the account seals, however well signed", Callback{Signature: e.Sign(stampOf(at), "n1"), Timestamp: stampOf(at), Nonce: "n1", Body: []byte(text)}, Safe, "hook.plain"},
		{"so it is in compatible mode", Callback{Signature: e.Sign(stampOf(at), "n1"), Timestamp: stampOf(at), Nonce: "n1", Body: []byte(text)}, Compatible, "hook.plain"},
		{"a sealed signature over a plain text is refused", with(func(c *Callback) { c.Body = []byte(text) }), Safe, "hook.plain"},
		{"a wrong signature", with(func(c *Callback) { c.Sealed = strings.Repeat("0", 40) }), Safe, "hook.signature"},
		{"a shorter signature", with(func(c *Callback) { c.Sealed = c.Sealed[:39] }), Safe, "hook.signature"},
		{"another nonce than was signed", with(func(c *Callback) { c.Nonce = "n2" }), Safe, "hook.signature"},
		{"no nonce", with(func(c *Callback) { c.Nonce = "" }), Safe, "hook.shape"},
		{"a timestamp that is no number", with(func(c *Callback) { c.Timestamp = "now" }), Safe, "hook.shape"},
		{"six minutes old", sealedCall(t, e, text, at.Add(-6*time.Minute), "n1"), Safe, "hook.stale"},
		{"six minutes ahead", sealedCall(t, e, text, at.Add(6*time.Minute), "n1"), Safe, "hook.stale"},
		{"sealed for another account", sealedCall(t, &other, text, at, "n1"), Safe, "hook.sealed"},
		{"sealed text cut short", signed(badPad[:44]), Safe, "hook.sealed"},
		{"sealed text of half a block", signed("AAAA"), Safe, "hook.sealed"},
		{"no base64", signed("%%%%"), Safe, "hook.sealed"},
		{"padding of zero bytes", signed(raw(t, e, make([]byte, 32))), Safe, "hook.sealed"},
		{"padding that is not the same throughout", signed(raw(t, e, append(make([]byte, 30), 1, 2))), Safe, "hook.sealed"},
		{"padding longer than 32", signed(raw(t, e, bytes.Repeat([]byte{33}, 64))), Safe, "hook.sealed"},
		{"shorter than a salt and a length", signed(raw(t, e, bytes.Repeat([]byte{16}, 32))), Safe, "hook.sealed"},
		{"a length beyond the end", signed(raw(t, e, append(append(make([]byte, 16), 0xff, 0xff, 0xff, 0xff), bytes.Repeat([]byte{12}, 12)...))), Safe, "hook.sealed"},
		{"more than a megabyte", with(func(c *Callback) { c.Body = make([]byte, BodyLimit+1) }), Safe, "hook.large"},
		{"no XML", with(func(c *Callback) { c.Body = []byte("{}") }), Safe, "hook.shape"},
		{"a document type with entities", with(func(c *Callback) {
			c.Body = []byte(`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>`)
		}), Safe, "hook.shape"},
		{"an entity that nobody declared", with(func(c *Callback) { c.Body = []byte(`<xml><Encrypt>&xxe;</Encrypt></xml>`) }), Safe, "hook.shape"},
		{"a thousand elements in one another", with(func(c *Callback) {
			c.Body = []byte("<xml>" + strings.Repeat("<a>", 1000) + strings.Repeat("</a>", 1000) + "</xml>")
		}), Safe, "hook.shape"},
		{"a thousand elements in a row", with(func(c *Callback) { c.Body = []byte("<xml>" + strings.Repeat("<a/>", 1000) + "</xml>") }), Safe, "hook.shape"},
		{"a document that does not end", with(func(c *Callback) { c.Body = []byte("<xml><Encrypt>") }), Safe, "hook.shape"},
	}
	for _, c := range cases {
		got, err := e.Accept(c.call, c.mode, at)
		if fault.CodeOf(err) != c.code || err == nil && string(got) != text {
			t.Errorf("%s: %q, %v", c.sentence, got, err)
		}
	}
}

// raw seals bytes as they are, without salt, length or padding.
func raw(t *testing.T, e *Envelope, text []byte) string {
	t.Helper()
	sealed, err := encrypt(e.Key, text)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestVerify(t *testing.T) {
	e := sealer(t)
	stamp := stampOf(at)
	echo, _ := e.Seal([]byte("1616140317555161061"), nil)
	cases := []struct {
		sentence string
		call     Callback
		sealed   bool
		want     string
		code     string
	}{
		{"WeChat's is given back", Callback{Signature: e.Sign(stamp, "n"), Timestamp: stamp, Nonce: "n", Echo: "<b>1</b>"}, false, "<b>1</b>", ""},
		{"WeCom's is opened", Callback{Sealed: e.Sign(stamp, "n", echo), Timestamp: stamp, Nonce: "n", Echo: echo}, true, "1616140317555161061", ""},
		{"a wrong signature", Callback{Signature: e.Sign(stamp, "m"), Timestamp: stamp, Nonce: "n", Echo: "1"}, false, "", "hook.signature"},
		{"WeCom's signature does not stand for another text", Callback{Sealed: e.Sign(stamp, "n", echo), Timestamp: stamp, Nonce: "n", Echo: "x" + echo}, true, "", "hook.signature"},
		{"nothing to give back", Callback{Signature: e.Sign(stamp, "n"), Timestamp: stamp, Nonce: "n"}, false, "", "hook.shape"},
		{"an old one", Callback{Signature: e.Sign("1", "n"), Timestamp: "1", Nonce: "n", Echo: "1"}, false, "", "hook.stale"},
	}
	for _, c := range cases {
		got, err := e.Verify(c.call, c.sealed, at)
		if got != c.want || fault.CodeOf(err) != c.code {
			t.Errorf("%s: %q, %v", c.sentence, got, err)
		}
	}
}

func TestNewEnvelope(t *testing.T) {
	cases := []struct{ sentence, token, key, id, code string }{
		{"plain mode needs no key", "t", "", "wx1", ""},
		{"a key of 43 letters", "t", testKey, "wx1", ""},
		{"a key of 42", "t", testKey[1:], "wx1", "platform.aes_key"},
		{"a key with other signs", "t", "!" + testKey[1:], "wx1", "platform.aes_key"},
		{"no token", "", testKey, "wx1", "platform.secret"},
		{"no app id", "t", testKey, "", "platform.secret"},
	}
	for _, c := range cases {
		if _, err := NewEnvelope(c.token, c.key, c.id); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", c.sentence, err)
		}
	}
}

func FuzzAccept(f *testing.F) {
	e := sealer(f)
	f.Add(sealedCall(f, e, "<xml></xml>", at, "n").Body)
	f.Add([]byte("<xml><Encrypt>AAAA</Encrypt></xml>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		var o outer
		if readXML(body, &o) == nil {
			e.Open(o.Encrypt) //nolint:errcheck // that it returns is what counts
		}
		Read(body) //nolint:errcheck // the same
	})
}
