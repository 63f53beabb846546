package deadline

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"yingda/internal/fault"
)

// maxNotice bounds a notice file; the largest real one has 7 KB.
const maxNotice = 1 << 20

// LoadNotice reads the notice of one later year, either as JSON
//
//	{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}
//
// (other keys are ignored) or as one line in the form of the builtin file:
//
//	2027 元旦 休 01-01..01-03 班 01-09 | 春节 休 02-05..02-11 班 02-14
//
// It refuses, as fault.Invalid, a file that cannot be the whole notice: without
// the statutory days off, with a day outside the year (other than the December
// before), or with a day ruled twice.
func LoadNotice(file []byte) (Year, error) {
	if len(file) > maxNotice {
		return Year{}, fault.New(fault.Invalid, "calendar.large", "放假安排文件超过 1 MB，不像是一份年度通知。")
	}
	file = bytes.TrimSpace(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf")))
	if bytes.HasPrefix(file, []byte("{")) {
		return fromJSON(file)
	}
	years, err := parseLines(string(file))
	if err != nil {
		return Year{}, err
	}
	if len(years) != 1 {
		return Year{}, fault.New(fault.Invalid, "calendar.one_year", "一个文件应当只含一个年度，这里有 %d 个。", len(years))
	}
	return years[0], nil
}

func fromJSON(file []byte) (Year, error) {
	var in struct {
		Year int
		Days []struct {
			Name     string
			Date     string
			IsOffDay *bool
		}
	}
	if err := json.Unmarshal(file, &in); err != nil {
		return Year{}, fault.New(fault.Invalid, "calendar.json", "放假安排文件不是有效的 JSON。").Because(err)
	}
	y := Year{Number: in.Year, days: map[day]ruling{}}
	for i, d := range in.Days {
		if d.IsOffDay == nil {
			return Year{}, fault.New(fault.Invalid, "calendar.kind", "第 %d 项（%s）没有写明是放假还是上班（isOffDay）。", i+1, d.Date)
		}
		on, err := parseDate(d.Date, in.Year)
		if err != nil {
			return Year{}, err
		}
		if err := y.add(on, ruling{off: *d.IsOffDay, name: d.Name}); err != nil {
			return Year{}, err
		}
	}
	return y, y.check()
}

func parseLines(text string) ([]Year, error) {
	var years []Year
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		y, err := parseLine(line)
		if err != nil {
			return nil, err
		}
		years = append(years, y)
	}
	return years, nil
}

func parseLine(line string) (Year, error) {
	number, rest, _ := strings.Cut(line, " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		return Year{}, fault.New(fault.Invalid, "calendar.year", "行首应当是年份，这里是“%s”。", clip(number))
	}
	y := Year{Number: n, days: map[day]ruling{}}
	for part := range strings.SplitSeq(rest, "|") {
		if err := y.addHoliday(strings.Fields(part)); err != nil {
			return Year{}, err
		}
	}
	return y, y.check()
}

// addHoliday reads: NAME 休 days 班 days, either half may be missing.
func (y Year) addHoliday(words []string) error {
	if len(words) != 3 && len(words) != 5 {
		return fault.New(fault.Invalid, "calendar.line", "%d 年：每个节日应当写成“名称 休 日期 班 日期”。", y.Number)
	}
	for i := 1; i < len(words); i += 2 {
		if words[i] != "休" && words[i] != "班" {
			return fault.New(fault.Invalid, "calendar.kind", "%d 年%s：只认“休”和“班”，这里是“%s”。", y.Number, words[0], clip(words[i]))
		}
		for days := range strings.SplitSeq(words[i+1], ",") {
			if err := y.addRange(days, ruling{off: words[i] == "休", name: words[0]}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (y Year) addRange(days string, r ruling) error {
	first, last, isRange := strings.Cut(days, "..")
	if !isRange {
		last = first
	}
	from, err := parseDate(y.full(first), y.Number)
	if err != nil {
		return err
	}
	to, err := parseDate(y.full(last), y.Number)
	if err != nil {
		return err
	}
	if to < from {
		return fault.New(fault.Invalid, "calendar.range", "%d 年%s：“%s”的起止颠倒。", y.Number, r.name, clip(days))
	}
	for d := from; d <= to; d++ {
		if err := y.add(d, r); err != nil {
			return err
		}
	}
	return nil
}

func (y Year) full(date string) string {
	if len(date) == len("01-02") {
		return fmt.Sprintf("%04d-%s", y.Number, date)
	}
	return date
}

func parseDate(s string, year int) (day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fault.New(fault.Invalid, "calendar.date", "%d 年：“%s”不是有效日期。", year, clip(s))
	}
	if t.Year() != year && (t.Year() != year-1 || t.Month() != time.December) {
		return 0, fault.New(fault.Invalid, "calendar.outside", "%s 不属于 %d 年的放假安排。", s, year)
	}
	return dayFrom(t.Date()), nil
}

func (y Year) add(d day, r ruling) error {
	if _, twice := y.days[d]; twice {
		return fault.New(fault.Invalid, "calendar.twice", "%s 在 %d 年的安排中出现两次。", d.text(), y.Number)
	}
	if r.name == "" {
		return fault.New(fault.Invalid, "calendar.name", "%s 没有写节日名称。", d.text())
	}
	y.days[d] = r
	return nil
}

// check refuses a notice that lacks what every year has; a file with New Year
// alone would otherwise make October look certain.
func (y Year) check() error {
	if y.Number < 2000 || y.Number > 2999 {
		return fault.New(fault.Invalid, "calendar.year", "年份 %d 不在 2000 至 2999 之间。", y.Number)
	}
	if len(y.days) == 0 {
		return fault.New(fault.Invalid, "calendar.empty", "%d 年的文件里没有任何日期，通知可能尚未发布。", y.Number)
	}
	for _, d := range []day{
		dayFrom(y.Number, time.January, 1), dayFrom(y.Number, time.May, 1), dayFrom(y.Number, time.October, 1),
		dayFrom(y.Number, time.October, 2), dayFrom(y.Number, time.October, 3),
	} {
		if r, ok := y.days[d]; !ok || !r.off {
			return fault.New(fault.Invalid, "calendar.incomplete", "%d 年的安排缺少法定假日 %s。", y.Number, d.text())
		}
	}
	spring := 0
	for d := dayFrom(y.Number, time.January, 20); d <= dayFrom(y.Number, time.February, 28); d++ {
		if r := y.days[d]; r.off {
			spring++
		}
	}
	if spring < 3 {
		return fault.New(fault.Invalid, "calendar.incomplete", "%d 年的安排缺少春节假日。", y.Number)
	}
	return nil
}

// clip keeps a quoted piece of input short in a sentence.
func clip(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}
