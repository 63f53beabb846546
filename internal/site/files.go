package site

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"yingda/internal/store"
)

type statementJSON struct {
	Number     string       `json:"number"`
	Title      string       `json:"title"`
	Text       string       `json:"text"`
	Agency     string       `json:"agency"`
	ReleasedAt string       `json:"released_at"`
	UpdatedAt  string       `json:"updated_at"`
	Version    int64        `json:"version"`
	Withdrawn  bool         `json:"withdrawn"`
	URL        string       `json:"url"`
	Channels   []string     `json:"channels"`
	History    []changeJSON `json:"history"`
}

type changeJSON struct {
	Verb    string `json:"verb"`
	At      string `json:"at"`
	Reason  string `json:"reason"`
	Version int64  `json:"version"`
	Title   string `json:"title"`
	Text    string `json:"text"`
	Hash    string `json:"hash"`
}

// statementsJSON is the public record for programs, newest first; next is the
// cursor for ?after=, null at the end.
func (s *site) statementsJSON(r *http.Request, w io.Writer) error {
	after, err := cursor(r, "after")
	if err != nil {
		return err
	}
	items, err := s.Store.PublicStatements(r.Context(), after, inFile+1)
	if err != nil {
		return err
	}
	items, next := cut(items, inFile)
	out := struct {
		Items []statementJSON `json:"items"`
		Next  *string         `json:"next"`
	}{Items: []statementJSON{}}
	if next != "" {
		out.Next = &next
	}
	for _, p := range items {
		out.Items = append(out.Items, s.recorded(r, p))
	}
	return encode(w, out)
}

func (s *site) recorded(r *http.Request, p store.PublicStatement) statementJSON {
	j := statementJSON{
		Number: p.Number, Title: p.Title, Text: p.Text, Agency: p.Agency, ReleasedAt: stampOf(p.ReleasedAt), UpdatedAt: stampOf(p.UpdatedAt),
		Version: p.Version, Withdrawn: p.Withdrawn, URL: s.base(r) + "/statements/" + p.Number, Channels: append([]string{}, p.Channels...), History: []changeJSON{},
	}
	for _, h := range p.History {
		j.History = append(j.History, changeJSON{h.Verb, stampOf(h.At), h.Reason, h.Version, h.Title, h.Text, h.Hash})
	}
	return j
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// ledgerJSON is the ledger for programs, oldest first: all that is needed to
// reckon every hash anew. at is the instant in milliseconds that the hash holds.
func (s *site) ledgerJSON(r *http.Request, w io.Writer) error {
	after, err := cursor(r, "after")
	if err != nil {
		return err
	}
	head, err := s.Store.LedgerHead(r.Context())
	if err != nil {
		return err
	}
	items, err := s.Store.Ledger(r.Context(), after, 1000)
	if err != nil {
		return err
	}
	type line struct {
		store.LedgerEntry
		At   int64  `json:"at"`
		Prev string `json:"prev"`
	}
	out := struct {
		Items []line       `json:"items"`
		Head  store.Anchor `json:"head"`
		Next  *int64       `json:"next"`
	}{Items: []line{}, Head: head}
	for _, e := range items {
		out.Items = append(out.Items, line{e, e.At, e.Prev})
		if e.Seq < head.Seq {
			out.Next = &e.Seq
		} else {
			out.Next = nil
		}
	}
	return encode(w, out)
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Author  atomAuthor  `xml:"author"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomEntry struct {
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Published string     `xml:"published"`
	Updated   string     `xml:"updated"`
	Link      atomLink   `xml:"link"`
	Author    atomAuthor `xml:"author"`
	Summary   atomText   `xml:"summary"`
	Content   atomText   `xml:"content"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// statementsAtom is the feed of the newest statements. A correction or
// withdrawal moves the time of its entry, so that readers show it again.
func (s *site) statementsAtom(r *http.Request, w io.Writer) error {
	p, err := s.frame(r, "")
	if err != nil {
		return err
	}
	items, err := s.Store.PublicStatements(r.Context(), 0, inFile)
	if err != nil {
		return err
	}
	base := s.base(r)
	f := atomFeed{
		Lang: "zh-CN", ID: base + "/statements", Title: p.Agency + " 答复与声明", Updated: stampOf(0), Author: atomAuthor{p.Agency},
		Links: []atomLink{{"self", "application/atom+xml", base + "/statements.atom"}, {"alternate", "text/html", base + "/statements"}},
	}
	last := int64(0)
	for _, one := range items {
		last = max(last, one.UpdatedAt)
		f.Entries = append(f.Entries, atomOf(base, one))
	}
	f.Updated = stampOf(last)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	return xml.NewEncoder(w).Encode(f)
}

func atomOf(base string, one store.PublicStatement) atomEntry {
	address := base + "/statements/" + one.Number
	e := atomEntry{
		ID: address, Title: one.Title, Published: stampOf(one.ReleasedAt), Updated: stampOf(one.UpdatedAt),
		Link: atomLink{"alternate", "text/html", address}, Author: atomAuthor{one.Agency},
	}
	var note strings.Builder
	for _, h := range one.History {
		if h.Verb != "publish" {
			fmt.Fprintf(&note, "%s %s，理由：%s\n", local(h.At).Format("2006年1月2日 15:04"), (&page{}).Verb(h.Verb), h.Reason)
		}
	}
	if one.Withdrawn {
		e.Title = "（已撤回）" + one.Title
	} else if note.Len() > 0 {
		e.Title = "（已更正）" + one.Title
	}
	e.Summary = atomText{"text", opening(one.Text, one.Agency, 120)}
	e.Content = atomText{"text", sane(one.Text + "\n" + note.String() + one.Agency + " " + one.Number)}
	e.Title, e.Summary.Text = sane(e.Title), sane(e.Summary.Text)
	return e
}

// sane drops the control characters that XML cannot hold.
func sane(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, text)
}

func (s *site) robots(r *http.Request, w io.Writer) error {
	_, err := fmt.Fprintf(w, "User-agent: *\nDisallow: /desk\nDisallow: /api/\nAllow: /\n# %s/statements.atom\n", s.base(r))
	return err
}

// when is an instant for programs.
func when(t time.Time) string { return t.In(shanghai).Format(time.RFC3339) }
