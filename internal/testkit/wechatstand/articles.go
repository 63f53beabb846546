package wechatstand

import (
	"bytes"
	"encoding/json"
	"image/png"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Article is one article as draft/add documents it.
type Article struct {
	Type    string `json:"article_type"`
	Title   string `json:"title"`
	Author  string `json:"author"`
	Digest  string `json:"digest"`
	Content string `json:"content"`
	Source  string `json:"content_source_url"`
	Thumb   string `json:"thumb_media_id"`
	Open    int    `json:"need_open_comment"`
	Fans    int    `json:"only_fans_can_comment"`
}

type job struct {
	article Article
	polls   int
	done    *published
	data    int64
}

type published struct {
	id      string
	url     string
	article Article
	deleted bool
}

// Comment is one comment, with who wrote it as the platform sends it.
type Comment struct {
	ID      int64  `json:"user_comment_id"`
	OpenID  string `json:"openid"`
	Nick    string `json:"nick_name"`
	Avatar  string `json:"avatar"`
	At      int64  `json:"create_time"`
	Content string `json:"content"`
	Type    int    `json:"comment_type"`
	Reply   struct {
		Content string `json:"content"`
		At      int64  `json:"create_time"`
	} `json:"reply"`
}

// addMaterial takes a picture for good: type in the query, a form with one part
// named media.
func (p *Platform) addMaterial(r *http.Request, body []byte) (any, refusal) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" || r.URL.Query().Get("type") != "image" {
		return nil, 47003
	}
	form := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	part, err := form.NextPart()
	if err != nil || part.FormName() != "media" || part.FileName() == "" {
		return nil, 41005
	}
	raw, err := io.ReadAll(part)
	if err != nil || len(raw) > 10<<20 {
		return nil, 40009
	}
	if _, err := png.DecodeConfig(bytes.NewReader(raw)); err != nil {
		return nil, 40005
	}
	p.serial++
	id := "cover-" + strconv.Itoa(p.serial)
	p.media[id] = true
	return map[string]any{"media_id": id, "url": "http://mmbiz.example/" + id}, 0
}

func (p *Platform) addDraft(_ *http.Request, body []byte) (any, refusal) {
	var in struct {
		Articles []Article `json:"articles"`
	}
	if code := strict(body, &in); code != 0 {
		return nil, code
	}
	if len(in.Articles) != 1 {
		return nil, 47003
	}
	a := in.Articles[0]
	switch {
	case a.Title == "" || utf8.RuneCountInString(a.Title) > 64:
		return nil, 45003
	case a.Content == "" || utf8.RuneCountInString(a.Content) >= 20000 || strings.Contains(a.Content, "<script"):
		return nil, 45008
	case utf8.RuneCountInString(a.Digest) > 120:
		return nil, 45004
	case a.Type != "" && a.Type != "news":
		return nil, 47003
	case a.Open == 1 && p.NoComments:
		return nil, 88000
	case !p.media[a.Thumb]:
		return nil, 40007
	}
	p.serial++
	id := "draft-" + strconv.Itoa(p.serial)
	p.drafts[id] = a
	return map[string]any{"media_id": id}, 0
}

func (p *Platform) submit(_ *http.Request, body []byte) (any, refusal) {
	var in struct {
		Media string `json:"media_id"`
	}
	if code := strict(body, &in); code != 0 {
		return nil, code
	}
	a, known := p.drafts[in.Media]
	if !known {
		return nil, 40007
	}
	p.serial++
	delete(p.drafts, in.Media)
	j := &job{article: a, polls: p.Polls, data: 2247480000 + int64(p.serial)}
	id := strconv.Itoa(100000000 + p.serial)
	p.jobs[id] = j
	if j.polls == 0 {
		p.finish(j)
	}
	return map[string]any{"errcode": 0, "errmsg": "ok", "publish_id": json.Number(id), "msg_data_id": j.data}, 0
}

func (p *Platform) finish(j *job) {
	if p.Ending != 0 || j.done != nil {
		return
	}
	p.serial++
	id := "article-" + strconv.Itoa(p.serial)
	j.done = &published{id: id, url: "https://mp.weixin.example/s/" + id, article: j.article}
	p.articles = append([]*published{j.done}, p.articles...)
}

func (p *Platform) status(_ *http.Request, body []byte) (any, refusal) {
	var in struct {
		ID string `json:"publish_id"`
	}
	if code := strict(body, &in); code != 0 {
		return nil, code
	}
	j, known := p.jobs[in.ID]
	if !known {
		return nil, 53503
	}
	if j.polls > 0 {
		j.polls--
		return map[string]any{"publish_id": in.ID, "publish_status": 1, "fail_idx": []int{}}, 0
	}
	if p.Ending != 0 {
		return map[string]any{"publish_id": in.ID, "publish_status": p.Ending, "fail_idx": []int{1}}, 0
	}
	p.finish(j)
	return map[string]any{"publish_id": in.ID, "publish_status": 0, "article_id": j.done.id, "article_detail": map[string]any{"count": 1, "item": []any{map[string]any{"idx": 1, "article_url": j.done.url}}}, "fail_idx": []int{}}, 0
}

func (p *Platform) batch(_ *http.Request, body []byte) (any, refusal) {
	var in struct {
		Offset int `json:"offset"`
		Count  int `json:"count"`
		No     int `json:"no_content"`
	}
	if code := strict(body, &in); code != 0 {
		return nil, code
	}
	if in.Count < 1 || in.Count > 20 || in.Offset < 0 {
		return nil, 47003
	}
	var items []any
	for i := in.Offset; i < min(in.Offset+in.Count, len(p.articles)); i++ {
		a := p.articles[i]
		news := map[string]any{"title": a.article.Title, "author": a.article.Author, "digest": a.article.Digest, "content_source_url": a.article.Source, "thumb_media_id": a.article.Thumb, "url": a.url, "is_deleted": a.deleted}
		items = append(items, map[string]any{"article_id": a.id, "content": map[string]any{"news_item": []any{news}}, "update_time": p.Now().Unix()})
	}
	return map[string]any{"total_count": len(p.articles), "item_count": len(items), "item": items}, 0
}

func (p *Platform) remove(_ *http.Request, body []byte) (any, refusal) {
	var in struct {
		ID    string `json:"article_id"`
		Index int    `json:"index"`
	}
	if code := strict(body, &in); code != 0 {
		return nil, code
	}
	for _, a := range p.articles {
		if a.id == in.ID && !a.deleted {
			a.deleted = true
			return ok, 0
		}
	}
	return nil, 53600
}

// Published lists the titles that stand on the account, the newest first.
func (p *Platform) Published() []Article {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []Article
	for _, a := range p.articles {
		if !a.deleted {
			out = append(out, a.article)
		}
	}
	return out
}

// AddComment puts a comment below the article with a msg_data_id.
func (p *Platform) AddComment(data string, c Comment) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.comments[data] = append(p.comments[data], &c)
}

// CommentsOf returns the comments below an article as they stand.
func (p *Platform) CommentsOf(data string) []Comment {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []Comment
	for _, c := range p.comments[data] {
		out = append(out, *c)
	}
	return out
}

type commentCall struct {
	Data    json.Number `json:"msg_data_id"`
	Index   int         `json:"index"`
	Begin   int         `json:"begin"`
	Count   int         `json:"count"`
	Type    int         `json:"type"`
	ID      int64       `json:"user_comment_id"`
	Content string      `json:"content"`
}

func (p *Platform) listComments(_ *http.Request, body []byte) (any, refusal) {
	var in commentCall
	if code := strict(body, &in); code != 0 {
		return nil, code
	}
	all, known := p.comments[in.Data.String()]
	switch {
	case !known:
		return nil, 88001
	case in.Count >= 50 || in.Count < 1:
		return nil, 88010
	}
	end := min(in.Begin+in.Count, len(all))
	return map[string]any{"errcode": 0, "errmsg": "ok", "total": len(all), "comment": all[min(in.Begin, end):end]}, 0
}

func (p *Platform) comment(body []byte) (*Comment, commentCall, refusal) {
	var in commentCall
	if code := strict(body, &in); code != 0 {
		return nil, in, code
	}
	for _, c := range p.comments[in.Data.String()] {
		if c.ID == in.ID {
			return c, in, 0
		}
	}
	return nil, in, 88005
}

func (p *Platform) elect(body []byte, shown bool) (any, refusal) {
	c, _, code := p.comment(body)
	if code != 0 {
		return nil, code
	}
	c.Type = 0
	if shown {
		c.Type = 1
	}
	return ok, 0
}

func (p *Platform) replyComment(_ *http.Request, body []byte) (any, refusal) {
	c, in, code := p.comment(body)
	switch {
	case code != 0:
		return nil, code
	case c.Reply.Content != "":
		return nil, 88007
	}
	c.Reply.Content, c.Reply.At = in.Content, p.Now().Unix()
	return ok, 0
}

func (p *Platform) unreplyComment(_ *http.Request, body []byte) (any, refusal) {
	c, _, code := p.comment(body)
	if code != 0 {
		return nil, code
	}
	c.Reply.Content, c.Reply.At = "", 0
	return ok, 0
}

// Reply answers a comment as somebody does at the platform's own desk.
func (p *Platform) Reply(data string, id int64, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.comments[data] {
		if c.ID == id {
			c.Reply.Content, c.Reply.At = text, p.Now().Unix()
		}
	}
}
