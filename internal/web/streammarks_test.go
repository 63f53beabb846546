package web

import (
	"strings"
	"testing"

	"yingda/internal/match"
)

// write spells bits as text: hits in square brackets, hidden data in braces.
func write(list []bit) string {
	var b strings.Builder
	for _, x := range list {
		switch {
		case x.Masked:
			b.WriteString("{" + x.Text + "}")
		case x.Hit:
			b.WriteString("[" + x.Text + "]")
		default:
			b.WriteString(x.Text)
		}
	}
	return b.String()
}

func TestBits(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		hits []match.Hit
		want string
	}{
		"nothing to mark":                      {"今天很好", nil, "今天很好"},
		"an empty text":                        {"", nil, ""},
		"hits that overlap are one":            {"信访大厅排队", []match.Hit{{Field: "text", Start: 0, End: 2}, {Field: "text", Start: 1, End: 4}}, "[信访大厅]排队"},
		"a hit of the title marks no text":     {"信访", []match.Hit{{Field: "title", Start: 0, End: 2}}, "信访"},
		"hidden data is named":                 {"打【手机号】找我", nil, "打{手机号}找我"},
		"the writer's own brackets stay":       {"【公告】信访", []match.Hit{{Field: "text", Start: 4, End: 6}}, "【公告】[信访]"},
		"two labels side by side":              {"【姓名】【手机号】", nil, "{姓名}{手机号}"},
		"a hit past the end of a changed text": {"信访", []match.Hit{{Field: "text", Start: 1, End: 9}}, "信[访]"},
	} {
		if got := write(bits(c.text, "text", c.hits)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestBitsAround(t *testing.T) {
	long := strings.Repeat("前", 200) + "信访" + strings.Repeat("后", 200)
	got := write(bitsAround(long, "text", []match.Hit{{Field: "text", Start: 200, End: 202}}, 60))
	if !strings.HasPrefix(got, "…") || !strings.HasSuffix(got, "…") || !strings.Contains(got, "[信访]") {
		t.Errorf("a long text begins shortly before its first hit: %q", got)
	}
	label := strings.Repeat("前", 30) + "【手机号】" + strings.Repeat("后", 40) + "信访" + strings.Repeat("后", 100)
	if got := write(bitsAround(label, "text", []match.Hit{{Field: "text", Start: 75, End: 77}}, 50)); strings.Contains(got, "】") {
		t.Errorf("no label is cut in two: %q", got)
	}
}

func TestRuleParts(t *testing.T) {
	for rule, want := range map[string]string{
		"(排队 或 等候) 且 窗口 非 招聘": "或op 且op 非no",
		"“排 或 队” 近5 投诉":       "近5op",
		"国税 不在 中国税务":          "不在no",
		"至少2(甲, 乙, 丙)":        "至少2op",
	} {
		var got []string
		whole := ""
		for _, x := range ruleParts(rule) {
			whole += x.Text
			if x.Kind != "" {
				got = append(got, x.Text+x.Kind)
			}
		}
		if strings.Join(got, " ") != want || whole != rule {
			t.Errorf("%s: %v, written %q", rule, got, whole)
		}
	}
}
