package demo

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// shanghai is the zone in which the sample agency lives; it has no summer time,
// so that no zone data is needed.
var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// Offset is an instant told from the epoch. It is written either as a clock time
// on an earlier day, "-9d 09:12", so that people work by day whenever the demo is
// begun, or as a plain distance, "-3h10m", "+25s".
//
// A clock time on the day before is at 18:00 at the latest and a plain distance
// into the past is under six hours, so that the first kind always comes before
// the second, whatever the time of day of the epoch.
type Offset struct {
	day      int           // negative for the first form, 0 for the second
	clock    time.Duration // since midnight
	distance time.Duration
}

var clockForm = regexp.MustCompile(`^(-\d{1,2})d ([01]\d|2[0-3]):([0-5]\d)$`)

const (
	lastClock  = 18 * time.Hour // on the day before the epoch
	longestAgo = 6 * time.Hour
	earliest   = -10 // days
)

// UnmarshalText reads either form.
func (o *Offset) UnmarshalText(text []byte) error {
	if m := clockForm.FindStringSubmatch(string(text)); m != nil {
		day, _ := strconv.Atoi(m[1]) // the pattern admits digits alone
		hour, _ := strconv.Atoi(m[2])
		minute, _ := strconv.Atoi(m[3])
		*o = Offset{day: day, clock: time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute}
		if day < earliest || day > -1 || day == -1 && o.clock > lastClock {
			return fmt.Errorf("offset %q: a clock time lies between -10d 00:00 and -1d 18:00", text)
		}
		return nil
	}
	d, err := time.ParseDuration(string(text))
	if err != nil || text[0] != '+' && text[0] != '-' {
		return fmt.Errorf(`offset %q: want "-9d 09:12", "-3h10m" or "+25s"`, text)
	}
	if d <= -longestAgo {
		return fmt.Errorf("offset %q: six hours and more ago is written as day and clock time", text)
	}
	*o = Offset{distance: d}
	return nil
}

// In returns the instant (UTC) of o for a demo that began at epoch.
func (o Offset) In(epoch time.Time) time.Time {
	if o.day == 0 {
		return epoch.Add(o.distance).UTC()
	}
	return midnight(epoch, o.day).Add(o.clock).UTC()
}

// Live reports whether o lies after the epoch.
func (o Offset) Live() bool { return o.day == 0 && o.distance > 0 }

func (o Offset) compare(p Offset) int {
	if o.day == 0 || p.day == 0 {
		return cmp.Or(cmp.Compare(rank(o), rank(p)), cmp.Compare(o.distance, p.distance))
	}
	return cmp.Or(cmp.Compare(o.day, p.day), cmp.Compare(o.clock, p.clock))
}

// rank is 0 for a clock time on an earlier day and 1 for a plain distance.
func rank(o Offset) int {
	if o.day < 0 {
		return 0
	}
	return 1
}

// midnight is the beginning of the day that lies days after the epoch's own.
func midnight(epoch time.Time, days int) time.Time {
	y, m, d := epoch.In(shanghai).Date()
	return time.Date(y, m, d+days, 0, 0, 0, 0, shanghai)
}
