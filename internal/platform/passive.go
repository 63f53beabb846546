package platform

import (
	"strconv"
	"strings"
	"time"
)

// Done is the answer by which a platform knows that a callback arrived and that
// nothing is to be said.
const Done = "success"

// passiveLimit bounds a text in bytes, as the platforms do (2,048).
const passiveLimit = 2000

// TextReply writes a passive text reply (被动回复) to an incoming message.
func TextReply(in Incoming, text string, now time.Time) []byte {
	var b strings.Builder
	b.WriteString("<xml><ToUserName>" + cdata(in.From) + "</ToUserName><FromUserName>" + cdata(in.To) + "</FromUserName><CreateTime>")
	b.WriteString(strconv.FormatInt(now.Unix(), 10))
	b.WriteString("</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>" + cdata(clip(text, passiveLimit)) + "</Content></xml>")
	return []byte(b.String())
}

// SealReply seals a passive reply and signs it anew.
func (e *Envelope) SealReply(reply []byte, nonce string, now time.Time) ([]byte, error) {
	sealed, err := e.Seal(reply, nil)
	if err != nil {
		return nil, err
	}
	at := strconv.FormatInt(now.Unix(), 10)
	return []byte("<xml><Encrypt>" + cdata(sealed) + "</Encrypt><MsgSignature>" + cdata(e.Sign(at, nonce, sealed)) + "</MsgSignature><TimeStamp>" + at + "</TimeStamp><Nonce>" + cdata(nonce) + "</Nonce></xml>"), nil
}

// cdata wraps a text so that nothing in it ends the section or the document.
func cdata(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
	return "<![CDATA[" + strings.ReplaceAll(s, "]]>", "]]]]><![CDATA[>") + "]]>"
}

// clip cuts a text to at most n bytes between two letters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
