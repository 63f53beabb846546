package view

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/lang"
)

// ConcernPage is one concern with everything that belongs to it.
type ConcernPage struct {
	Lang      lang.Lang
	Side      ConcernsPage
	Number    string
	Here      Here
	Title     string
	Summary   string
	Grade     Grade
	Need      string
	Owner     string
	Outcome   string
	Road      []Stage
	Clocks    []Clock
	Proposal  *Proposal
	Follow    *Follow         // nil before the answer
	Grading   *Grading        // nil before the grade is confirmed
	Pulse     templ.Component // trend, heat and sources
	Suggested []Post
	Confirmed []Post
	PostCount string
	Facts     []Fact
	Opinions  []Opinion
	Exchanges []Exchange
	Drafts    []DraftCard
	Documents []Document
	Tasks     []Task
	TasksDone string
	Timeline  []Event
	Filter    []Chip // of the timeline
	People    []PersonLine
	Related   []Related
	Cites     []Cite
	Files     []Related // the dossier in its forms
	Regime    string
	Owed      string // what this need is owed
	TipHref   string // the way into the protected channel, "" where it is not open
	IsTip     bool
	Owes      []string // and what of it must still be recorded before closing
	Results   []ResultCard
	Next      NextBar
	Split     Form // the reason for moving a post out
}

// Stage is one stage of the road.
type Stage struct {
	Word string
	Past bool
	Now  bool
}

// Proposal is what the system proposes for a new concern.
type Proposal struct {
	Grade Grade
	Lines []SuggestionLine
	Why   []string
}

// Post is one post; its text was masked before it was ever stored.
type Post struct {
	ID      string
	Title   []Piece
	Text    []Piece
	Source  string
	At      string
	Counts  string
	Address string
	Why     string
	Repeats []Piece // title of the earlier post that it repeats; nil for none
	Earlier string  // address of that post on the page, "" if it is not shown
	Join    Form
	Refuse  Form
}

// Piece is a run of text, or the name of what was hidden in its place.
type Piece struct {
	Text   string
	Masked bool
}

// Pieces cuts a redacted text at the labels 【手机号】 of what was hidden; only
// names of hidden kinds count, other brackets are the writer's own.
func Pieces(text string, kinds []string) []Piece {
	var out []Piece
	for text != "" {
		at, kind := first(text, kinds)
		if at < 0 {
			return append(out, Piece{Text: text})
		}
		if at > 0 {
			out = append(out, Piece{Text: text[:at]})
		}
		out = append(out, Piece{Text: strings.Trim(kind, "【】"), Masked: true})
		text = text[at+len(kind):]
	}
	return out
}

func first(text string, kinds []string) (int, string) {
	best, which := -1, ""
	for _, k := range kinds {
		if at := strings.Index(text, k); at >= 0 && (best < 0 || at < best) {
			best, which = at, k
		}
	}
	return best, which
}

// Fact is one claim with what was found.
type Fact struct {
	Claim, Finding, Verdict, Evidence string
	True                              bool
	By                                string
}

// ResultCard is one result of a concern, as it will be published.
type ResultCard struct {
	Title, Meta, Text, Measure, Who string
}

// DraftCard is a statement under its concern.
type DraftCard struct {
	Number, Title, Href string
	State               State
	About               string // version and drafter
	Body                []string
	Gates               []Gate
}

// Gate is one gate of a statement.
type Gate struct {
	Word string
	Who  string
	Mode string // signed now back or ""
}

// Document is one written act.
type Document struct {
	Title, Meta, Body, Internal, Receipt, Href string
}

// Task is one line of the checklist.
type Task struct {
	Title, Href, Unit, Due, Done string
	Late                         bool
	Form                         *Form // to tick it off, nil if this person may not
}

// Event is one line of the timeline.
type Event struct {
	Who     string
	System  bool
	Me      bool
	What    string
	At      string
	Text    string
	Side    string // outward internal system
	From    string
	To      string
	Details []Change
}

// Change is one before and after.
type Change struct{ What, From, To string }

// PersonLine is somebody who takes part.
type PersonLine struct{ Name, Part string }

// Related is another matter.
type Related struct{ Href, Title, Number string }

// NextBar is what can be done now: the main step as a button, others in menus.
type NextBar struct {
	Path    string
	Main    *Step
	Near    []Step
	More    []Step
	Blocked []Step
}

// Step is one action: its button, and the form that it opens.
type Step struct {
	Title  string
	Href   string // the same question on a page of its own
	Dialog string // id of the dialog
	Form   Form
	Lacks  []string
	Plain  bool   // nothing is asked: the button acts at once
	Key    string // the key that presses it, "" for none
}

// Open returns every step that can be taken.
func (n *NextBar) Open() []*Step {
	var out []*Step
	if n.Main != nil && len(n.Main.Lacks) == 0 {
		out = append(out, n.Main)
	}
	for _, list := range [][]Step{n.Near, n.More} {
		for i := range list {
			out = append(out, &list[i])
		}
	}
	return out
}

func (n NextBar) find(action string) (Step, bool) {
	for _, s := range n.Open() {
		if s.Dialog == "act-"+action {
			return *s, true
		}
	}
	return Step{}, false
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
