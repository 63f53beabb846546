package web

import (
	"strings"

	"yingda/internal/matter"
	"yingda/internal/view"
)

var resultWords = map[string]string{"adoption": "采纳情况", "apology": "道歉与整改", "solution": "解决情况"}

// fillResults shows the result of each kind that stands, and what is still owed
// before the concern can be closed.
func (d dossier) fillResults(v *visit, p *view.ConcernPage) {
	recorded := map[string]bool{}
	for _, o := range d.results {
		if recorded[o.Kind] {
			continue
		}
		recorded[o.Kind] = true
		r := view.ResultCard{Title: v.lang.T(resultWords[o.Kind]), Meta: strings.TrimSpace(d.names[o.AuthorID] + " " + v.when(o.At)), Text: o.Text, Measure: o.Measure, Who: strings.TrimSpace(o.Unit + " " + o.When)}
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
		p.Owes = matter.Owed(d.m.Need, recorded, verdicts)
	}
}
