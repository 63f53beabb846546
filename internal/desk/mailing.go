package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/mail"
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
