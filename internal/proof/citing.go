package proof

import (
	"fmt"
	"regexp"
	"strings"
)

// National laws and regulations that statements often cite, with the number of
// the last article of the text in force. Each was held against its text, but the
// one that is unread; TestNational does so again where the texts are at hand.
var national = []Law{
	{Name: "信访工作条例", Last: 50, Unread: true},
	{Name: "政府信息公开条例", Last: 56},
	{Name: "保守国家秘密法", Last: 65},
	{Name: "个人信息保护法", Last: 74},
	{Name: "数据安全法", Last: 55},
	{Name: "行政许可法", Last: 83},
	{Name: "行政处罚法", Last: 86},
	{Name: "行政复议法", Last: 90},
	{Name: "行政诉讼法", Last: 103},
	{Name: "突发事件应对法", Last: 106},
	{Name: "税收征收管理法", Last: 94},
	{Name: "民法典", Last: 1260},
	{Name: "重大行政决策程序暂行条例", Last: 44},
	{Name: "契税法", Last: 16},
	{Name: "个人所得税法", Last: 22, Unread: true},
	{Name: "企业所得税法", Last: 60, Unread: true},
	{Name: "增值税法", Last: 38, Unread: true},
	{Name: "印花税法", Last: 20, Unread: true},
	{Name: "车船税法", Last: 13, Unread: true},
	{Name: "车辆购置税法", Last: 19, Unread: true},
	{Name: "城市维护建设税法", Last: 11, Unread: true},
	{Name: "发票管理办法"},
	{Name: "电子商务法", Last: 89},
	{Name: "保障农民工工资支付条例", Last: 64},
	{Name: "基本医疗卫生与健康促进法", Last: 110},
	{Name: "学前教育法", Last: 85},
	{Name: "反电信网络诈骗法", Last: 50},
	{Name: "公路安全保护条例", Last: 77},
	{Name: "行政法规制定程序条例", Last: 40},
}

var (
	citation = regexp.MustCompile(`《([^《》\n]{2,60})》(?:[（(][^（）()\n]{1,40}[)）])?(?:\s*第\s*(` + numeral + `)\s*条)?`)
	// further articles of the same law: 第十二条第二款、第十三条
	further = regexp.MustCompile(`^(?:之[一二三四五六七八九十]|第\s*` + numeral + `\s*[款项目]|[（(]` + numeral + `[）)]|[、，,和及与或至到\s])*第\s*(` + numeral + `)\s*条`)
)

// lawful are the endings of names of laws: a work's title in the same marks is
// none of our business.
var lawful = regexp.MustCompile(`(?:法|条例|规定|办法|细则|法典|决定|制度|规则)(?:（试行）|\(试行\)|（暂行）)?$`)

// citations checks each law that is cited: that it is known, and that it has the
// article.
func citations(t Text, laws []Law) []Finding {
	known := map[string]Law{}
	for _, l := range append(national[:len(national):len(national)], laws...) {
		if name := lawName(l.Name); l.Last > 0 || known[name].Last == 0 {
			known[name] = l
		}
	}
	var out []Finding
	for _, f := range t.fields() {
		for _, at := range citation.FindAllStringSubmatchIndex(f.text, -1) {
			name := f.text[at[2]:at[3]]
			if at[4] < 0 && !lawful.MatchString(name) {
				continue
			}
			law, ok := known[lawName(name)]
			add := func(from, to int, says, mend string) {
				start, end := runes(f.text, from, to)
				out = append(out, Finding{Kind: Citation, Field: f.name, Start: start, End: end, Found: f.text[from:to], Says: says, Mend: mend})
			}
			if !ok {
				add(at[0], at[1], "《"+name+"》不在已知的法规里，无法核对", "由政策关签署人对照原文核对名称和条款")
				continue
			}
			from, to, number := at[0], at[1], at[4:6]
			for number[0] >= 0 {
				if n := article(f.text[number[0]:number[1]]); law.Last > 0 && (n < 1 || n > law.Last) {
					add(from, to, fmt.Sprintf("《%s》共 %d 条，没有%s", name, law.Last, f.text[strings.LastIndex(f.text[:number[0]], "第"):to]), law.mend())
				}
				next := further.FindStringSubmatchIndex(f.text[to:])
				if next == nil {
					break
				}
				number = []int{to + next[2], to + next[3]}
				from, to = to+strings.LastIndex(f.text[to:to+next[2]], "第"), to+next[1]
			}
		}
	}
	return out
}

// mend says what to do about an article that the law does not have.
func (l Law) mend() string {
	if l.Unread {
		return "对照原文改正条款；这部法规的条数还没有对照过原文"
	}
	return "对照原文改正条款"
}

func lawName(s string) string {
	s = strings.TrimPrefix(strings.TrimSpace(s), "中华人民共和国")
	if i := strings.IndexAny(s, "（("); i > 0 {
		s = s[:i]
	}
	return s
}

// Cited reports whether a law is known by name, and whether it has the article
// that a text such as 第十一条第二款 begins with; a law of which only the name is
// known, or whose articles were not held against its text, has every article.
// What names no article has none.
func Cited(law, place string, laws []Law) (known, has bool) {
	n := 0
	if at := beginning.FindStringSubmatch(place); at != nil {
		n = article(at[1])
	}
	for _, l := range append(national[:len(national):len(national)], laws...) {
		if lawName(l.Name) == lawName(law) {
			return true, n > 0 && (l.Last == 0 || l.Unread || n <= l.Last)
		}
	}
	return false, n > 0
}

var beginning = regexp.MustCompile(`^第\s*(` + numeral + `)\s*条`)
