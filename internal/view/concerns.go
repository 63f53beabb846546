package view

import "yingda/internal/lang"

// ConcernsPage is the list of concerns (公众关切).
type ConcernsPage struct {
	Lang   lang.Lang
	Said   string // the sentence above the list
	Quick  []Chip // mine, my unit, unassigned, overdue, returned …
	Filter []Field
	Keep   []Pair // what the filter form must not lose
	Views  []SavedView
	Share  []Option
	Query  string // of the present list, to be saved
	Rows   []ConcernRow
	Next   string // address of the next page, "" on the last
	First  string // address of the first page, "" when this is it
	Empty  Empty
	MayNew bool
	Bulk   Bulk
	Narrow bool // some filter is on
}

// SavedView is one saved list.
type SavedView struct {
	Name string
	Href string
	Drop string // where to post to remove it, "" if it is another's
	Who  string // for whom it is
	On   bool
}

// ConcernRow is one concern in a list.
type ConcernRow struct {
	Href   string
	Number string
	Title  string
	Unit   string
	Posts  string
	State  State
	Grade  Grade
	Need   string
	Lines  []SuggestionLine // of a new concern: what is suggested, to be taken at once
	Due    Clock
	Here   bool
	Pick   BulkPick
}

// Back is the address of the list with its filter.
func (p ConcernsPage) Back(list string) string {
	if p.Query == "" {
		return list
	}
	return list + "?" + p.Query
}
