package desk

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode"

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

// people (可写的人名) tells a word that points at a person from one of our own work:
// holders lead the agency now, own are the words of its duties, which are never
// taken for names.
type people struct{ holders, own map[string]bool }

func (d *Desk) people(ctx context.Context, own []string) (people, error) {
	holders, err := d.officeHolders(ctx)
	p := people{holders, map[string]bool{}}
	for _, w := range own {
		p.own[bare(w)] = true
	}
	return p, err
}

// pointed says how a word points at a person: account, person (a name that no
// office-holder in office bears) or personal, with what it is in Chinese; empty
// where it does not.
func (p people) pointed(word string) (how, what string) {
	if strings.HasPrefix(strings.TrimSpace(fold.String(word)), "@") {
		return "account", "账号名"
	}
	if name := bare(word); redact.NameLike(word) && !p.holders[name] && !p.own[name] {
		return "person", "人名"
	}
	if _, masks := redact.Text(word, redact.Options{}); len(masks) > 0 {
		return "personal", "个人信息（" + strings.Trim(redact.Label(masks[0].Kind), "【】") + "）"
	}
	return "", ""
}

// checkPeople refuses a topic that is about a person. Faults: topic.person,
// topic.account, topic.personal. Clause: LIS-3.
func checkPeople(p people, rule *match.Rule, title string, terms []string) error {
	check := func(word, field string) error {
		switch how, what := p.pointed(word); how {
		case "account":
			return fault.New(fault.Invalid, "topic.account", "「%s」是账号名。话题只围绕本单位的工作，不围绕发帖的人", word).On(field)
		case "person":
			return fault.New(fault.Invalid, "topic.person", "「%s」像是人名。话题围绕事，不围绕人：只有本单位现任负责人可以写进规则。如果不是人名，请写成更长的词语，例如连同地名、机构名一起写", word).On(field)
		case "personal":
			return fault.New(fault.Invalid, "topic.personal", "「%s」是%s，不能用作关键词", word, what).On(field)
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

// checkQueries holds the words that a site's search is asked, and those that
// stand in an address, to what topics are held to. Each word of a query counts,
// and the query whole. Fault: source.query. Clause: LIS-1, LIS-3.
func (p people) checkQueries(e *SourceEdit) error {
	refuse := func(q, field string) error {
		words := strings.FieldsFunc(q, func(r rune) bool { return strings.ContainsRune(" \t\u3000+|&,，、;；\"“”'()（）", r) })
		for _, word := range append(words, q) {
			if how, what := p.pointed(word); how != "" {
				return fault.New(fault.Invalid, "source.query", "检索词只写事，不写人：「%s」像是%s。只有本单位现任负责人的姓名可以检索；如果不是人名，请写成更长的词语，例如连同地名、机构名一起写", word, what).On(field)
			}
		}
		return nil
	}
	for _, q := range e.Settings.Queries {
		if err := refuse(q, "queries"); err != nil {
			return err
		}
	}
	for _, word := range wordsOf(e.URL) {
		if err := refuse(word, "url"); err != nil {
			return err
		}
	}
	return nil
}

// wordsOf returns the Chinese words in the path and the query of an address.
func wordsOf(address string) []string {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	words := strings.Split(u.Path, "/")
	for _, values := range u.Query() {
		words = append(words, values...)
	}
	return slices.DeleteFunc(words, func(w string) bool {
		return !strings.ContainsFunc(w, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	})
}

// checkSource checks what would be registered. Faults as for AddSource.
func (d *Desk) checkSource(ctx context.Context, e *SourceEdit) error {
	if err := e.check(e.Way); err != nil {
		return err
	}
	p, err := d.namable(ctx)
	if err != nil {
		return err
	}
	return p.checkQueries(e)
}

// namable is people with the agency's own duty terms.
func (d *Desk) namable(ctx context.Context) (people, error) {
	own, err := d.DutyTerms(ctx)
	if err != nil {
		return people{}, err
	}
	return d.people(ctx, own)
}
