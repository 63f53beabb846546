package proof

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// National laws and regulations that statements often cite, with the number of
// the last article of the text in force.
var national = []Law{
	{"信访工作条例", 50},
	{"政府信息公开条例", 56},
	{"保守国家秘密法", 65},
	{"个人信息保护法", 74},
	{"数据安全法", 55},
	{"行政许可法", 83},
	{"行政处罚法", 86},
	{"行政复议法", 90},
	{"行政诉讼法", 103},
	{"突发事件应对法", 106},
	{"税收征收管理法", 94},
	{"民法典", 1260},
	{"重大行政决策程序暂行条例", 44},
}

var citation = regexp.MustCompile(`《([^《》\n]{2,60})》(?:[（(][^（）()\n]{1,40}[)）])?(?:\s*第\s*([一二三四五六七八九十百千零〇两\d]{1,8})\s*条)?`)

// lawful are the endings of names of laws: a work's title in the same marks is
// none of our business.
var lawful = regexp.MustCompile(`(?:法|条例|规定|办法|细则|法典|决定|制度|规则)(?:（试行）|\(试行\)|（暂行）)?$`)

// citations checks each law that is cited: that it is known, and that it has the
// article.
func citations(t Text, laws []Law) []Finding {
	known := map[string]int{}
	for _, l := range append(national[:len(national):len(national)], laws...) {
		known[lawName(l.Name)] = l.Last
	}
	var out []Finding
	for _, f := range t.fields() {
		for _, at := range citation.FindAllStringSubmatchIndex(f.text, -1) {
			name, article := f.text[at[2]:at[3]], 0
			if at[4] >= 0 {
				article = number(f.text[at[4]:at[5]])
			}
			if article == 0 && at[4] < 0 && !lawful.MatchString(name) {
				continue
			}
			last, ok := known[lawName(name)]
			start, end := runes(f.text, at[0], at[1])
			x := Finding{Kind: Citation, Field: f.name, Start: start, End: end, Found: f.text[at[0]:at[1]]}
			switch {
			case !ok:
				x.Says, x.Mend = "《"+name+"》不在已知的法规里，无法核对", "由政策关签署人对照原文核对名称和条款"
			case at[4] >= 0 && last > 0 && (article < 1 || article > last):
				x.Says, x.Mend = fmt.Sprintf("《%s》共 %d 条，没有第 %d 条", name, last, article), "对照原文改正条款"
			default:
				continue
			}
			out = append(out, x)
		}
	}
	return out
}

func lawName(s string) string {
	s = strings.TrimPrefix(strings.TrimSpace(s), "中华人民共和国")
	if i := strings.IndexAny(s, "（("); i > 0 {
		s = s[:i]
	}
	return s
}

var digits = map[rune]int{'一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}

// number reads a number of an article, in figures or in characters up to
// thousands; 0 for what is none.
func number(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	total, digit := 0, 0
	for _, r := range s {
		switch r {
		case '零', '〇':
		case '十', '百', '千':
			total += max(digit, 1) * map[rune]int{'十': 10, '百': 100, '千': 1000}[r]
			digit = 0
		default:
			if digits[r] == 0 {
				return 0
			}
			digit = digits[r]
		}
	}
	return total + digit
}
