package grade

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A number in digits with an optional 万, or in Chinese characters; then a
// measure word; then people or households.
var peoplePattern = regexp.MustCompile(
	`^(?:(\d[\d,]*(?:\.\d+)?)\s?([百千万]?)|([零一二两三四五六七八九十百千万几数上]+))(?:多|余|来|几)?(?:名|位|个|家)?(?:多|余)?` +
		`(人|户|居民|群众|市民|村民|业主|住户|商户|学生|家长|老人|孩子|职工|工人|员工|纳税人|家庭|患者|病人|游客|乘客|旅客|师生|司机|考生)`)

// What the number is not: an ordinal, a rate, a count of visits or an idiom.
var (
	notBefore = []string{"第", "每", "逢", "月", "年", "日", ":", "-", "/", "."}
	notAfter  = "民次行才工事大均间力气生类格体物选防社份称手机"
)

type peopleHit struct{ count, start, end int }

// mostPeople bounds a number that a post can give; more is a slip or a joke.
const mostPeople = 100_000_000

// longestPeople bounds a phrase such as 1,280,000多名纳税人, in runes.
const longestPeople = 24

// peopleIn tries the pattern only where a number begins: over the whole text it
// would cost a hundred times more.
func peopleIn(text []rune) []peopleHit {
	var hits []peopleHit
	for i := 0; i < len(text); i++ {
		if !numberRune(text[i]) || text[i] == ',' || text[i] == '.' {
			continue
		}
		if hit, ok := peopleAt(text, i); ok {
			hits = append(hits, hit)
			i = hit.end - 1
			continue
		}
		for i+1 < len(text) && numberRune(text[i+1]) {
			i++
		}
	}
	return hits
}

func numberRune(r rune) bool {
	return r >= '0' && r <= '9' || r == ',' || r == '.' || r == '零' || r == '上' || numerals[r] > 0 || powers[r] > 0
}

func peopleAt(text []rune, start int) (peopleHit, bool) {
	s := string(text[start:min(len(text), start+longestPeople)])
	m := peoplePattern.FindStringSubmatchIndex(s)
	if m == nil {
		return peopleHit{}, false
	}
	n := 0
	if m[2] >= 0 {
		n = digits(s[m[2]:m[3]], s[m[4]:m[5]])
	} else {
		n = chinese(s[m[6]:m[7]])
	}
	before := string(text[max(0, start-1):start])
	if n < 2 || n > mostPeople || !countsPeople(before, s[m[8]:m[9]], s[m[1]:]) {
		return peopleHit{}, false
	}
	return peopleHit{n, start, start + utf8.RuneCountInString(s[:m[1]])}, true
}

func countsPeople(before, noun, after string) bool {
	for _, no := range notBefore {
		if strings.HasSuffix(before, no) {
			return false
		}
	}
	if next, _ := utf8.DecodeRuneInString(after); noun == "人" && after != "" && strings.ContainsRune(notAfter, next) {
		return false
	}
	// 12345市民热线 is a telephone number.
	return !strings.HasPrefix(after, "热线") && !strings.HasPrefix(after, "服务热线")
}

func digits(number, unit string) int {
	f, err := strconv.ParseFloat(strings.ReplaceAll(number, ",", ""), 64)
	if err != nil {
		return 0
	}
	f *= map[string]float64{"": 1, "百": 100, "千": 1000, "万": 10_000}[unit]
	if f > mostPeople {
		return 0
	}
	return int(f)
}

var (
	numerals = map[rune]int{'一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9, '几': 2, '数': 2}
	powers   = map[rune]int{'十': 10, '百': 100, '千': 1000, '万': 10_000}
)

// chinese reads a Chinese numeral at its lower bound: 几十 is 20, 两三百 is 200,
// 上百 is 100, 十几 is 10. It returns 0 for what is none.
func chinese(s string) int {
	total, section, digit := 0, 0, 0
	for i, r := range s {
		switch {
		case r == '零', r == '上' && i == 0:
		case numerals[r] > 0:
			if digit == 0 && !(r == '几' && section > 0) {
				digit = numerals[r]
			}
		case r == '万':
			total, section, digit = total+max(section+digit, 1)*powers[r], 0, 0
		case powers[r] > 0:
			section, digit = section+max(digit, 1)*powers[r], 0
		default:
			return 0
		}
		if total+section > mostPeople {
			return 0
		}
	}
	return total + section + digit
}
