package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"yingda/internal/fold"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit"
)

// paper is a searched text as the test knows it.
type paper struct {
	kind, ref, title, text string
	at                     int64
	topic, source          string
	m                      *matter.Matter
	parts                  map[string]matter.Part
}

// asker makes random queries together with what they mean, written plainly and
// apart from the program's own reading.
type asker struct {
	r    *rand.Rand
	b    *bureau
	seen func(p *paper) bool // the asking person sees its matter
}

// says reports whether a text holds a word or phrase.
func says(text, part string) bool { return within(fold.String(text), fold.String(part)) }

func (a *asker) query(depth int) (string, func(*paper) bool) {
	pick := func() string { return words[a.r.IntN(len(words))] }
	for depth > 0 {
		left, means := a.query(depth - 1)
		right, also := a.query(depth - 1)
		switch a.r.IntN(6) {
		case 0:
			return "(" + left + ") " + []string{"AND", "与", "且", ""}[a.r.IntN(4)] + " (" + right + ")", func(p *paper) bool { return means(p) && also(p) }
		case 1, 2:
			return "（" + left + "） " + []string{"OR", "或"}[a.r.IntN(2)] + " (" + right + ")", func(p *paper) bool { return means(p) || also(p) }
		case 3:
			return "(" + left + ") " + []string{"NOT ", "非 ", "-"}[a.r.IntN(3)] + "(" + right + ")", func(p *paper) bool { return means(p) && !also(p) }
		case 4:
			return "NOT (" + left + ")", func(p *paper) bool { return !means(p) }
		}
		depth--
	}
	known := func(f func(p *paper) bool) func(*paper) bool {
		return func(p *paper) bool { return p.m != nil && a.seen(p) && f(p) }
	}
	switch a.r.IntN(14) {
	case 0:
		w := glyphs(a.r)
		return "title:" + w, func(p *paper) bool { return says(p.title, w) }
	case 1:
		g := regime.Grades[a.r.IntN(4)]
		return "等级:" + []string{g.Title(), string(g)}[a.r.IntN(2)], known(func(p *paper) bool { return p.m.Grade == g })
	case 2:
		s := []matter.State{matter.New, matter.Judged, matter.Closed, matter.Drafting}[a.r.IntN(4)]
		return "state:" + matter.Titles[s], known(func(p *paper) bool { return p.m.State == s })
	case 3:
		u := a.b.units[a.r.IntN(len(a.b.units))]
		return "unit:" + u.Code, known(func(p *paper) bool {
			return slices.ContainsFunc(a.b.units, func(x store.Unit) bool { return x.ID == p.m.UnitID && strings.Contains(x.Path, u.ID) })
		})
	case 4:
		n := regime.Needs[a.r.IntN(len(regime.Needs))]
		return "need:" + string(n), known(func(p *paper) bool { return p.m.Need == n })
	case 5:
		s := []string{"论坛", "早报"}[a.r.IntN(2)]
		return "来源：" + s, func(p *paper) bool { return p.source == s }
	case 6:
		s := []string{"供水", "交通"}[a.r.IntN(2)]
		return "topic:" + s, func(p *paper) bool { return p.topic == s && (p.m == nil || a.seen(p)) }
	case 7:
		k := []string{"post", "concern", "draft", "statement"}[a.r.IntN(4)]
		return "kind:" + k, func(p *paper) bool { return p.kind == k }
	case 8:
		from := testkit.Start.Add(time.Duration(-a.r.IntN(40)) * 24 * time.Hour).In(time.FixedZone("", 8*60*60))
		from = time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, from.Location())
		to := from.AddDate(0, 0, 1+a.r.IntN(20))
		return "date:" + from.Format("2006-01-02") + ".." + to.AddDate(0, 0, -1).Format("2006-1-2"), func(p *paper) bool { return p.at >= from.UnixMilli() && p.at < to.UnixMilli() }
	case 9:
		w := glyphs(a.r) + pick()
		return `"` + w + `"`, func(p *paper) bool { return says(p.title, w) || says(p.text, w) }
	}
	w := glyphs(a.r)
	return w, func(p *paper) bool { return says(p.title, w) || says(p.text, w) }
}

// glyphs returns one of the words that ask for something.
func glyphs(r *rand.Rand) string {
	for {
		if w := words[r.IntN(len(words))]; len(fold.Needs(nil, w)) > 0 {
			return w
		}
	}
}

// TestQueryIsAScan: random queries over posts, concerns, drafts and public texts
// find on both engines, for everybody, what a plain look at each text finds, in
// pages that fit together. Nobody finds what he may not see, by no detour.
func TestQueryIsAScan(t *testing.T) {
	eachStore(t, func(t *testing.T, s *store.Store) {
		r := rand.New(rand.NewPCG(7, 8))
		b := newBureau(t, s, 120)
		papers := library(t, s, b, r)
		for name, scope := range b.viewers() {
			a := &asker{r: r, b: b, seen: func(p *paper) bool {
				if scope.All || slices.Contains(scope.Units, p.m.UnitID) {
					return true
				}
				return slices.ContainsFunc(scope.Own, func(id string) bool { _, ok := p.parts[id]; return ok })
			}}
			for i := range testkit.Deep(16, 60) {
				text, means := a.query(i % 4)
				var want []string
				for j := len(papers) - 1; j >= 0; j-- {
					p := &papers[j]
					if means(p) && (p.kind == store.KindPost || p.kind == store.KindStatement || a.seen(p)) {
						want = append(want, p.kind+p.ref)
					}
				}
				if got := all(t, s, store.SearchQuery{Query: ask(t, text), Scope: scope, Limit: 97}); !slices.Equal(got, want) {
					t.Fatalf("%s asks %q: got %d, a scan finds %d:\n%v\n%v", name, text, len(got), len(want), head5(got), head5(want))
				}
				if i%4 > 1 || len(want) > 900 {
					continue
				}
				got := all(t, s, store.SearchQuery{Query: ask(t, text), Scope: scope, Limit: 97, Relevant: true})
				slices.Sort(got)
				slices.Sort(want)
				if !slices.Equal(got, want) {
					t.Fatalf("%s asks for the best of %q: got %d, a scan finds %d", name, text, len(got), len(want))
				}
			}
		}
	})
}

func head5(s []string) []string { return s[:min(len(s), 5)] }

// all turns every page of a search.
func all(t *testing.T, s *store.Store, q store.SearchQuery) []string {
	t.Helper()
	var out []string
	for {
		page, err := s.Search(context.Background(), q)
		must(t, err)
		for _, f := range page.Rows {
			out = append(out, f.Kind+f.Ref)
		}
		if q.After = page.Next; q.After == (store.SearchAfter{}) {
			return out
		}
	}
}

// library stores texts of every kind, mixed, and returns them in their order.
func library(t *testing.T, s *store.Store, b *bureau, r *rand.Rand) []paper {
	t.Helper()
	var papers []paper
	must(t, s.Write(context.Background(), func(tx *store.Tx) error {
		for i, title := range []string{"供水", "交通"} {
			if err := tx.SaveTopic(&store.Topic{ID: fmt.Sprint("topic", i), Title: title, Rule: "水", Posts: 1, Sources: 1}); err != nil {
				return err
			}
		}
		return nil
	}))
	for i := range 40 {
		must(t, s.Write(context.Background(), func(tx *store.Tx) error {
			sources, err := tx.LockSources([]string{"论坛", "早报"})
			if err != nil {
				return err
			}
			posts := randomTexts(60, r)
			first, err := tx.PostSeq(int64(len(posts)))
			if err != nil {
				return err
			}
			for j := range posts {
				p, topic := &posts[j], r.IntN(2)
				source := []string{"论坛", "早报"}[r.IntN(2)]
				p.Seq, p.SourceID, p.ReceivedAt, p.Topics = first+int64(j), sources[source].ID, tx.Ms(), []string{fmt.Sprint("topic", topic)}
				p.PublishedAt, p.TextKey = tx.Ms()-int64(r.IntN(40*24))*3600_000+int64(r.IntN(20))*3600_000, p.Seq
				papers = append(papers, paper{kind: store.KindPost, ref: store.PostID(p.Seq), title: p.Title, text: p.Text, at: p.PublishedAt, topic: []string{"供水", "交通"}[topic], source: source})
			}
			if err := tx.AddPosts(posts); err != nil {
				return err
			}
			for j := range 3 {
				m := b.concerns[3*i+j]
				text := randomTexts(1, r)[0]
				p := paper{kind: store.KindConcern, ref: m.Number, title: text.Title, text: text.Text, at: tx.Ms(), m: &m, parts: b.parts[m.ID]}
				if j > 0 { // its answer, inside and in public
					m = matter.Matter{ID: store.NewID(tx.Now), Kind: regime.Statement, Number: fmt.Sprintf("S-2026-%04d-%d", i, j), AgencyID: m.AgencyID, UnitID: m.UnitID, State: matter.Drafting, Version: 1, RegimeID: "r", ParentID: m.ID, Title: "答复", Grade: m.Grade, Need: m.Need, NextDue: store.Never}
					if err := tx.InsertMatter(m); err != nil {
						return err
					}
					p.ref, p.kind = m.Number, []string{store.KindDraft, store.KindStatement}[j-1]
				}
				if err := tx.IndexText(p.kind, p.ref, p.at, p.title, p.text); err != nil {
					return err
				}
				papers = append(papers, p)
			}
			return nil
		}))
	}
	return papers
}

// TestSearchPagesAreBounded: one page looks at so many texts at most, says so,
// and goes on from there.
func TestSearchPagesAreBounded(t *testing.T) {
	eachStore(t, func(t *testing.T, s *store.Store) {
		posts := make([]store.Post, 26_000)
		for i := range posts {
			posts[i] = store.Post{Title: "甲乙", Text: "丙丁", Topics: []string{"t"}, TextKey: int64(i + 1), Signature: []byte{1}}
		}
		posts[0].Text = "丙丁戊己"
		fill(t, s, posts)
		first, err := s.Search(context.Background(), store.SearchQuery{Query: ask(t, "NOT title:甲乙 OR 戊己")})
		must(t, err)
		if len(first.Rows) != 0 || !first.Partial || first.Next.Seq == 0 {
			t.Fatalf("%+v", first)
		}
		second, err := s.Search(context.Background(), store.SearchQuery{Query: ask(t, "NOT title:甲乙 OR 戊己"), After: first.Next})
		must(t, err)
		if len(second.Rows) != 1 || second.Partial {
			t.Fatalf("%+v", second)
		}
	})
}
