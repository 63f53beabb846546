package desk

import (
	"context"

	"yingda/internal/deadline"
)

// calendars are the working-day calendars of agencies at one generation.
type calendars struct {
	generation int64
	base       *deadline.Calendar            // with every notice that was loaded
	local      map[string]*deadline.Calendar // by agency, where it has overlays
}

// CalendarOf returns the calendar by which an agency reckons: the program's own,
// the yearly notices that were loaded since, and the overlays of its region and
// its sector.
func (d *Desk) CalendarOf(ctx context.Context, agencyID string) (*deadline.Calendar, error) {
	generation, err := d.store.Counter(ctx, "generation.calendar")
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	c := d.cal
	d.mu.Unlock()
	if c == nil || c.generation != generation {
		if c, err = d.readCalendars(ctx, generation); err != nil {
			return nil, err
		}
		d.mu.Lock()
		d.cal = c
		d.mu.Unlock()
	}
	if local := c.local[agencyID]; local != nil {
		return local, nil
	}
	return c.base, nil
}

func (d *Desk) readCalendars(ctx context.Context, generation int64) (*calendars, error) {
	c := &calendars{generation: generation, base: d.Calendar(), local: map[string]*deadline.Calendar{}}
	notices, err := d.store.CalendarNotices(ctx)
	if err != nil {
		return nil, err
	}
	for _, n := range notices {
		year, err := deadline.LoadNotice([]byte(n.Body))
		if err != nil {
			return nil, err
		}
		c.base = c.base.With(year)
	}
	overlays, err := d.store.AgencyOverlays(ctx)
	if err != nil {
		return nil, err
	}
	for _, o := range overlays {
		overlay, err := deadline.LoadOverlay([]byte(o.Body))
		if err != nil {
			return nil, err
		}
		cal := c.local[o.AgencyID]
		if cal == nil {
			cal = c.base
		}
		c.local[o.AgencyID] = cal.WithLocal(overlay.Days...)
	}
	return c, nil
}

func (a *act) calendar() (*deadline.Calendar, error) {
	if a.cal == nil {
		c, err := a.CalendarOf(a.tx.Context(), a.m.AgencyID)
		if err != nil {
			return nil, err
		}
		a.cal = c
	}
	return a.cal, nil
}
