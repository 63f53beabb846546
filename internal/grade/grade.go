// Package grade proposes how grave a concern is (定级建议) and says why. It is
// pure, and its input is closed: spread, press attention, people affected, harm,
// a deadline of the public and recurrence. There is no field for tone, politics
// or a writer, so that none of them can move a grade; a test reads the types and
// another swaps praise for blame. A person confirms or changes every proposal.
package grade

import (
	"fmt"
	"slices"
	"time"
)

// Grades lists the grades (等级), mildest first.
var Grades = []string{"general", "serious", "major", "especially_major"}

// Harm is a kind of harm that people may suffer (损害种类).
type Harm string

// The kinds of harm; nothing here is about image, mood or opinion.
const (
	Life       Harm = "life"       // 生命
	Health     Harm = "health"     // 健康
	Safety     Harm = "safety"     // 安全
	Property   Harm = "property"   // 财产
	Livelihood Harm = "livelihood" // 基本生活
	Access     Harm = "access"     // 办事便利
	Rights     Harm = "rights"     // 合法权利
)

// Harms lists every kind of harm, gravest first.
var Harms = []Harm{Life, Health, Safety, Property, Livelihood, Access, Rights}

var harmTitles = map[Harm]string{
	Life: "生命", Health: "健康", Safety: "安全", Property: "财产", Livelihood: "基本生活", Access: "办事便利", Rights: "合法权利",
}

// Title returns the Chinese name of the kind of harm.
func (h Harm) Title() string { return harmTitles[h] }

// Criterion (定级标准) is one reason for a grade as a regime states it. Every
// bound that is set must hold; a zero bound is not set.
type Criterion struct {
	Grade   string // one of Grades
	ID      string
	Title   string
	Article string

	Posts      int           // at least so many posts
	Sources    int           // from at least so many sources
	Newsrooms  int           // taken up by at least so many newsrooms
	Views      int64         // seen at least so often
	People     int           // at least so many people affected
	Harm       []Harm        // at least one of these
	Within     time.Duration // a deadline of the public is no further away
	Recurrence int           // at least so many earlier concerns on the same matter
}

// Facts (定级事实) is all that a grade can depend on.
type Facts struct {
	Posts      int
	Sources    int
	Newsrooms  int
	Views      int64
	People     int
	Harm       []Harm
	At         time.Time // the instant of judging
	Deadline   time.Time // the next deadline that the public must meet; zero: none known
	Recurrence int
}

// Reason (定级理由) is one criterion that holds, with the facts that meet it.
type Reason struct {
	Criterion string // its id; "" for the reason that no criterion holds
	Grade     string
	Title     string
	Article   string
	Because   []string // Chinese, one for each bound: "反映12条（标准10条）"
}

// Proposal (定级建议) is the gravest grade with a criterion that holds. Reasons
// are never empty; those for the proposed grade come first.
type Proposal struct {
	Grade   string
	Reasons []Reason
}

// Propose returns the grade that the criteria give for the facts. If none holds
// it is the mildest grade that the criteria name, or general if there are none.
// A criterion without any bound, or of an unknown grade, never holds.
// Each reason carries the article of its criterion.
func Propose(criteria []Criterion, facts Facts) Proposal {
	var reasons []Reason
	for _, c := range criteria {
		if because, ok := c.holds(facts); ok && rank(c.Grade) >= 0 {
			reasons = append(reasons, Reason{Criterion: c.ID, Grade: c.Grade, Title: c.Title, Article: c.Article, Because: because})
		}
	}
	if len(reasons) == 0 {
		g := mildest(criteria)
		return Proposal{Grade: g, Reasons: []Reason{{Grade: g, Title: "未达到任何定级标准，按最低等级处理"}}}
	}
	slices.SortStableFunc(reasons, func(a, b Reason) int { return rank(b.Grade) - rank(a.Grade) })
	return Proposal{Grade: reasons[0].Grade, Reasons: reasons}
}

func rank(grade string) int { return slices.Index(Grades, grade) }

func mildest(criteria []Criterion) string {
	best := ""
	for _, c := range criteria {
		if rank(c.Grade) >= 0 && (best == "" || rank(c.Grade) < rank(best)) {
			best = c.Grade
		}
	}
	if best == "" {
		return Grades[0]
	}
	return best
}

// holds returns why c holds, false if a bound that is set is not met.
func (c Criterion) holds(f Facts) (because []string, ok bool) {
	for _, b := range c.bounds(f) {
		if !b.Met {
			return nil, false
		}
		because = append(because, b.Text)
	}
	return because, len(because) > 0
}

// common returns the titles of the harms in both lists, gravest first.
func common(a, b []Harm) []string {
	var both []string
	for _, h := range Harms {
		if slices.Contains(a, h) && slices.Contains(b, h) {
			both = append(both, h.Title())
		}
	}
	return both
}

// hours writes a stretch in whole hours, rounded up so that "0小时" is never
// said of what still lies ahead.
func hours(d time.Duration) string {
	return fmt.Sprintf("%d小时", int64((d+time.Hour-1)/time.Hour))
}
