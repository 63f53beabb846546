package lang

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// unsaidRefusals is how many refusals that a page shows, of all rooms but desk and
// matter, may lack English. It only goes down.
const unsaidRefusals = 0

// elsewhere are rooms and files whose refusals no page shows: programs read those of
// the interface, and whoever starts the program those of its setting up.
var elsewhere = regexp.MustCompile(`^(desk|matter|api|demo|classify|lang|testkit|house|acceptance)/|^app/(app|config|inbox|listen|setup|sending|telling|exchange)\.go|^seal/file\.go|^regime/preset\.go|^store/(store|migrate|backup|clockback|sample)\.go`)

// typedInRules are the marks of holiday files, rules and meetings, which are typed in
// Chinese.
var typedInRules = regexp.MustCompile(`“(?:休|班|主持|成员|部门|标题:|正文:|name 休 days 班 days)”`)

// refusers are the calls that take the sentence of a refusal, or a part of it.
var refusers = []string{"fault.New", "refuse", "refusedSession", "syntax", "p.fail", "p.missing", "problem"}

// TestMoreRefusals reads the code of the rooms and says each refusal in English.
func TestMoreRefusals(t *testing.T) {
	var left []string
	read := 0
	verb, chinese := regexp.MustCompile(`%[a-z]`), regexp.MustCompile(`\p{Han}`)
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		name := filepath.ToSlash(strings.TrimPrefix(path, ".."+string(filepath.Separator)))
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") || elsewhere.MatchString(name) {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !slices.Contains(refusers, called(call)) {
				return true
			}
			for _, arg := range call.Args {
				if made, ok := arg.(*ast.CallExpr); ok && called(made) == "fmt.Sprintf" {
					arg = made.Args[0]
				}
				one, ok := arg.(*ast.BasicLit)
				if !ok || one.Kind != token.STRING {
					continue
				}
				zh, err := strconv.Unquote(one.Value)
				if err != nil {
					t.Fatal(err)
				}
				if !chinese.MatchString(zh) {
					continue
				}
				read++
				said := verb.ReplaceAllStringFunc(zh, func(v string) string {
					if v == "%d" {
						return "7"
					}
					return "x"
				})
				if said = strings.ReplaceAll(said, "%%", "%"); English.T(said) == said {
					left = append(left, name+": "+zh)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if read < 400 {
		t.Errorf("only %d refusals were read: is the code still where this looks?", read)
	}
	if len(left) > unsaidRefusals {
		t.Errorf("%d refusals have no English, more than %d:\n%s", len(left), unsaidRefusals, strings.Join(left, "\n"))
	}
}

// called is the name of what a call calls.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if room, ok := f.X.(*ast.Ident); ok {
			return room.Name + "." + f.Sel.Name
		}
	}
	return ""
}

// TestRefusalsFilled says refusals with what the program puts into them.
func TestRefusalsFilled(t *testing.T) {
	for zh, en := range map[string]string{
		"最多延长20个工作日，不能延长30个工作日。":                         "The extension may be 20 working days at most, not 30 working days.",
		"期限已于 2026年3月2日 10:00 届满，不能再延长。":                 "The term ended on 2 Mar 2026 10:00 and cannot be extended any more.",
		"期限应当在 1 至 400 工作日之间。":                           "The term must be from 1 to 400 working days.",
		"第1行第3个字：“或”后面缺少词语。请补上词语，或删去多余的运算符；要查运算符本身请加引号。": "Line 1, character 3: A word is missing behind “或”; add the word, or remove the operator; to find the operator itself, put it into quotes.",
		"主题“公交”的规则有误：第1行第2个字：括号没有结束。请补上右括号。":             "A rule of the topic “公交” is wrong: Line 1, character 2: The bracket does not end; add the closing bracket.",
		"检索式第 4 个字：括号没有配对，请补上右括号":                        "Search, character 4: A bracket is not closed; add the closing one",
		"微信系统繁忙（微信 -1）":                                  "WeChat is busy (WeChat -1)",
		"调用太频繁（微信 45011），3月2日 10:00 以后自动再试":              "Too many calls (WeChat 45011); tried again after 2 Mar 10:00",
		"飞书拒收（19001）：机器人地址失效，请重新登记":                      "Feishu refused it (19001): the robot's address is no longer valid; register it again",
		"消息超过飞书应用的长度限制":                                  "The message is longer than Feishu app allows",
		"「待研判」环节现在不能做这个动作，或者您的角色不能做":                     "This act cannot be done at the stage “To be screened”, or your role may not do it",
		"没有单位「环保局」；现有：办公室、信访科":                           "There is no unit “环保局”; there are: 办公室、信访科",
		"C-2026-0001 在您打开之后已被他人改动，请刷新后再办；您填写的内容仍在页面上":    "C-2026-0001 was changed by somebody else after you opened it; refresh and go on. What you filled in still stands on the page",
		"读到的内容不能保存：正文过长，最多 20000 个字":                     "What was read cannot be saved: The text is too long: 20000 characters at most",
		"连不上钉钉：对方无响应（超时）":                                "DingTalk cannot be reached: The site does not answer (time is up)",
	} {
		if got := English.T(zh); got != en {
			t.Errorf("%s\n got %s\nwant %s", zh, got, en)
		}
	}
}
