package store

import (
	"context"
	"slices"
	"strings"

	"yingda/internal/fold"
	"yingda/internal/query"
)

// asked is what the fields of a query are compared with: what their values name
// in this installation, and of the matters among the candidates what is known.
type asked struct {
	named   map[query.Term][]string // ids of topics, sources, units
	matters map[string]known
}

// known is what a matter is, and whether the asking person sees it. Of what one
// does not see no field is ever told, so that no NOT can tell it either.
type known struct {
	unit, path, state, grade, need, topic string
	seen                                  bool
}

// is reports whether a field of a candidate has a value.
func (a *asked) is(f *Found, t query.Term) bool {
	if f.Kind == KindPost {
		switch t.Field {
		case query.Source:
			return slices.Contains(a.named[t], f.SourceID)
		case query.Topic:
			return slices.ContainsFunc(strings.Split(f.topics, ","), func(id string) bool { return slices.Contains(a.named[t], id) })
		}
		return false
	}
	m, ok := a.matters[f.Ref]
	if !ok || !m.seen {
		return false
	}
	switch t.Field {
	case query.Number:
		return numbered(fold.String(f.Ref), t.Value)
	case query.Topic:
		return m.topic != "" && slices.Contains(a.named[t], m.topic)
	case query.Unit:
		return slices.ContainsFunc(strings.Split(m.path, "/"), func(id string) bool { return slices.Contains(a.named[t], id) })
	case query.State:
		return m.state == t.Value
	case query.Grade:
		return m.grade == t.Value
	case query.Need:
		return m.need == t.Value
	}
	return false
}

// numbered reports whether a number begins with what was asked for, or ends in it:
// 10 and 0010 are the tenth of any kind and year.
func numbered(number, asked string) bool {
	if strings.HasPrefix(number, asked) {
		return true
	}
	_, last, _ := strings.Cut(number[strings.Index(number, "-")+1:], "-")
	short := strings.TrimLeft(asked, "0")
	return short != "" && strings.Trim(asked, "0123456789") == "" && strings.TrimLeft(last, "0") == short
}

// sees reports whether a candidate may be shown: posts and what is on the public
// record to whoever may search them, other texts as their matters.
func (s *searcher) sees(f *Found) bool {
	return s.Scope.All || f.Kind != KindConcern && f.Kind != KindDraft && f.Kind != KindMessage || s.asked.matters[f.Ref].seen
}

// resolve finds what the values of fields name, and where the texts begin that
// can be meant.
func (s *searcher) resolve(ctx context.Context) error {
	s.asked.named = map[query.Term][]string{}
	for _, t := range s.Query.Terms() {
		list := map[query.Field]string{query.Topic: `SELECT id, id, title FROM topic`, query.Source: `SELECT id, id, name FROM source`, query.Unit: `SELECT id, code, name FROM unit`}[t.Field]
		if list == "" {
			continue
		}
		ids, err := namedBy(t.Value)(s.query(ctx, list))
		if err != nil {
			return err
		}
		s.asked.named[t] = ids
	}
	from := s.Query.From()
	if from == 0 {
		return nil
	}
	// A post may be dated a day after it came; clocks of processes differ a little.
	seq, err := s.SeqAt(ctx, from-25*60*60*1000)
	if err != nil {
		return err
	}
	return s.row(ctx, `SELECT COALESCE((SELECT seq FROM post WHERE seq < $1 ORDER BY seq DESC LIMIT 1), 0)`, []any{seq}, &s.floor)
}

// namedBy reads ids whose code is a folded value, or whose name holds it.
func namedBy(value string) func(Answer, error) ([]string, error) {
	return func(rows Answer, err error) ([]string, error) {
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		var out []string
		for rows.Next() {
			var id, code, name string
			if err := rows.Scan(&id, &code, &name); err != nil {
				return nil, err
			}
			if fold.String(code) == value || strings.Contains(fold.String(name), value) {
				out = append(out, id)
			}
		}
		return out, rows.Err()
	}
}

// know reads what is known of the matters among candidates, all at once.
func (s *searcher) know(ctx context.Context, page []Found) error {
	if s.Scope.All && len(s.Query.Terms()) == 0 {
		return nil
	}
	var refs []string
	for _, f := range page {
		if f.Kind == KindConcern || f.Kind == KindDraft || f.Kind == KindStatement || f.Kind == KindMessage {
			refs = append(refs, f.Ref)
		}
	}
	s.asked.matters = make(map[string]known, len(refs))
	for part := range slices.Chunk(refs, 256) {
		for size := 1; size <= 256; size *= 4 { // so that there are few statements to prepare
			if size >= len(part) {
				part = append(slices.Clone(part), slices.Repeat([]string{part[0]}, size-len(part))...)
				break
			}
		}
		if err := s.knowPart(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

func (s *searcher) knowPart(ctx context.Context, numbers []string) error {
	var b where
	seen := `1`
	if !s.Scope.All {
		seen = `CASE WHEN m.unit_id IN ` + b.list(s.Scope.Units) + ` OR EXISTS (SELECT 1 FROM participant p WHERE p.matter_id = CASE WHEN m.kind = 'statement' AND m.parent_id <> '' THEN m.parent_id ELSE m.id END AND p.unit_id IN ` + b.list(s.Scope.Own) + `) THEN 1 ELSE 0 END`
	}
	rows, err := s.query(ctx, `SELECT m.number, m.unit_id, u.path, m.state, m.grade, m.need, COALESCE(c.topic_id, ''), `+seen+` FROM matter m JOIN unit u ON u.id = m.unit_id LEFT JOIN concern c ON c.seq = m.seq WHERE m.number IN `+b.list(numbers), b.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var number string
		var k known
		var seen int64
		if err := rows.Scan(&number, &k.unit, &k.path, &k.state, &k.grade, &k.need, &k.topic, &seen); err != nil {
			return err
		}
		k.seen = seen != 0
		s.asked.matters[number] = k
	}
	return rows.Err()
}
