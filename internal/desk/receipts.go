package desk

import (
	"bytes"
	"encoding/json"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/redact"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// sealCase makes the key of a case and closes with it what came.
func (r *receipt) sealCase(id string) error {
	key, err := seal.NewCaseKey()
	if err != nil {
		return err
	}
	sealed, err := r.Inbox.seal(key.Text(), "message:"+id)
	if err != nil {
		return err
	}
	if err := r.tx.SetCaseKey(id, sealed); err != nil {
		return err
	}
	if err := r.tx.SetMessageCode(id, codeHash(id, r.code)); err != nil {
		return err
	}
	return r.turn(key)
}

// turn stores what the sender said this time, and where the answer goes.
func (r *receipt) turn(key seal.CaseKey) error {
	raw, err := json.Marshal(original{r.in.Subject, r.in.Text})
	if err != nil {
		return err
	}
	sealed, err := key.SealText(string(raw), "turn")
	if err != nil {
		return err
	}
	_, text := r.plain()
	n, err := r.tx.AddMessageTurn(r.id, store.MessageTurn{At: r.receivedAt(), Text: text, Sealed: sealed})
	if err != nil {
		return err
	}
	if r.in.Contact != "" {
		if sealed, err = key.SealText(r.in.Contact, "contact"); err != nil {
			return err
		}
		if err := r.tx.SetMessageContact(r.id, sealed); err != nil {
			return err
		}
	}
	for _, f := range r.in.Files {
		if err := r.keepFile(key, n, f); err != nil {
			return err
		}
	}
	return r.fetchMedia(n)
}

func (r *receipt) keepFile(key seal.CaseKey, n int64, f InboundFile) error {
	closed, err := key.Seal(f.Body, "file")
	if err != nil {
		return err
	}
	hash, _, err := r.Files.Put(bytes.NewReader(closed))
	if err != nil {
		return err
	}
	raw, err := json.Marshal(fileName{clipped(strings.TrimSpace(f.Name), 120), clipped(f.Type, 100)})
	if err != nil {
		return err
	}
	sealed, err := key.SealText(string(raw), "name")
	if err != nil {
		return err
	}
	return r.tx.AddMessageFile(r.id, store.MessageFile{N: n, Hash: hash, Size: int64(len(f.Body)), Sealed: sealed})
}

// original is what a sender wrote, as it is sealed.
type original struct{ Subject, Text string }

type fileName struct{ Name, Type string }

// plain returns title and text without personal data.
func (r *receipt) plain() (title, text string) {
	text, _ = redact.Text(r.in.Text, redact.Options{})
	title, _ = redact.Text(r.in.Subject, redact.Options{})
	if title == "" {
		title = titleOf(text)
	}
	if title == "" {
		title = "（只有附件）"
	}
	return clipped(title, mostSubject), text
}

// titleOf is the title of what has none: how it begins.
func titleOf(text string) string {
	title := strings.Join(strings.Fields(text), " ")
	if short := clipped(title, 40); short != title {
		return short + "…"
	}
	return title
}

func (r *receipt) receivedAt() int64 {
	if at := r.in.At.UnixMilli(); !r.in.At.IsZero() && at > 0 && at < r.tx.Ms() {
		return at
	}
	return r.tx.Ms()
}

// addressee returns the agency and the unit that a message is the business of at
// first.
func (r *receipt) addressee() (agency, unit string, err error) {
	agency = r.in.Agency
	if u, ok := r.tree.ByID[r.in.Unit]; ok && u.ClosedAt == 0 && r.in.Unit != "" {
		return u.AgencyID, u.ID, nil
	}
	if u, ok := r.tree.ByID[agency]; !ok || u.AgencyID != u.ID {
		if len(r.tree.Units) == 0 {
			return "", "", fault.New(fault.Conflict, "unit.none", "还没有登记单位")
		}
		agency = r.tree.Units[0].AgencyID
	}
	return agency, r.tree.Office(agency).ID, nil
}
