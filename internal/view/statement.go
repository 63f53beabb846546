package view

import "yingda/internal/lang"

// StatementPage is one statement (答复稿).
type StatementPage struct {
	After                 *Aftermath // nil while it is not public
	Lang                  lang.Lang
	Side                  ReviewPage
	Number                string
	Here                  Here
	Title                 string
	Grade                 Grade
	State                 State
	Concern               Related
	Due                   Clock
	Version               string
	Drafter               string
	Body                  []string // paragraphs of the present text
	Reason                string   // of a correction or withdrawal
	Edit                  string   // address that opens the composer, "" if it is open or closed to this person
	Composer              *Composer
	Gates                 []Gate
	Lists                 []CheckList
	Chain                 string
	Proof                 ProofPanel
	Paper                 string // address of the draft for signature
	Part                  string // what it is in its thread, "" for a full answer
	Thread                []Related
	Approval              string // until when an approval lives, or why the draft came back
	ApprovedBy, Approvers string
	Confirmations         []ConfirmationLine
	Versions              []VersionLine
	Diff                  []DiffRow
	OldCap                string
	NewCap                string
	Changes               int
	Releases              []ReleaseLine
	Channels              []string
	Timeline              []Event
	Filter                []Chip
	Regime                string
	Next                  NextBar
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
	Checks    string // address of the panel of automatic checks
	Taken     bool   // just taken over from a colleague
}

// CheckList is what a gate's signer looks at, or what was ticked when it was signed.
type CheckList struct {
	Title  string
	Mine   bool
	Items  []string
	Signed string // who and when; "" while open
	Note   string
	Cite   string
}

// ProofPanel is what the automatic checks find in a text.
type ProofPanel struct {
	Lang     lang.Lang
	None     bool // there is no text
	Lines    []ProofLine
	Blocking int
	Cleared  string // why blocking findings were let pass
}

// ProofLine is one finding: where, what, how to mend it.
type ProofLine struct {
	Word, Where, Says, Mend string
	Block                   bool
}

// ConfirmationLine is what one unit says of the text.
type ConfirmationLine struct {
	Unit, State, Question, Answer, When string
	Good, Bad                           bool
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
	Reach                                            string // how often it was seen, with the source of the figure
}

// Aftermath is what became of a released statement: how soon it was out, and
// whether it met the question.
type Aftermath struct {
	Soon string // how long after the detection, and whether in time
	Met  string // the reviewer's word, "" while nobody has said
	By   string
	Form *Form // for who may say; nil for others
}
