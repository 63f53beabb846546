package desk_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"yingda/internal/activity"
	"yingda/internal/channel"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit"
)

// page is an account's own page: it keeps what stands there, by key.
type page map[string]channel.Message

func (p page) Publish(_ context.Context, m channel.Message) (channel.Receipt, error) {
	if _, twice := p[m.Key]; twice {
		return channel.Receipt{}, channel.Refused(errors.New("twice"))
	}
	p[m.Key] = m
	return channel.Receipt{Found: true, Address: "https://mp.example/s/" + m.Number}, nil
}

func (p page) Correct(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	return p.Publish(ctx, m)
}

func (p page) Withdraw(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	return p.Publish(ctx, m)
}

func (p page) ReadOwn(context.Context, channel.Message) (channel.Receipt, error) {
	return channel.Receipt{}, channel.ErrUnreadable
}

func (b *bureau) sendAll() {
	b.t.Helper()
	ids, err := b.store.QueuedJobs(context.Background(), "send")
	b.must(err)
	for _, id := range ids {
		b.must(b.desk.Send(context.Background(), id))
	}
}

func (b *bureau) signArticle(number string) {
	b.t.Helper()
	m, err := b.store.Matter(context.Background(), number)
	b.must(err)
	reg, err := b.desk.Regime(context.Background(), m.RegimeID)
	b.must(err)
	for _, g := range matter.ChainOf(reg, m).Gates {
		b.act(regime.Reviewer, number, "sign", testkit.Ticked(string(g.Gate), len(g.Checks)))
	}
}

// An article goes from a commission over the four gates and the chief editor to
// the accounts: by machine where one is connected, by hand elsewhere.
func TestArticle(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.newMedia()
		wechat, weibo := b.postingAccount("某市信访", regime.WeChat, regime.SubscriptionAccount), b.postingAccount("某市信访微博", regime.Weibo, regime.MicroblogAccount)
		stands := page{}
		b.desk.Sending.Outlet = func(store.Outlet) (channel.Outlet, error) { return stands, nil }
		b.must(b.store.Write(ctx, func(tx *store.Tx) error { // the WeChat account is connected
			return tx.AddOutlet(store.Outlet{ID: store.NewID(tx.Now), AgencyID: wechat.AgencyID, Channel: "official_account", Name: wechat.Name, Address: wechat.ID, CreatedBy: "x"})
		}))
		editor, office := b.who[regime.Editor], b.units["office"]
		b.must(b.desk.SaveColumn(ctx, editor, store.Column{UnitID: b.units["visits"].ID, Title: "政策问答", Every: 14}))
		columns, err := b.store.Columns(ctx, office.AgencyID)
		b.must(err)
		today := activity.DayOf(b.clock.Now())
		commission, err := b.desk.AddCommission(ctx, editor, desk.CommissionEdit{UnitID: b.units["visits"].ID, ColumnID: columns[0].ID, Title: "网上怎样预约接访", Brief: "写给第一次来访的人，讲清三步", Planned: today + 3, Due: b.clock.Now().Add(48 * time.Hour)})
		b.must(err)
		if b.told(regime.Drafter, "约稿") != 1 {
			t.Error("the unit was not told")
		}

		number, err := b.desk.BeginArticle(ctx, b.who[regime.Drafter], desk.ArticleEdit{Commission: commission})
		b.must(err)
		if _, err := b.desk.BeginArticle(ctx, b.who[regime.Drafter], desk.ArticleEdit{Commission: commission}); fault.CodeOf(err) != "commission.ended" {
			t.Errorf("a commission is taken once: %v", err)
		}
		if _, err := b.desk.BeginArticle(ctx, b.who[regime.Inspector], desk.ArticleEdit{Title: "别人的稿", UnitID: office.ID}); fault.CodeOf(err) != "register.role" {
			t.Errorf("an inspector writes: %v", err)
		}
		b.act(regime.Drafter, number, "save", map[string]any{"title": "网上怎样预约接访", "text": "第一步，打开预约页面。咨询电话：6801。某市信访局 2026年3月16日"})
		b.refused("needs.article_ready", regime.Drafter, number, "submit", nil)

		// A reprint comes from the list only, says where from, and holds no advertising.
		edit := desk.ArticleEdit{Origin: "reprint", SourceURL: "https://news.example.com/1", Credit: "张三", Rights: "无", Accounts: []string{wechat.ID, weibo.ID}, Planned: today + 3}
		b.must(b.desk.EditArticle(ctx, editor, number, edit))
		b.refused("needs.article_ready", regime.Drafter, number, "submit", nil)
		b.must(b.desk.SaveReprintSource(ctx, b.who[regime.ChiefEditor], office.AgencyID, store.ReprintSource{Name: "某省信访局网站", Host: "https://example.com/", Basis: "上级机关网站"}))
		if err := b.desk.SaveReprintSource(ctx, editor, office.AgencyID, store.ReprintSource{Name: "自媒体", Host: "a.example", Basis: "随便转载"}); fault.CodeOf(err) != "register.role" {
			t.Errorf("an editor lists sources: %v", err)
		}
		sources, err := b.store.ReprintSources(ctx, office.AgencyID)
		b.must(err)
		edit.SourceID = sources[0].ID
		b.must(b.desk.EditArticle(ctx, editor, number, edit))
		b.refused("needs.article_ready", regime.Drafter, number, "submit", nil) // not attributed
		b.act(regime.Drafter, number, "save", map[string]any{"title": "网上怎样预约接访", "text": "来源：某省信访局网站。第一步，打开预约页面，限时特价，立即购买。某市信访局 2026年3月16日"})
		b.refused("needs.article_ready", regime.Drafter, number, "submit", nil) // advertising
		b.act(regime.Drafter, number, "save", map[string]any{"title": "网上怎样预约接访", "text": "来源：某省信访局网站。第一步，打开预约页面，按提示限时办结。某市信访局 2026年3月16日"})
		b.act(regime.Drafter, number, "submit", nil)
		if err := b.desk.EditArticle(ctx, editor, number, edit); fault.CodeOf(err) != "article.state" {
			t.Errorf("the source is changed under review: %v", err)
		}

		// Nobody skips a gate, and the chief editor approves for an hour to come.
		b.refused("action.state", regime.ChiefEditor, number, "approve", nil)
		b.refused("needs.gate_in_turn", regime.Reviewer, number, "sign", testkit.Ticked("text", 3))
		b.signArticle(number)
		b.refused("act.role", regime.Reviewer, number, "approve", nil)
	})
}

// What was approved goes out at its hour, once to each account, and stands in the
// posting record; a contractor writes only under its contract and signs nothing.
func TestArticleGoesOut(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.newMedia()
		wechat, weibo := b.postingAccount("某市信访", regime.WeChat, regime.SubscriptionAccount), b.postingAccount("某市信访微博", regime.Weibo, regime.MicroblogAccount)
		stands := page{}
		b.desk.Sending.Outlet = func(store.Outlet) (channel.Outlet, error) { return stands, nil }
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			return tx.AddOutlet(store.Outlet{ID: store.NewID(tx.Now), AgencyID: wechat.AgencyID, Channel: "official_account", Name: wechat.Name, Address: wechat.ID, CreatedBy: "x"})
		}))
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			weibo.Address = "https://weibo.example/office"
			return tx.SaveAccount(weibo)
		}))
		office, today := b.units["office"], activity.DayOf(b.clock.Now())
		hired := b.who[regime.Contractor]
		edit := desk.ArticleEdit{Title: "三步预约接访", UnitID: office.ID, Rights: "无", Accounts: []string{wechat.ID, weibo.ID}, Planned: today, Joint: true}
		if _, err := b.desk.BeginArticle(ctx, hired, edit); fault.CodeOf(err) != "contractor.none" {
			t.Errorf("a contractor without a contract writes: %v", err)
		}
		director := b.who[regime.OfficeDirector]
		b.must(b.desk.SaveContractor(ctx, director, store.Contractor{UnitID: office.ID, Name: "某传媒公司", Contract: "HT-2026-08", Scope: "排版、作图和日常更新", From: today - 30, To: today + 300}))
		files, err := b.store.Contractors(ctx, office.AgencyID)
		b.must(err)
		if err := b.desk.AddContractorPerson(ctx, director, files[0].ID, "reviewer"); fault.CodeOf(err) != "contractor.person" {
			t.Errorf("a reviewer is made a contractor's: %v", err)
		}
		b.must(b.desk.AddContractorPerson(ctx, director, files[0].ID, "contractor"))
		number, err := b.desk.BeginArticle(ctx, hired, edit)
		b.must(err)
		b.act(regime.Contractor, number, "save", map[string]any{"title": "三步预约接访", "text": "第一步，打开预约页面。咨询电话：6801。某市信访局 2026年3月16日"})
		b.act(regime.Contractor, number, "submit", nil)
		b.refused("act.role", regime.Contractor, number, "sign", testkit.Ticked("policy", 3))
		b.signArticle(number)
		b.refused("act.role", regime.Contractor, number, "approve", nil)
		b.act(regime.ChiefEditor, number, "approve", map[string]any{"release_at": "2026-03-16T18:00"})
		jobs, err := b.store.QueuedJobs(ctx, "release")
		b.must(err)
		if err := b.desk.Release(ctx, jobs[0]); fault.CodeOf(err) != "release.early" {
			t.Errorf("it goes out before its hour: %v", err)
		}
		b.clock.Set(time.Date(2026, 3, 16, 18, 0, 1, 0, time.FixedZone("CST", 8*3600)))
		b.must(b.desk.Release(ctx, jobs[0]))
		b.sendAll()
		b.sendAll()
		if len(stands) != 1 || b.state(number) != matter.Released {
			t.Fatalf("%d texts stand on the account, the article is %s", len(stands), b.state(number))
		}
		for articles, want := range map[bool]int{true: 1, false: 0} {
			if list, err := b.store.PublicSort(ctx, articles, 0, 10); err != nil || len(list) != want {
				t.Errorf("on the public site, articles %t: %d, %v", articles, len(list), err)
			}
		}
		var owed string
		lines, err := b.store.OpenReleases(ctx, 10)
		b.must(err)
		for _, l := range lines {
			if l.Channel == "official_account" && l.State == "owed" {
				owed = l.ID
			}
		}
		if err := b.desk.RecordRelease(ctx, hired, owed, "https://weibo.example/1", 0); fault.CodeOf(err) != "register.role" {
			t.Errorf("a contractor releases by hand: %v", err)
		}
		// A joint release stands in the registry: each account once, on its own page.
		b.fails("joint.page", b.desk.RecordRelease(ctx, b.who[regime.Editor], owed, "https://forum.example/thread/1", 0))
		b.must(b.desk.RecordRelease(ctx, b.who[regime.Editor], owed, "https://weibo.example/1", 0))
		joint, err := b.store.JointReleases(ctx, 5)
		b.must(err)
		if len(joint) != 1 || joint[0].Statement != number || !strings.HasSuffix(joint[0].Source, "/statements/"+number) || len(joint[0].Declared) != 2 {
			t.Errorf("the registry of joint releases: %+v", joint)
		}
		for account, origin := range map[string]string{wechat.ID: "platform", weibo.ID: "typed"} {
			posts, err := b.store.AccountPosts(ctx, account, store.Never, "", 5)
			b.must(err)
			if len(posts) != 1 || posts[0].Origin != origin || posts[0].Statement != number {
				t.Errorf("the record of the account: %+v", posts)
			}
		}
		shares, err := b.store.OriginCounts(ctx, office.AgencyID, 0, store.Never)
		b.must(err)
		if shares["original"] != 1 {
			t.Errorf("shares: %v", shares)
		}

		// A finding is mended; an ended contract ends the writing.
		b.must(b.desk.AddContractorCheck(ctx, director, files[0].ID, store.ContractorCheck{Kind: "check", Says: "图片没有授权书", DueAt: b.clock.Now().Add(72 * time.Hour).UnixMilli()}))
		checks, err := b.store.ContractorChecks(ctx, files[0].ID, 5)
		b.must(err)
		b.must(b.desk.MendContractorCheck(ctx, director, files[0].ID, checks[0].ID, "已补授权书，编辑核对"))
		if err := b.desk.MendContractorCheck(ctx, director, files[0].ID, checks[0].ID, "又一次"); fault.CodeOf(err) != "contractor.mended" {
			t.Errorf("mended twice: %v", err)
		}
		second, err := b.desk.BeginArticle(ctx, hired, edit)
		b.must(err)
		b.must(b.desk.EndContract(ctx, director, files[0].ID, "合同提前终止"))
		b.act(regime.Contractor, second, "save", map[string]any{"title": "三步预约接访", "text": "第一步"})
		b.refused("needs.under_contract", regime.Contractor, second, "submit", nil)
	})
}
