package notify

import (
	"context"
	"time"

	"yingda/internal/store"
)

// Keep is how long the log of tellings is kept.
const Keep = 90 * 24 * time.Hour

// PlanDigests asks for the digests whose hour has come today. A day that was
// missed altogether is not made up.
func (t *Teller) PlanDigests(ctx context.Context) error {
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		local := tx.Now.In(zone)
		day := local.Format(time.DateOnly)
		due, err := tx.DigestsDue(day, local.Hour())
		if err != nil {
			return err
		}
		for _, w := range due {
			w.DigestDay = day
			if err := tx.SaveWish(w); err != nil {
				return err
			}
			if err := tx.AddTelling(store.Telling{Key: "digest:" + w.PersonID + ":" + day, Kind: "digest", PersonID: w.PersonID, DueAt: tx.Ms()}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Purge removes what has stood in the log for long enough, and forgets cards that
// cannot be changed any more.
func (t *Teller) Purge(ctx context.Context) error {
	return t.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PurgeRobotCards(tx.Now.Add(-changeable).UnixMilli()); err != nil {
			return err
		}
		_, err := tx.PurgeTellings(tx.Now.Add(-Keep).UnixMilli(), 5000)
		return err
	})
}
