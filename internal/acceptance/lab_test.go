package acceptance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"yingda/internal/testkit"
)

// The lab, as the contract promises it: what each step prints for a few lines.

const labPosts = "\uFEFF" + `{"id":1,"title":"办事窗口排队太久","text":"今天在政务大厅窗口排队两个小时，电话13800138000反映无人理会。","time":"2026-03-16T10:00:00+08:00","colour":"ignored"}
{"id":"2","title":"小区供暖不热","text":"阳光花园三号楼供暖不热，室内只有十五度。","time":"2026-03-16T12:00:00+08:00"}

{"id":"3","title":"办事窗口排队太久了","text":"今天在政务大厅窗口排队两个小时，电话13800138000反映无人理会！","time":"2026-03-16T11:00:00+08:00"}
`

const labRules = `- {topic: queue, rule: "(排队 或 等候) 且 窗口 非 招聘"}
- {topic: heat, rule: "供暖 且 (不热 或 停暖)"}
`

const labFeed = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>公告</title><item><title>办税时间调整</title><link>https://example.cn/1</link><guid>a1</guid><pubDate>Mon, 16 Mar 2026 10:00:00 +0800</pubDate><description>&lt;p&gt;周六上午照常办理。&lt;/p&gt;</description></item></channel></rss>`

const labPage = `<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>办税时间调整 - 某市税务局</title><meta property="og:site_name" content="某市税务局"></head><body><div class="nav"><a href="/">首页</a></div><article><h1>办税时间调整</h1><p>发布时间：2026-03-16 10:00</p><p>各位纳税人，自三月二十日起，办税服务厅周六上午照常办理各项业务，请合理安排时间。</p><p>如有疑问，请拨打服务热线咨询，工作人员将为您解答有关事项。</p></article></body></html>`

func TestLab(t *testing.T) {
	p := place(t, testkit.EngineSQLite)
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		p.must(os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	posts, rules := file("posts.jsonl", labPosts), file("rules.yaml", labRules)
	lines := func(args ...string) []map[string]any {
		t.Helper()
		var out []map[string]any
		for line := range strings.Lines(p.ok(append([]string{"lab"}, args...)...)) {
			var v map[string]any
			if err := json.Unmarshal([]byte(line), &v); err != nil {
				t.Fatalf("%v: %q is no line of JSON: %v", args, line, err)
			}
			out = append(out, v)
		}
		return out
	}
	column := func(list []map[string]any, key string) []any {
		out := []any{}
		for _, v := range list {
			out = append(out, v[key])
		}
		return out
	}
	equal := func(says string, got, want any) {
		t.Helper()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", says, got, want)
		}
	}

	matched := lines("match", "--rules", rules, "--explain", posts)
	equal("the order of the input is kept, and a number is an id, too", column(matched, "id"), []any{"1", "2", "3"})
	equal("topics of each text", column(matched, "topics"), []any{[]any{"queue"}, []any{"heat"}, []any{"queue"}})
	equal("positions are in runes", matched[1]["hits"].([]any)[0], map[string]any{"topic": "heat", "word": "供暖", "field": "title", "start": 2.0, "end": 4.0})
	if _, explained := lines("match", "--rules", rules, posts)[0]["hits"]; explained {
		t.Error("hits are printed without --explain")
	}

	equal("what matches nothing has no hits", lines("match", "--rules", file("other.yaml", `- {topic: x, rule: "地铁"}`), "--explain", posts)[0]["hits"], []any{})

	masked := lines("redact", posts)
	equal("a mobile number is masked where it stood", masked[0]["masked"], []any{map[string]any{"kind": "mobile", "field": "text", "start": 18.0, "end": 29.0}})
	if text := masked[0]["text"].(string); strings.Contains(text, "138") {
		t.Errorf("the number still stands: %s", text)
	}

	equal("the earliest one that is repeated", column(lines("dedupe", posts), "same_as"), []any{nil, nil, "1"})
	near := lines("dedupe", file("near.jsonl", `{"id":"1","title":"学府路停水","text":"学府路从周三开始停水，到今天已经第五天，老人每天下楼提水，物业说不归他们管，请查明原因。"}
{"id":"2","title":"打了三次热线都说在查，请问这件事到底谁来管","text":"学府路从周三开始停水，到今天已经第五天，老人每天下楼提水，物业说不归他们管，请查明原因！"}
{"id":"3","title":"转","text":"我家也是这样，楼上楼下都在问，没有一个人出来说句话，群里天天有人叹气，不知道还要等多久。原话：学府路从周三开始停水，到今天已经第五天，老人每天下楼提水，物业说不归他们管，请查明原因。"}
`))
	equal("what is near without being a copy", column(near, "same_as"), []any{nil, nil, nil})
	for i, how := range []string{"other_headline", "quotes"} {
		if r, _ := near[i+1]["related"].(map[string]any); r["id"] != "1" || r["how"] != how || r["share"] != 1.0 {
			t.Errorf("%s: %v", how, near[i+1])
		}
	}

	groups := lines("group", posts)
	equal("the hottest first, singles included", column(groups, "ids"), []any{[]any{"1", "3"}, []any{"2"}})
	equal("concerns are numbered", column(groups, "concern"), []any{1.0, 2.0})
	if s := groups[0]["summary"].(string); strings.Contains(s, "138") {
		t.Errorf("a number stands in a summary: %s", s)
	}

	var train strings.Builder
	for range 30 {
		train.WriteString(`{"title":"咨询","text":"请问契税几号之前申报","label":"question"}` + "\n" + `{"title":"投诉","text":"窗口插队没人管，太气愤了","label":"complaint"}` + "\n")
	}
	sorted := lines("classify", "--train", file("train.jsonl", train.String()), posts)
	equal("a guess is always given", sorted[0]["guess"], "complaint")
	for _, v := range sorted {
		if label, ok := v["label"]; !ok || label != nil && label != v["guess"] {
			t.Errorf("a label beside its guess: %v", v)
		}
	}

	feed := lines("feed", file("feed.xml", labFeed))
	equal("an entry of a feed", []any{feed[0]["title"], feed[0]["url"], feed[0]["id"], feed[0]["time"]}, []any{"办税时间调整", "https://example.cn/1", "a1", "2026-03-16T10:00:00+08:00"})
	equal("a file is named as it was given", lines("feed", dir+"/./feed.xml")[0]["file"], dir+"/./feed.xml")
	page := lines("page", file("page.html", labPage))
	equal("an article of a page", []any{page[0]["title"], page[0]["time"], page[0]["site"]}, []any{"办税时间调整", "2026-03-16T10:00:00+08:00", "某市税务局"})

	due := lines("deadline", "--from", "2026-03-13T10:00:00+08:00", "--within", "1 working days")
	equal("the day after the weekend", []any{due[0]["due"], due[0]["provisional"]}, []any{"2026-03-16T23:59:59+08:00", false})
	equal("a year without data", lines("deadline", "--from", "2031-01-01T10:00:00+08:00", "--within", "3 days")[0]["provisional"], true)

	next := []string{"deadline", "--from", "2027-05-10T10:00:00+08:00", "--within", "1 working days"}
	equal("a year whose notice is not there", lines(next...)[0]["provisional"], true)
	notice := file("2027.txt", "2027 元旦 休 01-01 | 春节 休 02-05..02-08 | 劳动节 休 05-01..05-02 | 国庆节 休 10-01..10-03\n")
	p.must(os.WriteFile(p.config, []byte("calendar = ["+strconv.Quote(notice)+"]\n"), 0o600))
	equal("a year whose notice is configured", lines(next...)[0]["provisional"], false)

	index := filepath.Join(dir, "index")
	p.ok("lab", "search", "--index", index, posts)
	equal("the newest first", column(lines("search", "--index", index, "--query", "窗口 排队"), "id"), []any{"3", "1"})
	equal("no more than asked for", len(lines("search", "--index", index, "--query", "排队", "--limit", "1")), 1)

	for says, c := range map[string]struct {
		exit int
		args []string
	}{
		"a wrong rule":             {1, []string{"match", "--rules", file("wrong.yaml", `- {topic: x, rule: "(排队 或"}`), posts}},
		"a line that is no JSON":   {1, []string{"redact", file("wrong.jsonl", "排队\n")}},
		"a file that is not there": {1, []string{"feed", filepath.Join(dir, "nowhere.xml")}},
		"a length of no kind":      {1, []string{"deadline", "--from", "2026-03-13T10:00:00+08:00", "--within", "soon"}},
		"a step that is not one":   {2, []string{"guess", posts}},
		"a flag that is not one":   {2, []string{"group", "--fast", posts}},
		"nothing to index or find": {2, []string{"search", "--index", index}},
		"to index and to find":     {2, []string{"search", "--index", index, "--query", "排队", posts}},
	} {
		if o := p.run(append([]string{"lab"}, c.args...)...); o.exit != c.exit || o.err == "" || o.out != "" {
			t.Errorf("%s: exit %d, want %d; said %q, printed %q", says, o.exit, c.exit, o.err, o.out)
		}
	}
}
