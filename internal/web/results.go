package web

import (
	"slices"
	"strings"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// fillResults shows the result of each kind that stands, and what is still owed
// before the concern can be closed.
func (d dossier) fillResults(v *visit, p *view.ConcernPage) {
	recorded := map[string]bool{}
	for _, o := range d.results {
		if recorded[o.Kind] {
			continue
		}
		recorded[o.Kind] = true
		r := view.ResultCard{Title: v.lang.T(matter.ResultTitles[o.Kind]), Meta: strings.TrimSpace(d.names[o.AuthorID] + " " + v.when(o.At)), Text: o.Text, Measure: o.Measure, Who: strings.TrimSpace(o.Unit + " " + o.When)}
		if o.Claim != "" {
			r.Text, r.Measure = v.lang.F("说法：%s", o.Claim)+"\n"+v.lang.F("事实：%s", o.Text), v.lang.F("依据：%s", o.Evidence)+"\n"+v.lang.F("在哪里说明：%s", o.ShownAt)
		}
		if o.Adoption != "" {
			r.Title += "：" + v.lang.T(matter.AdoptionTitles[o.Adoption])
		}
		if o.PublicAt != 0 {
			r.Meta += " " + v.lang.T("已公开")
		}
		p.Results = append(p.Results, r)
	}
	var verdicts []string
	for _, f := range d.facts {
		verdicts = append(verdicts, f.Verdict)
	}
	if d.m.State == matter.Verifying || d.m.State == matter.Answering || d.m.State == matter.Following {
		recorded["handover"] = slices.ContainsFunc(d.events, func(e store.Event) bool { return e.Word == string(regime.TipRouted) })
		rule, _ := d.reg.Need(d.m.Need)
		p.Owes = v.saidEach(append(matter.Owed(d.m.Need, recorded, verdicts), matter.NotMade(rule.ToClose, d.made, d.reg.DocumentTitle)...))
	}
}

// made reports whether the concern has a document; a public statement stands for
// its release, and so does the reason for none.
func (d dossier) made(kind regime.Document) bool {
	if kind == regime.ReleasedStatement && slices.ContainsFunc(d.drafts, func(x store.DeskDraft) bool { return x.S.PublicVersion > 0 && x.M.State != matter.Withdrawn }) {
		return true
	}
	return slices.ContainsFunc(d.documents, func(x store.Document) bool {
		return x.Kind == kind || kind == regime.ReleasedStatement && x.Kind == regime.NoAnswerNote
	})
}
