package site_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/regime"
)

func TestAnswersInPublic(t *testing.T) {
	each(t, func(t *testing.T, a *agency) {
		ctx := context.Background()
		if doc := a.page("/answers"); !strings.Contains(doc.Find(".empty").Text(), "还没有公开的常见问题") {
			t.Error("an empty list does not say so")
		}
		root, err := a.store.RootUnit(ctx)
		a.must(err)
		for _, q := range []string{"契税什么时候申报缴纳？", "子女教育专项附加扣除的标准是多少？"} {
			x, err := a.desk.SaveAnswer(ctx, a.who[regime.Drafter], desk.AnswerEdit{Agency: root.ID, Question: q, Answer: "办理权属登记手续之前。\n<b>第二段</b>", SourceKind: "law", Source: "契税法", Article: "第十条", Until: "2027-03-01", URL: "https://law.example/1"})
			a.must(err)
			if w := a.get("/answers/1"); x.Number == 1 && w.Code != 404 {
				t.Errorf("what nobody has approved is public: %d", w.Code)
			}
			a.must(a.desk.DecideAnswer(ctx, a.who[regime.OfficeDirector], x.Number, 1, true, ""))
		}
		if n := a.page("/answers").Find("ul.more > li").Length(); n != 2 {
			t.Errorf("%d are listed", n)
		}
		found := a.page("/answers?q=" + url.QueryEscape("我想问契税要在哪天之前申报")).Find("ul.more > li a")
		if found.Length() != 1 || found.Text() != "契税什么时候申报缴纳？" {
			t.Errorf("found: %q", found.Text())
		}
		doc := a.page("/answers/1")
		if text := doc.Find("main").Text(); !strings.Contains(text, "《契税法》第十条") || !strings.Contains(text, "2027年3月1日") || doc.Find("main .prose b").Length() != 0 {
			t.Errorf("the page of one: %s", text)
		}
		form, _ := doc.Find("input[name=form]").Attr("value")
		a.clock.Advance(3 * time.Second)
		post := func() *httptest.ResponseRecorder {
			r := httptest.NewRequest("POST", "/answers/1/helpful", strings.NewReader(url.Values{"helped": {"no"}, "form": {form}}.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			a.site.ServeHTTP(w, r)
			return w
		}
		if w := post(); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/answers/1?helped=done" {
			t.Errorf("a word: %d %s", w.Code, w.Header().Get("Location"))
		}
		if w := post(); w.Code != http.StatusConflict {
			t.Errorf("the same form again: %d", w.Code)
		}
		if x, err := a.store.Answer(ctx, 1); err != nil || x.Unhelpful != 1 {
			t.Errorf("counted: %+v %v", x, err)
		}
		var out struct{ Items []map[string]any }
		a.read("/answers.json", &out)
		if len(out.Items) != 2 || out.Items[0]["valid_to"] != "2027-03-01" || out.Items[0]["helpful"] != nil {
			t.Errorf("for programs: %+v", out.Items)
		}
		for _, path := range []string{"/answers/99", "/answers/x", "/answers/-1"} {
			if w := a.get(path); w.Code != 404 {
				t.Errorf("%s: %d", path, w.Code)
			}
		}
	})
}
