// Package redact hides personal data (个人信息) in the texts of public posts
// before anything is written. It finds identity numbers, mobile and landline
// numbers, bank cards, e-mail, plates, passports, WeChat and QQ ids, home
// addresses and private names beside such data, in the spellings that people
// use to slip past filters: full-width, spaced, circled, written-out digits.
//
// Hotlines, the numbers that an agency publishes for itself, document, case and
// order numbers, amounts and dates stay. The work is done in two steps: a byte
// scan that rules out most texts without allocating, then exact readers around
// what is left. Results depend on the text alone, and redacting twice changes
// nothing more.
//
// Clause: 个人信息保护法 第六条.
package redact

import (
	"strings"
	"unicode/utf8"
)

// The kinds of personal data, as printed by `yingda lab redact`.
const (
	IDNumber = "id_number"
	Mobile   = "mobile"
	Landline = "landline"
	BankCard = "bank_card"
	Email    = "email"
	Plate    = "plate"
	Passport = "passport"
	WeChat   = "wechat"
	QQ       = "qq"
	Address  = "address"
	Person   = "person"
)

// Mask is one item that was hidden. Start and End count runes of the input;
// Field is "title" or "text" when Post found it and empty when Text did.
type Mask struct {
	Kind  string
	Field string
	Start int
	End   int
}

// Options names numbers that stay although they look private: hotlines and the
// agency's own lines, in any spelling; a landline with area code also stands
// for its local part. The zero value knows only the national short numbers and
// the 400 and 800 services.
type Options struct {
	Hotlines      []string
	AgencyNumbers []string
}

// Label returns what stands in a redacted text in place of an item of kind, for
// example 【手机号】. Unknown kinds give 【已隐去】.
func Label(kind string) string {
	for i := range labels {
		if labels[i].kind == kind {
			return labels[i].text
		}
	}
	return "【已隐去】"
}

var labels = [...]struct{ kind, text string }{
	{IDNumber, "【身份证号】"},
	{Mobile, "【手机号】"},
	{Landline, "【座机号】"},
	{BankCard, "【银行卡号】"},
	{Email, "【邮箱】"},
	{Plate, "【车牌号】"},
	{Passport, "【护照号】"},
	{WeChat, "【微信号】"},
	{QQ, "【QQ号】"},
	{Address, "【住址】"},
	{Person, "【姓名】"},
}

// Text returns s with every item replaced by its label, and the items in order.
// Text(Text(s)) equals Text(s). Invalid UTF-8 is kept as it is; each bad byte
// counts as one rune. Callers with many texts keep a Scanner instead.
func Text(s string, opt Options) (string, []Mask) {
	return NewScanner(opt).Text(s)
}

// Post redacts a title and a text that belong together: a name that the title
// gives beside data of the text (or the other way round) is hidden in both.
func Post(title, text string, opt Options) (maskedTitle, maskedText string, masks []Mask) {
	return NewScanner(opt).Post(title, text)
}

// Scanner redacts texts one after the other and reuses its memory: a text in
// which nothing is found costs no allocation. It must not be used by two
// goroutines at once.
type Scanner struct {
	allow   map[string]bool
	r       []rune // the piece in hand
	f       []rune // the same, folded, with found items turned into barriers
	masks   []Mask
	run     []digit
	key     []byte
	nearby  bool // the other field of the post holds data
	text    string
	isReply int8
}

// NewScanner returns a Scanner with the numbers of opt allowed.
func NewScanner(opt Options) *Scanner {
	sc := &Scanner{allow: map[string]bool{}}
	for _, list := range [][]string{opt.Hotlines, opt.AgencyNumbers} {
		for _, n := range list {
			sc.allowNumber(n)
		}
	}
	return sc
}

// Text is the function of the same name with the Scanner's own options. The
// masks are the caller's to keep.
func (sc *Scanner) Text(s string) (string, []Mask) {
	sc.nearby = false
	return sc.fixed(s)
}

// fixed repeats the search on its own result until nothing more is found,
// which is what makes redaction idempotent; the second round finds nothing
// unless hiding one item brought a label next to another number.
func (sc *Scanner) fixed(s string) (string, []Mask) {
	if sc.find(s); len(sc.masks) == 0 {
		return s, nil
	}
	all := append([]Mask(nil), sc.masks...)
	out := apply(s, all)
	for {
		if sc.find(out); len(sc.masks) == 0 {
			return out, all
		}
		merged := rebase(all, sc.masks)
		out = apply(s, merged)
		if len(merged) == len(all) {
			return out, merged
		}
		all = merged
	}
}

// Post is the function of the same name with the Scanner's own options.
func (sc *Scanner) Post(title, text string) (string, string, []Mask) {
	mt, a := sc.Text(title)
	mx, b := sc.Text(text)
	if len(a) > 0 != (len(b) > 0) {
		sc.nearby = true
		if len(a) == 0 {
			mt, a = sc.fixed(title)
		} else {
			mx, b = sc.fixed(text)
		}
		sc.nearby = false
	}
	mt, a = sc.carry(title, text, mt, a, b)
	mx, b = sc.carry(text, title, mx, b, a)
	if len(a)+len(b) == 0 {
		return mt, mx, nil
	}
	masks := make([]Mask, 0, len(a)+len(b))
	for _, m := range a {
		m.Field = "title"
		masks = append(masks, m)
	}
	for _, m := range b {
		m.Field = "text"
		masks = append(masks, m)
	}
	return mt, mx, masks
}

// carry hides in one field the full names that were found in the other.
func (sc *Scanner) carry(s, other, masked string, own, found []Mask) (string, []Mask) {
	for _, m := range found {
		if m.Kind != Person || m.End-m.Start < 2 {
			continue
		}
		name := cut(other, m.Start, m.End)
		if honorific(name) || !strings.Contains(s, name) {
			continue
		}
		for at := 0; ; {
			i := strings.Index(s[at:], name)
			if i < 0 {
				break
			}
			start := utf8.RuneCountInString(s[:at+i])
			at += i + len(name)
			if n := (Mask{Kind: Person, Start: start, End: start + m.End - m.Start}); !overlaps(own, n) {
				own = insert(own, n)
			}
		}
		masked = apply(s, own)
	}
	return masked, own
}
