package app

import (
	"context"
	"errors"
	"time"

	"yingda/internal/desk"
	"yingda/internal/job"
	"yingda/internal/report"
	"yingda/internal/store"
)

// register names the work that runs by itself.
func (p *program) register() {
	p.jobs.RegisterTx("release", func(tx *store.Tx, j job.Job) error {
		var in struct {
			Release string `json:"release"`
		}
		if err := j.Into(&in); err != nil {
			return job.Final(err)
		}
		tree, err := p.desk.Tree(tx.Context())
		if err != nil {
			return err
		}
		return p.waits(p.desk.ReleaseIn(tx, tree, in.Release))
	})
	p.registerSending()
	p.registerMail()
	p.registerTelling()
	p.registerInbox()
	p.jobs.RegisterTx("lapse", func(tx *store.Tx, j job.Job) error {
		var in struct {
			Statement string `json:"statement"`
		}
		if err := j.Into(&in); err != nil {
			return job.Final(err)
		}
		tree, err := p.desk.Tree(tx.Context())
		if err != nil {
			return err
		}
		return p.desk.LapseIn(tx, tree, in.Statement)
	})
	p.jobs.Register("bulk", p.bulk)
	p.jobs.Register("group", func(ctx context.Context, _ job.Job) error { return p.intake.Group(ctx) })
	p.jobs.Register("learn", p.learn)
	p.jobs.Register("ring", func(ctx context.Context, _ job.Job) error {
		// A fault in the one must not hold back the other.
		_, rung := p.desk.Ring(ctx, 1000)
		_, woken := p.desk.Wake(ctx, 200)
		return errors.Join(rung, woken)
	})
	p.jobs.Register("secrets", func(ctx context.Context, _ job.Job) error {
		// A fault in the one must not hold back the others.
		_, secrets := p.desk.WatchSecrets(ctx)
		_, appeals := p.desk.WatchAppeals(ctx)
		_, incidents := p.desk.WatchIncidents(ctx)
		_, tips := p.desk.RemindTips(ctx)
		return errors.Join(secrets, appeals, incidents, tips)
	})
	p.jobs.Register("watch", func(ctx context.Context, _ job.Job) error {
		_, err := p.desk.Watch(ctx)
		return err
	})
	p.jobs.Register("exchange", p.deliver)
	p.jobs.Register("oversee", func(ctx context.Context, _ job.Job) error {
		_, err := p.desk.Oversee(ctx)
		return err
	})
	p.jobs.Register("recompute", func(ctx context.Context, _ job.Job) error {
		_, err := p.desk.Recompute(ctx)
		return err
	})
	p.jobs.Register("answers", func(ctx context.Context, _ job.Job) error { return p.desk.KeepAnswers(ctx) })
	p.jobs.Register("roster", func(ctx context.Context, _ job.Job) error {
		// A fault in the one must not hold back the other.
		_, err := p.intake.HearSilence(ctx)
		return errors.Join(p.desk.WarnGaps(ctx), err)
	})
	p.jobs.Register("sites", func(ctx context.Context, _ job.Job) error {
		_, err := p.desk.CheckSites(ctx, p.poller.LookAtSite)
		return err
	})
	p.jobs.Register("services", func(ctx context.Context, _ job.Job) error {
		_, err := p.desk.CheckServices(ctx, p.poller.LookAtService)
		return err
	})
	p.jobs.Register("pace", func(ctx context.Context, _ job.Job) error { return p.desk.KeepPace(ctx) })
	p.jobs.Register("tidy", func(ctx context.Context, _ job.Job) error { return p.store.TidySearch(ctx) })
	p.jobs.Register("purge", func(ctx context.Context, _ job.Job) error { return p.purge(ctx) })
}

// bulk goes on with a bulk act for one turn, so that other work has its turn between.
func (p *program) bulk(ctx context.Context, j job.Job) error {
	var in struct {
		Bulk string `json:"bulk"`
	}
	if err := j.Into(&in); err != nil {
		return job.Final(err)
	}
	more, err := p.desk.RunBulk(ctx, in.Bulk, desk.BulkJob{
		Hold: func(tx *store.Tx, text string) error {
			ok, err := tx.NoteJob(j, text)
			if err == nil && !ok {
				return job.ErrLost
			}
			return err
		},
		Odd: func(number string, err error) { p.log.Error("bulk act", "matter", number, "error", err) },
	})
	if err == nil && more {
		return job.Later(0)
	}
	return err
}

// schedules are the work that comes back. Grouping is asked for by every push,
// too; but what comes in while the last of it runs is not asked for again.
var schedules = map[string]time.Duration{"ring": 5 * time.Second, "group": 5 * time.Second, "carry": time.Minute, "sites": time.Minute, "purge": time.Hour, "tidy": 10 * time.Minute, "learn": time.Hour, "oversee": 10 * time.Minute, "answers": 10 * time.Minute, "mail_in": 15 * time.Second, "digest": time.Minute, "roster": 10 * time.Minute, "watch": time.Minute, "secrets": 10 * time.Minute, "pace": 10 * time.Minute, "services": time.Minute, "read_accounts": time.Minute}

func (p *program) schedule(ctx context.Context) error {
	for kind, every := range schedules {
		if err := p.jobs.Every(ctx, kind, kind, every); err != nil {
			return err
		}
	}
	return nil
}

// purge removes what has passed its retention.
// Clause: 个人信息保护法 第十九条.
func (p *program) purge(ctx context.Context) error {
	if err := p.intake.Purge(ctx, p.clock.Now()); err != nil {
		return err
	}
	keep, err := p.intake.Terms(ctx)
	if err != nil {
		return err
	}
	err = p.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.ForgetForms(tx.Now.Add(-desk.OldestForm - time.Hour).UnixMilli()); err != nil {
			return err
		}
		if err := tx.ForgetPresence(); err != nil {
			return err
		}
		if err := tx.PurgeMoves(); err != nil {
			return err
		}
		if err := tx.PurgeBulks(tx.Now.AddDate(0, 0, -180).UnixMilli(), 50); err != nil {
			return err
		}
		if err := tx.PurgeHours(store.HourOf(tx.Now.AddDate(-2, 0, 0).UnixMilli())); err != nil {
			return err
		}
		if err := tx.ForgetNonces(tx.Now.Add(-time.Hour).UnixMilli()); err != nil {
			return err
		}
		if err := tx.ForgetComments(tx.Now.AddDate(0, 0, -180).UnixMilli()); err != nil {
			return err
		}
		if err := tx.PurgeSessions(tx.Now.Add(-keep["session"]).UnixMilli()); err != nil {
			return err
		}
		return tx.PurgeAnswers(tx.Now.Add(-keep["idempotency"]).UnixMilli())
	})
	if err != nil {
		return err
	}
	if err := p.jobs.Purge(ctx, keep["job"]); err != nil {
		return err
	}
	if _, err := p.desk.ShredMessages(ctx); err != nil {
		return err
	}
	if _, err := p.desk.ShredTips(ctx); err != nil {
		return err
	}
	return p.teller.Purge(ctx)
}

// keepFigures turns the pages of the book of figures until ctx ends, so that no
// reader waits while they are reckoned. It is no job: every process has a book.
func (p *program) keepFigures(ctx context.Context) {
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		if err := p.book.Refresh(ctx, report.Query{}); err != nil && ctx.Err() == nil {
			p.log.Error("figures not reckoned", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
