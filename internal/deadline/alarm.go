package deadline

import (
	"slices"
	"time"
)

// Kind is why an alarm rings.
type Kind string

// The kinds of alarm. AlarmEscalate is a rung of the ladder.
const (
	AlarmHalf          Kind = "half"
	AlarmThreeQuarters Kind = "three_quarters"
	AlarmBreach        Kind = "breach"
	AlarmEscalate      Kind = "escalate"
)

// Alarm (提醒) is an instant at which somebody must be told.
type Alarm struct {
	At   time.Time
	Kind Kind
	Rung int    // index in the ladder, for AlarmEscalate
	To   string // the rung's addressee, for AlarmEscalate
}

// Alarms returns the alarms of the clock after since and up to until, in order:
// what a timer that slept over that stretch has to make good. A clock that was
// met or cancelled rings no more from that instant; one that stands still has no
// breach, and its warnings ring only if they came before the pause.
func (c Clock) Alarms(since, until time.Time) []Alarm {
	var due []Alarm
	for _, a := range c.all() {
		if a.At.After(since) && !a.At.After(until) && !c.endedBy(a.At) {
			due = append(due, a)
		}
	}
	return due
}

// NextAlarm returns the first alarm after now, false if none will ring.
func (c Clock) NextAlarm(now time.Time) (Alarm, bool) {
	for _, a := range c.all() {
		if a.At.After(now) && !c.endedBy(a.At) {
			return a, true
		}
	}
	return Alarm{}, false
}

// all lists the alarms in order of time; at one instant the clock's own come
// before the ladder's. The breach rings one second after Due.
func (c Clock) all() []Alarm {
	list := []Alarm{{At: c.Half, Kind: AlarmHalf}, {At: c.ThreeQuarters, Kind: AlarmThreeQuarters}}
	if !c.Due.IsZero() {
		list = append(list, Alarm{At: breach(c.Due), Kind: AlarmBreach})
	}
	for i, r := range c.Ladder {
		list = append(list, Alarm{At: r.At, Kind: AlarmEscalate, Rung: i, To: r.To})
	}
	list = slices.DeleteFunc(list, func(a Alarm) bool { return a.At.IsZero() })
	slices.SortStableFunc(list, func(a, b Alarm) int { return a.At.Compare(b.At) })
	return list
}

func (c Clock) endedBy(t time.Time) bool { return reached(c.Met, t) || reached(c.Cancelled, t) }
