package deadline

import (
	"time"

	"yingda/internal/fault"
)

// Term (期限) is all that one deadline is reckoned from.
type Term struct {
	From          time.Time // the event that starts the clock
	Within        Within
	Pauses        []Pause    // in any order, may overlap
	Extension     *Extension // nil: none; there is never a second one
	CountFirstDay bool       // count the day of From too (days and working days)
	Restarted     time.Time  // the first start, if Restart moved From; for the arithmetic
}

// Result is a reckoned deadline with its arithmetic. Instants are in Zone.
type Result struct {
	// Due is the last instant that is in time; zero while the clock stands
	// still under an open pause.
	Due time.Time
	// Half and ThreeQuarters are when that share of the term is used up, for
	// warnings. The time of a day term flows on counted days only. Zero if an
	// open pause comes first.
	Half, ThreeQuarters time.Time
	// Provisional is set if a day was touched that no loaded notice rules.
	Provisional bool
	// Left is what remains of a term that stands still; zero otherwise.
	Left Left
	// Steps are the arithmetic as Chinese sentences, in order.
	Steps []string
}

// Left is the unused rest of a term that stands still.
type Left struct {
	Days int           // whole days, for a term in days or working days
	Unit Unit          // the unit of the term, zero if nothing stands still
	Time time.Duration // for a term in minutes or hours
}

// Due (到期时间) reckons the deadline of t. It returns fault.Invalid for a term
// without length, for a pause or a start that makes no sense, and for an
// extension that breaks its rule.
//
// Clause: 政府信息公开条例(2019) 第三十三条; 信访工作条例(2022) 第三十四条.
func Due(cal *Calendar, t Term) (Result, error) {
	r, shares, err := reckon(cal, t, 50, 75)
	if err != nil {
		return Result{}, err
	}
	r.Half, r.ThreeQuarters = shares[0], shares[1]
	return r, nil
}

// Share returns the instant at which the given percentage of t, from 1 to 99, is
// used up; zero if an open pause comes first. It returns the faults of Due, and
// fault.Invalid for any other percentage.
func Share(cal *Calendar, t Term, percent int) (time.Time, error) {
	if percent < 1 || percent > 99 {
		return time.Time{}, fault.New(fault.Invalid, "deadline.percent", "提醒的百分比应当在 1 至 99 之间，这里是 %d。", percent)
	}
	_, shares, err := reckon(cal, t, percent)
	if err != nil {
		return time.Time{}, err
	}
	return shares[0], nil
}

// reckon returns the deadline and the instants of the given percentages.
func reckon(cal *Calendar, t Term, percents ...int) (Result, []time.Time, error) {
	if err := t.check(); err != nil {
		return Result{}, nil, err
	}
	pauses, err := union(t.Pauses, t.From)
	if err != nil {
		return Result{}, nil, err
	}
	if t.Within.Exact() {
		r, shares := exact(t, pauses, percents)
		return r, shares, nil
	}
	r, shares := byDay(cal, t, pauses, percents)
	return r, shares, nil
}

func (t Term) check() error {
	if t.From.IsZero() {
		return fault.New(fault.Invalid, "deadline.from", "期限没有起点。")
	}
	if err := sane(t.From); err != nil {
		return err
	}
	if err := t.Within.check(); err != nil {
		return err
	}
	if t.Extension != nil {
		return t.Extension.check(t.Within)
	}
	return nil
}

// count is the number of units with the extension.
func (t Term) count() int {
	if t.Extension == nil {
		return t.Within.N
	}
	return t.Within.N + t.Extension.By.N
}

// length is the whole of an exact term with the extension, which may be in the
// other exact unit.
func (t Term) length() time.Duration {
	if t.Extension == nil {
		return t.Within.duration()
	}
	return t.Within.duration() + t.Extension.By.duration()
}

func exact(t Term, pauses []Pause, percents []int) (Result, []time.Time) {
	total := t.length()
	var shares []time.Time
	for _, p := range percents {
		shares = append(shares, spend(t.From, total/100*time.Duration(p), pauses))
	}
	r := Result{Due: spend(t.From, total, pauses)}
	if r.Due.IsZero() {
		r.Left = Left{Unit: t.Within.Unit, Time: total - running(t.From, pauses)}
	}
	r.Steps = exactSteps(t, pauses, r)
	return r, shares
}

// spend returns the instant at which d has run since from, zero if an open
// pause comes first. A pause that begins at that very instant comes too late.
func spend(from time.Time, d time.Duration, pauses []Pause) time.Time {
	at := from
	for _, p := range pauses {
		free := p.From.Sub(at)
		if free >= d {
			break
		}
		if p.open() {
			return time.Time{}
		}
		d -= free
		at = p.To
	}
	return at.Add(d).In(Zone)
}

// running returns how long the clock ran before the open pause at the end.
func running(from time.Time, pauses []Pause) time.Duration {
	var ran time.Duration
	at := from
	for _, p := range pauses {
		ran += p.From.Sub(at)
		at = p.To
	}
	return ran
}

// byDay walks from day to day until the term is used up.
func byDay(cal *Calendar, t Term, pauses []Pause, percents []int) (Result, []time.Time) {
	w := walk{
		cal: cal, term: t, pauses: pauses, ahead: pauses, total: t.count(),
		percents: percents, shares: make([]time.Time, len(percents)),
	}
	d := dayOf(t.From)
	if !t.CountFirstDay {
		d++
	}
	w.notes.begin(t, d)
	for ; w.counted < w.total; d++ {
		if !w.visit(d) {
			w.result.Left = Left{Unit: t.Within.Unit, Days: w.total - w.counted}
			break
		}
	}
	w.notes.finish(t, pauses, &w.result)
	return w.result, w.shares
}

// walk is the state of one pass over the days.
type walk struct {
	cal     *Calendar
	term    Term
	pauses  []Pause // all of them
	ahead   []Pause // those that are not over yet
	total   int
	counted int

	percents []int
	shares   []time.Time // of the percents, in their order

	result Result
	notes  notes
}

// visit counts the day or notes why not; it returns false if the clock stands
// still from this day on.
func (w *walk) visit(d day) bool {
	var what Day
	if w.term.Within.Unit == WorkingDays {
		what = w.cal.on(d)
		if !what.Sure {
			w.result.Provisional = true
			w.notes.unsure(w.cal.noticeFor(d))
		}
		if !what.Working {
			w.notes.off(d, what)
			return true
		}
	}
	if p, ok := w.pausedAtEnd(d); ok {
		w.notes.paused(d, p)
		return !p.open()
	}
	w.count(d)
	w.notes.worked(d, what)
	return true
}

// pausedAtEnd returns the pause that holds the end of d. Days come in order, so
// pauses that are over are dropped.
func (w *walk) pausedAtEnd(d day) (Pause, bool) {
	for len(w.ahead) > 0 {
		p := w.ahead[0]
		first, last := p.days()
		if d < first {
			return Pause{}, false
		}
		if p.open() || d <= last {
			return p, true
		}
		w.ahead = w.ahead[1:]
	}
	return Pause{}, false
}

// count takes d as a counted day and notes the instants that fall into it.
func (w *walk) count(d day) {
	for i, p := range w.percents {
		if w.total*p/100 == w.counted {
			part := time.Duration(w.total*p%100) * 24 * time.Hour / 100
			w.shares[i] = w.clear(d.start().Add(part))
		}
	}
	w.counted++
	if w.counted == w.total {
		w.result.Due = d.end()
		w.notes.last = d
	}
}

// clear moves an instant that falls into a pause within a counted day to the
// end of that pause, so that nobody is warned while the clock stands still. On a
// first day that counts, no warning precedes the start.
func (w *walk) clear(t time.Time) time.Time {
	if t.Before(w.term.From) {
		t = w.term.From.In(Zone)
	}
	for _, p := range w.pauses {
		if p.holds(t) && !p.open() {
			return p.To.In(Zone)
		}
	}
	return t
}
