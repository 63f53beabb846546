package web

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/lang"
	"yingda/internal/match"
	"yingda/internal/store"
)

// streamKept remembers what all pages of the stream share: topics and their
// compiled rules while no topic changed; sources and the counts of the last two
// weeks for as long as counts may lag; and pages that were drawn.
type streamKept struct {
	mu      sync.Mutex
	topics  topicsKept
	around  aroundKept
	sources int64 // generation that around was read at
	hits    map[int64][]match.Hit
	stamp   int64 // of pages
	pages   map[string]string
}

// pagesKept is how many drawn pages of the stream are kept.
const pagesKept = 100

// streamDrawn returns a page of the stream as it was drawn for somebody who sees
// the same and asked for the same within this minute, while no post, concern,
// source or topic changed; else draw makes it.
func (s *server) streamDrawn(v *visit, scope store.Scope, draw func() (templ.Component, error)) (templ.Component, error) {
	ctx := lang.With(v.r.Context(), v.lang)
	stamp, err := s.Store.Stamp(ctx, "generation.post", "generation.matter", "generation.source", "generation.topic")
	if err != nil {
		return nil, err
	}
	key := fmt.Sprintf("%s|%+v|%t%t%t|%v|%d", v.r.URL.RawQuery, scope, reports.allows(v.who), curates.allows(v.who), desk.MayOpen(v.who), v.lang, v.now.Unix()/60)
	s.kept.mu.Lock()
	if s.kept.pages == nil || s.kept.stamp != stamp || len(s.kept.pages) >= pagesKept {
		s.kept.stamp, s.kept.pages = stamp, map[string]string{}
	}
	page, ok := s.kept.pages[key]
	s.kept.mu.Unlock()
	if ok {
		return templ.Raw(page), nil
	}
	body, err := draw()
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	if err := body.Render(ctx, &b); err != nil {
		return nil, err
	}
	s.kept.mu.Lock()
	defer s.kept.mu.Unlock()
	// Read before a counter moved on: only then does the page belong to it.
	if s.kept.stamp == stamp {
		s.kept.pages[key] = b.String()
	}
	return templ.Raw(b.String()), nil
}

// streamReading is what one page of the stream is made from.
type streamReading struct {
	posts    []store.Post
	concerns map[int64]store.PostConcern
	media    map[int64][]store.Media
}

// streamReading returns one page of posts and one post more if there is a next.
func (s *server) streamReading(ctx context.Context, f store.StreamFilter, scope store.Scope) (r streamReading, err error) {
	if r.posts, err = s.Store.Stream(ctx, f, perStream+1); err != nil {
		return r, err
	}
	var seqs []int64
	for _, p := range r.posts {
		seqs = append(seqs, p.Seq)
	}
	if r.concerns, err = s.Store.PostConcerns(ctx, seqs, scope); err != nil {
		return r, err
	}
	r.media, err = s.Store.PostMedia(ctx, seqs)
	return r, err
}

type topicsKept struct {
	generation int64
	list       []store.Topic
	titles     map[string]string
	set        *match.Set        // nil before the first reading, or if a rule does not compile
	categories map[string]string // of sources by name, if a rule asks for one
}

type aroundKept struct {
	at      time.Time
	day     string
	sources []store.Source
	silent  map[string]bool
	days    []store.DaySum
}

// streamTopics returns the topics with their titles and compiled rules.
func (s *server) streamTopics(ctx context.Context) (topicsKept, error) {
	generation, err := s.Store.Counter(ctx, "generation.topic")
	if err != nil {
		return topicsKept{}, err
	}
	s.kept.mu.Lock()
	defer s.kept.mu.Unlock()
	if k := s.kept.topics; k.titles != nil && k.generation == generation {
		return k, nil
	}
	list, err := s.Store.Topics(ctx)
	if err != nil {
		return topicsKept{}, err
	}
	k := topicsKept{generation: generation, list: list, titles: make(map[string]string, len(list))}
	rules := make([]match.Topic, len(list))
	for i, t := range list {
		k.titles[t.ID] = t.Title
		rules[i] = match.Topic{Name: t.ID, Rule: t.Rule}
	}
	// Rules were tried before they were stored. If one does not compile any more,
	// posts are shown without the words that matched.
	if set, err := match.CompileKept(rules); err == nil {
		k.set = set
		if k.categories, err = s.sourceCategories(ctx, set); err != nil {
			return topicsKept{}, err
		}
	}
	s.kept.topics, s.kept.hits = k, map[int64][]match.Hit{}
	return k, nil
}

// hitsKept is how many explained posts are kept: those of some fifty pages.
const hitsKept = 2000

// explain returns where the topics of a post matched it. A rule that was changed
// since may explain nothing. A post's words never change, so that they are looked
// through once while no topic changes.
func (s *server) explain(k topicsKept, p store.Post) []match.Hit {
	if k.set == nil {
		return nil
	}
	s.kept.mu.Lock()
	hits, ok := s.kept.hits[p.Seq]
	ok = ok && s.kept.topics.generation == k.generation
	s.kept.mu.Unlock()
	if ok {
		return hits
	}
	hits = slices.DeleteFunc(k.set.ExplainFrom(k.set.From(p.Source, k.categories[p.Source]), p.Title, p.Text), func(h match.Hit) bool { return !slices.Contains(p.Topics, h.Topic) })
	s.kept.mu.Lock()
	defer s.kept.mu.Unlock()
	if s.kept.topics.generation == k.generation {
		if len(s.kept.hits) >= hitsKept {
			clear(s.kept.hits)
		}
		s.kept.hits[p.Seq] = hits
	}
	return hits
}

// streamAround returns the sources and the counts of the last two weeks by topic.
func (s *server) streamAround(v *visit) (aroundKept, error) {
	ctx := v.r.Context()
	generation, err := s.Store.Counter(ctx, "generation.source")
	if err != nil {
		return aroundKept{}, err
	}
	today := store.Day(v.now.UnixMilli())
	s.kept.mu.Lock()
	defer s.kept.mu.Unlock()
	k := s.kept.around
	if age := v.now.Sub(k.at); k.day == today && s.kept.sources == generation && age >= 0 && age < stale {
		return k, nil
	}
	k = aroundKept{at: v.now, day: today}
	if k.sources, err = s.Store.Sources(ctx, "", maxSources); err != nil {
		return k, err
	}
	if k.silent, err = s.silent(v); err != nil {
		return k, err
	}
	if k.days, err = s.Store.TopicDays(ctx, "*", store.Day(v.now.AddDate(0, 0, -13).UnixMilli()), today); err != nil {
		return k, err
	}
	s.kept.around, s.kept.sources = k, generation
	return k, nil
}

// sourceCategories returns the title of the category of each source by its name,
// nil if no rule asks where a post stands.
func (s *server) sourceCategories(ctx context.Context, set *match.Set) (map[string]string, error) {
	if !set.AsksSource() {
		return nil, nil
	}
	list, err := s.Store.Sources(ctx, "", maxSources)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, x := range list {
		for _, c := range desk.Categories {
			if c.Code == x.Category {
				out[x.Name] = c.Title
			}
		}
	}
	return out, nil
}
