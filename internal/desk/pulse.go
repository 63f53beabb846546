package desk

import (
	"context"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/group"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// quietHours must pass before another spike about the same is told again.
const quietHours = 6

// Surges looks at concerns and topics that posts came to, in the present hour and
// the one before it. A spike is recorded with its arithmetic and told to who is
// on duty; a concern that was set aside comes back at once. It is not for posts
// that were published earlier: those are history. Clause: JUD-1.
func (d *Desk) Surges(tx *store.Tx, tree *Tree, concerns, topics []string) error {
	now := group.HourOf(tx.Now)
	hours := group.Baselines(now, now-1)
	counts, err := tx.ConcernHours(concerns, hours)
	if err != nil {
		return err
	}
	for _, id := range concerns {
		if s, ok := spiking(counts[id], now); ok {
			if err := d.concernSpike(tx, tree, id, s); err != nil {
				return err
			}
		}
	}
	if counts, err = tx.TopicHours(topics, hours); err != nil {
		return err
	}
	for _, id := range topics {
		s, ok := spiking(counts[id], now)
		if !ok || s.Base() == 0 { // a topic without its own baseline has nothing to be compared with
			continue
		}
		fresh, err := tx.AddSpike(spikeOf("topic", id, s), quietHours)
		if err != nil {
			return err
		}
		title, err := tx.TopicTitle(id)
		if err != nil {
			return err
		}
		if fresh {
			if err := tx.NotifyOf(store.EventWork, watchUnits(tree), []regime.Role{regime.DutyOfficer, regime.OfficeDirector}, "", "", "话题突增："+title+"，"+s.String()); err != nil {
				return err
			}
		}
	}
	return nil
}

func spiking(counts group.Hours, now int64) (group.Surge, bool) {
	for _, hour := range []int64{now, now - 1} {
		if s := counts.SurgeAt(hour); s.Spike() {
			return s, true
		}
	}
	return group.Surge{}, false
}

func spikeOf(kind, about string, s group.Surge) store.Spike {
	return store.Spike{Kind: kind, About: about, Hour: s.Hour, N: s.Now, DayBefore: s.DayBefore, WeekBefore: s.WeekBefore}
}

func (t *Tree) ofAgency(agencyID string) []string {
	var out []string
	for _, u := range t.Units {
		if u.AgencyID == agencyID {
			out = append(out, u.ID)
		}
	}
	return out
}

func watchUnits(tree *Tree) []string {
	var out []string
	for _, u := range tree.Units {
		if u.Office {
			out = append(out, u.ID)
		}
	}
	return out
}

func (d *Desk) concernSpike(tx *store.Tx, tree *Tree, id string, s group.Surge) error {
	m, err := tx.LockMatter(id)
	if err != nil || m.ClosedAt != 0 {
		return err
	}
	fresh, err := tx.AddSpike(spikeOf("concern", id, s), quietHours)
	if err != nil {
		return err
	}
	woken, err := tx.EndSnooze(id)
	if err != nil || !fresh && !woken {
		return err
	}
	text := "热度突增：" + s.String()
	if woken {
		text = "热度突增，结束搁置：" + s.String()
	}
	if err := systemEvent(tx, m, "spike", text); err != nil {
		return err
	}
	return tx.NotifyOf(store.EventWork, tree.ofAgency(m.AgencyID), []regime.Role{regime.DutyOfficer, regime.OfficeDirector}, id, m.Grade, "热度突增："+m.Title)
}

func systemEvent(tx *store.Tx, m matter.Matter, action, text string) error {
	return tx.AddEvent(m.ID, store.Event{ActorID: matter.SystemActor.ID, Actor: matter.SystemActor.Name, Action: action, Word: string(regime.Noted), From: string(m.State), To: string(m.State), Side: "system", Text: text})
}

// Wake takes up again the concerns whose time aside has passed, up to n, and
// tells who is on duty.
func (d *Desk) Wake(ctx context.Context, n int) (int, error) {
	due, err := d.store.SnoozeDue(ctx)
	if err != nil || !due {
		return 0, err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return 0, err
	}
	count := 0
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		ids, err := tx.SnoozesDue(n)
		if err != nil {
			return err
		}
		count = len(ids)
		for _, id := range ids {
			if _, err := tx.EndSnooze(id); err != nil {
				return err
			}
			m, err := tx.LockMatter(id)
			if err != nil {
				return err
			}
			if m.ClosedAt != 0 {
				continue
			}
			if err := systemEvent(tx, m, "wake", "搁置到期，回到待办"); err != nil {
				return err
			}
			if err := tx.NotifyOf(store.EventWork, tree.ofAgency(m.AgencyID), []regime.Role{regime.DutyOfficer, regime.OfficeDirector}, id, m.Grade, "搁置到期："+m.Title); err != nil {
				return err
			}
		}
		tx.Changed()
		return nil
	})
	return count, err
}

// SeeSpike records that somebody has looked at a spike.
func (d *Desk) SeeSpike(ctx context.Context, who matter.Actor, id string) error {
	if err := must(who, Groupers...); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		s, err := tx.SeeSpike(id, who.ID)
		if err != nil {
			return err
		}
		tx.Audit(entry(who, Groupers, "spike.seen", s.About, map[string]any{"hour": s.Hour, "posts": s.N}))
		tx.Changed()
		return nil
	})
}

func shortMoment(ms int64) string {
	return time.UnixMilli(ms).In(deadline.Zone).Format("2006-01-02 15:04")
}
