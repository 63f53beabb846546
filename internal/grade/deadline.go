package grade

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/deadline"
)

// The forms in which people name a date by which they must act. Groups: year,
// month, day; or a word relative to the day of the post.
var deadlinePatterns = []*regexp.Regexp{
	regexp.MustCompile(`(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号](?:之?前|截止|到期|止|就?是?最后一天|最后期限)`),
	regexp.MustCompile(`(?:截止|截至|截止到|最晚|最迟|到期日)(?:时间|日期)?(?:是|为|到|至|于|:)?(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]`),
}

var relativePattern = regexp.MustCompile(`(今天|今日|明天|明日|后天|月底|本月底)(?:就|要|就要)?是?(?:最后一天|截止|到期|最后期限|前要?交|前要?办)`)

var relativeDays = map[string]int{"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2}

type deadlineHit struct {
	at         time.Time
	start, end int
}

// deadlinesIn finds deadlines in a folded text. What needs the day of the post
// is skipped if that is unknown.
func deadlinesIn(text []rune, posted time.Time) []deadlineHit {
	s := string(text)
	var hits []deadlineHit
	add := func(at time.Time, ok bool, from, to int) {
		if !ok {
			return
		}
		start := utf8.RuneCountInString(s[:from])
		hits = append(hits, deadlineHit{at, start, start + utf8.RuneCountInString(s[from:to])})
	}
	for _, pattern := range deadlinePatterns {
		if !strings.Contains(s, "月") {
			break // most posts name no date, and the patterns are slow
		}
		for _, m := range pattern.FindAllStringSubmatchIndex(s, -1) {
			year := ""
			if m[2] >= 0 {
				year = s[m[2]:m[3]]
			}
			at, ok := dated(year, s[m[4]:m[5]], s[m[6]:m[7]], posted)
			add(at, ok, m[0], m[1])
		}
	}
	if !strings.ContainsAny(s, "天日底") {
		return hits
	}
	for _, m := range relativePattern.FindAllStringSubmatchIndex(s, -1) {
		at, ok := relative(s[m[2]:m[3]], posted)
		add(at, ok, m[0], m[1])
	}
	return hits
}

// dated returns the end of a day. Without a year it is the year of the post, or
// the next one if the day would lie more than half a year back.
func dated(year, month, day string, posted time.Time) (time.Time, bool) {
	m, _ := strconv.Atoi(month) // one or two digits by the pattern
	d, _ := strconv.Atoi(day)
	y, _ := strconv.Atoi(year)
	if year == "" {
		if posted.IsZero() {
			return time.Time{}, false
		}
		y = posted.In(deadline.Zone).Year()
		if endOf(y, m, d).Before(posted.AddDate(0, -6, 0)) {
			y++
		}
	}
	at := endOf(y, m, d)
	return at, int(at.Month()) == m && at.Day() == d
}

func relative(word string, posted time.Time) (time.Time, bool) {
	if posted.IsZero() {
		return time.Time{}, false
	}
	y, m, d := posted.In(deadline.Zone).Date()
	if days, ok := relativeDays[word]; ok {
		return endOf(y, int(m), d+days), true
	}
	return endOf(y, int(m)+1, 0), true
}

func endOf(y, m, d int) time.Time {
	return time.Date(y, time.Month(m), d, 23, 59, 59, 0, deadline.Zone)
}
