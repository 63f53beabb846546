package desk_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/seal"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

// came counts what has been sent in a scope within this minute.
func (b *bureau) came(scope string, n int) {
	b.t.Helper()
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		for range n {
			if _, err := tx.Pace(scope); err != nil {
				return err
			}
		}
		return nil
	}))
}

// TestFloods holds back what comes faster than an agency can be written to, keeps
// what was typed a matter of the sender, and lets people in again a minute later.
// Tips that paid with work go past a flood of those that did not.
func TestFloods(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		ask := func() error {
			form, err := b.desk.NewAskForm()
			b.must(err)
			b.clock.Advance(2 * time.Second)
			_, err = b.desk.Ask(ctx, desk.Asking{Token: form.Token, Sum: strconv.Itoa(form.A + form.B), Text: "请问周六接待吗？"})
			return err
		}
		b.clock.Advance(time.Minute)
		b.came("ask", 599)
		b.must(ask())
		if err := ask(); fault.CodeOf(err) != "ask.busy" {
			t.Errorf("the message after 600 in a minute: %v", err)
		}
		b.clock.Advance(time.Minute)
		b.must(ask())

		s := inspected(b)
		letter := seal.Letter{Text: tipText}
		plain := func() error {
			form, err := b.desk.PlainTipForm()
			b.must(err)
			_, err = b.desk.SealTip(ctx, s.agency, b.units["visits"].ID, form, letter)
			return err
		}
		form, err := b.desk.PlainTipForm()
		b.must(err)
		for i, want := range []string{"", "", "tip.form"} { // pressed twice by mistake, and once more
			if _, err := b.desk.SealTip(ctx, s.agency, b.units["visits"].ID, form, letter); fault.CodeOf(err) != want {
				t.Errorf("the same form without script, time %d: %v", i+1, err)
			}
		}
		if _, err := b.desk.SealTip(ctx, s.agency, b.units["visits"].ID, "made up", letter); fault.CodeOf(err) != "tip.form" {
			t.Errorf("without a form of ours: %v", err)
		}
		b.came("tips.plain", 117)
		b.must(plain())
		if err := plain(); fault.CodeOf(err) != "tip.busy" {
			t.Errorf("the 121st within a minute: %v", err)
		}
		in, _ := s.browser("visits", tipText)
		b.must(b.desk.SendTip(ctx, in))
		b.clock.Advance(time.Minute)
		b.must(plain())
		b.came("tips", 299)
		in, _ = s.browser("visits", tipText)
		b.clock.Advance(time.Minute)
		b.came("tips", 300)
		if err := b.desk.SendTip(ctx, in); fault.CodeOf(err) != "tip.busy" {
			t.Errorf("the 301st with work within a minute: %v", err)
		}
		b.clock.Advance(time.Minute)
		b.must(b.desk.SendTip(ctx, in)) // the same form, pressed again

		// A day of large letters leaves room for small ones, and the next day for all.
		large := seal.Letter{Text: tipText, Files: []seal.LetterFile{{Name: "a.jpg", Data: make([]byte, 100<<10)}}}
		send := func(l seal.Letter) error {
			form, err := b.desk.PlainTipForm()
			b.must(err)
			_, err = b.desk.SealTip(ctx, s.agency, b.units["visits"].ID, form, l)
			return err
		}
		fill := func(scope string, by int64) {
			b.must(b.store.Write(ctx, func(tx *store.Tx) error {
				_, err := tx.PaceBy(scope, by, 24*60)
				return err
			}))
		}
		fill("tips.plain.large.day", 192<<20-1000)
		if err := send(large); fault.CodeOf(err) != "tip.full" {
			t.Errorf("a large letter on a full day: %v", err)
		}
		b.must(send(letter))
		b.must(b.store.Write(ctx, func(tx *store.Tx) error { return tx.ForgetForms(tx.Now.Add(-2 * time.Hour).UnixMilli()) }))
		if err := send(large); fault.CodeOf(err) != "tip.full" {
			t.Errorf("after the hourly clearing: %v", err)
		}
		b.clock.Advance(24 * time.Hour)
		b.must(send(large))
	})
}

// TestFloodOfOneWay fills what one way in may take: the others stay open, and so does
// that one an hour later, until its part of the day is used up.
func TestFloodOfOneWay(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		s := inspected(b)
		const part = 128 << 20 // of small letters that a browser sealed
		_, code := s.tell("visits")
		sealed := func() error {
			in, _ := s.browser("visits", tipText)
			b.clock.Advance(2 * time.Second)
			return b.desk.SendTip(ctx, in)
		}
		plain := func() error {
			form, err := b.desk.PlainTipForm()
			b.must(err)
			_, err = b.desk.SealTip(ctx, s.agency, b.units["visits"].ID, form, seal.Letter{Text: tipText})
			return err
		}
		more := func() error { return b.desk.SealReply(ctx, code, seal.Letter{Text: "补充一句。"}) }
		used := func(scope string) (n int64) {
			n, err := b.store.PacedBy(ctx, scope, 24*60)
			b.must(err)
			return n
		}
		// upTo fills a scope as a flood does.
		upTo := func(scope string, n int64) {
			b.must(b.store.Write(ctx, func(tx *store.Tx) error {
				_, err := tx.PaceBy(scope, n-used(scope), 24*60)
				return err
			}))
		}
		b.clock.Advance(14 * time.Hour) // midnight of the next day
		for _, at := range []struct {
			hour int64
			open int64
		}{{0, part / 4}, {8, part / 2}, {16, part / 4 * 3}} {
			b.must(sealed())
			upTo("tips.small.day", at.open+part/100)
			if err := sealed(); fault.CodeOf(err) != "tip.full" {
				t.Errorf("at %d:00 a flood has taken what is open: %v", at.hour, err)
			}
			b.must(plain())
			b.must(more())
			b.clock.Advance(time.Hour)
			b.must(sealed())
			b.clock.Advance(7 * time.Hour)
		}
		b.clock.Advance(-time.Minute)
		upTo("tips.plain.small.day", part/2)
		if err := plain(); fault.CodeOf(err) != "tip.full" {
			t.Errorf("the part of those without script is used up: %v", err)
		}
		b.must(sealed())
		b.must(more())
	})
}

// TestCodesTakeEqualWork follows by right, wrong and ended codes: whoever tries
// codes learns nothing from the answer, nor from what it costs. On PostgreSQL the
// cost is counted in round trips; SQLite runs the same statements.
func TestCodesTakeEqualWork(t *testing.T) {
	eachCounted(t, func(b *bureau, trips func(func()) int64) {
		ctx := context.Background()
		got := b.receive(desk.Inbound{Way: "web", Text: "请问周六接待吗？"})
		over := b.receive(desk.Inbound{Way: "web", Text: "请问周日接待吗？"})
		m, err := b.store.Matter(ctx, over.Number)
		b.must(err)
		b.must(b.store.Write(ctx, func(tx *store.Tx) error { return tx.ShredMessage(m.ID, false) }))
		tries := map[string][2]string{"a wrong code": {got.Number, "2222222222222222"}, "an unknown number": {"M-2026-9999", got.Code}, "a number of something else": {"C-2026-0001", got.Code}, "one whose term is over": {over.Number, over.Code}, "no code": {got.Number, ""}, "a long code": {got.Number, fmt.Sprintf("%0500d", 7)}}
		said, cost := map[string]bool{}, map[int64]bool{}
		if _, err := b.desk.FollowMessage(ctx, "M-2026-9998", ""); fault.CodeOf(err) != "follow.unknown" { // its statement is known to the connection from here on
			t.Error(err)
		}
		for name, pair := range tries {
			for _, act := range []func() error{
				func() error { _, err := b.desk.FollowMessage(ctx, pair[0], pair[1]); return err },
				func() error { return b.desk.AskAgain(ctx, pair[0], pair[1], "下午呢？") },
				func() error { return b.desk.RateMessage(ctx, pair[0], pair[1], "yes") },
				func() error { return b.desk.ReopenMessage(ctx, pair[0], pair[1], "没有人接待") },
			} {
				n := trips(func() { err = act() })
				if fault.CodeOf(err) != "follow.unknown" {
					t.Errorf("%s: %v", name, err)
				}
				said[err.Error()], cost[n] = true, true
			}
		}
		if len(said) != 1 || len(cost) != 1 {
			t.Errorf("wrong codes are told apart: %v, round trips %v", said, cost)
		}

		s := inspected(b)
		_, code := s.tell("visits")
		doors := map[string]string{"right": seal.CodeDoor(code), "wrong": seal.CodeDoor("000000000000000000000000"), "none": "", "long": fmt.Sprintf("%0500d", 7)}
		follow := func(door string) int64 {
			return trips(func() {
				if _, err := b.desk.FollowTip(ctx, door); err != nil {
					t.Error(err)
				}
			})
		}
		follow(doors["right"]) // as above
		cost = map[int64]bool{}
		for _, door := range doors {
			cost[follow(door)] = true
		}
		if len(cost) != 1 {
			t.Errorf("codes of tips take different round trips: %v", cost)
		}
	})
}

// eachCounted is each, with a way to count the round trips of an act: none are
// counted on SQLite, which has no line.
func eachCounted(t *testing.T, run func(b *bureau, trips func(func()) int64)) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		trips := func(f func()) int64 { f(); return 0 }
		if c.URL != "" {
			url, line := testkit.Counted(t, c.URL)
			c.URL, trips = url, line.Trips
		}
		run(founded(t, c), trips)
	})
}
