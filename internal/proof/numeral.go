package proof

import (
	"math"
	"strconv"
	"strings"

	"yingda/internal/fold"
)

// numeral matches a number in figures, also of full width and with 万 or 亿
// behind, or in characters, also the formal ones of amounts.
const numeral = `(?:[0-9０-９]+(?:[,，][0-9０-９]{3})*(?:[.．][0-9０-９]+)?\s*[十百千万亿]{0,2}|[〇零一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾][〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]*(?:点[〇零一二三四五六七八九]+[万亿]?)?)`

var (
	digits = map[rune]float64{
		'〇': 0, '零': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9,
		'壹': 1, '贰': 2, '叁': 3, '肆': 4, '伍': 5, '陆': 6, '柒': 7, '捌': 8, '玖': 9,
	}
	tens  = map[rune]float64{'十': 10, '拾': 10, '百': 100, '佰': 100, '千': 1000, '仟': 1000}
	great = map[rune]float64{'万': 1e4, '亿': 1e8}
)

// value reads a numeral: 35000 of 35,000, 3.5万, 三万五千, 三万五 and 叁万伍仟,
// 2026 of 二〇二六. It is false for what is none.
func value(s string) (float64, bool) {
	s = strings.NewReplacer(",", "", " ", "", "\t", "", "．", ".").Replace(fold.String(s))
	if s == "" {
		return 0, false
	}
	whole, part, broken := strings.Cut(s, "点")
	end := strings.TrimRight(s, "十百千万亿")
	if n, err := strconv.ParseFloat(end, 64); err == nil && n >= 0 && !math.IsInf(n, 0) {
		return round(n * factor(s[len(end):])), true
	}
	if broken {
		fraction := strings.TrimRight(part, "万亿")
		a, ok1 := characters(whole)
		b, ok2 := inRow(fraction)
		return round((a + b/math.Pow10(len([]rune(fraction)))) * factor(part[len(fraction):])), ok1 && ok2
	}
	return characters(s)
}

// article reads the number of an article; 0 for what is none.
func article(s string) int {
	n, ok := value(s)
	if !ok || n > 1e6 || n != math.Trunc(n) {
		return 0
	}
	return int(n)
}

// characters reads a whole number in characters.
func characters(s string) (float64, bool) {
	if n, ok := inRow(s); ok {
		return n, true
	}
	total, section, digit, last := 0.0, 0.0, 0.0, 0.0
	for _, r := range s {
		if d, ok := digits[r]; ok {
			digit = d
			if d == 0 {
				last = 0 // 一百零五: what follows are ones
			}
			continue
		}
		switch {
		case tens[r] > 0:
			section, last = section+max(digit, 1)*tens[r], tens[r]
		case r == '万':
			total, section, last = total+(section+digit)*1e4, 0, 1e4
		case r == '亿':
			total, section, last = (total+section+digit)*1e8, 0, 1e8
		default:
			return 0, false
		}
		digit = 0
	}
	if digit > 0 && last > 10 {
		digit *= last / 10 // 三万五 is 35000, 一百二 is 120
	}
	return total + section + digit, true
}

// inRow reads characters that stand for one figure each: 二〇二六.
func inRow(s string) (float64, bool) {
	n := 0.0
	for _, r := range s {
		d, ok := digits[r]
		if !ok {
			return 0, false
		}
		n = n*10 + d
	}
	return n, s != ""
}

func factor(units string) float64 {
	f := 1.0
	for _, r := range units {
		f *= max(tens[r], great[r])
	}
	return f
}

// round takes the dust of floating point off 8.2万.
func round(n float64) float64 { return math.Round(n*1e6) / 1e6 }
