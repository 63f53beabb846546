package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Who withholds a comment or proposes it, who decides on an appeal, and who reads
// what stands below our articles.
var (
	CommentKeepers = []regime.Role{regime.Editor, regime.ChiefEditor, regime.Keeper, regime.DutyOfficer, regime.OfficeDirector}
	AppealDeciders = []regime.Role{regime.ChiefEditor, regime.OfficeDirector, regime.Liaison, regime.Deputy, regime.Head}
	CommentReaders = append([]regime.Role{regime.Keeper}, Readers...)
)

// CommentHeader is the first row of a table of comments. A column for a name is
// not asked for; one that is there is not read.
var CommentHeader = []string{"文章", "文章地址", "评论", "时间", "编号"}

// ImportComments takes comments from a table whose first row names its columns.
// Only those of CommentHeader are read. Faults: register.role, comment.header,
// comment.rows.
func (d *Desk) ImportComments(ctx context.Context, who matter.Actor, accountID string, rows [][]string) (fresh int, err error) {
	if err := d.keepsComments(ctx, who, accountID); err != nil {
		return 0, err
	}
	if len(rows) < 2 || len(rows) > 5001 {
		return 0, fault.New(fault.Invalid, "comment.rows", "表里要有 1 到 5000 条评论，第一行是列名").On("file")
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[strings.TrimSpace(name)] = i
	}
	for _, must := range []string{"文章", "评论"} {
		if _, ok := at[must]; !ok {
			return 0, fault.New(fault.Invalid, "comment.header", "第一行缺少「%s」一列；可以有：%s", must, strings.Join(CommentHeader, "、")).On("file")
		}
	}
	var list []CommentIn
	for _, row := range rows[1:] {
		cell := func(name string) string {
			if i, ok := at[name]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		in := CommentIn{PostTitle: cell("文章"), PostURL: cell("文章地址"), Text: cell("评论"), Key: cell("编号")}
		if in.PostKey = in.PostURL; in.PostKey == "" {
			in.PostKey = in.PostTitle
		}
		if in.Key == "" {
			in.Key = store.Digest(in.Text + "\n" + cell("时间"))[:24]
		}
		in.At = tableTime(cell("时间"))
		list = append(list, in)
	}
	return d.TakeComments(ctx, accountID, list)
}

// keepsComments refuses whoever does not keep the comments of an account's agency.
func (d *Desk) keepsComments(ctx context.Context, who matter.Actor, accountID string) error {
	a, err := d.store.Account(ctx, accountID)
	if err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return tree.mayIn(who, a.AgencyID, CommentKeepers...)
}

// changeComment changes one comment of an agency whose comments a person keeps.
func (d *Desk) changeComment(ctx context.Context, who matter.Actor, key string, version int64, change func(tx *store.Tx, c *store.OwnComment) error) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.LockComment(key)
		if err != nil {
			return err
		}
		if err := tree.mayIn(who, c.AgencyID, append(CommentKeepers, AppealDeciders...)...); err != nil {
			return err
		}
		if version != c.Version {
			return fault.New(fault.Conflict, "comment.version", "这条评论刚有别人改过，请看过现在的样子再办")
		}
		if err := change(tx, &c); err != nil {
			return err
		}
		if err := tx.SaveComment(c); err != nil {
			return err
		}
		tx.Changed()
		return nil
	})
}

// tableTime reads an instant of a table; zero where there is none.
func tableTime(s string) time.Time {
	for _, form := range []string{sheetTime, time.DateTime, time.DateOnly, "2006/1/2 15:04", "2006/1/2 15:04:05", "2006/1/2"} {
		if at, err := time.ParseInLocation(form, s, deadline.Zone); err == nil {
			return at
		}
	}
	return time.Time{}
}

// Comments returns up to n comments below the articles of the agencies whose comments
// a person reads, newest first. Faults: register.role. Clause: ACC-13.
func (d *Desk) Comments(ctx context.Context, who matter.Actor, f store.CommentFilter, n int) ([]store.OwnComment, error) {
	if err := Reads(who, CommentReaders); err != nil {
		return nil, err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	f.Agencies = tree.CommentAgencies(who)
	return d.store.OwnComments(ctx, f, n)
}

// Comment returns one of them. Faults: register.role, comment.unknown.
func (d *Desk) Comment(ctx context.Context, who matter.Actor, id string) (store.OwnComment, error) {
	if err := Reads(who, CommentReaders); err != nil {
		return store.OwnComment{}, err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return store.OwnComment{}, err
	}
	c, err := d.store.OwnComment(ctx, id)
	if all := tree.CommentAgencies(who); err == nil && all != nil && !slices.Contains(all, c.AgencyID) {
		err = fault.New(fault.NotFound, "comment.unknown", "没有这条评论")
	}
	return c, err
}

// CommentAgencies are the agencies whose comments a person reads; nil for all.
func (t *Tree) CommentAgencies(who matter.Actor) []string { return t.agenciesOf(who, CommentReaders) }

// PlanAgencies are the agencies whose plans for emergencies a person reads; nil for all.
func (t *Tree) PlanAgencies(who matter.Actor) []string { return t.agenciesOf(who, PlanReaders) }

// seenAccount returns an account of the agencies in which a person holds one of
// the roles. Faults: account.unknown.
func (d *Desk) seenAccount(ctx context.Context, who matter.Actor, key string, roles []regime.Role) (store.Account, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return store.Account{}, err
	}
	a, err := d.store.Account(ctx, key)
	if err == nil && !slices.Contains(tree.agenciesOf(who, roles), a.AgencyID) && !who.SeesAll() {
		err = noAccount()
	}
	return a, err
}

// PlannedAccount returns an account whose plan for emergencies a person may read.
// Faults: account.unknown.
func (d *Desk) PlannedAccount(ctx context.Context, who matter.Actor, key string) (store.Account, error) {
	return d.seenAccount(ctx, who, key, PlanReaders)
}
