package redact

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// check holds what must be true of any text: sorted, disjoint masks inside the
// text, nothing lost outside of them, and no change in a second round.
func check(t interface{ Fatalf(string, ...any) }, s string) {
	out, masks := Text(s, Options{})
	last, n := 0, utf8.RuneCountInString(s)
	for _, m := range masks {
		if m.Start < last || m.End <= m.Start || m.End > n {
			t.Fatalf("masks of %q out of order: %v", s, masks)
		}
		last = m.End
	}
	if out != apply(s, masks) {
		t.Fatalf("%q: text and masks differ: %q", s, out)
	}
	if masks == nil && out != s {
		t.Fatalf("%q changed without a mask: %q", s, out)
	}
	if again, more := Text(out, Options{}); again != out || more != nil {
		t.Fatalf("%q\nfirst  %q\nsecond %q %v", s, out, again, more)
	}
}

func TestIdempotent(t *testing.T) {
	var bits []string
	for _, p := range positives {
		bits = append(bits, p.text)
	}
	bits = append(bits, stays...)
	bits = append(bits, "【手机号】", "【QQ号】", "【姓名】", "，", " ", "\n", "和", "电话", "138", "0013", "8000", "号", "3栋", "微信", "\xff", "一", "😀", "张", "先生")
	rapid.Check(t, func(t *rapid.T) {
		check(t, strings.Join(rapid.SliceOfN(rapid.SampledFrom(bits), 0, 12).Draw(t, "parts"), rapid.SampledFrom([]string{"", "，", "。", " ", "\n"}).Draw(t, "glue")))
	})
}

func FuzzText(f *testing.F) {
	for _, p := range positives {
		f.Add(p.text)
	}
	for _, s := range stays {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { check(t, s) })
}

func TestAllowList(t *testing.T) {
	opt := Options{Hotlines: []string{"13800138000"}, AgencyNumbers: []string{"0571-88888888", "（0797）812 3456"}}
	for _, c := range []struct {
		name, in string
		stays    bool
	}{
		{"the agency's line stays even where it looks private", "打我家里座机0571-88888888", true},
		{"in another spelling", "座机（0571）8888 8888", true},
		{"without area code", "座机88888888", true},
		{"with an extension", "座机0571-88888888转801", true},
		{"a short local part", "我家电话0797-8123456", true},
		{"a mobile used as a hotline", "手机138-0013-8000", true},
		{"the neighbour's line goes", "家里座机0571-88888889", false},
		{"the same digits in another city go", "家里座机0797-88888888", false},
	} {
		if out, _ := Text(c.in, opt); (out == c.in) != c.stays {
			t.Errorf("%s: %q", c.name, out)
		}
	}
}

func TestPost(t *testing.T) {
	for _, c := range []struct {
		name, title, text   string
		wantTitle, wantText string
	}{
		{"a name in the title beside a number in the text", "张先生求助", "我的手机是13800138000", "【姓名】求助", "我的手机是【手机号】"},
		{"a name found in the text goes from the title too", "王建国的房子漏水", "联系人：王建国，13800138000", "【姓名】的房子漏水", "联系人：【姓名】，【手机号】"},
		{"nothing to hide leaves both", "路灯不亮", "人民路的路灯坏了三个月", "路灯不亮", "人民路的路灯坏了三个月"},
		{"an office-holder stays", "王局长接访", "我的手机是13800138000", "王局长接访", "我的手机是【手机号】"},
	} {
		title, text, masks := Post(c.title, c.text, Options{})
		if title != c.wantTitle || text != c.wantText {
			t.Errorf("%s: %q %q %v", c.name, title, text, masks)
		}
		for _, m := range masks {
			if m.Field != "title" && m.Field != "text" {
				t.Errorf("%s: no field in %v", c.name, m)
			}
		}
		title2, text2, more := Post(title, text, Options{})
		if title2 != title || text2 != text || more != nil {
			t.Errorf("%s: second round gives %q %q", c.name, title2, text2)
		}
	}
}

// TestLabels pins the labels: the web page draws its bars from them, and a
// change would break the second round over stored texts.
func TestLabels(t *testing.T) {
	got := map[string]string{}
	for _, l := range labels {
		got[l.kind] = Label(l.kind)
	}
	want := map[string]string{
		"id_number": "【身份证号】", "mobile": "【手机号】", "landline": "【座机号】", "bank_card": "【银行卡号】", "email": "【邮箱】",
		"plate": "【车牌号】", "passport": "【护照号】", "wechat": "【微信号】", "qq": "【QQ号】", "address": "【住址】", "person": "【姓名】",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("labels %v, want %v", got, want)
	}
	if Label("other") != "【已隐去】" {
		t.Error("an unknown kind has no label")
	}
}
