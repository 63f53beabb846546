package redact

// gap is what stands between two digits.
type gap uint8

const (
	joined  gap = iota
	spaced      // spaces and line ends
	dashed      // - — _ ~
	dotted      // . · 。
	slashed     // / \ |
	listed      // , 、 ; :
	odd         // anything else: emoji, stars, brackets
)

type digit struct {
	at     int
	value  uint8
	script uint8
	gap    gap // before this digit
}

const maxRun = 256

// gapOf classifies a separator; ok is false if r separates nothing.
func gapOf(r rune) (gap, bool) {
	switch r {
	case ' ', '\t', '\n', '\r', 0xA0, 0x3000, 0x2002, 0x2003, 0x2009, 0x202F:
		return spaced, true
	case '-', '_', '~', '—', '–', 'ー', '－', '﹏', '‐', '−':
		return dashed, true
	case '.', '。', '·', '•', '・', '．':
		return dotted, true
	case '/', '\\', '|', '｜', '／', '＼':
		return slashed, true
	case ',', '、', ';', ':', '，', '；', '：':
		return listed, true
	}
	return odd, flagOf(r)&isSep != 0
}

// readRun collects the digits from p on, with whatever separates them, and
// returns the position behind the last.
func (sc *Scanner) readRun(p int) int {
	sc.run = sc.run[:0]
	g, width := joined, 0
	end := p
	for i := p; i < len(sc.f) && len(sc.run) < maxRun; i++ {
		r := sc.r[i]
		if sc.f[i] >= barrier && sc.f[i] <= opaque {
			break
		}
		if v, script := digitOf(r); script != noDigit && (script < letterDigit || sc.weakFits(i, script, g, width)) {
			sc.run = append(sc.run, digit{i, v, script, g})
			g, width, end = joined, 0, i+1
			continue
		}
		if invisible(r) {
			continue
		}
		kind, ok := gapOf(r)
		if !ok {
			break
		}
		if width++; width > 4 {
			break
		}
		if g == joined || g == spaced {
			g = kind
		} else if kind != spaced && kind != g {
			g = odd
		}
	}
	return end
}

// weakFits allows a letter or a homophone as a digit where a strong digit is
// its neighbour or another weak one leads to it.
func (sc *Scanner) weakFits(i int, script uint8, g gap, width int) bool {
	n := len(sc.run)
	if script == soundDigit {
		if n == 0 {
			_, third := digitOf(at(sc.r, i+2))
			return strongAt(sc.r, i+1) && third != noDigit && third != letterDigit && !strongAt(sc.r, i-1)
		}
		return g == joined
	}
	if n == 0 {
		return strongAt(sc.r, i+1) && (i == 0 || !alnum(sc.f[i-1]))
	}
	if g == joined {
		return true
	}
	_, next := digitOf(at(sc.r, i+1))
	return width <= 1 && next != noDigit
}

func strongAt(r []rune, i int) bool {
	_, script := digitOf(at(r, i))
	return script <= ringed
}

func at(r []rune, i int) rune {
	if i < 0 || i >= len(r) {
		return 0
	}
	return r[i]
}

// starts reports whether a number may begin at digit i of the run.
func (sc *Scanner) starts(i int) bool {
	return i == 0 || sc.run[i].gap != joined || family(sc.run[i].script)%3 != family(sc.run[i-1].script)%3
}

// ends reports whether a number may end before digit j.
func (sc *Scanner) ends(j int) bool {
	if j >= len(sc.run) || sc.run[j].gap != joined {
		return true
	}
	if family(sc.run[j].script) != family(sc.run[j-1].script) {
		return true
	}
	// 电话一三八…零零一直打不通: one numeral too many belongs to the next word.
	d := sc.run[j]
	return d.script == chinese && j+1 == len(sc.run) && (d.value == 1 || d.value == 2 || d.value == 9)
}

func family(script uint8) uint8 {
	switch script {
	case chinese:
		return 1
	case soundDigit:
		return 2
	case letterDigit:
		return 3
	}
	return 0
}

// shape writes the digits i..j as ASCII into sc.key.
func (sc *Scanner) shape(i, j int) []byte {
	sc.key = sc.key[:0]
	for _, d := range sc.run[i:j] {
		sc.key = append(sc.key, '0'+d.value)
	}
	return sc.key
}

// groups describes how the digits i..j are split: the lengths (at most 20
// groups are told apart), the common kind of gap (odd if they differ).
type groups struct {
	n       int
	size    [20]uint8
	kind    gap
	mixed   bool
	strong  int
	chinese int
}

func (sc *Scanner) groups(i, j int) groups {
	var g groups
	for k := i; k < j; k++ {
		d := sc.run[k]
		if d.script <= ringed {
			g.strong++
		}
		if d.script != plain && d.script != letterDigit {
			g.chinese++
		}
		if k == i || d.gap != joined {
			if k > i {
				if g.kind == joined {
					g.kind = d.gap
				} else if g.kind != d.gap {
					g.mixed = true
				}
			}
			if g.n < len(g.size) {
				g.n++
			}
		}
		g.size[g.n-1]++
	}
	return g
}

func (g *groups) is(sizes ...uint8) bool {
	if g.n != len(sizes) {
		return false
	}
	for i, s := range sizes {
		if g.size[i] != s {
			return false
		}
	}
	return true
}

// single reports whether every digit stands alone.
func (g *groups) single(digits int) bool { return g.n == min(digits, len(g.size)) && g.n == digits }
