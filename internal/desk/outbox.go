package desk

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/platform"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Sending is how the desk reaches what lies outside the database. Outlet makes
// the way out for a registered outlet; Public is the public base address.
type Sending struct {
	Outlet func(store.Outlet) (channel.Outlet, error)
	Public string
	Seal   func(secret, purpose string) (string, error)
	Open   func(sealed, purpose string) (string, error)
}

// mostAttempts is how often a line of the outbox is tried before a person has
// to look at it.
const mostAttempts = 12

// errStopped says that nothing is sent now: the line waits.
var errStopped = fault.New(fault.Busy, "sending.stopped", "已按下停发，恢复前什么都不发")

// sendable refuses to send while the stop switch is pressed. Whatever leaves the
// house asks it in the transaction that puts the sending on record.
func sendable(tx *store.Tx) error {
	if stop, err := tx.Stopped(); err != nil || !stop.On() {
		return err
	}
	return errStopped
}

// sending is one line of the outbox in hand.
type sending struct {
	line    store.Release
	outlet  store.Outlet
	message channel.Message
	again   bool // an earlier try began and its end is not on record
}

// repeatable reports whether a channel has an idempotency key, so that a try
// whose end nobody knows may simply be repeated.
func repeatable(code string) bool { return regime.Channel(code) == regime.Webhook }

// Send carries out one line of the outbox that leaves this machine. It goes out
// at most once: that it is being sent is on record before the call. If nobody
// recorded how the call ended, the outlet is read back where it can be; a
// repetition happens only under an idempotency key; else a person decides. It
// returns fault.Busy sending.stopped while all sending is stopped, and an error
// when the line is to be tried again.
func (d *Desk) Send(ctx context.Context, releaseID string) error {
	s, err := d.claim(ctx, releaseID)
	if err != nil || s == nil {
		return err
	}
	out, err := d.Sending.Outlet(s.outlet)
	if err != nil {
		if s.again && !repeatable(s.line.Channel) {
			return d.settle(ctx, s, channel.Receipt{}, err)
		}
		return d.settle(ctx, s, channel.Receipt{}, channel.Refused(err))
	}
	if s.again && !repeatable(s.line.Channel) {
		receipt, err := out.ReadOwn(ctx, s.message)
		if err == nil && !receipt.Found {
			err = errNotThere
		}
		if postponed, err := d.postpone(ctx, s, err); postponed || err != nil {
			return err
		}
		return d.settle(ctx, s, receipt, err)
	}
	receipt, err := channel.Send(ctx, out, s.message)
	if postponed, err := d.postpone(ctx, s, err); postponed || err != nil {
		return err
	}
	if certain, _ := channel.Failed(err); err != nil && !certain {
		if back, backErr := out.ReadOwn(ctx, s.message); backErr == nil && back.Found {
			receipt, err = back, nil
		}
	}
	return d.settle(ctx, s, receipt, err)
}

// longestPublishing is how long a platform may take before a person looks.
const longestPublishing = 24 * time.Hour

// postpone keeps a line open that a platform has taken and not decided about,
// or does not want to hear of for a while; neither counts as an attempt. It
// returns the cause, by which the job knows when to come back.
func (d *Desk) postpone(ctx context.Context, s *sending, cause error) (bool, error) {
	code := fault.CodeOf(cause)
	switch {
	case code == platform.Publishing && d.store.Now().Sub(from(s.line.SendingAt)) < longestPublishing:
	case code == platform.Waiting:
	default:
		return false, nil
	}
	err := d.store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		o, err := tx.LockRelease(s.line.ID)
		if err != nil || o.State != "sending" || o.Attempts != s.line.Attempts {
			return err
		}
		o.Error = said(cause)
		if code == platform.Waiting && !s.again { // it certainly did not go out
			o.State, o.Attempts = "queued", o.Attempts-1
		}
		return tx.SaveRelease(o)
	})
	if err != nil {
		return true, err
	}
	return true, cause
}

var errNotThere = errors.New("回读没有看到；可能尚未显示，不能断定没有发出")

// claim puts on record that a line is being sent. It returns nil when there is
// nothing to do. What is sent was approved word for word and still stands.
func (d *Desk) claim(ctx context.Context, releaseID string) (*sending, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	var s *sending
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		s = nil
		if err := sendable(tx); err != nil {
			return err
		}
		o, err := tx.LockRelease(releaseID)
		if err != nil || o.State != "queued" && o.State != "sending" {
			return err
		}
		m, err := tx.LockMatter(o.StatementID)
		if err != nil {
			return err
		}
		a, err := d.load(tx, tree, matter.SystemActor, &m)
		if err != nil {
			return err
		}
		text, err := a.approved(o)
		if err != nil {
			return err
		}
		lines, err := tx.Releases(o.StatementID)
		if err != nil {
			return err
		}
		if o.State == "queued" && outdated(o, a.draft.PublicVersion, m.State, lines) {
			o.State = "superseded"
			return tx.SaveRelease(o)
		}
		outlet, err := tx.LockOutlet(o.OutletID)
		if err != nil {
			return err
		}
		if err := heldBack(tx, outlet.Address); err != nil {
			return err
		}
		s = &sending{line: o, outlet: outlet, again: o.State == "sending", message: d.message(o, m, text, tree.Name(m.AgencyID), lines)}
		if s.again {
			return nil
		}
		o.State, o.SendingAt, o.Attempts = "sending", tx.Ms(), o.Attempts+1
		s.line = o
		return tx.SaveRelease(o)
	})
	return s, err
}

// outdated reports whether a line is no longer to be sent: a later text stands,
// or there is nothing to withdraw at this outlet.
func outdated(o store.Release, public int64, state matter.State, lines []store.Release) bool {
	if o.Verb != "withdraw" {
		return o.Version != public || state == matter.Withdrawn
	}
	return !reached(o, lines)
}

// reached reports whether an earlier line of the same channel and outlet went
// out, or may have: a try whose answer was lost may have arrived.
func reached(o store.Release, lines []store.Release) bool {
	for _, l := range lines {
		if l.ID != o.ID && l.Channel == o.Channel && l.OutletID == o.OutletID && (l.State == "done" || l.State == "unknown" || l.State == "sending" || l.Attempts > 0) {
			return true
		}
	}
	return false
}

func (d *Desk) message(o store.Release, m matter.Matter, text store.Text, agency string, lines []store.Release) channel.Message {
	version := strconv.FormatInt(o.Version, 10)
	out := channel.Message{Key: channel.KeyOf(m.Number, version, o.OutletID, o.Verb), Verb: o.Verb, Number: m.Number, Version: o.Version, Title: text.Title, Text: text.Body, Agency: agency, Reason: o.Reason, ReleasedAt: from(o.QueuedAt)}
	for _, l := range lines {
		if l.Channel == string(regime.PublicSite) && l.Version == o.Version && l.Verb == o.Verb {
			out.ReleasedAt = from(l.DoneAt)
		}
	}
	if d.Sending.Public != "" {
		out.URL = d.Sending.Public + "/statements/" + m.Number
	}
	return out
}

// settle puts on record how a try ended. It does so even when the sending was
// cut off, since what happened outside has happened.
func (d *Desk) settle(ctx context.Context, s *sending, receipt channel.Receipt, cause error) error {
	certain, again := channel.Failed(cause)
	if cause != nil && !certain && repeatable(s.line.Channel) {
		certain, again = true, true
	}
	retry := false
	err := d.store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		o, err := tx.LockRelease(s.line.ID)
		if err != nil || o.State == "done" || o.SettledBy != "" || o.Attempts != s.line.Attempts {
			return err // somebody settled it meanwhile
		}
		outlet, err := tx.LockOutlet(o.OutletID)
		if err != nil {
			return err
		}
		switch {
		case cause == nil:
			o.State, o.Error, o.DoneAt, o.Address = "done", "", tx.Ms(), receipt.Address
			if o.Address == "" {
				o.Address = outlet.Name
			}
			outlet.SentAt, outlet.Error = tx.Ms(), ""
		case !certain:
			o.State, o.Error = "unknown", said(cause)
		case again && o.Attempts < mostAttempts:
			o.State, o.Error, retry = "queued", said(cause), true
		default:
			o.State, o.Error = "failed", said(cause)
		}
		if cause != nil {
			outlet.FailedAt, outlet.Error = tx.Ms(), said(cause)
		}
		if err := tx.SaveRelease(o); err != nil {
			return err
		}
		if err := tx.SaveOutlet(outlet); err != nil {
			return err
		}
		return d.settled(tx, matter.SystemActor, o, outlet.Name)
	})
	if err == nil && retry {
		return fmt.Errorf("send %s: %w", s.line.ID, cause)
	}
	return err
}

// settled tells the statement's timeline, and those who must decide, how a line
// of the outbox stands now.
func (d *Desk) settled(tx *store.Tx, who matter.Actor, o store.Release, where string) error {
	m, err := tx.LockMatter(o.StatementID)
	if err != nil {
		return err
	}
	title := regime.Channel(o.Channel).Title()
	if where != "" {
		title += "（" + where + "）"
	}
	text, side := "", "outward"
	switch o.State {
	case "done":
		text = "已发至" + title
		if err := d.posted(tx, who, o, m); err != nil {
			return err
		}
		if err := d.outwards(tx); err != nil {
			return err
		}
	case "unknown":
		text, side = "不知道是否已发至"+title+"，等人决定", "system"
	case "failed":
		text, side = "没有发至"+title+"："+o.Error, "system"
	default:
		return nil
	}
	if o.State != "done" {
		tree, err := d.Tree(tx.Context())
		if err != nil {
			return err
		}
		if err := tx.Notify(unitsOf(tree, m.AgencyID), Deciders, m.ID, m.Grade, text+"：《"+m.Title+"》"); err != nil {
			return err
		}
	}
	return tx.AddEvent(m.ID, store.Event{ActorID: who.ID, Actor: who.Name, Role: firstRole(who), Action: "delivered", Word: string(regime.Noted), From: string(m.State), To: string(m.State), Side: side, Text: text})
}

// outwards makes the public pages show anew where a statement went out.
func (d *Desk) outwards(tx *store.Tx) error {
	tx.Renew("public")
	return nil
}

func unitsOf(tree *Tree, agencyID string) []string {
	var out []string
	for _, u := range tree.Units {
		if u.AgencyID == agencyID {
			out = append(out, u.ID)
		}
	}
	return out
}

func firstRole(who matter.Actor) string {
	if who.System {
		return string(regime.System)
	}
	for _, g := range who.Grants {
		return string(g.Role)
	}
	return ""
}

// said is the sentence of a failure for people; the chain goes to the log.
func said(err error) string {
	if f := fault.Of(err); f != nil {
		return f.Text
	}
	text := []rune(err.Error())
	return string(text[:min(len(text), 200)])
}
