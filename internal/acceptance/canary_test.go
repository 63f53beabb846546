package acceptance

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"yingda/internal/testkit"
)

// searchCanaries looks for what must never be stored or said: in every byte of
// the data folder, in a dump of the database, in all that the program wrote to
// standard error and in every answer that a client got.
func searchCanaries(t *testing.T, p *program) {
	t.Helper()
	held := map[string]string{"standard error": p.log.String(), "answers": p.heard.all.String()}
	collect(t, p.dir, held)
	if p.engine == testkit.EnginePostgres {
		held["dump"] = dump(t, p)
	}
	bytes := 0
	for where, body := range held {
		bytes += len(body)
		for _, canary := range canaries {
			if i := strings.Index(body, canary); i >= 0 {
				t.Errorf("%q stands in %s: …%q…", canary, where, body[max(0, i-60):min(len(body), i+60)])
			}
		}
	}
	t.Logf("searched %d bytes in %d places for %d canaries", bytes, len(held), len(canaries))
}

// collect reads every file of a folder.
func collect(t testing.TB, dir string, held map[string]string) {
	t.Helper()
	if err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		held[path] = string(body)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// dump is every row of a PostgreSQL database as text; bytea columns are shown
// in escape format, so that text inside them would be found.
func dump(t testing.TB, p *program, more ...string) string {
	t.Helper()
	bin, err := exec.LookPath("pg_dump")
	if err != nil {
		found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_dump") // a bad pattern is not possible
		if len(found) == 0 {
			t.Fatal("pg_dump not found: install Debian's package postgresql")
		}
		bin = found[len(found)-1]
	}
	cmd := exec.Command(bin, append(more, p.url)...)
	cmd.Env = append(os.Environ(), "PGOPTIONS=-c bytea_output=escape")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("pg_dump: %v", err)
	}
	return string(out)
}
