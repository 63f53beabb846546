package desk

import (
	"context"
	"errors"
	"strings"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/store"
)

// MailReplier (邮件答复) takes answers to who wrote by mail. Clause: MSG-3.
type MailReplier struct{ Desk *Desk }

// Reply sends one answer from the mailbox that the letter came to: it answers the
// letter, carries the number, and keeps its own Message-ID for every try.
func (r MailReplier) Reply(ctx context.Context, out ReplyOut) (channel.Receipt, error) {
	text := out.Text + "\n\n——\n" + out.Agency + "\n编号 " + out.Number + "\n"
	if out.Page != "" {
		text += "凭编号和查询码可以查看办理情况、追问一次、评价：" + out.Page + "\n"
	}
	text += "如需补充，直接回复本邮件即可。\n"
	return r.Desk.sendLetter(ctx, out.Number, out.Contact, out.Key[:min(len(out.Key), 16)], out.Agency, func(mailHead) string { return text }, false)
}

// sendLetter answers the newest letter of a case. Which tells the letters of a
// case apart.
func (d *Desk) sendLetter(ctx context.Context, number, to, which, agency string, text func(mailHead) string, automatic bool) (channel.Receipt, error) {
	var h mailHead
	var box store.MailBox
	err := d.store.View(ctx, func(tx *store.Tx) error {
		m, err := tx.LockMatter(number)
		if err != nil {
			return err
		}
		var kept store.MailHead
		if h, kept, err = d.head(tx, m.ID); err != nil {
			return err
		}
		if kept.Sealed == "" {
			return fault.New(fault.Conflict, "mail.head", "这一件不是由邮件来的")
		}
		box, err = tx.LockMailBox(kept.BoxID)
		return err
	})
	if err != nil {
		return channel.Receipt{}, channel.Refused(err)
	}
	if d.Mailing.Server == nil || box.SMTP == "" {
		return channel.Receipt{}, channel.Refused(fault.New(fault.Busy, "mail.off", "这个邮箱没有登记发信服务器"))
	}
	password, err := d.Inbox.open(box.Sealed, BoxPurpose(box.ID))
	if err != nil {
		return channel.Receipt{}, channel.Refused(err)
	}
	id, err := d.ourID(number, which)
	if err != nil {
		return channel.Receipt{}, channel.Refused(err)
	}
	if to == "" {
		to = h.To
	}
	return d.Mailing.Server(box, password).Answer(ctx, channel.Letter{
		ID: id, To: to, Subject: answerSubject(h.Subject, number), Text: text(h), Agency: agency, InReplyTo: h.ID, References: h.References, Automatic: automatic,
	})
}

// answerSubject is the subject of an answer: that of the letter, and the number.
func answerSubject(subject, number string) string {
	s := strings.TrimSpace(subject)
	if s == "" {
		s = "您的来信"
	}
	if !strings.Contains(s, number) {
		s += " [" + number + "]"
	}
	if len(s) < 3 || !strings.EqualFold(s[:3], "re:") {
		s = "Re: " + s
	}
	return s
}

// SendMailReceipt tells who wrote by mail number and code of the case, at most
// once. It returns an error when it is to be tried again. Clause: MSG-3.
func (d *Desk) SendMailReceipt(ctx context.Context, number string) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	var m matter.Matter
	var h mailHead
	var way string
	send := false
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		send = false
		if err := sendable(tx); err != nil {
			return err
		}
		if m, err = tx.LockMatter(number); err != nil {
			return err
		}
		var kept store.MailHead
		if h, kept, err = d.head(tx, m.ID); err != nil {
			return err
		}
		way = wayOf(tx, m.ID)
		switch kept.Receipt {
		case "queued":
			send = true
			return tx.SetReceipt(m.ID, "sending", "")
		case "sending":
			return tx.SetReceipt(m.ID, "unknown", "上一次发送没有记下结果")
		}
		return nil
	})
	if k := fault.KindOf(err); err != nil && (k == fault.NotFound || k == fault.Conflict) {
		return nil // shredded meanwhile
	}
	if err != nil || !send {
		return err
	}
	code, err := d.messageCode(Inbound{Way: way, Key: h.Key})
	if err != nil {
		return err
	}
	agency := tree.Name(m.AgencyID)
	_, cause := d.sendLetter(ctx, number, "", "receipt", agency, func(mailHead) string { return d.receiptText(agency, number, code) }, true)
	state, why := "done", ""
	if cause != nil {
		certain, again := channel.Failed(cause)
		why = said(cause)
		switch {
		case !certain:
			state = "unknown"
		case again:
			state = "queued"
		default:
			state = "failed"
		}
	}
	err = d.store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.SetReceipt(m.ID, state, why) })
	if state == "queued" {
		return errors.Join(cause, err)
	}
	return err
}

func (d *Desk) receiptText(agency, number, code string) string {
	text := "您的来信已收到。\n\n编号：" + number + "\n查询码：" + code + "\n\n"
	if d.Sending.Public != "" {
		text += "凭编号和查询码可以在这里查看办理情况：" + d.Sending.Public + "/follow?number=" + number + "\n"
	}
	return text + "查询码只写在这封信里，请妥善保存，不要转给他人。如需补充，直接回复本邮件。\n\n——\n" + agency + "\n本邮件由系统自动发出。\n"
}

// ReplayMail takes a letter in that was not taken in before: it is read again
// from its mailbox. Faults: register.role, mailbox.letter, mail-gone and those of
// TakeLetter.
func (d *Desk) ReplayMail(ctx context.Context, who matter.Actor, id string) error {
	x, b, err := d.deadMail(ctx, who, id)
	if err != nil {
		return err
	}
	b.Validity = x.Validity
	got, err := d.letters(ctx, b, uint32(x.UID))
	if err != nil {
		return err
	}
	if len(got.Raw) == 0 {
		return fault.New(fault.NotFound, "mail-gone", "邮箱里已经没有这封邮件，或者它仍然太大")
	}
	if _, err := d.TakeLetter(ctx, b, got.Raw[0], true); err != nil {
		return err
	}
	return d.endDead(ctx, who, x, "taken")
}

// DropMail ends a letter that waits without taking it in; it stays in its
// mailbox.
func (d *Desk) DropMail(ctx context.Context, who matter.Actor, id string) error {
	x, _, err := d.deadMail(ctx, who, id)
	if err != nil {
		return err
	}
	return d.endDead(ctx, who, x, "dropped")
}

func (d *Desk) deadMail(ctx context.Context, who matter.Actor, id string) (store.DeadMail, store.MailBox, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return store.DeadMail{}, store.MailBox{}, err
	}
	x, err := d.store.DeadMail(ctx, id)
	if err != nil {
		return x, store.MailBox{}, err
	}
	var b store.MailBox
	err = d.store.View(ctx, func(tx *store.Tx) error {
		b, err = tx.LockMailBox(x.BoxID)
		return err
	})
	if err == nil {
		err = tree.mayIn(who, b.AgencyID, BoxKeepers...)
	}
	return x, b, err
}

func (d *Desk) endDead(ctx context.Context, who matter.Actor, x store.DeadMail, state string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(entry(who, BoxKeepers, "mailbox.letter_"+state, x.BoxID, map[string]any{"uid": x.UID, "code": x.Code}))
		return tx.EndDeadMail(x.ID, state)
	})
}
