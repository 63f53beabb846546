package job

import (
	"context"
	"errors"
	"time"

	"yingda/internal/store"
)

// The poll is adaptive: quick while there is work, slow when there is none.
const (
	quickest = 50 * time.Millisecond
	slowest  = time.Second
)

// Run claims and does jobs until ctx ends, and returns when all in hand is
// finished: jobs claimed and not begun are put back, the others get Grace and
// then have their context ended. It returns an error only if a job did not
// heed that. A runner runs once.
func (r *Runner) Run(ctx context.Context) error {
	// What is in hand outlives the stop, and so does a claim that is under way.
	life, end := context.WithCancelCause(context.WithoutCancel(ctx))
	defer end(nil)
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		r.beat(life)
	}()
	for wait := quickest; ctx.Err() == nil; {
		found, err := r.round(life)
		switch {
		case err != nil:
			r.log().Error("look for jobs", "error", err)
			wait = slowest
		case found:
			wait = quickest
		default:
			wait = min(2*wait, slowest)
		}
		if r.sleep(ctx, wait) {
			wait = quickest
		}
	}
	close(r.stop)
	err := r.finish(end)
	end(nil)
	<-beating
	return err
}

// sleep waits for a time, a wake-up or the end; true means a wake-up.
func (r *Runner) sleep(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-r.wake:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}

// errStopped ends the jobs that did not finish within the grace.
var errStopped = errors.New("stopped before the job was finished")

func (r *Runner) finish(end context.CancelCauseFunc) error {
	done := make(chan struct{})
	go func() {
		r.slots.Wait()
		close(done)
	}()
	if waited(done, orElse(r.Grace, 25*time.Second)) {
		return nil
	}
	end(errStopped)
	if waited(done, 5*time.Second) {
		return nil
	}
	return errStopped
}

func waited(done <-chan struct{}, most time.Duration) bool {
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}

// round looks once: it frees expired leases, ticks schedules, claims as many
// jobs as there are free slots for and begins them.
func (r *Runner) round(life context.Context) (found bool, err error) {
	r.mu.Lock()
	free := r.workers()
	for _, n := range r.busy {
		free -= n
	}
	r.mu.Unlock()
	kinds := r.kinds
	if free == 0 {
		kinds = nil // schedules tick and leases are freed all the same
	}
	p, err := r.Store.Pending(life, kinds, r.Store.Now().UnixMilli())
	if err != nil {
		return false, err
	}
	if p.Expired {
		if err := r.rescue(life); err != nil {
			return false, err
		}
	}
	if p.Ticks {
		ticked, err := r.tick(life)
		if err != nil {
			return false, err
		}
		found = ticked
	}
	if len(p.Ready) == 0 {
		return found, nil
	}
	n, err := r.claim(life, r.choose(free, p.Ready))
	return found || n > 0, err
}

// rescue frees jobs whose holder is gone. Our own are not freed but renewed:
// the store's clock may have jumped.
func (r *Runner) rescue(life context.Context) error {
	expired, err := r.Store.ExpiredJobs(life, r.Store.Now().UnixMilli(), 100)
	if err != nil {
		return err
	}
	own := false
	var orphans []Job
	r.mu.Lock()
	for _, j := range expired {
		if h := r.hand[j.ID]; h != nil && h.Fence == j.Fence {
			own = true
			continue
		}
		orphans = append(orphans, j)
	}
	r.mu.Unlock()
	if own {
		if err := r.renew(life); err != nil {
			return err
		}
	}
	if len(orphans) == 0 {
		return nil
	}
	return r.Store.Write(life, func(tx *store.Tx) error {
		for _, j := range orphans {
			if err := tx.FreeJob(j, "执行中断：执行它的进程没有完成就停止了"); err != nil {
				return err
			}
		}
		return nil
	})
}

// tick enqueues the jobs of schedules that are due and whose kind is known.
func (r *Runner) tick(life context.Context) (found bool, err error) {
	all, err := r.Store.Schedules(life)
	if err != nil {
		return false, err
	}
	now := r.Store.Now().UnixMilli()
	for _, s := range all {
		if _, known := r.work[s.Kind]; !known || s.NextAt > now {
			continue
		}
		err := r.Store.Write(life, func(tx *store.Tx) error {
			won, err := tx.Tick(s, scheduledAttempts)
			found = found || won
			return err
		})
		if err != nil {
			return found, err
		}
	}
	return found, nil
}

// beat renews the leases in hand.
func (r *Runner) beat(life context.Context) {
	ticker := time.NewTicker(max(r.lease()/4, 10*time.Millisecond))
	defer ticker.Stop()
	for {
		select {
		case <-life.Done():
			return
		case <-ticker.C:
		}
		if err := r.renew(life); err != nil && life.Err() == nil {
			r.log().Error("renew leases", "error", err)
		}
	}
}

// renew moves the leases in hand on. A job that runs in its own transaction
// holds its row locked and needs none. A job that was lost has its context
// ended.
func (r *Runner) renew(life context.Context) error {
	r.mu.Lock()
	var mine []*held
	for _, h := range r.hand {
		if !h.inTx {
			mine = append(mine, h)
		}
	}
	r.mu.Unlock()
	if len(mine) == 0 {
		return nil
	}
	sortHeld(mine)
	var lost []*held
	err := r.Store.Write(life, func(tx *store.Tx) error {
		lost = nil
		for _, h := range mine {
			ok, err := tx.HoldJob(h.Job, r.lease())
			if err != nil {
				return err
			}
			if !ok {
				lost = append(lost, h)
			}
		}
		return nil
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, h := range lost {
		if h.cancel != nil {
			h.cancel(ErrLost)
		}
	}
	return err
}

// Purge clears away the jobs that were done longer ago than keep.
func (r *Runner) Purge(ctx context.Context, keep time.Duration) error {
	before := r.Store.Now().Add(-keep)
	for {
		var n int64
		err := r.Store.Write(ctx, func(tx *store.Tx) (err error) {
			n, err = tx.PurgeJobs(before, 500)
			return err
		})
		if err != nil || n < 500 {
			return err
		}
	}
}
