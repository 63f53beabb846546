package web

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/lang"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/view"
)

// How often, in beats of the stream, a page looks who is there and says that it is
// open yet.
const (
	looks  = 2
	renews = 30
)

// here says who else has a matter open, as one page of this person sees it.
func (s *server) here(v *visit, m matter.Matter, page string) (view.Here, error) {
	h := view.Here{Number: m.Number, Page: page, From: address(m.Kind, m.Number)}
	if m.Kind == regime.Statement {
		h.From += "?edit=1&taken=1"
	}
	p, err := s.Desk.Present(v.r.Context(), v.who, m.ID, page)
	if err != nil {
		return h, err
	}
	for _, o := range p.Others {
		line := view.HereLine{Name: o.Name, Doing: v.lang.T("在看")}
		switch {
		case o.PersonID == p.Holder.PersonID:
			line.Types, line.Doing = true, v.lang.F("在改稿，%s 起", v.when(p.Holder.Drafting))
		case o.Writing > 0:
			line.Types, line.Doing = true, v.lang.T("在填写")
		}
		h.Others = append(h.Others, line)
	}
	switch {
	case p.TakenBy != "":
		h.Held = v.lang.F("%s接手修改了这份稿件。您写的文字还在这里。", p.TakenBy)
	case p.Holder.Name != "":
		h.Held = v.lang.F("%s从 %s 起在修改这份稿件。", p.Holder.Name, v.when(p.Holder.Drafting))
	}
	return h, nil
}

// hereOn is here for a page that is being made. Whoever reads a matter without having
// it in sight, such as an agency that is asked to confirm, is not told of colleagues.
func (s *server) hereOn(v *visit, m matter.Matter) (view.Here, error) {
	seen, err := s.Desk.Visible(v.r.Context(), v.who, []string{m.ID})
	if _, ok := seen[m.ID]; err != nil || !ok {
		return view.Here{}, err
	}
	return s.here(v, m, v.trace)
}

// typing takes word that this person types on a page, or takes a draft over.
func (s *server) typing(v *visit) error {
	in := desk.Typing{Number: v.r.PathValue("number"), Page: v.r.PostFormValue("page"), Draft: v.r.PostFormValue("draft") == "1", Take: v.r.PostFormValue("take") == "1"}
	if err := s.Desk.Type(v.r.Context(), v.who, in); err != nil {
		return err
	}
	if wantsJSON(v.r) {
		v.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return v.to(local(v.r.PostFormValue("from")))
}

// attending is one stream's page of a matter; off for a page of anything else.
type attending struct {
	s    *server
	v    *visit
	on   bool
	m    matter.Matter
	page string
	said string // what the page shows
}

// attend says that the page of a stream is open, if it is one of a matter that
// this person sees.
func (s *server) attend(v *visit) *attending {
	a := &attending{s: s, v: v, page: v.r.FormValue("page")}
	number := v.r.FormValue("at")
	if number == "" {
		return a
	}
	var err error
	a.m, err = s.Desk.Attend(v.r.Context(), v.who, number, a.page)
	if a.on = err == nil; !a.on && fault.Of(err) == nil && v.r.Context().Err() == nil {
		s.Log.Error("presence not kept", "trace", v.trace, "err", err)
	}
	return a
}

// beat returns what is new about who is there.
func (a *attending) beat(n int) []byte {
	if !a.on {
		return nil
	}
	ctx := a.v.r.Context()
	if n%renews == 0 {
		if err := a.s.Desk.StillThere(ctx, a.v.who, a.m.ID, a.page); err != nil && ctx.Err() == nil {
			a.s.Log.Error("presence not kept", "trace", a.v.trace, "err", err)
		}
	}
	if n%looks != 0 {
		return nil
	}
	a.v.now = a.s.Now()
	h, err := a.s.here(a.v, a.m, a.page)
	if err != nil {
		return nil // the next look may see again
	}
	var b bytes.Buffer
	if err := view.HereNow(a.v.lang, h, true).Render(lang.With(ctx, a.v.lang), &b); err != nil || b.String() == a.said {
		return nil
	}
	a.said = b.String()
	return sent(a.said)
}

// leave says that the page was closed. Where the stream alone ended the page
// connects again: its row stays for as long.
func (a *attending) leave() {
	if !a.on || a.v.r.Context().Err() == nil {
		return
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(a.v.r.Context()), 5*time.Second)
	defer stop()
	if err := a.s.Desk.Leave(ctx, a.v.who, a.m.ID, a.page); err != nil {
		a.s.Log.Error("presence not cleared", "trace", a.v.trace, "err", err)
	}
}
