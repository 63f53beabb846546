package web

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"yingda/internal/desk"
	"yingda/internal/store"
)

// lists remembers the rows of list pages while no matter has changed: everybody
// who sees the same and asks for the same shares one reading. What runs with the
// clock, such as the time that is left, is worked out anew for each page.
type lists struct {
	mu         sync.Mutex
	generation int64
	rows       map[string][]store.DeskRow
}

func newLists() lists { return lists{rows: map[string][]store.DeskRow{}} }

// pageRows is how many rows a list page shows.
const pageRows = 50

// concernRows returns one page of concerns and one row more if there is a next.
func (s *server) concernRows(ctx context.Context, f store.DeskFilter, scope store.Scope, after store.DeskAfter) ([]store.DeskRow, error) {
	generation, err := s.Store.Counter(ctx, "generation.matter")
	if err != nil {
		return nil, err
	}
	key := fmt.Sprintf("%+v|%t|%s|%s|%+v", f, scope.All, strings.Join(scope.Units, ","), strings.Join(scope.Own, ","), after)
	s.lists.mu.Lock()
	if s.lists.generation != generation || len(s.lists.rows) > 500 {
		s.lists.generation, s.lists.rows = generation, map[string][]store.DeskRow{}
	}
	rows, ok := s.lists.rows[key]
	s.lists.mu.Unlock()
	if ok {
		return rows, nil
	}
	if rows, err = s.Store.DeskList(ctx, f, scope, after, pageRows+1); err != nil {
		return nil, err
	}
	s.lists.mu.Lock()
	// Read before the counter moved on: only then do the rows belong to it.
	if s.lists.generation == generation {
		s.lists.rows[key] = rows
	}
	s.lists.mu.Unlock()
	return rows, nil
}

// together runs readings of a page that do not wait for one another, so that a
// slow line to the database is crossed for all of them at once. They read by the
// visit's context and may run again from their beginning.
func (s *server) together(v *visit, readings ...func() error) error {
	own := v.r
	defer func() { v.r = own }()
	return s.Store.Together(own.Context(), func(ctx context.Context) []func() error {
		v.r = own.WithContext(ctx)
		return readings
	})
}

// tree is short for the tree of units as a page needs it.
func (s *server) tree(v *visit) (*desk.Tree, error) { return s.Desk.Tree(v.r.Context()) }
