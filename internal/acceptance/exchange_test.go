package acceptance

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// front is the lasting address of an installation whose process comes and goes;
// it can lose answers on the way back.
type front struct {
	*httptest.Server
	to          atomic.Value // where the process is now
	lose, posts atomic.Int64
}

func before(t *testing.T, p *program) *front {
	f := &front{}
	f.to.Store(p.base)
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.URL.Path == "/api/v1/exchange" {
			f.posts.Add(1)
		}
		to, err := url.Parse(f.to.Load().(string))
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		proxy := httputil.NewSingleHostReverseProxy(to)
		proxy.ModifyResponse = func(res *http.Response) error {
			if res.StatusCode == http.StatusOK && f.lose.Add(-1) >= 0 {
				panic(http.ErrAbortHandler) // it arrived; the answer did not
			}
			return nil
		}
		proxy.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

var ownKey = regexp.MustCompile(`[A-Za-z0-9+/]{43}=`)

// key reads the public key of an installation where its administrator reads it.
func (in *inside) key(admin *session) string {
	in.t.Helper()
	key := ownKey.FindString(text(admin.get("/desk/peers").body))
	if key == "" {
		in.t.Fatal("the page of other installations shows no key")
	}
	return key
}

func (in *inside) peer(admin *session, name, base, key, relation string) {
	in.t.Helper()
	root := in.who["system_admin"].UnitID
	if a := admin.form("/desk/peers", url.Values{"name": {name}, "base": {base}, "key": {key}, "agency": {root}, "relation": {relation}}); a.status != 303 {
		in.t.Fatalf("peer %s: %d\n%.500s", name, a.status, text(a.body))
	}
}

// TestTwoInstallations runs two programs that exchange reports: every kind arrives
// once, also when the upper one is down for a while and answers get lost, nothing
// counts as passed up before it arrived, and receipt, question and answer come back.
func TestTwoInstallations(t *testing.T) {
	t.Parallel()
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			below, above := place(t, engine), place(t, engine)
			var sides []*inside
			var admins []*session
			var fronts []*front
			for _, p := range []*program{below, above} {
				p.start("--regime", "petition-bureau")
				in := p.open(nil)
				in.engage(append(staff[:len(staff):len(staff)], []struct{ login, unit string }{{"system_admin", "root"}, {"head", "root"}}...))
				sides, admins, fronts = append(sides, in), append(admins, in.signIn("system_admin", in.password("system_admin"))), append(fronts, before(t, p))
			}
			low, high := sides[0], sides[1]
			low.peer(admins[0], "某省信访局", fronts[1].URL, high.key(admins[1]), "above")
			high.peer(admins[1], "某市信访局", fronts[0].URL, low.key(admins[0]), "below")
			above.stop()

			number := low.concern("接待大厅取号")
			low.act("handler", number, "conclude", map[string]any{"text": "属实"})
			for action, fields := range map[string]string{"report_first": "facts assessment plan", "report_progress": "progress next", "report_result": "investigation result", "report_three_day": "conclusion measures effect"} {
				in := map[string]any{}
				for _, f := range strings.Fields(fields) {
					in[f] = "内容：" + f
				}
				low.act("duty_officer", number, action, in)
			}
			low.act("duty_officer", number, "assess_answer", map[string]any{"answer": "no", "unit": "reception", "harm": "access", "affected": "来访的群众", "reason": "已当面答复"})
			low.act("office_director", number, "no_answer", map[string]any{"reason": "已当面答复"})
			low.act("handler", number, "after_action", map[string]any{"public": "已恢复。", "internal": "排班有误。"})
			low.act("deputy", number, "publish_review", nil)
			list, err := low.desk.BeginOwnList(ctx, low.who["office_director"], "2026-03")
			low.must(err)
			low.must(low.desk.AddOwnEntry(ctx, low.who["office_director"], list, store.OwnEntry{Kind: "act", Act: "大厅取号改为预约", Term: "取号", Worry: "白跑一趟", Measure: "提前公告"}))
			low.must(low.desk.SignOwnList(ctx, low.who["head"], list))
			below.until(30*time.Second, "six attempts while the upper one is down", func() bool { return fronts[1].posts.Load() >= 6 })
			if n := low.count(`SELECT COUNT(*) FROM report WHERE arrived_at > 0`); n != 0 {
				t.Errorf("%d reports arrived at a program that is down", n)
			}

			fronts[1].lose.Store(2)
			above.start()
			fronts[1].to.Store(above.base)
			below.until(90*time.Second, "every report arrived", func() bool { return low.count(`SELECT COUNT(*) FROM report WHERE arrived_at > 0`) == 6 })
			if n := high.count(`SELECT COUNT(*) FROM report`); n != 6 {
				t.Errorf("%d reports arrived, of six sent", n)
			}
			if n := high.count(`SELECT COUNT(DISTINCT kind) FROM report WHERE from_name = '某市信访局'`); n != 6 {
				t.Errorf("%d kinds of report arrived", n)
			}

			inbox, err := high.store.ReportsTo(ctx, high.who["system_admin"].UnitID)
			high.must(err)
			director := high.signIn("office_director", high.password("office_director"))
			for _, r := range inbox {
				if a := director.form("/desk/upward/"+r.ID+"/receive", nil); a.status != 303 {
					t.Fatalf("receive %s: %d\n%.400s", r.Kind, a.status, text(a.body))
				}
			}
			if a := director.form("/desk/upward/"+inbox[0].ID+"/ask", url.Values{"question": {"影响多少人？"}}); a.status != 303 {
				t.Fatalf("ask: %d\n%.400s", a.status, text(a.body))
			}
			below.until(60*time.Second, "receipts and the question came back", func() bool {
				return low.count(`SELECT COUNT(*) FROM report WHERE received_at > 0`) == 6 && low.count(`SELECT COUNT(*) FROM report WHERE question <> ''`) == 1
			})
			var asked string
			low.must(low.store.View(ctx, func(tx *store.Tx) error {
				return tx.Row(`SELECT id FROM report WHERE question <> ''`, nil, &asked)
			}))
			low.must(low.desk.AnswerReport(ctx, low.who["duty_officer"], asked, "四十六人"))
			above.until(60*time.Second, "the answer arrived", func() bool {
				return high.count(`SELECT COUNT(*) FROM report WHERE answer = '四十六人'`) == 1
			})
			if n := low.count(`SELECT COUNT(*) FROM document WHERE kind = $1 AND received_at > 0`, string(regime.FirstReport)); n != 1 {
				t.Error("the receipt did not reach the document of the concern")
			}

			// What nobody signed is not read.
			a := above.as("").do("POST", "/api/v1/exchange", `{"kind":"report"}`, desk.KeyHeader, low.key(admins[0]), desk.SignatureHeader, "AAAA")
			if a.status != 403 || a.code() != "exchange.signature" {
				t.Errorf("a message without a signature: %d %s", a.status, a.code())
			}
			below.verify()
			above.verify()
		})
	}
}
