// Package deadline reckons statutory time (期限): minutes, hours, calendar days
// and Chinese working days, with holidays, make-up days, pauses and one
// extension. It also says how a running clock stands: warned, breached, whom to
// tell next. Everything is a value in and a value out; no clock is read here.
//
// How days are counted. A day belongs to Asia/Shanghai. The day on which a term
// begins is not counted, and the last day ends at 23:59:59 (民法典 第二百零一条
// 第一款、第二百零三条第二款; the counting of the first day of an information
// request is general practice, so Term.CountFirstDay can turn it round). Minutes
// and hours run from instant to instant.
//
// How pauses count. Minutes and hours lose exactly the time that a pause covers.
// For days a day is counted if the clock runs at its end: a pause from the 3rd
// to the 10th takes the 3rd to the 9th out, seven days, however the hours fell,
// and one that begins and ends on the same day takes out none. Thus a pause on
// the last day moves the deadline instead of letting it lapse meanwhile.
//
// What is provisional. Working days in a year without a loaded notice follow the
// week alone, and the result says so. So do 29 to 31 December of a year whose
// next notice is missing: each new year's notice may rule those days, and of the
// twenty from 2007 to 2026 none reached back beyond the 29th. Minutes, hours and
// calendar days need no notice and are never provisional.
package deadline

import (
	"time"
	_ "time/tzdata" // deadlines must not depend on the host's zone files
)

// Zone is Asia/Shanghai (北京时间), summer time of 1986 to 1991 included.
var Zone = mustZone("Asia/Shanghai")

func mustZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err) // the zone is compiled in; this is a broken build
	}
	return z
}
