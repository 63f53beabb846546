package deadline

import (
	"strings"
	"testing"
	"time"

	"yingda/internal/fault"
)

func at(t testing.TB, s string) time.Time {
	t.Helper()
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if v, err := time.ParseInLocation(layout, s, Zone); err == nil {
			return v
		}
	}
	t.Fatalf("test instant %q", s)
	return time.Time{}
}

func within(t testing.TB, s string) Within {
	t.Helper()
	w, err := ParseWithin(s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func due(t testing.TB, term Term) Result {
	t.Helper()
	r, err := Due(Builtin(), term)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The vectors were worked out by hand from the notice for 2026.
func TestGoldenVectors(t *testing.T) {
	terms := []string{"7 working days", "15 working days", "20 working days", "40 working days", "15 days", "60 days", "90 days"}
	for from, want := range map[string]string{
		"2026-02-10": "02-26 03-09 03-16 04-14 02-25 04-11 05-11",
		"2026-04-30": "05-13 05-25 06-01 06-30 05-15 06-29 07-29",
		"2026-06-18": "06-30 07-10 07-17 08-14 07-03 08-17 09-16",
		"2026-09-18": "09-29 10-15 10-22 11-19 10-03 11-17 12-17",
		"2026-10-01": "10-15 10-27 11-03 12-01 10-16 11-30 12-30",
	} {
		for i, day := range strings.Fields(want) {
			for _, clock := range []string{" 00:00", " 10:30", " 23:59"} {
				r := due(t, Term{From: at(t, from+clock), Within: within(t, terms[i])})
				if got := r.Due.Format(time.RFC3339); got != "2026-"+day+"T23:59:59+08:00" || r.Provisional {
					t.Errorf("%s%s + %s = %s provisional=%v, want %s", from, clock, terms[i], got, r.Provisional, day)
				}
			}
		}
	}
}

func TestDue(t *testing.T) {
	for _, c := range []struct {
		name, from, within, due string
		provisional             bool
	}{
		{"minutes are exact", "2026-02-15T23:50:30+08:00", "30 minutes", "2026-02-16T00:20:30+08:00", false},
		{"hours do not care for holidays", "2026-10-01T08:00:00Z", "48 hours", "2026-10-03T16:00:00+08:00", false},
		{"one day ends at the end of tomorrow", "2026-03-02T00:00:00+08:00", "1 day", "2026-03-03T23:59:59+08:00", false},
		{"the day is that of Beijing", "2026-03-02T16:30:00Z", "1 day", "2026-03-04T23:59:59+08:00", false},
		{"29 February counts", "2024-02-28T09:00:00+08:00", "1 day", "2024-02-29T23:59:59+08:00", false},
		{"29 February as a working day", "2024-02-28T09:00:00+08:00", "2 working days", "2024-03-01T23:59:59+08:00", false},
		{"no 29 February in 2026", "2026-02-28T09:00:00+08:00", "1 day", "2026-03-01T23:59:59+08:00", false},
		{"a make-up Saturday is worked", "2026-02-13T09:00:00+08:00", "1 working day", "2026-02-14T23:59:59+08:00", false},
		{"29 December 2007 was worked, 30 and 31 were off", "2007-12-28T09:00:00+08:00", "2 working days", "2008-01-02T23:59:59+08:00", false},
		{"31 December 2011 was worked", "2011-12-30T09:00:00+08:00", "1 working day", "2011-12-31T23:59:59+08:00", false},
		{"29 December 2018 was worked, 31 was off", "2018-12-28T09:00:00+08:00", "2 working days", "2019-01-02T23:59:59+08:00", false},
		{"30 December 2022 was the last day before New Year", "2022-12-29T09:00:00+08:00", "2 working days", "2023-01-03T23:59:59+08:00", false},
		{"28 December of the last known year is sure", "2026-12-25T09:00:00+08:00", "1 working day", "2026-12-28T23:59:59+08:00", false},
		{"29 December awaits the next notice", "2026-12-28T09:00:00+08:00", "1 working day", "2026-12-29T23:59:59+08:00", true},
		{"a year without notice follows the week", "2026-12-28T09:00:00+08:00", "5 working days", "2027-01-04T23:59:59+08:00", true},
		{"so does a year before the first notice", "2006-05-01T09:00:00+08:00", "1 working day", "2006-05-02T23:59:59+08:00", true},
		{"an uncounted first day in such a year does no harm", "2006-12-31T09:00:00+08:00", "1 working day", "2007-01-04T23:59:59+08:00", false},
		{"calendar days need no notice", "2026-12-30T09:00:00+08:00", "10 days", "2027-01-09T23:59:59+08:00", false},
		{"summer time of 1988 ends a day at +09:00", "1988-07-01T09:00:00+09:00", "3 days", "1988-07-04T23:59:59+09:00", false},
		{"hours run through the change of summer time", "1988-09-11T00:30:00+09:00", "3 hours", "1988-09-11T02:30:00+08:00", false},
		{"days cross the change of summer time", "1986-05-03T12:00:00+08:00", "1 day", "1986-05-04T23:59:59+09:00", false},
	} {
		r := due(t, Term{From: at(t, c.from), Within: within(t, c.within)})
		if got := r.Due.Format(time.RFC3339); got != c.due || r.Provisional != c.provisional {
			t.Errorf("%s: got %s provisional=%v, want %s %v", c.name, got, r.Provisional, c.due, c.provisional)
		}
		if r.Provisional != strings.Contains(strings.Join(r.Steps, ""), "暂定") {
			t.Errorf("%s: steps and flag disagree: %v", c.name, r.Steps)
		}
	}
}

func TestDueRefuses(t *testing.T) {
	ok := Term{From: at(t, "2026-03-02"), Within: Within{20, WorkingDays}}
	for name, c := range map[string]struct {
		change func(*Term)
		code   string
	}{
		"no start":               {func(x *Term) { x.From = time.Time{} }, "deadline.from"},
		"a start in another era": {func(x *Term) { x.From = at(t, "0201-01-01") }, "deadline.year"},
		"no length":              {func(x *Term) { x.Within.N = 0 }, "within.range"},
		"no unit":                {func(x *Term) { x.Within.Unit = 0 }, "within.unit"},
		"a pause that ends before it begins": {func(x *Term) {
			x.Pauses = []Pause{{From: at(t, "2026-03-04"), To: at(t, "2026-03-03")}}
		}, "pause.order"},
		"a pause without beginning": {func(x *Term) { x.Pauses = []Pause{{To: at(t, "2026-03-03")}} }, "pause.order"},
		"an extension without a rule": {func(x *Term) {
			x.Extension = &Extension{By: Within{1, WorkingDays}, Approver: "负责人", Reason: "需核实"}
		}, "extension.none"},
		"an extension without length": {func(x *Term) {
			x.Extension = &Extension{Most: Within{20, WorkingDays}, Approver: "负责人", Reason: "需核实"}
		}, "within.unit"},
		"a pause that begins in another era": {func(x *Term) { x.Pauses = []Pause{{From: at(t, "0202-03-03")}} }, "deadline.year"},
		"a pause that ends in another era": {func(x *Term) {
			x.Pauses = []Pause{{From: at(t, "2026-03-03"), To: at(t, "9026-03-03")}}
		}, "deadline.year"},
		"an extension without approver": {func(x *Term) {
			x.Extension = &Extension{By: Within{1, WorkingDays}, Most: Within{20, WorkingDays}, Reason: "需核实"}
		}, "extension.approval"},
		"an extension over the cap": {func(x *Term) {
			x.Extension = &Extension{By: Within{21, WorkingDays}, Most: Within{20, WorkingDays}, Approver: "负责人", Reason: "需核实"}
		}, "extension.most"},
		"an extension in another unit": {func(x *Term) {
			x.Extension = &Extension{By: Within{2, Days}, Most: Within{20, Days}, Approver: "负责人", Reason: "需核实"}
		}, "extension.unit"},
	} {
		term := ok
		c.change(&term)
		_, err := Due(Builtin(), term)
		if fault.CodeOf(err) != c.code || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want %s", name, err, c.code)
		}
	}
}

func TestPauses(t *testing.T) {
	for _, c := range []struct {
		name, from, within, pauses, due string
	}{
		{"an exact term loses what the pause covers", "2026-03-02 09:00", "5 hours", "2026-03-02 10:00/2026-03-02 12:30", "2026-03-02 16:30:00"},
		{"overlapping pauses count once", "2026-03-02 09:00", "5 hours", "2026-03-02 10:00/2026-03-02 12:00,2026-03-02 11:00/2026-03-02 13:00", "2026-03-02 17:00:00"},
		{"order does not matter", "2026-03-02 09:00", "5 hours", "2026-03-02 14:30/2026-03-02 15:30,2026-03-02 10:00/2026-03-02 11:00", "2026-03-02 16:00:00"},
		{"a pause after the deadline changes nothing", "2026-03-02 09:00", "1 hour", "2026-03-02 10:00/2026-03-02 12:00", "2026-03-02 10:00:00"},
		{"a pause over the start moves it", "2026-03-02 09:00", "1 hour", "2026-03-02 08:00/2026-03-02 12:00", "2026-03-02 13:00:00"},
		{"a pause before the start is over", "2026-03-02 09:00", "1 hour", "2026-03-01 08:00/2026-03-02 08:00", "2026-03-02 10:00:00"},
		{"days: from the 3rd to the 10th takes seven out", "2026-03-02 09:00", "10 days", "2026-03-03 10:00/2026-03-10 15:00", "2026-03-19 23:59:59"},
		{"working days: of those only the working ones", "2026-03-02 09:00", "5 working days", "2026-03-03 10:00/2026-03-10 15:00", "2026-03-16 23:59:59"},
		{"within one day takes none out", "2026-03-02 09:00", "5 working days", "2026-03-03 00:00/2026-03-03 23:59:59", "2026-03-09 23:59:59"},
		{"a holiday inside a pause is not taken out twice", "2026-09-30 09:00", "2 working days", "2026-10-01 00:00/2026-10-08 00:00", "2026-10-09 23:59:59"},
		{"a pause on the last day moves the deadline", "2026-03-02 09:00", "1 day", "2026-03-03 10:00/2026-03-06 10:00", "2026-03-06 23:59:59"},
		{"open: no deadline for an exact term", "2026-03-02 09:00", "5 hours", "2026-03-02 10:00/", ""},
		{"open: no deadline for days", "2026-03-02 09:00", "5 working days", "2026-03-04 10:00/", ""},
		{"open after the deadline comes too late", "2026-03-02 09:00", "1 day", "2026-03-04 10:00/", "2026-03-03 23:59:59"},
	} {
		var pauses []Pause
		for p := range strings.SplitSeq(c.pauses, ",") {
			a, b, _ := strings.Cut(p, "/")
			pause := Pause{From: at(t, a), Reason: "征求第三方意见"}
			if b != "" {
				pause.To = at(t, b)
			}
			pauses = append(pauses, pause)
		}
		r := due(t, Term{From: at(t, c.from), Within: within(t, c.within), Pauses: pauses})
		got := ""
		if !r.Due.IsZero() {
			got = r.Due.Format(time.DateTime)
		}
		if got != c.due || (got == "") != (r.Left.Unit != 0) {
			t.Errorf("%s: got %q left %+v, want %q\n%s", c.name, got, r.Left, c.due, strings.Join(r.Steps, "\n"))
		}
	}
	r := due(t, Term{From: at(t, "2026-03-02 09:00"), Within: Within{5, WorkingDays}, Pauses: []Pause{{From: at(t, "2026-03-04 10:00")}}})
	if r.Left.Text() != "4个工作日" {
		t.Errorf("one of five days was used, left %q", r.Left.Text())
	}
	r = due(t, Term{From: at(t, "2026-03-02 09:00"), Within: Within{5, Hours}, Pauses: []Pause{{From: at(t, "2026-03-02 10:30")}}})
	if r.Left.Text() != "3小时30分" {
		t.Errorf("an hour and a half was used, left %q", r.Left.Text())
	}
}

func TestExtendOnceAndRestart(t *testing.T) {
	cal := Builtin()
	term := Term{From: at(t, "2026-02-10 10:00"), Within: Within{20, WorkingDays}}
	e := Extension{By: Within{20, WorkingDays}, Most: Within{20, WorkingDays}, Approver: "政府信息公开工作机构负责人", Reason: "需要检索历史档案", At: at(t, "2026-03-10 09:00")}
	longer, err := Extend(cal, term, e)
	if err != nil {
		t.Fatal(err)
	}
	if got := due(t, longer).Due.Format(time.DateOnly); got != "2026-04-14" {
		t.Errorf("20 and 20 working days end on %s", got)
	}
	if _, err := Extend(cal, longer, e); fault.CodeOf(err) != "extension.second" {
		t.Errorf("a second extension: %v", err)
	}
	e.At = at(t, "2026-03-17 00:00")
	if _, err := Extend(cal, term, e); fault.KindOf(err) != fault.TooLate {
		t.Errorf("an extension after the deadline: %v", err)
	}
	again := Restart(longer, at(t, "2026-03-02 09:00"))
	r := due(t, again)
	if got := r.Due.Format(time.DateOnly); got != "2026-03-30" || again.Extension != nil || !strings.Contains(r.Steps[0], "重新起算") {
		t.Errorf("a restarted term ends on %s: %v", got, r.Steps)
	}
}

func TestStepsShowTheArithmetic(t *testing.T) {
	r := due(t, Term{
		From: at(t, "2026-02-10 10:00"), Within: Within{20, WorkingDays},
		Pauses:    []Pause{{From: at(t, "2026-03-03 10:00"), To: at(t, "2026-03-10 15:00"), Reason: "征求第三方意见"}},
		Extension: &Extension{By: Within{5, WorkingDays}, Most: Within{20, WorkingDays}, Approver: "负责人", Reason: "需要检索历史档案。"},
	})
	want := []string{
		"起点：2026年2月10日 10:00（北京时间，星期二）。",
		"期限原为20个工作日，经负责人批准延长5个工作日（理由：需要检索历史档案），按原期限连续计算，共25个工作日，次日起计，即自2026年2月11日（星期三）起计算。",
		"2026年2月14日（星期六）为春节调休上班日，计入。",
		"2026年2月15日至23日春节放假，9日不计。",
		"2026年2月28日（星期六）为春节调休上班日，计入。",
		"2026年3月3日 10:00至2026年3月10日 15:00因征求第三方意见停计，其间5个工作日不计（2026年3月3日至9日）。",
		"其间普通周末9日不计。",
		"第25个工作日为2026年3月30日（星期一），至当日23:59:59届满。",
	}
	if got := strings.Join(r.Steps, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

func TestExtendRefusesWhatDueRefuses(t *testing.T) {
	e := Extension{By: Within{90, Minutes}, Most: Within{2, Hours}, Approver: "负责人", Reason: "需核实"}
	if _, err := Extend(Builtin(), Term{Within: Within{5, Hours}}, e); fault.CodeOf(err) != "deadline.from" {
		t.Errorf("no start: %v", err)
	}
	ok := Term{From: at(t, "2026-03-02 09:00"), Within: Within{5, Hours}}
	longer, err := Extend(Builtin(), ok, e)
	if err != nil {
		t.Fatal(err)
	}
	r := due(t, longer)
	if got := r.Due.Format(time.TimeOnly); got != "15:30:00" || !strings.Contains(r.Steps[1], "共5小时加90分钟") {
		t.Errorf("five hours and 90 minutes end at %s: %v", got, r.Steps)
	}
	e.By = Within{121, Minutes}
	if _, err := Extend(Builtin(), ok, e); fault.CodeOf(err) != "extension.most" {
		t.Errorf("121 minutes are more than 2 hours: %v", err)
	}
}

func TestPausesThatMeet(t *testing.T) {
	a := Pause{From: at(t, "2026-03-03 10:00"), To: at(t, "2026-03-05 10:00"), Reason: "征求第三方意见"}
	b := Pause{From: at(t, "2026-03-04 10:00"), To: at(t, "2026-03-06 10:00"), Reason: "征求其他机关意见"}
	open := Pause{From: at(t, "2026-03-05 12:00"), Reason: "听证"}
	term := Term{From: at(t, "2026-03-02 09:00"), Within: Within{3, Days}, Pauses: []Pause{b, a}}
	r := due(t, term)
	if r.Due.Format(time.DateOnly) != "2026-03-08" || !strings.Contains(strings.Join(r.Steps, ""), "因征求第三方意见、征求其他机关意见停计，其间3日不计") {
		t.Errorf("two that overlap are one: %v", r.Steps)
	}
	term.Pauses = append(term.Pauses, open)
	r = due(t, term)
	if !r.Due.IsZero() || r.Left != (Left{Days: 3, Unit: Days}) || len(r.Steps) != 3 {
		t.Errorf("an open one takes over: %+v", r)
	}
	term.Pauses = []Pause{{From: at(t, "2026-03-03 10:00"), To: at(t, "2026-03-04 10:00")}, {From: at(t, "2026-03-03 11:00"), To: at(t, "2026-03-04 11:00"), Reason: "听证"}}
	if r = due(t, term); !strings.Contains(strings.Join(r.Steps, ""), "因听证停计") {
		t.Errorf("the one reason that is given: %v", r.Steps)
	}
}

// The last second of a day belongs to it, its fractions too.
func TestPausesAtTheEdgeOfADay(t *testing.T) {
	for _, c := range []struct{ from, to, due string }{
		{"2026-03-03T23:59:59+08:00", "2026-03-04T00:00:00+08:00", "2026-03-04"},
		{"2026-03-03T23:59:59.5+08:00", "2026-03-04T00:00:00+08:00", "2026-03-03"},
		{"2026-03-03T12:00:00+08:00", "2026-03-03T23:59:59+08:00", "2026-03-03"},
		{"2026-03-03T12:00:00+08:00", "2026-03-03T23:59:59.5+08:00", "2026-03-04"},
	} {
		r := due(t, Term{From: at(t, "2026-03-02 09:00"), Within: Within{1, Days}, Pauses: []Pause{{From: at(t, c.from), To: at(t, c.to)}}})
		if got := r.Due.Format(time.DateOnly); got != c.due {
			t.Errorf("%s to %s: %s, want %s", c.from, c.to, got, c.due)
		}
	}
}
