package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Of a bulk act: how many matters a filter may choose, how many rows may be ticked,
// how long a choice is good for, how many matters one turn of its job takes.
const (
	MaxBulk   = 5000
	MaxTicked = 200
	bulkFor   = 12 * time.Hour
	bulkTurn  = 25
)

// ExportBulk is the bulk act that changes nothing: a table of what was chosen.
const ExportBulk matter.Action = "export"

// BulkInput is what a person asks for on many matters: ticked rows with the versions
// that the person saw, or else a filter and the instant at which it was chosen. Once
// is made anew for each form, and lets it arrive once.
type BulkInput struct {
	Once     string
	Kind     regime.Kind
	Action   matter.Action
	Input    map[string]any
	Ticked   []store.BulkItem
	Filter   *store.ListFilter
	Query    string
	LeftOut  []string
	ChosenAt time.Time
}

// BulkTitle is the word for a bulk act.
func BulkTitle(kind regime.Kind, action matter.Action) string {
	for _, r := range matter.Rows(kind) {
		if r.Action == action {
			return strings.TrimSuffix(r.Title, "…")
		}
	}
	return "导出表格"
}

// BeginBulk writes down a bulk act and lets a job carry it out; a form that comes
// again returns the first one. Faults: bulk.role, bulk.none, bulk.many, bulk.ticked,
// bulk.old, those of matter.Check.
func (d *Desk) BeginBulk(ctx context.Context, who matter.Actor, in BulkInput) (string, error) {
	if err := unless(inPerson(who), mayBulk(who, in)); err != nil {
		return "", err
	}
	if err := d.bulkSize(ctx, who, in); err != nil {
		return "", err
	}
	b := store.Bulk{PersonID: who.ID, Once: in.Once, Kind: in.Kind, Action: in.Action, Input: in.Input, Filter: in.Filter, Query: in.Query, LeftOut: in.LeftOut, ChosenAt: in.ChosenAt.UnixMilli()}
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		if at := tx.Now.Sub(in.ChosenAt); in.Once == "" || len(in.Once) > 64 || at < -time.Minute || at > bulkFor {
			return fault.New(fault.Invalid, "bulk.old", "这一页打开太久了，请回到列表重新选择")
		}
		fresh, err := tx.AddBulk(&b)
		if err != nil || !fresh {
			return err
		}
		if in.Filter == nil {
			if err := tx.ListBulk(&b, tickedItems(in.Ticked)); err != nil {
				return err
			}
		}
		tx.Audit(bulkEntry(who.ID, who.UnitID, "bulk.began", b, map[string]any{"action": b.Action, "kind": b.Kind, "input": b.Input, "query": b.Query, "left_out": b.LeftOut, "ticked": b.Total}))
		return tx.Enqueue("bulk", b.ID, map[string]string{"bulk": b.ID}, tx.Now, 20)
	})
	return b.ID, err
}

func bulkEntry(personID, unitID, action string, b store.Bulk, detail map[string]any) store.Entry {
	return store.Entry{Actor: personID, Unit: unitID, Action: action, Object: b.ID, Result: "done", Detail: detail}
}

// tickedItems are ticked rows, each once.
func tickedItems(ticked []store.BulkItem) []store.BulkItem {
	var out []store.BulkItem
	for _, x := range ticked {
		if !slices.ContainsFunc(out, func(o store.BulkItem) bool { return o.Number == x.Number }) {
			x.State = "waiting"
			out = append(out, x)
		}
	}
	return out
}

// mayBulk refuses what is never done in bulk, and what no role of the person does.
func mayBulk(who matter.Actor, in BulkInput) error {
	if in.Action == ExportBulk {
		if len(in.Input) > 0 || in.Kind != regime.Concern && in.Kind != regime.Message {
			return fault.New(fault.Invalid, "bulk.role", "这一列表不能导出")
		}
		return nil
	}
	rows := matter.BulkRows(in.Kind, who)
	at := slices.IndexFunc(rows, func(r matter.Row) bool { return r.Action == in.Action })
	if at < 0 {
		return fault.New(fault.Forbidden, "bulk.role", "这一步不能批量办理，或者您的角色不能办")
	}
	if rows[at].Bulk == matter.BulkTicked && in.Filter != nil {
		return fault.New(fault.Invalid, "bulk.ticked", "「%s」要逐件看过：请在列表里勾选，不能按筛选全选", BulkTitle(in.Kind, in.Action))
	}
	_, err := matter.Check(rows[at], in.Input)
	return err
}

func (d *Desk) bulkSize(ctx context.Context, who matter.Actor, in BulkInput) error {
	n := len(in.Ticked)
	if in.Filter != nil {
		var err error
		if n, err = d.CountBulk(ctx, who, in.Kind, *in.Filter); err != nil {
			return err
		}
		if n > MaxBulk || len(in.LeftOut) > MaxTicked {
			return fault.New(fault.Invalid, "bulk.many", "一次最多 %d 件、除外 %d 件，请先收窄筛选", MaxBulk, MaxTicked)
		}
	} else if n > MaxTicked {
		return fault.New(fault.Invalid, "bulk.many", "一次最多勾选 %d 件", MaxTicked)
	}
	if n == 0 {
		return fault.New(fault.Invalid, "bulk.none", "没有选中任何一件")
	}
	return nil
}

// CountBulk counts what a filter would choose, to one more than may be chosen.
func (d *Desk) CountBulk(ctx context.Context, who matter.Actor, kind regime.Kind, f store.ListFilter) (int, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return 0, err
	}
	return d.store.CountMatters(ctx, kind, f, tree.Scope(who), MaxBulk+1)
}

// BulkOf returns a bulk act to the person who asked for it, and to who sees
// everything; fault.NotFound to anybody else.
func (d *Desk) BulkOf(ctx context.Context, who matter.Actor, id string) (store.Bulk, error) {
	b, err := d.store.Bulk(ctx, id)
	if err == nil && b.PersonID != who.ID && !who.SeesAll() {
		return store.Bulk{}, fault.New(fault.NotFound, "bulk.unknown", "没有这次批量办理，或者不是您的")
	}
	return b, err
}

// StopBulk ends a bulk act before its time: the matter in hand is finished, and none
// is begun after this returns.
func (d *Desk) StopBulk(ctx context.Context, who matter.Actor, id string) error {
	if _, err := d.BulkOf(ctx, who, id); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		b, err := tx.LockBulk(id)
		if err != nil || b.EndedAt != 0 {
			return err
		}
		tx.Audit(bulkEntry(who.ID, who.UnitID, "bulk.stopped", b, map[string]any{"done": b.Done, "refused": b.Refused, "left": b.Left()}))
		return tx.EndBulk(id, true)
	})
}

// BulkJob is what a bulk act needs of the job that carries it out. Hold is called in
// every transaction, with how far it has come: it fails where the job was lost to
// another process. Odd is told what failed for no reason that a person could mend.
type BulkJob struct {
	Hold func(tx *store.Tx, text string) error
	Odd  func(number string, err error)
}

// RunBulk goes on with a bulk act for one turn, and reports whether there is more to
// do. Each matter has a transaction of its own, in which the act is the one that its
// page takes: who asked is asked anew for the rights, the version is the one that the
// person saw, and what became of it commits with it. A refusal is written down with
// its reason.
func (d *Desk) RunBulk(ctx context.Context, id string, job BulkJob) (more bool, err error) {
	b, err := d.store.Bulk(ctx, id)
	if err != nil || b.EndedAt != 0 {
		return false, err
	}
	if b.ListedAt == 0 {
		if err := d.listBulk(ctx, b, job); err != nil {
			return false, err
		}
	}
	for range bulkTurn {
		over, err := d.bulkNext(ctx, b, job)
		if err != nil || over {
			return false, err
		}
	}
	return true, nil
}

// listBulk writes down what a filter chooses. What came after the choice is not part
// of it, and what was changed since then is refused: nobody saw it as it is now.
func (d *Desk) listBulk(ctx context.Context, b store.Bulk, job BulkJob) error {
	who, gone := d.Actor(ctx, b.PersonID)
	if gone != nil && fault.KindOf(gone) != fault.NotFound {
		return gone
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	var items []store.BulkItem
	if gone == nil {
		chosen, err := d.store.Choose(ctx, b.Kind, *b.Filter, tree.Scope(who), MaxBulk)
		if err != nil {
			return err
		}
		items = bulkItems(b, chosen)
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		now, err := tx.LockBulk(b.ID)
		if err != nil || now.ListedAt != 0 || now.EndedAt != 0 {
			return err
		}
		if err := tx.ListBulk(&now, items); err != nil {
			return err
		}
		return job.Hold(tx, fmt.Sprintf("0/%d", len(items)))
	})
}

func bulkItems(b store.Bulk, chosen []store.Chosen) []store.BulkItem {
	var items []store.BulkItem
	for _, c := range chosen {
		x := store.BulkItem{Number: c.Number, Version: c.Version, State: "waiting"}
		if c.OpenedAt > b.ChosenAt || slices.Contains(b.LeftOut, c.Number) {
			continue
		}
		if c.UpdatedAt > b.ChosenAt && b.Action != ExportBulk {
			x.State, x.Reason, x.At = "refused", "选择之后有人改动过，请看过再办", c.UpdatedAt
		}
		items = append(items, x)
	}
	return items
}

// bulkNext takes the next matter, and reports whether none is left.
func (d *Desk) bulkNext(ctx context.Context, b store.Bulk, job BulkJob) (over bool, err error) {
	who, gone := d.Actor(ctx, b.PersonID)
	if gone != nil && fault.KindOf(gone) != fault.NotFound {
		return false, gone
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return false, err
	}
	var x store.BulkItem
	var lost error
	settle := func(reason string, act func(tx *store.Tx) error) error {
		return d.store.Write(ctx, func(tx *store.Tx) error {
			now, err := tx.LockBulk(b.ID)
			if over = now.EndedAt != 0; err != nil || over {
				return err
			}
			if x, err = tx.NextOfBulk(b.ID); err != nil {
				return err
			}
			if x.Number == "" {
				over = true
				if err := endBulk(tx, now); err != nil {
					return err
				}
			} else if err := act(tx); err != nil {
				return err
			} else if err := tx.SettleBulk(b.ID, x.Seq, reason); err != nil {
				return err
			}
			lost = job.Hold(tx, fmt.Sprintf("%d/%d", min(now.Done+now.Refused+1, now.Total), now.Total))
			return lost
		})
	}
	err = settle("", func(tx *store.Tx) error {
		if gone != nil {
			return gone
		}
		return d.bulkOne(tx, tree, who, b, x)
	})
	if err == nil || lost != nil || ctx.Err() != nil || fault.KindOf(err) == fault.Busy || x.Number == "" {
		return over, err
	}
	reason := refusalOf(err)
	if reason == "" {
		job.Odd(x.Number, err)
		reason = "系统没有办成，请到该件的页面办理"
	}
	return over, settle(reason, func(*store.Tx) error { return nil })
}

// refusalOf is the sentence of a fault for people, "" for one that has none.
func refusalOf(err error) string {
	f := fault.Of(err)
	switch {
	case f == nil || f.Kind == fault.Internal:
		return ""
	case f.Code == "version.stale":
		return "选择之后有人改动过，请看过再办"
	}
	return f.Text
}

// bulkOne does what a bulk act asks for on one matter.
func (d *Desk) bulkOne(tx *store.Tx, tree *Tree, who matter.Actor, b store.Bulk, x store.BulkItem) error {
	m, err := tx.LockMatter(x.Number)
	if err != nil {
		return err
	}
	unseen := fault.New(fault.NotFound, "matter.unknown", "没有办件 %s，或者您看不到它", x.Number)
	if m.Kind != b.Kind {
		return unseen
	}
	if b.Action != ExportBulk {
		_, err := d.actIn(tx, tree, who, Input{Matter: x.Number, Version: x.Version, Action: b.Action, Input: b.Input, bulk: b.ID})
		return err
	}
	parts, err := tx.Parts(m.ID)
	if err == nil && !tree.Sees(who, m, parts) {
		return unseen
	}
	return err
}

func endBulk(tx *store.Tx, b store.Bulk) error {
	tx.Audit(bulkEntry(b.PersonID, "", "bulk.ended", b, map[string]any{"done": b.Done, "refused": b.Refused}))
	text := fmt.Sprintf("批量办理「%s」已办完：%d 件已办", BulkTitle(b.Kind, b.Action), b.Done)
	if b.Refused > 0 {
		text += fmt.Sprintf("，%d 件没有办，列有原因", b.Refused)
	}
	return errors.Join(tx.EndBulk(b.ID, false), tx.NotifyPersonOf(store.EventWork, b.PersonID, text))
}

// BulkSheet is the table of what was exported, as its reader sees it now; who takes
// it is on record. fault.Conflict while it goes on.
func (d *Desk) BulkSheet(ctx context.Context, who matter.Actor, id string) (header []string, rows [][]string, err error) {
	b, err := d.BulkOf(ctx, who, id)
	if err != nil {
		return nil, nil, err
	}
	if b.Action != ExportBulk || b.EndedAt == 0 {
		return nil, nil, fault.New(fault.Conflict, "bulk.running", "表格还没有备好，请等作业办完")
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, nil, err
	}
	for after, more := int64(0), true; more; {
		page, err := d.store.BulkRows(ctx, id, "done", tree.Scope(who), after, 500)
		if err != nil {
			return nil, nil, err
		}
		more = len(page) == 500
		for _, r := range page {
			after = r.Seq
			if r.Title != "" { // else it is seen no longer
				rows = append(rows, []string{r.Number, bulkTitle(r), tree.Name(r.UnitID), matter.Titles[r.Now], title(r.Grade), title(r.Need), bulkDue(r.NextDue)})
			}
		}
	}
	return []string{"编号", "标题", "承办单位", "环节", "等级", "诉求", "下一个时限"}, rows, d.store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(bulkEntry(who.ID, who.UnitID, "bulk.exported", b, map[string]any{"rows": len(rows)}))
		return nil
	})
}

// bulkTitle is the title of a matter in a table that leaves the desk: that of a tip
// stays here.
func bulkTitle(r store.BulkRow) string {
	if r.Need == regime.Tip {
		return "问题线索，标题不导出"
	}
	return r.Title
}

// title is the word of a grade or a need, "" for none.
func title[T interface {
	~string
	Title() string
}](x T) string {
	if x == "" {
		return ""
	}
	return x.Title()
}

func bulkDue(ms int64) string {
	if ms == 0 || ms == store.Never {
		return ""
	}
	return from(ms).In(deadline.Zone).Format("2006-01-02 15:04")
}
