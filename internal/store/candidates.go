package store

import (
	"context"
	"strings"

	"yingda/internal/query"
)

// probed is how many of the newest texts are looked at before the index is
// asked, where the index is slow for what is frequent.
const probed = 1500

// probes reports whether the newest texts are looked at first: for a single
// character, which SQLite's index finds only as the beginning of many tokens.
func (s *searcher) probes() bool {
	return s.wantsPosts() && s.engine == SQLite && !s.index.Empty() && single(s.index)
}

// single reports whether single characters alone are asked of the index.
func single(x query.Index) bool {
	for _, g := range x.Grams {
		if !isGlyph(g) {
			return false
		}
	}
	for _, list := range x.Either {
		for _, each := range list {
			if !single(each) {
				return false
			}
		}
	}
	return true
}

// newest returns up to n texts, newest first, whatever they say.
func (s *searcher) newest(ctx context.Context, n int) ([]Found, error) {
	return scanFound(s.query(ctx, `SELECT w.seq, `+foundColumns+` FROM (SELECT seq FROM (SELECT seq FROM post WHERE matched = 1 AND seq < $1 UNION ALL SELECT seq FROM searched WHERE seq < $1) both_kinds ORDER BY seq DESC LIMIT $2) w
LEFT JOIN post p ON p.seq = w.seq LEFT JOIN searched d ON d.seq = w.seq ORDER BY w.seq DESC`, s.after, n))
}

// candidates returns up to n texts that fulfil the condition on grams, newest
// first.
func (s *searcher) candidates(ctx context.Context, n int) ([]Found, error) {
	if s.engine == Postgres {
		return s.blocks(ctx, n)
	}
	// What is a post is not looked for among the other texts.
	return scanFound(s.query(ctx, `SELECT i.rowid, `+foundColumns+` FROM search_index i LEFT JOIN post p ON p.seq = i.rowid LEFT JOIN searched d ON d.seq = CASE WHEN p.seq IS NULL THEN i.rowid END WHERE i.search_index MATCH $1 AND i.rowid < $2 ORDER BY i.rowid DESC LIMIT $3`, s.match(""), s.after, n))
}

// spelling is how an engine writes a condition on tokens.
type spelling struct{ open, close, prefix, and, or string }

// match writes the condition as the engine's query, each token behind a mark. They
// hold letters, digits and glyphs alone, so nothing in them can be taken for an
// operator.
func (s *searcher) match(mark string) string {
	w := spelling{`"`, `"`, `" *`, ` AND `, ` OR `}
	if s.engine == Postgres {
		w = spelling{`'` + mark, `'`, `':*`, ` & `, ` | `}
	}
	var terms []string
	if !s.wantsPosts() {
		kinds := make([]string, len(s.kinds))
		for i, k := range s.kinds {
			kinds[i] = w.open + kindToken(k) + w.close
		}
		terms = append(terms, "("+strings.Join(kinds, w.or)+")")
	}
	return strings.Join(append(terms, w.terms(s.index)...), w.and)
}

func (w spelling) terms(x query.Index) []string {
	terms := make([]string, 0, len(x.Grams)+len(x.Either)+1)
	for _, g := range x.Grams {
		end := w.close
		if isGlyph(g) {
			end = w.prefix
		}
		terms = append(terms, w.open+g+end)
	}
	for _, list := range x.Either {
		arms := make([]string, len(list))
		for i, each := range list {
			arms[i] = "(" + strings.Join(w.terms(each), w.and) + ")"
		}
		terms = append(terms, "("+strings.Join(arms, w.or)+")")
	}
	return terms
}
