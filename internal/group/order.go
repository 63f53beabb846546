package group

import (
	"cmp"
	"strings"
)

// compareIDs orders numbers by value and other IDs by spelling.
func compareIDs(a, b string) int {
	if number(a) && number(b) {
		if d := cmp.Compare(len(a), len(b)); d != 0 {
			return d
		}
	}
	return strings.Compare(a, b)
}

func number(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
