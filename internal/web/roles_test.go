package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"yingda/internal/auth"
	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
	"yingda/internal/web"
)

// county is put before the role of somebody who does the same work in the other
// agency of the sample.
const county = "county."

// house is the bureau with a second agency beside it, asked without a network: the
// desk itself, and its doors with nothing behind them.
type house struct {
	*bureau
	whole, doors http.Handler
	cookies      map[regime.Role]*http.Cookie
}

func housed(t *testing.T) *house {
	t.Helper()
	b := found(t, storetest.Config(t, testkit.EngineSQLite))
	b.listen()
	b.desk.Sending.Seal = func(secret, _ string) (string, error) { return secret, nil }
	h := &house{bureau: b, whole: b.server.Config.Handler, cookies: map[regime.Role]*http.Cookie{}}
	var err error
	h.doors, err = web.Doors(web.Deps{Store: b.store.Reader, Desk: b.desk, Auth: auth.New(b.store), Now: b.clock.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	b.must(err)
	h.neighbours()
	for _, role := range regime.Roles {
		for _, who := range []regime.Role{role, county + role} {
			w := h.ask("", "POST", "/desk/sign-in", url.Values{"login": {string(who)}, "password": {password}})
			for _, c := range w.Result().Cookies() {
				if c.Name == "yingda" {
					h.cookies[who] = c
				}
			}
			if h.cookies[who] == nil {
				t.Fatalf("%s cannot sign in: %d", who, w.Code)
			}
		}
	}
	return h
}

// neighbours founds a second agency with a person a role in its office.
func (h *house) neighbours() {
	reg, err := regime.Preset("petition-bureau")
	h.must(err)
	hash, err := passwordHash()
	h.must(err)
	h.must(h.store.Write(context.Background(), func(tx *store.Tx) error {
		agency := store.Unit{Kind: "agency", Code: "county", Name: "某县信访局"}
		if err := tx.AddUnit(&agency); err != nil {
			return err
		}
		office := store.Unit{Kind: "section", Code: "county-office", Name: "县局办公室", Office: true, ParentID: agency.ID}
		if err := tx.AddUnit(&office); err != nil {
			return err
		}
		for _, role := range regime.Roles {
			p := store.Person{Login: county + string(role), Name: "县局" + role.Title(), UnitID: office.ID, Active: true, Password: hash}
			if err := tx.AddPerson(&p); err != nil {
				return err
			}
			if err := tx.GrantRole(p.ID, office.ID, role); err != nil {
				return err
			}
			if err := tx.SetPassword(p.ID, hash, false); err != nil {
				return err
			}
		}
		_, err := tx.AdoptRegime(reg, agency.ID, regime.Kinds)
		return err
	}))
}

// knock puts one request to the doors, where a refusal needs no page.
func (h *house) knock(who regime.Role, method, path string) int {
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Accept", "application/json")
	return h.serve(h.doors, who, r).Code
}

// ask puts one request to the desk as somebody, "" for nobody.
func (h *house) ask(who regime.Role, method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return h.serve(h.whole, who, r)
}

func (h *house) serve(to http.Handler, who regime.Role, r *http.Request) *httptest.ResponseRecorder {
	if c := h.cookies[who]; c != nil {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	to.ServeHTTP(w, r)
	return w
}

// TestDoors holds the desk to the table of its doors, in one sample.
func TestDoors(t *testing.T) {
	rows, faults := doorRows()
	for _, f := range faults {
		t.Error(f)
	}
	h := housed(t)
	t.Run("each role", func(t *testing.T) { h.letIn(t, rows) })
	t.Run("strangers", func(t *testing.T) { h.strangers(t, rows) })
	t.Run("what is typed", func(t *testing.T) { h.keepTyped(t, rows) }) // it stops all sending, too
}

// letIn asks each route as each role of either agency and as nobody: it opens for
// those whom its row names.
func (h *house) letIn(t *testing.T, rows map[string]doorRow) {
	for pattern, row := range rows {
		method, path := address(pattern)
		if got := h.knock("", method, path); (got == http.StatusNoContent) != (row.who == nil) {
			t.Errorf("%s without sign-in: %d", pattern, got)
		}
		for _, role := range regime.Roles {
			want := http.StatusForbidden
			if row.who == nil || slices.Contains(row.who, role) {
				want = http.StatusNoContent
			}
			for _, who := range []regime.Role{role, county + role} {
				if got := h.knock(who, method, path); got != want {
					t.Errorf("%s by %s: %d, want %d", pattern, who, got, want)
				}
			}
		}
	}
}

// keepTyped asks each route for something that is nowhere, as the first whom its row
// lets in: none breaks, and a form that is refused gives back what was typed.
func (h *house) keepTyped(t *testing.T, rows map[string]doorRow) {
	const long = "打了很多字，不能丢"
	form := url.Values{}
	for _, name := range []string{"text", "reason", "note", "question", "summary", "minutes"} {
		form.Set(name, long)
	}
	for pattern, row := range rows {
		if row.who == nil || pattern == "POST /desk/sign-out" || pattern == "GET /desk/live" { // one ends the session, one does not end
			continue
		}
		method, path := address(pattern)
		sent := form
		if method == http.MethodGet {
			sent = nil
		}
		w := h.ask(row.who[0], method, path, sent)
		if w.Code >= 500 {
			t.Errorf("%s by %s: %d", pattern, row.who[0], w.Code)
		}
		if method == http.MethodGet {
			continue
		}
		page, err := goquery.NewDocumentFromReader(w.Body)
		h.must(err)
		page.Find(`form[action="` + path + `"]`).Find("textarea, input[type=text]").Each(func(_ int, field *goquery.Selection) {
			if name := field.AttrOr("name", ""); form.Has(name) && field.Text() != long && field.AttrOr("value", "") != long {
				t.Errorf("%s by %s (%d) loses what was typed as %s", pattern, row.who[0], w.Code, name)
			}
		})
	}
}

// things are addresses of what belongs to the bureau, by the beginning of the
// patterns that lead to them.
func (h *house) things() map[string]string {
	b, ctx := h.bureau, context.Background()
	number := b.open("接待大厅上午取不到号", regime.General, "a|b", "c|d")
	b.answering(number, regime.General)
	b.act(regime.DutyOfficer, number, "assign_task", map[string]any{"title": "核对号源", "unit": "visits", "within": "1 days"})
	statement := b.act(regime.Drafter, number, "begin_statement", map[string]any{"title": "关于号源的说明", "text": "经核实。"}).Created
	m, err := b.store.Matter(ctx, number)
	b.must(err)
	tasks, err := b.store.Tasks(ctx, m.ID)
	b.must(err)
	agency := b.units["office"].AgencyID
	report := store.Report{Kind: regime.FirstReport, FromAgency: agency, MatterID: m.ID, Number: number}
	finding := store.Finding{Key: "k", Kind: "late", Rule: "first-answer", AgencyID: agency, UnitID: b.units["office"].ID, Title: "取号", What: "已超时", Article: "P4.3", Evidence: `[]`, Since: 1}
	account := store.Account{AgencyID: agency, UnitID: b.units["office"].ID, Platform: "weibo", Kind: regime.MicroblogAccount, Name: "某市信访", Organiser: "某市信访局", Emblem: "standard", State: "open", Origin: "import"}
	b.must(b.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.AddReport(&report); err != nil {
			return err
		}
		if _, err := tx.AddFinding(&finding); err != nil {
			return err
		}
		return tx.AddAccount(&account)
	}))
	who := func(role regime.Role) matter.Actor { return b.who[role] }
	press, err := b.desk.PlanPress(ctx, who(regime.Spokesperson), store.PressEvent{Title: "接访安排通气会", Channel: "briefing", StartsAt: b.clock.Now().UnixMilli()}, "")
	b.must(err)
	risk, err := b.desk.SaveRisk(ctx, who(regime.Drafter), store.Risk{Title: "调整接访时间", Decision: "周六不接访", Risks: "来访人不知道", Grade: "general", Plan: "提前公告"})
	b.must(err)
	own, err := b.desk.BeginOwnList(ctx, who(regime.Drafter), "2026-03")
	b.must(err)
	members := []store.Attendee{{Name: "办公室主任", Unit: "办公室", Part: "chair", Expertise: "协调"}, {Name: "接访科长", Unit: "接访科", Part: "member", Expertise: "接访"}}
	meeting, err := b.desk.PlanMeeting(ctx, who(regime.OfficeDirector), store.Meeting{Kind: "leading_group", Title: "号源", Place: "二楼", At: 1, Members: members}, "")
	b.must(err)
	rescue, err := b.desk.AddPublisher(ctx, who(regime.Liaison), store.Publisher{Kind: "rescue", Name: "市消防救援支队", Licence: "119119", Contact: "指挥中心"})
	b.must(err)
	request, err := b.desk.DraftRequest(ctx, who(regime.Liaison), desk.RequestDraft{Ground: "rescue", Publisher: rescue.ID, PageURL: "https://c.example/1", Danger: "trapped", Place: "河边", Basis: desk.RescueBases[0]})
	b.must(err)
	contact, err := b.desk.SaveContact(ctx, who(regime.OfficeDirector), store.Contact{AgencyID: agency, Kind: "department", Name: "市水务局", Duties: "供水"})
	b.must(err)
	article, err := b.desk.BeginArticle(ctx, who(regime.Editor), desk.ArticleEdit{Title: "接访日说明", UnitID: b.units["office"].ID, Origin: "original"})
	b.must(err)
	message, err := b.desk.Receive(ctx, desk.Inbound{Way: "web", Text: "请问周六接待吗？"})
	b.must(err)
	bulk, err := b.desk.BeginBulk(ctx, who(regime.OfficeDirector), desk.BulkInput{Once: "x", Kind: regime.Concern, Action: desk.ExportBulk, Ticked: []store.BulkItem{{Number: number}}, ChosenAt: b.clock.Now()})
	b.must(err)
	return map[string]string{
		"/desk/concerns/{number}": "/desk/concerns/" + number, "/desk/matters/{number}": "/desk/matters/" + number, "/desk/statements/{number}": "/desk/statements/" + statement, "/desk/tasks/{id}": "/desk/tasks/" + tasks[0].ID,
		"/desk/upward/{id}": "/desk/upward/" + report.ID, "/desk/meetings/{id}": "/desk/meetings/" + meeting, "/desk/risks/{id}": "/desk/risks/" + risk, "/desk/own/{id}": "/desk/own/" + own,
		"/desk/press/{id}": "/desk/press/" + press, "/desk/requests/{number}": "/desk/requests/" + request.Number, "/desk/contacts/{id}": "/desk/contacts/" + contact.ID, "/desk/findings/{id}": "/desk/findings/" + finding.ID,
		"/desk/accounts/{number}": "/desk/accounts/" + account.Number, "/desk/accounts/{id}": "/desk/accounts/" + account.ID, "/desk/editorial/{number}": "/desk/editorial/" + article, "/desk/inbox/{number}": "/desk/inbox/" + message.Number,
		"/desk/bulk/{id}": "/desk/bulk/" + bulk, "/desk/people/{id}": "/desk/people/" + b.who[regime.Handler].ID,
	}
}

// sharedByAll are the routes to what all agencies of an installation read: one
// contact book, one register of requests, the people whom the guard of the machine keeps.
var sharedByAll = map[string]bool{
	"GET /desk/contacts/{id}": true, "GET /desk/requests/{number}": true, "GET /desk/requests/{number}/letter.docx": true, "GET /desk/people/{id}": true,
}

// asksFirst are the forms that miss what is typed before they ask whose the thing is.
var asksFirst = map[string]bool{
	"POST /desk/accounts/{id}/alarm": true, "POST /desk/accounts/{id}/alarm/end": true, "POST /desk/accounts/{id}/alarm/step": true, "POST /desk/accounts/{id}/plan": true, "POST /desk/concerns/{number}/files": true,
}

// strangers asks each route to a thing of the bureau as the roles that its row lets
// in, in the other agency: they do not see it, or may not act on it.
func (h *house) strangers(t *testing.T, rows map[string]doorRow) {
	things := h.things()
	tried := 0
	for pattern, row := range rows {
		method, path, _ := strings.Cut(pattern, " ")
		for begins, thing := range things {
			rest, leads := strings.CutPrefix(path, begins)
			if !leads || rest != "" && rest[0] != '/' {
				continue
			}
			for _, role := range row.who {
				if sharedByAll[pattern] {
					break
				}
				if role == regime.SystemAdmin || role == regime.Auditor { // they see the whole installation
					continue
				}
				tried++
				w := h.ask(county+role, method, thing+parameter.ReplaceAllString(rest, "x"), nil)
				if w.Code == http.StatusSeeOther && method == http.MethodGet { // it only says where the thing stands
					to, _, _ := strings.Cut(w.Header().Get("Location"), "#")
					w = h.ask(county+role, method, to, nil)
				}
				if asksFirst[pattern] && w.Code == http.StatusUnprocessableEntity {
					continue
				}
				if !refused(w) {
					t.Errorf("%s by %s of another agency: %d %s", pattern, role, w.Code, w.Header().Get("Location"))
				}
			}
		}
	}
	if tried < 500 {
		t.Errorf("only %d requests", tried)
	}
}

// refused reports whether an answer says no: at once, or on the page that it sends to.
func refused(w *httptest.ResponseRecorder) bool {
	if w.Code == http.StatusForbidden || w.Code == http.StatusNotFound {
		return true
	}
	for _, c := range w.Result().Cookies() {
		if c.Name == "yingda-said" {
			said, err := url.QueryUnescape(c.Value)
			return err == nil && strings.HasPrefix(said, "-")
		}
	}
	return false
}
