package activity

// Use is how one account was used in a stretch that ends today.
type Use struct {
	ID       string
	Group    string // accounts of one agency on one platform and of one kind share it
	Main     bool   // the agency's main account
	Kept     bool   // somebody answers for it
	Opened   Day    // or the day from which its posts are on record
	Days     []Day  // with a post, ascending
	Lapses   int    // periods that ended short in the stretch
	Standing bool   // posts are no part of it: an app, a mini program
}

// Weakness is why an account is proposed for merging or closing.
type Weakness string

// The weaknesses, the gravest first.
const (
	Unmaintained Weakness = "unmaintained" // nobody answers for it, or nothing for 90 days
	Overlapping  Weakness = "overlapping"  // a second one of one agency, platform and kind
	LittleUsed   Weakness = "little_used"  // fewer than one day of posting in 15, or three short periods
)

// Our own readings of "little used" and "unmaintained".
const (
	Stretch   = 90 // days that are looked at
	mostShort = 3
	grace     = 30 // days after the opening in which nothing is proposed
)

// Proposal (整合建议) says that an account should be merged into another, or closed
// where Into is empty. A person decides; the account filing carries it out.
type Proposal struct {
	ID   string
	Why  []Weakness
	Into string
	Days int // with a post in the stretch
}

// Weak lists the accounts that are little used, overlap or are not maintained.
// Of several in one group the main one stands, else the one posting most.
func Weak(list []Use, today Day) []Proposal {
	best := map[string]Use{}
	for _, u := range list {
		b, ok := best[u.Group]
		if !ok || u.Main && !b.Main || u.Main == b.Main && u.days(today) > b.days(today) {
			best[u.Group] = u
		}
	}
	var out []Proposal
	for _, u := range list {
		p := Proposal{ID: u.ID, Days: u.days(today)}
		young := today-u.Opened < grace
		quiet := !u.Standing && !young && (len(u.Days) == 0 && today-u.Opened >= Stretch || len(u.Days) > 0 && today-u.Days[len(u.Days)-1] >= Stretch)
		if !u.Kept || quiet {
			p.Why = append(p.Why, Unmaintained)
		}
		if best[u.Group].ID != u.ID {
			p.Why, p.Into = append(p.Why, Overlapping), best[u.Group].ID
		}
		if !u.Standing && !young && !quiet && (p.Days < int(min(Stretch, today-u.Opened))/15 || u.Lapses >= mostShort) {
			p.Why = append(p.Why, LittleUsed)
		}
		if len(p.Why) > 0 {
			out = append(out, p)
		}
	}
	return out
}

func (u Use) days(today Day) int { return count(u.Days, today-Stretch+1, today) }
