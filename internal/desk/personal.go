package desk

import (
	"context"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/store"
)

// What belongs to one person alone: preferences, saved views, notices read. None
// of it touches a matter, so none of it is audited.

// SetPreferences stores how a person likes the pages.
func (d *Desk) SetPreferences(ctx context.Context, who matter.Actor, p store.Preferences) error {
	switch p.After {
	case "", "stay", "back", "next":
	default:
		return fault.New(fault.Invalid, "preference.after", "保存之后只能是：留在本页、回到列表、下一件").On("after")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.SetPreferences(who.ID, p) })
}

// ReadNotices marks a person's notices as read.
func (d *Desk) ReadNotices(ctx context.Context, who matter.Actor) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.ReadNotices(who.ID) })
}

// SaveView keeps a list under a name. A view for everybody is made by those who
// lead or administer, or by the office.
func (d *Desk) SaveView(ctx context.Context, who matter.Actor, v store.SavedView) error {
	v.Name = strings.TrimSpace(v.Name)
	n := utf8.RuneCountInString(v.Name)
	switch {
	case who.Token:
		return fault.New(fault.Forbidden, "act.token", "接口令牌没有自己的视图")
	case n == 0 || n > 40:
		return fault.New(fault.Invalid, "view.name", "视图的名称要有 1 到 40 个字").On("name")
	case len(v.Query) > 1000:
		return fault.New(fault.Invalid, "view.query", "筛选条件太长").On("name")
	case v.Share == "everyone" && !mayShare(who):
		return fault.New(fault.Forbidden, "view.share", "给全体人员的视图由办公室主任、负责人或系统管理员保存").On("share")
	case v.Share != "private" && v.Share != "unit" && v.Share != "everyone":
		return fault.New(fault.Invalid, "view.share", "视图只能给自己、本单位或全体人员").On("share")
	}
	if v.Page != "search" && v.Page != "inbox" {
		v.Page = "concerns"
	}
	v.PersonID, v.UnitID = who.ID, who.UnitID
	return d.store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.SaveView(v)
		return err
	})
}

func mayShare(who matter.Actor) bool {
	for _, r := range wide {
		if who.Has(r) {
			return true
		}
	}
	return who.SeesAll()
}

// DropView removes a person's own view.
func (d *Desk) DropView(ctx context.Context, who matter.Actor, id string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.DropView(who.ID, id) })
}
