package matter_test

import (
	"testing"

	"yingda/internal/matter"
	"yingda/internal/regime"
)

func TestOwed(t *testing.T) {
	for _, c := range []struct {
		name     string
		need     regime.Need
		recorded string
		verdicts []string
		owed     bool
	}{
		{"a suggestion is owed its adoption result", regime.Suggestion, "", nil, true},
		{"a suggestion with its result is owed nothing", regime.Suggestion, "adoption", nil, false},
		{"a difficulty is owed how it was solved", regime.Difficulty, "", nil, true},
		{"a solved difficulty is owed nothing", regime.Difficulty, "solution", nil, false},
		{"a criticism that is right is owed an apology and measures", regime.Criticism, "", []string{"true"}, true},
		{"a criticism that is partly right too", regime.Complaint, "", []string{"inaccurate", "partly"}, true},
		{"a criticism that is not right is owed none", regime.Criticism, "", []string{"inaccurate"}, false},
		{"a just criticism with its apology is owed nothing", regime.Criticism, "apology", []string{"true"}, false},
		{"a report is inaccurate only by a claim found so", regime.Inaccurate, "", []string{"unverified", "true"}, true},
		{"a claim found inaccurate carries it", regime.FalseClaim, "", []string{"inaccurate"}, false},
		{"what was misunderstood is owed its clarification", regime.Misunderstanding, "", nil, true},
		{"with the claim, the evidence and the place on record nothing is owed", regime.Misunderstanding, "clarification", nil, false},
		{"a tip is owed its way to inspection", regime.Tip, "", nil, true},
		{"a tip that was handed over by number is owed nothing", regime.Tip, "handover", nil, false},
		{"a view that differs is never owed one: nobody calls it wrong", regime.Differing, "", nil, false},
		{"a question is owed an answer and no result besides", regime.Question, "", nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := matter.Owed(c.need, map[string]bool{c.recorded: true}, c.verdicts); len(got) > 0 != c.owed {
				t.Errorf("owed: %v", got)
			}
		})
	}
}
