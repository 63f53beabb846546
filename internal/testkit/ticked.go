package testkit

import "strconv"

// Ticked is the input of a signature at a gate with all points of its list ticked.
func Ticked(gate string, points int) map[string]any {
	checks := make([]string, points)
	for i := range checks {
		checks[i] = strconv.Itoa(i + 1)
	}
	return map[string]any{"gate": gate, "checks": checks}
}
