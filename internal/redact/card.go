package redact

// card reads a bank card of 16 to 19 digits that begins as cards do and passes
// the Luhn check; a card number so called is hidden with a slip of the pen too.
func (sc *Scanner) card(i int, near label) (int, string) {
	if len(sc.run)-i < 15 || ordered(near) || sc.run[i].value == 0 {
		return 0, ""
	}
	labelled := near.class == cardLabel && near.tight
	for size := min(19, len(sc.run)-i); size >= 15; size-- {
		j := i + size
		if !sc.ends(j) || sc.amount(i, j) {
			continue
		}
		d := sc.shape(i, j)
		g := sc.groups(i, j)
		if g.strong < size-6 || !issuer(d, labelled) || size == 15 && !labelled {
			continue
		}
		if !cardShape(&g, size, labelled) {
			continue
		}
		if luhn(d) || labelled && sc.wholeRun(i, j) {
			return j, BankCard
		}
	}
	return 0, ""
}

// wholeRun reports whether no further digits follow in the same manner.
func (sc *Scanner) wholeRun(i, j int) bool {
	return j >= len(sc.run) || sc.run[j].gap > dotted || sc.run[j].gap == joined
}

func cardShape(g *groups, size int, labelled bool) bool {
	if g.n == 1 || g.single(size) || labelled || g.chinese > size/2 {
		return true
	}
	fours := true
	for k := 0; k < g.n-1; k++ {
		fours = fours && g.size[k] == 4
	}
	if fours || g.n == 2 && g.size[0] == 6 {
		return true
	}
	return g.kind != listed && !g.mixed
}

// issuer knows the opening digits of cards: UnionPay, Visa, Mastercard, JCB and
// the older domestic ones.
func issuer(d []byte, labelled bool) bool {
	switch d[0] {
	case '6':
		return d[1] == '2' || d[1] == '0' || labelled && len(d) >= 16
	case '4':
		return len(d) == 16 || labelled
	case '5':
		return d[1] >= '1' && d[1] <= '5' && len(d) == 16 || labelled
	case '3':
		return d[1] == '5' && len(d) == 16 || d[1] == '7' && len(d) == 15
	case '9':
		return d[1] == '5' && d[2] == '5' && d[3] == '8' || labelled
	case '8', '1':
		return labelled && len(d) >= 16
	}
	return false
}

// lastStrong reports whether what follows from digit j on belongs to the next
// word: one numeral (一直), or nothing but homophones and letters.
func (sc *Scanner) lastStrong(j int) bool {
	strong := 0
	for k := j; k < len(sc.run) && sc.run[k].gap == joined; k++ {
		if sc.run[k].script <= ringed {
			strong++
		}
	}
	return strong == 0 || strong == 1 && sc.ends(j) && sc.run[j].script == chinese && family(sc.run[j-1].script) == 0
}

func luhn(d []byte) bool {
	sum := 0
	for i := range d {
		v := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return sum%10 == 0
}

// broken reports whether a line ends before digit j.
func (sc *Scanner) broken(j int) bool {
	for p := sc.run[j-1].at + 1; p < sc.run[j].at; p++ {
		if sc.f[p] == '\n' {
			return true
		}
	}
	return false
}

// permit reads the number of a permit to travel that is made of digits alone: 8,
// or 10 with the place of issue.
func (sc *Scanner) permit(i int, near label) (int, string) {
	if near.class != passLabel || !near.tight {
		return 0, ""
	}
	for _, size := range []int{10, 8} {
		if j := i + size; j <= len(sc.run) && sc.ends(j) && sc.groups(i, j).n == 1 {
			return j, Passport
		}
	}
	return 0, ""
}

// account reads the digits behind a word for QQ or WeChat.
func (sc *Scanner) account(i int, near label) (int, string) {
	if near.class != qqLabel && near.class != wechatLabel || !near.tight || sc.run[i].value == 0 {
		return 0, ""
	}
	j := i + 1
	for j < len(sc.run) && sc.run[j].gap == joined && !(j-i >= 5 && sc.lastStrong(j)) {
		j++
	}
	if j-i < 5 {
		kind := joined
		for ; j < len(sc.run) && j-i < 12; j++ {
			if j-i >= 6 && sc.broken(j) { // a line of its own may begin with a year
				break
			}
			if g := sc.run[j].gap; g != joined {
				if kind == joined {
					kind = g
				}
				if kind != g {
					break
				}
			}
		}
	}
	if j-i < 5 || j-i > 11 || sc.amount(i, j) {
		return 0, ""
	}
	if near.class == qqLabel {
		return j, QQ
	}
	if j-i < 6 || alnum(at(sc.f, sc.run[j-1].at+1)) {
		return 0, ""
	}
	return j, WeChat
}
