package house

import (
	"go/ast"
	"go/token"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestOneClock: only the wiring reads the clock; everything else is given an
// instant or a function, so that tests and the replayed demo decide the time.
func TestOneClock(t *testing.T) {
	mayAsk := map[string]bool{"app": true, "cmd/yingda": true}
	for _, s := range sources(t) {
		if mayAsk[room(s.pkg.ImportPath)] {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := sel.X.(*ast.Ident)
			if ok && x.Name == "time" && (sel.Sel.Name == "Now" || sel.Sel.Name == "Since" || sel.Sel.Name == "Until") {
				t.Errorf("%s:%d: time.%s outside app: take an instant or `now func() time.Time`", s.path, s.line(n), sel.Sel.Name)
			}
			return true
		})
	}
}

// TestDocComments: every package and every exported name says what it promises.
func TestDocComments(t *testing.T) {
	for _, p := range packages(t) {
		if p.Doc == "" && len(p.GoFiles) > 0 {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
					t.Errorf("%s:%d: %s has no comment", s.path, s.line(d), d.Name.Name)
				}
			case *ast.GenDecl:
				checkGroup(t, s, d)
			}
		}
	}
}

// checkGroup lets one comment speak for a group of constants or variables, or a
// comment at the end of the line for its name; a type needs its own.
func checkGroup(t *testing.T, s source, d *ast.GenDecl) {
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.IsExported() && spec.Doc == nil && d.Doc == nil {
				t.Errorf("%s:%d: %s has no comment", s.path, s.line(spec), spec.Name.Name)
			}
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				if name.IsExported() && spec.Doc == nil && spec.Comment == nil && d.Doc == nil {
					t.Errorf("%s:%d: %s has no comment", s.path, s.line(spec), name.Name)
				}
			}
		}
	}
}

// exportedReceiver is true for functions, and for methods of exported types
// unless the method only satisfies a well-known interface.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	switch d.Name.Name {
	case "String", "Error", "Unwrap", "Len", "Less", "Swap", "MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText":
		return false
	}
	kind := d.Recv.List[0].Type
	if star, ok := kind.(*ast.StarExpr); ok {
		kind = star.X
	}
	if generic, ok := kind.(*ast.IndexExpr); ok {
		kind = generic.X
	}
	id, ok := kind.(*ast.Ident)
	return ok && id.IsExported()
}

var unfinished = regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b|not implemented`)

// TestFinished: what is here is done; what is not done is not here.
func TestFinished(t *testing.T) {
	for _, s := range sources(t) {
		for _, group := range s.file.Comments {
			if found := unfinished.FindString(group.Text()); found != "" {
				t.Errorf("%s:%d: %q in a comment", s.path, s.line(group), found)
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && strings.Contains(lit.Value, "not implemented") {
				t.Errorf("%s:%d: %s", s.path, s.line(n), lit.Value)
			}
			return true
		})
	}
}

// TestLibc: the SQLite driver is tested with one version of its C library in Go
// and asks its users to link the same.
func TestLibc(t *testing.T) {
	cmd := exec.Command("go", "mod", "graph")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go mod graph: %v", err)
	}
	used := regexp.MustCompile(`(?m)^yingda modernc\.org/(sqlite|libc)@(\S+)$`).FindAllStringSubmatch(string(out), -1)
	version := map[string]string{}
	for _, m := range used {
		version[m[1]] = m[2]
	}
	wants := regexp.MustCompile(`(?m)^modernc\.org/sqlite@` + regexp.QuoteMeta(version["sqlite"]) + ` modernc\.org/libc@(\S+)$`).FindStringSubmatch(string(out))
	if wants == nil || wants[1] != version["libc"] {
		t.Errorf("modernc.org/sqlite %s is tested with libc %v, go.mod has %s", version["sqlite"], wants, version["libc"])
	}
}
