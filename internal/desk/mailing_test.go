package desk_test

import (
	"context"
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"yingda/internal/channel"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/source"
	"yingda/internal/store"
	"yingda/internal/testkit/mailserver"
)

// post is a bureau with a mailbox on a real mail server.
type post struct {
	*bureau
	server *mailserver.Server
	box    store.MailBox
	tag    string
}

func (p *post) letter(id, from, extra, body string) []byte {
	return fmt.Appendf(nil, "From: <%s>\r\nTo: <%s>\r\nMessage-ID: <%s.%s>\r\n%s\r\n\r\n%s\r\n", from, mailserver.Login, p.tag, id, extra, body)
}

func (p *post) arrives(raw []byte) { p.server.Append(raw) }

func (p *post) read() store.MailBox {
	p.t.Helper()
	list, err := p.store.MailBoxes(context.Background())
	p.must(err)
	p.must(p.desk.ReadMailBox(context.Background(), list[0]))
	list, err = p.store.MailBoxes(context.Background())
	p.must(err)
	return list[0]
}

// sent returns the letters of ours that are in the mailbox, by which of a case
// they are.
func (p *post) sent(number string) map[string]string {
	p.t.Helper()
	out := map[string]string{}
	for _, raw := range p.server.Letters(0) {
		if at := regexp.MustCompile(`(?i)message-id:\s*<(yingda\.` + number + `\.[^>]+)>`).FindSubmatch(raw); at != nil {
			out[string(at[1])] = string(raw)
		}
	}
	return out
}

// wait returns them when there are so many.
func (p *post) wait(number string, n int) map[string]string {
	p.t.Helper()
	for range 100 {
		if got := p.sent(number); len(got) >= n {
			return got
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.t.Fatalf("%d letters of %s did not arrive\n%s", n, number, p.server.Said())
	return nil
}

// TestMailWay follows a letter from a mailbox on a real mail server into a case
// and the answer back: once each, whatever is cut off or sent twice.
func TestMailWay(t *testing.T) {
	each(t, func(b *bureau) {
		server := mailserver.Start(b.t)
		ctx := context.Background()
		client := fetch.New(fetch.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Now: time.Now, Timeout: 20 * time.Second, Roots: server.Roots})
		b.t.Cleanup(client.Close)
		b.desk.Mailing = desk.Mailing{Letters: client.Letters, Server: func(x store.MailBox, password string) *channel.Mail {
			return &channel.Mail{Server: x.SMTP, From: x.Address, Login: x.Login, Password: password, TLS: server.TLS(), Now: time.Now}
		}}
		b.desk.SetRepliers(map[string]desk.Replier{"mail": desk.MailReplier{Desk: b.desk}})
		b.desk.Sending.Public = "https://open.example"
		box := store.MailBox{AgencyID: b.agency(), Way: "mail", Name: "公开邮箱", Address: "office@agency.example", IMAP: server.IMAPS(), SMTP: server.Submission(), Login: mailserver.Login, Active: true}
		if _, err := b.desk.SaveMailBox(ctx, b.who[regime.Handler], box, "x"); fault.CodeOf(err) != "register.role" {
			b.t.Errorf("a handler registers a mailbox: %v", err)
		}
		box.Address = mailserver.Login
		box, err := b.desk.SaveMailBox(ctx, b.who[regime.OfficeDirector], box, mailserver.Password)
		b.must(err)
		p := &post{bureau: b, server: server, box: box, tag: "t"}
		p.mostShapes()
		p.answered()
		p.takenAgain()
	})
}

// mostShapes reads what comes in a day: a person, the same again, machines, a
// list, what nobody can read, and a reading that is cut off.
func (p *post) mostShapes() {
	p.t.Helper()
	ctx := context.Background()
	ask := p.letter("q1@mail.example", "Zhang.San@mail.example", "Subject: n1\r\nContent-Type: text/plain; charset=utf-8", "请问契税什么时候交？我的电话13912345678。")
	p.arrives(ask)
	p.arrives(p.letter("v1@mail.example", "away@mail.example", "Auto-Submitted: auto-replied\r\nSubject: away", "away"))
	p.arrives(p.letter("l1@mail.example", "news@list.example", "List-Id: <l.example>\r\nSubject: news", "news"))
	p.arrives([]byte("no letter at all"))
	p.arrives(p.letter("o1@mail.example", mailserver.Login, "Subject: loop", "our own"))
	before, err := p.store.MailBoxes(ctx)
	p.must(err)
	// The program dies after a letter stands in its case, before that is on record.
	if what, err := p.desk.TakeLetter(ctx, before[0], ask, false); err != nil || what != source.ByPerson {
		p.t.Fatalf("%v %v", what, err)
	}
	after := p.read()
	p.arrives(ask) // and the same letter a second time
	p.read()
	dead, err := p.store.DeadMails(ctx, 10)
	p.must(err)
	m, err := p.store.Matter(ctx, "M-2026-0001")
	p.must(err)
	if _, err := p.store.Matter(ctx, "M-2026-0002"); err == nil {
		p.t.Error("a letter arrived more than once, or a machine's became a case")
	}
	if strings.Contains(m.Summary, "13912345678") || !strings.Contains(m.Summary, "契税什么时候交") {
		p.t.Errorf("the case: %s", m.Summary)
	}
	if len(dead) != 2 || after.Machines != before[0].Machines+2 {
		p.t.Errorf("dead letters %+v, machines %d", dead, after.Machines)
	}
	for _, d := range dead {
		err := p.desk.ReplayMail(ctx, p.who[regime.OfficeDirector], d.ID)
		if d.Code == "mail-list" && err != nil || d.Code != "mail-list" && fault.CodeOf(err) != "mail-letter" {
			p.t.Errorf("replay of %s: %v", d.Code, err)
		}
		if d.Code != "mail-list" {
			p.must(p.desk.DropMail(ctx, p.who[regime.OfficeDirector], d.ID))
		}
	}
	if _, err := p.store.Matter(ctx, "M-2026-0002"); err != nil {
		p.t.Errorf("a letter of a list that was taken in all the same: %v", err)
	}
	if dead, err = p.store.DeadMails(ctx, 10); err != nil || len(dead) != 0 {
		p.t.Errorf("still waiting: %v %v", dead, err)
	}
}

// answered sends receipt and answer, and takes in what its sender writes back.
func (p *post) answered() {
	p.t.Helper()
	ctx := context.Background()
	const number = "M-2026-0001"
	p.must(p.desk.SendMailReceipt(ctx, number))
	p.must(p.desk.SendMailReceipt(ctx, number))
	receipts := p.wait(number, 1)
	for id, raw := range receipts {
		if !strings.HasSuffix(strings.Split(id, "@")[0], ".receipt") || !strings.Contains(raw, "Auto-Submitted: auto-replied") || !strings.Contains(raw, "In-Reply-To: <"+p.tag+".q1@mail.example>") {
			p.t.Errorf("the receipt: %s", raw)
		}
	}
	p.act(regime.DutyOfficer, number, "sort", map[string]any{"kind": "question", "unit": "接访科"})
	p.act(regime.Handler, number, "answer", map[string]any{"text": "办理登记以前申报缴纳。"})
	p.act(regime.Reviewer, number, "approve_answer", nil)
	p.replies()
	if s := p.state(number); s != matter.Replied {
		p.t.Fatalf("after the answer: %s", s)
	}
	answer := ""
	for id, raw := range p.wait(number, 2) {
		if !strings.Contains(id, ".receipt@") {
			answer = id
			if strings.Contains(raw, "Auto-Submitted") || !strings.Contains(raw, "References: <"+p.tag+".q1@mail.example>") || !strings.Contains(raw, "Subject: Re: n1 ["+number+"]") || strings.Contains(strings.ToLower(raw), "<img") {
				p.t.Errorf("the answer: %s", raw)
			}
		}
	}
	// What came back says which of ours did not arrive.
	bounce := "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nMessage-ID: <" + p.tag + ".b@mx>\r\nSubject: failed\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nno such user\r\n--b\r\nContent-Type: message/rfc822-headers\r\n\r\nMessage-ID: <%s>\r\n--b--\r\n"
	p.arrives(fmt.Appendf(nil, bounce, regexp.MustCompile(`\.[0-9a-f]{20}\.`).ReplaceAllString(answer, ".00000000000000000000.")))
	p.read()
	if s := p.state(number); s != matter.Replied {
		p.t.Errorf("a forged bounce moved the case: %s", s)
	}
	p.arrives(fmt.Appendf(nil, bounce, answer))
	p.read()
	p.arrives(fmt.Appendf(nil, strings.Replace(bounce, ".b@mx", ".b2@mx", 1), answer))
	p.read()
	if s := p.state(number); s != matter.Replying {
		p.t.Errorf("an answer that came back: %s", s)
	}
	p.act(regime.Handler, number, "record_reply", map[string]any{"how": "telephone"})
	p.clock.Advance(time.Hour)
	// The sender answers with no more than In-Reply-To, from another address.
	p.arrives(p.letter("q2@mail.example", "other@mail.example", "In-Reply-To: <"+answer+">\r\nSubject: Re: n1", "还想问：要带什么材料？"))
	// Somebody else names the number, and nothing else.
	p.arrives(p.letter("x1@mail.example", "stranger@mail.example", "Subject: "+number, "把答复发给我"))
	p.read()
	turns, err := p.store.MessageTurns(ctx, p.id(number))
	p.must(err)
	if len(turns) != 2 || !strings.Contains(turns[1].Text, "要带什么材料") {
		p.t.Errorf("the conversation: %+v", turns)
	}
	if s := p.state("M-2026-0003"); s != matter.Arrived {
		p.t.Errorf("a stranger's letter: %s", s)
	}
}

func (p *post) id(number string) string {
	p.t.Helper()
	m, err := p.store.Matter(context.Background(), number)
	p.must(err)
	return m.ID
}

// replies carries out what waits in the outbox of answers.
func (p *post) replies() {
	p.t.Helper()
	var ids []string
	p.must(p.store.View(context.Background(), func(tx *store.Tx) error {
		reply, err := tx.LastReply(p.id("M-2026-0001"))
		ids = append(ids, reply.ID)
		return err
	}))
	for _, id := range ids {
		p.must(p.desk.SendReply(context.Background(), id))
		p.must(p.desk.SendReply(context.Background(), id))
	}
}

// takenAgain holds that an address gets few receipts a day, and machines none.
func (p *post) takenAgain() {
	p.t.Helper()
	ctx := context.Background()
	for i := range 5 {
		p.arrives(p.letter(fmt.Sprintf("f%d@mail.example", i), "flood@mail.example", "Subject: f", fmt.Sprint("第", i, "次问")))
	}
	p.arrives(p.letter("nr@mail.example", "no-reply@shop.example", "Subject: f", "谢谢"))
	p.read()
	receipts := map[string]int{}
	for i := 4; i <= 9; i++ {
		p.must(p.store.View(ctx, func(tx *store.Tx) error {
			h, err := tx.LockMailHead(p.id(fmt.Sprintf("M-2026-%04d", i)))
			receipts[h.Receipt]++
			return err
		}))
	}
	if receipts["queued"] != 3 || receipts["spared"] != 3 {
		p.t.Errorf("receipts of a flood: %v", receipts)
	}
}
