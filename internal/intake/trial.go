package intake

import (
	"context"
	"slices"
	"time"

	"yingda/internal/match"
	"yingda/internal/store"
)

// Trial (试跑) is what a rule would have caught among the posts that are still
// kept, beside what another rule catches there.
type Trial struct {
	Read int // posts looked at, newest first
	// Elsewhere are those of them in sources that serve other topics alone.
	Elsewhere int
	Caught    int            // posts that the rule matches
	Before    int            // posts that the other rule matches
	Gained    int            // matched by the rule alone
	Lost      int            // matched by the other rule alone
	Since     int64          // the arrival of the oldest one looked at
	Days      map[string]int // day in Asia/Shanghai → caught
	Was       map[string]int // the same for the other rule
	Samples   []Sample       // the newest caught
	Misses    []Sample       // the newest of those that stop matching
	Hints     []Hint
	Cost      TrialCost
	More      bool // the bounds were met before the end
}

// Sample is one post that a rule caught, or no longer catches, with the places
// that made a rule match and why in a sentence.
type Sample struct {
	Seq       int64
	Source    string
	Title     string
	Text      string
	At        int64
	Unmatched bool // no present topic catches it
	New       bool // the other rule does not catch it
	Hits      []match.Hit
	Says      string
}

// Hint (误中提示) says of a word how many of the posts caught hold it only across
// two other words, as 国税 in 中国税务.
type Hint struct {
	Word  string
	Posts int
	Where string // one of these places as written there
}

// TrialCost is what a rule adds to the reading of new posts. Share is the part
// of the matching time of all topics, 0 to 1; it is measured on Posts posts.
type TrialCost struct {
	Set   match.Cost
	Share float64
	Posts int
	Alone time.Duration // for 1,000 posts
}

const (
	trialPosts   = 200_000
	trialSamples = 25
	trialPage    = 1000
	trialTimed   = 2000 // posts on which the cost is measured
	trialRounds  = 5
)

// Try replays a rule over what is kept, live posts and those that matched no
// topic, newest first, up to 200,000 posts or until the context ends; of, if not
// zero, is the topic whose rule it would take the place of. Posts of sources that
// serve other topics alone are counted apart, as intake would not match them
// either. progress, if not nil, is called now and then with the posts read so far. It returns
// fault.Invalid for a rule that is not well formed or names a person who is no
// office-holder. Nothing is stored. Clause: LIS-3.
func (in *Intake) Try(ctx context.Context, rule string, of store.Topic, progress func(read int)) (Trial, error) {
	t, err := in.newTrier(ctx, rule, of)
	if err != nil {
		return Trial{}, err
	}
	for before := store.Never; t.out.Read < trialPosts && ctx.Err() == nil; {
		posts, err := in.store.KeptBefore(ctx, before, trialPage)
		if err != nil {
			return t.out, err
		}
		for i := range posts {
			before = posts[i].Seq
			t.look(&posts[i])
		}
		if progress != nil {
			progress(t.out.Read)
		}
		if len(posts) < trialPage {
			err := in.cost(ctx, t)
			return t.end(), err
		}
	}
	t.out.More = true
	if ctx.Err() != nil {
		return t.end(), nil
	}
	err = in.cost(ctx, t)
	return t.end(), err
}

// trier compares two rules on one post after the other.
type trier struct {
	out        Trial
	rule       string
	topic      string              // its id, "" for a new one
	serves     map[string][]string // topics of sources that serve some alone
	new, old   *match.Set          // old is nil if nothing is compared
	scratch    match.Scratch
	categories map[string]string
	words      []guarded
	timed      []store.Post
}

// guarded is a word of the rule that is often hit by accident.
type guarded struct {
	word  string
	plain *match.Set
	whole *match.Set
	hint  Hint
}

func (in *Intake) newTrier(ctx context.Context, rule string, of store.Topic) (*trier, error) {
	present := of.Rule
	t := &trier{rule: rule, topic: of.ID, out: Trial{Days: map[string]int{}, Was: map[string]int{}}}
	var err error
	if t.new, err = match.Compile([]match.Topic{{Name: "trial", Rule: rule}}); err != nil {
		return nil, err
	}
	if err := in.desk.CheckTrial(ctx, rule); err != nil {
		return nil, err
	}
	t.out.Cost.Set = t.new.Cost()
	if present != "" && present != rule {
		if t.old, err = match.CompileKept([]match.Topic{{Name: "present", Rule: present}}); err != nil {
			return nil, err
		}
	}
	if t.new.AsksSource() || t.old != nil && t.old.AsksSource() {
		if t.categories, err = in.categories(ctx); err != nil {
			return nil, err
		}
	}
	if t.serves, err = in.store.SourceTopics(ctx); err != nil {
		return nil, err
	}
	return t, t.guard()
}

// guard readies the words of the rule that 整词: would guard.
func (t *trier) guard() error {
	parsed, err := match.Parse(t.rule)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, w := range parsed.Bare() {
		if seen[w] || len(seen) == 20 || match.Accidents(w) == nil {
			continue
		}
		seen[w] = true
		g := guarded{word: w, hint: Hint{Word: w}}
		quoted := "“" + w + "”"
		if g.plain, err = match.Compile([]match.Topic{{Name: "plain", Rule: quoted}}); err != nil {
			return err
		}
		if g.whole, err = match.Compile([]match.Topic{{Name: "whole", Rule: "整词:" + quoted}}); err != nil {
			return err
		}
		t.words = append(t.words, g)
	}
	return nil
}

func (t *trier) from(s *match.Set, p *store.Post) match.From {
	return s.From(p.Source, t.categories[p.Source])
}

func (t *trier) holds(s *match.Set, p *store.Post) bool {
	return s != nil && len(s.TopicsFrom(&t.scratch, t.from(s, p), p.Title, p.Text)) > 0
}

func (t *trier) look(p *store.Post) {
	out := &t.out
	out.Since = p.ReceivedAt
	out.Read++
	if only, narrow := t.serves[p.Source]; narrow && !slices.Contains(only, t.topic) {
		out.Elsewhere++
		return
	}
	if len(t.timed) < trialTimed {
		t.timed = append(t.timed, *p)
	}
	is, was := t.holds(t.new, p), t.holds(t.old, p)
	if was {
		out.Before++
		out.Was[store.Day(p.ReceivedAt)]++
	}
	if is {
		out.Caught++
		out.Days[store.Day(p.ReceivedAt)]++
		t.accidents(p)
	}
	switch {
	case is && !was && t.old != nil:
		out.Gained++
	case was && !is:
		if out.Lost++; len(out.Misses) < trialSamples {
			s := t.sample(p, t.old)
			s.Says = t.new.Reasons(t.from(t.new, p), p.Title, p.Text)[0].Says
			out.Misses = append(out.Misses, s)
		}
	}
	if is && len(out.Samples) < trialSamples {
		s := t.sample(p, t.new)
		s.New = t.old != nil && !was
		out.Samples = append(out.Samples, s)
	}
}

func (t *trier) sample(p *store.Post, s *match.Set) Sample {
	from := t.from(s, p)
	return Sample{
		Seq: p.Seq, Source: p.Source, Title: p.Title, Text: p.Text, At: p.ReceivedAt, Unmatched: len(p.Topics) == 0,
		Hits: s.ExplainFrom(from, p.Title, p.Text), Says: s.Reasons(from, p.Title, p.Text)[0].Says,
	}
}

// accidents counts the words that a post caught holds only across two others.
func (t *trier) accidents(p *store.Post) {
	for i := range t.words {
		g := &t.words[i]
		if !t.holds(g.plain, p) || t.holds(g.whole, p) {
			continue
		}
		if g.hint.Posts++; g.hint.Where == "" {
			g.hint.Where = around(p, g.plain.Explain(p.Title, p.Text)[0])
		}
	}
}

// around returns a hit with two runes on either side.
func around(p *store.Post, h match.Hit) string {
	runes := []rune(p.Text)
	if h.Field == "title" {
		runes = []rune(p.Title)
	}
	return string(runes[max(0, h.Start-2):min(len(runes), h.End+2)])
}

func (t *trier) end() Trial {
	if t.old == nil {
		t.out.Before, t.out.Was = t.out.Caught, t.out.Days
	}
	for _, g := range t.words {
		if g.hint.Posts > 0 {
			t.out.Hints = append(t.out.Hints, g.hint)
		}
	}
	return t.out
}
