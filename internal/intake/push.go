package intake

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yingda/internal/dedupe"
	"yingda/internal/match"
	"yingda/internal/matter"
	"yingda/internal/redact"
	"yingda/internal/store"
)

// perCommit is how many posts one transaction takes.
const perCommit = 1000

// Push takes a batch in. Posts are redacted and matched before anything is
// written; each commit holds up to 1,000 of them, with one audit entry. Pushing
// the same batch again changes counts only. It returns the faults of the store.
// Clause: LIS-2, LIS-4, 个人信息保护法 第六条.
func (in *Intake) Push(ctx context.Context, who matter.Actor, posts []Post) (Result, error) {
	return in.PushWith(ctx, who, posts, nil)
}

// PushWith is Push with something more to commit together with the last of the
// posts, such as what a source said about its next reading.
func (in *Intake) PushWith(ctx context.Context, who matter.Actor, posts []Post, also func(tx *store.Tx, so Result) error) (Result, error) {
	total := Result{Rejected: []Rejection{}}
	rules, err := in.current(ctx)
	if err != nil {
		return total, err
	}
	b := newBench(in, rules)
	for first := true; first || len(posts) > 0; first = false {
		n := min(perCommit, len(posts))
		ready, rejected := b.prepare(posts[:n], len(total.Rejected)+total.Accepted+total.Duplicate+total.Unmatched)
		posts = posts[n:]
		var r Result
		if len(ready) > 0 || also != nil && len(posts) == 0 {
			err = in.store.Write(ctx, func(tx *store.Tx) error {
				if r, err = put(tx, who, ready); err != nil {
					return err
				}
				if also == nil || len(posts) > 0 {
					return nil
				}
				sum := total
				sum.add(r)
				return also(tx, sum)
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

// prepared is one post ready to be stored; nothing raw is left in it.
type prepared struct {
	source string
	post   store.Post
}

// bench redacts, matches and signs posts with memory of its own.
type bench struct {
	in      *Intake
	rules   *rules
	scanner *redact.Scanner
	scratch match.Scratch
	names   map[string]string // of sources, as delivered → as stored
}

func newBench(in *Intake, r *rules) *bench {
	return &bench{in: in, rules: r, scanner: redact.NewScanner(in.Numbers), names: map[string]string{}}
}

// prepare checks, redacts, matches and signs posts.
func (b *bench) prepare(posts []Post, before int) (ready []prepared, rejected []Rejection) {
	now := b.in.store.Now()
	ready = make([]prepared, 0, len(posts))
	for i := range posts {
		p := &posts[i]
		line := p.Line
		if line == 0 {
			line = before + i + 1
		}
		if reason := check(p); reason != "" {
			rejected = append(rejected, Rejection{line, reason})
			continue
		}
		name, err := b.source(p.Source)
		if err != nil {
			rejected = append(rejected, Rejection{line, sentence(err)})
			continue
		}
		ready = append(ready, prepared{name, b.judge(p, stamp(p.PublishedAt, now))})
	}
	return ready, rejected
}

func (b *bench) source(name string) (string, error) {
	if known, ok := b.names[name]; ok {
		return known, nil
	}
	known, err := store.SourceName(name)
	if err != nil {
		return "", err
	}
	// A name is staff's or a vendor's word for a place; it may still hold what
	// belongs to a person.
	known, _ = b.scanner.Text(known)
	b.names[name] = known
	return known, nil
}

// judge redacts, matches and signs one post.
func (b *bench) judge(p *Post, published int64) store.Post {
	title, text, masks := b.scanner.Post(strings.TrimSpace(p.Title), strings.TrimSpace(p.Text))
	out := store.Post{
		Title: title, Text: text, Masked: masked(masks), Language: p.Language, PublishedAt: published,
		Views: p.Engagement.Views, Comments: p.Engagement.Comments, Shares: p.Engagement.Shares,
	}
	if p.URL != "" {
		out.URL = redact.URL(p.URL)
		out.URLKey = keyOf(out.URL)
	}
	for _, i := range b.rules.set.Topics(&b.scratch, title, text) {
		out.Topics = append(out.Topics, b.rules.set.Names()[i])
	}
	signature := dedupe.Sign(title, text)
	out.TextKey = signature.Exact()
	if len(out.Topics) > 0 {
		out.Signature = signature.Bytes()
	}
	return out
}

// masked counts hidden items by kind: "mobile:2,person:1".
func masked(masks []redact.Mask) string {
	if len(masks) == 0 {
		return ""
	}
	counts := map[string]int{}
	for _, m := range masks {
		counts[m.Kind]++
	}
	var kinds []string
	for k, n := range counts {
		kinds = append(kinds, k+":"+strconv.Itoa(n))
	}
	slices.Sort(kinds)
	return strings.Join(kinds, ",")
}

// put stores one batch. The sources' rows and the counter of seq are taken
// first: from then on no other process adds posts, so that of two that push the
// same text at once the second finds the first one's.
func put(tx *store.Tx, who matter.Actor, ready []prepared) (Result, error) {
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
	}
	for _, c := range copies {
		fmt.Fprintf(h, "= %d %s\n", c.earlier, c.post.SourceID)
	}
	if err := tx.CountDays(days); err != nil {
		return err
	}
	ids := make([]string, 0, len(bySource))
	for id := range bySource {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		if err := tx.CountSource(id, bySource[id]); err != nil {
			return err
		}
	}
	tx.Audit(store.Entry{Actor: who.ID, Unit: who.UnitID, Action: "posts.push", Object: strconv.Itoa(len(fresh) + len(copies)), Result: "done", Digest: hex.EncodeToString(h.Sum(nil))})
	if r.Accepted+r.Duplicate == 0 {
		return nil
	}
	return tx.Enqueue("group", "group", struct{}{}, tx.Now, 20)
}
