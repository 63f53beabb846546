package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/doc"
	"yingda/internal/store"
	"yingda/internal/view"
)

// kindCounts says what is to be mended, by kind.
func kindCounts(n map[string]int) boardCell {
	total, kinds := 0, []string{}
	for kind, k := range n {
		total += k
		kinds = append(kinds, desk.SiteKinds[kind]+" "+strconv.Itoa(k))
	}
	slices.Sort(kinds)
	return boardCell{Tag: strconv.Itoa(total) + " 处待修复", Bad: true, Under: strings.Join(kinds, "，")}
}

// fixer says who mends a finding, or lets somebody of the unit take it.
func (v *visit) fixer(f store.SiteFault, names map[string]string) boardCell {
	c := boardCell{Text: names[f.OwnerID]}
	if c.Text == "" {
		c.Under = "还没有人认领"
	}
	if f.OwnerID != v.who.ID && (slices.Contains(desk.WorkUnits(v.who), f.UnitID) || holds(desk.SiteKeepers...).allows(v.who)) {
		c.Buttons = []boardButton{{"/desk/sites/faults/" + f.ID + "/take", "由我修复", nil, true}}
	}
	return c
}

func (s *server) takeSiteFault(v *visit) error {
	return s.ended(v, s.Desk.TakeSiteFault(v.r.Context(), v.who, v.r.PathValue("id")), "由您修复，修好后下一次查看自动销号。", "/desk/sites", "/desk/sites")
}

// siteFaults is what was found on one site, newest first.
func (s *server) siteFaults(v *visit, id string) (boardPart, error) {
	p := boardPart{ID: "c-found", Title: "发现的问题", Columns: []string{"网站", "问题", "负责单位", "谁来修", "期限或销号依据"}, Empty: view.Empty{Title: "没有发现问题", Why: "每六小时看一遍首页、首页上的链接和站内下一层页面上的链接。"}}
	tree, err := s.tree(v)
	if err != nil {
		return p, err
	}
	names, err := s.personNames(v.r.Context())
	if err != nil {
		return p, err
	}
	list, err := s.Store.SiteFaults(v.r.Context(), store.FaultFilter{SiteID: id}, mostLines)
	for _, f := range list {
		last, fixer := boardCell{Text: f.Evidence}, boardCell{Text: cmp.Or(names[f.OwnerID], "—")}
		if f.MendedAt == 0 {
			last, fixer = boardCell{Text: "再看一次确认", Under: v.lang.F("首次发现 %s", v.moment(f.FirstAt))}, boardCell{Text: "—"}
			if f.Task {
				last, fixer = boardCell{Text: v.moment(f.DueAt), Bad: f.DueAt < v.now.UnixMilli(), Under: v.lang.F("首次发现 %s", v.moment(f.FirstAt))}, v.fixer(f, names)
			}
		}
		p.Rows = append(p.Rows, v.faultRow(f, tree, fixer, last))
	}
	return p, err
}

// sitesSheet is the check of all own sites as a table: each site with its state,
// then each finding.
func (s *server) sitesSheet(v *visit, tree *desk.Tree, list []store.OwnSite) error {
	names, err := s.personNames(v.r.Context())
	if err != nil {
		return err
	}
	found, err := s.Store.SiteFaults(v.r.Context(), store.FaultFilter{}, mostOnPaper)
	if err != nil {
		return err
	}
	urls := map[string]string{}
	for _, x := range list {
		urls[x.ID] = x.URL
	}
	var rows [][]string
	for _, f := range found {
		rows = append(rows, append([]string{f.Site, urls[f.SiteID]}, v.faultCells(f, tree, names)...))
	}
	return v.sheet("sites", append([]string{"网站或栏目", "网址"}, faultHead...), rows)
}

var faultHead = []string{"问题", "说明", "地址", "在哪个页面", "负责单位", "谁来修", "首次发现", "期限", "销号时间", "销号依据"}

func (v *visit) faultCells(f store.SiteFault, tree *desk.Tree, names map[string]string) []string {
	return []string{desk.SiteKinds[f.Kind], f.Says, f.URL, f.FoundOn, tree.Name(f.UnitID), names[f.OwnerID], v.moment(f.FirstAt), v.moment(f.DueAt), v.moment(f.MendedAt), f.Evidence}
}

// sitePaper is the report of a check of one site.
func (s *server) sitePaper(v *visit, x store.OwnSite) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	names, err := s.personNames(v.r.Context())
	if err != nil {
		return err
	}
	checks, err := s.Store.SiteChecks(v.r.Context(), x.ID, 120)
	if err != nil {
		return err
	}
	found, err := s.Store.SiteFaults(v.r.Context(), store.FaultFilter{SiteID: x.ID}, mostOnPaper)
	if err != nil {
		return err
	}
	good := 0
	for _, c := range checks {
		if c.OK {
			good++
		}
	}
	r := doc.Register{Title: x.Title + "检查报告", Says: x.URL + "，负责单位：" + tree.Name(x.UnitID) + "。最近 " + strconv.Itoa(len(checks)) + " 次查看打开 " + strconv.Itoa(good) + " 次", Head: []string{"问题", "说明、地址", "负责", "期限", "销号依据"}}
	if len(checks) > 0 {
		r.Says += "；最近一次是 " + v.moment(checks[0].At) + "，查看链接 " + strconv.FormatInt(checks[0].Links, 10) + " 个，打不开 " + strconv.FormatInt(checks[0].Dead, 10) + " 个"
	}
	r.Says += "。"
	for _, f := range found {
		c := v.faultCells(f, tree, names)
		r.Rows = append(r.Rows, []string{c[0], joinedText(joinedText(c[1], c[2]), c[3]), joinedText(c[4], c[5]), c[7], c[9]})
	}
	return s.sendRegister(v, r)
}
