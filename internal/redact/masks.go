package redact

import (
	"strings"
	"unicode/utf8"
)

func overlaps(list []Mask, m Mask) bool {
	for _, o := range list {
		if m.Start < o.End && o.Start < m.End {
			return true
		}
	}
	return false
}

func insert(list []Mask, m Mask) []Mask {
	i := len(list)
	for i > 0 && list[i-1].Start > m.Start {
		i--
	}
	list = append(list, Mask{})
	copy(list[i+1:], list[i:])
	list[i] = m
	return list
}

// cut returns the runes of s from start to end.
func cut(s string, start, end int) string {
	n, a := 0, len(s)
	for i := range s {
		if n == start {
			a = i
		}
		if n == end {
			return s[a:i]
		}
		n++
	}
	return s[a:]
}

// apply replaces the masked runes of s by labels; masks are sorted and disjoint.
func apply(s string, masks []Mask) string {
	var b strings.Builder
	b.Grow(len(s) + 8*len(masks))
	n, from, k := 0, 0, 0
	for i := range s {
		if k < len(masks) && n == masks[k].End && masks[k].End > masks[k].Start {
			b.WriteString(Label(masks[k].Kind))
			from = i
			k++
		}
		if k < len(masks) && n == masks[k].Start {
			b.WriteString(s[from:i])
			from = i
		}
		n++
	}
	if k < len(masks) {
		b.WriteString(Label(masks[k].Kind))
		return b.String()
	}
	b.WriteString(s[from:])
	return b.String()
}

// rebase turns masks that were found in the redacted text into positions of the
// input and joins them with the earlier ones.
func rebase(old, found []Mask) []Mask {
	all := append([]Mask(nil), old...)
	for _, m := range found {
		start, end := back(old, m.Start, false), back(old, m.End, true)
		if n := (Mask{Kind: m.Kind, Start: start, End: end}); start < end && !overlaps(all, n) {
			all = insert(all, n)
		}
	}
	return all
}

func back(old []Mask, p int, isEnd bool) int {
	shift := 0
	for _, m := range old {
		size := utf8.RuneCountInString(Label(m.Kind))
		at := m.Start + shift
		if p < at || (isEnd && p == at) {
			break
		}
		if p < at+size {
			return m.Start
		}
		shift += size - (m.End - m.Start)
	}
	return p - shift
}
