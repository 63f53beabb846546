package deadline

import (
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// naive is a second, slower reckoning that shares no code with the first: dates
// as strings, one step a day or a minute, every pause asked each time.
type naive struct{ off, work, known map[string]bool }

func newNaive() naive {
	n := naive{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	line := regexp.MustCompile(`(?m)^(\d{4}) (.*)$`)
	list := regexp.MustCompile(`(休|班) (\S+)`)
	days := regexp.MustCompile(`(\d{4}-)?(\d\d-\d\d)(?:\.\.(?:\d{4}-)?(\d\d-\d\d))?`)
	for _, y := range line.FindAllStringSubmatch(notices, -1) {
		n.known[y[1]] = true
		for _, part := range list.FindAllStringSubmatch(y[2], -1) {
			for _, m := range days.FindAllStringSubmatch(part[2], -1) {
				year := y[1] + "-"
				if m[1] != "" {
					year = m[1]
				}
				last := year + m[2]
				if m[3] != "" {
					last = year + m[3]
				}
				for d, _ := time.Parse(time.DateOnly, year+m[2]); ; d = d.AddDate(0, 0, 1) {
					s := d.Format(time.DateOnly)
					if part[1] == "休" {
						n.off[s] = true
					} else {
						n.work[s] = true
					}
					if s == last {
						break
					}
				}
			}
		}
	}
	return n
}

func (n naive) working(noon time.Time) bool {
	s := noon.Format(time.DateOnly)
	if n.off[s] || n.work[s] {
		return n.work[s]
	}
	return noon.Weekday() != time.Saturday && noon.Weekday() != time.Sunday
}

func (n naive) sure(noon time.Time) bool {
	next := strconv.Itoa(noon.Year() + 1)
	return n.known[noon.Format("2006")] && (n.known[next] || noon.Format("01-02") < "12-29")
}

func (n naive) due(t Term) (end time.Time, provisional bool) {
	stopped := func(at time.Time) bool {
		for _, p := range t.Pauses {
			if !at.Before(p.From) && at.Before(p.To) {
				return true
			}
		}
		return false
	}
	left := t.Within.N
	if t.Extension != nil {
		left += t.Extension.By.N
	}
	if t.Within.Unit == Minutes || t.Within.Unit == Hours {
		if t.Within.Unit == Hours {
			left *= 60
		}
		at := t.From
		for ; left > 0; at = at.Add(time.Minute) {
			if !stopped(at) {
				left--
			}
		}
		return at, false
	}
	noon := t.From.In(Zone)
	noon = time.Date(noon.Year(), noon.Month(), noon.Day(), 12, 0, 0, 0, Zone)
	if t.CountFirstDay {
		noon = noon.AddDate(0, 0, -1)
	}
	for left > 0 {
		noon = noon.AddDate(0, 0, 1)
		end = time.Date(noon.Year(), noon.Month(), noon.Day(), 23, 59, 59, 0, Zone)
		if t.Within.Unit == WorkingDays {
			provisional = provisional || !n.sure(noon)
			if !n.working(noon) {
				continue
			}
		}
		if !stopped(end) {
			left--
		}
	}
	return end, provisional
}

// randomTerm draws a term that begins on a whole minute between 1984 and 2029.
func randomTerm(r *rand.Rand) Term {
	first := time.Date(1984, 1, 1, 0, 0, 0, 0, Zone).Unix() / 60
	last := time.Date(2029, 1, 1, 0, 0, 0, 0, Zone).Unix() / 60
	if r.IntN(4) > 0 {
		first = time.Date(2006, 12, 1, 0, 0, 0, 0, Zone).Unix() / 60
	}
	t := Term{From: time.Unix((first+r.Int64N(last-first))*60, 0), Within: Within{1 + r.IntN(60), Unit(1 + r.IntN(4))}}
	t.CountFirstDay = r.IntN(8) == 0
	if r.IntN(4) == 0 {
		t.Extension = &Extension{By: Within{1 + r.IntN(20), t.Within.Unit}, Most: Within{20, t.Within.Unit}, Approver: "负责人", Reason: "需核实"}
	}
	scale := int64(60 * 24)
	if t.Within.Exact() {
		scale = 60
	}
	for range max(0, r.IntN(6)-2) {
		from := t.From.Add(time.Duration(r.Int64N(scale*40)-scale*2) * time.Minute)
		t.Pauses = append(t.Pauses, Pause{From: from, To: from.Add(time.Duration(r.Int64N(scale*8)) * time.Minute)})
	}
	return t
}

// TestDifferential compares 20,000 random terms with the naive reckoning, a
// million with YINGDA_TORTURE=1. YINGDA_SEED repeats a run.
func TestDifferential(t *testing.T) {
	cases := 20_000
	if os.Getenv("YINGDA_TORTURE") == "1" {
		cases = 1_000_000
	}
	seed := uint64(time.Now().UnixNano())
	if s, err := strconv.ParseUint(os.Getenv("YINGDA_SEED"), 10, 64); err == nil {
		seed = s
	}
	t.Logf("seed %d, %d cases", seed, cases)
	r, n, cal := rand.New(rand.NewPCG(seed, 1)), newNaive(), Builtin()
	var provisional, paused int
	for i := range cases {
		term := randomTerm(r)
		got, err := Due(cal, term)
		if err != nil {
			t.Fatalf("case %d: %v: %+v", i, err, term)
		}
		want, wantProvisional := n.due(term)
		if !got.Due.Equal(want) || got.Provisional != wantProvisional {
			t.Fatalf("seed %d case %d: %+v\ngot  %s %v\nwant %s %v\n%v", seed, i, term, got.Due, got.Provisional, want, wantProvisional, got.Steps)
		}
		if msg := disorder(term, got); msg != "" {
			t.Fatalf("seed %d case %d: %s: %+v %+v", seed, i, msg, term, got)
		}
		if got.Provisional {
			provisional++
		}
		if len(term.Pauses) > 0 {
			paused++
		}
	}
	if provisional == 0 || paused == 0 {
		t.Errorf("the cases are too tame: %d provisional, %d with pauses", provisional, paused)
	}
}

// disorder says what is wrong with the order of start, warnings and deadline.
func disorder(t Term, r Result) string {
	if r.Half.Before(t.From) || r.ThreeQuarters.Before(r.Half) || r.Due.Before(r.ThreeQuarters) {
		return fmt.Sprintf("order: %s %s %s %s", t.From, r.Half, r.ThreeQuarters, r.Due)
	}
	for _, p := range t.Pauses {
		if p.From.Before(p.To) && p.holds(r.Half) && r.Half.After(p.From) {
			return "the half warning falls into a pause"
		}
	}
	return ""
}

func BenchmarkDue20WorkingDays(b *testing.B) {
	term := Term{From: time.Date(2026, 9, 18, 10, 0, 0, 0, Zone), Within: Within{20, WorkingDays}}
	cal := Builtin()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Due(cal, term); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDue48Hours(b *testing.B) {
	term := Term{From: time.Date(2026, 9, 18, 10, 0, 0, 0, Zone), Within: Within{48, Hours}}
	cal := Builtin()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Due(cal, term); err != nil {
			b.Fatal(err)
		}
	}
}
