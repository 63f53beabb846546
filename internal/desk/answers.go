package desk

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/proof"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Checked answers (标准答复). Clause: MSG-5.

var (
	// AnswerWriters write checked answers of their agency.
	AnswerWriters = []regime.Role{regime.OfficeDirector, regime.Liaison, regime.DutyOfficer, regime.Handler, regime.Drafter, regime.Editor}
	// AnswerApprovers approve what another has written, and take answers away.
	AnswerApprovers = []regime.Role{regime.OfficeDirector, regime.Reviewer, regime.ChiefEditor, regime.Head, regime.Deputy}
)

// answerWarning is how long before its end the keeper of an answer is told;
// answerLongest is how far away that end may be.
const (
	answerWarning = 30 * 24 * time.Hour
	answerLongest = 2 * 366 * 24 * time.Hour
)

// AnswerEdit is a checked answer as somebody writes it. Number is 0 for a new
// one; Keeper is a person's id, "" for the writer; Until the last day of
// validity, as 2027-12-31.
type AnswerEdit struct {
	Number                                  int64
	Agency, Keeper                          string
	Question, Answer                        string
	SourceKind, Source, Article, URL, Until string
}

// SaveAnswer stores a new text of a checked answer, which waits for another
// person; a public text stands until then. Faults: register.role,
// answer.unknown, answer.text, answer.source, answer.article, answer.url,
// answer.until, answer.personal, answer.keeper.
func (d *Desk) SaveAnswer(ctx context.Context, who matter.Actor, e AnswerEdit) (store.CheckedAnswer, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return store.CheckedAnswer{}, err
	}
	x, err := e.check(d.store.Now())
	if err != nil {
		return store.CheckedAnswer{}, err
	}
	x.WrittenBy = who.ID
	var a store.CheckedAnswer
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		a = store.CheckedAnswer{AgencyID: e.Agency, KeeperID: who.ID, State: "waiting"}
		if e.Number != 0 {
			if a, err = tx.LockAnswer(e.Number); err != nil {
				return err
			}
		}
		if err := tree.mayIn(who, a.AgencyID, AnswerWriters...); err != nil {
			return err
		}
		if err := d.checkArticle(tx, x); err != nil {
			return err
		}
		if e.Number == 0 {
			if err := tx.AddAnswer(&a); err != nil {
				return err
			}
		}
		if e.Keeper != "" && e.Keeper != a.KeeperID {
			if err := keeperIn(tx, tree, e.Keeper, a.AgencyID); err != nil {
				return err
			}
			a.KeeperID = e.Keeper
		}
		if err := tx.AddAnswerText(&a, x); err != nil {
			return err
		}
		if a.State != "public" {
			a.State = "waiting"
		}
		tx.Audit(entry(who, AnswerWriters, "answer.saved", a.ID, map[string]any{"number": a.Number, "version": a.Version, "hash": store.TextHash(x.Question, x.Answer)}))
		if err := tx.Notify(unitsOf(tree, a.AgencyID), []regime.Role{regime.OfficeDirector}, "", "", "标准答复待核："+x.Question); err != nil {
			return err
		}
		return tx.SaveAnswer(a)
	})
	return a, err
}

func (e AnswerEdit) check(now time.Time) (store.AnswerText, error) {
	x := store.AnswerText{Question: strings.TrimSpace(e.Question), Answer: strings.TrimSpace(e.Answer), SourceKind: e.SourceKind, Source: strings.Trim(strings.TrimSpace(e.Source), "《》"), Article: strings.TrimSpace(e.Article), URL: strings.TrimSpace(e.URL)}
	if n := utf8.RuneCountInString(x.Question); n < 4 || n > 120 {
		return x, fault.New(fault.Invalid, "answer.text", "问题要有 4 到 120 个字，像提问的人那样写").On("question")
	}
	if n := utf8.RuneCountInString(x.Answer); n < 4 || n > 3000 {
		return x, fault.New(fault.Invalid, "answer.text", "答复要有 4 到 3000 个字").On("answer")
	}
	if n := utf8.RuneCountInString(x.Source); n < 2 || n > 120 || x.SourceKind != "law" && x.SourceKind != "document" {
		return x, fault.New(fault.Invalid, "answer.source", "写明依据：法律法规的名称，或者文件的名称和文号").On("source")
	}
	if utf8.RuneCountInString(x.Article) > 60 || x.SourceKind == "law" && x.Article == "" {
		return x, fault.New(fault.Invalid, "answer.article", "依据是法律法规的，写到条，例如：第十一条").On("article")
	}
	if u, err := url.Parse(x.URL); x.URL != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || len(x.URL) > 500) {
		return x, fault.New(fault.Invalid, "answer.url", "原文链接应以 https:// 开头").On("url")
	}
	until, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(e.Until), zone)
	until = until.AddDate(0, 0, 1) // the whole of the last day
	if err != nil || !until.After(now) || until.After(now.Add(answerLongest)) {
		return x, fault.New(fault.Invalid, "answer.until", "有效期要写一个今天以后、两年以内的日子，到期前由保管人复核").On("until")
	}
	x.ValidUntil = until.UnixMilli()
	for _, f := range proof.Blocking(proof.Text{Title: x.Question, Body: x.Answer}) {
		return x, fault.New(fault.Invalid, "answer.personal", "%s：%s", f.Says, f.Mend).On("answer")
	}
	return x, nil
}

// checkArticle refuses an article that its law does not have, and a law that no
// regime and no list knows as one: a document is named as a document.
func (d *Desk) checkArticle(tx *store.Tx, x store.AnswerText) error {
	if x.SourceKind != "law" {
		return nil
	}
	known, err := d.knownLaws(tx.Context())
	if err != nil {
		return err
	}
	if is, has := proof.Cited(x.Source, x.Article, known); !has {
		if !is {
			return fault.New(fault.Invalid, "answer.article", "「%s」不是一条的写法，例如：第十一条第二款", x.Article).On("article")
		}
		return fault.New(fault.Invalid, "answer.article", "《%s》没有%s，请对照原文", x.Source, x.Article).On("article")
	}
	return nil
}

// CiteAnswer says what is to be looked at by hand in the source of a text: "" for
// nothing.
func (d *Desk) CiteAnswer(ctx context.Context, x store.AnswerText) (string, error) {
	if x.SourceKind != "law" {
		return "", nil
	}
	known, err := d.knownLaws(ctx)
	if err != nil {
		return "", err
	}
	if is, _ := proof.Cited(x.Source, x.Article, known); !is {
		return "《" + x.Source + "》不在已知的法规里，请批准人对照原文核对名称和条款", nil
	}
	return "", nil
}

func (d *Desk) knownLaws(ctx context.Context) ([]proof.Law, error) {
	var out []proof.Law
	adopted, err := d.store.Adoptions(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range adopted {
		reg, err := d.Regime(ctx, a.RegimeID)
		if err != nil {
			return nil, err
		}
		out = append(out, laws(reg)...)
	}
	return out, nil
}

// keeperIn refuses a keeper who does not work in the agency.
func keeperIn(tx *store.Tx, tree *Tree, personID, agencyID string) error {
	grants, err := tx.Grants(personID)
	if err != nil {
		return err
	}
	for _, g := range grants {
		if tree.ByID[g.UnitID].AgencyID == agencyID {
			return nil
		}
	}
	return fault.New(fault.Invalid, "answer.keeper", "保管人要是本机关的工作人员").On("keeper")
}

// DecideAnswer approves the newest text of a checked answer, or gives it back
// with a reason: another person than the one who wrote it, in person. Faults:
// answer.unknown, register.role, act.token, version.stale, answer.self,
// answer.decided, answer.reason, answer.until, sending.stopped.
func (d *Desk) DecideAnswer(ctx context.Context, who matter.Actor, number, version int64, approve bool, reason string) error {
	reason = strings.TrimSpace(reason)
	if !approve && (reason == "" || utf8.RuneCountInString(reason) > 300) {
		return fault.New(fault.Invalid, "answer.reason", "写明为什么退回，不超过 300 个字").On("reason")
	}
	return d.changeAnswer(ctx, who, number, AnswerApprovers, func(tx *store.Tx, a *store.CheckedAnswer) error {
		x := a.Text
		switch {
		case version != a.Version:
			return fault.New(fault.Conflict, "version.stale", "这条答复刚刚被改过，请看过新的文本再决定")
		case x.ApprovedBy != "" || x.ReturnedBy != "":
			return fault.New(fault.Conflict, "answer.decided", "这一版已经有人决定过")
		case x.WrittenBy == who.ID:
			return fault.New(fault.Forbidden, "answer.self", "自己写的答复由另一人核对批准")
		case !approve:
			if a.State != "public" {
				a.State = "returned"
			}
			tx.Audit(entry(who, AnswerApprovers, "answer.returned", a.ID, map[string]any{"number": a.Number, "version": a.Version}))
			if err := tx.NotifyPerson(x.WrittenBy, "", "标准答复被退回："+x.Question+"："+reason); err != nil {
				return err
			}
			return tx.DecideAnswerText(a, "", who.ID, reason)
		case x.ValidUntil <= tx.Ms():
			return fault.New(fault.Conflict, "answer.until", "这一版写的有效期已经过了，请先改有效期").On("until")
		}
		if err := sendable(tx); err != nil {
			return err
		}
		a.State, a.PublicVersion, a.ValidUntil, a.WarnedAt = "public", a.Version, x.ValidUntil, 0
		tx.Audit(entry(who, AnswerApprovers, "answer.approved", a.ID, map[string]any{"number": a.Number, "version": a.Version, "hash": store.TextHash(x.Question, x.Answer)}))
		tx.Publish("answer.published", answerName(a.Number), store.Digest(fmt.Sprintf("%d\n%s\n%s\n%s %s", a.Version, x.Question, x.Answer, x.Source, x.Article)))
		return tx.DecideAnswerText(a, who.ID, "", "")
	})
}

// answerName is how a checked answer is called on the ledger.
func answerName(number int64) string { return fmt.Sprintf("answer/%d", number) }

// WithdrawAnswer takes a checked answer off the public page, with a reason that is
// kept. Faults: answer.unknown, register.role, act.token, answer.reason,
// answer.withdrawn.
func (d *Desk) WithdrawAnswer(ctx context.Context, who matter.Actor, number int64, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" || utf8.RuneCountInString(reason) > 300 {
		return fault.New(fault.Invalid, "answer.reason", "写明停用的理由，不超过 300 个字").On("reason")
	}
	return d.changeAnswer(ctx, who, number, AnswerApprovers, func(tx *store.Tx, a *store.CheckedAnswer) error {
		if a.State == "withdrawn" {
			return fault.New(fault.Conflict, "answer.withdrawn", "这条答复已经停用")
		}
		if a.PublicVersion > 0 {
			tx.Publish("answer.withdrawn", answerName(a.Number), store.Digest(reason))
		}
		a.State, a.Reason = "withdrawn", reason
		tx.Audit(entry(who, AnswerApprovers, "answer.withdrawn", a.ID, map[string]any{"number": a.Number, "reason": reason}))
		return nil
	})
}

func (d *Desk) changeAnswer(ctx context.Context, who matter.Actor, number int64, roles []regime.Role, change func(*store.Tx, *store.CheckedAnswer) error) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		a, err := tx.LockAnswer(number)
		if err != nil {
			return err
		}
		if err := tree.mustIn(who, a.AgencyID, roles...); err != nil {
			return err
		}
		if err := change(tx, &a); err != nil {
			return err
		}
		return tx.SaveAnswer(a)
	})
}

// answersAtOnce bounds what one look at the validity of answers changes.
const answersAtOnce = 200

// KeepAnswers warns the keepers of answers that end soon, and takes those that
// have ended off the public page. It belongs into a job.
func (d *Desk) KeepAnswers(ctx context.Context) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		ended, err := tx.AnswersDue(tx.Ms(), true, answersAtOnce)
		if err != nil {
			return err
		}
		for _, number := range ended {
			if err := endAnswer(tx, number); err != nil {
				return err
			}
		}
		soon, err := tx.AnswersDue(tx.Now.Add(answerWarning).UnixMilli(), false, answersAtOnce)
		if err != nil {
			return err
		}
		for _, number := range soon {
			a, err := tx.LockAnswer(number)
			if err != nil {
				return err
			}
			a.WarnedAt = tx.Ms()
			if err := tx.NotifyPerson(a.KeeperID, "", "标准答复快到期，请复核："+a.Text.Question+"（有效到 "+lastDay(a.ValidUntil)+"）"); err != nil {
				return err
			}
			if err := tx.SaveAnswer(a); err != nil {
				return err
			}
		}
		return nil
	})
}

func endAnswer(tx *store.Tx, number int64) error {
	a, err := tx.LockAnswer(number)
	if err != nil {
		return err
	}
	a.State = "expired"
	tx.Audit(store.Entry{Actor: matter.SystemActor.ID, Action: "answer.expired", Object: a.ID, Result: "done", Detail: map[string]any{"number": a.Number}})
	tx.Publish("answer.expired", answerName(a.Number), store.Digest(lastDay(a.ValidUntil)))
	if err := tx.NotifyPerson(a.KeeperID, "", "标准答复已到期，已从公开页面撤下："+a.Text.Question); err != nil {
		return err
	}
	return tx.SaveAnswer(a)
}

// lastDay is the last day before an end of validity.
func lastDay(until int64) string {
	return from(until).Add(-time.Millisecond).In(zone).Format(time.DateOnly)
}
