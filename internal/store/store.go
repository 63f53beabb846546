// Package store keeps everything in one SQL database (存储): embedded SQLite in
// one file, or PostgreSQL by address. One set of SQL serves both; what differs
// stands in dialect.go. Reader cannot write and is all that the edges hold;
// Store adds transactions. Times are milliseconds UTC, no column is NULL.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	_ "modernc.org/sqlite"             // driver "sqlite"

	"yingda/internal/fault"
)

// Never is the due time of what is not due: it sorts after every real one.
const Never int64 = 1<<62 - 1

// Config says where the data is. An empty URL means SQLite in Dir/yingda.db.
type Config struct {
	Dir string
	URL string
	Now func() time.Time
}

// Reader reads and cannot write: its connections refuse it.
type Reader struct {
	engine Engine
	db     *sql.DB
	now    func() time.Time
	stmts  sync.Map // SQL as written → *sql.Stmt
	tree   parents
}

// Store reads and writes.
type Store struct {
	*Reader
	write *sql.DB
	dsn   string
	Files Files // of investigation files, for backup and restore; nil where there are none
	// Erased lists the cases whose keys were destroyed, for restore; nil for no list.
	Erased func() ([]string, error)

	answering answering
}

// Open connects, migrates and returns a store ready for work. It returns
// fault.Busy while another process migrates for too long, and fault.Conflict
// when the schema is newer than this program.
func Open(ctx context.Context, c Config) (*Store, error) {
	s, err := Connect(c)
	if err != nil {
		return nil, err
	}
	if err := s.Migrate(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Connect opens the database without migrating it.
func Connect(c Config) (*Store, error) {
	if c.URL != "" {
		return connectPostgres(c)
	}
	return connectSQLite(c)
}

func connectSQLite(c Config) (*Store, error) {
	file := filepath.Join(c.Dir, "yingda.db")
	if abs, err := filepath.Abs(file); err == nil {
		file = abs
	}
	dsn := (&url.URL{Scheme: "file", Path: file}).String()
	common := "?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=foreign_keys(1)&_pragma=temp_store(memory)&_pragma=cache_size(-65536)&_pragma=mmap_size(1073741824)&_pragma=wal_autocheckpoint(8000)"
	w, err := sql.Open("sqlite", dsn+common+"&_txlock=immediate")
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", file, err)
	}
	w.SetMaxOpenConns(1)
	// The file is made by the writer first, so that a reader never finds none.
	if err := w.Ping(); err != nil {
		w.Close()
		return nil, fault.New(fault.Internal, "database.open", "打不开数据文件 %s：请检查目录是否存在、可写，磁盘是否已满", file).Because(err)
	}
	r, err := sql.Open("sqlite", dsn+common+"&_pragma=query_only(1)")
	if err != nil {
		w.Close()
		return nil, fmt.Errorf("open %s for reading: %w", file, err)
	}
	n := max(4, 2*runtime.NumCPU())
	r.SetMaxOpenConns(n)
	r.SetMaxIdleConns(n)
	return &Store{Reader: &Reader{engine: SQLite, db: r, now: c.Now}, write: w, dsn: file}, nil
}

func connectPostgres(c Config) (*Store, error) {
	u, err := url.Parse(c.URL)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return nil, fault.New(fault.Invalid, "database.url", "数据库地址应为 postgres://用户:口令@主机:端口/库名").On("database")
	}
	q := u.Query()
	q.Set("timezone", "UTC")
	q.Set("jit", "off") // every query here is short; to compile one takes longer than to run it
	if !q.Has("lock_timeout") {
		q.Set("lock_timeout", "10s") // as long as SQLite waits; whoever waits for longer is told
	}
	u.RawQuery = q.Encode()
	w, err := sql.Open("pgx", u.String())
	if err != nil {
		return nil, fmt.Errorf("open postgres: %w", err)
	}
	w.SetMaxOpenConns(16)
	w.SetMaxIdleConns(8)
	q.Set("default_transaction_read_only", "on")
	u.RawQuery = q.Encode()
	r, err := sql.Open("pgx", u.String())
	if err != nil {
		w.Close()
		return nil, fmt.Errorf("open postgres for reading: %w", err)
	}
	r.SetMaxOpenConns(16)
	r.SetMaxIdleConns(16)
	return &Store{Reader: &Reader{engine: Postgres, db: r, now: c.Now}, write: w, dsn: c.URL, answering: answering{claims: make(chan struct{}, maxClaims)}}, nil
}

// Close ends all connections.
func (s *Store) Close() error {
	return errors.Join(s.db.Close(), s.write.Close())
}

// Engine returns the engine in use.
func (r *Reader) Engine() Engine { return r.engine }

// Now returns the instant of the store's clock.
func (r *Reader) Now() time.Time { return r.now() }

// Ping reports whether the database answers.
func (r *Reader) Ping(ctx context.Context) error { return r.db.PingContext(ctx) }

// query runs a prepared statement; every SQL text is prepared once a process.
// Over a line that broke it is asked once more: reading twice does no harm.
func (r *Reader) query(ctx context.Context, query string, args ...any) (Answer, error) {
	if g, ok := ctx.Value(roundKey{}).(*round); ok {
		return g.answer(query, args)
	}
	var rows *sql.Rows
	err := r.twice(ctx, query, func(st *sql.Stmt) (err error) {
		rows, err = st.QueryContext(ctx, args...)
		return err
	})
	return rows, err
}

func (r *Reader) row(ctx context.Context, query string, args []any, into ...any) error {
	if g, ok := ctx.Value(roundKey{}).(*round); ok {
		a, err := g.answer(query, args)
		switch {
		case err != nil:
			return err
		case !a.Next():
			return sql.ErrNoRows
		}
		return a.Scan(into...)
	}
	return r.twice(ctx, query, func(st *sql.Stmt) error { return st.QueryRowContext(ctx, args...).Scan(into...) })
}

// scanner returns what scans the one row of a query; sql.ErrNoRows means that
// there is none.
func (r *Reader) scanner(ctx context.Context, query string, args ...any) func(into ...any) error {
	return func(into ...any) error { return r.row(ctx, query, args, into...) }
}

func (r *Reader) twice(ctx context.Context, query string, read func(st *sql.Stmt) error) error {
	for try := 0; ; try++ {
		st, err := r.prepared(ctx, query)
		if err == nil {
			err = read(st)
		}
		if err == nil || ctx.Err() != nil {
			return err
		}
		if try == 1 || !broken(err) {
			return explain(err)
		}
	}
}

func (r *Reader) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := r.stmts.Load(query); ok {
		return st.(*sql.Stmt), nil
	}
	st, err := r.db.PrepareContext(ctx, r.engine.spell(query))
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", query, err)
	}
	if first, loaded := r.stmts.LoadOrStore(query, st); loaded {
		st.Close()
		return first.(*sql.Stmt), nil
	}
	return st, nil
}

// Tx is one writing transaction. Now is its one instant, cut to the millisecond.
type Tx struct {
	Now      time.Time
	ctx      context.Context
	engine   Engine
	tx       *sql.Tx
	audit    []Entry
	ledger   []LedgerEntry
	view     bool      // nothing can be written; rows are not locked
	changed  []string  // generations that end with this transaction
	corrects bool      // the clock was ahead: times may go back here
	line     *pipeline // of PostgreSQL; nil on SQLite

	seen     map[string]bool      // statements that ran once
	prepared map[string]*sql.Stmt // and those that ran again
}

// again returns a prepared statement for what runs more than once in this
// transaction, nil for its first time. PostgreSQL's driver keeps its own.
func (t *Tx) again(query string) (*sql.Stmt, error) {
	if t.engine == Postgres {
		return nil, nil
	}
	if st := t.prepared[query]; st != nil {
		return st, nil
	}
	if !t.seen[query] {
		if t.seen == nil {
			t.seen, t.prepared = map[string]bool{}, map[string]*sql.Stmt{}
		}
		t.seen[query] = true
		return nil, nil
	}
	st, err := t.tx.PrepareContext(t.ctx, t.engine.spell(query)) // closed with the transaction
	if err != nil {
		return nil, err
	}
	t.prepared[query] = st
	return st, nil
}

// Write runs f in one transaction: state, clocks, audit entries and follow-up
// jobs commit together or not at all. On PostgreSQL it is tried again when two
// transactions collided, or one waited so long for another that its instant lies
// behind the last entry, and once more when the line broke before the commit; f
// must therefore hold no effect outside the store. It returns fault.Busy with
// code database.away when the line stays broken, and database.unsure when it
// broke at the commit.
func (s *Store) Write(ctx context.Context, f func(tx *Tx) error) error {
	again := true
	for try := 0; ; try++ {
		begun := s.now()
		committing, err := s.writeOnce(ctx, f)
		if fault.CodeOf(err) == "clock.backwards" && try < 8 && s.now().Sub(begun) > time.Second {
			continue
		}
		if err != nil && ctx.Err() == nil && fault.Of(err) == nil && broken(err) {
			if committing {
				return unsure(err)
			}
			if again {
				again = false
				continue
			}
		}
		if err == nil || try == 8 || !collided(err) {
			return explain(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(1<<try) * 5 * time.Millisecond):
		}
	}
}

// writeOnce also reports whether it had come to the commit.
func (s *Store) writeOnce(ctx context.Context, f func(tx *Tx) error) (committing bool, err error) {
	tx, done, err := s.begin(ctx, s.write)
	if err != nil {
		return false, err
	}
	defer done()
	if err := f(tx); err != nil {
		return false, err
	}
	if err := tx.mark(); err != nil {
		return false, err
	}
	if err := tx.renew(); err != nil {
		return false, err
	}
	if err := tx.seal(); err != nil {
		return false, err
	}
	if err := tx.flush(); err != nil {
		return false, err
	}
	return true, tx.tx.Commit()
}

// begin begins a transaction; done rolls back what was not committed.
func (s *Store) begin(ctx context.Context, db *sql.DB) (tx *Tx, done func(), err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, nil, err
	}
	raw, err := conn.BeginTx(ctx, nil)
	if err != nil {
		conn.Close()
		return nil, nil, err
	}
	tx = &Tx{Now: s.now().Truncate(time.Millisecond).UTC(), ctx: ctx, engine: s.engine, tx: raw}
	if s.engine == Postgres {
		tx.line = &pipeline{conn: conn}
	}
	return tx, func() {
		raw.Rollback() //nolint:errcheck // after a commit it is a no-op
		conn.Close()
	}, nil
}

// Exec runs one statement and returns the number of rows that it changed.
func (t *Tx) Exec(query string, args ...any) (int64, error) {
	if !t.direct() {
		a, err := t.ask(query, args)
		if err != nil {
			return 0, err
		}
		return a.tag.RowsAffected(), nil
	}
	st, err := t.again(query)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", head(query), err)
	}
	var res sql.Result
	if st != nil {
		res, err = st.ExecContext(t.ctx, args...)
	} else {
		res, err = t.tx.ExecContext(t.ctx, t.engine.spell(query), args...)
	}
	if err != nil {
		return 0, fmt.Errorf("%s: %w", head(query), err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("%s: %w", head(query), err)
	}
	return n, nil
}

// Query reads inside the transaction.
func (t *Tx) Query(query string, args ...any) (Answer, error) {
	if !t.direct() {
		a, err := t.ask(query, args)
		if err != nil {
			return nil, err
		}
		return a, nil
	}
	st, err := t.again(query)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", head(query), err)
	}
	var rows *sql.Rows
	if st != nil {
		rows, err = st.QueryContext(t.ctx, args...)
	} else {
		rows, err = t.tx.QueryContext(t.ctx, t.engine.spell(query), args...)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", head(query), err)
	}
	return rows, nil
}

// Row reads one row inside the transaction; sql.ErrNoRows means there is none.
func (t *Tx) Row(query string, args []any, into ...any) error {
	if !t.direct() {
		a, err := t.ask(query, args)
		switch {
		case err != nil:
			return err
		case !a.Next() && t.line.gathering:
			return nil
		case a.at > len(a.rows):
			return sql.ErrNoRows
		}
		return a.Scan(into...)
	}
	st, err := t.again(query)
	if err != nil {
		return fmt.Errorf("%s: %w", head(query), err)
	}
	if st != nil {
		err = st.QueryRowContext(t.ctx, args...).Scan(into...)
	} else {
		err = t.tx.QueryRowContext(t.ctx, t.engine.spell(query), args...).Scan(into...)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%s: %w", head(query), err)
	}
	return err
}

// Context returns the context of the transaction.
func (t *Tx) Context() context.Context { return t.ctx }

// Ms returns the transaction's instant in milliseconds.
func (t *Tx) Ms() int64 { return t.Now.UnixMilli() }

// Count adds n to a named counter and returns its new value; the first is n.
func (t *Tx) Count(name string, n int64) (int64, error) {
	var v int64
	err := t.Row(`INSERT INTO counter (name, n) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET n = counter.n + excluded.n RETURNING n`, []any{name, n}, &v)
	return v, err
}

// Counter returns the value of a named counter, 0 if it was never used. Caches
// compare it with the value they were filled at.
func (r *Reader) Counter(ctx context.Context, name string) (int64, error) {
	var n int64
	err := r.row(ctx, `SELECT n FROM counter WHERE name = $1`, []any{name}, &n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, err
}

// Stamp returns a number that differs as soon as one of the counters does, which
// only ever count up.
func (r *Reader) Stamp(ctx context.Context, names ...string) (int64, error) {
	var b where
	for i, name := range names {
		names[i] = b.bind(name)
	}
	var n int64
	err := r.row(ctx, `SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM counter WHERE name IN (`+strings.Join(names, ", ")+`)`, b.args, &n)
	return n, err
}

// Setting returns a named setting, "" if it is not set.
func (r *Reader) Setting(ctx context.Context, name string) (string, error) {
	var v string
	err := r.row(ctx, `SELECT value FROM setting WHERE name = $1`, []any{name}, &v)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return v, err
}

// SetSetting stores a named setting.
func (t *Tx) SetSetting(name, value string) error {
	_, err := t.Exec(`INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}

// head returns the first words of a statement, to name it in an error.
func head(query string) string {
	w := strings.Fields(query)
	return strings.Join(w[:min(len(w), 4)], " ")
}

// View runs f in a transaction that is rolled back: a consistent look with the
// functions of Tx, for what guards read.
func (s *Store) View(ctx context.Context, f func(tx *Tx) error) error {
	if g, ok := ctx.Value(roundKey{}).(*round); ok { // each question is answered by itself, as PostgreSQL does in a transaction too
		return f(&Tx{Now: g.at.Truncate(time.Millisecond).UTC(), ctx: ctx, engine: s.engine, view: true, line: &pipeline{round: g}})
	}
	tx, done, err := s.begin(ctx, s.db)
	if err != nil {
		return explain(err)
	}
	defer done()
	tx.view = true
	return explain(f(tx))
}

// forUpdate locks the rows read, unless nothing will be written.
func (t *Tx) forUpdate() string {
	if t.view {
		return ""
	}
	return t.engine.forUpdate()
}

// forShare waits for who is changing the rows read, unless nothing will be
// written.
func (t *Tx) forShare() string {
	if t.view {
		return ""
	}
	return t.engine.forShare()
}

// Renew ends a named generation: every process that holds what it read in the
// last one reads it anew. The counter goes up with the commit, behind every other
// row but the heads of the chains and in the order of names, so that nobody waits for
// it longer than a commit takes and no two transactions wait for one another.
func (t *Tx) Renew(name string) {
	if !slices.Contains(t.changed, name) {
		t.changed = append(t.changed, name)
	}
}

// renew counts the generations up that ended.
func (t *Tx) renew() error {
	slices.Sort(t.changed)
	for _, name := range t.changed {
		if err := t.Later(`INSERT INTO counter (name, n) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET n = counter.n + 1`, "generation."+name); err != nil {
			return err
		}
	}
	return nil
}

// streamed tells every process that the stream of matched posts, or the concerns
// that they stand in, differ from before.
func (t *Tx) streamed() { t.Renew("post") }

// Changed tells every process that matters are different from before.
func (t *Tx) Changed() { t.Renew("matter") }
