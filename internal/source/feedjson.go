package source

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
)

// loose is a JSON value that ought to be a string and sometimes is a number.
type loose string

// UnmarshalJSON accepts strings and numbers; anything else becomes empty.
func (l *loose) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*l = loose(s)
		return nil
	}
	if len(b) > 0 && (b[0] == '-' || b[0] >= '0' && b[0] <= '9') {
		*l = loose(b)
	}
	return nil
}

type jsonItem struct {
	ID          loose `json:"id"`
	URL         loose `json:"url"`
	ExternalURL loose `json:"external_url"`
	Title       loose `json:"title"`
	HTML        loose `json:"content_html"`
	Text        loose `json:"content_text"`
	Summary     loose `json:"summary"`
	Published   loose `json:"date_published"`
	Modified    loose `json:"date_modified"`
	Language    loose `json:"language"`
}

// readJSON walks the top level by tokens, so that items before a fault survive.
func readJSON(doc []byte, base *url.URL, g *gather) error {
	d := json.NewDecoder(bytes.NewReader(doc))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return errUnknown
	}
	known := false
	for d.More() {
		t, err := d.Token()
		if err != nil {
			break
		}
		key, _ := t.(string)
		var v loose
		switch key {
		case "items":
			known = true
			if !jsonItems(d, base, g) {
				return nil
			}
			continue
		case "version", "title", "language", "home_page_url", "next_url":
			err = d.Decode(&v)
		default:
			err = d.Decode(&struct{}{})
			if _, wrongType := err.(*json.UnmarshalTypeError); wrongType {
				err = nil
			}
		}
		if err != nil {
			break
		}
		switch key {
		case "version":
			known = true
		case "title":
			g.feed.Title = line(string(v))
		case "language":
			g.feed.Language = cut(line(string(v)), 40)
		case "next_url":
			g.feed.Older = address(base, string(v))
		case "home_page_url":
			if home, err := url.Parse(string(v)); err == nil && base == nil && home.IsAbs() {
				base = home
			}
		}
	}
	if !known {
		return errUnknown
	}
	return nil
}

// jsonItems reads the list; false means that the document broke inside.
func jsonItems(d *json.Decoder, base *url.URL, g *gather) bool {
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return err == nil && t == nil
	}
	for d.More() {
		g.item++
		if g.full() {
			g.skip(g.item, 1, "条目过多，只读取前 10000 条，其余未读")
			return false
		}
		var it jsonItem
		err := d.Decode(&it)
		if _, wrongType := err.(*json.UnmarshalTypeError); wrongType {
			g.skip(g.item, 1, "条目不是对象")
			continue
		}
		if err != nil {
			g.skip(g.item, 1, "文档在此条目中间截断或损坏")
			return false
		}
		g.add(it.entry(base))
	}
	_, err := d.Token()
	return err == nil
}

func (it jsonItem) entry(base *url.URL) Entry {
	e := Entry{
		Title: line(string(it.Title)), ID: line(string(it.ID)), URL: address(base, string(it.URL)),
		Summary: tidy(string(it.Summary)), Language: cut(line(string(it.Language)), 40), Time: Time(string(it.Published)),
	}
	if e.URL == "" {
		e.URL = address(base, string(it.ExternalURL))
	}
	if e.URL == "" && strings.HasPrefix(e.ID, "http") {
		e.URL = address(nil, e.ID)
	}
	if e.Time.IsZero() {
		e.Time = Time(string(it.Modified))
	}
	if it.HTML != "" {
		e.Text = Text(string(it.HTML))
		e.Media = mediaIn(string(it.HTML), base)
	}
	if e.Text == "" {
		e.Text = tidy(string(it.Text))
	}
	return e
}
