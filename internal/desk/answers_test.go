package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
)

func TestCheckedAnswers(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		edit := desk.AnswerEdit{
			Agency: b.agency(), Question: "个人所得税年度汇算什么时候办理？", Answer: "取得所得的次年三月一日至六月三十日内办理。",
			SourceKind: "law", Source: "《中华人民共和国契税法》", Article: "第十条第一款", Until: "2026-06-30",
		}
		save := func(role regime.Role, change func(*desk.AnswerEdit)) (store.CheckedAnswer, string) {
			e := edit
			change(&e)
			a, err := b.desk.SaveAnswer(ctx, b.who[role], e)
			return a, fault.CodeOf(err)
		}
		for says, c := range map[string]struct {
			role   regime.Role
			change func(*desk.AnswerEdit)
			code   string
		}{
			"an expert writes none":               {regime.Expert, func(*desk.AnswerEdit) {}, "register.role"},
			"a question is asked":                 {regime.Drafter, func(e *desk.AnswerEdit) { e.Question = "税" }, "answer.text"},
			"the source is named":                 {regime.Drafter, func(e *desk.AnswerEdit) { e.Source = " " }, "answer.source"},
			"a law is cited with an article":      {regime.Drafter, func(e *desk.AnswerEdit) { e.Article = "" }, "answer.article"},
			"an article that the law lacks":       {regime.Drafter, func(e *desk.AnswerEdit) { e.Article = "第十七条" }, "answer.article"},
			"an end that is over":                 {regime.Drafter, func(e *desk.AnswerEdit) { e.Until = "2026-03-15" }, "answer.until"},
			"an end that nobody would look at":    {regime.Drafter, func(e *desk.AnswerEdit) { e.Until = "2029-03-15" }, "answer.until"},
			"somebody's number in a public text":  {regime.Drafter, func(e *desk.AnswerEdit) { e.Answer += "请找张伟，手机13912345678。" }, "answer.personal"},
			"a link that is none":                 {regime.Drafter, func(e *desk.AnswerEdit) { e.URL = "javascript:1" }, "answer.url"},
			"a keeper who does not work here":     {regime.Drafter, func(e *desk.AnswerEdit) { e.Keeper = "nobody" }, "answer.keeper"},
			"one that does not exist":             {regime.Drafter, func(e *desk.AnswerEdit) { e.Number = 99 }, "answer.unknown"},
			"a law that nobody knows is for eyes": {regime.Drafter, func(e *desk.AnswerEdit) { e.Source, e.Article = "某市办法", "第三条" }, ""},
		} {
			if _, code := save(c.role, c.change); code != c.code {
				b.t.Errorf("%s: %q, want %q", says, code, c.code)
			}
		}
		a, code := save(regime.OfficeDirector, func(*desk.AnswerEdit) {})
		if code != "" || a.State != "waiting" {
			b.t.Fatalf("saved: %s %+v", code, a)
		}
		decide := func(role regime.Role, version int64, yes bool) string {
			return fault.CodeOf(b.desk.DecideAnswer(ctx, b.who[role], a.Number, version, yes, "依据不对"))
		}
		token := b.who[regime.Head]
		token.Token = true
		if got := []string{decide(regime.OfficeDirector, 1, true), decide(regime.Handler, 1, true), decide(regime.Head, 2, true), fault.CodeOf(b.desk.DecideAnswer(ctx, token, a.Number, 1, true, ""))}; strings.Join(got, " ") != "answer.self register.role version.stale act.token" {
			b.t.Errorf("refusals of an approval: %v", got)
		}
		if got := decide(regime.Head, 1, false); got != "" {
			b.t.Fatal(got)
		}
		if got := decide(regime.Head, 1, true); got != "answer.decided" {
			b.t.Errorf("decided twice: %q", got)
		}
		edit.Number = a.Number
		save(regime.Drafter, func(e *desk.AnswerEdit) { e.Keeper = b.who[regime.Handler].ID })
		if got := decide(regime.OfficeDirector, 2, true); got != "" {
			b.t.Fatal(got)
		}
		hits, err := b.desk.SimilarAnswers(ctx, "想问一下，个税年度汇算要在哪天之前办理", 3)
		b.must(err)
		if len(hits) != 1 || hits[0].Number != a.Number || len(hits[0].Words) == 0 {
			b.t.Errorf("beside a message: %+v", hits)
		}
		// A newer text waits; the approved one stands.
		save(regime.Drafter, func(e *desk.AnswerEdit) { e.Answer = "改过的答复，还没有人核对。" })
		if x, err := b.store.PublicAnswer(ctx, a.Number); err != nil || x.Text.Version != 2 || x.Version != 3 {
			b.t.Errorf("a text that waits: %+v %v", x, err)
		}
		if list, _ := b.store.Answers(ctx, store.AnswerFilter{State: "waiting"}, 10); len(list) != 2 { // this one, and the one of the unknown law
			b.t.Errorf("%d wait", len(list))
		}
		b.helpful(a.Number)
		b.inserted(a.Number)
		b.expires(a.Number)
	})
}

// helpful counts readers, each form once.
func (b *bureau) helpful(number int64) {
	b.t.Helper()
	ctx := context.Background()
	form, err := b.desk.HelpfulForm(number)
	b.must(err)
	early := fault.CodeOf(b.desk.TakeHelpful(ctx, number, "yes", form))
	b.clock.Advance(5 * time.Second)
	b.must(b.desk.TakeHelpful(ctx, number, "yes", form))
	again := fault.CodeOf(b.desk.TakeHelpful(ctx, number, "yes", form))
	if early != "feedback.early" || again != "feedback.again" {
		b.t.Errorf("forms: %s %s", early, again)
	}
	if a, err := b.store.Answer(ctx, number); err != nil || a.Helpful != 1 || a.Unhelpful != 0 {
		b.t.Errorf("counted: %+v %v", a, err)
	}
}

// inserted puts the answer with its source into a draft.
func (b *bureau) inserted(number int64) {
	b.t.Helper()
	ctx := context.Background()
	s := b.draft(b.answering(regime.General))
	_, err := b.desk.InsertAnswer(ctx, b.who[regime.Drafter], s, number)
	b.must(err)
	m, err := b.store.Matter(ctx, s)
	b.must(err)
	texts, err := b.store.Texts(ctx, m.ID)
	b.must(err)
	if !strings.HasSuffix(texts[0].Body, "（依据：《中华人民共和国契税法》第十条第一款）") {
		b.t.Errorf("the draft ends: %s", texts[0].Body)
	}
	got := b.receive(desk.Inbound{Way: "web", Text: "请问年度汇算什么时候办？"})
	b.act(regime.DutyOfficer, got.Number, "sort", map[string]any{"kind": "question", "unit": b.units["visits"].ID})
	b.act(regime.Handler, got.Number, "save_answer", map[string]any{"text": "您好。"})
	_, err = b.desk.InsertAnswer(ctx, b.who[regime.Handler], got.Number, number)
	b.must(err)
	m, err = b.store.Matter(ctx, got.Number)
	b.must(err)
	answers, err := b.store.MessageAnswers(ctx, m.ID)
	b.must(err)
	if text := answers[0].Text; !strings.HasPrefix(text, "您好。\n\n取得所得") || !strings.HasSuffix(text, "第十条第一款）") {
		b.t.Errorf("the answer to a message: %s", text)
	}
	for _, into := range []string{s, got.Number} {
		if _, err := b.desk.InsertAnswer(ctx, b.who[regime.Auditor], into, number); err == nil {
			b.t.Error("who may not write inserted an answer")
		}
	}
}

// expires warns the keeper a month before the end, and takes the answer off the
// public page at its end.
func (b *bureau) expires(number int64) {
	b.t.Helper()
	ctx := context.Background()
	told := func() (n int) {
		list, err := b.store.Notices(ctx, b.who[regime.Handler].ID, 50)
		b.must(err)
		for _, x := range list {
			if strings.Contains(x.Text, "标准答复") {
				n++
			}
		}
		return n
	}
	b.must(b.desk.KeepAnswers(ctx))
	before := told()
	b.clock.Set(time.Date(2026, 6, 10, 1, 0, 0, 0, time.UTC))
	b.must(b.desk.KeepAnswers(ctx))
	b.must(b.desk.KeepAnswers(ctx))
	if before != 0 || told() != 1 {
		b.t.Errorf("warned %d times, %d of them early", told(), before)
	}
	b.clock.Set(time.Date(2026, 6, 30, 15, 59, 0, 0, time.UTC))
	b.must(b.desk.KeepAnswers(ctx))
	if _, err := b.store.PublicAnswer(ctx, number); err != nil {
		b.t.Errorf("on its last day: %v", err)
	}
	b.clock.Advance(time.Minute)
	b.must(b.desk.KeepAnswers(ctx))
	if _, err := b.store.PublicAnswer(ctx, number); fault.CodeOf(err) != "answer.unknown" || told() != 2 {
		b.t.Errorf("after its last day: %v, told %d times", err, told())
	}
	if hits, err := b.desk.SearchAnswers(ctx, "年度汇算", 3); err != nil || len(hits) != 0 {
		b.t.Errorf("an expired answer is found: %v %v", hits, err)
	}
	b.must(b.desk.WithdrawAnswer(ctx, b.who[regime.Head], number, "政策已改"))
	if code := fault.CodeOf(b.desk.WithdrawAnswer(ctx, b.who[regime.Head], number, "再停一次")); code != "answer.withdrawn" {
		b.t.Errorf("withdrawn twice: %s", code)
	}
}
