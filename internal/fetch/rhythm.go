package fetch

import (
	"encoding/hex"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"yingda/internal/deadline"
)

// Rhythm (发布规律) is how a source usually publishes: how much at each hour of
// the week, and how long it is silent between two items. Silences are counted in
// usual hours: an hour in which it usually says much counts for more, a night or
// a Sunday for little, so that no weekend is an alarm. With a Calendar a public
// holiday is a Sunday and a weekend that is worked (调休) a working day; for a source
// that keeps to working days the days off count next to nothing, however many.
type Rhythm struct {
	Calendar *deadline.Calendar // nil: the week alone; not part of String

	Items float64   // seen so far; old ones fade
	Hours float64   // over which they were seen
	First time.Time // the oldest item known
	Last  time.Time // and the newest
	Gaps  []float64 // the last silences, in usual hours

	week [hoursAWeek]float64
}

const (
	hoursAWeek = 168
	saturday   = 5
	mostGaps   = 64
	fadeAt     = 1000.0 // items after which all weights are halved
	knownAfter = 14 * 24 * time.Hour
	fewest     = 8         // silences before there is a habit
	apart      = time.Hour // items closer together are one occasion, at most; see Learn

	longest    = 60 * 24 * time.Hour // habit; what is further back is reckoned by the week alone
	workdaysAt = 0.1                 // share of items on days off up to which a source keeps to working days
	restHour   = 0.02                // what an hour of a day off counts for such a source
)

// china is the zone in which sources keep their hours.
var china = time.FixedZone("CST", 8*3600)

// slot returns the hour of the week that t is like.
func (r *Rhythm) slot(t time.Time) int {
	t = t.In(china)
	day := (int(t.Weekday()) + 6) % 7
	if r.Calendar != nil {
		switch on := r.Calendar.On(t); {
		case on.MakeUp:
			day = 4 * (6 - day) // a Saturday is a Friday, a Sunday a Monday
		case !on.Working && day < saturday:
			day = 6
		}
	}
	return day*24 + t.Hour()
}

// workdays reports whether the source keeps to working days.
func (r *Rhythm) workdays() bool {
	off, all := 0.0, 0.0
	for i, w := range r.week {
		if all += w; i >= saturday*24 {
			off += w
		}
	}
	return r.Items >= fewest && off <= workdaysAt*all
}

// Learn takes in the times of newly met items; what is older than the newest
// known, or later than now, teaches nothing.
func (r *Rhythm) Learn(times []time.Time, now time.Time) {
	times = slices.DeleteFunc(slices.Clone(times), func(t time.Time) bool { return t.IsZero() || t.After(now) || !t.After(r.Last) })
	slices.SortFunc(times, time.Time.Compare)
	for _, t := range times {
		if r.First.IsZero() {
			r.First, r.Last = t, t
		}
		if t.Sub(r.Last) >= time.Minute {
			r.Gaps = append(r.Gaps, r.Usual(r.Last, t))
			r.Gaps = r.Gaps[max(0, len(r.Gaps)-mostGaps):]
		}
		r.count(t)
	}
}

// count takes in that something came at t; what is old fades.
func (r *Rhythm) count(t time.Time) {
	if gap := t.Sub(r.Last); gap >= time.Minute {
		r.Hours += gap.Hours()
	}
	r.Items++
	r.week[r.slot(t)]++
	r.Last = t
	if r.Items > fadeAt {
		r.Items, r.Hours = r.Items/2, r.Hours/2
		for i := range r.week {
			r.week[i] /= 2
		}
	}
}

// weigher returns how much an hour counts, 1 on average; 1 everywhere until two
// weeks are known, but for the days off of a source that keeps to working days.
func (r *Rhythm) weigher() func(time.Time) float64 {
	known, total := r.Items >= 40 && r.Last.Sub(r.First) >= knownAfter, 0.0
	for _, w := range r.week {
		total += w
	}
	resting := r.workdays()
	return func(t time.Time) float64 {
		i := r.slot(t)
		switch {
		case resting && i >= saturday*24:
			return restHour
		case !known:
			return 1
		}
		near := (r.week[(i+hoursAWeek-1)%hoursAWeek] + 2*r.week[i] + r.week[(i+1)%hoursAWeek]) / 4
		const floor = 0.1 // nobody sleeps so soundly that an hour of theirs counts for nothing
		return (1-floor)*near*hoursAWeek/total + floor
	}
}

// Usual returns the length of a stretch of time in usual hours.
func (r *Rhythm) Usual(from, to time.Time) float64 {
	if !from.Before(to) {
		return 0
	}
	sum := 0.0
	if far := to.Sub(from) - longest; far > 0 {
		weeks := math.Ceil(far.Hours() / hoursAWeek)
		sum = weeks * hoursAWeek
		from = from.Add(time.Duration(weeks) * hoursAWeek * time.Hour)
	}
	weight := r.weigher()
	for from.Before(to) {
		next := from.Truncate(time.Hour).Add(time.Hour) // zones here differ by whole hours
		if next.After(to) {
			next = to
		}
		sum += weight(from) * next.Sub(from).Hours()
		from = next
	}
	return sum
}

// Known reports whether enough is known to go by.
func (r *Rhythm) Known() bool { return r.Items >= 5 && r.Hours > 0 }

// Wait returns after how long about half an item is to be expected, between least
// and most.
func (r *Rhythm) Wait(now time.Time, least, most time.Duration) time.Duration {
	need := 0.5 * r.Hours / r.Items
	return min(max(r.span(now, need, most), least), most)
}

// span returns the time from t on that is worth so many usual hours, at most most.
func (r *Rhythm) span(t time.Time, usual float64, most time.Duration) time.Duration {
	begin, weight := t, r.weigher()
	for t.Sub(begin) < most {
		next := t.Truncate(time.Hour).Add(time.Hour)
		w := weight(t)
		if worth := w * next.Sub(t).Hours(); worth < usual {
			usual -= worth
			t = next
			continue
		}
		return min(t.Sub(begin)+time.Duration(usual/w*float64(time.Hour)), most)
	}
	return most
}

// Habit returns how long a silence that begins with the newest item may last
// before it is longer than this source's own habit: beyond all but one in twenty
// of its silences, by twice as much as these stand above the middle one. Zero
// while too little is known. The longest habit is 60 days.
func (r *Rhythm) Habit() time.Duration {
	if len(r.Gaps) < fewest {
		return 0
	}
	sorted := slices.Sorted(slices.Values(r.Gaps))
	long := sorted[int(math.Ceil(0.95*float64(len(sorted)-1)))]
	middle := sorted[len(sorted)/2]
	limit := max(1.25*long, long+2*(long-middle))
	return max(r.span(r.Last, limit, longest), apart)
}

// String writes a rhythm for [ParseRhythm].
func (r *Rhythm) String() string {
	if r.Items == 0 {
		return ""
	}
	most := slices.Max(r.week[:])
	week := make([]byte, hoursAWeek)
	for i, w := range r.week {
		week[i] = byte(math.Round(255 * w / most))
	}
	gaps := make([]string, len(r.Gaps))
	for i, g := range r.Gaps {
		gaps[i] = strconv.FormatFloat(g, 'f', 2, 64)
	}
	number := func(f float64) string { return strconv.FormatFloat(f, 'f', 3, 64) }
	return strings.Join([]string{"1", number(r.Items), number(r.Hours), strconv.FormatInt(r.First.Unix(), 10), strconv.FormatInt(r.Last.Unix(), 10), number(most), hex.EncodeToString(week), strings.Join(gaps, ",")}, " ")
}

// ParseRhythm reads what String wrote; anything else is a rhythm not yet known.
func ParseRhythm(s string) Rhythm {
	var r Rhythm
	f := strings.Split(s, " ")
	if len(f) != 8 || f[0] != "1" {
		return r
	}
	week, err := hex.DecodeString(f[6])
	items, err1 := strconv.ParseFloat(f[1], 64)
	hours, err2 := strconv.ParseFloat(f[2], 64)
	first, err3 := strconv.ParseInt(f[3], 10, 64)
	last, err4 := strconv.ParseInt(f[4], 10, 64)
	most, err5 := strconv.ParseFloat(f[5], 64)
	if err != nil || err1 != nil || err2 != nil || err3 != nil || err4 != nil || err5 != nil || len(week) != hoursAWeek || items <= 0 {
		return r
	}
	r = Rhythm{Items: items, Hours: hours, First: time.Unix(first, 0).UTC(), Last: time.Unix(last, 0).UTC()}
	for i, w := range week {
		r.week[i] = float64(w) * most / 255
	}
	for g := range strings.SplitSeq(f[7], ",") {
		if n, err := strconv.ParseFloat(g, 64); err == nil {
			r.Gaps = append(r.Gaps, n)
		}
	}
	return r
}
