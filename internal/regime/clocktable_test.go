package regime

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// row writes a clock in one line: grades, what starts it, how long, who owes which
// document to whom, by which article, and which events end it.
func row(c Clock) string {
	grades := "any"
	if len(c.Grades) > 0 {
		grades = strings.Join(texts(c.Grades), "+")
	}
	from := string(c.From)
	if c.Begins != "" {
		from += " at " + string(c.Begins)
	}
	within, met, reading := c.Within, string(c.MetBy), ""
	if c.OnDuty {
		within += " on duty"
	}
	if c.Received {
		met += " received"
	}
	if c.Reading {
		reading = " ours"
	}
	return fmt.Sprintf("%s: %s | %s | %s | %s → %s | %s | %s%s | %s", c.ID, grades, from, within, c.OwedBy, c.OwedTo, met, c.Article, reading, strings.Join(texts(c.EndsOn), " "))
}

// The clocks of concerns of R, F and G, as the table of the regulations has them.
// A clock that closing does not end holds the closing up until it is met. None has
// a stretch that does not count: no article names one.
func TestClockTables(t *testing.T) {
	tests := map[string]string{
		"tax-region": `
screening: any | concern.detected | 30 minutes on duty | duty_officer → 办公室 | screening_note | 9 ours | concern.dismissed concern.merged
office-report: any | concern.detected | 30 minutes | liaison → 本级办公室 | office_report | 14 ours | concern.dismissed concern.merged
report-up: any | office.told | 2 hours | office_director → 上一级领导小组办公室 | first_report | 14 ours | concern.dismissed concern.merged
three-day: major | grade.confirmed | 3 days | office_director → 地区局领导小组 | three_day_report | 14 | grade.changed concern.merged
group-meeting: major | grade.confirmed | 4 hours | office_director → 本局领导小组 | group_minutes | 14 ours | grade.changed concern.dismissed concern.merged concern.closed
result-report: general | conclusion.reached | 1 working day | office_director → 上一级领导小组 | result_report | 14 ours | grade.changed concern.merged
first-answer: any | concern.detected at grade.confirmed | 48 hours | handler → 公众 | released_statement | 国办发〔2016〕61号 ours | follow.started concern.dismissed concern.merged concern.closed
update-major: major | public.told | 24 hours | spokesperson → 公众 | released_statement | 21 ours | grade.changed concern.merged concern.closed`,
		"finance-county": `
screening: any | concern.detected | 30 minutes on duty | duty_officer → 办公室 | screening_note | 4.2 ours | concern.dismissed concern.merged
staff-report: any | office.told | 30 minutes | liaison → 办公室 | office_report received | 3.c ours | concern.dismissed concern.merged
decision: especially_major | grade.confirmed | 18 hours | office_director → 领导小组 | meeting_minutes | 3.d ours | grade.changed concern.dismissed concern.merged concern.closed
outcome-up: especially_major | decision.made | 1 working day | office_director → 县委、县政府办公室 | result_report | 3.d ours | grade.changed concern.merged
first-answer: any | concern.detected at grade.confirmed | 48 hours | handler → 公众 | released_statement | 国办发〔2016〕61号 ours | follow.started concern.dismissed concern.merged concern.closed`,
		"tax-openness": `
screening: any | concern.detected | 30 minutes on duty | duty_officer → 办公室 | screening_note | 8.2 ours | concern.dismissed concern.merged
first-statement: major+especially_major | concern.detected at grade.confirmed | 5 hours | handler → 公众 | released_statement | 政务公开工作实施细则（2016） | grade.changed concern.dismissed concern.merged
conference: major+especially_major | concern.detected at grade.confirmed | 24 hours | spokesperson → 公众和新闻单位 | conference_record | 政务公开工作实施细则（2016） | grade.changed concern.dismissed concern.merged concern.closed
first-answer: general | concern.detected at grade.confirmed | 48 hours | handler → 公众 | released_statement | 国办发〔2016〕61号 | grade.changed follow.started concern.dismissed concern.merged concern.closed
update-major: major+especially_major | public.told | 24 hours | spokesperson → 公众 | released_statement | 政务公开工作实施细则（2016） ours | grade.changed concern.merged concern.closed`,
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			r, err := Preset(name)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range r.Clocks {
				if c.Kind != Concern {
					continue
				}
				got = append(got, row(c))
				if len(c.Excludes) > 0 || c.Extend != nil {
					t.Errorf("%s: %s stands still or is extended, and no article says so", name, c.ID)
				}
				if c.Reading != (c.Why != "") {
					t.Errorf("%s: %s is our own reading %v and says %q", name, c.ID, c.Reading, c.Why)
				}
			}
			if diff := cmp.Diff(strings.Split(strings.TrimSpace(want), "\n"), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
