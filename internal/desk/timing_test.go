package desk_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// statutory are clocks after the regulations on information requests and petitions,
// put on concerns so that every feature of a clock has a road to walk.
const statutory = `
  - id: reply
    title: 公开答复申请
    article: "4"
    kind: concern
    from: grade.confirmed
    within: 20 working days
    owed_by: handler
    owed_to: 申请人
    met_by: result_report
    ladder: quiet
    excludes:
      - {id: third-party, title: 征求第三方意见, article: "4"}
      - {id: other-agency, title: 征求其他机关意见, article: "4"}
    restarts_on: [material.received]
    extend: {at_most: 20 working days, approver: deputy, article: "4", notice: true}
  - id: consult
    title: 征求共同制作机关意见
    article: "4"
    kind: concern
    from: grade.confirmed
    within: 15 working days
    owed_by: handler
    owed_to: 共同制作机关
    met_by: progress_report
    ladder: quiet
    silence: consent
  - id: filed
    title: 网上申请的答复
    article: "4"
    kind: concern
    from: grade.confirmed
    confirmed: true
    within: 20 working days
    owed_by: handler
    owed_to: 申请人
    met_by: first_report
    ladder: quiet
`

// statute adopts the preset with the statutory clocks.
func (b *bureau) statute() {
	b.t.Helper()
	reg, err := regime.Preset("petition-bureau")
	b.must(err)
	source := strings.Replace(reg.Source, "\nladders:\n", statutory+"ladders:\n  - id: quiet\n    article: \"4\"\n    rungs:\n      - at: \"75%\"\n        tell: [handler]\n", 1)
	reg, err = regime.Parse(source)
	b.must(err)
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.AdoptRegime(reg, b.units["office"].ParentID, regime.Kinds)
		return err
	}))
}

// graded opens a concern and confirms its grade.
func (b *bureau) graded(grade string) string {
	b.t.Helper()
	number, err := b.desk.Open(context.Background(), b.who[regime.DutyOfficer], desk.Opening{Title: "接待大厅上午取不到号"})
	b.must(err)
	b.act(regime.DutyOfficer, number, "confirm_grade", map[string]any{"grade": grade, "need": "difficulty", "unit": "接访科", "reason": "两个接待点同时受影响"})
	return number
}

func (b *bureau) due(number, code string) string {
	b.t.Helper()
	k := b.clocks(number)[code]
	if k.DueAt == store.Never {
		return "stands"
	}
	return time.UnixMilli(k.DueAt).In(time.FixedZone("CST", 8*3600)).Format("01-02")
}

func TestDowngradeNeedsTwo(t *testing.T) {
	each(t, func(b *bureau) {
		number := b.graded("major")
		b.refused("needs.raises", regime.OfficeDirector, number, "regrade", map[string]any{"grade": "general", "reason": "x"})
		b.refused("needs.lowering", regime.OfficeDirector, number, "confirm_downgrade", nil)
		b.refused("needs.lowers", regime.OfficeDirector, number, "propose_downgrade", map[string]any{"grade": "major", "reason": "x"})
		b.clock.Advance(time.Minute)
		b.act(regime.OfficeDirector, number, "propose_downgrade", map[string]any{"grade": "general", "reason": "两处是同一处"})
		if b.clocks(number)["dispatch-major"].State != "running" {
			t.Error("until another person agrees the clocks of the higher grade run")
		}
		b.refused("needs.not_proposer", regime.OfficeDirector, number, "confirm_downgrade", nil)
		b.refused("needs.not_proposer", regime.OfficeDirector, number, "refuse_downgrade", map[string]any{"reason": "x"})
		b.refused("needs.no_lowering", regime.Deputy, number, "propose_downgrade", map[string]any{"grade": "serious", "reason": "x"})
		b.refused("act.role", regime.Handler, number, "confirm_downgrade", nil)
		token := b.who[regime.Deputy]
		token.Token = true
		m, err := b.store.Matter(context.Background(), number)
		b.must(err)
		if _, err := b.desk.Act(context.Background(), token, desk.Input{Matter: number, Version: m.Version, Action: "confirm_downgrade"}); fault.CodeOf(err) != "act.token" {
			t.Errorf("a token confirmed: %v", err)
		}
		b.act(regime.Deputy, number, "refuse_downgrade", map[string]any{"reason": "还没有核实"})
		b.clock.Advance(time.Minute)
		b.act(regime.OfficeDirector, number, "propose_downgrade", map[string]any{"grade": "general", "reason": "已核实是同一处"})
		b.clock.Advance(time.Minute)
		b.act(regime.Deputy, number, "confirm_downgrade", map[string]any{"note": "同意"})
		m, err = b.store.Matter(context.Background(), number)
		b.must(err)
		clocks := b.clocks(number)
		if m.Grade != regime.General || clocks["dispatch-general"].State != "running" || clocks["dispatch-major"].State != "ended" {
			t.Errorf("after two agreed: %s %+v", m.Grade, clocks)
		}
		list, err := b.store.Gradings(context.Background(), m.ID)
		b.must(err)
		if len(list) != 2 || list[0].ProposedBy != b.who[regime.OfficeDirector].ID || list[0].ByID != b.who[regime.Deputy].ID || len(desk.ReadCriteria(list[0].Criteria)) == 0 {
			t.Errorf("the decision is recorded with both people and the criteria: %+v", list)
		}
		// A rise takes a pending proposal with it: it was made for other facts.
		b.clock.Advance(time.Minute)
		b.act(regime.OfficeDirector, number, "regrade", map[string]any{"grade": "serious", "reason": "又有人受影响"})
		b.act(regime.DutyOfficer, number, "propose_downgrade", map[string]any{"grade": "general", "reason": "x"})
		b.clock.Advance(time.Minute)
		b.act(regime.OfficeDirector, number, "regrade", map[string]any{"grade": "major", "reason": "有人受伤"})
		b.refused("needs.lowering", regime.Deputy, number, "confirm_downgrade", nil)
	})
}

func TestTwoConfirmAtOnceAndOneWins(t *testing.T) {
	each(t, func(b *bureau) {
		number := b.graded("major")
		b.act(regime.OfficeDirector, number, "propose_downgrade", map[string]any{"grade": "general", "reason": "两处是同一处"})
		m, err := b.store.Matter(context.Background(), number)
		b.must(err)
		var wait sync.WaitGroup
		results := make([]error, 2)
		for i, role := range []regime.Role{regime.Deputy, regime.Head} {
			wait.Go(func() {
				_, results[i] = b.desk.Act(context.Background(), b.who[role], desk.Input{Matter: number, Version: m.Version, Action: "confirm_downgrade"})
			})
		}
		wait.Wait()
		won := 0
		for _, err := range results {
			if err == nil {
				won++
			} else if fault.CodeOf(err) != "version.stale" {
				t.Errorf("the slower one: %v", err)
			}
		}
		list, err := b.store.Gradings(context.Background(), m.ID)
		b.must(err)
		if won != 1 || len(list) != 2 {
			t.Errorf("%d confirmed, %d decisions", won, len(list))
		}
	})
}

func TestDoneStepsAreKept(t *testing.T) {
	each(t, func(b *bureau) {
		number := b.graded("general")
		m, err := b.store.Matter(context.Background(), number)
		b.must(err)
		tasks, err := b.store.Tasks(context.Background(), m.ID)
		b.must(err)
		for _, k := range tasks {
			if k.DueAt == store.Never || k.Role == "" || k.UnitID == "" {
				t.Errorf("a step without owner or due time: %+v", k)
			}
			if k.Event == "" {
				b.act(regime.OfficeDirector, number, "complete_task", map[string]any{"task": k.ID})
			}
		}
		b.clock.Advance(time.Minute)
		b.act(regime.OfficeDirector, number, "regrade", map[string]any{"grade": "serious", "reason": "又有人受影响"})
		after, err := b.store.Tasks(context.Background(), m.ID)
		b.must(err)
		seen, done := map[string]int{}, 0
		for _, k := range after {
			seen[k.Title]++
			if k.DoneAt != 0 {
				done++
			}
		}
		for title, n := range seen {
			if n > 1 {
				t.Errorf("%q is asked for %d times", title, n)
			}
		}
		if done == 0 {
			t.Error("what was done is gone")
		}
	})
}

func TestHandBackIsCountedAndEnds(t *testing.T) {
	each(t, func(b *bureau) {
		number := b.graded("general")
		for range 2 {
			b.act(regime.OfficeDirector, number, "dispatch", map[string]any{"note": "请核实"})
			b.clock.Advance(time.Minute)
			b.refused("input.word", regime.Handler, number, "hand_back", map[string]any{"ground": "too_hard", "reason": "x"})
			b.act(regime.Handler, number, "hand_back", map[string]any{"ground": "other_unit", "reason": "应由办公室承办"})
			if k := b.clocks(number)["dispatch-general"]; k.State != "running" {
				t.Errorf("the clock runs on: %+v", k)
			}
			b.clock.Advance(time.Minute)
			if o, err := b.try(regime.OfficeDirector, number, "transfer", map[string]any{"unit": "接访科", "reason": "仍由接访科"}); err != nil && fault.CodeOf(err) != "needs.arbitrated" {
				t.Errorf("%+v %v", o, err)
			}
		}
		b.refused("needs.arbitrated", regime.OfficeDirector, number, "dispatch", map[string]any{"note": "请核实"})
		b.refused("needs.arbiter", regime.Head, number, "arbitrate", map[string]any{"unit": "接访科", "reason": "x"})
		b.act(regime.OfficeDirector, number, "arbitrate", map[string]any{"unit": "接访科", "reason": "职责清单第三项"})
		b.act(regime.OfficeDirector, number, "dispatch", map[string]any{"note": "请核实"})
		b.refused("needs.may_hand_back", regime.Handler, number, "hand_back", map[string]any{"ground": "other_unit", "reason": "x"})
		b.act(regime.Handler, number, "receive", nil)
	})
}

func TestObjectionWindow(t *testing.T) {
	each(t, func(b *bureau) {
		number := b.graded("general") // Monday 16 March
		b.act(regime.OfficeDirector, number, "dispatch", map[string]any{"note": "请核实"})
		b.act(regime.Handler, number, "receive", nil)
		b.clock.Advance(3 * 24 * time.Hour)
		b.refused("needs.in_window", regime.Handler, number, "hand_back", map[string]any{"ground": "not_our_duty", "reason": "x"})
	})
}

func TestExclusionsOverlapAndCountOnce(t *testing.T) {
	each(t, func(b *bureau) {
		b.statute()
		number := b.graded("general") // Monday 16 March: 20 working days end on 14 April
		if got := b.due(number, "reply"); got != "04-14" {
			t.Fatalf("20 working days end on %s", got)
		}
		b.refused("input.missing", regime.OfficeDirector, number, "pause_clock", map[string]any{"clock": "reply", "reason": "x"})
		b.refused("clock.ground", regime.OfficeDirector, number, "pause_clock", map[string]any{"clock": "reply", "ground": "busy", "reason": "x"})
		b.refused("clock.counts", regime.OfficeDirector, number, "pause_clock", map[string]any{"clock": "first-answer", "ground": "third-party", "reason": "x"})
		b.act(regime.OfficeDirector, number, "pause_clock", map[string]any{"clock": "reply", "ground": "third-party", "reason": "函 1 号"})
		b.refused("clock.state", regime.OfficeDirector, number, "pause_clock", map[string]any{"clock": "reply", "ground": "third-party", "reason": "函 1 号"})
		b.clock.Advance(24 * time.Hour)
		b.act(regime.OfficeDirector, number, "pause_clock", map[string]any{"clock": "reply", "ground": "other-agency", "reason": "函 2 号"})
		b.clock.Advance(24 * time.Hour)
		b.act(regime.OfficeDirector, number, "resume_clock", map[string]any{"clock": "reply", "ground": "third-party"})
		if got := b.due(number, "reply"); got != "stands" {
			t.Fatalf("one of two grounds has ended: %s", got)
		}
		b.clock.Advance(24 * time.Hour)
		b.act(regime.OfficeDirector, number, "resume_clock", map[string]any{"clock": "reply"})
		// 16 to 19 March at ten: the ends of 16, 17 and 18 March were covered, of
		// which the first does not count anyhow.
		if got := b.due(number, "reply"); got != "04-16" {
			t.Fatalf("two days more end on %s", got)
		}
		b.act(regime.OfficeDirector, number, "exclude_time", map[string]any{"clock": "reply", "ground": "third-party", "start": "2026-03-17T09:00", "end": "2026-03-18T18:00", "reason": "函 3 号"})
		if got := b.due(number, "reply"); got != "04-16" {
			t.Fatalf("what is covered already counts once: %s", got)
		}
		for code, in := range map[string]map[string]any{
			"clock.order":   {"start": "2026-03-18T18:00", "end": "2026-03-18T09:00"},
			"clock.future":  {"start": "2026-03-18T18:00", "end": "2026-05-18T09:00"},
			"clock.before":  {"start": "2026-03-01T18:00", "end": "2026-03-02T09:00"},
			"clock.instant": {"start": "gestern", "end": "2026-03-02T09:00"},
		} {
			in["clock"], in["ground"], in["reason"] = "reply", "third-party", "x"
			b.refused(code, regime.OfficeDirector, number, "exclude_time", in)
		}
		steps := strings.Join(b.clocks(number)["reply"].Steps, "")
		if !strings.Contains(steps, "征求第三方意见") || !strings.Contains(steps, "征求其他机关意见") {
			t.Errorf("the arithmetic names the grounds: %s", steps)
		}
	})
}

func TestExtensionOnceWithNotice(t *testing.T) {
	each(t, func(b *bureau) {
		b.statute()
		number := b.graded("general")
		in := map[string]any{"clock": "reply", "within": "20 working days", "reason": "资料分散"}
		b.refused("clock.approver", regime.OfficeDirector, number, "extend_clock", in)
		b.refused("clock.notice", regime.Deputy, number, "extend_clock", in)
		in["notice"] = "因资料分散，答复期限延长二十个工作日。"
		in["within"] = "21 working days"
		b.refused("extension.most", regime.Deputy, number, "extend_clock", in)
		in["within"] = "20 days"
		b.refused("extension.unit", regime.Deputy, number, "extend_clock", in)
		in["within"] = "20 working days"
		b.act(regime.Deputy, number, "extend_clock", in)
		if got := b.due(number, "reply"); got != "05-14" {
			t.Errorf("40 working days end on %s", got)
		}
		b.refused("clock.once", regime.Deputy, number, "extend_clock", in)
		m, err := b.store.Matter(context.Background(), number)
		b.must(err)
		documents, err := b.store.Documents(context.Background(), m.ID)
		b.must(err)
		found := false
		for _, d := range documents {
			found = found || d.Kind == regime.ExtensionNotice && strings.Contains(d.Body, "申请人")
		}
		steps := strings.Join(b.clocks(number)["reply"].Steps, "")
		if !found || !strings.Contains(steps, "分管负责人") && !strings.Contains(steps, "副组长") || !strings.Contains(steps, "资料分散") {
			t.Errorf("notice %v, arithmetic %s", found, steps)
		}
	})
}

func TestRestart(t *testing.T) {
	each(t, func(b *bureau) {
		b.statute()
		number := b.graded("general")
		b.clock.Advance(7 * 24 * time.Hour)
		b.act(regime.OfficeDirector, number, "receive_material", map[string]any{"text": "补正的申请书"})
		k := b.clocks(number)["reply"]
		if b.due(number, "reply") != "04-21" || k.FirstAt == 0 || !strings.Contains(strings.Join(k.Steps, ""), "重新起算") {
			t.Errorf("begun anew on 23 March: %s %+v", b.due(number, "reply"), k)
		}
		b.clock.Advance(60 * 24 * time.Hour)
		b.ring()
		b.act(regime.OfficeDirector, number, "receive_material", map[string]any{"text": "第二份"})
		m, err := b.store.Matter(context.Background(), number)
		b.must(err)
		list, err := b.store.Clocks(context.Background(), m.ID)
		b.must(err)
		late, running := 0, 0
		for _, k := range list {
			if k.Code == "reply" && k.BreachedAt != 0 {
				late++
			}
			if k.Code == "reply" && k.State == "running" {
				running++
			}
		}
		if late != 1 || running != 1 {
			t.Errorf("what was late stays late beside the new run: %+v", list)
		}
	})
}

func TestSilenceSpeaks(t *testing.T) {
	each(t, func(b *bureau) {
		b.statute()
		number := b.graded("general") // 15 working days from 16 March end on 7 April
		if got := b.due(number, "consult"); got != "04-07" {
			t.Fatalf("15 working days end on %s", got)
		}
		b.clock.Advance(25 * 24 * time.Hour)
		b.ring()
		b.ring()
		k := b.clocks(number)["consult"]
		if k.State != "ended" || k.Silence != "consent" || k.BreachedAt != 0 {
			t.Fatalf("after the due time: %+v", k)
		}
		m, err := b.store.Matter(context.Background(), number)
		b.must(err)
		events, err := b.store.Events(context.Background(), m.ID)
		b.must(err)
		said := 0
		for _, e := range events {
			if e.Word == string(regime.SilenceConsent) {
				said++
				if e.At != k.DueAt || e.ActorID != "system" {
					t.Errorf("the event stands at the due time and is the system's: %+v", e)
				}
			}
		}
		if said != 1 || m.NextDue == k.DueAt {
			t.Errorf("said %d times, next due %d", said, m.NextDue)
		}
	})
}

func TestBothSidesConfirmTheStart(t *testing.T) {
	each(t, func(b *bureau) {
		b.statute()
		number := b.graded("general")
		if _, ok := b.clocks(number)["filed"]; ok {
			t.Fatal("nobody has confirmed yet")
		}
		b.act(regime.DutyOfficer, number, "confirm_start", map[string]any{"clock": "filed", "side": "own", "note": "系统回执"})
		b.refused("clock.confirmed", regime.DutyOfficer, number, "confirm_start", map[string]any{"clock": "filed", "side": "own", "note": "系统回执"})
		b.clock.Advance(48 * time.Hour)
		b.act(regime.Handler, number, "confirm_start", map[string]any{"clock": "filed", "side": "other", "note": "申请人来电确认"})
		if got := b.due(number, "filed"); got != "04-16" {
			t.Errorf("20 working days from 18 March end on %s", got)
		}
		b.refused("needs.start_offered", regime.DutyOfficer, number, "confirm_start", map[string]any{"clock": "filed", "side": "own", "note": "x"})
	})
}
