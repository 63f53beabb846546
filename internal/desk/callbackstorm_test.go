package desk_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"yingda/internal/fault"
	"yingda/internal/platform"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit"
)

// storm is how many callbacks are sent: a sample with every run, all with
// `make torture`.
func storm() int {
	if testkit.Torture() {
		return 10_000
	}
	return 60
}

// Callbacks that come doubled, shuffled, several at once and again later end in
// the state in which the ordered run ends: every message once, every
// conversation in one case, the same code for the same message.
func TestCallbackStorm(t *testing.T) {
	each(t, func(b *bureau) {
		seed := uint64(time.Now().UnixNano())
		if text := os.Getenv("YINGDA_SEED"); text != "" {
			seed, _ = strconv.ParseUint(text, 10, 64)
		}
		b.t.Logf("YINGDA_SEED=%d", seed)
		r := rand.New(rand.NewPCG(seed, 7))
		ordered, wild := b.connected(regime.WeChat, "safe"), b.connected(regime.WeChat, "safe")
		var calls []platform.Callback
		for i := range storm() {
			text := ordered.text(fmt.Sprintf("oUser-%d", i/3), strconv.Itoa(7_000_000+i), "第"+strconv.Itoa(i)+"句：窗口几点开门？")
			if i%10 == 9 {
				text = ordered.event(fmt.Sprintf("oUser-%d", i/3), []string{"subscribe", "CLICK", "VIEW", "unsubscribe"}[r.IntN(4)])
			}
			b.must(ordered.handOver(ordered.make(text)))
			again := wild.make(text)
			for range 1 + r.IntN(4) { // the same call again
				calls = append(calls, again)
			}
			if r.IntN(3) == 0 { // the same message in a call of its own
				calls = append(calls, wild.make(text))
			}
		}
		r.Shuffle(len(calls), func(i, j int) { calls[i], calls[j] = calls[j], calls[i] })
		wild.pour(calls)
		want := ordered.cases()
		if got := wild.cases(); !slices.Equal(got, want) || len(want) == 0 {
			b.t.Fatalf("%d cases after the storm, %d in order; the first that differ: %.300q", len(got), len(want), firstDifferent(got, want))
		}
		r.Shuffle(len(calls), func(i, j int) { calls[i], calls[j] = calls[j], calls[i] })
		wild.pour(calls[:len(calls)/4])
		b.clock.Advance(6 * time.Minute)
		for _, c := range calls[:min(50, len(calls))] {
			if _, err := wild.desk.Hear(context.Background(), wild.of, wild.id, c); fault.CodeOf(err) != "hook.stale" {
				b.t.Fatalf("six minutes later: %v", err)
			}
		}
		if got := wild.cases(); !slices.Equal(got, want) {
			b.t.Fatalf("played again: %.300q", firstDifferent(got, want))
		}
		b.t.Logf("%d callbacks for %d, %d cases; the slowest call took %s, %d were made again", len(calls), storm(), len(want), wild.slowest, wild.again)
	})
}

// handOver makes a call as a platform does: what was not answered in time, or
// with trouble on our side, is repeated three times.
func (h *hook) handOver(c platform.Callback) (err error) {
	for range 4 {
		began := time.Now()
		_, err = h.desk.Hear(context.Background(), h.of, h.id, c)
		done := err == nil || fault.KindOf(err) != fault.Internal && fault.KindOf(err) != fault.Busy
		h.timed.Lock()
		h.slowest = max(h.slowest, time.Since(began))
		if !done {
			h.again++
		}
		h.timed.Unlock()
		if done {
			return err
		}
	}
	return err
}

// pour hears calls by four at once; none is refused.
func (h *hook) pour(calls []platform.Callback) {
	h.t.Helper()
	var all sync.WaitGroup
	for w := range 4 {
		all.Go(func() {
			for i := w; i < len(calls); i += 4 {
				if err := h.handOver(calls[i]); err != nil {
					h.t.Errorf("refused: %v", err)
					return
				}
			}
		})
	}
	all.Wait()
}

// cases returns what was said in each case of the account, each sorted, and how
// many acts each saw, all sorted: what does not depend on the order of arrival.
func (h *hook) cases() []string {
	h.t.Helper()
	said := map[string][]string{}
	h.must(h.store.View(context.Background(), func(tx *store.Tx) error {
		rows, err := tx.Query(`SELECT t.matter_id, t.text, m.version FROM message_turn t JOIN message x ON x.matter_id = t.matter_id JOIN matter m ON m.id = x.matter_id WHERE x.account_id = $1`, h.id)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id, text string
			var version int64
			if err := rows.Scan(&id, &text, &version); err != nil {
				return err
			}
			said[id] = append(said[id], fmt.Sprint(text, " at version ", version))
		}
		return rows.Err()
	}))
	var out []string
	for _, each := range said {
		slices.Sort(each)
		out = append(out, strings.Join(each, "\n"))
	}
	slices.Sort(out)
	return out
}

func firstDifferent(a, b []string) []string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return []string{a[i], b[i]}
		}
	}
	return nil
}

// What a message holds for itself while it is taken in, such as the next number, it
// holds for few round trips to PostgreSQL: others who write wait for it.
func TestCallbackTrips(t *testing.T) {
	eachCounted(t, func(b *bureau, trips func(func()) int64) {
		h := b.connected(regime.WeChat, "safe")
		for i := range 3 {
			for _, w := range []struct {
				text string
				most int64
			}{{"窗口几点开门？", 45}, {"周六呢？", 35}} {
				c := h.make(h.text(fmt.Sprint("oUser-", i), fmt.Sprint(i, w.text), w.text))
				if n := trips(func() { b.must(h.handOver(c)) }); i > 0 && n > w.most { // the first time statements are made known
					b.t.Errorf("%s takes %d round trips, at most %d are meant", w.text, n, w.most)
				}
			}
		}
	})
}
