package desk

import (
	"time"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var approvalEffects = map[matter.Action]func(*act) error{"hold": (*act).hold, "lapse": (*act).lapse}

// approving is the agency whose approvers decide on this statement.
func (a *act) approving() string {
	if a.facts.Above != "" {
		return a.facts.Above
	}
	return a.m.AgencyID
}

// approvalPaper reads the paper of the level above, where its decision is one.
func (a *act) approvalPaper() (store.ApprovalPaper, error) {
	in := a.step.In
	p := store.ApprovalPaper{Issuer: in.Text("paper_issuer"), Number: in.Text("reference"), FileID: in.Text("paper_file")}
	if !a.facts.Paper {
		if p != (store.ApprovalPaper{}) || in.Text("paper_date") != "" {
			return p, fault.New(fault.Invalid, "approval.no_paper", "这一份由本系统内的批准人批准，不用填上级的批准文件").On("reference")
		}
		return p, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, in.Text("paper_date"), deadline.Zone)
	if err != nil || day.After(a.tx.Now) {
		return p, fault.New(fault.Invalid, "approval.date", "批准日期写成 2026-03-16，不晚于今天").On("paper_date")
	}
	p.At = day.UnixMilli()
	a.text += "（上级批准：" + p.Issuer + " " + p.Number + "，" + day.Format("2006年1月2日") + "）"
	a.detail["paper"] = map[string]string{"issuer": p.Issuer, "number": p.Number, "date": day.Format(time.DateOnly)}
	if p.FileID == "" {
		return p, nil
	}
	file, err := a.tx.KeptFile(a.draft.ConcernID, p.FileID)
	if err != nil {
		return p, err
	}
	a.detail["paper_hash"] = file.Hash
	return p, nil
}

// term fixes when an approved text goes out and when its approval lapses, and
// does with the other drafts of the concern what the approver chose.
func (a *act) term() error {
	chain := matter.ChainOf(a.reg, *a.m)
	until, err := a.after(chain.Expires)
	if err != nil {
		return err
	}
	at, err := releaseTime(a.step.In.Text("release_at"))
	if err != nil {
		return err
	}
	a.draft.Mark, a.draft.ReleaseAt, a.draft.ApprovedUntil = "", at, 0
	if until != store.Never {
		a.draft.ApprovedUntil = until
		if err := a.tx.Enqueue("lapse", a.m.ID+":"+time.UnixMilli(until).UTC().Format("20060102T150405"), map[string]string{"statement": a.m.ID}, from(until), 20); err != nil {
			return err
		}
	}
	switch {
	case at == 0:
	case at <= a.tx.Ms():
		return fault.New(fault.Invalid, "release.past", "发布时间已经过去：不填则批准后立即发布").On("release_at")
	case at >= until:
		return fault.New(fault.Invalid, "release.after_expiry", "批准在 %s 失效，发布时间要早于它", from(until).In(deadline.Zone).Format("2006-01-02 15:04")).On("release_at")
	default:
		a.text += "，定于 " + from(at).In(deadline.Zone).Format("2006-01-02 15:04") + " 发出"
	}
	if a.draft.Pending == "publish" {
		if err := a.joinThread(); err != nil {
			return err
		}
	}
	if err := a.tx.UpdateStatement(*a.draft); err != nil {
		return err
	}
	if a.step.In.Text("others") != "return" {
		return nil
	}
	return a.returnRivals()
}

// joinThread makes a draft an update when another statement of the concern went
// public, or is about to, while it pended: a thread gets one statement.
func (a *act) joinThread() error {
	rivals, err := a.tx.Rivals(a.draft.ConcernID, a.draft.ID)
	if err != nil {
		return err
	}
	for _, x := range rivals {
		if x.Part != "update" && (x.Public || x.State == string(matter.Releasing)) {
			a.draft.Part = "update"
		}
	}
	return nil
}

// releaseTime reads the instant of a scheduled release, 0 for at once: as a form
// sends it (2026-03-16T18:00, Shanghai time) or with its zone.
func releaseTime(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	if t, err := time.ParseInLocation("2006-01-02T15:04", text, deadline.Zone); err == nil {
		return t.UnixMilli(), nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0, fault.New(fault.Invalid, "release.time", "发布时间写成 2026-03-16T18:00").On("release_at")
	}
	return t.UnixMilli(), nil
}

// returnRivals sends the other drafts in review or approval back to their
// drafters. One that is approved already goes its way.
func (a *act) returnRivals() error {
	rivals, err := a.tx.Rivals(a.draft.ConcernID, a.draft.ID)
	if err != nil {
		return err
	}
	for _, x := range rivals {
		if x.State != string(matter.Reviewing) && x.State != string(matter.Approving) {
			continue
		}
		m, err := a.tx.LockMatter(x.ID)
		if err != nil {
			return err
		}
		d, err := a.load(a.tx, a.tree, a.who, &m)
		if err != nil {
			return err
		}
		d.text = "同一关切的 " + a.m.Number + " 已经批准"
		d.detail = map[string]any{}
		row := matter.Row{Kind: regime.Statement, Action: "return", Emits: regime.StatementReturned, Who: a.step.Row.Who}
		d.step = matter.Step{Row: row, From: m.State, To: matter.Drafting, In: matter.Values{"reason": d.text}}
		m.State = matter.Drafting
		if err := d.returnDraft(); err != nil {
			return err
		}
		if err := d.finish(); err != nil {
			return err
		}
	}
	return nil
}

// hold takes an approval back before anything went out.
func (a *act) hold() error {
	return a.unapprove("收回批准：" + a.step.In.Text("reason"))
}

// lapse ends an approval that was not released in time. The gates stand: only the
// decision must be made again.
func (a *act) lapse() error {
	a.draft.Mark = "expired"
	if err := a.unapprove("批准已过期，没有发布，需要重新批准"); err != nil {
		return err
	}
	return a.tx.Notify(a.unitsOf(a.approving()), a.facts.Approvers, a.m.ID, a.m.Grade, "批准已过期，待重新批准："+a.m.Title)
}

func (a *act) unapprove(text string) error {
	taken, err := a.tx.Unsent(a.m.ID, a.draft.Version)
	if err != nil {
		return err
	}
	if !taken {
		return fault.New(fault.Conflict, "release.under_way", "%s 已经发出或可能已经发出，不能收回；公开后可以更正或撤回", a.m.Number)
	}
	a.text = text
	a.draft.ReleaseAt, a.draft.ApprovedUntil = 0, 0
	if err := a.tx.UpdateStatement(*a.draft); err != nil {
		return err
	}
	if err := a.tx.Notify([]string{a.m.UnitID}, []regime.Role{regime.Drafter, regime.Handler}, a.m.ID, a.m.Grade, text+"："+a.m.Title); err != nil {
		return err
	}
	return a.tx.VoidGate(a.m.ID, approval)
}

// LapseIn ends the approval of a statement if its life is over and nothing of it
// went out, inside a transaction.
func (d *Desk) LapseIn(tx *store.Tx, tree *Tree, statementID string) error {
	m, err := tx.LockMatter(statementID)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return nil // removed in the meantime
		}
		return err
	}
	a, err := d.load(tx, tree, matter.SystemActor, &m)
	if err != nil {
		return err
	}
	if m.State != matter.Releasing || a.draft.ApprovedUntil == 0 || a.draft.ApprovedUntil > tx.Ms() {
		return nil
	}
	err = a.take("lapse", nil)
	if fault.CodeOf(err) == "release.under_way" {
		return nil // a part of it is out: it is finished, not taken back
	}
	return err
}

// mayGo refuses to publish what was approved for later, whose approval lapsed, or
// whose text still has a blank. Clause: ANS-1.
func (a *act) mayGo(o store.Release) error {
	if o.Verb == "withdraw" {
		return nil
	}
	switch {
	case a.draft.ReleaseAt > a.tx.Ms():
		return fault.New(fault.Conflict, "release.early", "%s 定于稍后发布", a.m.Number)
	case a.draft.ApprovedUntil != 0 && a.draft.ApprovedUntil <= a.tx.Ms() && a.nothingSent():
		return fault.New(fault.Conflict, "release.lapsed", "%s 的批准已过期，没有发布", a.m.Number)
	case len(a.facts.OpenSlots) > 0:
		return fault.New(fault.Conflict, "needs.slots_filled", "%s 的模板还有空着的栏目，没有发布", a.m.Number)
	}
	return nil
}

// nothingSent reports whether no line of the present version went out yet: what
// is begun on one channel is finished on the others, in one wording (ANS-5).
func (a *act) nothingSent() bool {
	n, err := a.tx.SentReleases(a.m.ID, a.draft.Version)
	return err == nil && n == 0
}
