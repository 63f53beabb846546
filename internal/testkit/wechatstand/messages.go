package wechatstand

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

var ok = map[string]any{"errcode": 0, "errmsg": "ok"}

// custom takes a customer message: to who wrote within 48 hours, five times at
// most until that person writes again.
func (p *Platform) custom(_ *http.Request, body []byte) (any, refusal) {
	var in struct {
		To   string `json:"touser"`
		Type string `json:"msgtype"`
		Text struct {
			Content string `json:"content"`
		} `json:"text"`
	}
	if code := strict(body, &in); code != 0 {
		return nil, code
	}
	last, known := p.spoke[in.To]
	switch {
	case in.Type != "text":
		return nil, 40008
	case in.Text.Content == "":
		return nil, 44004
	case len(in.Text.Content) > 2048:
		return nil, 45002
	case !known:
		return nil, 40003
	case p.Now().Sub(last) > 48*time.Hour:
		return nil, 45015
	case p.answered[in.To] >= 5:
		return nil, 45047
	}
	p.answered[in.To]++
	p.Delivered = append(p.Delivered, Delivery{in.To, in.Text.Content})
	return ok, 0
}

// sendApp takes a message of a WeCom app.
func (p *Platform) sendApp(_ *http.Request, body []byte) (any, refusal) {
	var in struct {
		To       string `json:"touser"`
		Type     string `json:"msgtype"`
		Agent    int64  `json:"agentid"`
		Check    int    `json:"enable_duplicate_check"`
		Interval int    `json:"duplicate_check_interval"`
		Text     *struct {
			Content string `json:"content"`
		} `json:"text"`
		Card *struct {
			Title string `json:"title"`
			About string `json:"description"`
			URL   string `json:"url"`
			Btn   string `json:"btntxt"`
		} `json:"textcard"`
	}
	if code := strict(body, &in); code != 0 {
		return nil, code
	}
	text := ""
	switch {
	case in.Agent != p.Agent:
		return nil, 40056
	case in.To == "":
		return nil, 82001
	case in.Type == "text" && in.Text != nil && in.Text.Content != "" && len(in.Text.Content) <= 2048:
		text = in.Text.Content
	case in.Type == "textcard" && in.Card != nil && in.Card.Title != "" && len(in.Card.Title) <= 128 && in.Card.About != "" && len(in.Card.About) <= 512 && strings.HasPrefix(in.Card.URL, "http") && len([]rune(in.Card.Btn)) <= 4:
		text = in.Card.Title + "\n" + in.Card.URL
	default:
		return nil, 47003
	}
	if _, known := p.spoke[in.To]; !known && in.To != "@all" {
		return nil, 81013
	}
	p.serial++
	id := "msg-" + strconv.Itoa(p.serial)
	p.sentMessages[id] = p.Now()
	if last, seen := p.duplicates[string(body)]; in.Check == 0 || !seen || p.Now().Sub(last) > time.Duration(in.Interval)*time.Second {
		p.duplicates[string(body)] = p.Now()
		p.Delivered = append(p.Delivered, Delivery{in.To, text})
	}
	return map[string]any{"errcode": 0, "errmsg": "ok", "invaliduser": "", "msgid": id}, 0
}

// recall takes a message back within 24 hours.
func (p *Platform) recall(_ *http.Request, body []byte) (any, refusal) {
	var in struct {
		ID string `json:"msgid"`
	}
	if code := strict(body, &in); code != 0 {
		return nil, code
	}
	at, known := p.sentMessages[in.ID]
	if !known {
		return nil, 40058
	}
	if p.Now().Sub(at) > 24*time.Hour {
		return nil, 301037
	}
	p.recalled[in.ID] = true
	return ok, 0
}

// Recalled is how many messages were taken back.
func (p *Platform) Recalled() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.recalled)
}

// PutMedia puts a file where a message's media_id leads.
func (p *Platform) PutMedia(id string, body []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.files == nil {
		p.files = map[string][]byte{}
	}
	p.files[id] = body
}

func (p *Platform) getMedia(r *http.Request, _ []byte) (any, refusal) {
	file, known := p.files[r.URL.Query().Get("media_id")]
	if !known {
		return nil, 40007
	}
	return file, 0
}
