package site

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/report"
	"yingda/internal/store"
)

// listed pages show so many; programs get more at a time.
const (
	onPage = 20
	inFile = 50
)

type homeView struct {
	Latest      []store.PublicStatement
	Total       int64
	Figures     report.Figures
	Corrections []correctionView
}

func (s *site) home(ctx context.Context, p *page, _ *http.Request) (templ.Component, error) {
	p.Title = p.T("答复与公开")
	var v homeView
	var err error
	if v.Latest, err = s.Store.PublicSort(ctx, false, 0, 5); err != nil {
		return nil, err
	}
	if v.Total, err = s.Store.CountPublic(ctx); err != nil {
		return nil, err
	}
	if v.Figures, err = s.Book.Figures(ctx, report.Query{}); err != nil {
		return nil, err
	}
	made, err := s.Store.PublicCorrections(ctx, store.CorrectionKey{}, 3)
	if err != nil {
		return nil, err
	}
	v.Corrections = correctionViews(made)
	return homePage(p, v), nil
}

func (s *site) statements(ctx context.Context, p *page, r *http.Request) (templ.Component, error) {
	p.Title = p.T("答复与声明")
	before, err := cursor(r, "before")
	if err != nil {
		return nil, err
	}
	total, err := s.Store.CountPublic(ctx)
	if err != nil {
		return nil, err
	}
	items, next, err := s.slice(ctx, false, before, "/statements")
	return listPage(p, items, total, next), err
}

// articles lists what the accounts published; like every statement, each has its
// number, its history and its place in the files. Clause: ACC-7.
func (s *site) articles(ctx context.Context, p *page, r *http.Request) (templ.Component, error) {
	p.Title = p.T("账号文章")
	before, err := cursor(r, "before")
	if err != nil {
		return nil, err
	}
	items, next, err := s.slice(ctx, true, before, "/articles")
	return articlesPage(p, items, next), err
}

// slice returns one page of articles or of other statements, and the address of
// the next page, "" at the end.
func (s *site) slice(ctx context.Context, articles bool, before int64, at string) ([]store.PublicStatement, string, error) {
	items, err := s.Store.PublicSort(ctx, articles, before, onPage+1)
	if err != nil {
		return nil, "", err
	}
	items, next := cut(items, onPage)
	if next != "" {
		next = at + "?before=" + next
	}
	return items, next, nil
}

// cut returns the first n statements and the cursor of what follows, "" at the end.
func cut(items []store.PublicStatement, n int) ([]store.PublicStatement, string) {
	if len(items) <= n {
		return items, ""
	}
	return items[:n], strconv.FormatInt(items[n-1].Seq, 10)
}

// cursor reads the place in a list after which a page begins; 0 for the start.
func cursor(r *http.Request, name string) (int64, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, errNowhere
	}
	return n, nil
}

// edition counts the texts that were public up to now: withdrawing adds none.
func edition(s store.PublicStatement) int {
	n := 0
	for _, h := range s.History {
		if h.Verb != "withdraw" {
			n++
		}
	}
	return n
}

type statementView struct {
	store.PublicStatement
	Edition    int
	At         int64 // when the text that stands was released
	Hash       string
	Seq        int64 // its line in the ledger
	Why        string
	Body       []string
	Signature  []string
	Changes    []changeView            // newest first
	Line       []store.PublicStatement // all of its thread, newest first; empty if it stands alone
	Results    []resultView
	Invited    []store.Invitation // on the same matter
	HandedOver int64              // when the tip that it answers went to inspection by number; 0 for no tip
	Said       feedbackView
}

type changeView struct {
	store.PublicChange
	Edition  int
	Seq      int64
	OldTitle string
	Diff     [][]piece
	Releases []store.PublicRelease
}

func (s *site) statement(ctx context.Context, p *page, r *http.Request) (templ.Component, error) {
	number := r.PathValue("number")
	one, err := s.Store.PublicStatement(ctx, number)
	if err != nil {
		return nil, err
	}
	lines, err := s.Store.LedgerOf(ctx, number)
	if err != nil {
		return nil, err
	}
	out, err := s.Store.PublicReleases(ctx, number)
	if err != nil {
		return nil, err
	}
	v := viewOf(one, lines, out)
	if v.Line, err = s.Store.PublicThread(ctx, one.Thread); err != nil {
		return nil, err
	}
	if len(v.Line) < 2 {
		v.Line = nil
	}
	results, err := s.Store.PublicOutturns(ctx, number)
	if err != nil {
		return nil, err
	}
	v.Results = resultViews(results)
	if v.Invited, err = s.Store.InvitationsBeside(ctx, number); err != nil {
		return nil, err
	}
	if v.HandedOver, err = s.Store.PublicHandover(ctx, number); err != nil {
		return nil, err
	}
	p.Title = one.Title
	if v.Said, err = s.feedbackView(ctx, one); err != nil {
		return nil, err
	}
	return statementPage(p, v), nil
}

func viewOf(one store.PublicStatement, lines []store.LedgerEntry, out []store.PublicRelease) statementView {
	v := statementView{PublicStatement: one, Edition: edition(one), At: one.ReleasedAt}
	at, before := 0, store.PublicChange{}
	for i, h := range one.History {
		c := changeView{PublicChange: h, OldTitle: before.Title}
		switch h.Verb {
		case "withdraw":
			v.Why = h.Reason
		case "correct":
			c.Diff = compare(before.Text, h.Text)
			fallthrough
		default:
			at++
			v.At, v.Hash, before = h.At, h.Hash, h
		}
		c.Edition = at
		if i < len(lines) && lines[i].Digest == h.Hash {
			c.Seq = lines[i].Seq
			if h.Verb != "withdraw" {
				v.Seq = c.Seq
			}
		}
		for _, o := range out {
			if o.Version == h.Version && o.Verb == h.Verb {
				c.Releases = append(c.Releases, o)
			}
		}
		v.Changes = append([]changeView{c}, v.Changes...)
	}
	v.Body, v.Signature = signed(one.Text, one.Agency, (&page{}).Day(v.At))
	return v
}

type correctionView struct {
	store.PublicCorrection
	Excerpt []piece // what changed, with a few glyphs around it
}

func correctionViews(made []store.PublicCorrection) []correctionView {
	out := make([]correctionView, len(made))
	for i, c := range made {
		out[i].PublicCorrection = c
		if c.Verb == "correct" {
			out[i].Excerpt = excerpt(compare(c.OldText, c.Text))
		}
	}
	return out
}

// excerpt returns the first change of a comparison with a little of what stands
// beside it.
func excerpt(lines [][]piece) []piece {
	const around = 16
	for _, line := range lines {
		if len(line) == 1 && line[0].Op == '=' {
			continue
		}
		var out []piece
		for i, d := range line {
			r := []rune(d.Text)
			if d.Op == '=' && len(r) > 2*around && i > 0 && i < len(line)-1 {
				d.Text = string(r[:around]) + "……" + string(r[len(r)-around:])
			} else if d.Op == '=' && len(r) > around && i == 0 {
				d.Text = "……" + string(r[len(r)-around:])
			} else if d.Op == '=' && len(r) > around {
				d.Text = string(r[:around]) + "……"
			} else if len(r) > 80 {
				d.Text = string(r[:80]) + "……"
			}
			if out = append(out, d); len(out) > 6 {
				break
			}
		}
		return out
	}
	return nil
}

func (s *site) corrections(ctx context.Context, p *page, r *http.Request) (templ.Component, error) {
	p.Title = p.T("更正登记")
	key, err := correctionKey(r.URL.Query().Get("before"))
	if err != nil {
		return nil, err
	}
	made, err := s.Store.PublicCorrections(ctx, key, onPage+1)
	if err != nil {
		return nil, err
	}
	next := ""
	if len(made) > onPage {
		made = made[:onPage]
		last := made[onPage-1]
		next = "/corrections?before=" + strconv.FormatInt(last.At, 10) + "_" + last.Number + "_" + strconv.FormatInt(last.N, 10)
	}
	return correctionsPage(p, correctionViews(made), next), nil
}

func correctionKey(text string) (store.CorrectionKey, error) {
	var k store.CorrectionKey
	if text == "" {
		return k, nil
	}
	part := strings.Split(text, "_")
	if len(part) != 3 {
		return k, errNowhere
	}
	var err1, err2 error
	k.At, err1 = strconv.ParseInt(part[0], 10, 64)
	k.Number = part[1]
	k.N, err2 = strconv.ParseInt(part[2], 10, 64)
	if err1 != nil || err2 != nil || k.At <= 0 {
		return k, errNowhere
	}
	return k, nil
}

func (s *site) ledger(ctx context.Context, p *page, r *http.Request) (templ.Component, error) {
	p.Title = p.T("公开账本")
	before, err := cursor(r, "before")
	if err != nil {
		return nil, err
	}
	head, err := s.Store.LedgerHead(ctx)
	if err != nil {
		return nil, err
	}
	items, err := s.Store.LedgerLatest(ctx, before, 2*onPage+1)
	if err != nil {
		return nil, err
	}
	next := ""
	if len(items) > 2*onPage {
		items = items[:2*onPage]
		next = "/ledger?before=" + strconv.FormatInt(items[len(items)-1].Seq, 10)
	}
	return ledgerPage(p, head, items, next), nil
}

// ledgerAt is where the page of the ledger shows a line first.
func ledgerAt(seq int64) string {
	return "/ledger?before=" + strconv.FormatInt(seq+1, 10) + "#l" + strconv.FormatInt(seq, 10)
}

func isStatement(kind string) bool { return strings.HasPrefix(kind, "statement.") }
