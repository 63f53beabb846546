package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/view"
)

type regimesPage struct {
	Rows     []regimeRow
	Form     view.Form
	MayAdopt bool
}

type regimeRow struct {
	Href, Title, Name, Hash, Since string
	Version                        int64
	Governs                        []string // 某市信访局：公众关切、答复稿
}

func regimeHref(id string) string { return "/desk/regimes/" + url.PathEscape(id) }

func (s *server) regimes(v *visit) error {
	body, err := s.regimesBody(v, nil)
	if err != nil {
		return err
	}
	return s.page(v, "制度", body)
}

// readable is a text of a template with the titles of its slots in place of their
// names in the file.
func readable(t regime.Template, text string) string {
	var pairs []string
	for _, x := range t.Slots {
		pairs = append(pairs, "{{"+x.ID+"}}", "【"+x.Title+"】")
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func (s *server) regimesBody(v *visit, f *fault.Fault) (templ.Component, error) {
	tree, err := s.Desk.Tree(v.r.Context())
	if err != nil {
		return nil, err
	}
	stored, err := s.Store.StoredRegimes(v.r.Context())
	if err != nil {
		return nil, err
	}
	governs, err := s.governs(v, tree)
	if err != nil {
		return nil, err
	}
	p := regimesPage{MayAdopt: administers.allows(v.who)}
	known := map[string]bool{}
	for _, g := range stored {
		known[g.Hash] = true
		p.Rows = append(p.Rows, regimeRow{Href: regimeHref(g.ID), Title: g.Title, Name: g.Name, Hash: g.Hash, Version: g.Version, Since: v.moment(g.AdoptedAt), Governs: governs[g.ID]})
	}
	slices.SortStableFunc(p.Rows, func(a, b regimeRow) int { return len(b.Governs) - len(a.Governs) })
	p.Form = adoptForm(v, tree, known, f)
	return regimesView(p), nil
}

// governs says what each regime governs: kinds of matters by agency.
func (s *server) governs(v *visit, tree *desk.Tree) (map[string][]string, error) {
	adopted, err := s.Store.Adoptions(v.r.Context())
	if err != nil {
		return nil, err
	}
	kinds := map[[2]string][]string{}
	var order [][2]string
	for _, a := range adopted {
		key := [2]string{a.RegimeID, a.AgencyID}
		if kinds[key] == nil {
			order = append(order, key)
		}
		kinds[key] = append(kinds[key], v.lang.T(a.Kind.Title()))
	}
	out := map[string][]string{}
	for _, key := range order {
		out[key[0]] = append(out[key[0]], tree.Name(key[1])+v.lang.T("：")+strings.Join(kinds[key], v.lang.T("、")))
	}
	return out, nil
}

func adoptForm(v *visit, tree *desk.Tree, known map[string]bool, f *fault.Fault) view.Form {
	var presets, agencies, kinds []view.Option
	for _, name := range regime.Presets() {
		word := name
		if r, err := regime.Preset(name); err == nil {
			word = r.Title + "，第 " + strconv.Itoa(r.Version) + " 版"
			if known[r.Hash] {
				word += "（已采用过）"
			}
		}
		presets = append(presets, view.Option{Value: name, Word: word})
	}
	for _, u := range tree.Units {
		if u.Kind == "agency" {
			agencies = append(agencies, view.Option{Value: u.ID, Word: u.Name})
		}
	}
	for _, k := range regime.Kinds {
		kinds = append(kinds, view.Option{Value: string(k), Word: k.Title()})
	}
	chosen := v.r.PostForm["kind"]
	if v.r.Method == "GET" {
		for _, k := range regime.Kinds {
			chosen = append(chosen, string(k))
		}
	}
	return view.Form{ID: "adopt", Action: "/desk/regimes", Fault: general(f, "regime", "agency", "kinds"), Button: "采用这套制度", Main: true, Cancel: "/desk/regimes", Fields: []view.Field{
		{Name: "regime", Label: "制度", Type: "select", Value: cmp.Or(v.r.PostFormValue("regime"), lone(presets)), Options: presets, Required: true, Fault: on(f, "regime")},
		{Name: "agency", Label: "机关", Type: "select", Value: cmp.Or(v.r.PostFormValue("agency"), lone(agencies)), Options: agencies, Required: true, Fault: on(f, "agency")},
		{Name: "kind", Label: "管哪些办件", Type: "many", Values: chosen, Options: kinds, Required: true, Fault: on(f, "kinds")},
	}, Notes: []string{"已经开始的办件仍按原来的版本办到底；新的办件从现在起按新制度。", "采用记入审计账本和公开账本。"}}
}

// lone returns the only choice there is, "" if there are more.
func lone(list []view.Option) string {
	if len(list) == 1 {
		return list[0].Value
	}
	return ""
}

// adoptRegime lets a preset govern kinds of matters of an agency.
func (s *server) adoptRegime(v *visit) error {
	err := v.r.ParseForm()
	if err != nil {
		return fault.New(fault.Invalid, "form.bad", "表单无法读取").Because(err)
	}
	var kinds []regime.Kind
	for _, k := range v.r.PostForm["kind"] {
		kinds = append(kinds, regime.Kind(k))
	}
	reg, err := regime.Preset(v.field("regime"))
	if err == nil {
		_, err = s.Desk.AdoptRegime(v.r.Context(), v.who, reg, v.field("agency"), kinds)
	}
	if fault.KindOf(err) == fault.NotFound {
		err = fault.New(fault.Invalid, "regime.unknown", "没有这套制度，请从列表里选").On("regime")
	}
	if err != nil {
		body, bodyErr := s.regimesBody(v, fault.Of(err))
		if bodyErr != nil {
			return bodyErr
		}
		return s.again(v, err, "制度", func(*fault.Fault) templ.Component { return body })
	}
	return v.done("已采用「"+reg.Title+"」第 "+strconv.Itoa(reg.Version)+" 版。", "/desk/regimes")
}

// regimeAlias keeps the shorter address working.
func (s *server) regimeAlias(v *visit) error { return v.to("/desk/regimes") }

type regimePage struct {
	*regime.Regime
	ID      string
	Governs []string
	Counts  []coverageCount
}

type coverageCount struct {
	Status regime.Status
	N      int
}

func (s *server) regime(v *visit) error {
	id := v.r.PathValue("id")
	reg, err := s.Desk.Regime(v.r.Context(), id)
	if err != nil {
		return err
	}
	tree, err := s.Desk.Tree(v.r.Context())
	if err != nil {
		return err
	}
	governs, err := s.governs(v, tree)
	if err != nil {
		return err
	}
	p := regimePage{Regime: reg, ID: id, Governs: governs[id]}
	for _, status := range []regime.Status{regime.Done, regime.Partly, regime.Planned, regime.Organisational, regime.Declined} {
		c := coverageCount{Status: status}
		for _, a := range reg.Coverage() {
			if a.Status == status {
				c.N++
			}
		}
		p.Counts = append(p.Counts, c)
	}
	return s.page(v, reg.Title, regimeView(p))
}

// cite writes an article as it stands in a table.
func cite(article string) string {
	if article == "" || strings.ContainsAny(article, "〔〕") {
		return article
	}
	return "第 " + article + " 条"
}

// bounds says in words what a criterion asks for.
func bounds(c regime.Criterion) string {
	var parts []string
	for _, each := range []struct {
		n    int64
		text string
	}{{int64(c.Posts), "帖文 %d 条以上"}, {int64(c.Sources), "来源 %d 个以上"}, {int64(c.Newsrooms), "新闻单位 %d 家以上报道"}, {c.Views, "浏览 %d 次以上"}, {int64(c.People), "影响 %d 人以上"}, {int64(c.Recurrence), "同类事项再次出现 %d 次以上"}} {
		if each.n > 0 {
			parts = append(parts, strings.ReplaceAll(each.text, "%d", number(each.n)))
		}
	}
	if len(c.Harm) > 0 {
		var harms []string
		for _, h := range c.Harm {
			harms = append(harms, harmTitle(h))
		}
		parts = append(parts, "可能损害"+strings.Join(harms, "、"))
	}
	if c.Within != "" {
		parts = append(parts, "群众的期限在 "+within(c.Within)+" 之内")
	}
	return strings.Join(parts, "，且 ")
}

func harmTitle(h string) string {
	titles := map[string]string{"life": "生命", "health": "健康", "safety": "安全", "property": "财产", "livelihood": "生计", "access": "办事便利", "rights": "权利"}
	if t, ok := titles[h]; ok {
		return t
	}
	return h
}

// within writes a length of time of a regime in Chinese.
func within(text string) string {
	for _, unit := range [][2]string{{"working days", "个工作日"}, {"working day", "个工作日"}, {"minutes", "分钟"}, {"minute", "分钟"}, {"hours", "小时"}, {"hour", "小时"}, {"days", "天"}, {"day", "天"}} {
		if n, ok := strings.CutSuffix(text, " "+unit[0]); ok {
			return n + " " + unit[1]
		}
	}
	return text
}

// rungAt says in words when a step of a ladder is taken.
func rungAt(at string) string {
	switch {
	case at == "due":
		return "到期时"
	case strings.HasSuffix(at, "%"):
		return "用去 " + at + " 时"
	}
	return "超时 " + within(at) + " 后"
}

func (p regimePage) roles(list []regime.Role) string {
	var out []string
	for _, r := range list {
		out = append(out, p.RoleTitle(r))
	}
	return strings.Join(out, "、")
}

func (p regimePage) gradesOf(list []regime.Grade) string {
	if len(list) == 0 {
		return "所有等级"
	}
	var out []string
	for _, g := range list {
		out = append(out, p.GradeTitle(g))
	}
	return strings.Join(out, "、")
}

func (p regimePage) needsOf(list []regime.Need) string {
	var out []string
	for _, n := range list {
		out = append(out, p.NeedTitle(n))
	}
	return strings.Join(out, "、")
}
