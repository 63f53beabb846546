package desk

import (
	"context"
	"time"

	"yingda/internal/fault"
	"yingda/internal/store"
)

// How many tips are taken a minute: those that paid with work, and those that could
// not, each by a form of ours.
const (
	tipsWorked = 300
	tipsPlain  = 120
)

// OldestForm is how long the longest of our public forms holds, that of a tip
// without script: as long as somebody may need to find the words. No form counts
// twice while it holds.
const OldestForm = 24 * time.Hour

// How many bytes of tips and of what tellers add are taken, so that no flood fills
// the disk. Letters without files have a share of their own, which large ones cannot
// use up: about 7,500 a day of the larger size to which a browser fills them.
const (
	smallTip    = 40 << 10
	smallMinute = 16 << 20
	smallDay    = 256 << 20
	largeMinute = 64 << 20
	largeDay    = 768 << 20
	dayMinutes  = 24 * 60
)

// paces are the bounds of one way in: how many a minute, and whether their bytes
// count.
type paces struct {
	count string
	most  int64
	sized bool
}

type paced struct {
	scope             string
	by, minutes, most int64
	full              error
}

func (p paces) of(size int) []paced {
	out := []paced{{p.count, 1, 1, p.most, busyTips()}}
	if !p.sized {
		return out
	}
	scope, minute, day := "tips.small", int64(smallMinute), int64(smallDay)
	if size > smallTip {
		scope, minute, day = "tips.large", largeMinute, largeDay
	}
	return append(out, paced{scope, int64(size), 1, minute, busyTips()}, paced{scope + ".day", int64(size), dayMinutes, day, fullTips()})
}

// room looks without a write whether there is room: a flood must not keep others
// from writing.
func (d *Desk) room(ctx context.Context, p paces, size int) error {
	for _, c := range p.of(size) {
		if n, err := d.store.PacedBy(ctx, c.scope, c.minutes); err != nil || n+c.by > c.most {
			return unless(err, c.full)
		}
	}
	return nil
}

// takeRoom takes it.
func takeRoom(tx *store.Tx, p paces, size int) error {
	for _, c := range p.of(size) {
		if n, err := tx.PaceBy(c.scope, c.by, c.minutes); err != nil || n > c.most {
			return unless(err, c.full)
		}
	}
	return nil
}

func busyTips() error {
	return fault.New(fault.Busy, "tip.busy", "这一分钟里提交的人太多，请过一分钟再试")
}

func fullTips() error {
	return fault.New(fault.Busy, "tip.full", "今天收到的内容已到上限。不带附件的一般还能提交；也可以明天再试，或者打 12388")
}
