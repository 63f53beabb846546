// Package intake takes public posts in (采集入库): decoded, redacted and matched
// in memory, then stored in one commit a batch; grouped by one writer at a time,
// and opened as concerns when a group passes its topic's threshold. No author
// enters: [Post] has no field for one, and nothing raw is written or logged.
package intake

import (
	"context"
	"fmt"
	"hash/fnv"
	"sync"
	"sync/atomic"
	"time"

	"yingda/internal/dedupe"
	"yingda/internal/desk"
	"yingda/internal/grade"
	"yingda/internal/group"
	"yingda/internal/match"
	"yingda/internal/redact"
	"yingda/internal/store"
)

// Intake is the road from a post to a concern. Hotlines are the agency's own
// numbers, which stay readable. It is safe for concurrent use; set the fields
// before.
type Intake struct {
	Numbers  redact.Options
	Remember int // posts that grouping remembers, of at most 180 days; 0 for 200,000

	store *store.Store
	desk  *desk.Desk

	mu      sync.Mutex
	rules   *rules
	benches sync.Pool // of *bench, each for one reading at a time

	grouping sync.Mutex
	memory   memory
	back     struct{ done, all atomic.Int64 } // posts while the memory is read back
}

// New returns an intake that stores in s and opens concerns through d.
func New(s *store.Store, d *desk.Desk) *Intake {
	return &Intake{store: s, desk: d}
}

// Engagement is how far a post has reached.
type Engagement struct {
	Views    int64 `json:"views"`
	Comments int64 `json:"comments"`
	Shares   int64 `json:"shares"`
}

// Post (帖文) is one public text as delivered. There is no field for its author,
// and none may be added. Line counts from 1 in what was delivered; 0 stands for
// the place in the batch. A zero PublishedAt is unknown.
type Post struct {
	Line        int
	Source      string
	URL         string
	Title       string
	Text        string
	PublishedAt time.Time
	Language    string
	Engagement  Engagement
	Media       []Media
	Topic       string // id of a topic that a member of staff named; it counts beside those that match
	Again       bool   // the same address shows a new text: it is no sign of a duplicate
}

// Media is a picture, a recording or a film of a post: image, audio or video,
// where it stands, and what the page says of it. Clause: LIS-4.
type Media struct{ Kind, URL, Says string }

// Rejection says why one line was not taken.
type Rejection struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// Result counts what became of a batch; the four figures add up to it. A
// duplicate stands at the same address or has the same text as a post before;
// near duplicates are accepted, and joined when they are grouped.
type Result struct {
	Accepted  int         `json:"accepted"`
	Duplicate int         `json:"duplicate"`
	Unmatched int         `json:"unmatched"`
	Rejected  []Rejection `json:"rejected"`
}

func (r *Result) add(o Result) {
	r.Accepted += o.Accepted
	r.Duplicate += o.Duplicate
	r.Unmatched += o.Unmatched
	r.Rejected = append(r.Rejected, o.Rejected...)
}

// rules are the compiled topics of one generation.
type rules struct {
	generation int64
	set        *match.Set
	names      []string            // of the topics of set
	sources    int64               // generation of sources
	serves     map[string][]string // names of sources that serve some topics alone
	categories map[string]string
	topics     map[string]store.Topic
}

// current returns the compiled topics, made anew when anybody changed one; a new
// source costs no more than reading what is known of sources.
func (in *Intake) current(ctx context.Context) (*rules, error) {
	generation, err := in.store.Counter(ctx, "generation.topic")
	if err != nil {
		return nil, err
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	r := &rules{generation: generation}
	switch old := in.rules; {
	case old == nil || old.generation != generation:
		err = in.compile(ctx, r)
	default:
		var fresh bool
		if fresh, err = in.freshSources(ctx); err != nil || fresh {
			return old, err
		}
		r.set, r.names, r.topics = old.set, old.names, old.topics
	}
	if err != nil {
		return nil, err
	}
	if err := in.readSources(ctx, r); err != nil {
		return nil, err
	}
	in.rules = r
	return r, nil
}

// compile makes a set of the topics that serve.
func (in *Intake) compile(ctx context.Context, r *rules) error {
	list, err := in.store.Topics(ctx)
	if err != nil {
		return fmt.Errorf("load topics: %w", err)
	}
	r.topics = map[string]store.Topic{}
	var sources []match.Topic
	for _, t := range list {
		r.topics[t.ID] = t
		if t.Active {
			sources = append(sources, match.Topic{Name: t.ID, Rule: t.Rule})
		}
	}
	if r.set, err = match.CompileKept(sources); err != nil {
		return fmt.Errorf("compile topics: %w", err)
	}
	r.names = r.set.Names()
	return nil
}

// memory is what the grouping remembers between its batches.
type memory struct {
	generation int64 // of the last batch that this process grouped; 0 for none
	upTo       int64 // the last post that it grouped
	moved      int64 // the last move that it followed
	groups     *group.Index
	copies     *dedupe.Index
	passages   *dedupe.Passages // of the same posts
	seqs       []int64          // of the posts that copies numbers
	clusters   map[int64]string // post → cluster
	found      map[int64]grade.Found
	text       func(number int) dedupe.Text
}

// PostAt returns the post that stands at an address as staff type it, and whether
// it matched a topic: of one that did not nothing more is told. Fault:
// post.unknown.
func (in *Intake) PostAt(ctx context.Context, address string) (store.Post, bool, error) {
	return in.store.PostAt(ctx, keyOf(redact.URL(address)))
}

// keyOf returns the key of an address: 0 for none, and for one that names a
// site alone, where many posts stand.
func keyOf(address string) int64 {
	if address == "" || site(address) {
		return 0
	}
	h := fnv.New64a()
	h.Write([]byte("address\x00" + address)) //nolint:errcheck // a hash never fails
	return int64(h.Sum64())
}
