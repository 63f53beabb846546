package testkit_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"yingda/internal/testkit"
)

var driver = map[testkit.Engine]string{testkit.EngineSQLite: "sqlite", testkit.EnginePostgres: "pgx"}

func TestEach(t *testing.T) {
	t.Run("each engine gives an empty database of one's own", func(t *testing.T) {
		for range 2 { // a second round would meet the table of the first
			testkit.Each(t, func(t *testing.T, engine testkit.Engine, url string) {
				db, err := sql.Open(driver[engine], url)
				if err != nil {
					t.Fatal(err)
				}
				defer db.Close()
				if _, err := db.Exec("CREATE TABLE mark (word TEXT)"); err != nil {
					t.Fatal(err)
				}
			})
		}
	})
	t.Run("the PostgreSQL sorts by Chinese rules unless a column says otherwise", func(t *testing.T) {
		db, err := sql.Open("pgx", testkit.Postgres(t))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var plain, c bool
		if err := db.QueryRowContext(context.Background(), `SELECT 'a' < 'B', 'a' < 'B' COLLATE "C"`).Scan(&plain, &c); err != nil {
			t.Fatal(err)
		}
		if !plain || c {
			t.Errorf("a before B: by default %v, want true; under C %v, want false", plain, c)
		}
	})
}

func TestClock(t *testing.T) {
	c := testkit.NewClock(time.Time{})
	if !c.Now().Equal(testkit.Start) {
		t.Errorf("a new clock stands at %v, want %v", c.Now(), testkit.Start)
	}
	if got := c.Advance(time.Hour); !got.Equal(testkit.Start.Add(time.Hour)) || !c.Now().Equal(got) {
		t.Errorf("after an hour: %v", got)
	}
	c.Set(testkit.Start)
	if !c.Now().Equal(testkit.Start) {
		t.Errorf("the clock can be set back, got %v", c.Now())
	}
}

func TestData(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "holiday"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("YINGDA_TESTDATA", dir)
	if got := testkit.Data(t, "holiday"); got != filepath.Join(dir, "holiday") {
		t.Errorf("folder named by YINGDA_TESTDATA: got %s", got)
	}
}
