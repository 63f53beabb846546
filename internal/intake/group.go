package intake

import (
	"context"
	"fmt"
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
	perGroup = 1000                // posts grouped in one transaction
	copying  = 90 * 24 * time.Hour // within which a near duplicate is looked for
)

// Group groups everything that waits, a batch a transaction.
func (in *Intake) Group(ctx context.Context) error {
	if err := in.warm(ctx); err != nil {
		return err
	}
	for more := true; more; {
		tree, err := in.desk.Tree(ctx)
		if err != nil {
			return err
		}
		if err := in.store.Write(ctx, func(tx *store.Tx) error {
			more, err = in.GroupIn(tx, tree, perGroup)
			return err
		}); err != nil {
			return fmt.Errorf("group posts: %w", err)
		}
	}
	return nil
}

// GroupIn groups up to limit posts that matched a topic and were stored since the
// last one: near duplicates first, then by what they are about. A group that
// passes its topic's threshold becomes a concern. It reports whether posts are
// left. One transaction at a time does it, in whichever process: a counter tells
// each whether its memory is still that of the last. Clause: JUD-1.
func (in *Intake) GroupIn(tx *store.Tx, tree *desk.Tree, limit int) (more bool, err error) {
	in.grouping.Lock()
	defer in.grouping.Unlock()
	generation, err := tx.Count("generation.group", 1)
	if err != nil {
		return false, err
	}
	upTo, err := tx.Count("group.upto", 0)
	if err != nil {
		return false, err
	}
	if err := in.catchUp(tx, generation, upTo); err != nil {
		return false, fmt.Errorf("read groups back: %w", err)
	}
	in.memory.generation = 0 // until this batch is done
	posts, err := tx.MatchedPosts(upTo, limit)
	if err != nil {
		return false, err
	}
	r, err := in.current(tx.Context())
	if err != nil {
		return false, err
	}
	g := &grouper{Intake: in, tx: tx, tree: tree, rules: r, changed: map[string]bool{}, spread: map[string]bool{}, present: map[string]string{}, posts: map[int64]*store.Post{}, added: map[string][]int64{}}
	in.memory.text = g.text
	if err := g.batch(posts); err != nil {
		return false, err
	}
	if len(posts) > 0 {
		if _, err := tx.Count("group.upto", posts[len(posts)-1].Seq-upTo); err != nil {
			return false, err
		}
	}
	in.memory.generation, in.memory.upTo = generation, upTo
	if len(posts) > 0 {
		in.memory.upTo = posts[len(posts)-1].Seq
	}
	return len(posts) == limit, nil
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
	tx      *store.Tx
	tree    *desk.Tree
	rules   *rules
	posts   map[int64]*store.Post // of this batch
	fresh   []store.Cluster
	members []store.Member
	added   map[string][]int64 // cluster → posts of this batch
	changed map[string]bool    // clusters with other counts
	spread  map[string]bool    // clusters with posts that others have carried on, or seen more often
	present map[string]string  // cluster → the one that takes its posts now
	err     error              // of reading a text
}

func (g *grouper) batch(posts []store.Post) error {
	for i := range posts {
		g.posts[posts[i].Seq] = &posts[i]
	}
	decided, err := g.decide(posts)
	if err != nil {
		return err
	}
	for i := range posts {
		if err := g.place(&posts[i], decided[i]); err != nil {
			return err
		}
	}
	if err := g.tx.AddClusters(g.fresh); err != nil {
		return err
	}
	if err := g.tx.AddMembers(g.members); err != nil {
		return err
	}
	if err := g.countHours(posts); err != nil {
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
	return g.surges(posts)
}

// decide finds what each post belongs to, in memory, and asks the store at once
// what became of all clusters that take one.
func (g *grouper) decide(posts []store.Post) ([]group.Decision, error) {
	defer g.memory.passages.Settle()
	features := read(posts)
	out := make([]group.Decision, len(posts))
	var ids []string
	for i := range posts {
		quote, err := g.copyOf(&posts[i])
		if err != nil {
			return nil, err
		}
		p := postOf(&posts[i])
		p.Quotes, p.Why = quote.post, quote.why
		out[i] = g.memory.groups.AddRead(p, features[i])
		concern, err := strconv.ParseInt(out[i].Concern, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("group of %d: %w", posts[i].Seq, err)
		}
		if id := g.memory.clusters[concern]; id != "" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	known, err := g.tx.PresentClusters(slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	for id, p := range known {
		if !p.Ended {
			g.present[id] = p.ID
		}
	}
	return out, nil
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
	m := store.Member{Seq: p.Seq, State: "confirmed", Score: int64(100 * d.Score), Reasons: strings.Join(d.Reasons, "；")}
	if !d.Confirmed {
		m.Score, m.Reasons = 100, "首条"
	}
	if m.ClusterID, err = g.takes(g.memory.clusters[concern], p); err != nil {
		return err
	}
	if _, ok := g.memory.clusters[concern]; !ok {
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
	if id := g.memory.clusters[other]; id != "" && id != m.ClusterID {
		g.members = append(g.members, store.Member{ClusterID: id, Seq: p.Seq, State: "suggested", Score: int64(100 * d.Score), Reasons: strings.Join(d.Reasons, "；")})
	}
	return nil
}

// takes returns the cluster that takes a post which belongs to the given one: a
// new one if there is none yet, or if the concern that it became has ended.
func (g *grouper) takes(id string, p *store.Post) (string, error) {
	if id == "" {
		return g.begin(p), nil
	}
	if now, ok := g.present[id]; ok {
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
		return none, g.tx.SetSameAs(p.Seq, p.SameAs)
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
		return none, g.tx.SetSameAs(p.Seq, p.SameAs)
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
	g.present[k.ID] = k.ID
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
