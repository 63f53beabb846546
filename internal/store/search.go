package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fold"
)

// A text is found when, folded, it contains each part of the query, a Latin or
// digit word as a whole word. The index of grams gives candidates, newest first,
// and the texts themselves decide, so that the rows are those of a plain scan.

// The kinds of texts that are searched.
const (
	KindPost      = "post"
	KindConcern   = "concern"
	KindStatement = "statement"
)

// SearchQuery asks for texts, newest first. After is the Seq of the last one of
// the page before, 0 for the first page; an empty Kinds means all; Scope says
// which concerns may be found.
type SearchQuery struct {
	Text  string
	Kinds []string
	Scope Scope
	After int64
	Limit int // 0 means 50
}

// Found is one text that was found.
type Found struct {
	Seq      int64
	Kind     string
	Ref      string // number, or id of a post
	SourceID string // of a post
	At       int64
	Title    string
	Text     string
}

// Search returns what a query finds, newest first. What has neither a character
// nor a letter finds nothing.
func (r *Reader) Search(ctx context.Context, q SearchQuery) ([]Found, error) {
	s := searcher{Reader: r, SearchQuery: q, parts: queryParts(q.Text)}
	s.needs()
	if len(s.grams) == 0 {
		return nil, nil
	}
	if s.Limit <= 0 {
		s.Limit = 50
	}
	if s.After <= 0 {
		s.After = Never
	}
	return s.run(ctx)
}

type searcher struct {
	*Reader
	SearchQuery
	parts   []string // folded, all of them must occur
	grams   []string
	decided bool // what has the grams has the parts
}

// queryParts cuts a query at spaces and folds it.
func queryParts(text string) []string {
	var out []string
	for _, p := range strings.Fields(fold.String(text)) {
		if len(fold.Needs(nil, p)) > 0 && utf8.ValidString(p) {
			out = append(out, p)
		}
	}
	return out[:min(len(out), 16)]
}

// mostGrams bounds what a query asks of the index; the texts decide anyway.
const mostGrams = 24

// needs cuts the parts to grams. Where each part is one gram, the index decides
// and no text is read twice.
func (s *searcher) needs() {
	s.decided = true
	for _, p := range s.parts {
		from := len(s.grams)
		s.grams = fold.Needs(s.grams, p)
		s.decided = s.decided && len(s.grams) == from+1 && s.grams[from] == p
	}
	slices.SortStableFunc(s.grams, func(a, b string) int { return len(b) - len(a) }) // pairs say more
	s.grams = slices.Compact(s.grams)
	s.grams = s.grams[:min(len(s.grams), mostGrams)]
}

// run looks at the newest texts first where that may be enough, then at what the
// index names, in pages that grow while texts do not hold what their grams promise.
func (s *searcher) run(ctx context.Context) ([]Found, error) {
	var out []Found
	if s.probes() {
		found, last, err := s.newest(ctx)
		if err != nil || len(found) == s.Limit || last == 0 {
			return found, err
		}
		out, s.After = found, last
	}
	for n := s.Limit; ; n = min(2*n, 2000) {
		found, err := s.candidates(ctx, n)
		if err != nil {
			return nil, err
		}
		for i := range found {
			s.After = found[i].Seq
			ok, err := s.holds(ctx, &found[i])
			if err != nil {
				return nil, err
			}
			if ok {
				if out = append(out, found[i]); len(out) == s.Limit {
					return out, nil
				}
			}
		}
		if len(found) < n {
			return out, nil
		}
	}
}

// single reports whether the query asks for one character alone, which the
// index finds only as the beginning of many tokens.
func (s *searcher) single() bool {
	for _, g := range s.grams {
		if !isGlyph(g) {
			return false
		}
	}
	return true
}

// wantsPosts reports whether posts are asked for: nearly all texts are.
func (s *searcher) wantsPosts() bool { return len(s.Kinds) == 0 || slices.Contains(s.Kinds, KindPost) }

// holds decides on one candidate.
func (s *searcher) holds(ctx context.Context, f *Found) (bool, error) {
	if f.Kind == "" || len(s.Kinds) > 0 && !slices.Contains(s.Kinds, f.Kind) {
		return false, nil
	}
	if !s.decided && !s.holdsParts(f) {
		return false, nil
	}
	if f.Kind != KindConcern || s.Scope.All {
		return true, nil
	}
	return s.sees(ctx, f.Ref)
}

func (s *searcher) holdsParts(f *Found) bool {
	var title, text string // folded when a text as it stands does not say it
	for _, p := range s.parts {
		if strings.Contains(f.Text, p) && !bounded(p) || strings.Contains(f.Title, p) && !bounded(p) {
			continue
		}
		if text == "" {
			title, text = fold.String(f.Title), fold.String(f.Text)
		}
		if !holds(title, p) && !holds(text, p) {
			return false
		}
	}
	return true
}

// bounded reports whether a part must begin or end where a word does.
func bounded(part string) bool {
	first, _ := utf8.DecodeRuneInString(part)
	last, _ := utf8.DecodeLastRuneInString(part)
	return fold.ClassOf(first) == fold.Letter || fold.ClassOf(last) == fold.Letter
}

// holds reports whether a folded text contains a folded part; where the part
// begins or ends with a letter or digit, a word begins or ends there.
func holds(text, part string) bool {
	first, _ := utf8.DecodeRuneInString(part)
	last, _ := utf8.DecodeLastRuneInString(part)
	for from := 0; ; {
		i := strings.Index(text[from:], part)
		if i < 0 {
			return false
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(part):])
		if !(fold.ClassOf(first) == fold.Letter && i > 0 && fold.ClassOf(before) == fold.Letter) &&
			!(fold.ClassOf(last) == fold.Letter && i+len(part) < len(text) && fold.ClassOf(after) == fold.Letter) {
			return true
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		from = i + size
	}
}

// sees reports whether the scope shows a concern.
func (s *searcher) sees(ctx context.Context, number string) (bool, error) {
	var b where
	b.add(`m.number = ` + b.bind(number))
	b.scope(s.Scope)
	var n int
	err := s.row(ctx, `SELECT COUNT(*) FROM matter m WHERE `+b.sql(), b.args, &n)
	return n > 0, err
}

const foundColumns = `COALESCE(d.kind, CASE WHEN p.seq IS NULL THEN '' ELSE 'post' END), COALESCE(d.ref, ''), COALESCE(p.source_id, ''), COALESCE(p.published_at, d.at, 0), COALESCE(p.title, d.title, ''), COALESCE(p.text, d.text, '')`

func scanFound(rows *sql.Rows, err error) ([]Found, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Found
	for rows.Next() {
		var f Found
		if err := rows.Scan(&f.Seq, &f.Kind, &f.Ref, &f.SourceID, &f.At, &f.Title, &f.Text); err != nil {
			return nil, err
		}
		if f.Kind == KindPost {
			f.Ref = PostID(f.Seq)
		}
		out = append(out, f)
	}
	return out, rows.Err()
}

// kindToken is the token of a kind's texts beside their grams. Posts have none:
// nearly every text is one.
func kindToken(kind string) string { return "yingda" + kind }

// IndexText puts a document into the search index, or replaces it: kind is
// concern or statement, ref its id or number. Posts are indexed as they are stored.
func (t *Tx) IndexText(kind, ref string, at int64, title, text string) error {
	var seq int64
	var oldTitle, oldText string
	err := t.Row(`SELECT seq, title, text FROM searched WHERE kind = $1 AND ref = $2`, []any{kind, ref}, &seq, &oldTitle, &oldText)
	if err != nil && !IsNoRows(err) {
		return err
	}
	if err == nil {
		if _, err := t.Exec(`DELETE FROM searched WHERE seq = $1`, seq); err != nil {
			return err
		}
		if err := t.deleteTokens([]indexed{{seq, kind, oldTitle + "\n" + oldText}}); err != nil {
			return err
		}
	}
	seq, err = t.PostSeq(1)
	if err != nil {
		return err
	}
	return t.addSearched([]searched{{seq, kind, ref, at, title, text}})
}

// searched is one text that is no post.
type searched struct {
	seq         int64
	kind, ref   string
	at          int64
	title, text string
}

func (t *Tx) addSearched(list []searched) error {
	if err := batch(t, `INSERT INTO searched (seq, kind, ref, at, title, text) VALUES `, make([]string, 6), len(list), func(i int, a []any) []any {
		d := &list[i]
		return append(a, d.seq, d.kind, d.ref, d.at, d.title, d.text)
	}); err != nil {
		return err
	}
	texts := make([]indexed, len(list))
	for i, d := range list {
		texts[i] = indexed{d.seq, d.kind, d.title + "\n" + d.text}
	}
	return t.insertTokens(texts)
}
