package view

import "yingda/internal/lang"

// SearchPage is what a query found (检索).
type SearchPage struct {
	Lang  lang.Lang
	Query string
	Said  string
	Kinds []Chip
	Rows  []FoundRow
	Next  string
	Empty Empty
}

// FoundRow is one text that was found; its pieces mark what was asked for.
type FoundRow struct {
	Href, Kind, Number, At string
	Title, Text            []Run
	Outside                bool // the address leads to another site
}
