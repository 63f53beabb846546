package web

import (
	"slices"
	"strconv"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/store"
	"yingda/internal/view"
)

// checkRoutes are what units were asked to check before a finding is passed on.
var checkRoutes = []Route{{"GET /desk/checks", (*server).unitChecks, signedIn}}

const recentChecks = 50

// unitChecks lists what waits for a unit's word, and what units have found, of the
// matters that the person sees. Clause: LIS-7.
func (s *server) unitChecks(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	names, err := s.personNames(v.r.Context())
	if err != nil {
		return err
	}
	b := board{Title: "核实台账", Says: "监测发现的情况，转出前先请有关单位核实；被请的单位从此看得到这件事。在关切的页面上请人核实。"}
	for _, part := range []struct {
		id, title string
		answered  bool
		most      int
		columns   []string
		empty     view.Empty
	}{
		{"k-open", "等待答复", false, mostLines, []string{"关切", "要核实什么", "请哪个单位", "已等"}, view.Empty{Title: "没有等待答复的核实", Why: "请有关单位核实的事项，答复之前列在这里。"}},
		{"k-done", "最近的核实结果", true, recentChecks, []string{"关切", "要核实什么", "核实结果", "答复时间"}, view.Empty{Title: "还没有核实结果", Why: "单位答复之后列在这里。"}},
	} {
		list, err := s.Store.Checks(v.r.Context(), part.answered, tree.Scope(v.who), store.Page{N: part.most})
		if err != nil {
			return err
		}
		p := boardPart{ID: part.id, Title: part.title, Count: strconv.Itoa(len(list)), Columns: part.columns, Empty: part.empty}
		if len(list) == part.most {
			p.Count = "最多列出 " + strconv.Itoa(part.most)
		}
		for _, c := range list {
			p.Rows = append(p.Rows, v.checkRow(c, tree, names))
		}
		b.Parts = append(b.Parts, p)
	}
	return s.page(v, b.Title, boardView(b))
}

func (v *visit) checkRow(c store.Check, tree *desk.Tree, names map[string]string) []boardCell {
	row := []boardCell{
		{Text: c.Title, Href: "/desk/concerns/" + c.Number, Under: c.Number},
		{Text: c.Question, Under: names[c.AskedBy] + " " + v.moment(c.AskedAt)},
	}
	if c.AnsweredAt != 0 {
		return append(row, boardCell{Text: c.Found, Under: names[c.AnsweredBy]}, boardCell{Text: v.moment(c.AnsweredAt)})
	}
	unit := boardCell{Text: tree.Name(c.UnitID)}
	switch {
	case matter.State(c.State).Final():
		unit.Under = "关切已经办结"
	case slices.Contains(desk.WorkUnits(v.who), c.UnitID):
		unit.Tag = "请您所在单位答复"
	}
	return append(row, unit, boardCell{Text: v.ago(c.AskedAt), Bad: v.now.UnixMilli()-c.AskedAt > slowCheck && unit.Under == ""})
}

// slowCheck is after how many milliseconds a request stands out: a day of waiting
// is a day too many before something that may hurt people is passed on.
const slowCheck = 24 * 3600 * 1000
