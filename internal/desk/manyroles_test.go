package desk_test

import (
	"context"
	"testing"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/testkit"
)

// A person may hold every role, and is still one person: no step that asks for
// two is taken by one.
func TestOnePersonWithEveryRoleIsOnePerson(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		everything := matter.Actor{ID: b.who[regime.OfficeDirector].ID, Name: "一人多职", UnitID: b.units["office"].ID}
		other := matter.Actor{ID: b.who[regime.Reviewer].ID, Name: "另一人", UnitID: b.units["office"].ID}
		for _, role := range regime.Roles {
			if role != regime.SystemAdmin && role != regime.SecurityAdmin && role != regime.Auditor {
				everything.Grants = append(everything.Grants, b.who[role].Grants...)
				other.Grants = append(other.Grants, b.who[role].Grants...)
			}
		}
		number := b.judged()
		for _, step := range []struct {
			action matter.Action
			in     map[string]any
		}{
			{"dispatch", map[string]any{"note": "请核实"}},
			{"receive", nil},
			{"add_fact", map[string]any{"claim": "排队", "finding": "属实", "verdict": "true", "evidence": "现场"}},
			{"conclude", map[string]any{"text": "属实"}},
		} {
			if got := b.tries(everything, number, step.action, step.in); got != "" {
				t.Fatalf("%s: %s", step.action, got)
			}
		}
		if got := b.tries(everything, number, "begin_statement", map[string]any{"title": "关于窗口排队的答复", "text": "已加开窗口。"}); got != "" {
			t.Fatal(got)
		}
		draft, err := b.store.NewestStatement(ctx, number)
		b.must(err)
		if got := b.tries(everything, draft, "submit", nil); got != "" {
			t.Fatal(got)
		}
		for _, gate := range []string{"policy", "secrecy", "text"} {
			if got := b.tries(everything, draft, "sign", testkit.Ticked(gate, 4)); got != "needs.not_drafter" && got != "needs.gate_open" {
				t.Errorf("the drafter signs %s: %q", gate, got)
			}
			if got := b.tries(other, draft, "sign", testkit.Ticked(gate, 4)); got != "" && got != "needs.gate_open" {
				t.Fatalf("another signs %s: %s", gate, got)
			}
		}
		if got := b.tries(everything, draft, "approve", nil); got != "needs.not_drafter" {
			t.Errorf("the drafter approves: %q", got)
		}
		if got := b.tries(other, draft, "approve", nil); got != "needs.not_signer" {
			t.Errorf("the signer approves: %q", got)
		}
		if got := b.tries(b.who[regime.Head], draft, "approve", nil); got != "" {
			t.Errorf("a third person approves: %q", got)
		}
	})
}
