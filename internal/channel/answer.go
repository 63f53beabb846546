package channel

import (
	"context"
	"strings"

	"github.com/wneessen/go-mail"

	"yingda/internal/fault"
)

// Letter (回信) is an answer to one person who wrote by mail: plain text in the
// agency's name, with nothing in it that tells whether it was read. ID is the
// left part of its Message-ID, the same for every try.
type Letter struct {
	ID, To, Subject, Text, Agency string
	InReplyTo                     string
	References                    []string
	Automatic                     bool // a receipt, which no machine is to answer
}

// Answer sends a letter, at most once: see Failed for what an error says.
func (o *Mail) Answer(ctx context.Context, l Letter) (Receipt, error) {
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := msg.FromFormat(l.Agency, o.From); err != nil {
		return Receipt{}, Refused(fault.New(fault.Invalid, "mail.from", "发件地址不正确").Because(err))
	}
	if err := msg.To(l.To); err != nil {
		return Receipt{}, Refused(fault.New(fault.Invalid, "mail.to", "收件地址不正确").Because(err))
	}
	_, domain, _ := strings.Cut(o.From, "@")
	msg.SetMessageIDWithValue(l.ID + "@" + domain)
	msg.SetDateWithValue(o.Now())
	msg.Subject(strings.Join(strings.Fields(l.Subject), " "))
	if l.InReplyTo != "" {
		msg.SetGenHeader(mail.HeaderInReplyTo, "<"+l.InReplyTo+">")
	}
	if len(l.References) > 0 {
		msg.SetGenHeader(mail.HeaderReferences, "<"+strings.Join(l.References, "> <")+">")
	}
	if l.Automatic {
		msg.SetGenHeader("Auto-Submitted", "auto-replied")
		msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	}
	msg.SetBodyString(mail.TypeTextPlain, l.Text)
	return Receipt{Found: true}, Deliver(ctx, o, msg)
}
