package desk

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/redact"
	"yingda/internal/store"
)

// appealTerm is how long another officer has to look again. Clause: ACC-13.
var appealTerm = deadline.Within{N: 5, Unit: deadline.WorkingDays}

// How many appeals are taken: a minute and comment, and a minute together.
const (
	appealsEach     = 3
	appealsTogether = 60
)

// TakeAppeal (申诉) takes the wish of somebody, whom nobody asks for a name, that
// another officer look again at a comment that is withheld; code stands in its
// notice, form in the page. It returns when that is due. Faults: comment.unknown,
// appeal.state, appeal.open, appeal.text, feedback.form, feedback.early,
// feedback.old, feedback.again, feedback.busy. Clause: ACC-13.
func (d *Desk) TakeAppeal(ctx context.Context, code, text, form string) (due time.Time, err error) {
	text = strings.TrimSpace(strings.ToValidUTF8(text, "�"))
	if utf8.RuneCountInString(text) > 500 {
		return due, fault.New(fault.Invalid, "appeal.text", "最多写 500 字").On("text")
	}
	text, _ = redact.Text(text, redact.Options{})
	nonce, err := d.readForm(code, form)
	if err != nil {
		return due, err
	}
	busy := fault.New(fault.Busy, "feedback.busy", "这一分钟里申诉的人太多，请过一分钟再试")
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		for scope, most := range map[string]int64{"appeal": appealsTogether, "appeal." + code: appealsEach} {
			if n, err := tx.Pace(scope); err != nil || n > most {
				return unless(err, busy)
			}
		}
		c, err := tx.LockComment(code)
		switch {
		case err != nil:
			return err
		case c.State != "withheld" || c.Code != code:
			return fault.New(fault.Conflict, "appeal.state", "这条评论现在正常展示，不需要申诉")
		}
		if _, err := tx.LockAppeal(c.ID); err == nil {
			return fault.New(fault.Conflict, "appeal.open", "这条评论的申诉已经收到，正由另一人核对")
		}
		if due, err = d.appealDue(ctx, c.AgencyID, tx.Now); err != nil {
			return err
		}
		if err := tx.UseForm(nonce); err != nil {
			return err
		}
		if err := tx.PutAppeal(store.Appeal{CommentID: c.ID, Text: text, At: tx.Ms(), DueAt: due.UnixMilli()}); err != nil {
			return err
		}
		tx.Publish("comment.appealed", code, store.Digest(code))
		if err := d.tellDeciders(ctx, tx, c, store.EventSign, "有人申诉：账号「"+c.Account+"」下不予展示的评论 "+code+"，"+due.In(deadline.Zone).Format("1月2日")+" 前由另一人核对"); err != nil {
			return err
		}
		tx.Changed()
		return nil
	})
	return due, err
}

func (d *Desk) appealDue(ctx context.Context, agencyID string, at time.Time) (time.Time, error) {
	cal, err := d.CalendarOf(ctx, agencyID)
	if err != nil {
		return time.Time{}, err
	}
	r, err := deadline.Due(cal, deadline.Term{From: at, Within: appealTerm})
	return r.Due, err
}

func (d *Desk) tellDeciders(ctx context.Context, tx *store.Tx, c store.OwnComment, event, text string) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return tx.NotifyOf(event, tree.unitsOf(c.AgencyID), AppealDeciders, "", "", text)
}

// DecideAppeal lets another officer than those who withheld a comment show it
// again, or keep it back with a public reason. Faults: register.role, act.token,
// comment.version, appeal.none, appeal.same_person, appeal.reason. Clause: ACC-13.
func (d *Desk) DecideAppeal(ctx context.Context, who matter.Actor, id string, version int64, restore bool, reason string) error {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n < 4 || n > 200 {
		return fault.New(fault.Invalid, "appeal.reason", "写明核对的结论，4 到 200 个字，会公开").On("reason")
	}
	if err := must(who, AppealDeciders...); err != nil {
		return err
	}
	reason, _ = redact.Text(reason, redact.Options{})
	return d.changeComment(ctx, who, id, version, func(tx *store.Tx, c *store.OwnComment) error {
		p, err := tx.LockAppeal(c.ID)
		switch {
		case err != nil:
			return err
		case who.ID == c.WithheldBy || who.ID == c.ProposedBy:
			return fault.New(fault.Forbidden, "appeal.same_person", "提出或决定不展示的人不能处理对它的申诉，请另一人核对")
		}
		p.Verdict, p.Reason, p.ByID, p.DecidedAt = "kept", reason, who.ID, tx.Ms()
		if restore {
			p.Verdict = "restored"
			c.State, c.RestoredAt = "shown", tx.Ms()
			if err := d.carryShown(tx, who, *c); err != nil {
				return err
			}
		}
		tx.Audit(entry(who, AppealDeciders, "comment.appeal_"+p.Verdict, c.ID, map[string]string{"code": c.Code, "reason": reason}))
		tx.Publish("comment."+p.Verdict, c.Code, store.Digest(reason))
		return tx.PutAppeal(p)
	})
}

// appealWarnings are how long before an appeal is due those who decide are told;
// the last comes when it is late.
var appealWarnings = []time.Duration{24 * time.Hour, 0}

// WatchAppeals tells of appeals that are nearly due or late. Clause: ACC-13.
func (d *Desk) WatchAppeals(ctx context.Context) (told int, err error) {
	for level := int64(len(appealWarnings)); level > 0; level-- {
		err := d.store.Write(ctx, func(tx *store.Tx) error {
			due, err := tx.AppealsDue(tx.Now.Add(appealWarnings[level-1]).UnixMilli(), level, mostWarned)
			if err != nil {
				return err
			}
			for _, p := range due {
				c, err := tx.LockComment(p.CommentID)
				if err != nil {
					return err
				}
				event, text := store.EventDue, "明天前要处理的评论申诉："
				if p.DueAt <= tx.Ms() {
					event, text = store.EventBreach, "评论申诉超过 5 个工作日没有处理："
					tx.Publish("comment.appeal_late", c.Code, store.Digest(c.Code))
				}
				if err := d.tellDeciders(ctx, tx, c, event, text+c.Code); err != nil {
					return err
				}
				p.Warned = level
				if err := tx.PutAppeal(p); err != nil {
					return err
				}
			}
			told += len(due)
			return nil
		})
		if err != nil {
			return told, err
		}
	}
	return told, nil
}
