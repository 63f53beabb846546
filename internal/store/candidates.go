package store

import (
	"context"
	"strings"
)

// probed is how many of the newest texts are looked at before the index is
// asked, where the index is slow for what is frequent.
const probed = 1500

// probes reports whether the newest texts are looked at first: for a single
// character, which SQLite's index finds only as the beginning of many tokens.
func (s *searcher) probes() bool {
	return s.wantsPosts() && s.engine == SQLite && s.single()
}

// newest looks for the query in the newest texts and returns what it found and
// the seq below which nothing was looked at, 0 when everything was.
func (s *searcher) newest(ctx context.Context) (out []Found, last int64, err error) {
	query, args := `SELECT w.seq, `+foundColumns+` FROM (SELECT seq FROM (SELECT seq FROM post WHERE matched = 1 AND seq < $1 UNION ALL SELECT seq FROM searched WHERE seq < $1) both_kinds ORDER BY seq DESC LIMIT $2) w
LEFT JOIN post p ON p.seq = w.seq LEFT JOIN searched d ON d.seq = w.seq ORDER BY w.seq DESC`, []any{s.After, probed}
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
		if !s.holdsParts(&f) {
			continue
		}
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

// candidates returns up to n texts that have all grams, newest first.
func (s *searcher) candidates(ctx context.Context, n int) ([]Found, error) {
	if s.engine == Postgres {
		return s.blocks(ctx, n)
	}
	// What is a post is not looked for among the other texts.
	return scanFound(s.query(ctx, `SELECT i.rowid, `+foundColumns+` FROM search_index i LEFT JOIN post p ON p.seq = i.rowid LEFT JOIN searched d ON d.seq = CASE WHEN p.seq IS NULL THEN i.rowid END WHERE i.search_index MATCH $1 AND i.rowid < $2 ORDER BY i.rowid DESC LIMIT $3`, s.match(""), s.After, n))
}

// match writes the grams as the engine's query, each behind a mark. They hold
// letters, digits and glyphs alone, so nothing in them can be taken for an operator.
func (s *searcher) match(mark string) string {
	quote, end, prefix, and, or := `"`, `"`, `" *`, ` AND `, ` OR `
	if s.engine == Postgres {
		quote, end, prefix, and, or = `'`+mark, `'`, `':*`, ` & `, ` | `
	}
	terms := make([]string, 0, len(s.grams)+1)
	if !s.wantsPosts() {
		kinds := make([]string, len(s.Kinds))
		for i, k := range s.Kinds {
			kinds[i] = quote + kindToken(k) + end
		}
		terms = append(terms, "("+strings.Join(kinds, or)+")")
	}
	for _, g := range s.grams {
		if isGlyph(g) {
			terms = append(terms, quote+g+prefix)
			continue
		}
		terms = append(terms, quote+g+end)
	}
	return strings.Join(terms, and)
}
