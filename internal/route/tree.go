package route

import (
	"fmt"
	"slices"
	"strings"
)

// tree is the units in their given order with their kinship.
type tree struct {
	units   []Unit
	byID    map[string]Unit
	members map[string][]Unit // by agency, its own sections in order
}

func newTree(units []Unit) tree {
	t := tree{units: units, byID: make(map[string]Unit, len(units))}
	for _, u := range units {
		t.byID[u.ID] = u
	}
	t.members = make(map[string][]Unit)
	for _, u := range units {
		if u.Kind != Agency {
			agency := t.agencyOf(u).ID
			t.members[agency] = append(t.members[agency], u)
		}
	}
	return t
}

// up returns u and what is above it, nearest first. A circle ends the walk.
func (t tree) up(u Unit) []Unit {
	line := []Unit{u}
	for len(line) <= len(t.units) {
		parent, ok := t.byID[u.ParentID]
		if !ok || u.ParentID == u.ID {
			break
		}
		line, u = append(line, parent), parent
	}
	return line
}

// home returns the agency with the id, or the agency above the unit with that
// id, or else the top agency.
func (t tree) home(id string) Unit {
	if u, ok := t.byID[id]; ok {
		return t.agencyOf(u)
	}
	for _, u := range t.units {
		if u.Kind == Agency && t.byID[u.ParentID].ID == "" {
			return u
		}
	}
	return Unit{}
}

// agencyOf returns the nearest agency at or above u. Without one it is the zero
// Unit, which stands for the agency of units that were registered without any.
func (t tree) agencyOf(u Unit) Unit {
	for range len(t.units) + 1 { // a circle ends the walk
		if u.Kind == Agency {
			return u
		}
		u = t.byID[u.ParentID]
	}
	return Unit{}
}

// local returns the unit with the id if it belongs to the agency, or the
// agency's section of the same name: the reception section of a county stands
// for that of the city whose rule or topic names it.
func (t tree) local(id string, agency Unit) (Unit, bool) {
	u, ok := t.byID[id]
	if !ok {
		return Unit{}, false
	}
	if t.agencyOf(u).ID == agency.ID {
		return u, true
	}
	for _, s := range t.members[agency.ID] {
		if s.Name == u.Name {
			return s, true
		}
	}
	return Unit{}, false
}

// office returns the office of the agency, or of the nearest agency above that
// has one, or the agency, or else the first unit.
func (t tree) office(agency Unit) Unit {
	for _, above := range t.up(agency) {
		for _, u := range t.members[above.ID] {
			if u.Kind == Office {
				return u
			}
		}
	}
	if agency.ID == "" {
		return t.units[0]
	}
	return agency
}

// placed is an agency whose territory or name the text holds.
type placed struct {
	unit  Unit
	words []string
	score int
	above int // score of the agencies above it
}

// byTerritory returns the agency for the places in the text, the reason, and the
// offices of the other agencies concerned. Only agencies at or below home are
// asked; of a city and its county, both named, the county answers. Without a
// place it is home itself, with a reason that has no words.
func (t tree) byTerritory(home Unit, text text) (Unit, Reason, []Alternative) {
	found := t.deepest(t.placed(home, text))
	if len(found) == 0 {
		return home, Reason{}, nil
	}
	slices.SortStableFunc(found, func(a, b placed) int {
		if a.score != b.score {
			return b.score - a.score
		}
		return b.above - a.above
	})
	var others []Alternative
	for _, p := range found[1:] {
		others = append(others, Alternative{t.office(p.unit).ID, p.reason()})
	}
	return found[0].unit, found[0].reason(), others
}

func (p placed) reason() Reason {
	return Reason{Basis: ByTerritory, Text: fmt.Sprintf("文中提到%s，属%s管辖。", quote(p.words), p.unit.Name), Words: p.words}
}

func (t tree) placed(home Unit, text text) []placed {
	scores := map[string]int{}
	var found []placed
	for _, u := range t.units {
		if u.Kind != Agency {
			continue
		}
		if p := named(u, text); p.score > 0 && t.below(u, home) {
			scores[u.ID] = p.score
			found = append(found, p)
		}
	}
	for i := range found {
		for _, a := range t.up(found[i].unit)[1:] {
			found[i].above += scores[a.ID]
		}
	}
	return found
}

// below reports whether u is home or beneath it.
func (t tree) below(u, home Unit) bool {
	return slices.ContainsFunc(t.up(u), func(a Unit) bool { return a.ID == home.ID })
}

// named scores how often the text names the agency or a place of it: a whole
// name counts twice, a name without its ending (海淀 for 海淀区) once a post.
func named(u Unit, text text) placed {
	p := placed{unit: u}
	for _, name := range append(slices.Clone(u.Territory), u.Name) {
		for _, form := range []struct {
			word   string
			weight int
		}{{name, 2}, {stem(name), 1}} {
			if n := text.posts(form.word); n > 0 && !slices.Contains(p.words, form.word) {
				p.score += form.weight * min(n, 5)
				p.words = append(p.words, form.word)
				break
			}
		}
	}
	return p
}

// deepest drops an agency if one below it was found too.
func (t tree) deepest(found []placed) []placed {
	return slices.DeleteFunc(slices.Clone(found), func(p placed) bool {
		return slices.ContainsFunc(found, func(q placed) bool {
			return q.unit.ID != p.unit.ID && t.below(q.unit, p.unit)
		})
	})
}

// endings of place names, longest first.
var endings = []string{"特别行政区", "自治区", "自治州", "自治县", "自治旗", "街道", "地区", "新区", "社区", "省", "市", "区", "县", "旗", "盟", "镇", "乡", "村"}

// stem returns a place name without its ending if two characters or more are
// left, else "".
func stem(name string) string {
	for _, e := range endings {
		if s, ok := strings.CutSuffix(name, e); ok {
			if len([]rune(s)) >= 2 {
				return s
			}
			return ""
		}
	}
	return ""
}
