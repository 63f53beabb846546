package testkit

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Engine names a kind of database.
type Engine string

// The two engines on which everything that stores must behave alike.
const (
	EngineSQLite   Engine = "sqlite"
	EnginePostgres Engine = "postgres"
)

// Each runs one subtest per engine, each with an empty database of its own that
// is gone afterwards. The url is `file:/…/yingda.db` or `postgres://…`.
func Each(t *testing.T, run func(t *testing.T, engine Engine, url string)) {
	t.Helper()
	t.Run(string(EngineSQLite), func(t *testing.T) { run(t, EngineSQLite, SQLite(t)) })
	t.Run(string(EnginePostgres), func(t *testing.T) { run(t, EnginePostgres, Postgres(t)) })
}

// SQLite returns the url of a database file that does not exist yet, in a
// folder that is removed after the test.
func SQLite(tb testing.TB) string {
	tb.Helper()
	return "file:" + filepath.Join(tb.TempDir(), "yingda.db")
}

// Postgres returns the url of an empty PostgreSQL database that is dropped after
// the test. The server is the one named by YINGDA_TEST_POSTGRES (the url of a
// superuser), else one that the test processes of this user start and share:
// PostgreSQL 15 or later must be installed, and the test fails, naming the
// package, where it is not. Sorting there follows Chinese rules, so a key column
// that forgot its collation shows.
func Postgres(tb testing.TB) string {
	tb.Helper()
	// template0 is the template that nobody can connect to: copying template1
	// fails while another process holds a connection to it.
	return copyOf(tb, serverURL(tb), "template0")
}

// PostgresFrom is Postgres with a database that is a copy of a template. Whoever
// asks for a template first makes it, by filling an empty database; it stays on
// the server for later tests, so its name must change with what it holds.
func PostgresFrom(tb testing.TB, template string, fill func(url string) error) string {
	tb.Helper()
	server := serverURL(tb)
	if !hasDatabase(tb, server, template) {
		draft := "t_" + randomHex(tb)
		adminExec(tb, server, "CREATE DATABASE "+draft+" TEMPLATE template0")
		if err := fill(onDatabase(tb, server, draft)); err != nil {
			tb.Fatalf("fill the template %s: %v", template, err)
		}
		// Another process may have been quicker: its template is as good.
		if err := tryAdmin(server, "ALTER DATABASE "+draft+" RENAME TO "+template); err != nil {
			adminExec(tb, server, "DROP DATABASE "+draft+" WITH (FORCE)")
			if !hasDatabase(tb, server, template) {
				tb.Fatalf("name the template %s: %v", template, err)
			}
		}
	}
	return copyOf(tb, server, template)
}

func copyOf(tb testing.TB, server, template string) string {
	tb.Helper()
	name := "t_" + randomHex(tb)
	adminExec(tb, server, "CREATE DATABASE "+name+" TEMPLATE "+template+" STRATEGY FILE_COPY")
	tb.Cleanup(func() { adminExec(tb, server, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return onDatabase(tb, server, name)
}

// PostgresIn is Postgres with a database whose files lie in a folder of the caller's
// making, a small file system for one. The server must be of this machine.
func PostgresIn(tb testing.TB, dir string) string {
	tb.Helper()
	server, space := serverURL(tb), "s_"+randomHex(tb)
	if _, err := unprivileged(dir); err != nil {
		tb.Fatal(err)
	}
	adminExec(tb, server, "CREATE TABLESPACE "+space+" LOCATION '"+dir+"'")
	tb.Cleanup(func() { adminExec(tb, server, "DROP TABLESPACE IF EXISTS "+space) })
	return copyOf(tb, server, "template0 TABLESPACE "+space)
}

func hasDatabase(tb testing.TB, server, name string) (has bool) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		tb.Fatalf("connect to the test PostgreSQL: %v", err)
	}
	defer conn.Close(ctx)
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&has); err != nil {
		tb.Fatal(err)
	}
	return has
}

func adminExec(tb testing.TB, server, sql string) {
	tb.Helper()
	if err := tryAdmin(server, sql); err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
}

func tryAdmin(server, sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return fmt.Errorf("connect to the test PostgreSQL: %w", err)
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, sql)
	return err
}

func onDatabase(tb testing.TB, server, name string) string {
	tb.Helper()
	u, err := url.Parse(server)
	if err != nil {
		tb.Fatalf("YINGDA_TEST_POSTGRES: %v", err)
	}
	u.Path = "/" + name
	return u.String()
}

func randomHex(tb testing.TB) string {
	tb.Helper()
	b := make([]byte, 8)
	if _, err := rand.Read(b); err != nil {
		tb.Fatal(err)
	}
	return hex.EncodeToString(b)
}
