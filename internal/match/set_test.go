package match

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"yingda/internal/fault"
)

func TestMatch(t *testing.T) {
	const queue = "(排队 或 等候) 且 窗口 非 招聘"
	for _, c := range []struct {
		why, rule, title, text string
		want                   bool
	}{
		{"both words", queue, "", "办事窗口排队两小时", true},
		{"one in the title, one in the text", queue, "排队太久", "三号窗口", true},
		{"traditional and full-width spelling", queue, "", "辦事視窗口排隊", true},
		{"one word is missing", queue, "", "排队两小时", false},
		{"the unwanted word is there", queue, "招聘", "窗口排队", false},
		{"title only, word in the text", "标题:排队", "", "排队", false},
		{"title only, word in the title", "标题:排队", "排队", "", true},
		{"near: at the limit", "排队 近3 投诉", "", "排队一二三投诉", true},
		{"near: one too far", "排队 近3 投诉", "", "排队一二三四投诉", false},
		{"near: the other order", "排队 近3 投诉", "", "投诉一排队", true},
		{"near: not across fields", "排队 近3 投诉", "排队", "投诉", false},
		{"near: overlapping words are not near", "国税 近9 税务", "", "国税务", false},
		{"near: one word twice", "排队 近3 排队", "", "排队又排队", true},
		{"near: one word once", "排队 近3 排队", "", "排队", false},
		{"near: counts runes, not bytes", "a 近2 b", "", "a😀𠮷b", true},
		{"outside: only inside the longer word", "国税 不在 中国税务", "", "中国税务", false},
		{"outside: once more on its own", "国税 不在 中国税务", "", "中国税务和国税", true},
		{"outside: the longer word in the other field", "国税 不在 中国税务", "中国税务", "国税", true},
		{"two of three", "至少2(排队, 等候, 拥挤)", "排队", "拥挤", true},
		{"one of three, twice", "至少2(排队, 等候, 拥挤)", "排队", "排队", false},
		{"Latin word as a whole", "app", "", "下载APP后", true},
		{"Latin word in another", "app", "", "happy", false},
		{"nothing to read", "排队", "", "", false},
	} {
		s, err := Compile([]Topic{{"other", "从不出现的词"}, {"topic", c.rule}})
		if err != nil {
			t.Errorf("%s: %v", c.why, err)
			continue
		}
		if got := s.Match(c.title, c.text); slices.Contains(got, "topic") != c.want || slices.Contains(got, "other") {
			t.Errorf("%s: %q on %q / %q gives %v", c.why, c.rule, c.title, c.text, got)
		}
	}
}

func TestExplain(t *testing.T) {
	s, err := Compile([]Topic{
		{"queue", "(排队 或 等候) 且 窗口 非 招聘"},
		{"tax", "国税 不在 中国税务"},
		{"queue", "等候"},
		{"near", "(停水 或 停電) 近2 通知"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ why, title, text, want string }{
		{"hits in both fields", "排隊", "三号😀窗口", "queue 排队 title 0-2; queue 窗口 text 3-5"},
		{"a hit that two rules share is told once", "", "窗口等候", "queue 窗口 text 0-2; queue 等候 text 2-4"},
		{"the longer word's part is not told", "", "中国税务 國稅", "tax 国税 text 5-7"},
		{"only what is near", "", "停水 一二三停电通知 停水", "near 停電 text 6-8; near 通知 text 8-10; near 停水 text 11-13"},
		{"broken bytes count as one rune each", "", "\xff\xfe等候", "queue 等候 text 2-4"},
		{"no topic", "", "通知", ""},
	} {
		var got []string
		for _, h := range s.Explain(c.title, c.text) {
			got = append(got, fmt.Sprintf("%s %s %s %d-%d", h.Topic, h.Word, h.Field, h.Start, h.End))
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s: got %q, want %q", c.why, strings.Join(got, "; "), c.want)
		}
	}
}

func TestCompileRefuses(t *testing.T) {
	_, err := Compile([]Topic{{"queue", "排队"}, {"tax", "国税 或"}})
	var at *SyntaxError
	if fault.CodeOf(err) != "match.syntax" || !errors.As(err, &at) || at.Column != 5 || !strings.Contains(fault.Of(err).Text, "主题“tax”") {
		t.Errorf("wrong rule: %v", err)
	}
	if _, err := Compile([]Topic{{"", "排队"}}); fault.CodeOf(err) != "match.topic_name" {
		t.Errorf("no name: %v", err)
	}
	s, err := Compile(nil)
	if err != nil || s.Match("排队", "排队") != nil {
		t.Errorf("no rules: %v", err)
	}
}

// judge evaluates a rule from its definition, one field and word at a time.
type judge struct{ title, text, source string }

func (j judge) field(field int) string {
	if field == titleField {
		return j.title
	}
	return j.text
}

func (j judge) holds(n *node) bool {
	switch n.op {
	case andNode:
		return !slices.ContainsFunc(n.kids, func(k *node) bool { return !j.holds(k) })
	case orNode:
		return slices.ContainsFunc(n.kids, j.holds)
	case notNode:
		return !j.holds(n.kids[0])
	case atLeastNode:
		true_ := 0
		for _, k := range n.kids {
			if j.holds(k) {
				true_++
			}
		}
		return true_ >= n.n
	case sourceNode:
		return foldWord(n.word) == foldWord(j.source)
	case timesNode:
		return len(j.places(n.kids[0], titleField))+len(j.places(n.kids[0], textField)) >= n.n
	case nearNode:
		for _, f := range []int{titleField, textField} {
			for _, a := range j.places(n.kids[0], f) {
				for _, b := range j.places(n.kids[1], f) {
					gap := max(b.Start-a.End, a.Start-b.End)
					if gap >= 0 && int(gap) <= n.n {
						return true
					}
				}
			}
		}
		return false
	}
	return len(j.places(n, titleField))+len(j.places(n, textField)) > 0
}

func (j judge) places(n *node, field int) []Found {
	switch n.op {
	case wordNode:
		if n.field&field == 0 {
			return nil
		}
		return naive([]string{n.word}, j.field(field))
	case orNode:
		var all []Found
		for _, k := range n.kids {
			all = append(all, j.places(k, field)...)
		}
		return all
	}
	outer := j.places(n.kids[1], field)
	return slices.DeleteFunc(j.places(n.kids[0], field), func(a Found) bool {
		return slices.ContainsFunc(outer, func(b Found) bool { return b.Start <= a.Start && a.End <= b.End })
	})
}

func TestSetAgreesWithDefinition(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(strings.Split("税 國 国 务 a 1 或 “ - 税务 ， \xff 𠮷 国税 Ａ", " ")), 0, 20).Draw(t, "pieces"), "")
	})
	sc := new(Scratch)
	rapid.Check(t, func(t *rapid.T) {
		var topics []Topic
		var want []*node
		for i := range rapid.IntRange(1, 6).Draw(t, "rules") {
			rule := nodeGen(2).Draw(t, "rule").String()
			if r, err := Parse(rule); err == nil {
				topics = append(topics, Topic{fmt.Sprint("t", i%4), rule})
				want = append(want, r.root)
			}
		}
		s, err := Compile(topics)
		if err != nil {
			t.Fatalf("%v: %v", topics, err)
		}
		for range 3 {
			j := judge{text.Draw(t, "title"), text.Draw(t, "text"), rapid.SampledFrom([]string{"", "税网", "稅網", "别处"}).Draw(t, "source")}
			var expect []string
			for i, n := range want {
				if j.holds(n) && !slices.Contains(expect, topics[i].Name) {
					expect = append(expect, topics[i].Name)
				}
			}
			slices.Sort(expect)
			var got []string
			for _, n := range s.TopicsFrom(sc, s.From(j.source), j.title, j.text) {
				got = append(got, s.names[n])
			}
			slices.Sort(got)
			if !slices.Equal(got, expect) {
				t.Fatalf("%q\non %q / %q\n got %v\nwant %v", topics, j.title, j.text, got, expect)
			}
			checkExplain(t, s, j, expect)
		}
	})
}

// checkExplain demands that the topics told are those that match, and that each
// hit's place holds its word.
func checkExplain(t *rapid.T, s *Set, j judge, topics []string) {
	var told []string
	for _, h := range s.ExplainFrom(s.From(j.source), j.title, j.text) {
		if !slices.Contains(told, h.Topic) {
			told = append(told, h.Topic)
		}
		in := []rune(j.text)
		if h.Field == "title" {
			in = []rune(j.title)
		}
		if foldWord(string(in[h.Start:h.End])) != foldWord(h.Word) {
			t.Fatalf("%+v is %q", h, string(in[h.Start:h.End]))
		}
	}
	slices.Sort(told)
	if !slices.Equal(told, topics) {
		t.Fatalf("told %v, matched %v", told, topics)
	}
}

func TestSetIsSafeForConcurrentUse(t *testing.T) {
	s, err := Compile([]Topic{{"queue", "排队 近3 窗口"}, {"tax", "国税 不在 中国税务"}})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 200 {
				if got := s.Match("国税", "窗口排队"); len(got) != 2 {
					t.Errorf("got %v", got)
				}
				if got := s.Match("", "中国税务"); got != nil {
					t.Errorf("got %v", got)
				}
			}
		})
	}
	all.Wait()
}

func TestTopicsDoesNotAllocate(t *testing.T) {
	s, err := Compile([]Topic{{"queue", "(排队 或 等候) 近3 窗口"}, {"tax", "国税 不在 中国税务"}})
	if err != nil {
		t.Fatal(err)
	}
	sc := new(Scratch)
	if n := testing.AllocsPerRun(100, func() { s.Topics(sc, "国税", strings.Repeat("窗口排队", 1)) }); n != 0 {
		t.Errorf("%v allocations a post", n)
	}
}
