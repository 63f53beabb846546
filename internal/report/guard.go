package report

import (
	"strconv"
)

// Least is the smallest count that is published where a smaller one could point
// at persons.
const Least = 10

// Cell is one published count. A count from 1 to 9 is Small; one that would
// give a small one away by subtraction is Held.
type Cell struct {
	N     int64
	Small bool
	Held  bool
}

// Hidden reports whether the count is not shown.
func (c Cell) Hidden() bool { return c.Small || c.Held }

// String writes the count as the public reads it: "12", "<10", "—".
func (c Cell) String() string {
	switch {
	case c.Small:
		return "<10"
	case c.Held:
		return "—"
	}
	return strconv.FormatInt(c.N, 10)
}

// MarshalJSON writes a number, "<10", or null for what is held back.
func (c Cell) MarshalJSON() ([]byte, error) {
	switch {
	case c.Small:
		return []byte(`"<10"`), nil
	case c.Held:
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, c.N, 10), nil
}

// Guard (小数隐去) returns a table of counts fit to be published: the first
// column is the sum of the others in each row. Small counts are hidden, and with
// them the next smallest of their row and of their column where the small one
// could otherwise be reckoned from the sums.
func Guard(table [][]int64) [][]Cell {
	out := make([][]Cell, len(table))
	for i, row := range table {
		for _, n := range row {
			out[i] = append(out[i], Cell{N: n, Small: n > 0 && n < Least})
		}
		if len(row) > 0 && out[i][0].Small {
			for j := 1; j < len(row); j++ {
				out[i][j] = Cell{N: row[j], Held: true}
			}
		}
	}
	for again := true; again; {
		again = false
		for i := range out {
			again = shield(out[i]) || again
		}
		for j := 0; len(out) > 1 && j < len(out[0]); j++ {
			again = shieldColumn(out, j) || again
		}
	}
	return out
}

// shield holds back one more part of a row in which a single part is hidden, and
// all parts of a row whose total is.
func shield(row []Cell) bool {
	if len(row) == 0 {
		return false
	}
	parts := make([]*Cell, 0, len(row)-1)
	for j := 1; j < len(row); j++ {
		parts = append(parts, &row[j])
	}
	if !row[0].Hidden() {
		return holdOne(parts)
	}
	changed := false
	for _, c := range parts {
		if !c.Hidden() {
			c.Held, changed = true, true
		}
	}
	return changed
}

func shieldColumn(table [][]Cell, j int) bool {
	parts := make([]*Cell, len(table))
	for i := range table {
		parts[i] = &table[i][j]
	}
	return holdOne(parts)
}

// holdOne holds back the smallest count that is shown and not zero, or a zero
// if there is no other, when exactly one of the counts is hidden.
func holdOne(parts []*Cell) bool {
	hidden := 0
	var least *Cell
	for _, c := range parts {
		switch {
		case c.Hidden():
			hidden++
		case least == nil, least.N == 0 && c.N > 0, c.N > 0 && c.N < least.N:
			least = c
		}
	}
	if hidden != 1 || least == nil {
		return false
	}
	least.Held = true
	return true
}
