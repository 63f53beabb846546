package web

import (
	"slices"
	"strings"

	"yingda/internal/view"
)

// compare aligns two texts paragraph by paragraph and marks within changed
// paragraphs what was removed and what was added.
func compareTexts(old, fresh string) []view.DiffRow {
	a, b := paragraphs(old), paragraphs(fresh)
	var out []view.DiffRow
	i, j := 0, 0
	for _, m := range append(common(a, b), [2]int{len(a), len(b)}) {
		out = append(out, changed(a[i:m[0]], b[j:m[1]])...)
		if m[0] < len(a) {
			run := []view.Run{{Text: a[m[0]]}}
			out = append(out, view.DiffRow{Old: run, New: run, Same: true})
		}
		i, j = m[0]+1, m[1]+1
	}
	return out
}

func paragraphs(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// changed pairs paragraphs between two unchanged ones in their order.
func changed(a, b []string) []view.DiffRow {
	var out []view.DiffRow
	for i := range max(len(a), len(b)) {
		var row view.DiffRow
		switch {
		case i >= len(a):
			row.New = []view.Run{{Text: b[i], Mark: "+"}}
		case i >= len(b):
			row.Old = []view.Run{{Text: a[i], Mark: "-"}}
		default:
			row.Old, row.New = runs([]rune(a[i]), []rune(b[i]))
		}
		out = append(out, row)
	}
	return out
}

// mostCells bounds the table of one comparison; longer paragraphs are marked
// as a whole.
const mostCells = 1_000_000

// common returns the places of a longest common subsequence.
func common[T comparable](a, b []T) [][2]int {
	if len(a)*len(b) > mostCells {
		return nil
	}
	w := len(b) + 1
	n := make([]int32, (len(a)+1)*w)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				n[i*w+j] = n[(i+1)*w+j+1] + 1
			} else {
				n[i*w+j] = max(n[(i+1)*w+j], n[i*w+j+1])
			}
		}
	}
	var out [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			out = append(out, [2]int{i, j})
			i, j = i+1, j+1
		case n[(i+1)*w+j] >= n[i*w+j+1]:
			i++
		default:
			j++
		}
	}
	return out
}

// runs compares two paragraphs rune by rune. Islands of one or two equal runes
// between changes are taken as changed: sentences read better than crumbs.
func runs(a, b []rune) (old, fresh []view.Run) {
	i, j := 0, 0
	var kept [][3]int // equal stretches: place in a, place in b, length
	for _, m := range common(a, b) {
		if n := len(kept); n > 0 && kept[n-1][0]+kept[n-1][2] == m[0] && kept[n-1][1]+kept[n-1][2] == m[1] {
			kept[n-1][2]++
			continue
		}
		kept = append(kept, [3]int{m[0], m[1], 1})
	}
	kept = slices.DeleteFunc(kept, func(k [3]int) bool {
		return k[2] < 3 && !(k[0] == 0 && k[1] == 0) && !(k[0]+k[2] == len(a) && k[1]+k[2] == len(b))
	})
	for _, k := range append(kept, [3]int{len(a), len(b), 0}) {
		if k[0] > i {
			old = append(old, view.Run{Text: string(a[i:k[0]]), Mark: "-"})
		}
		if k[1] > j {
			fresh = append(fresh, view.Run{Text: string(b[j:k[1]]), Mark: "+"})
		}
		if k[2] > 0 {
			same := view.Run{Text: string(a[k[0] : k[0]+k[2]])}
			old, fresh = append(old, same), append(fresh, same)
		}
		i, j = k[0]+k[2], k[1]+k[2]
	}
	return old, fresh
}
