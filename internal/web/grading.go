package web

import (
	"strings"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// grading is what the card of the grade shows.
type grading struct {
	gradings  []store.Grading
	lower     store.Downgrade
	handBacks []store.HandBack
}

func (s *server) loadGrading(v *visit, m matter.Matter, g *grading) error {
	return s.together(v,
		func() (err error) { g.gradings, err = s.Store.Gradings(v.r.Context(), m.ID); return },
		func() (err error) { g.lower, err = s.Store.OpenDowngrade(v.r.Context(), m.ID); return },
		func() (err error) { g.handBacks, err = s.Store.HandBacks(v.r.Context(), m.ID); return },
	)
}

// groupLines are the members of the response group, each once, then the roles of
// its plan that nobody holds.
func (d dossier) groupLines(v *visit) []view.PersonLine {
	var out []view.PersonLine
	for _, x := range d.group.Members {
		out = append(out, view.PersonLine{Name: v.lang.F("%s（%s）", x.Name, x.Unit), Part: v.lang.T(x.Says())})
	}
	for _, role := range d.group.Vacant {
		out = append(out, view.PersonLine{Part: v.lang.T(role)})
	}
	return out
}

func (d dossier) gradingCard(v *visit) *view.Grading {
	if len(d.gradings) == 0 {
		return nil
	}
	last := d.gradings[0]
	out := &view.Grading{Decided: d.decided(v, last), Reason: last.Reason, Criteria: criteria(v, d.reg, desk.ReadCriteria(last.Criteria)), Group: d.groupLines(v)}
	if d.lower.ID != "" {
		out.Waiting = v.lang.F("%s提议降为「%s」：%s。在另一人同意之前，等级和时限不变。", d.names[d.lower.ProposedBy], v.lang.T(d.reg.GradeTitle(d.lower.Grade)), d.lower.Reason)
	}
	for _, g := range d.gradings[1:] {
		out.Earlier = append(out.Earlier, d.decided(v, g)+v.lang.T("：")+g.Reason)
	}
	out.Plan, out.Changes = d.group.Plan, groupChanges(v, d.group, d.names)
	if d.group.MeetingID != "" {
		out.Formed, out.Meeting = v.lang.F("会议成立于 %s", v.moment(d.group.FormedAt)), "/desk/meetings/"+d.group.MeetingID
	}
	var channels []string
	for _, c := range d.reg.Channels(d.m.Grade) {
		channels = append(channels, v.lang.T(c.Title()))
	}
	out.Channels = strings.Join(channels, v.lang.T("、"))
	for _, h := range d.handBacks {
		out.HandBacks = append(out.HandBacks, v.lang.F("第 %d 次退回（%s，%s）：%s", h.N, d.tree.Name(h.UnitID), v.moment(h.At), v.joined(regime.Ground(h.Ground).Title(), h.Reason)))
	}
	return out
}

// groupChanges says who left a response group and who stepped in, oldest first.
func groupChanges(v *visit, g desk.ResponseGroup, names map[string]string) []string {
	var out []string
	for _, c := range g.Changes {
		line := v.lang.F("%s，%s退出（%s）：%s", v.moment(c.At), c.Name, v.lang.T(matter.LeaveTitles[c.Ground]), c.Reason)
		if c.Substitute != "" {
			line += v.lang.F("；由%s接替", c.Substitute)
		}
		out = append(out, line+v.lang.F("（%s办理）", names[c.ByID]))
	}
	return out
}

func (d dossier) decided(v *visit, g store.Grading) string {
	out := v.lang.F("%s，%s（%s）%s定", v.lang.T(d.reg.GradeTitle(g.Grade)), d.names[g.ByID], v.lang.T(d.reg.RoleTitle(regime.Role(g.Role))), v.moment(g.At))
	if g.ProposedBy != "" {
		out += v.lang.F("，由%s提议", d.names[g.ProposedBy])
	}
	return out
}

func criteria(v *visit, reg *regime.Regime, checks []desk.CriterionCheck) []view.Criterion {
	var out []view.Criterion
	for _, c := range checks {
		g := regime.Grade(c.Grade)
		out = append(out, view.Criterion{Grade: view.Grade{Code: c.Grade, Word: v.lang.T(reg.GradeTitle(g))}, Title: c.Title, Article: reg.Cite(c.Article), Holds: c.Holds, Met: v.saidEach(c.Met), Unmet: v.saidEach(c.Unmet)})
	}
	return out
}

// saidEach says each sentence in the language of the page, said all of them in one line.
func (v *visit) saidEach(list []string) []string {
	var out []string
	for _, x := range list {
		out = append(out, v.lang.T(x))
	}
	return out
}

func (v *visit) said(list []string) string { return strings.Join(v.saidEach(list), v.lang.T("，")) }

// criteriaNotes says at the act which criteria the facts meet now, and which of
// the graver ones they do not.
func (b subject) criteriaNotes(v *visit, row matter.Row) []string {
	switch row.Action {
	case "confirm_grade", "regrade", "propose_downgrade", "confirm_downgrade", "reopen":
	default:
		return nil
	}
	var out []string
	for _, c := range b.checks {
		word := v.lang.T(b.reg.GradeTitle(regime.Grade(c.Grade)))
		if c.Holds {
			out = append(out, v.lang.F("达到「%s」：%s（%s）", word, c.Title, v.said(c.Met)))
		}
	}
	missed := 0
	for _, c := range b.checks {
		if !c.Holds {
			missed++
		}
	}
	return append(out, v.lang.F("另有 %d 条标准未达到，见「等级与标准」。", missed))
}

// actsOn reports whether an action can be about a clock as it stands.
func actsOn(reg *regime.Regime, action matter.Action, c store.Clock) bool {
	rule, _ := reg.Clock(c.Code)
	switch {
	case c.State != "running" && c.State != "paused":
		return false
	case action == "resume_clock":
		return c.State == "paused"
	case action == "pause_clock":
		return c.State == "running" && len(rule.Excludes) > 0 || len(rule.Excludes) > 1
	case action == "exclude_time":
		return len(rule.Excludes) > 0
	case action == "extend_clock":
		return rule.Extend != nil && c.Extra == "" && c.State == "running"
	}
	return true
}

// exclusions lists the grounds on which time of the concern's clocks does not count.
func exclusions(b subject) []view.Option {
	var out []view.Option
	for _, c := range b.clocks {
		rule, _ := b.reg.Clock(c.Code)
		if c.State != "running" && c.State != "paused" {
			continue
		}
		for _, x := range rule.Excludes {
			out = append(out, view.Option{Value: x.ID, Word: x.Title, Group: rule.Title})
		}
	}
	return out
}

// waitingClocks are those whose start waits for both sides.
func (d dossier) waitingClocks(v *visit) []view.Clock {
	var out []view.Clock
	for _, x := range d.starts {
		rule, ok := d.reg.Clock(x.Code)
		if !ok || x.BegunAt != 0 {
			continue
		}
		c := view.Clock{ID: x.Code, Title: rule.Title, Mode: "paused", Word: v.lang.T("待双方确认起算"), Cite: d.reg.Cite(rule.Article)}
		for _, side := range []struct {
			at   int64
			who  string
			by   string
			note string
		}{{x.OwnAt, matter.SideTitles["own"], x.OwnBy, x.OwnNote}, {x.OtherAt, matter.SideTitles["other"], x.OtherBy, x.OtherNote}} {
			step := v.lang.F("%s还没有确认", v.lang.T(side.who))
			if side.at != 0 {
				step = v.lang.F("%s已于 %s 确认（%s记录）：%s", v.lang.T(side.who), v.moment(side.at), d.names[side.by], side.note)
			}
			c.Steps = append(c.Steps, step)
		}
		out = append(out, c)
	}
	return out
}

// metBy names the document that meets a clock.
func metBy(reg *regime.Regime, word string) string {
	kind, receipt := strings.CutSuffix(word, "+received")
	if receipt {
		return reg.DocumentTitle(regime.Document(kind)) + "（签收）"
	}
	return reg.DocumentTitle(regime.Document(kind))
}
