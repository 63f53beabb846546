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
// use up. Each way in has its part of both, so that a flood of one shuts no other; a
// quarter of a part is open at midnight and the rest opens minute by minute, so that
// who filled it must go on filling it. See decision 57.
const (
	smallTip    = 40 << 10
	smallMinute = 16 << 20
	smallDay    = 256 << 20 // about 7,500 of the larger size to which a browser fills them
	largeMinute = 64 << 20
	largeDay    = 768 << 20
	dayMinutes  = 24 * 60
)

// paces are the bounds of one way in.
type paces struct {
	count  string // scope
	most   int64  // a minute
	fourth int64  // how many fourths of a day's bytes are its part; 0 if bytes do not count
}

// The ways in by which strangers fill the disk, and what is theirs of a day.
var (
	sealedTips = paces{count: "tips", most: tipsWorked, fourth: 2}
	plainTips  = paces{count: "tips.plain", most: tipsPlain, fourth: 1}
	tipReplies = paces{count: "tips.reply", most: repliesPace, fourth: 1}
)

type paced struct {
	scope             string
	by, minutes, most int64
	full              error
}

func (p paces) of(size int, now time.Time) []paced {
	out := []paced{{p.count, 1, 1, p.most, busyTips()}}
	if p.fourth == 0 {
		return out
	}
	scope, minute, day := p.count+".small", int64(smallMinute), int64(smallDay)
	if size > smallTip {
		scope, minute, day = p.count+".large", largeMinute, largeDay
	}
	return append(out, paced{scope, int64(size), 1, minute, busyTips()}, paced{scope + ".day", int64(size), dayMinutes, open(day/4*p.fourth, now), fullTips()})
}

// open is how much of a day's part may be used by an instant of the day.
func open(part int64, now time.Time) int64 {
	here := now.In(china)
	return part/4 + part/4*3*int64(here.Hour()*60+here.Minute())/dayMinutes
}

// room looks without a write whether there is room: a flood must not keep others
// from writing.
func (d *Desk) room(ctx context.Context, p paces, size int) error {
	for _, c := range p.of(size, d.store.Now()) {
		if n, err := d.store.PacedBy(ctx, c.scope, c.minutes); err != nil || n+c.by > c.most {
			return unless(err, c.full)
		}
	}
	return nil
}

// takeRoom takes it.
func takeRoom(tx *store.Tx, p paces, size int) error {
	for _, c := range p.of(size, tx.Now) {
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
	return fault.New(fault.Busy, "tip.full", "现在收到的内容已到上限，过一会儿会再放开一些，请一小时后再试。不带附件的一般还能提交；也可以打 12388")
}
