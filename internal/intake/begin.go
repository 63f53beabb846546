package intake

import (
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"yingda/internal/grade"
	"yingda/internal/group"
	"yingda/internal/store"
)

// foundMost is how many posts' facts are remembered.
const foundMost = 20_000

// beginning is a cluster that is about to become a concern.
type beginning struct {
	posts []store.Post
	group.Description
}

// drew records from which post the title of a new concern comes.
func (g *grouper) drew(clusterID, post string) error {
	seq, err := strconv.ParseInt(post, 10, 64)
	if err != nil {
		return nil // there was no post to draw from
	}
	return g.tx.SetDrawnOf(clusterID, seq)
}

// prepare reads the posts of the clusters that will be opened, and does on all
// processors what needs no store: titles and summaries, and what the posts say
// that a grade depends on. It takes longer than all that is written.
func (g *grouper) prepare(ids []string, clusters map[string]store.Cluster) (map[string]*beginning, error) {
	begun := map[string]*beginning{}
	var work []func()
	var read []*store.Post
	for _, id := range ids {
		k := clusters[id]
		if k.MatterID != "" {
			for _, seq := range g.added[id] {
				read = append(read, g.posts[seq])
			}
			continue
		}
		if !g.passes(k) {
			continue
		}
		posts, err := g.tx.MatterPosts("", id, asked)
		if err != nil {
			return nil, err
		}
		b := &beginning{posts: posts}
		begun[id] = b
		work = append(work, func() { b.Description = describe(k, b.posts) })
		for i := range posts {
			read = append(read, &posts[i])
		}
	}
	if len(g.memory.found)+len(read) > foundMost {
		clear(g.memory.found)
	}
	found := make([]grade.Found, len(read))
	for i, p := range read {
		if _, known := g.memory.found[p.Seq]; !known {
			work = append(work, func() { found[i] = factsOf(p) })
		}
	}
	together(work)
	for i, p := range read {
		if _, known := g.memory.found[p.Seq]; !known {
			g.memory.found[p.Seq] = found[i]
		}
	}
	return begun, nil
}

// together does pieces of work on all processors.
func together(work []func()) {
	var next atomic.Int64
	var working sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(work)) {
		working.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(work) {
					return
				}
				work[i]()
			}
		})
	}
	working.Wait()
}

// found returns what a post says that a grade depends on, read once.
func (g *grouper) found(p *store.Post) grade.Found {
	f, ok := g.memory.found[p.Seq]
	if !ok {
		f = factsOf(p)
		if len(g.memory.found) >= foundMost {
			clear(g.memory.found)
		}
		g.memory.found[p.Seq] = f
	}
	return f
}

func factsOf(p *store.Post) grade.Found {
	return grade.Extract([]grade.Post{{ID: p.ID(), Title: p.Title, Text: p.Text, Time: time.UnixMilli(p.PublishedAt)}})
}
