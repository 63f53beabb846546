package acceptance

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"yingda/internal/store"
	"yingda/internal/testkit"
)

// TestKilledBegin kills the program during its first start, anywhere between
// the empty folder and the first answer. The next start completes: the same
// schema, one agency, and an administrator whose password can be found.
func TestKilledBegin(t *testing.T) {
	t.Parallel()
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			whole := place(t, engine)
			began := time.Now()
			whole.start("--regime", "petition-bureau")
			usual := time.Since(began)
			whole.stop()
			want := schema(t, whole)
			r := dice(t)
			// Several at a time: who was killed while it migrated waits for a lease.
			const abreast = 5
			for done := 0; done < kills(); done += abreast {
				var wait sync.WaitGroup
				for range abreast {
					after := upTo(r, usual)
					wait.Go(func() { begin(t, engine, after, want) })
				}
				wait.Wait()
			}
		})
	}
}

func begin(t *testing.T, engine testkit.Engine, after time.Duration, want string) {
	p := place(t, engine)
	p.launch("--regime", "petition-bureau")
	time.Sleep(after)
	p.kill()
	if err := p.tryStart(120*time.Second, "--regime", "petition-bureau"); err != nil {
		t.Errorf("killed after %v: %v", after, err)
		return
	}
	in := p.open(nil)
	if n := in.count(`SELECT COUNT(*) FROM unit WHERE kind = 'agency'`); n != 1 {
		t.Errorf("killed after %v: %d agencies", after, n)
	}
	if n := in.count(`SELECT COUNT(*) FROM person`); n != 1 {
		t.Errorf("killed after %v: %d administrators", after, n)
	}
	password, err := os.ReadFile(filepath.Join(p.dir, "first-password"))
	if err != nil {
		t.Errorf("killed after %v: %v", after, err)
		return
	}
	if a := p.as("").do("POST", "/desk/sign-in", "login=admin&password="+strings.TrimSpace(string(password)), "Content-Type", "application/x-www-form-urlencoded"); !strings.Contains(text(a.body), "口令") && !strings.Contains(text(a.body), "密码") || strings.Contains(text(a.body), "不正确") {
		t.Errorf("killed after %v: the first password does not work: %d %.200s", after, a.status, text(a.body))
	}
	p.verify()
	p.stop()
	if got := schema(t, p); got != want {
		t.Errorf("killed after %v: the schema is another than that of an undisturbed start", after)
	}
}

// schema is the structure of a database as text.
func schema(t *testing.T, p *program) string {
	t.Helper()
	if p.engine == testkit.EnginePostgres {
		var keep []string
		for line := range strings.Lines(dump(t, p, "--schema-only")) {
			if !strings.HasPrefix(line, `\`) { // a random key against injection
				keep = append(keep, line)
			}
		}
		return strings.Join(keep, "")
	}
	in := p.open(nil)
	var all strings.Builder
	in.must(in.store.View(ctx, func(tx *store.Tx) error {
		rows, err := tx.Query(`SELECT name, COALESCE(sql, '') FROM sqlite_master ORDER BY name`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var name, sql string
			if err := rows.Scan(&name, &sql); err != nil {
				return err
			}
			all.WriteString(name + "\n" + sql + "\n")
		}
		return rows.Err()
	}))
	return all.String()
}
