package web

import (
	"slices"
	"strings"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/store"
	"yingda/internal/view"
)

type rosterPage struct {
	Agency, Name  string
	Agencies      []view.Option
	Now           []dutyNow
	Gaps          []string
	Rows          []shiftRow
	Notes         []shiftRow // ended or running shifts with their hand-over
	Periods       []periodRow
	People        []view.Option
	MayKeep, Kept bool
	Me            store.Card
	Day           string // first day of a new turn
}

type dutyNow struct{ Name, Phone, Until string }

type shiftRow struct {
	ID, Day, Span, Person, Phone, Substitute   string
	Taken, Running, MayTake, MayDrop           bool
	Note, Noted, Received                      string
	MayNote, MayReceive, Waiting, NeedsHanding bool
}

type periodRow struct {
	ID, Title, Reason, Span string
	Running                 bool
}

// ownAgency is the agency that a page is about: the one asked for, else that of
// the person.
func (s *server) ownAgency(v *visit, tree *desk.Tree) string {
	for _, key := range []string{v.q("agency"), v.r.PostFormValue("agency"), tree.ByID[v.who.UnitID].AgencyID} {
		if u := tree.ByID[key]; u.Kind == "agency" {
			return u.ID
		}
	}
	return tree.Units[0].ID
}

func agencyOptions(tree *desk.Tree) []view.Option {
	var out []view.Option
	for _, u := range tree.Units {
		if u.Kind == "agency" && u.ClosedAt == 0 {
			out = append(out, view.Option{Value: u.ID, Word: u.Name})
		}
	}
	return out
}

// roster shows who watches: now, in the next weeks, and what was handed over.
func (s *server) roster(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	agency := s.ownAgency(v, tree)
	p := rosterPage{Agency: agency, Name: tree.Name(agency), Agencies: agencyOptions(tree), MayKeep: tree.MayKeepRoster(v.who, agency), Day: v.now.In(china).AddDate(0, 0, 1).Format("2006-01-02")}
	people, err := s.Store.Persons(v.r.Context())
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, one := range people {
		names[one.ID] = one.Name
		if one.Active && strings.HasPrefix(tree.ByID[one.UnitID].Path, tree.ByID[agency].Path) {
			p.People = append(p.People, view.Option{Value: one.ID, Word: one.Name + "（" + tree.Name(one.UnitID) + "）"})
		}
	}
	for _, fill := range []func(*visit, *rosterPage, map[string]string) error{s.rosterShifts, s.rosterPeriods} {
		if err := fill(v, &p, names); err != nil {
			return err
		}
	}
	gaps, err := s.Desk.Gaps(v.r.Context(), agency, v.now, 14)
	if err != nil {
		return err
	}
	for _, g := range gaps {
		p.Gaps = append(p.Gaps, g.Says())
	}
	return s.page(v, "值班表", rosterView(p))
}

func (s *server) rosterShifts(v *visit, p *rosterPage, names map[string]string) error {
	shifts, err := s.Store.Shifts(v.r.Context(), p.Agency, v.now.AddDate(0, 0, -7).UnixMilli(), v.now.AddDate(0, 0, 31).UnixMilli())
	if err != nil {
		return err
	}
	cards, err := s.Store.Cards(v.r.Context())
	if err != nil {
		return err
	}
	p.Me = cards[v.who.ID]
	p.Me.PersonID = v.who.ID
	now := v.now.UnixMilli()
	for _, x := range shifts {
		r := shiftRow{
			ID: x.ID, Day: dutyDay(x.From), Span: dutySpan(x.From, x.To), Person: names[x.PersonID], Phone: cards[x.Watches()].Phone, Substitute: names[x.SubstituteID], Taken: x.Taken,
			Running: x.From <= now && x.To > now, Note: x.Note, Noted: v.moment(x.NotedAt), Received: v.moment(x.ReceivedAt), MayDrop: p.MayKeep && x.From > now,
		}
		if x.ReceivedAt != 0 {
			r.Received = names[x.ReceivedBy] + " " + r.Received
		}
		r.MayTake = x.SubstituteID != "" && !x.Taken && x.To > now && (p.MayKeep || v.who.ID == x.PersonID || v.who.ID == x.SubstituteID)
		r.MayNote = v.who.ID == x.Watches() && x.From <= now && x.ReceivedAt == 0
		r.Waiting = x.NotedAt != 0 && x.ReceivedAt == 0
		r.NeedsHanding = x.To <= now && x.NotedAt == 0
		r.MayReceive = r.Waiting && slices.ContainsFunc(desk.Following(x, shifts, now), func(n store.Shift) bool { return n.Watches() == v.who.ID }) && v.who.ID != x.NotedBy
		if r.Running {
			who := names[x.Watches()]
			p.Now = append(p.Now, dutyNow{who, r.Phone, time.UnixMilli(x.To).In(china).Format("1月2日 15:04")})
		}
		if x.To > now {
			p.Rows = append(p.Rows, r)
		}
		if x.From <= now {
			p.Notes = append([]shiftRow{r}, p.Notes...)
		}
	}
	p.Kept = len(shifts) > 0
	return nil
}

func (s *server) rosterPeriods(v *visit, p *rosterPage, _ map[string]string) error {
	list, err := s.Store.KeyPeriods(v.r.Context(), p.Agency, v.now.UnixMilli(), store.Never)
	if err != nil {
		return err
	}
	for _, k := range list {
		p.Periods = append(p.Periods, periodRow{ID: k.ID, Title: k.Title, Reason: k.Reason, Span: dutyDay(k.From) + " " + dutySpan(k.From, k.To), Running: k.From <= v.now.UnixMilli()})
	}
	return nil
}

func dutyDay(ms int64) string {
	t := time.UnixMilli(ms).In(china)
	return t.Format("1月2日 周") + string([]rune("日一二三四五六")[t.Weekday()])
}

// dutySpan writes the hours of a turn, with the day where it ends on another.
func dutySpan(a, b int64) string {
	from, to := time.UnixMilli(a).In(china), time.UnixMilli(b).In(china)
	if from.YearDay() == to.YearDay() {
		return from.Format("15:04") + "–" + to.Format("15:04")
	}
	return from.Format("15:04") + "–" + to.Format("1月2日 15:04")
}

// localTime reads what a datetime-local field posts; the zero time if nothing.
func localTime(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02T15:04", text, deadline.Zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

func (s *server) addShift(v *visit) error {
	back := "/desk/roster?agency=" + v.field("agency")
	_, err := s.Desk.AddShift(v.r.Context(), v.who, v.field("agency"), desk.Turn{PersonID: v.field("person"), SubstituteID: v.field("substitute"), From: localTime(v.field("from")), To: localTime(v.field("to"))})
	if err != nil {
		return v.refused(err, back)
	}
	return v.done("已排班。", back)
}

func (s *server) dropShift(v *visit) error {
	back := "/desk/roster?agency=" + v.field("agency")
	if err := s.Desk.DropShift(v.r.Context(), v.who, v.field("agency"), v.r.PathValue("id")); err != nil {
		return v.refused(err, back)
	}
	return v.done("班次已撤掉。", back)
}

func (s *server) takeShift(v *visit) error {
	back := "/desk/roster?agency=" + v.field("agency")
	if err := s.Desk.TakeShift(v.r.Context(), v.who, v.r.PathValue("id")); err != nil {
		return v.refused(err, back)
	}
	return v.done("已由替班人接班。", back)
}

func (s *server) handOver(v *visit) error {
	back := "/desk/roster?agency=" + v.field("agency")
	if err := s.Desk.HandOver(v.r.Context(), v.who, v.r.PathValue("id"), v.field("note")); err != nil {
		return v.refused(err, back)
	}
	return v.done("交班记录已保存，等接班的人确认。", back)
}

func (s *server) receiveShift(v *visit) error {
	back := "/desk/roster?agency=" + v.field("agency")
	if err := s.Desk.TakeOver(v.r.Context(), v.who, v.r.PathValue("id")); err != nil {
		return v.refused(err, back)
	}
	return v.done("已确认接班。", back)
}

func (s *server) declarePeriod(v *visit) error {
	back := "/desk/roster?agency=" + v.field("agency")
	k := store.KeyPeriod{AgencyID: v.field("agency"), Title: v.field("title"), Reason: v.field("reason"), From: localTime(v.field("from")).UnixMilli(), To: localTime(v.field("to")).UnixMilli()}
	if err := s.Desk.DeclareKeyPeriod(v.r.Context(), v.who, k); err != nil {
		return v.refused(err, back)
	}
	return v.done("重点时段已宣布，期间须全天有人值班。", back)
}

func (s *server) endPeriod(v *visit) error {
	back := "/desk/roster?agency=" + v.field("agency")
	if err := s.Desk.EndKeyPeriod(v.r.Context(), v.who, v.field("agency"), v.r.PathValue("id")); err != nil {
		return v.refused(err, back)
	}
	return v.done("重点时段已结束。", back)
}

// onDuty says who watches now for the agency of a person, or for the nearest
// above that keeps a roster; nil where no roster is kept.
func (s *server) onDuty(v *visit, tree *desk.Tree) (*view.OnDuty, error) {
	now, err := s.Store.OnDutyAt(v.r.Context(), v.now.UnixMilli())
	if err != nil {
		return nil, err
	}
	agency, err := s.Desk.RosterOf(v.r.Context(), tree.ByID[v.who.UnitID].AgencyID, v.now)
	if err != nil || agency == "" {
		return nil, err
	}
	out := &view.OnDuty{}
	for _, o := range now {
		if o.AgencyID == agency {
			out.Name, out.Phone = strings.TrimPrefix(out.Name+"、"+o.Name, "、"), o.Phone
		}
	}
	return out, nil
}
