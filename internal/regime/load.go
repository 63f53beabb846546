package regime

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Bounds of one file, far above any honest regime.
const (
	maxFileBytes = 1 << 20
	maxNesting   = 32
)

// Load reads every .yaml file of dir, puts them together in the order of their
// names, and checks the whole. If the text is wrong, the error is Problems and
// holds everything that was found; it is another error if dir cannot be read.
// The language of topic rules is not this package's: rules, if given, reads each.
func Load(fsys fs.FS, dir string, rules ...func(rule string) error) (*Regime, error) {
	files, err := yamlFiles(fsys, dir)
	if err != nil {
		return nil, err
	}
	d := newDecoder(files[0])
	r := &Regime{}
	for _, name := range files {
		text, err := fs.ReadFile(fsys, path.Join(dir, name))
		if err != nil {
			return nil, fmt.Errorf("read regime file %s: %w", name, err)
		}
		d.read(name, text, r)
	}
	d.problems = append(d.problems, d.further(r)...)
	for _, read := range rules {
		d.topicRules(r, read)
	}
	if len(d.problems) > 0 {
		return nil, d.problems.sorted()
	}
	r.seal(canonical(r))
	if back, err := Parse(r.Source); err != nil || canonical(back) != r.Source {
		return nil, fmt.Errorf("regime %s: the canonical text does not read back (%v)", r.Name, err)
	}
	return r, nil
}

// Parse reads back the canonical text of a regime that was adopted. It is as
// strict as Load about keys and words, and does not repeat the other checks: a
// later Yingda may check more, and a matter keeps the version that it began
// under. Source is the given text itself.
func Parse(source string) (*Regime, error) {
	d := newDecoder("regime.yaml")
	r := &Regime{}
	d.read("regime.yaml", []byte(source), r)
	if len(d.problems) > 0 {
		return nil, d.problems.sorted()
	}
	r.seal(source)
	return r, nil
}

// further returns what the checks find beyond what decoding found. They wait
// until every file can be read, for a list that is missing with its file would
// make each use of it look wrong; and one place is not blamed twice.
func (d *decoder) further(r *Regime) Problems {
	if d.unread {
		return nil
	}
	blamed := map[place]bool{}
	for _, p := range d.problems {
		blamed[place{p.File, p.Line, p.Column}] = true
	}
	return filter(check(r, d.at), func(p Problem) bool { return !blamed[place{p.File, p.Line, p.Column}] })
}

// topicRules says of each topic's rule, where it stands, what read refuses.
func (d *decoder) topicRules(r *Regime, read func(rule string) error) {
	for i, t := range r.Topics {
		if err := read(t.Rule); err != nil && t.Rule != "" {
			d.say(d.at.find("topics["+strconv.Itoa(i)+"].rule"), "topic_rule", "话题 "+t.ID+" 的规则："+err.Error())
		}
	}
}

func newDecoder(first string) *decoder {
	return &decoder{at: places{"": {first, 1, 1}}, scalars: map[string]place{}}
}

func yamlFiles(fsys fs.FS, dir string) ([]string, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, fmt.Errorf("read regime folder: %w", err)
	}
	var files []string
	for _, entry := range entries {
		name := entry.Name()
		ext := path.Ext(name)
		if !entry.IsDir() && !strings.HasPrefix(name, ".") && (ext == ".yaml" || ext == ".yml") {
			files = append(files, name)
		}
	}
	if len(files) == 0 {
		return nil, Problems{{dir, 1, 1, "no_files", "目录中没有 .yaml 文件"}}
	}
	return files, nil
}

// read decodes one file into r, adding to what other files gave.
func (d *decoder) read(name string, text []byte, r *Regime) {
	d.file = name
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	if problem := tooWild(text); problem != "" {
		d.refuse(place{name, 1, 1}, "not_yaml", problem)
		return
	}
	file, err := parse(text)
	if err != nil {
		at, reason := d.syntax(err)
		d.refuse(at, "not_yaml", reason)
		return
	}
	var docs []ast.Node
	for _, doc := range file.Docs {
		if doc.Body != nil {
			docs = append(docs, doc.Body)
		}
	}
	switch {
	case len(docs) == 0:
		d.refuse(place{name, 1, 1}, "empty_file", "文件是空的")
	case len(docs) > 1:
		d.refuse(d.place(start(docs[1])), "two_documents", "一个文件只能有一份内容，请去掉“---”分隔")
	default:
		d.value(docs[0], reflect.ValueOf(r).Elem(), "")
	}
}

// refuse says why a whole file was not read.
func (d *decoder) refuse(at place, code, reason string) {
	d.unread = true
	d.say(at, code, reason)
}

// parse calls the YAML library. A text that makes it panic is refused like any
// other that is no YAML: the input comes from outside.
func parse(text []byte) (file *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			file, err = nil, fmt.Errorf("not readable as YAML: %v", p)
		}
	}()
	return parser.ParseBytes(text, 0)
}

// syntax returns place and reason of what the YAML library found.
func (d *decoder) syntax(err error) (place, string) {
	var e yaml.Error
	if errors.As(err, &e) {
		if m := twicePattern.FindStringSubmatch(e.GetMessage()); m != nil {
			return d.place(e.GetToken()), "“" + brief(m[1]) + "”已在第 " + m[2] + " 行写过"
		}
		return d.place(e.GetToken()), "不是正确的 YAML：" + e.GetMessage()
	}
	return place{d.file, 1, 1}, "不是正确的 YAML：" + err.Error()
}

var twicePattern = regexp.MustCompile(`^mapping key "(.*)" already defined at \[(\d+):`)

// tooWild refuses what must not reach the recursive parser of the library.
func tooWild(text []byte) string {
	if len(text) > maxFileBytes {
		return "文件超过 1 MB"
	}
	if !utf8.Valid(text) {
		return "文件不是 UTF-8 编码"
	}
	depth := 0
	for line := range bytes.Lines(text) {
		if bytes.Count(line, []byte("- ")) > maxNesting && len(bytes.TrimLeft(line, "- ")) < len(line)/2 {
			return "列表嵌套太深"
		}
		for _, c := range line {
			switch c {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(depth-1, 0)
			}
			if depth > maxNesting {
				return "括号嵌套太深"
			}
		}
	}
	return ""
}
