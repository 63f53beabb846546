package app

import (
	"fmt"
	"time"

	"yingda/internal/activity"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// postTitles are what the sample's accounts wrote about, over and over.
var postTitles = []string{
	"本周接访安排", "来访前先看这三条", "网上提交的五个步骤", "查询码丢了怎么办", "什么叫复查、什么叫复核", "代写点搬到了一楼", "来信怎么写清楚一件事", "周六上午照常开放", "预约以后改时间怎么改", "无障碍通道这样走",
	"一问一答：受理和不予受理", "一问一答：多久有答复", "附件传不上去怎么办", "这些事项请找这些部门", "接访员的一天", "上月办理情况",
}

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
		every := map[regime.AccountKind]int{regime.SubscriptionAccount: 3, regime.ServiceAccount: 9, regime.MicroblogAccount: 1, regime.VideoAccount: 16, regime.OfficialPerson: 1}[a.Kind]
		if every == 0 {
			continue
		}
		var posts []store.AccountPost
		last := 2
		if a.Kind == regime.VideoAccount {
			last = 13 // its fortnight is nearly over: the forecast warns
		}
		for ago := last; ago < 150; ago += every {
			at := (today - activity.Day(ago)).Start().Add(9*time.Hour + time.Duration(ago%7)*17*time.Minute)
			if at.Weekday() == time.Sunday && every < 14 {
				continue
			}
			posts = append(posts, store.AccountPost{AccountID: a.ID, Title: postTitles[(ago*5+len(posts))%len(postTitles)], Address: fmt.Sprintf("%s/%d", a.Address, 150-ago), Origin: "import", At: at.UnixMilli(), ByID: by})
		}
		if _, err := tx.AddAccountPosts(posts); err != nil {
			return err
		}
	}
	var columns []store.Column
	for _, c := range []store.Column{
		{UnitID: p.units["reception"], EditorID: p.people["qinzhaoyi"], Title: "接访问答", About: "第一次来访的人最常问的事", Every: 14},
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
		{UnitID: p.units["online"], ColumnID: columns[1].ID, Title: "代家里老人提交，要不要委托书", Brief: "讲清三种情形各要什么，附一份委托书样式", Planned: today + 9, DueAt: (today + 6).Start().Add(17 * time.Hour).UnixMilli()},
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
