package regime

import "strings"

// nearest returns the candidate that word was meant to be: with the fewest
// edits, at most one and one more for every four letters, or one that goes on
// where word stops. It returns "" if none is near.
func nearest(word string, candidates []string) string {
	length := len([]rune(word))
	best, least := "", 0
	for _, each := range candidates {
		d := edits(word, each)
		close := d <= 1+length/4 && d < length || length >= 3 && strings.HasPrefix(each, word)
		if close && (best == "" || d < least) {
			best, least = each, d
		}
	}
	return best
}

// hint ends a sentence about an unknown word: the nearest right one, or all.
func hint(word string, candidates []string) string {
	if near := nearest(word, candidates); near != "" {
		return "，是否应为 " + near
	}
	if len(candidates) == 0 {
		return ""
	}
	return "，可用的有 " + strings.Join(candidates, "、")
}

// edits is the Levenshtein distance in runes. Words longer than 64 runes are
// compared by their beginnings, so that a hostile text stays cheap.
func edits(a, b string) int {
	from, to := clip([]rune(a)), clip([]rune(b))
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range to {
			above := row[j+1]
			cost := diagonal
			if x != y {
				cost++
			}
			row[j+1] = min(cost, above+1, row[j]+1)
			diagonal = above
		}
	}
	return row[len(to)]
}

func clip(word []rune) []rune { return word[:min(len(word), 64)] }
