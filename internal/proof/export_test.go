package proof

// What the tests of the numerals reach.
var (
	Value   = value
	Article = article
)

// LastOf is the last article of a national law, false if it is not listed.
func LastOf(name string) (int, bool) {
	for _, l := range national {
		if l.Name == name {
			return l.Last, true
		}
	}
	return 0, false
}
