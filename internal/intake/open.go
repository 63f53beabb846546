package intake

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/grade"
	"yingda/internal/group"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/route"
	"yingda/internal/store"
)

// asked is how many posts of a concern the proposals read, the newest.
const asked = 50

// open counts the changed clusters anew, opens those that pass their topic's
// threshold and raises the figures of those that are open.
func (g *grouper) open() error {
	ids := make([]string, 0, len(g.changed))
	for id := range g.changed {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	if err := g.tx.RecountClusters(ids); err != nil {
		return err
	}
	clusters, err := g.tx.Clusters(ids)
	if err != nil {
		return err
	}
	begun, err := g.prepare(ids, clusters)
	if err != nil {
		return err
	}
	if err := g.raiseAll(ids, clusters); err != nil {
		return err
	}
	for _, id := range ids {
		if b := begun[id]; b != nil {
			if err := g.concern(clusters[id], b); err != nil {
				return fmt.Errorf("cluster %s: %w", id, err)
			}
		}
	}
	return g.tx.IndexNew(store.KindConcern, g.tx.Ms(), g.opened)
}

// passes reports whether a cluster has enough posts and sources to be opened.
func (g *grouper) passes(k store.Cluster) bool {
	topic, ok := g.rules.topics[k.TopicID]
	if !ok {
		topic.Posts, topic.Sources = 5, 2
	}
	return k.Posts >= max(topic.Posts, 1) && k.Sources >= max(topic.Sources, 1)
}

// concern opens a cluster as a concern of the root agency.
func (g *grouper) concern(k store.Cluster, b *beginning) (err error) {
	agency := g.tree.Units[0].AgencyID
	o := desk.Opening{AgencyID: agency, TopicID: k.TopicID, ClusterID: k.ID, Posts: k.Posts, Sources: k.Sources, Title: b.Title, Summary: b.Summary}
	if o.Proposal, err = g.propose(agency, k, o.Title, o.Summary, b.posts); err != nil {
		return err
	}
	number, err := g.desk.OpenIn(g.tx, g.tree, matter.SystemActor, o)
	if err != nil {
		return err
	}
	if err := g.drew(k.ID, b.Post); err != nil {
		return err
	}
	g.opened = append(g.opened, store.Words{Ref: number, Title: o.Title, Text: o.Summary})
	return nil
}

// raiseAll brings the figures of the concerns among changed clusters up to date.
func (g *grouper) raiseAll(ids []string, clusters map[string]store.Cluster) error {
	changed := map[string]store.Cluster{} // by concern
	for _, id := range ids {
		if k := clusters[id]; k.MatterID != "" {
			if _, ok := changed[k.MatterID]; !ok {
				changed[k.MatterID] = k
			}
		}
	}
	if len(changed) == 0 {
		return nil
	}
	matters := keysOf(changed)
	held, err := g.tx.HoldConcerns(matters)
	if err != nil {
		return err
	}
	carried, err := g.tx.CarriedBy(matters)
	if err != nil {
		return err
	}
	for _, id := range matters {
		if err := g.raise(changed[id], held[id], carried[id]); err != nil {
			return fmt.Errorf("concern %s: %w", id, err)
		}
	}
	g.tx.Changed()
	return nil
}

// raise brings a concern's figures up to date. While nobody has judged it yet,
// the proposed grade rises with them.
func (g *grouper) raise(k store.Cluster, before store.Held, now store.Carried) error {
	if err := g.tx.SetFigures(k.MatterID, now); err != nil || before.State != matter.New {
		return err
	}
	var old desk.Proposal
	if err := json.Unmarshal([]byte(before.Proposal), &old); err != nil {
		return fmt.Errorf("proposal: %w", err)
	}
	if old.Grade == regime.EspeciallyMajor || !g.tells(k, before.Concern, now) {
		return nil // it cannot rise, or a few posts more will not tell
	}
	facts := grade.Facts{Posts: int(now.Posts), Sources: len(now.Sources), Newsrooms: now.Newsrooms(), Views: now.Views, At: g.tx.Now}
	var err error
	if facts.Recurrence, err = g.tx.Recurrence(k.ID); err != nil {
		return err
	}
	if facts, err = g.said(facts, k); err != nil {
		return err
	}
	reg, err := g.governing(before.AgencyID)
	if err != nil {
		return err
	}
	next, why, err := grades(reg, facts)
	if err != nil || next.Rank() <= old.Grade.Rank() {
		return err
	}
	old.Grade, old.GradeWhy = next, why
	raw, err := json.Marshal(old)
	if err != nil {
		return err
	}
	if err := g.tx.SetProposal(k.MatterID, string(raw)); err != nil {
		return err
	}
	return g.tx.AddEvent(k.MatterID, store.Event{
		ActorID: matter.SystemActor.ID, Actor: matter.SystemActor.Name, Action: "propose", Word: string(regime.Noted), From: string(before.State), To: string(before.State), Side: "system",
		Text: "建议等级升为「" + next.Title() + "」：" + strings.Join(why, "；"),
	})
}

// tells reports whether the posts that came to a concern may raise its grade:
// while it is small each may, later those that report a harm, a number of people
// or a deadline, a new source among few, and every twentieth or tenth part.
func (g *grouper) tells(k store.Cluster, before store.Concern, now store.Carried) bool {
	step, sources := max(20, now.Posts/10), int64(len(now.Sources))
	if now.Posts <= 20 || now.Posts/step != before.Posts/step || sources != before.Sources && sources <= 20 || g.spread[k.ID] {
		return true
	}
	for _, seq := range g.added[k.ID] {
		if f := g.found(g.posts[seq]); len(f.Harm)+len(f.People)+len(f.Deadlines) > 0 {
			return true
		}
	}
	return false
}

// describe draws title and summary from the post that is most like the others.
func describe(k store.Cluster, posts []store.Post) group.Description {
	all := make([]group.Post, len(posts))
	for i := range posts {
		all[len(all)-1-i] = postOf(&posts[i]) // the oldest first: of equals it is taken
	}
	d := group.Describe(all)
	if d.Title == "" {
		d.Title = k.Title
	}
	return d
}

func (g *grouper) governing(agency string) (*regime.Regime, error) {
	id, err := g.tx.Governing(agency, regime.Concern)
	if err != nil {
		return nil, err
	}
	return g.desk.Regime(g.tx.Context(), id)
}

// propose grades, sorts and routes a concern, each with its reasons.
func (g *grouper) propose(agency string, k store.Cluster, title, summary string, posts []store.Post) (desk.Proposal, error) {
	var p desk.Proposal
	reg, err := g.governing(agency)
	if err != nil {
		return p, err
	}
	facts, err := desk.SpreadFacts(g.tx, k)
	if err != nil {
		return p, err
	}
	for i := range posts {
		facts = g.found(&posts[i]).Into(facts)
	}
	if p.Grade, p.GradeWhy, err = grades(reg, facts); err != nil {
		return p, err
	}
	texts := textsOf(posts)
	topic := g.rules.topics[k.TopicID]
	choice := route.Choose(unitsOf(g.tree), nil, route.Matter{AgencyID: agency, Topic: topic.Title, TopicUnit: topic.UnitID, Title: title, Texts: texts})
	p.UnitID = choice.UnitID
	for _, r := range choice.Reasons {
		p.UnitWhy = append(p.UnitWhy, r.Text)
	}
	if len(choice.Alternatives) > 0 {
		p.Alternative = choice.Alternatives[0].UnitID
	}
	return p, g.desk.Suggest(g.tx, g.tree, agency, title, desk.Readable(append([]string{summary}, texts...)), &p)
}

// grades proposes a grade, with reasons.
func grades(reg *regime.Regime, facts grade.Facts) (proposed regime.Grade, why []string, err error) {
	criteria, err := desk.Criteria(reg)
	if err != nil {
		return "", nil, err
	}
	graded := grade.Propose(criteria, facts)
	for _, r := range graded.Reasons {
		if r.Grade == graded.Grade {
			why = append(why, because(r))
		}
	}
	return regime.Grade(graded.Grade), why, nil
}

func because(r grade.Reason) string {
	out := r.Title
	if r.Article != "" {
		out += "（" + r.Article + "）"
	}
	if len(r.Because) > 0 {
		out += "：" + strings.Join(r.Because, "，")
	}
	return out
}

// said adds to facts what the newest posts of a concern say; the texts of those
// that were read before are not read again.
func (g *grouper) said(facts grade.Facts, k store.Cluster) (grade.Facts, error) {
	seqs, err := g.tx.MatterSeqs(k.MatterID, k.ID, asked)
	if err != nil {
		return facts, err
	}
	for _, seq := range seqs {
		f, known := g.memory.found[seq]
		if !known {
			p := store.Post{Seq: seq}
			if err := g.tx.PostText(seq, &p); err != nil {
				return facts, err
			}
			f = g.found(&p)
		}
		facts = f.Into(facts)
	}
	return facts, nil
}

func textsOf(posts []store.Post) []string {
	out := make([]string, len(posts))
	for i := range posts {
		out[i] = posts[i].Title + "\n" + posts[i].Text
	}
	return out
}

// unitsOf gives routing the tree in its own words.
func unitsOf(tree *desk.Tree) []route.Unit {
	var out []route.Unit
	for _, u := range tree.Units {
		if u.ClosedAt != 0 {
			continue
		}
		kind := route.Kind(u.Kind)
		if u.Office {
			kind = route.Office
		}
		out = append(out, route.Unit{ID: u.ID, Name: u.Name, ParentID: u.ParentID, Kind: kind, Duties: u.Duties, Territory: u.Territory})
	}
	return out
}
