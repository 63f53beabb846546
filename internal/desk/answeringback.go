package desk

import (
	"context"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/platform"
	"yingda/internal/store"
)

// longestAnswer is how much of an answer goes through a platform, in bytes; the
// whole stands on the page where its sender follows it.
const longestAnswer = 1500

// AccountReplier (账号答复) takes answers back through the account that a message
// came to.
type AccountReplier struct{ Desk *Desk }

// Reply sends an answer once. Where the platform does not let us write to the
// sender any more, the answer stands where the sender follows the message, and
// that is how it was given: the fault reply.on_page says so. Clause: MSG-3.
func (r AccountReplier) Reply(ctx context.Context, out ReplyOut) (channel.Receipt, error) {
	a, err := r.Desk.Adapter(ctx, out.Account)
	if err != nil {
		return channel.Receipt{}, channel.Refused(err)
	}
	err = a.SendText(ctx, out.Contact, answerText(out))
	if f := fault.Of(err); platform.OutOfWindow(err) {
		return channel.Receipt{}, channel.Refused(fault.New(fault.Conflict, OnPage, "%s", f.Text))
	}
	return channel.Receipt{Found: err == nil}, err
}

// replyLater puts a try back that a platform wants us to wait with; it certainly
// did not go out and is no attempt. It returns the cause, by which the job knows
// when to come back.
func (d *Desk) replyLater(ctx context.Context, s *replying, cause error) error {
	err := d.store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		reply, err := tx.LockReply(s.reply.ID)
		if err != nil || reply.State != "sending" || reply.Attempts != s.reply.Attempts {
			return err
		}
		reply.State, reply.Error, reply.Attempts = "queued", said(cause), reply.Attempts-1
		return tx.SaveReply(reply)
	})
	if err != nil {
		return err
	}
	return cause
}

// OnPage is the code of an answer that could not be brought to its sender and
// stands where the sender looks for it.
const OnPage = "reply.on_page"

func answerText(out ReplyOut) string {
	text := "您的来件 " + out.Number + " 已答复：\n\n" + out.Text
	end := "\n\n" + out.Agency
	if out.Page != "" {
		end += "\n不满意或还有疑问，可在 " + out.Page + " 评价、追问。"
	}
	if len(text) > longestAnswer {
		text = clippedBytes(text, longestAnswer) + "……（全文请凭编号和查询码查看）"
	}
	return text + end
}

// clippedBytes cuts a text to at most n bytes between two letters.
func clippedBytes(s string, n int) string {
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
