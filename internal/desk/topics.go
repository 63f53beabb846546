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

// SaveTopic stores a new topic (Version 0) or the next version of one, and says
// so on the public ledger. A topic is about the agency's own work: it names
// terms of the duties of its units, and the rule holds one of them. Faults:
// register.role, topic.title, rule faults of match.Parse on "rule",
// topic.terms, topic.term_unknown, topic.rule_without_term, topic.unit,
// topic.threshold, topic.unknown, version.stale. Clause: LIS-3.
func (d *Desk) SaveTopic(ctx context.Context, who matter.Actor, t store.Topic) (store.Topic, error) {
	if err := must(who, Curators...); err != nil {
		return t, err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return t, err
	}
	if err := d.checkTopic(ctx, tree, &t); err != nil {
		return t, err
	}
	t.UpdatedBy = who.ID
	action := "topic.changed"
	if t.Version == 0 {
		t.ID, action = "", "topic.added"
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.SaveTopic(&t); err != nil {
			return err
		}
		tx.Audit(entry(who, Curators, action, t.ID, map[string]any{"version": t.Version, "rule": t.Rule, "terms": t.Terms, "unit": t.UnitID, "posts": t.Posts, "sources": t.Sources, "active": t.Active}))
		tx.Publish(action, t.ID, store.Digest(t.Title+"\n"+t.Rule))
		return nil
	})
	return t, err
}

func (d *Desk) checkTopic(ctx context.Context, tree *Tree, t *store.Topic) error {
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
	return checkTerms(own, rule, t.Terms)
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
	for _, word := range rule.Words() {
		for _, term := range terms {
			if strings.Contains(fold.String(word), fold.String(term)) {
				return nil
			}
		}
	}
	return fault.New(fault.Invalid, "topic.rule_without_term", "规则里没有出现任何一个职责用语（%s）", strings.Join(terms, "、")).On("rule")
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
