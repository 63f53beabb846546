package deadline

import "time"

// Kind is why an alarm rings.
type Kind string

// The kinds of alarm, in the order in which they ring.
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

// all lists the alarms in order. The breach rings one second after Due, the
// first whole second that is too late, and no rung rings before it.
func (c Clock) all() []Alarm {
	var list []Alarm
	if !c.Half.IsZero() {
		list = append(list, Alarm{At: c.Half, Kind: AlarmHalf})
	}
	if !c.ThreeQuarters.IsZero() {
		list = append(list, Alarm{At: c.ThreeQuarters, Kind: AlarmThreeQuarters})
	}
	if c.Due.IsZero() {
		return list
	}
	breach := c.Due.Add(time.Second)
	list = append(list, Alarm{At: breach, Kind: AlarmBreach})
	for i, r := range c.Ladder {
		at := r.At
		if at.Before(breach) {
			at = breach
		}
		list = append(list, Alarm{At: at, Kind: AlarmEscalate, Rung: i, To: r.To})
	}
	return list
}

func (c Clock) endedBy(t time.Time) bool { return reached(c.Met, t) || reached(c.Cancelled, t) }
