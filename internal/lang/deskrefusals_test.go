package lang

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// given are the functions of the rooms to which a sentence of refusal is handed, and
// which of their arguments it is.
var given = map[string]int{"says": 0, "wrong": 2, "weak": 0, "tooLong": 0}

// typedWords are words that people must type in Chinese.
var typedWords = regexp.MustCompile(`(?:是, 否 or nothing|机关 \(agency\) or 科室 \(section\))|“[无或]”|“\(甲 或 乙\) 且 \(x\)”|第十一条(?:第二款)?`)

// TestRefusalsOfDesk reads every refusal that the desk and the states make, and what a
// step still lacks, and fails for one that an English page would show in Chinese.
func TestRefusalsOfDesk(t *testing.T) {
	asked := map[string]string{}
	for _, pattern := range []string{"../desk/*.go", "../matter/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				for _, zh := range refused(n) {
					if han.MatchString(zh) {
						asked[zh] = set.Position(n.Pos()).String()
					}
				}
				return true
			})
		}
	}
	if len(asked) < 600 {
		t.Errorf("only %d refusals were found", len(asked))
	}
	for zh, at := range asked {
		if en := English.T(zh); han.MatchString(typedWords.ReplaceAllString(en, "")) {
			t.Errorf("%s: no English for %q, got %q", at, zh, en)
		}
	}
}

var han = regexp.MustCompile(`\p{Han}`)

// refused returns the sentences that a node of the source refuses with.
func refused(n ast.Node) []string {
	switch n := n.(type) {
	case *ast.CallExpr:
		switch f := n.Fun.(type) {
		case *ast.SelectorExpr:
			if x, ok := f.X.(*ast.Ident); ok && x.Name == "fault" && f.Sel.Name == "New" {
				return []string{sample(n.Args[2])}
			}
		case *ast.Ident:
			if i, ok := given[f.Name]; ok && len(n.Args) > i {
				return []string{sample(n.Args[i])}
			}
		}
	case *ast.CompositeLit: // what a need returns when it is not met
		if x, ok := n.Type.(*ast.Ident); !ok || x.Name != "Need" || len(n.Elts) != 3 {
			return nil
		}
		var out []string
		ast.Inspect(n.Elts[2], func(n ast.Node) bool {
			if r, ok := n.(*ast.ReturnStmt); ok && len(r.Results) == 1 {
				out = append(out, sample(r.Results[0]))
			}
			return true
		})
		return out
	}
	return nil
}

// sample is the text of an expression with something plain in each place.
func sample(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		if err != nil {
			return e.Value
		}
		return strings.NewReplacer("%s", "x", "%d", "3").Replace(text)
	case *ast.BinaryExpr:
		return sample(e.X) + sample(e.Y)
	case *ast.CallExpr:
		if f, ok := e.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Sprintf" {
			return sample(e.Args[0])
		}
	}
	return "x"
}
