package site

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/store"
)

// mostListed is how many requests and documents are listed.
const mostListed = 500

// Ground names what a request asks for.
func (p *page) Ground(code string) string {
	return map[string]string{
		"correction": p.T("更正一项不准确的事实"), "reply": p.T("刊登本机关的答复"), "impersonation": p.T("账号冒充本机关"),
		"fraud": p.T("以本机关名义收取钱款或资料"), "private_data": p.T("公开了公民个人的非公开信息"), "rescue": p.T("有人正处于生命危险"),
	}[code]
}

// Outcome names what came of a request.
func (p *page) Outcome(code string) string {
	return map[string]string{"": p.T("等待结果"), "granted": p.T("已采纳"), "refused": p.T("未采纳"), "no_answer": p.T("没有答复")}[code]
}

func (s *site) requests(ctx context.Context, p *page, _ *http.Request) (templ.Component, error) {
	p.Title = p.T("更正请求")
	list, err := s.Store.Requests(ctx, true, mostListed)
	return requestsPage(p, list), err
}

type requestJSON struct {
	Number     string `json:"number"`
	Ground     string `json:"ground"`
	Agency     string `json:"agency"`
	To         string `json:"to"`
	SentAt     string `json:"sent_at"`
	Page       string `json:"page,omitempty"`
	Claim      string `json:"claim,omitempty"`
	Finding    string `json:"finding,omitempty"`
	Evidence   string `json:"evidence,omitempty"`
	Statement  string `json:"statement,omitempty"`
	Basis      string `json:"basis,omitempty"`
	Outcome    string `json:"outcome"`
	AnsweredAt string `json:"answered_at,omitempty"`
	Hash       string `json:"hash"`
}

// requestsJSON is the register for programs. The address of a page stands in it
// only where that points at no private person: of corrections, replies and
// accounts that pass themselves off as the agency.
func (s *site) requestsJSON(r *http.Request, w io.Writer) error {
	list, err := s.Store.Requests(r.Context(), true, mostListed)
	if err != nil {
		return err
	}
	out := struct {
		Items []requestJSON `json:"items"`
	}{Items: []requestJSON{}}
	for _, q := range list {
		j := requestJSON{Number: q.Number, Ground: q.Ground, Agency: q.Agency, To: q.Publisher, SentAt: stampOf(q.SentAt), Claim: q.Claim, Finding: q.Finding, Evidence: q.Evidence, Statement: q.Statement, Basis: q.Basis, Outcome: q.Outcome, Hash: q.Hash}
		if q.Ground != "private_data" && q.Ground != "rescue" {
			j.Page = q.PageURL
		}
		if q.AnsweredAt > 0 {
			j.AnsweredAt = stampOf(q.AnsweredAt)
		}
		out.Items = append(out.Items, j)
	}
	return encode(w, out)
}

func (s *site) rules(ctx context.Context, p *page, _ *http.Request) (templ.Component, error) {
	p.Title = p.T("政策文件")
	list, err := s.Store.Policies(ctx, mostListed)
	if err != nil {
		return nil, err
	}
	carried, err := s.Store.Carriages(ctx, mostListed)
	return rulesPage(p, list, carried), err
}

// Carried says how something that is published above stands with us. Clause: ANS-10.
func (p *page) Carried(c store.Carriage) string {
	switch {
	case c.FoundAt > 0:
		return p.F("已于 {} 核对，已转载", p.Day(c.FoundAt))
	case c.ExcusedAt > 0:
		return p.T("不转载：") + c.Excuse
	case c.OverdueAt > 0:
		return p.T("逾期，正在办理")
	}
	return p.F("{} 之前转载", p.Day(c.DueAt))
}

type carriedJSON struct {
	Title   string `json:"title"`
	Issuer  string `json:"issuer"`
	Source  string `json:"source"`
	Place   string `json:"place"`
	Page    string `json:"page"`
	DueAt   string `json:"due_at"`
	FoundAt string `json:"found_at,omitempty"`
	Late    bool   `json:"late"`
	Excuse  string `json:"excuse,omitempty"`
}

type ruleJSON struct {
	Kind      string   `json:"kind"`
	Title     string   `json:"title"`
	Code      string   `json:"code"`
	Agency    string   `json:"agency"`
	IssuedAt  string   `json:"issued_at"`
	Published bool     `json:"published"`
	URL       string   `json:"url,omitempty"`
	Gazette   string   `json:"gazette,omitempty"`
	Withheld  string   `json:"withheld,omitempty"`
	Important bool     `json:"important"`
	Explained []string `json:"explained"`
}

func (s *site) rulesJSON(r *http.Request, w io.Writer) error {
	list, err := s.Store.Policies(r.Context(), mostListed)
	if err != nil {
		return err
	}
	carried, err := s.Store.Carriages(r.Context(), mostListed)
	if err != nil {
		return err
	}
	out := struct {
		Items   []ruleJSON    `json:"items"`
		Carried []carriedJSON `json:"carried"`
	}{Items: []ruleJSON{}, Carried: []carriedJSON{}}
	for _, c := range carried {
		j := carriedJSON{Title: c.Title, Issuer: c.Issuer, Source: c.SourceURL, Place: c.Place, Page: c.PageURL, DueAt: stampOf(c.DueAt), Late: c.OverdueAt > 0, Excuse: c.Excuse}
		if c.FoundAt > 0 {
			j.FoundAt = stampOf(c.FoundAt)
		}
		out.Carried = append(out.Carried, j)
	}
	for _, d := range list {
		j := ruleJSON{Kind: d.Kind, Title: d.Title, Code: d.Code, Agency: d.Agency, IssuedAt: stampOf(d.IssuedAt), Published: d.URL != "", URL: d.URL, Gazette: d.GazetteURL, Withheld: d.Withheld, Important: d.Important, Explained: []string{}}
		for _, e := range d.Explained {
			j.Explained = append(j.Explained, e.URL)
		}
		out.Items = append(out.Items, j)
	}
	return encode(w, out)
}

// screenPage shows one of the latest statements whose plan has the hall screen,
// and turns to the next by itself. Clause: ANS-4.
func (s *site) screenPage(r *http.Request, w io.Writer) error {
	p, err := s.frame(r, "")
	if err != nil {
		return err
	}
	all, err := s.Store.PublicStatements(r.Context(), 0, 50)
	if err != nil {
		return err
	}
	var shown []store.PublicStatement
	for _, one := range all {
		for _, c := range one.Channels {
			if c == "hall_screen" && !one.Withdrawn && len(shown) < 10 {
				shown = append(shown, one)
			}
		}
	}
	at, err := strconv.Atoi(r.URL.Query().Get("n"))
	if err != nil || at < 0 {
		at = 0
	}
	now := p.Minute(s.Now().UnixMilli())
	if len(shown) == 0 {
		return screen(p, nil, "/screen", now).Render(r.Context(), w)
	}
	at %= len(shown)
	return screen(p, &shown[at], "/screen?n="+strconv.Itoa((at+1)%len(shown)), now).Render(r.Context(), w)
}

// screenText cuts a text to what can be read on a screen from afar.
func screenText(text string) []string {
	var out []string
	left := 260
	for line := range strings.Lines(text) {
		r := []rune(strings.TrimSpace(line))
		if len(r) == 0 {
			continue
		}
		if len(r) > left {
			return append(out, string(r[:left])+"……全文见本机关网站")
		}
		left -= len(r)
		out = append(out, string(r))
	}
	return out
}
