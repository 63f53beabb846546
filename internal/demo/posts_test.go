package demo

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"yingda/internal/fold"
	"yingda/internal/match"
	"yingda/internal/redact"
)

func TestCounts(t *testing.T) {
	s := load(t)
	matters, kinds, sources, categories := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	live := 0
	for _, p := range s.Posts {
		matters[p.Matter]++
		kinds[p.Kind]++
		sources[p.Source]++
		if p.At.Live() {
			live++
		}
	}
	delete(matters, "")
	for _, src := range s.Sources {
		categories[src.Category]++
	}
	for _, c := range []struct {
		what      string
		got, want int
	}{
		{"posts", len(s.Posts), 300},
		{"matters", len(matters), 12},
		{"noise", kinds["noise"], 60},
		{"kinds", len(kinds), len(Variations)},
		{"live posts", live, 20},
		{"sources with posts", len(sources), 8},
		{"categories", len(categories), 8},
		{"people", len(s.Agency.People), 18},
		{"topics", len(s.Topics), 6},
		{"matters with a history", len(histories(s)), 8},
	} {
		if c.got < c.want {
			t.Errorf("%d %s, want at least %d", c.got, c.what, c.want)
		}
	}
	for _, m := range s.Matters {
		if matters[m.Key] == 0 {
			t.Errorf("matter %s has no post", m.Key)
		}
	}
}

func histories(s *Sample) map[string][]Step {
	out := map[string][]Step{}
	for _, step := range s.Steps {
		out[step.Concern] = append(out[step.Concern], step)
	}
	return out
}

// rules compiles the topics of the sample.
func rules(t *testing.T, s *Sample) *match.Set {
	t.Helper()
	var topics []match.Topic
	for _, topic := range s.Topics {
		topics = append(topics, match.Topic{Name: topic.ID, Rule: topic.Rule})
	}
	set, err := match.Compile(topics)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestTopicsCatchThePosts(t *testing.T) {
	s := load(t)
	set := rules(t, s)
	for _, p := range s.Posts {
		topics := set.Match(p.Title, p.Text)
		named := fold.String(p.Title + p.Text)
		switch {
		case p.Matter == "" && len(topics) > 0:
			t.Errorf("noise %s matches %v: %s %s", p.ID, topics, p.Title, p.Text)
		case p.Matter != "" && len(topics) == 0:
			t.Errorf("%s (%s) matches no topic: %s %s", p.ID, p.Matter, p.Title, p.Text)
		case (strings.Contains(named, "信访局") || strings.Contains(named, "信访大厅")) && !slices.Contains(topics, "bureau"):
			t.Errorf("%s names the bureau and is not caught: %s", p.ID, p.Text)
		}
	}
}

// opened returns when a matter's posts reach the opening of its topic, for a
// demo that began at epoch; false if they never do.
func opened(s *Sample, set *match.Set, m Matter, epoch time.Time) (time.Time, bool) {
	i := slices.IndexFunc(s.Topics, func(topic Topic) bool { return topic.ID == m.Topic })
	open := s.Topics[i].Open
	var caught []Post
	for _, p := range s.Posts {
		if p.Matter != m.Key || !slices.Contains(set.Match(p.Title, p.Text), m.Topic) {
			continue
		}
		caught = append(caught, p)
		now, sources, posts := p.At.In(epoch), map[string]bool{}, 0
		for _, q := range caught {
			if now.Sub(q.At.In(epoch)) <= time.Duration(open.Hours)*time.Hour {
				posts++
				sources[q.Source] = true
			}
		}
		if posts >= open.Posts && len(sources) >= open.Sources {
			return now, true
		}
	}
	return time.Time{}, false
}

func TestEveryMatterOpensBeforeItsFirstAct(t *testing.T) {
	s := load(t)
	set := rules(t, s)
	first := map[string]Step{}
	for _, step := range slices.Backward(s.Steps) {
		first[step.Concern] = step
	}
	epoch := time.Date(2026, 3, 16, 20, 0, 0, 0, shanghai)
	for _, m := range s.Matters {
		at, ok := opened(s, set, m, epoch)
		if !ok {
			t.Errorf("matter %s never reaches the opening of topic %s", m.Key, m.Topic)
			continue
		}
		step, acted := first[m.Key]
		if acted && step.At.In(epoch).Sub(at) < 5*time.Minute {
			t.Errorf("matter %s opens at %s, its first act is at %s", m.Key, at.In(shanghai), step.At.In(epoch).In(shanghai))
		}
	}
}

func TestAConcernFormsWithinAMinute(t *testing.T) {
	s := load(t)
	epoch := time.Date(2026, 3, 16, 9, 0, 0, 0, shanghai)
	m, _ := s.Matter("blackout")
	at, ok := opened(s, rules(t, s), m, epoch)
	if !ok || at.Sub(epoch) > 40*time.Second {
		t.Errorf("the live matter opens %s after the epoch, want at most 40s so that a reading every 10s shows it within a minute", at.Sub(epoch))
	}
	for _, p := range s.Posts {
		src, _ := s.Source(p.Source)
		if p.Matter == "blackout" && p.At.In(epoch).Sub(epoch) < 40*time.Second && time.Duration(src.Every) > 15*time.Second {
			t.Errorf("%s arrives early from a source read only every %s", p.ID, time.Duration(src.Every))
		}
	}
}

func TestRepeatsRepeatAndOthersDoNot(t *testing.T) {
	s := load(t)
	grams := make([]map[string]bool, len(s.Posts))
	for i, p := range s.Posts {
		grams[i] = bigrams(p.Text)
		repeats := 0
		for j, q := range s.Posts[:i] {
			if likeness(grams[i], grams[j]) > 0.5 {
				repeats++
				if p.Matter != q.Matter {
					t.Errorf("%s and %s are alike and of different matters", p.ID, q.ID)
				}
			}
		}
		meant := slices.Contains([]string{"repost", "cut", "traditional", "fullwidth"}, p.Kind)
		if meant != (repeats > 0) {
			t.Errorf("%s is a %s and repeats %d earlier posts: %s", p.ID, p.Kind, repeats, p.Text)
		}
	}
}

// likeness is the share of the shorter text's bigrams that the other has too.
func likeness(x, y map[string]bool) float64 {
	if len(x) > len(y) {
		x, y = y, x
	}
	both := 0
	for g := range x {
		if y[g] {
			both++
		}
	}
	return float64(both) / float64(len(x))
}

func bigrams(s string) map[string]bool {
	r, out := []rune(fold.String(s)), map[string]bool{}
	for i := range len(r) - 1 {
		out[string(r[i:i+2])] = true
	}
	return out
}

func TestLengthsVary(t *testing.T) {
	s := load(t)
	short, long := 0, 0
	for _, p := range s.Posts {
		switch n := utf8.RuneCountInString(p.Text); {
		case n < 50:
			short++
		case n > 100:
			long++
		}
	}
	if short < 60 || long < 15 {
		t.Errorf("%d short and %d long posts: the voices are too even", short, long)
	}
}

var (
	digits  = regexp.MustCompile(`\d{11,}X?|0\d{2,3}-\d{7,8}`)
	planted = regexp.MustCompile(`^(1380000\d{4}|349901190[1-9]\d{7}[\dX])$`)
)

// Numbers that could be somebody's are of series that nobody holds: 1380000xxxx
// is printed on sample cards, region 349901 does not exist.
func TestNumbersAreInvented(t *testing.T) {
	s := load(t)
	found := map[int]int{}
	for _, p := range s.Posts {
		for _, d := range digits.FindAllString(fold.String(p.Title+" "+p.Text), -1) {
			found[len(d)]++
			if !planted.MatchString(d) {
				t.Errorf("%s holds the number %s", p.ID, d)
			}
		}
	}
	if found[11] < 3 || found[18] < 2 {
		t.Errorf("planted numbers by length: %v, want at least 3 mobiles and 2 identity numbers", found)
	}
	for _, step := range s.Steps {
		for _, v := range step.In {
			if text, ok := v.(string); ok && digits.MatchString(text) {
				t.Errorf("step %s of %s holds a number: %s", step.Do, step.Concern, text)
			}
		}
	}
}

// What is planted is masked before anything else, and masking takes no post away
// from its topics.
func TestPlantedDataIsMasked(t *testing.T) {
	s := load(t)
	set := rules(t, s)
	kinds := map[string]int{}
	for _, p := range s.Posts {
		title, text, masks := redact.Post(p.Title, p.Text, redact.Options{})
		for _, m := range masks {
			kinds[m.Kind]++
		}
		if left := digits.FindString(fold.String(title + " " + text)); left != "" {
			t.Errorf("%s still holds %s", p.ID, left)
		}
		if p.Matter != "" && len(set.Match(title, text)) == 0 {
			t.Errorf("%s (%s) matches no topic once it is masked: %s", p.ID, p.Matter, text)
		}
	}
	for _, kind := range []string{"mobile", "id_number", "person", "wechat"} {
		if kinds[kind] == 0 {
			t.Errorf("nothing of kind %s is masked: %v", kind, kinds)
		}
	}
}
