package grade

import (
	"fmt"
	"slices"
	"strings"
)

// Checked (标准核对) is one criterion held against the facts, bound by bound.
type Checked struct {
	Criterion
	Holds  bool
	Bounds []Bound
}

// Bound is one bound of a criterion: what there is, what is asked for.
type Bound struct {
	Text string // Chinese: "反映12条（标准10条）"
	Met  bool
}

// Check (核对标准) holds every criterion against the facts, in the order given, so
// that a person sees which held and which did not.
func Check(criteria []Criterion, facts Facts) []Checked {
	out := make([]Checked, len(criteria))
	for i, c := range criteria {
		out[i] = Checked{Criterion: c, Bounds: c.bounds(facts)}
		out[i].Holds = len(out[i].Bounds) > 0 && !slices.ContainsFunc(out[i].Bounds, func(b Bound) bool { return !b.Met })
	}
	return out
}

// bounds writes every bound that is set beside what the facts have.
func (c Criterion) bounds(f Facts) []Bound {
	var out []Bound
	for _, b := range []struct {
		has, needs int64
		text       string
	}{
		{int64(f.Posts), int64(c.Posts), "反映%d条（标准%d条）"},
		{int64(f.Sources), int64(c.Sources), "来源%d个（标准%d个）"},
		{int64(f.Newsrooms), int64(c.Newsrooms), "新闻单位%d家（标准%d家）"},
		{f.Views, c.Views, "浏览%d次（标准%d次）"},
		{int64(f.People), int64(c.People), "受影响约%d人（标准%d人）"},
		{int64(f.Recurrence), int64(c.Recurrence), "此前同类关切%d起（标准%d起）"},
	} {
		if b.needs > 0 {
			out = append(out, Bound{fmt.Sprintf(b.text, b.has, b.needs), b.has >= b.needs})
		}
	}
	if len(c.Harm) > 0 {
		out = append(out, c.harm(f))
	}
	if c.Within > 0 {
		out = append(out, c.near(f))
	}
	return out
}

func (c Criterion) harm(f Facts) Bound {
	if both := common(c.Harm, f.Harm); len(both) > 0 {
		return Bound{"涉及" + strings.Join(both, "、"), true}
	}
	return Bound{"没有发现涉及" + strings.Join(common(c.Harm, c.Harm), "、"), false}
}

func (c Criterion) near(f Facts) Bound {
	left := f.Deadline.Sub(f.At)
	if f.Deadline.IsZero() || left < 0 {
		return Bound{fmt.Sprintf("没有发现群众事项临近到期（标准%s内）", hours(c.Within)), false}
	}
	return Bound{fmt.Sprintf("群众事项%s到期（标准%s内）", hours(left), hours(c.Within)), left <= c.Within}
}
