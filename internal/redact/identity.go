package redact

// identity reads an identity number of 18 or 15 digits from digit i on. It
// returns the digit and the rune where it ends.
func (sc *Scanner) identity(i int, near label) (int, int) {
	if j, end := sc.identity18(i, near); j > 0 {
		return j, end
	}
	return sc.identity15(i, near)
}

func (sc *Scanner) identity18(i int, near label) (int, int) {
	n := len(sc.run) - i
	if n < 17 {
		return 0, 0
	}
	g := sc.groups(i, i+17)
	if g.strong < 10 {
		return 0, 0
	}
	labelled := near.class == idLabel && near.tight
	d := sc.shape(i, min(i+18, len(sc.run)))
	if !labelled && !(province(d) && birthday(d[6:14])) {
		return 0, 0
	}
	j, end, check := sc.checkDigit(i + 17)
	if j == 0 {
		return 0, 0
	}
	if near.tight && near.class == companyLabel {
		return 0, 0
	}
	right := check == checksum(d)
	switch {
	case near.tight && near.class == orderLabel && (!right || d[6] == '2' && d[8] >= '1'):
		return 0, 0
	case right || labelled:
	case g.strong < 14:
		return 0, 0
	case sc.amount(i, j) || g.mixed && g.kind == listed:
		return 0, 0
	case g.n > 9 && !g.single(17) && g.chinese < 8 && g.kind != odd:
		return 0, 0
	}
	return j, end
}

// checkDigit reads the 18th place: a digit or an X in any spelling.
func (sc *Scanner) checkDigit(k int) (j, end int, check byte) {
	if p := sc.run[k-1].at + 1; p < len(sc.f) {
		q := p
		for q < len(sc.f) && q < p+3 && (invisible(sc.f[q]) || flagOf(sc.r[q])&isSep != 0 && !isX(sc.r[q])) {
			q++
		}
		if q < len(sc.f) && isX(sc.f[q]) && !alnum(at(sc.f, q+1)) && (q == p || k >= len(sc.run) || sc.run[k].at > q) {
			return k, q + 1, 'x'
		}
	}
	if k < len(sc.run) && sc.ends(k+1) {
		return k + 1, sc.run[k].at + 1, '0' + sc.run[k].value
	}
	return 0, 0, 0
}

func isX(r rune) bool {
	switch r {
	case 'x', 'X', '×', '✕', '✖', 'х', 'Х', 'χ', '叉', '❌', '╳', 'Ｘ', 'ｘ', 'Ⅹ':
		return true
	}
	return false
}

func (sc *Scanner) identity15(i int, near label) (int, int) {
	if len(sc.run)-i < 15 || !sc.ends(i+15) || ordered(near) {
		return 0, 0
	}
	g := sc.groups(i, i+15)
	d := sc.shape(i, i+15)
	labelled := near.class == idLabel && near.tight
	if g.strong < 13 || !province(d) || !shortBirthday(d[6:12]) || near.class == cardLabel {
		return 0, 0
	}
	if !labelled && (g.n > 1 && !g.is(6, 6, 3) || sc.amount(i, i+15)) {
		return 0, 0
	}
	return i + 15, sc.run[i+14].at + 1
}

var provinces = func() (ok [100]bool) {
	for _, p := range []int{
		11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46,
		50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83, 91,
	} {
		ok[p] = true
	}
	return ok
}()

func province(d []byte) bool { return provinces[int(d[0]-'0')*10+int(d[1]-'0')] }

func two(d []byte) int { return int(d[0]-'0')*10 + int(d[1]-'0') }

// birthday reports whether eight digits are a date from 1900 to 2039.
func birthday(d []byte) bool {
	century, year := two(d), two(d[2:])
	if century != 19 && (century != 20 || year > 39) {
		return false
	}
	return monthDay(century*100+year, two(d[4:]), two(d[6:]))
}

func shortBirthday(d []byte) bool { return monthDay(1900+two(d), two(d[2:]), two(d[4:])) }

func monthDay(year, month, day int) bool {
	if month < 1 || month > 12 || day < 1 {
		return false
	}
	switch month {
	case 4, 6, 9, 11:
		return day <= 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return day <= 29
		}
		return day <= 28
	}
	return day <= 31
}

// checksum is the last place that the first 17 digits require (GB 11643).
func checksum(d []byte) byte {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(d[i]-'0') * w
	}
	return "10x98765432"[sum%11]
}
