package proof

import (
	"regexp"
	"slices"
	"strings"

	"yingda/internal/redact"
)

// never are the kinds of personal data that no statement has a reason to give. An
// office's own landline, mailbox and address are only pointed at.
var never = []string{redact.IDNumber, redact.Mobile, redact.BankCard, redact.Passport, redact.Plate, redact.WeChat, redact.QQ, redact.Person}

func personal(t Text) []Finding {
	_, _, masks := redact.Post(t.Title, t.Body, redact.Options{})
	var out []Finding
	for _, m := range masks {
		label := strings.Trim(redact.Label(m.Kind), "【】")
		f := Finding{Kind: Personal, Field: m.Field, Start: m.Start, End: m.End, Says: "可能是个人信息：" + label, Mend: "删去，或改成不指向个人的说法", Block: slices.Contains(never, m.Kind)}
		if !f.Block {
			f.Mend = "本机关的办公电话、邮箱和地址可以写；是个人的要删去"
		}
		out = append(out, f)
	}
	return out
}

// secret are the marks of secret papers and the formulas of internal ones. The
// words 国家秘密 and 商业秘密 in a sentence are no marks.
var secret = []struct {
	pattern *regexp.Regexp
	says    string
}{
	{regexp.MustCompile(`(?:绝\s*密|机\s*密|秘\s*密)\s*(?:[★☆*＊]|[（(]\s*(?:长期|\d+\s*(?:年|个月))|[一二三四五六七八九十\d]+\s*年)|★\s*(?:长期|\d+\s*(?:年|个月|天))`), "密级标志"},
	{regexp.MustCompile(`(?m)(?:^|[【\[（(《])\s*(?:绝\s*密|机\s*密|秘\s*密)\s*(?:[】\])）》]|$)`), "密级标志"},
	{regexp.MustCompile(`密级\s*[:：]\s*(?:绝密|机密|秘密)|(?:绝密|机密|秘密)级(?:文件|材料|资料)`), "密级标志"},
	{regexp.MustCompile(`内部(?:资料|材料|文件|情况|参考|传阅|使用|掌握)(?:[，,\s]*(?:注意保存|注意保密|不得外传|请勿外传|严禁外传|不得公开))?|仅供(?:内部|领导)(?:参阅|参考|使用|掌握)?|(?:不得|请勿|严禁)外传|注意保密|明传电报|密码电报`), "内部材料的用语"},
}

func marks(t Text) []Finding {
	var out []Finding
	for _, f := range t.fields() {
		seen := -1
		for _, s := range secret {
			for _, at := range s.pattern.FindAllStringIndex(f.text, -1) {
				start, end := runes(f.text, at[0], at[1])
				if start < seen {
					continue
				}
				seen = end
				out = append(out, Finding{
					Kind: Secrecy, Field: f.name, Start: start, End: end, Found: strings.TrimSpace(f.text[at[0]:at[1]]), Says: s.says,
					Mend: "公开的文字不能有密级标志，也不能引用内部材料：删去，并核对原文能否公开", Block: true,
				})
			}
		}
	}
	return out
}

var slot = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)

func blanks(t Text, titles map[string]string) []Finding {
	var out []Finding
	for _, f := range t.fields() {
		for _, at := range slot.FindAllStringSubmatchIndex(f.text, -1) {
			start, end := runes(f.text, at[0], at[1])
			title := titles[f.text[at[2]:at[3]]]
			if title == "" {
				title = f.text[at[2]:at[3]]
			}
			out = append(out, Finding{Kind: Blank, Field: f.name, Start: start, End: end, Found: title, Says: "模板的栏目还空着：" + title, Mend: "写上内容，连同两边的花括号一起换掉", Block: true})
		}
	}
	return out
}
