package desk

import (
	"context"
	"crypto/rand"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/fold"
	"yingda/internal/matter"
	"yingda/internal/proof"
	"yingda/internal/store"
)

// WithholdReason is one of the closed list of reasons for not showing a comment.
type WithholdReason struct {
	Code  string
	Title string
	Asks  string // what has to be there
}

// WithholdReasons is the whole list. Criticism is not on it. Clause: ACC-13.
var WithholdReasons = []WithholdReason{
	{"personal_data", "含个人信息", "评论里确有被隐去的个人信息"},
	{"malicious_link", "含恶意链接", "评论里确有链接，并写明它做什么"},
	{"advertising", "广告", "写明推销的是什么"},
	{"duplicate", "重复评论", "同一篇文章下有一条一字不差、正在展示的评论"},
	{"off_matter", "与文章和本机关工作无关", "写明说的是什么，为什么无关"},
	{"law", "法律规定不得发布的内容", "写明法律的名称和条款"},
}

// WithholdTitle names a reason.
func WithholdTitle(code string) string {
	if i := slices.IndexFunc(WithholdReasons, func(r WithholdReason) bool { return r.Code == code }); i >= 0 {
		return WithholdReasons[i].Title
	}
	return code
}

var (
	linkIn = regexp.MustCompile(`(?i)https?://|www\.|[a-z0-9-]+\.(?:com|cn|net|org|top|xyz|vip|cc|shop)\b`)
	lawIn  = regexp.MustCompile(`.{2,}第[一二三四五六七八九十百零〇\d]+条`)
)

// Withholding is what a person says who does not want to show a comment.
type Withholding struct {
	Comment string
	Version int64
	Reason  string
	Note    string
	Law     string
}

// Alone reports whether one person may withhold a comment: only for what the
// program sees by itself, personal data and an exact repetition, and only where no
// words of criticism stand in it. What has to be judged takes two.
func Alone(reason, text string) bool {
	return (reason == "personal_data" || reason == "duplicate") && len(proof.Criticism(text)) == 0
}

// Withhold (不予展示) withholds a comment for a reason of the closed list, which it
// holds against the text. Where one person may not do that, see [Alone], it is only
// proposed: the comment stays until another officer agrees by the same call. The
// tombstone with its reason and the code of the notice is public at once. Faults:
// register.role, act.token, comment.version, comment.state, comment.reason,
// comment.no_personal, comment.no_link, comment.no_twin, comment.note,
// comment.law, comment.same_person. Clause: ACC-13.
func (d *Desk) Withhold(ctx context.Context, who matter.Actor, w Withholding) (store.OwnComment, error) {
	var out store.OwnComment
	if err := inPerson(who); err != nil {
		return out, err
	}
	err := d.changeComment(ctx, who, w.Comment, w.Version, func(tx *store.Tx, c *store.OwnComment) error {
		if err := d.withhold(tx, who, w, c); err != nil {
			return err
		}
		out = *c
		return nil
	})
	return out, err
}

func (d *Desk) withhold(tx *store.Tx, who matter.Actor, w Withholding, c *store.OwnComment) error {
	second := c.State == "proposed"
	switch {
	case c.State == "withheld":
		return fault.New(fault.Conflict, "comment.state", "这条评论已经不展示")
	case c.RestoredAt != 0 && c.Reason == w.Reason:
		return fault.New(fault.Conflict, "comment.restored", "经申诉恢复展示的评论，不能再以同一理由不予展示")
	case second && c.ProposedBy == who.ID:
		return fault.New(fault.Forbidden, "comment.same_person", "这样的不予展示要由另一人核对同意，提出的人不能自己同意")
	case second && w.Reason != c.Reason:
		return fault.New(fault.Invalid, "comment.reason", "同意的是原来提出的理由；理由不对的，请驳回").On("reason")
	}
	if !second {
		c.Reason, c.Note, c.Law = w.Reason, strings.TrimSpace(w.Note), strings.TrimSpace(w.Law)
		if err := checkReason(tx, c); err != nil {
			return err
		}
	}
	if !second && !Alone(c.Reason, c.Text) {
		c.State, c.ProposedBy = "proposed", who.ID
		tx.Audit(entry(who, CommentKeepers, "comment.proposed", c.ID, map[string]any{"reason": c.Reason}))
		return nil
	}
	c.State, c.WithheldBy, c.WithheldAt, c.RestoredAt = "withheld", who.ID, tx.Ms(), 0
	if c.Code == "" {
		c.Code = rand.Text()[:10]
	}
	tx.Audit(entry(who, CommentKeepers, "comment.withheld", c.ID, map[string]any{"reason": c.Reason, "law": c.Law, "code": c.Code, "second": second}))
	tx.Publish("comment.withheld", c.Code, store.Digest(c.Reason+"\n"+c.Law+"\n"+c.PostURL))
	return d.carryWithheld(tx, who, *c)
}

// checkReason holds a reason against the text that it is given for.
func checkReason(tx *store.Tx, c *store.OwnComment) error {
	wrong := func(code, field, text string) error {
		return fault.New(fault.Invalid, "comment."+code, "%s", text).On(field)
	}
	long := utf8.RuneCountInString(c.Note)
	if long > 200 {
		return wrong("note", "note", "说明最多 200 个字")
	}
	switch c.Reason {
	case "personal_data":
		if c.Masked == 0 {
			return wrong("no_personal", "reason", "这条评论里没有发现个人信息，不能以此为由")
		}
	case "malicious_link":
		if !linkIn.MatchString(c.Text) {
			return wrong("no_link", "reason", "这条评论里没有链接，不能以此为由")
		}
	case "duplicate":
		others, err := tx.CommentsBelow(c.AccountID, c.PostKey)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(others, func(o store.OwnComment) bool { return o.ID != c.ID && fold.String(o.Text) == fold.String(c.Text) })
		if i < 0 || c.Text == "" {
			return wrong("no_twin", "reason", "同一篇文章下没有一字不差、正在展示的另一条，不能以此为由")
		}
		c.Twin = others[i].ID
	case "law":
		if !lawIn.MatchString(c.Law) || utf8.RuneCountInString(c.Law) > 100 {
			return wrong("law", "law", "写明是哪部法律的第几条，如「网络安全法第十二条」")
		}
	case "advertising", "off_matter":
	default:
		return wrong("reason", "reason", "只能从列出的理由里选；批评、意见和不满都不是理由")
	}
	if c.Reason != "duplicate" && c.Reason != "personal_data" && long < 4 {
		return wrong("note", "note", "写一句说明，4 到 200 个字：对方申诉时，由另一人照此核对")
	}
	return nil
}

// RefuseWithholding lets a comment stand that somebody proposed to withhold. Faults:
// register.role, comment.version, comment.state, comment.same_person.
func (d *Desk) RefuseWithholding(ctx context.Context, who matter.Actor, id string, version int64) error {
	if err := inPerson(who); err != nil {
		return err
	}
	return d.changeComment(ctx, who, id, version, func(tx *store.Tx, c *store.OwnComment) error {
		switch {
		case c.State != "proposed":
			return fault.New(fault.Conflict, "comment.state", "没有人提出不展示这条评论")
		case c.ProposedBy == who.ID:
			return fault.New(fault.Forbidden, "comment.same_person", "由另一人核对")
		}
		tx.Audit(entry(who, CommentKeepers, "comment.let_stand", c.ID, map[string]string{"reason": c.Reason}))
		c.State, c.ProposedBy, c.Reason, c.Note, c.Law, c.Twin = "shown", "", "", "", "", ""
		return nil
	})
}
