// Package report reckons the figures (统计) of the desk and of the public site:
// answered on time, late, without an answer, and how long it took. It counts
// lateness and answers, never moods, volumes or writers.
// Clause: REP-4, JUD-4.
package report

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"yingda/internal/regime"
	"yingda/internal/store"
)

// Shanghai is the time zone of days and months in figures.
var Shanghai = time.FixedZone("CST", 8*60*60)

// Counts (计数) says what became of a number of concerns. Every concern is in
// exactly one of the figures besides Received, which is their sum.
type Counts struct {
	Received  int64
	OnTime    int64 // answered in public within the time
	Late      int64 // answered in public after it
	Untimed   int64 // answered in public where no time was set
	NoAnswer  int64 // not answered in public, with a recorded reason
	Dismissed int64 // not taken up, with a recorded reason
	Overdue   int64 // not answered yet, past the time
	Waiting   int64 // not answered yet, within the time
}

// Answered returns how many were answered in public.
func (c Counts) Answered() int64 { return c.OnTime + c.Late + c.Untimed }

// Owed returns how many answers were due: given, or owed and overdue. It is
// what the share on time is reckoned of, so that not answering improves nothing.
func (c Counts) Owed() int64 { return c.OnTime + c.Late + c.Overdue }

// Share returns the share of answers on time, 0 to 1; ok is false when none was
// due yet.
func (c Counts) Share() (share float64, ok bool) {
	if c.Owed() == 0 {
		return 0, false
	}
	return float64(c.OnTime) / float64(c.Owed()), true
}

func (c *Counts) add(status, n int64) {
	c.Received += n
	switch status {
	case store.TallyOnTime:
		c.OnTime += n
	case store.TallyLate:
		c.Late += n
	case store.TallyUntimed:
		c.Untimed += n
	case store.TallyNoAnswer:
		c.NoAnswer += n
	case store.TallyDismissed:
		c.Dismissed += n
	case store.TallyOverdue:
		c.Overdue += n
	default:
		c.Waiting += n
	}
}

// Row is the figures of one grade, need, day or month.
type Row struct {
	Key string // code of a grade or need ("" where none is confirmed yet), 2026-03-16 or 2026-03
	Counts
}

// Figures (统计数据) is what became of the concerns detected in a span of days.
type Figures struct {
	At      time.Time // the instant at which this was true
	From    time.Time // first day, at midnight in Shanghai
	Through time.Time // the last day
	Total   Counts
	ByGrade []Row // in the order of regime.Grades, those that occur
	ByNeed  []Row
	ByDay   []Row // every day of the span, oldest first
	ByMonth []Row // every month that the span touches
	// ByDayGrade counts the concerns received a day and grade, day first.
	ByDayGrade map[string]map[string]int64
	// MedianMinutes and LongestMinutes are the time from detection to the first
	// public answer, -1 where there was none.
	MedianMinutes  int64
	LongestMinutes int64
	Open           int64 // open now, whenever detected
	OverdueNow     int64 // open now and past a deadline of any kind
}

// Query says what to count.
type Query struct {
	Days  int      // length of the span up to today; 0 means 365
	Units []string // nil for all
}

// Book holds figures that were reckoned. While somebody turns its pages by a
// timer (Refresh), a reader is given the figures of the last turn and never waits
// for new ones; At says how old they are. Without a timer a reader reckons them
// when matters changed or a minute passed. In both cases figures are reckoned so
// seldom that it takes a twentieth of the time at most.
type Book struct {
	store  *store.Reader
	turned atomic.Int64 // when Refresh last ended, milliseconds
	mu     sync.Mutex
	pages  map[string]*sheet
}

// How long figures that nobody asks for are still reckoned anew, and how long a
// timer may be silent before readers reckon for themselves.
const (
	remembered = 15 * time.Minute
	silent     = 5 * time.Minute
)

type sheet struct {
	query Query
	asked atomic.Int64 // by a reader, milliseconds
	mu    sync.Mutex   // held while it is reckoned
	last  atomic.Pointer[reckoned]
}

type reckoned struct {
	figures Figures
	stamp   int64
	cost    time.Duration
}

// stands reports whether the figures need not be reckoned anew.
func (r *reckoned) stands(now time.Time, stamp int64) bool {
	if r == nil {
		return false
	}
	age := now.Sub(r.figures.At)
	return age >= 0 && (age < 20*r.cost || age < time.Minute && stamp == r.stamp)
}

// New returns an empty book over a store, whose clock it uses.
func New(s *store.Reader) *Book { return &Book{store: s, pages: map[string]*sheet{}} }

// Figures returns the figures asked for. They may be up to a minute old, or
// twenty times as old as it takes to reckon them; At says it. Only who asks for
// what was never asked for waits.
func (b *Book) Figures(ctx context.Context, q Query) (Figures, error) {
	p, now := b.page(q), b.store.Now()
	p.asked.Store(now.UnixMilli())
	if last := p.last.Load(); last != nil && now.Sub(time.UnixMilli(b.turned.Load())) < silent {
		return last.figures, nil
	}
	return b.reckonPage(ctx, p)
}

// reckonPage reckons a page anew unless it stands or somebody else is at it.
func (b *Book) reckonPage(ctx context.Context, p *sheet) (Figures, error) {
	stamp, err := b.store.FigureStamp(ctx)
	if err != nil {
		return Figures{}, err
	}
	last := p.last.Load()
	if last.stands(b.store.Now(), stamp) {
		return last.figures, nil
	}
	if last == nil {
		p.mu.Lock()
	} else if !p.mu.TryLock() {
		return last.figures, nil
	}
	defer p.mu.Unlock()
	if last = p.last.Load(); last.stands(b.store.Now(), stamp) {
		return last.figures, nil
	}
	return b.fillSheet(ctx, p, stamp)
}

// Refresh reckons anew what no longer stands of what was asked for lately, and
// of what is to be ready always. Somebody calls it by a timer, every few seconds.
func (b *Book) Refresh(ctx context.Context, always ...Query) error {
	keep := map[*sheet]bool{}
	for _, q := range always {
		keep[b.page(q)] = true
	}
	since := b.store.Now().Add(-remembered).UnixMilli()
	b.mu.Lock()
	var pages []*sheet
	for key, p := range b.pages {
		if !keep[p] && p.asked.Load() < since {
			delete(b.pages, key)
			continue
		}
		pages = append(pages, p)
	}
	b.mu.Unlock()
	for _, p := range pages {
		if _, err := b.reckonPage(ctx, p); err != nil {
			return err
		}
	}
	b.turned.Store(b.store.Now().UnixMilli())
	return nil
}

func (b *Book) fillSheet(ctx context.Context, p *sheet, stamp int64) (Figures, error) {
	now := b.store.Now()
	f, err := b.reckon(ctx, p.query, now)
	if err != nil {
		return Figures{}, err
	}
	p.last.Store(&reckoned{figures: f, stamp: stamp, cost: b.store.Now().Sub(now)})
	return f, nil
}

// page returns the sheet of a query; the book is short, so a crowd of queries
// empties it.
func (b *Book) page(q Query) *sheet {
	if q.Days <= 0 {
		q.Days = 365
	}
	units := slices.Sorted(slices.Values(q.Units))
	key := time.Duration(q.Days).String() + strings.Join(units, ",")
	if q.Units == nil {
		key += "*"
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.pages[key] == nil {
		if len(b.pages) >= 256 {
			b.pages = map[string]*sheet{}
		}
		b.pages[key] = &sheet{query: q}
	}
	return b.pages[key]
}

func (b *Book) reckon(ctx context.Context, q Query, now time.Time) (Figures, error) {
	local := now.In(Shanghai)
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, Shanghai)
	f := Figures{At: now, From: today.AddDate(0, 0, 1-q.Days), Through: today}
	from, to := f.From.UnixMilli(), today.AddDate(0, 0, 1).UnixMilli()
	tallies, err := b.store.Tallies(ctx, from, to, now.UnixMilli(), q.Units)
	if err != nil {
		return f, err
	}
	f.fill(tallies)
	spans, err := b.store.AnswerTimes(ctx, from, to, q.Units)
	if err != nil {
		return f, err
	}
	f.MedianMinutes, f.LongestMinutes = median(spans)
	f.Open, f.OverdueNow, err = b.store.Standing(ctx, now.UnixMilli(), q.Units)
	return f, err
}

func (f *Figures) fill(tallies []store.Tally) {
	grades, needs, days, months := map[string]*Counts{}, map[string]*Counts{}, map[string]*Counts{}, map[string]*Counts{}
	f.ByDayGrade = map[string]map[string]int64{}
	for _, t := range tallies {
		date := time.Unix(t.Day*86400, 0).UTC()
		day := date.Format("2006-01-02")
		f.Total.add(t.Status, t.N)
		at(grades, t.Grade).add(t.Status, t.N)
		at(needs, t.Need).add(t.Status, t.N)
		at(days, day).add(t.Status, t.N)
		at(months, day[:7]).add(t.Status, t.N)
		if f.ByDayGrade[day] == nil {
			f.ByDayGrade[day] = map[string]int64{}
		}
		f.ByDayGrade[day][t.Grade] += t.N
	}
	for _, g := range append(slices.Clone(regime.Grades), "") {
		if c := grades[string(g)]; c != nil {
			f.ByGrade = append(f.ByGrade, Row{string(g), *c})
		}
	}
	for _, n := range append(slices.Clone(regime.Needs), "") {
		if c := needs[string(n)]; c != nil {
			f.ByNeed = append(f.ByNeed, Row{string(n), *c})
		}
	}
	for d := f.From; !d.After(f.Through); d = d.AddDate(0, 0, 1) {
		day := d.Format("2006-01-02")
		f.ByDay = append(f.ByDay, Row{day, *at(days, day)})
		if n := len(f.ByMonth); n == 0 || f.ByMonth[n-1].Key != day[:7] {
			f.ByMonth = append(f.ByMonth, Row{day[:7], *at(months, day[:7])})
		}
	}
}

func at(m map[string]*Counts, key string) *Counts {
	if m[key] == nil {
		m[key] = &Counts{}
	}
	return m[key]
}

// median returns the middle and the longest time; of two middles the shorter.
func median(spans []store.Span) (middle, longest int64) {
	var n int64
	for _, s := range spans {
		n += s.N
	}
	if n == 0 {
		return -1, -1
	}
	left := (n + 1) / 2
	for _, s := range spans {
		if left -= s.N; left <= 0 {
			return s.Minutes, spans[len(spans)-1].Minutes
		}
	}
	return -1, -1
}
