package desk

import (
	"context"
	"regexp"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Present is who has a matter open, as one page sees it.
type Present struct {
	Others  []store.Presence // colleagues, once each, with the earliest they type since
	Holder  store.Presence   // the colleague who types in the outward draft; zero for nobody
	TakenBy string           // who took the draft over from this page, "" for nobody
}

// presentOf reads the open pages of a matter as one page of a person sees them.
// Of two who began to type at once the later one holds the draft.
func presentOf(pages []store.Presence, personID, page string) Present {
	var out Present
	last := ""
	var holder store.Presence
	for _, p := range pages { // in the order of people
		if p.Drafting > holder.Drafting || p.Drafting > 0 && p.Drafting == holder.Drafting && p.PersonID > holder.PersonID {
			holder = p
		}
		switch {
		case p.PersonID == personID:
			if p.Page == page && p.Drafting == 0 {
				out.TakenBy = p.TakenBy
			}
		case p.PersonID == last:
			one := &out.Others[len(out.Others)-1]
			one.Writing, one.Drafting = earliest(one.Writing, p.Writing), earliest(one.Drafting, p.Drafting)
		default:
			out.Others, last = append(out.Others, p), p.PersonID
		}
	}
	if holder.PersonID != personID {
		out.Holder = holder
	}
	return out
}

func earliest(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// Present returns who has a matter open, as one page of a person sees it, who is
// known to see the matter.
func (d *Desk) Present(ctx context.Context, who matter.Actor, matterID, page string) (Present, error) {
	pages, err := d.store.Present(ctx, matterID)
	return presentOf(pages, who.ID, page), err
}

// Attend says that a person has opened a page of a concern, a statement or a
// message, and returns the matter. Faults: matter.unknown for who does not see
// it, page.name.
func (d *Desk) Attend(ctx context.Context, who matter.Actor, number, page string) (matter.Matter, error) {
	m, err := d.attended(ctx, who, number, page)
	if err != nil {
		return m, err
	}
	return m, d.store.Write(ctx, func(tx *store.Tx) error { return tx.Attend(m.ID, who.ID, page) })
}

// StillThere says that a page is open yet.
func (d *Desk) StillThere(ctx context.Context, who matter.Actor, matterID, page string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.Attend(matterID, who.ID, page) })
}

// Leave says that a page was closed.
func (d *Desk) Leave(ctx context.Context, who matter.Actor, matterID, page string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.Leave(matterID, who.ID, page) })
}

// Typing is who types where.
type Typing struct {
	Number, Page string
	Draft        bool // in the outward draft, not in another form
	Take         bool // although a colleague types there
}

// Type says that a person types on a page. Faults: matter.unknown; page.name; draft.held where
// a colleague types in the draft and it is not taken over.
func (d *Desk) Type(ctx context.Context, who matter.Actor, in Typing) error {
	m, err := d.attended(ctx, who, in.Number, in.Page)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if in.Take {
			if err := tx.TakeDraft(m.ID, who.ID); err != nil {
				return err
			}
		} else if in.Draft {
			pages, err := tx.Present(m.ID)
			if err != nil {
				return err
			}
			if err := presentOf(pages, who.ID, in.Page).held(); err != nil {
				return err
			}
		}
		return tx.Type(m.ID, who.ID, in.Page, in.Draft || in.Take)
	})
}

// MayKeep refuses to keep what a page of a draft sends by itself while a colleague
// holds the draft. It is a courtesy: what guards the text is its version.
// Fault: draft.held.
func (d *Desk) MayKeep(ctx context.Context, who matter.Actor, matterID, page string) error {
	p, err := d.Present(ctx, who, matterID, page)
	if err != nil {
		return err
	}
	return p.held()
}

func (p Present) held() error {
	name := p.Holder.Name
	if name == "" {
		name = p.TakenBy
	}
	if name == "" {
		return nil
	}
	return fault.New(fault.Conflict, "draft.held", "%s正在修改这份稿件。您的文字还在这里，没有保存；要接着改，请先接手", name)
}

// pageName is what the desk calls its pages.
var pageName = regexp.MustCompile(`^[0-9a-f]{10}$`)

// attended returns a matter whose pages say who has them open, to who sees it.
func (d *Desk) attended(ctx context.Context, who matter.Actor, number, page string) (matter.Matter, error) {
	m, err := d.store.Matter(ctx, number)
	if err != nil {
		return m, err
	}
	seen, err := d.Visible(ctx, who, []string{m.ID})
	if err != nil {
		return m, err
	}
	if _, ok := seen[m.ID]; !ok || m.Kind != regime.Concern && m.Kind != regime.Statement && m.Kind != regime.Message {
		return m, fault.New(fault.NotFound, "matter.unknown", "没有办件 %s，或者您看不到它", number)
	}
	if !pageName.MatchString(page) {
		return m, fault.New(fault.Invalid, "page.name", "提交的内容不完整，请重新打开页面")
	}
	return m, nil
}
