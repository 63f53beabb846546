package intake

import (
	"context"

	"yingda/internal/match"
	"yingda/internal/store"
)

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
