package desk

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/fold"
	"yingda/internal/match"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Curators keep topics and sources: those who watch, and who set the
// installation up. Clause: LIS-1, LIS-3.
var Curators = []regime.Role{regime.OfficeDirector, regime.Liaison, regime.DutyOfficer, regime.SystemAdmin}

// entry begins the audit entry of an act on a register.
func entry(who matter.Actor, roles []regime.Role, action, object string, detail any) store.Entry {
	e := store.Entry{Actor: who.ID, Unit: who.UnitID, Action: action, Object: object, Result: "done", Detail: detail}
	for _, role := range roles {
		if who.Has(role) {
			e.Role = string(role)
			break
		}
	}
	return e
}

// checkTopic tidies a topic and holds it to the agency's own work.
func (d *Desk) checkTopic(ctx context.Context, t *store.Topic) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	t.Title, t.Rule = strings.TrimSpace(t.Title), strings.TrimSpace(t.Rule)
	if n := utf8.RuneCountInString(t.Title); n == 0 || n > 40 {
		return fault.New(fault.Invalid, "topic.title", "话题名称应有 1 到 40 个字").On("title")
	}
	rule, err := match.Parse(t.Rule)
	if err != nil {
		if f := fault.Of(err); f != nil {
			return f.On("rule")
		}
		return err
	}
	if _, ok := tree.ByID[t.UnitID]; !ok && t.UnitID != "" {
		return fault.New(fault.Invalid, "topic.unit", "没有这个责任科室").On("unit")
	}
	if t.Posts < 1 || t.Posts > 10_000 || t.Sources < 1 || t.Sources > 1000 {
		return fault.New(fault.Invalid, "topic.threshold", "开办门槛：帖文 1 到 10000 条，来源 1 到 1000 个").On("posts")
	}
	own, err := d.DutyTerms(ctx)
	if err != nil {
		return err
	}
	if err := checkTerms(own, rule, t.Terms); err != nil {
		return err
	}
	p, err := d.people(ctx, own)
	if err != nil {
		return err
	}
	return checkPeople(p, rule, t.Title, t.Terms)
}

// CheckTrial holds a rule that is only tried to what a saved one is held to of
// people: who must not be watched is not counted either. Faults: topic.person,
// topic.account, topic.personal. Clause: LIS-3.
func (d *Desk) CheckTrial(ctx context.Context, rule string) error {
	r, err := match.Parse(rule)
	if err != nil {
		return err
	}
	p, err := d.namable(ctx)
	if err != nil {
		return err
	}
	return checkPeople(p, r, "", nil)
}

// checkTerms holds a topic to the agency's own work.
func checkTerms(own []string, rule *match.Rule, terms []string) error {
	if len(terms) == 0 {
		return fault.New(fault.Invalid, "topic.terms", "至少写一个本单位职责用语，例如：%s", strings.Join(own[:min(len(own), 6)], "、")).On("terms")
	}
	for _, term := range terms {
		if !slices.ContainsFunc(own, func(o string) bool { return fold.String(o) == fold.String(term) }) {
			return fault.New(fault.Invalid, "topic.term_unknown", "「%s」不是本单位的职责用语；话题只围绕本单位的工作。可用：%s", term, strings.Join(own[:min(len(own), 20)], "、")).On("terms")
		}
	}
	holds := func(word string) bool {
		return slices.ContainsFunc(terms, func(term string) bool { return strings.Contains(fold.String(word), fold.String(term)) })
	}
	if !slices.ContainsFunc(rule.Asked(), holds) {
		return fault.New(fault.Invalid, "topic.rule_without_term", "规则里没有出现任何一个职责用语（%s）", strings.Join(terms, "、")).On("rule")
	}
	ours := func(word string) bool {
		return slices.ContainsFunc(own, func(o string) bool { return strings.Contains(fold.String(word), fold.String(o)) })
	}
	if !rule.Always(ours) {
		return fault.New(fault.Invalid, "topic.rule_loose", "有的帖文不含任何职责用语也会命中。请给每个“或”的分支都带上职责用语，例如“(甲 或 乙) 且 (%s)”", strings.Join(terms, " 或 ")).On("rule")
	}
	return nil
}

// DutyTerms returns the words of the agency's own duties: those of its units
// and those of the topics of the regimes that it adopted.
func (d *Desk) DutyTerms(ctx context.Context) ([]string, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	var own []string
	add := func(words []string) {
		for _, w := range words {
			if w != "" && !slices.Contains(own, w) {
				own = append(own, w)
			}
		}
	}
	for _, u := range tree.Units {
		add(u.Duties)
	}
	adopted, err := d.store.Adoptions(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range adopted {
		reg, err := d.Regime(ctx, a.RegimeID)
		if err != nil {
			return nil, err
		}
		for _, t := range reg.Topics {
			add(t.Terms)
		}
	}
	return own, nil
}
