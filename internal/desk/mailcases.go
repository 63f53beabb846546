package desk

import (
	"context"
	"crypto/hmac"
	"encoding/json"
	"regexp"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/source"
	"yingda/internal/store"
)

// threadOf is the first letter of a conversation.
func threadOf(l source.Letter) string {
	for _, ids := range [][]string{l.References, l.InReplyTo} {
		if len(ids) > 0 {
			return ids[0]
		}
	}
	return l.ID
}

var (
	ownID     = regexp.MustCompile(`yingda\.(M-\d{4}-\d{4,})\.([0-9a-f]{20})\.([0-9a-z]+)@`)
	inSubject = regexp.MustCompile(`\bM-\d{4}-\d{4,}\b`)
)

// ourID is the left part of the Message-ID of a letter of ours: nobody else can
// make one.
func (d *Desk) ourID(number, which string) (string, error) {
	sum, err := d.Forms.sign("letter of " + number)
	if err != nil {
		return "", err
	}
	return "yingda." + number + "." + sum[:20] + "." + which, nil
}

// ours returns the case and which letter of ours a text names, "" for none.
func (d *Desk) ours(text string) (number, which string, err error) {
	for _, at := range ownID.FindAllStringSubmatch(text, 20) {
		sum, err := d.Forms.sign("letter of " + at[1])
		if err != nil {
			return "", "", err
		}
		if hmac.Equal([]byte(sum[:20]), []byte(at[2])) {
			return at[1], at[3], nil
		}
	}
	return "", "", nil
}

// caseOfLetter returns the number of the case that a letter goes on with: it
// answers a letter of ours, or names the number and comes from where the case
// came from. "" where neither holds: a number alone proves nothing.
func (d *Desk) caseOfLetter(ctx context.Context, l source.Letter) (string, error) {
	ids := ""
	for _, id := range append(l.InReplyTo, l.References...) {
		ids += id + "\n"
	}
	if number, _, err := d.ours(ids); err != nil || number != "" {
		return number, err
	}
	number := inSubject.FindString(l.Subject)
	if number == "" {
		return "", nil
	}
	same := ""
	err := d.store.View(ctx, func(tx *store.Tx) error {
		m, err := tx.LockMatter(number)
		if err != nil {
			return err
		}
		head, _, err := d.head(tx, m.ID)
		if err == nil && head.To != "" && strings.EqualFold(head.To, l.From) {
			same = number
		}
		return err
	})
	if k := fault.KindOf(err); k == fault.NotFound || k == fault.Conflict { // no such case, or it is shredded
		err = nil
	}
	return same, err
}

// head opens what is sealed of the letters of a case; a zero one for a case that
// did not come by mail.
func (d *Desk) head(tx *store.Tx, matterID string) (mailHead, store.MailHead, error) {
	var h mailHead
	kept, err := tx.LockMailHead(matterID)
	if err != nil || kept.Sealed == "" {
		return h, kept, err
	}
	key, err := d.caseKey(tx, matterID)
	if err != nil {
		return h, kept, err
	}
	raw, err := key.OpenText(kept.Sealed, "mail")
	if err != nil {
		return h, kept, err
	}
	return h, kept, json.Unmarshal([]byte(raw), &h)
}
