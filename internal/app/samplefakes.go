package app

import (
	"bytes"
	"image"
	"image/color"
	"image/png"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// fakeClosed is the case of an account that passed itself off as the agency, from
// the evidence to the platform's answer.
func (s *scene) fakeClosed() {
	duty, director, deputy := s.as("chenshuwan"), s.as("zhouyinghe"), s.as("luanwenzhou")
	var platform store.Publisher
	s.do("register the platform", func() (err error) {
		platform, err = s.desk.AddPublisher(s.ctx, director, store.Publisher{Kind: "platform", Name: "示例短视频平台运营公司", Licence: "演示备 20260001 号", Contact: "平台违规账号受理邮箱 report@video.example"})
		return err
	})
	number := s.fake(platform, desk.ImpersonationDraft{
		Platform: regime.Douyin, Name: "临澄市信访局官方", Handle: "lcxf-guanfang", Address: "https://douyin.example/lcxf-guanfang",
		Facts: map[string]string{"our_name": "账号名称和简介都写「临澄市信访局」", "claims_to_be_us": "私信里以本机关名义收「加急办理费」"},
	})
	s.do("sign", func() error { return s.desk.SignRequest(s.ctx, director, number) })
	s.do("sign", func() error { return s.desk.SignRequest(s.ctx, deputy, number) })
	s.do("send the report", func() error {
		return s.desk.SendRequest(s.ctx, duty, number, "平台违规账号受理通道，附公函")
	})
	s.do("tell a department", func() error {
		return s.desk.TellDepartment(s.ctx, duty, number, "综合信息科", "内部通知，附账号主页地址")
	})
	s.do("record the answer", func() error { return s.desk.AnswerRequest(s.ctx, duty, number, "granted", "") })
	s.do("close the case", func() error { return s.desk.CloseRequest(s.ctx, director, number) })
}

// fakesOpen leaves one report with the platform and one that waits for its second
// signature.
func (s *scene) fakesOpen() {
	duty, director, deputy := s.as("chenshuwan"), s.as("zhouyinghe"), s.as("luanwenzhou")
	var platform store.Publisher
	s.do("register the platform", func() (err error) {
		platform, err = s.desk.AddPublisher(s.ctx, director, store.Publisher{Kind: "platform", Name: "示例微博客平台运营公司", Licence: "演示备 20260002 号", Contact: "政务账号服务邮箱 gov@microblog.example"})
		return err
	})
	sent := s.fake(platform, desk.ImpersonationDraft{
		Platform: regime.Weibo, Name: "临澄信访在線", Handle: "lincheng-xf88", Address: "https://weibo.example/lincheng-xf88", Imitates: s.account(regime.Weibo, regime.MicroblogAccount).Number,
		Facts: map[string]string{"our_emblem": "头像用的是本机关的标识", "our_name": "名称只有一个字的写法不同，简介写「临澄市信访局唯一官方微博」"},
	})
	s.do("sign", func() error { return s.desk.SignRequest(s.ctx, director, sent) })
	s.do("sign", func() error { return s.desk.SignRequest(s.ctx, deputy, sent) })
	s.do("send", func() error { return s.desk.SendRequest(s.ctx, duty, sent, "平台违规账号受理通道") })
	waiting := s.fake(platform, desk.ImpersonationDraft{
		Platform: regime.Weibo, Name: "临澄接访预约", Handle: "lc-jiefang-yuyue", Address: "https://weibo.example/lc-jiefang-yuyue",
		Facts: map[string]string{"claims_to_be_us": "自称本机关的预约入口，要求填写身份证号"},
	})
	s.do("sign", func() error { return s.desk.SignRequest(s.ctx, director, waiting) })
}

// fake drafts a report and keeps a picture as its evidence; it returns the number.
func (s *scene) fake(platform store.Publisher, draft desk.ImpersonationDraft) (number string) {
	who := s.as("chenshuwan")
	draft.Publisher, draft.Sort = platform.ID, "passing_off"
	s.do("report "+draft.Name, func() error {
		q, err := s.desk.ReportImpersonation(s.ctx, who, draft)
		number = q.Number
		return err
	})
	s.do("keep the evidence", func() error {
		return s.desk.AddImpersonationFile(s.ctx, who, number, "账号主页截图（示例）.png", bytes.NewReader(samplePicture()))
	})
	return number
}

// samplePicture is a grey picture in the place of a screenshot.
func samplePicture() []byte {
	img := image.NewGray(image.Rect(0, 0, 360, 240))
	for y := range 240 {
		for x := range 360 {
			img.SetGray(x, y, color.Gray{Y: uint8(235 - y/6)})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return nil
	}
	return out.Bytes()
}
