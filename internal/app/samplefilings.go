package app

import (
	"context"
	"time"

	"yingda/internal/demo"
	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// form is the approval form as the sample's keepers fill it in.
func (s *scene) form() store.FilingFields {
	return store.FilingFields{
		Purpose: "向中老年群众用图解说明怎样办信访事项", Columns: "每周两条，图解和问答各一条", Existing: "现有账号以文字为主，这个平台的读者以中老年人为主", Review: "办公室写稿，办公室主任审核，保管人发布",
		Security: "专用手机登录，口令双人保管，每季度更换", InCharge: s.people["luanwenzhou"], Keeper: s.people["fangxuzhi"], Phone: "6101",
	}
}

// filed are filings that are over: an account opened, one refused, one withdrawn.
func (s *scene) filed() {
	played := s.form()
	played.Purpose += "（演示：这个平台由演示程序自己扮演）"
	opened := s.opening("fangxuzhi", regime.Xinhua, regime.OtherAccount, "临澄市信访局", played)
	s.act("fangxuzhi", opened, "submit_filing", nil)
	s.act("xielanting", opened, "record_level", map[string]any{"reference": "澄信函〔2026〕31号", "note": "同意开设"})
	s.act("fangxuzhi", opened, "register_account", map[string]any{"handle": "lcxf-xh", "address": demo.AccountHome, "at": s.now()})
	refused := s.opening("fangxuzhi", regime.Bilibili, regime.VideoAccount, "临澄市信访局", s.form())
	s.act("fangxuzhi", refused, "submit_filing", nil)
	s.act("xielanting", refused, "record_refusal", map[string]any{"reference": "澄信函〔2026〕32号", "reason": "视频内容已有账号承担，先把现有视频账号办好"})
	withdrawn := s.opening("fangxuzhi", regime.Alipay, regime.MiniProgram, "临澄市信访局", s.form())
	s.act("fangxuzhi", withdrawn, "withdraw_filing", map[string]any{"reason": "改由全市统一的政务小程序承接"})
}

// filingsOpen are filings in every state in which somebody has to do something.
func (s *scene) filingsOpen() {
	agreed := func(number string) {
		s.act("zhouyinghe", number, "agree_filing", map[string]any{"note": "同意"})
	}
	bySheet := func(number, ref string) {
		s.act("xielanting", number, "record_level", map[string]any{"reference": ref, "note": "同意"})
	}
	half := s.form()
	half.Columns, half.Security = "", ""
	s.opening("fangxuzhi", regime.PeopleDaily, regime.OtherAccount, "临澄市信访局", half) // a form half filled in

	waits := s.opening("fangxuzhi", regime.Toutiao, regime.OtherAccount, "临澄市信访局", s.form())
	s.act("fangxuzhi", waits, "submit_filing", nil) // for the word of the province

	county := s.form()
	county.InCharge, county.Keeper = s.people["shaoyunqiao"], s.people["shaoyunqiao"]
	below := s.opening("shaoyunqiao", regime.WeChat, regime.SubscriptionAccount, "临澄市澄东区信访局", county)
	s.act("shaoyunqiao", below, "submit_filing", nil) // for the word of the city

	open := s.opening("fangxuzhi", regime.Kuaishou, regime.VideoAccount, "临澄市信访局", s.form())
	s.act("fangxuzhi", open, "submit_filing", nil)
	bySheet(open, "澄信函〔2026〕38号") // to be opened on the platform

	s.agreed("renamed", regime.Weibo, regime.MicroblogAccount, store.FilingFields{Name: "临澄市信访局", Reason: "与主账号名称统一"}, agreed)

	moved := s.agreed("in charge", regime.Douyin, regime.VideoAccount, store.FilingFields{InCharge: s.people["tonghehua"], Reason: "分管领导调整"}, agreed)
	s.act("fangxuzhi", moved, "make_change", map[string]any{"at": s.now()}) // its filing is owed

	told := s.agreed("organiser", regime.WeChat, regime.ServiceAccount, store.FilingFields{Body: "临澄市信访局", Reason: "主体由下属服务中心变更为本机关"}, agreed)
	s.act("fangxuzhi", told, "make_change", map[string]any{"at": s.now()})
	s.act("fangxuzhi", told, "file_change", map[string]any{"reference": "临信备〔2026〕9号"}) // its announcement is owed

	keeper, staff := s.as("fangxuzhi"), s.account(regime.Weibo, regime.OfficialPerson)
	ending := ""
	s.do("close an account", func() (err error) {
		ending, err = s.desk.CloseAccount(s.ctx, keeper, staff.ID, "closing", "接访员轮岗，职务账号不再使用")
		return err
	})
	s.act("fangxuzhi", ending, "submit_filing", nil)
	bySheet(ending, "澄信函〔2026〕40号") // to be stopped on the platform
}

// opening begins the filing of an opening and returns its number.
func (s *scene) opening(login string, platform regime.Platform, kind regime.AccountKind, name string, form store.FilingFields) (number string) {
	who := s.as(login)
	s.do("open an account at "+string(platform), func() (err error) {
		number, err = s.desk.OpenAccount(s.ctx, who, desk.AccountOpening{Platform: platform, Kind: kind, Holder: "agency", Name: name, Form: form})
		return err
	})
	return number
}

// agreed files a change that the own agency agrees to.
func (s *scene) agreed(what string, platform regime.Platform, kind regime.AccountKind, change store.FilingFields, agree func(string)) (number string) {
	keeper, a := s.as("fangxuzhi"), s.account(platform, kind)
	s.do("change: "+what, func() (err error) {
		number, err = s.desk.ChangeAccount(s.ctx, keeper, a.ID, change)
		return err
	})
	s.act("fangxuzhi", number, "submit_filing", nil)
	agree(number)
	return number
}

func (s *scene) now() string { return s.clock.Now().Format(time.RFC3339) }

func (p *player) doFiling(ctx context.Context, who matter.Actor, number string, action matter.Action, in map[string]any) error {
	m, err := p.store.Matter(ctx, number)
	if err != nil {
		return err
	}
	_, err = p.desk.Act(ctx, who, desk.Input{Matter: number, Version: m.Version, Action: action, Input: in})
	return err
}
