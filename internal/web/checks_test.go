package web_test

import (
	"strings"
	"testing"

	"yingda/internal/regime"
)

// What units were asked to check stands on one page: whoever sees the concern sees
// the question, the unit that is asked is told so, and the answer follows.
func TestChecksPage(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ours := b.open("接访大厅叫号机停用", regime.General, "叫号机又停了")
		theirs := b.open("挂号信被退回", regime.General, "挂号信退回来了")
		office, unit := b.signIn(regime.DutyOfficer), b.signIn(regime.Handler)
		said := func(v *visitor, part string) string {
			return text(v.page("/desk/checks").Find("[aria-labelledby=" + part + "]"))
		}
		if got := said(office, "k-open"); !strings.Contains(got, "没有等待答复的核实") {
			t.Errorf("nobody was asked: %q", got)
		}
		b.act(regime.DutyOfficer, ours, "ask_check", map[string]any{"unit": "visits", "question": "叫号机是不是从周一起停用"})
		b.act(regime.DutyOfficer, theirs, "ask_check", map[string]any{"unit": "letters", "question": "挂号信是不是退回过"})
		if got := said(office, "k-open"); !strings.Contains(got, "叫号机是不是从周一起停用") || !strings.Contains(got, "挂号信是不是退回过") || strings.Contains(got, "请您所在单位答复") {
			t.Errorf("the office sees both: %q", got)
		}
		if got := said(unit, "k-open"); !strings.Contains(got, "请您所在单位答复") || strings.Contains(got, "挂号信") {
			t.Errorf("the unit sees its own: %q", got)
		}
		b.act(regime.Handler, ours, "answer_check", map[string]any{"found": "partly", "text": "周一停了半天"})
		if got := said(unit, "k-open"); !strings.Contains(got, "没有等待答复的核实") {
			t.Errorf("answered: %q", got)
		}
		for _, v := range []*visitor{office, unit} {
			if got := said(v, "k-done"); !strings.Contains(got, "部分属实。周一停了半天") || strings.Contains(got, "挂号信") {
				t.Errorf("what was found: %q", got)
			}
		}
	})
}
