package view

// Bulk is the bar over a list by which many rows are acted on at once. It needs no
// script: the boxes of the rows belong to its form.
type Bulk struct {
	Page  string // concerns or inbox
	Query string // the filter of the list
	Acts  []BulkAct
}

// BulkAct is one act of the bar.
type BulkAct struct {
	Action string
	Word   string
	Ticked bool // for ticked rows alone
}

// BulkPick is the box of one row: its number, and the version that is shown.
type BulkPick struct {
	Value string // "" shows no box
	Label string
}
