package intake

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/fold"
	"yingda/internal/match"
	"yingda/internal/matter"
	"yingda/internal/store"
)

// SaveTopic checks and stores a topic and returns it with its new version. The
// rule must be well formed and hold at least one term of the agency's own
// duties (Terms) among its words, so that every topic is about the agency's own
// work; its unit must exist. Clause: LIS-3, requirements section 10.
func (in *Intake) SaveTopic(ctx context.Context, who matter.Actor, t store.Topic) (store.Topic, error) {
	tree, err := in.desk.Tree(ctx)
	if err != nil {
		return t, err
	}
	if err := checkTopic(&t); err != nil {
		return t, err
	}
	if t.UnitID != "" {
		u, err := store.FindUnit(tree.Units, t.UnitID)
		if err != nil {
			return t, err
		}
		t.UnitID = u.ID
	}
	t.UpdatedBy = who.ID
	err = in.store.Write(ctx, func(tx *store.Tx) error {
		saved := t
		if err := tx.SaveTopic(&saved); err != nil {
			return err
		}
		tx.Audit(store.Entry{Actor: who.ID, Unit: who.UnitID, Action: "topic.save", Object: saved.ID, Result: "done", Detail: map[string]any{"version": saved.Version, "title": saved.Title, "rule": saved.Rule, "terms": saved.Terms, "active": saved.Active}})
		t = saved
		return nil
	})
	return t, err
}

func checkTopic(t *store.Topic) error {
	t.Title, t.Rule = strings.TrimSpace(t.Title), strings.TrimSpace(t.Rule)
	switch {
	case t.Title == "" || utf8.RuneCountInString(t.Title) > 60:
		return fault.New(fault.Invalid, "topic.title", "主题名称要有 1 到 60 个字").On("title")
	case len(t.Rule) > 20_000:
		return fault.New(fault.Invalid, "topic.rule", "规则过长").On("rule")
	case t.Posts < 1 || t.Posts > 100_000 || t.Sources < 1 || t.Sources > 10_000:
		return fault.New(fault.Invalid, "topic.threshold", "立项门槛应为至少 1 条帖文、1 个来源").On("posts")
	}
	rule, err := match.Parse(t.Rule)
	if err != nil {
		return err
	}
	if len(t.Terms) == 0 {
		return fault.New(fault.Invalid, "topic.terms", "请至少写出一个本单位职责范围内的事项词").On("terms")
	}
	words := rule.Words()
	for i, term := range t.Terms {
		term = strings.TrimSpace(term)
		t.Terms[i] = term
		if term != "" && slices.ContainsFunc(words, func(w string) bool { return strings.Contains(fold.String(w), fold.String(term)) }) {
			return nil
		}
	}
	return fault.New(fault.Invalid, "topic.duty", "规则里没有出现所列的本单位职责词（%s）：主题只能针对本单位自己的工作", strings.Join(t.Terms, "、")).On("rule")
}

// Trial is what a rule would have caught among the posts that are still kept.
type Trial struct {
	Read    int            // posts looked at, newest first
	Caught  int            // posts that the rule matches
	Since   int64          // the arrival of the oldest one looked at
	Days    map[string]int // day in Asia/Shanghai → caught
	Samples []Sample       // the newest caught
	More    bool           // the bounds were met before the end
}

// Sample is one post that a rule caught, with the places that made it match.
type Sample struct {
	Seq       int64
	Source    string
	Title     string
	Text      string
	At        int64
	Unmatched bool // no present topic catches it
	Hits      []match.Hit
}

const (
	trialPosts   = 200_000
	trialSamples = 50
	trialPage    = 1000
)

// Try replays a rule over what is kept, live posts and those that matched no
// topic, newest first, up to 200,000 posts or until the context ends. progress,
// if not nil, is called now and then with the posts read so far. It returns
// fault.Invalid for a rule that is not well formed.
func (in *Intake) Try(ctx context.Context, rule string, progress func(read int)) (Trial, error) {
	out := Trial{Days: map[string]int{}}
	set, err := match.Compile([]match.Topic{{Name: "trial", Rule: rule}})
	if err != nil {
		return out, err
	}
	var scratch match.Scratch
	for before := store.Never; out.Read < trialPosts && ctx.Err() == nil; {
		posts, err := in.store.KeptBefore(ctx, before, trialPage)
		if err != nil {
			return out, err
		}
		for i := range posts {
			p := &posts[i]
			before, out.Since = p.Seq, p.ReceivedAt
			out.Read++
			if len(set.Topics(&scratch, p.Title, p.Text)) == 0 {
				continue
			}
			out.Caught++
			out.Days[store.Day(p.ReceivedAt)]++
			if len(out.Samples) < trialSamples {
				out.Samples = append(out.Samples, Sample{p.Seq, p.Source, p.Title, p.Text, p.ReceivedAt, len(p.Topics) == 0, set.Explain(p.Title, p.Text)})
			}
		}
		if progress != nil {
			progress(out.Read)
		}
		if len(posts) < trialPage {
			return out, nil
		}
	}
	out.More = true
	return out, nil
}
