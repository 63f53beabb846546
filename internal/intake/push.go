package intake

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"yingda/internal/matter"
	"yingda/internal/store"
)

// perCommit is how many posts one transaction takes.
const perCommit = 1000

// Push takes a batch in. Posts are redacted and matched before anything is
// written; each commit holds up to 1,000 of them, with one audit entry. Pushing
// the same batch again changes counts only. It returns the faults of the store.
// Clause: LIS-2, LIS-4, 个人信息保护法 第六条.
func (in *Intake) Push(ctx context.Context, who matter.Actor, posts []Post) (Result, error) {
	total := Result{Rejected: []Rejection{}}
	rules, err := in.current(ctx)
	if err != nil {
		return total, err
	}
	ahead := newLine(in, rules)
	defer ahead.wait() // of a piece that is no longer wanted
	ahead.start(posts[:min(perCommit, len(posts))], 0)
	for from := 0; from == 0 || from < len(posts); from += perCommit {
		ready, rejected := ahead.wait()
		next := min(from+perCommit, len(posts))
		ahead.start(posts[next:min(next+perCommit, len(posts))], next)
		var r Result
		if len(ready) > 0 {
			err := in.store.Write(ctx, func(tx *store.Tx) (err error) {
				r, err = in.put(tx, who, ready)
				return err
			})
			if err != nil {
				return total, err
			}
		}
		r.Rejected = rejected
		total.add(r)
	}
	slices.SortStableFunc(total.Rejected, func(a, b Rejection) int { return cmp.Compare(a.Line, b.Line) })
	return total, nil
}

// ready redacts, matches and signs posts in the caller's goroutine. They are to
// be stored soon: the rules may change.
func (in *Intake) ready(ctx context.Context, posts []Post) ([]prepared, []Rejection, error) {
	rules, err := in.current(ctx)
	if err != nil {
		return nil, nil, err
	}
	b, _ := in.benches.Get().(*bench)
	if b == nil || b.rules != rules {
		b = newBench(in, rules)
	}
	defer in.benches.Put(b)
	ready, rejected := b.prepare(posts, 0)
	return ready, rejected, nil
}

// pushReady stores prepared posts, 1,000 a commit, with something more in the
// last of the commits.
func (in *Intake) pushReady(ctx context.Context, who matter.Actor, ready []prepared, also func(tx *store.Tx) error) error {
	for from := 0; from == 0 || from < len(ready); from += perCommit {
		piece := ready[from:min(from+perCommit, len(ready))]
		err := in.store.Write(ctx, func(tx *store.Tx) error {
			if _, err := in.put(tx, who, piece); err != nil {
				return err
			}
			if from+perCommit < len(ready) {
				return nil
			}
			return also(tx)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// put stores one batch. The sources' rows and the counter of seq are taken
// first: from then on no other process adds posts, so that of two that push the
// same text at once the second finds the first one's.
func (in *Intake) put(tx *store.Tx, who matter.Actor, ready []prepared) (Result, error) {
	var r Result
	if len(ready) == 0 {
		return r, nil
	}
	sources, err := tx.LockSources(names(ready))
	if err != nil {
		return r, err
	}
	next, err := tx.PostSeq(int64(len(ready)))
	if err != nil {
		return r, err
	}
	held, err := tx.PostsByKey(keys(ready))
	if err != nil {
		return r, err
	}
	fresh := make([]store.Post, 0, len(ready))
	var copies []copyOf
	for i := range ready {
		p := ready[i].post
		p.SourceID, p.ReceivedAt = sources[ready[i].source].ID, tx.Ms()
		if earlier := cmp.Or(held[p.TextKey], held[p.URLKey]); earlier != 0 {
			copies = append(copies, copyOf{p, earlier})
			continue
		}
		p.Seq = next + int64(i)
		for _, k := range []int64{p.TextKey, p.URLKey} {
			if k != 0 {
				held[k] = p.Seq
			}
		}
		fresh = append(fresh, p)
	}
	if err := tx.AddPosts(fresh); err != nil {
		return r, fmt.Errorf("store posts: %w", err)
	}
	if err := spread(tx, copies); err != nil {
		return r, err
	}
	for i := range fresh {
		if len(fresh[i].Topics) > 0 {
			r.Accepted++
		}
	}
	r.Unmatched, r.Duplicate = len(fresh)-r.Accepted, len(copies)
	if err := in.hear(tx, slices.Collect(maps.Values(sources))); err != nil {
		return r, err
	}
	return r, record(tx, who, r, fresh, copies)
}

func names(ready []prepared) []string {
	var out []string
	for i := range ready {
		out = append(out, ready[i].source)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func keys(ready []prepared) []int64 {
	out := make([]int64, 0, 2*len(ready))
	for i := range ready {
		for _, k := range []int64{ready[i].post.TextKey, ready[i].post.URLKey} {
			if k != 0 {
				out = append(out, k)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// copyOf is a post that repeats an earlier one exactly.
type copyOf struct {
	post    store.Post
	earlier int64
}

// spread brings the counts of earlier posts up to date, and records which other
// sources carry them.
func spread(tx *store.Tx, copies []copyOf) error {
	if len(copies) == 0 {
		return nil
	}
	var seqs []int64
	for _, c := range copies {
		seqs = append(seqs, c.earlier)
	}
	known, err := tx.Spreads(seqs)
	if err != nil {
		return err
	}
	for _, c := range copies {
		s, ok := known[c.earlier]
		if !ok {
			continue
		}
		touched := false
		if c.post.SourceID != s.SourceID && !slices.Contains(s.Copies, c.post.SourceID) {
			if err := tx.AddCopy(c.earlier, c.post.SourceID, c.post.URL); err != nil {
				return err
			}
			s.Copies, touched = append(s.Copies, c.post.SourceID), true
		}
		if p := c.post; p.Views > s.Views || p.Comments > s.Comments || p.Shares > s.Shares {
			s.Views, s.Comments, s.Shares, touched = max(p.Views, s.Views), max(p.Comments, s.Comments), max(p.Shares, s.Shares), true
			if err := tx.SetCounts(c.earlier, s.Views, s.Comments, s.Shares); err != nil {
				return err
			}
		}
		if touched && s.Matched {
			if err := tx.TouchPost(c.earlier); err != nil {
				return err
			}
		}
		known[c.earlier] = s
	}
	return nil
}

// record counts the batch, enters it in the audit log with a digest of its rows
// and asks for grouping.
func record(tx *store.Tx, who matter.Actor, r Result, fresh []store.Post, copies []copyOf) error {
	days := map[store.DayCount]int64{}
	bySource := map[string]int64{}
	today := store.Day(tx.Ms())
	h := sha256.New()
	for i := range fresh {
		p := &fresh[i]
		bySource[p.SourceID]++
		fmt.Fprintf(h, "%d %s %d %d\n", p.Seq, p.SourceID, p.TextKey, p.URLKey)
		day := store.DayCount{Day: today, SourceID: p.SourceID}
		if len(p.Topics) == 0 {
			days[day]++
		}
		for _, day.TopicID = range p.Topics {
			days[day]++
		}
		if more := len(p.Topics) - 1; more > 0 {
			day.TopicID = store.CountedTwice
			days[day] -= int64(more)
		}
	}
	for _, c := range copies {
		fmt.Fprintf(h, "= %d %s\n", c.earlier, c.post.SourceID)
	}
	if err := tx.CountDays(days); err != nil {
		return err
	}
	if err := tx.CountSources(bySource); err != nil {
		return err
	}
	tx.Audit(store.Entry{Actor: who.ID, Unit: who.UnitID, Action: "posts.push", Object: strconv.Itoa(len(fresh) + len(copies)), Result: "done", Digest: hex.EncodeToString(h.Sum(nil))})
	if r.Accepted+r.Duplicate == 0 {
		return nil
	}
	return tx.Enqueue("group", "group", struct{}{}, tx.Now, 20)
}
