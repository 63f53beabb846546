package web

import (
	"slices"
	"time"

	"yingda/internal/desk"
	"yingda/internal/store"
	"yingda/internal/view"
)

// reachOf writes the newest reading of a release, "" for none. Clause: ANS-13.
func (d sheet) reachOf(v *visit, releaseID string) string {
	for _, x := range slices.Backward(d.reaches) {
		if x.ReleaseID == releaseID {
			return v.lang.F("阅读 %s，采用 %s（%s，%s）", number(x.Views), number(x.Uptake), x.Note, v.when(x.At))
		}
	}
	return ""
}

var metWords = map[string]string{"yes": "答到了", "partly": "部分答到", "no": "没有答到"}

// fillAftermath says how soon the first release was out and whether the text met
// the question; who reviews may say so, the drafter may not. Clause: ANS-13.
func (d sheet) fillAftermath(v *visit, p *view.StatementPage) {
	first := int64(0)
	for _, o := range d.releases {
		if o.State == "done" && o.DoneAt > 0 && (first == 0 || o.DoneAt < first) {
			first = o.DoneAt
		}
	}
	if d.st.PublicVersion == 0 || first == 0 {
		return
	}
	p.After = &view.Aftermath{Soon: v.lang.F("首次发布于发现后 %s。", span(v.lang, time.Duration(first-d.detected)*time.Millisecond))}
	if d.met.Met != "" {
		p.After.Met = v.lang.T(metWords[d.met.Met])
		p.After.By = d.names[d.met.By] + " " + v.when(d.met.At) + " " + d.met.Note
	}
	if !slices.ContainsFunc(desk.Assessors, v.who.Has) || slices.ContainsFunc(d.texts, func(x store.Text) bool { return x.AuthorID == v.who.ID }) {
		return
	}
	p.After.Form = &view.Form{
		ID: "f-met", Action: "/desk/statements/" + d.m.Number + "/met", Button: v.lang.T("记录评价"),
		Fields: []view.Field{
			{Name: "met", Label: v.lang.T("是否答到"), Type: "select", Required: true, Value: d.met.Met, Options: []view.Option{{Value: "yes", Word: v.lang.T("答到了")}, {Value: "partly", Word: v.lang.T("部分答到")}, {Value: "no", Word: v.lang.T("没有答到")}}},
			{Name: "note", Label: v.lang.T("理由"), Value: d.met.Note},
		},
	}
}

func (s *server) sayMet(v *visit) error {
	back := "/desk/statements/" + v.r.PathValue("number")
	return s.ended(v, s.Desk.SayMet(v.r.Context(), v.who, v.r.PathValue("number"), v.field("met"), v.field("note")), "评价已记录。", back, back)
}
