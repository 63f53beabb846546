package acceptance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yingda/internal/testkit"
)

// Where nothing was installed, commands say so and make no database.
func TestCommandsOnNothing(t *testing.T) {
	t.Parallel()
	for _, engine := range []testkit.Engine{testkit.EngineSQLite, testkit.EnginePostgres} {
		p := place(t, engine)
		for _, args := range [][]string{{"audit", "verify"}, {"token", "create", "--name", "x", "--scope", "read"}, {"unit", "list"}} {
			if o := p.run(args...); o.exit != 1 || o.out != "" || !strings.Contains(o.err, "data.empty") {
				t.Errorf("%s, %v: exit %d, %q %q", engine, args, o.exit, o.out, o.err)
			}
		}
		if _, err := os.Stat(filepath.Join(p.dir, "yingda.db")); err == nil {
			t.Errorf("%s: a database was made", engine)
		}
		if engine == testkit.EnginePostgres {
			if has, err := p.open(nil).store.HasSchema(ctx); err != nil || has {
				t.Errorf("a schema was made: %v %v", has, err)
			}
		}
	}
}

// A file that breaks off is refused with a message, and what stands before the
// break is taken in and counted.
func TestImportThatBreaksOff(t *testing.T) {
	t.Parallel()
	p := place(t, testkit.EngineSQLite)
	p.start("--regime", "petition-bureau")
	file := filepath.Join(t.TempDir(), "posts.json")
	p.must(os.WriteFile(file, []byte(`[{"source":"论坛","title":"信访局取号要等三小时","url":"https://bbs.example/1"},{"source":"论坛","title":"天气","author":"x"},{"source":`), 0o600))
	o := p.run("import", file)
	var got pushed
	if err := json.Unmarshal([]byte(o.out), &got); err != nil || o.exit != 1 || !strings.Contains(o.err, "第 3 行") {
		t.Fatalf("exit %d, %q %q %v", o.exit, o.out, o.err, err)
	}
	if got.Accepted != 1 || len(got.Rejected) != 1 {
		t.Errorf("%+v", got)
	}
	if o := p.run("import", filepath.Join(t.TempDir(), "none.csv")); o.exit != 1 || o.out != "" {
		t.Errorf("no file: %d %q", o.exit, o.out)
	}
}
