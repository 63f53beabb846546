package web

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

type unitsPage struct {
	Tree    []unitNode
	Closed  []closedUnit
	MayKeep bool
}

type closedUnit struct{ Name, Code, When string }

// units shows the tree with duties and territory.
func (s *server) units(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	people, err := s.Store.Persons(v.r.Context())
	if err != nil {
		return err
	}
	p := unitsPage{Tree: unitTree(tree, people, "", "/desk/units/"), MayKeep: v.who.Has(regime.SystemAdmin)}
	for _, u := range tree.Units {
		if u.ClosedAt != 0 {
			p.Closed = append(p.Closed, closedUnit{u.Name, u.Code, v.moment(u.ClosedAt)})
		}
	}
	return s.page(v, "单位", unitsView(p))
}

// unitForm draws the form of a unit, new (no id) or known.
func unitForm(tree *desk.Tree, id string, e desk.UnitEdit, f *fault.Fault) view.Form {
	form := view.Form{ID: "unit", Action: "/desk/units", Button: "新增单位", Main: true, Cancel: "/desk/units", Fault: general(f, "name", "code", "parent", "kind", "office", "duties", "place")}
	form.Fields = []view.Field{
		{Name: "name", Label: "名称", Value: e.Name, Required: true, Fault: on(f, "name")},
		{Name: "code", Label: "代码", Value: e.Code, Required: true, Fault: on(f, "code"), Hint: "小写字母、数字、- 和 _，导入导出时用来认单位"},
	}
	if id == "" {
		form.Fields = append(form.Fields, view.Field{Name: "kind", Label: "类别", Type: "select", Value: e.Kind, Required: true, Fault: on(f, "kind"), Options: []view.Option{{Value: "section", Word: "科室"}, {Value: "agency", Word: "机关"}}})
	} else {
		form.Action, form.Button = "/desk/units/"+id, "保存"
	}
	if root := tree.ByID[id]; id == "" || root.ParentID != "" {
		form.Fields = append(form.Fields, view.Field{Name: "parent", Label: "上级单位", Type: "select", Value: e.ParentID, Required: true, Fault: on(f, "parent"), Options: unitOptions(tree), Hint: "科室只能在本机关内移动；移动以后，上级单位马上看得到它的办件"})
	}
	office := "no"
	if e.Office {
		office = "yes"
	}
	form.Fields = append(form.Fields,
		view.Field{Name: "office", Label: "是不是办公室", Type: "select", Value: office, Required: true, Fault: on(f, "office"), Options: []view.Option{{Value: "no", Word: "不是"}, {Value: "yes", Word: "是本机关的办公室（转办、催办、收回结果）"}}},
		view.Field{Name: "duties", Label: "职责用语", Type: "long", Rows: 3, Value: strings.Join(e.Duties, "、"), Fault: on(f, "duties"), Hint: "用顿号分开；按它判断帖文该给谁"},
		view.Field{Name: "territory", Label: "辖区", Type: "text", Value: strings.Join(e.Territory, "、"), Hint: "地名，用顿号分开；同样职责的机关按它分工"},
		view.Field{Name: "place", Label: "排序", Type: "text", Value: strconv.FormatInt(e.Place, 10), Fault: on(f, "place")},
	)
	return form
}

func postedUnit(v *visit) desk.UnitEdit {
	place, err := strconv.ParseInt("0"+v.field("place"), 10, 32)
	if err != nil {
		place = -1 // the desk says what is wrong with it
	}
	return desk.UnitEdit{Name: v.field("name"), Code: v.field("code"), Kind: v.field("kind"), ParentID: v.field("parent"), Office: v.field("office") == "yes", Duties: desk.SplitWords(v.field("duties")), Territory: desk.SplitWords(v.field("territory")), Place: place}
}

func (s *server) newUnit(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	return s.page(v, "新增单位", formPage("新增单位", "/desk/units", "单位", unitForm(tree, "", desk.UnitEdit{Kind: "section", ParentID: v.q("parent")}, nil)))
}

func (s *server) addUnit(v *visit) error {
	e := postedUnit(v)
	u, err := s.Desk.AddUnit(v.r.Context(), v.who, e)
	if err != nil {
		tree, treeErr := s.tree(v)
		if treeErr != nil {
			return treeErr
		}
		return s.again(v, err, "新增单位", func(f *fault.Fault) templ.Component {
			return formPage("新增单位", "/desk/units", "单位", unitForm(tree, "", e, f))
		})
	}
	return v.done("已新增"+u.Name+"。", "/desk/units")
}

type unitPage struct {
	ID, Name string
	Agency   bool
	People   []personRow
	Form     view.Form
	MayKeep  bool
	Root     bool
}

// unit shows one unit: who works there in which role, and how to change it.
func (s *server) unit(v *visit) error { return s.showUnit(v, v.r.PathValue("id"), nil, nil) }

func (s *server) showUnit(v *visit, id string, typed *desk.UnitEdit, f *fault.Fault) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	u, ok := tree.ByID[id]
	if !ok {
		return fault.New(fault.NotFound, "unit.unknown", "没有这个单位")
	}
	people, roles, err := s.everybody(v)
	if err != nil {
		return err
	}
	e := desk.UnitEdit{Code: u.Code, Name: u.Name, ParentID: u.ParentID, Kind: u.Kind, Office: u.Office, Duties: u.Duties, Territory: u.Territory, Place: u.Place}
	if typed != nil {
		e = *typed
	}
	p := unitPage{ID: id, Name: u.Name, Agency: u.Kind == "agency", Form: unitForm(tree, id, e, f), MayKeep: v.who.Has(regime.SystemAdmin) && u.ClosedAt == 0, Root: u.ParentID == ""}
	for _, who := range people {
		held := heldIn(roles[who.ID], id)
		if who.Active && (who.UnitID == id || len(held) > 0) {
			p.People = append(p.People, personLine(v, tree, who, held))
		}
	}
	status := 200
	if f != nil {
		status = fault.Status(f)
	}
	s.show(v, status, view.Chrome{Title: u.Name}, unitView(p))
	return nil
}

func heldIn(grants []store.GrantRow, unitID string) []store.GrantRow {
	var out []store.GrantRow
	for _, g := range grants {
		if g.UnitID == unitID {
			out = append(out, g)
		}
	}
	return out
}

func (s *server) saveUnit(v *visit) error {
	e := postedUnit(v)
	err := s.Desk.SaveUnit(v.r.Context(), v.who, v.r.PathValue("id"), e)
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		return s.showUnit(v, v.r.PathValue("id"), &e, f)
	}
	if err != nil {
		return err
	}
	return v.done("已保存。", "/desk/units/"+v.r.PathValue("id"))
}

func (s *server) closeUnit(v *visit) error {
	if err := s.Desk.CloseUnit(v.r.Context(), v.who, v.r.PathValue("id")); err != nil {
		return v.refused(err, "/desk/units/"+v.r.PathValue("id"))
	}
	return v.done("单位已撤销，历史办件仍可查到。", "/desk/units")
}

func (s *server) exportUnits(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	return v.sheet("units", desk.UnitHeader, tree.UnitSheet())
}

func (s *server) importUnits(v *visit) error {
	return s.importing(v, importPage{Title: "导入单位", Action: "/desk/units/import", Back: "/desk/units", BackWord: "单位", Sample: "/desk/units/export", Header: desk.UnitHeader},
		func(rows [][]string, apply bool) (desk.ImportPlan, error) {
			return s.Desk.ImportUnits(v.r.Context(), v.who, rows, apply)
		})
}
