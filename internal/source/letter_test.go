package source

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

func in(t testing.TB, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

const head = "From: =?utf-8?B?5byg5LiJ?= <Zhang@Mail.example>\r\nMessage-ID: <a1@mail.example>\r\n"

func TestReadLetter(t *testing.T) {
	gb, big5 := simplifiedchinese.GB18030, traditionalchinese.Big5
	text := "请问年度汇算什么时候办？"
	for says, c := range map[string]struct {
		raw, subject, text string
		files              []string
		machine            Machine
	}{
		"plain UTF-8":                       {head + "Subject: =?UTF-8?B?" + b64("咨询汇算") + "?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text, "咨询汇算", text, nil, ""},
		"gb2312 in both, base64":            {head + "Subject: =?gb2312?B?" + b64(in(t, gb, "咨询汇算")) + "?=\r\nContent-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64(in(t, gb, text)), "咨询汇算", text, nil, ""},
		"gb18030 with a rare character":     {head + "Subject: x\r\nContent-Type: text/plain; charset=\"gb18030\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64(in(t, gb, "我叫㑇，"+text)), "x", "我叫㑇，" + text, nil, ""},
		"Big5":                              {head + "Subject: =?big5?B?" + b64(in(t, big5, "諮詢匯算")) + "?=\r\nContent-Type: text/plain; charset=big5\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64(in(t, big5, "請問年度匯算")), "諮詢匯算", "請問年度匯算", nil, ""},
		"bare GBK that nobody declared":     {head + "Subject: " + in(t, gb, "咨询个人所得税汇算的时间") + "\r\n\r\n" + in(t, gb, "您好，请问个人所得税年度汇算什么时候办理，需要带什么材料？谢谢。"), "咨询个人所得税汇算的时间", "您好，请问个人所得税年度汇算什么时候办理，需要带什么材料？谢谢。", nil, ""},
		"an encoding that does not exist":   {head + "Subject: x\r\nContent-Type: text/plain; charset=x-none\r\n\r\n" + text, "x", text, nil, ""},
		"HTML alone":                        {head + "Subject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<style>p{}</style><p>" + text + "</p><script>alert(1)</script>", "x", text, nil, ""},
		"text and its HTML twin":            {head + "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>别的</p>\r\n--b--\r\n", "x", text, nil, ""},
		"files, one with a name in GBK":     {head + "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n--b\r\nContent-Type: image/png; name=\"=?gb2312?B?" + b64(in(t, gb, "截图.png")) + "?=\"\r\nContent-Disposition: attachment; filename=\"=?gb2312?B?" + b64(in(t, gb, "截图.png")) + "?=\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64("png") + "\r\n--b--\r\n", "x", text, []string{"截图.png"}, ""},
		"a program is not taken, and said":  {head + "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"../../a.EXE\"\r\n\r\nMZ\r\n--b--\r\n", "x", "hello\n\n（附件「.._.._a.EXE」是可运行的程序，没有收下）", nil, ""},
		"what a reply quotes is not said":   {head + "In-Reply-To: <x@y>\r\nSubject: Re: x\r\n\r\nThanks, one more thing.\r\n\r\n------------------ Original Message ------------------\r\nFrom: office\r\ncode ABC\r\n> old", "Re: x", "Thanks, one more thing.", nil, ""},
		"a reply that is nothing but quote": {head + "In-Reply-To: <x@y>\r\nSubject: Re: x\r\n\r\n> yes", "Re: x", "> yes", nil, ""},
		"cut off in the middle":             {head + "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text, "x", text, nil, ""},
		"vacation":                          {head + "Auto-Submitted: auto-replied\r\nSubject: x\r\n\r\naway", "x", "away", nil, AutoReply},
		"a person may say so, too":          {head + "Auto-Submitted: no\r\nSubject: x\r\n\r\nhere", "x", "here", nil, ""},
		"vacation by its subject":           {head + "Subject: =?utf-8?B?" + b64("自动回复：我在休假") + "?=\r\n\r\naway", "自动回复：我在休假", "away", nil, AutoReply},
		"a mailing list":                    {head + "List-Id: <l.example>\r\nSubject: x\r\n\r\nnews", "x", "news", nil, MailList},
		"bulk":                              {head + "Precedence: bulk\r\nSubject: x\r\n\r\nnews", "x", "news", nil, MailList},
		"an empty return path":              {"Return-Path: <>\r\n" + head + "Subject: x\r\n\r\nx", "x", "x", nil, AutoReply},
		"a bounce":                          {"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nMessage-ID: <b@mx>\r\nSubject: failed\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nno such user\r\n--b\r\nContent-Type: message/rfc822-headers\r\n\r\nMessage-ID: <yingda.ours@agency.example>\r\n--b--\r\n", "failed", "", nil, Bounce},
	} {
		l, err := ReadLetter([]byte(c.raw))
		if err != nil {
			t.Errorf("%s: %v", says, err)
			continue
		}
		var files []string
		for _, f := range l.Files {
			files = append(files, f.Name)
		}
		if l.Subject != c.subject || l.Text != c.text || strings.Join(files, " ") != strings.Join(c.files, " ") || l.Machine != c.machine {
			t.Errorf("%s: %q %q %v %q", says, l.Subject, l.Text, files, l.Machine)
		}
		if c.machine == "" && (l.From != "zhang@mail.example" || l.ID != "a1@mail.example") {
			t.Errorf("%s: from %q id %q", says, l.From, l.ID)
		}
		if c.machine == Bounce && !strings.Contains(l.Raw, "yingda.ours@agency.example") {
			t.Errorf("%s does not say what came back: %s", says, l.Raw)
		}
	}
	long, err := ReadLetter([]byte(head + "Subject: x\r\n\r\n" + strings.Repeat("字", 30_000)))
	if err != nil || len([]rune(long.Text)) > 18_100 || len(long.Files) != 1 || !bytes.Contains(long.Files[0].Body, []byte(strings.Repeat("字", 30_000))) {
		t.Errorf("a long letter: %v, %d files", err, len(long.Files))
	}
	for _, raw := range []string{"", "\x00\x01", "no letter at all"} {
		if _, err := ReadLetter([]byte(raw)); err == nil {
			t.Errorf("%q was read", raw)
		}
	}
}

// FuzzReadLetter holds that no letter breaks the reader.
func FuzzReadLetter(f *testing.F) {
	f.Add([]byte(head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if l, err := ReadLetter(raw); err == nil && len([]rune(l.Text)) > 30_000 {
			t.Error("longer than a case takes")
		}
	})
}
