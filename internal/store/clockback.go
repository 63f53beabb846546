package store

import (
	"context"
	"time"

	"yingda/internal/fault"
)

// ClockCorrected is the act (校正时钟) in the audit log and on the public ledger
// after which times go back: once the clock of the machine was ahead. Nothing else
// may stand before what it follows.
const ClockCorrected = "clock.corrected"

// ahead are what was put off until an instant of the wrong clock, and what it made
// new: $1 is now, $2 tomorrow. Nothing of it is due later than in a day by itself.
var ahead = []string{
	`UPDATE job SET run_at = $1 + (run_at - created_at), created_at = $1 WHERE state = 'ready' AND created_at > $1 AND $2 > $1`,
	`UPDATE job SET lease_until = $1 WHERE state = 'running' AND lease_until > $2`,
	`UPDATE schedule SET next_at = $1 WHERE next_at > $1 + every_seconds * 1000 AND $2 > $1`,
	`UPDATE source SET next_read_at = $1 WHERE next_read_at > $2`,
	`UPDATE source_watch SET lease_until = $1 WHERE lease_until > $2`,
	`UPDATE mail_box SET next_at = $1 WHERE next_at > $2`,
	`UPDATE account_service SET next_at = $1 WHERE next_at > $2`,
	`UPDATE carriage SET next_at = $1 WHERE next_at > $2`,
	`UPDATE platform_turn SET next_at = $1 WHERE next_at > $2`,
	`UPDATE platform_token SET expires_at = $1, lease_until = 0 WHERE renewed_at > $1 AND $2 > $1`,
	`DELETE FROM session WHERE seen_at > $1 AND $2 > $1`,
	`DELETE FROM presence WHERE seen_at > $1 AND $2 > $1`,
}

// CorrectClock lets work go on when the clock of the machine was ahead and is right
// again: without it everything is refused until the last entry's time comes. It
// says so in both chains, brings near what was put off and ends the sessions of that
// time; clocks of matters that began then keep what they say. It returns by how much
// time went back. Fault: clock.right where it has not.
func (s *Store) CorrectClock(ctx context.Context, reason string) (back time.Duration, err error) {
	err = s.Write(ctx, func(tx *Tx) error {
		var last int64
		if err := tx.Row(`SELECT COALESCE(MAX(at), 0) FROM chain_head`, nil, &last); err != nil {
			return err
		}
		if back = time.Duration(last-tx.Ms()) * time.Millisecond; back <= slack {
			return fault.New(fault.Conflict, "clock.right", "系统时钟不早于最后一条记录，不用校正")
		}
		for _, change := range ahead {
			if _, err := tx.Exec(change, tx.Ms(), tx.Now.Add(24*time.Hour).UnixMilli()); err != nil {
				return err
			}
		}
		tx.corrects = true
		tx.Audit(Entry{Actor: "system", Action: ClockCorrected, Object: back.Round(time.Second).String(), Result: "done", Detail: map[string]string{"reason": reason}})
		tx.Publish(ClockCorrected, "", Digest(reason))
		return nil
	})
	return back, err
}
