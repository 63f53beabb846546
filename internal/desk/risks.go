package desk

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var (
	assessors = []regime.Role{regime.Handler, regime.Drafter, regime.OfficeDirector, regime.Liaison, regime.DutyOfficer}
	approvers = []regime.Role{regime.Head, regime.Deputy, regime.OfficeDirector}
)

// SaveRisk drafts the assessment of a decision, or changes one that is not
// approved. Faults: register.role, input.missing, risk.grade, risk.approved.
// Clause: JUD-6.
func (d *Desk) SaveRisk(ctx context.Context, who matter.Actor, r store.Risk) (string, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return "", err
	}
	r.AgencyID = tree.ByID[who.UnitID].AgencyID
	role, err := mayIn(who, r.AgencyID, assessors...)
	if err != nil {
		return "", err
	}
	for _, f := range [][3]string{{"title", "决策名称", r.Title}, {"decision", "决策内容", r.Decision}, {"risks", "可能引起的关切", r.Risks}, {"plan", "预案", r.Plan}} {
		if err := filled(f[0], f[1], f[2]); err != nil {
			return "", err
		}
	}
	if r.Grade.Rank() == 0 {
		return "", fault.New(fault.Invalid, "risk.grade", "请选择风险等级").On("grade")
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		r.DrafterID = who.ID
		if r.ID == "" {
			if err := tx.AddRisk(&r); err != nil {
				return err
			}
		} else {
			was, err := tx.LockRisk(r.ID)
			if err != nil || was.AgencyID != r.AgencyID {
				return unless(err, fault.New(fault.NotFound, "risk.unknown", "没有这份评估，或者您看不到它"))
			}
			if was.ApprovedAt > 0 {
				return fault.New(fault.Conflict, "risk.approved", "评估已经批准，不能再改")
			}
			r.Number = was.Number
			if err := tx.SaveRisk(r); err != nil {
				return err
			}
		}
		tx.Audit(entry(who, []regime.Role{role}, "risk.drafted", r.Number, map[string]string{"digest": store.Digest(r.Decision + "\n" + r.Risks + "\n" + r.Plan)}))
		return tx.Notify(tree.unitsOf(r.AgencyID), approvers, "", "", "决策风险评估待批准："+r.Title)
	})
	return r.ID, err
}

// DecideRisk approves an assessment or sends it back with a reason; never who
// drafted it. Faults: register.role, risk.own, risk.approved, input.missing.
func (d *Desk) DecideRisk(ctx context.Context, who matter.Actor, id string, approve bool, reason string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		r, err := tx.LockRisk(id)
		if err != nil {
			return err
		}
		role, err := mustIn(who, r.AgencyID, approvers...)
		if err != nil {
			return err
		}
		if r.DrafterID == who.ID {
			return fault.New(fault.Conflict, "risk.own", "起草评估的人不能自己批准")
		}
		if r.ApprovedAt > 0 {
			return fault.New(fault.Conflict, "risk.approved", "评估已经批准")
		}
		action := "risk.approved"
		if approve {
			r.ApproverID, r.ApprovedAt, r.Returned = who.ID, tx.Ms(), ""
		} else {
			if err := filled("reason", "退回理由", reason); err != nil {
				return err
			}
			action, r.Returned = "risk.returned", reason
		}
		tx.Audit(entry(who, []regime.Role{role}, action, r.Number, nil))
		return tx.SaveRisk(r)
	})
}

// LinkRisk notes that a concern came of an assessed decision.
func (d *Desk) LinkRisk(ctx context.Context, who matter.Actor, id, number string) error {
	m, _, err := d.Offers(ctx, who, strings.TrimSpace(number))
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		r, err := tx.LockRisk(id)
		if err != nil {
			return err
		}
		role, err := mayIn(who, r.AgencyID, assessors...)
		if err != nil {
			return err
		}
		if m.Kind != regime.Concern {
			return fault.New(fault.Invalid, "risk.concern", "请填写关切的编号").On("number")
		}
		tx.Audit(entry(who, []regime.Role{role}, "risk.linked", r.Number, map[string]string{"concern": m.Number}))
		return tx.LinkRisk(r.ID, m.ID)
	})
}

var period = regexp.MustCompile(`^20\d\d-(0[1-9]|1[0-2])$`)

// BeginOwnList begins the list of a period (2026-03), or returns the one that is
// there. Clause: JUD-7.
func (d *Desk) BeginOwnList(ctx context.Context, who matter.Actor, month string) (string, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return "", err
	}
	agency := tree.ByID[who.UnitID].AgencyID
	role, err := mayIn(who, agency, assessors...)
	if err != nil {
		return "", err
	}
	if !period.MatchString(month) {
		return "", fault.New(fault.Invalid, "ownlist.period", "期间应写成 2026-03").On("period")
	}
	id := ""
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(entry(who, []regime.Role{role}, "ownlist.begun", month, nil))
		id, err = tx.AddOwnList(store.OwnList{AgencyID: agency, Period: month, CreatedBy: who.ID})
		return err
	})
	return id, err
}

// aboutPeople are words by which an entry would be about people or groups; such
// an entry is refused, whatever else it says.
var aboutPeople = []string{"群体", "人员", "人群", "重点人", "上访", "信访人", "访民", "网民", "网友", "博主", "发帖人", "当事人", "情绪", "稳控", "苗头"}

// AddOwnEntry adds an act or decision of the agency to a list. The act names a
// duty term of the agency; no person and no group can be entered. Faults:
// register.role, ownlist.signed, ownlist.kind, ownlist.term, ownlist.people,
// ownlist.entry, ownlist.long, input.personal, input.missing.
func (d *Desk) AddOwnEntry(ctx context.Context, who matter.Actor, id string, e store.OwnEntry) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		l, err := tx.LockOwnList(id)
		if err != nil {
			return err
		}
		role, err := mayIn(who, l.AgencyID, assessors...)
		if err != nil {
			return err
		}
		if l.SignedAt > 0 {
			return fault.New(fault.Conflict, "ownlist.signed", "清单已经签发，新的事项列入下一期")
		}
		if err := checkEntry(tree, l.AgencyID, e); err != nil {
			return err
		}
		if len(l.Entries) >= mostEntries {
			return fault.New(fault.Conflict, "ownlist.long", "一期最多 %d 项，再有的列入下一期", mostEntries)
		}
		e.PersonID = who.ID
		tx.Audit(entry(who, []regime.Role{role}, "ownlist.entry", l.Period, map[string]string{"digest": store.Digest(e.Act)}))
		return tx.AddOwnEntry(l.ID, e)
	})
}

// How much a list holds, so that it can always be reported: entries, and the
// runes of one.
const (
	mostEntries  = 20
	longestEntry = 10_000
)

func checkEntry(tree *Tree, agencyID string, e store.OwnEntry) error {
	for _, f := range [][3]string{{"act", "行为或决定", e.Act}, {"worry", "可能引起的关切", e.Worry}, {"measure", "打算怎样说明和改进", e.Measure}} {
		if err := filled(f[0], f[1], f[2]); err != nil {
			return err
		}
		if err := impersonal(f[0], f[2]); err != nil {
			return err
		}
		for _, word := range aboutPeople {
			if strings.Contains(f[2], word) {
				return fault.New(fault.Invalid, "ownlist.people", "清单只列本机关的行为和决定，不列人和群体：请去掉「%s」", word).On(f[0])
			}
		}
	}
	if utf8.RuneCountInString(e.Act+e.Worry+e.Measure) > longestEntry {
		return fault.New(fault.Invalid, "ownlist.entry", "一项合起来最多 %d 字", longestEntry).On("act")
	}
	if e.Kind != "act" && e.Kind != "decision" {
		return fault.New(fault.Invalid, "ownlist.kind", "请选择是行为还是决定").On("kind")
	}
	if !strings.Contains(e.Act, e.Term) || !tree.hasDuty(agencyID, e.Term) {
		return fault.New(fault.Invalid, "ownlist.term", "写明属于本机关哪一项职责，而且行为或决定里要出现这个用语").On("term")
	}
	return nil
}

// hasDuty reports whether a term is one of an agency's own duties.
func (t *Tree) hasDuty(agencyID, term string) bool {
	for _, each := range t.Duties(agencyID) {
		if each == term {
			return true
		}
	}
	return false
}

// Duties returns the duty terms of an agency and its sections.
func (t *Tree) Duties(agencyID string) []string {
	var out []string
	for _, u := range t.Units {
		if u.AgencyID == agencyID {
			out = append(out, u.Duties...)
		}
	}
	return out
}

// SignOwnList signs a list off and reports it to the level above: one of those
// who lead, who entered nothing in it. Faults: register.role, ownlist.own,
// ownlist.empty, ownlist.signed.
func (d *Desk) SignOwnList(ctx context.Context, who matter.Actor, id string) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		l, err := tx.LockOwnList(id)
		if err != nil {
			return err
		}
		role, err := mustIn(who, l.AgencyID, deciders...)
		if err != nil {
			return err
		}
		if l.SignedAt > 0 || len(l.Entries) == 0 {
			return fault.New(fault.Conflict, "ownlist.signed", "清单已经签发，或者还没有内容")
		}
		r := store.Report{Kind: regime.OwnRiskList, Number: l.Period, Title: tree.Name(l.AgencyID) + " " + l.Period + " 本机关行为和决定自查清单"}
		for _, e := range l.Entries {
			if e.PersonID == who.ID {
				return fault.New(fault.Conflict, "ownlist.own", "列入事项的人不能自己签发")
			}
			r.Fields = append(r.Fields, store.Field{Title: fmt.Sprintf("第 %d 项：%s", len(r.Fields)+1, clipped(e.Term, 60)), Text: e.Act + "\n可能引起的关切：" + e.Worry + "\n打算：" + e.Measure})
		}
		if err := d.sendReport(tx, tree, who, l.AgencyID, &r); err != nil {
			return err
		}
		tx.Audit(entry(who, []regime.Role{role}, "ownlist.signed", l.Period, map[string]int{"entries": len(l.Entries)}))
		return tx.SignOwnList(l.ID, who.ID, r.ID)
	})
}

// ReceiveTip acknowledges a tip that was handed to a unit in which the person is
// inspector. Clause: HAN-8.
func (d *Desk) ReceiveTip(ctx context.Context, who matter.Actor, id, unitID string) error {
	inspects := false
	for _, g := range who.Grants {
		inspects = inspects || g.Role == regime.Inspector && g.UnitID == unitID
	}
	if !inspects || who.Token {
		return fault.New(fault.Forbidden, "register.role", "由该单位的纪检人员本人签收")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		number, err := tx.ReceiveTip(id, unitID, who.ID)
		if err != nil {
			return err
		}
		tx.Audit(entry(who, []regime.Role{regime.Inspector}, "tip.received", number, nil))
		return nil
	})
}
