package intake_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/intake"
	"yingda/internal/matter"
	"yingda/internal/query"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

var ctx = context.Background()

// office is a small agency with two topics, on one engine.
type office struct {
	t      testing.TB
	clock  *testkit.Clock
	config store.Config
	store  *store.Store
	desk   *desk.Desk
	intake *intake.Intake
	units  map[string]store.Unit
	topics map[string]store.Topic
}

func each(t *testing.T, run func(o *office)) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		clock := testkit.NewClock(time.Time{})
		c.Now = clock.Now
		run(found(t, clock, c))
	})
}

func found(t testing.TB, clock *testkit.Clock, c store.Config) *office {
	o := &office{t: t, clock: clock, config: c, units: map[string]store.Unit{}, topics: map[string]store.Topic{}}
	o.connect()
	reg, err := regime.Preset("petition-bureau")
	o.must(err)
	o.must(o.store.Write(ctx, func(tx *store.Tx) error {
		agency := store.Unit{Kind: "agency", Code: "root", Name: "某市信访局"}
		if err := tx.AddUnit(&agency); err != nil {
			return err
		}
		for _, u := range []store.Unit{{Code: "office", Name: "办公室", Office: true}, {Code: "visits", Name: "接访科", Duties: []string{"取号", "窗口"}}} {
			u.Kind, u.ParentID = "section", agency.ID
			if err := tx.AddUnit(&u); err != nil {
				return err
			}
			o.units[u.Code] = u
		}
		_, err := tx.AdoptRegime(reg, agency.ID, regime.Kinds)
		return err
	}))
	for _, t := range []store.Topic{
		{ID: "hall", Title: "接待大厅", Rule: "(信访 或 接访) 且 (取号 或 排队 或 窗口)", Terms: []string{"接访"}, UnitID: "接访科", Posts: 3, Sources: 2, Active: true},
		{ID: "online", Title: "网上信访", Rule: "网上信访 且 (登录 或 打不开)", Terms: []string{"网上信访"}, Posts: 3, Sources: 1, Active: true},
	} {
		for _, u := range o.units {
			if u.Name == t.UnitID {
				t.UnitID = u.ID
			}
		}
		saved, err := o.saveTopic(t)
		o.must(err)
		o.topics[t.ID] = saved
	}
	return o
}

func (o *office) connect() {
	s, err := store.Open(ctx, o.config)
	o.must(err)
	o.t.Cleanup(func() { s.Close() })
	o.store, o.desk = s, desk.New(s)
	o.intake = intake.New(s, o.desk)
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) push(posts ...intake.Post) intake.Result {
	o.t.Helper()
	r, err := o.intake.Push(ctx, matter.Actor{ID: "token"}, posts)
	o.must(err)
	if r.Accepted+r.Duplicate+r.Unmatched+len(r.Rejected) != len(posts) {
		o.t.Fatalf("figures do not add up to %d: %+v", len(posts), r)
	}
	return r
}

func (o *office) group() { o.t.Helper(); o.must(o.intake.Group(ctx)) }

// count returns one number of the database.
func (o *office) count(query string, args ...any) int64 {
	o.t.Helper()
	var n int64
	o.must(o.store.View(ctx, func(tx *store.Tx) error { return tx.Row(query, args, &n) }))
	return n
}

var queue = []string{
	"今天去市信访局接访大厅办事，九点不到取号机就没号了，排队的人站到了门外，工作人员说号源减半。",
	"市信访局接访大厅取号太难，早上八点半排队到九点，轮到我时说号已经放完，取号机上写着号源减半。",
	"信访局接访大厅的取号机九点前就没有号了，我从县里坐车来排队，到窗口说号源减半没提前通知。",
	"带老人去信访局，接访大厅取号取不到，排队一个小时，窗口说号源减半，上午的号九点前放完。",
	"信访局接访大厅号源减半，取号排队的人很多，窗口不解释原因，九点以后来的都没有号。",
}

func post(i int, text string) intake.Post {
	return intake.Post{Source: fmt.Sprintf("论坛%d", i%3), URL: fmt.Sprintf("https://bbs.example/t/%d", i), Title: "接访大厅取不到号", Text: text, PublishedAt: testkit.Start.Add(time.Duration(i) * time.Minute)}
}

func TestPush(t *testing.T) {
	each(t, func(o *office) {
		var batch []intake.Post
		for i, text := range queue {
			batch = append(batch, post(i, text))
		}
		batch = append(batch,
			intake.Post{Source: "论坛0", URL: "https://bbs.example/t/90", Title: "周末看电影", Text: "新片不错"},
			intake.Post{Source: "论坛0", URL: "https://bbs.example/t/91"},
			intake.Post{Source: "论坛0", URL: "ftp://bbs.example/t/92", Title: "x"},
			intake.Post{Source: "", Title: "x"},
			intake.Post{Source: "论坛0", Title: "x\x00y"},
			intake.Post{Source: "论坛0", Title: "未来", Text: "信访排队", PublishedAt: testkit.Start.AddDate(1, 0, 0)},
		)
		r := o.push(batch...)
		if r.Accepted != 6 || r.Unmatched != 1 || len(r.Rejected) != 4 || r.Rejected[0].Line != 7 {
			t := fmt.Sprintf("%+v", r)
			o.t.Fatal(t)
		}
		again := o.push(batch...)
		if again.Duplicate != 7 || again.Accepted != 0 {
			o.t.Fatalf("pushed again: %+v", again)
		}
		copied := post(0, queue[0])
		copied.Source, copied.URL, copied.Engagement.Views = "市民网", "https://other.example/9", 500
		if r := o.push(copied); r.Duplicate != 1 {
			o.t.Fatalf("copy elsewhere: %+v", r)
		}
		if n := o.count(`SELECT COUNT(*) FROM post_copy`); n != 1 {
			o.t.Fatalf("%d copies", n)
		}
		o.group()
		if n := o.count(`SELECT COUNT(*) FROM concern`); n != 1 {
			o.t.Fatalf("%d concerns", n)
		}
		m, err := o.store.Matter(ctx, "C-2026-0001")
		o.must(err)
		c, err := o.store.Concern(ctx, m.ID)
		o.must(err)
		o.t.Logf("%+v\n%+v", m, c)
		if c.Posts < 4 || c.Sources != 4 || c.TopicID != "hall" || !strings.Contains(c.Proposal, o.units["visits"].ID) {
			o.t.Fatalf("%+v", c)
		}
		o.connect() // a new process groups on
		o.push(post(50, "下午又去信访局接访大厅，取号机还是没号，排队的人说号源减半要到月底。"))
		o.group()
		after, err := o.store.Concern(ctx, m.ID)
		o.must(err)
		if after.Posts != c.Posts+1 {
			o.t.Fatalf("after a restart: %d posts, before %d", after.Posts, c.Posts)
		}
	})
}

// TestNoAuthor searches everything that was written for what must not be there.
func TestNoAuthor(t *testing.T) {
	each(t, func(o *office) {
		p := post(0, queue[0]+"请联系我 13800138000，身份证 11010519491231002X，邮箱 canary@example.com")
		p.URL = "https://weibo.com/7770001112/Nabcdef?user=canaryuser"
		o.push(p)
		o.group()
		found := ""
		if o.config.Dir != "" {
			files, err := filepath.Glob(filepath.Join(o.config.Dir, "*"))
			o.must(err)
			for _, f := range files {
				raw, err := os.ReadFile(f)
				o.must(err)
				found += string(raw)
			}
		} else {
			found = o.dump()
		}
		if !strings.Contains(found, "号源减半") {
			o.t.Fatal("the search itself finds nothing")
		}
		for _, canary := range []string{"13800138000", "11010519491231002X", "canary@", "canaryuser", "7770001112"} {
			if strings.Contains(found, canary) {
				o.t.Errorf("%s was written", canary)
			}
		}
	})
}

// dump returns all text of a PostgreSQL database.
func (o *office) dump() string {
	var out strings.Builder
	o.must(o.store.View(ctx, func(tx *store.Tx) error {
		rows, err := tx.Query(`SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name`)
		if err != nil {
			return err
		}
		var tables []string
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return err
			}
			tables = append(tables, name)
		}
		if err := rows.Close(); err != nil {
			return err
		}
		for _, name := range tables {
			rows, err := tx.Query(`SELECT CAST(t AS text) FROM ` + name + ` t`)
			if err != nil {
				return err
			}
			for rows.Next() {
				var row string
				if err := rows.Scan(&row); err != nil {
					return err
				}
				out.WriteString(row + "\n")
			}
			if err := rows.Close(); err != nil {
				return err
			}
		}
		return nil
	}))
	return out.String()
}

// saveTopic stores a topic as the desk would after its checks.
func (o *office) saveTopic(topic store.Topic) (store.Topic, error) {
	topic.UpdatedBy = matter.SystemActor.ID
	err := o.store.Write(ctx, func(tx *store.Tx) error { return tx.SaveTopic(&topic) })
	return topic, err
}

func TestTry(t *testing.T) {
	each(t, func(o *office) {
		topic := o.topics["online"]
		topic.Rule = "网上信访 且 (登录 或 打不开 或 验证码)"
		saved, err := o.saveTopic(topic)
		o.must(err)
		if saved.Version != 2 {
			o.t.Fatalf("version %d", saved.Version)
		}
		if _, err := o.saveTopic(topic); err == nil {
			o.t.Fatal("a stale version was saved")
		}
		o.push(intake.Post{Source: "a", Title: "网上信访收不到验证码"}, intake.Post{Source: "a", Title: "网上商城收不到验证码"})
		trial, err := o.intake.Try(ctx, "验证码", store.Topic{}, nil)
		o.must(err)
		if trial.Read != 2 || trial.Caught != 2 || !slices.ContainsFunc(trial.Samples, func(s intake.Sample) bool { return s.Unmatched && len(s.Hits) == 1 && s.Hits[0].Start == 7 }) {
			o.t.Fatalf("%+v", trial)
		}
	})
}

// TestTwoProcesses: two processes push at once; what both bring is stored once,
// and whichever groups next finds the group of the other.
func TestTwoProcesses(t *testing.T) {
	each(t, func(o *office) {
		first := o.intake
		o.connect()
		second := o.intake
		var a, b []intake.Post
		for i := range 300 {
			p := post(i, fmt.Sprintf("信访局窗口排队第%d次，%s", i, queue[i%5]))
			a, b = append(a, p), append(b, p)
		}
		slices.Reverse(b)
		results := make(chan intake.Result, 2)
		failed := make(chan error, 2)
		for _, side := range []struct {
			in    *intake.Intake
			posts []intake.Post
		}{{first, a}, {second, b}} {
			go func() {
				var sum intake.Result
				for part := range slices.Chunk(side.posts, 60) {
					r, err := side.in.Push(ctx, matter.SystemActor, part)
					if err != nil {
						failed <- err
						return
					}
					sum.Accepted, sum.Duplicate = sum.Accepted+r.Accepted, sum.Duplicate+r.Duplicate
				}
				results <- sum
			}()
		}
		total := intake.Result{}
		for range 2 {
			select {
			case err := <-failed:
				o.t.Fatal(err)
			case r := <-results:
				total.Accepted, total.Duplicate = total.Accepted+r.Accepted, total.Duplicate+r.Duplicate
			}
		}
		if total.Accepted != 300 || total.Duplicate != 300 || o.count(`SELECT COUNT(*) FROM post`) != 300 {
			o.t.Fatalf("%+v", total)
		}
		both := make(chan error, 2) // at once: one of the two is overtaken, and begins anew
		for _, in := range []*intake.Intake{first, second} {
			go func() { both <- in.Group(ctx) }()
		}
		o.must(<-both)
		o.must(<-both)
		if n := o.count(`SELECT COUNT(*) FROM member WHERE state = 'confirmed'`); n != 300 {
			o.t.Fatalf("%d of 300 posts are grouped", n)
		}
		clusters := o.count(`SELECT COUNT(*) FROM cluster`)
		_, err := first.Push(ctx, matter.SystemActor, []intake.Post{post(900, "今天"+queue[0])})
		o.must(err)
		o.must(second.Group(ctx)) // reads back what the first one grouped
		_, err = second.Push(ctx, matter.SystemActor, []intake.Post{post(901, "昨天"+queue[1])})
		o.must(err)
		o.must(first.Group(ctx))
		if now := o.count(`SELECT COUNT(*) FROM cluster`); now != clusters {
			o.t.Fatalf("%d clusters became %d", clusters, now)
		}
		if n := o.count(`SELECT COUNT(*) FROM (SELECT seq FROM member WHERE state = 'confirmed' GROUP BY seq HAVING COUNT(*) <> 1) odd`); n != 0 {
			o.t.Fatalf("%d posts are confirmed in more than one cluster", n)
		}
	})
}

// TestSplit: what a person took out of a concern stays out, and so does what
// repeats it.
func TestSplit(t *testing.T) {
	each(t, func(o *office) {
		for i, text := range queue {
			o.push(post(i, text))
		}
		o.group()
		m, err := o.store.Matter(ctx, "C-2026-0001")
		o.must(err)
		out := o.count(`SELECT MAX(seq) FROM member WHERE state = 'confirmed'`)
		o.must(o.store.Write(ctx, func(tx *store.Tx) error { return tx.RefuseMember(m.ID, out, "someone", "另一件事") }))
		p, err := o.store.Post(ctx, out)
		o.must(err)
		o.push(intake.Post{Source: "别处", Title: p.Title, Text: "转：" + p.Text})
		o.group()
		if n := o.count(`SELECT COUNT(*) FROM post WHERE same_as = $1`, out); n != 1 {
			o.t.Fatalf("the copy was not seen as one: %d", n)
		}
		if n := o.count(`SELECT COUNT(*) FROM member e JOIN cluster k ON k.id = e.cluster_id WHERE k.matter_id = $1 AND e.seq > $2 AND e.state = 'confirmed'`, m.ID, out); n != 0 {
			o.t.Fatal("the copy of a post that was taken out came back")
		}
	})
}

// TestPurge: what matched nothing goes after seven days, the words of the rest
// after 180; counts stay, and the index holds none of them.
func TestPurge(t *testing.T) {
	each(t, func(o *office) {
		for i, text := range queue {
			o.push(post(i, text))
		}
		o.push(intake.Post{Source: "a", Title: "周末看电影"}, intake.Post{Source: "a", Title: "网上信访打不开", Text: "一直转圈"})
		o.group()
		kept := func() [3]int64 {
			return [3]int64{o.count(`SELECT COUNT(*) FROM post WHERE matched = 0`), o.count(`SELECT COUNT(*) FROM post WHERE matched = 1`), o.count(`SELECT COUNT(*) FROM post WHERE matched = 2`)}
		}
		if keep, err := o.intake.Terms(ctx); err != nil || keep["session"] != 12*time.Hour || keep["job"] != 30*24*time.Hour || keep["post"] != 180*24*time.Hour {
			o.t.Fatalf("the terms of the regime: %v %v", keep, err)
		}
		o.must(o.intake.Purge(ctx, o.clock.Now().AddDate(0, 0, 6)))
		if kept() != [3]int64{1, 6, 0} {
			o.t.Fatalf("after six days: %v", kept())
		}
		o.must(o.intake.Purge(ctx, o.clock.Now().AddDate(0, 0, 8)))
		if kept() != [3]int64{0, 6, 0} {
			o.t.Fatalf("after eight days: %v", kept())
		}
		o.must(o.intake.Purge(ctx, o.clock.Now().AddDate(0, 0, 181)))
		if got := kept(); got[1] != 0 || got[2] < 4 {
			o.t.Fatalf("after half a year: %v", got)
		}
		if n := o.count(`SELECT COUNT(*) FROM post WHERE text <> '' OR title <> '' OR url <> ''`); n != 0 {
			o.t.Fatalf("%d texts are left", n)
		}
		q, _ := query.Parse("号源减半", testkit.Start)
		found, err := o.store.Search(ctx, store.SearchQuery{Query: q})
		o.must(err)
		if len(found.Rows) != 0 || o.count(`SELECT COUNT(*) FROM post_topic`) != 0 || o.count(`SELECT COALESCE(SUM(n), 0) FROM day_count`) != 7 {
			o.t.Fatalf("left in the index: %v", found)
		}
	})
}

// TestDecode: each line stands for itself, and any key that is not of the
// contract is named.
func TestDecode(t *testing.T) {
	posts, rejected, err := intake.Decode(strings.NewReader("\ufeff{\"title\":\"a\",\"source\":\"s\",\"published_at\":\"2026-03-16T09:00:00+08:00\",\"engagement\":{\"views\":3}}\n\n{\"title\":\"b\",\"author\":\"x\"}\n{\"engagement\":{\"likes\":1}}\nnull\n{\"title\":5}\n{\"title\":\"c\"} x\n{\"title\":\"\xff\"}\n{\"title\":\"d\"}"), 0)
	if err != nil || len(posts) != 2 || posts[0].Engagement.Views != 3 || !posts[0].PublishedAt.Equal(testkit.Start) || posts[1].Line != 9 {
		t.Fatalf("%+v %v", posts, err)
	}
	var lines []int
	for _, r := range rejected {
		lines = append(lines, r.Line)
	}
	if !slices.Equal(lines, []int{3, 4, 5, 6, 7, 8}) || !strings.Contains(rejected[0].Reason, "author") || !strings.Contains(rejected[1].Reason, "likes") {
		t.Fatalf("%+v", rejected)
	}
	posts, rejected, err = intake.Decode(strings.NewReader(` [{"title":"a"},{"handle":"x"},{"title":"b"}]`), 0)
	if err != nil || len(posts) != 2 || posts[1].Line != 3 || len(rejected) != 1 || rejected[0].Line != 2 {
		t.Fatalf("%+v %+v %v", posts, rejected, err)
	}
	for line, key := range map[string]string{
		`{"Source":"s","title":"a"}`:                     "Source",
		`{"title":"a","engagement":{"Views":1}}`:         "Views",
		`{"title":"a","TITLE":"b"}`:                      "TITLE",
		`{"title":"a","\u0061uthor":"x"}`:                "author",
		`{"title":"a","title":"b"}`:                      "两次",
		`{"title":"a","engagement":[{"author":1}]}`:      "author",
		`{"title":"{\"author\":1}","text" : "a:b\\"}`:    "",
		`{"title":"a","views":1}`:                        "views",
		`{"title":"a","engagement":{"source":"author"}}`: "source",
	} {
		posts, rejected, err := intake.Decode(strings.NewReader(line), 0)
		switch {
		case err != nil || len(posts)+len(rejected) != 1:
			t.Errorf("%s: %v %v %v", line, posts, rejected, err)
		case key == "" && len(posts) != 1:
			t.Errorf("%s: %+v", line, rejected)
		case key != "" && (len(rejected) != 1 || !strings.Contains(rejected[0].Reason, key)):
			t.Errorf("%s: %+v %+v, want %s named", line, posts, rejected, key)
		}
	}
	for name, body := range map[string]string{"empty": " \n", "cut off": `[{"title":"a"},`, "after the end": `[] []`, "too long": `{"title":"` + strings.Repeat("x", 100) + `"}`} {
		if _, _, err := intake.Decode(strings.NewReader(body), 60); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestTryCompares: a changed rule is held against the present one, accidental
// hits are told, and a rule may leave a source out. Clause: LIS-3.
func TestTryCompares(t *testing.T) {
	each(t, func(o *office) {
		o.push(intake.Post{Source: "甲网", Title: "中国税务报说税务"}, intake.Post{Source: "甲网", Title: "国税窗口排队"}, intake.Post{Source: "乙论坛", Title: "国税窗口等候", Text: "国税局"}, intake.Post{Source: "甲网", Title: "窗口开放"})
		for _, c := range []struct {
			why, rule, present           string
			caught, before, gained, lost int
			says                         string
			hints                        int
		}{
			{"nothing to compare with", "国税", "", 3, 3, 0, 0, "", 1},
			{"the guard drops the accident", "整词:国税", "国税", 2, 3, 0, 1, "标题有「国税」，但只是别的词的一部分", 0},
			{"a source is left out", "国税 非 来源:乙论坛", "国税", 2, 3, 0, 1, "来源是「乙论坛」", 1},
			{"a category, which new sources have", "窗口 来源:其他", "国税 且 窗口", 3, 2, 1, 0, "", 0},
		} {
			trial, err := o.intake.Try(ctx, c.rule, store.Topic{Rule: c.present}, nil)
			o.must(err)
			if trial.Read != 4 || trial.Caught != c.caught || trial.Before != c.before || trial.Gained != c.gained || trial.Lost != c.lost || len(trial.Hints) != c.hints || len(trial.Misses) != c.lost {
				o.t.Errorf("%s: %+v", c.why, trial)
			}
			if c.lost > 0 && trial.Misses[0].Says != c.says {
				o.t.Errorf("%s: %q", c.why, trial.Misses[0].Says)
			}
		}
		topic := o.topics["online"]
		topic.Rule = "网上信访 非 来源:乙论坛"
		_, err := o.saveTopic(topic)
		o.must(err)
		if r := o.push(intake.Post{Source: "甲网", Title: "网上信访打不开了"}); r.Accepted != 1 {
			o.t.Errorf("another source: %+v", r)
		}
		if r := o.push(intake.Post{Source: "乙论坛", Title: "网上信访又打不开"}); r.Unmatched != 1 {
			o.t.Errorf("the source that the rule leaves out: %+v", r)
		}
	})
}

// TestRepeatsNamed: a post that joined as a copy says of which one.
func TestRepeatsNamed(t *testing.T) {
	each(t, func(o *office) {
		for i, text := range queue {
			o.push(post(i, text))
		}
		o.group()
		m, err := o.store.Matter(ctx, "C-2026-0001")
		o.must(err)
		first, err := o.store.Post(ctx, o.count(`SELECT MIN(seq) FROM member WHERE state = 'confirmed'`))
		o.must(err)
		o.push(intake.Post{Source: "别处", Title: first.Title, Text: "转：" + first.Text})
		o.group()
		posts, err := o.store.DeskPosts(ctx, m.ID, "confirmed", 50)
		o.must(err)
		named := 0
		for _, p := range posts {
			if p.Repeats == "" {
				continue
			}
			if named++; p.Repeats != first.ID() || p.Repeated != first.Title {
				o.t.Errorf("%s repeats %s 「%s」, want %s", p.ID, p.Repeats, p.Repeated, first.ID())
			}
		}
		if named != 1 {
			o.t.Errorf("%d of %d posts name what they repeat, want the copy alone", named, len(posts))
		}
	})
}
