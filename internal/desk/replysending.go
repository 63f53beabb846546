package desk

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/platform"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// SendReply takes one answer to who wrote, at most once: that it is being sent is
// on record before the call. A try whose end nobody recorded waits for a person.
// Faults: sending.stopped; an error when it is to be tried again. Clause: MSG-3.
func (d *Desk) SendReply(ctx context.Context, id string) error {
	s, err := d.claimReply(ctx, id)
	if err != nil || s == nil {
		return err
	}
	switch {
	case s.again:
		return d.settleReply(ctx, s, errors.New("上一次发送没有记下结果"))
	case s.via == nil:
		return d.settleReply(ctx, s, channel.Refused(fault.New(fault.Busy, "reply.off", "这个渠道现在没有发送接口")))
	}
	_, err = s.via.Reply(ctx, s.out)
	if fault.CodeOf(err) == platform.Waiting {
		return d.replyLater(ctx, s, err)
	}
	return d.settleReply(ctx, s, err)
}

func (d *Desk) claimReply(ctx context.Context, id string) (*replying, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	var s *replying
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		s = nil
		if err := sendable(tx); err != nil {
			return err
		}
		reply, err := tx.LockReply(id)
		if err != nil || reply.State != "queued" && reply.State != "sending" {
			return err
		}
		m, err := tx.LockMatter(reply.MatterID)
		if err != nil {
			return err
		}
		x, err := tx.Message(m.ID)
		if err != nil {
			return err
		}
		if err := heldBack(tx, x.AccountID); err != nil {
			return err
		}
		s = &replying{reply: reply, again: reply.State == "sending", via: d.Inbox.Replier(x.Way)}
		if s.again || s.via == nil {
			return nil
		}
		if s.out, err = d.replyOut(tx, tree, m, x, reply); err != nil {
			return err
		}
		reply.State, reply.Attempts = "sending", reply.Attempts+1
		s.reply = reply
		return tx.SaveReply(reply)
	})
	return s, err
}

func (d *Desk) replyOut(tx *store.Tx, tree *Tree, m matter.Matter, x store.Message, reply store.MessageReply) (ReplyOut, error) {
	key, err := d.caseKey(tx, m.ID)
	if err != nil {
		return ReplyOut{}, err
	}
	sealed, err := tx.MessageContact(m.ID)
	if err != nil {
		return ReplyOut{}, err
	}
	contact, err := key.OpenText(sealed, "contact")
	if err != nil {
		return ReplyOut{}, err
	}
	answers, err := tx.MessageAnswers(m.ID)
	if err != nil {
		return ReplyOut{}, err
	}
	out := ReplyOut{Key: channel.KeyOf(m.Number, strconv.FormatInt(reply.Version, 10), x.Way, "answer"), Way: x.Way, Account: x.AccountID, Contact: contact, Number: m.Number, Subject: m.Title, Agency: tree.Name(m.AgencyID)}
	for _, v := range answers {
		if v.Version == reply.Version {
			out.Text = v.Text
		}
	}
	if d.Sending.Public != "" {
		out.Page = d.Sending.Public + "/follow?number=" + m.Number
	}
	return out, nil
}

// settleReply puts on record how a try ended.
func (d *Desk) settleReply(ctx context.Context, s *replying, cause error) error {
	certain, again := channel.Failed(cause)
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	retry := false
	err = d.store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		reply, err := tx.LockReply(s.reply.ID)
		if err != nil || reply.State == "done" || reply.Attempts != s.reply.Attempts {
			return err
		}
		m, err := tx.LockMatter(reply.MatterID)
		if err != nil {
			return err
		}
		switch {
		case cause == nil:
			reply.State, reply.Error, reply.DoneAt = "done", "", tx.Ms()
		case fault.CodeOf(cause) == OnPage: // it stands where its sender looks for it
			reply.State, reply.Error, reply.DoneAt = "done", said(cause), tx.Ms()
		case !certain:
			reply.State, reply.Error = "unknown", said(cause)
		case again && reply.Attempts < mostAttempts:
			reply.State, reply.Error, retry = "queued", said(cause), true
		default:
			reply.State, reply.Error = "failed", said(cause)
		}
		if err := tx.SaveReply(reply); err != nil {
			return err
		}
		if reply.State == "done" {
			if m.State != matter.Replying {
				return nil
			}
			a, err := d.load(tx, tree, matter.SystemActor, &m)
			if err != nil {
				return err
			}
			return a.take("replied", nil)
		}
		if retry {
			return nil
		}
		text := map[string]string{"unknown": "不知道答复是否已送达，等人决定：", "failed": "答复没有送达，等人决定："}[reply.State] + m.Title
		return tx.Notify([]string{m.UnitID}, []regime.Role{regime.Handler, regime.OfficeDirector}, m.ID, "", text)
	})
	if err == nil && retry {
		return fmt.Errorf("reply %s: %w", s.reply.ID, cause)
	}
	return err
}

// AnswerMessages answers the messages that wait for a concern: with its public
// answer where there is one; where it ended without, they are handled on their own.
// Clause: MSG-2.
func (d *Desk) AnswerMessages(ctx context.Context, concernID string) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	after := ""
	for {
		var waiting []string
		if err := d.store.View(ctx, func(tx *store.Tx) error {
			waiting, err = tx.MessagesOf(concernID, after, 50)
			return err
		}); err != nil || len(waiting) == 0 {
			return err
		}
		for _, id := range waiting {
			after = id
			if err := d.store.Write(ctx, func(tx *store.Tx) error { return d.answerJoined(tx, tree, concernID, id) }); err != nil {
				return fmt.Errorf("answer message %s: %w", id, err)
			}
		}
	}
}

func (d *Desk) answerJoined(tx *store.Tx, tree *Tree, concernID, id string) error {
	m, err := tx.LockMatter(id)
	if err != nil || m.State != matter.Joined {
		return err
	}
	a, err := d.load(tx, tree, matter.SystemActor, &m)
	if err != nil || a.message.ConcernID != concernID {
		return err
	}
	concern, err := tx.LockMatter(concernID)
	if err != nil {
		return err
	}
	number, title, text, err := tx.PublicAnswer(concernID)
	switch {
	case err != nil:
		return err
	case number != "":
		body := "您反映的事项已公开答复（" + number + "）：\n\n" + title + "\n\n" + text
		return a.take("answer_with", map[string]any{"statement": number, "text": clipped(body, matter.MaxLong)})
	case concern.State == matter.Merged:
		c, err := tx.Concern(concernID)
		if err != nil {
			return err
		}
		a.message.ConcernID = c.MergedInto
		if err := tx.UpdateMessage(*a.message); err != nil {
			return err
		}
		return a.askForAnswers(c.MergedInto)
	case concern.State.Final():
		a.text = concern.Number + " 已办结，没有公开答复"
		return a.take("concern_ended", nil)
	}
	return nil
}
