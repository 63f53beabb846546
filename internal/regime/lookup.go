package regime

import "slices"

// Grade returns the rule of a grade, false if the regime does not use it.
func (r *Regime) Grade(g Grade) (GradeRule, bool) {
	return find(r.Grades, func(each GradeRule) bool { return each.Grade == g })
}

// Need returns what is owed to a need, false if the regime does not know it.
func (r *Regime) Need(n Need) (NeedRule, bool) {
	return find(r.Needs, func(each NeedRule) bool { return each.Need == n })
}

// Chain returns how statements of a grade are reviewed and approved. A loaded
// regime has one for every grade that it uses.
func (r *Regime) Chain(g Grade) (Chain, bool) {
	return find(r.Chains, func(each Chain) bool { return each.Grade == g })
}

// Gate returns one gate of the chain.
func (c Chain) Gate(g Gate) (GateRule, bool) {
	return find(c.Gates, func(each GateRule) bool { return each.Gate == g })
}

// Plan returns the response plan of a grade: the one made for the need, else the
// one for every other. A loaded regime has one for every grade that it uses.
func (r *Regime) Plan(g Grade, need Need) (Plan, bool) {
	own, ok := find(r.Plans, func(each Plan) bool { return slices.Contains(each.Grades, g) && slices.Contains(each.Needs, need) })
	if ok {
		return own, true
	}
	return find(r.Plans, func(each Plan) bool { return slices.Contains(each.Grades, g) && len(each.Needs) == 0 })
}

// Channels returns the channels that statements of a grade go out by.
func (r *Regime) Channels(g Grade) []Channel {
	o, _ := find(r.Outlets, func(each Outlet) bool { return each.Grade == g })
	return slices.Clone(o.Channels)
}

// ReleaseChannels returns the channels by which a statement of a grade goes out:
// the public site always and first, then those of the grade, then those that
// its draft asks for. Clause: ANS-1, ANS-4.
func (r *Regime) ReleaseChannels(g Grade, chosen []Channel) []Channel {
	out := []Channel{PublicSite}
	for _, c := range append(r.Channels(g), chosen...) {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// Clock returns a clock by its id.
func (r *Regime) Clock(id string) (Clock, bool) {
	return find(r.Clocks, func(each Clock) bool { return each.ID == id })
}

// Ladder returns a ladder by its id.
func (r *Regime) Ladder(id string) (Ladder, bool) {
	return find(r.Ladders, func(each Ladder) bool { return each.ID == id })
}

// Template returns a statement template by its id.
func (r *Regime) Template(id string) (Template, bool) {
	return find(r.Templates, func(each Template) bool { return each.ID == id })
}

// SilenceDecides reports whether an approver may decide without a unit that was
// asked to confirm a statement and let its time pass. Clause: ANS-3.
func (r *Regime) SilenceDecides() bool {
	return r.Confirming != nil && r.Confirming.Silence == "decides"
}

// Topic returns a preset topic by its id.
func (r *Regime) Topic(id string) (Topic, bool) {
	return find(r.Topics, func(each Topic) bool { return each.ID == id })
}

// Article returns one article of the regulation by its id.
func (r *Regime) Article(id string) (Article, bool) {
	return find(r.Articles, func(each Article) bool { return each.ID == id })
}

// Law returns a law beside the regulation that entries name as their article.
func (r *Regime) Law(id string) (Law, bool) {
	return find(r.Laws, func(each Law) bool { return each.ID == id })
}

// Office returns the unit that is the office (办公室) of a first installation.
func (r *Regime) Office() (Unit, bool) {
	return find(r.Units, func(each Unit) bool { return each.Office })
}

// Keep returns how long a class of data is kept.
func (r *Regime) Keep(class string) (Retention, bool) {
	return find(r.Retention, func(each Retention) bool { return each.Class == class })
}

// ClocksBegunBy returns the clocks that event makes exist on a matter of this
// kind, grade and need. A clock that names needs is not begun while the need
// is unknown (""). grade.changed also begins what grade.confirmed begins for
// the new grade, if the clock names grades: the caller first ends the clocks
// that have grade.changed in EndsOn, then begins those that are not running.
func (r *Regime) ClocksBegunBy(kind Kind, event Event, grade Grade, need Need) []Clock {
	var begun []Clock
	for _, c := range r.Clocks {
		if c.Kind == kind && c.begunBy(event) && serves(c.Grades, grade) && serves(c.Needs, need) {
			begun = append(begun, c)
		}
	}
	return begun
}

func (c Clock) begunBy(event Event) bool {
	begins := c.Begins
	if begins == "" {
		begins = c.From
	}
	return begins == event || event == GradeChanged && begins == GradeConfirmed && len(c.Grades) > 0
}

// ClocksMetBy returns the clocks that a document meets, whatever their kind
// and grade; those with Received are met only once it is acknowledged.
func (r *Regime) ClocksMetBy(document Document) []Clock {
	return filter(r.Clocks, func(c Clock) bool { return c.MetBy == document })
}

// Rungs returns the steps of a ladder and of those that follow it.
func (r *Regime) Rungs(ladder string) []Rung {
	var rungs []Rung
	for range r.Ladders {
		l, ok := r.Ladder(ladder)
		if !ok {
			break
		}
		rungs = append(rungs, l.Rungs...)
		ladder = l.Then
	}
	return rungs
}

// TemplatesFor returns the templates that serve a need and a grade, those made
// for this grade first.
func (r *Regime) TemplatesFor(need Need, grade Grade) []Template {
	fit := filter(r.Templates, func(t Template) bool { return serves(t.Needs, need) && serves(t.Grades, grade) })
	slices.SortStableFunc(fit, func(a, b Template) int { return min(len(b.Grades), 1) - min(len(a.Grades), 1) })
	return fit
}

func find[T any](list []T, is func(T) bool) (T, bool) {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return list[i], true
	}
	var none T
	return none, false
}

func filter[T any](list []T, is func(T) bool) []T {
	var out []T
	for _, each := range list {
		if is(each) {
			out = append(out, each)
		}
	}
	return out
}
