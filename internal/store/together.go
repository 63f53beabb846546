package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// A page reads some fifty small things that do not wait for one another. Over a
// line to PostgreSQL each costs a round trip when it is asked for by itself, so
// those that Together runs are asked in as few as their order needs.

// errAsked is what a reading gets whose question was noted and not sent yet. It
// ends that run of it; it runs again when the answer is there.
var errAsked = errors.New("store: the question is asked together with others")

// round holds the questions of one Together and the answers to them.
type round struct {
	at     time.Time // the instant of all of them: what is asked by it must be the same each time
	wanted []call
	known  map[string]*rowset // nil for what is wanted
	open   bool               // the reading that runs asked something new
	late   func() error       // sends at once, once readings asked for long enough
}

// mostRounds is how often open questions are gathered. A reading that never comes
// to an end, because it asks in another order each time, then asks one by one.
const mostRounds = 12

type roundKey struct{}

// answer returns the answer to a question, or notes it.
func (g *round) answer(query string, args []any) (*rowset, error) {
	c := call{query, args}
	a, noted := g.known[c.key()]
	if a != nil {
		return a.again(), nil
	}
	if !noted {
		g.known[c.key()] = nil
		g.wanted = append(g.wanted, c)
	}
	if g.late != nil {
		if err := g.late(); err != nil {
			return nil, err
		}
		return g.known[c.key()].again(), nil
	}
	g.open = true
	return nil, errAsked
}

// Together runs readings that do not need one another's results. On PostgreSQL
// their questions are noted first, sent at once, and a reading whose question was
// open runs again from its beginning with the answer: it must set what it returns
// anew and change nothing else. Within a reading Together may be used again. On
// SQLite the readings run one after the other. It returns the first error.
func (r *Reader) Together(ctx context.Context, readings func(ctx context.Context) []func() error) error {
	if r.engine != Postgres {
		for _, read := range readings(ctx) {
			if err := read(); err != nil {
				return err
			}
		}
		return nil
	}
	if g, ok := ctx.Value(roundKey{}).(*round); ok { // as part of a greater one
		open, err := g.run(readings(ctx))
		if err == nil && len(open) > 0 {
			g.open, err = true, errAsked
		}
		return err
	}
	g := &round{at: r.now(), known: map[string]*rowset{}}
	open := readings(context.WithValue(ctx, roundKey{}, g))
	for n := 1; ; n++ {
		if n == mostRounds {
			g.late = func() error { return r.askAll(ctx, g) }
		}
		var err error
		if open, err = g.run(open); err != nil || len(open) == 0 {
			return err
		}
		if err := r.askAll(ctx, g); err != nil {
			return err
		}
	}
}

// run runs readings and returns those that asked something new. It stops at the
// first that fails.
func (g *round) run(readings []func() error) (open []func() error, err error) {
	was := g.open
	for _, read := range readings {
		g.open = false
		err := read()
		if g.open {
			open = append(open, read)
		} else if err != nil {
			return nil, err
		}
	}
	g.open = was
	return open, nil
}

// At returns the instant of the store's clock, within Together the one instant of
// all its readings.
func (r *Reader) At(ctx context.Context) time.Time {
	if g, ok := ctx.Value(roundKey{}).(*round); ok {
		return g.at
	}
	return r.now()
}

// askAll sends the questions that are open. Over a line that broke they are
// asked once more.
func (r *Reader) askAll(ctx context.Context, g *round) error {
	for try := 0; ; try++ {
		err := r.batch(ctx, g)
		if err == nil {
			g.wanted = nil
			return nil
		}
		if ctx.Err() != nil {
			return err
		}
		if try == 1 || !broken(err) {
			return explain(err)
		}
	}
}

func (r *Reader) batch(ctx context.Context, g *round) error {
	conn, err := r.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(raw any) error {
		b := &pgx.Batch{}
		for _, c := range g.wanted {
			b.Queue(c.query, c.args...)
		}
		results := raw.(*stdlib.Conn).Conn().SendBatch(ctx, b)
		for _, c := range g.wanted {
			rows, err := results.Query()
			var a *rowset
			if err == nil {
				a, err = collect(rows)
			}
			if err != nil {
				results.Close()
				return fmt.Errorf("%s: %w", head(c.query), err)
			}
			g.known[c.key()] = a
		}
		return results.Close()
	})
}
