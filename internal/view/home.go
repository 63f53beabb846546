package view

import (
	"github.com/a-h/templ"

	"yingda/internal/lang"
)

// HomePage is one person's desk (我的工作台).
type HomePage struct {
	Alarm     templ.Component // hours in which far more was published than usual; nil for none
	Lang      lang.Lang
	Today     string
	Said      string
	Late      string
	Of        []Chip
	Line      DayLine
	Due       []DueRow
	DueCount  string
	DueEmpty  Empty
	New       []ScreenRow
	NewCount  string
	Sign      []SignRow
	SignCount string
	Troubles  []Trouble
	Reopen    []Trouble // proposals to take a concern up again
	Tasks     []TaskRow
	MoreTasks string // address of all of them, "" if these are all
}

// DueRow is one matter with the step that is next.
type DueRow struct {
	ConcernRow
	Step string
}

// DayLine is today's deadlines on the hours, places in percent of the width.
type DayLine struct {
	Says    string
	Now     string
	NowWord string
	NowEnd  bool
	Ticks   []Tick
	Marks   []Mark
}

// Tick is one hour of the line.
type Tick struct{ At, Word, Anchor string }

// Mark is one deadline on the line.
type Mark struct {
	At, Number    string
	Anchor, Shift string // how the number stands above its mark
	Late          bool
}

// ScreenRow is one new concern to be confirmed or dismissed.
type ScreenRow struct {
	Href, Number, Title, Need, Unit, Count, Why string
	Grade                                       Grade
	Due                                         Clock
	Dismiss, Change                             string // addresses of the forms, "" for who may not
	Confirm                                     Form   // as proposed, at once; no Action if the proposal is not whole
}

// SignRow is one statement that waits for this person.
type SignRow struct {
	Href, Number, Title, About, Says, Waits string
	Dots                                    []string
	Due                                     Clock
}

// Trouble is one source or delivery that fails.
type Trouble struct{ Name, Says, Text, Href string }

// TaskRow is one open task of a unit.
type TaskRow struct {
	Title, Number, Matter, Href, Unit string
	Due                               Clock
}

// ReviewPage is the review desk (审核台).
type ReviewPage struct {
	Lang   lang.Lang
	Queues []Chip
	Rows   []ReviewRow
	Empty  Empty
}

// ReviewRow is one statement in a queue.
type ReviewRow struct {
	Href, Number, Title, Concern, Drafter, Version, Signed, Waits string
	State                                                         State
	Grade                                                         Grade
	Gates                                                         []string
	Due                                                           Clock
	Here                                                          bool
}

// TasksPage is what a person's units still owe.
type TasksPage struct {
	Lang lang.Lang
	Rows []TaskRow
}

// back is the address of the queue that stands beside a statement.
func (p ReviewPage) back() string {
	for _, q := range p.Queues {
		if q.On {
			return q.Href
		}
	}
	return "/desk/review"
}
