package house

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The table of rooms in the two READMEs stands between these lines.
const (
	roomsBegin = "<!-- rooms: written by make generate -->\n"
	roomsEnd   = "<!-- /rooms -->\n"
)

// ringWords are the rings in Chinese, by what rings.txt calls them.
var ringWords = map[string]string{
	"commands":                               "命令",
	"sample agency, wiring":                  "示例单位、装配",
	"staff desk, public site, JSON API":      "工作台、公开网站、接口",
	"shared templates and assets":            "共用页面",
	"people, actions, pipeline, figures":     "人员与会话、办理、采集入库、统计",
	"network, SQL, queue, readers, outlets":  "对外读取、存储、任务、来源",
	"checks of a draft":                      "稿件自动核对",
	"pure judgement":                         "研判（纯函数，互不引用）",
	"statutory time, documents, words":       "期限、文书、用语",
	"vocabulary, state tables":               "制度、环节表",
	"bounded reading of what strangers send": "限时限量地读外来内容",
	"refusals, folding of Chinese text":      "拒绝的种类、文字归一",
}

// TestReadme: the READMEs name the rooms of the import table and no others.
func TestReadme(t *testing.T) {
	exist := map[string]bool{}
	for _, p := range packages(t) {
		exist[room(p.ImportPath)] = true
	}
	for file, english := range map[string]bool{"README.md": true, "README.zh-CN.md": false} {
		text := read(t, file)
		before, rest, ok := strings.Cut(text, roomsBegin)
		_, after, ok2 := strings.Cut(rest, roomsEnd)
		if !ok || !ok2 {
			t.Errorf("%s: the lines around the table of rooms are missing", file)
			continue
		}
		want := before + roomsBegin + roomTable(t, exist, english) + roomsEnd + after
		if want == text {
			continue
		}
		if !*update {
			t.Errorf("%s: the table of rooms is not current: run make generate", file)
			continue
		}
		if err := os.WriteFile(filepath.Join(root, file), []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func roomTable(t *testing.T, exist map[string]bool, english bool) string {
	var b strings.Builder
	head := "| ring | rooms |\n|---|---|\n"
	if !english {
		head = "| 层 | 包 |\n|---|---|\n"
	}
	b.WriteString(head)
	for _, r := range rings() {
		what := r.what
		if !english {
			if what = ringWords[r.what]; what == "" {
				t.Errorf("readme_test.go has no Chinese for the ring %q", r.what)
			}
		}
		var rooms []string
		for _, name := range r.rooms {
			if exist[name] {
				rooms = append(rooms, "`"+name+"`")
			}
		}
		fmt.Fprintf(&b, "| %s | %s |\n", what, strings.Join(rooms, " "))
	}
	return b.String()
}
