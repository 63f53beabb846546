package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Holder is somebody who holds a post of a body.
type Holder struct {
	PersonID, Name, Title, Phone, Unit string
	place                              int64
}

// Post is a post of a body with who holds it, and what is missing.
type Post struct {
	regime.BodyPost
	Cite    string
	Holders []Holder
	Gaps    []string // what is missing or too many, and what to do
}

// Duty is one thing that a body has to do, with its article.
type Duty struct{ Says, Cite string }

// Body is a body of an agency as it is staffed now (机构).
type Body struct {
	regime.Body
	Regime string
	Cite   string
	Posts  []Post
	Duties []Duty
	Units  []string // names of the units that it is made of
}

// Bodies returns the bodies of an agency: what its regimes ask for, filled with
// who holds the roles. A regime of the agency above governs where the agency
// has adopted none. Clause: ORG-2, ORG-9.
func (d *Desk) Bodies(ctx context.Context, agencyID string) ([]Body, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	regimes, err := d.governing(ctx, tree, agencyID)
	if err != nil {
		return nil, err
	}
	held, err := d.holders(ctx, tree)
	if err != nil {
		return nil, err
	}
	var out []Body
	for _, reg := range regimes {
		for _, b := range reg.Bodies {
			body := Body{Body: b, Regime: reg.Title, Cite: reg.Cite(b.Article)}
			for _, duty := range b.Duties {
				body.Duties = append(body.Duties, Duty{duty.Says, reg.Cite(b.Cites(duty.Article))})
			}
			for _, code := range b.Units {
				if i := slices.IndexFunc(tree.Units, func(u store.Unit) bool {
					return u.Code == code && u.AgencyID == agencyID && u.ClosedAt == 0
				}); i >= 0 {
					body.Units = append(body.Units, tree.Units[i].Name)
				}
			}
			for _, p := range b.Posts {
				post := Post{BodyPost: p, Cite: reg.Cite(b.Cites(p.Article))}
				post.fill(tree, agencyID, held, reg)
				body.Posts = append(body.Posts, post)
			}
			out = append(out, body)
		}
	}
	return out, nil
}

// governing returns the regimes in force for an agency, each once.
func (d *Desk) governing(ctx context.Context, tree *Tree, agencyID string) ([]*regime.Regime, error) {
	adopted, err := d.store.Adoptions(ctx)
	if err != nil {
		return nil, err
	}
	var out []*regime.Regime
	for id := agencyID; id != "" && len(out) == 0; id = tree.agencyAbove(id) {
		for _, a := range adopted {
			if a.AgencyID != id {
				continue
			}
			reg, err := d.Regime(ctx, a.RegimeID)
			if err != nil {
				return nil, err
			}
			if !slices.Contains(out, reg) {
				out = append(out, reg)
			}
		}
	}
	return out, nil
}

type held struct {
	Holder
	matter.Grant
}

// holders returns every role that an active person holds.
func (d *Desk) holders(ctx context.Context, tree *Tree) ([]held, error) {
	people, err := d.store.Persons(ctx)
	if err != nil {
		return nil, err
	}
	cards, err := d.store.Cards(ctx)
	if err != nil {
		return nil, err
	}
	grants, err := d.store.Grants(ctx, "")
	if err != nil {
		return nil, err
	}
	byID := map[string]store.Person{}
	for _, p := range people {
		byID[p.ID] = p
	}
	var out []held
	for _, g := range grants {
		p := byID[g.PersonID]
		if !p.Active {
			continue
		}
		c := cards[p.ID]
		out = append(out, held{Holder{p.ID, p.Name, c.Title, c.Phone, tree.Name(g.UnitID), c.Place}, g.Grant})
	}
	slices.SortStableFunc(out, func(a, b held) int { return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.Name, b.Name)) })
	return out, nil
}

// fill finds who holds a post and says what is missing.
func (p *Post) fill(tree *Tree, agencyID string, all []held, reg *regime.Regime) {
	in := func(unitID string) int {
		n := 0
		for _, h := range all {
			if h.Role == p.Role && h.AgencyID == agencyID && (unitID == "" || h.UnitID == unitID) && (p.Where != regime.InOffice || h.Office) {
				n++
				if !slices.ContainsFunc(p.Holders, func(o Holder) bool { return o.PersonID == h.PersonID && o.Unit == h.Holder.Unit }) {
					p.Holders = append(p.Holders, h.Holder)
				}
			}
		}
		return n
	}
	role := reg.RoleTitle(p.Role)
	if p.Where != regime.InSection {
		p.want(in(""), "", role)
		return
	}
	for _, u := range tree.Units {
		if u.AgencyID == agencyID && u.Kind == "section" && !u.Office && u.ClosedAt == 0 {
			p.want(in(u.ID), u.Name, role)
		}
	}
}

func (p *Post) want(n int, unit, role string) {
	where := unit
	if where != "" {
		where += "："
	}
	switch {
	case n < p.Least:
		p.Gaps = append(p.Gaps, fmt.Sprintf("%s缺%s，要 %d 人，现有 %d 人：请管理员在“单位与人员”里授予“%s”", where, p.Title, p.Least, n, role))
	case p.Most > 0 && n > p.Most:
		p.Gaps = append(p.Gaps, fmt.Sprintf("%s%s最多 %d 人，现有 %d 人：请收回多出的“%s”", where, p.Title, p.Most, n, role))
	}
}

// cardKeepers write other people's cards: the administrator those of everybody, an
// office director those of the own agency and below.
var cardKeepers = []regime.Role{regime.SystemAdmin, regime.OfficeDirector}

// SaveCard stores post, telephone on duty and order of a person: by an
// administrator or office director, and the telephone by oneself. Faults:
// register.role, card.text.
func (d *Desk) SaveCard(ctx context.Context, who matter.Actor, c store.Card) error {
	c.Title, c.Phone = strings.TrimSpace(c.Title), strings.TrimSpace(c.Phone)
	refusal, err := d.mayKeepCard(ctx, who, c.PersonID)
	keeper := refusal == nil
	if err != nil || !keeper && (who.ID != c.PersonID || who.Token) {
		return cmp.Or(err, refusal)
	}
	if utf8.RuneCountInString(c.Title) > 60 || len(c.Phone) > 40 || c.Place < 0 || c.Place > 1_000_000 || strings.Trim(c.Phone, "0123456789+-() ") != "" {
		return fault.New(fault.Invalid, "card.text", "职务最多 60 字，电话只用数字和 + - ( )，排序是 0 到 1000000").On("phone")
	}
	if !keeper {
		cards, err := d.store.Cards(ctx)
		if err != nil {
			return err
		}
		c.Title, c.Place = cards[who.ID].Title, cards[who.ID].Place
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.PersonByID(c.PersonID); err != nil {
			return err
		}
		tx.Audit(entry(who, cardKeepers, "person.card", c.PersonID, map[string]any{"title": c.Title, "place": c.Place}))
		return tx.SaveCard(c)
	})
}

// mayKeepCard says why somebody may not write the card of another, nil if they may.
func (d *Desk) mayKeepCard(ctx context.Context, who matter.Actor, personID string) (refusal, err error) {
	if refusal = must(who, cardKeepers...); refusal != nil || who.Has(regime.SystemAdmin) {
		return refusal, nil
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	p, err := d.store.PersonBy(ctx, "id", personID)
	return tree.mustIn(who, tree.ByID[p.UnitID].AgencyID, regime.OfficeDirector), err
}

// PhoneReaders are who needs the telephone numbers of colleagues: who watches, who
// leads, who calls others in, and who keeps the people. Others see names and posts.
var PhoneReaders = []regime.Role{regime.DutyOfficer, regime.OfficeDirector, regime.Liaison, regime.Head, regime.Deputy, regime.SystemAdmin, regime.SecurityAdmin}

// HidePhones takes the telephone numbers off the holders of posts.
func HidePhones(bodies []Body) {
	for i := range bodies {
		for j := range bodies[i].Posts {
			for k := range bodies[i].Posts[j].Holders {
				bodies[i].Posts[j].Holders[k].Phone = ""
			}
		}
	}
}
