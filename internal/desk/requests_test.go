package desk_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
)

func TestRequests(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		paper, err := b.desk.AddPublisher(ctx, b.who[regime.Liaison], store.Publisher{Kind: "newsroom", Name: "某某日报社", Licence: "CN11-0000", Contact: "某市某路1号 总编室"})
		b.must(err)
		platform, err := b.desk.AddPublisher(ctx, b.who[regime.Liaison], store.Publisher{Kind: "platform", Name: "某某平台有限公司", Licence: "91110000000000000X", Contact: "report@platform.example"})
		b.must(err)
		if _, err := b.desk.AddPublisher(ctx, b.who[regime.Liaison], store.Publisher{Kind: "person", Name: "一位发帖人", Licence: "没有没有", Contact: "某处某处"}); fault.CodeOf(err) != "publisher.kind" {
			t.Errorf("a person was registered: %v", err)
		}
		concern := b.answering(regime.General)
		correction := desk.RequestDraft{Ground: "correction", Publisher: paper.ID, Concern: concern, PageTitle: "信访局九点前不放号", PageURL: "https://paper.example/1"}
		if _, err := b.desk.DraftRequest(ctx, b.who[regime.Drafter], correction); fault.CodeOf(err) != "request.fact" {
			t.Errorf("a claim that was found true is no ground: %v", err)
		}
		b.act(regime.Handler, concern, "add_fact", map[string]any{"claim": "全天没有放号", "finding": "当天放号 70 个", "verdict": "inaccurate", "evidence": "叫号日志第 3 页"})
		cases := []struct {
			sentence, code string
			change         func(in *desk.RequestDraft)
		}{
			{"removal is not on the list", "request.ground", func(in *desk.RequestDraft) { in.Ground = "removal" }},
			{"demotion is not on the list", "request.ground", func(in *desk.RequestDraft) { in.Ground = "demote" }},
			{"a platform is not asked to correct what others say", "request.publisher", func(in *desk.RequestDraft) { in.Publisher = platform.ID }},
			{"an unregistered addressee is none", "request.publisher", func(in *desk.RequestDraft) { in.Publisher = "x" }},
			{"a request names the page", "request.page", func(in *desk.RequestDraft) { in.PageURL = "javascript:alert(1)" }},
			{"a reply must be public first", "request.statement", func(in *desk.RequestDraft) { in.Ground, in.Statement = "reply", "S-2026-9999" }},
			{"an office-holder's acts are no private data", "request.office_holder", func(in *desk.RequestDraft) { in.Ground, in.Publisher = "private_data", platform.ID }},
		}
		for _, c := range cases {
			in := correction
			c.change(&in)
			if _, err := b.desk.DraftRequest(ctx, b.who[regime.Drafter], in); fault.CodeOf(err) != c.code {
				t.Errorf("%s: %v", c.sentence, err)
			}
		}
		q, err := b.desk.DraftRequest(ctx, b.who[regime.OfficeDirector], correction)
		b.must(err)
		if q.Claim != "全天没有放号" || q.Evidence != "叫号日志第 3 页" {
			t.Errorf("the words come from the record: %+v", q)
		}
		if err := b.desk.SendRequest(ctx, b.who[regime.Liaison], q.Number, "挂号邮寄"); fault.CodeOf(err) != "request.state" {
			t.Errorf("sent unsigned: %v", err)
		}
		if err := b.desk.SignRequest(ctx, b.who[regime.OfficeDirector], q.Number); fault.CodeOf(err) != "request.drafter" {
			t.Errorf("the drafter signed: %v", err)
		}
		token := b.who[regime.Head]
		token.Token = true
		if err := b.desk.SignRequest(ctx, token, q.Number); fault.CodeOf(err) != "act.token" {
			t.Errorf("a token signed: %v", err)
		}
		b.must(b.desk.SignRequest(ctx, b.who[regime.Head], q.Number))
		if err := b.desk.SignRequest(ctx, b.who[regime.Head], q.Number); fault.CodeOf(err) != "request.signed" {
			t.Errorf("one person signed twice: %v", err)
		}
		if public, err := b.store.Requests(ctx, true, 10); err != nil || len(public) != 0 {
			t.Errorf("a draft is public: %v %v", public, err)
		}
		b.must(b.desk.SignRequest(ctx, b.who[regime.Deputy], q.Number))
		b.must(b.desk.SendRequest(ctx, b.who[regime.Liaison], q.Number, "挂号邮寄"))
		if err := b.desk.AnswerRequest(ctx, b.who[regime.Liaison], q.Number, "punished", ""); fault.CodeOf(err) != "request.outcome" {
			t.Errorf("an outcome of another kind: %v", err)
		}
		b.must(b.desk.AnswerRequest(ctx, b.who[regime.Liaison], q.Number, "refused", ""))
		b.must(b.desk.CloseRequest(ctx, b.who[regime.Liaison], q.Number))
		public, err := b.store.Requests(ctx, true, 10)
		b.must(err)
		if len(public) != 1 || public[0].Outcome != "refused" || public[0].State != "closed" {
			t.Errorf("the register: %+v", public)
		}
		if err := b.desk.DropRequest(ctx, b.who[regime.Liaison], q.Number); fault.CodeOf(err) != "request.state" {
			t.Errorf("what was sent is withdrawn no more: %v", err)
		}
		second, err := b.desk.DraftRequest(ctx, b.who[regime.OfficeDirector], correction)
		b.must(err)
		b.must(b.desk.SignRequest(ctx, b.who[regime.Head], second.Number))
		b.must(b.desk.SignRequest(ctx, b.who[regime.Deputy], second.Number))
		if err := b.desk.DropRequest(ctx, b.who[regime.Inspector], second.Number); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("an inspector withdrew a request: %v", err)
		}
		b.must(b.desk.DropRequest(ctx, b.who[regime.Liaison], second.Number))
		lines, err := b.store.LedgerOf(ctx, q.Number)
		b.must(err)
		if len(lines) != 2 || lines[0].Digest != q.Hash {
			t.Errorf("the ledger: %+v", lines)
		}
	})
}

func TestCarrying(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		due := b.clock.Now().Add(time.Hour)
		c := store.Carriage{Title: "关于优化 信访接待的通知", Issuer: "国家信访局", SourceURL: "https://gov.example/notice", Place: "本局网站", PageURL: "https://own.example/list", DueAt: due.UnixMilli()}
		if _, err := b.desk.AddCarriage(ctx, b.who[regime.Handler], c); fault.CodeOf(err) != "register.role" {
			t.Errorf("a handler keeps the list: %v", err)
		}
		_, err := b.desk.AddCarriage(ctx, b.who[regime.Editor], c)
		b.must(err)
		page, cause := "<p>没有别的</p>", error(nil)
		check := func() store.Carriage {
			b.must(b.desk.CheckCarriages(ctx, func(context.Context, string) (string, error) { return page, cause }))
			list, err := b.store.Carriages(ctx, 10)
			b.must(err)
			return list[0]
		}
		if got := check(); got.CheckedAt == 0 || got.FoundAt != 0 || got.OverdueAt != 0 {
			t.Errorf("before its time nothing is overdue: %+v", got)
		}
		b.clock.Advance(2 * time.Hour)
		cause = errors.New("down")
		if got := check(); got.OverdueAt == 0 || got.Error != "down" {
			t.Errorf("what cannot be seen in time is overdue, and why is shown: %+v", got)
		}
		b.clock.Advance(2 * time.Hour)
		page, cause = "<a href='/n'>关于优化&nbsp;信访接待的通知</a>", nil
		if got := check(); got.FoundAt == 0 {
			t.Errorf("the title on the page counts: %+v", got)
		}
		cases := []struct {
			sentence, page string
			want           bool
		}{
			{"a link to the original counts", `<a href="https://gov.example/notice">看这里</a>`, true},
			{"another document does not", "关于优化信访工作的通知", false},
		}
		for _, x := range cases {
			if got := desk.Carried(x.page, c); got != x.want {
				t.Errorf("%s: %v", x.sentence, got)
			}
		}
	})
}

func TestPoliciesAndReach(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		_, err := b.desk.AddPolicy(ctx, b.who[regime.OfficeDirector], store.Policy{Kind: "normative", Title: "来访接待办法", Code: "某信〔2026〕1号", IssuedAt: b.clock.Now().UnixMilli(), Important: true})
		b.must(err)
		list, err := b.store.Policies(ctx, 10)
		b.must(err)
		b.must(b.desk.PublishPolicy(ctx, b.who[regime.OfficeDirector], list[0].ID, "https://own.example/1", "https://gazette.example/1"))
		if err := b.desk.ExplainPolicy(ctx, b.who[regime.Editor], store.Explanation{PolicyID: list[0].ID, Form: "poem", Title: "一首诗", URL: "https://own.example/2"}); fault.CodeOf(err) != "policy.form" {
			t.Errorf("a form that is none: %v", err)
		}
		b.must(b.desk.ExplainPolicy(ctx, b.who[regime.Editor], store.Explanation{PolicyID: list[0].ID, Form: "chart", Title: "一图读懂", URL: "https://own.example/2"}))
		if list, err = b.store.Policies(ctx, 10); err != nil || len(list[0].Explained) != 1 || list[0].URL == "" {
			t.Errorf("%+v %v", list, err)
		}
		b.outlets()
		s := b.approvedWith(b.answering(regime.General), "webhook")
		if err := b.desk.SayMet(ctx, b.who[regime.Inspector], s, "yes", ""); fault.CodeOf(err) != "met.state" && fault.CodeOf(err) != "matter.unknown" {
			t.Errorf("what is not public was judged: %v", err)
		}
		b.release()
		b.must(b.send())
		id := b.lines(s)["webhook"].ID
		if err := b.desk.RecordReach(ctx, b.who[regime.Liaison], id, 1200, 2, ""); fault.CodeOf(err) != "reach.note" {
			t.Errorf("figures without a source: %v", err)
		}
		b.must(b.desk.RecordReach(ctx, b.who[regime.Liaison], id, 1200, 2, "网站后台统计"))
		b.must(b.desk.SayMet(ctx, b.who[regime.Reviewer], s, "partly", "没有说明何时恢复"))
		m, err := b.store.Matter(ctx, s)
		b.must(err)
		reach, err := b.store.Reaches(ctx, m.ID)
		b.must(err)
		met, err := b.store.Met(ctx, m.ID)
		b.must(err)
		if len(reach) != 1 || reach[0].Views != 1200 || met.Met != "partly" {
			t.Errorf("%+v %+v", reach, met)
		}
	})
}
