//go:build race

package source

// slower is what the race detector costs.
const slower = 12
