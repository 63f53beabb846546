package source

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// shanghai is where a date without a zone was written. China has kept one
// zone without summer time since 1992, which is older than any feed.
var shanghai = time.FixedZone("CST", 8*60*60)

// Time reads a date as sources write it: RFC 822 with its many variants,
// ISO 8601, «2026年11月20日 08:30», «星期五», «下午3点», seconds since 1970. A
// date without a zone is Asia/Shanghai, and so is the zone name CST, which on
// Chinese servers never means Chicago. It returns UTC, zero if unreadable.
func Time(s string) time.Time {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 200 {
		return time.Time{}
	}
	layouts := quickWords
	if s[0] >= '0' && s[0] <= '9' {
		layouts = quickDigits
	} else if t, err := time.Parse("Mon, 02 Jan 2006 15:04:05 GMT", s); err == nil {
		return sane(t) // the zone is a literal in this layout, so it must not meet a location
	}
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, s, shanghai); err == nil {
			return sane(t)
		}
	}
	return sane(slowTime(s))
}

// The quick layouts carry no zone name: time.Parse makes up an offset for those.
var (
	quickWords  = []string{"Mon, 02 Jan 2006 15:04:05 -0700"}
	quickDigits = []string{"2006-01-02 15:04:05", time.RFC3339}
)

func sane(t time.Time) time.Time {
	if t.Year() < 1970 || t.Year() > 9999 {
		return time.Time{}
	}
	return t.UTC()
}

var (
	clockForm = regexp.MustCompile(`(上午|下午|晚上|晚|凌晨|早上|中午|[ap]\.?m\.?)?\s*(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?\s*(上午|下午|[ap]\.?m\b\.?)?`)
	compact   = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?)?(z|[+-]\d{2}:?\d{2})?$`)
	offset    = regexp.MustCompile(`(?:gmt|utc)?\s*([+-])\s*(\d{1,2}):?(\d{2})?$`)
	ymd       = regexp.MustCompile(`(\d{4})\s*[-/.]\s*(\d{1,2})(?:\s*[-/.]\s*(\d{1,2}))?`)
	ordinal   = regexp.MustCompile(`^(\d{4})-(\d{3})$`)
	dmyWord   = regexp.MustCompile(`(\d{1,2})(?:st|nd|rd|th)?[\s\-/]*([a-z]{3,9})\.?,?[\s\-/]*(\d{4}|\d{2})`)
	mdyWord   = regexp.MustCompile(`([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:[a-z]+\s+)?(\d{4})`)
	slashed   = regexp.MustCompile(`(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})`)
	yearOnly  = regexp.MustCompile(`^(\d{4})$`)
	zoneWord  = regexp.MustCompile(`\b([a-z]{1,5})\b`)
	weekday   = regexp.MustCompile(`[（(]?(?:星期|周|礼拜)[一二三四五六日天][)）]?`)
	chClock   = regexp.MustCompile(`(\d{1,2})\s*[时時点點]\s*(?:(\d{1,2})\s*分?)?\s*(?:(\d{1,2})\s*秒)?`)
	chDate    = regexp.MustCompile(`(\d{4}|\d{2})\s*年\s*(\d{1,2})\s*月\s*(?:(\d{1,2})\s*[日号號])?`)
)

var months = map[string]int{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}

// zones are the names that feeds use, in minutes east of Greenwich.
var zones = map[string]int{
	"z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "cst": 480, "cct": 480, "hkt": 480, "bjt": 480, "sgt": 480, "jst": 540, "kst": 540,
	"est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600,
	"bst": 60, "ist": 330, "cet": 60, "cest": 120, "met": 60, "mest": 120, "eet": 120, "eest": 180, "msk": 180, "ast": -240, "adt": -180,
	"aest": 600, "aedt": 660, "et": -300, "ct": -360, "mt": -420, "pt": -480,
}

var chDigits = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9",
	"：", ":", "／", "/", "－", "-", "　", " ", "，", ",", "．", ".", "\u00a0", " ", "−", "-",
	"十二月", "dec ", "十一月", "nov ", "十月", "oct ", "九月", "sep ", "八月", "aug ", "七月", "jul ", "六月", "jun ", "五月", "may ", "四月", "apr ", "三月", "mar ", "二月", "feb ", "一月", "jan ")

func slowTime(s string) time.Time {
	if t, ok := epoch(s); ok {
		return t
	}
	s = strings.ToLower(chDigits.Replace(s))
	s = weekday.ReplaceAllString(s, " ")
	s = chDate.ReplaceAllStringFunc(s, func(m string) string {
		p := chDate.FindStringSubmatch(m)
		if p[3] == "" {
			p[3] = "1"
		}
		if len(p[1]) == 2 {
			p[1] = "20" + p[1]
		}
		return p[1] + "-" + p[2] + "-" + p[3] + " "
	})
	s = chClock.ReplaceAllStringFunc(s, func(m string) string {
		p := chClock.FindStringSubmatch(m)
		return " " + p[1] + ":" + orZero(p[2]) + ":" + orZero(p[3]) + " "
	})
	s = strings.TrimSpace(s)
	if p := compact.FindStringSubmatch(s); p != nil {
		zone, known := 0, p[7] != ""
		if known {
			zone, _ = zoneOf(p[7])
		}
		return instant([3]int{num(p[1]), num(p[2]), num(p[3])}, [4]int{num(p[4]), num(p[5]), num(p[6])}, zone, known)
	}
	clock, rest, tail := cutClock(s)
	zone, known := zoneOf(tail)
	if !known && tail == "" {
		// Java writes the zone before the year, and a bare date may end in Z.
		rest = strings.TrimSpace(rest)
		if cutZ, ok := strings.CutSuffix(rest, "z"); ok {
			rest, zone, known = cutZ, 0, true
		}
	}
	date, ok := dateOf(rest + " " + tail)
	if !ok {
		return time.Time{}
	}
	return instant(date, clock, zone, known)
}

func orZero(s string) string {
	if s == "" {
		return "00"
	}
	return s
}

// cutClock takes the time of day out of s and returns what stood before and after.
func cutClock(s string) ([4]int, string, string) {
	at := clockForm.FindStringSubmatchIndex(s)
	if at == nil {
		return [4]int{}, s, ""
	}
	part := func(i int) string {
		if at[2*i] < 0 {
			return ""
		}
		return s[at[2*i]:at[2*i+1]]
	}
	clock := [4]int{num(part(2)), num(part(3)), num(part(4))}
	if frac := part(5); frac != "" {
		clock[3] = num((frac + "00000000")[:9])
	}
	half := part(1) + part(6)
	switch {
	case strings.HasPrefix(half, "下午"), strings.HasPrefix(half, "晚"), strings.HasPrefix(half, "p"), strings.HasPrefix(half, "中午"):
		if clock[0] < 12 && !(half == "中午" && clock[0] > 9) {
			clock[0] += 12
		}
	case half != "" && clock[0] == 12:
		clock[0] = 0
	}
	return clock, strings.TrimRight(s[:at[0]], " t"), strings.TrimSpace(s[at[1]:])
}

// zoneOf reads an offset or a zone name anywhere in what follows the time.
func zoneOf(s string) (int, bool) {
	if m := offset.FindStringSubmatch(firstField(s)); m != nil {
		minutes := num(m[2])*60 + num(m[3])
		if len(m[2]) <= 2 && num(m[2]) > 14 {
			return 0, false
		}
		if m[1] == "-" {
			minutes = -minutes
		}
		return minutes, true
	}
	for _, m := range zoneWord.FindAllString(s, 3) {
		if z, ok := zones[m]; ok {
			return z, true
		}
	}
	return 0, false
}

// firstField is the zone part of «+0800 (CST)» and «GMT +0800».
func firstField(s string) string {
	f := strings.Fields(s)
	if len(f) == 0 {
		return ""
	}
	if len(f) > 1 && (f[0] == "gmt" || f[0] == "utc") && (f[1][0] == '+' || f[1][0] == '-') {
		return f[1]
	}
	return f[0]
}

func dateOf(s string) ([3]int, bool) {
	s = strings.TrimSpace(s)
	if m := ordinal.FindStringSubmatch(s); m != nil {
		return [3]int{num(m[1]), 1, num(m[2])}, num(m[2]) >= 1 && num(m[2]) <= 366
	}
	if m := ymd.FindStringSubmatch(s); m != nil {
		return valid(num(m[1]), num(m[2]), max(num(m[3]), 1))
	}
	// A zone or a weekday may stand where the pattern expects the month.
	if m := dmyWord.FindStringSubmatch(s); m != nil && months[m[2][:3]] != 0 {
		return valid(year(m[3]), months[m[2][:3]], num(m[1]))
	}
	if m := mdyWord.FindStringSubmatch(s); m != nil && months[m[1][:3]] != 0 {
		return valid(year(m[3]), months[m[1][:3]], num(m[2]))
	}
	if m := slashed.FindStringSubmatch(s); m != nil {
		a, b := num(m[1]), num(m[2])
		if a > 12 {
			a, b = b, a
		}
		return valid(year(m[3]), a, b)
	}
	if m := yearOnly.FindStringSubmatch(s); m != nil {
		return valid(num(m[1]), 1, 1)
	}
	return [3]int{}, false
}

func valid(y, m, d int) ([3]int, bool) {
	return [3]int{y, m, d}, y >= 1 && m >= 1 && m <= 12 && d >= 1 && d <= 31
}

func year(s string) int {
	y := num(s)
	switch {
	case len(s) > 2:
		return y
	case y >= 90:
		return 1900 + y
	}
	return 2000 + y
}

func instant(date [3]int, clock [4]int, zone int, known bool) time.Time {
	if clock[0] > 24 || clock[1] > 59 || clock[2] > 60 {
		clock = [4]int{}
	}
	where := shanghai
	if known {
		where = time.FixedZone("", zone*60)
	}
	return time.Date(date[0], time.Month(date[1]), date[2], clock[0], clock[1], clock[2], clock[3], where)
}

func epoch(s string) (time.Time, bool) {
	if len(s) != 10 && len(s) != 13 {
		return time.Time{}, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return time.Time{}, false
	}
	if len(s) == 13 {
		return time.UnixMilli(n), true
	}
	return time.Unix(n, 0), true
}

func num(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
