package store

import (
	"strings"

	"yingda/internal/matter"
	"yingda/internal/regime"
)

// concernStates and statementStates are what a list without a state unites when
// it is narrowed by grade and need at once; the final ones come last.
var (
	concernStates   = []matter.State{matter.New, matter.Judged, matter.Dispatched, matter.Verifying, matter.Answering, matter.Following, matter.Closed, matter.Dismissed, matter.Merged}
	messageStates   = matter.States(regime.Message)
	statementStates = []matter.State{matter.Drafting, matter.Reviewing, matter.Approving, matter.Releasing, matter.Withdrawing, matter.Released, matter.Withdrawn, matter.Dropped}
)

// sightQuery unites one index range for each viewer and, where the filter names
// too little for one range, for each value of what it leaves open. Every range
// comes in the order of the list, so that no engine sorts more than some pages.
func sightQuery(e Engine, f ListFilter, kind regime.Kind, viewers []string, after ListAfter, n int) where {
	var b where
	due, id, end, most := b.bind(after.Due), b.bind(after.ID), "", b.bind(n)
	if f.DueBefore != 0 {
		end = ` AND next_due < ` + b.bind(f.DueBefore)
	}
	const order = ` ORDER BY next_due, matter_id LIMIT `
	var arms []string
	arm := func(terms ...string) {
		arms = append(arms, `SELECT next_due, matter_id, seq FROM sight WHERE `+strings.Join(terms, " AND ")+` AND (next_due, matter_id) > (`+due+`, `+id+`)`+end)
	}
	for _, v := range viewers {
		f.arms(&b, kind, `viewer = `+b.bind(v), arm)
	}
	query := arms[0]
	if len(arms) > 1 {
		query = `SELECT next_due, matter_id, seq FROM (` + e.union(arms, order+most) + `) united`
	}
	b.terms = []string{query + order + most}
	return b
}

func (f ListFilter) arms(b *where, kind regime.Kind, viewer string, arm func(...string)) {
	var grade, need string
	if f.Grade != "" {
		grade = `grade = ` + b.bind(string(f.Grade))
	}
	if f.Need != "" {
		need = `need = ` + b.bind(string(f.Need))
	}
	each := func(state string) {
		switch {
		case f.Grade == "" && f.Need == "":
			arm(viewer, state)
		case f.Grade == "":
			for _, g := range gradesOf(kind) {
				arm(viewer, state, `grade = `+b.bind(g), need)
			}
		case f.Need == "":
			for _, n := range append([]regime.Need{""}, regime.Needs...) {
				arm(viewer, state, grade, `need = `+b.bind(string(n)))
			}
		default:
			arm(viewer, state, grade, need)
		}
	}
	if f.State != "" {
		each(`state = ` + b.bind(string(f.State)))
		return
	}
	if f.Grade != "" && f.Need != "" {
		states := concernStates
		switch kind {
		case regime.Statement:
			states = statementStates
		case regime.Message:
			states = messageStates
		}
		for _, s := range states {
			if f.All || !s.Final() {
				each(`state = ` + b.bind(string(s)))
			}
		}
		return
	}
	for _, closed := range []string{`closed = 0`, `closed = 1`} {
		switch {
		case closed == `closed = 1` && !f.All:
		case f.Grade != "":
			arm(viewer, closed, grade)
		case f.Need != "":
			arm(viewer, closed, need)
		default:
			arm(viewer, closed)
		}
	}
}

// gradesOf lists what stands in the column of grades for a kind of matters.
func gradesOf(kind regime.Kind) []string {
	if kind == regime.Message {
		return regime.MessageWays
	}
	out := []string{""}
	for _, g := range regime.Grades {
		out = append(out, string(g))
	}
	return out
}
