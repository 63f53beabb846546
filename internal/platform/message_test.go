package platform

import (
	"encoding/xml"
	"reflect"
	"strings"
	"testing"
	"time"
)

// message is a callback's text of one kind, with what all kinds have.
func message(kind, rest string) string {
	return "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[oUser1]]></FromUserName><CreateTime>1773626400</CreateTime><MsgType><![CDATA[" + kind + "]]></MsgType>" + rest + "</xml>"
}

func TestRead(t *testing.T) {
	id := "<MsgId>1234567890123456</MsgId>"
	cases := []struct {
		sentence, text, letter string
		is                     bool
		unique                 string
		check                  func(in Incoming) bool
	}{
		{"a text", message("text", "<Content><![CDATA[窗口 <几点> 开门？]]></Content>"+id), "窗口 <几点> 开门？", true, "1234567890123456", nil},
		{"an empty text says nothing", message("text", "<Content></Content>"+id), "", false, "1234567890123456", nil},
		{"a picture", message("image", "<PicUrl><![CDATA[http://mmbiz.example/1]]></PicUrl><MediaId><![CDATA[m1]]></MediaId>"+id), "〔图片〕", true, "1234567890123456", func(in Incoming) bool { return in.Media == "m1" && in.Picture != "" }},
		{"a voice that the platform heard", message("voice", "<MediaId>m1</MediaId><Format>amr</Format><Recognition><![CDATA[请问怎么办]]></Recognition>"+id), "〔语音〕请问怎么办", true, "1234567890123456", nil},
		{"a video", message("video", "<MediaId>m1</MediaId><ThumbMediaId>t</ThumbMediaId>"+id), "〔视频〕", true, "1234567890123456", nil},
		{"a short video", message("shortvideo", "<MediaId>m1</MediaId>"+id), "〔视频〕", true, "1234567890123456", nil},
		{"a place that somebody sends", message("location", "<Location_X>23.1</Location_X><Location_Y>113.3</Location_Y><Scale>20</Scale><Label><![CDATA[中山路 1 号]]></Label>"+id), "〔位置〕中山路 1 号", true, "1234567890123456", nil},
		{"a link", message("link", "<Title>标题</Title><Description>说明</Description><Url>https://a.example/1</Url>"+id), "〔链接〕标题\n说明\nhttps://a.example/1", true, "1234567890123456", nil},
		{"a file", message("file", "<Title>表.pdf</Title>"+id), "〔文件〕表.pdf", true, "1234567890123456", nil},
		{"a kind of tomorrow is no letter and no fault", message("hologram", id), "", false, "1234567890123456", nil},
		{"somebody follows", message("event", "<Event>subscribe</Event><EventKey></EventKey>"), "", false, "oUser1/1773626400/subscribe", func(in Incoming) bool { return in.Event == "subscribe" }},
		{"by a code", message("event", "<Event>subscribe</Event><EventKey>qrscene_7</EventKey><Ticket>T</Ticket>"), "", false, "oUser1/1773626400/subscribe", func(in Incoming) bool { return in.Key == "qrscene_7" }},
		{"somebody follows no more", message("event", "<Event>unsubscribe</Event>"), "", false, "oUser1/1773626400/unsubscribe", nil},
		{"a code is read", message("event", "<Event>SCAN</Event><EventKey>7</EventKey>"), "", false, "oUser1/1773626400/scan", nil},
		{"a phone tells where it is", message("event", "<Event>LOCATION</Event><Latitude>23.1</Latitude><Longitude>113.3</Longitude><Precision>119</Precision>"), "", false, "oUser1/1773626400/location", nil},
		{"a menu is pressed", message("event", "<Event>CLICK</Event><EventKey>ask</EventKey>"), "", false, "oUser1/1773626400/click", func(in Incoming) bool { return in.Key == "ask" }},
		{"a link of the menu", message("event", "<Event>VIEW</Event><EventKey>https://a.example</EventKey>"), "", false, "oUser1/1773626400/view", nil},
		{"a template message was sent", message("event", "<Event>TEMPLATESENDJOBFINISH</Event><MsgID>200163836</MsgID><Status>failed:user block</Status>"), "", false, "oUser1/1773626400/templatesendjobfinish", func(in Incoming) bool { return in.Status == "failed:user block" }},
		{"a mass message was sent", message("event", "<Event>MASSSENDJOBFINISH</Event><MsgID>1</MsgID><Status>send success</Status>"), "", false, "oUser1/1773626400/masssendjobfinish", nil},
		{
			"an article was published", message("event", "<Event>PUBLISHJOBFINISH</Event><PublishEventInfo><publish_id>2247503051</publish_id><publish_status>0</publish_status><article_id>A1</article_id><article_detail><count>1</count><item><idx>1</idx><article_url><![CDATA[https://mp.example/s/1]]></article_url></item></article_detail></PublishEventInfo>"), "", false, "oUser1/1773626400/publishjobfinish",
			func(in Incoming) bool {
				return in.Publish == Published{ID: "2247503051", Article: "A1", URL: "https://mp.example/s/1"}
			},
		},
	}
	for _, c := range cases {
		in, err := Read([]byte(c.text))
		letter, is := in.Letter()
		if err != nil || letter != c.letter || is != c.is || in.Unique() != c.unique || c.check != nil && !c.check(in) {
			t.Errorf("%s: %+v %q %v, %v", c.sentence, in, letter, is, err)
		}
	}
	for sentence, text := range map[string]string{
		"nobody wrote it":         "<xml><ToUserName>a</ToUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><MsgId>1</MsgId></xml>",
		"no time":                 strings.Replace(message("text", id), "1773626400", "0", 1),
		"a time that is no time":  strings.Replace(message("text", id), "1773626400", "today", 1),
		"a message without an id": message("text", "<Content>x</Content>"),
		"an event without a name": message("event", ""),
		"another document":        "<html><body/></html>",
		"text that is not UTF-8":  message("text", "<Content>\xff\xfe</Content>"+id),
		"an id that is too long":  strings.Replace(message("text", id), "oUser1", strings.Repeat("o", 129), 1),
	} {
		if in, err := Read([]byte(text)); err == nil {
			t.Errorf("%s was read: %+v", sentence, in)
		}
	}
}

// What a passive reply says comes back as it was said, and nothing in it can
// end the section.
func TestTextReply(t *testing.T) {
	in := Incoming{From: "oUser1", To: "gh_1"}
	for _, text := range []string{"已收到，编号 M-2026-0001", "]]><x>", "a\x00b", "<![CDATA[", strings.Repeat("应", 1000)} {
		var got struct {
			XMLName                                    xml.Name `xml:"xml"`
			ToUserName, FromUserName, MsgType, Content string
			CreateTime                                 int64
		}
		if err := xml.Unmarshal(TextReply(in, text, at), &got); err != nil {
			t.Fatal(err)
		}
		if got.ToUserName != "oUser1" || got.FromUserName != "gh_1" || got.MsgType != "text" || got.CreateTime != at.Unix() || got.Content != clip(strings.ReplaceAll(text, "\x00", ""), passiveLimit) {
			t.Errorf("%q came back as %+v", text, got)
		}
	}
	e := sealer(t)
	sealed, err := e.SealReply(TextReply(in, "好", at), "n9", at)
	if err != nil {
		t.Fatal(err)
	}
	var o struct{ Encrypt, MsgSignature, TimeStamp, Nonce string }
	if err := xml.Unmarshal(sealed, &o); err != nil || e.Sign(o.TimeStamp, o.Nonce, o.Encrypt) != o.MsgSignature || o.Nonce != "n9" {
		t.Fatalf("%+v, %v", o, err)
	}
	if text, err := e.Open(o.Encrypt); err != nil || !strings.Contains(string(text), "好") {
		t.Errorf("%s, %v", text, err)
	}
}

// Nobody who writes or comments has a name or a face here.
func TestNobodyIsKnown(t *testing.T) {
	for _, of := range []reflect.Type{reflect.TypeFor[Incoming](), reflect.TypeFor[wire](), reflect.TypeFor[Comment](), reflect.TypeFor[commentWire]()} {
		noAuthor(t, of, of.Name())
	}
}

func noAuthor(t *testing.T, of reflect.Type, path string) {
	for of.Kind() == reflect.Slice || of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct || of == reflect.TypeFor[time.Time]() || of == reflect.TypeFor[xml.Name]() {
		return
	}
	for i := range of.NumField() {
		f := of.Field(i)
		name := strings.ToLower(f.Name + " " + string(f.Tag))
		for _, bad := range []string{"nick", "avatar", "headimg", "unionid", "openid", "sex", "city", "author"} {
			if strings.Contains(name, bad) && f.Name != "XMLName" {
				t.Errorf("%s.%s could hold who wrote", path, f.Name)
			}
		}
		noAuthor(t, f.Type, path+"."+f.Name)
	}
}
