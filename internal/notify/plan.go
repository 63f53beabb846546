package notify

import (
	"slices"
	"time"

	"yingda/internal/job"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Plan writes down who is told of a notice by which outlet, and when. It is done
// exactly once a notice.
func (t *Teller) Plan(tx *store.Tx, j job.Job) error {
	var n store.Told
	if err := j.Into(&n); err != nil {
		return job.Final(err)
	}
	robots, err := tx.RobotsOf(n.Persons)
	if err != nil {
		return err
	}
	for _, r := range robots {
		if !slices.Contains(r.Events, n.Event) {
			continue
		}
		if _, err := tx.LockRobot(r.ID); err != nil { // two notices at once find each other's message
			return err
		}
		if err := plan(tx, n, store.Telling{Key: n.Notice + ":robot:" + r.ID, RobotID: r.ID}, store.Wish{}); err != nil {
			return err
		}
	}
	for _, id := range n.Persons {
		w, err := tx.LockWish(id)
		if err != nil {
			return err
		}
		if w.Mail == "" || !slices.Contains(w.Events, n.Event) {
			continue
		}
		if err := plan(tx, n, store.Telling{Key: n.Notice + ":mail:" + id, PersonID: id}, w); err != nil {
			return err
		}
	}
	return nil
}

// plan adds a notice to the message that waits for its outlet and matter, or
// writes a new one.
func plan(tx *store.Tx, n store.Told, to store.Telling, w store.Wish) error {
	last, err := tx.LastTold(to.RobotID, to.PersonID, n.Matter)
	if err != nil {
		return err
	}
	due := dueAt(tx.Now, time.UnixMilli(last), n, w).UnixMilli()
	open, ok, err := tx.OpenTelling(to.RobotID, to.PersonID, n.Matter)
	if err != nil {
		return err
	}
	if !ok {
		to.Kind, to.MatterID, to.Grade, to.Events, to.DueAt = "notice", n.Matter, n.Grade, []string{n.Event}, due
		return tx.AddTelling(to)
	}
	open.Changes++
	if !slices.Contains(open.Events, n.Event) {
		open.Events = append(open.Events, n.Event)
	}
	if regime.Grade(n.Grade).Rank() > regime.Grade(open.Grade).Rank() {
		open.Grade = n.Grade
	}
	sooner := due < open.DueAt
	open.DueAt = min(open.DueAt, due)
	if err := tx.SaveTelling(open); err != nil || !sooner {
		return err
	}
	return tx.AskTelling(open)
}

// dueAt is when a notice is told: at once, after the collapse time, or when the
// quiet hours end.
func dueAt(now, last time.Time, n store.Told, w store.Wish) time.Time {
	at := now
	if !major(n.Grade) && n.Event != store.EventBreach {
		at = later(at, last.Add(Collapse))
	}
	if major(n.Grade) {
		return at
	}
	return quiet(at, w.QuietFrom, w.QuietTo)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// quiet moves an instant out of the quiet hours, which may lie over midnight:
// from and to are minutes of the day, and the end no longer belongs to them.
func quiet(at time.Time, from, to int64) time.Time {
	local := at.In(zone)
	minute := int64(local.Hour()*60 + local.Minute())
	within := from <= minute && minute < to
	if from > to {
		within = minute >= from || minute < to
	}
	if !within {
		return at
	}
	day := local.Day()
	if minute >= to {
		day++ // they end tomorrow
	}
	return time.Date(local.Year(), local.Month(), day, int(to/60), int(to%60), 0, 0, zone)
}
