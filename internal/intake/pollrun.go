package intake

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"yingda/internal/fetch"
	"yingda/internal/store"
)

// Results are stored together: as many as come within gather, up to a number of
// posts or of sources.
const (
	gather       = 100 * time.Millisecond
	batchPosts   = perCommit
	batchSources = 256
)

// round is one run of the poller: what is in its hands.
type round struct {
	p       *Poller
	lanes   *fetch.Lanes
	results chan took
	inHand  [2]int          // in the fast lane and in the slow one
	hand    map[string]bool // sources claimed and not yet stored
	batch   []took
	posts   int
	begun   time.Time // of the batch

	keeping chan []took // to the one goroutine that stores
	kept    chan error  // closed when it has ended
}

func (p *Poller) lease() store.Lease {
	p.naming.Do(func() { p.name = store.NewID(p.Intake.store.Now()) })
	return store.Lease{By: p.name, Time: leased}
}

func (p *Poller) newRound(ctx context.Context) *round {
	p.lease()
	r := &round{
		p: p, lanes: &fetch.Lanes{Fast: fastReaders, Slow: slowReaders, PerHost: hostReaders, Patience: patience}, results: make(chan took, fastReaders), hand: map[string]bool{},
		keeping: make(chan []took), kept: make(chan error, 1),
	}
	go func() {
		defer close(r.kept)
		for batch := range r.keeping {
			if err := p.keep(ctx, batch); err != nil && ctx.Err() == nil {
				select {
				case r.kept <- err:
				default: // one fault is enough to slow down
				}
			}
		}
	}()
	return r
}

// Poll reads up to n sources that are due, stores what they brought and returns
// how many there were. What one source does wrong is recorded with that source
// and stops no other.
func (p *Poller) Poll(ctx context.Context, n int) (int, error) {
	r := p.newRound(ctx)
	read := 0
	for ctx.Err() == nil {
		claimed, err := r.fill(ctx, n-read)
		if err == nil && claimed == 0 && r.inHand[0]+r.inHand[1]+len(r.batch) == 0 {
			break
		}
		read += claimed
		if err == nil {
			err = r.collect(ctx, claimed == 0)
		}
		if err != nil {
			r.end(ctx)
			return read, err
		}
	}
	return read, cmp.Or(r.end(ctx), ctx.Err())
}

// Run reads sources as they fall due until ctx ends, and gives back what it then
// holds. Faults of the store are logged and waited out.
func (p *Poller) Run(ctx context.Context) {
	r := p.newRound(ctx)
	held, hastened := p.Client.Now(), time.Time{}
	for ctx.Err() == nil {
		claimed, err := r.fill(ctx, 2*window)
		if err == nil {
			err = r.collect(ctx, claimed == 0)
		}
		if err == nil && p.Client.Now().Sub(held) > leased/4 {
			held = p.Client.Now()
			err = p.Intake.store.HoldLeases(ctx, p.lease(), slices.Collect(maps.Keys(r.hand)))
		}
		if err == nil && p.Client.Now().Sub(hastened) > 15*time.Second {
			hastened = p.Client.Now()
			_, err = p.Intake.store.HastenKeySources(ctx)
		}
		if err != nil && ctx.Err() == nil {
			p.Log.Error("sources not read", "error", err)
			pause(ctx, time.Second)
		}
	}
	if err := r.end(ctx); err != nil && ctx.Err() == nil {
		p.Log.Error("sources not read", "error", err)
	}
}

// fill claims as much as there is room for, n at most.
func (r *round) fill(ctx context.Context, n int) (int, error) {
	claimed := 0
	for lane, slow := range []bool{false, true} {
		n, err := r.claim(ctx, slow, min(window-r.inHand[lane], n-claimed))
		if err != nil {
			return claimed, err
		}
		claimed += n
	}
	return claimed, nil
}

// claim takes up to n due sources and sends them off. Of one host only so many
// wait here: the others are put off until about their turn.
func (r *round) claim(ctx context.Context, slow bool, n int) (int, error) {
	due, err := r.p.Intake.store.ClaimSources(ctx, r.p.lease(), slow, min(n, batchSources))
	if err != nil {
		return 0, err
	}
	ids := make([]string, len(due))
	for i, t := range due {
		ids[i] = t.ID
	}
	how, err := r.p.Intake.store.Readings(ctx, ids)
	if err != nil {
		return 0, err
	}
	for _, t := range due {
		r.hand[t.ID] = true
		host := hostOf(t.Source)
		if behind := r.lanes.Behind(host); behind >= hostWindow && !r.p.Client.Own(t.URL) {
			r.put(took{turn: t, wait: time.Duration(behind) * time.Second})
			continue
		}
		r.inHand[lane(slow)]++
		r.lanes.Go(host, slow, func() {
			out := took{turn: t, wait: time.Second}
			if ctx.Err() == nil {
				out = r.p.take(ctx, t, how[t.ID])
			}
			out.slow = slow
			r.results <- out
		})
	}
	return len(due), nil
}

func lane(slow bool) int {
	if slow {
		return 1
	}
	return 0
}

// put adds a result to the batch.
func (r *round) put(t took) {
	if len(r.batch) == 0 {
		r.begun = r.p.Client.Now()
	}
	r.batch = append(r.batch, t)
	r.posts += len(t.ready)
}

// collect takes in results until the batch is full or old enough; with nothing
// in hand and nothing due it waits a moment.
func (r *round) collect(ctx context.Context, idle bool) error {
	wait := 10 * time.Millisecond
	if idle {
		wait = gather
		if r.inHand[0]+r.inHand[1]+len(r.batch) == 0 {
			wait = 500 * time.Millisecond
		}
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		select {
		case t := <-r.results:
			r.inHand[lane(t.slow)]--
			r.put(t)
			if r.posts < batchPosts && len(r.batch) < batchSources {
				continue
			}
			return r.flush(ctx)
		case <-timer.C:
		case <-ctx.Done():
			return nil
		}
		if len(r.batch) > 0 && (r.p.Client.Now().Sub(r.begun) >= gather || r.inHand[0]+r.inHand[1] == 0) {
			return r.flush(ctx)
		}
		return nil
	}
}

// flush hands the batch over to be stored, while the next one is gathered. When
// the batch before could not be stored, this one stays in hand: what is let go
// unstored is read again only when its lease has run out, minutes late.
func (r *round) flush(ctx context.Context) error {
	select {
	case r.keeping <- r.batch:
		for _, t := range r.batch {
			delete(r.hand, t.turn.ID)
		}
		r.batch, r.posts = nil, 0
		return nil
	case err := <-r.kept:
		return err
	case <-ctx.Done(): // stopped by us: that is no fault of the sources
		return nil
	}
}

// end waits for readings in hand, whose results are dropped, and for what is
// being stored, and gives the sources back.
func (r *round) end(ctx context.Context) error {
	for r.inHand[0]+r.inHand[1] > 0 {
		t := <-r.results
		r.inHand[lane(t.slow)]--
	}
	r.lanes.Wait()
	close(r.keeping)
	err := <-r.kept
	for range r.kept {
		// Only the first one tells.
	}
	free, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := r.p.Intake.store.FreeLeases(free, r.p.name); err != nil {
		r.p.Log.Warn("leases of sources not given back; they run out by themselves", "error", err)
	}
	return err
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
