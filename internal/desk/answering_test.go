package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit"
)

// draft begins a statement of a concern and brings it to review.
func (b *bureau) draft(concern string) string {
	b.t.Helper()
	s := b.act(regime.Drafter, concern, "begin_statement", map[string]any{"title": "关于号源的说明", "text": "经核实，号源 8:52 发完。某市信访局"}).Created
	b.act(regime.Drafter, s, "submit", nil)
	return s
}

func TestSigningTicksEachPoint(t *testing.T) {
	each(t, func(b *bureau) {
		s := b.draft(b.answering(regime.General))
		b.refused("needs.checks_ticked", regime.Reviewer, s, "sign", map[string]any{"gate": "policy"})
		b.refused("needs.checks_ticked", regime.Reviewer, s, "sign", map[string]any{"gate": "policy", "checks": []string{"1", "2", "3"}})
		b.act(regime.Reviewer, s, "sign", testkit.Ticked("policy", 4))
		m, err := b.store.Matter(context.Background(), s)
		b.must(err)
		checks, err := b.store.SignedChecks(context.Background(), m.ID)
		b.must(err)
		signed, err := b.store.Signatures(context.Background(), m.ID)
		b.must(err)
		if got := checks[signed[0].ID]; len(got) != 4 || got[3] != "没有替其他单位作出承诺" {
			t.Fatalf("kept with the signature: %v", got)
		}
	})
}

func TestApprovalLapses(t *testing.T) {
	each(t, func(b *bureau) {
		concern := b.answering(regime.Serious)
		s := b.draft(concern)
		b.sign(s)
		at := b.clock.Now().Add(49 * time.Hour).Format(time.RFC3339)
		b.refused("release.after_expiry", regime.Approver, s, "approve", map[string]any{"release_at": at})
		b.refused("release.past", regime.Approver, s, "approve", map[string]any{"release_at": "2026-03-16T08:00"})
		b.act(regime.Approver, s, "approve", map[string]any{"release_at": b.clock.Now().Add(40 * time.Hour).Format(time.RFC3339)})
		ids, err := b.store.QueuedJobs(context.Background(), "release")
		b.must(err)
		if err := b.desk.Release(context.Background(), ids[0]); fault.CodeOf(err) != "release.early" {
			t.Fatalf("before its time: %v", err)
		}
		b.clock.Advance(49 * time.Hour)
		if err := b.desk.Release(context.Background(), ids[0]); fault.CodeOf(err) != "release.lapsed" {
			t.Fatalf("after the approval's life: %v", err)
		}
		b.lapse(s)
		if got := b.state(s); got != matter.Approving {
			t.Fatalf("a lapsed approval leaves the draft in %s", got)
		}
		if err := b.desk.Release(context.Background(), ids[0]); err != nil {
			t.Fatalf("the line of the outbox is gone, its job does nothing: %v", err)
		}
		if _, err := b.store.PublicStatement(context.Background(), s); err == nil {
			t.Fatal("it was published without a standing approval")
		}
		b.act(regime.Approver, s, "approve", nil) // the gates stand
		b.refused("act.role", regime.Drafter, s, "hold", map[string]any{"reason": "x"})
		b.act(regime.Approver, s, "hold", map[string]any{"reason": "再核对一处数字"})
		b.act(regime.Approver, s, "approve", nil)
		b.lapse(s) // a job of the first approval changes nothing
		b.release()
		if got := b.state(s); got != matter.Released {
			t.Fatalf("approved again it is %s", got)
		}
		b.refused("action.state", regime.Approver, s, "hold", map[string]any{"reason": "x"})
	})
}

func (b *bureau) lapse(number string) {
	b.t.Helper()
	ctx := context.Background()
	m, err := b.store.Matter(ctx, number)
	b.must(err)
	tree, err := b.desk.Tree(ctx)
	b.must(err)
	b.must(b.store.Write(ctx, func(tx *store.Tx) error { return b.desk.LapseIn(tx, tree, m.ID) }))
}

func TestTwoDraftsPend(t *testing.T) {
	each(t, func(b *bureau) {
		concern := b.answering(regime.General)
		one, two := b.draft(concern), b.draft(concern)
		b.sign(one)
		b.refused("needs.others_chosen", approver(b, one), one, "approve", nil)
		b.act(approver(b, one), one, "approve", map[string]any{"others": "return"})
		if got := b.state(two); got != matter.Drafting {
			t.Fatalf("the other draft is %s", got)
		}
		b.release()
		// What pended goes out as a dated update of the one that is public.
		b.act(regime.Drafter, two, "submit", nil)
		b.sign(two)
		b.act(approver(b, two), two, "approve", nil)
		b.release()
		thread, err := b.store.PublicThread(context.Background(), one)
		b.must(err)
		if len(thread) != 2 || thread[0].Number != two || thread[0].Part != "update" || thread[0].Nth != 1 || thread[0].Thread != one {
			t.Fatalf("the thread: %+v", thread)
		}
	})
}

func TestKeepOthers(t *testing.T) {
	each(t, func(b *bureau) {
		concern := b.answering(regime.General)
		one, two := b.draft(concern), b.draft(concern)
		b.sign(one)
		b.act(approver(b, one), one, "approve", map[string]any{"others": "keep"})
		if got := b.state(two); got != matter.Reviewing {
			t.Fatalf("the other draft is %s", got)
		}
	})
}

func TestThread(t *testing.T) {
	each(t, func(b *bureau) {
		concern := b.answering(regime.Major)
		b.refused("thread.empty", regime.Drafter, b.answering(regime.General), "begin_statement", map[string]any{"part": "update"})
		// Who answers and what harm people may suffer is written down before a full
		// answer is begun; a first statement does not wait for it.
		b.refused("needs.assessed_first", regime.Drafter, concern, "begin_statement", map[string]any{"title": "说明", "text": "说明"})
		first := b.act(regime.Drafter, concern, "begin_statement", map[string]any{"part": "first"}).Created
		b.refused("needs.slots_filled", regime.Drafter, first, "submit", nil)
		b.act(regime.DutyOfficer, concern, "assess_answer", answerYes)
		b.act(regime.Drafter, first, "save", map[string]any{"title": "首次说明", "text": "3月16日停电，正在抢修。某市信访局"})
		b.act(regime.Drafter, first, "submit", nil)
		b.sign(first)
		b.act(regime.Approver, first, "approve", nil)
		b.release()
		k := b.clocks(concern)["update-major"]
		if k.State != "running" || k.DueAt-k.FromAt != (24*time.Hour).Milliseconds() {
			t.Fatalf("the clock of the next update: %+v", k)
		}
		b.refused("thread.taken", regime.Drafter, concern, "begin_statement", map[string]any{"part": "answer"})
		b.clock.Advance(25 * time.Hour)
		b.ring()
		if k := b.clocks(concern)["update-major"]; k.BreachedAt == 0 {
			t.Fatalf("no update for 25 hours: %+v", k)
		}
		update := b.act(regime.Drafter, concern, "begin_statement", map[string]any{"title": "恢复供电", "text": "3月17日恢复供电。某市信访局"}).Created
		b.act(regime.Drafter, update, "submit", nil)
		b.sign(update)
		b.act(regime.Approver, update, "approve", nil)
		b.release()
		m, err := b.store.Matter(context.Background(), concern)
		b.must(err)
		list, err := b.store.Clocks(context.Background(), m.ID)
		b.must(err)
		states := map[string]int{}
		for _, k := range list {
			if k.Code == "update-major" {
				states[k.State]++
			}
		}
		if states["late"] != 1 || states["running"] != 1 {
			t.Fatalf("the first interval was late, the next runs: %v", states)
		}
		if thread, err := b.store.PublicThread(context.Background(), first); err != nil || len(thread) != 2 || thread[0].Number != update || thread[1].Part != "first" {
			t.Fatalf("the thread, newest first: %+v %v", thread, err)
		}
	})
}

func TestOtherAgencyBeginsNoSecondAnswer(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		var below store.Unit
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			below = store.Unit{Kind: "agency", Code: "below", Name: "某街道办事处", ParentID: b.units["office"].AgencyID}
			if err := tx.AddUnit(&below); err != nil {
				return err
			}
			p := store.Person{Login: "below", Name: "below", UnitID: below.ID}
			if err := tx.AddPerson(&p); err != nil {
				return err
			}
			b.who["below"] = matter.Actor{ID: p.ID, Name: p.Name, UnitID: below.ID, Grants: []matter.Grant{{UnitID: below.ID, AgencyID: below.ID, Path: below.Path, Agency: true, Role: regime.Drafter}}}
			return nil
		}))
		concern := b.answering(regime.General)
		b.join(concern, below.ID)
		b.draft(concern)
		b.refused("thread.taken", "below", concern, "begin_statement", map[string]any{"title": "x", "text": "x"})
	})
}

// join lets a unit take part.
func (b *bureau) join(number, unitID string) {
	b.t.Helper()
	m, err := b.store.Matter(context.Background(), number)
	b.must(err)
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error { return tx.SetPart(m.ID, unitID, matter.Assisting) }))
}

func TestFindingsBlock(t *testing.T) {
	each(t, func(b *bureau) {
		concern := b.answering(regime.General)
		s := b.act(regime.Drafter, concern, "begin_statement", map[string]any{"title": "说明", "text": "请联系 13812345678。某市信访局"}).Created
		b.refused("needs.nothing_blocks", regime.Drafter, s, "submit", nil)
		b.refused("act.role", regime.Drafter, s, "clear_findings", map[string]any{"reason": "x"})
		b.refused("act.role", regime.Liaison, s, "clear_findings", map[string]any{"reason": "x"})
		b.act(regime.Reviewer, s, "clear_findings", map[string]any{"reason": "这是公布的值班手机"})
		b.act(regime.Drafter, s, "submit", nil)
		b.act(regime.Drafter, s, "save", map[string]any{"title": "说明", "text": "请联系 13912345678。某市信访局"})
		b.refused("needs.nothing_blocks", regime.Drafter, s, "submit", nil) // it was let pass for one text
	})
}

func TestResultsGoPublicWithTheEnd(t *testing.T) {
	each(t, func(b *bureau) {
		concern, s := b.published()
		b.refused("result.personal", regime.Handler, concern, "record_solution", map[string]any{"how": "已联系 13812345678", "by_whom": "接访科", "when": "3月20日"})
		b.refused("action.need", regime.Handler, concern, "record_adoption", map[string]any{"adoption": "adopted", "reason": "x"})
		b.act(regime.Handler, concern, "record_solution", map[string]any{"how": "号源恢复到 120 个", "by_whom": "接访科", "when": "3月20日"})
		if got, err := b.store.PublicOutturns(context.Background(), s); err != nil || len(got) != 0 {
			t.Fatalf("public before the director decided: %v %v", got, err)
		}
		b.act(regime.OfficeDirector, concern, "close", map[string]any{"outcome": "fixed", "reason": "号源已恢复"})
		got, err := b.store.PublicOutturns(context.Background(), s)
		b.must(err)
		if len(got) != 1 || got[0].Kind != "solution" || got[0].Unit != "接访科" {
			t.Fatalf("published results: %+v", got)
		}
	})
}

func TestMisunderstandingIsClarified(t *testing.T) {
	each(t, func(b *bureau) {
		concern := b.answering(regime.General)
		b.act(regime.DutyOfficer, concern, "resort", map[string]any{"need": "misunderstanding", "reason": "没有看到新规定"})
		b.refused("needs.assessed_no", regime.OfficeDirector, concern, "no_answer", map[string]any{"reason": "已在大厅当面说明"})
		b.act(regime.DutyOfficer, concern, "assess_answer", answerNo)
		b.act(regime.OfficeDirector, concern, "no_answer", map[string]any{"reason": "已在大厅当面说明"})
		b.refused("needs.nothing_owed", regime.OfficeDirector, concern, "close", map[string]any{"outcome": "explained", "reason": "已说明"})
		said := map[string]any{"claim": "网上登记不算信访登记", "fact": "网上登记与窗口登记效力相同", "evidence": "信访工作条例第二十条", "shown_at": "办事大厅公告栏，3月16日"}
		whose := map[string]any{"claim": "个别网民说登记无效", "fact": "有效", "evidence": "条例", "shown_at": "大厅"}
		b.refused("result.people", regime.Handler, concern, "record_clarification", whose)
		b.refused("action.need", regime.Handler, concern, "record_adoption", map[string]any{"adoption": "adopted", "reason": "x"})
		b.act(regime.Handler, concern, "record_clarification", said)
		b.act(regime.OfficeDirector, concern, "close", map[string]any{"outcome": "explained", "reason": "已说明"})
		m, err := b.store.Matter(context.Background(), concern)
		b.must(err)
		list, err := b.store.Outturns(context.Background(), m.ID)
		b.must(err)
		if len(list) != 1 || list[0].Claim != said["claim"] || list[0].Evidence != said["evidence"] || list[0].ShownAt != said["shown_at"] || list[0].PublicAt == 0 {
			t.Fatalf("the result: %+v", list)
		}
	})
}

func TestEveryDocumentToCloseIsAskedFor(t *testing.T) {
	each(t, func(b *bureau) {
		b.adopts(func(source string) string {
			return strings.ReplaceAll(source, `to_close: ["conclusion", `, `to_close: ["conclusion", "consultation_minutes", `)
		})
		concern := b.answering(regime.General)
		b.act(regime.DutyOfficer, concern, "assess_answer", answerNo)
		b.act(regime.OfficeDirector, concern, "no_answer", map[string]any{"reason": "已当面答复"})
		b.refused("needs.nothing_owed", regime.OfficeDirector, concern, "close", map[string]any{"outcome": "explained", "reason": "已说明"})
	})
}

// adopts lets the preset govern the bureau with a change of its text.
func (b *bureau) adopts(change func(source string) string) {
	b.t.Helper()
	reg, err := regime.Preset("petition-bureau")
	b.must(err)
	source := change(reg.Source)
	if source == reg.Source {
		b.t.Fatal("the change changes nothing")
	}
	reg, err = regime.Parse(source)
	b.must(err)
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.AdoptRegime(reg, b.agency(), regime.Kinds)
		return err
	}))
}
