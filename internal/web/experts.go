package web

import (
	"slices"

	"yingda/internal/desk"
	"yingda/internal/lang"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

type expertsPage struct {
	Rows    []expertRow
	Logins  []view.Option
	Agency  string
	MayKeep bool
}

type expertRow struct {
	store.Expert
	Login string
}

// experts shows the pool of outside experts.
func (s *server) experts(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	list, err := s.Store.Experts(v.r.Context())
	if err != nil {
		return err
	}
	people, roles, err := s.everybody(v)
	if err != nil {
		return err
	}
	p := expertsPage{Agency: s.ownAgency(v, tree), MayKeep: holds(desk.ExpertKeepers...).allows(v.who)}
	login := map[string]string{}
	for _, one := range people {
		login[one.ID] = one.Login
		if one.Active && slices.ContainsFunc(roles[one.ID], func(g store.GrantRow) bool { return g.Role == regime.Expert }) {
			p.Logins = append(p.Logins, view.Option{Value: one.ID, Word: one.Name + "（" + one.Login + "）"})
		}
	}
	for _, e := range list {
		p.Rows = append(p.Rows, expertRow{e, login[e.PersonID]})
	}
	return s.page(v, "专家库", expertsView(p))
}

func (s *server) saveExpert(v *visit) error {
	e := store.Expert{ID: v.field("id"), AgencyID: v.field("agency"), PersonID: v.field("person"), Name: v.field("name"), Affiliation: v.field("affiliation"), Field: v.field("field"), Paid: v.field("paid") == "yes", Active: v.field("active") != "no"}
	if _, err := s.Desk.SaveExpert(v.r.Context(), v.who, e); err != nil {
		return v.refused(err, "/desk/experts")
	}
	return v.done("已保存，公开名单随之更新。", "/desk/experts")
}

type opinionRow struct {
	store.Opinion
	Asked, Given string
}

// opinions shows an expert what was asked of that expert, and nothing else.
func (s *server) opinions(v *visit) error {
	list, err := s.Store.OpinionsFor(v.r.Context(), v.who.ID)
	if err != nil {
		return err
	}
	var rows []opinionRow
	for _, o := range list {
		rows = append(rows, opinionRow{o, v.moment(o.AskedAt), v.moment(o.GivenAt)})
	}
	asked, err := s.Store.MeetingsFor(v.r.Context(), v.who.ID)
	if err != nil {
		return err
	}
	var meetings []askedRow
	for _, m := range asked {
		meetings = append(meetings, askedRow{m, v.moment(m.At)})
	}
	return s.page(v, "请我发表的意见", opinionsView(rows, meetings))
}

// askedRow is a meeting that the expert was asked to.
type askedRow struct {
	store.AskedMeeting
	When string
}

// State names how the invitation stands.
func (a askedRow) State() string {
	switch {
	case a.HeldAt > 0 && a.Present:
		return "已到会"
	case a.HeldAt > 0:
		return "会已开过"
	case a.Reply == "coming":
		return "已回复参加"
	case a.Reply == "declined":
		return "已回复不能参加"
	}
	return "等您回复"
}

func (s *server) replyMeeting(v *visit) error {
	err := s.Desk.ReplyMeeting(v.r.Context(), v.who, v.r.PathValue("id"), v.field("reply") == "coming")
	if err != nil {
		return v.refused(err, "/desk/opinions")
	}
	return v.done("已回复。", "/desk/opinions")
}

func (s *server) giveOpinion(v *visit) error {
	if err := s.Desk.GiveOpinion(v.r.Context(), v.who, v.r.PathValue("id"), v.r.PostFormValue("text")); err != nil {
		return v.refused(err, "/desk/opinions")
	}
	return v.done("意见已提交，以您本人的名义在案。", "/desk/opinions")
}

// offerExperts offers the pool and the requests of a concern to the forms of its
// actions.
func (s *server) offerExperts(v *visit, b *subject) error {
	var list []store.Expert
	err := s.together(v,
		func() (err error) { list, err = s.Store.Experts(v.r.Context()); return },
		func() (err error) { b.opinions, err = s.Store.OpinionsOf(v.r.Context(), b.m.ID); return },
	)
	b.experts = nil
	for _, e := range list {
		if e.Active {
			b.experts = append(b.experts, view.Option{Value: e.ID, Word: e.Name + "（" + e.Affiliation + "，" + e.Field + "）"})
		}
	}
	return err
}

// opinionChoices lists the requests that an action can be about.
func opinionChoices(b subject, action matter.Action) []view.Option {
	var out []view.Option
	for _, o := range b.opinions {
		if (action == "enter_opinion") == (o.GivenAt == 0) && o.PublicAt == 0 {
			out = append(out, view.Option{Value: o.ID, Word: o.Expert.Name + "：" + brief(o.Question)})
		}
	}
	return out
}

func brief(text string) string {
	if r := []rune(text); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return text
}

// fillOutside adds to a concern's page what came from outside the agency.
func (s *server) fillOutside(v *visit, b subject, p *view.ConcernPage) error {
	list, err := s.Store.ContactHistory(v.r.Context(), "", b.m.ID)
	if err != nil {
		return err
	}
	for _, o := range b.opinions {
		line := view.Opinion{Expert: o.Expert.Name, Affiliation: o.Expert.Affiliation, Paid: paidWord(v.lang, o.Expert.Paid), Question: o.Question, Asked: o.AskedName + " " + v.moment(o.AskedAt), Text: o.Text, Public: o.PublicAt > 0}
		if o.GivenAt > 0 {
			line.Given = v.moment(o.GivenAt)
		}
		p.Opinions = append(p.Opinions, line)
	}
	for _, e := range list {
		p.Exchanges = append(p.Exchanges, view.Exchange{Kind: exchangeTitle(e.Kind), Contact: e.Contact, Href: "/desk/contacts/" + e.ContactID, Text: e.Text, When: v.moment(e.At)})
	}
	return nil
}

func exchangeTitle(kind string) string {
	for _, k := range desk.ContactKinds {
		if k.Code == kind {
			return k.Title
		}
	}
	return kind
}

func paidWord(l lang.Lang, paid bool) string {
	if paid {
		return l.T("付酬")
	}
	return l.T("不付酬")
}
