package intake

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"yingda/internal/dedupe"
	"yingda/internal/desk"
	"yingda/internal/group"
	"yingda/internal/store"
)

const (
	perGroup = 2000                // posts grouped in one transaction
	copying  = 90 * 24 * time.Hour // within which a near duplicate is looked for
)

// Group groups everything that waits, a batch a transaction. Clause: JUD-1.
func (in *Intake) Group(ctx context.Context) error {
	for more := true; more; {
		tree, err := in.desk.Tree(ctx)
		if err != nil {
			return err
		}
		if more, err = in.groupSome(ctx, tree, perGroup); err != nil {
			return fmt.Errorf("group posts: %w", err)
		}
	}
	return nil
}

// errOvertaken says that another process grouped a batch between the two halves of one.
var errOvertaken = errors.New("another process grouped the posts")

// groupSome groups up to limit posts that matched a topic and were stored since the
// last one: near duplicates first, then by what they are about. A group that
// passes its topic's threshold becomes a concern. It reports whether posts are
// left. What takes long is decided in memory while others write; then it is kept in
// one transaction. A counter tells whether the memory is that of the last batch,
// and in the transaction whether it still is.
func (in *Intake) groupSome(ctx context.Context, tree *desk.Tree, limit int) (more bool, err error) {
	in.grouping.Lock()
	defer in.grouping.Unlock()
	r, err := in.current(ctx)
	if err != nil {
		return false, err
	}
	g := &grouper{Intake: in, tree: tree, rules: r, changed: map[string]bool{}, spread: map[string]bool{}, present: map[string]string{}, stored: map[string]bool{}, posts: map[int64]*store.Post{}, added: map[string][]int64{}}
	if err := g.decide(ctx, limit); err != nil {
		in.memory.generation = 0
		return false, err
	}
	generation, upTo := in.memory.generation+1, in.memory.upTo
	in.memory.generation = 0 // until this batch is kept
	err = in.store.Write(ctx, func(tx *store.Tx) error {
		if g.tried { // a second try of the transaction: the memory holds the first
			return errOvertaken
		}
		g.tx, g.tried = tx, true
		now, err := tx.Count("generation.group", 1)
		if err != nil {
			return err
		}
		if now != generation {
			return errOvertaken
		}
		return g.keep(upTo)
	})
	if errors.Is(err, errOvertaken) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	in.memory.generation = generation
	if n := len(g.batch); n > 0 {
		in.memory.upTo = g.batch[n-1].Seq
	}
	return len(g.batch) == limit, nil
}

func postOf(p *store.Post) group.Post {
	g := group.Post{ID: strconv.FormatInt(p.Seq, 10), Title: p.Title, Text: p.Text, Time: time.UnixMilli(p.PublishedAt), Topics: p.Topics}
	if p.SameAs != 0 {
		g.SameAs = strconv.FormatInt(p.SameAs, 10)
	}
	return g
}

// grouper is one batch while it runs.
type grouper struct {
	*Intake
	tx      *store.Tx // one that reads while the batch is decided, then the one that keeps it
	tried   bool
	tree    *desk.Tree
	rules   *rules
	batch   []store.Post
	decided []group.Decision      // of each
	posts   map[int64]*store.Post // of this batch, and those that they repeat
	fresh   []store.Cluster
	members []store.Member
	added   map[string][]int64 // cluster → posts of this batch
	changed map[string]bool    // clusters with other counts
	spread  map[string]bool    // clusters with posts that others have carried on, or seen more often
	present map[string]string  // cluster → the one that takes its posts now
	stored  map[string]bool    // clusters that there are
	opened  []store.Words      // concerns whose words are still to be indexed
	err     error              // of reading a text
}

// decide brings the memory up to date and finds in it what each post belongs to.
// Nothing is written.
func (g *grouper) decide(ctx context.Context, limit int) error {
	// Counters are read first, so that nothing which happens in the meantime is passed over.
	var was [3]int64
	for i, name := range []string{"generation.group", "group.upto", "regroup.move"} {
		var err error
		if was[i], err = g.store.Counter(ctx, name); err != nil {
			return err
		}
	}
	return g.store.View(ctx, func(tx *store.Tx) (err error) {
		g.tx = tx
		if err := g.catchUp(tx, was[0], was[1], was[2]); err != nil {
			return fmt.Errorf("read groups back: %w", err)
		}
		g.memory.text = g.text
		defer g.memory.passages.Settle()
		if g.batch, err = tx.MatchedPosts(was[1], limit); err != nil {
			return err
		}
		features := read(g.batch)
		g.decided = make([]group.Decision, len(g.batch))
		for i := range g.batch {
			g.posts[g.batch[i].Seq] = &g.batch[i]
			quote, err := g.copyOf(&g.batch[i])
			if err != nil {
				return err
			}
			p := postOf(&g.batch[i])
			p.Quotes, p.Why = quote.post, quote.why
			g.decided[i] = g.memory.groups.AddRead(p, features[i])
		}
		return nil
	})
}

// keep records what was decided of the posts after upTo, and what follows from it.
func (g *grouper) keep(upTo int64) error {
	if err := g.resolve(); err != nil {
		return err
	}
	if err := g.tx.HoldGrouping(slices.Compact(slices.Sorted(maps.Values(g.present)))); err != nil {
		return fmt.Errorf("hold concerns: %w", err)
	}
	for i := range g.batch {
		if err := g.place(&g.batch[i], g.decided[i]); err != nil {
			return err
		}
	}
	if err := g.tx.AddClusters(g.fresh); err != nil {
		return err
	}
	if err := g.tx.AddMembers(g.members); err != nil {
		return err
	}
	if err := g.countHours(g.batch); err != nil {
		return err
	}
	if err := g.merge(); err != nil {
		return fmt.Errorf("merge groups: %w", err)
	}
	touched, err := g.tx.TakeTouched(2000)
	if err != nil {
		return err
	}
	clusters, err := g.tx.ClustersOf(touched)
	if err != nil {
		return err
	}
	for _, id := range clusters {
		g.changed[id], g.spread[id] = true, true
	}
	if err := g.open(); err != nil {
		return err
	}
	if err := g.surges(g.batch); err != nil {
		return err
	}
	if n := len(g.batch); n > 0 {
		_, err = g.tx.Count("group.upto", g.batch[n-1].Seq-upTo)
	}
	return err
}

// resolve asks the store at once what became of all clusters that take a post, or
// may: the memory also holds some that went with the words of their posts.
func (g *grouper) resolve() error {
	var ids []string
	for _, d := range g.decided {
		concern, err := strconv.ParseInt(d.Concern, 10, 64)
		if err != nil {
			return fmt.Errorf("group %q: %w", d.Concern, err)
		}
		ids = append(ids, g.memory.clusters[concern])
		if d.Suggested == "" {
			continue
		}
		other, err := strconv.ParseInt(d.Suggested, 10, 64)
		if err != nil {
			return fmt.Errorf("suggestion %q: %w", d.Suggested, err)
		}
		ids = append(ids, g.memory.clusters[other])
	}
	known, err := g.tx.PresentClusters(distinct(ids))
	if err != nil {
		return err
	}
	for id, p := range known {
		g.stored[id] = true
		if !p.Ended {
			g.present[id] = p.ID
		}
	}
	return nil
}

// read makes the features of posts, on all processors: nothing else of the
// grouping takes as long, and each is made of one post alone.
func read(posts []store.Post) []group.Features {
	out := make([]group.Features, len(posts))
	work := make([]func(), len(posts))
	for i := range posts {
		work[i] = func() { out[i] = group.FeaturesOf(postOf(&posts[i])) }
	}
	together(work)
	return out
}

// place records what one post belongs to.
func (g *grouper) place(p *store.Post, d group.Decision) error {
	concern, err := strconv.ParseInt(d.Concern, 10, 64)
	if err != nil {
		return fmt.Errorf("group of %d: %w", p.Seq, err)
	}
	if p.SameAs != 0 {
		if err := g.tx.SetSameAs(p.Seq, p.SameAs); err != nil {
			return err
		}
	}
	m := store.Member{Seq: p.Seq, State: "confirmed", Score: int64(100 * d.Score), Reasons: strings.Join(d.Reasons, "；")}
	if !d.Confirmed {
		m.Score, m.Reasons = 100, "首条"
	}
	id := g.memory.clusters[concern]
	if m.ClusterID, err = g.takes(id, p); err != nil {
		return err
	}
	if !g.stored[id] {
		g.memory.clusters[concern] = m.ClusterID
	}
	g.memory.clusters[p.Seq] = m.ClusterID
	g.members = append(g.members, m)
	g.changed[m.ClusterID] = true
	g.added[m.ClusterID] = append(g.added[m.ClusterID], p.Seq)
	if d.Suggested == "" {
		return nil
	}
	other, err := strconv.ParseInt(d.Suggested, 10, 64)
	if err != nil {
		return fmt.Errorf("suggestion for %d: %w", p.Seq, err)
	}
	if id := g.memory.clusters[other]; g.stored[id] && id != m.ClusterID {
		g.members = append(g.members, store.Member{ClusterID: id, Seq: p.Seq, State: "suggested", Score: int64(100 * d.Score), Reasons: strings.Join(d.Reasons, "；")})
	}
	return nil
}

// takes returns the cluster that takes a post which belongs to the given one: a
// new one if there is none any more, or if the concern that it became has ended.
func (g *grouper) takes(id string, p *store.Post) (string, error) {
	if now, ok := g.present[id]; ok {
		return now, nil
	}
	if !g.stored[id] {
		now := g.begin(p)
		if id != "" {
			g.present[id] = now
		}
		return now, nil
	}
	now, ended, err := g.tx.PresentCluster(id)
	if err != nil {
		return "", err
	}
	if ended {
		next := g.begin(p)
		if err := g.tx.FollowCluster(now, next); err != nil {
			return "", err
		}
		now = next
	}
	g.present[id] = now
	return now, nil
}

// quotation is an earlier post that another one quotes or cuts, with how much of it.
type quotation struct{ post, why string }

// copyOf looks for an earlier post that this one nearly repeats, and else for one
// that it quotes for the most part, or is cut from.
func (g *grouper) copyOf(p *store.Post) (quotation, error) {
	var none quotation
	s, err := dedupe.ParseSignature(p.Signature)
	if err != nil {
		return none, fmt.Errorf("signature of %d: %w", p.Seq, err)
	}
	at, number := time.UnixMilli(p.ReceivedAt), len(g.memory.seqs)
	g.memory.seqs = append(g.memory.seqs, p.Seq)
	found := g.memory.copies.Add(at, s)
	if g.err == nil && found.Number >= 0 {
		g.memory.passages.Add(at, dedupe.Text{Title: p.Title, Text: p.Text}, number)
		if found.Headline {
			return quotation{strconv.FormatInt(g.memory.seqs[found.Number], 10), "与已有信息正文相同，标题不同"}, nil
		}
		p.SameAs = g.memory.seqs[found.Number]
		return none, nil
	}
	if g.err != nil {
		return none, g.err
	}
	from, q := g.memory.passages.Seek(at, dedupe.Text{Title: p.Title, Text: p.Text}, number, g.text)
	if from < 0 || g.err != nil {
		return none, g.err
	}
	if q.Same.Same {
		p.SameAs = g.memory.seqs[from]
		return none, nil
	}
	why := fmt.Sprintf("大段引用已有信息（原文的 %.0f%% 在这条里）", 100*q.Share)
	if q.Shorter {
		why = fmt.Sprintf("已有信息的节选（这条的 %.0f%% 在原文里）", 100*q.Share)
	}
	return quotation{strconv.FormatInt(g.memory.seqs[from], 10), why}, nil
}

// text returns the words of a post that may be repeated.
func (g *grouper) text(number int) dedupe.Text {
	seq := g.memory.seqs[number]
	p := g.posts[seq]
	if p == nil {
		p = &store.Post{}
		if err := g.tx.PostText(seq, p); err != nil {
			g.err = err
			return dedupe.Text{}
		}
		g.posts[seq] = p
	}
	return dedupe.Text{Title: p.Title, Text: p.Text}
}

// begin makes a cluster for a post that belongs to none.
func (g *grouper) begin(p *store.Post) string {
	k := store.Cluster{ID: store.NewID(g.tx.Now), TopicID: g.topic(p), Title: headline(p), FirstAt: p.PublishedAt, LastAt: p.PublishedAt}
	g.fresh = append(g.fresh, k)
	g.present[k.ID], g.stored[k.ID] = k.ID, true
	return k.ID
}

// topic returns the topic under which a post is best described: the one with
// most words in it.
func (g *grouper) topic(p *store.Post) string {
	if len(p.Topics) == 1 {
		return p.Topics[0]
	}
	counts := map[string]int{}
	for _, h := range g.rules.set.ExplainFrom(g.rules.from(p.Source), p.Title, p.Text) {
		counts[h.Topic]++
	}
	return slices.MaxFunc(p.Topics, func(a, b string) int { return counts[a] - counts[b] })
}

func headline(p *store.Post) string {
	t := strings.Join(strings.Fields(p.Title), " ")
	if t == "" {
		t = strings.Join(strings.Fields(p.Text), " ")
	}
	if r := []rune(t); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return t
}
