package store

import (
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"yingda/internal/testkit"
)

// queryText is an SQL text of this package and the function it stands in.
type queryText struct{ in, sql string }

// statements are all SELECT, UPDATE and DELETE texts of this package that can be
// put together without running it: literals, constants and their sums. What a
// call would add (FOR UPDATE) is left out.
func statements(t *testing.T) (whole []queryText, parts string) {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*ast.File{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		if files[path], err = parser.ParseFile(token.NewFileSet(), path, nil, 0); err != nil {
			t.Fatal(err)
		}
	}
	known := map[string]string{}
	var all strings.Builder
	for range 3 { // constants made of constants
		for _, f := range files {
			ast.Inspect(f, func(n ast.Node) bool {
				if v, ok := n.(*ast.ValueSpec); ok {
					for i, name := range v.Names {
						if i < len(v.Values) {
							if s, ok := spelled(v.Values[i], known); ok {
								known[name.Name] = s
							}
						}
					}
				}
				return true
			})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		for _, d := range files[name].Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			in := map[ast.Expr]bool{}
			ast.Inspect(f.Body, func(n ast.Node) bool {
				e, ok := n.(ast.Expr)
				if !ok {
					return true
				}
				if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					all.WriteString(lit.Value + "\n")
				}
				if sum, is := e.(*ast.BinaryExpr); is {
					in[sum.X], in[sum.Y] = true, true
				}
				if in[e] {
					return true // a part of a sum that only running puts together
				}
				if _, bare := e.(*ast.Ident); bare {
					return true
				}
				s, ok := spelled(e, known)
				if !ok || !regexp.MustCompile(`^\s*(SELECT|UPDATE|DELETE|WITH)\b`).MatchString(s) {
					return true
				}
				whole = append(whole, queryText{f.Name.Name, s})
				return true
			})
		}
	}
	return whole, all.String()
}

// spelled is the text of an expression of strings.
func spelled(e ast.Expr, known map[string]string) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, e.Kind == token.STRING && err == nil
	case *ast.Ident:
		s, ok := known[e.Name]
		return s, ok
	case *ast.ParenExpr:
		return spelled(e.X, known)
	case *ast.CallExpr:
		if f, ok := e.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"forUpdate", "forShare", "skipLocked"}, f.Sel.Name) {
			return "", true
		}
	case *ast.BinaryExpr:
		a, ok1 := spelled(e.X, known)
		b, ok2 := spelled(e.Y, known)
		return a + b, ok1 && ok2 && e.Op == token.ADD
	}
	return "", false
}

// TestEveryTableHasPlans takes every statement of this package and asks each
// engine for its plan: a table that grows with posts, matters or years is read
// by an index. Every table of the schema is either such a table, and then some
// statement of it was looked at, or one that stays small for a queryText reason.
func TestEveryTableHasPlans(t *testing.T) {
	list, parts := statements(t)
	if len(list) < 300 {
		t.Fatalf("only %d statements were found", len(list))
	}
	used := map[string]bool{}
	testkit.Each(t, func(t *testing.T, engine testkit.Engine, url string) {
		c := Config{URL: url, Now: testkit.NewClock(testkit.Start).Now}
		if engine == testkit.EngineSQLite {
			c = Config{Dir: t.TempDir(), Now: c.Now}
		}
		s, err := Open(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for _, table := range tablesOf(t, s) {
			small, big := small[table], growing[table]
			if strings.HasSuffix(table, "_word") {
				small = "a closed vocabulary"
			}
			switch {
			case small == "" && !big:
				t.Errorf("table %s is neither among those that grow nor among the small ones with a reason (plantables_test.go)", table)
			case small != "" && big:
				t.Errorf("table %s is called both growing and small", table)
			case big && !regexp.MustCompile(`(?i)\b(FROM|JOIN|UPDATE|INTO)\s+`+table+`\b`).MatchString(parts):
				t.Logf("no statement reads or writes %s", table)
			}
		}
		looked := 0
		for _, w := range list {
			scanned, err := s.scans(w.sql)
			if err != nil {
				continue // a part of a larger statement
			}
			looked++
			for _, table := range scanned {
				if reason := wholeReads[w.in]; growing[table] && reason == "" {
					t.Errorf("%s reads all of %s:\n%s", w.in, table, w.sql)
				} else if growing[table] {
					used[w.in] = true
				}
			}
		}
		if t.Logf("%d of %d statements have a plan", looked, len(list)); looked < len(list)*8/10 {
			t.Errorf("too few statements could be planned")
		}
	})
	for f := range wholeReads {
		if !used[f] {
			t.Errorf("%s is excused and reads nothing whole", f)
		}
	}
}

func tablesOf(t *testing.T, s *Store) []string {
	t.Helper()
	list := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_index%' AND name NOT LIKE 'goose%'`
	if s.engine == Postgres {
		list = `SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE 'search_index%' AND tablename NOT LIKE 'goose%'`
	}
	rows, err := s.write.Query(list)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		out = append(out, name)
	}
	return out
}

// scans returns the tables that a statement reads from end to end.
func (s *Store) scans(sql string) ([]string, error) {
	ctx := context.Background()
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	var out []string
	if s.engine == SQLite {
		rows, err := conn.QueryContext(ctx, s.engine.spell("EXPLAIN QUERY PLAN "+sql), nulls(sql)...)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		aliases := aliased(sql)
		for rows.Next() {
			var none any
			var line string
			if err := rows.Scan(&none, &none, &none, &line); err != nil {
				return nil, err
			}
			if f := strings.Fields(line); f[0] == "SCAN" && !strings.Contains(line, "USING") {
				if table := aliases[f[1]]; table != "" {
					f[1] = table
				}
				out = append(out, f[1])
			}
		}
		return out, rows.Err()
	}
	for _, set := range []string{`SET enable_seqscan = off`, `SET plan_cache_mode = force_generic_plan`} {
		if _, err := conn.ExecContext(ctx, set); err != nil {
			return nil, err
		}
	}
	if _, err := conn.ExecContext(ctx, `PREPARE planned AS `+sql); err != nil {
		return nil, err
	}
	defer conn.ExecContext(ctx, `DEALLOCATE planned`) //nolint:errcheck // the connection goes with the test
	execute := `EXPLAIN (FORMAT JSON) EXECUTE planned`
	if n := len(nulls(sql)); n > 0 {
		execute += `(` + strings.TrimSuffix(strings.Repeat("NULL,", n), ",") + `)`
	}
	var text string
	if err := conn.QueryRowContext(ctx, execute).Scan(&text); err != nil {
		return nil, err
	}
	var plans []struct{ Plan node }
	if err := json.Unmarshal([]byte(text), &plans); err != nil {
		return nil, err
	}
	for _, p := range plans {
		out = p.Plan.scans(out)
	}
	return out, nil
}

// node is one step of a plan of PostgreSQL.
type node struct {
	Type  string `json:"Node Type"`
	Table string `json:"Relation Name"`
	Plans []node
}

func (n node) scans(out []string) []string {
	if n.Type == "Seq Scan" {
		out = append(out, n.Table)
	}
	for _, p := range n.Plans {
		out = p.scans(out)
	}
	return out
}

var (
	parameter = regexp.MustCompile(`\$(\d+)`)
	alias     = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|UPDATE|,)\s*([a-z_]+)\s+(?:AS\s+)?([a-z]\w*)`)
)

// nulls is one NULL for each parameter of a statement.
func nulls(sql string) []any {
	n := 0
	for _, m := range parameter.FindAllStringSubmatch(sql, -1) {
		if i, err := strconv.Atoi(m[1]); err == nil {
			n = max(n, i)
		}
	}
	return make([]any, n)
}

func aliased(sql string) map[string]string {
	out := map[string]string{}
	for _, m := range alias.FindAllStringSubmatch(sql, -1) {
		out[m[2]] = m[1]
	}
	return out
}
