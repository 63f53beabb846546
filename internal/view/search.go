package view

import (
	"net/url"

	"yingda/internal/lang"
)

// SearchPage is what a query found (检索): of one kind, or a few of each.
type SearchPage struct {
	Lang     lang.Lang
	Query    string
	From, To string // days
	Wrong    WrongQuery
	Kinds    []Chip
	Orders   []Chip
	Parts    []FoundPart
	Empty    Empty
	Views    []SavedView
	Saved    string // the present search, to be saved
	Share    []Option
}

// WrongQuery is what is wrong with a query, and where; nothing is if Said is empty.
type WrongQuery struct{ Said, Before, At, Behind string }

// FoundPart is what was found of one kind.
type FoundPart struct {
	ID, Title string
	Rows      []FoundRow
	Next      string
	Partial   bool // enough texts were looked at for one page, there may be more
}

// FoundRow is one text that was found; its pieces mark what was asked for.
type FoundRow struct {
	Href, Number, At string
	Where            string // the source of a post
	Title, Text      []Run
	Outside          bool // the address leads out of the desk
}

// chosen returns a value of an address.
func chosen(href, name string) string {
	u, err := url.Parse(href)
	if err != nil {
		return ""
	}
	return u.Query().Get(name)
}
