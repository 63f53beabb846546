package desk_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// published brings a concern to a published statement.
func (b *bureau) published() (concern, statement string) {
	b.t.Helper()
	concern = b.answering(regime.General)
	statement = b.act(regime.Drafter, concern, "begin_statement", map[string]any{"title": "说明", "text": "号源 8:52 发完。某市信访局"}).Created
	b.act(regime.Drafter, statement, "submit", nil)
	b.sign(statement)
	b.act(approver(b, statement), statement, "approve", nil)
	b.release()
	return concern, statement
}

func TestCorrectionAndWithdrawal(t *testing.T) {
	each(t, func(b *bureau) {
		_, s := b.published()
		b.act(regime.Drafter, s, "correct", map[string]any{"reason": "时间有误"})
		b.refused("needs.text_changed", regime.Drafter, s, "submit", nil)
		b.act(regime.Drafter, s, "save", map[string]any{"title": "说明（更正）", "text": "号源 8:50 发完。某市信访局"})
		b.refused("needs.not_public", regime.Drafter, s, "drop", map[string]any{"reason": "x"})
		b.act(regime.Drafter, s, "submit", nil)
		b.sign(s)
		b.act(approver(b, s), s, "approve", nil)
		b.release()
		p, err := b.store.PublicStatement(context.Background(), s)
		b.must(err)
		if p.Title != "说明（更正）" || len(p.History) != 2 {
			t.Fatalf("after the correction: %+v", p)
		}
		b.refused("act.role", regime.Drafter, s, "withdraw", map[string]any{"reason": "x"})
		b.act(approver(b, s), s, "withdraw", map[string]any{"reason": "事实有变"})
		b.release()
		p, err = b.store.PublicStatement(context.Background(), s)
		b.must(err)
		if !p.Withdrawn || p.Text == "" || len(p.History) != 3 {
			t.Fatalf("a withdrawn statement keeps its text and history: %+v", p)
		}
		if n, err := b.store.VerifyAudit(context.Background(), nil); err != nil || n == 0 {
			t.Fatalf("audit: %d %v", n, err)
		}
	})
}

func TestCancelledCorrection(t *testing.T) {
	each(t, func(b *bureau) {
		_, s := b.published()
		b.act(regime.Drafter, s, "correct", map[string]any{"reason": "时间有误"})
		b.act(regime.Drafter, s, "save", map[string]any{"title": "改了", "text": "改了"})
		b.act(regime.Drafter, s, "cancel_correction", nil)
		m, err := b.store.Matter(context.Background(), s)
		b.must(err)
		if m.State != matter.Released || m.Title != "说明" {
			t.Fatalf("after giving the correction up: %+v", m)
		}
		// A later correction begins with the public text and a new version.
		b.act(regime.Drafter, s, "correct", map[string]any{"reason": "再改"})
		b.act(regime.Drafter, s, "save", map[string]any{"title": "再改", "text": "再改"})
	})
}

func TestHandBack(t *testing.T) {
	each(t, func(b *bureau) {
		number, err := b.desk.Open(context.Background(), b.who[regime.DutyOfficer], desk.Opening{Title: "咨询电话无人接"})
		b.must(err)
		b.act(regime.DutyOfficer, number, "confirm_grade", map[string]any{"grade": "general", "need": "criticism", "unit": "接访科", "reason": "多人反映"})
		b.act(regime.OfficeDirector, number, "dispatch", map[string]any{"note": "请核实"})
		b.clock.Advance(time.Hour)
		b.act(regime.Handler, number, "hand_back", map[string]any{"ground": "not_our_duty", "reason": "电话由办公室排班"})
		if k := b.clocks(number)["dispatch-general"]; k.State != "running" {
			t.Fatalf("the clock runs on through a hand-back: %+v", k)
		}
		b.act(regime.OfficeDirector, number, "transfer", map[string]any{"unit": "办信科", "reason": "改由办信科承办"})
		b.act(regime.OfficeDirector, number, "dispatch", map[string]any{"note": "请核实"})
		b.refused("act.role", regime.Handler, number, "receive", nil)
	})
}

func TestRegradeOpensGatesAgain(t *testing.T) {
	each(t, func(b *bureau) {
		concern := b.answering(regime.General)
		s := b.act(regime.Drafter, concern, "begin_statement", map[string]any{"title": "说明", "text": "正文"}).Created
		b.act(regime.Drafter, s, "submit", nil)
		b.sign(s)
		b.act(regime.OfficeDirector, concern, "regrade", map[string]any{"grade": "major", "reason": "有人受伤"})
		if got := b.state(s); got != matter.Reviewing {
			t.Fatalf("a draft that waited for approval under the old grade is %s", got)
		}
		b.clock.Advance(time.Minute)
		b.act(regime.OfficeDirector, concern, "propose_downgrade", map[string]any{"grade": "general", "reason": "伤情排除"})
		b.clock.Advance(time.Minute)
		b.act(regime.Deputy, concern, "confirm_downgrade", nil)
		if got := b.state(s); got != matter.Approving {
			t.Fatalf("with every gate of the old grade signed again the draft is %s", got)
		}
		b.clock.Advance(time.Minute)
		b.act(regime.OfficeDirector, concern, "regrade", map[string]any{"grade": "major", "reason": "再次确认有人受伤"})
		// The assisting unit has not received its note: the stricter clock runs.
		if k := b.clocks(concern)["dispatch-major"]; k.State != "running" {
			t.Errorf("dispatch clock of the new grade: %+v", k)
		}
		m, err := b.store.Matter(context.Background(), concern)
		b.must(err)
		list, err := b.store.Clocks(context.Background(), m.ID)
		b.must(err)
		running := 0
		for _, k := range list {
			if k.Code == "first-answer" && k.State == "running" {
				running++
			}
		}
		if running != 1 {
			t.Errorf("%d clocks of the first answer run", running)
		}
	})
}

func TestTwoPeopleOneVersion(t *testing.T) {
	each(t, func(b *bureau) {
		number := b.answering(regime.General)
		m, err := b.store.Matter(context.Background(), number)
		b.must(err)
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() {
				_, errs[i] = b.desk.Act(context.Background(), b.who[regime.OfficeDirector], desk.Input{Matter: number, Version: m.Version, Action: "note", Input: map[string]any{"text": "并发"}})
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			switch fault.CodeOf(err) {
			case "":
				won++
			case "version.stale":
			default:
				t.Errorf("unexpected: %v", err)
			}
		}
		if won != 1 {
			t.Fatalf("%d of 8 acts on one version were taken", won)
		}
	})
}

func TestSees(t *testing.T) {
	each(t, func(b *bureau) {
		number := b.answering(regime.General)
		stranger := matter.Actor{ID: "x", Grants: []matter.Grant{{UnitID: "other", AgencyID: "other", Path: "other/", Agency: true, Role: regime.Head}}}
		if _, _, err := b.desk.Offers(context.Background(), stranger, number); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a stranger gets %v", err)
		}
		if _, _, err := b.desk.Offers(context.Background(), stranger, "C-2026-9999"); fault.CodeOf(err) != "matter.unknown" {
			t.Errorf("an unknown number gets %v", err)
		}
		if _, _, err := b.desk.Offers(context.Background(), b.who[regime.SecurityAdmin], number); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a security administrator gets %v", err)
		}
		_, offers, err := b.desk.Offers(context.Background(), b.who[regime.SystemAdmin], number)
		if err != nil || len(offers) != 0 {
			t.Errorf("a system administrator reads and acts on nothing: %v %v", offers, err)
		}
	})
}

func TestReleaseRefusesOtherText(t *testing.T) {
	each(t, func(b *bureau) {
		concern := b.answering(regime.General)
		s := b.act(regime.Drafter, concern, "begin_statement", map[string]any{"title": "说明", "text": "正文"}).Created
		b.act(regime.Drafter, s, "submit", nil)
		b.sign(s)
		b.act(approver(b, s), s, "approve", nil)
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE statement_text SET body = 'tampered'`)
			return err
		}))
		ids, err := b.store.QueuedJobs(context.Background(), "release")
		b.must(err)
		if err := b.desk.Release(context.Background(), ids[0]); fault.CodeOf(err) != "release.unapproved" {
			t.Fatalf("a text that nobody approved: %v", err)
		}
	})
}

func TestAuditFindsEveryEdit(t *testing.T) {
	each(t, func(b *bureau) {
		b.published()
		ctx := context.Background()
		head, err := b.store.Head(ctx)
		b.must(err)
		for _, edit := range []string{
			`UPDATE audit SET action = 'x' WHERE seq = 3`, `UPDATE audit SET at = at + 1 WHERE seq = 5`, `DELETE FROM audit WHERE seq = 4`,
			`UPDATE audit_detail SET body = '{}' WHERE seq = 6`, `UPDATE audit_detail SET salt = '', body = 'forged' WHERE seq = 6`, `UPDATE audit SET hash = prev WHERE seq = 2`,
			`DELETE FROM audit WHERE seq = (SELECT seq FROM chain_head WHERE name = 'audit')`,
		} {
			err := b.store.Write(ctx, func(tx *store.Tx) error {
				if _, err := tx.Exec(edit); err != nil {
					return err
				}
				_, verr := tx.VerifyAudit(&head)
				if verr == nil {
					t.Errorf("not found: %s", edit)
				}
				return context.Canceled // undo the edit
			})
			if err == nil || !strings.Contains(err.Error(), "canceled") {
				t.Fatal(err)
			}
		}
		if _, err := b.store.VerifyAudit(ctx, &head); err != nil {
			t.Fatal(err)
		}
		if _, err := b.store.VerifyAudit(ctx, &store.Anchor{Seq: head.Seq + 1, Hash: "x"}); err == nil {
			t.Error("a log that ends before its anchor was not found")
		}
	})
}

func TestProposeTopicRefuses(t *testing.T) {
	each(t, func(b *bureau) {
		who := b.who[regime.OfficeDirector]
		for code, bad := range map[string]store.Topic{
			"topic.title":     {Rule: "信访局 且 取号", Terms: []string{"信访局"}, Posts: 1, Sources: 1},
			"topic.threshold": {Title: "取号", Rule: "信访局 且 取号", Terms: []string{"信访局"}},
			"match.syntax":    {Title: "取号", Rule: "(信访局 且", Terms: []string{"信访局"}, Posts: 1, Sources: 1},
		} {
			if _, err := b.desk.ProposeTopic(context.Background(), who, bad, ""); fault.CodeOf(err) != code {
				t.Errorf("want %s, got %v", code, err)
			}
		}
		if _, err := b.desk.ProposeTopic(context.Background(), b.who[regime.Contractor], store.Topic{}, ""); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a contractor gets %v", err)
		}
	})
}
