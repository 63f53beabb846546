package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"yingda/internal/grade"
	"yingda/internal/matter"
	"yingda/internal/store"
)

// Watch (跟进) looks after the concerns that are answered, and proposes to take up
// again those whose answer did not meet the question. It changes nothing else: a
// person decides. It returns how many it proposed. Clause: HAN-9.
func (d *Desk) Watch(ctx context.Context) (int, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return 0, err
	}
	ids, err := d.store.Followed(ctx, d.store.Now().In(zone).Add(-48*time.Hour).Format("2006-01-02"))
	if err != nil {
		return 0, err
	}
	n := 0
	for _, id := range ids {
		proposed, err := d.watchOne(ctx, tree, id)
		if err != nil {
			return n, err
		}
		if proposed {
			n++
		}
	}
	return n, nil
}

// watchOne reads first: almost always there is nothing to write.
func (d *Desk) watchOne(ctx context.Context, tree *Tree, id string) (bool, error) {
	ground := ""
	look := func(tx *store.Tx) (*act, string, error) {
		m, err := tx.LockMatter(id)
		if err != nil {
			return nil, "", err
		}
		a, err := d.load(tx, tree, matter.SystemActor, &m)
		if err != nil || a.facts.Reopening || m.State != matter.Following && m.State != matter.Closed {
			return nil, "", err
		}
		says := ""
		ground, says, err = a.unmet()
		return a, says, err
	}
	err := d.store.View(ctx, func(tx *store.Tx) error {
		_, _, err := look(tx)
		return err
	})
	if err != nil || ground == "" {
		return false, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		ground = "" // another process may have proposed it in between
		a, says, err := look(tx)
		if err != nil || ground == "" {
			return err
		}
		return a.take("propose_reopen", map[string]any{"ground": ground, "text": says})
	})
	return ground != "", err
}

// unmet works out whether there is a ground to propose taking the concern up
// again, counting only what came since the answer and since the last decision.
func (a *act) unmet() (ground, says string, err error) {
	rule := a.reg.FollowRule()
	earlier, err := a.tx.Reopenings(a.m.ID)
	if err != nil {
		return "", "", err
	}
	since, answers, no := a.concern.AnsweredAt, int64(0), int64(0)
	if len(earlier) > 0 {
		since, answers, no = max(since, earlier[0].DecidedAt), earlier[0].Answers, earlier[0].Unmet
	}
	said, err := a.tx.FeedbackOn(a.m.ID)
	if err != nil {
		return "", "", err
	}
	if all, unmet := said.All()-answers, said.No-no; all >= rule.Answers && unmet*100 > rule.Unmet*all {
		return "unmet", fmt.Sprintf("新收到 %d 份评价，其中 %d 份认为没有回答问题，超过 %d%%", all, unmet, rule.Unmet), nil
	}
	if since == 0 || a.m.State != matter.Following {
		return "", "", nil
	}
	posts, err := a.tx.LaterPosts(a.m.ID, since)
	if err != nil {
		return "", "", err
	}
	if harm := newHarm(posts); len(harm) > 0 {
		return "new_harm", "答复之后的帖文反映了此前没有的情况：" + strings.Join(harm, "、"), nil
	}
	later := int64(0)
	for _, p := range posts {
		if p.Later {
			later++
		}
	}
	if later >= rule.Posts {
		return "more_posts", fmt.Sprintf("答复之后又有 %d 条帖文说同一件事", later), nil
	}
	return "", "", nil
}

// newHarm names the kinds of harm that posts after the answer report and no
// earlier one did.
func newHarm(posts []store.LaterPost) []string {
	known, seen := map[string]bool{}, map[string]bool{}
	var out []string
	for _, later := range []bool{false, true} {
		for _, p := range posts {
			if p.Later != later {
				continue
			}
			for _, h := range grade.Extract([]grade.Post{{ID: store.PostID(p.Seq), Title: p.Title, Text: p.Text, Time: from(p.PublishedAt)}}).Harm {
				kind := string(h.Kind)
				if !later {
					known[kind] = true
				} else if !known[kind] && !seen[kind] {
					seen[kind] = true
					out = append(out, matter.HarmTitles[kind]+"（"+h.Words+"）")
				}
			}
		}
	}
	return out
}
