package desk_test

import (
	"context"
	"testing"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// judged opens a concern and confirms its grade.
func (b *bureau) judged() string {
	b.t.Helper()
	number, err := b.desk.Open(context.Background(), b.who[regime.DutyOfficer], desk.Opening{Title: "窗口排队太久"})
	b.must(err)
	b.act(regime.OfficeDirector, number, "confirm_grade", map[string]any{"grade": "general", "need": "difficulty", "unit": "接访科", "reason": "一处窗口"})
	return number
}

// tries carries out one action by one person and returns the code of its refusal.
func (b *bureau) tries(who matter.Actor, number string, action matter.Action, in map[string]any) string {
	b.t.Helper()
	m, err := b.store.Matter(context.Background(), number)
	b.must(err)
	_, err = b.desk.Act(context.Background(), who, desk.Input{Matter: number, Version: m.Version, Action: action, Input: in})
	return codeOf(err)
}

func TestExpertSpeaksUnderTheOwnName(t *testing.T) {
	each(t, func(b *bureau) {
		ctx, director, expert := context.Background(), b.who[regime.OfficeDirector], b.who[regime.Expert]
		base := store.Expert{AgencyID: b.agency(), Name: "颜知衡", Affiliation: "政法学院", Field: "行政法", Active: true}
		save := func(who matter.Actor, change func(*store.Expert)) (store.Expert, string) {
			e := base
			change(&e)
			e, err := b.desk.SaveExpert(ctx, who, e)
			return e, codeOf(err)
		}
		for _, c := range []struct {
			says, code string
			who        matter.Actor
			change     func(*store.Expert)
		}{
			{"a handler does not keep the pool", "register.role", b.who[regime.Handler], func(*store.Expert) {}},
			{"the affiliation is public and must be there", "expert.text", director, func(e *store.Expert) { e.Affiliation = " " }},
			{"a login with other roles is no expert's", "expert.person", director, func(e *store.Expert) { e.PersonID = b.who[regime.Reviewer].ID }},
		} {
			if _, got := save(c.who, c.change); got != c.code {
				t.Errorf("%s: got %q, want %q", c.says, got, c.code)
			}
		}
		e, code := save(director, func(e *store.Expert) { e.PersonID = expert.ID })
		if code != "" {
			t.Fatal(code)
		}
		number := b.judged()
		if got := b.tries(b.who[regime.Handler], number, "ask_expert", map[string]any{"expert": e.ID, "question": "期限怎么算"}); got != "act.role" {
			t.Errorf("a handler asks: %q", got)
		}
		if got := b.tries(director, number, "ask_expert", map[string]any{"expert": e.ID, "question": "期限怎么算", "material": "信访工作条例第三十四条"}); got != "" {
			t.Fatal(got)
		}
		asked, err := b.store.OpinionsFor(ctx, expert.ID)
		b.must(err)
		if len(asked) != 1 || asked[0].Question != "期限怎么算" || asked[0].Text != "" {
			t.Fatalf("got %+v", asked)
		}
		id := asked[0].ID
		notices, err := b.store.Notices(ctx, expert.ID, 10)
		b.must(err)
		if len(notices) != 1 || notices[0].MatterID != "" {
			t.Errorf("the expert's notice names a matter: %+v", notices)
		}
		if _, _, err := b.desk.Offers(ctx, expert, number); codeOf(err) != "matter.unknown" {
			t.Error("an expert sees the concern")
		}
		b.fails("opinion.unknown", b.desk.GiveOpinion(ctx, director, id, "代答"))
		b.fails("opinion.text", b.desk.GiveOpinion(ctx, expert, id, " "))
		if got := b.tries(director, number, "publish_opinion", map[string]any{"opinion": id}); got != "opinion.missing" {
			t.Errorf("published before it was given: %q", got)
		}
		b.must(b.desk.GiveOpinion(ctx, expert, id, "自受理之日起六十日"))
		b.fails("opinion.given", b.desk.GiveOpinion(ctx, expert, id, "改口"))
		if got := b.tries(director, number, "publish_opinion", map[string]any{"opinion": id}); got != "" {
			t.Errorf("published by the director: %q", got)
		}
		public, err := b.store.PublicOpinions(ctx, 10)
		b.must(err)
		if len(public) != 1 || public[0].Expert.Name != "颜知衡" || public[0].Text != "自受理之日起六十日" {
			t.Errorf("got %+v", public)
		}
		if got := b.tries(director, number, "publish_opinion", map[string]any{"opinion": id}); got != "opinion.public" {
			t.Errorf("published twice: %q", got)
		}
	})
}

// Who enters an opinion does not publish it, whichever roles the person holds.
func TestOpinionIsPublishedByAnother(t *testing.T) {
	each(t, func(b *bureau) {
		ctx, director := context.Background(), b.who[regime.OfficeDirector]
		both := director
		both.Grants = append(append([]matter.Grant{}, director.Grants...), b.who[regime.Spokesperson].Grants...)
		both.Grants = append(both.Grants, b.who[regime.Head].Grants...)
		e, err := b.desk.SaveExpert(ctx, director, store.Expert{AgencyID: b.agency(), Name: "裴", Affiliation: "学会", Field: "档案", Active: true})
		b.must(err)
		number := b.judged()
		if got := b.tries(both, number, "ask_expert", map[string]any{"expert": e.ID, "question": "q"}); got != "" {
			t.Fatal(got)
		}
		list, err := b.store.OpinionsFor(ctx, "")
		b.must(err)
		if len(list) != 0 {
			t.Error("who has no login is asked under no login")
		}
		m, err := b.store.Matter(ctx, number)
		b.must(err)
		asked, err := b.store.OpinionsOf(ctx, m.ID)
		b.must(err)
		in := map[string]any{"opinion": asked[0].ID, "text": "原文"}
		if got := b.tries(both, number, "enter_opinion", in); got != "" {
			t.Fatal(got)
		}
		if got := b.tries(both, number, "publish_opinion", map[string]any{"opinion": asked[0].ID}); got != "opinion.self" {
			t.Errorf("got %q, want opinion.self", got)
		}
		if got := b.tries(b.who[regime.Spokesperson], number, "publish_opinion", map[string]any{"opinion": asked[0].ID}); got != "" {
			t.Errorf("another publishes: %q", got)
		}
	})
}

func TestContactBookTakesFactsOnly(t *testing.T) {
	each(t, func(b *bureau) {
		ctx, liaison := context.Background(), b.who[regime.Liaison]
		_, err := b.desk.SaveContact(ctx, liaison, store.Contact{AgencyID: b.agency(), Kind: "person", Name: "某记者"})
		b.fails("contact.kind", err)
		_, err = b.desk.SaveContact(ctx, b.who[regime.Reviewer], store.Contact{AgencyID: b.agency(), Kind: "newsroom", Name: "晚报"})
		b.fails("register.role", err)
		c, err := b.desk.SaveContact(ctx, liaison, store.Contact{AgencyID: b.agency(), Kind: "newsroom", Name: "晚报", Active: true})
		b.must(err)
		number, now := b.judged(), b.clock.Now().UnixMilli()
		line := desk.ContactLine{ContactID: c.ID, Kind: "fact_asked", Side: "theirs", Text: "窗口几点开", Number: number, At: now}
		b.must(b.desk.AddExchange(ctx, liaison, line))
		history, err := b.store.ContactHistory(ctx, c.ID, "")
		b.must(err)
		for _, x := range []struct {
			says, code string
			change     func(*desk.ContactLine)
		}{
			{"what was published is asked through a request to the publisher", "contact.published", func(e *desk.ContactLine) { e.Kind = "published_content" }},
			{"no kind is no kind", "contact.published", func(e *desk.ContactLine) { e.Kind = "" }},
			{"the future has not happened", "contact.time", func(e *desk.ContactLine) { e.At = now + 1000 }},
			{"a text is needed", "contact.text", func(e *desk.ContactLine) { e.Text = "" }},
			{"only an answer answers", "contact.answers", func(e *desk.ContactLine) { e.Answers = history[0].ID }},
			{"an unknown concern is refused", "matter.unknown", func(e *desk.ContactLine) { e.Number = "C-2026-9999" }},
			{"an answer answers", "", func(e *desk.ContactLine) {
				e.Kind, e.Side, e.Answers, e.Text = "fact_answered", "ours", history[0].ID, "八点半"
			}},
		} {
			e := line
			x.change(&e)
			if got := codeOf(b.desk.AddExchange(ctx, liaison, e)); got != x.code {
				t.Errorf("%s: got %q, want %q", x.says, got, x.code)
			}
		}
		m, err := b.store.Matter(ctx, number)
		b.must(err)
		linked, err := b.store.ContactHistory(ctx, "", m.ID)
		b.must(err)
		if len(linked) != 2 || linked[0].Contact != "晚报" {
			t.Errorf("got %+v", linked)
		}
	})
}
