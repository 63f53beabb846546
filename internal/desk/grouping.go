package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// groupingEffects are the effects on a concern as a group of posts. Clause: JUD-1.
var groupingEffects = map[matter.Action]func(*act) error{
	"retitle": (*act).retitle, "snooze": (*act).snooze, "wake": (*act).wake, "unmerge": (*act).unmerge,
}

// Groupers decide on suggestions and undo what was regrouped.
var Groupers = []regime.Role{regime.DutyOfficer, regime.Liaison, regime.OfficeDirector}

// regroup moves posts and records how they stood before and after. It returns
// the concerns that had or have them.
func regroup(tx *store.Tx, g store.Regroup, seqs []int64, move func(seq int64) error) ([]string, error) {
	before, err := tx.MembersOf(seqs)
	if err != nil {
		return nil, err
	}
	for _, seq := range seqs {
		if err := move(seq); err != nil {
			return nil, err
		}
	}
	after, err := tx.MembersOf(seqs)
	if err != nil {
		return nil, err
	}
	g.Posts = int64(len(seqs))
	if len(seqs) > 0 && g.Title == "" {
		var p store.Post
		if err := tx.PostText(seqs[0], &p); err != nil {
			return nil, err
		}
		g.Title = p.Title
	}
	if _, err := tx.AddRegroup(g, before, after, nil); err != nil {
		return nil, err
	}
	return clustersIn(before, after), nil
}

func clustersIn(lists ...[]store.Member) []string {
	var out []string
	for _, list := range lists {
		for _, m := range list {
			out = append(out, m.ClusterID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// recount counts groups anew, and the concerns that they are; ids may name either.
func recount(tx *store.Tx, ids []string) error {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if err := tx.RecountClusters(ids); err != nil {
		return err
	}
	clusters, err := tx.Clusters(ids)
	if err != nil {
		return err
	}
	matters := map[string]bool{}
	for _, id := range ids {
		k, isCluster := clusters[id]
		if !isCluster {
			matters[id] = true
		} else if k.MatterID != "" {
			matters[k.MatterID] = true
		}
	}
	for id := range matters {
		if err := tx.RecountConcern(id); err != nil {
			return err
		}
	}
	return nil
}

func (a *act) retitle() error {
	title, summary := strings.TrimSpace(a.step.In.Text("title")), strings.TrimSpace(a.step.In.Text("summary"))
	for _, f := range [][2]string{{"title", title}, {"summary", summary}} {
		if err := impersonal(f[0], f[1]); err != nil {
			return err
		}
	}
	a.detail["title"], a.detail["summary"] = change(a.m.Title, title), change(a.m.Summary, summary)
	a.text = "标题改为「" + title + "」"
	a.m.Title, a.m.Summary = title, summary
	if err := a.tx.IndexText(store.KindConcern, a.m.Number, a.tx.Ms(), title, summary); err != nil {
		return err
	}
	return a.tx.SetWritten(a.m.ID, a.who.ID)
}

func (a *act) snooze() error {
	until, err := a.after(a.step.In.Text("within"))
	if err != nil {
		return err
	}
	a.text = "搁置到 " + shortMoment(until) + "：" + a.step.In.Text("reason")
	return a.tx.PutSnooze(store.Snooze{MatterID: a.m.ID, Until: until, Reason: a.step.In.Text("reason"), ByID: a.who.ID})
}

func (a *act) wake() error {
	_, err := a.tx.EndSnooze(a.m.ID)
	return err
}

// unmerge gives a merged concern its groups of posts back, as far as they are
// still with the concern that took them.
func (a *act) unmerge() error {
	g, clusters, err := a.tx.MergedClusters(a.m.ID)
	if err != nil {
		return err
	}
	if g.ID == "" {
		return fault.New(fault.Conflict, "merge.none", "这件并案没有可撤销的记录，请用「并入帖文」把帖文移回")
	}
	present, err := a.tx.Clusters(clusters)
	if err != nil {
		return err
	}
	for _, id := range clusters {
		if present[id].MatterID == g.OtherID {
			if err := a.tx.GiveCluster(id, a.m.ID); err != nil {
				return err
			}
		}
	}
	if err := a.tx.Undo(g, a.who.ID, a.step.In.Text("reason")); err != nil {
		return err
	}
	for _, id := range []string{a.m.ID, g.OtherID} {
		if err := a.tx.RecountConcern(id); err != nil {
			return err
		}
	}
	into, err := a.tx.LockMatter(g.OtherID)
	if err != nil {
		return err
	}
	if err := a.tx.AddEvent(into.ID, store.Event{ActorID: a.who.ID, Actor: a.who.Name, Role: string(a.role()), Action: "unmerge", Word: string(regime.PostsSplit), From: string(into.State), To: string(into.State), Side: "internal", Text: a.m.Number + " 撤销并案，帖文移回：" + a.step.In.Text("reason")}); err != nil {
		return err
	}
	fresh, err := a.tx.Concern(a.m.ID)
	if err != nil {
		return err
	}
	*a.concern = fresh
	a.concern.MergedInto, a.detail["from"] = "", into.Number
	return a.reopen()
}

// Picked is a person's decision on one suggestion.
type Picked struct {
	ClusterID string // that would take the post
	Post      string
}

// Decide confirms or refuses suggestions, all or none. A confirmed one brings
// along the posts that stand in one group with it; one that is a concern by
// itself is merged on its own page. A refused one is never made again.
func (d *Desk) Decide(ctx context.Context, who matter.Actor, confirm bool, choices []Picked, reason string) (int, error) {
	if err := may(who, Groupers...); err != nil {
		return 0, err
	}
	if len(choices) == 0 {
		return 0, fault.New(fault.Invalid, "suggestion.none", "请先选中要处理的建议").On("pick")
	}
	if err := impersonal("reason", reason); err != nil {
		return 0, err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return 0, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		for _, c := range choices {
			if err := d.decideOne(tx, tree, who, confirm, c, reason); err != nil {
				return err
			}
		}
		tx.Changed()
		return nil
	})
	return len(choices), err
}

func (d *Desk) decideOne(tx *store.Tx, tree *Tree, who matter.Actor, confirm bool, c Picked, reason string) error {
	seq := store.ParsePostID(c.Post)
	s, err := tx.Suggestion(c.ClusterID, seq)
	if store.IsNoRows(err) {
		return fault.New(fault.Conflict, "suggestion.decided", "%s 的建议已经有人处理过，请刷新", c.Post)
	}
	if err != nil {
		return err
	}
	if err := d.seesBoth(tx, tree, who, s); err != nil {
		return err
	}
	g := store.Regroup{Act: "refuse", MatterID: s.IntoMatter, OtherID: s.ClusterID, Title: s.Title, Reason: reason, ByID: who.ID}
	seqs := []int64{seq}
	move := func(seq int64) error { return tx.RefuseIn(s.ClusterID, seq, who.ID, "") }
	if confirm {
		if s.Matter != "" {
			return fault.New(fault.Conflict, "suggestion.concern", "%s 已在另一件关切 %s 里：请在那一件用「并入其他关切」", c.Post, s.Number)
		}
		if s.Group != "" {
			if seqs, err = tx.ConfirmedIn(s.Group); err != nil {
				return err
			}
		}
		g.Act = "confirm"
		why := strings.TrimSuffix("人工确认："+s.Reasons, "：")
		move = func(seq int64) error { return tx.JoinMember(s.ClusterID, seq, who.ID, why) }
	}
	touched, err := regroup(tx, g, seqs, move)
	if err != nil {
		return err
	}
	if err := recount(tx, touched); err != nil {
		return err
	}
	tx.Audit(entry(who, Groupers, "suggestion."+g.Act, c.Post, map[string]any{"into": s.ClusterID, "posts": len(seqs)}))
	if s.IntoMatter == "" || !confirm {
		return nil
	}
	m, err := tx.LockMatter(s.IntoMatter)
	if err != nil {
		return err
	}
	return tx.AddEvent(m.ID, store.Event{ActorID: who.ID, Actor: who.Name, Action: "join_post", Word: string(regime.PostsJoined), From: string(m.State), To: string(m.State), Side: "internal", Text: "确认归并建议，并入 " + strconv.Itoa(len(seqs)) + " 条：" + s.Title})
}

// seesBoth refuses a suggestion between concerns that the person does not see.
func (d *Desk) seesBoth(tx *store.Tx, tree *Tree, who matter.Actor, s store.Suggestion) error {
	for _, id := range []string{s.IntoMatter, s.Matter} {
		if id == "" {
			continue
		}
		m, err := tx.LockMatter(id)
		if err != nil {
			return err
		}
		parts, err := tx.Parts(id)
		if err != nil {
			return err
		}
		if !tree.Sees(who, m, parts) {
			return fault.New(fault.NotFound, "suggestion.unknown", "没有这条建议，或者您看不到它")
		}
	}
	return nil
}

// UndoRegroup puts back what a person joined, split off, confirmed or refused. A
// merge is undone on the page of the concern that was merged.
func (d *Desk) UndoRegroup(ctx context.Context, who matter.Actor, id, why string) error {
	if err := may(who, Groupers...); err != nil {
		return err
	}
	if why = strings.TrimSpace(why); why == "" {
		return fault.New(fault.Invalid, "input.missing", "缺少「理由」").On("reason")
	}
	if err := impersonal("reason", why); err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		g, err := tx.Regroup(id)
		if err != nil {
			return err
		}
		if g.Act == "merge" {
			return fault.New(fault.Conflict, "regroup.merge", "并案请在 %s 的页面上用「撤销并案」", g.Number)
		}
		if err := d.seesBoth(tx, tree, who, store.Suggestion{IntoMatter: g.MatterID}); err != nil {
			return err
		}
		touched, err := tx.RegroupClusters(id)
		if err != nil {
			return err
		}
		if err := tx.Undo(g, who.ID, why); err != nil {
			return err
		}
		if err := recount(tx, touched); err != nil {
			return err
		}
		tx.Audit(entry(who, Groupers, "regroup.undo", id, map[string]any{"act": g.Act}))
		if g.MatterID == "" {
			tx.Changed()
			return nil
		}
		m, err := tx.LockMatter(g.MatterID)
		if err != nil {
			return err
		}
		if err := tx.AddEvent(m.ID, store.Event{ActorID: who.ID, Actor: who.Name, Action: "undo_regroup", Word: string(regime.Noted), From: string(m.State), To: string(m.State), Side: "internal", Text: "撤销" + RegroupWords[g.Act] + "（" + g.Title + "）：" + why}); err != nil {
			return err
		}
		tx.Changed()
		return nil
	})
}

// RegroupWords are the words for what a person did to groups.
var RegroupWords = map[string]string{"join": "并入帖文", "split": "移出帖文", "merge": "并案", "confirm": "确认建议", "refuse": "否定建议"}
