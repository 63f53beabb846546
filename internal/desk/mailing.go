package desk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/mail"
	"regexp"
	"strings"
	"time"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/source"
	"yingda/internal/store"
)

// Mailing (来信邮箱) is what the desk needs to read and answer mail. Letters reads
// a mailbox; Server is the way out of one, with its password.
type Mailing struct {
	Letters func(ctx context.Context, m fetch.Mailbox) (fetch.Letters, error)
	Server  func(b store.MailBox, password string) *channel.Mail
}

// BoxKeepers register mailboxes, and decide what becomes of letters that were not
// taken in.
var BoxKeepers = []regime.Role{regime.OfficeDirector, regime.SystemAdmin}

const (
	boxEvery   = time.Minute
	boxLongest = 30 * time.Minute // between tries while a mailbox does not answer
	// how often a letter is tried that fails by a fault of ours, before it is listed
	triesOfLetter = 5
	receiptsDay   = 3 // receipts an address gets in a day
)

// BoxPurpose binds the sealed password of a mailbox to it.
func BoxPurpose(id string) string { return "mailbox/" + id }

// SaveMailBox registers a mailbox to which the public writes, or changes how it
// is reached; an empty password keeps the one that is sealed. Faults:
// register.role, act.token, mailbox.unknown, mailbox.name, mailbox.way,
// mailbox.address, mailbox.smtp, mail-address, mailbox.password.
func (d *Desk) SaveMailBox(ctx context.Context, who matter.Actor, b store.MailBox, password string) (store.MailBox, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return b, err
	}
	b.Name, b.Address, b.IMAP, b.SMTP, b.Login = strings.TrimSpace(b.Name), strings.ToLower(strings.TrimSpace(b.Address)), strings.TrimSpace(b.IMAP), strings.TrimSpace(b.SMTP), strings.TrimSpace(b.Login)
	if b.Login == "" {
		b.Login = b.Address
	}
	_, addrErr := mail.ParseAddress(b.Address)
	_, _, smtpPort := strings.Cut(b.SMTP, ":")
	switch {
	case b.Name == "" || len(b.Name) > 200:
		return b, fault.New(fault.Invalid, "mailbox.name", "给邮箱起个名字，例如：局长信箱").On("name")
	case b.Way != "mail" && b.Way != "head_mailbox":
		return b, fault.New(fault.Invalid, "mailbox.way", "请选择是公开邮箱还是领导信箱").On("way")
	case addrErr != nil || strings.ContainsAny(b.Address, " <>"):
		return b, fault.New(fault.Invalid, "mailbox.address", "邮箱地址不正确").On("address")
	case b.SMTP != "" && !smtpPort:
		return b, fault.New(fault.Invalid, "mailbox.smtp", "发信服务器应写成 主机:端口，例如 smtp.example.gov.cn:465").On("smtp")
	}
	if err := fetch.CheckMailbox(b.IMAP); err != nil {
		return b, fault.New(fault.Invalid, "mail-address", "收信服务器应写成 imaps://服务器:993 或 imap://服务器:143").On("imap").Because(err)
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		action := "mailbox.changed"
		if b.ID == "" {
			b.ID, b.CreatedBy, action = store.NewID(tx.Now), who.ID, "mailbox.added"
			if password == "" {
				return fault.New(fault.Invalid, "mailbox.password", "请填写邮箱的口令或授权码").On("password")
			}
		} else {
			was, err := tx.LockMailBox(b.ID)
			if err != nil {
				return err
			}
			b.AgencyID, b.Sealed, b.CreatedBy = was.AgencyID, was.Sealed, was.CreatedBy
		}
		if err := tree.mustIn(who, b.AgencyID, BoxKeepers...); err != nil {
			return err
		}
		if password != "" {
			if b.Sealed, err = d.Inbox.seal(password, BoxPurpose(b.ID)); err != nil {
				return err
			}
		}
		tx.Audit(entry(who, BoxKeepers, action, b.ID, map[string]any{"name": b.Name, "address": b.Address, "active": b.Active}))
		return tx.PutMailBox(b)
	})
	return b, err
}

// ReadMail reads every mailbox that is due; each tells by itself how it went. It
// belongs into a job.
func (d *Desk) ReadMail(ctx context.Context) error {
	list, err := d.store.MailBoxes(ctx)
	if err != nil {
		return err
	}
	var failed error
	for _, b := range list {
		if b.Active && b.NextAt <= d.store.Now().UnixMilli() {
			failed = errors.Join(failed, d.ReadMailBox(ctx, b))
		}
	}
	return failed
}

// ReadMailBox takes in what is new in a mailbox. How far it was read goes on
// record after everything read stands in a case or on the list of dead letters:
// what is cut off in between is read again, and arrives once. Clause: MSG-1.
func (d *Desk) ReadMailBox(ctx context.Context, b store.MailBox) error {
	got, cause := d.letters(ctx, b, 0)
	var dead []store.DeadMail
	taken, machines := int64(0), int64(0)
	read := cause == nil
	for i, raw := range got.Raw {
		what, err := d.TakeLetter(ctx, b, raw, false)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		ours := err != nil && (fault.Of(err) == nil || fault.KindOf(err) == fault.Internal || fault.KindOf(err) == fault.Busy)
		if ours && b.Failures < triesOfLetter { // read again next time, from here
			cause, got.After = fmt.Errorf("take letter %d of mailbox %s: %w", got.UIDs[i], b.Name, err), got.UIDs[i]-1
			break
		}
		switch {
		case ours:
			dead = append(dead, store.DeadMail{BoxID: b.ID, Validity: int64(got.Validity), UID: int64(got.UIDs[i]), Code: "mail-fault", Reason: "收下时多次出错，可以再试"})
		case err != nil:
			dead = append(dead, store.DeadMail{BoxID: b.ID, Validity: int64(got.Validity), UID: int64(got.UIDs[i]), Code: fault.CodeOf(err), Reason: fault.Of(err).Text})
		case what == source.MailList:
			dead = append(dead, store.DeadMail{BoxID: b.ID, Validity: int64(got.Validity), UID: int64(got.UIDs[i]), Code: "mail-list", Reason: "群发或邮件列表的信，没有当作来件；是群众来信的，可以收下"})
		case what == source.ByPerson:
			taken++
		default:
			machines++
		}
	}
	for _, uid := range got.Long {
		dead = append(dead, store.DeadMail{BoxID: b.ID, Validity: int64(got.Validity), UID: int64(uid), Code: "mail-long", Reason: "邮件太大，没有读；请在邮箱里查看"})
	}
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		now, err := tx.LockMailBox(b.ID)
		if err != nil {
			return err
		}
		now.ReadAt, now.NextAt = tx.Ms(), tx.Now.Add(boxEvery).UnixMilli()
		if cause != nil {
			now.Failures, now.ErrorCode, now.ErrorText = now.Failures+1, fault.CodeOf(cause), saidPlain(cause)
			now.NextAt = tx.Now.Add(min(boxLongest, boxEvery<<min(now.Failures, 5))).UnixMilli()
			if now.Failures == 3 {
				if err := tx.Notify(unitsOf(d.treeOf(tx), b.AgencyID), BoxKeepers, "", "", "来信邮箱读不了："+b.Name+"，"+said(cause)); err != nil {
					return err
				}
			}
		} else {
			now.Failures, now.ErrorCode, now.ErrorText = 0, "", ""
		}
		if !read {
			return tx.SaveMailRead(now)
		}
		for _, x := range dead {
			if err := tx.AddDeadMail(x); err != nil {
				return err
			}
		}
		now.Validity, now.AfterUID, now.Taken, now.Machines = int64(got.Validity), int64(got.After), now.Taken+taken, now.Machines+machines
		return tx.SaveMailRead(now)
	})
	if fault.Of(cause) == nil {
		err = errors.Join(cause, err)
	}
	return err
}

// saidPlain is what a person reads of a fault; the chain of one of ours is for
// the log.
func saidPlain(err error) string {
	if fault.Of(err) != nil {
		return said(err)
	}
	return "程序内部出错，会自动再试"
}

func (d *Desk) treeOf(tx *store.Tx) *Tree {
	tree, err := d.Tree(tx.Context())
	if err != nil {
		return &Tree{}
	}
	return tree
}

func (d *Desk) letters(ctx context.Context, b store.MailBox, only uint32) (fetch.Letters, error) {
	if d.Mailing.Letters == nil {
		return fetch.Letters{}, fault.New(fault.Busy, "mail.off", "这里没有读取邮箱的程序")
	}
	password, err := d.Inbox.open(b.Sealed, BoxPurpose(b.ID))
	if err != nil {
		return fetch.Letters{}, err
	}
	return d.Mailing.Letters(ctx, fetch.Mailbox{URL: b.IMAP, Login: b.Login, Password: password, Folder: b.Folder, Validity: uint32(b.Validity), After: uint32(b.AfterUID), Only: only})
}

// mailHead is what is sealed of the letters of a case.
type mailHead struct {
	Key        string   `json:"key"` // of the first letter as it was received: its code comes of it
	To         string   `json:"to"`
	Subject    string   `json:"subject"`
	ID         string   `json:"id"` // of the newest letter
	References []string `json:"references"`
}

// TakeLetter takes one letter in and says what wrote it; only what a person wrote
// becomes a message. insist takes a letter of a mailing list, too. Faults:
// mail-letter and those of Receive.
func (d *Desk) TakeLetter(ctx context.Context, b store.MailBox, raw []byte, insist bool) (source.Machine, error) {
	l, err := source.ReadLetter(raw)
	if err != nil {
		return "", err
	}
	switch {
	case strings.EqualFold(l.From, b.Address):
		return source.AutoReply, nil // our own letter: a loop ends here
	case l.Machine == source.Bounce:
		return l.Machine, d.cameBack(ctx, l.Raw)
	case l.Machine == source.MailList && insist:
	case l.Machine != source.ByPerson:
		return l.Machine, nil
	}
	in := Inbound{Way: b.Way, Agency: b.AgencyID, Key: l.ID, Subject: l.Subject, Text: l.Text, Contact: l.From, At: l.Date, Thread: threadOf(l)}
	if in.Key == "" {
		sum := sha256.Sum256(raw)
		in.Key = hex.EncodeToString(sum[:])
	}
	if in.Thread == "" {
		in.Thread = in.Key
	}
	for _, f := range l.Files {
		in.Files = append(in.Files, InboundFile{f.Name, f.Type, f.Body})
	}
	if in.Case, err = d.caseOfLetter(ctx, l); err != nil {
		return "", err
	}
	got, err := d.Receive(ctx, in)
	if err != nil {
		return "", err
	}
	return source.ByPerson, d.keepHead(ctx, b, l, in.Key, got)
}

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
