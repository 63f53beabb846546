package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/platform"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// CarryTitles and CarryStates are the words for what is carried to a platform and
// how it stands.
var (
	CarryTitles = map[string]string{"notice": "告知编号", "withhold": "不予展示", "show": "展示", "unnotice": "撤下告知"}
	CarryStates = map[string]string{"waiting": "等告知办好", "owed": "待人工办理", "queued": "等待发送", "sending": "正在发送", "done": "已办好", "unknown": "不知道是否办好", "failed": "没有办好", "superseded": "不再需要"}
)

// carryWithheld sets in motion that a comment is withheld on its platform: first the
// notice with its code below the comment, then, once that stands there, withholding.
// Clause: ACC-13.
func (d *Desk) carryWithheld(tx *store.Tx, who matter.Actor, c store.OwnComment) error {
	if err := supersede(tx, c.ID); err != nil {
		return err
	}
	text := "这条评论因「" + WithholdTitle(c.Reason) + "」不予展示，编号 " + c.Code + "。"
	if d.Sending.Public != "" {
		text += "有异议可在 " + d.Sending.Public + "/comments/" + c.Code + " 申诉，5 个工作日内由另一人核对。"
	} else {
		text += "有异议可凭编号在本机关网站申诉，5 个工作日内由另一人核对。"
	}
	if err := addCarry(tx, c, store.CommentCarry{Act: "notice", Text: text, ByID: who.ID}); err != nil {
		return err
	}
	return tx.AddCarry(store.CommentCarry{ID: store.NewID(tx.Now), CommentID: c.ID, Act: "withhold", State: "waiting", ByID: who.ID})
}

// carryShown sets in motion that a comment is shown again, and our notice taken off,
// as far as either went out or may have.
func (d *Desk) carryShown(tx *store.Tx, who matter.Actor, c store.OwnComment) error {
	before, err := tx.CommentCarries(c.ID)
	if err != nil {
		return err
	}
	if err := supersede(tx, c.ID); err != nil {
		return err
	}
	for _, undo := range []struct{ act, by string }{{"withhold", "show"}, {"notice", "unnotice"}} {
		i := lastOf(before, undo.act)
		if i < 0 || !slices.Contains([]string{"sending", "done", "unknown"}, before[i].State) {
			continue
		}
		if err := addCarry(tx, c, store.CommentCarry{Act: undo.by, ByID: who.ID}); err != nil {
			return err
		}
	}
	return nil
}

func lastOf(list []store.CommentCarry, act string) int {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Act == act {
			return i
		}
	}
	return -1
}

// supersede ends what was not begun: a later decision stands.
func supersede(tx *store.Tx, comment string) error {
	list, err := tx.CommentCarries(comment)
	if err != nil {
		return err
	}
	for _, x := range list {
		if slices.Contains([]string{"waiting", "owed", "queued", "failed"}, x.State) {
			x.State = "superseded"
			if err := tx.SaveCarry(x); err != nil {
				return err
			}
		}
	}
	return nil
}

// addCarry stores an act and sets it in motion, by machine where the comment was
// read through an interface that can, else by a person.
func addCarry(tx *store.Tx, c store.OwnComment, x store.CommentCarry) error {
	x.ID, x.CommentID, x.State = store.NewID(tx.Now), c.ID, "owed"
	machine, err := byMachine(tx, c)
	if err != nil {
		return err
	}
	if machine {
		x.State = "queued"
	}
	if err := tx.AddCarry(x); err != nil || !machine {
		return err
	}
	return enqueueCarry(tx, x.ID)
}

func enqueueCarry(tx *store.Tx, id string) error {
	return tx.Enqueue("comment", id, map[string]string{"carry": id}, tx.Now, 100)
}

// byMachine reports whether decisions about a comment go through an interface. Weibo
// documents none that shows a comment again, and its answers want the address of the
// person who writes: there a person does it.
func byMachine(tx *store.Tx, c store.OwnComment) (bool, error) {
	if c.OnPlatform == 0 || number(c.PlatformKey) == 0 || number(c.PostKey) == 0 {
		return false, nil // from a file
	}
	a, err := tx.Account(c.AccountID)
	if err != nil || a.Platform != regime.WeChat || a.State != "open" {
		return false, err
	}
	return tx.PlatformLinked(a.ID)
}

// ShowComment has the platform show a comment that is shown here and not there.
// Faults: register.role, act.token, comment.version, comment.state. Clause: ACC-13.
func (d *Desk) ShowComment(ctx context.Context, who matter.Actor, id string, version int64) error {
	if err := inPerson(who); err != nil {
		return err
	}
	return d.changeComment(ctx, who, id, version, func(tx *store.Tx, c *store.OwnComment) error {
		list, err := tx.CommentCarries(c.ID)
		if err != nil {
			return err
		}
		if c.State == "withheld" || c.OnPlatform != 2 || slices.ContainsFunc(list, under) {
			return fault.New(fault.Conflict, "comment.state", "这条评论不展示、在平台上已经展示，或有处置还没有办完")
		}
		tx.Audit(entry(who, CommentKeepers, "comment.show", c.ID, nil))
		return addCarry(tx, *c, store.CommentCarry{Act: "show", ByID: who.ID})
	})
}

// under reports whether an act has not ended yet.
func under(x store.CommentCarry) bool { return x.State != "done" && x.State != "superseded" }

// SettleCarry records that a person did on the platform what was owed, failed or
// unknown; done false tries it again where a machine can. Faults: register.role,
// act.token, comment.version, carry.unknown, carry.state. Clause: ACC-13.
func (d *Desk) SettleCarry(ctx context.Context, who matter.Actor, comment, carry string, version int64, done bool) error {
	if err := inPerson(who); err != nil {
		return err
	}
	return d.changeComment(ctx, who, comment, version, func(tx *store.Tx, c *store.OwnComment) error {
		x, err := tx.LockCarry(carry)
		if err != nil {
			return err
		}
		machine, err := byMachine(tx, *c)
		if err != nil {
			return err
		}
		if x.CommentID != c.ID || !slices.Contains([]string{"owed", "failed", "unknown"}, x.State) || !done && (!machine || x.State == "owed") {
			return fault.New(fault.Conflict, "carry.state", "这一条已经有了结果，或不能由机器再办")
		}
		tx.Audit(entry(who, CommentKeepers, "comment.carried", c.ID, map[string]any{"act": x.Act, "done": done}))
		if !done {
			x.State, x.Attempts, x.Error = "queued", 0, ""
			if err := tx.SaveCarry(x); err != nil {
				return err
			}
			return enqueueCarry(tx, x.ID)
		}
		x.State, x.SettledBy, x.DoneAt = "done", who.ID, tx.Ms()
		return d.carried(tx, *c, x)
	})
}

// carried stores an act that is done, how the comment stands on the platform now,
// and sets in motion what waited for it.
func (d *Desk) carried(tx *store.Tx, c store.OwnComment, x store.CommentCarry) error {
	if err := tx.SaveCarry(x); err != nil {
		return err
	}
	switch how := map[string]int64{"show": 1, "withhold": 2}[x.Act]; {
	case how != 0 && c.OnPlatform != 0:
		return tx.CommentOnPlatform(c.ID, how)
	case x.Act != "notice" || c.State != "withheld":
		return nil
	}
	list, err := tx.CommentCarries(c.ID)
	if err != nil {
		return err
	}
	i := lastOf(list, "withhold")
	if i < 0 || list[i].State != "waiting" {
		return nil
	}
	next := list[i]
	machine, err := byMachine(tx, c)
	if err != nil {
		return err
	}
	if next.State = "owed"; machine {
		next.State = "queued"
	}
	if err := tx.SaveCarry(next); err != nil || !machine {
		return err
	}
	return enqueueCarry(tx, next.ID)
}

// errCarryBusy says that another act on the same comment has not ended: two of them
// must not pass each other on the line.
var errCarryBusy = fault.New(fault.Busy, "carry.busy", "同一条评论的上一项处置还在发送")

// carrying is one act in hand.
type carrying struct {
	carry   store.CommentCarry
	comment store.OwnComment
	again   bool // an earlier try began and its end is not on record
}

// CarryComment (评论处置) carries one decision to the platform, at most once: that it
// is under way is on record before the call. A try whose end nobody recorded is read
// back; what cannot be seen there waits for a person. Faults: sending.stopped; an
// error when it is to be tried again. Clause: ACC-13.
func (d *Desk) CarryComment(ctx context.Context, id string) error {
	s, err := d.claimCarry(ctx, id)
	if err != nil || s == nil {
		return err
	}
	w, err := d.wechat(ctx, s.comment.AccountID)
	if err != nil {
		return d.settleCarry(ctx, s, channel.Refused(err))
	}
	if s.again {
		return d.settleCarry(ctx, s, seenThere(ctx, w, s, errors.New("上一次没有记下结果")))
	}
	err = carry(ctx, w, s)
	if fault.CodeOf(err) == platform.Waiting {
		return d.carryLater(ctx, s, err)
	}
	if certain, _ := channel.Failed(err); err != nil && !certain {
		err = seenThere(ctx, w, s, err)
	}
	return d.settleCarry(ctx, s, err)
}

func carry(ctx context.Context, w *platform.WeChat, s *carrying) error {
	data, id := s.comment.PostKey, int64(number(s.comment.PlatformKey))
	var err error
	switch s.carry.Act {
	case "notice":
		return w.ReplyComment(ctx, data, id, s.carry.Text)
	case "withhold":
		err = w.WithholdComment(ctx, data, id)
	case "show":
		err = w.ShowComment(ctx, data, id)
	case "unnotice":
		err = w.UnreplyComment(ctx, data, id)
	}
	if platform.CommentGone(err) && s.carry.Act != "show" {
		return nil // its writer took it back: nothing stands there any more
	}
	return err
}

// pagesOfComments is how many pages of comments are looked through for one.
const pagesOfComments = 40

// seenThere returns nil when the platform shows that an act was carried out, else why
// nobody knows.
func seenThere(ctx context.Context, w *platform.WeChat, s *carrying, why error) error {
	c, err := w.FindComment(ctx, s.comment.PostKey, int64(number(s.comment.PlatformKey)), pagesOfComments)
	if err != nil {
		return why
	}
	if map[string]bool{"notice": c.Reply == s.carry.Text, "withhold": !c.Shown, "show": c.Shown, "unnotice": c.Reply == ""}[s.carry.Act] {
		return nil
	}
	return why
}

func (d *Desk) claimCarry(ctx context.Context, id string) (*carrying, error) {
	var s *carrying
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		s = nil
		if err := sendable(tx); err != nil {
			return err
		}
		x, err := tx.LockCarry(id)
		if err != nil || x.State != "queued" && x.State != "sending" {
			return err
		}
		c, err := tx.LockComment(x.CommentID)
		if err != nil {
			return err
		}
		if err := heldBack(tx, c.AccountID); err != nil {
			return err
		}
		again := x.State == "sending"
		busy, err := tx.CarryUnderWay(c.ID, x.ID)
		if err != nil {
			return err
		}
		if busy && !again {
			return errCarryBusy
		}
		s = &carrying{carry: x, comment: c, again: again}
		if again {
			return nil
		}
		if withholds := x.Act == "notice" || x.Act == "withhold"; withholds != (c.State == "withheld") {
			s, x.State = nil, "superseded" // decided otherwise meanwhile
			return tx.SaveCarry(x)
		}
		x.State, x.Attempts = "sending", x.Attempts+1
		s.carry = x
		return tx.SaveCarry(x)
	})
	return s, err
}

// carryLater puts a try back that a platform wants us to wait with; it is no attempt.
func (d *Desk) carryLater(ctx context.Context, s *carrying, cause error) error {
	err := d.store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		x, err := tx.LockCarry(s.carry.ID)
		if err != nil || x.State != "sending" || x.Attempts != s.carry.Attempts {
			return err
		}
		x.State, x.Attempts, x.Error = "queued", x.Attempts-1, said(cause)
		return tx.SaveCarry(x)
	})
	if err != nil {
		return err
	}
	return cause
}

// settleCarry puts on record how a try ended.
func (d *Desk) settleCarry(ctx context.Context, s *carrying, cause error) error {
	certain, again := channel.Failed(cause)
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	retry := false
	err = d.store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		x, err := tx.LockCarry(s.carry.ID)
		if err != nil || x.State != "sending" || x.Attempts != s.carry.Attempts {
			return err
		}
		c, err := tx.LockComment(x.CommentID)
		if err != nil {
			return err
		}
		switch {
		case cause == nil:
			x.State, x.Error, x.DoneAt = "done", "", tx.Ms()
			return d.carried(tx, c, x)
		case !certain:
			x.State, x.Error = "unknown", said(cause)
		case again && x.Attempts < mostAttempts:
			x.State, x.Error, retry = "queued", said(cause), true
		default:
			x.State, x.Error = "failed", said(cause)
		}
		if err := tx.SaveCarry(x); err != nil || retry {
			return err
		}
		return tx.NotifyOf(store.EventDue, tree.unitsOf(c.AgencyID), CommentKeepers, "", "", "评论处置等人决定（"+CarryTitles[x.Act]+"）："+x.Error)
	})
	if err == nil && retry {
		return fmt.Errorf("carry comment %s: %w", s.carry.ID, cause)
	}
	return err
}

// longestReply is how long an answer below a comment may be, in letters.
const longestReply = 600

// CommentReplier (评论答复) puts an answer that passed its review below the comment
// that it answers: once, in the agency's name.
type CommentReplier struct{ Desk *Desk }

// Reply sends an answer once. What cannot go through an interface is a person's: the
// fault reply.by_hand says so. Clause: MSG-3; ACC-13.
func (r CommentReplier) Reply(ctx context.Context, out ReplyOut) (channel.Receipt, error) {
	at := strings.LastIndex(out.Contact, "/") + 1
	post, key := strings.TrimSuffix(out.Contact[:at], "/"), out.Contact[at:]
	id, err := strconv.ParseInt(key, 10, 64)
	if err != nil || number(post) == 0 {
		return channel.Receipt{}, channel.Refused(byHand)
	}
	w, err := r.Desk.wechat(ctx, out.Account)
	if err != nil {
		return channel.Receipt{}, channel.Refused(fault.New(fault.Conflict, "reply.by_hand", "%s", byHand.Text).Because(err))
	}
	text := out.Text + "（" + out.Agency + "）"
	if len([]rune(text)) > longestReply {
		return channel.Receipt{}, channel.Refused(fault.New(fault.Conflict, "reply.by_hand", "答复超过评论回复的 600 字：请在平台上写明在哪里看全文，再登记"))
	}
	err = w.ReplyComment(ctx, post, id, text)
	if certain, _ := channel.Failed(err); err != nil && !certain {
		if c, backErr := w.FindComment(ctx, post, id, pagesOfComments); backErr == nil && c.Reply == text {
			err = nil
		}
	}
	return channel.Receipt{Found: err == nil}, err
}

var byHand = fault.New(fault.Conflict, "reply.by_hand", "这条评论不能从接口回复：请在平台后台回复，再登记")
