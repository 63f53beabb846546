// Package desk carries out acts on matters (办理): one act is one transaction
// in which state, clocks, documents, timeline, audit entry and follow-up jobs
// commit together or not at all. What may be done is said by package matter and
// by the regime that the matter began under; the desk loads the facts that the
// guards read and writes what follows.
package desk

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"yingda/internal/blob"
	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Desk carries out acts. Calendar returns the working-day calendar in force;
// Duty returns the times on duty around an instant, nil meaning round the clock.
type Desk struct {
	store     *store.Store
	Calendar  func() *deadline.Calendar
	Duty      func(from time.Time) []deadline.Window
	Sending   Sending
	Exchange  *Exchange   // with other installations; nil for none
	Files     blob.Folder // evidence
	Forms     Forms       // of the public site
	Inbox     Inbox       // messages from the public
	Platforms Platforms   // of official accounts
	Mailing   Mailing     // mailboxes to which the public writes
	// Actor returns an active person with the rights held now; fault.NotFound for
	// anybody else. Bulk acts ask it.
	Actor func(ctx context.Context, personID string) (matter.Actor, error)

	mu      sync.Mutex
	regimes map[string]*regime.Regime // by id; a stored regime never changes
	tree    *Tree
	cal     *calendars
	learned map[string]*learned // by agency and target
	answers *answerBook         // checked answers in force
}

// New returns a desk over a store.
func New(s *store.Store) *Desk {
	return &Desk{store: s, Calendar: deadline.Builtin, regimes: map[string]*regime.Regime{}}
}

// Input is one act: on which matter, as seen at which version, what, and with
// which inputs.
type Input struct {
	Matter  string         `json:"-"`
	Version int64          `json:"version"`
	Action  matter.Action  `json:"action"`
	Input   map[string]any `json:"input"`

	bulk string // id of the bulk act that it is part of
}

// Result is the matter after the act, and the number of a matter that it made.
type Result struct {
	Matter  matter.Matter
	Created string
}

// act is one act while its transaction runs.
type act struct {
	*Desk
	tx      *store.Tx
	who     matter.Actor
	m       *matter.Matter
	step    matter.Step
	facts   matter.Facts
	reg     *regime.Regime
	tree    *Tree
	concern *store.Concern
	draft   *store.Statement
	article *store.Article // of a statement that is one
	message *store.Message
	filing  *store.Filing
	account *store.Account           // of a filing
	group   ResponseGroup            // of a concern
	made    map[regime.Document]bool // kinds of documents on record when the act began
	cal     *deadline.Calendar       // once a clock asked for it
	created string
	text    string         // for the timeline
	detail  map[string]any // for the timeline: before, after, ids
	bulk    string         // id of the bulk act that it is part of
}

// Act carries out one act. It returns fault.NotFound for a matter that does not
// exist or that the actor does not see, fault.Conflict for a stale version, and
// the faults of matter.Next.
func (d *Desk) Act(ctx context.Context, who matter.Actor, in Input) (Result, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return Result{}, err
	}
	var out Result
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		out, err = d.actIn(tx, tree, who, in)
		return err
	})
	return out, err
}

// actIn is Act inside a transaction, which must not commit if it fails.
func (d *Desk) actIn(tx *store.Tx, tree *Tree, who matter.Actor, in Input) (Result, error) {
	m, err := tx.LockMatter(in.Matter)
	if err != nil {
		return Result{}, err
	}
	a, err := d.load(tx, tree, who, &m)
	if err != nil {
		return Result{}, err
	}
	if !tree.Sees(who, m, a.facts.Units) {
		return Result{}, fault.New(fault.NotFound, "matter.unknown", "没有办件 %s，或者您看不到它", in.Matter)
	}
	if in.Version != m.Version {
		return Result{}, store.Stale(m.Number)
	}
	a.bulk = in.bulk
	if err := a.take(in.Action, in.Input); err != nil {
		return Result{}, err
	}
	if in.Action == "conclude" {
		if err := d.answeredBefore(tx, tree, &m); err != nil {
			return Result{}, err
		}
	}
	return Result{Matter: m, Created: a.created}, nil
}

// Offers returns what the actor may do now with a matter.
func (d *Desk) Offers(ctx context.Context, who matter.Actor, key string) (matter.Matter, []matter.Offer, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return matter.Matter{}, nil, err
	}
	var m matter.Matter
	var offers []matter.Offer
	err = d.store.View(ctx, func(tx *store.Tx) error {
		m, err = tx.LockMatter(key)
		if err != nil {
			return err
		}
		a, err := d.load(tx, tree, who, &m)
		if err != nil {
			return err
		}
		if !tree.Sees(who, m, a.facts.Units) {
			return fault.New(fault.NotFound, "matter.unknown", "没有办件 %s，或者您看不到它", key)
		}
		offers = matter.Offers(m, who, a.facts)
		return nil
	})
	return m, offers, err
}

// take checks one action and carries it out on the loaded matter. What would stand
// on our public pages at once waits while all sending is stopped.
func (a *act) take(action matter.Action, input map[string]any) error {
	step, err := matter.Next(*a.m, action, a.who, a.facts, input)
	if err != nil {
		return err
	}
	if step.Row.Public {
		if err := sendable(a.tx); err != nil {
			return err
		}
	}
	a.step, a.detail = step, map[string]any{}
	if a.bulk != "" {
		a.detail["bulk"] = a.bulk
	}
	a.m.State = step.To
	if f := effects[action]; f != nil {
		if err := f(a); err != nil {
			return err
		}
	}
	if a.text == "" {
		a.text = firstText(step)
	}
	return a.finish()
}

// finish writes what every act leaves: clocks, timeline, audit, version.
func (a *act) finish() error {
	if err := a.event(a.step.Row.Emits); err != nil {
		return err
	}
	if a.m.State.Final() != (a.m.ClosedAt != 0) {
		a.m.ClosedAt = 0
		if a.m.State.Final() {
			a.m.ClosedAt = a.tx.Ms()
			if err := a.tx.CancelTasks(a.m.ID, a.m.State == matter.Closed); err != nil {
				return err
			}
			if a.m.Kind == regime.Concern {
				if err := a.tellMessages(); err != nil {
					return err
				}
			}
		}
	}
	due, err := a.tx.NextDue(a.m.ID)
	if err != nil {
		return err
	}
	a.m.NextDue = due
	if a.m.ClosedAt != 0 {
		a.m.NextDue = store.Never
	}
	a.audit()
	if err := a.tx.UpdateMatter(a.m); err != nil {
		return err
	}
	a.tx.Changed()
	return nil
}

// event writes the timeline and lets the event begin and end clocks.
func (a *act) event(word regime.Event) error {
	raw, err := json.Marshal(a.detail)
	if err != nil {
		return err
	}
	side := "internal"
	switch {
	case a.step.Row.Outward:
		side = "outward"
	case a.who.System:
		side = "system"
	}
	if err := a.tx.AddEvent(a.m.ID, store.Event{
		ActorID: a.who.ID, Actor: a.who.Name, Role: string(a.role()), Action: string(a.step.Row.Action), Word: string(word),
		From: string(a.step.From), To: string(a.step.To), Side: side, Text: a.text, Detail: string(raw),
	}); err != nil {
		return err
	}
	if err := a.tick(word); err != nil {
		return err
	}
	return a.clocks(word)
}

// tick finishes the steps of the response plan that an event of the concern or
// of its statement carries out. A dispatch is received when every unit has it.
func (a *act) tick(word regime.Event) error {
	owner := a.m.ID
	if a.draft != nil {
		owner = a.draft.ConcernID
	}
	if word == regime.DispatchReceived {
		waiting, err := a.tx.Unreceived(owner, regime.DispatchNote)
		if err != nil || len(waiting) > 0 {
			return err
		}
	}
	return a.tx.TickTasks(owner, word, a.step.Row.Makes)
}

// role returns the role by which the actor was allowed, for the records.
func (a *act) role() regime.Role {
	if a.who.System {
		return regime.System
	}
	for _, p := range a.step.Row.Who {
		for _, g := range a.who.Grants {
			if g.Role == p.Role {
				return g.Role
			}
		}
	}
	for _, g := range a.who.Grants {
		return g.Role
	}
	return ""
}

func (a *act) audit() {
	a.tx.Audit(store.Entry{
		Actor: a.who.ID, Role: string(a.role()), Unit: a.who.UnitID, Action: string(a.m.Kind) + "." + string(a.step.Row.Action), Object: a.m.Number, Result: "done",
		Detail: map[string]any{"from": a.step.From, "to": a.step.To, "input": a.step.In, "detail": a.detail},
	})
}

// firstText returns the sentence of an act for the timeline: its reason, note
// or text.
func firstText(s matter.Step) string {
	for _, name := range []string{"reason", "note", "ground", "text", "title", "public"} {
		if t := s.In.Text(name); t != "" {
			return t
		}
	}
	return ""
}

// Regime returns a stored regime by id.
func (d *Desk) Regime(ctx context.Context, id string) (*regime.Regime, error) {
	d.mu.Lock()
	reg := d.regimes[id]
	d.mu.Unlock()
	if reg != nil {
		return reg, nil
	}
	source, err := d.store.RegimeSource(ctx, id)
	if err != nil {
		return nil, err
	}
	reg, err = regime.Parse(source)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	d.regimes[id] = reg
	d.mu.Unlock()
	return reg, nil
}
