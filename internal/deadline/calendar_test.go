package deadline

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yingda/internal/fault"
)

// testdata returns the folder of public test material, or skips.
func testdata(t *testing.T, folder string) string {
	root := os.Getenv("YINGDA_TESTDATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	dir := filepath.Join(root, folder)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no test material in %s", dir)
	}
	return dir
}

func TestCalendarAgreesWithTheNotices(t *testing.T) {
	dir := testdata(t, "holiday")
	want := map[string]bool{} // date to "is off", as the public collection has it
	for y := 2007; y <= 2026; y++ {
		file, err := os.ReadFile(filepath.Join(dir, fmt.Sprint(y)+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var in struct {
			Days []struct {
				Date     string
				IsOffDay bool
			}
		}
		if err := json.Unmarshal(file, &in); err != nil {
			t.Fatal(err)
		}
		for _, d := range in.Days {
			want[d.Date] = d.IsOffDay
		}
		loaded, err := LoadNotice(file)
		if err != nil || loaded.Number != y {
			t.Errorf("%d: the notice in its public form is refused: %v", y, err)
		}
	}
	c, days := Builtin(), 0
	for d := at(t, "2006-12-30 12:00"); d.Year() < 2027; d = d.AddDate(0, 0, 1) {
		off, ruled := want[d.Format(time.DateOnly)]
		if !ruled {
			off = d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		}
		if c.On(d).Working == off {
			t.Errorf("%s: working = %v", d.Format(time.DateOnly), !off)
		}
		days++
	}
	t.Logf("%d days compared", days)
	empty, err := os.ReadFile(filepath.Join(dir, "2027.json"))
	if err == nil {
		if _, err := LoadNotice(empty); fault.CodeOf(err) != "calendar.empty" {
			t.Errorf("a notice without days: %v", err)
		}
	}
}

func TestBuiltinYears(t *testing.T) {
	c := Builtin()
	if y := c.Years(); len(y) != 20 || y[0] != 2007 || y[19] != 2026 || c.Knows(2027) {
		t.Errorf("years %v", y)
	}
	working := 0
	for d := at(t, "2026-01-01 12:00"); d.Year() == 2026; d = d.AddDate(0, 0, 1) {
		if c.On(d).Working {
			working++
		}
	}
	if working != 248 {
		t.Errorf("2026 has %d working days, want 248", working)
	}
}

// The constant firstUnruled stands on this evidence.
func TestNoNoticeReachesBackBeyondThe29th(t *testing.T) {
	for _, y := range Builtin().years {
		for d := range y.days {
			if year, m, dd := d.date(); year != y.Number && (m != time.December || dd < firstUnruled) {
				t.Errorf("the notice for %d rules %s", y.Number, d.text())
			}
		}
	}
}

const line2027 = "2027 元旦 休 2026-12-31,01-01..01-03 班 2026-12-26 | 春节 休 02-05..02-11 班 02-14 | 劳动节 休 05-01..05-03 | 国庆节 休 10-01..10-07 班 10-09"

func TestALaterNoticeMakesTheDeadlineSure(t *testing.T) {
	old := Builtin()
	y, err := LoadNotice([]byte("# 2027\n" + line2027 + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	c := old.With(y)
	term := Term{From: at(t, "2026-12-25 10:00"), Within: Within{5, WorkingDays}}
	before, _ := Due(old, term)
	after, err := Due(c, term)
	if err != nil {
		t.Fatal(err)
	}
	if !before.Provisional || before.Due.Format(time.DateOnly) != "2027-01-01" {
		t.Errorf("before: %+v", before)
	}
	if after.Provisional || after.Due.Format(time.DateOnly) != "2027-01-04" {
		t.Errorf("after: %+v", after)
	}
	if old.Knows(2027) || !c.Knows(2027) {
		t.Error("With changed the calendar that it was called on")
	}
	if !c.On(at(t, "2026-12-26")).MakeUp || old.On(at(t, "2026-12-26")).MakeUp {
		t.Error("26 December 2026 is a make-up day by the later notice alone")
	}
}

func TestLocalDaysOff(t *testing.T) {
	c := Builtin().WithLocal(LocalDay{2026, time.March, 20, "开斋节"}, LocalDay{2026, time.May, 9, "本地节日"})
	r, err := Due(c, Term{From: at(t, "2026-03-19"), Within: Within{1, WorkingDays}})
	if err != nil || r.Due.Format(time.DateOnly) != "2026-03-23" || !strings.Contains(strings.Join(r.Steps, ""), "开斋节") {
		t.Errorf("the day after a local holiday: %v %v", r, err)
	}
	if c.On(at(t, "2026-05-09")).Working || !Builtin().On(at(t, "2026-05-09")).Working {
		t.Error("a local day off goes before a national make-up day, there only")
	}
	if both := c.WithLocal(LocalDay{2026, time.March, 23, "本地节日"}); both.On(at(t, "2026-03-20")).Working {
		t.Error("a second overlay drops the first")
	}
}

func TestLoadNoticeRefuses(t *testing.T) {
	day := func(date, kind string) string { return `{"name":"元旦","date":"` + date + `"` + kind + `}` }
	for name, c := range map[string]struct{ file, code string }{
		"no JSON":                          {`{"year":`, "calendar.json"},
		"no days":                          {`{"year":2027,"days":[]}`, "calendar.empty"},
		"a day without its kind":           {`{"year":2027,"days":[` + day("2027-01-01", "") + `]}`, "calendar.kind"},
		"a day of another year":            {`{"year":2027,"days":[` + day("2028-01-01", `,"isOffDay":true`) + `]}`, "calendar.outside"},
		"a day of the November before":     {`{"year":2027,"days":[` + day("2026-11-30", `,"isOffDay":true`) + `]}`, "calendar.outside"},
		"no such day":                      {`{"year":2027,"days":[` + day("2027-02-29", `,"isOffDay":true`) + `]}`, "calendar.date"},
		"the same day twice":               {`{"year":2027,"days":[` + day("2027-01-01", `,"isOffDay":true`) + `,` + day("2027-01-01", `,"isOffDay":false`) + `]}`, "calendar.twice"},
		"a day without a name":             {`{"year":2027,"days":[{"date":"2027-01-01","isOffDay":true}]}`, "calendar.name"},
		"New Year alone":                   {`{"year":2027,"days":[` + day("2027-01-01", `,"isOffDay":true`) + `]}`, "calendar.incomplete"},
		"no Spring Festival":               {"2027 元旦 休 01-01 | 劳动节 休 05-01 | 国庆节 休 10-01..10-07", "calendar.incomplete"},
		"1 October worked":                 {strings.Replace(line2027, "休 10-01..10-07", "班 10-01..10-07", 1), "calendar.twice|calendar.incomplete"},
		"a word in place of the year":      {"明年 元旦 休 01-01", "calendar.year"},
		"a year out of range":              {"1066 元旦 休 01-01", "calendar.year"},
		"a holiday without days":           {"2027 元旦 休", "calendar.line"},
		"an unknown kind":                  {"2027 元旦 玩 01-01", "calendar.kind"},
		"a range that runs backwards":      {"2027 元旦 休 01-03..01-01", "calendar.range"},
		"a range with a broken first day":  {"2027 元旦 休 01-xx..01-03", "calendar.date"},
		"a range with a broken last day":   {"2027 元旦 休 01-01..01-33", "calendar.date"},
		"a day in a range and again":       {"2027 元旦 休 01-01..01-03,01-02", "calendar.twice"},
		"a long word where a date belongs": {"2027 元旦 休 " + strings.Repeat("很长", 40), "calendar.date"},
		"two years in one file":            {line2027 + "\n" + line2027, "calendar.one_year"},
		"an empty file":                    {"", "calendar.one_year"},
		"a huge file":                      {strings.Repeat("#", maxNotice+1), "calendar.large"},
	} {
		_, err := LoadNotice([]byte(c.file))
		if !strings.Contains("|"+c.code+"|", "|"+fault.CodeOf(err)+"|") || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want %s", name, err, c.code)
		}
	}
	if _, err := LoadNotice([]byte("\ufeff" + line2027)); err != nil {
		t.Errorf("a byte order mark should not matter: %v", err)
	}
}

func FuzzLoadNotice(f *testing.F) {
	f.Add([]byte(line2027))
	f.Add([]byte(`{"year":2027,"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true}]}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		y, err := LoadNotice(file)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("not a refusal: %v", err)
			}
			return
		}
		if !Builtin().With(y).Knows(y.Number) {
			t.Error("an accepted notice is not known")
		}
	})
}
