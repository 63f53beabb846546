package app

import (
	"time"

	"yingda/internal/activity"
	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/regime"
)

// The four who sign the gates of the sample's articles, in their order: none of
// them wrote, and none of them approves.
var gateSigners = []struct{ gate, login string }{{"policy", "jiangxumian"}, {"secrecy", "zhouyinghe"}, {"text", "fangxuzhi"}, {"source", "baominlan"}}

const articleEnd = "\n\n依据：《信访工作条例》。咨询电话：12345。\n\n临澄市信访局"

// articleReleased is an article that went the whole way: on our own site, by hand on
// one account, and by its connection on another.
func (s *scene) articleReleased() {
	connected := s.account(regime.Xinhua, regime.OtherAccount)
	number := s.article("qinzhaoyi", desk.ArticleEdit{Title: "手机上怎么查办理进度", UnitID: s.units["office"], ColumnID: s.column("网上信访怎么用"), Planned: s.day(0), Accounts: []string{connected.ID}},
		"打开“办理进度”，输入编号和查询码，就能看到办到了哪一步、什么时候前答复。\n\n没有收到查询码的，带身份证到大厅补打回执。"+articleEnd)
	s.act("qinzhaoyi", number, "submit", nil)
	s.sign(number, 4)
	s.act("xielanting", number, "approve", nil)
	s.release()
	s.do("send", func() error { return s.handOver(s.ctx) })
	editor, account := s.as("qinzhaoyi"), s.account(regime.WeChat, regime.SubscriptionAccount)
	s.do("record what was published by hand", func() error {
		m, err := s.store.Matter(s.ctx, number)
		if err != nil {
			return err
		}
		list, err := s.store.Releases(s.ctx, m.ID)
		for _, l := range list {
			if l.State == "owed" && err == nil {
				err = s.desk.RecordRelease(s.ctx, editor, l.ID, account.Address+"/57", s.clock.Now().UnixMilli())
			}
		}
		return err
	})
}

// articlesOpen leaves one article at every station of the desk.
func (s *scene) articlesOpen() {
	review := s.article("qinzhaoyi", desk.ArticleEdit{Title: "接访大厅早上几点放号", UnitID: s.units["office"], Planned: s.day(1)},
		"接访大厅工作日上午 8:30 放号，下午 14:00 再放一次。老年人和行动不便的人可以走绿色通道。"+articleEnd)
	s.act("qinzhaoyi", review, "submit", nil)
	s.sign(review, 2)

	ready := s.article("qinzhaoyi", desk.ArticleEdit{Title: "来信寄出以后多久有回音", UnitID: s.units["office"], ColumnID: s.column("接访问答"), Planned: s.day(2)},
		"收到来信后十五日内，我们书面告知是否受理；受理的，六十日内办结。可以凭挂号收据号码查询。"+articleEnd)
	s.act("qinzhaoyi", ready, "submit", nil)
	s.sign(ready, 4)
	s.act("xielanting", ready, "approve", map[string]any{"release_at": s.day(2).Start().Add(9 * time.Hour).In(deadline.Zone).Format(time.RFC3339)})

	back := s.article("taoyike", desk.ArticleEdit{Title: "哪些事走信访、哪些事走法院", UnitID: s.units["reception"], Planned: s.day(5)},
		"已经或者依法应当通过诉讼、仲裁、行政复议解决的，请走这些途径。大厅设有法律咨询窗口。"+articleEnd)
	s.act("taoyike", back, "submit", nil)
	s.act("jiangxumian", back, "return", map[string]any{"reason": "第一句引的条款要写全，法律咨询窗口的时间请向办公室核对后补上"})

	s.article("qinzhaoyi", desk.ArticleEdit{
		Title: "省局问答：网上提交以后能不能补材料", UnitID: s.units["office"], Planned: s.day(7), Origin: "reprint", SourceID: s.reprintSource(), SourceURL: "https://xf.chengjiang.example/faq/9.html", Credit: "澄江省信访局",
	}, "能。登录后在“我的事项”里追加，最多五份。\n\n（来源：澄江省信访局网站）")
	s.article("linhexi", desk.ArticleEdit{Title: "代家里老人提交，要不要委托书", UnitID: s.units["online"], Commission: s.commission("代家里老人提交，要不要委托书")}, "")
}

// article begins an article of the subscription account and saves its text.
func (s *scene) article(login string, e desk.ArticleEdit, text string) (number string) {
	who, account := s.as(login), s.account(regime.WeChat, regime.SubscriptionAccount)
	e.Accounts, e.Rights = append(e.Accounts, account.ID), "无"
	s.do("begin "+e.Title, func() (err error) {
		number, err = s.desk.BeginArticle(s.ctx, who, e)
		return err
	})
	if text != "" {
		s.act(login, number, "save", map[string]any{"title": e.Title, "text": text})
	}
	return number
}

// sign lets the first n signers sign, each ticking every point of the gate.
func (s *scene) sign(number string, n int) {
	for _, g := range gateSigners[:n] {
		in := map[string]any{"gate": g.gate}
		s.do("tick", func() error {
			m, err := s.store.Matter(s.ctx, number)
			if err != nil {
				return err
			}
			return s.tick(s.ctx, m, in)
		})
		s.act(g.login, number, "sign", in)
	}
}

func (s *scene) release() {
	s.do("release", func() error {
		ids, err := s.store.QueuedJobs(s.ctx, "release")
		for _, id := range ids {
			if err == nil {
				err = s.desk.Release(s.ctx, id)
			}
		}
		return err
	})
}

// day is a day counted from the clock of the scene.
func (s *scene) day(ahead int) activity.Day {
	return activity.DayOf(s.clock.Now()) + activity.Day(ahead)
}

func (s *scene) column(title string) (id string) {
	s.do("find the column", func() error {
		list, err := s.store.Columns(s.ctx, s.root())
		for _, c := range list {
			if c.Title == title {
				id = c.ID
			}
		}
		return err
	})
	return id
}

func (s *scene) reprintSource() (id string) {
	s.do("find the source", func() error {
		list, err := s.store.ReprintSources(s.ctx, s.root())
		for _, r := range list {
			id = r.ID
		}
		return err
	})
	return id
}

func (s *scene) commission(title string) (id string) {
	s.do("find the commission", func() error {
		list, err := s.store.OpenCommissions(s.ctx, 50)
		for _, c := range list {
			if c.Title == title {
				id = c.ID
			}
		}
		return err
	})
	return id
}
