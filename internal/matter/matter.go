// Package matter moves pieces of work (办件) through their states. One table
// per kind says how: from, action, to, who may, inputs, facts required, events
// emitted, document made. The table drives the guard, the buttons, the picture
// in the docs and the golden test. Everything here is pure: what a caller
// claims is typed input, what is known is loaded by the desk into Facts.
package matter

import (
	"yingda/internal/regime"
)

// State is where a matter stands (环节).
type State string

// Action is a step that somebody may take (动作).
type Action string

// The states of a concern (公众关切).
const (
	New        State = "new"
	Judged     State = "judged"
	Dispatched State = "dispatched"
	Verifying  State = "verifying"
	Answering  State = "answering"
	Following  State = "following"
	Closed     State = "closed"
	Dismissed  State = "dismissed"
	Merged     State = "merged"
)

// The states of a statement (答复稿).
const (
	Drafting    State = "drafting"
	Reviewing   State = "reviewing"
	Approving   State = "approving"
	Releasing   State = "releasing"
	Released    State = "released"
	Withdrawing State = "withdrawing"
	Withdrawn   State = "withdrawn"
	Dropped     State = "dropped"
)

// Titles are the Chinese words for the states.
var Titles = map[State]string{
	New: "待研判", Judged: "待告知", Dispatched: "待签收", Verifying: "核实", Answering: "答复", Following: "跟进", Closed: "已办结", Dismissed: "不立办", Merged: "已并入",
	Drafting: "拟稿", Reviewing: "审核", Approving: "待批准", Releasing: "发布中", Released: "已发布", Withdrawing: "撤回中", Withdrawn: "已撤回", Dropped: "已作废",
	Arrived: "待分办", Handling: "办理中", Signing: "待签发", Joined: "随关切办理", Replying: "答复发送中", Replied: "已答复", SetAside: "不予办理", Doubted: "待核对不予办理", MovedOut: "已转受保护渠道",
	FilingForm: "填报", FilingLevels: "逐级审核", FilingOpening: "待开通登记", FilingMaking: "待变更", FilingMade: "待报备案", FilingAnnounce: "待公告", FilingEnding: "待停用",
	Filed: "已备案", FilingRefused: "不予同意", FilingWithdrawn: "备案已撤回",
}

// Final reports whether nothing more is owed in this state.
func (s State) Final() bool {
	switch s {
	case Closed, Dismissed, Merged, Released, Withdrawn, Dropped, Replied, SetAside, MovedOut, Filed, FilingRefused, FilingWithdrawn:
		return true
	}
	return false
}

// Matter (办件) is what all kinds share. Version counts changes; an act names
// the version that it saw.
type Matter struct {
	ID       string
	Kind     regime.Kind
	Number   string
	AgencyID string
	UnitID   string
	State    State
	Version  int64
	RegimeID string
	ParentID string
	Title    string
	Summary  string
	Grade    regime.Grade
	Need     regime.Need
	OpenedAt int64 // milliseconds UTC
	ClosedAt int64 // 0 while open
	Updated  int64
	NextDue  int64 // store.Never when nothing is due
}

// Grant is one role of a person in one unit. Path is the unit's path in the
// tree: ids from the root, each followed by a slash.
type Grant struct {
	UnitID   string
	AgencyID string
	Path     string
	Office   bool // the unit is the office of its agency
	Agency   bool // the unit is an agency, not a section
	Role     regime.Role
}

// Actor is who acts. Token marks an act by an API token: it never signs.
type Actor struct {
	ID     string
	Name   string
	UnitID string
	Grants []Grant
	Token  bool
	System bool
	Demo   bool
}

// SystemActor is Yingda itself.
var SystemActor = Actor{ID: "system", Name: "系统", System: true}

// Has reports whether the actor holds a role anywhere.
func (a Actor) Has(role regime.Role) bool {
	for _, g := range a.Grants {
		if g.Role == role {
			return true
		}
	}
	return false
}

// SeesAll reports whether the actor is a head administrator of the whole
// installation or an auditor of its records: they read every matter and, by
// these roles, act on none.
func (a Actor) SeesAll() bool {
	return a.System || a.Has(regime.SystemAdmin) || a.Has(regime.Auditor)
}

// Part is the part that a unit has in a matter (参与方式).
type Part string

// The parts of the design: owning unit first.
const (
	Lead       Part = "lead"
	Assisting  Part = "assisting"
	Confirming Part = "confirming"
	Sender     Part = "sender"
)

// Facts are what guards read. The desk loads them inside the transaction; none
// is taken from the caller.
type Facts struct {
	Agency     string          // agency of the matter
	AgencyPath string          // its path in the tree
	Units      map[string]Part // units that take part
	// of a concern
	FactCount     int  // facts recorded
	Statements    int  // statements begun and not dropped
	Published     int  // statements that stand on the public record
	Pending       int  // statements that are neither published nor ended
	NoAnswer      bool // a reason for not answering is on record
	AfterAction   bool // the after-action report exists
	NeedsReview   bool // the grade requires an after-action report
	OpenTasks     int
	ToReceive     []string     // units that have a dispatch note and have not received it
	Grade         regime.Grade // as it stands
	Lowering      regime.Grade // the lower grade that somebody proposed, "" for none
	LoweringBy    string       // who proposed it
	HandBacks     int          // how often the matter was handed back
	MostHandBacks int          // after so many an arbiter decides
	Grounds       []regime.Ground
	WindowOver    bool        // the objection window has passed
	Arbiter       regime.Role // who decides then
	Arbitration   bool        // it waits for the arbiter
	Unconfirmed   int         // clocks whose start waits for both sides
	Excludable    bool        // a clock that runs has grounds on which time does not count
	Paused        bool        // a clock stands still
	WorkFacts
	FollowFacts
	GroupFacts
	GroupMembers
	MessageFacts
	ArticleFacts
	FilingFacts
	// of a statement
	Drafters   []string            // persons who wrote any version of the text
	OpenSlots  []string            // slots of the template that are still empty
	Empty      bool                // there is no text
	OpenGates  []regime.Gate       // gates not yet signed for the present text, in order
	Ordered    bool                // gates are signed in order
	OneEach    bool                // a person may sign one gate only
	Signed     map[string][]string // person → gates signed on the present text
	GateRoles  map[regime.Gate][]regime.Role
	Approvers  []regime.Role
	Above      string                   // the agency above whose approvers decide, "" for the own ones
	Paper      bool                     // that agency is not in this installation: its decision is a paper
	HasPublic  bool                     // a version of this statement is public already
	Unchanged  bool                     // the text is the one that is public already
	ParentDone bool                     // the concern is closed
	Rivals     []string                 // other drafts of the same concern in review, approval or release
	GateChecks map[regime.Gate][]string // the points to be ticked with each gate
	Asked      []string                 // units that may speak about the present text: asked, and silent or objecting
	Unheard    []string                 // why the text is not confirmed by those asked, in sentences
	Blocks     []string                 // findings of the automatic checks that block the text
	Cleared    bool                     // a signer of the secrecy gate let them pass
	TipWaits   bool                     // what it answers is a tip that inspection does not have yet
	// of a concern again
	Owes []string // results that its need is still owed, in sentences
}

// Unreceived returns a unit of the actor, other than the lead, whose dispatch
// note waits for its receipt; "" if there is none.
func (f Facts) Unreceived(who Actor) string {
	for _, g := range who.Grants {
		if f.Units[g.UnitID] != Lead && contains(f.ToReceive, g.UnitID) {
			return g.UnitID
		}
	}
	return ""
}

// Input is one thing that an action takes.
type Input struct {
	Name     string   `json:"name"`
	Title    string   `json:"title"`
	Type     string   `json:"type"` // text long grade need unit units outcome clock gate verdict matter posts duration instant task document ground exclusion side waiting_clock yesno harm clarity part fault_ground rung measure proved group_member choice checks date evidence
	Required bool     `json:"required"`
	Options  []string `json:"options,omitempty"`
	Words    []string `json:"words,omitempty"` // titles of the options, where no vocabulary has them
	Hint     string   `json:"hint,omitempty"`
}

// Place says where an actor must hold the role of a row.
type Place uint8

// The places, narrow to wide.
const (
	InLead      Place = iota // in the lead unit
	InPart                   // in any unit that takes part
	InOffice                 // in the office of the matter's agency, or in the agency itself
	InAgency                 // in the agency or any of its sections
	InAsked                  // in a unit asked to confirm, or in any unit of an agency that is asked
	InTurn                   // in the agency that decides next on an account filing
	InAskedUnit              // in the very unit that is asked to confirm
	InDesk                   // of an article: in the agency or any of its sections
	InEntrusted              // of an article: in a unit that takes part
)

// Party is one way to be allowed: a role held in a place.
type Party struct {
	Role regime.Role
	At   Place
}

// Row is one line of a state table.
type Row struct {
	Kind    regime.Kind
	From    []State
	Action  Action
	Title   string // the button
	To      State  // empty: the state stays
	Who     []Party
	ByGate  bool          // who may is said by the gate of the regime's chain
	ByChain bool          // who may is said by the approvers of the regime's chain
	OfGate  regime.Gate   // who may: the signers of this gate
	For     []regime.Need // needs of the concern for which the row exists; empty: all
	System  bool          // Yingda alone does it
	Signs   bool          // a signature: no token may
	Inputs  []Input
	Needs   []Need
	Emits   regime.Event
	Makes   regime.Document
	Outward bool   // shown as outward in the timeline
	Public  bool   // what a person writes with it stands on our public pages at once: refused while all sending is stopped
	Main    bool   // the usual next step of its state
	Bulk    Bulk   // whether it may be taken for many matters at once
	Clause  string // article of the regime or duty that it carries out
}

// Need is one fact that a row requires, with the sentence shown while it lacks.
type Need struct {
	Name  string
	Holds func(f Facts, who Actor, in Values) bool
	Lacks func(f Facts) string
}

// Values are the typed inputs of an act, after checking against the row.
type Values map[string]any

// Text returns a text input, "" when absent.
func (v Values) Text(name string) string {
	s, _ := v[name].(string) // checked by Check
	return s
}

// List returns a list input, nil when absent.
func (v Values) List(name string) []string {
	l, _ := v[name].([]string) // checked by Check
	return l
}
