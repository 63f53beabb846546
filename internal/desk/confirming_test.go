package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit"
)

// neighbour adds an agency beside or below the first, led by one person whose
// role is named after it.
func (b *bureau) neighbour(code, name, parent string, roles ...regime.Role) store.Unit {
	b.t.Helper()
	agency := store.Unit{Kind: "agency", Code: code, Name: name, ParentID: parent}
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		if err := tx.AddUnit(&agency); err != nil {
			return err
		}
		office := store.Unit{Kind: "section", Code: code + "-office", Name: name + "办公室", ParentID: agency.ID, Office: true}
		if err := tx.AddUnit(&office); err != nil {
			return err
		}
		b.units[code+"-office"] = office
		for _, role := range roles {
			p := store.Person{Login: code + string(role), Name: name + string(role), UnitID: office.ID}
			if err := tx.AddPerson(&p); err != nil {
				return err
			}
			if err := tx.GrantRole(p.ID, office.ID, role); err != nil {
				return err
			}
			b.who[regime.Role(code+"."+string(role))] = matter.Actor{ID: p.ID, Name: p.Name, UnitID: office.ID, Grants: []matter.Grant{{UnitID: office.ID, AgencyID: agency.ID, Path: office.Path, Office: true, Role: role}}}
		}
		return nil
	}))
	b.units[code] = agency
	return agency
}

func TestConfirmation(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.neighbour("water", "某市水务局", b.units["office"].AgencyID, regime.Head, regime.Handler)
		concern := b.answering(regime.General)
		s := b.act(regime.Drafter, concern, "begin_statement", map[string]any{"title": "说明", "text": "经核实，水压已恢复。某市信访局"}).Created
		if _, _, err := b.desk.Offers(ctx, b.who["water.head"], s); err == nil {
			t.Fatal("an agency that nobody asked sees the draft")
		}
		b.refused("confirmation.self", regime.Drafter, s, "ask_confirmation", map[string]any{"units": "接访科"})
		b.act(regime.Drafter, s, "ask_confirmation", map[string]any{"units": "某市水务局", "question": "水压恢复时间是否准确"})
		b.refused("confirmation.asked", regime.Drafter, s, "ask_confirmation", map[string]any{"units": "某市水务局"})
		b.act(regime.Drafter, s, "save", map[string]any{"title": "说明", "text": "经核实，水压 3月16日恢复。某市信访局"})
		b.act(regime.Drafter, s, "submit", nil)
		m, err := b.store.Matter(ctx, s)
		b.must(err)
		if k := b.clocks(s)["confirmation"]; k.State != "running" {
			t.Fatalf("the clock of those asked: %+v", k)
		}
		b.sign(s)
		b.refused("needs.all_heard", approver(b, s), s, "approve", nil)
		b.clock.Advance(100 * time.Hour) // silence is never consent
		b.ring()
		if k := b.clocks(s)["confirmation"]; k.BreachedAt == 0 {
			t.Fatalf("silence past the time is late: %+v", k)
		}
		b.refused("needs.all_heard", approver(b, s), s, "approve", nil)
		b.refused("act.role", "water.handler", s, "confirm", nil) // a section's handler speaks for no agency
		b.refused("act.role", regime.Head, s, "confirm", nil)
		b.refused("input.missing", "water.head", s, "object", nil)
		b.act("water.head", s, "object", map[string]any{"reason": "是 3月15日恢复的"})
		if k := b.clocks(s)["confirmation"]; k.State != "late" {
			t.Fatalf("an answer ends the clock, late: %+v", k)
		}
		b.refused("needs.all_heard", approver(b, s), s, "approve", nil)
		b.act(regime.Drafter, s, "save", map[string]any{"title": "说明", "text": "经核实，水压 3月15日恢复。某市信访局"})
		b.act(regime.Drafter, s, "submit", nil) // asked again about the new text
		b.sign(s)
		b.refused("needs.all_heard", approver(b, s), s, "approve", nil)
		b.act("water.head", s, "confirm", map[string]any{"note": "属实"})
		all, err := b.store.Confirmations(ctx, m.ID)
		b.must(err)
		var states []string
		for _, c := range all {
			states = append(states, c.State)
		}
		if got := strings.Join(states, " "); got != "void void confirmed" {
			t.Fatalf("an edit voids what was said: %s", got)
		}
		b.act(approver(b, s), s, "approve", nil)
		b.release()
		if got := b.state(s); got != matter.Released {
			t.Fatalf("confirmed and approved it is %s", got)
		}
	})
}

func TestNoLongerAsked(t *testing.T) {
	each(t, func(b *bureau) {
		b.neighbour("water", "某市水务局", b.units["office"].AgencyID, regime.Head)
		s := b.draft(b.answering(regime.General))
		b.act(regime.Drafter, s, "ask_confirmation", map[string]any{"units": []string{"某市水务局", "办信科"}})
		b.refused("act.role", regime.Drafter, s, "end_confirmation", map[string]any{"unit": "办信科", "reason": "x"})
		b.act(regime.Head, s, "end_confirmation", map[string]any{"unit": "办信科", "reason": "不涉及该科"})
		b.sign(s)
		b.refused("needs.all_heard", approver(b, s), s, "approve", nil)
		b.act("water.head", s, "confirm", nil)
		b.act(approver(b, s), s, "approve", nil)
	})
}

// TestApprovalAbove: in a tree of three levels, the agency above decides on a
// major statement: neither the own approver nor the top does.
func TestApprovalAbove(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		top := b.units["office"].AgencyID
		region := b.neighbour("region", "某区局", top, regime.Head, regime.Deputy)
		county := b.neighbour("county", "某县局", region.ID, regime.DutyOfficer, regime.OfficeDirector, regime.Head, regime.Reviewer, regime.Deputy, regime.Liaison, regime.Drafter, regime.Handler)
		reg, err := regime.Preset("petition-bureau")
		b.must(err)
		source := reg.Source
		i := strings.LastIndex(source, "chains:")
		j := i + strings.Index(source[i:], "plans:")
		chains := source[i:j]
		k := strings.LastIndex(chains, `- grade: "major"`)
		major := strings.Replace(strings.Replace(chains[k:], `level: "own"`, `level: "above"`, 1), `approvers: ["approver"]`, `approvers: ["head", "deputy"]`, 1)
		changed, err := regime.Parse(source[:i] + chains[:k] + major + source[j:])
		b.must(err)
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.AdoptRegime(changed, county.ID, regime.Kinds)
			return err
		}))
		in := func(role regime.Role) regime.Role { return "county." + role }
		number, err := b.desk.Open(ctx, b.who[in(regime.DutyOfficer)], desk.Opening{Title: "停电"})
		b.must(err)
		b.act(in(regime.DutyOfficer), number, "confirm_grade", map[string]any{"grade": "major", "need": "question", "unit": "某县局办公室", "reason": "涉及安全"})
		b.act(in(regime.OfficeDirector), number, "dispatch", map[string]any{"note": "请核实"})
		b.act(in(regime.Handler), number, "receive", nil)
		b.act(in(regime.Handler), number, "add_fact", map[string]any{"claim": "停电", "finding": "3月16日停电", "verdict": "true", "evidence": "日志"})
		b.act(in(regime.Handler), number, "conclude", map[string]any{"text": "属实"})
		b.act(in(regime.DutyOfficer), number, "assess_answer", map[string]any{"answer": "yes", "unit": "某县局办公室", "harm": "safety", "affected": "停电的住户", "reason": "涉及安全"})
		s := b.act(in(regime.Drafter), number, "begin_statement", map[string]any{"title": "说明", "text": "经核实，3月16日停电。某县局"}).Created
		b.act(in(regime.Drafter), s, "submit", nil)
		m, err := b.store.Matter(ctx, s)
		b.must(err)
		chain, _ := changed.Chain(m.Grade)
		for _, g := range chain.Gates {
			b.act(in(regime.Reviewer), s, "sign", testkit.Ticked(string(g.Gate), len(g.Checks)))
		}
		b.refused("act.role", in(regime.Head), s, "approve", nil)
		b.refused("act.role", regime.Head, s, "approve", nil) // two levels up
		tree, err := b.desk.Tree(ctx)
		b.must(err)
		drafts, err := b.store.DeskDrafts(ctx, []string{"approving"}, tree.Scope(b.who["region.head"]), 10)
		b.must(err)
		if len(drafts) != 1 || drafts[0].M.Number != s {
			t.Fatalf("the agency above does not see the draft in its queue: %v", drafts)
		}
		notices, err := b.store.Notices(ctx, b.who["region.deputy"].ID, 10)
		b.must(err)
		if len(notices) == 0 || !strings.HasPrefix(notices[0].Text, "待批准") {
			t.Fatalf("the approvers above are told: %v", notices)
		}
		b.act("region.deputy", s, "return", map[string]any{"reason": "写明恢复时间"})
		b.act(in(regime.Drafter), s, "save", map[string]any{"title": "说明", "text": "经核实，3月16日停电，已恢复。某县局"})
		b.act(in(regime.Drafter), s, "submit", nil)
		for _, g := range chain.Gates {
			b.act(in(regime.Reviewer), s, "sign", testkit.Ticked(string(g.Gate), len(g.Checks)))
		}
		b.act("region.head", s, "approve", nil)
		b.release()
		if got := b.state(s); got != matter.Released {
			t.Fatalf("approved above it is %s", got)
		}
	})
}
