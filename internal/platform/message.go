package platform

import (
	"encoding/xml"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Kinds of a callback's text.
const (
	TextMessage     = "text"
	ImageMessage    = "image"
	VoiceMessage    = "voice"
	VideoMessage    = "video"
	ShortVideo      = "shortvideo"
	LocationMessage = "location"
	LinkMessage     = "link"
	FileMessage     = "file" // WeCom
	EventMessage    = "event"
)

// Incoming (来信) is one message or event that a platform hands to us. From is
// the opaque id of whoever wrote; there is no field for a name or a picture.
type Incoming struct {
	To      string
	From    string
	At      time.Time
	Kind    string // text, image … or event
	ID      string // the platform's id of a message, "" of an event
	Agent   string // the app of a WeCom corporation
	Content string
	Media   string // the platform's id of a picture, voice, video or file
	Picture string // where a picture lies
	Voice   string // what the platform heard in a voice message, "" where it does not listen
	Title   string // of a link or a file
	About   string // of a link
	Link    string
	Place   string // what the sender's map calls the place
	Event   string // lower case: subscribe, click, view, scan, location …
	Key     string // of a menu or a code
	Status  string // how a job of the platform ended
	Publish Published
}

// Published is what a platform says of a publication that it finished. Status
// is that of freepublish/get.
type Published struct {
	ID      string
	Status  int64
	Article string
	URL     string
}

// wire is a callback's text as the platforms write it.
type wire struct {
	XMLName      xml.Name `xml:"xml"`
	ToUserName   string
	FromUserName string
	CreateTime   int64
	MsgType      string
	MsgId        string
	MsgID        string
	AgentID      string
	Content      string
	PicUrl       string
	MediaId      string
	Recognition  string
	Title        string
	Description  string
	Url          string
	FileName     string
	Label        string
	Event        string
	EventKey     string
	Status       string
	Publish      struct {
		ID      string `xml:"publish_id"`
		Status  int64  `xml:"publish_status"`
		Article string `xml:"article_id"`
		Detail  struct {
			Items []struct {
				URL string `xml:"article_url"`
			} `xml:"item"`
		} `xml:"article_detail"`
	} `xml:"PublishEventInfo"`
}

// Read reads the text of a callback. A kind that we do not know is no fault: a
// platform adds kinds without asking. Faults: hook.shape.
func Read(text []byte) (Incoming, error) {
	var w wire
	if err := readXML(text, &w); err != nil {
		return Incoming{}, err
	}
	if w.XMLName.Local != "xml" || w.FromUserName == "" || w.ToUserName == "" || w.MsgType == "" || w.CreateTime <= 0 || len(w.FromUserName) > 128 || !utf8.Valid(text) {
		return Incoming{}, errShape
	}
	in := Incoming{
		To: w.ToUserName, From: w.FromUserName, At: time.Unix(w.CreateTime, 0).UTC(), Kind: strings.ToLower(w.MsgType), ID: w.MsgId + w.MsgID, Agent: w.AgentID,
		Content: w.Content, Media: w.MediaId, Picture: w.PicUrl, Voice: w.Recognition, Title: w.Title + w.FileName, About: w.Description, Link: w.Url, Place: w.Label,
		Event: strings.ToLower(w.Event), Key: w.EventKey, Status: w.Status,
		Publish: Published{ID: w.Publish.ID, Status: w.Publish.Status, Article: w.Publish.Article},
	}
	if len(w.Publish.Detail.Items) > 0 {
		in.Publish.URL = w.Publish.Detail.Items[0].URL
	}
	if in.Kind == EventMessage {
		in.ID = "" // the id of an event is that of the job it tells of
		if in.Event == "" {
			return Incoming{}, errShape
		}
	} else if in.ID == "" {
		return Incoming{}, errShape
	}
	return in, nil
}

// Unique names an incoming message for ever: the platform's id, or of an event
// who and when, which is what the platforms advise.
func (in Incoming) Unique() string {
	if in.ID != "" {
		return in.ID
	}
	return in.From + "/" + strconv.FormatInt(in.At.Unix(), 10) + "/" + in.Event
}

// Letter says whether somebody wrote to us, and what, in words that stand
// alone. Where somebody is, whom somebody follows and what somebody looks at is
// no letter and is not kept.
func (in Incoming) Letter() (string, bool) {
	switch in.Kind {
	case TextMessage:
		return in.Content, strings.TrimSpace(in.Content) != ""
	case ImageMessage:
		return "〔图片〕", true
	case VoiceMessage:
		return strings.TrimSpace("〔语音〕" + in.Voice), true
	case VideoMessage, ShortVideo:
		return "〔视频〕", true
	case FileMessage:
		return strings.TrimSpace("〔文件〕" + in.Title), true
	case LinkMessage:
		return strings.TrimSpace("〔链接〕" + in.Title + "\n" + in.About + "\n" + in.Link), true
	case LocationMessage:
		return strings.TrimSpace("〔位置〕" + in.Place), true
	}
	return "", false
}
