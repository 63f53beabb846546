package match

import "testing"

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		why, rule, source, title, text string
		holds                          bool
		says                           string
	}{
		{"a word of the title", "标题:排队 且 窗口", "", "排队", "在窗口", true, "标题有「排队」，正文有「窗口」"},
		{"both fields", "排队", "", "排队", "排队", true, "标题和正文都有「排队」"},
		{"the first that fails is named", "排队 且 窗口", "", "排队", "", false, "没有「窗口」"},
		{"what forbids it", "窗口 非 招聘", "", "", "窗口招聘", false, "正文有「招聘」"},
		{"what is absent as wanted", "窗口 非 招聘", "", "", "窗口", true, "正文有「窗口」，没有「招聘」"},
		{"near and too far", "排队 近2 投诉", "", "", "排队一二三投诉", false, "正文有「排队」，正文有「投诉」，两处相隔超过 2 个字"},
		{"near", "排队 近2 投诉", "", "", "排队就投诉", true, "正文有「排队」，正文有「投诉」，两处相隔不超过 2 个字"},
		{"counted places", "出现2(投诉 或 举报)", "", "投诉", "又举报", true, "标题有「投诉」，正文有「举报」，共 2 处"},
		{"too few places", "出现3(投诉 或 举报)", "", "投诉", "又举报", false, "标题有「投诉」，正文有「举报」，只有 2 处，不到 3 处"},
		{"overlapping words each count", "出现2(投诉)", "", "", "投诉投诉", true, "正文有「投诉」，共 2 处"},
		{"a source that is left out", "窗口 非 来源:本地论坛", "本地论坛", "", "窗口", false, "来源是「本地论坛」"},
		{"another source", "窗口 非 来源:本地论坛", "新闻网", "", "窗口", true, "正文有「窗口」，来源不是「本地论坛」"},
		{"one of two sources, folded", "窗口 来源:(甲网 或 ＡＢＣ網)", "abc网", "", "窗口", true, "正文有「窗口」，来源是「ＡＢＣ網」"},
		{"an unknown source", "窗口 来源:甲网", "", "", "窗口", false, "来源不是「甲网」"},
		{"across two words", "整词:国税", "", "", "中国税务报", false, "正文有「国税」，但只是别的词的一部分"},
		{"the word itself", "整词:国税", "", "", "国税局", true, "正文有「国税」，不是别的词的一部分"},
		{"once across, once itself", "整词:国税", "", "", "中国税务报说国税局", true, "正文有「国税」，不是别的词的一部分"},
		{"the letters' office in a web page", "整词:(信访 或 民政)", "", "", "微信访问和人民政府", false, ""},
		{"a city's government is no 市政", "整词:市政", "", "", "市政府通知", false, "正文有「市政」，但只是别的词的一部分"},
		{"offices arrange things", "整词:公安", "", "", "办公安排", false, "正文有「公安」，但只是别的词的一部分"},
		{"traditional spelling", "整词:国税", "", "", "中國稅務", false, "正文有「国税」，但只是别的词的一部分"},
		{"in the title alone", "题内:整词:国税", "", "中国税务", "国税", false, ""},
	} {
		s, err := Compile([]Topic{{"t", c.rule}})
		if err != nil {
			t.Errorf("%s: %v", c.why, err)
			continue
		}
		got := s.Reasons(s.From(c.source), c.title, c.text)[0]
		if got.Holds != c.holds || c.says != "" && got.Says != c.says {
			t.Errorf("%s: %v %q, want %v %q", c.why, got.Holds, got.Says, c.holds, c.says)
		}
		if in := len(s.MatchFrom(s.From(c.source), c.title, c.text)) > 0; in != c.holds {
			t.Errorf("%s: Match says %v", c.why, in)
		}
		if hits := s.ExplainFrom(s.From(c.source), c.title, c.text); len(hits) > 0 != c.holds {
			t.Errorf("%s: explained by %v", c.why, hits)
		}
	}
}

func TestMend(t *testing.T) {
	for rule, want := range map[string]string{
		"排队 且":            "排队",
		"(排队 或 等候":        "(排队 或 等候)",
		"排队) 且 窗口":        "排队 且 窗口",
		"“排 队":            "“排 队”",
		"排队，等候":           "排队 或 等候",
		"(排队、等候、拥挤) 且 窗口": "(排队 或 等候 或 拥挤) 且 窗口",
		"排队。":             "排队",
		"排队或等候":           "排队 或 等候",
		"排队 近 窗口":         "排队 近5 窗口",
		"排*":              "排",
		"作者:张三":           "",
		"非 招聘":            "",
	} {
		if got := Mend(rule); got != want {
			t.Errorf("%q is mended as %q, want %q", rule, got, want)
		}
	}
}

func TestAlways(t *testing.T) {
	own := func(w string) bool { return w == "信访" || w == "接待" }
	for rule, want := range map[string]bool{
		"信访": true, "信访 且 投诉": true, "信访 或 接待": true, "信访 或 投诉": false, "投诉 非 信访": false, "(信访 或 天气) 且 接待": true,
		"投诉 近3 信访": true, "至少2(信访, 接待, 投诉)": true, "至少1(信访, 投诉)": false, "整词:信访 且 来源:甲": true, "出现2(信访)": true,
	} {
		r, err := Parse(rule)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Always(own); got != want {
			t.Errorf("%q: %v", rule, got)
		}
	}
}
