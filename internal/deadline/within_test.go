package deadline

import (
	"encoding/json"
	"testing"
	"time"

	"yingda/internal/fault"
)

func TestParseWithin(t *testing.T) {
	for in, want := range map[string]string{
		"30 minutes": "30 minutes", "1 minute": "1 minute", "24 hours": "24 hours", "1 hours": "1 hour",
		"3 days": "3 days", "20 working days": "20 working days", "1 working day": "1 working day",
		"  20  Working\tDays ": "20 working days", "007 days": "7 days",
	} {
		w, err := ParseWithin(in)
		if err != nil || w.String() != want {
			t.Errorf("%q: %v %v, want %s", in, w, err, want)
		}
	}
	for _, in := range []string{
		"", "days", "3", "3days", "-3 days", "+3 days", "3.5 days", "three days", "3 weeks", "3 working", "3 working hours",
		"3 workings days", "3 dayss", "3 days 4 hours", "３ days", "3 个工作日", "0x3 days", "1e3 days",
	} {
		if w, err := ParseWithin(in); fault.CodeOf(err) != "within.unreadable" || w != (Within{}) {
			t.Errorf("%q: %v %v", in, w, err)
		}
	}
	for _, in := range []string{"0 days", "36526 days", "25001 working days", "99999999999999999999 minutes", "876601 hours"} {
		if w, err := ParseWithin(in); fault.CodeOf(err) != "within.range" || w != (Within{}) {
			t.Errorf("%q: %v %v", in, w, err)
		}
	}
}

func TestWithinInFiles(t *testing.T) {
	var in struct{ A, B Within }
	if err := json.Unmarshal([]byte(`{"A":"3 days","B":""}`), &in); err != nil || in.A != (Within{3, Days}) || in.B != (Within{}) {
		t.Errorf("%+v %v", in, err)
	}
	if out, err := json.Marshal(in); err != nil || string(out) != `{"A":"3 days","B":""}` {
		t.Errorf("%s %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"A":"soon"}`), &in); fault.CodeOf(err) != "within.unreadable" {
		t.Errorf("soon: %v", err)
	}
	if s := (Within{20, WorkingDays}).Text() + (Within{30, Minutes}).Text() + (Within{2, Hours}).Text() + (Within{3, Days}).Text(); s != "20个工作日30分钟2小时3日" {
		t.Error(s)
	}
	if (Within{2, WorkingDays}).Duration() != 48*time.Hour || (Within{2, Hours}).Duration() != 2*time.Hour {
		t.Error("rough lengths")
	}
}

func FuzzParseWithin(f *testing.F) {
	for _, s := range []string{"30 minutes", "20 working days", "99999999999 hours", "一 日", "-1 day"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w, err := ParseWithin(s)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q: not a refusal: %v", s, err)
			}
			return
		}
		if again, err := ParseWithin(w.String()); err != nil || again != w {
			t.Errorf("%q: %v does not read back: %v %v", s, w, again, err)
		}
	})
}
