package acceptance

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yingda/internal/regime"
)

// TestRoad follows public posts from their sources to the answer on the public
// record, its correction and its withdrawal, through the doors that others use.
func TestRoad(t *testing.T) {
	t.Parallel()
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			p := place(t, engine)
			p.start("--regime", "petition-bureau")
			r := &road{program: p, press: newPress(t)}
			r.firstStart()
			r.passwords, r.tokens = p.hire()
			r.reader, r.pusher = p.as(r.tokens["read"]), p.as(r.tokens["push"])
			r.listen()
			r.deliver()
			r.handle()
			r.answer()
			r.correct()
			r.withdraw()
			r.finish()
			p.verify()
			r.move()
			p.stop()
			searchCanaries(t, p)
		})
	}
}

type road struct {
	*program
	press             *press
	passwords, tokens map[string]string
	reader, pusher    *client
	reviewer, deputy  *session
	concern           string
	statement         string
}

func (r *road) by(login string) *client { return r.as(r.tokens[login]) }

// firstStart looks at what an empty folder has become.
func (r *road) firstStart() {
	t := r.t
	t.Helper()
	file := filepath.Join(r.dir, "first-password")
	info, err := os.Stat(file)
	r.must(err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("first-password has mode %v, want 0600", info.Mode().Perm())
	}
	password, err := os.ReadFile(file)
	r.must(err)
	if !strings.Contains(r.log.String(), strings.TrimSpace(string(password))) {
		t.Error("the one-time password is not on standard error")
	}
	if dir, err := os.Stat(r.dir); err != nil || dir.Mode().Perm()&0o077 != 0 {
		t.Errorf("others can read the data folder: %v %v", dir.Mode().Perm(), err)
	}
	nobody := r.as("")
	nobody.want(200, "GET", "/healthz", nil)
	nobody.want(200, "GET", "/readyz", nil)
	nobody.want(200, "GET", "/api/v1/openapi.json", nil)
	nobody.want(401, "GET", "/metrics", nil)
	r.signIn("admin", strings.TrimSpace(string(password)))
	r.ok("unit", "add", "--code", "branch", "--name", "东城接待点", "--parent", "reception", "--duty", "东城")
	if units := r.ok("unit", "list"); !strings.Contains(units, "东城接待点") {
		t.Errorf("unit list lacks the new unit:\n%s", units)
	}
	if id := r.ok("regime", "adopt", "petition-bureau", "--agency", "root"); !strings.HasPrefix(id, "petition-bureau@") {
		t.Errorf("adopted: %q", id)
	}
	if out := r.run("user", "add", "--login", "kingly", "--name", "x", "--unit", "root", "--role", "king"); out.exit != 1 || !strings.Contains(out.err, "role.unknown") {
		t.Errorf("an unknown role: exit %d\n%s", out.exit, out.err)
	}
	if out := r.run("token", "create", "--name", "x", "--scope", "king"); out.exit != 2 {
		t.Errorf("a wrong flag: exit %d, want 2", out.exit)
	}
	if out := r.run("token", "create", "--name", "x", "--scope", "write"); out.exit != 2 {
		t.Errorf("a write token that is nobody's: exit %d, want 2", out.exit)
	}
}

// listen registers feeds at the desk and waits until they are read.
func (r *road) listen() {
	r.t.Helper()
	s := r.signIn("office_director", r.passwords["office_director"])
	feeds := map[string]string{"市民论坛": "/rss", "问政平台": "/atom", "日报评论": "/json", "本地新闻网": "/gbk", "实体炸弹": "/entities", "压缩炸弹": "/bomb", "无尽来源": "/endless"}
	for name, path := range feeds {
		r.addSource(s, name, r.press.URL+path)
	}
	for i, address := range r.press.realFeeds(r.t, 4) {
		r.addSource(s, "他人的订阅"+string(rune('A'+i)), address)
	}
	// A bomb of entities is read as text: none is expanded.
	bad := map[string]bool{"压缩炸弹": true, "无尽来源": true}
	r.until(60*time.Second, "all feeds are read", func() bool {
		for name, x := range r.sources() {
			if x.LastRead == "" || name != "" && !bad[name] && x.Failures == 0 && x.Posts == 0 && feeds[name] != "" {
				return false
			}
		}
		return len(r.sources()) >= len(feeds)
	})
	if peak := r.peak(); peak > 512<<20 {
		r.t.Errorf("hostile feeds took %d MB of memory", peak>>20)
	}
	for name, x := range r.sources() {
		if bad[name] != (x.Failures > 0) {
			r.t.Errorf("source %s: failures %d %s %s", name, x.Failures, x.ErrorCode, x.ErrorText)
		}
		if x.Failures > 0 && (x.ErrorCode == "" || x.ErrorText == "" || x.ErrorCode == "internal") {
			r.t.Errorf("source %s fails without a reason: %+v", name, x)
		}
	}
}

type sourceItem struct {
	Name      string
	LastRead  string `json:"last_read"`
	Failures  int
	ErrorCode string `json:"error_code"`
	ErrorText string `json:"error_text"`
	Posts     int
}

func (r *road) sources() map[string]sourceItem {
	r.t.Helper()
	var list struct{ Items []sourceItem }
	r.reader.want(200, "GET", "/api/v1/sources", nil).into(r.t, &list)
	out := map[string]sourceItem{}
	for _, x := range list.Items {
		out[x.Name] = x
	}
	return out
}

// addSource registers a feed with the form of the desk.
func (r *road) addSource(s *session, name, address string) {
	r.t.Helper()
	a := s.form("/desk/sources", url.Values{"name": {name}, "url": {address}, "category": {"own_county"}, "weight": {"5"}, "every": {"10"}})
	if a.status != 303 {
		r.t.Fatalf("register %s: %d\n%.800s", name, a.status, text(a.body))
	}
}

// deliver pushes posts until a concern is open, and tries what a push refuses.
func (r *road) deliver() {
	t := r.t
	t.Helper()
	r.refusals()
	var batch []map[string]any
	for i, text := range queue {
		batch = append(batch, map[string]any{"source": "热线转办", "url": "https://hotline.example.com/p/" + string(rune('a'+i)), "title": "接访大厅取不到号", "text": "来电反映：" + text, "published_at": at(i), "engagement": map[string]any{"views": 10 * i}})
	}
	first := r.pusher.push(batch, "Idempotency-Key", "road-1")
	again := r.pusher.push(batch, "Idempotency-Key", "road-1")
	if len(first.Rejected) > 0 || first.Accepted != again.Accepted || again.Duplicate != first.Duplicate {
		t.Errorf("the same key and body: %+v then %+v", first, again)
	}
	if a := r.pusher.do("POST", "/api/v1/posts", batch[:1], "Idempotency-Key", "road-1"); a.status != 409 || a.code() != "idempotency.reused" {
		t.Errorf("the same key with another body: %d %s", a.status, a.code())
	}
	if re := r.pusher.push(batch); re.Duplicate != len(batch) {
		t.Errorf("pushed again without a key: %+v", re)
	}
	var list struct {
		Items []struct{ Number, Title, State string }
	}
	r.until(60*time.Second, "a concern opens by itself", func() bool {
		r.reader.want(200, "GET", "/api/v1/concerns?state=new", nil).into(t, &list)
		return len(list.Items) > 0
	})
	r.concern = list.Items[0].Number
	var c struct {
		Posts []struct{ Title, Text, URL string }
		Title string
	}
	r.reader.want(200, "GET", "/api/v1/concerns/"+r.concern, nil).into(t, &c)
	if len(c.Posts) < 3 {
		t.Errorf("%s has %d posts", r.concern, len(c.Posts))
	}
}

// refusals tries what a push must not take.
func (r *road) refusals() {
	t := r.t
	t.Helper()
	lines := strings.Join([]string{
		`{"source":"推送","title":"信访局开放时间","text":"` + planted + `","url":"https://x.example.com/1"}`,
		`{"source":"推送","title":"信访局","text":"b","author":"canary-push-author"}`,
		`not json`,
		`{"source":"推送","title":"信访局","text":"c","engagement":{"views":1,"author_name":"canary-push-nested"}}`,
		`{"source":"推送","title":"","text":""}`,
		`{"source":"推送","title":"信访局","text":"d","avatar":"https://img.example.com/canary-avatar-url.png"}`,
	}, "\n")
	var got pushed
	r.pusher.want(200, "POST", "/api/v1/posts", lines, "Content-Type", "application/x-ndjson").into(t, &got)
	if got.sum() != 6 || len(got.Rejected) != 5 {
		t.Fatalf("six lines, five of them bad: %+v", got)
	}
	for i, want := range []struct {
		line int
		word string
	}{{2, "author"}, {3, "JSON"}, {4, "author_name"}, {5, "空"}, {6, "avatar"}} {
		if got.Rejected[i].Line != want.line || !strings.Contains(got.Rejected[i].Reason, want.word) {
			t.Errorf("rejection %d is %+v, want line %d naming %s", i, got.Rejected[i], want.line, want.word)
		}
	}
	long := strings.Repeat(`{"source":"s","title":"t"}`+"\n", 10_001)
	if a := r.pusher.do("POST", "/api/v1/posts", long); a.status/100 != 4 || a.code() != "posts.many" {
		t.Errorf("10,001 posts: %d %s", a.status, a.code())
	}
	big := `[{"source":"s","title":"t","text":"` + strings.Repeat("a", 10<<20) + `"}]`
	if a := r.pusher.do("POST", "/api/v1/posts", big); a.status != 413 && a.status != 0 {
		t.Errorf("more than 10 MB: %d %s", a.status, a.code())
	}
	if a := r.pusher.do("POST", "/api/v1/posts", ""); a.status/100 != 4 {
		t.Errorf("no body: %d", a.status)
	}
	if a := r.reader.do("POST", "/api/v1/posts", []map[string]any{{"source": "s", "title": "t"}}); a.status != 403 {
		t.Errorf("a read token pushes: %d", a.status)
	}
}

// handle drives the concern to its conclusion by write tokens.
func (r *road) handle() {
	t := r.t
	t.Helper()
	duty := r.by("duty_officer")
	if got := r.reader.matter(r.concern).State; got != "new" {
		t.Fatalf("%s is %s", r.concern, got)
	}
	if a := r.by("handler").tryAct(r.concern, "confirm_grade", 1, nil); a.status != 404 || a.code() != "matter.unknown" {
		t.Errorf("a section acts on what it cannot see: %d %s", a.status, a.code())
	}
	confirm := map[string]any{"grade": "general", "need": "difficulty", "unit": "reception", "reason": "号源不足影响多人办事"}
	if a := duty.tryAct(r.concern, "confirm_grade", 99, confirm); a.status != 409 || a.code() != "version.stale" {
		t.Errorf("a stale version: %d %s", a.status, a.code())
	}
	duty.refused(422, "input.missing", r.concern, "confirm_grade", map[string]any{"grade": "general"})
	duty.refused(422, "grade.unused", r.concern, "confirm_grade", map[string]any{"grade": "especially_major", "need": "difficulty", "unit": "reception", "reason": "x"})
	duty.refused(422, "input.unknown", r.concern, "confirm_grade", map[string]any{"grade": "general", "need": "difficulty", "unit": "reception", "reason": "x", "state": "closed"})
	duty.act(r.concern, "confirm_grade", confirm)
	r.by("office_director").act(r.concern, "dispatch", map[string]any{"note": "请核实号源发放情况并于今日回复"})
	handler := r.by("handler")
	handler.act(r.concern, "receive", nil)
	handler.refused(409, "needs.some_fact", r.concern, "conclude", map[string]any{"text": "属实"})
	handler.act(r.concern, "add_fact", map[string]any{"claim": "九点前号已发完", "finding": "8:52 发完，共 70 个", "verdict": "true", "evidence": "叫号日志"})
	if m := handler.act(r.concern, "conclude", map[string]any{"text": "号源减少未提前告知，属实"}); m.State != "answering" {
		t.Fatalf("concluded concern is %s", m.State)
	}
}

// answer drafts by token, signs and approves at the desk, and reads the result
// where the public does.
func (r *road) answer() {
	t := r.t
	t.Helper()
	drafter := r.by("drafter")
	var s matter
	drafter.want(201, "POST", "/api/v1/concerns/"+r.concern+"/statements", map[string]any{"title": "关于号源的说明", "text": "草稿：{{facts}}"}).into(t, &s)
	r.statement = s.Number
	drafter.refused(409, "needs.slots_filled", s.Number, "submit", nil)
	drafter.act(s.Number, "save", map[string]any{"title": "关于接访大厅号源的说明", "text": first})
	drafter.act(s.Number, "submit", nil)
	r.reviewer = r.signIn("reviewer", r.passwords["reviewer"])
	r.deputy = r.signIn("deputy", r.passwords["deputy"])
	r.sign()
	if got := r.reader.matter(s.Number).State; got != "approving" {
		t.Fatalf("after all gates the statement is %s", got)
	}
	r.by("deputy").refused(403, "act.token", s.Number, "approve", nil)
	// An edit voids the signatures, and everything is signed again.
	drafter.act(s.Number, "save", map[string]any{"title": "关于接访大厅号源的说明", "text": first + second})
	if got := r.reader.matter(s.Number).State; got != "drafting" {
		t.Fatalf("an edit leaves the statement in %s", got)
	}
	drafter.act(s.Number, "submit", nil)
	r.sign()
	r.deputy.signs(r.reader, s.Number, "approve", nil)
	r.published(1, false)
	if got := r.reader.matter(r.concern).State; got != "following" {
		t.Errorf("after the release the concern is %s", got)
	}
}

const (
	first  = "3月16日上午号源 8:52 发完，因系统调试减少 30 个，未提前告知，我局致歉。"
	second = "自3月17日起恢复至每日 100 个，并在门口公示余号。某市信访局 <b>2026年3月16日</b>"
)

func (r *road) sign() {
	r.t.Helper()
	for _, gate := range []string{"policy", "secrecy", "text"} {
		r.by("reviewer").refused(403, "act.token", r.statement, "sign", map[string]any{"gate": gate})
		r.reviewer.signs(r.reader, r.statement, "sign", map[string]string{"gate": gate, "checks": "1,2,3,4"})
	}
}

// public waits for the public record to hold n changes of the statement.
func (r *road) public(n int) (one publicItem) {
	r.t.Helper()
	r.until(30*time.Second, "the statement is on the public record", func() bool {
		var list struct{ Items []publicItem }
		r.as("").want(200, "GET", "/statements.json", nil).into(r.t, &list)
		for _, x := range list.Items {
			if x.Number == r.statement && len(x.History) == n {
				one = x
				return len(list.Items) == 1
			}
		}
		return false
	})
	return one
}

// published waits for the n-th change of the statement and compares the three
// faces of the public record.
func (r *road) published(n int, withdrawn bool) publicItem {
	t := r.t
	t.Helper()
	one, nobody := r.public(n), r.as("")
	if state, want := r.reader.matter(r.statement).State, map[bool]string{false: "released", true: "withdrawn"}[withdrawn]; state != want {
		t.Errorf("on the public record, and the statement is %s, want %s", state, want)
	}
	if one.Withdrawn != withdrawn || one.Agency == "" || len(one.Channels) == 0 {
		t.Errorf("public record: %+v", one)
	}
	page := nobody.want(200, "GET", "/statements/"+r.statement, nil)
	if !strings.Contains(text(page.body), one.Title) {
		t.Errorf("the page of %s lacks its title", r.statement)
	}
	if strings.Contains(string(page.body), "<b>2026") {
		t.Error("markup of a statement reaches the page unescaped")
	}
	if feed := nobody.want(200, "GET", "/statements.atom", nil); !strings.Contains(string(feed.body), r.statement) {
		t.Errorf("the feed lacks %s", r.statement)
	}
	return one
}

type publicItem struct {
	Number, Title, Text, Agency string
	ReleasedAt                  string `json:"released_at"`
	Withdrawn                   bool
	Channels                    []string
	History                     []struct{ Verb, At, Reason, Title, Text, Hash string }
}

func (r *road) correct() {
	t := r.t
	t.Helper()
	drafter := r.by("drafter")
	drafter.act(r.statement, "correct", map[string]any{"reason": "发放时间写错：应为 8:25"})
	drafter.refused(409, "needs.text_changed", r.statement, "submit", nil)
	fixed := strings.Replace(first, "8:52", "8:25", 1) + second
	drafter.act(r.statement, "save", map[string]any{"title": "关于接访大厅号源的说明", "text": fixed})
	drafter.act(r.statement, "submit", nil)
	if one := r.public(1); !strings.Contains(one.Text, "8:52") {
		t.Error("the public text changed before the correction was approved")
	}
	r.sign()
	r.deputy.signs(r.reader, r.statement, "approve", nil)
	one := r.published(2, false)
	if one.Text != fixed || one.History[1].Verb != "correct" || one.History[1].Reason != "发放时间写错：应为 8:25" || one.History[0].Text != first+second {
		t.Errorf("after the correction: %+v", one)
	}
	if page := text(r.as("").want(200, "GET", "/corrections", nil).body); !strings.Contains(page, "应为 8:25") {
		t.Error("the register of corrections lacks the reason")
	}
}

func (r *road) withdraw() {
	t := r.t
	t.Helper()
	r.by("deputy").refused(403, "act.token", r.statement, "withdraw", map[string]any{"reason": "x"})
	// A correction that was begun and given up leaves what is public approved.
	drafter := r.by("drafter")
	drafter.act(r.statement, "correct", map[string]any{"reason": "再核对"})
	drafter.act(r.statement, "save", map[string]any{"title": "关于接访大厅号源的说明", "text": "未定稿"})
	drafter.act(r.statement, "cancel_correction", nil)
	r.deputy.signs(r.reader, r.statement, "withdraw", map[string]string{"reason": "另行发布更完整的说明"})
	one := r.published(3, true)
	if one.History[2].Reason != "另行发布更完整的说明" {
		t.Errorf("after the withdrawal: %+v", one.History)
	}
	if page := text(r.as("").want(200, "GET", "/statements/"+r.statement, nil).body); !strings.Contains(page, "另行发布更完整的说明") {
		t.Error("the page of a withdrawn statement lacks the reason")
	}
	r.ledger()
}

// ledger reads the public ledger and finds each release in it.
func (r *road) ledger() {
	t := r.t
	t.Helper()
	var l struct {
		Items []struct {
			Seq             int64
			Kind, Ref, Hash string
			Time            string
			Digest          string
		}
		Head struct {
			Seq  int64
			Hash string
		}
	}
	r.as("").want(200, "GET", "/ledger.json", nil).into(t, &l)
	seen := map[string]int{}
	for i, e := range l.Items {
		if e.Seq != int64(i+1) || e.Hash == "" || e.Time == "" {
			t.Errorf("ledger line %d: %+v", i+1, e)
		}
		seen[e.Kind+" "+e.Ref]++
	}
	for _, verb := range []string{"publish", "correct", "withdraw"} {
		if n := seen["statement."+verb+" "+r.statement]; n != 1 {
			t.Errorf("the ledger has %d lines of %s", n, verb)
		}
	}
	if n := len(l.Items); n == 0 || l.Head.Hash != l.Items[n-1].Hash {
		t.Errorf("the ledger's head is not its last line")
	}
}

// finish follows on and closes the concern with a second, standing answer.
func (r *road) finish() {
	t := r.t
	t.Helper()
	r.by("handler").act(r.concern, "progress", map[string]any{"text": "号源已恢复"})
	r.by("office_director").refused(409, "needs.result_on_record", r.concern, "close", map[string]any{"outcome": "answered", "reason": "x"})
	drafter := r.by("drafter")
	var s matter
	drafter.want(201, "POST", "/api/v1/concerns/"+r.concern+"/statements", map[string]any{"title": "关于号源恢复的说明", "text": "号源已恢复至每日 100 个。某市信访局"}).into(t, &s)
	withdrawn := r.statement
	r.statement = s.Number
	drafter.act(s.Number, "submit", nil)
	r.sign()
	r.deputy.signs(r.reader, s.Number, "approve", nil)
	r.until(30*time.Second, "the second statement is released", func() bool { return r.reader.matter(s.Number).State == "released" })
	r.statement = withdrawn
	r.by("office_director").refused(409, "needs.nothing_owed", r.concern, "close", map[string]any{"outcome": "fixed", "reason": "x"})
	r.by("handler").act(r.concern, "record_solution", map[string]any{"how": "号源恢复到每日 100 个", "by_whom": "接访科", "when": "3月17日"})
	if m := r.by("office_director").act(r.concern, "close", map[string]any{"outcome": "fixed", "reason": "号源已恢复并答复"}); m.State != "closed" {
		t.Fatalf("closed concern is %s", m.State)
	}
	var c struct {
		Outcome  string
		Clocks   []struct{ Code, State string }
		Timeline []struct{ Event string }
	}
	a := r.reader.want(200, "GET", "/api/v1/concerns/"+r.concern, nil)
	a.into(t, &c)
	if c.Outcome != string(regime.Fixed) || len(c.Timeline) < 10 {
		t.Errorf("closed concern: outcome %s, %d lines", c.Outcome, len(c.Timeline))
	}
	for _, k := range c.Clocks {
		if k.State == "running" || k.State == "paused" {
			t.Errorf("clock %s of a closed concern is %s", k.Code, k.State)
		}
	}
	if !json.Valid(a.body) {
		t.Error("the concern is no JSON")
	}
}
