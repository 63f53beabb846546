package job

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"yingda/internal/store"
)

// A slot does jobs of one kind, several in a row while they are short: that
// saves a claim for each. How many is learnt: the number doubles when a row is
// done within the quantum and halves when it is not, and what was not begun
// within the quantum is put back for others.
const (
	quantum  = 100 * time.Millisecond
	maxChunk = 64
)

// choose deals free slots to kinds in turn, so that a flood of one kind does
// not keep the others waiting; one kind never has all slots if there are
// several kinds. It returns how many slots each kind gets.
func (r *Runner) choose(free int, ready map[string]int) map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	most := r.workers()
	if len(r.kinds) > 1 && most > 1 {
		most--
	}
	out := map[string]int{}
	r.turn++
	for dealt := true; dealt && free > 0; {
		dealt = false
		for i := range r.kinds {
			kind := r.kinds[(r.turn+i)%len(r.kinds)]
			if free > 0 && ready[kind] > out[kind]*max(1, r.chunk[kind]) && r.busy[kind]+out[kind] < most {
				out[kind]++
				free--
				dealt = true
			}
		}
	}
	return out
}

// claim takes jobs for the slots dealt and begins them; it returns how many.
func (r *Runner) claim(life context.Context, slots map[string]int) (int, error) {
	if len(slots) == 0 {
		return 0, nil
	}
	r.mu.Lock()
	size := map[string]int{}
	for kind, n := range slots {
		size[kind] = n * max(1, r.chunk[kind])
	}
	r.mu.Unlock()
	var claimed map[string][]Job
	err := r.Store.Write(life, func(tx *store.Tx) error {
		claimed = map[string][]Job{}
		for _, kind := range r.kinds {
			if size[kind] == 0 {
				continue
			}
			jobs, err := tx.ClaimJobs(kind, size[kind], r.lease())
			if err != nil {
				return err
			}
			claimed[kind] = jobs
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	total := 0
	for kind, jobs := range claimed {
		total += len(jobs)
		slices.SortFunc(jobs, func(a, b Job) int { return cmp.Or(cmp.Compare(a.RunAt, b.RunAt), cmp.Compare(a.ID, b.ID)) })
		n := min(slots[kind], len(jobs))
		for i := range n {
			var row []*held
			for k := i; k < len(jobs); k += n {
				row = append(row, &held{Job: jobs[k]})
			}
			r.begin(life, kind, row)
		}
	}
	return total, nil
}

// begin starts one slot on a row of jobs.
func (r *Runner) begin(life context.Context, kind string, row []*held) {
	r.mu.Lock()
	r.busy[kind]++
	for _, h := range row {
		r.hand[h.ID] = h
	}
	r.mu.Unlock()
	r.slots.Add(1)
	go func() {
		defer r.slots.Done()
		r.slot(life, kind, row)
		r.mu.Lock()
		r.busy[kind]--
		r.mu.Unlock()
		r.Wake()
	}()
}

func (r *Runner) slot(life context.Context, kind string, row []*held) {
	timer := time.NewTimer(quantum)
	defer timer.Stop()
	for i, h := range row {
		if i > 0 {
			select {
			case <-timer.C:
				r.learn(kind, i, true)
				r.putBack(life, row[i:])
				return
			case <-r.stop:
				r.putBack(life, row[i:])
				return
			default:
			}
		}
		r.do(life, h)
	}
	select {
	case <-timer.C:
		r.learn(kind, len(row), true)
	default:
		r.learn(kind, len(row), false)
	}
}

// learn sets the length of the next rows of a kind after one of n jobs.
func (r *Runner) learn(kind string, n int, slow bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := max(1, r.chunk[kind])
	switch {
	case slow:
		r.chunk[kind] = max(1, min(now, n)/2)
	case n >= now:
		r.chunk[kind] = min(2*now, maxChunk)
	}
}

// sortHeld puts jobs in the one order in which rows of several are changed, so
// that no two transactions wait for one another.
func sortHeld(list []*held) {
	slices.SortFunc(list, func(a, b *held) int { return cmp.Compare(a.ID, b.ID) })
}

// putBack gives up jobs that were claimed and not begun.
func (r *Runner) putBack(life context.Context, row []*held) {
	row = slices.Clone(row)
	sortHeld(row)
	err := r.Store.Write(life, func(tx *store.Tx) error {
		for _, h := range row {
			// One that was lost meanwhile is somebody else's: nothing to do.
			if _, err := tx.PutBackJob(h.Job, tx.Now, false, h.Error); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		r.log().Error("put jobs back", "error", err)
	}
	for _, h := range row {
		r.letGo(h)
	}
}

func (r *Runner) letGo(h *held) {
	r.mu.Lock()
	delete(r.hand, h.ID)
	r.mu.Unlock()
}

// do does one job and stores how it ended.
func (r *Runner) do(life context.Context, h *held) {
	defer r.letGo(h)
	w := r.work[h.Kind]
	ctx, cancel := context.WithCancelCause(life)
	defer cancel(nil)
	r.mu.Lock()
	h.cancel, h.inTx = cancel, w.tx != nil
	r.mu.Unlock()
	err := r.attempt(ctx, w, h.Job)
	if err == nil {
		return
	}
	if errors.Is(err, ErrLost) || errors.Is(context.Cause(ctx), ErrLost) {
		r.log().Warn("job lost", "kind", h.Kind, "job", h.ID)
		return
	}
	r.failed(life, h.Job, err)
}

// attempt runs the work and completes the job, in one transaction if the
// effect is in the database.
func (r *Runner) attempt(ctx context.Context, w work, j Job) error {
	complete := func(tx *store.Tx) error {
		ok, err := tx.CompleteJob(j)
		if err == nil && !ok {
			return ErrLost
		}
		return err
	}
	if w.tx != nil {
		return r.Store.Write(ctx, func(tx *store.Tx) error {
			// First the fence, which also locks the row, then the effect.
			if err := complete(tx); err != nil {
				return err
			}
			return safely(func() error { return w.tx(tx, j) })
		})
	}
	if err := safely(func() error { return w.plain(ctx, j) }); err != nil {
		return err
	}
	// The effect has happened: that the time is up is no reason to repeat it.
	return r.Store.Write(context.WithoutCancel(ctx), complete)
}

// safely turns a panic of one job into its failure; the others go on.
func safely(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return f()
}

// failed decides what becomes of a job that was not done.
func (r *Runner) failed(life context.Context, j Job, cause error) {
	var wait later
	var last final
	ctx, cancel := context.WithTimeout(context.WithoutCancel(life), 10*time.Second)
	defer cancel()
	err := r.Store.Write(ctx, func(tx *store.Tx) (err error) {
		switch {
		case errors.As(cause, &wait):
			_, err = tx.PutBackJob(j, tx.Now.Add(wait.wait), false, "")
		case life.Err() != nil:
			_, err = tx.PutBackJob(j, tx.Now, false, "停机时未完成，将重新执行")
		case errors.As(cause, &last), j.Attempts >= j.MaxAttempts:
			_, err = tx.BuryJob(j, clip(cause.Error()))
		default:
			_, err = tx.PutBackJob(j, tx.Now.Add(backoff(j.Attempts)), true, clip(cause.Error()))
		}
		return err
	})
	if err != nil { // the lease will run out, and somebody will try again
		r.log().Error("store the end of a job", "kind", j.Kind, "job", j.ID, "error", err)
	}
	if !errors.As(cause, &wait) {
		r.log().Warn("job failed", "kind", j.Kind, "job", j.ID, "attempt", j.Attempts, "of", j.MaxAttempts, "error", cause)
	}
}
