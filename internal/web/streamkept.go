package web

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"yingda/internal/desk"
	"yingda/internal/match"
	"yingda/internal/store"
)

// streamKept remembers what all pages of the stream share: topics and their
// compiled rules while no topic changed; sources and the counts of the last two
// weeks for as long as counts may lag.
type streamKept struct {
	mu      sync.Mutex
	topics  topicsKept
	around  aroundKept
	sources int64 // generation that around was read at
	hits    map[int64][]match.Hit
	stamp   int64 // of readings
	read    map[string]streamReading
}

// streamReading is what one page of the stream was made from.
type streamReading struct {
	posts    []store.Post
	concerns map[int64]store.PostConcern
	media    map[int64][]store.Media
}

// readingsKept is how many readings of pages are kept.
const readingsKept = 200

// streamReading returns one page of posts and one post more if there is a next.
// Who sees the same and asks for the same shares one reading while no post, no
// concern and no source changed.
func (s *server) streamReading(ctx context.Context, f store.StreamFilter, scope store.Scope) (streamReading, error) {
	stamp, err := s.Store.Stamp(ctx, "generation.post", "generation.matter", "generation.source")
	if err != nil {
		return streamReading{}, err
	}
	key := fmt.Sprintf("%+v|%t|%s|%s", f, scope.All, strings.Join(scope.Units, ","), strings.Join(scope.Own, ","))
	s.kept.mu.Lock()
	if s.kept.read == nil || s.kept.stamp != stamp || len(s.kept.read) >= readingsKept {
		s.kept.stamp, s.kept.read = stamp, map[string]streamReading{}
	}
	r, ok := s.kept.read[key]
	s.kept.mu.Unlock()
	if ok {
		return r, nil
	}
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
	if r.media, err = s.Store.PostMedia(ctx, seqs); err != nil {
		return r, err
	}
	s.kept.mu.Lock()
	// Read before a counter moved on: only then does the reading belong to it.
	if s.kept.stamp == stamp {
		s.kept.read[key] = r
	}
	s.kept.mu.Unlock()
	return r, nil
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
	if set, err := match.Compile(rules); err == nil {
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
