package intake

import (
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"yingda/internal/dedupe"
	"yingda/internal/match"
	"yingda/internal/redact"
	"yingda/internal/store"
)

// perBench is how many posts make a second bench worth its start.
const perBench = 100

// line prepares one piece of a push on all processors while the piece before it
// is being stored. Whoever made it waits for it.
type line struct {
	benches []*bench
	parts   []part
	working sync.WaitGroup
}

// part is what one bench made of its share of a piece.
type part struct {
	ready    []prepared
	rejected []Rejection
}

func newLine(in *Intake, r *rules) *line {
	l := &line{benches: make([]*bench, runtime.GOMAXPROCS(0))}
	for i := range l.benches {
		l.benches[i] = newBench(in, r)
	}
	return l
}

// start begins with a piece; before is how many posts of the push came before.
// The piece before must have been waited for.
func (l *line) start(posts []Post, before int) {
	n := min(len(l.benches), (len(posts)+perBench-1)/perBench)
	l.parts = make([]part, n)
	for i := range n {
		from, to := i*len(posts)/n, (i+1)*len(posts)/n
		l.working.Go(func() {
			l.parts[i].ready, l.parts[i].rejected = l.benches[i].prepare(posts[from:to], before+from)
		})
	}
}

// wait returns the piece that was started, in the order of its posts.
func (l *line) wait() (ready []prepared, rejected []Rejection) {
	l.working.Wait()
	for _, p := range l.parts {
		ready, rejected = append(ready, p.ready...), append(rejected, p.rejected...)
	}
	return ready, rejected
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
	from    map[string]match.From
}

func newBench(in *Intake, r *rules) *bench {
	return &bench{in: in, rules: r, scanner: redact.NewScanner(in.Numbers), names: map[string]string{}, from: map[string]match.From{}}
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
		ready = append(ready, prepared{name, b.judge(p, name, stamp(p.PublishedAt, now))})
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
func (b *bench) judge(p *Post, source string, published int64) store.Post {
	title, text, masks := b.scanner.Post(strings.TrimSpace(p.Title), strings.TrimSpace(p.Text))
	out := store.Post{
		Title: title, Text: text, Masked: masked(masks), Language: p.Language, PublishedAt: published,
		Views: p.Engagement.Views, Comments: p.Engagement.Comments, Shares: p.Engagement.Shares,
	}
	if p.URL != "" {
		if out.URL = redact.URL(p.URL); !p.Again {
			out.URLKey = keyOf(out.URL)
		}
	}
	for _, i := range b.rules.set.TopicsFrom(&b.scratch, b.place(source), title, text) {
		out.Topics = append(out.Topics, b.rules.names[i])
	}
	if p.Topic != "" && !slices.Contains(out.Topics, p.Topic) {
		out.Topics = append(out.Topics, p.Topic)
	}
	if only := b.rules.serves[source]; only != nil {
		out.Topics = slices.DeleteFunc(out.Topics, func(id string) bool { return !slices.Contains(only, id) })
	}
	if len(out.Topics) > 0 {
		out.Media = b.media(p.Media)
	}
	signature := dedupe.Sign(title, text)
	out.TextKey = signature.Exact()
	if len(out.Topics) > 0 {
		out.Signature = signature.Bytes()
	}
	out.Index(b.in.store.Engine())
	return out
}

// media redacts what a post shows like its text.
func (b *bench) media(list []Media) []store.Media {
	var out []store.Media
	for _, m := range list {
		at := redact.URL(m.URL)
		if at == "" || len(at) > maxURL {
			continue
		}
		says, _ := b.scanner.Text(strings.TrimSpace(m.Says))
		out = append(out, store.Media{Kind: m.Kind, URL: at, Says: short(says, 200)})
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
