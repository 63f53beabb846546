package demo

import (
	"slices"
	"strings"
	"testing"

	"yingda/internal/fold"
	"yingda/internal/match"
	"yingda/internal/regime"
)

// TestTopicsAreOurOwnWork: the sample's topics hold what is asked of those that
// people write: terms of the agency's own duties, each in the rule, and no post
// caught without one.
func TestTopicsAreOurOwnWork(t *testing.T) {
	s := load(t)
	reg, err := regime.Preset("petition-bureau")
	if err != nil {
		t.Fatal(err)
	}
	var own []string
	for _, u := range s.Agency.Sections {
		own = append(own, u.Duties...)
	}
	for _, topic := range reg.Topics {
		own = append(own, topic.Terms...)
	}
	holds := func(word string, terms ...string) bool {
		return slices.ContainsFunc(terms, func(term string) bool { return strings.Contains(fold.String(word), fold.String(term)) })
	}
	for _, topic := range s.Topics {
		rule, err := match.Parse(topic.Rule)
		if err != nil {
			t.Fatal(err)
		}
		for _, term := range topic.Duties {
			if !slices.Contains(own, term) {
				t.Errorf("%s: %s is no duty of the agency", topic.ID, term)
			}
			if !slices.ContainsFunc(rule.Asked(), func(word string) bool { return holds(word, term) }) {
				t.Errorf("%s: the rule lacks %s", topic.ID, term)
			}
		}
		if !rule.Always(func(word string) bool { return holds(word, own...) }) {
			t.Errorf("%s may catch a post without any duty: %s", topic.ID, topic.Rule)
		}
	}
}
