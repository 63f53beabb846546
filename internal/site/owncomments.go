package site

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"yingda/internal/fault"
	"yingda/internal/store"
)

// withheldWords names why a comment below our own articles is not shown: the whole
// list. Clause: ACC-13.
var withheldWords = map[string]string{"personal_data": "含个人信息", "malicious_link": "含恶意链接", "advertising": "广告", "duplicate": "重复评论", "off_matter": "与文章和本机关工作无关", "law": "法律规定不得发布的内容"}

var withheldOrder = []string{"personal_data", "malicious_link", "advertising", "duplicate", "off_matter", "law"}

// stones is how many tombstones the page shows.
const stones = 200

// tombstone is what stays in public of a comment that is not shown.
type tombstone struct {
	store.OwnComment
	Appeal *store.Appeal // the last, nil for none
}

type commentsView struct {
	Counts map[string]int64
	Stones []tombstone
}

func (s *site) stones(ctx context.Context) (commentsView, error) {
	var v commentsView
	var err error
	if v.Counts, err = s.Store.ByReason(ctx); err != nil {
		return v, err
	}
	list, err := s.Store.Tombstones(ctx, stones)
	if err != nil {
		return v, err
	}
	appeals, err := s.Store.LastAppeals(ctx, 2*stones)
	if err != nil {
		return v, err
	}
	last := map[string]*store.Appeal{}
	for i := range appeals {
		if a := &appeals[i]; last[a.CommentID] == nil {
			last[a.CommentID] = a
		}
	}
	for _, c := range list {
		v.Stones = append(v.Stones, tombstone{bare(c), last[c.ID]})
	}
	return v, nil
}

// bare takes the words off: they stay withheld while the reason is public.
func bare(c store.OwnComment) store.OwnComment {
	c.Text, c.Note = "", ""
	return c
}

func (s *site) comments(ctx context.Context, p *page, _ *http.Request) (templ.Component, error) {
	p.Title = p.T("评论的展示")
	v, err := s.stones(ctx)
	return commentsPage(p, v), err
}

type tombstoneJSON struct {
	Code       string `json:"code"`
	Account    string `json:"account"`
	Article    string `json:"article"`
	Reason     string `json:"reason"`
	Law        string `json:"law,omitempty"`
	WithheldAt string `json:"withheld_at"`
	Shown      bool   `json:"shown_again"`
	Appealed   bool   `json:"appealed"`
	Verdict    string `json:"verdict,omitempty"`
	Said       string `json:"verdict_reason,omitempty"`
}

// commentsJSON is the list of tombstones for programs.
func (s *site) commentsJSON(r *http.Request, w io.Writer) error {
	v, err := s.stones(r.Context())
	if err != nil {
		return err
	}
	out := struct {
		Counts map[string]int64 `json:"withheld_by_reason"`
		List   []tombstoneJSON  `json:"tombstones"`
	}{v.Counts, []tombstoneJSON{}}
	for _, c := range v.Stones {
		one := tombstoneJSON{Code: c.Code, Account: c.Account, Article: c.PostURL, Reason: c.Reason, Law: c.Law, WithheldAt: stampOf(c.WithheldAt), Shown: c.State == "shown", Appealed: c.Appeal != nil}
		if c.Appeal != nil {
			one.Verdict, one.Said = c.Appeal.Verdict, c.Appeal.Reason
		}
		out.List = append(out.List, one)
	}
	return encode(w, out)
}

type appealView struct {
	One                tombstone
	Token, Text, Fault string
}

// standingStone returns the tombstone that an address names.
func (s *site) standingStone(r *http.Request) (tombstone, error) {
	c, err := s.Store.Tombstone(r.Context(), r.PathValue("code"))
	if err != nil {
		return tombstone{}, err
	}
	appeals, err := s.Store.Appeals(r.Context(), c.ID)
	one := tombstone{OwnComment: bare(c)}
	if n := len(appeals); n > 0 {
		one.Appeal = &appeals[n-1]
	}
	return one, err
}

// appeal shows one tombstone and the form by which anybody may ask that another
// officer look again.
func (s *site) appeal(w http.ResponseWriter, r *http.Request) {
	s.showAppeal(w, r, http.StatusOK, "", "")
}

func (s *site) showAppeal(w http.ResponseWriter, r *http.Request, status int, text, why string) {
	s.fresh(w, r, status, "不予展示的评论", func(p *page) (templ.Component, error) {
		one, err := s.standingStone(r)
		if err != nil {
			return nil, err
		}
		v := appealView{One: one, Text: text, Fault: why}
		if s.Readers != nil {
			v.Token, err = s.Readers.FeedbackForm(one.Code)
		}
		return appealPage(p, v), err
	})
}

// takeAppeal takes one appeal; the page then says until when it is answered.
func (s *site) takeAppeal(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	if s.Readers == nil {
		s.refuse(w, r, errNowhere)
		return
	}
	text, code := r.PostFormValue("text"), r.PathValue("code")
	_, err := s.Readers.TakeAppeal(r.Context(), code, text, r.PostFormValue("form"))
	f := fault.Of(err)
	if f != nil && f.Kind != fault.NotFound && f.Kind != fault.Internal {
		s.showAppeal(w, r, fault.Status(err), text, f.Text)
		return
	}
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	to := "/comments/" + url.PathEscape(code)
	if l := r.PostFormValue("lang"); l != "" {
		to += "?lang=" + url.QueryEscape(l)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// stands says how a comment that was withheld stands now.
func (p *page) stands(c tombstone) string {
	switch {
	case c.State == "shown":
		return p.T("申诉后恢复展示")
	case c.Appeal != nil && c.Appeal.Verdict == "kept":
		return p.T("申诉后维持")
	case c.Appeal != nil:
		return p.F("申诉中，{} 前核对", p.Day(c.Appeal.DueAt))
	}
	return p.F("{} 起不予展示", p.Day(c.WithheldAt))
}
