package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"yingda/internal/testkit"
)

// old is an early version of the schema, and oldRows what an installation of that
// time may have held.
const old = 100

var oldRows = []string{
	`INSERT INTO unit (id, parent_id, agency_id, kind, code, name, path) VALUES ('a', '', 'a', 'agency', 'root', '某市信访局', 'a/')`,
	`INSERT INTO unit (id, parent_id, agency_id, kind, code, name, office, path) VALUES ('s', 'a', 'a', 'section', 'office', '办公室', 1, 'a/s/')`,
	`INSERT INTO person (id, login, name, unit_id, created_at) VALUES ('p', 'lin', '林禾', 's', 1)`,
	`INSERT INTO person_role (person_id, unit_id, role, granted_at) VALUES ('p', 's', 'handler', 1)`,
	`INSERT INTO source (id, name, kind, url, created_at) VALUES ('f', '市民论坛', 'feed', 'https://bbs.example/rss', 1)`,
	`INSERT INTO regime (id, name, version, title, hash, source, adopted_at) VALUES ('r', 'petition-bureau', 1, '信访', 'h', 'x', 1)`,
	`INSERT INTO matter (seq, id, kind, number, agency_id, unit_id, state, version, regime_id, title, opened_at, updated_at, next_due) VALUES (1, 'm', 'concern', 'C-2025-0001', 'a', 's', 'answering', 3, 'r', '取不到号', 1, 1, 9)`,
	`INSERT INTO concern (seq, matter_id, detected_at) VALUES (1, 'm', 1)`,
	`INSERT INTO setting (name, value) VALUES ('kept', '是')`,
}

// An installation of an early version, stopped again and again while its schema is
// brought up, ends with the schema of this program and all that it held.
func TestUpgradeHoldsData(t *testing.T) {
	testkit.Each(t, func(t *testing.T, engine testkit.Engine, url string) {
		ctx := context.Background()
		c := Config{URL: url, Now: time.Now}
		if engine == testkit.EngineSQLite {
			c = Config{Dir: t.TempDir(), Now: time.Now}
		}
		s, err := Connect(c)
		must(t, err)
		defer s.Close()
		p, err := s.provider()
		must(t, err)
		_, err = p.UpTo(ctx, old)
		must(t, err)
		must(t, s.Write(ctx, func(tx *Tx) error {
			for _, row := range oldRows {
				if _, err := tx.Exec(row); err != nil {
					return err
				}
			}
			return nil
		}))
		stopped := 0
		for after := time.Millisecond; ; after *= 2 {
			part, cancel := context.WithTimeout(ctx, after)
			err := s.Migrate(part)
			cancel()
			if err == nil {
				break
			}
			if part.Err() == nil {
				t.Fatalf("after %d stops: %v", stopped, err)
			}
			stopped++
		}
		if stopped == 0 {
			t.Error("the upgrade was never stopped")
		}
		if ok, err := s.SchemaCurrent(ctx); err != nil || !ok {
			t.Fatalf("the schema is not this program's: %v", err)
		}
		units, err := s.Units(ctx)
		must(t, err)
		person, err := s.PersonBy(ctx, "login", "lin")
		must(t, err)
		m, err := s.Matter(ctx, "C-2025-0001")
		must(t, err)
		kept, err := s.Setting(ctx, "kept")
		must(t, err)
		if got := fmt.Sprint(len(units), " ", person.Name, " ", m.Title, " ", m.Version, " ", kept); got != "2 林禾 取不到号 3 是" {
			t.Errorf("after the upgrade: %s", got)
		}
		must(t, s.Write(ctx, func(tx *Tx) error {
			tx.Audit(Entry{Actor: "system", Action: "test", Detail: "x"})
			return nil
		}))
		if n, err := s.VerifyAudit(ctx, nil); err != nil || n != 1 {
			t.Errorf("the chain after the upgrade: %d %v", n, err)
		}
		t.Logf("stopped %d times", stopped)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
