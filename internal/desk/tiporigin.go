package desk

import (
	"context"
	"slices"
	"strings"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/store"
)

// movedOrigin is the errand of destroying what no act of ours reaches.
const movedOrigin = "moved_origin"

// originDue is within which the original is to be destroyed where it came from.
var originDue = deadline.Within{N: 3, Unit: deadline.WorkingDays}

// origins say by way where else the original of a message lies; %s is the mailbox.
// What was written on our own site lay nowhere else.
var origins = map[string]string{
	"mail": "在来信邮箱%s和它的备份里彻底删除原信", "head_mailbox": "在来信邮箱%s和它的备份里彻底删除原信", "hotline": "请热线平台从工单库和导出文件里删除原工单", "service_hall": "封存大厅的登记和纸质原件，交线索接收人",
	"suggestion_box": "封存意见箱里的纸质原件，交线索接收人", "account_message": "在平台后台删除原对话",
}

// destroyOrigin gives whoever moved a message in, and has read it already, the task
// to see to its original: nobody else learns that there is one.
func (d *Desk) destroyOrigin(tx *store.Tx, who matter.Actor, m matter.Matter) error {
	x, err := tx.Message(m.ID)
	if err != nil {
		return err
	}
	says, box := origins[x.Way], ""
	head, err := tx.LockMailHead(m.ID)
	if err != nil {
		return err
	}
	if head.BoxID != "" {
		b, err := tx.LockMailBox(head.BoxID)
		if err != nil {
			return err
		}
		says, box = origins["mail"], "「"+b.Name+"」（"+b.Address+"）"
	}
	if says == "" || x.Way == "head_mailbox" && box == "" { // written on our own site
		return nil
	}
	due, err := deadline.Due(d.Calendar(), deadline.Term{From: tx.Now, Within: originDue})
	if err != nil {
		return err
	}
	title := m.Number + "：" + strings.Replace(says, "%s", box, 1)
	_, err = tx.OpenErrand(store.Errand{About: movedOrigin, AboutID: m.ID, AgencyID: m.AgencyID, UnitID: who.UnitID, PersonID: who.ID, Title: title, DueAt: due.Due.UnixMilli()})
	return err
}

// OriginsOwed returns the originals that a person has still to see to, the most
// urgent first.
func (d *Desk) OriginsOwed(ctx context.Context, who matter.Actor) ([]store.Errand, error) {
	return d.store.OpenErrandsAbout(ctx, who.ID, movedOrigin, 100)
}

// OriginDestroyed puts on record that a person saw to an original, as the one who
// moved it in says. Faults: register.role, tip.origin. Clause: HAN-8.
func (d *Desk) OriginDestroyed(ctx context.Context, who matter.Actor, matterID string) error {
	if err := must(who, TipMovers...); err != nil {
		return err
	}
	list, err := d.OriginsOwed(ctx, who)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(e store.Errand) bool { return e.AboutID == matterID })
	if i < 0 {
		return fault.New(fault.NotFound, "tip.origin", "没有这项要您销毁的原件")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.LockMatter(matterID)
		if err != nil {
			return err
		}
		tx.Audit(entry(who, TipMovers, "tip.origin", m.Number, nil))
		return tx.EndErrand(movedOrigin, matterID, who.ID, "done", "")
	})
}
