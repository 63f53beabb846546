package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/intake"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
	"yingda/internal/web"
)

const markup = `<script>alert("x")</script><img src=x onerror=alert(1)>`

// listening is a bureau whose desk can hear: with intake, a topic, and a reader
// of feeds that knows one address.
func listening(t *testing.T, run func(t *testing.T, b *bureau, in *intake.Intake)) {
	each(t, func(t *testing.T, b *bureau) { run(t, b, b.listen()) })
}

func (b *bureau) listen() *intake.Intake {
	b.t.Helper()
	in := intake.New(b.store, b.desk)
	h, err := web.New(web.Deps{Store: b.store.Reader, Desk: b.desk, Auth: b.guard, Now: b.clock.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Intake: in, Reading: b.reading(in)})
	b.must(err)
	b.server.Close()
	b.server = httptest.NewServer(h)
	b.t.Cleanup(b.server.Close)
	return in
}

// admin gives the system administrator the whole house, as the first one has it.
func (b *bureau) admin() *visitor {
	b.t.Helper()
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		root, err := tx.RootUnit()
		if err != nil {
			return err
		}
		id := b.who[regime.SystemAdmin].ID
		if err := tx.RevokeRole(id, b.units["office"].ID, regime.SystemAdmin); err != nil {
			return err
		}
		return tx.GrantRole(id, root.ID, regime.SystemAdmin)
	}))
	return b.signIn(regime.SystemAdmin)
}

func (b *bureau) topic(title, rule string, terms ...string) store.Topic {
	b.t.Helper()
	return b.approved(store.Topic{Title: title, Rule: rule, Terms: terms, Posts: 3, Sources: 1, Active: true})
}

// approved is a topic that the duty officer proposed and the director let run.
func (b *bureau) approved(t store.Topic) store.Topic {
	b.t.Helper()
	ctx := context.Background()
	p, err := b.desk.ProposeTopic(ctx, b.who[regime.DutyOfficer], t, "")
	b.must(err)
	t, err = b.desk.ApproveTopic(ctx, b.who[regime.OfficeDirector], p.ID, "")
	b.must(err)
	return t
}

func (b *bureau) push(in *intake.Intake, posts ...intake.Post) intake.Result {
	b.t.Helper()
	r, err := in.Push(context.Background(), matter.SystemActor, posts)
	b.must(err)
	return r
}

func TestStream(t *testing.T) {
	listening(t, func(t *testing.T, b *bureau, in *intake.Intake) {
		v := b.signIn(regime.DutyOfficer)
		if got := text(v.page("/desk/stream").Find(".empty")); !strings.Contains(got, "还没有来源") {
			t.Errorf("an empty stream says what to do first: %q", got)
		}
		topic := b.topic("来访接待", "接访 或 信访", "信访")
		b.push(in, intake.Post{Source: "某市论坛", URL: "https://forum.example/1", Title: "信访接待窗口" + markup, Text: "联系我 13812345678，" + markup + strings.Repeat("今天排了很久。", 40)},
			intake.Post{Source: "某省留言", URL: "javascript:alert(1)", Title: "坏网址的信访帖"}, intake.Post{Source: "某省留言", URL: "https://board.example/2", Title: "接访日几点开始", Text: "想问接访日"},
			intake.Post{Source: "某省留言", URL: "https://board.example/3", Title: "天气很好"})
		p := v.page("/desk/stream")
		if n := p.Find("[data-list=stream] [data-row]").Length(); n != 2 {
			t.Fatalf("the stream holds the matched posts alone: %d", n)
		}
		first := p.Find("[data-row]").Last()
		switch {
		case p.Find("main script, main img").Length() > 0:
			t.Error("what a post says is text, never markup")
		case first.Find("mark").First().Text() != "信访":
			t.Errorf("matched words are marked: %q", first.Find("mark").Text())
		case first.Find(".masked").AttrOr("data-kind", "") != "手机号" || strings.Contains(first.Text(), "13812345678"):
			t.Errorf("hidden data is a bar that names it: %q", first.Text())
		case !strings.Contains(first.Find(".tag").Text(), "来访接待"):
			t.Error("the topic stands beside the post")
		case first.Find("a[target=_blank]").AttrOr("rel", "") != "noopener noreferrer":
			t.Error("the original opens without a referrer")
		}
		if n := v.page("/desk/stream?topic=" + topic.ID).Find("[data-row]").Length(); n != 2 {
			t.Errorf("by topic: %d", n)
		}
		src, err := b.store.Source(context.Background(), "某市论坛")
		b.must(err)
		if n := v.page("/desk/stream?source=" + src.ID).Find("[data-row]").Length(); n != 1 {
			t.Errorf("by source: %d", n)
		}
		if n := v.page("/desk/stream?day=2026-03-16").Find("[data-row]").Length(); n != 2 {
			t.Errorf("by day: %d", n)
		}
		if n := v.page("/desk/stream?day=2026-03-15").Find("[data-row]").Length(); n != 0 {
			t.Errorf("a day without posts: %d", n)
		}
		if _, status := v.get("/desk/stream?day=x"); status != http.StatusUnprocessableEntity {
			t.Errorf("a wrong day is refused: %d", status)
		}
		opened, status := v.post(first.Find("form").AttrOr("action", ""), nil)
		if status != http.StatusOK || opened.Find("main script").Length() > 0 || !strings.Contains(text(opened.Find("main")), "信访接待窗口") {
			t.Errorf("a concern is opened about a post: %d %s", status, text(opened.Find("main")))
		}
		if got := text(v.page("/desk/stream").Find("[data-row]").Last().Find(".end")); !strings.HasPrefix(got, "已并入 C-2026-") {
			t.Errorf("the post says where it stands: %q", got)
		}
		fresh := p.Find("#fresh").AttrOr("hx-get", "")
		b.clock.Advance(time.Minute)
		b.push(in, intake.Post{Source: "某市论坛", URL: "https://forum.example/9", Title: "信访又一条"})
		if got := text(v.page(fresh).Selection); got != "有 1 条新帖文，点此载入" {
			t.Errorf("new posts are announced, not thrown in: %q", got)
		}
	})
}

func TestStreamPages(t *testing.T) {
	listening(t, func(t *testing.T, b *bureau, in *intake.Intake) {
		b.topic("信访", "信访", "信访")
		var posts []intake.Post
		for i := range 65 {
			posts = append(posts, intake.Post{Source: "某市论坛", URL: "https://forum.example/" + strconv.Itoa(i), Title: "信访第" + strconv.Itoa(i) + "条"})
		}
		b.push(in, posts...)
		v := b.signIn(regime.DutyOfficer)
		seen := map[string]bool{}
		path := "/desk/stream"
		for range 3 {
			p := v.page(path)
			p.Find("[data-row]").Each(func(_ int, r *goquery.Selection) { seen[r.AttrOr("id", "")] = true })
			path = p.Find(".card__foot a").AttrOr("href", "")
		}
		if len(seen) != 65 || path != "" {
			t.Errorf("three pages hold each post once: %d, then %q", len(seen), path)
		}
	})
}

func TestReport(t *testing.T) {
	listening(t, func(t *testing.T, b *bureau, _ *intake.Intake) {
		b.topic("信访", "信访", "信访")
		v := b.signIn(regime.Handler)
		p := v.page("/desk/report")
		for _, name := range []string{"author", "name", "user"} {
			if p.Find("[name="+name+"]").Length() > 0 {
				t.Errorf("a report has a field %s", name)
			}
		}
		ok := url.Values{"url": {"https://weibo.com/1234567890/Nabc"}, "title": {"信访窗口排队"}, "text": {"电话 13812345678"}}
		for field, value := range map[string]string{"url": "ftp://x", "title": ""} {
			bad := url.Values{}
			for k, all := range ok {
				bad[k] = all
			}
			bad.Set(field, value)
			p, status := v.post("/desk/report", bad)
			if status != http.StatusUnprocessableEntity || p.Find("[name="+field+"]").AttrOr("aria-invalid", "") != "true" {
				t.Errorf("%s %q: %d", field, value, status)
			}
			if field != "title" && p.Find("[name=title]").AttrOr("value", "") != "信访窗口排队" {
				t.Error("what was typed is kept")
			}
		}
		watching := b.signIn(regime.DutyOfficer)
		_, status := v.post("/desk/report", ok)
		p = v.page("/desk/stream")
		if status != http.StatusOK || !strings.Contains(p.Text(), "信访窗口排队") || strings.Contains(p.Text(), "13812345678") {
			t.Errorf("a report enters the stream, masked: %d", status)
		}
		if href := p.Find("[data-row] a[target=_blank]").AttrOr("href", ""); strings.Contains(href, "1234567890") {
			t.Errorf("the writer's number left the address: %s", href)
		}
		if told := text(watching.page("/desk/notices").Find("main")); !strings.Contains(told, "工作人员报告：信访窗口排队") {
			t.Errorf("whoever is on duty is told at once: %s", told)
		}
		p, status = v.post("/desk/report", url.Values{"url": {"https://a.example/t/1"}, "title": {"食堂饭菜"}})
		if status != http.StatusUnprocessableEntity || p.Find("[name=topic]").AttrOr("aria-invalid", "") != "true" {
			t.Errorf("what no topic catches needs one: %d", status)
		}
		filled := v.page("/desk/report?url=https%3A%2F%2Fa.example%2Ft%2F1&title=%E9%A3%9F%E5%A0%82")
		if filled.Find("[name=url]").AttrOr("value", "") != "https://a.example/t/1" || !strings.HasPrefix(text(filled.Find("textarea[readonly]")), "javascript:") {
			t.Error("the bookmark fills the form")
		}
		if _, status := v.post("/desk/report", url.Values{"url": {"https://qm.qq.com/q/abc"}, "title": {"信访群"}}); status != http.StatusUnprocessableEntity {
			t.Errorf("a group is not reported: %d", status)
		}
	})
}

func TestTopics(t *testing.T) {
	listening(t, func(t *testing.T, b *bureau, in *intake.Intake) {
		v := b.signIn(regime.OfficeDirector)
		if got := text(v.page("/desk/topics").Find(".empty")); !strings.Contains(got, "规则台") {
			t.Errorf("no topics: %q", got)
		}
		ok := url.Values{"title": {"窗口排队"}, "rule": {"(排队 或 等候) 且 信访 非 招聘"}, "terms": {"信访"}, "posts": {"3"}, "sources": {"1"}, "active": {"1"}}
		for _, c := range []struct{ name, field, value, says string }{
			{"a topic needs a title", "title", "", "1 到 40 个字"},
			{"a rule is well formed", "rule", "信访 且 (", "第 1 行"},
			{"a topic names its own duties", "terms", "", "职责用语"},
			{"a person is no duty", "terms", "张三", "不是本单位的职责用语"},
			{"the rule holds the duty", "rule", "排队", "没有出现任何一个职责用语"},
			{"a threshold is at least one", "posts", "0", "开办门槛"},
		} {
			bad := url.Values{}
			for k, all := range ok {
				bad[k] = all
			}
			bad.Set(c.field, c.value)
			p, status := v.post("/desk/topics", bad)
			if status != http.StatusUnprocessableEntity || !strings.Contains(text(p.Find("form .fault")), c.says) {
				t.Errorf("%s: %d %q", c.name, status, text(p.Find("form .fault")))
			}
			if p.Find("[name=rule]").Text() != bad.Get("rule") {
				t.Errorf("%s: what was typed is lost", c.name)
			}
		}
		p, status := v.post("/desk/topics", ok)
		if status != http.StatusOK || text(p.Find("h1")) != "审定：窗口排队" || p.Find("form[action$=approve]").Length() != 0 || p.Find("form[action$=withdraw]").Length() != 1 {
			t.Fatalf("the author sees the proposal and cannot approve it: %d %s", status, text(p.Find("main")))
		}
		if r := b.push(in, intake.Post{Source: "某市论坛", Title: "信访排队甲"}); r.Unmatched != 1 {
			t.Errorf("an unapproved rule runs: %+v", r)
		}
		other := b.signIn(regime.DutyOfficer)
		waiting := other.page("/desk/topics").Find("[aria-labelledby=t-waiting] a").AttrOr("href", "")
		p, status = other.post(waiting+"/approve", url.Values{})
		if status != http.StatusOK || text(p.Find("h1")) != "窗口排队" || p.Find("svg.chart").Length() != 1 || p.Find("table.mini tbody tr").Length() != 28 {
			t.Fatalf("a topic has a page with a chart and its table: %d %s", status, text(p.Find("main")))
		}
		b.push(in, intake.Post{Source: "某市论坛", Title: "信访排队"}, intake.Post{Source: "某市论坛", Title: "信访等候太久"})
		row := v.page("/desk/topics").Find("[data-list=topics] [data-row]")
		if got := text(row.Find("[data-k='近 7 日帖文']")); got != "2" {
			t.Errorf("posts of seven days: %q", got)
		}
		edit := row.Find("a.title").AttrOr("href", "") + "/edit"
		f := form(v.page(edit).Find("main form"))
		f.Set("title", "窗口排队和等候<script>1</script>")
		f.Set("rule", "(排队 或 等候 或 取号) 且 信访")
		p, _ = v.post(strings.TrimSuffix(edit, "/edit"), f)
		if text(p.Find("#main .bench ins")) == "" || text(p.Find("#main .bench del")) == "" {
			t.Errorf("what would change is marked: %s", text(p.Find("main")))
		}
		waiting = other.page("/desk/topics").Find("[aria-labelledby=t-waiting] a").AttrOr("href", "")
		if p, status := other.post(waiting+"/return", url.Values{}); status != http.StatusOK || !strings.Contains(p.Text(), "退回要写明原因") {
			t.Errorf("returning needs a reason: %d", status)
		}
		p, _ = other.post(waiting+"/approve", url.Values{})
		if p.Find("[aria-labelledby=t-old] .rows > li").Length() != 2 || p.Find("main script").Length() != 0 {
			t.Error("each change is a version; titles are text")
		}
		if p, status := v.post(strings.TrimSuffix(edit, "/edit"), f); status != http.StatusConflict || !strings.Contains(p.Text(), "他人改动") {
			t.Errorf("an old version is refused: %d", status)
		}
		live, _ := v.post("/desk/topics/check", url.Values{"rule": {"信访 且"}})
		if live.Find(".bench--at b").Length() != 1 || live.Find(".fault").Length() != 1 {
			t.Errorf("the place of a mistake is shown: %s", text(live.Selection))
		}
		if put, _ := live.Find("button[data-rule]").Attr("data-rule"); put != "信访" {
			t.Errorf("the rule that was likely meant can be taken over: %q", put)
		}
		live, _ = v.post("/desk/topics/check", url.Values{"rule": {"信访 且 窗口 或 排队"}})
		if says := text(live.Selection); !strings.Contains(says, "读作：（有「信访」，并且有「窗口」）；或者有「排队」。") {
			t.Errorf("a rule is read back: %s", says)
		}
	})
}

func TestBench(t *testing.T) {
	listening(t, func(t *testing.T, b *bureau, in *intake.Intake) {
		topic := b.topic("信访", "信访", "信访")
		b.push(in, intake.Post{Source: "某市论坛", Title: "信访窗口" + markup}, intake.Post{Source: "某市论坛", Title: "取号机坏了"}, intake.Post{Source: "某市论坛", Title: "天气很好"})
		v := b.signIn(regime.DutyOfficer)
		if v.page("/desk/bench").Find(".stats").Length() != 0 {
			t.Error("nothing is tried before it is asked")
		}
		p := v.page("/desk/bench?run=1&rule=" + url.QueryEscape("信访 或 取号") + "&topic=" + topic.ID)
		if got := text(p.Find(".stats")); !strings.HasPrefix(got, "2会命中") || !strings.Contains(got, "+1 比现行第 1 版") {
			t.Errorf("figures: %q", got)
		}
		if p.Find("[data-list=bench] [data-row]").Length() != 2 || p.Find("[data-list=bench] mark").Length() != 2 || p.Find(".tag--mine").Length() != 1 || p.Find("main script").Length() != 0 {
			t.Errorf("samples are marked: %s", text(p.Find("[data-list=bench]")))
		}
		if p.Find("svg.chart .bar--now").Length() != 1 || p.Find("table.mini").Length() != 1 {
			t.Error("a chart and its table")
		}
		if list, err := b.store.Topics(context.Background()); err != nil || len(list) != 1 || list[0].Version != 1 {
			t.Errorf("a trial saves nothing: %v %v", list, err)
		}
		save := p.Find("form.actions")
		next := v.page(save.AttrOr("action", "") + "?" + form(save).Encode())
		if next.Find("[name=rule]").Text() != "信访 或 取号" {
			t.Error("the rule goes along to be saved")
		}
		if bad := v.page("/desk/bench?run=1&rule=" + url.QueryEscape("信访 (")); bad.Find(".bench--at").Length() != 1 || bad.Find(".stats").Length() != 0 {
			t.Error("a rule that is not well formed is not tried")
		}
		named := v.page("/desk/bench?run=1&rule=" + url.QueryEscape("信访 且 张建国"))
		if got := text(named.Find("main")); !strings.Contains(got, "「张建国」像是人名") || named.Find(".stats").Length() != 0 {
			t.Errorf("a person is not counted: %s", got)
		}
	})
}

func TestSources(t *testing.T) {
	listening(t, func(t *testing.T, b *bureau, _ *intake.Intake) {
		v := b.signIn(regime.DutyOfficer)
		if got := text(v.page("/desk/sources").Find(".empty")); !strings.Contains(got, "登记第一个来源") {
			t.Errorf("no sources: %q", got)
		}
		if p, status := v.post("/desk/sources/preview", url.Values{"url": {b.feeds.URL + "/none"}}); status != http.StatusUnprocessableEntity || !strings.Contains(text(p.Find("[role=alert]")), "404") {
			t.Errorf("what failed is said in words: %d", status)
		}
		p, _ := v.post("/desk/sources/preview", url.Values{"url": {b.feeds.URL + "/rss"}})
		p, _ = v.post("/desk/sources/preview", form(p.Find(".post form").First()))
		if !strings.Contains(text(p.Find("main")), "窗口排队") || p.Find("main script, main img").Length() > 0 {
			t.Error("the preview shows what was read, as text")
		}
		f := form(p.Find("form#source"))
		f.Set("name", "某市论坛")
		f.Set("category", "own_city")
		p, status := v.post("/desk/sources", f)
		if status != http.StatusOK || text(p.Find("h1")) != "某市论坛" {
			t.Fatalf("add: %d %s", status, text(p.Find("main")))
		}
		if _, status := v.post("/desk/sources", f); status != http.StatusConflict {
			t.Errorf("a name is taken once: %d", status)
		}
		f.Set("category", "chat")
		f.Set("name", "群")
		if p, status := v.post("/desk/sources", f); status != http.StatusUnprocessableEntity || !strings.Contains(text(p.Find("form .fault")), "群、聊天和私人账号不能登记") {
			t.Errorf("no groups: %d", status)
		}
		x, err := b.store.Source(context.Background(), "某市论坛")
		b.must(err)
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
			x.Failures, x.ErrorText, x.LastGoodAt = 4, "对方超时没有回答"+markup, tx.Ms()-7_200_000
			return tx.SaveSource(x)
		}))
		p = v.page("/desk/sources")
		if p.Find(".hl rect.bad").Length() < 2 || !strings.Contains(text(p.Find(".list .fault")), "连续 4 次读不到：对方超时没有回答") || p.Find("main script").Length() > 0 {
			t.Errorf("a dead source is seen: %s", text(p.Find("main")))
		}
		for _, c := range [][2]string{{"read", "立即读取"}, {"pause", "恢复"}} {
			action, want := c[0], c[1]
			p, status := v.post("/desk/sources/"+x.ID+"/"+action, url.Values{"pause": {"1"}})
			if status != http.StatusOK || !strings.Contains(text(p.Find(".headline")), want) {
				t.Errorf("%s: %d, %s", action, status, text(p.Find(".headline")))
			}
		}
		if p, _ := v.post("/desk/sources/"+x.ID+"/read", nil); !strings.Contains(p.Text(), "只有在用的订阅来源可以立即读取") {
			t.Error("a paused source is not read")
		}
		edit := form(v.page("/desk/sources/" + x.ID).Find("form#source"))
		edit.Set("weight", "11")
		if _, status := v.post("/desk/sources/"+x.ID, edit); status != http.StatusUnprocessableEntity {
			t.Errorf("weights end at ten: %d", status)
		}
		edit.Set("weight", "9")
		v.post("/desk/sources/"+x.ID, edit)
		if x, err = b.store.Source(context.Background(), x.ID); err != nil || x.Weight != 9 {
			t.Errorf("saved: %d %v", x.Weight, err)
		}
	})
}

func TestRegimes(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		v := b.admin()
		p := v.page("/desk/regimes")
		row := p.Find("[data-list=regimes] [data-row]")
		if row.Length() != 1 || !strings.Contains(text(row), "账号备案、公众关切、公众来件、答复稿") {
			t.Fatalf("what governs: %s", text(row))
		}
		one := v.page(row.Find("a.title").AttrOr("href", ""))
		for _, id := range []string{"grades", "clocks", "ladders", "chains", "needs", "plans", "templates", "coverage"} {
			if one.Find("[aria-labelledby="+id+"]").Find("tbody tr, li").Length() == 0 {
				t.Errorf("section %s is empty", id)
			}
		}
		if got := one.Find("[aria-labelledby=coverage] tbody tr").Length(); got != len(regime.Regulations["P"]) {
			t.Errorf("coverage accounts for each article: %d", got)
		}
		f := form(p.Find("form#adopt"))
		f.Set("regime", "petition-bureau")
		if p, status := v.post("/desk/regimes", f); status != http.StatusOK || !strings.Contains(p.Text(), "已采用") && p.Find("[data-list=regimes]").Length() != 1 {
			t.Errorf("adopt: %d %s %v", status, text(p.Find(".fault, .note--fault")), f)
		}
		f.Del("kind")
		if p, status := v.post("/desk/regimes", f); status != http.StatusUnprocessableEntity || !strings.Contains(text(p.Find("form .fault")), "至少选择一类办件") {
			t.Errorf("no kinds: %d", status)
		}
		f.Set("regime", "../../etc")
		if _, status := v.post("/desk/regimes", f); status != http.StatusUnprocessableEntity {
			t.Errorf("only presets by name: %d", status)
		}
		list, err := b.store.AuditEntries(context.Background(), store.AuditFilter{Action: "regime.adopt"}, 10)
		if err != nil || len(list) != 1 {
			t.Errorf("adopting is audited: %d %v", len(list), err)
		}
	})
}

func TestAuditPage(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		v := b.signIn(regime.Auditor)
		b.signIn(regime.Handler)
		p := v.page("/desk/audit")
		rows := p.Find("[data-list=audit] [data-row]")
		if rows.Length() < 2 || !strings.Contains(text(rows.First()), "陈述") || !strings.Contains(text(rows.First()), "登录") {
			t.Fatalf("newest first: %s", text(rows.First()))
		}
		if n := v.page("/desk/audit?actor=" + b.who[regime.Handler].ID).Find("[data-row]").Length(); n != 1 {
			t.Errorf("by actor: %d", n)
		}
		if n := v.page("/desk/audit?action=session.begun").Find("[data-row]").Length(); n != 2 {
			t.Errorf("by action: %d", n)
		}
		if got := text(v.page("/desk/audit?object=" + url.QueryEscape(markup)).Find(".empty")); !strings.Contains(got, "看全部记录") {
			t.Errorf("a filter that empties says so: %q", got)
		}
		p, status := v.post("/desk/audit/verify", nil)
		if status != http.StatusOK || !strings.Contains(text(p.Find("[role=status]")), "没有被改动") {
			t.Errorf("a whole chain: %d %s", status, text(p.Find("[role=status]")))
		}
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE audit SET actor = 'x' WHERE seq = 1`)
			return err
		}))
		p, _ = v.post("/desk/audit/verify", nil)
		if !strings.Contains(text(p.Find("[role=status].note--fault")), "第 1 条") {
			t.Errorf("a changed entry is named: %s", text(p.Find("[role=status]")))
		}
	})
}

func TestPeople(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		v := b.admin()
		p := v.page("/desk/people")
		if p.Find("[data-list=people] [data-row]").Length() != len(regime.Roles) || p.Find(".tree li").Length() != 5 {
			t.Fatalf("everybody and the tree: %d, %d", p.Find("[data-row]").Length(), p.Find(".tree li").Length())
		}
		if n := v.page("/desk/people?unit=" + b.units["visits"].ID).Find("[data-row]").Length(); n != 2 {
			t.Errorf("by unit: %d", n)
		}
		f := url.Values{"name": {"新来的<script>1</script>"}, "login": {"newcomer"}, "unit": {b.units["letters"].ID}, "role": {"handler"}}
		p, status := v.post("/desk/people", f)
		secret := text(p.Find(".secret"))
		if status != http.StatusOK || len(secret) != 19 || p.Find("main script").Length() > 0 {
			t.Fatalf("the one-time password is shown: %d %q", status, secret)
		}
		if p, status := v.post("/desk/people", f); status != http.StatusConflict || !strings.Contains(text(p.Find(".fault")), "已经有了") {
			t.Errorf("a login is taken once: %d", status)
		}
		who, err := b.store.PersonBy(context.Background(), "login", "newcomer")
		b.must(err)
		if strings.Contains(text(v.page("/desk/people/"+who.ID).Find("main")), secret) {
			t.Error("a secret is shown once")
		}
		path := "/desk/people/" + who.ID
		p, _ = v.post(path+"/grant", url.Values{"unit": {b.units["letters"].ID}, "role": {"drafter"}})
		if p.Find("[aria-labelledby=p-roles] .rows li").Length() != 2 {
			t.Error("a role is given")
		}
		p, _ = v.post(path+"/revoke", url.Values{"unit": {b.units["letters"].ID}, "role": {"drafter"}})
		if p.Find("[aria-labelledby=p-roles] .rows li").Length() != 1 {
			t.Error("a role is taken back")
		}
		p, _ = v.post(path+"/reset", nil)
		if again := text(p.Find(".secret")); len(again) != 19 || again == secret {
			t.Errorf("a reset shows a new one: %q", again)
		}
		p, _ = v.post(path+"/deactivate", nil)
		if got := text(p.Find(".headline .tag")); got != "停用" {
			t.Errorf("deactivated: %q", got)
		}
		if p, _ = v.post(path+"/activate", nil); len(text(p.Find(".secret"))) != 19 {
			t.Error("activated with a new password")
		}
		self := "/desk/people/" + b.who[regime.SystemAdmin].ID
		if p, _ = v.post(self+"/grant", url.Values{"unit": {"root"}, "role": {"head"}}); !strings.Contains(p.Text(), "不能给自己授予") {
			t.Error("nobody gives a role to oneself")
		}
		if v.page("/desk/units").Find("[data-list=units] [data-row]").Length() != 4 {
			t.Error("the units")
		}
	})
}

func TestTokens(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		v := b.admin()
		if got := text(v.page("/desk/tokens").Find(".empty")); !strings.Contains(got, "还没有令牌") {
			t.Errorf("no tokens: %q", got)
		}
		if _, status := v.post("/desk/tokens", url.Values{"name": {"推送"}, "scope": {"write"}}); status != http.StatusUnprocessableEntity {
			t.Errorf("a write token is somebody's: %d", status)
		}
		p, _ := v.post("/desk/tokens", url.Values{"name": {"推送" + markup}, "scope": {"push"}})
		secret := text(p.Find(".secret"))
		if !strings.HasPrefix(secret, "yd_") || p.Find("main script").Length() > 0 {
			t.Fatalf("the secret is shown: %q", secret)
		}
		p = v.page("/desk/tokens")
		if strings.Contains(p.Text(), secret) || p.Find("[data-row]").Length() != 1 {
			t.Error("and never again")
		}
		p, _ = v.post(p.Find("[data-row] form").AttrOr("action", ""), nil)
		if !strings.Contains(text(p.Find("[data-row]")), "已作废") {
			t.Error("revoked")
		}
	})
}

func TestJobsPage(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		v := b.admin()
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
			if err := tx.Enqueue("poll", "a", struct{}{}, tx.Now, 1); err != nil {
				return err
			}
			if err := tx.Enqueue("group", "b", struct{}{}, tx.Now, 1); err != nil {
				return err
			}
			held, err := tx.ClaimJobs("poll", 1, time.Minute)
			if err != nil {
				return err
			}
			if _, err := tx.BuryJob(held[0], "磁盘满了"+markup); err != nil {
				return err
			}
			return tx.Every("purge", "purge", 24*time.Hour)
		}))
		p := v.page("/desk/jobs")
		dead := p.Find("[data-list=jobs] [data-row]")
		if dead.Length() != 1 || !strings.Contains(text(dead), "磁盘满了") || dead.Find("script").Length() > 0 || p.Find("[aria-labelledby=j-wait] tbody tr").Length() != 1 || p.Find("[aria-labelledby=j-plan] tbody tr").Length() != 1 {
			t.Fatalf("jobs: %s", text(p.Find("main")))
		}
		retry := dead.Find("form").First().AttrOr("action", "")
		p, _ = v.post(retry, nil)
		if p.Find("[data-list=jobs]").Length() != 0 || p.Find("[aria-labelledby=j-wait] tbody tr").Length() != 2 {
			t.Error("retried")
		}
		if p, status := v.post(strings.Replace(retry, "/retry", "/discard", 1), nil); status != http.StatusNotFound {
			t.Errorf("only dead jobs are given up: %d %s", status, text(p.Find("main")))
		}
	})
}

// The desk refuses by itself what the pages would not offer.
func TestCuratorsOnly(t *testing.T) {
	b := found(t, storetest.Config(t, testkit.EngineSQLite))
	ctx, who := context.Background(), b.who[regime.Handler]
	for name, err := range map[string]error{
		"topic":  func() error { _, err := b.desk.ProposeTopic(ctx, who, store.Topic{}, ""); return err }(),
		"source": func() error { _, err := b.desk.AddSource(ctx, who, desk.SourceEdit{}); return err }(),
		"pause":  b.desk.PauseSource(ctx, who, "x", true),
		"regime": func() error { _, err := b.desk.AdoptRegime(ctx, who, nil, "", nil); return err }(),
		"job":    b.desk.RetryJob(ctx, who, "x"),
	} {
		if fault.CodeOf(err) != "register.role" {
			t.Errorf("%s by a handler: %v", name, err)
		}
	}
	token := b.who[regime.SystemAdmin]
	token.Token = true
	if err := b.desk.RetryJob(ctx, token, "x"); fault.CodeOf(err) != "act.token" {
		t.Errorf("a token administers nothing: %v", err)
	}
}
