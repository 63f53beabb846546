package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"

	"yingda/internal/fault"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// leaseTime is how long a migrating process may be silent before another takes
// over; a migration runs in one transaction, so taking over is always safe.
const leaseTime = 30 * time.Second

// Migrate brings the schema up to this program's version. One process at a
// time does it, held by a lease row; the others wait.
func (s *Store) Migrate(ctx context.Context) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	current, target, err := versions(ctx, p)
	if err != nil {
		return fmt.Errorf("read schema version: %w", explain(err))
	}
	if current > target {
		return fault.New(fault.Conflict, "schema.newer", "数据库结构（第 %d 版）比本程序（第 %d 版）新，请换用新版程序", current, target)
	}
	if current == target {
		return nil
	}
	// goose would take its own lock while it holds a connection; with SQLite's
	// single writing connection that waits for itself, so the lease is ours.
	l := &lease{engine: s.engine, now: s.now}
	if err := l.Lock(ctx, s.write); err != nil {
		return err
	}
	_, err = p.Up(ctx)
	// PostgreSQL may still be at the last statement of a process that was killed.
	for try := 0; try < 5 && overtaken(err) && ctx.Err() == nil; try++ {
		time.Sleep(time.Second)
		_, err = p.Up(ctx)
	}
	if err != nil {
		err = fmt.Errorf("migrate: %w", explain(err))
	}
	return errors.Join(err, l.Unlock(context.WithoutCancel(ctx), s.write))
}

// overtaken reports whether another process made what this one was to make.
func overtaken(err error) bool {
	var pg *pgconn.PgError // unique_violation (in the catalogue), duplicate_table, _column, _object
	return errors.As(err, &pg) && slices.Contains([]string{"23505", "42P07", "42701", "42710"}, pg.Code)
}

// SchemaCurrent reports whether the schema is exactly this program's; the
// address /readyz is false while it is not.
func (s *Store) SchemaCurrent(ctx context.Context) (bool, error) {
	p, err := s.provider()
	if err != nil {
		return false, err
	}
	current, target, err := versions(ctx, p)
	return current == target, err
}

// HasSchema reports whether the database was ever migrated. It writes nothing.
func (r *Reader) HasSchema(ctx context.Context) (bool, error) {
	var n int64
	err := r.row(ctx, r.engine.tableNamed(), []any{"unit"}, &n)
	return n > 0, err
}

func versions(ctx context.Context, p *goose.Provider) (current, target int64, err error) {
	return p.GetVersions(ctx)
}

func (s *Store) provider() (*goose.Provider, error) {
	files := fstest.MapFS{}
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		body, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		files[name[len("migrations/"):]] = &fstest.MapFile{Data: []byte(s.engine.render(string(body)))}
	}
	dialect := goose.DialectSQLite3
	if s.engine == Postgres {
		dialect = goose.DialectPostgres
	}
	return goose.NewProvider(dialect, s.write, files, goose.WithTableName("schema_version"), goose.WithDisableGlobalRegistry(true))
}

// lease lets one process migrate at a time by a row of its own: advisory locks
// do not exist on every PostgreSQL-compatible database.
type lease struct {
	engine Engine
	now    func() time.Time
	owner  string
	stop   chan struct{}
	done   chan struct{}
}

// Lock waits until this process holds the lease, and renews it until Unlock.
func (l *lease) Lock(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS migration_lease (id BIGINT PRIMARY KEY, owner TEXT NOT NULL, until BIGINT NOT NULL)`); err != nil && !IsDuplicate(err) {
		return err
	}
	if _, err := db.ExecContext(ctx, `INSERT INTO migration_lease (id, owner, until) VALUES (1, '', 0) ON CONFLICT (id) DO NOTHING`); err != nil {
		return err
	}
	l.owner = NewID(l.now())
	for {
		ok, err := l.take(ctx, db)
		if err != nil {
			return err
		}
		if ok {
			l.stop, l.done = make(chan struct{}), make(chan struct{})
			go l.renew(db)
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(fault.New(fault.Busy, "schema.migrating", "另一个进程正在升级数据库，请稍候"), ctx.Err())
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func (l *lease) take(ctx context.Context, db *sql.DB) (bool, error) {
	now := l.now().UnixMilli()
	res, err := db.ExecContext(ctx, l.engine.spell(`UPDATE migration_lease SET owner = $1, until = $2 WHERE id = 1 AND (until < $3 OR owner = $1)`), l.owner, now+leaseTime.Milliseconds(), now)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// renew keeps the lease while a long migration runs. On SQLite the migration
// itself holds the only connection, and other processes wait for its lock.
func (l *lease) renew(db *sql.DB) {
	defer close(l.done)
	if l.engine == SQLite {
		<-l.stop
		return
	}
	for {
		select {
		case <-l.stop:
			return
		case <-time.After(leaseTime / 3):
			ctx, cancel := context.WithTimeout(context.Background(), leaseTime/3)
			// A failed renewal is tried again; the lease outlasts two of them.
			_, _ = l.take(ctx, db)
			cancel()
		}
	}
}

// Unlock gives the lease back.
func (l *lease) Unlock(ctx context.Context, db *sql.DB) error {
	close(l.stop)
	<-l.done
	_, err := db.ExecContext(ctx, l.engine.spell(`UPDATE migration_lease SET owner = '', until = 0 WHERE id = 1 AND owner = $1`), l.owner)
	return err
}
