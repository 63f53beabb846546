package notify

import (
	"context"
	"strings"

	"github.com/wneessen/go-mail"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/store"
)

// mail writes one letter to a person. Its Message-ID is the telling's, so that a
// letter which is sent again can be known.
func (t *Teller) mail(ctx context.Context, x store.Telling) (sent bool, err error) {
	w, err := t.Store.Wish(ctx, x.PersonID)
	if err != nil {
		return false, err
	}
	if w.Mail == "" {
		return false, fault.New(fault.Invalid, "telling.no_mail", "收件人没有填写邮箱")
	}
	m, err := t.compose(ctx, x, w.Sparse)
	if err != nil {
		return false, err
	}
	if x.Kind == "digest" && len(m.Lines) == 0 {
		return false, nil
	}
	o, err := t.Mail(w.Mail)
	if err != nil {
		return false, err
	}
	msg, err := letter(o, x, m)
	if err != nil {
		return false, err
	}
	err = channel.Deliver(ctx, o, msg)
	if certain, again := channel.Failed(err); err != nil && certain && !again {
		return false, fault.New(fault.Invalid, "telling.mail", "%s", plainly(err))
	} else if err != nil {
		return false, fault.New(fault.Busy, "telling.mail", "%s", plainly(err))
	}
	return true, nil
}

func letter(o *channel.Mail, x store.Telling, m Message) (*mail.Msg, error) {
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := msg.FromFormat("应答", o.From); err != nil {
		return nil, fault.New(fault.Invalid, "mail.from", "发件地址不正确")
	}
	if err := msg.To(o.To); err != nil {
		return nil, fault.New(fault.Invalid, "mail.to", "收件地址不正确")
	}
	_, domain, _ := strings.Cut(o.From, "@")
	msg.SetMessageIDWithValue("yingda.telling." + x.ID + "@" + domain)
	msg.SetDateWithValue(o.Now())
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.Subject(m.Title)
	body := m.Title + "\n\n" + m.text(60_000)
	if m.Link != "" {
		body += "\n\n打开：" + m.Link
	}
	msg.SetBodyString(mail.TypeTextPlain, body+"\n\n——\n本邮件由应答自动发出，请勿回复。不想再收，请在「个人设置 → 通知方式」里修改。\n")
	return msg, nil
}

// plainly says why a letter did not go out; the server's own words stay out of
// pages, since they may quote the address.
func plainly(err error) string {
	if f := fault.Of(err); f != nil {
		return f.Text
	}
	return "邮件没有发出"
}
