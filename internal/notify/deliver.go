package notify

import (
	"context"
	"errors"
	"slices"
	"time"

	"yingda/internal/fault"
	"yingda/internal/job"
	"yingda/internal/store"
)

// held is how long an attempt of another job is left alone.
const held = 2 * time.Minute

// Deliver sends one telling and writes down what became of it. Claim, call and
// record are three steps: who is killed between call and record has sent and
// not said so, and the message is sent once more. Robots know no key by which
// they could tell; a letter carries the same Message-ID again.
func (t *Teller) Deliver(ctx context.Context, j job.Job) error {
	var in struct {
		Telling string `json:"telling"`
	}
	if err := j.Into(&in); err != nil {
		return job.Final(err)
	}
	var mine bool
	var x store.Telling
	var robot store.Robot
	var wait time.Duration
	err := t.Store.Write(ctx, func(tx *store.Tx) (err error) {
		x, robot, mine, wait, err = t.claim(tx, j, in.Telling)
		return err
	})
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return nil // removed in the meantime
	case err != nil:
		return err
	case wait > 0:
		return job.Later(wait)
	case !mine:
		return nil
	}
	sent, err := t.send(ctx, x, robot)
	if ctx.Err() != nil && err != nil {
		return ctx.Err() // stopped: it stays claimed and the queue comes back to it
	}
	return t.settle(ctx, j, x, sent, err)
}

// claim takes a telling for this job, or says how long to wait with it.
func (t *Teller) claim(tx *store.Tx, j job.Job, id string) (x store.Telling, robot store.Robot, mine bool, wait time.Duration, err error) {
	none := func(wait time.Duration, err error) (store.Telling, store.Robot, bool, time.Duration, error) {
		return x, robot, false, wait, err
	}
	if x, err = tx.LockTelling(id); err != nil {
		return none(0, err)
	}
	switch {
	case x.State == "sending" && x.JobID != j.ID && x.SendingAt > tx.Now.Add(-held).UnixMilli():
		return none(held, nil)
	case x.State != "waiting" && x.State != "sending":
		return none(0, nil)
	case x.DueAt > tx.Ms():
		return none(time.Duration(x.DueAt-tx.Ms())*time.Millisecond, nil)
	}
	if closed := t.Closed(); closed != nil {
		x.State, x.Error = "dropped", fault.Of(closed).Text
		return none(0, tx.SaveTelling(x))
	}
	if x.RobotID != "" {
		if robot, err = tx.LockRobot(x.RobotID); err != nil {
			return none(0, err)
		}
		if !robot.Active {
			x.State, x.Error = "dropped", "机器人已停用"
			return none(0, tx.SaveTelling(x))
		}
		if wait := turn(&robot, tx.Now); wait > 0 {
			return none(wait, nil)
		}
		if err = tx.SaveRobot(robot); err != nil {
			return none(0, err)
		}
	}
	if x.State == "sending" {
		x.Repeats++
	}
	x.State, x.SendingAt, x.JobID = "sending", tx.Ms(), j.ID
	x.Attempts++
	return x, robot, true, 0, tx.SaveTelling(x)
}

// turn takes the robot's next free place among its calls, or says how long it is
// until there is one.
func turn(r *store.Robot, now time.Time) time.Duration {
	p, ms := platforms[r.Kind], now.UnixMilli()
	if r.PausedUntil > ms {
		return time.Duration(r.PausedUntil-ms) * time.Millisecond
	}
	r.Calls = slices.DeleteFunc(r.Calls, func(at int64) bool { return at <= ms-60_000 })
	if n := len(r.Calls); n >= p.minute {
		return time.Duration(r.Calls[n-p.minute]+60_001-ms) * time.Millisecond
	}
	if n := len(r.Calls); p.second > 0 && n >= p.second && r.Calls[n-p.second] > ms-1000 {
		return time.Duration(r.Calls[n-p.second]+1001-ms) * time.Millisecond
	}
	r.Calls = append(r.Calls, ms)
	return 0
}

// send composes and sends; sent is false with no error where there was nothing
// to say.
func (t *Teller) send(ctx context.Context, x store.Telling, robot store.Robot) (sent bool, err error) {
	if x.RobotID == "" {
		return t.mail(ctx, x)
	}
	m, err := t.compose(ctx, x, robot.Sparse)
	if err != nil {
		return false, err
	}
	token, err := t.Open(robot.Token, TokenPurpose(robot.ID))
	if err != nil {
		return false, err
	}
	secret := ""
	if robot.Secret != "" {
		if secret, err = t.Open(robot.Secret, SecretPurpose(robot.ID)); err != nil {
			return false, err
		}
	}
	if app, chat, ok := application(token); ok {
		err = t.card(ctx, x, app, chat, secret, m)
	} else {
		err = t.post(ctx, robot.Kind, token, secret, m)
	}
	return err == nil, err
}

// settle writes down how an attempt ended, on the telling and on its robot.
func (t *Teller) settle(ctx context.Context, j job.Job, x store.Telling, sent bool, failed error) error {
	var fast tooFast
	slowly := errors.As(failed, &fast)
	final := failed != nil && !slowly && (j.Attempts >= j.MaxAttempts || !mayPass(failed))
	said := ""
	if f := fault.Of(failed); f != nil {
		said = f.Text
	} else if failed != nil {
		said = "没有发出，原因见运行日志"
		if final {
			t.Log.Error("staff not told", "telling", x.ID, "err", failed)
		}
	}
	err := t.Store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		now, err := tx.LockTelling(x.ID)
		if err != nil {
			return err
		}
		now.Error = said
		switch {
		case failed == nil && sent:
			now.State, now.SentAt = "sent", tx.Ms()
		case failed == nil:
			now.State, now.Error = "dropped", "今天没有要办的，没有发送"
		case final:
			now.State = "failed"
		default:
			now.State = "waiting"
		}
		if err := tx.SaveTelling(now); err != nil || x.RobotID == "" {
			return err
		}
		r, err := tx.LockRobot(x.RobotID)
		if err != nil {
			return err
		}
		if failed == nil {
			r.ToldAt, r.Error = tx.Ms(), ""
		} else {
			r.Error = said
		}
		if slowly {
			r.PausedUntil = tx.Now.Add(fast.wait).UnixMilli()
		} else if failed != nil {
			r.FailedAt = tx.Ms()
		}
		return tx.SaveRobot(r)
	})
	switch {
	case err != nil:
		return err
	case slowly:
		return job.Later(fast.wait)
	case failed == nil || final:
		return nil // the log of tellings has it, with its own way to try again
	}
	return failed
}

// mayPass reports whether a failure may pass by itself.
func mayPass(err error) bool {
	k := fault.KindOf(err)
	return k == fault.Busy || k == fault.Internal
}
