package app

import (
	"context"
	"fmt"
	"time"

	"yingda/internal/activity"
	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// foundDesk writes what the sample's accounts posted, and the records of its
// editorial desk: columns, a source that may be reprinted, a commission, a
// contractor, services that the accounts link to.
func (p *player) foundDesk(tx *store.Tx) error {
	root, by := p.units[p.sample.Agency.Root], p.people["xielanting"]
	accounts, err := tx.AccountsOf(root)
	if err != nil {
		return err
	}
	today := activity.DayOf(p.epoch)
	for _, a := range accounts {
		every := map[regime.AccountKind]int{regime.SubscriptionAccount: 3, regime.ServiceAccount: 9, regime.MicroblogAccount: 1, regime.VideoAccount: 16}[a.Kind]
		if every == 0 {
			continue
		}
		var posts []store.AccountPost
		for ago := 2; ago < 150; ago += every {
			at := (today - activity.Day(ago)).Start().Add(9*time.Hour + time.Duration(ago%7)*17*time.Minute)
			if at.Weekday() == time.Sunday {
				continue
			}
			posts = append(posts, store.AccountPost{AccountID: a.ID, Title: fmt.Sprintf("信访服务提示第 %d 期", 150-ago), Address: fmt.Sprintf("%s/%d", a.Address, 150-ago), Origin: "import", At: at.UnixMilli(), ByID: by})
		}
		if _, err := tx.AddAccountPosts(posts); err != nil {
			return err
		}
	}
	var columns []store.Column
	for _, c := range []store.Column{
		{UnitID: p.units["reception"], Title: "接访问答", About: "第一次来访的人最常问的事", Every: 14},
		{UnitID: p.units["online"], Title: "网上信访怎么用", About: "一步一图", Every: 30},
	} {
		c.AgencyID, c.Active, c.CreatedBy = root, true, by
		if err := tx.PutColumn(&c); err != nil {
			return err
		}
		columns = append(columns, c)
	}
	if err := tx.PutReprintSource(&store.ReprintSource{AgencyID: root, Name: "澄江省信访局网站", Host: "xf.chengjiang.example", Basis: "上级机关网站", Active: true, CreatedBy: by}); err != nil {
		return err
	}
	for _, c := range []store.Commission{
		{UnitID: p.units["reception"], ColumnID: columns[0].ID, Title: "带齐哪些材料不用再跑一趟", Brief: "写给第一次来访的人，列出三类常见事项各要带什么", Planned: today + 4, DueAt: (today + 2).Start().Add(17 * time.Hour).UnixMilli()},
		{UnitID: p.units["online"], ColumnID: columns[1].ID, Title: "手机上怎么查办理进度", Brief: "用截图分三步讲，截图里不能有个人信息", Planned: today + 9, DueAt: (today + 6).Start().Add(17 * time.Hour).UnixMilli()},
	} {
		c.AgencyID, c.State, c.CreatedBy = root, "open", by
		if err := tx.PutCommission(&c); err != nil {
			return err
		}
	}
	hired := store.Contractor{AgencyID: root, UnitID: p.units["information"], Name: "澄江云帆信息技术公司（虚构）", Contract: "LC-YW-2026-03", Scope: "账号排版、作图和日常更新；不含审核和发布", From: today - 120, To: today + 245, CreatedBy: p.keeper()}
	if err := tx.PutContractor(&hired); err != nil {
		return err
	}
	if err := tx.AddContractorPerson(hired.ID, p.people["peixiaoman"], p.keeper()); err != nil {
		return err
	}
	if err := tx.AddContractorCheck(store.ContractorCheck{ContractorID: hired.ID, Kind: "check", ByID: p.keeper(), Says: "抽查十篇排版稿，两张图片没有授权记录", DueAt: (today + 5).End().UnixMilli()}); err != nil {
		return err
	}
	for _, x := range []store.Service{
		{Kind: "menu", Title: "接访预约", URL: "https://xf.lincheng.example/book", State: "live", ClearedBy: p.people["nirongbai"], ClearedAt: tx.Ms(), ClearedNote: "已检查漏洞、权限和接口，合格", LiveAt: tx.Ms(), NextAt: store.Never},
		{Kind: "mini_program", Title: "办理进度查询", URL: "https://xf.lincheng.example/progress", State: "waiting"},
	} {
		x.AccountID, x.AgencyID, x.UnitID, x.CreatedBy = accounts[0].ID, root, p.units["online"], p.people["qinzhaoyi"]
		if err := tx.PutService(&x); err != nil {
			return err
		}
	}
	return nil
}

// writeArticle lets the editor of the sample write an article and send it for
// review.
func (p *player) writeArticle(ctx context.Context) error {
	editor, err := p.auth.Actor(ctx, p.people["qinzhaoyi"])
	if err != nil {
		return err
	}
	list, err := p.store.FindAccounts(ctx, "lincheng-xf")
	if err != nil || len(list) == 0 {
		return err
	}
	number, err := p.desk.BeginArticle(ctx, editor, desk.ArticleEdit{Title: "接访大厅早上几点放号", UnitID: p.units["office"], Origin: "original", Rights: "无", Planned: activity.DayOf(p.store.Now()) + 1, Accounts: []string{list[0].ID}})
	if err != nil {
		return err
	}
	text := map[string]any{"title": "接访大厅早上几点放号", "text": "接访大厅工作日上午 8:30 放号，下午 14:00 再放一次。老年人和行动不便的人可以走绿色通道。\n\n依据：《信访工作条例》。咨询电话：12345。\n\n临澄市信访局"}
	if err := p.doFiling(ctx, editor, number, "save", text); err != nil {
		return err
	}
	return p.doFiling(ctx, editor, number, "submit", nil)
}
