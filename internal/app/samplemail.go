package app

import (
	"fmt"
	"strings"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/source"
	"yingda/internal/store"
)

// sampleLetters are letters as a mailbox holds them. The second answers the first;
// the third no person wrote.
var sampleLetters = []struct{ id, from, subject, refers, more, text string }{
	{"a1", "zhangxing@mail.example", "出租房漏水，物业互相推", "", "", "您好：我租住的房子顶楼漏水三个月，物业说找房东，房东说找物业。接访大厅能不能一起约？我腿脚不便，能否上门？"},
	{"a2", "zhangxing@mail.example", "Re: 出租房漏水，物业互相推", "a1", "", "补充：昨天又漏了，客厅天花板掉了一块，没有伤到人。照片可以带到大厅。"},
	{"a3", "auto@mail.example", "自动回复：外出", "", "Auto-Submitted: auto-replied\r\n", "我正在外出，回来后答复您。"},
	{"a4", "wenxin@mail.example", "表扬网上信访科", "", "", "网上信访科的同志周末还帮我远程查进度，耐心讲了半个小时，谢谢他们。"},
}

// mail registers two mailboxes that are clearly samples and not connected, and
// takes letters in by the way that every letter takes.
func (s *scene) mail() {
	who := s.as("zhouyinghe")
	box := store.MailBox{AgencyID: s.root(), Way: "mail", Name: "公开邮箱（示例，没有接通）", Address: "xinfang@lincheng.example", IMAP: "imaps://imap.lincheng.example:993", Folder: "INBOX"}
	head := store.MailBox{AgencyID: s.root(), Way: "head_mailbox", Name: "局长信箱（示例，没有接通）", Address: "juzhang@lincheng.example", IMAP: "imaps://imap.lincheng.example:993", Folder: "INBOX"}
	for _, b := range []*store.MailBox{&box, &head} {
		s.do("register "+b.Name, func() (err error) {
			*b, err = s.desk.SaveMailBox(s.ctx, who, *b, "no-such-mailbox")
			return err
		})
	}
	for i, l := range sampleLetters {
		at := s.clock.Now().Add(-time.Duration(len(sampleLetters)-i) * 5 * time.Hour)
		refers := ""
		if l.refers != "" {
			refers = fmt.Sprintf("In-Reply-To: <%s@mail.example>\r\n", l.refers)
		}
		raw := fmt.Sprintf("From: <%s>\r\nTo: <%s>\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%s@mail.example>\r\n%s%sMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n", l.from, box.Address, l.subject, at.Format(time.RFC1123Z), l.id, refers, l.more, l.text)
		s.do("take letter "+l.id, func() error {
			what, err := s.desk.TakeLetter(s.ctx, box, []byte(raw), false)
			if what == source.ByPerson {
				box.Taken++
			} else {
				box.Machines++
			}
			return err
		})
	}
	s.write("keep how far the mailbox was read", func(tx *store.Tx) error {
		box.ReadAt, box.Validity, box.AfterUID = tx.Ms(), 1, int64(len(sampleLetters)+1)
		if err := tx.AddDeadMail(store.DeadMail{BoxID: box.ID, Validity: 1, UID: box.AfterUID, Code: "mail-list", Reason: "群发或邮件列表的信，没有当作来件；是群众来信的，可以收下"}); err != nil {
			return err
		}
		return tx.SaveMailRead(box)
	})
}

// sampleTickets is what the city's hotline exports; the second file brings one
// ticket again, and more about another.
var sampleTickets = []string{
	`工单编号,受理时间,来电号码,诉求内容
RX20260301,2 天前,13900003301,接访大厅的停车场周末不开，带老人来只能停在马路对面
RX20260302,2 天前,13900003302,来信编号查不到，网上显示没有这件
RX20260303,1 天前,13900003303,建议在接访大厅增加手语翻译，每周固定半天
RX20260304,1 天前,13900003304,感谢接访科帮助协调物业，水管已经修好
`,
	`工单编号,受理时间,来电号码,诉求内容
RX20260304,1 天前,13900003304,感谢接访科帮助协调物业，水管已经修好
RX20260302,今天,13900003302,补充：短信里的编号少了一位，窗口说打印机缺字
RX20260305,今天,13900003305,工作人员说话难听，让我下次想清楚再来
`,
}

// tickets maps the columns of the hotline's export and takes two files in.
func (s *scene) tickets() {
	who, now := s.as("chenshuwan"), s.clock.Now()
	s.do("map the columns", func() error {
		return s.desk.SaveTicketColumns(s.ctx, who, s.root(), "hotline", map[string]string{"工单编号": "ticket", "受理时间": "at", "来电号码": "contact", "诉求内容": "text"})
	})
	stamp := func(days int) string {
		return now.AddDate(0, 0, -days).Add(-time.Hour).In(deadline.Zone).Format("2006-01-02 15:04")
	}
	for i, file := range sampleTickets {
		body := strings.NewReplacer("2 天前", stamp(2), "1 天前", stamp(1), "今天", stamp(0)).Replace(file)
		s.do("take tickets", func() error {
			got, err := s.desk.TakeTickets(s.ctx, who, s.root(), "hotline", fmt.Sprintf("热线%d.csv", i+1), []byte(body))
			if err == nil && got.Refused > 0 {
				err = fmt.Errorf("%d of the sample's tickets refused: %+v", got.Refused, got.Rows)
			}
			return err
		})
	}
}
