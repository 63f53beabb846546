package desk

import (
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var judgingEffects = map[matter.Action]func(*act) error{
	"confirm_grade": (*act).confirmGrade, "dismiss": (*act).dismiss, "resort": (*act).resort, "merge": (*act).merge,
	"join_post": (*act).joinPosts, "split_post": (*act).splitPosts,
}

func (a *act) confirmGrade() error {
	if err := a.setGrade(); err != nil {
		return err
	}
	if err := a.recordSorting(store.TargetNeed, string(a.m.Need)); err != nil {
		return err
	}
	if err := a.recordSorting(store.TargetUnit, a.m.UnitID); err != nil {
		return err
	}
	if err := a.document(store.Document{Kind: regime.ScreeningNote, Body: a.step.In.Text("reason")}); err != nil {
		return err
	}
	return a.openGrade("", a.step.In.Text("reason"), "")
}

func (a *act) dismiss() error {
	a.concern.Outcome, a.concern.Reason = regime.NoAction, a.step.In.Text("reason")
	if err := a.document(store.Document{Kind: regime.ScreeningNote, Body: a.concern.Reason}); err != nil {
		return err
	}
	return a.tx.UpdateConcern(*a.concern)
}

func (a *act) resort() error {
	a.detail["need"] = change(string(a.m.Need), a.step.In.Text("need"))
	before, _ := a.reg.Plan(a.m.Grade, a.m.Need)
	a.m.Need = regime.Need(a.step.In.Text("need"))
	if err := a.recordSorting(store.TargetNeed, string(a.m.Need)); err != nil {
		return err
	}
	if plan, ok := a.reg.Plan(a.m.Grade, a.m.Need); !ok || plan.ID == before.ID {
		return nil
	}
	if err := a.openPlan(); err != nil {
		return err
	}
	return a.tx.TickHappened(a.m.ID)
}

func (a *act) merge() error {
	into, err := a.tx.LockMatter(a.step.In.Text("into"))
	if err != nil {
		return err
	}
	if into.ID == a.m.ID || into.Kind != regime.Concern || into.State.Final() || into.AgencyID != a.m.AgencyID {
		return fault.New(fault.Invalid, "merge.into", "只能并入本机关另一件正在办理的关切").On("into")
	}
	a.concern.Outcome, a.concern.Reason, a.concern.MergedInto = regime.Merged, a.step.In.Text("reason"), into.Number
	a.detail["into"] = into.Number
	clusters, err := a.tx.ClustersOfMatter(a.m.ID)
	if err != nil {
		return err
	}
	if _, err := a.tx.AddRegroup(store.Regroup{Act: "merge", MatterID: a.m.ID, OtherID: into.ID, Title: a.m.Title, Posts: a.concern.Posts, Reason: a.concern.Reason, ByID: a.who.ID}, nil, nil, clusters); err != nil {
		return err
	}
	if _, err := a.tx.EndSnooze(a.m.ID); err != nil {
		return err
	}
	if err := a.tx.MergeClusters(a.m.ID, into.ID); err != nil {
		return err
	}
	if err := a.tx.RecountConcern(into.ID); err != nil {
		return err
	}
	if err := a.tx.AddEvent(into.ID, store.Event{ActorID: a.who.ID, Actor: a.who.Name, Role: string(a.role()), Action: "merge", Word: string(regime.PostsJoined), From: string(into.State), To: string(into.State), Side: "internal", Text: a.m.Number + " 并入本件：" + a.concern.Reason}); err != nil {
		return err
	}
	return a.tx.UpdateConcern(*a.concern)
}

func (a *act) joinPosts() error {
	return a.movePosts("join", func(seq int64) error { return a.tx.ConfirmMember(a.m.ID, seq, a.who.ID, a.step.In.Text("reason")) })
}

func (a *act) splitPosts() error {
	return a.movePosts("split", func(seq int64) error { return a.tx.RefuseMember(a.m.ID, seq, a.who.ID, a.step.In.Text("reason")) })
}

// movePosts moves the posts of an act and keeps how they stood, so that it can be undone.
func (a *act) movePosts(word string, move func(seq int64) error) error {
	seqs, err := a.tx.PostSeqs(a.step.In.List("posts"))
	if err != nil {
		return err
	}
	g := store.Regroup{Act: word, MatterID: a.m.ID, Reason: a.step.In.Text("reason"), ByID: a.who.ID}
	touched, err := regroup(a.tx, g, seqs, move)
	if err != nil {
		return err
	}
	a.detail["posts"] = a.step.In.List("posts")
	return recount(a.tx, append(touched, a.m.ID))
}
