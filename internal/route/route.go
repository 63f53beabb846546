// Package route chooses the unit that is responsible for a concern (承办单位)
// and says why. Responsibility goes by territory and level first: the agency
// whose place the posts name. Inside it go the agency's own rules, then the duty
// terms of its sections with the topic's default section, finally its office.
// It is pure and the same input always gives the same choice; a person may send
// the matter elsewhere.
package route

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"yingda/internal/fold"
)

// Kind is what sort of unit it is.
type Kind string

// The kinds of unit.
const (
	Agency  Kind = "agency"  // 机关
	Section Kind = "section" // 内设机构 or 下属单位
	Office  Kind = "office"  // 办公室, the section that takes what nobody else does
)

// Unit (单位) is a node of the tree of agencies and their sections.
type Unit struct {
	ID        string
	Name      string
	ParentID  string // "" for the top agency
	Kind      Kind
	Duties    []string // terms of what it is in charge of, for sections
	Territory []string // places that it serves, for agencies: 海淀区
}

// Rule (分办规则) is an agency's own rule: a matter of Topic, or one in which a
// term occurs, goes to UnitID. The first rule that holds decides. Of Topic and
// Terms those that are set must both hold; a rule with neither never does.
type Rule struct {
	ID      string
	Title   string
	Article string
	UnitID  string
	Topic   string
	Terms   []string
}

// Matter is what routing reads of a concern.
type Matter struct {
	AgencyID  string // the agency that opened it; "": the top one
	Topic     string // id of its topic, may be ""
	TopicUnit string // the topic's default unit, may be ""
	Title     string
	Texts     []string // of its posts
}

// Basis is the sort of ground for a choice.
type Basis string

// The grounds, in the order in which they are asked.
const (
	ByTerritory Basis = "territory" // 属地
	ByRule      Basis = "rule"      // 分办规则
	ByDuty      Basis = "duty"      // 职责
	ByTopic     Basis = "topic"     // 话题默认承办
	ByOffice    Basis = "office"    // 办公室兜底
)

// Reason (分办理由) is one ground, with the words found.
type Reason struct {
	Basis   Basis
	Text    string // a Chinese sentence
	Words   []string
	Article string // of the rule, else ""
}

// Choice (分办建议) is the responsible unit. UnitID is never empty unless there
// are no units at all, and Reasons never is.
type Choice struct {
	UnitID       string
	Reasons      []Reason
	Alternatives []Alternative // at most three, best first
}

// Alternative is another unit that has a ground.
type Alternative struct {
	UnitID string
	Reason Reason
}

const mostAlternatives = 3

// Choose returns the responsible unit for m.
func Choose(units []Unit, rules []Rule, m Matter) Choice {
	if len(units) == 0 {
		return Choice{Reasons: []Reason{{Basis: ByOffice, Text: "尚未登记任何单位，无法分办。"}}}
	}
	t, text := newTree(units), newText(m)
	home := t.home(m.AgencyID)
	agency, places, others := t.byTerritory(home, text)
	c := Choice{}
	if len(places.Words) > 0 {
		c.Reasons = append(c.Reasons, places)
	}
	ranked := t.inside(agency, rules, m, text)
	c.UnitID = ranked[0].UnitID
	c.Reasons = append(c.Reasons, ranked[0].Reason)
	for _, a := range append(ranked[1:], others...) {
		taken := a.UnitID == c.UnitID || slices.ContainsFunc(c.Alternatives, func(b Alternative) bool { return b.UnitID == a.UnitID })
		if !taken && len(c.Alternatives) < mostAlternatives {
			c.Alternatives = append(c.Alternatives, a)
		}
	}
	return c
}

// inside ranks the units of one agency; the office, or what stands in for it, is
// always the last.
func (t tree) inside(agency Unit, rules []Rule, m Matter, text text) []Alternative {
	var ranked []Alternative
	for _, r := range rules {
		if unit, ok := t.local(r.UnitID, agency); ok {
			if reason, holds := r.reason(unit, m, text); holds {
				ranked = append(ranked, Alternative{unit.ID, reason})
			}
		}
	}
	fallback, hasTopic := t.local(m.TopicUnit, agency)
	strong, weak := t.byDuty(agency, fallback.ID, text)
	ranked = append(ranked, strong...)
	if hasTopic {
		ranked = append(ranked, Alternative{fallback.ID, Reason{Basis: ByTopic, Text: fmt.Sprintf("话题的默认承办单位是%s。", fallback.Name)}})
	}
	ranked = append(ranked, weak...)
	office := t.office(agency)
	return append(ranked, Alternative{office.ID, Reason{Basis: ByOffice, Text: fmt.Sprintf("没有更具体的职责依据，由%s承接并分办。", office.Name)}})
}

func (r Rule) reason(unit Unit, m Matter, text text) (Reason, bool) {
	var words []string
	for _, term := range r.Terms {
		if text.posts(term) > 0 {
			words = append(words, term)
		}
	}
	topicHolds := r.Topic == "" || r.Topic == m.Topic
	termsHold := len(r.Terms) == 0 || len(words) > 0
	if (r.Topic == "" && len(r.Terms) == 0) || !topicHolds || !termsHold {
		return Reason{}, false
	}
	s := fmt.Sprintf("按分办规则“%s”由%s承办", r.Title, unit.Name)
	if len(words) > 0 {
		s += "，文中有" + quote(words)
	}
	return Reason{Basis: ByRule, Text: s + "。", Words: words, Article: r.Article}, true
}

// topicWeight is what the topic's default section starts with: one common word
// of two characters in another section's duties does not outweigh it; a longer
// or a second one does.
const topicWeight = 2

// byDuty ranks the sections of the agency whose duty terms, or names, occur.
// Longer terms count for more, and so do terms in more posts, up to five; of
// equal sections the one with more terms goes first. Weak
// are those that do not outweigh the topic's default section.
func (t tree) byDuty(agency Unit, fallback string, text text) (strong, weak []Alternative) {
	type scored struct {
		Alternative
		score int
	}
	var list []scored
	for _, u := range t.members[agency.ID] {
		score := 0
		var words []string
		for _, term := range terms(u) {
			if n := text.posts(term); n > 0 {
				score += len([]rune(term)) * min(n, 5)
				words = append(words, term)
			}
		}
		if score == 0 {
			continue
		}
		s := fmt.Sprintf("文中有%s，属%s职责", quote(words), u.Name)
		if u.ID == fallback {
			score += topicWeight
			s += "，也是话题的默认承办单位"
		}
		list = append(list, scored{Alternative{u.ID, Reason{Basis: ByDuty, Text: s + "。", Words: words}}, score})
	}
	slices.SortStableFunc(list, func(a, b scored) int {
		return cmp.Or(b.score-a.score, len(b.Reason.Words)-len(a.Reason.Words))
	})
	for _, s := range list {
		if fallback != "" && s.UnitID != fallback && s.score <= topicWeight {
			weak = append(weak, s.Alternative)
		} else {
			strong = append(strong, s.Alternative)
		}
	}
	return strong, weak
}

// terms returns the distinct duty terms of u and its name.
func terms(u Unit) []string {
	var list []string
	for _, term := range append(slices.Clone(u.Duties), u.Name) {
		if term != "" && !slices.Contains(list, term) {
			list = append(list, term)
		}
	}
	return list
}

// text is the folded words of a matter.
type text struct{ parts []string }

func newText(m Matter) text {
	t := text{parts: []string{fold.String(m.Title)}}
	for _, s := range m.Texts {
		t.parts = append(t.parts, fold.String(s))
	}
	return t
}

// posts counts the parts, title included, in which the term occurs.
func (t text) posts(term string) int {
	term = fold.String(term)
	n := 0
	for _, p := range t.parts {
		if term != "" && strings.Contains(p, term) {
			n++
		}
	}
	return n
}

func quote(words []string) string {
	if len(words) > 5 {
		words = words[:5]
	}
	return "“" + strings.Join(words, "”“") + "”"
}
