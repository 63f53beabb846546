package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"yingda/internal/activity"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// ColumnState is how fresh a column is; "" where nothing is asked of it.
type ColumnState string

// The states of a column. Unread is one of our site of which nothing can be said: it
// is not among the sites that are looked at, shows no dates, or was not read for days.
const (
	ColumnFresh  ColumnState = "fresh"
	ColumnSoon   ColumnState = "soon"
	ColumnStale  ColumnState = "stale"
	ColumnUnread ColumnState = "unread"
)

// ColumnStand (栏目更新情况) is how a column stands: Own on the accounts, by the
// interval set for it; OnSite on our own site, by the rule for linked columns.
type ColumnStand struct {
	store.Column
	Rule        regime.ColumnRule // zero for a column that is not linked
	Own, OnSite ColumnState
}

// Days before the end at which a column is listed (fewer of a short term), and for which a site may be out of
// reach before nothing is said of its column.
const (
	columnSoon    = 3
	columnSilence = 3
)

// ColumnStands returns the columns of an agency as they stand. Clause: ACC-5 ACC-7.
func (d *Desk) ColumnStands(ctx context.Context, agencyID string) ([]ColumnStand, error) {
	list, err := d.store.Columns(ctx, agencyID)
	if err != nil {
		return nil, err
	}
	var reg *regime.Regime
	err = d.store.View(ctx, func(tx *store.Tx) error {
		reg, _, err = d.accountRegime(tx, agencyID)
		return err
	})
	if err != nil {
		return nil, err
	}
	today := activity.DayOf(d.store.Now())
	var out []ColumnStand
	for _, c := range list {
		s := ColumnStand{Column: c}
		if c.Active {
			s.Own = freshness(today, c.Last, c.Every)
			s.Rule, _ = reg.ColumnRule(c.Linked)
			s.OnSite = siteFreshness(today, c, int64(s.Rule.Within))
		}
		out = append(out, s)
	}
	return out, nil
}

// freshness judges the last day with something new by an interval in days, 0 for none.
func freshness(today, last activity.Day, within int64) ColumnState {
	idle := int64(today - last)
	switch {
	case within == 0:
		return ""
	case idle > within:
		return ColumnStale
	case idle > within-min(columnSoon, within/4):
		return ColumnSoon
	}
	return ColumnFresh
}

func siteFreshness(today activity.Day, c store.Column, within int64) ColumnState {
	day := func(ms int64) activity.Day { return activity.DayOf(time.UnixMilli(ms)) }
	switch {
	case within == 0:
		return ""
	case c.LookedAt == 0 || c.News == 0 || today-day(c.LookedAt) > columnSilence:
		return ColumnUnread
	}
	return freshness(today, day(c.News), within)
}

// BoardGap (编辑部缺口) is one thing that the editorial board lacks, where, and what to
// do about it.
type BoardGap struct{ Where, Says, Remedy string }

// defaultBoard is the editorial board of an agency whose regime describes none.
// Clause: ORG-4.
var defaultBoard = []regime.BodyPost{
	{Title: "主管", Role: regime.Head, Where: regime.InAgency, Least: 1},
	{Title: "分管负责人", Role: regime.Deputy, Where: regime.InAgency, Least: 1},
	{Title: "主编", Role: regime.ChiefEditor, Where: regime.InAgency, Least: 1},
	{Title: "编辑", Role: regime.Editor, Where: regime.InAgency, Least: 1},
}

// EditorialBoard returns who belongs to the editorial board of an agency, and what it
// lacks: posts that nobody holds; columns without an editor who answers for them, or
// whose editor or unit is gone; linked columns of the site that are idle, or that
// nobody can read. Clause: ORG-4; ACC-5.
func (d *Desk) EditorialBoard(ctx context.Context, agencyID string, columns []ColumnStand) (posts []Post, gaps []BoardGap, err error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, nil, err
	}
	regimes, err := d.governing(ctx, tree, agencyID)
	if err != nil {
		return nil, nil, err
	}
	all, err := d.holders(ctx, tree)
	if err != nil {
		return nil, nil, err
	}
	wanted, reg := defaultBoard, &regime.Regime{}
	for _, r := range regimes {
		if b, ok := r.Body(regime.EditorialBoard); ok {
			wanted, reg = b.Posts, r
			break
		}
	}
	for _, w := range wanted {
		p := Post{BodyPost: w}
		p.fill(tree, agencyID, all, reg)
		for range p.Gaps {
			gaps = append(gaps, BoardGap{w.Title, fmt.Sprintf("要 %d 人，现有 %d 人", w.Least, len(p.Holders)), "在“单位与人员”里授予“" + reg.RoleTitle(w.Role) + "”"})
		}
		posts = append(posts, p)
	}
	for _, c := range columns {
		if c.Active {
			gaps = append(gaps, columnGaps(tree, all, c)...)
		}
	}
	return posts, gaps, nil
}

// columnGaps says what a column lacks.
func columnGaps(tree *Tree, all []held, c ColumnStand) (out []BoardGap) {
	add := func(says, remedy string) { out = append(out, BoardGap{c.Title, says, remedy}) }
	switch {
	case c.EditorID == "":
		add("没有责任编辑", "在“栏目和转载来源”里指定")
	case !edits(all, c.AgencyID, c.EditorID):
		add("责任编辑"+c.Editor+"已不在编辑岗位", "在“栏目和转载来源”里另行指定")
	}
	if u, ok := tree.ByID[c.UnitID]; !ok || u.ClosedAt != 0 {
		add("供稿单位已撤销", "在“栏目和转载来源”里改供稿单位")
	}
	switch c.OnSite {
	case ColumnStale:
		add(fmt.Sprintf("联动的网站栏目超过 %d 天没有更新", c.Rule.Within), "更新网站的这个栏目")
	case ColumnUnread:
		add("联动的网站栏目读不到日期", "在“自有网站”里登记它的列表页，并指定给这个栏目")
	}
	return out
}

// EditorsOf returns the chief editors and editors of an agency, each once.
func (d *Desk) EditorsOf(ctx context.Context, agencyID string) ([]Holder, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	all, err := d.holders(ctx, tree)
	var out []Holder
	for _, h := range all {
		if edits([]held{h}, agencyID, h.PersonID) && !slices.ContainsFunc(out, func(o Holder) bool { return o.PersonID == h.PersonID }) {
			out = append(out, h.Holder)
		}
	}
	return out, err
}
