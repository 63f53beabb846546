package desk

import (
	"context"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/fold"
	"yingda/internal/match"
	"yingda/internal/redact"
	"yingda/internal/regime"
)

// officeHolders returns the names of those who lead the agency now; they alone
// may be named in a topic, for what they do in office.
func (d *Desk) officeHolders(ctx context.Context) (map[string]bool, error) {
	people, err := d.store.Persons(ctx)
	if err != nil {
		return nil, err
	}
	grants, err := d.store.Grants(ctx, "")
	if err != nil {
		return nil, err
	}
	leads := map[string]bool{}
	for _, g := range grants {
		if g.Role == regime.Head || g.Role == regime.Deputy {
			leads[g.PersonID] = true
		}
	}
	out := map[string]bool{}
	for _, p := range people {
		if p.Active && leads[p.ID] {
			out[bare(p.Name)] = true
		}
	}
	return out, nil
}

// bare is a word without what may stand between the characters of a name.
func bare(word string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\u3000·•・.-—_,，、/|*\u200b\u200c\u200d\uFEFF", r) {
			return -1
		}
		return r
	}, fold.String(word))
}

// checkPeople refuses a topic that is about a person: a name that no
// office-holder in office bears, an account, a number. own are the words of the
// agency's duties, which are never taken for names. Faults: topic.person,
// topic.account, topic.personal. Clause: LIS-3.
func checkPeople(holders map[string]bool, own []string, rule *match.Rule, title string, terms []string) error {
	known := map[string]bool{}
	for _, w := range own {
		known[bare(w)] = true
	}
	check := func(word, field string) error {
		if strings.HasPrefix(strings.TrimSpace(fold.String(word)), "@") {
			return fault.New(fault.Invalid, "topic.account", "「%s」是账号名。话题只围绕本单位的工作，不围绕发帖的人", word).On(field)
		}
		if name := bare(word); redact.NameLike(word) && !holders[name] && !known[name] {
			return fault.New(fault.Invalid, "topic.person", "「%s」像是人名。话题围绕事，不围绕人：只有本单位现任负责人可以写进规则。如果不是人名，请写成更长的词语，例如连同地名、机构名一起写", word).On(field)
		}
		if _, masks := redact.Text(word, redact.Options{}); len(masks) > 0 {
			return fault.New(fault.Invalid, "topic.personal", "「%s」是个人信息（%s），不能用作关键词", word, strings.Trim(redact.Label(masks[0].Kind), "【】")).On(field)
		}
		return nil
	}
	for _, word := range append(rule.Words(), rule.Beside()...) {
		if err := check(word, "rule"); err != nil {
			return err
		}
	}
	for _, word := range terms {
		if err := check(word, "terms"); err != nil {
			return err
		}
	}
	return check(title, "title")
}
