package intake

import (
	"context"
	"time"

	"yingda/internal/match"
)

// cost measures what the rule adds to the matching of all active topics, on the
// newest posts: both sets take turns, and the fastest round of each counts.
func (in *Intake) cost(ctx context.Context, t *trier) error {
	if len(t.timed) == 0 {
		return nil
	}
	list, err := in.store.Topics(ctx)
	if err != nil {
		return err
	}
	var others []match.Topic
	for _, x := range list {
		if x.Active && x.Rule != t.rule {
			others = append(others, match.Topic{Name: x.ID, Rule: x.Rule})
		}
	}
	without, err := match.CompileKept(others)
	if err != nil {
		return err
	}
	with, err := match.CompileKept(append(others, match.Topic{Name: "trial", Rule: t.rule}))
	if err != nil {
		return err
	}
	least := [3]time.Duration{}
	for round := range trialRounds {
		for i, set := range []*match.Set{without, with, t.new} {
			if took := in.timed(t, set); round == 0 || took < least[i] {
				least[i] = took
			}
		}
	}
	c := &t.out.Cost
	c.Posts, c.Alone = len(t.timed), least[2]*1000/time.Duration(len(t.timed))
	if least[1] > least[0] {
		c.Share = float64(least[1]-least[0]) / float64(least[1])
	}
	return nil
}

// timed returns how long a set takes for the posts.
func (in *Intake) timed(t *trier, set *match.Set) time.Duration {
	began := in.store.Now()
	for i := range t.timed {
		set.Topics(&t.scratch, t.timed[i].Title, t.timed[i].Text)
	}
	return in.store.Now().Sub(began)
}
