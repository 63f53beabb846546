package store

import (
	"context"
	"fmt"
)

// SQLite's full-text index is made of pieces, one from each commit; a word is
// looked up in every one of them. Merging while texts come in would slow them,
// so that many pieces are left then, and merged here when there is time.

// tidyPages is how much of the index one transaction merges: few enough that
// whoever else wants to write waits for some hundredths of a second.
const tidyPages = 40

// TidySearch merges the pieces of SQLite's search index, by and by and each with one
// of its own size, so that no text is written more than some ten times in a
// year. PostgreSQL keeps the words of new posts in a list, which every search goes
// through; it is emptied here, and by whoever makes it longer than one megabyte.
func (s *Store) TidySearch(ctx context.Context) error {
	if s.engine == Postgres {
		return s.Write(ctx, func(tx *Tx) error {
			var pages int64
			return tx.Row(`SELECT gin_clean_pending_list('search_index_tokens')`, nil, &pages)
		})
	}
	for merged := true; merged; {
		err := s.Write(ctx, func(tx *Tx) error {
			var before, after int64
			if err := tx.Row(`SELECT total_changes()`, nil, &before); err != nil {
				return err
			}
			if _, err := tx.Exec(`INSERT INTO search_index (search_index, rank) VALUES ('merge', $1)`, tidyPages); err != nil {
				return err
			}
			if err := tx.Row(`SELECT total_changes()`, nil, &after); err != nil {
				return err
			}
			merged = after-before > 1 // the command itself counts as one
			return nil
		})
		if err != nil {
			return fmt.Errorf("tidy search: %w", err)
		}
	}
	return nil
}
