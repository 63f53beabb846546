package site

import "strings"

// piece is a stretch of text in a comparison: '=' kept, '-' struck, '+' added.
type piece struct {
	Op   byte
	Text string
}

// widest bounds the table of a comparison in cells; what is larger is shown as
// struck and added whole.
const widest = 1 << 21

// compare returns the differences of two texts, a paragraph at a time.
func compare(before, after string) [][]piece {
	a, b := paragraphs(before), paragraphs(after)
	var out [][]piece
	var gone, come []string
	flush := func() {
		for i := range max(len(gone), len(come)) {
			switch {
			case i >= len(come):
				out = append(out, []piece{{'-', gone[i]}})
			case i >= len(gone):
				out = append(out, []piece{{'+', come[i]}})
			default:
				out = append(out, within(gone[i], come[i]))
			}
		}
		gone, come = nil, nil
	}
	for _, s := range walk(a, b) {
		switch s.op {
		case '-':
			gone = append(gone, a[s.i])
		case '+':
			come = append(come, b[s.j])
		default:
			flush()
			out = append(out, []piece{{'=', a[s.i]}})
		}
	}
	flush()
	return out
}

// words cuts a paragraph into what is kept or changed as a whole: a figure, a
// time of day or a Latin word, and every other glyph by itself.
func words(line string) []string {
	var out []string
	joined := false
	for _, r := range line {
		joins := r < 0x80 && (r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune(":.%-/", r))
		if joins && joined {
			out[len(out)-1] += string(r)
		} else {
			out = append(out, string(r))
		}
		joined = joins
	}
	return out
}

// within compares two paragraphs word by word. Kept stretches of a single glyph
// between changes are taken into them: a reader sees words, not letters.
func within(before, after string) []piece {
	a, b := words(before), words(after)
	steps := walk(a, b)
	for i := 1; i+1 < len(steps); i++ {
		if steps[i].op == '=' && steps[i-1].op != '=' && steps[i+1].op != '=' {
			steps[i].op = '~'
		}
	}
	var out []piece
	var gone, come string
	flush := func() {
		if gone != "" {
			out = append(out, piece{'-', gone})
		}
		if come != "" {
			out = append(out, piece{'+', come})
		}
		gone, come = "", ""
	}
	for _, s := range steps {
		switch s.op {
		case '-':
			gone += a[s.i]
		case '+':
			come += b[s.j]
		case '~':
			gone, come = gone+a[s.i], come+b[s.j]
		default:
			flush()
			if n := len(out); n > 0 && out[n-1].Op == '=' {
				out[n-1].Text += a[s.i]
			} else {
				out = append(out, piece{'=', a[s.i]})
			}
		}
	}
	flush()
	return out
}

// step is one step of the way from a to b: keep a[i] as b[j], drop a[i], or add b[j].
type step struct {
	op   byte
	i, j int
}

// walk returns a shortest way from a to b. Equal ends are set aside first, since
// most corrections change a few glyphs in the middle.
func walk[T comparable](a, b []T) []step {
	head, tail := 0, 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var out []step
	for i := range head {
		out = append(out, step{'=', i, i})
	}
	out = append(out, middle(a[:len(a)-tail], b[:len(b)-tail], head)...)
	for k := tail; k > 0; k-- {
		out = append(out, step{'=', len(a) - k, len(b) - k})
	}
	return out
}

func middle[T comparable](a, b []T, from int) []step {
	n, m := len(a)-from, len(b)-from
	var out []step
	if n*m > widest {
		for i := from; i < len(a); i++ {
			out = append(out, step{'-', i, from})
		}
		for j := from; j < len(b); j++ {
			out = append(out, step{'+', len(a), j})
		}
		return out
	}
	// common[i*(m+1)+j] is the length of the longest common part of what is
	// left after i and j.
	common := make([]int32, (n+1)*(m+1))
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if a[from+i] == b[from+j] {
				common[i*(m+1)+j] = common[(i+1)*(m+1)+j+1] + 1
			} else {
				common[i*(m+1)+j] = max(common[(i+1)*(m+1)+j], common[i*(m+1)+j+1])
			}
		}
	}
	i, j := 0, 0
	for i < n || j < m {
		switch {
		case i < n && j < m && a[from+i] == b[from+j]:
			out = append(out, step{'=', from + i, from + j})
			i, j = i+1, j+1
		case i < n && (j == m || common[(i+1)*(m+1)+j] >= common[i*(m+1)+j+1]):
			out = append(out, step{'-', from + i, from + j})
			i++
		default:
			out = append(out, step{'+', from + i, from + j})
			j++
		}
	}
	return out
}
