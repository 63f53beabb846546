package match_test

import (
	"testing"

	"yingda/internal/match"
)

// TestCompileKept: a rule that was approved before its signs were refused goes on
// serving as it was read then, and stops no other.
func TestCompileKept(t *testing.T) {
	topics := []match.Topic{{Name: "a", Rule: "排队/等候"}, {Name: "b", Rule: "排队 和 窗口"}, {Name: "c", Rule: "[排队"}, {Name: "d", Rule: "停水"}}
	for _, one := range topics[:3] {
		if _, err := match.Compile([]match.Topic{one}); err == nil {
			t.Errorf("%s is taken for a new rule", one.Rule)
		}
	}
	set, err := match.CompileKept(topics)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"排队/等候太久": "a", "窗口和排队": "b", "停水了": "d", "排队": ""} {
		got := ""
		for _, h := range set.Explain("", text) {
			got = h.Topic
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
