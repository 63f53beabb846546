package intake_test

import (
	"fmt"
	"testing"
	"time"

	"yingda/internal/intake"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// onDuty is somebody whom alarms reach.
func (o *office) onDuty() {
	o.t.Helper()
	o.must(o.store.Write(ctx, func(tx *store.Tx) error {
		duty := store.Person{Login: "duty", Name: "值班甲", UnitID: o.units["office"].ID, Active: true}
		if err := tx.AddPerson(&duty); err != nil {
			return err
		}
		return tx.GrantRole(duty.ID, duty.UnitID, regime.DutyOfficer)
	}))
}

// What others push and bring in files is an alarm, once and in one message, when
// nothing came for longer than usual: not at a weekend, not before a habit is
// known, and not for what staff report.
func TestSilenceOfDeliveries(t *testing.T) {
	each(t, func(o *office) {
		file := store.Source{Name: "监测服务商", Kind: "file", Active: true}
		o.onDuty()
		o.must(o.store.Write(ctx, func(tx *store.Tx) error { return tx.AddSource(&file) }))
		silent := func() []store.Turn {
			t.Helper()
			list, err := o.store.Troubled(ctx, store.Silent, o.clock.Now().UnixMilli(), 10)
			o.must(err)
			return list
		}
		told := func() int64 {
			return o.count(`SELECT COUNT(*) FROM notice WHERE text LIKE '由对方送来%'`)
		}
		begin := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC) // a Monday, nine o'clock
		n := 0
		deliver := func(at time.Time) {
			o.clock.Set(at)
			n++
			o.push(intake.Post{Source: "推送论坛", URL: fmt.Sprintf("https://a.example/%d", n), Title: fmt.Sprintf("接访大厅第%d问", n), Text: queue[0]},
				intake.Post{Source: intake.ReportSource, URL: fmt.Sprintf("https://b.example/%d", n), Title: fmt.Sprintf("接访大厅第%d报", n), Text: queue[1]})
			body := fmt.Sprintf("标题,网址,站点\n接访大厅第%d件,https://c.example/%d,别处论坛\n", n, n)
			_, err := o.intake.TakeFile(ctx, matter.Actor{ID: "token"}, file, "a.csv", []byte(body), map[string]string{"标题": "title", "网址": "url", "站点": "source"})
			o.must(err)
		}
		hear := func(want int, why string) {
			t.Helper()
			got, err := o.intake.HearSilence(ctx)
			o.must(err)
			if got != want {
				t.Errorf("%s: %d alarms, want %d", why, got, want)
			}
		}
		for day := range 28 {
			at := begin.AddDate(0, 0, day)
			if at.Weekday() != time.Saturday && at.Weekday() != time.Sunday {
				deliver(at)
				deliver(at.Add(5 * time.Hour))
			}
			o.clock.Set(at.Add(12 * time.Hour))
			hear(0, "within the habit, "+at.Weekday().String())
		}
		o.clock.Set(begin.AddDate(0, 0, 33))
		hear(3, "a working week without any: the forum, the vendor, and the place that its files name")
		hear(0, "once")
		if list := silent(); len(list) != 3 || list[0].HabitSeconds == 0 {
			t.Errorf("listed: %+v", list)
		}
		if n := told(); n != 1 {
			t.Errorf("told %d times", n)
		}
		deliver(begin.AddDate(0, 0, 35))
		if list := silent(); len(list) != 0 {
			t.Errorf("the alarm stays although something came: %+v", list)
		}
		o.must(o.desk.PauseSource(ctx, actor(regime.DutyOfficer), file.ID, true))
		o.clock.Set(begin.AddDate(0, 0, 70))
		hear(2, "what is paused is not missed")
	})
}
