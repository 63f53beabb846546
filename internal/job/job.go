// Package job does work that runs by itself (后台任务): a lease queue in the
// database that several processes may share, and schedules that survive
// restarts. A job is claimed for a lease, which a heartbeat renews; each claim
// raises a fencing number, so that who lost the lease can complete nothing.
// An effect in the database commits together with the completion of its job
// (RegisterTx) and so happens once; any other effect (Register) happens at
// least once and must bear repeating. Instants come from the store's clock,
// waiting is done with real timers.
package job

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/store"
)

// Job (任务) is one piece of work as claimed.
type Job = store.Job

// Runner claims and does jobs. Set the fields before Run; zero values are good.
type Runner struct {
	Store   *store.Store
	Log     *slog.Logger  // nil says nothing
	Workers int           // jobs done at once; 0 means 4
	Lease   time.Duration // by the store's clock; 0 means 60 s, renewed every quarter in real time
	Grace   time.Duration // real time that jobs in hand get to finish after a stop; 0 means 25 s

	work  map[string]work
	kinds []string
	wake  chan struct{}

	mu    sync.Mutex
	hand  map[string]*held // by job id
	busy  map[string]int   // slots by kind
	chunk map[string]int   // jobs that one slot takes at once, by kind
	turn  int              // whose turn it is among kinds
	slots sync.WaitGroup
	stop  chan struct{} // closed when no further job of a chunk may begin
}

// work is what to do for a kind: one of the two is set.
type work struct {
	plain func(ctx context.Context, j Job) error
	tx    func(tx *store.Tx, j Job) error
}

// held is a job that this runner holds.
type held struct {
	Job
	cancel context.CancelCauseFunc // nil until it begins
	inTx   bool                    // its row is locked by its own transaction
}

// New returns a runner on a store.
func New(s *store.Store) *Runner {
	return &Runner{Store: s, work: map[string]work{}, wake: make(chan struct{}, 1), hand: map[string]*held{}, busy: map[string]int{}, chunk: map[string]int{}, stop: make(chan struct{})}
}

// Register names what does a kind of job whose effect is outside the database.
// It may run more than once. Its context ends when the lease is lost, or when
// the grace after a stop is over. Call it before Run.
func (r *Runner) Register(kind string, f func(ctx context.Context, j Job) error) {
	r.register(kind, work{plain: f})
}

// RegisterTx names what does a kind of job whose effect is in the database:
// effect and completion commit together, exactly once. Call it before Run.
func (r *Runner) RegisterTx(kind string, f func(tx *store.Tx, j Job) error) {
	r.register(kind, work{tx: f})
}

func (r *Runner) register(kind string, w work) {
	if _, ok := r.work[kind]; !ok {
		r.kinds = append(r.kinds, kind)
		slices.Sort(r.kinds)
	}
	r.work[kind] = w
}

// Kinds returns the kinds of jobs that this runner does, sorted.
func (r *Runner) Kinds() []string { return slices.Clone(r.kinds) }

// Wake makes the runner look for work now; call it after a transaction that
// enqueued some. Without it work is found within a second.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// scheduledAttempts is how often a scheduled job is tried before it is dead;
// while it waits for another try, ticks of its schedule add no second one.
const scheduledAttempts = 5

// Every keeps a schedule: a job of the kind is enqueued at once and then at
// each interval (whole seconds, at least one) of the store's clock, by one of
// all processes. Ticks missed while nobody ran are made up once.
func (r *Runner) Every(ctx context.Context, name, kind string, every time.Duration) error {
	if every < time.Second || every%time.Second != 0 {
		return fault.New(fault.Invalid, "schedule.every", "定时任务的间隔要是整秒数，至少 1 秒").On("every")
	}
	return r.Store.Write(ctx, func(tx *store.Tx) error { return tx.Every(name, kind, every) })
}

// Progress stores how far a job has come, for people to see. ErrLost means that
// somebody else holds the job and it should end.
func (r *Runner) Progress(ctx context.Context, j Job, text string) error {
	return r.Store.Write(ctx, func(tx *store.Tx) error {
		ok, err := tx.NoteJob(j, clip(text))
		if err == nil && !ok {
			return ErrLost
		}
		return err
	})
}

// Guard lets a job of Register write part of its effect: it renews the lease
// inside the transaction, and returns ErrLost if somebody else holds the job.
func (r *Runner) Guard(tx *store.Tx, j Job) error {
	ok, err := tx.HoldJob(j, r.lease())
	if err == nil && !ok {
		return ErrLost
	}
	return err
}

// Retry lets a dead job run again from its first attempt. Faults: job.unknown,
// job.waiting.
func (r *Runner) Retry(ctx context.Context, who matter.Actor, id string) error {
	defer r.Wake()
	return r.mend(ctx, who, "job.retried", id, (*store.Tx).RetryJob)
}

// Discard gives a dead job up for good. fault.NotFound if it is not dead.
func (r *Runner) Discard(ctx context.Context, who matter.Actor, id string) error {
	return r.mend(ctx, who, "job.discarded", id, (*store.Tx).DiscardJob)
}

func (r *Runner) mend(ctx context.Context, who matter.Actor, action, id string, f func(tx *store.Tx, id string) error) error {
	return r.Store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(store.Entry{Actor: who.ID, Unit: who.UnitID, Action: action, Object: id, Result: "done"})
		return f(tx, id)
	})
}

// ErrLost says that a job's lease ran out and somebody else may hold it.
var ErrLost = errors.New("job lease lost")

type final struct{ error }

func (f final) Unwrap() error { return f.error }

// Final marks an error that no further attempt can mend: the job is dead at once.
func Final(err error) error { return final{err} }

type later struct{ wait time.Duration }

func (l later) Error() string { return "again after " + l.wait.String() }

// Later is returned by a job that wants to run again after a while; it does not
// count as an attempt. The effects of a job of RegisterTx are rolled back.
func Later(wait time.Duration) error { return later{wait} }

// backoff is how long a job waits after a failed attempt: 2 s, doubling, at
// most an hour, give or take a quarter so that failures spread out.
func backoff(attempt int64) time.Duration {
	d := min(2*time.Second<<min(max(attempt-1, 0), 12), time.Hour)
	return d*3/4 + rand.N(d/2)
}

// clip bounds a text for people to 500 characters.
func clip(s string) string {
	if r := []rune(s); len(r) > 500 {
		return string(r[:499]) + "…"
	}
	return s
}

func (r *Runner) lease() time.Duration { return orElse(r.Lease, 60*time.Second) }

func (r *Runner) workers() int { return orElse(r.Workers, 4) }

func orElse[T comparable](v, zero T) T {
	var none T
	if v == none {
		return zero
	}
	return v
}

func (r *Runner) log() *slog.Logger {
	if r.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return r.Log
}
