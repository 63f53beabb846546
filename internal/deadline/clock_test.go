package deadline

import (
	"math"
	"testing"
	"time"

	"yingda/internal/fault"
)

// dayClock is 20 hours from 08:00 to 04:00: half at 18:00, three quarters at 23:00.
func dayClock(t *testing.T, pauses ...Pause) Clock {
	term := Term{From: at(t, "2026-03-02 08:00"), Within: Within{20, Hours}, Pauses: pauses}
	r := due(t, term)
	var offsets []Offset
	for _, o := range [][2]string{{"1 working day", "head"}, {"due", "office_director"}, {"2 hours", "deputy"}, {"10%", "handler"}} {
		offset, err := ParseOffset(o[0], o[1])
		if err != nil {
			t.Fatal(err)
		}
		offsets = append(offsets, offset)
	}
	ladder, err := Ladder(Builtin(), term, offsets)
	if err != nil {
		t.Fatal(err)
	}
	return NewClock(term, r, ladder)
}

func TestState(t *testing.T) {
	c := dayClock(t)
	for _, step := range []struct {
		now, text string
		want      State
	}{
		{"2026-03-02 08:00", "剩 20小时", Running},
		{"2026-03-02 17:59:59", "剩 10小时", Running},
		{"2026-03-02 18:00", "剩 10小时", WarnedHalf},
		{"2026-03-02 23:00", "剩 5小时", WarnedThreeQuarters},
		{"2026-03-03 02:32", "剩 1小时28分", WarnedThreeQuarters},
		{"2026-03-03 03:59:30", "剩 不足1分", WarnedThreeQuarters},
		{"2026-03-03 04:00:00", "剩 不足1分", WarnedThreeQuarters},
		{"2026-03-03 04:00:01", "已超 不足1分", Breached},
		{"2026-03-03 04:42:00", "已超 42分", Breached},
		{"2026-03-04 07:30:00", "已超 1日3时", Breached},
		{"2026-03-05 04:30:00", "已超 2日", Breached},
	} {
		now := at(t, step.now)
		if c.State(now) != step.want || c.Text(now) != step.text {
			t.Errorf("%s: %s %q, want %s %q", step.now, c.State(now), c.Text(now), step.want, step.text)
		}
	}
}

func TestStateOfAClockThatEnded(t *testing.T) {
	now := at(t, "2026-03-04 12:00")
	c := dayClock(t)
	c.Met = at(t, "2026-03-03 04:00")
	if c.State(now) != Met || c.Late() || c.Text(now) != "已办结" {
		t.Error("met on the last second is in time")
	}
	if c.State(at(t, "2026-03-02 20:00")) != WarnedHalf {
		t.Error("before it was met it was not")
	}
	c.Met = at(t, "2026-03-03 04:00:01")
	if !c.Late() || c.Text(now) != "逾期办结" {
		t.Error("a second later is late")
	}
	c.Cancelled = at(t, "2026-03-02 12:00")
	if c.State(now) != Cancelled || c.Text(now) != "已取消" {
		t.Error("cancelled wins")
	}
}

func TestStateOfAClockThatStandsStill(t *testing.T) {
	c := dayClock(t, Pause{From: at(t, "2026-03-02 20:00")})
	now := at(t, "2026-03-05 09:00")
	if c.State(at(t, "2026-03-02 19:00")) != WarnedHalf || c.State(now) != Paused || c.Text(now) != "停计，余 8小时" {
		t.Errorf("%s %q", c.State(now), c.Text(now))
	}
	if f := c.FractionLeft(now); math.Abs(f-0.5) > 0.11 {
		t.Errorf("fraction %v", f)
	}
	if a := c.Alarms(time.Time{}, now); len(a) != 2 || a[0].To != "handler" || a[1].Kind != AlarmHalf {
		t.Errorf("only what comes before the pause rings: %v", a)
	}
	if _, ok := c.NextAlarm(now); ok {
		t.Error("nothing rings while it stands still")
	}
	closed := dayClock(t, Pause{From: at(t, "2026-03-02 20:00"), To: at(t, "2026-03-02 22:00")})
	if now := at(t, "2026-03-02 21:00"); closed.State(now) != Paused || closed.Text(now) != "停计，余 9小时" {
		t.Errorf("%s %q", closed.State(now), closed.Text(now))
	}
	late := dayClock(t)
	late.Pauses = []Pause{{From: at(t, "2026-03-03 05:00")}}
	if late.State(now) != Breached {
		t.Error("a pause does not cure a breach")
	}
	days := due(t, Term{From: at(t, "2026-03-02 08:00"), Within: Within{5, WorkingDays}, Pauses: []Pause{{From: at(t, "2026-03-04 08:00")}}})
	c = NewClock(Term{From: at(t, "2026-03-02 08:00"), Pauses: []Pause{{From: at(t, "2026-03-04 08:00")}}}, days, nil)
	if c.Text(now) != "停计，余 4个工作日" || c.Remaining(now) != 96*time.Hour || c.FractionLeft(now) != 1 {
		t.Errorf("%q %v %v", c.Text(now), c.Remaining(now), c.FractionLeft(now))
	}
}

func TestAlarms(t *testing.T) {
	c := dayClock(t)
	want := []Alarm{
		{At: at(t, "2026-03-02 10:00"), Kind: AlarmEscalate, Rung: 0, To: "handler"},
		{At: at(t, "2026-03-02 18:00"), Kind: AlarmHalf},
		{At: at(t, "2026-03-02 23:00"), Kind: AlarmThreeQuarters},
		{At: at(t, "2026-03-03 04:00:01"), Kind: AlarmBreach},
		{At: at(t, "2026-03-03 04:00:01"), Kind: AlarmEscalate, Rung: 1, To: "office_director"},
		{At: at(t, "2026-03-03 06:00"), Kind: AlarmEscalate, Rung: 2, To: "deputy"},
		{At: at(t, "2026-03-04 23:59:59"), Kind: AlarmEscalate, Rung: 3, To: "head"},
	}
	all := c.Alarms(c.From, at(t, "2026-04-01"))
	if len(all) != len(want) {
		t.Fatalf("got %v", all)
	}
	for i, a := range all {
		if !a.At.Equal(want[i].At) || a.Kind != want[i].Kind || a.To != want[i].To || a.Rung != want[i].Rung {
			t.Errorf("alarm %d: %v, want %v", i, a, want[i])
		}
	}
	if next, ok := c.NextAlarm(at(t, "2026-03-02 18:00")); !ok || next.Kind != AlarmThreeQuarters {
		t.Errorf("after the half warning: %v", next)
	}
	if got := c.Alarms(at(t, "2026-03-02 18:00"), at(t, "2026-03-03 04:00:01")); len(got) != 3 {
		t.Errorf("a stretch holds its end and not its beginning: %v", got)
	}
	c.Met = at(t, "2026-03-02 20:00")
	if next, ok := c.NextAlarm(c.From); !ok || next.To != "handler" {
		t.Errorf("the rung before it was met: %v", next)
	}
	if _, ok := c.NextAlarm(c.Met); ok {
		t.Error("a met clock rings no more")
	}
}

func TestLadderRefuses(t *testing.T) {
	term := Term{From: at(t, "2026-03-02 08:00"), Within: Within{20, Hours}}
	for _, c := range []struct {
		offset Offset
		code   string
	}{
		{Offset{After: Within{1, Hours}}, "ladder.to"},
		{Offset{After: Within{-1, Hours}, To: "head"}, "within.range"},
		{Offset{Percent: 100, To: "head"}, "deadline.percent"},
	} {
		if _, err := Ladder(Builtin(), term, []Offset{c.offset}); fault.CodeOf(err) != c.code {
			t.Errorf("%+v: %v, want %s", c.offset, err, c.code)
		}
	}
	if _, err := Ladder(Builtin(), Term{}, nil); fault.CodeOf(err) != "deadline.from" {
		t.Errorf("no term: %v", err)
	}
	if _, err := Share(Builtin(), Term{}, 50); fault.CodeOf(err) != "deadline.from" {
		t.Errorf("a share of no term: %v", err)
	}
	for at, code := range map[string]string{"0%": "ladder.percent", "100%": "ladder.percent", "x%": "ladder.percent", "soon": "within.unreadable"} {
		if _, err := ParseOffset(at, "head"); fault.CodeOf(err) != code {
			t.Errorf("%s: %v, want %s", at, err, code)
		}
	}
}

func TestFractionLeft(t *testing.T) {
	c := dayClock(t)
	for now, want := range map[string]float64{
		"2026-03-01 08:00": 1, "2026-03-02 08:00": 1, "2026-03-02 13:00": 0.75, "2026-03-02 18:00": 0.5,
		"2026-03-02 23:00": 0.25, "2026-03-03 01:30": 0.125, "2026-03-03 04:00": 0, "2026-03-09 04:00": 0,
	} {
		if got := c.FractionLeft(at(t, now)); math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: %v, want %v", now, got, want)
		}
	}
	last := 1.0
	r := due(t, Term{From: at(t, "2026-09-30 08:00"), Within: Within{3, WorkingDays}})
	c = NewClock(Term{From: at(t, "2026-09-30 08:00")}, r, nil)
	for now := c.From; now.Before(r.Due); now = now.Add(time.Hour) {
		f := c.FractionLeft(now)
		if f > last || f < 0 {
			t.Fatalf("%s: %v after %v", now, f, last)
		}
		last = f
	}
}

func TestHalfOfWorkingDaysPassesOverHolidays(t *testing.T) {
	r := due(t, Term{From: at(t, "2026-09-30 08:00"), Within: Within{4, WorkingDays}})
	if r.Half.Format(time.DateTime) != "2026-10-10 00:00:00" || r.ThreeQuarters.Format(time.DateTime) != "2026-10-12 00:00:00" {
		t.Errorf("8, 9, 10 and 12 October are worked: %s %s", r.Half, r.ThreeQuarters)
	}
	r = due(t, Term{From: at(t, "2026-03-02 15:00"), Within: Within{1, Days}, CountFirstDay: true})
	if !r.Half.Equal(at(t, "2026-03-02 15:00")) || r.Due.Format(time.DateTime) != "2026-03-02 23:59:59" {
		t.Errorf("a counted first day: %+v", r)
	}
}

func TestDueOnDuty(t *testing.T) {
	duty := OfficeHours(Builtin(), at(t, "2026-09-30"), 10, 8*time.Hour+30*time.Minute, 17*time.Hour+30*time.Minute)
	if len(duty) != 3 {
		t.Fatalf("30 September, 8 and 9 October are worked: %v", duty)
	}
	night := append(duty, Window{at(t, "2026-09-30 17:30"), at(t, "2026-10-01 08:00")}, Window{at(t, "2026-10-01 07:00"), at(t, "2026-10-01 07:30")})
	short := []Window{{at(t, "2026-10-02 09:00"), at(t, "2026-10-02 09:40")}, {at(t, "2026-10-03 09:00"), at(t, "2026-10-03 18:00")}}
	for _, c := range []struct {
		name, from, due string
		duty            []Window
		provisional     bool
	}{
		{"on duty: 30 minutes", "2026-09-30 10:00", "2026-09-30 10:30", duty, false},
		{"from the first second of duty", "2026-09-30 08:30", "2026-09-30 09:00", duty, false},
		{"exactly enough duty left", "2026-09-30 17:00", "2026-09-30 17:30", duty, false},
		{"too little duty left: first hour of the next", "2026-09-30 17:01", "2026-10-08 09:30", duty, false},
		{"at night: first hour of the next day", "2026-09-30 22:00", "2026-10-08 09:30", duty, false},
		{"shifts that touch are one", "2026-09-30 17:15", "2026-09-30 17:45", night, false},
		{"short shifts add up", "2026-10-01 10:00", "2026-10-03 09:20", short, false},
		{"no roster: as if on duty, provisional", "2026-10-20 10:00", "2026-10-20 10:30", duty, true},
		{"a roster that is too short as well", "2026-10-02 08:00", "2026-10-02 08:30", short[:1], true},
	} {
		r, err := DueOnDuty(at(t, c.from), Screening, c.duty)
		if err != nil || r.Due.Format("2006-01-02 15:04") != c.due || r.Provisional != c.provisional {
			t.Errorf("%s: %s %v %v %v, want %s", c.name, r.Due, r.Provisional, r.Steps, err, c.due)
		}
		if !r.Half.After(at(t, c.from)) || !r.ThreeQuarters.After(r.Half) || !r.Due.After(r.ThreeQuarters) {
			t.Errorf("%s: warnings out of order: %+v", c.name, r)
		}
	}
	if _, err := DueOnDuty(time.Time{}, Screening, duty); fault.CodeOf(err) != "duty.rule" {
		t.Errorf("no start: %v", err)
	}
	if _, err := DueOnDuty(at(t, "2026-10-01"), Screening, []Window{{at(t, "2026-10-02"), at(t, "2026-10-02")}}); fault.CodeOf(err) != "duty.window" {
		t.Errorf("an empty shift: %v", err)
	}
}
