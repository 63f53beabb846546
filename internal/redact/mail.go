package redact

// at signs in words, folded; the plain sign is tried first.
var atWords = [][]rune{
	[]rune("@"), []rune("(at)"), []rune("[at]"), []rune("【at】"), []rune("{at}"), []rune("<at>"), []rune("(@)"), []rune("(#)"), []rune("(艾特)"), []rune("[艾特]"), []rune("【艾特】"), []rune("[@]"), []rune("【@】"), []rune("（at）"),
	[]rune("艾特"), []rune("圈a"), []rune("ⓐ"), []rune(" at "), []rune("#at#"), []rune("_at_"), []rune("-at-"), []rune("*at*"), []rune("#"), []rune("(a)"), []rune("圈圈a"), []rune("at"), []rune("小老鼠"), []rune("爱特"), []rune("＠"), []rune("◎"), []rune("＃"), []rune("*"), []rune("$"), []rune("&"),
}

// mailHosts are the houses where people keep their mail; a loose spelling of
// the at sign is believed in front of one of these only.
var mailHosts = []string{"qq", "163", "126", "gmail", "sina", "sohu", "foxmail", "outlook", "hotmail", "yeah", "139", "189", "aliyun", "icloud", "yahoo", "tom", "21cn", "vip", "live", "msn", "wo", "188", "proton", "me"}

// mails hides addresses for mail, except those of public offices (gov.cn).
func (sc *Scanner) mails() {
	for p := 1; p < len(sc.f); p++ {
		if r := sc.f[p]; alnum(r) && r != 'a' || flagOf(r)&(isHan|isDigit) == isHan && r != '艾' && r != '圈' && r != '小' && r != '爱' {
			continue
		}
		for i, w := range atWords {
			if !sc.hasAt(p, w) {
				continue
			}
			start := sc.mailUser(p)
			host := p + len(w)
			for at(sc.f, host) == '@' {
				host++
			}
			end, office := sc.mailHost(host, i > 0)
			if start < p && end > 0 {
				if !office {
					sc.hide(Email, start, end)
				} else {
					sc.conceal(start, end)
				}
				p = end - 1
				break
			}
		}
	}
}

// conceal makes runes invisible to the later readers without recording an item.
func (sc *Scanner) conceal(start, end int) {
	for i := start; i < end; i++ {
		sc.f[i] = opaque
	}
}

// mailUser returns where the name before the at sign at p begins.
func (sc *Scanner) mailUser(p int) int {
	q, spaces := p, 0
	for q > 0 && (sc.f[q-1] == ' ' || invisible(sc.f[q-1])) && p-q < 3 {
		q--
	}
	start := q
	for q > 0 && p-q < 80 {
		r := sc.f[q-1]
		if alnum(r) || r == '.' || r == '_' || r == '-' || r == '%' || r == '+' || sc.asciiDigit(q-1) {
			q--
			start = q
			continue
		}
		if invisible(r) {
			q--
			continue
		}
		if r == ' ' && spaces < 24 && q > 2 && alnum(sc.f[q-2]) && (q == 3 || !alnum(sc.f[q-3])) && sc.loneAfter(q) {
			spaces++
			q--
			continue
		}
		break
	}
	if start == q || start < p {
		for start < p && !alnum(sc.f[start]) && !sc.asciiDigit(start) {
			start++
		}
	}
	return start
}

// loneAfter reports whether the character from q on stands alone, as in a b c @.
func (sc *Scanner) loneAfter(q int) bool { return alnum(at(sc.f, q)) && !alnum(at(sc.f, q+1)) }

func (sc *Scanner) asciiDigit(q int) bool {
	_, script := digitOf(sc.r[q])
	return script <= ringed
}

// mailHost reads the host from p on and returns where it ends, 0 if there is
// none, and whether it is a public office's.
func (sc *Scanner) mailHost(p int, strict bool) (int, bool) {
	var host []byte
	end, parts := 0, 0
	q := p
	for {
		q = sc.skipBlank(q)
		from := len(host)
		for q < len(sc.f) && (alnum(sc.f[q]) || sc.f[q] == '-' || sc.asciiDigit(q)) {
			host = append(host, sc.hostByte(q))
			if q++; q < len(sc.f) && invisible(sc.f[q]) {
				q++
			}
			if at(sc.f, q) == ' ' && q > 1 && !alnum(sc.f[q-2]) && sc.loneAfter(q+1) {
				q++ // q q . c o m
			}
		}
		if len(host) == from {
			break
		}
		parts++
		if parts == 1 && strict && !known(string(host)) {
			return 0, false
		}
		if parts > 1 && topLevel(string(host[from:])) {
			end = q
		}
		n := sc.dotAt(q)
		if n == 0 || parts > 5 {
			break
		}
		q += n
		host = append(host, '.')
	}
	h := string(host)
	return end, len(h) > 7 && (contains(h, ".gov.cn") || contains(h, "gov.cn"))
}

func contains(s, sub string) bool {
	for i := 0; i+len(sub) <= len(s); i++ {
		if s[i:i+len(sub)] == sub {
			return true
		}
	}
	return false
}

func (sc *Scanner) hostByte(q int) byte {
	if alnum(sc.f[q]) || sc.f[q] == '-' {
		return byte(sc.f[q])
	}
	v, _ := digitOf(sc.r[q])
	return '0' + v
}

func (sc *Scanner) skipBlank(q int) int {
	for n := 0; n < 3 && q < len(sc.f) && (sc.f[q] == ' ' || invisible(sc.f[q])); n++ {
		q++
	}
	return q
}

// dotAt returns the width of a dot in any spelling at q, 0 if there is none.
func (sc *Scanner) dotAt(q int) int {
	p := sc.skipBlank(q)
	for _, w := range [...]string{".", "。", "点", "(dot)", "[dot]", "【dot】", "dot", "·", "(点)", "[点]", "(.)", "[.]", ",", "•", "{dot}", "<dot>"} {
		if sc.hasAt(p, []rune(w)) {
			return p - q + len([]rune(w))
		}
	}
	return 0
}

func known(host string) bool {
	for _, h := range mailHosts {
		if h == host {
			return true
		}
	}
	return false
}

func topLevel(s string) bool {
	switch s {
	case "com", "cn", "net", "org", "edu", "gov", "cc", "hk", "tw", "info", "io", "me", "co", "uk", "jp", "us", "xyz", "top", "vip", "tv", "biz", "eu", "de", "ru", "kr", "sg", "au", "ca", "fr", "email", "tech", "site", "club", "mil", "int", "ac", "online":
		return true
	}
	return false
}

// links conceals web addresses: the digits of a page number are no telephone.
func (sc *Scanner) links() {
	for p := 0; p+4 < len(sc.f); p++ {
		r := sc.f[p]
		if r != 'h' && r != 'w' || p > 0 && asciiLetter(sc.f[p-1]) {
			continue
		}
		if !sc.hasAt(p, []rune("http")) && !sc.hasAt(p, []rune("www.")) {
			continue
		}
		if r == 'h' && !sc.hasAt(p+4, []rune("://")) && !sc.hasAt(p+4, []rune("s://")) {
			continue
		}
		q := p
		for q < len(sc.f) && sc.f[q] > ' ' && sc.f[q] < 0x7F {
			q++
		}
		sc.conceal(p, q)
		p = q
	}
}
