package desk_test

import (
	"context"
	"testing"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// While all sending is stopped nothing new stands on our own public pages, whoever
// signs it; once the stop is lifted each of them goes through.
func TestStopHoldsOurOwnPages(t *testing.T) {
	each(t, func(b *bureau) {
		ctx, director := context.Background(), b.who[regime.OfficeDirector]
		invite := map[string]any{"subject": "请受停号影响的来谈", "place": "接待大厅", "hours": "周一", "contact": "0571-12345"}
		first, second := b.answering(regime.General), b.answering(regime.General)
		b.act(regime.Handler, first, "draft_invitation", invite)
		b.act(regime.Handler, second, "draft_invitation", invite)
		b.act(regime.OfficeDirector, second, "open_invitation", nil)
		e, err := b.desk.SaveExpert(ctx, director, store.Expert{AgencyID: b.agency(), Name: "颜知衡", Affiliation: "学会", Field: "档案", Active: true, PersonID: b.who[regime.Expert].ID})
		b.must(err)
		b.act(regime.OfficeDirector, first, "ask_expert", map[string]any{"expert": e.ID, "question": "期限怎么算"})
		asked, err := b.store.OpinionsFor(ctx, b.who[regime.Expert].ID)
		b.must(err)
		b.must(b.desk.GiveOpinion(ctx, b.who[regime.Expert], asked[0].ID, "自受理之日起六十日"))
		b.act(regime.DutyOfficer, second, "assess_answer", answerNo)
		b.act(regime.OfficeDirector, second, "no_answer", map[string]any{"reason": "已当面答复"})
		b.act(regime.Handler, second, "record_solution", map[string]any{"how": "恢复", "by_whom": "接访科", "when": "3月20日"})
		b.act(regime.OfficeDirector, second, "after_action", map[string]any{"public": "号源已恢复。", "internal": "排班有误"})
		conference := b.press("press_conference", "")
		answer, err := b.desk.SaveAnswer(ctx, director, desk.AnswerEdit{Agency: b.agency(), Keeper: b.idOf(regime.Drafter), Question: "窗口几点开始取号", Answer: "工作日上午八点半开始取号。", SourceKind: "document", Source: "某市信访局办事指南", Until: "2026-06-30"})
		b.must(err)
		b.levelled(regime.City)
		filing, err := b.fileOpening(desk.AccountOpening{})
		b.must(err)
		b.act(regime.Keeper, filing, "submit_filing", nil)
		b.act(regime.OfficeDirector, filing, "record_level", map[string]any{"reference": "省局办函〔2026〕1号", "note": "收悉"})

		steps := func(role regime.Role, number string, action matter.Action, in map[string]any) func() error {
			return func() error { _, err := b.try(role, number, action, in); return err }
		}
		publishing := []struct {
			says string
			do   func() error
		}{
			{"an invitation", steps(regime.OfficeDirector, first, "open_invitation", nil)},
			{"the end of an invitation", steps(regime.Handler, second, "close_invitation", map[string]any{"reason": "来谈的都已答复"})},
			{"an expert's opinion", steps(regime.OfficeDirector, first, "publish_opinion", map[string]any{"opinion": asked[0].ID})},
			{"an after-action report", steps(regime.Head, second, "publish_review", nil)},
			{"the result of a concern", steps(regime.OfficeDirector, second, "close", map[string]any{"outcome": "fixed", "reason": "号源已恢复"})},
			{"a press conference", func() error { return b.desk.AnnouncePress(ctx, b.who[regime.Spokesperson], conference.ID) }},
			{"a checked answer", func() error { return b.desk.DecideAnswer(ctx, b.who[regime.Head], answer.Number, 1, true, "") }},
			{"a joint release", func() error {
				_, err := b.desk.DeclareJointRelease(ctx, b.who[regime.Keeper], store.JointRelease{Title: "办税便利化措施", Source: "https://gov.example/1"})
				return err
			}},
			{"an account in the public registry", steps(regime.Keeper, filing, "register_account", map[string]any{"handle": "bureau", "address": "https://mp.example/1", "at": b.moment(0)})},
		}
		b.must(b.desk.StopSending(ctx, b.who[regime.SecurityAdmin], "账号异常"))
		for _, p := range publishing {
			if got := fault.CodeOf(p.do()); got != "sending.stopped" {
				t.Errorf("%s while stopped: %q", p.says, got)
			}
		}
		b.must(b.desk.ResumeSending(ctx, b.who[regime.Head]))
		for _, p := range publishing {
			if err := p.do(); err != nil {
				t.Errorf("%s after the stop: %v", p.says, err)
			}
		}
	})
}
