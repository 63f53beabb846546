package store

import (
	"context"

	"yingda/internal/fault"
)

// MailBox (来信邮箱) is a mailbox of an agency to which the public writes. Sealed
// is its password; Validity and AfterUID how far it was read; Taken and Machines
// count letters taken in, and those that no person wrote. Clause: MSG-1.
type MailBox struct {
	ID, AgencyID, Way, Name, Address, IMAP, SMTP, Login, Sealed, Folder string
	Active                                                              bool
	Validity, AfterUID, ReadAt, NextAt, Failures                        int64
	ErrorCode, ErrorText                                                string
	Taken, Machines                                                     int64
	CreatedBy                                                           string
}

const boxColumns = `id, agency_id, way, name, address, imap, smtp, login, sealed, folder, active, validity, after_uid, read_at, next_at, failures, error_code, error_text, taken, machines, created_by`

func scanBoxes(rows Answer, err error) ([]MailBox, error) {
	if err != nil {
		return nil, err
	}
	var out []MailBox
	err = eachRow(rows, func() error {
		var b MailBox
		var active int64
		if err := rows.Scan(&b.ID, &b.AgencyID, &b.Way, &b.Name, &b.Address, &b.IMAP, &b.SMTP, &b.Login, &b.Sealed, &b.Folder, &active, &b.Validity, &b.AfterUID, &b.ReadAt, &b.NextAt, &b.Failures, &b.ErrorCode, &b.ErrorText, &b.Taken, &b.Machines, &b.CreatedBy); err != nil {
			return err
		}
		b.Active = active == 1
		out = append(out, b)
		return nil
	})
	return out, err
}

// MailBoxes returns all mailboxes for messages, those in use first.
func (r *Reader) MailBoxes(ctx context.Context) ([]MailBox, error) {
	return scanBoxes(r.query(ctx, `SELECT `+boxColumns+` FROM mail_box ORDER BY active DESC, name, id`))
}

// MailBoxPage returns up to n mailboxes after an id, "" for the first ones.
func (r *Reader) MailBoxPage(ctx context.Context, after string, n int) ([]MailBox, error) {
	return scanBoxes(r.query(ctx, `SELECT `+boxColumns+` FROM mail_box WHERE id > $1 ORDER BY id LIMIT $2`, after, n))
}

// LockMailBox returns one mailbox; mailbox.unknown if there is none.
func (t *Tx) LockMailBox(id string) (MailBox, error) {
	list, err := scanBoxes(t.Query(`SELECT `+boxColumns+` FROM mail_box WHERE id = $1`+t.forUpdate(), id))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "mailbox.unknown", "没有这个来信邮箱")
	}
	if err != nil {
		return MailBox{}, err
	}
	return list[0], nil
}

// PutMailBox stores a mailbox, a new one or how it is reached.
func (t *Tx) PutMailBox(b MailBox) error {
	_, err := t.Exec(`INSERT INTO mail_box (id, agency_id, way, name, address, imap, smtp, login, sealed, folder, active, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (id) DO UPDATE SET way = excluded.way, name = excluded.name, address = excluded.address, imap = excluded.imap, smtp = excluded.smtp, login = excluded.login, sealed = excluded.sealed, folder = excluded.folder, active = excluded.active`,
		b.ID, b.AgencyID, b.Way, b.Name, b.Address, b.IMAP, b.SMTP, b.Login, b.Sealed, b.Folder, Bit(b.Active), b.CreatedBy, t.Ms())
	return err
}

// SaveMailRead stores how far a mailbox was read and how that went.
func (t *Tx) SaveMailRead(b MailBox) error {
	_, err := t.Exec(`UPDATE mail_box SET validity = $2, after_uid = $3, read_at = $4, next_at = $5, failures = $6, error_code = $7, error_text = $8, taken = $9, machines = $10 WHERE id = $1`,
		b.ID, b.Validity, b.AfterUID, b.ReadAt, b.NextAt, b.Failures, b.ErrorCode, b.ErrorText, b.Taken, b.Machines)
	return err
}

// DeadMail (读不了的来信) is a letter that was not taken in: where it lies in its
// mailbox and why.
type DeadMail struct {
	ID, BoxID, Code, Reason, State string
	Validity, UID, At              int64
	Box                            string // name
}

// AddDeadMail lists a letter that was not taken in, once.
func (t *Tx) AddDeadMail(d DeadMail) error {
	_, err := t.Exec(`INSERT INTO mail_dead (id, box_id, validity, uid, code, reason, at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open') ON CONFLICT (box_id, validity, uid) DO NOTHING`, NewID(t.Now), d.BoxID, d.Validity, d.UID, d.Code, d.Reason, t.Ms())
	return err
}

// DeadMails returns the letters that wait for a person, oldest first.
func (r *Reader) DeadMails(ctx context.Context, n int) ([]DeadMail, error) {
	return scanDeadMails(r.query(ctx, deadMail+`WHERE d.state = 'open' ORDER BY d.at, d.id LIMIT $1`, n))
}

// DeadMailPage returns up to n of them after an instant and an id, oldest first.
func (r *Reader) DeadMailPage(ctx context.Context, at int64, id string, n int) ([]DeadMail, error) {
	return scanDeadMails(r.query(ctx, deadMail+`WHERE d.state = 'open' AND (d.at, d.id) > ($1, $2) ORDER BY d.at, d.id LIMIT $3`, at, id, n))
}

const deadMail = `SELECT d.id, d.box_id, d.code, d.reason, d.state, d.validity, d.uid, d.at, b.name FROM mail_dead d JOIN mail_box b ON b.id = d.box_id `

func scanDeadMails(rows Answer, err error) ([]DeadMail, error) {
	if err != nil {
		return nil, err
	}
	var out []DeadMail
	err = eachRow(rows, func() error {
		var d DeadMail
		if err := rows.Scan(&d.ID, &d.BoxID, &d.Code, &d.Reason, &d.State, &d.Validity, &d.UID, &d.At, &d.Box); err != nil {
			return err
		}
		out = append(out, d)
		return nil
	})
	return out, err
}

// DeadMail returns one letter that waits; mailbox.letter if there is none.
func (r *Reader) DeadMail(ctx context.Context, id string) (DeadMail, error) {
	list, err := scanDeadMails(r.query(ctx, deadMail+`WHERE d.id = $1 AND d.state = 'open'`, id))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "mailbox.letter", "没有这封待处理的来信")
	}
	if err != nil {
		return DeadMail{}, err
	}
	return list[0], nil
}

// EndDeadMail stores what became of a letter that waited: taken or dropped.
func (t *Tx) EndDeadMail(id, state string) error {
	_, err := t.Exec(`UPDATE mail_dead SET state = $2, ended_at = $3 WHERE id = $1 AND state = 'open'`, id, state, t.Ms())
	return err
}

// MailHead is what answers by mail need of a case. Receipt is ” for none,
// queued, sending, done, unknown, failed or spared.
type MailHead struct {
	MatterID, BoxID, Sealed, Receipt, ReceiptError string
}

// PutMailHead stores the head of a case, once; later letters of the case change
// what is sealed.
func (t *Tx) PutMailHead(h MailHead) error {
	_, err := t.Exec(`INSERT INTO mail_head (matter_id, box_id, sealed, receipt, receipt_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (matter_id) DO UPDATE SET sealed = excluded.sealed`, h.MatterID, h.BoxID, h.Sealed, h.Receipt, t.Ms())
	return err
}

// LockMailHead returns the head of a case, a zero one if it did not come by mail.
func (t *Tx) LockMailHead(matterID string) (MailHead, error) {
	var h MailHead
	err := t.Row(`SELECT matter_id, box_id, sealed, receipt, receipt_error FROM mail_head WHERE matter_id = $1`+t.forUpdate(), []any{matterID}, &h.MatterID, &h.BoxID, &h.Sealed, &h.Receipt, &h.ReceiptError)
	if IsNoRows(err) {
		err = nil
	}
	return h, err
}

// SetReceipt stores how a receipt stands.
func (t *Tx) SetReceipt(matterID, state, why string) error {
	_, err := t.Exec(`UPDATE mail_head SET receipt = $2, receipt_error = $3, receipt_at = $4 WHERE matter_id = $1`, matterID, state, why, t.Ms())
	return err
}

// PaceMail counts one more receipt under a hash and returns how many there were
// in the present day, this one included; older ones are forgotten.
func (t *Tx) PaceMail(hash string) (n int64, err error) {
	day := t.Ms() - 24*60*60*1000
	if _, err := t.Exec(`DELETE FROM mail_pace WHERE since < $1`, day); err != nil {
		return 0, err
	}
	err = t.Row(`INSERT INTO mail_pace (hash, n, since) VALUES ($1, 1, $2) ON CONFLICT (hash) DO UPDATE SET n = mail_pace.n + 1 RETURNING n`, []any{hash, t.Ms()}, &n)
	return n, err
}
