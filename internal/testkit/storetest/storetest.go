// Package storetest gives tests a database whose schema is made already. To
// run all migrations takes longer than most tests; here they run once and every
// test gets a copy. Tests alone import it.
package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"yingda/internal/store"
	"yingda/internal/testkit"
)

// Each runs one subtest per engine, each with the place of a database of its
// own with an empty schema. The test sets the clock before it opens the store.
func Each(t *testing.T, run func(t *testing.T, c store.Config)) {
	t.Helper()
	for _, e := range []testkit.Engine{testkit.EngineSQLite, testkit.EnginePostgres} {
		t.Run(string(e), func(t *testing.T) { run(t, Config(t, e)) })
	}
}

// Config returns the place of a database with an empty schema on one engine,
// gone after the test.
func Config(tb testing.TB, engine testkit.Engine) store.Config {
	tb.Helper()
	if engine == testkit.EnginePostgres {
		return store.Config{URL: testkit.PostgresFrom(tb, "schema_"+schema(tb), func(url string) error { return migrate(store.Config{URL: url}) })}
	}
	file, err := sqlite()
	if err != nil {
		tb.Fatal(err)
	}
	dir := tb.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "yingda.db"), file, 0o600); err != nil {
		tb.Fatal(err)
	}
	return store.Config{Dir: dir}
}

func migrate(c store.Config) error {
	c.Now = func() time.Time { return testkit.Start }
	s, err := store.Open(context.Background(), c)
	if err != nil {
		return err
	}
	return s.Close()
}

// sqlite returns the file of a migrated database.
var sqlite = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "yingda-schema-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := migrate(store.Config{Dir: dir}); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(dir, "yingda.db-wal")); err == nil {
		return nil, fmt.Errorf("closing the store left part of the schema in its log")
	}
	return os.ReadFile(filepath.Join(dir, "yingda.db"))
})

// schema names what makes the schema: a hash over the migrations and the code
// that spells them.
func schema(tb testing.TB) string {
	tb.Helper()
	at := filepath.Join(testkit.Root(tb), "internal", "store")
	names, err := filepath.Glob(filepath.Join(at, "migrations", "*.sql"))
	if err != nil {
		tb.Fatal(err)
	}
	h := sha256.New()
	for _, name := range append(names, filepath.Join(at, "dialect.go"), filepath.Join(at, "migrate.go")) {
		text, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		fmt.Fprintf(h, "%s %d\n%s", filepath.Base(name), len(text), text)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}
