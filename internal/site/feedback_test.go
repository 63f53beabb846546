package site_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"yingda/internal/regime"
	"yingda/internal/store"
)

// answer sends the form of a statement as a browser does.
func (a *agency) answer(number, met, missing, token string) *httptest.ResponseRecorder {
	a.tb.Helper()
	body := url.Values{"met": {met}, "missing": {missing}, "form": {token}}.Encode()
	r := httptest.NewRequest("POST", "/statements/"+number+"/feedback", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	a.site.ServeHTTP(w, r)
	return w
}

// form opens the form of a statement and returns its token.
func (a *agency) form(number, met string) string {
	a.tb.Helper()
	token, ok := a.page("/statements/" + number + "/feedback?met=" + met).Find(`input[name="form"]`).Attr("value")
	if !ok {
		a.tb.Fatal("the form has no token")
	}
	return token
}

func TestReadersAnswer(t *testing.T) {
	each(t, func(t *testing.T, a *agency) {
		s := a.answered("接待大厅号源", "已恢复。")
		if n := a.page("/statements/" + s).Find("#feedback form button").Length(); n != 3 {
			t.Fatalf("the statement offers %d answers", n)
		}
		w := a.get("/statements/" + s + "/feedback?met=no")
		if w.Header().Get("Cache-Control") != "no-store" || len(w.Result().Cookies()) > 0 {
			t.Errorf("the form is kept or sets a cookie: %v", w.Header())
		}
		if doc := a.page("/statements/" + s + "/feedback?met=no"); doc.Find(`input[name="met"][value="no"][checked]`).Length() != 1 || doc.Find("textarea, input[type=text]").Length() != 0 {
			t.Error("the form keeps the choice and takes no free text")
		}
		token := a.form(s, "no")
		for _, c := range []struct {
			why, met, missing, token string
			wait                     time.Duration
			status                   int
		}{
			{"in the same instant as it was opened", "no", "", token, 0, 503},
			{"with a token of nobody's", "no", "", token + "x", time.Minute, 422},
			{"with another word than the list has", "maybe", "", token, 0, 422},
			{"with another reason than the list has", "no", "张三没来", token, 0, 422},
			{"as it should be", "no", "not_solved", token, 0, 303},
			{"a second time", "no", "not_solved", token, 0, 409},
			{"after it lay open too long", "no", "", a.form(s, "no"), 2 * time.Hour, 409},
		} {
			a.clock.Advance(c.wait)
			if got := a.answer(s, c.met, c.missing, c.token).Code; got != c.status {
				t.Errorf("sent %s: %d, want %d", c.why, got, c.status)
			}
		}
		f, err := a.store.FeedbackOf(context.Background(), s)
		a.must(err)
		if f.All() != 1 || f.No != 1 || f.Missing["not_solved"] != 1 {
			t.Fatalf("counted: %+v", f)
		}
		if text := a.page("/statements/" + s).Find("#feedback dl").Text(); !strings.Contains(text, "<10") {
			t.Errorf("a small count is hidden: %s", text)
		}
		a.withdraw(s, "事实有变")
		if a.page("/statements/"+s).Find("#feedback form").Length() != 0 || a.get("/statements/"+s+"/feedback").Code != http.StatusNotFound {
			t.Error("a withdrawn statement asks nothing")
		}
	})
}

func TestFloodOfAnswersIsCapped(t *testing.T) {
	each(t, func(t *testing.T, a *agency) {
		s := a.answered("接待大厅号源", "已恢复。")
		var tokens []string
		for range 40 {
			token, err := a.desk.FeedbackForm(s)
			a.must(err)
			tokens = append(tokens, token)
		}
		a.clock.Advance(time.Minute)
		taken := 0
		for _, token := range tokens {
			if a.answer(s, "no", "", token).Code == http.StatusSeeOther {
				taken++
			}
		}
		if taken != 30 {
			t.Fatalf("%d answers were taken in one minute", taken)
		}
		a.clock.Advance(time.Minute)
		if got := a.answer(s, "no", "", tokens[39]).Code; got != http.StatusSeeOther {
			t.Errorf("a minute later: %d", got)
		}
	})
}

func TestResultAndReviewArePublic(t *testing.T) {
	each(t, func(t *testing.T, a *agency) {
		s := a.answered("接待大厅号源", "已恢复。")
		m, err := a.store.Matter(context.Background(), s)
		a.must(err)
		a.act(regime.Handler, m.ParentID, "after_action", map[string]any{"public": "放号要提前公布。", "internal": "排班没有衔接。"})
		a.act(regime.Handler, m.ParentID, "add_lesson", map[string]any{"title": "放号前一天公布号源", "unit": "接访科", "within": "5 working days"})
		a.act(regime.Head, m.ParentID, "publish_review", nil)
		a.act(regime.Handler, m.ParentID, "record_solution", map[string]any{"how": "号源恢复", "by_whom": "接访科", "when": "3月20日前"})
		a.act(regime.OfficeDirector, m.ParentID, "close", map[string]any{"outcome": "fixed", "reason": "号源已恢复。"})
		if text := a.page("/statements/" + s).Find("#result").Text(); !strings.Contains(text, "号源已恢复。") {
			t.Errorf("result: %s", text)
		}
		doc := a.page("/reviews/R-2026-0001")
		if text := doc.Find("main").Text(); !strings.Contains(text, "放号要提前公布") || strings.Contains(text, "排班") || !strings.Contains(text, "改进事项 1 项") {
			t.Errorf("review: %s", text)
		}
		if a.page("/reviews").Find(".more li").Length() != 1 {
			t.Error("the list has the review")
		}
		lessons, err := a.store.Lessons(context.Background(), store.LessonFilter{State: "open"}, 10)
		a.must(err)
		if len(lessons) != 1 {
			t.Fatalf("a lesson outlives its concern: %+v", lessons)
		}
		a.act(regime.OfficeDirector, m.ParentID, "complete_task", map[string]any{"task": lessons[0].TaskID, "result": "已公布"})
		a.act(regime.OfficeDirector, m.ParentID, "reopen", map[string]any{"grade": "general", "need": "difficulty", "unit": "接访科", "reason": "仍取不到号"})
		if text := a.page("/statements/" + s).Find("#result").Text(); !strings.Contains(text, "重新办理") {
			t.Errorf("a result that was taken up again is marked: %s", text)
		}
	})
}
