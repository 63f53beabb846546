package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"yingda/internal/demo"
	"yingda/internal/intake"
	"yingda/internal/matter"
	"yingda/internal/store"
)

// replay carries out what is left of the history: posts arrive, clocks ring and
// people act, each at its own time on the app clock. Killed in the middle, it
// goes on where it stopped.
func (p *player) replay(ctx context.Context) error {
	defer p.clock.set(time.Time{})
	done, err := p.store.Setting(ctx, demoStep)
	if err != nil {
		return err
	}
	if err := p.parts(ctx, []part{{"answers", p.foundAnswers}, {"long", p.long}}); err != nil {
		return err
	}
	from, err := strconv.Atoi("0" + done)
	if err != nil {
		return err
	}
	acts := slices.DeleteFunc(p.sample.History(p.epoch), func(a demo.Act) bool { return a.Time.After(p.epoch) })
	at := p.epoch.Add(-11 * 24 * time.Hour)
	if from > 0 {
		at = acts[from-1].Time
	}
	for _, a := range acts[:from] {
		p.named(a)
	}
	p.log.Info("replaying the sample agency's history", "steps", len(acts)-from)
	for i := from; i <= len(acts); i++ {
		until := p.epoch
		if i < len(acts) {
			until = acts[i].Time
		}
		if at, err = p.meanwhile(ctx, at, until); err != nil {
			return err
		}
		if err := p.pass(ctx, at, until); err != nil {
			return err
		}
		at = until
		if i == len(acts) {
			break
		}
		if err := p.act(ctx, acts[i], i == from && !p.floor.IsZero()); err != nil {
			return fmt.Errorf("step %d (%s of %s by %s): %w", i, acts[i].Do, acts[i].Concern, acts[i].Who, err)
		}
		if err := p.store.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(demoStep, strconv.Itoa(i+1)) }); err != nil {
			return err
		}
	}
	if err := p.parts(ctx, []part{{"carried", p.foundCarried}, {"messages", p.foundMessages}, {"tips", p.foundTips}, {"today", p.today}, {"robot", p.foundRobot}}); err != nil {
		return err
	}
	// People have read what is older than a day.
	return p.store.Write(ctx, func(tx *store.Tx) error { return tx.ReadOldNotices(p.epoch.Add(-24 * time.Hour).UnixMilli()) })
}

// pass lets a stretch of time go by: posts come in by the quarter of an hour,
// are grouped, and the alarms that fall due ring.
func (p *player) pass(ctx context.Context, from, until time.Time) error {
	for from.Before(until) {
		next := from.Add(15 * time.Minute)
		if next.After(until) {
			next = until
		}
		posts := p.sample.PostsBetween(p.epoch, from, next)
		p.at(next)
		if len(posts) > 0 {
			if err := p.take(ctx, posts); err != nil {
				return err
			}
		}
		if _, err := p.desk.Ring(ctx, 1000); err != nil {
			return err
		}
		from = next
	}
	return nil
}

func (p *player) take(ctx context.Context, posts []demo.Post) error {
	var in []intake.Post
	for _, one := range posts {
		source, _ := p.sample.Source(one.Source)
		in = append(in, intake.Post{
			Source: source.Name, URL: source.Address(one), Title: one.Title, Text: one.Text, PublishedAt: one.At.In(p.epoch),
			Engagement: intake.Engagement{Views: int64(one.Views), Comments: int64(one.Comments), Shares: int64(one.Shares)},
		})
	}
	if _, err := p.intake.Push(ctx, matter.SystemActor, in); err != nil {
		return err
	}
	return p.intake.Group(ctx)
}
