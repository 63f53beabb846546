package intake

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

	"yingda/internal/dedupe"
	"yingda/internal/grade"
	"yingda/internal/group"
	"yingda/internal/store"
)

const (
	reach   = 180 * 24 * time.Hour // how far back a restart reads
	reading = 200_000              // and how many posts at most, unless Intake.Remember says otherwise
)

// remembers is how many posts grouping remembers, and how many a restart reads.
func (in *Intake) remembers() int { return cmp.Or(in.Remember, reading) }

// ReadingBack reports how many posts have been read back into the memory of groups
// after a restart, and how many there are; 0 of 0 once that is done. Meanwhile posts
// are stored, and wait to be grouped.
func (in *Intake) ReadingBack() (done, all int64) {
	if all = in.back.all.Load(); all == 0 {
		return 0, 0
	}
	return min(in.back.done.Load(), all), all
}

// readBack makes a new memory of everything in reach, up to a post and a move.
func (in *Intake) readBack(tx *store.Tx, upTo, moved int64) error {
	m := &in.memory
	*m = memory{upTo: upTo, moved: moved, groups: group.NewIndex(group.Options{Most: in.remembers()}), passages: dedupe.NewPassages(copying), clusters: map[int64]string{}, found: map[int64]grade.Found{}, text: func(int) dedupe.Text { return dedupe.Text{} }}
	m.copies = dedupe.NewIndex(dedupe.Options{Window: copying, Text: func(n int) dedupe.Text { return in.memory.text(n) }})
	from, posts, err := tx.MatchedSince(tx.Ms()-reach.Milliseconds(), in.remembers())
	if err != nil || from == 0 {
		return err
	}
	in.back.done.Store(0)
	in.back.all.Store(posts)
	defer in.back.all.Store(0)
	return in.read(tx, from-1, upTo)
}

// catchUp makes the memory of groups what the store held when its counters stood at
// the given values; after a restart, or a batch that failed half-way, it is read back
// whole, which takes seconds where there is much. Where this process grouped the last
// batch, it follows what people moved since; where another one did, it reads only
// what that one grouped.
func (in *Intake) catchUp(tx *store.Tx, generation, upTo, moved int64) error {
	m := &in.memory
	if m.generation == 0 || m.groups == nil {
		if err := in.readBack(tx, upTo, moved); err != nil {
			return err
		}
		m.generation = generation
		return nil
	}
	if most := in.remembers(); len(m.clusters) > most+most/2 { // the index has forgotten some of them
		for seq := range m.clusters {
			if !m.groups.Known(strconv.FormatInt(seq, 10)) {
				delete(m.clusters, seq)
			}
		}
	}
	if generation != m.generation {
		if err := in.read(tx, m.upTo, upTo); err != nil {
			return err
		}
		m.generation, m.upTo = generation, upTo
	}
	return in.follow(tx)
}

// read puts posts after the given one back into the memory, in the groups that
// the store has them in.
func (in *Intake) read(tx *store.Tx, after, upTo int64) error {
	first := map[string]string{} // cluster → a post of it
	for seq, cluster := range in.memory.clusters {
		if id := strconv.FormatInt(seq, 10); in.memory.groups.Known(id) {
			first[cluster] = id
		}
	}
	for after < upTo {
		posts, err := tx.MatchedPosts(after, 1000)
		if err != nil {
			return err
		}
		seqs := make([]int64, 0, len(posts))
		for i := range posts {
			if posts[i].Seq <= upTo {
				seqs = append(seqs, posts[i].Seq)
			}
		}
		if len(seqs) == 0 {
			return nil
		}
		posts = posts[:len(seqs)]
		clusters, err := tx.ClustersOf(seqs)
		if err != nil {
			return err
		}
		features := read(posts)
		for i := range posts {
			p := &posts[i]
			if err := in.learn(p); err != nil {
				return err
			}
			cluster := clusters[p.Seq]
			member := postOf(p)
			in.memory.groups.Restore(member, features[i], first[cluster])
			if cluster != "" {
				in.memory.clusters[p.Seq] = cluster
				if first[cluster] == "" {
					first[cluster] = member.ID
				}
			}
		}
		after = seqs[len(seqs)-1]
		in.back.done.Add(int64(len(seqs)))
	}
	return nil
}

// follow repeats in memory what people, or another writer's merges, moved.
func (in *Intake) follow(tx *store.Tx) error {
	moves, err := tx.MovesAfter(in.memory.moved)
	if err != nil || len(moves) == 0 {
		return err
	}
	of := map[string]int64{} // cluster → a post of it that the memory knows
	for seq, cluster := range in.memory.clusters {
		if in.memory.groups.Known(strconv.FormatInt(seq, 10)) {
			of[cluster] = max(of[cluster], seq)
		}
	}
	known := func(cluster string) string {
		if of[cluster] == 0 {
			return ""
		}
		return strconv.FormatInt(of[cluster], 10)
	}
	for _, m := range moves {
		in.memory.moved = m.N
		if m.Seq == 0 {
			in.memory.groups.Absorb(known(m.From), known(m.Into))
			for seq, cluster := range in.memory.clusters {
				if cluster == m.From {
					in.memory.clusters[seq] = m.Into
					of[m.Into] = max(of[m.Into], seq)
				}
			}
			continue
		}
		in.memory.groups.Move(strconv.FormatInt(m.Seq, 10), known(m.Into))
		if m.Into == "" {
			delete(in.memory.clusters, m.Seq)
			continue
		}
		in.memory.clusters[m.Seq] = m.Into
		of[m.Into] = max(of[m.Into], m.Seq)
	}
	return nil
}

// learn adds a post to the memory of copies without looking for any.
func (in *Intake) learn(p *store.Post) error {
	s, err := dedupe.ParseSignature(p.Signature)
	if err != nil {
		return err
	}
	in.memory.seqs = append(in.memory.seqs, p.Seq)
	in.memory.copies.Learn(time.UnixMilli(p.ReceivedAt), s)
	in.memory.passages.Add(time.UnixMilli(p.ReceivedAt), dedupe.Text{Title: p.Title, Text: p.Text}, len(in.memory.seqs)-1)
	return nil
}

// countHours counts the posts of a batch by the hour of publication: under their
// groups and under their topics.
func (g *grouper) countHours(posts []store.Post) error {
	counts := map[store.HourCount]int64{}
	for i := range posts {
		p := &posts[i]
		hour := store.HourOf(p.PublishedAt)
		counts[store.HourCount{About: g.memory.clusters[p.Seq], Hour: hour}]++
		for _, topic := range p.Topics {
			counts[store.HourCount{About: topic, Hour: hour}]++
		}
	}
	return g.tx.CountHours(counts)
}

// surges looks for spikes where the batch brought posts of this hour or the last.
func (g *grouper) surges(posts []store.Post) error {
	now := store.HourOf(g.tx.Ms())
	fresh := func(p *store.Post) bool { h := store.HourOf(p.PublishedAt); return h == now || h == now-1 }
	var ids []string
	topics := map[string]bool{}
	for i := range posts {
		if p := &posts[i]; fresh(p) {
			ids = append(ids, g.memory.clusters[p.Seq])
			for _, t := range p.Topics {
				topics[t] = true
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	clusters, err := g.tx.Clusters(distinct(ids))
	if err != nil {
		return err
	}
	concerns := map[string]bool{}
	for _, k := range clusters {
		if k.MatterID != "" {
			concerns[k.MatterID] = true
		}
	}
	return g.desk.Surges(g.tx, g.tree, keysOf(concerns), keysOf(topics))
}

func distinct(ids []string) []string {
	slices.Sort(ids)
	return slices.Compact(ids)
}

func keysOf[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
