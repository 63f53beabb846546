package acceptance

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yingda/internal/testkit"
)

// move takes the installation through a backup into each engine and back, and
// compares what the interface and the public site answer.
func (r *road) move() {
	t := r.t
	t.Helper()
	r.press.Close() // from here on nothing new may come in
	file := filepath.Join(t.(*testing.T).TempDir(), "backup.tar.zst")
	r.ok("backup", file)
	if o := r.run("backup", file); o.exit != 1 {
		t.Errorf("a backup over an old one: exit %d", o.exit)
	}
	if o := r.run("restore", file); o.exit != 1 || !strings.Contains(o.err, "restore.not_empty") {
		t.Errorf("a restore over data: exit %d\n%s", o.exit, o.err)
	}
	before := r.faces(r.program)
	for _, engine := range engines {
		q := place(t, engine)
		q.ok("restore", file)
		q.verify()
		q.start()
		if diff := cmp.Diff(before, r.faces(q)); diff != "" {
			t.Errorf("%s restored into %s differs (-was +is):\n%.3000s", r.engine, engine, diff)
		}
		// It is alive: the restored installation takes posts and finds them known.
		if got := q.as(r.tokens["push"]).push([]map[string]any{{"source": "热线转办", "url": "https://hotline.example.com/p/a", "title": "接访大厅取不到号", "text": "来电反映：" + queue[0]}}); got.Duplicate != 1 {
			t.Errorf("a known post after the restore: %+v", got)
		}
		// And back into the engine that it came from.
		second := filepath.Join(t.(*testing.T).TempDir(), "back.tar.zst")
		q.ok("backup", second)
		q.stop()
		if engine != r.engine {
			back := place(t, r.engine)
			back.ok("restore", second)
			back.verify()
			back.start()
			if diff := cmp.Diff(before, r.faces(back)); diff != "" {
				t.Errorf("%s → %s → %s differs (-was +is):\n%.3000s", r.engine, engine, r.engine, diff)
			}
			back.stop()
			if back.engine == testkit.EngineSQLite {
				searchCanaries(t.(*testing.T), back)
			}
		}
	}
}

// faces are the answers of an installation that a restore must keep, without
// what a running server changes by itself.
func (r *road) faces(p *program) map[string]any {
	t := r.t
	t.Helper()
	out := map[string]any{}
	c := p.as(r.tokens["read"])
	paths := []string{
		"/api/v1/concerns?limit=200", "/api/v1/units", "/api/v1/topics", "/api/v1/sources", "/api/v1/concerns/" + r.concern, "/api/v1/matters/" + r.statement,
		"/api/v1/matters/" + r.statement + "/actions", "/statements.json", "/ledger.json", "/statements.atom",
	}
	for _, path := range paths {
		a := c.want(200, "GET", path, nil)
		body := strings.ReplaceAll(string(a.body), p.base, "")
		var v any
		if err := json.Unmarshal([]byte(body), &v); err != nil {
			out[path] = body
			continue
		}
		still(v)
		out[path] = v
	}
	return out
}

// still removes what a reader of sources changes by itself.
func still(v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range []string{"last_read", "last_new", "next_read", "failures", "error_code", "error_text"} {
			delete(v, key)
		}
		for _, each := range v {
			still(each)
		}
	case []any:
		for _, each := range v {
			still(each)
		}
	}
}
