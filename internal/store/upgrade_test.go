package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
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

// early makes an installation of that version, with its data.
func early(ctx context.Context, c Config) error {
	s, err := Connect(c)
	if err != nil {
		return err
	}
	defer s.Close()
	p, err := s.provider()
	if err != nil {
		return err
	}
	if _, err := p.UpTo(ctx, old); err != nil {
		return err
	}
	return s.Write(ctx, func(tx *Tx) error {
		for _, row := range oldRows {
			if _, err := tx.Exec(row); err != nil {
				return err
			}
		}
		return nil
	})
}

// holds fails unless the schema is this program's, the data are there and the audit
// log can be written.
func holds(t *testing.T, s *Store) {
	t.Helper()
	ctx := context.Background()
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
		must(t, early(ctx, c))
		s, err := Connect(c)
		must(t, err)
		defer s.Close()
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
		holds(t, s)
		t.Logf("stopped %d times", stopped)
	})
}

// upgraded names, in the environment of a process of this test, the installation
// whose schema it brings up until it is killed.
const upgraded = "YINGDA_TEST_UPGRADE"

// TestKilledUpgrade kills a process (-9) while it brings up the schema of an early
// installation; the next one ends the upgrade, and nothing is lost. 200 times on
// each engine with YINGDA_TORTURE, else five.
func TestKilledUpgrade(t *testing.T) {
	ctx := context.Background()
	if at := os.Getenv(upgraded); at != "" {
		c := Config{Dir: at, Now: time.Now}
		if strings.HasPrefix(at, "postgres:") {
			c = Config{URL: at, Now: time.Now}
		}
		s, err := Connect(c)
		must(t, err)
		defer s.Close()
		fmt.Println("begins")
		must(t, s.Migrate(ctx))
		return
	}
	kills := 5
	if os.Getenv("YINGDA_TORTURE") != "" {
		kills = 200
	}
	for _, engine := range []testkit.Engine{testkit.EngineSQLite, testkit.EnginePostgres} {
		t.Run(string(engine), func(t *testing.T) {
			installation := func() (at string, c Config) {
				if at = t.TempDir(); engine == testkit.EngineSQLite {
					c = Config{Dir: at, Now: time.Now}
					must(t, early(ctx, c))
					return at, c
				}
				at = testkit.PostgresFrom(t, fmt.Sprintf("early_%d", old), func(url string) error {
					return early(ctx, Config{URL: url, Now: time.Now})
				})
				return at, Config{URL: at, Now: time.Now}
			}
			upgrade := func(c Config) {
				s, err := Connect(c)
				must(t, err)
				defer s.Close()
				must(t, s.Migrate(ctx))
				holds(t, s)
			}
			_, c := installation()
			began := time.Now()
			upgrade(c)
			usual, amid, dice := time.Since(began), 0, rand.New(rand.NewPCG(1, 2))
			for range kills {
				at, c := installation()
				if kill(t, at, time.Duration(dice.Int64N(int64(usual)))) {
					amid++
				}
				// who was killed holds the lease until its time is over
				c.Now = func() time.Time { return time.Now().Add(leaseTime + time.Second) }
				upgrade(c)
			}
			if amid == 0 {
				t.Error("no upgrade was killed before its end")
			}
			t.Logf("killed %d upgrades, %d of them before their end", kills, amid)
		})
	}
}

// kill runs the upgrade of an installation in a process of its own and kills that
// so long after its begin; it reports whether the upgrade was not over by then.
func kill(t *testing.T, at string, after time.Duration) (amid bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilledUpgrade$")
	cmd.Env = append(os.Environ(), upgraded+"="+at)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	if line != "begins\n" {
		t.Fatalf("the process did not begin: %q %v", line, err)
	}
	time.Sleep(after)
	must(t, cmd.Process.Kill())
	ended, err := cmd.Process.Wait()
	must(t, err)
	return !ended.Success()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
