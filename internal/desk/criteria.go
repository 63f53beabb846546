package desk

import (
	"context"
	"encoding/json"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/grade"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Criteria gives grading the criteria library (定级标准) of a regime in its own words.
func Criteria(reg *regime.Regime) ([]grade.Criterion, error) {
	var out []grade.Criterion
	for _, r := range reg.Grades {
		for _, c := range r.Criteria {
			within, err := roughly(c.Within)
			if err != nil {
				return nil, err
			}
			g := grade.Criterion{Grade: string(r.Grade), ID: c.ID, Title: c.Title, Article: c.Article, Posts: c.Posts, Sources: c.Sources, Newsrooms: c.Newsrooms, Views: c.Views, People: c.People, Within: within, Recurrence: c.Recurrence}
			for _, h := range c.Harm {
				g.Harm = append(g.Harm, grade.Harm(h))
			}
			out = append(out, g)
		}
	}
	return out, nil
}

// roughly returns a regime's length of time; a working day counts as a day here.
func roughly(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	w, err := deadline.ParseWithin(s)
	return w.Duration(), err
}

// SpreadFacts gathers what a grade may depend on besides the words of the posts:
// how many, where, who took it up, and whether it came before.
func SpreadFacts(tx *store.Tx, k store.Cluster) (grade.Facts, error) {
	newsrooms, views, err := tx.MatterSpread(k.MatterID, k.ID)
	if err != nil {
		return grade.Facts{}, err
	}
	before, err := tx.Recurrence(k.ID)
	if err != nil {
		return grade.Facts{}, err
	}
	return grade.Facts{Posts: int(k.Posts), Sources: int(k.Sources), Newsrooms: newsrooms, Views: views, At: tx.Now, Recurrence: before}, nil
}

// GradeFacts gathers all that a grade may depend on, from a group of posts.
func GradeFacts(tx *store.Tx, k store.Cluster, posts []store.Post) (grade.Facts, error) {
	facts, err := SpreadFacts(tx, k)
	if err != nil {
		return facts, err
	}
	read := make([]grade.Post, len(posts))
	for i := range posts {
		read[i] = grade.Post{ID: posts[i].ID(), Title: posts[i].Title, Text: posts[i].Text, Time: time.UnixMilli(posts[i].PublishedAt)}
	}
	return grade.Extract(read).Into(facts), nil
}

// CriterionCheck (标准核对) is one criterion as it stood when a grade was decided.
type CriterionCheck struct {
	ID      string   `json:"id"`
	Grade   string   `json:"grade"`
	Title   string   `json:"title"`
	Article string   `json:"article"`
	Holds   bool     `json:"holds"`
	Met     []string `json:"met,omitempty"`
	Unmet   []string `json:"unmet,omitempty"`
}

// gradedPosts is how many of a concern's newest posts the facts are read from.
const gradedPosts = 50

// CheckCriteria holds the regime's criteria against the facts of a concern as they are now.
func (d *Desk) CheckCriteria(ctx context.Context, m matter.Matter) ([]CriterionCheck, error) {
	reg, err := d.Regime(ctx, m.RegimeID)
	if err != nil {
		return nil, err
	}
	var out []CriterionCheck
	err = d.store.View(ctx, func(tx *store.Tx) error {
		out, err = checkCriteria(tx, reg, m.ID)
		return err
	})
	return out, err
}

func checkCriteria(tx *store.Tx, reg *regime.Regime, matterID string) ([]CriterionCheck, error) {
	c, err := tx.Concern(matterID)
	if err != nil {
		return nil, err
	}
	cluster, err := tx.LargestOf(matterID)
	if err != nil {
		return nil, err
	}
	posts, err := tx.MatterPosts(matterID, cluster, gradedPosts)
	if err != nil {
		return nil, err
	}
	facts, err := GradeFacts(tx, store.Cluster{ID: cluster, MatterID: matterID, Posts: c.Posts, Sources: c.Sources}, posts)
	if err != nil {
		return nil, err
	}
	criteria, err := Criteria(reg)
	if err != nil {
		return nil, err
	}
	var out []CriterionCheck
	for _, k := range grade.Check(criteria, facts) {
		check := CriterionCheck{ID: k.ID, Grade: k.Grade, Title: k.Title, Article: k.Article, Holds: k.Holds}
		for _, b := range k.Bounds {
			if b.Met {
				check.Met = append(check.Met, b.Text)
			} else {
				check.Unmet = append(check.Unmet, b.Text)
			}
		}
		out = append(out, check)
	}
	return out, nil
}

// ReadCriteria reads the criteria that were stored with a decision.
func ReadCriteria(raw string) []CriterionCheck {
	var out []CriterionCheck
	if json.Unmarshal([]byte(raw), &out) != nil {
		return nil
	}
	return out
}
