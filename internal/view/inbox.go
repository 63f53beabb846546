package view

import "yingda/internal/lang"

// InboxPage is the list of messages from the public (公众来件), and the one that
// is open.
type InboxPage struct {
	Lang    lang.Lang
	Said    string
	Quick   []Chip
	Filter  []Field
	Keep    []Pair
	Views   []SavedView
	Share   []Option
	Query   string
	Rows    []InboxRow
	Next    string
	First   string
	Empty   Empty
	Narrow  bool
	MayType bool
	Bulk    Bulk
}

// InboxRow is one message in the list.
type InboxRow struct {
	Href, Number, Title, Unit, Need, Way, At string
	State                                    State
	Due                                      Clock
	Here                                     bool
	Pick                                     BulkPick
}

// InboxMessage is one message: list, message, context.
type InboxMessage struct {
	Side     InboxPage
	Number   string
	Here     Here
	Title    string
	Need     string
	Way      string
	Owner    string
	State    State
	Clocks   []Clock
	Turns    []InboxTurn
	Original *InboxOriginal // opened just now
	Open     string         // where to post to open it, "" if this person may not or it is destroyed
	Gone     string         // that it is destroyed, or when it will be
	Answers  []InboxAnswer
	Concern  *Related
	Adoption string
	Owed     string
	Signers  string
	Doubt    *InboxDoubt   // that somebody does not want it handled, until that is decided
	Tip      string        // what to do with a tip, "" for none
	TipHref  string        // where it is moved, "" for who may not
	Seems    string        // the kind that is proposed, "" once sorted or where nothing is
	Why      string        // what decided it
	Near     []Related     // checked answers to what is asked
	Insert   bool          // they may be put into the answer
	Comment  *InboxComment // below which article of ours it was said
	Said     []string
	Timeline []Event
	Filter   []Chip
	Next     NextBar
}

// InboxTurn is one thing that its sender said, with what is hidden marked.
type InboxTurn struct {
	At   string
	Text []Piece
}

// InboxDoubt is what somebody proposes who does not want a message handled.
type InboxDoubt struct{ Ground, Why, By string }

// InboxComment is the comment that became a message: Href is its page on the desk,
// "" for who does not read comments.
type InboxComment struct{ Href, Post, Address, State string }

// InboxOriginal is what was written and left, for who handles it.
type InboxOriginal struct {
	Turns   []InboxTurn
	Contact string
	Files   []InboxFile
}

// InboxFile is one file of a message.
type InboxFile struct{ Href, Name, Size string }

// InboxAnswer is one version of the answer.
type InboxAnswer struct {
	Title string
	Text  string
	By    string
	Given string
}

// InboxReceipt is what is handed to somebody whose message was typed in.
type InboxReceipt struct{ Number, Code, Href, Follow string }

// InboxNew is the form for a message that came by hand.
type InboxNew struct {
	Fault  string
	Fields []Field
}
