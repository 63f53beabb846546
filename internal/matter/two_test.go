package matter_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
)

// everywhere holds every role in every place.
func everywhere(id string) matter.Actor {
	a := matter.Actor{ID: id}
	for _, role := range regime.Roles {
		for _, g := range places {
			g.Role = role
			a.Grants = append(a.Grants, g)
		}
	}
	return a
}

// TestNobodyIsBothSides lets one person who holds every role everywhere take both
// sides of each step that needs two people.
func TestNobodyIsBothSides(t *testing.T) {
	me := everywhere("me")
	for _, c := range []struct {
		name   string
		m      matter.Matter
		action matter.Action
		with   func(f *matter.Facts)
		in     map[string]any
		code   string
	}{
		{"who proposed a lower grade does not confirm it", matter.Matter{Kind: regime.Concern, State: matter.Judged}, "confirm_downgrade", func(f *matter.Facts) { f.Grade, f.Lowering, f.LoweringBy = regime.Major, regime.General, "me" }, nil, "needs.not_proposer"},
		{"nor refuses it", matter.Matter{Kind: regime.Concern, State: matter.Judged}, "refuse_downgrade", func(f *matter.Facts) { f.Grade, f.Lowering, f.LoweringBy = regime.Major, regime.General, "me" }, map[string]any{"reason": "x"}, "needs.not_proposer"},
		{"a grade is not lowered by raising", matter.Matter{Kind: regime.Concern, State: matter.Judged}, "regrade", func(f *matter.Facts) { f.Grade = regime.Major }, map[string]any{"grade": "general", "reason": "x"}, "needs.raises"},
		{"nor by opening the concern again", matter.Matter{Kind: regime.Concern, State: matter.Closed}, "reopen", func(f *matter.Facts) { f.Grade = regime.Major }, map[string]any{"grade": "general", "need": "question", "unit": "x", "reason": "x"}, "needs.not_lower"},
		{"a drafter signs nothing of the own text", matter.Matter{Kind: regime.Statement, State: matter.Reviewing}, "sign", func(f *matter.Facts) { f.Drafters = []string{"me"} }, map[string]any{"gate": "policy"}, "needs.not_drafter"},
		{"a signer does not release", matter.Matter{Kind: regime.Statement, State: matter.Approving}, "approve", func(f *matter.Facts) { f.OpenGates, f.Signed = nil, map[string][]string{"me": {"policy"}} }, nil, "needs.not_signer"},
		{"after the last hand-back nobody hands back again", matter.Matter{Kind: regime.Concern, State: matter.Dispatched}, "hand_back", func(f *matter.Facts) { f.HandBacks = 2 }, map[string]any{"ground": "not_our_duty", "reason": "x"}, "needs.may_hand_back"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := favourable()
			c.with(&f)
			if _, err := matter.Next(c.m, c.action, me, f, c.in); fault.CodeOf(err) != c.code {
				t.Errorf("got %v, want %s", err, c.code)
			}
			if f.LoweringBy == "me" {
				if _, err := matter.Next(c.m, c.action, everywhere("another"), f, c.in); err != nil {
					t.Errorf("another may: %v", err)
				}
			}
		})
	}
}

// TestNoTokenSigns tries every signature in every state with a token of every role.
func TestNoTokenSigns(t *testing.T) {
	who := everywhere("me")
	who.Token = true
	cells := 0
	for _, kind := range regime.Kinds {
		for _, row := range matter.Rows(kind) {
			for _, state := range row.From {
				if !row.Signs {
					continue
				}
				cells++
				if _, err := matter.Next(matter.Matter{Kind: kind, State: state}, row.Action, who, favourable(), inputs(row)); fault.CodeOf(err) != "act.token" {
					t.Errorf("%s %s %s: %v", kind, state, row.Action, err)
				}
			}
		}
	}
	t.Logf("%d cells", cells)
}

// bothSides are the steps that need another person than the one who took the step
// before, with what refuses that person.
var bothSides = map[string]string{
	"concern.confirm_downgrade": "needs.not_proposer", "concern.refuse_downgrade": "needs.not_proposer",
	"concern.open_invitation": "needs.not_inviter", "concern.receive_office": "needs.not_own_report", "concern.publish_review": "needs.not_review_drafter",
	"statement.sign": "needs.not_drafter", "statement.approve": "needs.not_drafter", "statement.withdraw": "needs.not_drafter", "message.approve_answer": "needs.not_drafter", "message.agree_aside": "needs.not_doubter",
	"statement.confirm": "needs.not_drafter", "statement.object": "needs.not_drafter", "statement.end_confirmation": "needs.not_drafter",
	"account_filing.agree_filing": "needs.not_applicant", "account_filing.refuse_filing": "needs.not_applicant", "account_filing.announce_account": "needs.not_applicant",
}

// TestEveryTwoPersonStepIsHeld lets one person who did everything before, and then
// another who did nothing, try every row in every state: the rows that tell them
// apart are exactly those of the list, so that none loses its guard unseen and a
// new one has to be entered.
func TestEveryTwoPersonStepIsHeld(t *testing.T) {
	f := favourable()
	f.Grade, f.Lowering, f.LoweringBy = regime.Major, regime.General, "me"
	f.InvitedBy, f.ReviewBy, f.Applicant, f.DoubtedBy = "me", "me", "me", "me"
	f.OfficeFrom, f.Drafters = []string{"me"}, []string{"me"}
	got := map[string]string{}
	for _, kind := range regime.Kinds {
		for _, row := range matter.Rows(kind) {
			for _, state := range row.From {
				m := matter.Matter{Kind: kind, State: state}
				facts := f
				if row.Action == "approve" {
					facts.OpenGates = nil
				}
				_, mine := matter.Next(m, row.Action, everywhere("me"), facts, inputs(row))
				_, theirs := matter.Next(m, row.Action, everywhere("another"), facts, inputs(row))
				if mine != nil && theirs == nil {
					got[string(kind)+"."+string(row.Action)] = fault.CodeOf(mine)
				}
			}
		}
	}
	if d := cmp.Diff(bothSides, got); d != "" {
		t.Errorf("steps of two people (-listed +found):\n%s", d)
	}
	// Who signed a gate approves nothing, either.
	f = favourable()
	f.OpenGates, f.Signed = nil, map[string][]string{"me": {"policy"}}
	if _, err := matter.Next(matter.Matter{Kind: regime.Statement, State: matter.Approving}, "approve", everywhere("me"), f, nil); fault.CodeOf(err) != "needs.not_signer" {
		t.Errorf("the signer approves: %v", err)
	}
}
