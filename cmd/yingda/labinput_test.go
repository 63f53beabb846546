package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yingda/internal/fault"
)

// TestLabInput holds that a wrong line is refused with its place and how to mend it.
func TestLabInput(t *testing.T) {
	const fine = `{"id":"1","title":"排队","text":"窗口排队","time":"2026-03-16T10:00:00+08:00"}` + "\n"
	for _, c := range []struct{ why, text, says string }{
		{"a mark, carriage returns and empty lines are no matter", "\uFEFF" + strings.ReplaceAll(fine, "\n", "\r\n") + "\r\n\n", ""},
		{"a title alone, without time", `{"id":7,"title":"排队"}`, ""},
		{"a time in words", `{"id":"2","text":"排队","time":"2026年3月16日 10:00"}`, ""},
		{"a label that is a number", `{"id":"2","text":"排队","label":3}`, ""},
		{"a label that is none", `{"id":"2","text":"排队","label":["a"]}`, "第 1 行的 label 应是文字或数字"},
		{"GBK", fine + "{\"id\":\"2\",\"text\":\"\xc5\xc5\xb6\xd3\"}", "第 2 行第 19 个字不是 UTF-8 文字（多半是 GBK）"},
		{"UTF-16", "\xff\xfe{\x00", "第 1 行第 1 个字不是 UTF-8 文字（多半是 UTF-16）"},
		{"a key without quotes", fine + `{"id":"2", text:"排队"}`, "第 2 行第 12 个字「t」不是 JSON 的写法"},
		{"a line that breaks off", fine + `{"id":"2"`, "第 2 行没有写完"},
		{"two in a line", strings.TrimSpace(fine) + fine, "第 1 行第 73 个字起多出了内容"},
		{"a list", "[" + strings.TrimSpace(fine) + "]", "第 1 行是 JSON 列表；请每行写一条"},
		{"a table", "id,title\n1,排队\n", "第 1 行不是 JSON"},
		{"a bare null", "null\n", "第 1 行应是一条 {…}"},
		{"a text that is a list", `{"id":"1","text":["排队"]}`, "第 1 行的 text 应是文字，不能是列表"},
		{"no id", fine + `{"text":"排队"}`, "第 2 行没有 id"},
		{"an id that is no name", `{"id":{},"text":"排队"}`, "第 1 行的 id 应是文字或数字"},
		{"neither title nor text", `{"id":"1","content":"排队"}`, "第 1 行没有 title 也没有 text"},
		{"a time that is none", `{"id":"1","text":"排队","time":"昨天上午"}`, "第 1 行的 time「昨天上午」读不懂，请写成 2026-03-16T10:00:00+08:00"},
		{"an id twice", fine + "\n" + fine, "第 3 行的 id「1」和第 1 行的相同"},
	} {
		file := filepath.Join(t.TempDir(), "in.jsonl")
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := allTexts(file)
		f := fault.Of(err)
		if c.says == "" {
			if err != nil {
				t.Errorf("%s: %v", c.why, err)
			}
		} else if f == nil || !strings.Contains(f.Text, file+" "+c.says) {
			t.Errorf("%s: %v, want %s", c.why, err, c.says)
		}
	}
}

// TestLabRules does the same for the file of rules.
func TestLabRules(t *testing.T) {
	for _, c := range []struct{ why, text, says string }{
		{"a mark of Windows", "\uFEFF- {topic: a, rule: 排队}\r\n", ""},
		{"nothing", "\n", "里一条规则也没有"},
		{"GBK", "- {topic: a, rule: \xc5\xc5\xb6\xd3}", "第 20 个字不是 UTF-8 文字（多半是 GBK）"},
		{"no list", "{topic: a, rule: 排队}", "第 1 行第 1 个字不是所要的写法；每行一条"},
		{"a key of no meaning", "- {topic: a, rule: 排队}\n- {topic: b, rul: 排队}", "第 2 行第 14 个字：不认识「rul」，只有 topic 和 rule"},
		{"a tabulator", "- topic: a\n\trule: 排队", "第 2 行第 1 个字：不能用制表符缩进"},
		{"a rule that is none", "- {topic: a, rule: \"(排队 或\"}", "：主题“a”的规则有误：第1行第6个字："},
		{"no topic", "- {rule: 排队}", "：第1条规则没有写主题名称"},
	} {
		file := filepath.Join(t.TempDir(), "rules.yaml")
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := readRules(file)
		f := fault.Of(err)
		if c.says == "" {
			if err != nil {
				t.Errorf("%s: %v", c.why, err)
			}
		} else if f == nil || !strings.Contains(f.Text, "规则文件 "+file) || !strings.Contains(f.Text, c.says) {
			t.Errorf("%s: %v, want %s", c.why, err, c.says)
		}
	}
}
