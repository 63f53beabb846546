package store

import (
	"context"
	"fmt"

	"yingda/internal/fault"
)

// Invitation (公开邀请) is an open invitation to whoever is affected: who comes
// forward is received, heard and answered. Clause: HAN-12.
type Invitation struct {
	ID        string
	MatterID  string
	Number    string
	Subject   string
	Place     string
	Hours     string
	Contact   string
	DraftedBy string
	OpenedAt  int64
	ClosedAt  int64
	ClosedBy  string
	Reason    string // why it was ended, as the public reads it
	Heard     int64  // people heard
}

// Heard is one day on which people came forward: a count, what was said and what
// was answered, without personal data.
type Heard struct {
	Day     string
	People  int64
	Subject string
	Answer  string
}

// AddInvitation stores a drafted invitation and returns its number.
func (t *Tx) AddInvitation(i Invitation) (string, error) {
	year := t.Now.In(china).Year()
	n, err := t.Count(fmt.Sprintf("number.Y.%d", year), 1)
	if err != nil {
		return "", err
	}
	number := fmt.Sprintf("Y-%d-%04d", year, n)
	_, err = t.Exec(`INSERT INTO invitation (id, matter_id, number, subject, place, hours, contact, drafted_by, drafted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, NewID(t.Now), i.MatterID, number, i.Subject, i.Place, i.Hours, i.Contact, i.DraftedBy, t.Ms())
	return number, err
}

const invitationColumns = `i.id, i.matter_id, i.number, i.subject, i.place, i.hours, i.contact, i.drafted_by, i.opened_at, i.closed_at, i.closed_by, i.close_reason, COALESCE((SELECT SUM(h.people) FROM heard h WHERE h.invitation_id = i.id), 0)`

func scanInvitations(rows Answer, err error) ([]Invitation, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Invitation
	for rows.Next() {
		var i Invitation
		if err := rows.Scan(&i.ID, &i.MatterID, &i.Number, &i.Subject, &i.Place, &i.Hours, &i.Contact, &i.DraftedBy, &i.OpenedAt, &i.ClosedAt, &i.ClosedBy, &i.Reason, &i.Heard); err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, rows.Err()
}

// DraftedInvitation returns the invitation of a concern that waits to be opened.
func (t *Tx) DraftedInvitation(matterID string) (Invitation, error) {
	return one(scanInvitations(t.Query(`SELECT `+invitationColumns+` FROM invitation i WHERE i.matter_id = $1 AND i.opened_at = 0`, matterID)))
}

// OpenInvitation returns the invitation of a concern that is open.
func (t *Tx) OpenInvitation(matterID string) (Invitation, error) {
	return one(scanInvitations(t.Query(`SELECT `+invitationColumns+` FROM invitation i WHERE i.matter_id = $1 AND i.opened_at > 0 AND i.closed_at = 0`, matterID)))
}

func one(list []Invitation, err error) (Invitation, error) {
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "invitation.unknown", "没有这份公开邀请")
	}
	if err != nil {
		return Invitation{}, err
	}
	return list[0], nil
}

// PublishInvitation makes an invitation public.
func (t *Tx) PublishInvitation(i Invitation, personID string) error {
	if _, err := t.Exec(`UPDATE invitation SET opened_by = $2, opened_at = $3 WHERE id = $1`, i.ID, personID, t.Ms()); err != nil {
		return err
	}
	t.Publish("invitation.opened", i.Number, Digest(i.Subject+"\n"+i.Place+"\n"+i.Hours+"\n"+i.Contact))
	t.Renew("public")
	return nil
}

// CloseInvitation ends an open invitation, in public.
func (t *Tx) CloseInvitation(i Invitation, personID, reason string) error {
	if _, err := t.Exec(`UPDATE invitation SET closed_by = $2, closed_at = $3, close_reason = $4 WHERE id = $1 AND closed_at = 0`, i.ID, personID, t.Ms(), reason); err != nil {
		return err
	}
	t.Publish("invitation.closed", i.Number, Digest(reason))
	t.Renew("public")
	return nil
}

// AddHeard records a day on which people came forward.
func (t *Tx) AddHeard(invitationID string, h Heard, personID string) error {
	if _, err := t.Exec(`INSERT INTO heard (invitation_id, n, day, people, subject, answer, by_id, at) VALUES ($1, (SELECT COUNT(*) + 1 FROM heard WHERE invitation_id = $1), $2, $3, $4, $5, $6, $7)`, invitationID, h.Day, h.People, h.Subject, h.Answer, personID, t.Ms()); err != nil {
		return err
	}
	t.Renew("public")
	return nil
}

// InvitationsOf returns the invitations of a concern, newest first.
func (r *Reader) InvitationsOf(ctx context.Context, matterID string) ([]Invitation, error) {
	return scanInvitations(r.query(ctx, `SELECT `+invitationColumns+` FROM invitation i WHERE i.matter_id = $1 ORDER BY i.id DESC`, matterID))
}

// OpenInvitations returns the invitations that are public, newest first.
func (r *Reader) OpenInvitations(ctx context.Context) ([]Invitation, error) {
	return scanInvitations(r.query(ctx, `SELECT `+invitationColumns+` FROM invitation i WHERE i.opened_at > 0 ORDER BY i.opened_at DESC, i.id DESC LIMIT 100`))
}

// PublicInvitation returns a public invitation by its number; fault.NotFound if
// there is none.
func (r *Reader) PublicInvitation(ctx context.Context, number string) (Invitation, error) {
	return one(scanInvitations(r.query(ctx, `SELECT `+invitationColumns+` FROM invitation i WHERE i.number = $1 AND i.opened_at > 0`, number)))
}

// InvitationsBeside returns the public invitations on the matter that a public
// statement answers, newest first.
func (r *Reader) InvitationsBeside(ctx context.Context, statement string) ([]Invitation, error) {
	return scanInvitations(r.query(ctx, `SELECT `+invitationColumns+` FROM public_statement p JOIN statement s ON s.matter_id = p.statement_id JOIN invitation i ON i.matter_id = s.concern_id WHERE p.number = $1 AND i.opened_at > 0 ORDER BY i.opened_at DESC, i.id DESC`, statement))
}

// StatementsBeside returns the numbers of the statements that stand in public on
// the matter of an invitation, oldest first.
func (r *Reader) StatementsBeside(ctx context.Context, invitationID string) ([]string, error) {
	rows, err := r.query(ctx, `SELECT p.number FROM invitation i JOIN statement s ON s.concern_id = i.matter_id JOIN public_statement p ON p.statement_id = s.matter_id WHERE i.id = $1 AND p.withdrawn = 0 ORDER BY p.released_at, p.number`, invitationID)
	if err != nil {
		return nil, err
	}
	var out []string
	err = eachRow(rows, func() error {
		var n string
		if err := rows.Scan(&n); err != nil {
			return err
		}
		out = append(out, n)
		return nil
	})
	return out, err
}

// HeardOf returns what was heard on an invitation, oldest first.
func (r *Reader) HeardOf(ctx context.Context, invitationID string) ([]Heard, error) {
	rows, err := r.query(ctx, `SELECT day, people, subject, answer FROM heard WHERE invitation_id = $1 ORDER BY n`, invitationID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Heard
	for rows.Next() {
		var h Heard
		if err := rows.Scan(&h.Day, &h.People, &h.Subject, &h.Answer); err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, rows.Err()
}

// TipHandover (线索移交) is a tip that went to inspection: its number and nothing
// of its content. Clause: HAN-8.
type TipHandover struct {
	ID         string
	Number     string // of the hand-over
	Concern    string // number of the concern
	UnitID     string
	At         int64
	ReceivedAt int64
}

// AddTipHandover hands a tip to a unit and returns the number; fault.Conflict if
// that unit has it already.
func (t *Tx) AddTipHandover(matterID, unitID, personID string) (string, error) {
	year := t.Now.In(china).Year()
	n, err := t.Count(fmt.Sprintf("number.X.%d", year), 1)
	if err != nil {
		return "", err
	}
	number := fmt.Sprintf("X-%d-%04d", year, n)
	rows, err := t.Exec(`INSERT INTO tip_handover (id, number, matter_id, unit_id, at, by_id) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (matter_id, unit_id) DO NOTHING`, NewID(t.Now), number, matterID, unitID, t.Ms(), personID)
	if err == nil && rows == 0 {
		return "", fault.New(fault.Conflict, "tip.again", "这件线索已经转给这个单位").On("unit")
	}
	return number, err
}

// TipHandedOver reports whether a concern went to inspection by number.
func (t *Tx) TipHandedOver(matterID string) (bool, error) {
	var n int64
	err := t.Row(`SELECT COUNT(*) FROM tip_handover WHERE matter_id = $1`, []any{matterID}, &n)
	return n > 0, err
}

// TipWaits reports whether a concern is a tip that did not go to inspection yet.
func (t *Tx) TipWaits(matterID string) (bool, error) {
	var n int64
	err := t.Row(`SELECT COUNT(*) FROM matter m WHERE m.id = $1 AND m.need = 'tip' AND NOT EXISTS (SELECT 1 FROM tip_handover h WHERE h.matter_id = m.id)`, []any{matterID}, &n)
	return n > 0, err
}

// PublicHandover returns when the tip that a public statement answers was first
// handed to inspection by number, 0 for none. The public learns the instant and
// nothing else.
func (r *Reader) PublicHandover(ctx context.Context, statement string) (int64, error) {
	var at int64
	err := r.row(ctx, `SELECT COALESCE(MIN(t.at), 0) FROM public_statement p JOIN statement s ON s.matter_id = p.statement_id JOIN matter m ON m.id = s.concern_id JOIN tip_handover t ON t.matter_id = m.id WHERE p.number = $1 AND m.need = 'tip'`, []any{statement}, &at)
	return at, err
}

// HasRole reports whether somebody active holds a role in a unit.
func (t *Tx) HasRole(unitID, role string) (bool, error) {
	var n int64
	err := t.Row(`SELECT COUNT(*) FROM person_role g JOIN person p ON p.id = g.person_id WHERE g.unit_id = $1 AND g.role = $2 AND p.active = 1`, []any{unitID, role}, &n)
	return n > 0, err
}

// TipHandovers returns what was handed to one of the units, newest first.
func (r *Reader) TipHandovers(ctx context.Context, unitIDs []string) ([]TipHandover, error) {
	rows, err := r.query(ctx, `SELECT t.id, t.number, m.number, t.unit_id, t.at, t.received_at FROM tip_handover t JOIN matter m ON m.id = t.matter_id ORDER BY t.at DESC, t.id DESC LIMIT 200`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	mine := map[string]bool{}
	for _, id := range unitIDs {
		mine[id] = true
	}
	var out []TipHandover
	for rows.Next() {
		var x TipHandover
		if err := rows.Scan(&x.ID, &x.Number, &x.Concern, &x.UnitID, &x.At, &x.ReceivedAt); err != nil {
			return nil, err
		}
		if mine[x.UnitID] {
			out = append(out, x)
		}
	}
	return out, rows.Err()
}

// ReceiveTip marks a hand-over to a unit as received; fault.NotFound otherwise.
func (t *Tx) ReceiveTip(id, unitID, personID string) (string, error) {
	var number string
	err := t.Row(`UPDATE tip_handover SET received_at = $3, received_by = $4 WHERE id = $1 AND unit_id = $2 AND received_at = 0 RETURNING number`, []any{id, unitID, t.Ms(), personID}, &number)
	if IsNoRows(err) {
		return "", fault.New(fault.NotFound, "tip.unknown", "没有等您签收的线索")
	}
	return number, err
}
