package app

import (
	"yingda/internal/regime"
	"yingda/internal/store"
)

// foundAccounts writes the official accounts of the sample: one of them bears a
// name that departs from the rule. Filings come after the history.
func (p *player) foundAccounts(tx *store.Tx) error {
	reg, err := regime.Preset("tax-newmedia")
	if err != nil {
		return err
	}
	root, by := p.units[p.sample.Agency.Root], p.people["fangxuzhi"]
	for unit, level := range map[string]regime.Level{"city": regime.City, "chengdong": regime.County, "wangdu": regime.County, "yunzhan": regime.County, "qingzhan": regime.Dispatched} {
		if err := tx.SetAgencyLevel(p.units[unit], level, by); err != nil {
			return err
		}
	}
	for _, agency := range []string{root, p.units["chengdong"]} {
		if _, err := tx.AdoptRegime(reg, agency, []regime.Kind{regime.AccountFiling}); err != nil {
			return err
		}
	}
	var ids []string
	opened := p.epoch.AddDate(-2, 0, 0).UnixMilli()
	for _, a := range []store.Account{
		{Platform: regime.WeChat, Kind: regime.SubscriptionAccount, Name: "临澄市信访局", Handle: "lincheng-xf", Address: "https://mp.example/lincheng-xf", Main: true, Purpose: "发布答复、办事指南和公告"},
		{Platform: regime.WeChat, Kind: regime.ServiceAccount, Name: "临澄市信访局", Handle: "lincheng-xf-fw", Address: "https://mp.example/lincheng-xf-fw", Purpose: "预约、查询、网上信访", Organiser: "临澄市信访服务中心"},
		{Platform: regime.Weibo, Kind: regime.MicroblogAccount, Name: "临澄信访在线", Handle: "linchengxf", Address: "https://weibo.example/linchengxf", Purpose: "发布答复和提醒"},
		{Platform: regime.Douyin, Kind: regime.VideoAccount, Name: "临澄市信访局", Handle: "lcxfvideo", Address: "https://douyin.example/lcxfvideo", Purpose: "办事流程短视频"},
		{Platform: regime.Weibo, Kind: regime.OfficialPerson, Name: "临澄接访员何遂远", Handle: "hesuiyuan-xf", Address: "https://weibo.example/hesuiyuan-xf", Purpose: "接访员解答常见问题"},
	} {
		if a.Organiser == "" {
			a.Organiser = "临澄市信访局"
		}
		a.AgencyID, a.UnitID, a.Certified, a.Emblem, a.State, a.Origin, a.OpenedAt, a.CreatedBy = root, p.units["office"], true, "standard", "open", "import", opened, by
		if err := tx.AddAccount(&a); err != nil {
			return err
		}
		if err := tx.SetAccountPerson(a.ID, "in_charge", p.people["luanwenzhou"], by); err != nil {
			return err
		}
		if err := tx.SetAccountPerson(a.ID, "keeper", by, by); err != nil {
			return err
		}
		ids = append(ids, a.ID)
	}
	if err := tx.SetFollow(ids[0], ids[1], by, true); err != nil {
		return err
	}
	j := store.JointRelease{AgencyID: root, Title: "信访事项办理规程问答", Source: "https://xf.lincheng.example/policy/12-faq.html"}
	if err := tx.AddJointRelease(&j, by); err != nil {
		return err
	}
	for i, address := range []string{"https://mp.example/s/12-faq", "https://mp.example/s/12-faq-fw", "https://weibo.example/linchengxf/12"} {
		if err := tx.DeclareJoint(j.ID, ids[i], address, by); err != nil {
			return err
		}
	}
	return nil
}
