package redact

import (
	"regexp"
	"strings"
	"testing"
)

// plainRules are the expressions that a plain program would use for the usual
// spellings; the scan must find what they find, faster.
var plainRules = []struct {
	kind string
	re   *regexp.Regexp
}{
	{IDNumber, regexp.MustCompile(`[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]`)},
	{Mobile, regexp.MustCompile(`1[3-9]\d{9}`)},
	{Landline, regexp.MustCompile(`0\d{2,3}[- ]\d{7,8}`)},
	{BankCard, regexp.MustCompile(`62\d{14,17}`)},
	{Email, regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`)},
	{Plate, regexp.MustCompile(`[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}`)},
	{Passport, regexp.MustCompile(`[EG]\d{8}`)},
	{WeChat, regexp.MustCompile(`(?:微信|VX|vx|wx)号?[:： ]?[A-Za-z][A-Za-z0-9_-]{5,19}`)},
	{QQ, regexp.MustCompile(`(?:QQ|qq)号?[:： ]?[1-9]\d{4,10}`)},
	{Address, regexp.MustCompile(`[\p{Han}]{2,12}(?:路|街|小区|花园)\d+(?:号|栋|幢)(?:\d+单元)?\d+室`)},
	{Person, regexp.MustCompile(`(?:联系人|姓名)[:：][\p{Han}]{2,4}`)},
}

// prose is law text cut into posts of some 300 characters, one in twenty of
// them with an item in a usual spelling.
func prose(t testing.TB) []string {
	items := []string{"我的电话是13800138000。", "身份证110101199003070417。", "邮箱zhangsan@qq.com。", "车牌浙A12345。", "家里座机0571-88888888。"}
	var posts []string
	for _, s := range laws(t) {
		var b strings.Builder
		for _, line := range strings.Split(s, "\n") {
			if b.WriteString(line); b.Len() > 900 {
				if len(posts)%20 == 7 {
					b.WriteString(items[len(posts)/20%len(items)])
				}
				posts = append(posts, b.String())
				b.Reset()
			}
		}
	}
	return posts
}

func size(posts []string) (n int64) {
	for _, p := range posts {
		n += int64(len(p))
	}
	return n
}

func BenchmarkText(b *testing.B) {
	posts := prose(b)
	sc := NewScanner(Options{})
	b.SetBytes(size(posts))
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range posts {
			sc.Text(p)
		}
	}
}

func BenchmarkRegexp(b *testing.B) {
	posts := prose(b)
	b.SetBytes(size(posts))
	for b.Loop() {
		for _, p := range posts {
			for _, r := range plainRules {
				r.re.FindAllStringIndex(p, -1)
			}
		}
	}
}

// TestSameAsRegexp shows that the fast scan loses nothing that the plain
// expressions find in prose.
func TestSameAsRegexp(t *testing.T) {
	sc := NewScanner(Options{})
	n := 0
	for _, p := range prose(t) {
		out, _ := sc.Text(p)
		for _, r := range plainRules {
			for _, item := range r.re.FindAllString(p, -1) {
				n++
				if strings.Contains(out, item) {
					t.Errorf("%s %q is left", r.kind, item)
				}
			}
		}
	}
	if n == 0 {
		t.Error("the expressions found nothing")
	}
}

// TestNoAllocation holds the promise for texts without personal data.
func TestNoAllocation(t *testing.T) {
	sc := NewScanner(Options{})
	s := "2024年5月17日，市税务局召开座谈会，请拨打12366咨询，文号国办发〔2016〕61号，" + strings.Repeat("政策宣传进企业。", 30)
	sc.Text(s)
	if n := testing.AllocsPerRun(50, func() { sc.Text(s) }); n > 0 {
		t.Errorf("%.1f allocations", n)
	}
}
