package app

import (
	"crypto/rand"
	"time"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// keepSecrets names a keeper for the secrets of three accounts: one is replaced
// soon, one was never entered. The values are made up on the spot and open nothing.
func (s *scene) keepSecrets() {
	who := s.as("nirongbai")
	keeper, editor := s.people["fangxuzhi"], s.people["qinzhaoyi"]
	for _, x := range []struct {
		platform    regime.Platform
		kind        regime.AccountKind
		name, keeps string
		devices     []string
		days        int // until it is to be replaced
		entered     bool
	}{
		{regime.WeChat, regime.SubscriptionAccount, "password", keeper, []string{"综合信息科 专用手机 1 号", "办公室 编辑用机"}, 78, true},
		{regime.WeChat, regime.SubscriptionAccount, "app_secret", keeper, nil, 160, true},
		{regime.WeChat, regime.ServiceAccount, "password", keeper, nil, 60, false},
		{regime.Weibo, regime.MicroblogAccount, "password", editor, []string{"办公室 编辑用机"}, 4, true},
	} {
		a, value := s.account(x.platform, x.kind), ""
		if x.entered {
			value = "Demo-" + rand.Text()[:14] + "-a7"
		}
		s.do("keep the secret "+x.name, func() error {
			return s.desk.KeepSecret(s.ctx, who, desk.SecretEdit{Account: a.ID, Name: x.name, KeeperID: x.keeps, Devices: x.devices, RotateBy: s.epoch.AddDate(0, 0, x.days).UnixMilli(), Value: value})
		})
	}
}

// planForEmergencies writes the plans of two accounts and drills one: every step
// in time but one, and what was found.
func (s *scene) planForEmergencies() {
	chief, keeper, director := s.as("xielanting"), s.as("fangxuzhi"), s.as("zhouyinghe")
	wechat, weibo := s.account(regime.WeChat, regime.SubscriptionAccount), s.account(regime.Weibo, regime.MicroblogAccount)
	for _, a := range []store.Account{wechat, weibo} {
		plan := store.AccountPlan{
			AccountID: a.ID, CoordinatorID: s.people["zhouyinghe"], DeputyID: s.people["fangxuzhi"], Departments: "综合信息科\n市大数据局运维值班\n市政务公开办公室",
			PlatformLine: "平台后台「安全中心—紧急冻结」；政务账号服务专线（电话在值班室通讯录）", Note: "先停发、后查因。替补在负责人十分钟内联系不上时接手。对外只由新闻发言人说明。",
		}
		s.do("plan for "+a.Name, func() error { return s.desk.SavePlan(s.ctx, chief, plan) })
	}
	s.do("raise the alarm of the drill", func() error {
		return s.desk.RaiseAlarm(s.ctx, keeper, desk.Alarm{Account: wechat.ID, Kind: "hijack", Reason: "年度演练：假定凌晨发出一条带陌生二维码的消息", Drill: true})
	})
	s.goOn(3 * time.Minute)
	s.do("replace the secrets in the drill", func() error {
		return s.desk.DoStep(s.ctx, keeper, wechat.ID, "rotate", "两名保管人到场，按清单逐项更换，用时三分钟")
	})
	s.goOn(2 * time.Minute)
	s.do("tell the departments in the drill", func() error {
		return s.desk.DoStep(s.ctx, director, wechat.ID, "tell_departments", "按预案名单逐一打电话，都已接通")
	})
	s.goOn(time.Minute)
	s.do("end the drill", func() error {
		return s.desk.EndAlarm(s.ctx, director, desk.Ending{Account: wechat.ID, Participants: "周映禾、方叙之、秦昭一、倪榕白", Findings: "备用手机没有装平台的安全助手，现场安装耽误一分钟；已装好并列入交接清单。"})
	})
}
