package source

import (
	"regexp"
	"strings"
	"time"
)

// A document says how long it is in force: 自2020年1月1日起施行，有效期5年. What
// stands before 有效期 names the document or nothing: a permit's validity, of which
// a document speaks, is not its own.
var (
	termPattern = regexp.MustCompile(`(?:^|[，,、：:（(\s])(?:(?:其|该|本)?(?:办法|规定|细则|意见|通知|方案|文件|标准|规则|条例|政策|公告|决定|措施|规范|规程|指南|目录)?的?)(?:有效期|施行期|实施期|试行期|暂行期)限?[为是]?(?:[自从][^，,]{0,14}?之日起)?(?:计算)?[，,]?[为是]?\s*(\d{1,2}|[一二两三四五六七八九十]{1,3})\s*个?(年|月)(零|又|半)?`)
	inForce     = regexp.MustCompile(`(?:施行|实施|执行|试行|生效)`)
	fromDay     = regexp.MustCompile(`[自从]\s*` + dayPattern.String() + `\s*日?\s*起`)
	fromIssue   = regexp.MustCompile(`[自从](?:发布|公布|印发|颁布|发文|下发|签发)之日起\s*(?:(\d{1,3})\s*日后)?`)
	sentenceEnd = regexp.MustCompile(`[。；;\n]+`)
)

// termEnd returns the end of the longest term that a text gives to itself, zero
// if it gives none. issued is asked for the day of publication where a term
// begins with it.
func termEnd(text string, issued func() time.Time) time.Time {
	var end time.Time
	before := ""
	for _, s := range sentenceEnd.Split(text, 20_000) {
		s = strings.TrimSpace(s)
		if m := termPattern.FindStringSubmatch(s); m != nil && m[3] == "" {
			from := beginning(s, issued)
			if from.IsZero() {
				from = beginning(before, issued)
			}
			if at := after(from, numeral(m[1]), m[2]); at.After(end) {
				end = at
			}
		}
		if s != "" {
			before = s
		}
	}
	return end
}

// beginning is the day from which a sentence puts its document in force.
func beginning(sentence string, issued func() time.Time) time.Time {
	if m := fromDay.FindStringSubmatch(sentence); m != nil && inForce.MatchString(sentence) {
		return dayOf(m[1:])
	}
	if m := fromIssue.FindStringSubmatch(sentence); m != nil {
		if at := issued(); !at.IsZero() {
			return at.AddDate(0, 0, num(m[1]))
		}
	}
	return time.Time{}
}

func after(from time.Time, n int, unit string) time.Time {
	switch {
	case from.IsZero() || n == 0:
		return time.Time{}
	case unit == "年":
		return from.AddDate(n, 0, 0)
	}
	return from.AddDate(0, n, 0)
}

// numeral reads a number up to 99, in digits or in Chinese.
func numeral(s string) int {
	if n := num(s); n > 0 {
		return n
	}
	n := 0
	for _, r := range s {
		if r == '十' {
			n = max(n, 1) * 10
		} else if d := strings.Index("零一二三四五六七八九", string(r)); d > 0 {
			n += d / len("零")
		} else if r == '两' {
			n += 2
		}
	}
	return n
}

// A server writes the present day on its pages: 今天是2026年11月22日 星期日. That
// is no sign of life of those who keep the page.
var (
	todaySaid = regexp.MustCompile(`(?:今天|今日|现在|当前|系统|北京|服务器|本地|访问)(?:的?(?:时间|日期))?[是为]?\s*[:：]?\s*(?:公元)?\s*` + dayPattern.String())
	dayOfWeek = regexp.MustCompile(`(发布[^\n]{0,8}|时间[^\n]{0,4}|日期[^\n]{0,4}|于\s*)?` + dayPattern.String() + `\s*日?\s*(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?\s*[（(]?(?:星期|周|礼拜)[一二三四五六日天]`)
)

// withoutToday takes from a text where it tells its readers what day it is.
func withoutToday(text string, now time.Time) string {
	today := now.In(shanghai).Format(time.DateOnly)
	text = todaySaid.ReplaceAllString(text, " ")
	return dayOfWeek.ReplaceAllStringFunc(text, func(s string) string {
		m := dayOfWeek.FindStringSubmatch(s)
		if m[1] == "" && dayOf(m[2:]).Format(time.DateOnly) == today {
			return " "
		}
		return s
	})
}
