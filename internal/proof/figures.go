package proof

import (
	"regexp"
	"slices"
	"strings"

	"yingda/internal/fold"
)

// figure is a number with its unit, or a date or time of day.
type figure struct {
	value    string // 70, 8:52, 3月16日
	unit     string
	text     string
	from, to int // bytes
	sentence string
}

var figurePattern = regexp.MustCompile(`(\d{4}\s*年\s*)?\d{1,2}\s*月\s*\d{1,2}\s*[日号]|\d{1,2}[:：]\d{2}|\d+(?:[,，]\d{3})*(?:\.\d+)?\s*(万元|亿元|个工作日|平方米|公里|万人|小时|分钟|%|％|元|人次|人|次|件|个|名|户|起|天|年|月|条|份|家|米|吨|亩)`)

// readFigures finds the figures of a text with their sentences.
func readFigures(s string) []figure {
	var out []figure
	for _, at := range figurePattern.FindAllStringSubmatchIndex(s, -1) {
		f := figure{text: strings.Join(strings.Fields(s[at[0]:at[1]]), ""), from: at[0], to: at[1], sentence: around(s, at[0], at[1])}
		switch {
		case strings.ContainsAny(f.text, ":：") && at[4] < 0:
			f.unit, f.value = "时刻", strings.ReplaceAll(f.text, "：", ":")
		case at[4] >= 0:
			f.unit = strings.ReplaceAll(s[at[4]:at[5]], "％", "%")
			f.value = strings.NewReplacer(",", "", "，", "", " ", "").Replace(s[at[0]:at[4]])
		default:
			f.unit = "日期"
			f.value = strings.NewReplacer("号", "日").Replace(f.text)
			if i := strings.Index(f.value, "年"); i >= 0 {
				f.value = f.value[i+len("年"):]
			}
		}
		out = append(out, f)
	}
	return out
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
		if o.value == x.value {
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
