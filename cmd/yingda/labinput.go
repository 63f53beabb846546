package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"yingda/internal/fault"
	"yingda/internal/match"
	"yingda/internal/source"
)

// labText is one line of input; other fields are ignored.
type labText struct {
	ID     string
	Title  string
	Text   string
	Time   time.Time
	Label  string
	Source string
	wrong  string // what makes the line no text to judge, "" if nothing does
}

// UnmarshalJSON takes ids and labels that are numbers, too, and times in usual spellings.
func (t *labText) UnmarshalJSON(raw []byte) error {
	var in struct {
		ID     json.RawMessage `json:"id"`
		Title  *string         `json:"title"`
		Text   *string         `json:"text"`
		Time   json.RawMessage `json:"time"`
		Label  json.RawMessage `json:"label"`
		Source json.RawMessage `json:"source"`
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	at := plain(in.Time)
	*t = labText{ID: plain(in.ID), Time: source.Time(at), Label: plain(in.Label), Source: plain(in.Source)}
	if in.Title != nil {
		t.Title = *in.Title
	}
	if in.Text != nil {
		t.Text = *in.Text
	}
	switch {
	case !isPlain(in.ID):
		t.wrong = "的 id 应是文字或数字"
	case !isPlain(in.Label):
		t.wrong = "的 label 应是文字或数字"
	case in.Title == nil && in.Text == nil:
		t.wrong = "没有 title 也没有 text，没有可判断的文字"
	case at != "" && t.Time.IsZero():
		t.wrong = "的 time「" + at + "」读不懂，请写成 2026-03-16T10:00:00+08:00"
	}
	return nil
}

func isPlain(raw json.RawMessage) bool {
	return len(raw) == 0 || !strings.ContainsRune("{[tf", rune(raw[0]))
}

// plain returns a JSON string or number as text, "" for null.
func plain(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// eachLine calls f for each line of a JSON Lines file with its number, in order.
// What a line lacks is refused with its place and how to mend it.
func eachLine(name string, f func(line int, t labText) error) error {
	in, err := open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	r := bufio.NewReaderSize(in, 1<<20)
	for line := 1; ; line++ {
		raw, err := r.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fault.New(fault.Invalid, "file.read", "读不到文件 %s", name).Because(err)
		}
		if line == 1 {
			raw = bytes.TrimPrefix(raw, []byte("\uFEFF")) // of a file written on Windows
		}
		if len(bytes.TrimSpace(raw)) > 0 {
			t, lerr := readText(raw)
			if lerr == nil {
				lerr = f(line, t)
			}
			if fault.Of(lerr) == nil && lerr != nil {
				lerr = fault.New(fault.Invalid, "lab.line", "%s 第 %d 行%v", name, line, lerr)
			}
			if lerr != nil {
				return lerr
			}
		}
		if err != nil {
			return nil
		}
	}
}

// readText reads one line. The error goes on where "第 3 行" ends.
func readText(raw []byte) (labText, error) {
	var t labText
	if at, encoding := notUTF8(raw); at > 0 {
		return t, fmt.Errorf("第 %d 个字不是 UTF-8 文字（多半是 %s），请把文件另存为 UTF-8", at, encoding)
	}
	if bytes.TrimSpace(raw)[0] == '[' {
		return t, errors.New("是 JSON 列表；请每行写一条，例如 {\"id\":\"1\",\"title\":\"…\",\"text\":\"…\",\"time\":\"2026-03-16T10:00:00+08:00\"}")
	}
	err := json.Unmarshal(raw, &t)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return t, misspelt(raw, syntax)
	case errors.As(err, &kind) && kind.Field != "":
		return t, fmt.Errorf("的 %s 应是文字，不能是%s", kind.Field, jsonKinds[strings.Fields(kind.Value)[0]])
	case err != nil || bytes.Equal(bytes.TrimSpace(raw), []byte("null")):
		return t, errors.New("应是一条 {…}，例如 {\"id\":\"1\",\"title\":\"…\",\"text\":\"…\"}")
	case t.wrong != "":
		return t, errors.New(t.wrong)
	}
	return t, nil
}

var jsonKinds = map[string]string{"array": "列表", "object": "对象", "number": "数字", "bool": "真假值", "string": "文字"}

// notUTF8 returns the number of the first character that is no UTF-8, and what
// the file most likely is; 0 if all is well.
func notUTF8(raw []byte) (int, string) {
	if bytes.IndexByte(raw, 0) >= 0 {
		return 1, "UTF-16"
	}
	if utf8.Valid(raw) {
		return 0, ""
	}
	n := 1
	for rest := raw; ; n++ {
		r, size := utf8.DecodeRune(rest)
		if r == utf8.RuneError && size == 1 {
			return n, "GBK"
		}
		rest = rest[size:]
	}
}

// misspelt says in Chinese what json found, and where.
func misspelt(raw []byte, err *json.SyntaxError) error {
	at := min(max(int(err.Offset)-1, 0), len(raw))
	place := fmt.Sprintf("第 %d 个字", utf8.RuneCount(raw[:at])+1)
	switch says := err.Error(); {
	case strings.HasPrefix(says, "unexpected end"):
		return errors.New("没有写完；每条要完整地写在一行里")
	case strings.HasSuffix(says, "after top-level value"):
		return errors.New(place + "起多出了内容；每行只写一条，行末不加逗号")
	case at == 0:
		return errors.New("不是 JSON；每行应是一条 {\"id\":\"1\",\"title\":\"…\",\"text\":\"…\"}")
	}
	r, _ := utf8.DecodeRune(raw[at:])
	return fmt.Errorf("%s「%c」不是 JSON 的写法；字段名和文字都要加英文双引号，文字里的双引号和换行写成 \\\" 和 \\n", place, r)
}

// eachText calls f for each text of a file, in order; each must have an id.
func eachText(name string, f func(labText) error) error {
	return eachLine(name, func(_ int, t labText) error {
		if t.ID == "" {
			return errors.New("没有 id，请补上编号")
		}
		return f(t)
	})
}

// allTexts reads a file in which texts name one another by their ids.
func allTexts(name string) ([]labText, error) {
	var out []labText
	seen := map[string]int{}
	err := eachLine(name, func(line int, t labText) error {
		if t.ID == "" {
			return errors.New("没有 id，请补上编号")
		}
		if before := seen[t.ID]; before > 0 {
			return fmt.Errorf("的 id「%s」和第 %d 行的相同，请改成各不相同的编号", t.ID, before)
		}
		seen[t.ID] = line
		out = append(out, t)
		return nil
	})
	return out, err
}

// oneInput refuses a second file from standard input.
func oneInput(flag, other, in string) error {
	if other == "-" && in == "-" {
		return errors.New(flag + " 和文字不能都从标准输入读；其中一个请写文件名")
	}
	return nil
}

// ofFile names the file in a refusal.
func ofFile(name string, err error) error {
	f := fault.Of(err)
	if f == nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return fault.New(f.Kind, f.Code, "%s：%s", name, f.Text)
}

func readRules(name string) (*match.Set, error) {
	in, err := open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	body, err := io.ReadAll(in)
	if err != nil {
		return nil, fault.New(fault.Invalid, "file.read", "读不到文件 %s", name).Because(err)
	}
	body = bytes.TrimPrefix(body, []byte("\uFEFF"))
	if at, encoding := notUTF8(body); at > 0 {
		return nil, fault.New(fault.Invalid, "lab.rules", "规则文件 %s 第 %d 个字不是 UTF-8 文字（多半是 %s），请把文件另存为 UTF-8", name, at, encoding)
	}
	var list []struct {
		Topic string `yaml:"topic"`
		Rule  string `yaml:"rule"`
	}
	if err := yaml.UnmarshalWithOptions(body, &list, yaml.Strict()); err != nil {
		return nil, fault.New(fault.Invalid, "lab.rules", "规则文件 %s %s", name, misread(err))
	}
	if len(list) == 0 {
		return nil, fault.New(fault.Invalid, "lab.rules", "规则文件 %s 里一条规则也没有%s", name, rulesLook)
	}
	topics := make([]match.Topic, len(list))
	for i, r := range list {
		topics[i] = match.Topic{Name: r.Topic, Rule: r.Rule}
	}
	set, err := match.Compile(topics)
	if err != nil {
		return nil, ofFile("规则文件 "+name, err)
	}
	return set, nil
}

const rulesLook = "；每行一条，写成 - {topic: 主题, rule: \"规则\"}"

// misread says in Chinese what the YAML reader found, and where.
func misread(err error) string {
	var e yaml.Error
	if !errors.As(err, &e) || e.GetToken() == nil {
		return "不是所要的 YAML" + rulesLook
	}
	at := e.GetToken().Position
	place := fmt.Sprintf("第 %d 行第 %d 个字", at.Line, at.Column)
	var unknown *yaml.UnknownFieldError
	var twice *yaml.DuplicateKeyError
	switch value := e.GetToken().Value; {
	case errors.As(err, &unknown):
		return place + "：不认识「" + value + "」，只有 topic 和 rule"
	case errors.As(err, &twice):
		return place + "：「" + value + "」写了两次"
	case strings.ContainsRune(e.GetMessage(), '\t'):
		return place + "：不能用制表符缩进，请改成空格"
	}
	return place + "不是所要的写法" + rulesLook
}
