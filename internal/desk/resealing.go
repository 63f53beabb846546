package desk

import (
	"context"
	"fmt"

	"yingda/internal/auth"
	"yingda/internal/notify"
	"yingda/internal/platform"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// sealedFor says what the cells of a sealed column are sealed for.
type sealedFor struct {
	store.SealedColumn
	purpose func(keys []string) string
}

// sealedColumns lists every column that holds what internal/seal closed. Whoever
// seals something new adds a line: a test looks for sealed texts elsewhere.
var sealedColumns = []sealedFor{
	{store.SealedColumn{Table: "outlet", Keys: []string{"id"}, Column: "secret"}, of(outletSecret)},
	{store.SealedColumn{Table: "robot", Keys: []string{"id"}, Column: "token"}, of(notify.TokenPurpose)},
	{store.SealedColumn{Table: "robot", Keys: []string{"id"}, Column: "secret"}, of(notify.SecretPurpose)},
	{store.SealedColumn{Table: "source_reading", Keys: []string{"source_id"}, Column: "secret"}, of(MailPurpose)},
	{store.SealedColumn{Table: "account_secret", Keys: []string{"account_id", "name"}, Column: "value"}, func(k []string) string { return SecretPurpose(k[0], k[1]) }},
	{store.SealedColumn{Table: "message_key", Keys: []string{"matter_id"}, Column: "sealed"}, of(func(id string) string { return "message:" + id })},
	{store.SealedColumn{Table: "thread_key", Keys: []string{"CAST(period AS TEXT)"}, Column: "sealed"}, of(func(string) string { return "threads" })},
	{store.SealedColumn{Table: "second_factor", Keys: []string{"person_id"}, Column: "secret"}, of(auth.FactorPurpose)},
	{store.SealedColumn{Table: "platform_token", Keys: []string{"account_id"}, Column: "token"}, of(platform.TokenPurpose)},
}

func of(purpose func(id string) string) func([]string) string {
	return func(keys []string) string { return purpose(keys[0]) }
}

// Resealed says how many cells of a column were sealed anew.
type Resealed struct {
	Table  string `json:"table"`
	Column string `json:"column"`
	Cells  int64  `json:"cells"`
	Broken int64  `json:"broken"` // that no key opens: they stay as they are
}

// resealBatch is how many cells are sealed anew in one transaction.
const resealBatch = 200

// Reseal (重新密封) seals everything in the database with the key in force, a
// batch a transaction, and tells each column when it is done. Killed, it goes on
// where it stopped: what is sealed with the key in force is not touched again.
// What no key opens stays, is counted and has to be entered again.
func Reseal(ctx context.Context, s *store.Store, keys *seal.Keys, done func(Resealed)) error {
	for _, c := range sealedColumns {
		r := Resealed{Table: c.Table, Column: c.Column}
		for more := true; more; {
			now := r // a transaction that is tried again counts anew
			err := s.Write(ctx, func(tx *store.Tx) (err error) {
				r = now
				more, err = c.batch(tx, keys, &r)
				return err
			})
			if err != nil {
				return fmt.Errorf("seal %s.%s anew: %w", c.Table, c.Column, err)
			}
		}
		done(r)
	}
	return s.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(store.Entry{Actor: "system", Role: "system", Action: "keys.resealed", Object: keys.Form(), Result: "done"})
		return nil
	})
}

// batch seals the next cells of a column anew and reports whether more may be
// left. Those that do not open come again each time, so more are asked for.
func (c sealedFor) batch(tx *store.Tx, keys *seal.Keys, r *Resealed) (more bool, err error) {
	most := resealBatch + int(r.Broken)
	cells, err := tx.OldSealed(c.SealedColumn, keys.Form(), most)
	if err != nil {
		return false, err
	}
	done := *r
	done.Broken = 0
	for _, cell := range cells {
		purpose := c.purpose(cell.Keys)
		plain, err := keys.Open(cell.Value, purpose)
		if err != nil {
			done.Broken++
			continue
		}
		sealed, err := keys.Seal(plain, purpose)
		if err != nil {
			return false, err
		}
		if err := tx.Reseal(c.SealedColumn, cell, sealed); err != nil {
			return false, err
		}
		done.Cells++
	}
	*r = done
	return len(cells) == most, nil
}

// OldSealed counts, up to a thousand a column, what is not sealed with the key
// in force.
func OldSealed(ctx context.Context, s *store.Reader, keys *seal.Keys) (int64, error) {
	sum := int64(0)
	for _, c := range sealedColumns {
		n, err := s.CountOldSealed(ctx, c.SealedColumn, keys.Form(), 1000)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

// SealedIn reports whether a column is on the list of sealed columns.
func SealedIn(table, column string) bool {
	for _, c := range sealedColumns {
		if c.Table == table && c.Column == column {
			return true
		}
	}
	return false
}
