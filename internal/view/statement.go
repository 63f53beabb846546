package view

import "yingda/internal/lang"

// StatementPage is one statement (答复稿).
type StatementPage struct {
	Lang     lang.Lang
	Side     ReviewPage
	Number   string
	Title    string
	Grade    Grade
	State    State
	Concern  Related
	Due      Clock
	Version  string
	Drafter  string
	Body     []string // paragraphs of the present text
	Reason   string   // of a correction or withdrawal
	Edit     string   // address that opens the composer, "" if it is open or closed to this person
	Composer *Composer
	Gates    []Gate
	Lists    []CheckList
	Chain    string
	Checks   []Check
	Versions []VersionLine
	Diff     []DiffRow
	OldCap   string
	NewCap   string
	Changes  int
	Releases []ReleaseLine
	Channels []string
	Timeline []Event
	Filter   []Chip
	Regime   string
	Next     NextBar
}

// Composer is the place to write what leaves in the agency's name.
type Composer struct {
	Action    string
	Version   string
	Title     string
	Text      string
	Auto      bool // kept on the server while one types
	Warn      string
	Fault     string
	Templates []Chip
}

// CheckList is what a gate's signer looks at.
type CheckList struct {
	Title string
	Mine  bool
	Items []string
	Cite  string
}

// Check is one thing that a program can see in a text.
type Check struct {
	Good      bool
	Text, Bad string
}

// VersionLine is one version of a text.
type VersionLine struct {
	Version, Meta, Compare string
	Public                 bool
}

// DiffRow is one paragraph in two versions.
type DiffRow struct {
	Old, New []Run
	Same     bool
}

// Run is a stretch of text: "-" removed, "+" added, "" unchanged.
type Run struct{ Text, Mark string }

// ReleaseLine is one way out of a statement.
type ReleaseLine struct {
	Channel, Verb, State, At, Address, Where, Reason string
	Good                                             bool
}
