package web

import (
	"context"
	"strconv"

	"yingda/internal/lang"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

type groupPage struct {
	Agency, Name string
	Agencies     []view.Option
	Bodies       []desk.Body
	Gaps         int
	MayStaff     bool
	Experts      bool // the person reads the experts' list
}

// seesPhones admits those who need telephone numbers to reach colleagues: who
// watches, who leads, who calls others in, and who keeps the people.
var seesPhones = holds(desk.PhoneReaders...)

// group shows the bodies of an agency: leading group, office, who does what.
func (s *server) group(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	p := groupPage{Agency: s.ownAgency(v, tree), Agencies: agencyOptions(tree), MayStaff: staffs.allows(v.who), Experts: listens.allows(v.who)}
	p.Name = tree.Name(p.Agency)
	if p.Bodies, err = s.Desk.Bodies(v.r.Context(), p.Agency); err != nil {
		return err
	}
	if !seesPhones.allows(v.who) {
		desk.HidePhones(p.Bodies)
	}
	for _, b := range p.Bodies {
		for _, post := range b.Posts {
			p.Gaps += len(post.Gaps)
		}
	}
	return s.page(v, "领导小组与职责分工", groupView(p))
}

// saveCard stores somebody's post, telephone on duty and order.
func (s *server) saveCard(v *visit) error {
	id := v.r.PathValue("id")
	back := "/desk/people/" + id
	if v.field("from") == "roster" || !staffs.allows(v.who) {
		back = "/desk/roster"
	}
	if !listens.allows(v.who) && !staffs.allows(v.who) {
		back = "/desk"
	}
	place, err := strconv.ParseInt("0"+v.field("place"), 10, 32)
	if err != nil {
		place = -1 // the desk says what is wrong with it
	}
	if err := s.Desk.SaveCard(v.r.Context(), v.who, store.Card{PersonID: id, Title: v.field("title"), Phone: v.field("phone"), Place: place}); err != nil {
		return v.refused(err, back)
	}
	return v.done("已保存。", back)
}

// members is how a body's post is called beside its holders.
func members(ctx context.Context, p desk.Post) string {
	if p.Where == regime.InSection {
		return lang.From(ctx).F("%s（每个科室）", lang.T(ctx, p.Title))
	}
	return lang.T(ctx, p.Title)
}

// bodyID names a body on a page where two regimes may know one of the same name.
func bodyID(b desk.Body) string { return "b-" + b.Regime + "-" + b.ID }
