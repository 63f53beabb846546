package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// bureau is a tree of two agencies with sections, and concerns in all states.
type bureau struct {
	s        *store.Store
	units    []store.Unit // 0 agency, 1 office, 2–5 sections, 6 lower agency, 7–8 its sections
	concerns []matter.Matter
	parts    map[string]map[string]matter.Part
	back     map[string]bool // came back from a unit
}

func newBureau(t testing.TB, s *store.Store, n int) *bureau {
	b := &bureau{s: s, parts: map[string]map[string]matter.Part{}, back: map[string]bool{}}
	must(t, s.Write(context.Background(), func(tx *store.Tx) error {
		for i, parent := range []int{-1, 0, 0, 0, 0, 0, 0, 6, 6} {
			u := store.Unit{Kind: "section", Code: fmt.Sprint("u", i), Name: fmt.Sprint("单位", i)}
			if parent < 0 || i == 6 {
				u.Kind = "agency"
			}
			if parent >= 0 {
				u.ParentID = b.units[parent].ID
			}
			if err := tx.AddUnit(&u); err != nil {
				return err
			}
			b.units = append(b.units, u)
		}
		_, err := tx.Exec(`INSERT INTO regime (id, name, version, title, hash, source, adopted_at) VALUES ('r', 'r', 1, 'r', 'h', '', 0)`)
		return err
	}))
	r := rand.New(rand.NewPCG(3, 4))
	states := []matter.State{matter.New, matter.Judged, matter.Dispatched, matter.Verifying, matter.Answering, matter.Following, matter.Closed, matter.Dismissed, matter.Merged}
	for i := 0; i < n; {
		must(t, s.Write(context.Background(), func(tx *store.Tx) error {
			for range min(500, n-i) {
				m := matter.Matter{
					ID: store.NewID(tx.Now), Kind: regime.Concern, Number: fmt.Sprint("C-2026-", i), AgencyID: b.units[0].ID, UnitID: b.units[1+r.IntN(8)].ID, State: states[r.IntN(9)], Version: 1, RegimeID: "r",
					Title: "关切", NextDue: int64(1000 + r.IntN(n/3+1)),
				}
				if m.State != matter.New {
					m.Grade, m.Need = regime.Grades[r.IntN(4)], regime.Needs[r.IntN(11)]
				}
				if m.State.Final() {
					m.ClosedAt, m.NextDue = 5, store.Never
				}
				if err := tx.InsertMatter(m); err != nil {
					return err
				}
				parts := map[string]matter.Part{m.UnitID: matter.Lead}
				if other := b.units[1+r.IntN(8)].ID; r.IntN(3) == 0 && other != m.UnitID {
					parts[other] = []matter.Part{matter.Assisting, matter.Sender}[r.IntN(2)]
					if err := tx.SetPart(m.ID, other, parts[other]); err != nil {
						return err
					}
				}
				if err := tx.InsertConcern(store.Concern{ID: m.ID, Proposal: "{}"}); err != nil {
					return err
				}
				if m.State == matter.Judged && r.IntN(2) == 0 {
					if _, err := tx.AddDocument(m.ID, store.Document{Kind: regime.HandBackNote}); err != nil {
						return err
					}
					if err := tx.UpdateMatter(&m); err != nil {
						return err
					}
					b.back[m.ID] = true
				}
				b.concerns, b.parts[m.ID] = append(b.concerns, m), parts
				i++
			}
			return nil
		}))
	}
	return b
}

// viewers are the scopes that lists are asked with.
func (b *bureau) viewers() map[string]store.Scope {
	id := func(is ...int) []string {
		var out []string
		for _, i := range is {
			out = append(out, b.units[i].ID)
		}
		return out
	}
	return map[string]store.Scope{
		"head administrator": {All: true},
		"office":             {Units: id(1, 2, 3, 4, 5), Own: id(1)},
		"lower agency":       {Units: id(6, 7, 8), Own: id(6)},
		"handler":            {Units: id(4), Own: id(4)},
		"two sections":       {Units: id(4, 8), Own: id(4, 8)},
		"expert":             {},
	}
}

var filters = map[string]store.ListFilter{
	"open":          {},
	"all":           {All: true},
	"state":         {State: matter.Answering},
	"closed":        {State: matter.Closed},
	"grade":         {Grade: regime.Major},
	"grade of all":  {Grade: regime.Major, All: true},
	"need":          {Need: regime.Tip},
	"grade, need":   {Grade: regime.General, Need: regime.Question, All: true},
	"state, grade":  {State: matter.Dismissed, Grade: regime.General},
	"state, need":   {State: matter.Following, Need: regime.Thanks},
	"state and all": {State: matter.Judged, Grade: regime.Serious, Need: regime.Question},
	"due":           {DueBefore: 1100},
	"due of state":  {State: matter.Verifying, DueBefore: 1200},
	"returned":      {Returned: true},
	"returned, due": {Returned: true, Grade: regime.General, DueBefore: 1100},
}

func (b *bureau) sees(s store.Scope, m matter.Matter) bool {
	if s.All || slices.Contains(s.Units, m.UnitID) {
		return true
	}
	return slices.ContainsFunc(s.Own, func(u string) bool { return b.parts[m.ID][u] != "" })
}

func (b *bureau) fits(f store.ListFilter, m matter.Matter) bool {
	within := func(unit string) bool {
		return unit == "" || slices.ContainsFunc(b.units, func(u store.Unit) bool { return u.ID == m.UnitID && strings.Contains(u.Path, unit+"/") })
	}
	has := func(units []string, part matter.Part) bool {
		return len(units) == 0 || slices.ContainsFunc(units, func(u string) bool {
			p := b.parts[m.ID][u]
			return p != "" && (part == "" || p == part)
		})
	}
	return (f.State == "" && (f.All || m.ClosedAt == 0) || f.State == m.State) && (f.Grade == "" || f.Grade == m.Grade) && (f.Need == "" || f.Need == m.Need) && within(f.UnitID) &&
		(!f.Returned || b.back[m.ID]) && (f.DueBefore == 0 || m.NextDue < f.DueBefore) && has(f.Part, "") && has(f.Lead, matter.Lead) && has(f.SentBy, matter.Sender)
}

// TestConcernList: every list of every viewer, page by page, is what a plain
// filter over all concerns gives.
func TestConcernList(t *testing.T) {
	eachStore(t, func(t *testing.T, s *store.Store) {
		b := newBureau(t, s, 600)
		filters := filters
		u := func(i int) string { return b.units[i].ID }
		for name, f := range map[string]store.ListFilter{
			"unit": {UnitID: u(2), All: true}, "lower": {UnitID: u(6)}, "part": {Part: []string{u(4)}, All: true}, "lead": {Lead: []string{u(4)}}, "sent": {SentBy: []string{u(4), u(8)}, All: true}, "part and unit": {Part: []string{u(4)}, UnitID: u(2), All: true},
			"part and own unit": {Part: []string{u(4)}, UnitID: u(4)}, "part and all": {Part: []string{u(4)}, UnitID: u(0)}, "sent and unit": {SentBy: []string{u(4), u(8)}, UnitID: u(2), All: true}, "sent below": {SentBy: []string{u(4)}, UnitID: u(0), All: true},
			"lead and unit": {Lead: []string{u(4)}, UnitID: u(0)}, "lead elsewhere": {Lead: []string{u(4)}, UnitID: u(6)}, "returned below": {Returned: true, UnitID: u(6)},
		} {
			filters[name] = f
		}
		for viewer, scope := range b.viewers() {
			for name, f := range filters {
				var want, got []string
				for _, m := range b.sorted() {
					if b.sees(scope, m) && b.fits(f, m) {
						want = append(want, m.ID)
					}
				}
				var after store.ListAfter
				for {
					page, err := s.ConcernList(context.Background(), f, scope, after, 7)
					must(t, err)
					for _, row := range page {
						got, after = append(got, row.ID), row.After()
					}
					if len(page) < 7 {
						break
					}
				}
				if (len(f.Part)+len(f.Lead)+len(f.SentBy) == 0 || scope.All || viewer == "handler" && len(f.SentBy) == 0 || viewer == "two sections") && !slices.Equal(got, want) {
					t.Errorf("%s, %s: %d rows, want %d", viewer, name, len(got), len(want))
				}
			}
		}
	})
}

func (b *bureau) sorted() []matter.Matter {
	out := slices.Clone(b.concerns)
	slices.SortFunc(out, func(x, y matter.Matter) int {
		if x.NextDue != y.NextDue {
			return int(min(max(x.NextDue-y.NextDue, -1), 1))
		}
		return strings.Compare(x.ID, y.ID)
	})
	return out
}
