package desk

import (
	"slices"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// part works out what a new statement is in its thread. A thread gets one
// statement of the whole tree of agencies; what is said later is a dated update
// of it. Clause: ANS-7; requirements section 10, first row.
func (a *act) part() (string, error) {
	part := a.step.In.Text("part")
	rivals, err := a.tx.Rivals(a.m.ID, "")
	if err != nil {
		return "", err
	}
	public := slices.IndexFunc(rivals, func(x store.Rival) bool { return x.Public && x.Part != "update" })
	initial := slices.IndexFunc(rivals, func(x store.Rival) bool { return x.Part != "update" })
	switch {
	case part == "update" && public < 0:
		return "", fault.New(fault.Conflict, "thread.empty", "本件还没有公开的答复，不能写更新：先发布答复或首次说明").On("part")
	case part == "update", part == "" && public >= 0:
		return "update", nil
	case public >= 0:
		return "", fault.New(fault.Conflict, "thread.taken", "本件已经公开答复（%s）：同一件事只有一份答复，后续请写它的更新", rivals[public].Number).On("part")
	case initial >= 0 && !a.ofAgency():
		return "", fault.New(fault.Conflict, "thread.taken", "%s已经为本件起草答复（%s）：同一件事全系统只有一份答复，有补充请写它的更新，或请对方会签", a.tree.Name(a.m.AgencyID), rivals[initial].Number).On("part")
	}
	elsewhere, err := a.tx.ThreadElsewhere(a.m.ID)
	if err != nil {
		return "", err
	}
	if elsewhere != "" {
		return "", fault.New(fault.Conflict, "thread.taken", "同一帖文已有公开答复 %s：同一件事全系统只有一份答复，请把本件并入那一件，再写更新", elsewhere).On("part")
	}
	if part == "" {
		part = "answer"
	}
	return part, nil
}

// ofAgency reports whether the actor stands in the agency of the matter.
func (a *act) ofAgency() bool {
	return slices.ContainsFunc(a.who.Grants, func(g matter.Grant) bool { return g.AgencyID == a.m.AgencyID })
}

// template is the one asked for, else the short one made for this part.
func (a *act) template(part string) string {
	if id := a.step.In.Text("template"); id != "" || part == "answer" || a.step.In.Text("text") != "" {
		return id
	}
	for _, t := range a.reg.TemplatesFor(a.m.Need, a.m.Grade) {
		if t.Part == part {
			return t.ID
		}
	}
	return ""
}

// told notes on the concern that something new was said in public: from here the
// regime counts the time to the next update.
func (a *act) told(verb string) error {
	if verb != "publish" {
		return nil
	}
	if err := a.begin(regime.PublicTold, a.tx.Now); err != nil {
		return err
	}
	due, err := a.tx.NextDue(a.m.ID)
	if err != nil || due == a.m.NextDue {
		return err
	}
	a.m.NextDue = due
	return a.tx.UpdateMatter(a.m)
}

// loadRivals reads which other drafts of the concern are on their way.
func (a *act) loadRivals() error {
	rivals, err := a.tx.Rivals(a.draft.ConcernID, a.draft.ID)
	if err != nil {
		return err
	}
	for _, x := range rivals {
		if slices.Contains([]string{"reviewing", "approving", "releasing"}, x.State) {
			a.facts.Rivals = append(a.facts.Rivals, x.Number)
		}
	}
	return nil
}
