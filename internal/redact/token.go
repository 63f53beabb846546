package redact

// tokens reads plates, passports and WeChat ids: whatever begins with a letter
// or with the first character of a plate.
func (sc *Scanner) tokens() {
	for p := 0; p < len(sc.f); p++ {
		r := sc.f[p]
		if r == barrier || r == opaque {
			continue
		}
		if flagOf(sc.r[p])&isPlate != 0 {
			if end := sc.plate(p); end > 0 {
				sc.hide(Plate, p, end)
				p = end - 1
				continue
			}
		}
		if !alnum(r) || p > 0 && alnum(sc.f[p-1]) {
			continue
		}
		if end := sc.passport(p); end > 0 {
			sc.hide(Passport, p, end)
			p = end - 1
			continue
		}
		if start, end := sc.wechat(p); end > 0 {
			sc.hide(WeChat, start, end)
			p = end - 1
		}
	}
}

// skip returns the position of the next rune that is no separator of a plate
// or a passport number.
func (sc *Scanner) skip(p int) int {
	for n := 0; n < 2 && p < len(sc.f); n++ {
		switch r := sc.f[p]; {
		case r == ' ' || r == '·' || r == '•' || r == '.' || r == '-' || r == '・' || r == '_' || r == '*' || r == '∙' || r == '/' || r == '、' || invisible(r):
			p++
		case r >= 0x1F000 && flagOf(r)&isSep != 0:
			p++
		default:
			return p
		}
	}
	return p
}

// plate reads a number plate from its first character on: a province, a letter
// and five places, six for new-energy cars.
func (sc *Scanner) plate(p int) int {
	q := sc.skip(p + 1)
	if q >= len(sc.f) || !asciiLetter(sc.f[q]) {
		return 0
	}
	q++
	var end [8]int
	var numeral [8]bool
	n, count := 0, 0
	for n < 7 {
		k := sc.skip(q)
		if n > 0 && k > q+1 && !invisible(sc.f[q]) {
			break
		}
		_, script := digitOf(at(sc.r, k))
		letter := asciiLetter(at(sc.f, k))
		if !letter && script > ringed {
			break
		}
		if k > q && n >= 5 {
			break
		}
		n++
		if numeral[n] = !letter; numeral[n] {
			count++
		}
		end[n], q = k+1, k+1
	}
	special := at(sc.f, q)
	if n == 4 && count >= 2 && (special == '警' || special == '学' || special == '挂' || special == '港' || special == '澳' || special == '试' || special == '超' || special == '领') {
		return q + 1
	}
	switch {
	case n == 6 && count >= 4 && (!numeral[1] || !numeral[6]):
	case n == 5 && count >= 2:
	case n == 6 && count >= 5 && sc.chineseAt(end[6]-1) && !sc.chineseAt(end[5]-1):
		n = 5
	default:
		return 0
	}
	if numeral[n] && sc.unitAfter(end[n]) {
		return 0
	}
	return end[n]
}

func (sc *Scanner) chineseAt(p int) bool {
	_, script := digitOf(at(sc.r, p))
	return script == chinese
}

func (sc *Scanner) unitAfter(p int) bool {
	switch at(sc.f, p) {
	case '元', '万', '亿', '%', '米', '吨':
		return true
	case '年':
		return !sc.hasAt(p, []rune("年检")) && !sc.hasAt(p, []rune("年审"))
	}
	return false
}

// passport reads E12345678, EA1234567, G12345678; other letters count behind a
// word for a passport or a permit only.
func (sc *Scanner) passport(p int) int {
	first := sc.f[p]
	if !asciiLetter(first) {
		return 0
	}
	near := sc.labelBefore(p, 12)
	called := near.class == passLabel && near.tight
	if ordered(near) || first != 'e' && first != 'g' && !called {
		return 0
	}
	if called && asciiLetter(at(sc.f, p+1)) && asciiLetter(at(sc.f, p+2)) { // USA310090010101, a foreigner's residence
		n := 0
		for digits := at(sc.f, p+3+n); digits >= '0' && digits <= '9'; digits = at(sc.f, p+3+n) {
			n++
		}
		if n == 12 {
			return p + 15
		}
	}
	q, need := p+1, 8
	if second := at(sc.f, q); asciiLetter(second) && (first == 'e' || called) {
		q, need = q+1, 7
		if second == 'i' || second == 'o' {
			return 0
		}
	}
	n := 0
	for n < need {
		k := sc.skip(q)
		if _, script := digitOf(at(sc.r, k)); script > ringed && !(n > 0 && script == letterDigit) {
			break
		}
		n, q = n+1, k+1
	}
	if n != need && !(called && n >= 6) || alnum(at(sc.f, q)) && !called {
		return 0
	}
	if _, script := digitOf(at(sc.r, q)); script <= ringed && !sc.chineseAt(q) {
		return 0
	}
	return q
}

var wechatHeads = [][]rune{[]rune("weixin"), []rune("wechat"), []rune("vx"), []rune("wx"), []rune("v")}

// wechat reads an id behind a word for WeChat, glued to one (vx:abc, vxabc12)
// or before one in brackets, and wxid_ anywhere.
func (sc *Scanner) wechat(p int) (int, int) {
	end := sc.tokenEnd(p)
	if sc.hasAt(p, []rune("wxid_")) && end-p >= 11 {
		return p, end
	}
	if near := sc.labelBefore(p, 12); near.class == wechatLabel && near.tight {
		if sc.wechatID(p, end, true) && (sc.numeral(p, end) || flagOf(sc.r[near.start])&isLetter == 0 || !sc.foreign(near.start, p)) {
			return p, end
		}
		if e := sc.spelled(p); e > 0 {
			return p, e
		}
		return 0, 0
	}
	for _, h := range wechatHeads {
		q := p + len(h)
		if prev := at(sc.f, p-1); prev == '-' || prev == '_' || prev == '+' || prev == '/' && p > 1 && alnum(sc.f[p-2]) {
			break
		}
		if end-p >= len(h)+6 && end-p <= 24 && sc.hasAt(p, h) && (sc.numeral(p, end) || at(sc.f, q) == '_' || at(sc.f, q) == '-') {
			for q < end && !alnum(sc.f[q]) {
				q++
			}
			if sc.wechatID(q, end, false) {
				return q, end
			}
			break
		}
	}
	if end-p >= 6 && sc.tailLabel(end) && sc.numeral(p, end) && asciiLetter(sc.f[p]) {
		return p, end
	}
	return 0, 0
}

// foreign reports whether only Latin letters, spaces and commas lead from the
// word for WeChat to the id: an English sentence, not an id.
func (sc *Scanner) foreign(from, p int) bool {
	for ; from < p; from++ {
		if r := sc.f[from]; r == ':' || flagOf(r)&isHan != 0 || r == '_' {
			return false
		}
	}
	return true
}

func (sc *Scanner) tokenEnd(p int) int {
	for limit := p + 64; p < limit && p < len(sc.f) && (alnum(sc.f[p]) || sc.f[p] == '_' || sc.f[p] == '-' && alnum(at(sc.f, p+1)) || sc.f[p] != 0 && invisible(sc.f[p])); {
		p++
	}
	return p
}

// wechatID judges the shape: six to twenty letters, digits, dashes, a letter
// first; a number is left to the reader of numbers.
func (sc *Scanner) wechatID(p, end int, called bool) bool {
	n := end - p
	if n < 5 || n > 24 || sc.hasAt(p, []rune("http")) || !called && !sc.numeral(p, end) {
		return false
	}
	if asciiLetter(sc.f[p]) {
		return n >= 6 || sc.numeral(p, end)
	}
	for q := p; q < end; q++ {
		if asciiLetter(sc.f[q]) {
			return true
		}
	}
	return false
}

func (sc *Scanner) numeral(p, end int) bool {
	for q := p; q < end; q++ {
		if sc.f[q] >= '0' && sc.f[q] <= '9' {
			return true
		}
	}
	return false
}

// spelled reads an id written character by character: z h a n g 8 8.
func (sc *Scanner) spelled(p int) int {
	n, end, letters := 0, 0, 0
	for alnum(at(sc.f, p)) && !alnum(at(sc.f, p+1)) {
		if asciiLetter(sc.f[p]) {
			letters++
		}
		n++
		end = p + 1
		p = sc.skip(p + 1)
	}
	if n >= 6 && letters > 0 {
		return end
	}
	return 0
}

// tailLabel reports whether a word for WeChat follows: abc_123（微信）.
func (sc *Scanner) tailLabel(p int) bool {
	for p < len(sc.f) && (sc.f[p] == ' ' || sc.f[p] == '(' || sc.f[p] == '[' || sc.f[p] == ',' || sc.f[p] == '是' || sc.f[p] == '我' || sc.f[p] == '的') {
		p++
	}
	for _, w := range []string{"微信", "vx", "薇信", "v信"} {
		if sc.hasAt(p, []rune(w)) && !sc.hasAt(p+2, []rune("公众")) {
			return true
		}
	}
	return false
}
