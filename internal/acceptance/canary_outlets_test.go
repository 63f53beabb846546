package acceptance

import (
	"bytes"
	"crypto/rand"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"yingda/internal/auth"
	"yingda/internal/desk"
	"yingda/internal/testkit"
)

// bylinePage names its author in every way that a page has.
const bylinePage = `<!doctype html><html><head><title>接访大厅号源的报道</title><meta name="author" content="canary-author"><meta property="article:author" content="canary-author">
<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Person","name":"canary-author"}}</script></head>
<body><article><h1>接访大厅号源的报道</h1><address class="author" rel="author">金丝雀作者</address><p class="byline">canary-managing</p>
<p>市信访局接访大厅的取号机九点前就没有号了，排队的人站到门外，窗口说号源减半，没有提前通知。</p><p>` + planted + `</p><p>记者多次到场看到，早上八点半就有人排队，轮到窗口时号已经放完，附近的居民说这种情况已有两周。</p></article></body></html>`

// vendorSheet is a monitoring service's file with columns that name the author.
const vendorSheet = "标题,正文,网址,发布时间,作者,用户昵称,头像,粉丝数\n信访局接访大厅取号难,市信访局接访大厅取号机九点前没有号，排队的人很多。" + planted + ",https://vendor.example.com/1,2026-03-16 09:00:00,金丝雀作者,canary-push-author,https://img.example.com/canary-avatar-url.png,12345\n"

// TestCanariesOutside takes what came after the main road: snapshots, vendors'
// files, search, the dossier, the registers, robots and outlets with their keys,
// and links for helpers. No author gets in by any of these ways, and no secret
// lies anywhere in the open.
func TestCanariesOutside(t *testing.T) {
	t.Parallel()
	press := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, bylinePage)
	}))
	t.Cleanup(press.Close)
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			out := openSinks(t)
			p := place(t, engine)
			out.configure(p)
			p.start("--regime", "petition-bureau")
			in := p.open(nil)
			in.engage(staff)
			out.register(in)
			c := &quiet{inside: in, secrets: map[string]string{"key of the webhook": out.secret}}
			c.director, c.handler = in.signIn("office_director", in.password("office_director")), in.signIn("handler", in.password("handler"))
			c.vendorFile()
			c.snapshot(press.URL + "/report.html")
			c.robot()
			c.accounts()
			c.release(out)
			c.readAll()
			in.verify()
			p.stop()
			searchCanaries(t, p)
			c.search()
		})
	}
}

// quiet is an installation with what must not be heard of it.
type quiet struct {
	*inside
	director, handler  *session
	concern, statement string
	secrets            map[string]string
	backup             string // all that stands in one
}

func (c *quiet) ok(a answer, what string) answer {
	c.t.Helper()
	if a.status != 200 && a.status != 303 {
		c.t.Fatalf("%s: %d\n%.600s", what, a.status, text(a.body))
	}
	return a
}

// upload sends a file with a form, as a browser does.
func (s *session) upload(path, name, body string, fields map[string]string) answer {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		s.p.must(w.WriteField(k, v))
	}
	part, err := w.CreateFormFile("file", name)
	s.p.must(err)
	_, err = io.WriteString(part, body)
	s.p.must(err)
	s.p.must(w.Close())
	return s.do("POST", path, b.Bytes(), "Content-Type", w.FormDataContentType())
}

func (c *quiet) vendorFile() {
	c.t.Helper()
	a := c.ok(c.director.form("/desk/sources", url.Values{"name": {"监测服务"}, "way": {"file"}, "category": {"own_county"}, "weight": {"5"}, "every": {"10"}}), "register the vendor")
	at := strings.TrimSuffix(a.header.Get("Location"), "/file")
	c.ok(c.director.upload(at+"/files", "posts.csv", vendorSheet, nil), "show the columns")
	c.ok(c.director.form(at+"/columns", url.Values{"name0": {"标题"}, "field0": {"title"}, "name1": {"正文"}, "field1": {"text"}, "name2": {"网址"}, "field2": {"url"}, "name3": {"发布时间"}, "field3": {"published_at"}}), "save the columns")
	if a := c.ok(c.director.upload(at+"/files", "posts.csv", vendorSheet, nil), "take the file"); c.count(`SELECT COUNT(*) FROM post`) != 1 {
		c.t.Fatalf("the vendor's post did not arrive: %.600s", text(a.body))
	}
	c.ok(c.director.upload("/desk/report", "", "", map[string]string{"url": "https://bbs.example.com/users/canary-user-path/t/9", "title": "接访大厅取号难", "text": "接访大厅取号难。" + planted}), "report by staff")
}

// snapshot keeps a page and a helper's link in the file of a concern.
func (c *quiet) snapshot(page string) {
	c.t.Helper()
	c.concern = c.inside.concern("接访大厅上午取不到号")
	at := "/desk/concerns/" + c.concern
	c.ok(c.handler.form(at+"/pages", url.Values{"url": {page}, "note": {"网上的报道"}}), "keep the page")
	if n := c.count(`SELECT COUNT(*) FROM evidence`); n != 1 {
		c.t.Fatalf("%d snapshots were kept, want 1", n)
	}
	a := c.ok(c.handler.form(at+"/helpers", url.Values{"helper": {"叫号机厂家"}, "question": {"当天放了多少号？"}, "days": {"3"}}), "share with a helper")
	link := regexp.MustCompile(`/helper/([A-Za-z0-9_-]{20,})`).FindSubmatch(a.body)
	if link == nil {
		c.t.Fatal("no link for the helper is shown")
	}
	c.secrets["helper's link"] = string(link[1])
	c.ok(c.as("").get("/helper/"+string(link[1])), "the helper's page")
}

func (c *quiet) robot() {
	c.t.Helper()
	once, err := os.ReadFile(filepath.Join(c.dir, "first-password"))
	c.must(err)
	admin := c.signIn("admin", strings.TrimSpace(string(once)))
	c.secrets["robot's token"], c.secrets["robot's key"] = "robot-token-0123456789abcdef", "robot-key-fedcba9876543210"
	a := admin.form("/desk/robots", url.Values{"kind": {"dingtalk"}, "unit": {c.who["deputy"].UnitID}, "name": {"值班群"}, "token": {c.secrets["robot's token"]}, "secret": {c.secrets["robot's key"]}, "events": {"new"}})
	if a.status != 303 {
		c.t.Fatalf("register the robot: %d\n%.600s", a.status, text(a.body))
	}
}

// release sends a statement to the mail server and the interface.
func (c *quiet) release(out *sinks) {
	c.t.Helper()
	c.act("handler", c.concern, "conclude", map[string]any{"text": "属实"})
	c.statement = c.act("drafter", c.concern, "begin_statement", map[string]any{"title": "关于号源的说明", "text": "经核实，号源已恢复。"}).Created
	c.act("drafter", c.statement, "plan_release", map[string]any{"channels": []string{"newsroom_mail", "webhook"}})
	c.gates(c.statement)
	c.act("deputy", c.statement, "approve", nil)
	c.until(60*time.Second, "both outlets got it", func() bool { return len(out.got()) >= 2 })
	for _, a := range out.got() {
		for _, canary := range canaries {
			if strings.Contains(a.title+a.text, canary) {
				c.t.Errorf("%q went out over %s", canary, a.channel)
			}
		}
	}
}

// accounts fills in every secret that an account on WeChat, Weibo and elsewhere may
// have, has the first one called back, and looks at the pages about them.
func (c *quiet) accounts() {
	c.t.Helper()
	from := c.wechat()
	id := strings.TrimPrefix(from.URL, "/hooks/wechat/")
	c.secrets["key of callbacks"] = from.Key
	for _, n := range desk.SecretNames {
		value := "Canary-7-" + n.Name + "-" + rand.Text()
		if n.Name == "encoding_aes_key" {
			value = from.Key
		}
		c.secrets["account's "+n.Name] = value
		if n.Name == "token" {
			from.Token = value
		}
		c.must(c.desk.KeepSecret(ctx, c.who["security_admin"], desk.SecretEdit{Account: id, Name: n.Name, KeeperID: c.who["keeper"].ID, RotateBy: time.Now().AddDate(0, 0, 60).UnixMilli(), Value: value}))
	}
	from.URL = c.base + from.URL
	if status, _, err := from.Check(ctx, "8291", false); err != nil || status != http.StatusOK {
		c.t.Errorf("the platform's check with the new secrets: %d, %v", status, err)
	}
	guard := c.signIn("security_admin", c.password("security_admin"))
	for _, path := range []string{"/desk/keys", "/desk/platforms", "/desk/accounts/" + id + "/keys", "/desk/accounts/" + id + "/platform", "/desk/accounts/" + id + "/plan"} {
		a := guard.get(path)
		for name, secret := range c.secrets {
			if strings.Contains(string(a.body), secret) {
				c.t.Errorf("%s shows the %s", path, name)
			}
		}
	}
	archive := filepath.Join(c.t.TempDir(), "backup")
	c.program.ok("backup", archive)
	c.backup = unpacked(c.t, archive)
}

// readAll asks for the dossier, the search and every register.
func (c *quiet) readAll() {
	c.t.Helper()
	token := c.token(auth.Scope("read"), "")
	c.secrets["token"] = token
	reader := c.as(token)
	for _, path := range []string{"requests", "carriages", "press", "meetings", "reports", "risks", "roster", "contacts", "experts", "units", "findings", "sources", "topics", "statements", "concerns", "search?q=取号", "concerns/" + c.concern, "concerns/" + c.concern + "/dossier"} {
		if a := reader.get("/api/v1/" + path); a.status >= 500 || a.status == 401 {
			c.t.Errorf("GET /api/v1/%s: %d %s", path, a.status, a.code())
		}
	}
	for _, form := range []string{"json", "docx"} {
		c.ok(c.director.get("/desk/concerns/"+c.concern+"/dossier/"+form), "dossier as "+form)
	}
	for _, path := range []string{"/desk/search?q=canary", "/desk/search?q=" + url.QueryEscape("取号"), "/desk/concerns/" + c.concern + "/file", "/desk/stream", "/desk/channels", "/desk/sources/registry", "/desk/tellings"} {
		c.ok(c.director.get(path), path)
	}
	for _, cookie := range c.director.http.Jar.Cookies(must(url.Parse(c.base))) {
		if len(cookie.Value) > 15 {
			c.secrets["cookie "+cookie.Name] = cookie.Value
		}
	}
	c.secrets["password"] = lasting("office_director")
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err) // the address of our own server
	}
	return v
}

// search looks for the secrets in all that the program wrote down.
func (c *quiet) search() {
	c.t.Helper()
	held := map[string]string{"standard error": c.log.String(), "a backup": c.backup}
	collect(c.t, c.dir, held)
	if c.engine == testkit.EnginePostgres {
		held["dump"] = dump(c.t, c.program)
	}
	for where, body := range held {
		for name, secret := range c.secrets {
			if secret == "" || strings.Contains(body, secret) {
				c.t.Errorf("the %s stands in %s", name, where)
			}
		}
	}
	c.t.Logf("searched %d places for %d secrets", len(held), len(c.secrets))
}
