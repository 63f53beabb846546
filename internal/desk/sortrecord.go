package desk

import (
	"context"
	"slices"
	"time"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// SortingRecord (对照统计) is how right the proposals of one target were, by what
// people decided in the last twelve months.
type SortingRecord struct {
	Target    string
	Model     *store.Classifier // that serves, nil while the rules do
	Earlier   []store.Classifier
	Corrected int64 // since the model was trained
	Rules     Tally
	Models    Tally
	Values    []ValueTally // by what was decided, most first
	Months    []MonthTally // oldest first
}

// Tally counts decisions: All, those for which a proposal was shown, and of these
// the right ones, alone and among two.
type Tally struct{ All, Shown, Right, Two int64 }

func (t *Tally) add(s store.Sorting) {
	t.All++
	if !s.Spoke {
		return
	}
	t.Shown++
	if Right(s.Proposed, s.Decided) {
		t.Right++
	}
	if Right(s.Proposed, s.Decided) || Right(s.Second, s.Decided) {
		t.Two++
	}
}

// ValueTally is the tally of one need or unit; Said and SaidRight count the
// proposals that named it.
type ValueTally struct {
	Value string
	Tally
	Said, SaidRight int64
}

// MonthTally is the tally of one month, in Chinese time.
type MonthTally struct {
	Month string // 2026-03
	Tally
}

// SortingRecords returns the record of both targets in the agency of a person.
func (d *Desk) SortingRecords(ctx context.Context, who matter.Actor, now time.Time) ([]SortingRecord, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	agency := tree.ByID[who.UnitID].AgencyID
	if agency == "" && len(tree.Units) > 0 { // a token of the whole installation
		agency = tree.Units[0].AgencyID
	}
	var out []SortingRecord
	for _, target := range []string{store.TargetNeed, store.TargetUnit, store.TargetKind} {
		r := SortingRecord{Target: target}
		versions, err := d.store.Classifiers(ctx, agency, target, 12)
		if err != nil {
			return nil, err
		}
		if len(versions) > 0 {
			r.Model, r.Earlier = &versions[0], versions[1:]
		}
		local := now.In(zone)
		since := time.Date(local.Year(), local.Month()-11, 1, 0, 0, 0, 0, zone)
		list, err := d.store.Sortings(ctx, agency, target, since.UnixMilli())
		if err != nil {
			return nil, err
		}
		r.count(list, since)
		out = append(out, r)
	}
	return out, nil
}

func (r *SortingRecord) count(list []store.Sorting, since time.Time) {
	for at := since; len(r.Months) < 12; at = at.AddDate(0, 1, 0) {
		r.Months = append(r.Months, MonthTally{Month: at.Format("2006-01")})
	}
	values := map[string]*ValueTally{}
	value := func(v string) *ValueTally {
		if slices.Contains(verdicts, regime.Need(v)) && r.Target == store.TargetNeed {
			v = ToCheck // a program says no more of them than that
		}
		if values[v] == nil {
			values[v] = &ValueTally{Value: v}
		}
		return values[v]
	}
	for _, s := range list {
		if s.Model == 0 {
			r.Rules.add(s)
		} else {
			r.Models.add(s)
		}
		value(s.Decided).add(s)
		if s.Spoke {
			said := value(s.Proposed)
			said.Said++
			if Right(s.Proposed, s.Decided) {
				said.SaidRight++
			}
		}
		if r.Model != nil && s.At > r.Model.TrainedAt && !Right(s.Proposed, s.Decided) {
			r.Corrected++
		}
		month := time.UnixMilli(s.At).In(zone).Format("2006-01")
		if i := slices.IndexFunc(r.Months, func(m MonthTally) bool { return m.Month == month }); i >= 0 {
			r.Months[i].add(s)
		}
	}
	for _, v := range values {
		r.Values = append(r.Values, *v)
	}
	slices.SortFunc(r.Values, func(a, b ValueTally) int {
		if a.All != b.All {
			return int(b.All - a.All)
		}
		if a.Value < b.Value {
			return -1
		}
		return 1
	})
}
