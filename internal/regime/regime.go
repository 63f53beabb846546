// Package regime holds what differs between agencies (制度): a regulation as
// data that cites its articles. A regime is a directory of YAML files, loaded
// strictly; on adoption its canonical text and hash go into the database, and
// every matter keeps the version that it began under.
package regime

// Regime is one regulation as data. Every entry names the article that it
// carries out; Reading says when a figure is the agency's own (本局口径).
type Regime struct {
	Name       string       `yaml:"name"`       // petition-bureau
	Title      string       `yaml:"title"`      // 区信访局舆情应对制度
	Regulation string       `yaml:"regulation"` // code of the regulation: R N P F G
	Issued     string       `yaml:"issued"`     // year or date of the regulation
	Version    int          `yaml:"version"`    // counts up with each change of the preset
	Articles   []Article    `yaml:"articles"`   // each id of the regulation, once
	Laws       []Law        `yaml:"laws"`       // what else an entry may name as its article
	Grades     []GradeRule  `yaml:"grades"`     // mildest first
	Needs      []NeedRule   `yaml:"needs"`
	Clocks     []Clock      `yaml:"clocks"`
	Ladders    []Ladder     `yaml:"ladders"`
	HandBack   *HandBack    `yaml:"hand_back"`   // nil: HandBackRule's own figures
	Oversight  *Oversight   `yaml:"oversight"`   // nil: OversightRule's own figures
	OwnList    *OwnList     `yaml:"own_list"`    // nil: no periodic list of own acts is asked for
	Follow     *Follow      `yaml:"follow"`      // nil: FollowRule's own figures
	CheckFirst *CheckFirst  `yaml:"check_first"` // nil: what is found is passed on without asking
	Sites      *Sites       `yaml:"sites"`       // nil: SiteRule's own figure
	Accounts   *Accounts    `yaml:"accounts"`    // rules for official accounts; nil: this regulation has none
	Messages   *Messages    `yaml:"messages"`    // nil: MessageRule's own
	Activity   []Activity   `yaml:"activity"`    // how often an official account posts
	Columns    []ColumnRule `yaml:"columns"`     // linked columns: within how many days something new
	Editorial  *Editorial   `yaml:"editorial"`   // review of articles of the accounts; nil: EditorialRule's own
	Chains     []Chain      `yaml:"chains"`      // review and approval by grade
	Plans      []Plan       `yaml:"plans"`       // response plans by grade
	Ways       []Way        `yaml:"ways"`        // ways of handling by how clear the rules are; none, or all three
	Templates  []Template   `yaml:"templates"`
	Confirming *Confirming  `yaml:"confirming"` // joint confirmation of statements; nil: silence waits
	Outlets    []Outlet     `yaml:"channels"`   // channels by grade
	Topics     []Topic      `yaml:"topics"`
	RoleTitles []RoleTitle  `yaml:"roles"`
	Retention  []Retention  `yaml:"retention"`
	Units      []Unit       `yaml:"units"`  // the sections of a first installation
	Bodies     []Body       `yaml:"bodies"` // who does what: leading group, office, editorial board
	Words      Words        `yaml:"titles"` // titles of the closed vocabularies, where this regulation has its own
	Hash       string       `yaml:"-"`      // SHA-256 of the canonical text, hex
	Source     string       `yaml:"-"`      // canonical YAML text, as stored on adoption
}

// Status says how an article is carried out.
type Status string

// The statuses of an article. Planned is for what a later step brings.
const (
	Done           Status = "done"
	Partly         Status = "partly"
	Planned        Status = "planned"
	Organisational Status = "organisational"
	Declined       Status = "declined"
)

// Article accounts for one id of the regulation.
type Article struct {
	ID     string   `yaml:"id"`
	Says   string   `yaml:"says"` // in our own words, Chinese
	Status Status   `yaml:"status"`
	By     []string `yaml:"by"`  // duty ids of the requirements
	Why    string   `yaml:"why"` // why not, or not all of it
}

// Law is a national law or rule beside the regulation. An entry whose figure
// or duty stems from it names this id as its article.
type Law struct {
	ID    string `yaml:"id"`    // 国办发〔2016〕61号
	Title string `yaml:"title"` // what it says, in our own words
}

// GradeRule is one grade of the regime with its criteria.
type GradeRule struct {
	Grade    Grade       `yaml:"grade"`
	Title    string      `yaml:"title"`
	Article  string      `yaml:"article"`
	Criteria []Criterion `yaml:"criteria"`

	Assess bool `yaml:"assess"` // an answer is begun only once it was assessed in writing: by whom, and what harm people may suffer
}

// Criterion is one reason for a grade: all bounds that are set must hold. It
// knows harm, people affected, spread, deadline, recurrence and press
// attention, and nothing else (design, closed vocabularies).
type Criterion struct {
	ID         string   `yaml:"id"`
	Title      string   `yaml:"title"`
	Article    string   `yaml:"article"`
	Reading    bool     `yaml:"own_reading"`
	Posts      int      `yaml:"posts"`      // at least so many posts
	Sources    int      `yaml:"sources"`    // from at least so many sources
	Newsrooms  int      `yaml:"newsrooms"`  // taken up by at least so many newsrooms
	Views      int64    `yaml:"views"`      // seen at least so often
	People     int      `yaml:"people"`     // at least so many people affected
	Harm       []string `yaml:"harm"`       // any of Harms
	Within     string   `yaml:"within"`     // a deadline of the public falls within, e.g. "24 hours"
	Recurrence int      `yaml:"recurrence"` // earlier concerns on the same matter, at least
}

// NeedRule says what the public is owed by need (ANS-6).
type NeedRule struct {
	Need    Need       `yaml:"need"`
	Title   string     `yaml:"title"`
	Article string     `yaml:"article"`
	Owed    string     `yaml:"owed"`     // one sentence: what the answer must give
	Slots   []string   `yaml:"slots"`    // slots of the template that must be filled
	ToClose []Document `yaml:"to_close"` // documents that must be on record before closing; no_answer_note stands for released_statement
}

// Clock is one deadline that an event starts and a document meets (时限).
type Clock struct {
	ID         string      `yaml:"id"`
	Title      string      `yaml:"title"`
	Article    string      `yaml:"article"`
	Reading    bool        `yaml:"own_reading"`
	Why        string      `yaml:"why"` // needed where own_reading is true
	Kind       Kind        `yaml:"kind"`
	Grades     []Grade     `yaml:"grades"` // empty: every grade
	Needs      []Need      `yaml:"needs"`  // empty: every need
	From       Event       `yaml:"from"`   // the instant of this event starts it
	Begins     Event       `yaml:"begins"` // the event that makes it exist; empty: From. A grade's clock counts from concern.detected and begins with grade.confirmed
	Within     string      `yaml:"within"` // "30 minutes", "24 hours", "3 days", "2 working days"
	OnDuty     bool        `yaml:"on_duty"`
	OwedBy     Role        `yaml:"owed_by"`
	OwedTo     string      `yaml:"owed_to"` // a sentence part: 责任科室和下属单位
	MetBy      Document    `yaml:"met_by"`
	Received   bool        `yaml:"received"` // met only when the document has been acknowledged
	EndsOn     []Event     `yaml:"ends_on"`  // events after which nothing is owed any more
	Ladder     string      `yaml:"ladder"`
	Extend     *Extend     `yaml:"extend"`      // nil: cannot be extended
	Confirmed  bool        `yaml:"confirmed"`   // starts when both sides have confirmed it, not by From alone
	Excludes   []Exclusion `yaml:"excludes"`    // intervals that do not count; empty: it runs through
	RestartsOn []Event     `yaml:"restarts_on"` // events that begin the term anew
	Silence    Silence     `yaml:"silence"`     // what it means that nothing came by the due time; empty: the clock is breached
}

// Extend says how a clock may be extended, once.
type Extend struct {
	AtMost   string `yaml:"at_most"`
	Approver Role   `yaml:"approver"`
	Article  string `yaml:"article"`
	Notice   bool   `yaml:"notice"` // the person concerned is told in writing
}

// Ladder says who is told when a clock is near or past its due time (升级).
type Ladder struct {
	ID      string `yaml:"id"`
	Article string `yaml:"article"`
	Rungs   []Rung `yaml:"rungs"`
	Then    string `yaml:"then"` // another ladder that goes on after the last rung; no circles
}

// Rung is one step of a ladder. At is "50%", "75%", "due" or an offset after
// the due time such as "2 hours".
type Rung struct {
	At   string `yaml:"at"`
	Tell []Role `yaml:"tell"`
}

// Chain is the review and approval of statements of one grade (审批链).
type Chain struct {
	Grade     Grade      `yaml:"grade"`
	Article   string     `yaml:"article"`
	Gates     []GateRule `yaml:"gates"` // in this order when Ordered
	Ordered   bool       `yaml:"ordered"`
	Approvers []Role     `yaml:"approvers"` // any one of them approves
	Level     string     `yaml:"level"`     // own or above: which agency's approver
	OneEach   bool       `yaml:"one_each"`  // one reviewer may not sign two gates
	Expires   string     `yaml:"expires"`   // an approval not released within lapses; empty: never
}

// GateRule is one gate of a chain with its checklist.
type GateRule struct {
	Gate    Gate     `yaml:"gate"`
	Title   string   `yaml:"title"`
	Article string   `yaml:"article"`
	Signers []Role   `yaml:"signers"`
	Checks  []string `yaml:"checks"`
}

// Plan is a response plan (预案), opened as a checklist when a grade is confirmed:
// of a grade, or of a grade and a kind of matter, by what the public needs.
type Plan struct {
	ID      string     `yaml:"id"`
	Title   string     `yaml:"title"`
	Article string     `yaml:"article"`
	Grades  []Grade    `yaml:"grades"`
	Needs   []Need     `yaml:"needs"` // kinds that it is made for; empty: every other
	Group   []Role     `yaml:"group"` // who is in the response group; empty: whoever owns a step
	Steps   []PlanStep `yaml:"steps"`
}

// PlanStep is one line of a response plan.
type PlanStep struct {
	Title  string `yaml:"title"`
	Role   Role   `yaml:"role"`
	Within string `yaml:"within"`  // from the confirmation of the grade
	DoneBy Event  `yaml:"done_by"` // the event that ticks it off by itself; empty: a person does

	Document Document `yaml:"document"` // only an event that brings this document does; empty: any
}

// Template is a statement template (答复模板). Slots stand in the body as
// {{slot}}; a slot that is still there blocks submission.
type Template struct {
	ID      string  `yaml:"id"`
	Title   string  `yaml:"title"`
	Article string  `yaml:"article"`
	Needs   []Need  `yaml:"needs"`
	Grades  []Grade `yaml:"grades"`
	Part    string  `yaml:"part"` // first: a short first statement; update: a dated update; empty: a full answer
	Subject string  `yaml:"subject"`
	Body    string  `yaml:"body"`
	Slots   []Slot  `yaml:"slots"`
}

// Confirming says what the silence of a unit means that was asked to confirm a
// statement (会签); the clock from confirmation.asked says how long it may be
// silent. Silence is never consent: waits keeps the text waiting, decides leaves
// the decision to the approver, with the silence on record.
type Confirming struct {
	Article string `yaml:"article"`
	Silence string `yaml:"silence"` // waits or decides
}

// Slot is one blank of a template.
type Slot struct {
	ID    string `yaml:"id"`
	Title string `yaml:"title"`
	Hint  string `yaml:"hint"`
}

// Outlet says which channels a grade uses.
type Outlet struct {
	Grade    Grade     `yaml:"grade"`
	Article  string    `yaml:"article"`
	Channels []Channel `yaml:"channels"`
}

// Topic is a preset topic (话题): a rule about the agency's own work.
type Topic struct {
	ID      string   `yaml:"id"`
	Title   string   `yaml:"title"`
	Article string   `yaml:"article"`
	Rule    string   `yaml:"rule"`
	Terms   []string `yaml:"terms"`   // terms of the agency's own duties that the rule is about
	Unit    string   `yaml:"unit"`    // responsible section by default
	Posts   int      `yaml:"posts"`   // opening threshold: posts in one group
	Sources int      `yaml:"sources"` // opening threshold: sources in one group
}

// RoleTitle is the Chinese title of a role, with what it may do in words.
type RoleTitle struct {
	Role    Role   `yaml:"role"`
	Title   string `yaml:"title"`
	Article string `yaml:"article"`
	May     string `yaml:"may"`
}

// Retention says how long a class of data is kept.
type Retention struct {
	Class   string `yaml:"class"` // one of RetentionClasses
	Keep    string `yaml:"keep"`  // "180 days"
	Article string `yaml:"article"`
	Then    string `yaml:"then"` // what is left: counts, nothing
}

// Unit is a section of a first installation.
type Unit struct {
	Code    string   `yaml:"code"`
	Name    string   `yaml:"name"`
	Article string   `yaml:"article"`
	Office  bool     `yaml:"office"`
	Duties  []string `yaml:"duties"` // duty terms, for routing
}

// Words titles the closed vocabularies in this regulation's own terms.
type Words struct {
	Agency    string              `yaml:"agency"` // name of the agency of a first installation
	Outcomes  map[Outcome]string  `yaml:"outcomes"`
	Documents map[Document]string `yaml:"documents"`
}

// Way is one way of handling (办理方式) by how clear the rules are. A person
// chooses it; drafting and closing wait until its conditions are on record. On
// every way the answer goes through review and release.
type Way struct {
	Clarity Clarity     `yaml:"clarity"`
	Title   string      `yaml:"title"`
	Article string      `yaml:"article"`
	Owed    string      `yaml:"owed"`     // one sentence: who does what on this way
	Grades  []Grade     `yaml:"grades"`   // grades that go this way and no other; empty: a person chooses
	ToDraft []Condition `yaml:"to_draft"` // on record before a statement is begun
	ToClose []Condition `yaml:"to_close"` // on record before the concern is closed
}
