package proof

import (
	"regexp"
	"slices"
	"strings"
)

var (
	aContact = regexp.MustCompile(`电话|热线|联系方式|邮箱|来访|接待时间|地址|咨询窗口|服务窗口`)
	aSource  = regexp.MustCompile(`来源|根据|依据|经核[查实]|经查|查阅|调取|调阅|记录显示|日志|台账|监测|现场(?:查看|核实|勘查)|核查情况|核实情况|走访|《`)
	aDay     = regexp.MustCompile(`[0-9〇零一二三四五六七八九十]{1,4}\s*年?\s*[0-9一二三四五六七八九十]{1,2}\s*月\s*[0-9一二三四五六七八九十]{1,3}\s*日`)
)

// lacks names what every statement needs and this one does not have.
func lacks(t Text, agency string) []Finding {
	if strings.TrimSpace(t.Body) == "" {
		return nil
	}
	var out []Finding
	for _, each := range []struct {
		kind       Kind
		has        bool
		says, mend string
	}{
		{Source, aSource.MatchString(t.Body), "没有写明事实从哪里来", "写明查证方式或依据，如记录、现场核实、文件条款"},
		{Contact, aContact.MatchString(t.Body), "没有写明找谁问", "写上办公电话、地址或接待时间，不写个人电话"},
		{Signed, agency == "" || strings.Contains(t.all(), agency), "没有写明「" + agency + "」", "以机关名义发布，落款写全称"},
		{Signed, aDay.MatchString(t.all()), "没有写明日期", "落款写发布日期"},
	} {
		if !each.has {
			out = append(out, Finding{Kind: each.kind, Field: "text", Says: each.says, Mend: each.mend})
		}
	}
	return out
}

// asked cuts the questions out of the public's posts.
var asked = regexp.MustCompile(`[^。！？!?；;\n，,]{0,40}(?:[？?]|(?:吗|呢)[。！!\n]|(?:什么时候|何时|为什么|为何|多久|怎么办|能不能|可不可以|有没有|哪里|到底)[^。！？!?；;\n]{0,30}[。！？!?\n]?)`)

// questionsShown bounds how many unanswered questions are named.
const questionsShown = 8

// questions names the questions of the public with whose words the text has too
// little in common to be an answer. Alike questions are named once.
func questions(t Text, posts []string) []Finding {
	if strings.TrimSpace(t.Body) == "" {
		return nil
	}
	said := pairs(t.all())
	var seen []map[string]bool
	var out []Finding
	for _, post := range posts {
		for _, q := range asked.FindAllString(post, -1) {
			q = strings.TrimSpace(strings.Trim(q, "，,。"))
			words := pairs(q)
			if len(words) < 2 || overlap(words, said) || slices.ContainsFunc(seen, func(w map[string]bool) bool { return overlap(words, w) }) {
				continue
			}
			seen = append(seen, words)
			out = append(out, Finding{Kind: Question, Field: "text", Found: q, Says: "群众问到而文中可能没有回答：" + q, Mend: "回答它；现在还答不了的，写明什么时候答复"})
			if len(out) == questionsShown {
				return out
			}
		}
	}
	return out
}

// overlap reports whether more than a quarter of the words, rounded up, are there.
func overlap(words, there map[string]bool) bool {
	n := 0
	for w := range words {
		if there[w] {
			n++
		}
	}
	return n*4 > len(words)
}

// hollow are words that say nothing, and those that speak of who writes instead
// of what is written.
var hollow = []struct{ word, mend string }{
	{"高度重视", "写做了什么，不写有多重视"},
	{"第一时间", "写具体时间"},
	{"取得显著成效", "写具体结果和数字"},
	{"亲切关怀", "删去"},
	{"坚决贯彻", "写依据的文件和条款"},
	{"不明真相", "答复只说事，不评价说话的人"},
	{"别有用心", "答复只说事，不评价说话的人"},
	{"恶意炒作", "答复只说事，不评价说话的人"},
	{"造谣", "答复只对事实说法，不评价说话的人"},
	{"个别网民", "答复只说事，不评价说话的人"},
	{"不信谣", "答复只说事，给出事实和证据"},
}

func phrases(t Text) []Finding {
	var out []Finding
	for _, f := range t.fields() {
		for _, h := range hollow {
			if i := strings.Index(f.text, h.word); i >= 0 {
				start, end := runes(f.text, i, i+len(h.word))
				out = append(out, Finding{Kind: Phrase, Field: f.name, Start: start, End: end, Found: h.word, Says: "「" + h.word + "」", Mend: h.mend})
			}
		}
	}
	return out
}
