package proof

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"yingda/internal/fold"
)

// figure is a number with its unit, or a date, a time of day or an article.
type figure struct {
	value    string // 70, 8:52, 3月16日, without regard to how it is written
	year     string // of a date, "" where it is not written
	unit     string
	text     string
	from, to int // bytes
	sentence string
}

var figurePattern = regexp.MustCompile(
	`第\s*(` + numeral + `)\s*条` +
		`|(?:([0-9０-９]{4}|[〇零一二三四五六七八九]{4})\s*年\s*)?(` + numeral + `)\s*月\s*(?:(` + numeral + `)\s*[日号])?` +
		`|(上午|下午|晚上|凌晨)?\s*(` + numeral + `)\s*(?:[:：]\s*([0-9０-９]{2})|[时点]\s*(半|` + numeral + `\s*分))` +
		`|百分之\s*(` + numeral + `)` +
		`|(` + numeral + `)\s*(个工作日|工作日|平方米|公里|人次|个月|小时|分钟|万元|亿元|万人|%|％|元|人|次|件|个|名|户|起|天|年|条|份|家|米|吨|亩)`)

// counters are units before which 一 says "a", not a number: 一起, 一个.
const counters = "个件起家次人名户条份天米"

// readFigures finds the figures of a text with their sentences. Numbers in
// characters count as their figures do: 三万五千元 is 35000元, 3.5万元.
func readFigures(s string) []figure {
	var out []figure
	for _, at := range figurePattern.FindAllStringSubmatchIndex(s, -1) {
		group := func(i int) string {
			if at[2*i] < 0 {
				return ""
			}
			return s[at[2*i]:at[2*i+1]]
		}
		f := figure{text: strings.Join(strings.Fields(s[at[0]:at[1]]), ""), from: at[0], to: at[1], sentence: around(s, at[0], at[1])}
		ok := false
		switch {
		case group(1) != "":
			f.unit = "《" + lawBefore(s[:at[0]]) + "》第条"
			f.value, ok = plain(group(1))
		case group(3) != "":
			ok = f.date(group(2), group(3), group(4))
		case group(6) != "":
			ok = f.clock(group(5), group(6), group(7)+group(8))
		case group(9) != "":
			f.unit = "%"
			f.value, ok = plain(group(9))
		default:
			ok = !strings.HasSuffix(s[:at[0]], "第") && f.amount(strings.TrimSpace(group(10)), group(11))
		}
		if ok {
			out = append(out, f)
		}
	}
	return out
}

// date reads a day, or a month with its year.
func (f *figure) date(year, month, day string) bool {
	m, ok := plain(month)
	if !ok || year == "" && day == "" {
		return false
	}
	f.year, _ = plain(year)
	if f.unit, f.value = "月份", m+"月"; day == "" {
		return true
	}
	d, ok := plain(day)
	f.unit, f.value = "日期", m+"月"+d+"日"
	return ok
}

// clock reads a time of day: 8:52, 下午2时30分, 八点半.
func (f *figure) clock(half, hour, minute string) bool {
	h, ok := value(hour)
	m := 30.0
	if minute = strings.TrimSpace(strings.TrimSuffix(minute, "分")); minute != "半" {
		var good bool
		m, good = value(minute)
		ok = ok && good
	}
	if (half == "下午" || half == "晚上") && h < 12 {
		h += 12
	}
	f.unit, f.value = "时刻", fmt.Sprintf("%.0f:%02.0f", h, m)
	return ok && h <= 24 && m < 60
}

func (f *figure) amount(number, unit string) bool {
	n, ok := value(number)
	if !ok || number == "一" && strings.Contains(counters, unit) {
		return false
	}
	f.unit = strings.NewReplacer("％", "%", "个工作日", "工作日").Replace(unit)
	f.value = strconv.FormatFloat(n, 'f', -1, 64)
	return true
}

// plain is a numeral in figures.
func plain(s string) (string, bool) {
	n, ok := value(s)
	return strconv.FormatFloat(n, 'f', -1, 64), ok
}

// lawBefore is the last law that is named before an article, "" if none.
func lawBefore(s string) string {
	end := strings.LastIndex(s, "》")
	if end < 0 {
		return ""
	}
	return lawName(s[strings.LastIndex(s[:end], "《")+len("《") : end])
}

// figures compares the figures of a draft with the facts established and with
// earlier versions: the same unit, said of the same thing, with another value.
func figures(t Text, k Known) []Finding {
	var facts []figure
	for _, f := range k.Facts {
		facts = append(facts, readFigures(f)...)
	}
	var out []Finding
	for _, f := range t.fields() {
		for _, x := range readFigures(f.text) {
			add := func(other figure, where, mend string) {
				start, end := runes(f.text, x.from, x.to)
				out = append(out, Finding{Kind: Figure, Field: f.name, Start: start, End: end, Found: x.text, Says: where + "里是「" + other.text + "」，这里是「" + x.text + "」", Mend: mend})
			}
			if other, ok := differs(x, facts); ok {
				add(other, "核实事项", "核对以哪个为准；事实有变的，先补记核实事项")
				continue
			}
			for _, v := range k.Earlier {
				if other, ok := differs(x, readFigures(v.Text.all())); ok {
					add(other, v.Name, "核对以哪个为准；改动已公开的数字，更正理由里要写明")
					break
				}
			}
		}
	}
	return out
}

// differs finds the figure that speaks most plainly of the same thing with
// another value. A figure that has its equal anywhere differs from nothing.
func differs(x figure, others []figure) (figure, bool) {
	best, score := figure{}, 0
	for _, o := range others {
		if o.unit != x.unit {
			continue
		}
		if o.value == x.value && (o.year == x.year || o.year == "" || x.year == "") {
			return figure{}, false
		}
		if n := shared(x, o); n > score {
			best, score = o, n
		}
	}
	return best, score >= 2
}

// shared counts the pairs of glyphs that two sentences have in common beside
// their figures.
func shared(a, b figure) int {
	mine := pairs(strings.ReplaceAll(a.sentence, a.text, " "))
	n := 0
	for p := range pairs(strings.ReplaceAll(b.sentence, b.text, " ")) {
		if mine[p] {
			n++
		}
	}
	return n
}

// pairs are the pairs of adjacent glyphs of a text that carry a meaning.
func pairs(s string) map[string]bool {
	out := map[string]bool{}
	for _, gram := range fold.Needs(nil, fold.String(s)) {
		if r := []rune(gram); len(r) == 2 && !slices.ContainsFunc(r, func(c rune) bool { return strings.ContainsRune(empty, c) }) {
			out[gram] = true
		}
	}
	return out
}

// empty are glyphs that join and ask and say nothing by themselves.
const empty = "的了和与及在是有为对从到向被把将已也都就还又而其这那该此等之以于着过吗呢吧啊么什哪谁几多少何怎样能可会要请问你我他们您是否不没个"
