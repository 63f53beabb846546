package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// LoadNotice loads the notice of a year. The clocks that waited for it are reckoned
// anew by a job, each with a line in its history. Faults: register.role, those of
// deadline.LoadNotice.
func (d *Desk) LoadNotice(ctx context.Context, who matter.Actor, body string) (int, error) {
	if err := must(who, regime.SystemAdmin); err != nil {
		return 0, err
	}
	year, err := deadline.LoadNotice([]byte(body))
	if err != nil {
		return 0, fault.Of(err).On("notice")
	}
	return year.Number, d.store.Write(ctx, func(tx *store.Tx) error {
		hash := digest(body)
		tx.Audit(entry(who, []regime.Role{regime.SystemAdmin}, "calendar.notice", hash[:12], map[string]any{"year": year.Number, "hash": hash}))
		if err := tx.SaveNotice(store.CalendarNotice{Year: int64(year.Number), Body: body, Hash: hash, ByID: who.ID}); err != nil {
			return err
		}
		return tx.Enqueue("recompute", hash, nil, tx.Now, 5)
	})
}

// LoadOverlay loads the extra days off of a region or a sector. It rules no clock
// until an agency uses it. Faults: register.role, those of deadline.LoadOverlay.
func (d *Desk) LoadOverlay(ctx context.Context, who matter.Actor, body string) (string, error) {
	if err := must(who, regime.SystemAdmin); err != nil {
		return "", err
	}
	o, err := deadline.LoadOverlay([]byte(body))
	if err != nil {
		return "", fault.Of(err).On("overlay")
	}
	return o.ID, d.store.Write(ctx, func(tx *store.Tx) error {
		hash := digest(body)
		tx.Audit(entry(who, []regime.Role{regime.SystemAdmin}, "calendar.overlay", o.ID, map[string]any{"hash": hash, "days": len(o.Days)}))
		if err := tx.SaveOverlay(store.Overlay{ID: o.ID, Kind: o.Kind, Title: o.Title, Basis: o.Basis, Body: body, Hash: hash, ByID: who.ID}); err != nil {
			return err
		}
		return tx.Enqueue("recompute", hash, nil, tx.Now, 5)
	})
}

// UseOverlay lets an agency reckon by an overlay, or no longer. Faults:
// register.role, regime.agency, overlay.unknown.
func (d *Desk) UseOverlay(ctx context.Context, who matter.Actor, agencyID, overlayID string, use bool) error {
	if err := must(who, regime.SystemAdmin); err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	if tree.ByID[agencyID].Kind != "agency" {
		return fault.New(fault.Invalid, "regime.agency", "请选择机关").On("agency")
	}
	list, err := d.store.Overlays(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(o store.Overlay) bool { return o.ID == overlayID }) {
		return fault.New(fault.NotFound, "overlay.unknown", "没有这组附加休息日").On("overlay")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(entry(who, []regime.Role{regime.SystemAdmin}, "calendar.use", overlayID, map[string]any{"agency": agencyID, "use": use}))
		if err := tx.UseOverlay(agencyID, overlayID, who.ID, use); err != nil {
			return err
		}
		return tx.Enqueue("recompute", agencyID+overlayID, nil, tx.Now, 5)
	})
}

func digest(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}

// Recompute reckons the clocks anew that the calendar rules, after it changed, and
// returns how many moved. Each that moved, or is provisional no longer, gets a line
// in the history of its matter. A clock that was late stays late.
func (d *Desk) Recompute(ctx context.Context) (int, error) {
	n, after := 0, ""
	for {
		ids, err := d.store.DayClocks(ctx, after, 200)
		if err != nil || len(ids) == 0 {
			return n, err
		}
		after = ids[len(ids)-1]
		for _, id := range ids {
			moved, err := d.recompute(ctx, id)
			if err != nil {
				return n, err
			}
			n += moved
		}
	}
}

func (d *Desk) recompute(ctx context.Context, matterID string) (int, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		n = 0
		m, err := tx.LockMatter(matterID)
		if err != nil {
			return err
		}
		a, err := d.load(tx, tree, matter.SystemActor, &m)
		if err != nil {
			return err
		}
		clocks, err := tx.Clocks(matterID)
		if err != nil {
			return err
		}
		for i := range clocks {
			moved, err := a.recomputed(&clocks[i])
			if err != nil {
				return err
			}
			n += moved
		}
		if n == 0 {
			return nil
		}
		return a.settle()
	})
	return n, err
}

// recomputed reckons one clock anew; 1 if that changed it.
func (a *act) recomputed(k *store.Clock) (int, error) {
	if k.State != "running" && k.State != "paused" || k.BreachedAt != 0 {
		return 0, nil
	}
	due, provisional := k.DueAt, k.Provisional
	rule, _ := a.reg.Clock(k.Code)
	if err := a.reckon(k, rule.OnDuty); err != nil {
		return 0, err
	}
	if k.DueAt == due && k.Provisional == provisional {
		return 0, nil
	}
	text := k.Title + "：工作日安排有变，期限重新推算，仍为 " + stamp(k.DueAt)
	switch {
	case k.DueAt == store.Never:
		text = k.Title + "：工作日安排有变，恢复计时后按新的安排推算"
	case k.DueAt != due:
		text = k.Title + "：工作日安排有变，期限由 " + stamp(due) + " 改为 " + stamp(k.DueAt)
	}
	if k.Provisional {
		text += "（暂定）"
	}
	a.tx.Audit(store.Entry{Actor: "system", Role: "system", Action: "clock.recomputed", Object: a.m.Number, Result: "done", Detail: map[string]any{"clock": k.Code, "from": due, "to": k.DueAt, "provisional": k.Provisional}})
	if err := a.tx.SaveClock(k); err != nil {
		return 0, err
	}
	return 1, a.clockEvent(a.m.ID, regime.ClockRecomputed, text)
}
