package view

import "yingda/internal/lang"

// SortingPage is how need and unit are proposed, and how right that was (分类建议).
type SortingPage struct {
	Lang  lang.Lang
	Parts []SortingPart
	Train bool // this person may ask for a training
}

// SortingPart is one target.
type SortingPart struct {
	ID, Title string
	Serving   string // the sentence of what serves
	Facts     [][2]string
	Empty     string // why there is no record yet
	Totals    []SortingRow
	Values    []SortingRow
	Months    []SortingRow
	Kinds     []SortingKind
	Versions  []SortingVersion
}

// SortingRow is one line of a tally.
type SortingRow struct{ Name, All, Shown, Right, Two, Said string }

// SortingKind is what a model had to learn one kind from, and how often it finds it.
type SortingKind struct{ Name, N, Found string }

// SortingVersion is an earlier model.
type SortingVersion struct{ Name, At, Examples, Accuracy, Coverage string }
