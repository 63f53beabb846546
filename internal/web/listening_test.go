package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yingda/internal/intake"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// One screen says whether anything is missing or late, with the cause and how to
// mend it; dead letters are replayed; own sites are listed with what is to mend.
func TestListening(t *testing.T) {
	listening(t, func(t *testing.T, b *bureau, _ *intake.Intake) {
		v := b.signIn(regime.DutyOfficer)
		if got := text(v.page("/desk/listening").Find("main")); !strings.Contains(got, "还没有要读的来源") {
			t.Errorf("nothing registered: %q", got)
		}
		s := store.Source{Kind: "feed", Name: "本地论坛", URL: "https://bbs.example/rss", Active: true, EverySeconds: 600, Failures: 4, ErrorCode: "fetch-404", ErrorText: "页面不存在（404）"}
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
			s.NextReadAt = tx.Ms() + 1000
			if err := tx.AddSource(&s); err != nil {
				return err
			}
			if err := tx.AddMissed(store.Missed{SourceID: s.ID, From: tx.Ms() - 3600_000, To: tx.Ms(), Cause: "theirs", State: "missing", Says: "来源没有更早的页"}); err != nil {
				return err
			}
			return tx.AddDeadLetter(store.DeadLetter{Key: "k", SourceID: s.ID, Stage: "store", Reason: "标题过长", Title: "接访大厅取不到号", Text: "排队两小时"})
		}))
		p := v.page("/desk/listening")
		got := text(p.Find("main"))
		for _, want := range []string{"1 个读不到", "1 段可能漏读", "1 条死信", "打开网站首页，找到新的订阅地址", "对方断过"} {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not said: %q", want, got)
			}
		}
		action, _ := p.Find("form[id^=gap-]").Attr("action")
		if p, _ := v.post(action, url.Values{"note": {"已打开网页逐条看过"}}); strings.Contains(text(p.Find("main")), "段可能漏读") {
			t.Error("the stretch stays open")
		}
		p = v.page("/desk/listening/letters")
		action, _ = p.Find("form[action$=replay]").Attr("action")
		if p, status := v.post(action, nil); status != http.StatusOK || !strings.Contains(text(p.Find("main")), "没有死信") {
			t.Errorf("replayed: %d %q", status, text(p.Find("main")))
		}
		period := store.KeyPeriod{Title: "集中接访周", Reason: "年度安排", ByID: b.who[regime.OfficeDirector].ID}
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
			root, err := tx.RootUnit()
			if err != nil {
				return err
			}
			period.AgencyID, period.From, period.To = root.ID, tx.Ms()+86400_000, tx.Ms()+2*86400_000
			return tx.AddKeyPeriod(&period)
		}))
		if got := text(v.page("/desk/listening/periods").Find("main")); !strings.Contains(got, "开始时还没有人值班") {
			t.Errorf("a period without a roster: %s", got)
		}
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
			return tx.PutShift(&store.Shift{AgencyID: period.AgencyID, PersonID: b.who[regime.DutyOfficer].ID, From: period.From, To: period.To})
		}))
		if got := text(v.page("/desk/listening/periods").Find("main")); strings.Contains(got, "开始时还没有人值班") || !strings.Contains(got, "到 3月18日") {
			t.Errorf("who is on duty when it begins: %s", got)
		}
		for _, path := range []string{"/desk/listening/periods", "/desk/sites", "/desk/sources/" + s.ID, "/desk/tasks"} {
			v.page(path)
		}
	})
}
