package app

import (
	"slices"
	"time"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

type sampleComment struct{ post, title, key, text string }

// sampleComments stand below two articles of the sample's subscription account.
// The key is the platform's name of a comment: invented like the rest.
var sampleComments = []sampleComment{
	{"60", "接访大厅早上几点放号", "c01", "上周去过，取号很快，工作人员还帮我母亲复印了材料。"},
	{"60", "接访大厅早上几点放号", "c03", "叫号屏坏了两天没人管，等了三个小时，态度差。"},
	{"60", "接访大厅早上几点放号", "c04", "我的手机是 13900002222，有一起去的请打给我。"},
	{"60", "接访大厅早上几点放号", "c05", "专业代写材料，三天出稿，老客户八折。"},
	{"60", "接访大厅早上几点放号", "c06", "大厅门口停满了共享单车，轮椅过不去。"},
	{"60", "接访大厅早上几点放号", "c07", "上周去过，取号很快，工作人员还帮我母亲复印了材料。"},
	{"57", "手机上怎么查办理进度", "c08", "按步骤查到了，谢谢。"},
	{"57", "手机上怎么查办理进度", "c09", "查询码收不到短信，换了两个号码都一样。"},
	{"57", "手机上怎么查办理进度", "c10", "隔壁菜市场几点关门？"},
	{"57", "手机上怎么查办理进度", "c11", "查了一个月还是受理中，到底有没有人办？进群一起等 http://qun.example/88"},
}

// sampleNews have come today: they ask, and are in the inbox by themselves.
var sampleNews = []sampleComment{
	{"60", "接访大厅早上几点放号", "c02", "周六上午开不开？公告里没有写。"},
	{"60", "接访大厅早上几点放号", "c12", "隔壁小区什么时候供暖？"},
}

// takeComments takes comments in as the reading of an account does; an answer of ours
// stands below those that are named.
func (s *scene) takeComments(list []sampleComment, first time.Duration, answered ...string) {
	account := s.account(regime.WeChat, regime.SubscriptionAccount)
	s.do("take comments", func() error {
		var in []desk.CommentIn
		for i, c := range list {
			in = append(in, desk.CommentIn{PostKey: c.post, PostTitle: c.title, PostURL: account.Address + "/" + c.post, Key: c.key, Text: c.text, At: s.clock.Now().Add(-first + time.Duration(2*i)*time.Hour), Answered: slices.Contains(answered, c.key)})
		}
		_, err := s.desk.TakeComments(s.ctx, account.ID, in)
		return err
	})
}

// commentsJudged takes the comments in, withholds four of them, each for a reason
// of the list, and lets another officer decide two appeals: one won, one lost. A
// comment that finds fault with the agency stays where it is.
func (s *scene) commentsJudged() {
	s.takeComments(sampleComments, 30*time.Hour, "c03", "c06", "c09", "c11")
	market := s.comment("c10").Message
	s.act("chenshuwan", market, "propose_aside", map[string]any{"ground": "off_matter", "reason": "菜市场由市场服务中心管理，请打市场门口公示的电话。"})
	s.act("zhouyinghe", market, "agree_aside", nil)
	s.withhold("qinzhaoyi", "c04", "personal_data", "")
	s.withhold("qinzhaoyi", "c07", "duplicate", "")
	s.withhold("qinzhaoyi", "c05", "advertising", "推销有偿代写材料")
	s.withhold("wuleming", "c05", "advertising", "")
	s.withhold("wuleming", "c06", "off_matter", "说的是市容管理，不归本机关")
	s.withhold("qinzhaoyi", "c06", "off_matter", "")
	s.withhold("wuleming", "c03", "off_matter", "与放号时间无关")
	director := s.as("zhouyinghe")
	c := s.comment("c03")
	s.do("let the criticism stand", func() error { return s.desk.RefuseWithholding(s.ctx, director, c.ID, c.Version) })
	s.appeal("c05", "我是好心帮忙，请恢复。")
	s.appeal("c06", "门口就是大厅的无障碍通道，怎么会无关？")
	s.decide(director, "c05", false, "写明了价格和折扣，是推销；维持不予展示")
	s.decide(director, "c06", true, "无障碍通道由接访大厅管理，与本机关工作有关；恢复展示")
}

// commentsOpen leaves one comment for a second person, one appeal for another
// officer, a question that has entered the inbox, and one that somebody does not
// want handled.
func (s *scene) commentsOpen() {
	s.withhold("qinzhaoyi", "c11", "malicious_link", "链接要求扫码进群并登记身份证")
	s.withhold("wuleming", "c10", "off_matter", "问的是菜市场，与办理进度无关")
	s.withhold("qinzhaoyi", "c10", "off_matter", "")
	s.appeal("c10", "我是来信访的路上顺便问问，请恢复。")
	s.takeComments(sampleNews, 5*time.Hour)
	s.act("chenshuwan", s.comment("c12").Message, "propose_aside", map[string]any{"ground": "off_matter", "reason": "供暖由供热公司办理，请打小区公示的服务电话。"})
}

func (s *scene) comment(key string) (c store.OwnComment) {
	account := s.account(regime.WeChat, regime.SubscriptionAccount)
	s.do("find comment "+key, func() error {
		list, err := s.store.OwnComments(s.ctx, store.CommentFilter{Account: account.ID}, 100)
		for _, x := range list {
			if x.PlatformKey == key {
				c = x
			}
		}
		return err
	})
	return c
}

// withhold proposes to withhold a comment; where one person may not do that, the
// second call, by another, agrees.
func (s *scene) withhold(login, key, reason, note string) {
	who, c := s.as(login), s.comment(key)
	s.do("withhold "+key, func() error {
		_, err := s.desk.Withhold(s.ctx, who, desk.Withholding{Comment: c.ID, Version: c.Version, Reason: reason, Note: note})
		return err
	})
}

// appeal is what somebody does with the code of the notice: the form was opened a
// moment ago.
func (s *scene) appeal(key, text string) {
	c := s.comment(key)
	s.do("appeal "+key, func() error {
		now := s.clock.Now()
		s.clock.set(now.Add(-time.Minute))
		form, err := s.desk.FeedbackForm(c.Code)
		s.clock.set(now)
		if err != nil {
			return err
		}
		_, err = s.desk.TakeAppeal(s.ctx, c.Code, text, form)
		return err
	})
}

func (s *scene) decide(who matter.Actor, key string, restore bool, reason string) {
	c := s.comment(key)
	s.do("decide on "+key, func() error { return s.desk.DecideAppeal(s.ctx, who, c.ID, c.Version, restore, reason) })
}
