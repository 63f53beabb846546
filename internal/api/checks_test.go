package api_test

import (
	"net/url"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/regime"
)

// What units were asked to check is read page by page, by those who see the concern;
// the unit answers through the interface, too.
func TestChecks(t *testing.T) {
	each(t, func(o *office) {
		var numbers []string
		for _, title := range []string{"接访大厅叫号机停用", "接访大厅周末不开门", "接访大厅没有座位"} {
			number, err := o.desk.Open(ctx, o.who[regime.DutyOfficer], desk.Opening{Title: title})
			o.must(err)
			o.must(o.act(regime.DutyOfficer, number, "ask_check", in{"unit": "visits", "question": title + "，是不是这样"}))
			numbers = append(numbers, number)
			o.clock.Advance(time.Minute)
		}
		first := o.as(regime.DutyOfficer, 200, "/checks?limit=2", nil)
		if got := first.items(); len(got) != 2 || got[0]["concern"] != numbers[0] || got[0]["unit"] != "接访科" || got[0]["asked_by"] != "职员duty_officer" || first.text("next") == "" {
			t.Fatalf("the first page: %v", first.body)
		}
		if got := o.as(regime.DutyOfficer, 200, "/checks?limit=2&after="+url.QueryEscape(first.text("next")), nil); len(got.items()) != 1 || got.items()[0]["concern"] != numbers[2] || got.text("next") != "" {
			t.Errorf("the last page: %v", got.body)
		}
		for _, n := range numbers {
			o.must(o.act(regime.Handler, n, "answer_check", in{"found": "partly", "text": "周一停了半天"}))
			o.clock.Advance(time.Minute)
		}
		if got := o.as(regime.DutyOfficer, 200, "/checks", nil).items(); len(got) != 0 {
			t.Errorf("still waiting: %v", got)
		}
		done := o.as(regime.Handler, 200, "/checks?answered=true&limit=2", nil)
		if got := done.items(); len(got) != 2 || got[0]["concern"] != numbers[2] || got[0]["found"] != "接访科核实：部分属实。周一停了半天" || got[0]["answered_by"] != "职员handler" {
			t.Errorf("newest answers: %v", done.body)
		}
		if got := o.as(regime.Handler, 200, "/checks?answered=true&limit=2&after="+url.QueryEscape(done.text("next")), nil).items(); len(got) != 1 || got[0]["concern"] != numbers[0] {
			t.Errorf("oldest answer: %v", got)
		}
		if got := o.as(regime.Contractor, 200, "/checks?answered=true", nil).items(); len(got) != 0 {
			t.Errorf("who sees no concern reads: %v", got)
		}
	})
}
