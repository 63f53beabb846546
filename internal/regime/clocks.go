package regime

// Exclusion (不计时段) is one ground on which time does not count.
type Exclusion struct {
	ID      string `yaml:"id"`
	Title   string `yaml:"title"`
	Article string `yaml:"article"`
}

// HandBack says how a unit may hand a matter back (退回与裁定).
type HandBack struct {
	Article string   `yaml:"article"`
	Reading bool     `yaml:"own_reading"`
	Within  string   `yaml:"within"`  // objection window from the dispatch; empty: until the conclusion
	Grounds []Ground `yaml:"grounds"` // empty: every ground
	AtMost  int      `yaml:"at_most"` // after so many the arbiter decides, and nobody hands back again
	Arbiter Role     `yaml:"arbiter"` // office_director or head
}

// HandBackRule returns how matters are handed back: any ground, twice, then the
// office director decides, unless the regime says otherwise.
func (r *Regime) HandBackRule() HandBack {
	h := HandBack{Grounds: Grounds, AtMost: 2, Arbiter: OfficeDirector}
	if r.HandBack == nil {
		return h
	}
	own := *r.HandBack
	if len(own.Grounds) == 0 {
		own.Grounds = h.Grounds
	}
	if own.AtMost == 0 {
		own.AtMost = h.AtMost
	}
	if own.Arbiter == "" {
		own.Arbiter = h.Arbiter
	}
	return own
}

// Oversight says when the system itself finds a concern missed or ignored
// (督办口径). Spread and volume are no part of it.
type Oversight struct {
	Article    string `yaml:"article"`
	Reading    bool   `yaml:"own_reading"`
	Unassigned string `yaml:"unassigned"` // posts that lay so long before their concern was opened were missed
	SourceGap  string `yaml:"source_gap"` // a source that could not be read for so long was missed
	Untouched  string `yaml:"untouched"`  // an open concern without an act for so long is ignored
}

// OversightRule returns the regime's figures, or our own where it has none: 24
// hours, 24 hours, 5 working days.
func (r *Regime) OversightRule() Oversight {
	o := Oversight{}
	if r.Oversight != nil {
		o = *r.Oversight
	}
	o.Unassigned, o.SourceGap, o.Untouched = first(o.Unassigned, "24 hours"), first(o.SourceGap, "24 hours"), first(o.Untouched, "5 working days")
	return o
}

// OwnList says how often an agency lists its own acts and decisions that may raise
// concern (自查清单), never people or groups. Clause: JUD-7.
type OwnList struct {
	Article string `yaml:"article"`
	Reading bool   `yaml:"own_reading"`
	Every   string `yaml:"every"` // from one list signed off to the next
}

// GroupRoles returns the roles of the response group of a plan: those it names,
// or those that own its steps.
func (p Plan) GroupRoles() []Role {
	if len(p.Group) > 0 {
		return p.Group
	}
	var out []Role
	seen := map[Role]bool{}
	for _, s := range p.Steps {
		if !seen[s.Role] {
			seen[s.Role] = true
			out = append(out, s.Role)
		}
	}
	return out
}

// Exclusion returns one ground of a clock on which time does not count.
func (c Clock) Exclusion(id string) (Exclusion, bool) {
	return find(c.Excludes, func(each Exclusion) bool { return each.ID == id })
}

// meanings turns what silence means into the event that records it.
var meanings = map[Silence]Event{SilentConsent: SilenceConsent, SilentDecides: SilenceDecides, SilentAbandons: SilenceAbandoned}

// Event returns the event by which the system records the silence.
func (s Silence) Event() Event { return meanings[s] }

// Ground is why a unit hands a matter back (退回依据).
type Ground string

// The grounds for handing back.
const (
	NotOurDuty    Ground = "not_our_duty"   // 不属本单位职责
	LacksMaterial Ground = "lacks_material" // 材料不全，无法办理
	OtherUnit     Ground = "other_unit"     // 另有单位应当主办或参与
)

// Grounds lists every ground for handing back.
var Grounds = []Ground{NotOurDuty, LacksMaterial, OtherUnit}

// Silence is what it means that nothing came in time (逾期不答复的后果).
type Silence string

// The meanings of silence.
const (
	SilentConsent  Silence = "consent"   // 视为同意
	SilentDecides  Silence = "decides"   // 由本机关决定
	SilentAbandons Silence = "abandoned" // 视为放弃
)

// Silences lists every meaning of silence.
var Silences = []Silence{SilentConsent, SilentDecides, SilentAbandons}
