package intake_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// After an outage a feed no longer lists what came first: older pages are read
// where there are any, else it is said what may be missing.
func TestCatchUp(t *testing.T) {
	each(t, func(o *office) {
		o.onDuty()
		w := newWeb(t)
		p := o.polite(fetch.Config{})
		older := func(url string) string { return `<atom:link rel="next" href="` + url + `"/>` }
		wordpress := `<generator>https://wordpress.org/?v=6.5</generator>`
		list := map[string]store.Source{}
		for _, name := range []string{"rfc", "wp", "none"} {
			list[name] = o.feed(name, w.page("/"+name, serveText(rss(name, 1, 10, o.clock.Now(), ""))), 600)
		}
		o.poll(p)
		now := o.clock.Advance(40 * time.Hour)
		for name, extra := range map[string]string{"rfc": older(w.URL + "/rfc/2"), "wp": wordpress, "none": ""} {
			w.page("/"+name, serveText(rss(name, 31, 40, now, extra)))
		}
		w.page("/rfc/2", serveText(rss("rfc", 21, 30, now.Add(-10*time.Hour), older(w.URL+"/rfc/3"))))
		w.page("/rfc/3", serveText(rss("rfc", 8, 20, now.Add(-20*time.Hour), "")))
		w.page("/wp?paged=2", serveText(rss("wp", 11, 30, now.Add(-10*time.Hour), wordpress)))
		w.page("/wp?paged=3", serveText(rss("wp", 1, 10, now.Add(-40*time.Hour), wordpress)))
		o.poll(p)
		if n := o.count(`SELECT COUNT(*) FROM notice WHERE text LIKE 'none 可能漏读：%'`); n == 0 {
			t.Error("a stretch that may be missing is no alarm")
		}
		for name, want := range map[string]struct {
			posts int64
			state string
		}{"rfc": {40, "caught"}, "wp": {40, "caught"}, "none": {20, "missing"}} {
			gaps, err := o.store.MissedStretches(ctx, list[name].ID, false, 10)
			o.must(err)
			if s := o.source(list[name].ID); s.Posts != want.posts || len(gaps) != 1 || gaps[0].State != want.state || gaps[0].Cause != "ours" {
				t.Errorf("%s: %d posts, %+v", name, s.Posts, gaps)
			}
		}
		o.clock.Advance(time.Hour)
		o.poll(p)
		if n := o.count(`SELECT COUNT(*) FROM source_gap`); n != 3 {
			t.Errorf("%d stretches after an ordinary reading", n)
		}
		open, err := o.store.MissedStretches(ctx, "", true, 10)
		o.must(err)
		nobody, curator := matter.Actor{ID: "x"}, actor(regime.DutyOfficer)
		if err := o.desk.SettleMissed(ctx, nobody, open[0].ID, "看过了"); fault.CodeOf(err) != "register.role" {
			t.Errorf("settled by anybody: %v", err)
		}
		if err := o.desk.SettleMissed(ctx, curator, open[0].ID, ""); fault.CodeOf(err) != "gap.note" {
			t.Errorf("settled without a word: %v", err)
		}
		o.must(o.desk.SettleMissed(ctx, curator, open[0].ID, "已打开网页逐条看过"))
		if l, err := o.store.Listening(ctx, o.clock.Now().UnixMilli()); err != nil || l.Missing != 0 || l.Read != 3 {
			t.Errorf("%+v %v", l, err)
		}
	})
}

func actor(role regime.Role) matter.Actor {
	return matter.Actor{ID: "p-" + string(role), Grants: []matter.Grant{{Role: role}}}
}

// What could not be read or stored is listed and can be replayed; it arrives once.
func TestDeadLetters(t *testing.T) {
	each(t, func(o *office) {
		w := newWeb(t)
		p := o.polite(fetch.Config{})
		long := `<item><title>` + strings.Repeat("接访大厅排队", 200) + `</title><link>https://bbs.example/long</link><description>` + queue[0] + `电话 13800138000</description></item>`
		whole := rss("d", 1, 3, o.clock.Now(), "")
		cut := strings.Replace(whole, "</channel></rss>", long+`<item><title>半条`, 1)
		s := o.feed("断网", w.page("/d", serveText(cut)), 600)
		o.poll(p)
		list, err := o.store.DeadLetters(ctx, 10)
		o.must(err)
		if len(list) != 2 {
			t.Fatalf("letters: %+v", list)
		}
		var stored, read store.DeadLetter
		for _, l := range list {
			if l.Stage == "store" {
				stored = l
			} else {
				read = l
			}
		}
		if !strings.Contains(stored.Reason, "标题过长") || strings.Contains(stored.Text, "13800138000") || read.Reason == "" {
			t.Errorf("%+v\n%+v", stored, read)
		}
		curator := actor(regime.DutyOfficer)
		if err := o.intake.Replay(ctx, matter.Actor{ID: "x"}, stored.ID); fault.CodeOf(err) != "register.role" {
			t.Errorf("replayed by anybody: %v", err)
		}
		before := o.count(`SELECT COUNT(*) FROM post`)
		o.must(o.intake.Replay(ctx, curator, stored.ID))
		if err := o.intake.Replay(ctx, curator, stored.ID); fault.CodeOf(err) != "letter.unknown" {
			t.Errorf("replayed twice: %v", err)
		}
		if n := o.count(`SELECT COUNT(*) FROM post`); n != before+1 {
			t.Errorf("%d posts of the letter arrived", n-before)
		}
		w.page("/d", serveText(strings.Replace(whole, "</channel></rss>", `<item><title>半条补全</title><link>https://bbs.example/half</link></item></channel></rss>`, 1)))
		o.clock.Advance(time.Minute)
		o.must(o.intake.Replay(ctx, curator, read.ID))
		o.poll(p)
		if n, err := o.store.OpenLetters(ctx, 10); err != nil || n != 0 {
			t.Errorf("%d letters open after what was cut off has been read: %v", n, err)
		}
		if s = o.source(s.ID); s.Posts != 5 {
			t.Errorf("%d posts", s.Posts)
		}
	})
}

// A source that says nothing for longer than its own habit is an alarm, once; and
// none is raised for one that never said much.
func TestSilence(t *testing.T) {
	each(t, func(o *office) {
		w := newWeb(t)
		p := o.polite(fetch.Config{})
		begin := o.clock.Now()
		hourly := o.feed("每小时", w.page("/h", serveText(rss("h", 1, 20, begin, ""))), 600)
		o.feed("偶尔", w.page("/r", serveText(rss("r", 1, 2, begin, ""))), 600)
		o.poll(p)
		silent := func() bool {
			list, err := o.store.Troubled(ctx, store.Silent, o.clock.Now().UnixMilli(), 10)
			o.must(err)
			return slices.ContainsFunc(list, func(x store.Turn) bool { return x.ID == hourly.ID })
		}
		if silent() {
			t.Error("an alarm at once")
		}
		o.clock.Advance(12 * time.Hour)
		o.poll(p)
		o.clock.Advance(time.Hour)
		o.poll(p)
		if !silent() {
			t.Error("no alarm after twelve silent hours of an hourly source")
		}
		l, err := o.store.Listening(ctx, o.clock.Now().UnixMilli())
		if err != nil || l.Silent != 1 {
			t.Errorf("%+v %v", l, err)
		}
		w.page("/h", serveText(rss("h", 5, 25, o.clock.Now(), "")))
		o.clock.Advance(time.Hour)
		o.poll(p)
		if silent() {
			t.Error("the alarm stays although there is something new")
		}
	})
}

// National Day is no alarm for a source that speaks on working days; the silent days
// of work after it are one.
func TestSilenceInHolidays(t *testing.T) {
	each(t, func(o *office) {
		w := newWeb(t)
		p := o.polite(fetch.Config{})
		day := func(s string) time.Time {
			at, err := time.ParseInLocation("2006-01-02 15", s, deadline.Zone)
			o.must(err)
			return at
		}
		var items strings.Builder
		n := 0
		for at := day("2026-08-24 10"); at.Before(day("2026-10-01 00")); at = at.AddDate(0, 0, 1) {
			if deadline.Builtin().On(at).Working {
				n++
				fmt.Fprintf(&items, `<item><title>通知%d</title><link>https://n.example/%d</link><pubDate>%s</pubDate></item>`, n, n, at.Format(time.RFC1123Z))
			}
		}
		o.clock.Set(day("2026-10-01 00"))
		s := o.feed("某局通知", w.page("/n", serveText(`<rss version="2.0"><channel><title>通知</title>`+items.String()+`</channel></rss>`)), 600)
		for _, c := range []struct {
			at     string
			silent bool
		}{{"2026-10-01 00", false}, {"2026-10-07 23", false}, {"2026-10-08 09", false}, {"2026-10-12 12", true}} {
			o.clock.Set(day(c.at))
			o.must(p.ReadNow(ctx, s.ID))
			if got := o.count(`SELECT COUNT(*) FROM source_watch WHERE silent_at > 0`) == 1; got != c.silent {
				t.Errorf("%s: alarm %v, want %v", c.at, got, c.silent)
			}
		}
	})
}

// A key period has its sources read more often while it lasts, and no longer.
func TestKeyPeriod(t *testing.T) {
	each(t, func(o *office) {
		w := newWeb(t)
		p := o.polite(fetch.Config{})
		s := o.feed("本地网", w.page("/k", func(w http.ResponseWriter, r *http.Request) {
			serveText(rss("k", 1, 2, o.clock.Now().Add(-90*24*time.Hour), ""))(w, r)
		}), 3600)
		o.poll(p)
		next := func() time.Duration {
			return time.Duration(o.source(s.ID).NextReadAt-o.clock.Now().UnixMilli()) * time.Millisecond
		}
		if next() < time.Hour {
			t.Errorf("usual: %v", next())
		}
		agency := o.units["office"].ParentID
		period := store.KeyPeriod{AgencyID: agency, Title: "高考", From: o.clock.Now().UnixMilli(), To: o.clock.Now().Add(6 * time.Hour).UnixMilli()}
		o.must(o.store.Write(ctx, func(tx *store.Tx) error { return tx.AddKeyPeriod(&period) }))
		who := matter.Actor{ID: "d", UnitID: o.units["office"].ID, Grants: []matter.Grant{{Role: regime.OfficeDirector, AgencyID: agency}}}
		good := store.KeyWatch{PeriodID: period.ID, TopicID: "hall", EverySeconds: 120, Sources: []string{s.ID}}
		for code, change := range map[string]func(k *store.KeyWatch){
			"period.unknown": func(k *store.KeyWatch) { k.PeriodID = "x" }, "period.every": func(k *store.KeyWatch) { k.EverySeconds = 5 },
			"period.topic": func(k *store.KeyWatch) { k.TopicID = "none" }, "period.sources": func(k *store.KeyWatch) { k.Sources = nil },
		} {
			k := good
			change(&k)
			if err := o.desk.WatchPeriod(ctx, who, k); fault.CodeOf(err) != code {
				t.Errorf("%s: %v", code, err)
			}
		}
		if err := o.desk.WatchPeriod(ctx, matter.Actor{ID: "x"}, good); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("by anybody: %v", err)
		}
		o.must(o.desk.WatchPeriod(ctx, who, good))
		if n, err := o.store.HastenKeySources(ctx); err != nil || n != 1 {
			t.Fatalf("%d brought nearer: %v", n, err)
		}
		o.poll(p)
		if next() > 2*time.Minute+15*time.Second {
			t.Errorf("in the period: %v", next())
		}
		o.clock.Advance(7 * time.Hour)
		o.poll(p)
		if next() < time.Hour {
			t.Errorf("after it: %v", next())
		}
	})
}
