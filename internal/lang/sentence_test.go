package lang

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"yingda/internal/deadline"
)

// TestSentences says what the program put together; what people wrote stays.
func TestSentences(t *testing.T) {
	for zh, en := range map[string]string{
		"起点：2026年11月3日 10:00（北京时间，星期二）。":         "Start: 3 Nov 2026 10:00 (Tuesday, Beijing time).",
		"第5个工作日为2026年11月10日（星期二），至当日23:59:59届满。": "The term of 5 working days ends on 10 Nov 2026 (Tuesday) at 23:59:59.",
		"研判定级：提醒值班员、办公室主任":                       "研判定级: duty officer, office director reminded",
		"研判定级：提醒值班员、分管副局长":                       "研判定级: 值班员、分管副局长 reminded",
		"共同提到“公交”；共同提到“指示牌”":                     "both say “公交”; both say “指示牌”",
		"账号服务打不开，待修复：「临澄市信访局」的「预约」":              "A service cannot be opened: “预约” of “临澄市信访局”",
		"3 件重要政策还没有解读（图表、音频、视频或问答）。":             "Important policies not yet explained (chart, audio, video or questions and answers): 3.",
		"已公开的 S-2026-0003里是「3名」，这里是「5名」":         "The public S-2026-0003 has “3名”, here it is “5名”",
		"2026年春节放假": "2026年春节放假",
		"群众反映：窗口没有人值班，请核实。": "群众反映：窗口没有人值班，请核实。",
		"大厅没有人值班":           "大厅没有人值班",
		"第一，公开；第二，答复":       "第一，公开；第二，答复",
		"由张三办理":             "由张三办理",
		"13月40日":            "13月40日",
	} {
		if got := English.T(zh); got != en {
			t.Errorf("%s\n got %s\nwant %s", zh, got, en)
		}
		if got := Chinese.T(zh); got != zh {
			t.Errorf("Chinese changed: %s", got)
		}
	}
}

// TestPlaces holds that the English of a pattern has the places of its Chinese, in
// order or by number.
func TestPlaces(t *testing.T) {
	all := maps.Clone(patterns)
	maps.Copy(all, refusalPatterns)
	maps.Copy(all, moreRefusalPatterns)
	for zh, en := range all {
		n, in := len(place.FindAllString(zh, -1)), place.FindAllString(en, -1)
		numbered := slices.ContainsFunc(in, func(at string) bool { return at != "{}" })
		switch {
		case n == 0:
			t.Errorf("%q has no place: it belongs into the catalogue", zh)
		case !numbered && len(in) != n:
			t.Errorf("%q has %d places, its English %d", zh, n, len(in))
		case numbered:
			next := 0
			for _, at := range in {
				if next++; at != "{}" {
					next = int(at[1] - '0')
				}
				if next > n {
					t.Errorf("%q has %d places, its English asks for number %d", zh, n, next)
				}
			}
		}
		if han.MatchString(typedWords.ReplaceAllString(typedInRules.ReplaceAllString(strings.ReplaceAll(en, "{}", "x"), ""), "")) {
			t.Errorf("the English of %q is %q", zh, en)
		}
	}
}

// TestArithmetic says every step of a deadline in English, but for names and reasons.
func TestArithmetic(t *testing.T) {
	at := func(s string) time.Time {
		x, err := time.ParseInLocation("2006-01-02 15:04", s, deadline.Zone)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	cal := deadline.Builtin()
	var steps []string
	say := func(r deadline.Result, err error) {
		if err != nil {
			t.Fatal(err)
		}
		steps = append(steps, r.Steps...)
	}
	pause := []deadline.Pause{{From: at("2026-01-07 09:00"), To: at("2026-01-09 09:00"), Reason: "x"}, {From: at("2026-01-12 09:00"), To: at("2026-01-12 10:00")}}
	open := []deadline.Pause{{From: at("2026-01-07 09:00")}}
	more := &deadline.Extension{By: deadline.Within{N: 5, Unit: deadline.WorkingDays}, Most: deadline.Within{N: 10, Unit: deadline.WorkingDays}, Approver: "x", Reason: "y"}
	for _, u := range []deadline.Unit{deadline.Hours, deadline.Days, deadline.WorkingDays} {
		for _, n := range []int{1, 60} {
			term := deadline.Term{From: at("2026-01-05 10:00"), Within: deadline.Within{N: n, Unit: u}}
			say(deadline.Due(cal, term))
			term.Pauses = pause
			say(deadline.Due(cal, term))
			term.Pauses = open
			say(deadline.Due(cal, term))
			term.Pauses, term.CountFirstDay, term.Restarted = nil, true, at("2026-01-04 10:00")
			say(deadline.Due(cal, term))
		}
	}
	say(deadline.Due(cal, deadline.Term{From: at("2026-01-05 10:00"), Within: deadline.Within{N: 20, Unit: deadline.WorkingDays}, Extension: more}))
	say(deadline.Due(cal, deadline.Term{From: at("2040-01-05 10:00"), Within: deadline.Within{N: 20, Unit: deadline.WorkingDays}}))
	for _, duty := range [][]deadline.Window{nil, {{From: at("2026-01-05 09:00"), To: at("2026-01-05 17:00")}}, {{From: at("2026-01-06 09:00"), To: at("2026-01-06 17:00")}}} {
		say(deadline.DueOnDuty(at("2026-01-05 10:00"), deadline.Screening, duty))
	}
	holidays := regexp.MustCompile(`元旦|春节|清明节?|劳动节|端午节?|中秋节?|国庆节?|、`)
	for _, x := range steps {
		if en := holidays.ReplaceAllString(English.T(x), ""); strings.ContainsFunc(en, func(r rune) bool { return r >= 0x3000 && r < 0xFF00 }) {
			t.Errorf("%s\n  is %s", x, en)
		}
	}
	t.Logf("%d steps", len(steps))
}
