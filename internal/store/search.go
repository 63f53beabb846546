package store

import (
	"cmp"
	"context"
	"slices"

	"yingda/internal/query"
)

// A text is found when the query means it (query.Holds). The index of grams gives
// candidates, newest first, and the texts themselves decide, so that the rows are
// those of a plain scan.

// The kinds of texts that are searched.
const (
	KindPost      = "post"
	KindConcern   = "concern"
	KindStatement = "statement" // as it stands on the public record
	KindDraft     = "draft"     // as its newest version stands inside
	KindMessage   = "message"   // without personal data
)

// SearchQuery asks for texts, newest first or, with Relevant, the best of the
// newest thousand first. After is where the page before ended; an empty Kinds
// means all; Scope says which concerns and drafts may be found.
type SearchQuery struct {
	Query    query.Query
	Kinds    []string
	Scope    Scope
	Relevant bool
	After    SearchAfter
	Limit    int // 0 means 50
}

// SearchAfter is where a page ended; the zero value is before the first. Score
// and Newest are of a search by relevance: later texts do not disturb its pages.
type SearchAfter struct {
	Seq    int64
	Score  int64
	Newest int64
}

// SearchPage is one page of what was found.
type SearchPage struct {
	Rows []Found
	Next SearchAfter // zero when there is no more
	// Partial says that the page ended because enough texts had been looked at,
	// not because it was full or nothing was left.
	Partial bool
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
	Score    int64 // of a search by relevance
	topics   string
}

const (
	mostRanked = 1000   // texts that are put in order by relevance
	mostLooked = 20_000 // candidates that one page may look at
)

// Search returns one page of what a query finds. What has neither a character
// nor a letter finds nothing.
func (r *Reader) Search(ctx context.Context, q SearchQuery) (SearchPage, error) {
	s := searcher{Reader: r, SearchQuery: q, after: q.After.Seq}
	if s.Limit <= 0 {
		s.Limit = 50
	}
	if q.Query.Empty() || !s.narrow() {
		return SearchPage{}, nil
	}
	s.index, s.decided = q.Query.Index()
	if err := s.resolve(ctx); err != nil {
		return SearchPage{}, err
	}
	if q.Relevant {
		return s.ranked(ctx)
	}
	rows, ended, err := s.run(ctx, s.Limit+1)
	if err != nil {
		return SearchPage{}, err
	}
	p := SearchPage{Rows: rows}
	switch {
	case len(rows) > s.Limit:
		p.Rows = rows[:s.Limit]
		p.Next.Seq = p.Rows[s.Limit-1].Seq
	case !ended:
		p.Next.Seq, p.Partial = s.after, true
	}
	return p, nil
}

// ranked orders the newest texts that are found by score, the newer of equals
// first.
func (s *searcher) ranked(ctx context.Context) (SearchPage, error) {
	s.after = 0
	if s.After.Newest > 0 {
		s.after = s.After.Newest + 1
	}
	rows, ended, err := s.run(ctx, mostRanked)
	if err != nil || len(rows) == 0 {
		return SearchPage{}, err
	}
	newest := rows[0].Seq
	for i := range rows {
		rows[i].Score = s.Query.Score(rows[i].Title, rows[i].Text)
	}
	slices.SortFunc(rows, func(a, b Found) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Seq, a.Seq)) })
	from := 0
	for s.After.Seq > 0 && from < len(rows) && (rows[from].Score > s.After.Score || rows[from].Score == s.After.Score && rows[from].Seq >= s.After.Seq) {
		from++
	}
	p := SearchPage{Rows: rows[from:], Partial: !ended && len(rows) < mostRanked}
	if len(p.Rows) > s.Limit {
		p.Rows = p.Rows[:s.Limit]
		last := p.Rows[s.Limit-1]
		p.Next = SearchAfter{Seq: last.Seq, Score: last.Score, Newest: newest}
	}
	return p, nil
}

type searcher struct {
	*Reader
	SearchQuery
	kinds   []string // nil for all
	index   query.Index
	decided bool  // what has the grams is meant
	after   int64 // seq below which nothing was looked at yet, 0 for the newest
	floor   int64 // seq below which nothing can be meant
	asked   asked
}

// narrow takes the kinds that are asked for, that the caller may see and that the
// query can mean at all; false if there is none.
func (s *searcher) narrow() bool {
	s.kinds = s.Query.Kinds()
	if len(s.Kinds) == 0 {
		return s.kinds == nil || len(s.kinds) > 0
	}
	if s.kinds == nil {
		s.kinds = s.Kinds
		return true
	}
	s.kinds = slices.DeleteFunc(slices.Clone(s.kinds), func(k string) bool { return !slices.Contains(s.Kinds, k) })
	return len(s.kinds) > 0
}

// run looks at candidates, newest first, in pages that grow while texts do not
// hold what their grams promise. ended says that none is left.
func (s *searcher) run(ctx context.Context, limit int) (out []Found, ended bool, err error) {
	if s.after <= 0 {
		s.after = Never
	}
	scans, probes := s.wantsPosts() && s.index.Empty(), s.probes()
	looked := 0
	for n := limit; looked < mostLooked; n = min(2*n, 2000) {
		scan := scans || probes && looked < probed
		ask := s.candidates
		switch {
		case scan:
			ask, n = s.newest, min(max(n, 200), 2000)
			if !scans {
				n = min(n, probed-looked)
			}
		case probes: // the first page of the index
			n, probes = limit, false
		}
		found, err := ask(ctx, n)
		if err != nil {
			return nil, false, err
		}
		if err := s.know(ctx, found); err != nil {
			return nil, false, err
		}
		for i := range found {
			s.after = found[i].Seq
			if s.after < s.floor {
				return out, true, nil
			}
			if s.holds(&found[i], scan) {
				if out = append(out, found[i]); len(out) == limit {
					return out, false, nil
				}
			}
		}
		if len(found) < n {
			return out, true, nil
		}
		looked += len(found)
	}
	return out, false, nil
}

// wantsPosts reports whether posts are asked for: nearly all texts are.
func (s *searcher) wantsPosts() bool { return s.kinds == nil || slices.Contains(s.kinds, KindPost) }

// holds decides on one candidate; scanned says that nothing is known of its grams.
func (s *searcher) holds(f *Found, scanned bool) bool {
	if f.Kind == "" || s.kinds != nil && !slices.Contains(s.kinds, f.Kind) || !s.sees(f) {
		return false
	}
	if s.decided && !scanned {
		return true
	}
	return s.Query.Holds(&query.Doc{Kind: f.Kind, At: f.At, Title: f.Title, Text: f.Text, Known: func(t query.Term) bool { return s.asked.is(f, t) }})
}

const foundColumns = `COALESCE(d.kind, CASE WHEN p.seq IS NULL THEN '' ELSE 'post' END), COALESCE(d.ref, ''), COALESCE(p.source_id, ''), COALESCE(p.published_at, d.at, 0), COALESCE(p.topics, ''), COALESCE(p.title, d.title, ''), COALESCE(p.text, d.text, '')`

func scanFound(rows Answer, err error) ([]Found, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Found
	for rows.Next() {
		var f Found
		if err := rows.Scan(&f.Seq, &f.Kind, &f.Ref, &f.SourceID, &f.At, &f.topics, &f.Title, &f.Text); err != nil {
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
// concern, statement or draft, ref its number. Posts are indexed as they are stored.
func (t *Tx) IndexText(kind, ref string, at int64, title, text string) error {
	if err := t.UnindexText(kind, ref); err != nil {
		return err
	}
	seq, err := t.PostSeq(1)
	if err != nil {
		return err
	}
	return t.addSearched([]searched{{seq, kind, Words{ref, title, text}, at}})
}

// Words are what a document is found by, and its number.
type Words struct{ Ref, Title, Text string }

// IndexNew puts documents of one kind into the search index that are not in it yet.
// SQLite writes its index out between one text and any other statement: that is
// once for all of them here.
func (t *Tx) IndexNew(kind string, at int64, docs []Words) error {
	if len(docs) == 0 {
		return nil
	}
	seq, err := t.PostSeq(int64(len(docs)))
	if err != nil {
		return err
	}
	list := make([]searched, len(docs))
	for i, d := range docs {
		list[i] = searched{seq + int64(i), kind, d, at}
	}
	return t.addSearched(list)
}

// UnindexText takes a document out of the search index, if it is there.
func (t *Tx) UnindexText(kind, ref string) error {
	var seq int64
	var title, text string
	err := t.Row(`SELECT seq, title, text FROM searched WHERE kind = $1 AND ref = $2`, []any{kind, ref}, &seq, &title, &text)
	if IsNoRows(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := t.Exec(`DELETE FROM searched WHERE seq = $1`, seq); err != nil {
		return err
	}
	return t.deleteTokens([]indexed{{seq, kind, title + "\n" + text}})
}

// searched is one text that is no post.
type searched struct {
	seq  int64
	kind string
	Words
	at int64
}

func (t *Tx) addSearched(list []searched) error {
	if err := batch(t, `INSERT INTO searched (seq, kind, ref, at, title, text) VALUES `, make([]string, 6), len(list), func(i int, a []any) []any {
		d := &list[i]
		return append(a, d.seq, d.kind, d.Ref, d.at, d.Title, d.Text)
	}); err != nil {
		return err
	}
	texts := make([]indexed, len(list))
	for i, d := range list {
		texts[i] = indexed{d.seq, d.kind, d.Title + "\n" + d.Text}
	}
	return t.insertTokens(texts)
}
