package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"yingda/internal/regime"
	"yingda/internal/store"
)

// ringTasks speaks up about open tasks: when three quarters of their time are
// gone, and when it is over. A step of a response plan is one of them. Clause:
// HAN-1, HAN-7.
func (d *Desk) ringTasks(ctx context.Context, n int) error {
	due, err := d.store.TaskAlarms(ctx, d.store.Now().UnixMilli(), n)
	if err != nil || len(due) == 0 {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	for _, k := range due {
		m, err := d.store.Matter(ctx, k.MatterID)
		if err != nil {
			return err
		}
		err = d.store.Write(ctx, func(tx *store.Tx) error {
			about, says, next := store.EventDue, "快到期", k.DueAt
			if k.DueAt <= tx.Ms() {
				about, says, next = store.EventBreach, "已逾期", 0
			}
			if rang, err := tx.RingTask(k, next); err != nil || !rang {
				return err
			}
			units, role := tree.doers(m.AgencyID, k.Task)
			return tx.NotifyOf(about, units, []regime.Role{role}, m.ID, m.Grade, "任务"+says+"（"+stamp(k.DueAt)+"）："+k.Title+"："+m.Title)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// doers are the units and the role in which those are who do a task: handling
// units do their own, every other role does it for the whole agency.
func (t *Tree) doers(agencyID string, k store.Task) ([]string, regime.Role) {
	role := regime.Role(k.Role)
	if role == "" {
		role = regime.Handler
	}
	if role == regime.Handler || role == regime.Drafter {
		return []string{k.UnitID}, role
	}
	return t.unitsOf(agencyID), role
}

// findOverdue finds tasks that were not done in time, steps of response plans
// among them.
func (d *Desk) findOverdue(ctx context.Context, tree *Tree) (int, error) {
	late, err := d.store.OverdueTasks(ctx, d.store.Now().UnixMilli(), 200)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, k := range late {
		s, err := d.stands(ctx, k.MatterID)
		if err != nil {
			return n, err
		}
		_, role := tree.doers(s.m.AgencyID, k.Task)
		article, from := s.reg.OversightRule().Article, "任务"
		if plan, ok := s.reg.Plan(s.m.Grade, s.m.Need); ok && plan.ID == k.Plan {
			article, from = plan.Article, "预案「"+plan.Title+"」"
		}
		new, err := d.find(ctx, store.Finding{
			Key: "task:" + k.ID, Kind: "late", Rule: "task", AgencyID: s.m.AgencyID, UnitID: k.UnitID, MatterID: s.m.ID, Title: s.m.Title, Article: article, Since: k.DueAt,
			What: fmt.Sprintf("「%s」应于 %s 前完成，已逾期", k.Title, stamp(k.DueAt)),
		}, s.m.Grade, []string{"责任：" + tree.Name(k.UnitID) + "，" + s.reg.RoleTitle(role), "来自：" + from, "逾期自 " + stamp(k.DueAt) + " 起，由任务记录得出"})
		if err != nil {
			return n, err
		}
		n += new
	}
	return n, nil
}

// remindBefore is how long before a list of own acts is due the office is told.
const remindBefore = 10 * 24 * time.Hour

// findUnlisted reminds of the periodic list of own acts and decisions, and finds
// an agency that did not make it, once a period. It counts from the last list that
// was signed off, or from when a regime of this name was first adopted: a new
// version of it puts nothing off. Clause: JUD-7.
func (d *Desk) findUnlisted(ctx context.Context, tree *Tree) (int, error) {
	adopted, err := d.store.Adoptions(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, a := range adopted {
		if a.Kind != regime.Concern || tree.ByID[a.AgencyID].ClosedAt != 0 {
			continue
		}
		reg, err := d.Regime(ctx, a.RegimeID)
		if err != nil {
			return n, err
		}
		if reg.OwnList == nil {
			continue
		}
		new, err := d.unlisted(ctx, tree, a, *reg.OwnList)
		if err != nil {
			return n, err
		}
		n += new
	}
	return n, nil
}

func (d *Desk) unlisted(ctx context.Context, tree *Tree, a store.Adoption, rule regime.OwnList) (int, error) {
	last, err := d.store.LastOwnList(ctx, a.AgencyID)
	if err != nil {
		return 0, err
	}
	since, begun := max(last, a.Since), "采用制度"
	if last >= a.Since {
		begun = "上一期签发"
	}
	found, now := 0, d.store.Now().UnixMilli()
	for {
		due, err := d.until(ctx, a.AgencyID, since, rule.Every)
		if err != nil || now < due-remindBefore.Milliseconds() {
			return found, err
		}
		if now <= due {
			return found, d.remindOwnList(ctx, tree, a.AgencyID, due)
		}
		n, err := d.find(ctx, store.Finding{
			Key: fmt.Sprintf("ownlist:%s:%d", a.AgencyID, due), Kind: "missed", Rule: "own_list", AgencyID: a.AgencyID, UnitID: tree.Office(a.AgencyID).ID, Title: tree.Name(a.AgencyID) + "自查清单", Article: rule.Article, Since: due,
			What: fmt.Sprintf("本机关行为和决定自查清单应于 %s 前签发上报，没有签发", stamp(due)),
		}, "", []string{begun + "：" + stamp(since), "口径：每 " + strings.TrimSpace(spanText(rule.Every)) + "一期；只列本机关的行为和决定，不列人和群体"})
		if err != nil || due <= since {
			return found, err
		}
		found, since, begun = found+n, due, "上一期应签发而没有签发"
	}
}

// remindOwnList tells the office once that a list is due.
func (d *Desk) remindOwnList(ctx context.Context, tree *Tree, agencyID string, due int64) error {
	name, mark := "ownlist.told."+agencyID, stamp(due)
	told, err := d.store.Setting(ctx, name)
	if err != nil || told == mark {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.NotifyOf(store.EventDue, tree.unitsOf(agencyID), []regime.Role{regime.OfficeDirector, regime.Liaison}, "", "", "本机关行为和决定自查清单应于 "+mark+" 前签发上报"); err != nil {
			return err
		}
		return tx.SetSetting(name, mark)
	})
}
