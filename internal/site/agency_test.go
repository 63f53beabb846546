package site_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/report"
	"yingda/internal/site"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

// agency is a small bureau whose public site is read. Everything on its record
// came there by the road of the desk.
type agency struct {
	tb    testing.TB
	clock *testkit.Clock
	store *store.Store
	desk  *desk.Desk
	site  http.Handler
	who   map[regime.Role]matter.Actor
}

const base = "https://open.example"

func each(t *testing.T, run func(t *testing.T, a *agency)) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		run(t, found(t, c))
	})
}

func found(tb testing.TB, c store.Config) *agency {
	clock := testkit.NewClock(time.Date(2026, 3, 16, 10, 0, 0, 0, time.FixedZone("CST", 8*3600)))
	c.Now = clock.Now
	s, err := store.Open(context.Background(), c)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	a := &agency{tb: tb, clock: clock, store: s, desk: desk.New(s), who: map[regime.Role]matter.Actor{}}
	a.settle()
	a.site = site.New(site.Deps{Store: s.Reader, Book: report.New(s.Reader), Base: base, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: clock.Now, Readers: a.desk})
	return a
}

// settle makes the agency, its people and what it watches, and adopts a preset.
func (a *agency) settle() {
	reg, err := regime.Preset("petition-bureau")
	a.must(err)
	a.must(a.store.Write(context.Background(), func(tx *store.Tx) error {
		root := store.Unit{Kind: "agency", Code: "root", Name: "某市信访局"}
		if err := tx.AddUnit(&root); err != nil {
			return err
		}
		office := store.Unit{Kind: "section", Code: "office", Name: "办公室", Office: true, ParentID: root.ID}
		visits := store.Unit{Kind: "section", Code: "visits", Name: "接访科", ParentID: root.ID}
		for _, u := range []*store.Unit{&office, &visits} {
			if err := tx.AddUnit(u); err != nil {
				return err
			}
		}
		for _, role := range regime.Roles {
			unit := office
			if role == regime.Handler || role == regime.Drafter {
				unit = visits
			}
			p := store.Person{Login: string(role), Name: string(role), UnitID: unit.ID}
			if err := tx.AddPerson(&p); err != nil {
				return err
			}
			if err := tx.GrantRole(p.ID, unit.ID, role); err != nil {
				return err
			}
			a.who[role] = matter.Actor{ID: p.ID, Name: p.Name, UnitID: unit.ID, Grants: []matter.Grant{{UnitID: unit.ID, AgencyID: root.ID, Path: unit.Path, Office: unit.Office, Role: role}}}
		}
		if err := tx.SaveTopic(&store.Topic{Title: "接待大厅秩序", Rule: "(排队 或 等候) 且 窗口 非 招聘", Terms: []string{"接待"}, Active: true, UpdatedBy: "system"}); err != nil {
			return err
		}
		if err := tx.AddSource(&store.Source{Name: "临澄论坛·办事版", Kind: "push", Category: "own_city", Active: true}); err != nil {
			return err
		}
		_, err := tx.AdoptRegime(reg, root.ID, regime.Kinds)
		return err
	}))
}

func (a *agency) must(err error) {
	a.tb.Helper()
	if err != nil {
		a.tb.Fatal(err)
	}
}

func (a *agency) act(role regime.Role, number string, action matter.Action, in map[string]any) desk.Result {
	a.tb.Helper()
	m, err := a.store.Matter(context.Background(), number)
	a.must(err)
	r, err := a.desk.Act(context.Background(), a.who[role], desk.Input{Matter: number, Version: m.Version, Action: action, Input: in})
	if err != nil {
		a.tb.Fatalf("%s by %s: %v", action, role, err)
	}
	return r
}

// concern opens a concern and brings it to answering.
func (a *agency) concern(title, need string) string {
	a.tb.Helper()
	number, err := a.desk.Open(context.Background(), a.who[regime.DutyOfficer], desk.Opening{Title: title})
	a.must(err)
	a.act(regime.DutyOfficer, number, "confirm_grade", map[string]any{"grade": "general", "need": need, "unit": "接访科", "reason": "一个接待点受影响"})
	a.act(regime.OfficeDirector, number, "dispatch", map[string]any{"note": "请核实"})
	a.act(regime.Handler, number, "receive", nil)
	a.act(regime.Handler, number, "add_fact", map[string]any{"claim": "号已发完", "finding": "8:52 发完", "verdict": "true", "evidence": "叫号日志"})
	a.act(regime.Handler, number, "conclude", map[string]any{"text": "属实"})
	return number
}

// answered brings a concern to its public answer and returns the statement.
func (a *agency) answered(title, text string) string {
	a.tb.Helper()
	number := a.concern(title, "difficulty")
	a.clock.Advance(5*time.Hour + 42*time.Minute)
	s := a.act(regime.Drafter, number, "begin_statement", map[string]any{"title": title, "text": text}).Created
	a.act(regime.Drafter, s, "save", map[string]any{"title": title, "text": text})
	a.through(s)
	return s
}

// through takes a saved draft through its gates to the outlets.
func (a *agency) through(s string) {
	a.tb.Helper()
	a.act(regime.Drafter, s, "submit", nil)
	signed := map[regime.Role]bool{}
	chain := a.chain(s)
	for _, g := range chain.Gates {
		a.act(g.Signers[0], s, "sign", testkit.Ticked(string(g.Gate), len(g.Checks)))
		signed[g.Signers[0]] = true
	}
	for _, r := range chain.Approvers {
		if !signed[r] {
			a.act(r, s, "approve", nil)
			break
		}
	}
	a.release()
}

func (a *agency) chain(s string) regime.Chain {
	a.tb.Helper()
	m, err := a.store.Matter(context.Background(), s)
	a.must(err)
	reg, err := a.desk.Regime(context.Background(), m.RegimeID)
	a.must(err)
	chain, _ := reg.Chain(m.Grade)
	return chain
}

func (a *agency) release() {
	a.tb.Helper()
	ids, err := a.store.QueuedJobs(context.Background(), "release")
	a.must(err)
	for _, id := range ids {
		a.must(a.desk.Release(context.Background(), id))
	}
}

func (a *agency) correct(s, reason, title, text string) {
	a.tb.Helper()
	a.clock.Advance(26 * time.Hour)
	a.act(regime.Drafter, s, "correct", map[string]any{"reason": reason})
	a.act(regime.Drafter, s, "save", map[string]any{"title": title, "text": text})
	a.through(s)
}

func (a *agency) withdraw(s, reason string) {
	a.tb.Helper()
	a.clock.Advance(3 * time.Hour)
	chain := a.chain(s)
	a.act(chain.Approvers[len(chain.Approvers)-1], s, "withdraw", map[string]any{"reason": reason})
	a.release()
}

// more puts n further statements on the record, without the road.
func (a *agency) more(n int) {
	a.tb.Helper()
	for i := range n {
		a.must(a.store.Write(context.Background(), func(tx *store.Tx) error {
			title, text := fmt.Sprintf("关于第 %d 个问题的答复", i+1), fmt.Sprintf("第 %d 个问题已经解决。\n某市信访局\n2026年3月16日", i+1)
			return tx.PutPublic(store.PublicStatement{Number: fmt.Sprintf("S-2026-%04d", 1000+i), Version: 1, Title: title, Text: text, Agency: "某市信访局"}, fmt.Sprintf("more-%d", i), "publish", "", store.TextHash(title, text))
		}))
	}
}

const firstText = "3月16日上午，甲区接待大厅当日号源在 8 时 52 分发完，不少群众未能取到号。我局对此作了核实，现答复如下。\n一、大家反映的情况属实。3月13日叫号系统升级后，上午号源由 120 个减为 70 个。责任在我局，在此致歉。\n二、网上预约于 3月13日至15日停用三天，现已恢复，恢复时间为 13:30。\n某市信访局\n2026年3月16日"

const secondText = "3月16日上午，甲区接待大厅当日号源在 8 时 52 分发完，不少群众未能取到号。我局对此作了核实，现答复如下。\n一、大家反映的情况属实。3月13日叫号系统升级后，上午号源由 120 个减为 70 个。责任在我局，在此致歉。\n二、网上预约于 3月13日至15日停用三天，现已恢复，恢复时间为 14:00。\n三、窗口增设一名引导员。\n某市信访局\n2026年3月16日"

// history answers two concerns, corrects one answer and withdraws the other, and
// leaves one concern unanswered with a reason and one waiting.
func (a *agency) history() (corrected, withdrawn string) {
	a.tb.Helper()
	corrected = a.answered("关于甲区接待大厅取号问题的答复", firstText)
	withdrawn = a.answered("关于午间值守的说明", "乙街道便民服务点午间有人值守。")
	a.correct(corrected, "接待时间写错，市民指出", "关于甲区接待大厅取号问题的答复", secondText)
	a.withdraw(withdrawn, "核实发现值守尚未恢复，说明与事实不符")
	quiet := a.concern("某网页称窗口收费", "question")
	a.act(regime.OfficeDirector, quiet, "assess_answer", map[string]any{"answer": "no", "unit": "office", "harm": "none", "affected": "没有发现", "reason": "原页面已自行更正"})
	a.act(regime.OfficeDirector, quiet, "no_answer", map[string]any{"reason": "原页面已自行更正"})
	a.concern("停车位不足", "suggestion")
	return corrected, withdrawn
}

// get reads an address as a browser does.
func (a *agency) get(path string, head ...string) *httptest.ResponseRecorder {
	a.tb.Helper()
	return a.ask("GET", path, head...)
}

func (a *agency) ask(method, path string, head ...string) *httptest.ResponseRecorder {
	a.tb.Helper()
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	w := httptest.NewRecorder()
	a.site.ServeHTTP(w, r)
	return w
}

// page reads an address that must answer 200 with a page.
func (a *agency) page(path string) *goquery.Document {
	a.tb.Helper()
	w := a.get(path)
	if w.Code != 200 {
		a.tb.Fatalf("%s answers %d", path, w.Code)
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	a.must(err)
	return doc
}
