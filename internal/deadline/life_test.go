package deadline

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"
)

// life is a random history of one term: it is interrupted, begun anew, lengthened
// and handed back, in any order. Two reckonings follow it: Restart and Extend here,
// and a plain record there.
type life struct {
	term  Term
	plain Term // built by hand, without Restart or Extend
	back  int  // hand-backs: nothing may come of them
}

func randomLife(r *rand.Rand, cal *Calendar) life {
	l := life{term: randomTerm(r)}
	l.term.Extension = nil
	l.plain = l.term
	unit := time.Hour
	if l.term.Within.Exact() {
		unit = time.Minute
	}
	now := l.term.From
	for range 1 + r.IntN(5) {
		now = now.Add(time.Duration(1+r.Int64N(40)) * unit)
		switch r.IntN(4) {
		case 0: // an excluded interval, over the others or not
			p := Pause{From: now.Add(-time.Duration(r.Int64N(20)) * unit).Truncate(time.Minute), To: now.Truncate(time.Minute).Add(time.Minute), Reason: "征求意见"}
			l.term.Pauses = append(append([]Pause(nil), l.term.Pauses...), p)
			l.plain.Pauses = append(append([]Pause(nil), l.plain.Pauses...), p)
		case 1: // the correction came in: from here on, and nothing before counts
			now = now.Truncate(time.Minute)
			l.term = Restart(l.term, now)
			l.plain = Term{From: now, Within: l.plain.Within, CountFirstDay: l.plain.CountFirstDay}
		case 2: // lengthened, if the rule and the time allow
			e := Extension{By: Within{1 + r.IntN(20), l.term.Within.Unit}, Most: Within{20, l.term.Within.Unit}, Approver: "负责人", Reason: "需核实", At: now}
			if longer, err := Extend(cal, l.term, e); err == nil {
				l.term = longer
				l.plain.Extension = &e
			}
		default: // handed back and given out again: the clock runs on
			l.back++
		}
	}
	return l
}

// TestLives compares random histories of terms with the naive reckoning: 20,000,
// a million with YINGDA_TORTURE=1. YINGDA_SEED repeats a run.
func TestLives(t *testing.T) {
	cases := 20_000
	if os.Getenv("YINGDA_TORTURE") == "1" {
		cases = 1_000_000
	}
	seed := uint64(20260302)
	if s, err := strconv.ParseUint(os.Getenv("YINGDA_SEED"), 10, 64); err == nil {
		seed = s
	}
	r, n, cal := rand.New(rand.NewPCG(seed, 2)), newNaive(), Builtin()
	var restarted, extended, excluded, back int
	for i := range cases {
		l := randomLife(r, cal)
		got, err := Due(cal, l.term)
		if err != nil {
			t.Fatalf("seed %d case %d: %v: %+v", seed, i, err, l.term)
		}
		want, provisional := n.due(l.plain)
		if !got.Due.Equal(want) || got.Provisional != provisional {
			t.Fatalf("seed %d case %d: %+v\ngot  %s %v\nwant %s %v\n%v", seed, i, l, got.Due, got.Provisional, want, provisional, got.Steps)
		}
		if !l.term.Restarted.IsZero() {
			restarted++
		}
		if l.term.Extension != nil {
			extended++
		}
		if len(l.term.Pauses) > 1 {
			excluded++
		}
		if l.back > 0 {
			back++
		}
	}
	t.Logf("seed %d, %d cases: %d restarted, %d extended, %d with several exclusions, %d handed back", seed, cases, restarted, extended, excluded, back)
	if restarted == 0 || extended == 0 || excluded == 0 || back == 0 {
		t.Error("the cases are too tame")
	}
}
