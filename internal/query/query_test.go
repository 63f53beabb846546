package query_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yingda/internal/query"
)

var now = time.Date(2026, 3, 10, 2, 0, 0, 0, time.UTC)

func day(s string) int64 {
	at, err := time.Parse(time.RFC3339, s+"T12:00:00+08:00")
	if err != nil {
		panic(err)
	}
	return at.UnixMilli()
}

func TestHolds(t *testing.T) {
	cases := []struct {
		sentence, query string
		doc             query.Doc
		want            bool
	}{
		{"two words must both be there", "停水 小区", query.Doc{Title: "小区", Text: "昨夜停水"}, true},
		{"one of two is not enough", "停水 小区", query.Doc{Text: "昨夜停水"}, false},
		{"traditional, full-width and upper case are the same", "取號 wifi", query.Doc{Text: "取号处没有ＷｉＦｉ"}, true},
		{"a phrase keeps its space", `"停水 通知"`, query.Doc{Text: "停水通知"}, false},
		{"Chinese quotation marks make a phrase", "“停水通知”", query.Doc{Text: "关于停水通知的说明"}, true},
		{"OR binds less than AND", "停水 小区 OR 停电", query.Doc{Text: "停电"}, true},
		{"Chinese operators stand alone", "停水 或 停电 非 演练", query.Doc{Text: "停电演练"}, false},
		{"an operator inside a word is none", "参与", query.Doc{Text: "请大家参与"}, true},
		{"a lone operator is a word", "非", query.Doc{Text: "非常好"}, true},
		{"a minus excludes", "停水 -演练", query.Doc{Text: "停水演练"}, false},
		{"a hyphen in a word excludes nothing", "A-1", query.Doc{Text: "见A-1号"}, true},
		{"brackets hold together", "(停水 OR 停电) AND 小区", query.Doc{Text: "停电"}, false},
		{"full-width brackets, too", "（停水 或 停电）与 小区", query.Doc{Text: "小区停电"}, true},
		{"a whole Latin word", "WiFi", query.Doc{Text: "WiFi6"}, false},
		{"a title alone", "title:停水", query.Doc{Title: "通知", Text: "停水"}, false},
		{"the Chinese name of a field", "标题：停水", query.Doc{Title: "停水通知"}, true},
		{"punctuation alone asks for nothing more", "停水 ，", query.Doc{Text: "停水"}, true},
		{"punctuation alone finds nothing", "，", query.Doc{Text: "，"}, false},
		{"the marks of a sentence part words", "大厅、回执。", query.Doc{Text: "回执在大厅补打"}, true},
		{"a pasted sentence asks for each of its parts", "系统故障，窗口停了！", query.Doc{Text: "窗口停了；系统故障"}, true},
		{"each of them must be there", "大厅、回执", query.Doc{Text: "大厅"}, false},
		{"in quotation marks they stay", "“大厅、回执”", query.Doc{Text: "回执在大厅补打"}, false},
		{"a minus behind one excludes", "停水，-演练", query.Doc{Text: "停水演练"}, false},
		{"the point of a number stays", "3.5", query.Doc{Text: "3 和 5"}, false},
		{"the comma of a number stays", "1,200", query.Doc{Text: "共1,200人"}, true},
		{"a NOT alone", "NOT 停水", query.Doc{Text: "停电"}, true},
		{"a day", "停水 date:2026-03-09", query.Doc{Text: "停水", At: day("2026-03-09")}, true},
		{"the day after is out", "停水 date:2026-03-08", query.Doc{Text: "停水", At: day("2026-03-09")}, false},
		{"a range includes its last day", "date:2026-03-01..2026-03-09", query.Doc{At: day("2026-03-09")}, true},
		{"an open range", "date:..2026-02", query.Doc{At: day("2026-03-01")}, false},
		{"the last three days", "date:近3天", query.Doc{At: day("2026-03-08")}, true},
		{"a kind", "kind:帖文 停水", query.Doc{Kind: "concern", Text: "停水"}, false},
		{"an address is no field", "http://a.cn", query.Doc{Text: "见 http://a.cn"}, true},
		{"a grade by its title", "grade:重大", query.Doc{Known: func(x query.Term) bool { return x == query.Term{Field: query.Grade, Value: "major"} }}, true},
		{"what is not known is not so", "unit:信访科", query.Doc{}, false},
	}
	for _, c := range cases {
		t.Run(c.sentence, func(t *testing.T) {
			q, p := query.Parse(c.query, now)
			if p != nil {
				t.Fatal(p)
			}
			if got := q.Holds(&c.doc); got != c.want {
				t.Errorf("%q: got %v", c.query, got)
			}
		})
	}
}

func TestProblems(t *testing.T) {
	cases := []struct {
		sentence, query, code string
		from                  int
	}{
		{"a quotation is not ended", `停水 "小区`, "quote", 3},
		{"a bracket is not closed", "(停水 或 停电", "bracket", 0},
		{"a bracket too many", "停水）", "bracket", 2},
		{"nothing behind AND", "停水 与", "operand", 3},
		{"nothing before OR", "OR 停水", "operand", 0},
		{"two operators", "停水 AND OR 停电", "operand", 3},
		{"nothing to exclude", "停水 非", "operand", 3},
		{"an unknown field", "标题:停水 uint:信访科", "field", 6},
		{"a field without a value", "title: 停水", "value", 0},
		{"a grade that there is not", "grade:很大", "value", 6},
		{"no date", "date:昨日", "date", 5},
		{"a range that runs back", "date:2026-03-02..2026-03-01", "date", 5},
	}
	for _, c := range cases {
		t.Run(c.sentence, func(t *testing.T) {
			_, p := query.Parse(c.query, now)
			if p == nil || p.Code != c.code || p.From != c.from || p.End <= p.From {
				t.Errorf("%q: %+v", c.query, p)
			}
		})
	}
	for typed, example := range map[string]string{"标题: 停水": "例如 标题:停水", "date: 今天": "例如 date:2026-03-01..2026-03-31"} {
		if _, p := query.Parse(typed, now); p == nil || !strings.HasSuffix(p.Text, example) {
			t.Errorf("%q is answered in other words than its own: %+v", typed, p)
		}
	}
}

func TestMarks(t *testing.T) {
	q, _ := query.Parse("停水 或 WiFi 非 小区 title:說明", now)
	if diff := cmp.Diff([]query.Span{{From: 1, End: 3}, {From: 5, End: 9}}, q.Marks("夜停水小区WiFi说明", false)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]query.Span{{From: 0, End: 2}}, q.Marks("说明", true)); diff != "" {
		t.Error(diff)
	}
	q, _ = query.Parse("水水", now)
	if diff := cmp.Diff([]query.Span{{From: 0, End: 3}}, q.Marks("水水水", false)); diff != "" {
		t.Error("overlapping places are one", diff)
	}
}

func TestScore(t *testing.T) {
	q, _ := query.Parse("停水", now)
	if q.Score("停水", "") <= q.Score("", "停水停水") || q.Score("", "停水停水") <= q.Score("", "停水") {
		t.Error("the title counts more than the text, twice more than once")
	}
}

// FuzzParse: every input is read or refused with a place in it, and what is read
// can be asked of a text.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"停水 AND (小区 OR \"停 电\") -演练", "title:“水” date:2026..2027 非 与", "((", "a:b", "\xff与", "grade:重大或-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, p := query.Parse(s, now)
		if p != nil {
			if p.From < 0 || p.From >= p.End || p.End > len([]rune(s)) {
				t.Fatalf("%q: %+v", s, p)
			}
			return
		}
		q.Holds(&query.Doc{Title: s, Text: s})
		q.Marks(s, true)
		q.Index()
		q.Kinds()
		q.From()
	})
}
