package site

import (
	"yingda/internal/matter"
	"yingda/internal/store"
)

// resultView is what came of a concern, as published with its end.
type resultView struct {
	Title string
	Rows  [][2]string // label and words
	At    int64
}

// What the results of each kind are called, and the label of their main words.
var (
	resultTitles = map[string]string{"adoption": "采纳情况", "apology": "道歉与整改", "solution": "解决情况", "clarification": "释疑情况"}
	resultLabels = map[string]string{"adoption": "理由和安排", "apology": "道歉", "solution": "怎样解决", "clarification": "规定或事实"}
	resultRows   = []string{"结果", "整改措施", "由谁", "什么时候", "说法", "依据", "在哪里说明"}
)

// resultViews shows the result of each kind that stands: the last one.
func resultViews(list []store.Outturn) []resultView {
	var out []resultView
	seen := map[string]bool{}
	for _, o := range list {
		if seen[o.Kind] {
			continue
		}
		seen[o.Kind] = true
		v := resultView{Title: resultTitles[o.Kind], At: o.PublicAt}
		for _, row := range [][2]string{{resultRows[0], matter.AdoptionTitles[o.Adoption]}, {resultRows[4], o.Claim}, {resultLabels[o.Kind], o.Text}, {resultRows[1], o.Measure}, {resultRows[2], o.Unit}, {resultRows[3], o.When}, {resultRows[5], o.Evidence}, {resultRows[6], o.ShownAt}} {
			if row[1] != "" {
				v.Rows = append(v.Rows, row)
			}
		}
		out = append(out, v)
	}
	return out
}
