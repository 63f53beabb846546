package demo

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/match"
	"yingda/internal/matter"
	"yingda/internal/regime"
)

// checker gathers everything that is wrong with a sample.
type checker struct {
	sample *Sample
	units  map[string]bool // agencies and sections
	people map[string]bool
	topics map[string]bool
	errs   []error
}

func (s *Sample) check() error {
	c := &checker{sample: s, units: map[string]bool{}, people: map[string]bool{}, topics: map[string]bool{}}
	c.agency()
	c.staff()
	c.topic()
	c.source()
	c.matter()
	c.posts()
	c.steps()
	return errors.Join(c.errs...)
}

func (c *checker) want(ok bool, format string, args ...any) {
	if !ok {
		c.errs = append(c.errs, fmt.Errorf(format, args...))
	}
}

// add records an id in a set and refuses a second one.
func (c *checker) add(set map[string]bool, id, what string) {
	c.want(id != "" && !set[id], "%s %q is empty or stands twice", what, id)
	set[id] = true
}

func (c *checker) agency() {
	a := c.sample.Agency
	for i, o := range a.Agencies {
		c.want(o.Parent == "" == (i == 0) && (i == 0 || c.units[o.Parent]), "agency %s: parent %q must stand before it", o.ID, o.Parent)
		c.want(slices.Contains([]string{"city", "district", "township"}, o.Level), "agency %s: level %q", o.ID, o.Level)
		c.want(o.Name != "" && o.Short != "" && len(o.Territory) > 0, "agency %s: name, short name and territory are needed", o.ID)
		c.add(c.units, o.ID, "unit")
	}
	c.want(len(a.Agencies) > 0 && a.Agencies[0].ID == a.Root, "root %q is not the first agency", a.Root)
	agencies := len(c.units)
	for _, sec := range a.Sections {
		c.want(slices.ContainsFunc(a.Agencies, func(o Office) bool { return o.ID == sec.Agency }), "section %s: agency %q", sec.ID, sec.Agency)
		c.want(sec.Name != "" && len(sec.Duties) > 0 && len(sec.Territory) > 0, "section %s: name, duties and territory are needed", sec.ID)
		c.add(c.units, sec.ID, "unit")
	}
	c.want(len(c.units) == agencies+len(a.Sections), "a section has the id of an agency")
}

func (c *checker) staff() {
	a := c.sample.Agency
	held := map[regime.Role]bool{}
	for _, p := range a.People {
		c.add(c.people, p.Login, "person")
		c.want(c.units[p.Unit], "person %s: unit %q", p.Login, p.Unit)
		c.want(p.Name != "" && p.Title != "" && len(p.Roles) > 0, "person %s: name, title and roles are needed", p.Login)
		for _, r := range p.Roles {
			c.want(slices.Contains(regime.Roles, r), "person %s: role %q", p.Login, r)
			held[r] = true
		}
	}
	for _, r := range regime.Roles {
		c.want(held[r], "nobody holds the role %s", r)
	}
	g := a.LeadingGroup
	named := slices.Concat([]string{g.Head, g.Director}, g.Deputies, g.Members, a.Duty.Rotation)
	for _, l := range g.Liaisons {
		named = append(named, l.Person)
		c.want(c.units[l.Unit], "liaison %s: unit %q", l.Person, l.Unit)
	}
	for _, login := range named {
		c.want(c.people[login], "leading group, liaison or roster: no person %q", login)
	}
	c.want(c.units[g.Agency] && c.units[g.Office] && c.units[a.Duty.Unit], "leading group or roster: a unit is unknown")
	c.want(isClock(a.Duty.From) && isClock(a.Duty.To), "roster: hours %q to %q", a.Duty.From, a.Duty.To)
}

func isClock(s string) bool {
	_, err := time.Parse("15:04", s)
	return err == nil
}

func (c *checker) topic() {
	for _, t := range c.sample.Topics {
		c.add(c.topics, t.ID, "topic")
		c.want(c.units[t.Unit], "topic %s: unit %q", t.ID, t.Unit)
		c.want(t.Name != "" && len(t.Duties) > 0, "topic %s: name and duties are needed", t.ID)
		c.want(t.Open.Posts > 0 && t.Open.Sources > 0 && t.Open.Hours > 0, "topic %s: the opening needs posts, sources and hours", t.ID)
		_, err := match.Parse(t.Rule)
		c.want(err == nil, "topic %s: %w", t.ID, err)
	}
}

func (c *checker) source() {
	ids := map[string]bool{}
	for _, s := range c.sample.Sources {
		c.add(ids, s.ID, "source")
		c.want(slices.Contains(Categories, s.Category), "source %s: category %q", s.ID, s.Category)
		c.want(slices.Contains([]string{"rss", "atom", "json"}, s.Format), "source %s: format %q", s.ID, s.Format)
		c.want(encodings[s.Charset] != nil && (s.Format != "json" || s.Charset == "utf-8"), "source %s: charset %q", s.ID, s.Charset)
		c.want(strings.HasPrefix(s.Site, "https://") && strings.HasSuffix(s.Site, ".example"), "source %s: site %q is not under .example", s.ID, s.Site)
		c.want(s.Name != "" && s.Weight >= 1 && s.Weight <= 10 && s.Every > 0, "source %s: name, weight 1 to 10 and interval are needed", s.ID)
		if f := s.Fault; f != nil {
			slow := f.Kind == "slow" && f.Delay > 0 && f.From == nil
			dead := f.Kind == "dead" && f.Delay == 0 && f.From != nil
			c.want(slow || dead, "source %s: a fault is slow with a delay or dead with a from", s.ID)
		}
	}
}

func (c *checker) matter() {
	keys := map[string]bool{}
	for _, m := range c.sample.Matters {
		c.add(keys, m.Key, "matter")
		c.want(c.topics[m.Topic], "matter %s: topic %q", m.Key, m.Topic)
		c.want(m.Title != "" && slices.Contains(regime.Needs, m.Need), "matter %s: title and need are wanted", m.Key)
	}
}

func (c *checker) posts() {
	ids := map[string]bool{}
	for _, p := range c.sample.Posts {
		c.add(ids, p.ID, "post")
		src, ok := c.sample.Source(p.Source)
		c.want(ok, "post %s: source %q", p.ID, p.Source)
		if src.Fault != nil && src.Fault.From != nil {
			c.want(p.At.compare(*src.Fault.From) < 0, "post %s: its source is dead by then", p.ID)
		}
		c.want(slices.Contains(Variations, p.Kind), "post %s: kind %q", p.ID, p.Kind)
		_, known := c.sample.Matter(p.Matter)
		c.want(known != (p.Kind == "noise") && (known || p.Matter == ""), "post %s: matter %q and kind %q do not fit", p.ID, p.Matter, p.Kind)
		title, text := utf8.RuneCountInString(p.Title), utf8.RuneCountInString(p.Text)
		c.want(title >= 4 && title <= 60 && text >= 15 && text <= 400, "post %s: %d runes of title, %d of text", p.ID, title, text)
		c.want(p.Views >= 0 && p.Comments >= 0 && p.Shares >= 0, "post %s: a count is negative", p.ID)
	}
}

func (c *checker) steps() {
	for _, s := range c.sample.Steps {
		c.want(c.people[s.Who], "step %s of %s: no person %q", s.Do, s.Concern, s.Who)
		_, ok := c.sample.Matter(s.Concern)
		c.want(ok, "step %s: matter %q", s.Do, s.Concern)
		c.want(!s.At.Live(), "step %s of %s lies in the future", s.Do, s.Concern)
		c.want((s.Task != "") == (s.Do == "assign_task" || s.Do == "complete_task"), "step %s of %s: task %q", s.Do, s.Concern, s.Task)
		err := checkInputs(s)
		c.want(err == nil, "step %s of %s: %w", s.Do, s.Concern, err)
		c.want(c.unitsIn(s.In), "step %s of %s: a unit is unknown", s.Do, s.Concern)
	}
}

// checkInputs asks the state table, in which the same action may stand in more
// than one row; one must take the inputs.
func checkInputs(s Step) error {
	err := fmt.Errorf("no such action")
	in := s.In
	if s.Do == "complete_task" {
		in = map[string]any{"task": s.Task}
	}
	for _, kind := range regime.Kinds {
		for _, row := range matter.Rows(kind) {
			if row.Action != s.Do || row.System {
				continue
			}
			if _, err = matter.Check(row, in); err == nil {
				return nil
			}
		}
	}
	return err
}

func (c *checker) unitsIn(in map[string]any) bool {
	if u, ok := in["unit"].(string); ok && !c.units[u] {
		return false
	}
	list, _ := in["assisting"].([]any) // absent or refused by checkInputs
	for _, u := range list {
		if name, ok := u.(string); !ok || !c.units[name] {
			return false
		}
	}
	return true
}
