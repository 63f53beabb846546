package desk

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"yingda/internal/activity"
	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Who runs the editorial desk, who decides what may be reprinted, and who sees it.
var (
	DeskEditors    = []regime.Role{regime.ChiefEditor, regime.Editor, regime.OfficeDirector}
	ReprintKeepers = []regime.Role{regime.ChiefEditor, regime.OfficeDirector}
	Writers        = []regime.Role{regime.ChiefEditor, regime.Editor, regime.OfficeDirector, regime.Drafter, regime.Handler, regime.Liaison, regime.Contractor}
	DeskReaders    = append([]regime.Role{regime.Contractor}, Readers...)
)

// SaveColumn makes a column of an agency, or changes it. Faults: register.role,
// column.title, column.unit, column.every. Clause: ACC-7.
func (d *Desk) SaveColumn(ctx context.Context, who matter.Actor, c store.Column) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	unit, ok := tree.ByID[c.UnitID]
	c.Title, c.About = strings.TrimSpace(c.Title), strings.TrimSpace(c.About)
	switch {
	case !ok || unit.ClosedAt != 0:
		return fault.New(fault.Invalid, "column.unit", "请选择供稿的单位").On("unit")
	case !between(c.Title, 2, 40):
		return fault.New(fault.Invalid, "column.title", "栏目名称 2 到 40 个字").On("title")
	case c.Every < 0 || c.Every > 366:
		return fault.New(fault.Invalid, "column.every", "更新间隔是 0（不要求）到 366 天").On("every")
	}
	c.AgencyID = unit.AgencyID
	if err := tree.mayIn(who, c.AgencyID, DeskEditors...); err != nil {
		return err
	}
	if c.ID == "" {
		c.CreatedBy, c.Active = who.ID, true
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutColumn(&c); err != nil {
			return err
		}
		tx.Audit(entry(who, DeskEditors, "column.saved", c.ID, c.Title))
		return nil
	})
}

// ColumnStaff is who fills a column and who answers for it, and with which sort of
// column of our own site it is linked: which one, of those that are looked at. An
// empty unit leaves the one that is there; Off ends the column.
type ColumnStaff struct {
	ColumnID, UnitID, EditorID, Linked, SiteID string
	Off                                        bool
}

// StaffColumn names the editor who answers for a column of an agency (责任编辑), and
// what it is linked with. Faults: register.role, column.unknown, column.unit,
// column.editor, column.linked, column.site. Clause: ORG-4; ACC-5.
func (d *Desk) StaffColumn(ctx context.Context, who matter.Actor, agencyID string, e ColumnStaff) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	if err := tree.mayIn(who, agencyID, DeskEditors...); err != nil {
		return err
	}
	list, err := d.store.Columns(ctx, agencyID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(c store.Column) bool { return c.ID == e.ColumnID })
	if i < 0 {
		return fault.New(fault.NotFound, "column.unknown", "没有这个栏目").On("column")
	}
	all, err := d.holders(ctx, tree)
	if err != nil {
		return err
	}
	c := list[i]
	if e.UnitID == "" {
		e.UnitID = c.UnitID
	}
	unit := tree.ByID[e.UnitID]
	switch {
	case unit.AgencyID != agencyID || unit.ClosedAt != 0 && !e.Off:
		return fault.New(fault.Invalid, "column.unit", "请选择供稿的单位").On("unit")
	case e.EditorID != "" && !edits(all, agencyID, e.EditorID):
		return fault.New(fault.Invalid, "column.editor", "责任编辑要是本机关在岗的主编或编辑").On("editor")
	case e.Linked != "" && !slices.Contains(regime.LinkedColumns, e.Linked):
		return fault.New(fault.Invalid, "column.linked", "请选择联动的是网站的哪一类栏目").On("linked")
	}
	if e.Linked == "" {
		e.SiteID = ""
	}
	c.UnitID, c.EditorID, c.Linked, c.SiteID, c.Active = e.UnitID, e.EditorID, e.Linked, e.SiteID, !e.Off
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if c.SiteID != "" {
			if s, err := tx.OwnSite(c.SiteID); err != nil || s.AgencyID != agencyID {
				return fault.New(fault.Invalid, "column.site", "没有这个网站栏目：先在“自有网站”里登记它的列表页").On("site").Because(err)
			}
		}
		if err := tx.PutColumn(&c); err != nil {
			return err
		}
		tx.Audit(entry(who, DeskEditors, "column.staffed", c.ID, map[string]string{"editor": c.EditorID, "linked": c.Linked, "site": c.SiteID}))
		return nil
	})
}

// edits reports whether somebody is an editor of an agency.
func edits(all []held, agencyID, personID string) bool {
	return slices.ContainsFunc(all, func(h held) bool {
		return h.PersonID == personID && h.AgencyID == agencyID && (h.Role == regime.Editor || h.Role == regime.ChiefEditor)
	})
}

// SaveReprintSource lists a source from which reprints are allowed, or takes it
// off the list. Faults: register.role, reprint.name, reprint.host, reprint.basis.
// Clause: ACC-7.
func (d *Desk) SaveReprintSource(ctx context.Context, who matter.Actor, agencyID string, s store.ReprintSource) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	if err := tree.mustIn(who, agencyID, ReprintKeepers...); err != nil {
		return err
	}
	s.Name, s.Host, s.Basis = strings.TrimSpace(s.Name), hostOf(s.Host), strings.TrimSpace(s.Basis)
	switch {
	case !between(s.Name, 2, 60):
		return fault.New(fault.Invalid, "reprint.name", "写明来源名称，转载时要照此署名").On("name")
	case s.Host == "":
		return fault.New(fault.Invalid, "reprint.host", "写明来源的网址，如 www.chinatax.gov.cn").On("host")
	case !between(s.Basis, 4, 200):
		return fault.New(fault.Invalid, "reprint.basis", "写明为什么可以转载：上级网站、授权协议或主管部门的来源名单").On("basis")
	}
	if s.ID == "" {
		s.AgencyID, s.CreatedBy, s.Active = agencyID, who.ID, true
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutReprintSource(&s); err != nil {
			return err
		}
		tx.Audit(entry(who, ReprintKeepers, "reprint.saved", s.ID, map[string]any{"host": s.Host, "active": s.Active}))
		return nil
	})
}

// hostOf reads a host from an address or a bare host, "" if there is none.
func hostOf(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || !strings.Contains(u.Hostname(), ".") || len(u.Hostname()) > 200 {
		return ""
	}
	return u.Hostname()
}

// within reports whether a host is the listed one or one below it.
func withinHost(host, listed string) bool {
	return host != "" && (host == listed || strings.HasSuffix(host, "."+listed))
}

// CommissionEdit asks a unit for an article for a day.
type CommissionEdit struct {
	UnitID, ColumnID, Title, Brief string
	Planned                        activity.Day
	Due                            time.Time
}

// AddCommission asks a unit for an article (约稿) and tells it. Faults:
// register.role, commission.unit, commission.title, commission.brief,
// commission.planned, commission.due. Clause: ACC-7.
func (d *Desk) AddCommission(ctx context.Context, who matter.Actor, e CommissionEdit) (string, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return "", err
	}
	unit, ok := tree.ByID[e.UnitID]
	now := d.store.Now()
	e.Title, e.Brief = strings.TrimSpace(e.Title), strings.TrimSpace(e.Brief)
	switch {
	case !ok || unit.ClosedAt != 0:
		return "", fault.New(fault.Invalid, "commission.unit", "请选择写稿的单位").On("unit")
	case !between(e.Title, 2, 100):
		return "", fault.New(fault.Invalid, "commission.title", "写明选题，2 到 100 个字").On("title")
	case !between(e.Brief, 4, 1000):
		return "", fault.New(fault.Invalid, "commission.brief", "写明要求：写给谁看、讲清什么、依据什么").On("brief")
	case e.Planned < activity.DayOf(now):
		return "", fault.New(fault.Invalid, "commission.planned", "计划发布的日子不能早于今天").On("planned")
	case e.Due.Before(now) || activity.DayOf(e.Due) > e.Planned:
		return "", fault.New(fault.Invalid, "commission.due", "交稿时间要在现在之后、计划发布之前").On("due")
	}
	if err := tree.mayIn(who, unit.AgencyID, DeskEditors...); err != nil {
		return "", err
	}
	c := store.Commission{AgencyID: unit.AgencyID, UnitID: unit.ID, ColumnID: e.ColumnID, Title: e.Title, Brief: e.Brief, Planned: e.Planned, DueAt: e.Due.UnixMilli(), State: "open", CreatedBy: who.ID}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutCommission(&c); err != nil {
			return err
		}
		tx.Audit(entry(who, DeskEditors, "commission.added", c.ID, map[string]string{"unit": unit.ID}))
		return tx.Notify([]string{unit.ID}, []regime.Role{regime.Handler, regime.Drafter, regime.Liaison, regime.Contractor}, "", "", "约稿：「"+c.Title+"」，"+e.Due.In(deadline.Zone).Format("1月2日 15:04")+" 前交稿")
	})
	return c.ID, err
}

// DropCommission gives a commission up, with a reason. Faults: register.role,
// commission.unknown, commission.reason, commission.ended.
func (d *Desk) DropCommission(ctx context.Context, who matter.Actor, id, reason string) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); !between(reason, 2, 200) {
		return fault.New(fault.Invalid, "commission.reason", "写一句为什么取消，2 到 200 字").On("reason")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.Commission(id)
		if err != nil {
			return err
		}
		if err := tree.mayIn(who, c.AgencyID, DeskEditors...); err != nil {
			return err
		}
		if c.State != "open" {
			return fault.New(fault.Conflict, "commission.ended", "已经动笔、完成或取消的约稿不能取消")
		}
		c.State, c.Reason, c.DoneAt = "dropped", reason, tx.Ms()
		tx.Audit(entry(who, DeskEditors, "commission.dropped", c.ID, nil))
		return tx.PutCommission(&c)
	})
}

// EditorialRule returns the rule on articles of an agency.
func (d *Desk) EditorialRule(ctx context.Context, agencyID string) (regime.Editorial, error) {
	var rule regime.Editorial
	err := d.store.View(ctx, func(tx *store.Tx) error {
		reg, _, err := d.accountRegime(tx, agencyID)
		if err == nil {
			rule = reg.EditorialRule()
		}
		return err
	})
	return rule, err
}
