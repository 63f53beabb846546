package store

import (
	"context"
	"strings"
)

// probed is how many of the newest texts are looked at before the index is
// asked, where the index is slow for what is frequent.
const probed = 1500

// probes reports whether the newest texts are looked at first: on PostgreSQL,
// whose index gives no order, and for single characters.
func (s *searcher) probes() bool {
	return s.wantsPosts() && (s.engine == Postgres || s.single())
}

// newest looks for the query in the newest texts and returns what it found and
// the seq below which nothing was looked at, 0 when everything was.
func (s *searcher) newest(ctx context.Context) (out []Found, last int64, err error) {
	query, args := `SELECT w.seq, `+foundColumns+` FROM (SELECT seq FROM (SELECT seq FROM post WHERE matched = 1 AND seq < $1 UNION ALL SELECT seq FROM searched WHERE seq < $1) both_kinds ORDER BY seq DESC LIMIT $2) w
LEFT JOIN post p ON p.seq = w.seq LEFT JOIN searched d ON d.seq = w.seq ORDER BY w.seq DESC`, []any{s.After, probed}
	if s.engine == Postgres {
		return s.newestIndexed(ctx)
	}
	rows, err := s.query(ctx, query, args...)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var f Found
		if err := rows.Scan(&f.Seq, &f.Kind, &f.Ref, &f.SourceID, &f.At, &f.Title, &f.Text); err != nil {
			return nil, 0, err
		}
		if f.Kind == KindPost {
			f.Ref = PostID(f.Seq)
		}
		n, last = n+1, f.Seq
		ok, err := s.holds(ctx, &f)
		if err != nil {
			return nil, 0, err
		}
		if ok {
			if out = append(out, f); len(out) == s.Limit {
				return out, last, nil
			}
		}
	}
	if n < probed {
		last = 0
	}
	return out, last, rows.Err()
}

// newestIndexed is newest over the tokens of the newest rows, so that only
// texts that pass are read.
func (s *searcher) newestIndexed(ctx context.Context) (out []Found, last int64, err error) {
	if err := s.row(ctx, `SELECT COALESCE(MIN(rowid), 0) FROM (SELECT rowid FROM search_index WHERE rowid < $1 ORDER BY rowid DESC LIMIT $2) w`, []any{s.After, probed}, &last); err != nil || last == 0 {
		return nil, 0, err
	}
	found, err := scanFound(s.query(ctx, `SELECT w.rowid, `+foundColumns+` FROM (SELECT rowid FROM (SELECT rowid, tokens FROM search_index WHERE rowid < $1 ORDER BY rowid DESC LIMIT $2) newest WHERE tokens @@ CAST($3 AS tsquery) ORDER BY rowid DESC LIMIT $4) w
LEFT JOIN post p ON p.seq = w.rowid LEFT JOIN searched d ON d.seq = w.rowid ORDER BY w.rowid DESC`, s.After, probed, s.match(), 4*s.Limit))
	if err != nil {
		return nil, 0, err
	}
	for i := range found {
		ok, err := s.holds(ctx, &found[i])
		if err != nil {
			return nil, 0, err
		}
		if ok {
			if out = append(out, found[i]); len(out) == s.Limit {
				return out, last, nil
			}
		}
	}
	if len(found) == 4*s.Limit {
		last = found[len(found)-1].Seq
	}
	return out, last, nil
}

// candidates returns up to n texts that have all grams, newest first.
func (s *searcher) candidates(ctx context.Context, n int) ([]Found, error) {
	if s.engine == Postgres {
		// OFFSET 0 keeps the index in charge: the planner would rather walk the
		// whole table backwards for what it takes to be frequent.
		return scanFound(s.query(ctx, `SELECT w.rowid, `+foundColumns+` FROM (SELECT rowid FROM (SELECT rowid FROM search_index WHERE tokens @@ CAST($1 AS tsquery) AND rowid < $2 OFFSET 0) c ORDER BY rowid DESC LIMIT $3) w
LEFT JOIN post p ON p.seq = w.rowid LEFT JOIN searched d ON d.seq = w.rowid ORDER BY w.rowid DESC`, s.match(), s.After, n))
	}
	return scanFound(s.query(ctx, `SELECT i.rowid, `+foundColumns+` FROM search_index i LEFT JOIN post p ON p.seq = i.rowid LEFT JOIN searched d ON d.seq = i.rowid WHERE i.search_index MATCH $1 AND i.rowid < $2 ORDER BY i.rowid DESC LIMIT $3`, s.match(), s.After, n))
}

// match writes the grams as the engine's query. They hold letters, digits and
// glyphs alone, so nothing in them can be taken for an operator.
func (s *searcher) match() string {
	quote, prefix, and, or := `"`, `" *`, ` AND `, ` OR `
	if s.engine == Postgres {
		quote, prefix, and, or = `'`, `':*`, ` & `, ` | `
	}
	terms := make([]string, 0, len(s.grams)+1)
	if !s.wantsPosts() {
		kinds := make([]string, len(s.Kinds))
		for i, k := range s.Kinds {
			kinds[i] = quote + kindToken(k) + quote
		}
		terms = append(terms, "("+strings.Join(kinds, or)+")")
	}
	for _, g := range s.grams {
		if isGlyph(g) {
			terms = append(terms, quote+g+prefix)
			continue
		}
		terms = append(terms, quote+g+quote)
	}
	return strings.Join(terms, and)
}
