package job_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yingda/internal/fault"
	"yingda/internal/job"
	"yingda/internal/matter"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

var background = context.Background()

// bench is one database and its clock; open gives further processes on it.
type bench struct {
	testing.TB
	clock *testkit.Clock
	store *store.Store
	open  func() *store.Store
}

func setUp(tb testing.TB, c store.Config) *bench {
	clock := testkit.NewClock(time.Time{})
	c.Now = clock.Now
	b := &bench{TB: tb, clock: clock}
	b.open = func() *store.Store {
		s, err := store.Open(background, c)
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { s.Close() })
		return s
	}
	b.store = b.open()
	return b
}

func each(t *testing.T, run func(b *bench)) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		run(setUp(t, c))
	})
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bench) enqueue(kind, key string, attempts int) {
	b.Helper()
	b.must(b.store.Write(background, func(tx *store.Tx) error { return tx.Enqueue(kind, key, map[string]int{"n": 1}, tx.Now, attempts) }))
}

// run starts a runner; the returned function stops it and waits.
func (b *bench) run(r *job.Runner) (stop func()) {
	ctx, cancel := context.WithCancel(background)
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	return func() {
		b.Helper()
		cancel()
		b.must(<-done)
	}
}

// until waits for a condition.
func (b *bench) until(what string, ok func() bool) {
	b.Helper()
	for range 1500 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	b.Fatalf("waited in vain until %s", what)
}

func (b *bench) counts() map[string]int {
	b.Helper()
	n, err := b.store.JobCounts(background, 1000)
	b.must(err)
	return n
}

func (b *bench) jobs(state string) []job.Job {
	b.Helper()
	l, err := b.store.Jobs(background, state, "", 1000)
	b.must(err)
	return l
}

var errUndo = errors.New("undo")

// enqueueMany runs 200 transactions with a job each, of which 20 roll back.
func (b *bench) enqueueMany(kind string) {
	for i := range 200 {
		err := b.store.Write(background, func(tx *store.Tx) error {
			if _, err := tx.Count("asked", 1); err != nil {
				return err
			}
			if err := tx.Enqueue(kind, "", map[string]int{"n": i}, tx.Now, 3); err != nil {
				return err
			}
			if i%10 == 0 {
				return errUndo
			}
			return nil
		})
		if err != nil && !errors.Is(err, errUndo) {
			b.Fatal(err)
		}
	}
}

// count is an effect in the database that shows whether it happened twice.
func count(tx *store.Tx, j job.Job) error {
	var in struct{ N int }
	if err := j.Into(&in); err != nil {
		return err
	}
	if _, err := tx.Count("effects", 1); err != nil {
		return err
	}
	n, err := tx.Count(fmt.Sprintf("effect.%d", in.N), 1)
	if err == nil && n != 1 {
		return fmt.Errorf("effect %d happened %d times", in.N, n)
	}
	return err
}

func TestExactlyOnce(t *testing.T) {
	t.Run("200 transactions with a job, 20 rolled back, two processes: 180 effects", func(t *testing.T) {
		each(t, func(b *bench) {
			b.enqueueMany("effect")
			var stops []func()
			for range 2 {
				r := job.New(b.open())
				r.RegisterTx("effect", count)
				stops = append(stops, b.run(r))
			}
			b.until("all are done", func() bool { return b.counts()["done"] == 180 })
			for _, stop := range stops {
				stop()
			}
			n, err := b.store.Counter(background, "effects")
			b.must(err)
			asked, err := b.store.Counter(background, "asked")
			b.must(err)
			if n != 180 || asked != 180 || b.counts()["dead"] != 0 {
				b.Errorf("effects %d, asked %d, states %v", n, asked, b.counts())
			}
		})
	})
	t.Run("a process that stops and starts again and again loses and repeats nothing", func(t *testing.T) {
		each(t, func(b *bench) {
			b.enqueueMany("effect")
			for range 100 {
				r := job.New(b.store)
				r.RegisterTx("effect", count)
				stop := b.run(r)
				time.Sleep(30 * time.Millisecond)
				stop()
				if b.counts()["running"] != 0 {
					b.Fatalf("left running after a stop: %v", b.counts())
				}
				if b.counts()["done"] == 180 {
					break
				}
			}
			if n, err := b.store.Counter(background, "effects"); n != 180 || err != nil {
				b.Errorf("effects %d, %v", n, err)
			}
		})
	})
}

func TestLease(t *testing.T) {
	t.Run("a killed runner's job is taken over after its lease, and its late completion is refused", func(t *testing.T) {
		each(t, func(b *bench) {
			b.enqueue("effect", "k", 3)
			// The first process claims and is never heard of again.
			var lost []job.Job
			b.must(b.store.Write(background, func(tx *store.Tx) (err error) {
				lost, err = tx.ClaimJobs("effect", 10, time.Minute)
				return err
			}))
			if len(lost) != 1 || lost[0].Attempts != 1 {
				b.Fatalf("claimed %+v", lost)
			}
			var ran atomic.Int32
			r := job.New(b.open())
			r.Register("effect", func(context.Context, job.Job) error { ran.Add(1); return nil })
			stop := b.run(r)
			time.Sleep(150 * time.Millisecond)
			if ran.Load() != 0 {
				b.Error("taken before the lease ended")
			}
			b.clock.Advance(61 * time.Second)
			b.until("another takes it over", func() bool { return b.counts()["done"] == 1 })
			stop()
			b.must(b.store.Write(background, func(tx *store.Tx) error {
				for name, f := range map[string]func(job.Job) (bool, error){
					"complete": tx.CompleteJob,
					"hold":     func(j job.Job) (bool, error) { return tx.HoldJob(j, time.Minute) },
					"bury":     func(j job.Job) (bool, error) { return tx.BuryJob(j, "x") },
				} {
					if ok, err := f(lost[0]); ok || err != nil {
						b.Errorf("%s by the old holder: %v %v", name, ok, err)
					}
				}
				return nil
			}))
			if ran.Load() != 1 {
				b.Errorf("ran %d times", ran.Load())
			}
		})
	})
	t.Run("a job whose process dies at its last attempt is dead and says so", func(t *testing.T) {
		each(t, func(b *bench) {
			b.enqueue("effect", "", 1)
			b.must(b.store.Write(background, func(tx *store.Tx) error {
				_, err := tx.ClaimJobs("effect", 1, time.Minute)
				return err
			}))
			b.clock.Advance(2 * time.Minute)
			r := job.New(b.store)
			r.Register("effect", func(context.Context, job.Job) error { return nil })
			stop := b.run(r)
			b.until("it is dead", func() bool { return b.counts()["dead"] == 1 })
			stop()
			if d := b.jobs("dead"); d[0].Error == "" {
				b.Error("no reason given")
			}
		})
	})
	t.Run("a long job is kept by the heartbeat while the clock goes past its lease", func(t *testing.T) {
		each(t, func(b *bench) {
			b.enqueue("long", "", 3)
			var ran atomic.Int32
			release := make(chan struct{})
			var stops []func()
			for range 2 {
				r := job.New(b.open())
				r.Lease = 400 * time.Millisecond // renewed every 100 ms of real time
				r.Register("long", func(context.Context, job.Job) error { ran.Add(1); <-release; return nil })
				stops = append(stops, b.run(r))
			}
			b.until("it runs", func() bool { return ran.Load() == 1 })
			for range 10 {
				b.clock.Advance(100 * time.Millisecond)
				time.Sleep(150 * time.Millisecond)
			}
			close(release)
			b.until("it is done", func() bool { return b.counts()["done"] == 1 })
			for _, stop := range stops {
				stop()
			}
			if ran.Load() != 1 {
				b.Errorf("ran %d times", ran.Load())
			}
		})
	})
	t.Run("a runner that lost its lease learns it: context ended, guard and progress refuse", func(t *testing.T) {
		each(t, func(b *bench) {
			b.enqueue("long", "", 3)
			begun, said := make(chan job.Job, 2), make(chan error, 3)
			r := job.New(b.store)
			r.Lease = 200 * time.Millisecond
			r.Register("long", func(ctx context.Context, j job.Job) error {
				begun <- j
				<-ctx.Done()
				said <- context.Cause(ctx)
				said <- r.Progress(background, j, "一半")
				said <- b.store.Write(background, func(tx *store.Tx) error { return r.Guard(tx, j) })
				return nil
			})
			stop := b.run(r)
			j := <-begun
			// Another process takes it by force.
			b.must(b.store.Write(background, func(tx *store.Tx) error {
				_, err := tx.Exec(`UPDATE job SET fence = fence + 1, lease_until = $2 WHERE id = $1`, j.ID, store.Never)
				return err
			}))
			for range 3 {
				if err := <-said; !errors.Is(err, job.ErrLost) {
					b.Errorf("got %v, want ErrLost", err)
				}
			}
			stop()
			if b.counts()["running"] != 1 {
				b.Errorf("the new holder's job was touched: %v", b.counts())
			}
		})
	})
}

func TestFailures(t *testing.T) {
	t.Run("a failing job waits longer each time, then is dead, and can be retried or discarded", func(t *testing.T) {
		each(t, func(b *bench) {
			b.enqueue("fails", "one", 3)
			var ran, heal atomic.Int32
			r := job.New(b.store)
			r.Register("fails", func(_ context.Context, j job.Job) error {
				ran.Add(1)
				if heal.Load() == 1 {
					return nil
				}
				return errors.New("对方没有回应")
			})
			stop := b.run(r)
			defer func() { stop() }()
			for attempt, least := range []time.Duration{1500 * time.Millisecond, 3 * time.Second} {
				b.until("it failed and waits", func() bool { return int(ran.Load()) == attempt+1 && b.counts()["ready"] == 1 })
				j := b.jobs("ready")[0]
				wait := time.Duration(j.RunAt-b.clock.Now().UnixMilli()) * time.Millisecond
				if wait < least || wait > 2*least || j.Error != "对方没有回应" || j.Attempts != int64(attempt+1) {
					b.Fatalf("attempt %d: waits %s, %+v", attempt+1, wait, j)
				}
				b.clock.Advance(wait)
			}
			b.until("it is dead", func() bool { return b.counts()["dead"] == 1 })
			dead := b.jobs("dead")[0]
			// Its key is free again; while another waits under it, it stays dead.
			b.must(b.store.Write(background, func(tx *store.Tx) error {
				return tx.Enqueue("fails", "one", nil, tx.Now.Add(time.Hour), 3)
			}))
			if err := r.Retry(background, matter.SystemActor, dead.ID); fault.CodeOf(err) != "job.waiting" {
				b.Errorf("retry beside a waiting one: %v", err)
			}
			b.must(b.store.Write(background, func(tx *store.Tx) error {
				_, err := tx.Exec(`DELETE FROM job WHERE id <> $1`, dead.ID)
				return err
			}))
			heal.Store(1)
			b.must(r.Retry(background, matter.SystemActor, dead.ID))
			b.until("it is done", func() bool { return b.counts()["done"] == 1 })
			if err := r.Retry(background, matter.SystemActor, dead.ID); fault.CodeOf(err) != "job.unknown" {
				b.Errorf("retry of a done job: %v", err)
			}
			if err := r.Discard(background, matter.SystemActor, dead.ID); fault.CodeOf(err) != "job.unknown" {
				b.Errorf("discard of a done job: %v", err)
			}
		})
	})
	t.Run("a final error, a panic at the last attempt: dead at once; the rest goes on", func(t *testing.T) {
		each(t, func(b *bench) {
			b.enqueue("final", "", 9)
			b.enqueue("panics", "", 1)
			b.enqueue("good", "", 1)
			r := job.New(b.store)
			r.Register("final", func(context.Context, job.Job) error {
				return fmt.Errorf("wrapped: %w", job.Final(errors.New("no such source")))
			})
			r.RegisterTx("panics", func(tx *store.Tx, _ job.Job) error {
				if _, err := tx.Count("effects", 1); err != nil {
					return err
				}
				panic("boom")
			})
			r.Register("good", func(context.Context, job.Job) error { return nil })
			stop := b.run(r)
			b.until("two are dead and one done", func() bool { return b.counts()["dead"] == 2 && b.counts()["done"] == 1 })
			stop()
			if n, _ := b.store.Counter(background, "effects"); n != 0 {
				b.Error("the effect of a failed job was kept")
			}
			for _, j := range b.jobs("dead") {
				b.must(r.Discard(background, matter.SystemActor, j.ID))
			}
			if b.counts()["dead"] != 0 {
				b.Error("discarded jobs are still dead")
			}
		})
	})
	t.Run("a job that wants to run later does, and it is no attempt", func(t *testing.T) {
		each(t, func(b *bench) {
			b.enqueue("waits", "", 1)
			var ran atomic.Int32
			r := job.New(b.store)
			r.Register("waits", func(context.Context, job.Job) error {
				if ran.Add(1) == 1 {
					return job.Later(time.Hour)
				}
				return nil
			})
			stop := b.run(r)
			b.until("it waits", func() bool { return ran.Load() == 1 && b.counts()["ready"] == 1 })
			b.clock.Advance(time.Hour)
			b.until("it is done", func() bool { return b.counts()["done"] == 1 })
			stop()
		})
	})
}

func TestUnique(t *testing.T) {
	t.Run("a key is unique while waiting or running, free after", func(t *testing.T) {
		each(t, func(b *bench) {
			b.enqueue("poll", "s1", 1)
			b.enqueue("poll", "s1", 1)
			b.enqueue("poll", "s2", 1)
			b.enqueue("other", "s1", 1)
			if n := b.counts()["ready"]; n != 3 {
				b.Fatalf("%d wait, want 3", n)
			}
			r := job.New(b.store)
			hold := make(chan struct{})
			var once sync.Once
			running := make(chan struct{})
			r.Register("poll", func(context.Context, job.Job) error { once.Do(func() { close(running) }); <-hold; return nil })
			stop := b.run(r)
			<-running
			b.until("both run", func() bool { return b.counts()["running"] == 2 })
			b.enqueue("poll", "s1", 1)
			if n := b.counts()["ready"]; n != 1 {
				b.Errorf("enqueued beside a running one: %d wait", n)
			}
			close(hold)
			b.until("both are done", func() bool { return b.counts()["done"] == 2 })
			b.enqueue("poll", "s1", 1)
			b.until("the next one is done", func() bool { return b.counts()["done"] == 3 })
			stop()
		})
	})
}

func TestStop(t *testing.T) {
	t.Run("a stop waits for what is in hand and puts the rest back unharmed", func(t *testing.T) {
		each(t, func(b *bench) {
			for range 20 {
				b.enqueue("slow", "", 1)
			}
			var begun, ended atomic.Int32
			r := job.New(b.store)
			r.Workers = 2
			r.Register("slow", func(context.Context, job.Job) error {
				begun.Add(1)
				time.Sleep(120 * time.Millisecond)
				ended.Add(1)
				return nil
			})
			stop := b.run(r)
			b.until("it began", func() bool { return begun.Load() >= 2 })
			stop()
			c := b.counts()
			if begun.Load() != ended.Load() || c["running"] != 0 || c["ready"]+c["done"] != 20 || c["done"] != int(ended.Load()) {
				b.Errorf("begun %d, ended %d, %v", begun.Load(), ended.Load(), c)
			}
			for _, j := range b.jobs("ready") {
				if j.Attempts != 0 {
					b.Errorf("an attempt was counted for a job never begun: %+v", j)
				}
			}
		})
	})
	t.Run("a job that outlives the grace has its context ended and will run again", func(t *testing.T) {
		each(t, func(b *bench) {
			b.enqueue("endless", "", 1)
			begun := make(chan struct{})
			r := job.New(b.store)
			r.Grace = 50 * time.Millisecond
			r.Register("endless", func(ctx context.Context, _ job.Job) error { close(begun); <-ctx.Done(); return ctx.Err() })
			stop := b.run(r)
			<-begun
			stop()
			if j := b.jobs("ready"); len(j) != 1 || j[0].Attempts != 0 {
				b.Errorf("got %+v", j)
			}
		})
	})
}

func TestFair(t *testing.T) {
	t.Run("a flood of slow jobs of one kind does not hold up another kind", func(t *testing.T) {
		each(t, func(b *bench) {
			for range 300 {
				b.enqueue("flood", "", 1)
			}
			b.enqueue("rare", "", 1)
			r := job.New(b.store)
			hold, rare := make(chan struct{}), make(chan struct{})
			r.Register("flood", func(context.Context, job.Job) error { <-hold; return nil })
			r.Register("rare", func(context.Context, job.Job) error { close(rare); return nil })
			stop := b.run(r)
			select {
			case <-rare:
			case <-time.After(10 * time.Second):
				b.Error("the rare job waits behind the flood")
			}
			close(hold)
			stop()
		})
	})
}

func TestSchedule(t *testing.T) {
	t.Run("two processes enqueue each tick once, missed ticks are made up once, the beat is kept", func(t *testing.T) {
		each(t, func(b *bench) {
			var ran atomic.Int32
			start := func() (stop func()) {
				var stops []func()
				for range 2 {
					s := b.open()
					r := job.New(s)
					r.RegisterTx("tidy", func(*store.Tx, job.Job) error { ran.Add(1); return nil })
					b.must(r.Every(background, "tidy", "tidy", time.Hour))
					stops = append(stops, b.run(r))
				}
				return func() { stops[0](); stops[1]() }
			}
			first := b.clock.Now()
			stop := start()
			b.until("the first tick ran", func() bool { return ran.Load() == 1 })
			for i := 2; i <= 4; i++ {
				b.clock.Advance(time.Hour)
				b.until("the tick ran", func() bool { return int(ran.Load()) == i })
			}
			stop()
			b.clock.Advance(5*time.Hour + 10*time.Minute) // five ticks missed
			stop = start()
			b.until("the missed ticks are made up", func() bool { return ran.Load() == 5 })
			time.Sleep(100 * time.Millisecond)
			stop()
			if ran.Load() != 5 {
				b.Errorf("ran %d times, want 5", ran.Load())
			}
			l, err := b.store.Schedules(background)
			b.must(err)
			if len(l) != 1 || l[0].NextAt != first.Add(9*time.Hour).UnixMilli() {
				b.Errorf("next tick at %s", time.UnixMilli(l[0].NextAt).UTC())
			}
		})
	})
	t.Run("an interval under a second is refused; a shorter one moves the next tick nearer", func(t *testing.T) {
		each(t, func(b *bench) {
			r := job.New(b.store)
			if err := r.Every(background, "x", "x", 10*time.Millisecond); fault.CodeOf(err) != "schedule.every" {
				b.Errorf("got %v", err)
			}
			var ran atomic.Int32
			r.RegisterTx("x", func(*store.Tx, job.Job) error { ran.Add(1); return nil })
			b.must(r.Every(background, "x", "x", time.Hour))
			stop := b.run(r)
			b.until("it ran", func() bool { return ran.Load() == 1 })
			stop()
			if n := b.counts(); n["done"]+n["ready"]+n["running"]+n["dead"] != 0 {
				b.Errorf("a scheduled job left a row: %v", n)
			}
			b.must(r.Every(background, "x", "x", time.Minute))
			l, err := b.store.Schedules(background)
			b.must(err)
			if l[0].NextAt != b.clock.Now().Add(time.Minute).UnixMilli() {
				b.Errorf("next tick at %d", l[0].NextAt)
			}
		})
	})
}

func TestScheduleFails(t *testing.T) {
	t.Run("a schedule whose job fails for hours goes on and leaves one dead job", func(t *testing.T) {
		each(t, func(b *bench) {
			var ran atomic.Int32
			r := job.New(b.store)
			r.Register("poll", func(context.Context, job.Job) error { ran.Add(1); return job.Final(errors.New("no network")) })
			b.must(r.Every(background, "poll", "poll", time.Hour))
			stop := b.run(r)
			for i := 1; i <= 3; i++ {
				b.until("the tick failed", func() bool { return int(ran.Load()) == i && b.counts()["dead"] == 1 && b.counts()["running"] == 0 })
				b.clock.Advance(time.Hour)
			}
			stop()
		})
	})
}

func TestList(t *testing.T) {
	t.Run("lists are paged by id, progress shows, counts are capped, old done jobs go", func(t *testing.T) {
		each(t, func(b *bench) {
			for range 5 {
				b.enqueue("list", "", 1)
			}
			page, err := b.store.Jobs(background, "ready", "", 3)
			b.must(err)
			rest, err := b.store.Jobs(background, "ready", page[2].ID, 3)
			b.must(err)
			if len(page) != 3 || len(rest) != 2 || page[2].ID <= rest[0].ID {
				b.Errorf("pages of %d and %d", len(page), len(rest))
			}
			if n, err := b.store.JobCounts(background, 3); err != nil || n["ready"] != 3 {
				b.Errorf("counts %v %v", n, err)
			}
			r := job.New(b.store)
			r.Register("list", func(ctx context.Context, j job.Job) error { return r.Progress(ctx, j, "3/5") })
			stop := b.run(r)
			b.until("all are done", func() bool { return b.counts()["done"] == 5 })
			stop()
			if j, err := b.store.Job(background, page[0].ID); err != nil || j.Progress != "3/5" {
				b.Errorf("%+v %v", j, err)
			}
			for _, want := range []int{5, 0} {
				b.must(r.Purge(background, 7*24*time.Hour))
				if n := b.counts()["done"]; n != want {
					b.Errorf("%d done jobs are kept, want %d", n, want)
				}
				b.clock.Advance(8 * 24 * time.Hour)
			}
		})
	})
}
