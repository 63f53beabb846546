package match

import (
	"errors"
	"testing"

	"yingda/internal/lang"
)

func TestReads(t *testing.T) {
	for rule, want := range map[string][2]string{
		"(排队 或 等候) 且 窗口 非 招聘":     {"有「排队」或「等候」，并且有「窗口」，并且没有「招聘」", "it has 「排队」 or 「等候」, and it has 「窗口」, and it has no 「招聘」"},
		"排队 且 窗口 或 等候":            {"（有「排队」，并且有「窗口」）；或者有「等候」", "(it has 「排队」, and it has 「窗口」); or it has 「等候」"},
		"排队 近5 投诉":                {"「排队」和「投诉」相隔不超过 5 个字", "「排队」 and 「投诉」 are at most 5 characters apart"},
		"标题:(排队 或 等候)":            {"标题有「排队」或「等候」", "its title has 「排队」 or 「等候」"},
		"至少2(排队, 正文:等候, 窗口 非 招聘)": {"以下至少有 2 项：有「排队」、正文有「等候」、（有「窗口」，并且没有「招聘」）", "at least 2 of these: it has 「排队」, its text has 「等候」, (it has 「窗口」, and it has no 「招聘」)"},
		"出现3(投诉 或 举报)":            {"「投诉」或「举报」一共出现 3 处以上", "「投诉」 or 「举报」 in 3 places or more"},
		"国税 不在 中国税务":              {"有「国税」（不算「中国税务」里的）", "it has 「国税」 (not within 「中国税务」)"},
		"整词:国税 非 来源:本地论坛":         {"有「国税」（不算别的词里的），并且来源不是「本地论坛」", "it has 「国税」 (not within another word), and it does not come from 「本地论坛」"},
		"窗口 非 (招聘 且 标题:求职)":       {"有「窗口」，并且不能（有「招聘」，并且标题有「求职」）", "it has 「窗口」, and not (it has 「招聘」, and its title has 「求职」)"},
	} {
		r, err := Parse(rule)
		if err != nil {
			t.Errorf("%s: %v", rule, err)
			continue
		}
		for i, l := range []lang.Lang{lang.Chinese, lang.English} {
			if got := r.Reads(l); got != want[i] {
				t.Errorf("%s reads %q, want %q", rule, got, want[i])
			}
		}
	}
}

// TestOfficeMistakes holds what people write who do not know the language: it is
// understood, or refused at its place with what they most likely mean.
func TestOfficeMistakes(t *testing.T) {
	for _, c := range []struct {
		rule string
		at   int    // 0: understood
		want string // the rule as read, or as it is mended
	}{
		{"排队 或者 等候", 0, "排队 或 等候"},
		{"排队 并且 窗口 不含 招聘", 0, "排队 且 窗口 且 非 招聘"},
		{"排队 近5个字 窗口", 0, "排队 近5 窗口"},
		{"至少2项(排队, 等候, 窗口)", 0, "至少2(排队, 等候, 窗口)"},
		{"出现3次以上(投诉)", 0, "出现3(投诉)"},
		{"题目:排队 内容：等候", 0, "标题:排队 且 正文:等候"},
		{"'排队 窗口'", 0, "排队 窗口"},
		{"互联网+政务 C++ 24/7", 0, "互联网+政务 且 C++ 且 24/7"},
		{"国税发〔2012〕34号 财税[2012]34号", 0, "国税发〔2012〕34号 且 财税[2012]34号"},
		{"排队 和 窗口", 4, "排队 且 窗口"},
		{"排队 / 等候", 4, "排队 或 等候"},
		{"排队/等候/等待", 1, "排队 或 等候 或 等待"},
		{"排队+窗口", 1, "排队 且 窗口"},
		{"窗口-招聘", 1, "窗口 非 招聘"},
		{"窗口 除了 招聘", 4, "窗口 非 招聘"},
		{"标题 排队", 1, "标题:排队"},
		{"[排队 或 等候] 窗口", 1, "(排队 或 等候) 窗口"},
		{"(排队 或", 6, "(排队)"},
		{"至少两个(排队, 窗口)", 1, ""},
		{"投诉 出现3次以上", 10, ""},
		{"排队 => 窗口", 4, "排队 “=>” 窗口"},
	} {
		r, err := Parse(c.rule)
		var wrong *SyntaxError
		switch {
		case err == nil && c.at == 0:
			if s := r.String(); s != c.want && s != "“"+c.want+"”" {
				t.Errorf("%s is read as %s, want %s", c.rule, s, c.want)
			}
		case !errors.As(err, &wrong) || wrong.Column != c.at:
			t.Errorf("%s: %v, want a fault at %d", c.rule, err, c.at)
		case Mend(c.rule) != c.want && c.want != "":
			t.Errorf("%s is mended as %s, want %s", c.rule, Mend(c.rule), c.want)
		}
	}
}
