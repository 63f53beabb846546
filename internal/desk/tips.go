package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math/bits"
	"slices"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// Sealed tips (密封线索). Yingda stores a tip without being able to read it: who
// can is decided when it is sealed, by key, and again whenever somebody asks, by
// rule. See decision 46. Clause: HAN-8.

// What one tip may hold, sealed, in bytes, and how many wraps it may carry.
const (
	MostTip     = 6 << 20
	mostMoved   = 120 << 20 // of what comes by other ways, with its files
	mostReaders = 64
)

// TipWork is how many leading zero bits the digest of token and answer must have:
// about a second in a browser.
const TipWork = 16

// Within which a tip is answered first, and finished.
var (
	tipAnswer = deadline.Within{N: 15, Unit: deadline.WorkingDays}
	tipFinish = deadline.Within{N: 60, Unit: deadline.Days}
)

// TipForm returns a token for one tip; a browser answers it with work.
func (d *Desk) TipForm() (string, error) { return d.FeedbackForm("tips") }

// TipSending is a tip as a browser sealed it.
type TipSending struct {
	Agency, Unit string
	Door         string // derived from the receipt code; opens nothing
	Public       string // the tip's own key
	AnswerKey    string // derived from the receipt code
	Wraps        []store.TipWrap
	Sealed       []byte
	Token, Work  string // proof of work
}

// SendTip takes in a tip that was sealed in the browser. Sent twice with one door
// it arrives once. It keeps nothing about who sends. Faults: tip.sealed,
// tip.readers when the recipients have changed, tip.work, tip.busy, tip.full, and
// those of TipReaders. Clause: HAN-8.
func (d *Desk) SendTip(ctx context.Context, in TipSending) error {
	if len(in.Door) != 64 || len(in.Sealed) > MostTip || len(in.Wraps) > mostReaders || !seal.Closed(in.Sealed, seal.ForKeys, 1) || seal.Public(in.Public) != nil || seal.Public(in.AnswerKey) != nil {
		return fault.New(fault.Invalid, "tip.sealed", "线索没有按要求密封，或者太大（合计不超过 4 MB）")
	}
	nonce, err := d.readForm("tips", in.Token)
	if err != nil || !worked(in.Token, in.Work) {
		return fault.New(fault.Conflict, "tip.work", "这张表放得太久，请再提交一次").Because(err)
	}
	return d.addTip(ctx, store.Tip{AgencyID: in.Agency, UnitID: in.Unit, Way: "browser", Door: seal.StoredDoor(in.Door), Public: in.Public, AnswerKey: in.AnswerKey}, in.Sealed, sealedTips, func(tx *store.Tx, keys []store.TipKey) ([]store.TipWrap, error) {
		if !sameReaders(keys, in.Wraps) {
			return nil, fault.New(fault.Conflict, "tip.readers", "接收人的钥匙刚刚变了，请再提交一次")
		}
		return in.Wraps, tx.UseForm(nonce)
	})
}

func worked(token, answer string) bool {
	sum := sha256.Sum256([]byte(token + "." + answer))
	return len(answer) < 20 && bits.LeadingZeros32(uint32(sum[0])<<24|uint32(sum[1])<<16|uint32(sum[2])<<8|uint32(sum[3])) >= TipWork
}

func sameReaders(keys []store.TipKey, wraps []store.TipWrap) bool {
	have := map[string]bool{}
	for _, w := range wraps {
		if !seal.Closed(w.Wrapped, seal.ForKeys, 1) || len(w.Wrapped) > 1024 {
			return false
		}
		have[w.KeyID] = true
	}
	return len(have) == len(keys) && len(wraps) == len(keys) && !slices.ContainsFunc(keys, func(k store.TipKey) bool { return !have[k.ID] })
}

// PlainTipForm returns the token of the form on which a tip is written without
// script.
func (d *Desk) PlainTipForm() (string, error) { return d.FeedbackForm("tips-plain") }

// SealTip takes in a tip from a browser without script: it is sealed in this
// process's memory before anything is written, which is weaker, and the page says
// so. The token is that of its form. It returns the receipt code, to be shown once.
// Faults: those of TipReaders, tip.form, tip.text, tip.large, tip.busy, tip.full.
// Clause: HAN-8.
func (d *Desk) SealTip(ctx context.Context, agencyID, unitID, token string, l seal.Letter) (code string, err error) {
	nonce, err := d.readFormAged("tips-plain", token, 0, OldestForm)
	if err != nil {
		return "", plainForm().Because(err)
	}
	if n := l.Runes(); n < 10 || n > 20_000 {
		return "", fault.New(fault.Invalid, "tip.text", "请写明是什么事，10 到 20000 个字").On("text")
	}
	code = seal.NewCode()
	plain, _ := seal.PlainCode(code)
	_, answerKey, err := seal.CodeKey(plain)
	if err != nil {
		return "", err
	}
	tip := store.Tip{AgencyID: agencyID, UnitID: unitID, Way: "server", Door: seal.StoredDoor(seal.CodeDoor(plain)), AnswerKey: answerKey}
	return code, d.sealTip(ctx, tip, l, plainTips, func(tx *store.Tx, _ string) error { return useTwice(tx, nonce) })
}

func plainForm() *fault.Fault {
	return fault.New(fault.Conflict, "tip.form", "这张表已经用过，或者放了一天以上。请返回上一页抄下写好的内容，再重新打开一张表提交；内容没有保存")
}

// useTwice lets a form count twice: who presses twice sees the receipt code of the
// second one alone.
func useTwice(tx *store.Tx, nonce string) error {
	for _, n := range []string{nonce, nonce + ".2"} {
		if err := tx.UseForm(n); fault.CodeOf(err) != "feedback.again" {
			return err
		}
	}
	return plainForm()
}

// sealTip seals a letter in memory and stores the tip; also does more in the same
// transaction.
func (d *Desk) sealTip(ctx context.Context, tip store.Tip, l seal.Letter, p paces, also func(tx *store.Tx, number string) error) error {
	private, public, err := seal.NewPair()
	if err != nil {
		return err
	}
	tip.Public = public
	raw := l.Bytes()
	sealed, err := seal.SealTo(raw, public)
	clear(raw)
	if err != nil {
		return err
	}
	if most := map[bool]int{true: mostMoved, false: MostTip}[tip.Way == "moved"]; len(sealed) > most {
		return fault.New(fault.Invalid, "tip.large", "附件太大，合计不超过 4 MB").On("files")
	}
	return d.addTip(ctx, tip, sealed, p, func(tx *store.Tx, keys []store.TipKey) ([]store.TipWrap, error) {
		var wraps []store.TipWrap
		for _, k := range keys {
			w, err := seal.SealTo([]byte(private), k.Public)
			if err != nil {
				return nil, err
			}
			wraps = append(wraps, store.TipWrap{KeyID: k.ID, Wrapped: w})
		}
		return wraps, nil
	}, also)
}

// addTip stores a sealed tip, starts its clocks and tells its recipients that
// there is one.
func (d *Desk) addTip(ctx context.Context, tip store.Tip, sealed []byte, p paces, wrap func(*store.Tx, []store.TipKey) ([]store.TipWrap, error), also ...func(*store.Tx, string) error) error {
	if err := d.room(ctx, p, len(sealed)); err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := takeRoom(tx, p, len(sealed)); err != nil {
			return err
		}
		keys, err := readersOf(tx, tree, tip.AgencyID, tip.UnitID)
		if err != nil {
			return err
		}
		wraps, err := wrap(tx, keys)
		if err != nil {
			return err
		}
		if tip.AnswerDue, tip.FinishDue, err = d.tipDues(tx); err != nil {
			return err
		}
		_, tip.AlarmAt = tipReminder(tip, tx.Ms())
		if again, err := tx.AddTip(&tip, wraps, sealed); again || err != nil {
			return err
		}
		for _, k := range keys {
			if k.PersonID == "" {
				continue
			}
			if err := tx.NotifyPerson(k.PersonID, "", "收到一件密封线索 "+tip.Number); err != nil {
				return err
			}
		}
		tx.Audit(store.Entry{Actor: "system", Role: "system", Action: "tip.received", Object: tip.Number, Result: "done"})
		for _, f := range also {
			if f == nil {
				continue
			}
			if err := f(tx, tip.Number); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *Desk) tipDues(tx *store.Tx) (answer, finish int64, err error) {
	a, err := deadline.Due(d.Calendar(), deadline.Term{From: tx.Now, Within: tipAnswer})
	if err != nil {
		return 0, 0, err
	}
	f, err := deadline.Due(d.Calendar(), deadline.Term{From: tx.Now, Within: tipFinish})
	return a.Due.UnixMilli(), f.Due.UnixMilli(), err
}

// textDigest commits to a text with a salt.
func textDigest(salt, text string) string {
	sum := sha256.Sum256([]byte(salt + "\n" + text))
	return hex.EncodeToString(sum[:])
}
