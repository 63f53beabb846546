package redact

// landline reads an area code with seven or eight digits and an extension, or
// seven or eight digits behind a word for a telephone.
func (sc *Scanner) landline(i int, near label) (j, start, end int) {
	start = sc.run[i].at
	if ordered(near) {
		return 0, 0, 0
	}
	k := i
	if d := sc.shape(i, min(i+8, len(sc.run))); len(d) == 8 && d[0] == '0' && string(d[:4]) == string(d[4:]) && areaLen(d) == 4 {
		k = i + 4 // 0797-0797…: the area code was written twice
	} else if len(d) > 5 && d[0] == '8' && d[1] == '6' && at(sc.f, start-1) == '+' {
		return sc.abroad(i, 2)
	} else if len(d) > 5 && string(d[:4]) == "0086" {
		return sc.abroad(i, 4)
	}
	if j = sc.withArea(k, near); j == 0 {
		j = sc.local(i, near)
	}
	if j == 0 || sc.amount(i, j) || sc.insideWord(i, j) {
		return 0, 0, 0
	}
	if p := start - 1; p >= 0 && sc.f[p] == '(' && sc.closes(i, j) {
		start = p
	}
	j, end = sc.extension(j)
	return j, start, end
}

func (sc *Scanner) closes(i, j int) bool {
	for p := sc.run[i].at; p < sc.run[j-1].at; p++ {
		if sc.f[p] == ')' {
			return true
		}
	}
	return false
}

// abroad reads +86 571 88888888 behind a country code of n digits.
func (sc *Scanner) abroad(i, n int) (j, start, end int) {
	for _, area := range []int{2, 3} {
		for _, local := range []int{8, 7} {
			j = i + n + area + local
			if j > len(sc.run) || !sc.ends(j) {
				continue
			}
			d := sc.shape(i+n, j)
			if areaLen(append([]byte{'0'}, d[:3]...)) == area+1 && d[area] >= '2' {
				j, end = sc.extension(j)
				start = sc.run[i].at
				if at(sc.f, start-1) == '+' {
					start--
				}
				return j, start, end
			}
		}
	}
	return 0, 0, 0
}

// areaLen is the length of the area code that opens d, 0 if none does.
func areaLen(d []byte) int {
	if len(d) < 3 || d[0] != '0' {
		return 0
	}
	switch d[1] {
	case '1':
		if d[2] == '0' {
			return 3
		}
		return 0
	case '2':
		if d[2] == '6' {
			return 0
		}
		return 3
	case '0':
		return 0
	}
	return 4
}

func (sc *Scanner) withArea(i int, near label) int {
	if len(sc.run)-i < 10 {
		return 0
	}
	area := areaLen(sc.shape(i, i+4))
	if area == 0 {
		return 0
	}
	labelled := near.tight && (near.class == phoneLabel || near.class == landLabel || near.class == agencyLabel)
	for _, local := range []int{8, 7} {
		j := i + area + local
		if j > len(sc.run) || !sc.ends(j) || sc.run[i+area].value < 2 || local == 7 && area == 3 {
			continue
		}
		g := sc.groups(i, j)
		if g.strong < 7 {
			continue
		}
		whole := g.n == 1 || int(g.size[0]) == area && (g.n == 2 || g.n == 3 || sc.evenRest(&g)) || g.single(area+local)
		if whole && !(g.kind == listed && g.mixed && !labelled) || labelled && g.n <= 8 || g.chinese > 6 {
			return j
		}
	}
	return 0
}

// evenRest accepts a local part that is split into short groups.
func (sc *Scanner) evenRest(g *groups) bool {
	for k := 1; k < g.n; k++ {
		if g.size[k] > 4 {
			return false
		}
	}
	return g.kind != listed
}

func (sc *Scanner) local(i int, near label) int {
	if !near.tight || near.class != phoneLabel && near.class != landLabel {
		return 0
	}
	if v := sc.run[i].value; v < 2 {
		return 0
	}
	for _, n := range []int{8, 7} {
		j := i + n
		if j > len(sc.run) || !sc.ends(j) || j < len(sc.run) && sc.run[j].gap != listed && sc.run[j].gap != odd {
			continue
		}
		g := sc.groups(i, j)
		d := sc.shape(i, j)
		if n == 8 && birthday(d) && near.class != landLabel || g.strong < n-2 {
			continue
		}
		if g.n == 1 || g.is(4, 4) || g.is(3, 4) || g.single(n) || g.chinese > n/2 || near.class == landLabel && g.n < 5 {
			return j
		}
	}
	return 0
}

// extension takes in 转801, -801 and the like behind digit j.
func (sc *Scanner) extension(j int) (int, int) {
	end := sc.run[j-1].at + 1
	p := end
	for p < len(sc.f) && sc.f[p] == ' ' {
		p++
	}
	if at(sc.f, p) == '(' {
		p++
	}
	sign := at(sc.f, p)
	switch {
	case sign == '转' || sign == '轉':
		p++
		if at(sc.f, p) == '分' {
			p += 2
		}
	case sc.hasAt(p, []rune("分机")):
		p += 2
	case sc.hasAt(p, []rune("ext")):
		p += 3
	case sign == '-' && p == end && j < len(sc.run):
		p++
		for n := j; n < len(sc.run); n++ {
			if n > j && sc.run[n].gap != joined {
				break
			}
			if n-j >= 5 {
				return j, end
			}
		}
	default:
		return j, end
	}
	for p < len(sc.f) && (sc.f[p] == '机' || connects(sc.f[p]) && sc.f[p] != '\n' && flagOf(sc.f[p])&isHan == 0) {
		p++
	}
	q := p
	for q < len(sc.f) && q < p+6 && strongAt(sc.r, q) {
		q++
	}
	if q == p {
		return j, end
	}
	for j < len(sc.run) && sc.run[j].at < q {
		j++
	}
	return j, q
}
