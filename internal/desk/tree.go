package desk

import (
	"context"
	"slices"
	"strings"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Tree is the tree of agencies and sections at one generation.
type Tree struct {
	Units      []store.Unit
	ByID       map[string]store.Unit
	generation int64
}

// Tree returns the tree of units, read again when anybody changed it.
func (d *Desk) Tree(ctx context.Context) (*Tree, error) {
	generation, err := d.store.Counter(ctx, "generation.org")
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	t := d.tree
	d.mu.Unlock()
	if t != nil && t.generation == generation {
		return t, nil
	}
	units, err := d.store.Units(ctx)
	if err != nil {
		return nil, err
	}
	t = &Tree{Units: units, ByID: map[string]store.Unit{}, generation: generation}
	for _, u := range units {
		t.ByID[u.ID] = u
	}
	d.mu.Lock()
	d.tree = t
	d.mu.Unlock()
	return t, nil
}

// Office returns the office of an agency, or the agency itself if it has none.
func (t *Tree) Office(agencyID string) store.Unit {
	for _, u := range t.Units {
		if u.Office && u.AgencyID == agencyID {
			return u
		}
	}
	return t.ByID[agencyID]
}

// Approving returns the agency whose approvers decide on the statements of an
// agency: its own, or the one above it where the chain says so and there is one. If
// there is none here, the own approvers name the paper from above.
func (t *Tree) Approving(chain regime.Chain, agencyID string) string {
	if chain.Level == "above" {
		if above := t.ByID[t.ByID[agencyID].ParentID]; above.ID != "" {
			return above.AgencyID
		}
	}
	return agencyID
}

// Name returns the name of a unit, "" for an unknown one.
func (t *Tree) Name(unitID string) string { return t.ByID[unitID].Name }

// wide are the roles that see their whole agency: they lead it, sign for it or
// watch for it.
var wide = []regime.Role{regime.Head, regime.Deputy, regime.OfficeDirector, regime.Liaison, regime.DutyOfficer, regime.Reviewer, regime.Approver, regime.Spokesperson}

// blind are the roles that show no matter by themselves.
var blind = []regime.Role{regime.Expert, regime.Contractor, regime.SecurityAdmin, regime.Keeper}

// reach returns the path under which a grant sees every matter, "" for none.
func (t *Tree) reach(g matter.Grant) string {
	switch {
	case slices.Contains(blind, g.Role):
		return ""
	case g.Agency:
		return g.Path
	case g.Office || slices.Contains(wide, g.Role):
		return t.ByID[g.AgencyID].Path
	}
	return g.Path
}

// Sees reports whether a person sees a matter: the owning unit, those who take
// part, the office of the agency and its leaders and signers, those above in
// the tree, and who sees everything.
func (t *Tree) Sees(who matter.Actor, m matter.Matter, parts map[string]matter.Part) bool {
	if who.SeesAll() {
		return true
	}
	if m.Kind == regime.AccountFiling && slices.Contains(t.agenciesOf(who, AccountReaders), m.AgencyID) {
		return true
	}
	path := t.ByID[m.UnitID].Path
	for _, g := range who.Grants {
		reach := t.reach(g)
		if _, entrusted := parts[g.UnitID]; entrusted && g.Role == regime.Contractor && m.IsArticle() {
			return true
		}
		if reach == "" {
			continue
		}
		if strings.HasPrefix(path, reach) {
			return true
		}
		for _, id := range t.standsFor(g) {
			if _, ok := parts[id]; ok {
				return true
			}
		}
	}
	return false
}

// standsFor are the units that a grant acts for: its own and, for the office and
// the leaders, the agency, which is asked as a whole.
func (t *Tree) standsFor(g matter.Grant) []string {
	if g.UnitID != g.AgencyID && (g.Office || slices.Contains(wide, g.Role)) {
		return []string{g.UnitID, g.AgencyID}
	}
	return []string{g.UnitID}
}

// Scope returns the same right as a filter for lists.
func (t *Tree) Scope(who matter.Actor) store.Scope {
	if who.SeesAll() {
		return store.Scope{All: true}
	}
	seen := map[string]bool{}
	var s store.Scope
	for _, g := range who.Grants {
		reach := t.reach(g)
		if reach == "" {
			continue
		}
		for _, id := range t.standsFor(g) {
			if !slices.Contains(s.Own, id) {
				s.Own = append(s.Own, id)
			}
		}
		for _, u := range t.Units {
			if !seen[u.ID] && strings.HasPrefix(u.Path, reach) {
				seen[u.ID] = true
				s.Units = append(s.Units, u.ID)
			}
		}
	}
	s.All = len(s.Units) == len(t.Units) && len(t.Units) > 0
	return s
}
