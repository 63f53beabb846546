package intake

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"yingda/internal/store"
)

// hear learns when others bring their sources, from which follows how long each
// may be silent, and takes an alarm back. What staff report comes by no rhythm.
// The rows of the sources are held; LastNewAt is as it was before.
func (in *Intake) hear(tx *store.Tx, sources []store.Source) error {
	var ids []string
	for _, s := range sources {
		if sent := s.Kind == "push" || s.Kind == "file"; sent && s.Name != ReportSource && store.HourOf(s.LastNewAt) != store.HourOf(tx.Ms()) {
			ids = append(ids, s.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	known, err := tx.Deliveries(ids)
	if err != nil {
		return err
	}
	var learnt []store.Delivery
	for _, id := range ids {
		d := known[id]
		rhythm := in.rhythm(d.Rhythm)
		if !rhythm.Deliver(tx.Now) {
			continue
		}
		d.Rhythm, d.NewestAt, d.SilentAt = rhythm.String(), tx.Ms(), 0
		d.HabitSeconds = int64(rhythm.Patience().Seconds())
		learnt = append(learnt, d)
	}
	return tx.KeepDeliveries(learnt)
}

// heard is hear for a vendor whose file came, whatever sites its rows name.
func (in *Intake) heard(ctx context.Context, id string) error {
	return in.store.Write(ctx, func(tx *store.Tx) error {
		s, err := tx.LockSource(id)
		if err != nil {
			return err
		}
		return in.hear(tx, []store.Source{s})
	})
}

// perAlarm bounds the sources that one alarm of silence is about; the others
// follow with the next.
const perAlarm = 500

// HearSilence raises the alarm for sources that others bring and that brought
// nothing for longer than is their own habit: each once, all of them in one
// message, since most often one sender stands behind many. It returns how many.
// Clause: LIS-6.
func (in *Intake) HearSilence(ctx context.Context) (int, error) {
	var n int
	err := in.store.Write(ctx, func(tx *store.Tx) error {
		list, err := tx.FallenSilent(perAlarm)
		if n = len(list); err != nil || n == 0 {
			return err
		}
		var named, ids []string
		for i, d := range list {
			ids = append(ids, d.SourceID)
			if i < 5 {
				named = append(named, d.Name+"（已 "+says(tx.Now.Sub(time.UnixMilli(d.NewestAt)))+"没有送来，平时最多约 "+says(time.Duration(d.HabitSeconds)*time.Second)+"）")
			}
		}
		if err := tx.FallSilent(ids); err != nil {
			return err
		}
		text := strings.Join(named, "、")
		if n > len(named) {
			text += "等 " + strconv.Itoa(n) + " 个来源"
		}
		return tx.NotifyAgencyWatch("由对方送来的内容比平时安静得久：" + text + "，请向对方核对是否断了")
	})
	return n, err
}
