package redact

// piece runs the exact readers over one piece of text that begins at rune base
// of the input. What a reader finds becomes a barrier for the next, so that no
// rune is hidden twice: mail, web addresses, plates and ids with letters,
// numbers, addresses, and names beside all of these.
func (sc *Scanner) piece(s string, base int) {
	sc.r, sc.f = sc.r[:0], sc.f[:0]
	for _, r := range s {
		sc.r = append(sc.r, r)
		sc.f = append(sc.f, foldOf(r))
	}
	sc.hideLabels()
	first := len(sc.masks)
	sc.mails()
	sc.links()
	sc.tokens()
	sc.numbers()
	sc.addresses()
	sc.persons()
	sortMasks(sc.masks[first:])
	for i := first; i < len(sc.masks); i++ {
		sc.masks[i].Start += base
		sc.masks[i].End += base
	}
}

// hide records an item of the piece.
func (sc *Scanner) hide(kind string, start, end int) {
	for i := start; i < end; i++ {
		sc.f[i] = barrier
	}
	sc.masks = append(sc.masks, Mask{Kind: kind, Start: start, End: end})
}

var labelRunesOf = func() (list [][]rune) {
	for _, l := range labels {
		list = append(list, []rune(l.text))
	}
	return list
}()

// hideLabels turns the labels of an earlier redaction into barriers.
func (sc *Scanner) hideLabels() {
	for i := 0; i < len(sc.r); i++ {
		if sc.r[i] != '【' {
			continue
		}
		for _, l := range labelRunesOf {
			if i+len(l) <= len(sc.r) && string(sc.r[i:i+len(l)]) == string(l) {
				for k := range l {
					sc.f[i+k] = barrier
				}
				i += len(l) - 1
				break
			}
		}
	}
}

func sortMasks(m []Mask) {
	for i := 1; i < len(m); i++ {
		for j := i; j > 0 && m[j-1].Start > m[j].Start; j-- {
			m[j-1], m[j] = m[j], m[j-1]
		}
	}
}

// numbers reads every run of digits.
func (sc *Scanner) numbers() {
	for p := 0; p < len(sc.f); {
		_, script := digitOf(sc.r[p])
		if script == noDigit || sc.f[p] == barrier || sc.f[p] == opaque || script >= letterDigit && !sc.weakFits0(p, script) {
			p++
			continue
		}
		end := sc.readRun(p)
		if len(sc.run) < 5 {
			p = max(end, p+1)
			continue
		}
		p = max(sc.judge(), p+1)
	}
}

func (sc *Scanner) weakFits0(p int, script uint8) bool {
	sc.run = sc.run[:0]
	return sc.weakFits(p, script, joined, 0)
}

// judge hides what the run holds and returns where reading goes on.
func (sc *Scanner) judge() int {
	for i := 0; i < len(sc.run); {
		if !sc.starts(i) {
			i++
			continue
		}
		kind, j, start, end := sc.number(i)
		if j <= i {
			i++
			continue
		}
		if kind != "" {
			sc.hide(kind, start, end)
		}
		i = j
		if end > sc.run[j-1].at+1 {
			return end
		}
	}
	return sc.run[len(sc.run)-1].at + 1
}

// number names the number that begins at digit i and where it ends (digit j
// exclusive, runes start to end). An empty kind with j > i is a number that
// stays; j == 0 is none.
func (sc *Scanner) number(i int) (kind string, j, start, end int) {
	p := sc.run[i].at
	near := sc.labelBefore(p, 14)
	if i > 0 && sc.run[i].gap != joined && !near.tight {
		near.class = noLabel
		if l := sc.labelBefore(sc.run[0].at, 14); l.class == orderLabel && l.tight {
			near = l
		}
	}
	if j, end := sc.identity(i, near); j > 0 {
		return IDNumber, j, p, end
	}
	if j := sc.service(i); j > 0 {
		return "", j, p, p
	}
	if j, kind := sc.card(i, near); j > 0 {
		return kind, j, p, sc.run[j-1].at + 1
	}
	if j, kind := sc.permit(i, near); j > 0 {
		return kind, j, p, sc.run[j-1].at + 1
	}
	if j, start := sc.mobile(i, near); j > 0 {
		if sc.allowed(i, j) {
			return "", j, p, p
		}
		return Mobile, j, start, sc.run[j-1].at + 1
	}
	if j, start, end := sc.landline(i, near); j > 0 {
		if sc.allowed(i, j) || sc.published(start, end) {
			return "", j, p, p
		}
		return Landline, j, start, end
	}
	if j, kind := sc.account(i, near); j > 0 {
		return kind, j, p, sc.run[j-1].at + 1
	}
	return "", 0, 0, 0
}

// amount reports whether the number is a sum or a measure.
func (sc *Scanner) amount(i, j int) bool {
	p := sc.run[j-1].at + 1
	for p < len(sc.f) && sc.f[p] == ' ' {
		p++
	}
	switch at(sc.f, p) {
	case '元', '万', '亿', '块', '吨', '亩', '㎡', '%', '¥', '圆', '斤', '立', '千', '美', '欧', '港':
		return true
	case '平':
		return at(sc.f, p+1) == '方'
	}
	switch at(sc.f, sc.run[i].at-1) {
	case '¥', '￥', '$', '€', '£':
		return true
	}
	return false
}

// ordered reports whether a word before the number calls it a document, case,
// receipt or order number.
func ordered(l label) bool { return l.tight && (l.class == orderLabel || l.class == companyLabel) }
