package redact

import "strings"

// mobile reads eleven digits that begin as mobile numbers do, with or without
// the country code. It returns where they end and the rune where hiding starts.
func (sc *Scanner) mobile(i int, near label) (int, int) {
	start := sc.run[i].at
	k := i
	if n := sc.prefix(i); n > 0 {
		k = i + n
		if q := start - 1; q >= 0 && sc.f[q] == '+' {
			start = q
		}
	}
	if len(sc.run)-k < 11 || sc.run[k].value != 1 || sc.run[k+1].value < 3 || !sc.ends(k+11) {
		return 0, 0
	}
	j := k + 11
	if ordered(near) || sc.amount(i, j) || sc.insideWord(i, j) {
		return 0, 0
	}
	if at(sc.f, start-1) == '第' || sc.decimal(i) || sc.decimal(k) {
		return 0, 0
	}
	g := sc.groups(k, j)
	labelled := near.tight && (near.class == phoneLabel || near.class == wechatLabel || near.class == landLabel)
	need := 6
	if labelled {
		need = 4
	}
	if g.strong < need || !sc.mobileShape(k, j, &g, labelled) {
		return 0, 0
	}
	return j, start
}

// decimal reports whether the digits from i on are the places behind a point;
// a single figure and a point before a number counts the items of a list.
func (sc *Scanner) decimal(i int) bool {
	if i == 0 || sc.run[i].gap != dotted || at(sc.f, sc.run[i].at-1) != '.' {
		return false
	}
	return i > 1 || sc.run[0].value == 0
}

// prefix counts the digits of a country or trunk code before a mobile number.
func (sc *Scanner) prefix(i int) int {
	for _, p := range []string{"0086", "86", "086", "0", "17951", "12593"} {
		n := len(p)
		if len(sc.run)-i >= n+11 && string(sc.shape(i, i+n)) == p && sc.run[i+n].value == 1 {
			return n
		}
	}
	return 0
}

// mobileShape tells a split number from a list of figures, a date or a range.
func (sc *Scanner) mobileShape(k, j int, g *groups, labelled bool) bool {
	d := sc.shape(k, j)
	switch {
	case g.n == 1:
		return true
	case g.chinese > 5 && g.kind != listed:
		return true
	case g.is(3, 4, 4), g.is(3, 2, 2, 2, 2), g.is(3, 2, 2, 4), g.is(3, 4, 2, 2), g.is(1, 10):
		return true
	case g.is(3, 8):
		return labelled || g.kind != listed && !birthday(d[3:])
	case g.is(7, 4):
		return labelled || g.kind != listed && !(d[7] == '2' && d[8] == '0' || d[7] == '1' && d[8] == '9')
	case g.single(11):
		return sc.alone(k, j)
	case labelled:
		return g.kind != listed || g.n < 7
	case g.kind == odd && !g.mixed && sc.sameGaps(k, j):
		return true
	case g.is(5, 6), g.is(6, 5):
		return g.kind == spaced && sc.alone(k, j)
	case g.is(4, 4, 3), g.is(3, 3, 5), g.is(4, 3, 4), g.is(3, 5, 3), g.is(3, 3, 3, 2):
		return g.kind != listed && !yearFirst(d, g) && sc.alone(k, j)
	case g.n >= 4 && !g.mixed && g.kind != listed:
		return !yearFirst(d, g) && sc.alone(k, j)
	}
	return false
}

// sameGaps reports whether the digits are drawn apart by one and the same thing,
// or by pictures of any kind.
func (sc *Scanner) sameGaps(k, j int) bool {
	var first []rune
	for n := k + 1; n < j; n++ {
		if sc.run[n].gap == joined {
			continue
		}
		g := sc.f[sc.run[n-1].at+1 : sc.run[n].at]
		if first == nil {
			first = g
		}
		if string(g) != string(first) && (g[0] < 0x2000 || first[0] < 0x2000) {
			return false
		}
	}
	return true
}

func yearFirst(d []byte, g *groups) bool {
	return g.size[0] == 4 && (d[0] == '1' && d[1] == '9' || d[0] == '1' && d[1] == '8')
}

// alone reports whether the run holds nothing else of the same manner.
func (sc *Scanner) alone(k, j int) bool {
	if k > 0 && sc.run[k].gap == sc.run[k+1].gap {
		return false
	}
	if j >= len(sc.run) {
		return true
	}
	return sc.run[j].gap != sc.run[j-1].gap
}

// insideWord reports whether Latin letters make the digits part of a code.
func (sc *Scanner) insideWord(i, j int) bool {
	if after := at(sc.f, sc.run[j-1].at+1); asciiLetter(after) && after != 'v' && after != 'w' && after != 'q' && after != 't' {
		return true
	}
	p := sc.run[i].at - 1
	if p < 0 || !asciiLetter(sc.f[p]) {
		return false
	}
	c, _ := announcing.ending(sc.f, p+1)
	return c != phoneLabel && c != wechatLabel && c != qqLabel && sc.f[p] != 't' && sc.f[p] != 'm'
}

// service recognises the 400 and 800 numbers, which stay.
func (sc *Scanner) service(i int) int {
	if len(sc.run)-i < 10 || !sc.ends(i+10) {
		return 0
	}
	d := sc.shape(i, i+10)
	if d[1] != '0' || d[2] != '0' || d[0] != '4' && d[0] != '8' {
		return 0
	}
	if g := sc.groups(i, i+10); g.size[0] == 3 || g.n == 1 || g.size[0] == 6 {
		return i + 10
	}
	return 0
}

// allowNumber takes one number of the agency, in any spelling.
func (sc *Scanner) allowNumber(n string) {
	var key []byte
	for _, r := range n {
		if v, script := digitOf(r); script <= ringed {
			key = append(key, '0'+v)
		}
	}
	if len(key) == 0 {
		return
	}
	sc.allow[string(key)] = true
	if a := areaLen(key); a > 0 && len(key) >= a+7 {
		sc.allow[string(key[a:])] = true
	}
}

// allowed reports whether the digits i..j are on the list, with or without an
// area code or an extension.
func (sc *Scanner) allowed(i, j int) bool {
	if len(sc.allow) == 0 {
		return false
	}
	d := sc.shape(i, j)
	if sc.allow[string(d)] {
		return true
	}
	a := areaLen(d)
	for _, n := range []int{a + 8, a + 7} {
		if len(d) >= n && (sc.allow[string(d[:n])] || a > 0 && sc.allow[string(d[a:n])] && !sc.otherArea(d[:n], a)) {
			return true
		}
	}
	return false
}

// otherArea reports whether the list names the number with another area code.
func (sc *Scanner) otherArea(d []byte, a int) bool {
	for n := range sc.allow {
		if len(n) > len(d)-a && strings.HasSuffix(n, string(d[a:])) && n != string(d) {
			return true
		}
	}
	return false
}
