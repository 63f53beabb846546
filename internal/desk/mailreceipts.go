package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/source"
	"yingda/internal/store"
)

// keepHead seals what the next answer needs, and asks for a receipt when the case
// is new.
func (d *Desk) keepHead(ctx context.Context, b store.MailBox, l source.Letter, received string, got Received) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.LockMatter(got.Number)
		if err != nil {
			return err
		}
		was, kept, err := d.head(tx, m.ID)
		if fault.CodeOf(err) == "message.shredded" {
			return nil
		}
		if err != nil {
			return err
		}
		if was.ID == l.ID && kept.Sealed != "" {
			return nil // read again
		}
		h := mailHead{Key: received, To: l.From, Subject: l.Subject, ID: l.ID, References: append(l.References, l.ID)}
		receipt := ""
		if kept.Sealed != "" {
			h.Key, h.Subject = was.Key, was.Subject
		} else if receipt, err = d.receiptState(tx, b, l); err != nil {
			return err
		}
		raw, err := json.Marshal(h)
		if err != nil {
			return err
		}
		key, err := d.caseKey(tx, m.ID)
		if err != nil {
			return err
		}
		sealed, err := key.SealText(string(raw), "mail")
		if err != nil {
			return err
		}
		if err := tx.PutMailHead(store.MailHead{MatterID: m.ID, BoxID: b.ID, Sealed: sealed, Receipt: receipt}); err != nil || receipt != "queued" {
			return err
		}
		return tx.Enqueue("mail_receipt", m.ID, map[string]string{"number": m.Number}, tx.Now, 20)
	})
}

// receiptState says whether a new case gets a receipt: not where none can be
// taken, and a few a day for one address.
func (d *Desk) receiptState(tx *store.Tx, b store.MailBox, l source.Letter) (string, error) {
	if l.Quiet || l.From == "" || b.SMTP == "" {
		return "spared", nil
	}
	hash, err := d.sums(tx, "receipt", b.ID, strings.ToLower(l.From))
	if err != nil {
		return "", err
	}
	n, err := tx.PaceMail(hash[0])
	if err != nil || n <= receiptsDay {
		return "queued", err
	}
	return "spared", nil
}

// cameBack puts on record that a letter of ours did not arrive: an answer goes
// back to be given in another way. Clause: MSG-3.
func (d *Desk) cameBack(ctx context.Context, text string) error {
	number, which, err := d.ours(text)
	if err != nil || number == "" {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.LockMatter(number)
		if err != nil {
			return err
		}
		if which == "receipt" {
			return tx.SetReceipt(m.ID, "failed", "回执被退回")
		}
		reply, err := tx.LastReply(m.ID)
		if err != nil || reply.State == "failed" || reply.ID == "" || !strings.HasPrefix(channel.KeyOf(m.Number, fmt.Sprint(reply.Version), wayOf(tx, m.ID), "answer"), which) {
			return err // told already, or an earlier answer
		}
		reply.State, reply.Error = "failed", "对方邮件服务器退信，答复没有送达"
		if err := tx.SaveReply(reply); err != nil {
			return err
		}
		if m.State == matter.Replied {
			a, err := d.load(tx, tree, matter.SystemActor, &m)
			if err != nil {
				return err
			}
			return a.take("came_back", nil)
		}
		return tx.Notify([]string{m.UnitID}, []regime.Role{regime.Handler, regime.OfficeDirector}, m.ID, "", "答复被退信："+m.Title)
	})
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil
	}
	return err
}

func wayOf(tx *store.Tx, id string) string {
	x, err := tx.Message(id)
	if err != nil {
		return ""
	}
	return x.Way
}

// cameBackEffect tells the handler what to do now: nothing is shredded meanwhile.
func (a *act) cameBackEffect() error {
	a.text = "答复被退信，没有送达。请电话告知，或改正地址后重发；来件人也可以凭编号和查询码在查询页查看"
	a.message.EndsAt = 0
	if err := a.tx.UpdateMessage(*a.message); err != nil {
		return err
	}
	return a.notifyUnit(a.m.UnitID, regime.Handler, "答复被退信，请另行告知来件人："+a.m.Title)
}

// mailEffects are what a letter that came back changes.
var mailEffects = map[matter.Action]func(*act) error{"came_back": (*act).cameBackEffect}
