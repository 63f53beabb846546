package web

import (
	"context"
	"slices"
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
