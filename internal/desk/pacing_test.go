package desk_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"yingda/internal/activity"
	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// openAccount registers an open account of the bureau and lets the editor keep it.
func (b *bureau) postingAccount(name string, platform regime.Platform, kind regime.AccountKind) store.Account {
	b.t.Helper()
	office := b.units["office"]
	a := store.Account{AgencyID: office.AgencyID, UnitID: office.ID, Platform: platform, Kind: kind, Name: name, Organiser: "某市信访局", Emblem: "standard", Certified: true, State: "open", Origin: "import", OpenedAt: b.clock.Now().UnixMilli(), CreatedBy: b.who[regime.Editor].ID}
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		if err := tx.AddAccount(&a); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO account_person (id, account_id, part, person_id, since, by_id) VALUES ($1, $2, 'keeper', $3, $4, 'x')`, store.NewID(tx.Now), a.ID, b.who[regime.Keeper].ID, tx.Ms())
		return err
	}))
	return a
}

// newMedia puts the preset on accounts in force and makes the bureau one of a city.
func (b *bureau) newMedia() {
	b.t.Helper()
	reg, err := regime.Preset("tax-newmedia")
	b.must(err)
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		agency := b.units["office"].AgencyID
		if _, err := tx.AdoptRegime(reg, agency, []regime.Kind{regime.AccountFiling}); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO agency_level (unit_id, level, by_id, at) VALUES ($1, 'city', 'x', $2)`, agency, tx.Ms())
		return err
	}))
}

func (b *bureau) told(role regime.Role, part string) int {
	b.t.Helper()
	list, err := b.store.Notices(context.Background(), b.who[role].ID, 100)
	b.must(err)
	n := 0
	for _, x := range list {
		if strings.Contains(x.Text, part) {
			n++
		}
	}
	return n
}

func TestPace(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.newMedia()
		a := b.postingAccount("某市信访", regime.WeChat, regime.SubscriptionAccount)
		post := func(day, title string) error {
			at, err := time.ParseInLocation("2006-01-02 15:04", day, deadline.Zone)
			b.must(err)
			return b.desk.RecordPost(ctx, b.who[regime.Editor], a.Number, desk.PostEdit{At: at, Title: title})
		}
		b.must(post("2026-03-16 09:00", "第一篇"))
		if err := post("2026-03-16 09:30", "第一篇"); fault.CodeOf(err) != "post.known" {
			t.Errorf("the same post twice: %v", err)
		}
		if err := b.desk.RecordPost(ctx, b.who[regime.Reviewer], a.Number, desk.PostEdit{At: b.clock.Now(), Title: "别人录的"}); fault.CodeOf(err) != "register.role" {
			t.Errorf("a reviewer keeps the record: %v", err)
		}
		if err := post("2026-04-16 09:00", "将来的"); fault.CodeOf(err) != "post.at" {
			t.Errorf("a post to come: %v", err)
		}
		standings := func() map[string]desk.Pacing {
			all, err := b.desk.PacingsFor(ctx, b.who[regime.Editor])
			b.must(err)
			out := map[string]desk.Pacing{}
			for _, r := range all[0].Rules {
				out[r.Rule.ID] = r
			}
			return out
		}
		got := standings()
		if len(got) != 2 || got["city-subscription"].Need != 4 || got["city-subscription"].Have != 1 || got["fortnight"].State != activity.Open {
			t.Fatalf("a subscription account of a city that opened in mid-month: %+v", got)
		}

		// Warned once, before the end.
		b.clock.Set(time.Date(2026, 3, 28, 10, 0, 0, 0, deadline.Zone))
		b.must(b.desk.KeepPace(ctx))
		b.must(b.desk.KeepPace(ctx))
		for _, role := range []regime.Role{regime.Keeper, regime.OfficeDirector, regime.ChiefEditor} {
			if n := b.told(role, "快到期"); n != 2 {
				t.Errorf("%s was warned %d times of two rules", role, n)
			}
		}

		// Late for ever, although a post follows.
		b.clock.Set(time.Date(2026, 4, 2, 10, 0, 0, 0, deadline.Zone))
		b.must(b.desk.KeepPace(ctx))
		b.must(post("2026-04-02 09:00", "补发的一篇"))
		b.must(b.desk.KeepPace(ctx))
		late := func() (open, refuted int) {
			list, err := b.store.LatePaces(ctx, 10)
			b.must(err)
			for _, p := range list {
				if p.RefutedAt != 0 {
					refuted++
				} else {
					open++
				}
			}
			return
		}
		if open, refuted := late(); open != 2 || refuted != 0 || b.told(regime.Keeper, "逾期未发布") != 2 {
			t.Errorf("late %d, refuted %d", open, refuted)
		}

		// A list that is imported later shows that the fortnight was kept.
		rows := [][]string{desk.PostHeader, {"2026-03-20 08:00", "第二篇", "https://mp.example/s/2"}, {"2026/3/29", "第三篇", ""}}
		plan, err := b.desk.ImportPosts(ctx, b.who[regime.Editor], a.Number, rows, false)
		b.must(err)
		if plan.Changes != 2 || plan.Faults != 0 {
			t.Fatalf("preview: %+v", plan)
		}
		for range 2 {
			_, err = b.desk.ImportPosts(ctx, b.who[regime.Editor], a.Number, rows, true)
			b.must(err)
		}
		wrong, err := b.desk.ImportPosts(ctx, b.who[regime.Editor], a.Number, [][]string{desk.PostHeader, {"昨天", "第四篇", ""}}, true)
		b.must(err)
		if wrong.Faults != 1 || wrong.Lines[0].Fault == "" {
			t.Errorf("a line without a time: %+v", wrong)
		}
		b.must(b.desk.KeepPace(ctx))
		if open, refuted := late(); open != 1 || refuted != 1 {
			t.Errorf("after the record was completed: late %d, refuted %d", open, refuted)
		}

		// A feed brings what the platform published; the same reading twice counts once.
		source := store.Source{Name: "本局公众号", URL: "https://feed.example/rss", Kind: "feed"}
		b.must(b.store.Write(ctx, func(tx *store.Tx) error { return tx.AddSource(&source) }))
		b.must(b.desk.LinkFeed(ctx, b.who[regime.Editor], a.ID, source.ID, true))
		read := map[string][]store.AccountPost{source.ID: {{Title: "订阅源里的一篇", Address: "https://mp.example/s/9/", At: b.clock.Now().UnixMilli()}}}
		for range 2 {
			b.must(b.store.Write(ctx, func(tx *store.Tx) error { return tx.FeedPosts(read) }))
		}
		list, err := b.store.AccountPosts(ctx, a.ID, store.Never, "", 10)
		b.must(err)
		var origins []string
		for _, p := range list {
			origins = append(origins, p.Origin)
		}
		if want := []string{"feed", "typed", "import", "import", "typed"}; !slices.Equal(origins, want) {
			t.Errorf("the record comes from %v, want %v", origins, want)
		}

		// What a machine reported stays; what was typed can be voided, once.
		if err := b.desk.VoidPost(ctx, b.who[regime.Editor], a.ID, list[0].ID, "误录"); fault.CodeOf(err) != "post.fixed" {
			t.Errorf("void of a feed's post: %v", err)
		}
		b.must(b.desk.VoidPost(ctx, b.who[regime.Editor], a.ID, list[1].ID, "误录"))
		if err := b.desk.VoidPost(ctx, b.who[regime.Editor], a.ID, list[1].ID, "误录"); fault.CodeOf(err) != "post.fixed" {
			t.Errorf("void twice: %v", err)
		}

		// Another of the same kind overlaps, and nobody posts there.
		b.postingAccount("某市信访之窗", regime.WeChat, regime.SubscriptionAccount)
		all, err := b.desk.PacingsFor(ctx, b.who[regime.Editor])
		b.must(err)
		weak, err := b.desk.WeakAccounts(ctx, all)
		b.must(err)
		if len(weak) != 1 || weak[0].Into != a.ID || !slices.Equal(weak[0].Why, []activity.Weakness{activity.Overlapping}) {
			t.Errorf("proposed: %+v", weak)
		}
	})
}

// An account that was registered with its record owes from that record on: three
// silent weeks show as such on the first day.
func TestImportedPace(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.newMedia()
		a := b.postingAccount("某市信访", regime.WeChat, regime.SubscriptionAccount)
		stands := func() activity.State {
			all, err := b.desk.PacingsFor(ctx, b.who[regime.Editor])
			b.must(err)
			i := slices.IndexFunc(all[0].Rules, func(r desk.Pacing) bool { return r.Rule.ID == "fortnight" })
			return all[0].Rules[i].State
		}
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE account SET opened_at = $2 WHERE id = $1`, a.ID, tx.Now.AddDate(0, -6, 0).UnixMilli())
			return err
		}))
		if got := stands(); got != activity.Open {
			t.Errorf("without a record it stands %s", got)
		}
		b.must(b.desk.RecordPost(ctx, b.who[regime.Editor], a.Number, desk.PostEdit{At: b.clock.Now().AddDate(0, 0, -22), Title: "三周前的一篇"}))
		if got := stands(); got != activity.Late {
			t.Errorf("after three silent weeks it stands %s", got)
		}
		b.must(b.desk.KeepPace(ctx))
		if list, err := b.store.Paces(ctx, a.ID, 9); err != nil || len(list) != 0 {
			t.Errorf("of the time before its registration is on record: %+v, %v", list, err)
		}
	})
}
