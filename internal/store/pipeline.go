package store

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// An act reads and writes some fifty small things. Over a line of 300 ms to
// PostgreSQL each costs a third of a second when it is asked for by itself, so a
// transaction there may ask for many at once (Rehearse), and sends writes that
// nobody waits for with whatever comes next (Later). On SQLite, which runs inside
// the program, both do nothing special.

// Answer holds the rows of a query.
type Answer interface {
	Next() bool
	Scan(into ...any) error
	Err() error
	Close() error
}

// pipeline is what one PostgreSQL transaction has still to send, and the
// answers that hold until something they were read from is written.
type pipeline struct {
	conn      *sql.Conn
	rehearsed bool // answers are kept
	gathering bool // f of Rehearse runs for the first time
	wanted    []call
	queue     []call
	kept      map[string]*rowset
	round     *round // of a look that is part of Together, which sends
}

// call is one statement with its values.
type call struct {
	query string
	args  []any
}

func (c call) key() string { return fmt.Sprintf("%s\x00%#v", c.query, c.args) }

// reads reports whether the answer of a call may be kept: it changes nothing and
// locks nothing.
func (c call) reads() bool { return shapeOf(c.query).reads }

// shape is what the text of a statement tells about it.
type shape struct {
	reads  bool
	writes []string        // the tables that it writes
	words  map[string]bool // names that stand in it
}

var (
	written = regexp.MustCompile(`(?i)\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+(\w+)`)
	naming  = regexp.MustCompile(`\w+`)
	shapes  sync.Map // text → *shape; texts are few, since their values stand apart
)

func shapeOf(query string) *shape {
	if s, ok := shapes.Load(query); ok {
		return s.(*shape)
	}
	s := &shape{reads: strings.HasPrefix(strings.TrimSpace(query), "SELECT") && !strings.Contains(query, " FOR "), words: map[string]bool{}}
	for _, m := range written.FindAllStringSubmatch(query, -1) {
		s.writes = append(s.writes, m[1])
	}
	for _, w := range naming.FindAllString(query, -1) {
		s.words[w] = true
	}
	shapes.Store(query, s)
	return s
}

// forget drops the answers that a write may have made untrue.
func (p *pipeline) forget(c call) {
	if c.reads() {
		return
	}
	for _, table := range shapeOf(c.query).writes {
		for key := range p.kept {
			if query, _, _ := strings.Cut(key, "\x00"); shapeOf(query).words[table] {
				delete(p.kept, key)
			}
		}
	}
}

// Rehearse runs f to learn what it reads, asks for all of it in one round trip,
// and keeps the answers for when f runs in earnest. While it is rehearsed, f
// finds no rows and zero values, and what it returns is of no consequence; it
// must only read.
func (t *Tx) Rehearse(f func()) error {
	p := t.line
	if p == nil {
		return nil
	}
	if p.gathering { // as part of a greater rehearsal
		f()
		return nil
	}
	if p.round != nil {
		before := len(p.round.wanted)
		p.gathering = true
		f()
		p.gathering = false
		if len(p.round.wanted) > before {
			return errAsked
		}
		return nil
	}
	p.rehearsed, p.gathering, p.wanted = true, true, nil
	f()
	p.gathering = false
	var ask []call
	seen := map[string]bool{}
	for _, c := range p.wanted {
		if key := c.key(); c.reads() && !seen[key] && p.kept[key] == nil {
			seen[key] = true
			ask = append(ask, c)
		}
	}
	if len(ask) < 2 {
		return nil
	}
	_, err := t.send(ask)
	return err
}

// Later runs a statement of which only failure matters: on PostgreSQL it goes
// with the next statement that is waited for, at the latest with the commit,
// and that one returns its error.
func (t *Tx) Later(query string, args ...any) error {
	if t.line == nil || t.line.gathering {
		_, err := t.Exec(query, args...)
		return err
	}
	c := call{query, args}
	t.line.forget(c)
	t.line.queue = append(t.line.queue, c)
	return nil
}

// straight makes ready for a statement that goes past the pipeline.
func (t *Tx) straight(query string) error {
	if t.line == nil {
		return nil
	}
	t.line.forget(call{query: query})
	return t.flush()
}

// flush sends what is queued.
func (t *Tx) flush() error {
	if t.line == nil || len(t.line.queue) == 0 {
		return nil
	}
	_, err := t.send(nil)
	return err
}

// direct reports whether a statement goes to the driver by itself.
func (t *Tx) direct() bool {
	return t.line == nil || t.line.round == nil && !t.line.rehearsed && !t.line.gathering && len(t.line.queue) == 0
}

// ask answers one statement: from what is known, else with all that is queued.
func (t *Tx) ask(query string, args []any) (*rowset, error) {
	if g := t.line.round; g != nil {
		a, err := g.answer(query, args)
		if err != nil && t.line.gathering {
			return &rowset{}, nil
		}
		return a, err
	}
	c := call{query, args}
	if t.line.gathering {
		t.line.wanted = append(t.line.wanted, c)
		return &rowset{}, nil
	}
	if a := t.line.kept[c.key()]; a != nil {
		return a.again(), nil
	}
	return t.send([]call{c})
}

// send sends the queue and some calls in one round trip, and returns the answer
// of the last.
func (t *Tx) send(calls []call) (last *rowset, err error) {
	p := t.line
	queue := p.queue
	p.queue = nil
	all := append(queue, calls...)
	for _, c := range calls {
		p.forget(c)
	}
	err = p.conn.Raw(func(raw any) error {
		conn := raw.(*stdlib.Conn).Conn()
		b := &pgx.Batch{}
		for _, c := range all {
			b.Queue(c.query, c.args...)
		}
		results := conn.SendBatch(t.ctx, b)
		for i, c := range all {
			rows, err := results.Query()
			if err == nil {
				last, err = collect(rows)
			}
			if err != nil {
				results.Close()
				return fmt.Errorf("%s: %w", head(c.query), err)
			}
			if i >= len(queue) && p.rehearsed && c.reads() {
				if p.kept == nil {
					p.kept = map[string]*rowset{}
				}
				p.kept[c.key()] = last
			}
		}
		return results.Close()
	})
	if err != nil {
		return nil, err
	}
	if last == nil {
		return &rowset{}, nil
	}
	return last.again(), nil
}

// rowset is an answer that was read to its end.
type rowset struct {
	rows [][]any
	tag  pgconn.CommandTag
	at   int
}

func (r *rowset) again() *rowset { return &rowset{rows: r.rows, tag: r.tag} }

// Next goes to the next row.
func (r *rowset) Next() bool {
	r.at++
	return r.at <= len(r.rows)
}

// Err and Close belong to Answer; everything was read already.
func (r *rowset) Err() error   { return nil }
func (r *rowset) Close() error { return nil }

// Scan converts the present row as database/sql would.
func (r *rowset) Scan(into ...any) error {
	row := r.rows[r.at-1]
	if len(row) != len(into) {
		return fmt.Errorf("scan: %d columns into %d values", len(row), len(into))
	}
	for i, v := range row {
		if err := assign(into[i], v); err != nil {
			return fmt.Errorf("scan column %d: %w", i, err)
		}
	}
	return nil
}

func collect(rows pgx.Rows) (*rowset, error) {
	defer rows.Close()
	out := &rowset{}
	for rows.Next() {
		row, err := rows.Values()
		if err != nil {
			return nil, err
		}
		out.rows = append(out.rows, row)
	}
	out.tag = rows.CommandTag()
	return out, rows.Err()
}

// assign puts a value of PostgreSQL where a Go variable is, as database/sql does
// for the types that Yingda keeps: text, whole numbers, truths and bytes.
func assign(into, v any) error {
	if n, ok := v.(driver.Valuer); ok { // a sum of whole numbers is numeric
		var err error
		if v, err = n.Value(); err != nil {
			return err
		}
	}
	switch d := into.(type) {
	case *any:
		*d = v
		return nil
	case sql.Scanner:
		return d.Scan(v)
	}
	to, from := reflect.ValueOf(into).Elem(), reflect.ValueOf(v)
	text, isText := v.(string)
	switch {
	case isText && to.CanInt():
		n, err := strconv.ParseInt(text, 10, 64)
		to.SetInt(n)
		return err
	case isText && to.CanFloat():
		n, err := strconv.ParseFloat(text, 64)
		to.SetFloat(n)
		return err
	case !from.IsValid():
		return fmt.Errorf("no value for %s", to.Type())
	case from.CanInt() && to.Kind() == reflect.Bool:
		to.SetBool(from.Int() != 0)
	case from.CanInt() && to.Kind() == reflect.String:
		to.SetString(strconv.FormatInt(from.Int(), 10))
	case from.CanInt() && (to.CanInt() || to.CanFloat()), isText && (to.Kind() == reflect.String || to.Type() == reflect.TypeFor[[]byte]()),
		from.CanFloat() && to.CanFloat(), from.Type().AssignableTo(to.Type()):
		to.Set(from.Convert(to.Type()))
	default:
		return fmt.Errorf("%s for %s", from.Type(), to.Type())
	}
	return nil
}
