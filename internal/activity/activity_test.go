package activity_test

import (
	"slices"
	"testing"
	"time"

	"yingda/internal/activity"
	"yingda/internal/deadline"
)

var (
	fortnight = activity.Rule{ID: "fortnight", Within: 14, Warn: 3 * 24 * time.Hour}
	daily     = activity.Rule{ID: "daily", Working: true, Warn: 9 * time.Hour}
	eight     = activity.Rule{ID: "eight", Month: 8, Warn: 7 * 24 * time.Hour}
)

func day(text string) activity.Day {
	t, err := time.ParseInLocation("2006-01-02", text, deadline.Zone)
	if err != nil {
		panic(err)
	}
	return activity.DayOf(t)
}

func days(texts ...string) (out []activity.Day) {
	for _, t := range texts {
		out = append(out, day(t))
	}
	return out
}

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, deadline.Zone)
	if err != nil {
		panic(err)
	}
	return t
}

func TestStand(t *testing.T) {
	cal := deadline.Builtin()
	old := day("2025-01-02")
	for _, c := range []struct {
		says string
		rule activity.Rule
		a    activity.Account
		now  string
		want activity.Standing
	}{
		{
			"a post ten days ago leaves until the end of the fourteenth day", fortnight,
			activity.Account{Opened: old, Days: days("2026-03-02")},
			"2026-03-12 10:00",
			activity.Standing{State: activity.Open, From: day("2026-03-02"), Due: day("2026-03-16"), Need: 1, Short: 1, Left: 5},
		},
		{
			"three days before the end it is warned of", fortnight,
			activity.Account{Opened: old, Days: days("2026-03-02")},
			"2026-03-14 00:00",
			activity.Standing{State: activity.Warn, From: day("2026-03-02"), Due: day("2026-03-16"), Need: 1, Short: 1, Left: 3},
		},
		{
			"the last second of the fourteenth day is in time", fortnight,
			activity.Account{Opened: old, Days: days("2026-03-02")},
			"2026-03-16 23:59",
			activity.Standing{State: activity.Warn, From: day("2026-03-02"), Due: day("2026-03-16"), Need: 1, Short: 1, Left: 1},
		},
		{
			"the fifteenth day is late", fortnight,
			activity.Account{Opened: old, Days: days("2026-03-02")},
			"2026-03-17 00:00",
			activity.Standing{State: activity.Late, From: day("2026-03-02"), Due: day("2026-03-16"), Need: 1, Short: 1},
		},
		{
			"fourteen days run over the end of February", fortnight,
			activity.Account{Opened: old, Days: days("2026-02-20")},
			"2026-03-01 09:00",
			activity.Standing{State: activity.Open, From: day("2026-02-20"), Due: day("2026-03-06"), Need: 1, Short: 1, Left: 6},
		},
		{
			"without any post they run from the opening", fortnight,
			activity.Account{Opened: day("2026-03-09")},
			"2026-03-12 10:00",
			activity.Standing{State: activity.Open, From: day("2026-03-09"), Due: day("2026-03-23"), Need: 1, Short: 1, Left: 12},
		},
		{
			"a post that is dated ahead does not count yet", fortnight,
			activity.Account{Opened: old, Days: days("2026-03-02", "2026-03-20")},
			"2026-03-12 10:00",
			activity.Standing{State: activity.Open, From: day("2026-03-02"), Due: day("2026-03-16"), Need: 1, Short: 1, Left: 5},
		},

		{
			"on a working morning the post of the day is open", daily,
			activity.Account{Opened: old},
			"2026-03-16 09:00",
			activity.Standing{State: activity.Open, From: day("2026-03-16"), Due: day("2026-03-16"), Need: 1, Short: 1, Left: 1},
		},
		{
			"at three in the afternoon it is warned of", daily,
			activity.Account{Opened: old},
			"2026-03-16 15:00",
			activity.Standing{State: activity.Warn, From: day("2026-03-16"), Due: day("2026-03-16"), Need: 1, Short: 1, Left: 1},
		},
		{
			"with a post the day is met", daily,
			activity.Account{Opened: old, Days: days("2026-03-16")},
			"2026-03-16 15:00",
			activity.Standing{State: activity.Met, From: day("2026-03-16"), Due: day("2026-03-16"), Have: 1, Need: 1, Left: 1, Forecast: 1},
		},
		{
			"a holiday on a weekday asks for nothing", daily,
			activity.Account{Opened: old},
			"2026-10-01 15:00",
			activity.Standing{State: activity.None, From: day("2026-10-01"), Due: day("2026-10-01")},
		},
		{
			"a Sunday that is worked asks for a post", daily,
			activity.Account{Opened: old},
			"2026-01-04 10:00",
			activity.Standing{State: activity.Open, From: day("2026-01-04"), Due: day("2026-01-04"), Need: 1, Short: 1, Left: 1},
		},

		{
			"four of eight in ten of twenty-two working days come to eight", eight,
			activity.Account{Opened: old, Days: days("2026-02-27", "2026-03-02", "2026-03-04", "2026-03-09", "2026-03-11")},
			"2026-03-13 10:00",
			activity.Standing{State: activity.Open, From: day("2026-03-01"), Due: day("2026-03-31"), Have: 4, Need: 8, Short: 4, Left: 13, Forecast: 8},
		},
		{
			"a week before the end of the month it is warned of", eight,
			activity.Account{Opened: old, Days: days("2026-03-02", "2026-03-04")},
			"2026-03-25 00:00",
			activity.Standing{State: activity.Warn, From: day("2026-03-01"), Due: day("2026-03-31"), Have: 2, Need: 8, Short: 6, Left: 5, Forecast: 2},
		},
		{
			"earlier, too, when every working day left is needed, a worked Sunday among them", eight,
			activity.Account{Opened: old},
			"2026-09-20 09:00",
			activity.Standing{State: activity.Warn, From: day("2026-09-01"), Due: day("2026-09-30"), Need: 8, Short: 8, Left: 8},
		},
		{
			"eight days are enough, however many posts", eight,
			activity.Account{Opened: old, Days: days("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-09", "2026-03-10", "2026-03-11")},
			"2026-03-11 18:00",
			activity.Standing{State: activity.Met, From: day("2026-03-01"), Due: day("2026-03-31"), Have: 8, Need: 8, Left: 14, Forecast: 22},
		},
		{
			"who opens on the 16th of 31 days owes sixteen thirty-firsts of eight", eight,
			activity.Account{Opened: day("2026-03-16")},
			"2026-03-16 09:00",
			activity.Standing{State: activity.Open, From: day("2026-03-01"), Due: day("2026-03-31"), Need: 4, Short: 4, Left: 12},
		},
		{
			"who opens on the last day owes nothing that month", eight,
			activity.Account{Opened: day("2026-04-30")},
			"2026-04-30 09:00",
			activity.Standing{State: activity.Met, From: day("2026-04-01"), Due: day("2026-04-30"), Left: 1},
		},
		{
			"a closed account owes nothing", eight,
			activity.Account{Opened: old, Closed: day("2026-03-10")},
			"2026-03-10 09:00",
			activity.Standing{State: activity.None, From: day("2026-03-10"), Due: day("2026-03-10")},
		},
	} {
		if got := activity.Stand(cal, c.rule, c.a, at(c.now)); got != c.want {
			t.Errorf("%s:\n got %+v\nwant %+v", c.says, got, c.want)
		}
	}
}

func TestLapses(t *testing.T) {
	cal := deadline.Builtin()
	old := day("2025-01-02")
	for _, c := range []struct {
		says       string
		rule       activity.Rule
		a          activity.Account
		since, now string
		want       []activity.Lapse
	}{
		{
			"a stretch of fifteen days is a lapse although a post ended it", fortnight,
			activity.Account{Opened: old, Days: days("2026-03-01", "2026-03-16", "2026-03-20")},
			"2026-03-01 00:00", "2026-03-25 00:00",
			[]activity.Lapse{{From: day("2026-03-01"), Due: day("2026-03-15"), Need: 1}},
		},
		{"fourteen days are none", fortnight, activity.Account{Opened: old, Days: days("2026-03-01", "2026-03-15", "2026-03-20")}, "2026-03-01 00:00", "2026-03-25 00:00", nil},
		{
			"silence is one lapse, not one a day", fortnight,
			activity.Account{Opened: old, Days: days("2026-01-05")},
			"2026-01-01 00:00", "2026-03-25 00:00",
			[]activity.Lapse{{From: day("2026-01-05"), Due: day("2026-01-19"), Need: 1}},
		},
		{"a stretch that is still open is none", fortnight, activity.Account{Opened: old, Days: days("2026-03-10")}, "2026-03-01 00:00", "2026-03-24 23:59", nil},
		{
			"missed working days, not the holiday between them", daily,
			activity.Account{Opened: old, Days: days("2026-09-28", "2026-09-30")},
			"2026-09-28 00:00", "2026-10-09 09:00",
			[]activity.Lapse{{From: day("2026-09-29"), Due: day("2026-09-29"), Need: 1}, {From: day("2026-10-08"), Due: day("2026-10-08"), Need: 1}},
		},
		{"today is not over", daily, activity.Account{Opened: old, Days: days("2026-03-13")}, "2026-03-13 00:00", "2026-03-16 23:59", nil},
		{
			"a month that ended short", eight,
			activity.Account{Opened: old, Days: days("2026-02-02", "2026-02-03", "2026-03-02")},
			"2026-02-10 00:00", "2026-03-20 00:00",
			[]activity.Lapse{{From: day("2026-02-01"), Due: day("2026-02-28"), Have: 2, Need: 8}},
		},
		{"the month of the opening owes its share only", eight, activity.Account{Opened: day("2026-02-15"), Days: days("2026-02-16", "2026-02-18", "2026-02-20", "2026-02-24")}, "2026-02-15 00:00", "2026-03-01 00:00", nil},
		{
			"the month of the closing, too", eight,
			activity.Account{Opened: old, Closed: day("2026-02-08"), Days: days("2026-02-02")},
			"2026-02-01 00:00", "2026-04-01 00:00",
			[]activity.Lapse{{From: day("2026-02-01"), Due: day("2026-02-28"), Have: 1, Need: 2}},
		},
	} {
		if got := activity.Lapses(cal, c.rule, c.a, at(c.since), at(c.now)); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", c.says, got, c.want)
		}
	}
}

func TestDays(t *testing.T) {
	if d := activity.DayOf(time.Date(2026, 3, 15, 16, 0, 0, 0, time.UTC)); d != day("2026-03-16") {
		t.Errorf("midnight in Shanghai begins %s", d.Start())
	}
	first, last := day("2028-02-10").Month()
	if first != day("2028-02-01") || last != day("2028-02-29") {
		t.Errorf("February of a leap year is %s to %s", first.Start(), last.Start())
	}
	if got := day("2026-03-16").End().Format(time.RFC3339); got != "2026-03-16T23:59:59+08:00" {
		t.Errorf("the day ends %s", got)
	}
}

func TestWeak(t *testing.T) {
	today := day("2026-03-31")
	steady := func(every int) (out []activity.Day) {
		for d := today - 89; d <= today; d += activity.Day(every) {
			out = append(out, d)
		}
		return out
	}
	old := day("2024-01-01")
	list := []activity.Use{
		{ID: "main", Group: "a", Main: true, Kept: true, Opened: old, Days: steady(3)},
		{ID: "second", Group: "a", Kept: true, Opened: old, Days: steady(2)},
		{ID: "silent", Group: "b", Kept: true, Opened: old, Days: days("2025-12-31")},
		{ID: "orphan", Group: "c", Opened: old, Days: steady(4)},
		{ID: "rare", Group: "d", Kept: true, Opened: old, Days: steady(20)},
		{ID: "short", Group: "e", Kept: true, Opened: old, Days: steady(5), Lapses: 3},
		{ID: "new", Group: "f", Kept: true, Opened: today - 10},
		{ID: "app", Group: "g", Kept: true, Opened: old, Standing: true},
	}
	got := map[string]activity.Proposal{}
	for _, p := range activity.Weak(list, today) {
		got[p.ID] = p
	}
	for _, c := range []struct {
		says, id string
		why      []activity.Weakness
		into     string
	}{
		{"the main account stands, even if another posts more", "main", nil, ""},
		{"a second one of its kind is to be merged into the main one", "second", []activity.Weakness{activity.Overlapping}, "main"},
		{"ninety days of silence are no maintenance", "silent", []activity.Weakness{activity.Unmaintained}, ""},
		{"nor is an account for which nobody answers", "orphan", []activity.Weakness{activity.Unmaintained}, ""},
		{"a post every twenty days is little use", "rare", []activity.Weakness{activity.LittleUsed}, ""},
		{"three short periods are, too", "short", []activity.Weakness{activity.LittleUsed}, ""},
		{"a new account is given a month", "new", nil, ""},
		{"an app is used without posts", "app", nil, ""},
	} {
		if p := got[c.id]; !slices.Equal(p.Why, c.why) || p.Into != c.into {
			t.Errorf("%s: got %v into %q", c.says, p.Why, p.Into)
		}
	}
}
