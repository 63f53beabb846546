package desk

import (
	"context"
	"strconv"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/store"
)

// UnitHeader heads the table of the tree.
var UnitHeader = []string{"代码", "名称", "类别", "上级代码", "办公室", "职责用语", "辖区", "排序"}

var unitKinds = map[string]string{"机关": "agency", "科室": "section"}

// UnitSheet returns the tree as a table, parents before children.
func (t *Tree) UnitSheet() [][]string {
	var out [][]string
	var add func(parent string)
	add = func(parent string) {
		for _, u := range t.Units {
			if u.ParentID != parent || u.ClosedAt != 0 {
				continue
			}
			kind, office := "科室", ""
			if u.Kind == "agency" {
				kind = "机关"
			}
			if u.Office {
				office = "是"
			}
			out = append(out, []string{u.Code, u.Name, kind, t.ByID[u.ParentID].Code, office, strings.Join(u.Duties, "、"), strings.Join(u.Territory, "、"), strconv.FormatInt(u.Place, 10)})
			add(u.ID)
		}
	}
	add("")
	return out
}

// ImportUnits changes the tree by a table; apply false tells what would change.
// Units are known by their code; those that the table does not name stay, and
// the same table twice changes nothing. Faults: register.role, import.header.
func (d *Desk) ImportUnits(ctx context.Context, who matter.Actor, rows [][]string, apply bool) (ImportPlan, error) {
	if err := must(who, UnitKeepers...); err != nil {
		return ImportPlan{}, err
	}
	plan, err := d.imports(ctx, UnitHeader, rows, apply, func(tx *store.Tx, seen map[string]bool, c []string) (string, string, error) {
		name := c[0] + " " + c[1]
		if seen[c[0]] && c[0] != "" {
			return name, "", fault.New(fault.Invalid, "import.twice", "代码 %s 在表里出现了两次", c[0])
		}
		seen[c[0]] = true
		tree, err := treeIn(tx)
		if err != nil {
			return name, "", err
		}
		e, known, err := tree.unitOf(c)
		if err != nil {
			return name, "", err
		}
		if known.ID == "" {
			_, err := addUnit(tx, tree, who, e)
			return name, "新增", err
		}
		says, err := saveUnit(tx, tree, who, known.ID, e)
		if says != "" {
			says = "修改：" + says
		}
		return name, says, err
	})
	return plan, err
}

// unitOf reads one line of the table; known is the unit that has the code.
func (t *Tree) unitOf(c []string) (UnitEdit, store.Unit, error) {
	byCode := map[string]store.Unit{}
	for _, u := range t.Units {
		byCode[u.Code] = u
	}
	known := byCode[c[0]]
	e := UnitEdit{Code: c[0], Name: c[1], Kind: unitKinds[c[2]], Office: c[4] == "是", Duties: SplitWords(c[5]), Territory: SplitWords(c[6])}
	parent, ok := byCode[c[3]]
	var err error
	switch {
	case e.Kind == "":
		err = fault.New(fault.Invalid, "unit.kind", "类别「%s」只能写机关或科室", c[2])
	case known.ID != "" && known.Kind != e.Kind:
		err = fault.New(fault.Conflict, "unit.kind", "已有的单位不能在机关和科室之间改")
	case c[3] != "" && !ok:
		err = fault.New(fault.Invalid, "unit.parent", "没有上级代码「%s」：上级要写在前面的行", c[3])
	case c[3] == "" && known.ParentID != "" || c[3] == "" && known.ID == "":
		err = fault.New(fault.Invalid, "unit.parent", "要写明上级代码")
	case c[4] != "" && c[4] != "是" && c[4] != "否":
		err = fault.New(fault.Invalid, "unit.office", "办公室一栏只能写是、否或空着")
	}
	e.ParentID = parent.ID
	if c[7] != "" && err == nil {
		if e.Place, err = strconv.ParseInt(c[7], 10, 32); err != nil {
			err = fault.New(fault.Invalid, "unit.place", "排序「%s」应是整数", c[7])
		}
	}
	return e, known, err
}

// SplitWords reads a list of words as people type it: separated by commas,
// blanks or lines.
func SplitWords(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,，、;；\n\r\t　", r) })
}
