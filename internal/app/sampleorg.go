package app

import (
	"fmt"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/demo"
	"yingda/internal/store"
)

// foundCards writes the posts of the sample's people, with invented extensions.
func (p *player) foundCards(tx *store.Tx) error {
	for i, one := range p.sample.Agency.People {
		if err := tx.SaveCard(store.Card{PersonID: p.people[one.Login], Title: one.Title, Phone: fmt.Sprintf("6%03d", 101+i), Place: int64(i + 1)}); err != nil {
			return err
		}
	}
	return nil
}

// foundRoster writes a roster of day and night turns around the epoch: the
// people take turns, and the one who is free stands in.
func (p *player) foundRoster(tx *store.Tx) error {
	turn := p.sample.Agency.Duty.Rotation
	from, err := clockTime(p.epoch, p.sample.Agency.Duty, -12)
	if err != nil || len(turn) < 2 {
		return err
	}
	for i := range 2 * 26 {
		at := from.Add(time.Duration(i) * 12 * time.Hour)
		s := store.Shift{AgencyID: p.units[p.sample.Agency.Root], PersonID: p.people[turn[i%len(turn)]], SubstituteID: p.people[turn[(i+1)%len(turn)]], From: at.UnixMilli(), To: at.Add(12 * time.Hour).UnixMilli()}
		if err := tx.PutShift(&s); err != nil {
			return err
		}
	}
	return nil
}

// clockTime is when duty begins on a day before or after the epoch's.
func clockTime(epoch time.Time, duty demo.Duty, days int) (time.Time, error) {
	at, err := time.ParseInLocation("15:04", duty.From, deadline.Zone)
	if err != nil {
		return at, fmt.Errorf("duty of the sample: %w", err)
	}
	d := epoch.In(deadline.Zone).AddDate(0, 0, days)
	return time.Date(d.Year(), d.Month(), d.Day(), at.Hour(), at.Minute(), 0, 0, deadline.Zone), nil
}
