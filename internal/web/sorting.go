package web

import (
	"net/http"
	"strconv"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

var trains = holds(desk.Trainers...)

var sortingRoutes = []Route{
	{"GET /desk/sorting", (*server).sorting, listens},
	{"POST /desk/sorting/train", (*server).trainSorting, trains},
}

// sorting shows what proposes need and unit, and how right it was. Clause: JUD-3.
func (s *server) sorting(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	records, err := s.Desk.SortingRecords(v.r.Context(), v.who, v.now)
	if err != nil {
		return err
	}
	p := view.SortingPage{Lang: v.lang, Train: trains.allows(v.who)}
	for _, r := range records {
		name := func(value string) string {
			if value == desk.ToCheck {
				return v.lang.T("要核实的事实")
			}
			if r.Target == store.TargetUnit {
				return tree.Name(value)
			}
			return v.lang.T(regime.Need(value).Title())
		}
		p.Parts = append(p.Parts, sortingPart(v, r, name))
	}
	s.show(v, http.StatusOK, view.Chrome{Title: v.lang.T("分类建议")}, view.Sorting(p))
	return nil
}

func sortingPart(v *visit, r desk.SortingRecord, name func(string) string) view.SortingPart {
	part := view.SortingPart{ID: r.Target, Title: v.lang.T(map[string]string{store.TargetNeed: "诉求", store.TargetUnit: "承办单位", store.TargetKind: "来件种类"}[r.Target])}
	part.Serving = v.lang.F("由固定规则提建议。人分类满 %d 件后，系统从本机关自己办过的件里学习，此后每天和每 %d 次纠正之后再学。", desk.FewSorted, desk.ManyCorrections)
	if m := r.Model; m != nil {
		part.Serving = v.lang.F("由第 %d 版模型提建议，%s 训练，学自 %d 件；没有把握时不提建议。", m.Version, v.when(m.TrainedAt), m.Examples)
		speaks := v.lang.T("从不开口：留出的件里没有到九成把握的")
		if m.Threshold <= 10_000 {
			speaks = v.lang.F("把握到 %s 才开口；开口的有 %s，其中正确 %s", inHundred(m.Threshold), inHundred(m.Coverage), inHundred(m.Spoken))
		}
		part.Facts = [][2]string{
			{v.lang.T("留出的件里说对的"), v.lang.F("%s；两个里有一个正确 %s", inHundred(m.Accuracy), inHundred(m.Two))},
			{v.lang.T("开口的门槛"), speaks},
			{v.lang.T("训练后被纠正"), v.lang.F("%d 次", r.Corrected)},
		}
		for _, k := range m.Kinds {
			part.Kinds = append(part.Kinds, view.SortingKind{Name: name(k.Value), N: num(k.N), Found: inHundred(k.Found)})
		}
	}
	for _, x := range r.Earlier {
		part.Versions = append(part.Versions, view.SortingVersion{Name: v.lang.F("第 %d 版", x.Version), At: v.when(x.TrainedAt), Examples: num(x.Examples), Accuracy: inHundred(x.Accuracy), Coverage: inHundred(x.Coverage)})
	}
	if r.Rules.All+r.Models.All == 0 {
		part.Empty = v.lang.T("从第一件由人确认等级、诉求和承办单位的关切起，这里逐件对照系统的建议和人的决定。")
		return part
	}
	part.Totals = []view.SortingRow{sortingRow(v.lang.T("固定规则"), r.Rules), sortingRow(v.lang.T("模型"), r.Models)}
	for _, x := range r.Values {
		row := sortingRow(name(x.Value), x.Tally)
		row.Said = ofAll(x.SaidRight, x.Said)
		part.Values = append(part.Values, row)
	}
	for _, m := range r.Months {
		if m.All > 0 {
			part.Months = append(part.Months, sortingRow(m.Month, m.Tally))
		}
	}
	return part
}

func sortingRow(name string, t desk.Tally) view.SortingRow {
	return view.SortingRow{Name: name, All: num(t.All), Shown: num(t.Shown), Right: ofAll(t.Right, t.Shown), Two: ofAll(t.Two, t.Shown)}
}

// ofAll writes a count with its share, a dash where there is nothing to share.
func ofAll(n, all int64) string {
	if all == 0 {
		return "—"
	}
	return strconv.FormatInt(n, 10) + " · " + inHundred(n*10_000/all)
}

func (s *server) trainSorting(v *visit) error {
	return s.posted(v, s.Desk.AskTraining(v.r.Context(), v.who), v.lang.T("已排队训练，通常几秒钟；训练完这一页会变。"), "/desk/sorting")
}
