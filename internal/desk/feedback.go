package desk

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"yingda/internal/fault"
	"yingda/internal/store"
)

// How long a form holds, and how many answers are taken a minute. A person needs
// a second to press; a form that lay open for a day is fetched again.
const (
	formYoungest    = time.Second
	formOldest      = time.Hour
	answersEach     = 30  // a minute and statement
	answersTogether = 300 // a minute
)

// Forms signs the forms of the public site, so that an answer can be told from a
// flood without asking who answers. Key returns the secret; nil for one that dies
// with the process.
type Forms struct {
	Key  func() ([]byte, error)
	once sync.Once
	own  []byte
	err  error
}

func (f *Forms) key() ([]byte, error) {
	f.once.Do(func() {
		if f.Key != nil {
			f.own, f.err = f.Key()
			return
		}
		f.own = make([]byte, 32)
		_, f.err = rand.Read(f.own)
	})
	return f.own, f.err
}

func (f *Forms) sign(text string) (string, error) {
	key, err := f.key()
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil)), nil
}

// FeedbackForm returns the token of a form for one answer on a statement.
func (d *Desk) FeedbackForm(number string) (string, error) {
	nonce := make([]byte, 12)
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	text := number + "." + strconv.FormatInt(d.store.Now().UnixMilli(), 10) + "." + hex.EncodeToString(nonce)
	sum, err := d.Forms.sign(text)
	return text + "." + sum, err
}

// readForm returns the random number of a form whose signature holds and whose
// age is right.
func (d *Desk) readForm(number, token string) (string, error) {
	return d.readFormAged(number, token, formYoungest, formOldest)
}

// readFormAged does so for a form of another age.
func (d *Desk) readFormAged(number, token string, youngest, oldest time.Duration) (string, error) {
	wrong := fault.New(fault.Invalid, "feedback.form", "这张表不是从本页打开的，请回到答复页再选一次")
	i := strings.LastIndexByte(token, '.')
	if i < 0 || len(token) > 200 {
		return "", wrong
	}
	sum, err := d.Forms.sign(token[:i])
	if err != nil {
		return "", err
	}
	part := strings.Split(token[:i], ".")
	if !hmac.Equal([]byte(sum), []byte(token[i+1:])) || len(part) != 3 || part[0] != number {
		return "", wrong
	}
	ms, err := strconv.ParseInt(part[1], 10, 64)
	if err != nil {
		return "", wrong
	}
	switch age := d.store.Now().Sub(time.UnixMilli(ms)); {
	case age < youngest:
		return "", fault.New(fault.Busy, "feedback.early", "提交得太快，请稍等一秒再按一次")
	case age > oldest:
		return "", fault.New(fault.Conflict, "feedback.old", "这张表放得太久，请回到答复页再选一次")
	}
	return part[2], nil
}

// TakeFeedback counts one reader's answer whether a public statement met the
// question: counts a day, nothing about the reader. Faults: feedback.met,
// feedback.missing, feedback.form, feedback.early, feedback.old, feedback.again,
// feedback.busy, matter.unknown. Clause: ANS-13.
func (d *Desk) TakeFeedback(ctx context.Context, number, met, missing, token string) error {
	if !slices.Contains(store.Answers, met) {
		return fault.New(fault.Invalid, "feedback.met", "请选「是」「部分」或「否」").On("met")
	}
	if missing != "" && !slices.Contains(store.Missings, missing) {
		return fault.New(fault.Invalid, "feedback.missing", "原因只能从列出的几项里选").On("missing")
	}
	if met == "yes" {
		missing = ""
	}
	return d.takeForm(ctx, number, token, func(tx *store.Tx) error { return tx.TakeFeedback(number, met, missing) })
}

// takeForm takes one word of a reader by a form that counts once, unless too many
// come at a time.
func (d *Desk) takeForm(ctx context.Context, number, token string, take func(*store.Tx) error) error {
	nonce, err := d.readForm(number, token)
	if err != nil {
		return err
	}
	caps := []struct {
		scope string
		most  int64
	}{{"feedback", answersTogether}, {"feedback." + number, answersEach}}
	busy := fault.New(fault.Busy, "feedback.busy", "这一分钟里评价的人太多，请过一分钟再按一次")
	for _, c := range caps { // without a write: a flood must not keep others from writing
		if n, err := d.store.Paced(ctx, c.scope); err != nil || n >= c.most {
			return unless(err, busy)
		}
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		for _, c := range caps {
			if n, err := tx.Pace(c.scope); err != nil || n > c.most {
				return unless(err, busy)
			}
		}
		if err := tx.UseForm(nonce); err != nil {
			return err
		}
		return take(tx)
	})
}
