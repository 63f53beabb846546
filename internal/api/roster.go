package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/store"
)

// ShiftItem is one turn of duty with its hand-over.
type ShiftItem struct {
	ID         string `json:"id"`
	Agency     string `json:"agency"`
	Person     string `json:"person"`
	Substitute string `json:"substitute,omitempty"`
	Taken      bool   `json:"taken,omitempty" doc:"the substitute watches"`
	From       string `json:"from"`
	To         string `json:"to"`
	Note       string `json:"note,omitempty" doc:"hand-over note"`
	NotedAt    string `json:"noted_at,omitempty"`
	ReceivedBy string `json:"received_by,omitempty"`
	ReceivedAt string `json:"received_at,omitempty"`
}

// PeriodItem is a declared stretch with round-the-clock watch.
type PeriodItem struct {
	ID     string `json:"id"`
	Agency string `json:"agency"`
	Title  string `json:"title"`
	Reason string `json:"reason,omitempty"`
	From   string `json:"from"`
	To     string `json:"to"`
}

type rosterQuery struct {
	Agency string `query:"agency" doc:"code, name or id; the caller's own without it"`
	From   string `query:"from" doc:"RFC 3339; a week ago without it"`
	To     string `query:"to" doc:"RFC 3339; in 31 days without it"`
}

type shiftNew struct {
	Body struct {
		Agency     string `json:"agency,omitempty" doc:"code, name or id; the caller's own without it"`
		Person     string `json:"person,omitempty" doc:"login, name or id"`
		Substitute string `json:"substitute,omitempty" doc:"login, name or id"`
		From       string `json:"from,omitempty" doc:"RFC 3339"`
		To         string `json:"to,omitempty" doc:"RFC 3339"`
	}
}

type periodNew struct {
	Body struct {
		Agency string `json:"agency,omitempty" doc:"code, name or id; the caller's own without it"`
		Title  string `json:"title,omitempty"`
		Reason string `json:"reason,omitempty"`
		From   string `json:"from,omitempty" doc:"RFC 3339"`
		To     string `json:"to,omitempty" doc:"RFC 3339"`
	}
}

type rosterEnd struct {
	ID   string `path:"id"`
	Body struct {
		Agency string `json:"agency,omitempty" doc:"code, name or id; the caller's own without it"`
	}
}

// roster serves the duty roster. Taking a turn over, its note and its receipt are
// given in person, at the desk. Clause: ORG-7.
func (s *server) roster(api huma.API) {
	read(s, api, "list-roster", "/api/v1/roster", "Turns of duty of an agency with their hand-over notes", s.shifts)
	read(s, api, "list-key-periods", "/api/v1/key-periods", "Declared key periods of an agency, from now on", s.periods)
	write(s, api, http.StatusCreated, "add-shift", "/api/v1/roster", "Put a turn on the roster", func(ctx context.Context, in *shiftNew) (ShiftItem, error) {
		b, agency, err := s.keptAgency(ctx, in.Body.Agency)
		if err != nil {
			return ShiftItem{}, err
		}
		var t desk.Turn
		if t.PersonID, err = s.person(ctx, in.Body.Person, "person"); err != nil {
			return ShiftItem{}, err
		}
		if t.SubstituteID, err = s.person(ctx, in.Body.Substitute, "substitute"); err != nil {
			return ShiftItem{}, err
		}
		if t.From, t.To, err = stretch(in.Body.From, in.Body.To); err != nil {
			return ShiftItem{}, err
		}
		x, err := s.Desk.AddShift(ctx, who(ctx), agency, t)
		return b.shift(x), err
	})
	write(s, api, http.StatusOK, "drop-shift", "/api/v1/roster/{id}/drop", "Take a turn that has not begun off the roster; answers with the roster as it is now", func(ctx context.Context, in *rosterEnd) (list[ShiftItem], error) {
		_, agency, err := s.keptAgency(ctx, in.Body.Agency)
		if err != nil {
			return list[ShiftItem]{}, err
		}
		if err := s.Desk.DropShift(ctx, who(ctx), agency, in.ID); err != nil {
			return list[ShiftItem]{}, err
		}
		return s.shifts(ctx, &rosterQuery{Agency: agency})
	})
	write(s, api, http.StatusOK, "declare-key-period", "/api/v1/key-periods", "Declare a stretch with round-the-clock watch; answers with those from now on", func(ctx context.Context, in *periodNew) (list[PeriodItem], error) {
		_, agency, err := s.keptAgency(ctx, in.Body.Agency)
		if err != nil {
			return list[PeriodItem]{}, err
		}
		from, to, err := stretch(in.Body.From, in.Body.To)
		if err != nil {
			return list[PeriodItem]{}, err
		}
		if err := s.Desk.DeclareKeyPeriod(ctx, who(ctx), store.KeyPeriod{AgencyID: agency, Title: in.Body.Title, Reason: in.Body.Reason, From: from.UnixMilli(), To: to.UnixMilli()}); err != nil {
			return list[PeriodItem]{}, err
		}
		return s.periods(ctx, &rosterQuery{Agency: agency})
	})
	write(s, api, http.StatusOK, "end-key-period", "/api/v1/key-periods/{id}/end", "End a key period now; answers with those that are left", func(ctx context.Context, in *rosterEnd) (list[PeriodItem], error) {
		_, agency, err := s.keptAgency(ctx, in.Body.Agency)
		if err != nil {
			return list[PeriodItem]{}, err
		}
		if err := s.Desk.EndKeyPeriod(ctx, who(ctx), agency, in.ID); err != nil {
			return list[PeriodItem]{}, err
		}
		return s.periods(ctx, &rosterQuery{Agency: agency})
	})
}

func (s *server) shifts(ctx context.Context, in *rosterQuery) (list[ShiftItem], error) {
	b, agency, span, err := s.rosterOf(ctx, in)
	if err != nil {
		return list[ShiftItem]{}, err
	}
	rows, err := s.Store.Shifts(ctx, agency, span[0], span[1])
	return listOf(rows, b.shift), err
}

func (s *server) periods(ctx context.Context, in *rosterQuery) (list[PeriodItem], error) {
	b, agency, _, err := s.rosterOf(ctx, in)
	if err != nil {
		return list[PeriodItem]{}, err
	}
	rows, err := s.Store.KeyPeriods(ctx, agency, s.Now().UnixMilli(), store.Never)
	return listOf(rows, b.period), err
}

// rosterOf is whose roster is asked for, and of which days.
func (s *server) rosterOf(ctx context.Context, in *rosterQuery) (book, string, [2]int64, error) {
	var span [2]int64
	if err := s.seen(ctx, desk.Readers); err != nil {
		return noBook, "", span, err
	}
	b, agency, err := s.keptAgency(ctx, in.Agency)
	if err != nil {
		return b, "", span, err
	}
	span = [2]int64{s.Now().AddDate(0, 0, -7).UnixMilli(), s.Now().AddDate(0, 0, 31).UnixMilli()}
	for i, x := range []struct{ text, field string }{{in.From, "from"}, {in.To, "to"}} {
		at, err := instant(x.text, x.field)
		if err != nil {
			return b, "", span, err
		}
		if at != 0 {
			span[i] = at
		}
	}
	if span[1]-span[0] > 400*24*time.Hour.Milliseconds() {
		return b, "", span, fault.New(fault.Invalid, "roster.span", "一次最多查 400 天").On("to")
	}
	return b, agency, span, nil
}

// keptAgency is the agency that is named, or the caller's own.
func (s *server) keptAgency(ctx context.Context, named string) (book, string, error) {
	b, err := s.book(ctx)
	if err != nil {
		return b, "", err
	}
	id, err := b.unit(named, "agency")
	if id == "" {
		id = who(ctx).UnitID
	}
	return b, b.tree.ByID[id].AgencyID, err
}

func stretch(from, to string) (time.Time, time.Time, error) {
	a, err := instant(from, "from")
	if err != nil {
		return time.Time{}, time.Time{}, err
	}
	b, err := instant(to, "to")
	if err != nil || a == 0 || b == 0 {
		return time.Time{}, time.Time{}, err // without both the desk says what is wrong
	}
	return time.UnixMilli(a), time.UnixMilli(b), nil
}

func (b book) shift(x store.Shift) ShiftItem {
	return ShiftItem{x.ID, b.tree.Name(x.AgencyID), b.names[x.PersonID], b.names[x.SubstituteID], x.Taken, when(x.From), when(x.To), x.Note, when(x.NotedAt), b.names[x.ReceivedBy], when(x.ReceivedAt)}
}

func (b book) period(k store.KeyPeriod) PeriodItem {
	return PeriodItem{k.ID, b.tree.Name(k.AgencyID), k.Title, k.Reason, when(k.From), when(k.To)}
}
