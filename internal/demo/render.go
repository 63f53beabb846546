package demo

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"time"

	"golang.org/x/text/encoding"
)

var contentTypes = map[string]string{"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}

// render writes a feed in the source's format and charset. A character that the
// charset lacks becomes a numeric reference.
func render(src Source, entries []entry) ([]byte, error) {
	if src.Format == "json" {
		return json.MarshalIndent(jsonFeed(src, entries), "", " ")
	}
	var tree any = rssFeed(src, entries)
	if src.Format == "atom" {
		tree = atomFeed(src, entries)
	}
	body, err := xml.MarshalIndent(tree, "", " ")
	if err != nil {
		return nil, err
	}
	prolog := fmt.Sprintf("<?xml version=\"1.0\" encoding=%q?>\n", src.Charset)
	text := append([]byte(prolog), append(body, '\n')...)
	if src.Charset == "utf-8" {
		return text, nil
	}
	return encoding.HTMLEscapeUnsupported(encodings[src.Charset].NewEncoder()).Bytes(bytes.ToValidUTF8(text, nil))
}

type rss struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	Slash   string     `xml:"xmlns:slash,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	Description string    `xml:"description"`
	Items       []rssItem `xml:"item"`
}

type rssItem struct {
	Title       string `xml:"title"`
	Link        string `xml:"link"`
	GUID        string `xml:"guid"`
	PubDate     string `xml:"pubDate"`
	Author      string `xml:"author"`
	Creator     string `xml:"dc:creator"`
	Comments    int    `xml:"slash:comments"`
	Description string `xml:"description"`
}

func rssFeed(src Source, entries []entry) rss {
	ch := rssChannel{Title: src.Name, Link: src.Site, Description: src.Name}
	for _, e := range entries {
		ch.Items = append(ch.Items, rssItem{
			Title: e.Title, Link: e.Address, GUID: e.Address, PubDate: e.Time.In(shanghai).Format(time.RFC1123Z),
			Author: e.Author, Creator: e.Author, Comments: e.Comments, Description: e.Text,
		})
	}
	return rss{Version: "2.0", DC: "http://purl.org/dc/elements/1.1/", Slash: "http://purl.org/rss/1.0/modules/slash/", Channel: ch}
}

type atom struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Thread  string      `xml:"xmlns:thr,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated,omitempty"`
	Link    atomLink    `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID        string      `xml:"id"`
	Title     string      `xml:"title"`
	Link      atomLink    `xml:"link"`
	Published string      `xml:"published"`
	Updated   string      `xml:"updated"`
	Author    atomAuthor  `xml:"author"`
	Total     int         `xml:"thr:total"`
	Content   atomContent `xml:"content"`
}

type atomAuthor struct {
	Name string `xml:"name"`
	URI  string `xml:"uri"`
}

type atomContent struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

func atomFeed(src Source, entries []entry) atom {
	f := atom{Thread: "http://purl.org/syndication/thread/1.0", ID: src.Site, Title: src.Name, Link: atomLink{src.Site}}
	for _, e := range entries {
		at := e.Time.In(shanghai).Format(time.RFC3339)
		if f.Updated == "" {
			f.Updated = at
		}
		f.Entries = append(f.Entries, atomEntry{
			ID: e.Address, Title: e.Title, Link: atomLink{e.Address}, Published: at, Updated: at,
			Author: atomAuthor{e.Author, src.Site + "/u/" + e.Author}, Total: e.Comments, Content: atomContent{"text", e.Text},
		})
	}
	return f
}

type jsonItem struct {
	ID         string         `json:"id"`
	URL        string         `json:"url"`
	Title      string         `json:"title"`
	Text       string         `json:"content_text"`
	Published  string         `json:"date_published"`
	Authors    []jsonAuthor   `json:"authors"`
	Engagement map[string]int `json:"_engagement"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonPage struct {
	Version string     `json:"version"`
	Title   string     `json:"title"`
	Home    string     `json:"home_page_url"`
	Items   []jsonItem `json:"items"`
}

func jsonFeed(src Source, entries []entry) jsonPage {
	f := jsonPage{Version: "https://jsonfeed.org/version/1.1", Title: src.Name, Home: src.Site, Items: []jsonItem{}}
	for _, e := range entries {
		f.Items = append(f.Items, jsonItem{
			ID: e.Address, URL: e.Address, Title: e.Title, Text: e.Text, Published: e.Time.In(shanghai).Format(time.RFC3339),
			Authors: []jsonAuthor{{e.Author}}, Engagement: map[string]int{"views": e.Views, "comments": e.Comments, "shares": e.Shares},
		})
	}
	return f
}
