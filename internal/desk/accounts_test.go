package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yingda/internal/blob"
	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// levelled puts the agency at a level, under preset N.
func (b *bureau) levelled(level regime.Level) {
	b.t.Helper()
	b.governed("tax-newmedia")
	b.desk.Files = blob.Folder{Path: b.t.TempDir()}
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		return tx.SetAgencyLevel(b.agency(), level, "system")
	}))
}

// moment is an instant as a form names it.
func (b *bureau) moment(from time.Duration) string {
	return b.clock.Now().Add(from).In(deadline.Zone).Format("2006-01-02T15:04")
}

func (b *bureau) idOf(role regime.Role) string { return b.who[role].ID }

func (b *bureau) openingForm() store.FilingFields {
	return store.FilingFields{Purpose: "发布办事指南", Columns: "办事指南，每周两次", Review: "办公室写，主任审，保管人发", Security: "专用设备，双人保管", InCharge: b.idOf(regime.Deputy), Keeper: b.idOf(regime.Keeper)}
}

func (b *bureau) fileOpening(in desk.AccountOpening) (string, error) {
	if in.Name == "" {
		in.Name = "某市信访局"
	}
	if in.Holder == "" {
		in.Holder = "agency"
	}
	if in.Kind == "" {
		in.Kind = regime.SubscriptionAccount
	}
	if in.Platform == "" {
		in.Platform = regime.WeChat
	}
	if in.Form == (store.FilingFields{}) {
		in.Form = b.openingForm()
	}
	return b.desk.OpenAccount(context.Background(), b.who[regime.Keeper], in)
}

// openAccount takes an account through the whole filing of a city-level agency.
func (b *bureau) openAccount(in desk.AccountOpening) store.Account {
	b.t.Helper()
	ctx := context.Background()
	number, err := b.fileOpening(in)
	b.must(err)
	b.act(regime.Keeper, number, "submit_filing", nil)
	b.act(regime.OfficeDirector, number, "record_level", map[string]any{"reference": "省局办函〔2026〕1号", "note": "收悉"})
	b.act(regime.Keeper, number, "register_account", map[string]any{"handle": "bureau-" + number, "address": "https://mp.example/" + number, "at": b.moment(0)})
	if got := b.state(number); got != matter.Filed {
		b.t.Fatalf("the opening ended in %s", got)
	}
	list, err := b.desk.Filings(ctx, b.who[regime.Keeper], "", true, "", 1)
	b.must(err)
	a, err := b.desk.Account(ctx, b.who[regime.Keeper], list[0].AccountID)
	b.must(err)
	return a
}

func TestWhoOpensAnAccountAndHow(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		if _, err := b.fileOpening(desk.AccountOpening{}); err == nil {
			t.Fatal("an account was opened under a regime without rules for accounts")
		}
		b.governed("tax-newmedia")
		_, err := b.fileOpening(desk.AccountOpening{})
		b.fails("account.rule", err) // no level is registered
		b.fails("register.role", b.desk.SetLevel(ctx, b.who[regime.Keeper], b.agency(), regime.City))
		b.must(b.desk.SetLevel(ctx, b.who[regime.OfficeDirector], b.agency(), regime.City))
		for _, c := range []struct {
			says, code string
			in         desk.AccountOpening
		}{
			{"a private account is nobody's business", "account.private", desk.AccountOpening{Holder: "private"}},
			{"a platform that is not approved", "account.rule", desk.AccountOpening{Platform: regime.Zhihu}},
			{"a platform that is none", "account.platform", desk.AccountOpening{Platform: "forum"}},
			{"an inner section opens none", "account.rule", desk.AccountOpening{Unit: b.units["visits"].ID}},
			{"staff accounts have a kind of their own", "account.kind", desk.AccountOpening{Holder: "staff"}},
			{"a name of one character", "account.name", desk.AccountOpening{Name: "局"}},
		} {
			if _, err := b.fileOpening(c.in); fault.CodeOf(err) != c.code {
				t.Errorf("%s: %v", c.says, err)
			}
		}
		if _, err := b.desk.OpenAccount(ctx, b.who[regime.Handler], desk.AccountOpening{}); fault.CodeOf(err) != "register.role" {
			t.Errorf("a handler began a filing: %v", err)
		}
		a := b.openAccount(desk.AccountOpening{})
		if a.State != "open" || a.Organiser != "某市信访局" || a.Number != "ZH-0001" {
			t.Errorf("the registry: %+v", a)
		}
		_, err = b.fileOpening(desk.AccountOpening{Platform: regime.WeChat})
		b.fails("account.rule", err) // one a platform
		if _, err = b.fileOpening(desk.AccountOpening{Platform: regime.WeChat, Kind: regime.ServiceAccount}); err != nil {
			t.Errorf("a service account beside the subscription account: %v", err)
		}
		for _, level := range []regime.Level{regime.Attached, regime.Dispatched} {
			b.levelled(level)
			_, err := b.fileOpening(desk.AccountOpening{Platform: regime.Weibo, Kind: regime.MicroblogAccount})
			b.fails("account.rule", err)
		}
	})
}

func TestACountyFilesLevelByLevel(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.levelled(regime.County)
		number, err := b.fileOpening(desk.AccountOpening{Form: store.FilingFields{Purpose: "发布办事指南"}})
		b.must(err)
		b.refused("needs.form_full", regime.Keeper, number, "submit_filing", nil)
		b.act(regime.Keeper, number, "withdraw_filing", map[string]any{"reason": "负责人还没有定"})
		number, err = b.fileOpening(desk.AccountOpening{})
		b.must(err)
		b.act(regime.Keeper, number, "submit_filing", nil)
		m, err := b.store.Matter(ctx, number)
		b.must(err)
		steps, err := b.store.Steps(ctx, m.ID)
		b.must(err)
		if len(steps) != 2 || steps[0].Level != regime.City || steps[1].Level != regime.Province {
			t.Fatalf("a county's form goes by the city to the province: %+v", steps)
		}
		paper := map[string]any{"reference": "市局函〔2026〕3号", "note": "同意"}
		b.refused("needs.not_applicant", regime.Keeper, number, "record_level", paper)
		b.act(regime.ChiefEditor, number, "record_level", paper)
		if got := b.state(number); got != matter.FilingLevels {
			t.Fatalf("after the city it is %s", got)
		}
		b.act(regime.ChiefEditor, number, "record_level", paper)
		past := map[string]any{"handle": "gh_1", "address": "https://mp.example/1", "at": b.moment(-48 * time.Hour)}
		b.refused("filing.before", regime.Keeper, number, "register_account", past)
		past["at"] = b.moment(time.Hour)
		b.refused("input.future", regime.Keeper, number, "register_account", past)
		past["at"] = b.moment(0)
		b.act(regime.Keeper, number, "register_account", past)
		// Staff in office go the same way, and are refused by paper too.
		staff, err := b.fileOpening(desk.AccountOpening{Platform: regime.Weibo, Holder: "staff", Kind: regime.OfficialPerson, Name: "接访员小李"})
		b.must(err)
		b.act(regime.Keeper, staff, "submit_filing", nil)
		b.act(regime.ChiefEditor, staff, "record_refusal", map[string]any{"reference": "市局函〔2026〕4号", "reason": "由主账号发布"})
		list, err := b.store.Accounts(ctx, store.AccountFilter{State: "refused"}, 10)
		b.must(err)
		if len(list) != 2 {
			t.Errorf("refused and withdrawn openings: %+v", list)
		}
	})
}

func TestAChangeIsAgreedMadeAndFiled(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.levelled(regime.City)
		a := b.openAccount(desk.AccountOpening{})
		_, err := b.desk.ChangeAccount(ctx, b.who[regime.Keeper], a.ID, store.FilingFields{Name: a.Name, Reason: "x"})
		b.fails("filing.nothing", err)
		number, err := b.desk.ChangeAccount(ctx, b.who[regime.Keeper], a.ID, store.FilingFields{Name: "某市信访", Body: "某市信访中心", InCharge: b.idOf(regime.Head), Reason: "机构改革"})
		b.must(err)
		_, err = b.desk.CloseAccount(ctx, b.who[regime.Keeper], a.ID, "closing", "不再使用")
		b.fails("filing.open", err)
		b.act(regime.Keeper, number, "submit_filing", nil)
		token := b.who[regime.Deputy]
		token.Token = true
		m, err := b.store.Matter(ctx, number)
		b.must(err)
		_, err = b.desk.Act(ctx, token, desk.Input{Matter: number, Version: m.Version, Action: "agree_filing"})
		b.fails("act.token", err)
		if now, _ := b.desk.Account(ctx, b.who[regime.Keeper], a.ID); now.Name != a.Name {
			t.Fatal("the profile changed before anybody agreed")
		}
		b.act(regime.Deputy, number, "agree_filing", nil)
		made := b.moment(0) // Monday 16 March, 10:00
		b.clock.Advance(5 * time.Hour)
		b.act(regime.Keeper, number, "make_change", map[string]any{"at": made})
		now, err := b.desk.Account(ctx, b.who[regime.Keeper], a.ID)
		b.must(err)
		if now.Name != "某市信访" || now.Organiser != "某市信访中心" {
			t.Errorf("the registry: %+v", now)
		}
		k := b.clocks(number)["account-change"]
		if due := time.UnixMilli(k.DueAt).In(deadline.Zone); k.State != "running" || due.Format("01-02 15:04:05") != "03-19 23:59:59" {
			t.Errorf("three working days from Monday: %s %s", k.State, due)
		}
		b.act(regime.Keeper, number, "file_change", map[string]any{"reference": "收文 12 号"})
		if got := b.state(number); got != matter.FilingAnnounce || b.clocks(number)["account-change"].State != "met" {
			t.Fatalf("a new organiser is announced: %s", got)
		}
		b.act(regime.Head, number, "announce_account", map[string]any{"text": "自 3 月 16 日起，本账号由某市信访中心主办。"})
		notices, err := b.store.AccountNotices(ctx, a.ID, 10)
		b.must(err)
		lines, err := b.store.LedgerOf(ctx, a.Number)
		b.must(err)
		if len(notices) != 3 || notices[0].Kind != "organiser" || len(lines) != 3 {
			t.Errorf("notices %+v, ledger %d", notices, len(lines))
		}
		people, err := b.store.AccountPeople(ctx, a.ID)
		b.must(err)
		if len(people) != 3 || people[len(people)-1].Until == 0 {
			t.Errorf("the former person in charge is kept with an end: %+v", people)
		}
		// Late: nobody files for a week.
		late, err := b.desk.ChangeAccount(ctx, b.who[regime.Keeper], a.ID, store.FilingFields{Name: "某市信访局", Reason: "改回"})
		b.must(err)
		b.act(regime.Keeper, late, "submit_filing", nil)
		b.act(regime.Deputy, late, "agree_filing", nil)
		b.act(regime.Keeper, late, "make_change", map[string]any{"at": b.moment(0)})
		b.clock.Advance(7 * 24 * time.Hour)
		b.ring()
		b.act(regime.Keeper, late, "file_change", map[string]any{"reference": "收文 13 号"})
		if k := b.clocks(late)["account-change"]; k.State != "late" || b.state(late) != matter.Filed {
			t.Errorf("filed after a week: %s", k.State)
		}
		end, err := b.desk.CloseAccount(ctx, b.who[regime.Keeper], a.ID, "cancelling", "与服务号重复")
		b.must(err)
		b.act(regime.Keeper, end, "submit_filing", nil)
		b.act(regime.OfficeDirector, end, "record_level", map[string]any{"reference": "省局函 2 号", "note": "同意"})
		b.act(regime.Keeper, end, "end_account", map[string]any{"at": b.moment(0), "text": "本账号停用，请关注服务号。"})
		found, err := b.store.FindAccounts(ctx, "＠BUREAU-"+strings.ToLower(a.Handle[7:]))
		b.must(err)
		if len(found) != 1 || found[0].State != "closed" {
			t.Errorf("a closed account stays known: %+v", found)
		}
	})
}

func TestAListOfAccountsComesIn(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.levelled(regime.City)
		row := func(cells ...string) []string { return cells }
		rows := [][]string{
			desk.AccountHeader,
			row("某市信访局", "微信公众平台", "订阅号", "某市信访局", "gh_1", "https://mp.example/1", "统一标识", "某市信访局", "是", "是", "deputy", "keeper", "2020-05-01"),
			row("某市信访局", "微博", "微博账号", "信访局在线", "weibo1", "https://weibo.example/1", "", "某传媒公司", "否", "是", "张三", "", ""),
			row("某市信访局", "论坛大全", "其他机构账号", "某市信访局", "", "", "统一标识", "", "是", "", "deputy", "keeper", ""),
			row("某市信访局", "微博", "个人账号", "小李的微博", "", "", "", "", "", "", "", "", ""),
			row("某县信访局", "微博", "微博账号", "某县信访局", "", "x", "", "", "", "", "", "", "昨天"),
		}
		plan, err := b.desk.ImportAccounts(ctx, b.who[regime.Keeper], rows, false)
		b.must(err)
		if plan.Added != 3 || plan.Left != 2 || plan.Bent != 2 {
			t.Fatalf("the preview: %+v", plan)
		}
		if list, err := b.desk.Accounts(ctx, b.who[regime.Keeper], store.AccountFilter{}, 10); err != nil || len(list) != 0 {
			t.Fatalf("a preview stored %v %v", list, err)
		}
		plan, err = b.desk.ImportAccounts(ctx, b.who[regime.Keeper], rows, true)
		b.must(err)
		said := func(line int) (out []string) {
			for _, d := range plan.Lines[line].Breaks {
				out = append(out, d.Column)
			}
			return out
		}
		for line, want := range map[int]string{0: "", 1: "主账号 负责人 名称 标识 认证 主体 负责人 保管人", 2: "开设", 3: "类别", 4: "单位 主页 开通日期"} {
			if got := strings.Join(said(line), " "); got != want {
				t.Errorf("row %d breaks %q, want %q", line+2, got, want)
			}
		}
		again, err := b.desk.ImportAccounts(ctx, b.who[regime.Keeper], rows, true)
		b.must(err)
		if again.Added != 0 || again.Known != 3 {
			t.Errorf("the second time: %+v", again)
		}
		out, err := b.desk.AccountSheet(ctx, b.who[regime.Keeper])
		b.must(err)
		back, err := b.desk.ImportAccounts(ctx, b.who[regime.Keeper], append([][]string{desk.AccountHeader}, out...), true)
		b.must(err)
		if back.Known != 3 || back.Left != 0 {
			t.Errorf("what was exported comes back: %+v", back)
		}
		book, err := b.desk.AccountBook(ctx, b.who[regime.Keeper], "", 100)
		b.must(err)
		if len(book.Reports) != 3 || len(book.Overlaps) != 0 || book.Next != "" {
			t.Errorf("the book: %d accounts, %d overlaps, then %q", len(book.Reports), len(book.Overlaps), book.Next)
		}
		double := append([][]string{desk.AccountHeader}, row("某市信访局", "微博", "微博账号", "信访微博二", "weibo2", "https://weibo.example/2", "统一标识", "某市信访局", "是", "", "deputy", "keeper", ""))
		_, err = b.desk.ImportAccounts(ctx, b.who[regime.Keeper], double, true)
		b.must(err)
		book, err = b.desk.AccountBook(ctx, b.who[regime.Keeper], "", 100)
		b.must(err)
		over := book.Overlaps
		if len(over) != 1 || over[0].Keep.Handle != "weibo1" || len(over[0].Others) != 1 {
			t.Errorf("overlapping accounts: %+v", over)
		}
		b.fails("account.main", b.desk.MarkAccount(ctx, b.who[regime.Keeper], over[0].Keep.ID, desk.AccountMarks{Emblem: "standard", Main: true}))
	})
}

func TestImpersonationIsReportedByTwo(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.levelled(regime.City)
		own := b.openAccount(desk.AccountOpening{})
		p, err := b.desk.AddPublisher(ctx, b.who[regime.Liaison], store.Publisher{Kind: "platform", Name: "某某平台有限公司", Licence: "91110000000000000X", Contact: "report@platform.example"})
		b.must(err)
		_, err = b.desk.DraftRequest(ctx, b.who[regime.Liaison], desk.RequestDraft{Ground: "impersonation", Publisher: p.ID, PageURL: "https://x.example/"})
		b.fails("request.facts", err)
		draft := desk.ImpersonationDraft{Publisher: p.ID, Sort: "passing_off", Platform: regime.WeChat, Name: "某市信访局服务", Handle: "gh_fake", Address: "https://mp.example/fake", Facts: map[string]string{"our_name": "账号名称", "claims_certified": "简介写「官方认证」"}, Imitates: own.Number}
		for _, c := range []struct {
			says, code string
			change     func(in *desk.ImpersonationDraft)
		}{
			{"parody", "impersonation.sort", func(in *desk.ImpersonationDraft) { in.Sort = "parody" }},
			{"criticism", "impersonation.sort", func(in *desk.ImpersonationDraft) { in.Sort = "criticism" }},
			{"staff's own account", "impersonation.sort", func(in *desk.ImpersonationDraft) { in.Sort = "staff" }},
			{"no fact", "impersonation.facts", func(in *desk.ImpersonationDraft) { in.Facts = nil }},
			{"a fact that is not on the list", "impersonation.facts", func(in *desk.ImpersonationDraft) { in.Facts = map[string]string{"tone": "语气不好"} }},
			{"our own account", "impersonation.own", func(in *desk.ImpersonationDraft) { in.Address = own.Address }},
		} {
			in := draft
			c.change(&in)
			if _, err := b.desk.ReportImpersonation(ctx, b.who[regime.Liaison], in); fault.CodeOf(err) != c.code {
				t.Errorf("%s: %v", c.says, err)
			}
		}
		q, err := b.desk.ReportImpersonation(ctx, b.who[regime.Liaison], draft)
		b.must(err)
		b.fails("request.evidence", b.desk.SignRequest(ctx, b.who[regime.Head], q.Number))
		b.must(b.desk.AddImpersonationFile(ctx, b.who[regime.Liaison], q.Number, "截图.png", strings.NewReader("png")))
		b.must(b.desk.SignRequest(ctx, b.who[regime.Head], q.Number))
		b.must(b.desk.SignRequest(ctx, b.who[regime.Deputy], q.Number))
		b.must(b.desk.TellDepartment(ctx, b.who[regime.Liaison], q.Number, "接访科", "内部通知"))
		b.fails("impersonation.department", b.desk.TellDepartment(ctx, b.who[regime.Liaison], q.Number, "网络监管部门", "发函"))
		if list, err := b.store.FindImpersonations(ctx, "GH_FAKE"); err != nil || len(list) != 0 {
			t.Errorf("a draft is public: %v %v", list, err)
		}
		b.must(b.desk.SendRequest(ctx, b.who[regime.Liaison], q.Number, "平台举报通道"))
		b.must(b.desk.AnswerRequest(ctx, b.who[regime.Liaison], q.Number, "granted", ""))
		b.must(b.desk.CloseRequest(ctx, b.who[regime.Liaison], q.Number))
		list, err := b.store.FindImpersonations(ctx, "GH_FAKE")
		b.must(err)
		if len(list) != 1 || len(list[0].Facts) != 2 || list[0].State != "closed" {
			t.Errorf("the public register: %+v", list)
		}
	})
}

func TestAccountsCarryAJointReleaseOnce(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.levelled(regime.City)
		one := b.openAccount(desk.AccountOpening{})
		two := b.openAccount(desk.AccountOpening{Platform: regime.Weibo, Kind: regime.MicroblogAccount})
		keeper := b.who[regime.Keeper]
		b.fails("account.follow", b.desk.Follow(ctx, keeper, one.ID, one.ID, true))
		b.must(b.desk.Follow(ctx, keeper, one.ID, two.ID, true))
		b.must(b.desk.Follow(ctx, keeper, one.ID, two.ID, true))
		follows, err := b.store.Follows(ctx)
		b.must(err)
		j, err := b.desk.DeclareJointRelease(ctx, keeper, store.JointRelease{Title: "办税便利化措施", Source: "https://gov.example/1"})
		b.must(err)
		b.fails("joint.page", b.desk.DeclareJointAddress(ctx, keeper, j.Number, one.ID, "https://forum.example/thread/1"))
		b.fails("joint.page", b.desk.DeclareJointAddress(ctx, keeper, j.Number, one.ID, "https://mp.example/2?comment=3"))
		b.must(b.desk.DeclareJointAddress(ctx, keeper, j.Number, one.ID, "https://mp.example/2"))
		b.fails("joint.once", b.desk.DeclareJointAddress(ctx, keeper, j.Number, one.ID, "https://mp.example/3"))
		list, err := b.store.JointReleases(ctx, 10)
		b.must(err)
		if len(follows) != 1 || len(list) != 1 || len(list[0].Declared) != 1 {
			t.Errorf("the matrix: %+v %+v", follows, list)
		}
	})
}
