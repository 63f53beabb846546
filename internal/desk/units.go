package desk

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// The tree of agencies and sections (单位). Clause: ORG-1.

// UnitKeepers keep the tree at and below their own unit.
var UnitKeepers = []regime.Role{regime.SystemAdmin}

// UnitEdit is what people decide about a unit. Office marks the office of its
// agency. Duties are the words that routing looks for.
type UnitEdit struct {
	Code, Name        string
	ParentID          string
	Kind              string // agency or section; of a new unit
	Office            bool
	Duties, Territory []string
	Place             int64
}

var codeForm = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,31}$`)

func (e *UnitEdit) check() error {
	e.Code, e.Name = strings.TrimSpace(e.Code), strings.TrimSpace(e.Name)
	switch n := utf8.RuneCountInString(e.Name); {
	case n == 0 || n > 60 || strings.ContainsAny(e.Name, "/\n"):
		return fault.New(fault.Invalid, "unit.name", "单位名称要有 1 到 60 个字，不含斜线").On("name")
	case !codeForm.MatchString(e.Code):
		return fault.New(fault.Invalid, "unit.code_form", "单位代码用小写字母、数字、- 和 _，以字母开头，最多 32 个字符").On("code")
	case e.Kind != "agency" && e.Kind != "section":
		return fault.New(fault.Invalid, "unit.kind", "单位只能是机关或科室").On("kind")
	case e.Place < 0 || e.Place > 1_000_000:
		return fault.New(fault.Invalid, "unit.place", "排序是 0 到 1000000 的整数").On("place")
	case len(e.Duties) > 200 || len(e.Territory) > 200:
		return fault.New(fault.Invalid, "unit.words", "职责用语和辖区各最多 200 个").On("duties")
	}
	return nil
}

// mayKeepTree refuses whoever does not keep the tree at a path: the own agency
// of the keeper and all below it.
func mayKeepTree(who matter.Actor, path string) error {
	if who.System || !who.Token && slices.ContainsFunc(who.Grants, func(g matter.Grant) bool {
		above, _, _ := strings.Cut(g.Path, g.AgencyID)
		return slices.Contains(UnitKeepers, g.Role) && strings.HasPrefix(path, above+g.AgencyID+"/")
	}) {
		return nil
	}
	return fault.New(fault.Forbidden, "register.role", "您的角色不能改动这一项")
}

// AddUnit adds a unit to the tree. Faults: register.role, unit.name,
// unit.code_form, unit.kind, unit.parent, unit.code, unit.office.
func (d *Desk) AddUnit(ctx context.Context, who matter.Actor, e UnitEdit) (store.Unit, error) {
	var out store.Unit
	err := d.keepTree(ctx, func(tx *store.Tx, tree *Tree) error {
		var err error
		out, err = addUnit(tx, tree, who, e)
		return err
	})
	return out, err
}

// SaveUnit changes a unit, and moves it if it has another parent: a section
// within its agency, an agency under another that is not below it. Faults as
// for AddUnit, and unit.unknown, unit.root, unit.circle, unit.elsewhere,
// unit.closed.
func (d *Desk) SaveUnit(ctx context.Context, who matter.Actor, id string, e UnitEdit) error {
	return d.keepTree(ctx, func(tx *store.Tx, tree *Tree) error {
		_, err := saveUnit(tx, tree, who, id, e)
		return err
	})
}

// keepTree runs an act on the tree as the transaction sees it.
func (d *Desk) keepTree(ctx context.Context, f func(tx *store.Tx, tree *Tree) error) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		tree, err := treeIn(tx)
		if err != nil {
			return err
		}
		return f(tx, tree)
	})
}

func treeIn(tx *store.Tx) (*Tree, error) {
	units, err := tx.Units()
	if err != nil {
		return nil, err
	}
	t := &Tree{Units: units, ByID: map[string]store.Unit{}}
	for _, u := range units {
		t.ByID[u.ID] = u
	}
	return t, nil
}

func addUnit(tx *store.Tx, tree *Tree, who matter.Actor, e UnitEdit) (store.Unit, error) {
	u := store.Unit{}
	if err := e.check(); err != nil {
		return u, err
	}
	parent, ok := tree.ByID[e.ParentID]
	if !ok || parent.ClosedAt != 0 {
		return u, fault.New(fault.Invalid, "unit.parent", "请选择在用的上级单位").On("parent")
	}
	if e.Kind == "agency" && parent.Kind != "agency" {
		return u, fault.New(fault.Invalid, "unit.parent", "机关的上级只能是机关").On("parent")
	}
	if err := mayKeepTree(who, parent.Path); err != nil {
		return u, err
	}
	if err := tree.free(e, "", parent.AgencyID); err != nil {
		return u, err
	}
	u = store.Unit{ParentID: parent.ID, Kind: e.Kind, Code: e.Code, Name: e.Name, Office: e.Office, Duties: e.Duties, Territory: e.Territory, Place: e.Place}
	if err := tx.AddUnit(&u); err != nil {
		return u, err
	}
	tx.Audit(entry(who, UnitKeepers, "unit.added", u.ID, map[string]any{"code": u.Code, "name": u.Name, "parent": u.ParentID}))
	return u, nil
}

// free refuses a code that another unit has, a second office in an agency and
// an agency as office.
func (t *Tree) free(e UnitEdit, id, agencyID string) error {
	for _, u := range t.Units {
		switch {
		case u.ID == id:
		case u.Code == e.Code:
			return fault.New(fault.Conflict, "unit.code", "单位代码 %s 已经有了：%s", e.Code, u.Name).On("code")
		case e.Office && u.Office && u.AgencyID == agencyID && u.ClosedAt == 0:
			return fault.New(fault.Conflict, "unit.office", "这个机关的办公室是%s，办公室只能有一个", u.Name).On("office")
		}
	}
	if e.Office && e.Kind == "agency" {
		return fault.New(fault.Invalid, "unit.office", "办公室是机关内的一个科室，机关本身不能是办公室").On("office")
	}
	return nil
}

// saveUnit returns what it changed, in words; "" for nothing.
func saveUnit(tx *store.Tx, tree *Tree, who matter.Actor, id string, e UnitEdit) (string, error) {
	u, ok := tree.ByID[id]
	if !ok {
		return "", fault.New(fault.NotFound, "unit.unknown", "没有这个单位")
	}
	e.Kind = u.Kind
	if err := e.check(); err != nil {
		return "", err
	}
	if err := mayKeepTree(who, u.Path); err != nil {
		return "", err
	}
	if u.ClosedAt != 0 {
		return "", fault.New(fault.Conflict, "unit.closed", "已撤销的单位是记录，不能再改")
	}
	if err := tree.free(e, id, u.AgencyID); err != nil {
		return "", err
	}
	if u.ParentID == "" {
		e.Place = u.Place // the root stands first
	}
	var says []string
	if e.ParentID != u.ParentID {
		if err := tree.mayMove(who, u, e.ParentID); err != nil {
			return "", err
		}
		if err := tx.MoveUnit(u, tree.ByID[e.ParentID]); err != nil {
			return "", err
		}
		says = append(says, "移到"+tree.Name(e.ParentID))
	}
	for _, c := range []struct {
		what    string
		changed bool
	}{
		{"名称", u.Name != e.Name}, {"代码", u.Code != e.Code}, {"办公室", u.Office != e.Office}, {"职责", !slices.Equal(u.Duties, e.Duties)}, {"辖区", !slices.Equal(u.Territory, e.Territory)}, {"排序", u.Place != e.Place},
	} {
		if c.changed {
			says = append(says, c.what)
		}
	}
	if len(says) == 0 {
		return "", nil
	}
	before := map[string]any{"name": u.Name, "code": u.Code, "parent": u.ParentID}
	u.Name, u.Code, u.Office, u.Duties, u.Territory, u.Place = e.Name, e.Code, e.Office, e.Duties, e.Territory, e.Place
	tx.Audit(entry(who, UnitKeepers, "unit.changed", u.ID, map[string]any{"before": before, "after": map[string]any{"name": e.Name, "code": e.Code, "parent": e.ParentID}, "what": says}))
	return strings.Join(says, "、"), tx.UpdateUnit(u)
}

// mayMove refuses what would break the tree: moving the root, below itself, a
// section out of its agency, an agency into a section.
func (t *Tree) mayMove(who matter.Actor, u store.Unit, parentID string) error {
	parent, ok := t.ByID[parentID]
	switch {
	case u.ParentID == "":
		return fault.New(fault.Conflict, "unit.root", "最上级的机关不能移动").On("parent")
	case !ok || parent.ClosedAt != 0:
		return fault.New(fault.Invalid, "unit.parent", "请选择在用的上级单位").On("parent")
	case strings.HasPrefix(parent.Path, u.Path):
		return fault.New(fault.Conflict, "unit.circle", "单位不能移到自己或自己的下级之下").On("parent")
	case u.Kind == "section" && parent.AgencyID != u.AgencyID:
		return fault.New(fault.Conflict, "unit.elsewhere", "科室只能在本机关内移动；换机关请新设科室、撤销原科室，办件按转办移交").On("parent")
	case u.Kind == "agency" && parent.Kind != "agency":
		return fault.New(fault.Invalid, "unit.parent", "机关的上级只能是机关").On("parent")
	}
	return mayKeepTree(who, parent.Path)
}

// CloseUnit (撤销) closes a unit for good: it stays in the records and takes
// nothing new. Faults: register.role, unit.unknown, unit.root, unit.office,
// unit.used, unit.below.
func (d *Desk) CloseUnit(ctx context.Context, who matter.Actor, id string) error {
	return d.keepTree(ctx, func(tx *store.Tx, tree *Tree) error {
		u, ok := tree.ByID[id]
		if !ok || u.ClosedAt != 0 {
			return fault.New(fault.NotFound, "unit.unknown", "没有这个单位，或者已经撤销")
		}
		if err := mayKeepTree(who, u.Path); err != nil {
			return err
		}
		switch {
		case u.ParentID == "":
			return fault.New(fault.Conflict, "unit.root", "最上级的机关不能撤销")
		case u.Office:
			return fault.New(fault.Conflict, "unit.office", "办公室不能撤销：先把另一个科室设为办公室")
		case slices.ContainsFunc(tree.Units, func(o store.Unit) bool { return o.ParentID == id && o.ClosedAt == 0 }):
			return fault.New(fault.Conflict, "unit.below", "下面还有单位：先撤销或移走它们")
		}
		use, err := tx.UnitUse(u.Path)
		if err != nil {
			return err
		}
		if use != (store.UnitUse{}) {
			return fault.New(fault.Conflict, "unit.used", "%s还在用：%s。先转办、调走人员、收回角色、改派话题，再撤销", u.Name, usedFor(use))
		}
		u.ClosedAt = tx.Ms()
		tx.Audit(entry(who, UnitKeepers, "unit.closed", u.ID, map[string]any{"name": u.Name}))
		return tx.UpdateUnit(u)
	})
}

func usedFor(u store.UnitUse) string {
	var out []string
	for _, x := range []struct {
		n    int64
		word string
	}{{u.Matters, "%d 件在办的办件"}, {u.People, "%d 名在岗人员"}, {u.Roles, "%d 个角色"}, {u.Topics, "%d 个在用的话题"}} {
		if x.n > 0 {
			out = append(out, fmt.Sprintf(x.word, x.n))
		}
	}
	return strings.Join(out, "、")
}
