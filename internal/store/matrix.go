package store

import (
	"context"
	"fmt"

	"yingda/internal/fault"
)

// Following (互相关注) says that one of our accounts follows another.
type Following struct {
	AccountID, FollowsID string
	At                   int64
}

// SetFollow records, or takes back, that one account follows another.
func (t *Tx) SetFollow(accountID, followsID, by string, on bool) error {
	if !on {
		_, err := t.Exec(`DELETE FROM account_follow WHERE account_id = $1 AND follows_id = $2`, accountID, followsID)
		return err
	}
	_, err := t.Exec(`INSERT INTO account_follow (account_id, follows_id, by_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, accountID, followsID, by, t.Ms())
	return err
}

// Follows returns which account follows which, among open ones.
func (r *Reader) Follows(ctx context.Context) ([]Following, error) {
	scan := func(scan func(...any) error) (Following, error) {
		var f Following
		err := scan(&f.AccountID, &f.FollowsID, &f.At)
		return f, err
	}
	return gather(scan)(r.query(ctx, `SELECT f.account_id, f.follows_id, f.at FROM account_follow f JOIN account a ON a.id = f.account_id AND a.state = 'open' JOIN account b ON b.id = f.follows_id AND b.state = 'open' ORDER BY f.account_id, f.follows_id`))
}

// JointRelease (联合发布) is one text that the agency's own accounts carry, each
// on its own page. Source is the address where it was first published.
type JointRelease struct {
	ID, Number, AgencyID, Title, Source, Statement string
	At                                             int64
	Agency                                         string
	Declared                                       []JointDeclaration
}

// JointDeclaration is where one account carries a joint release: on its own page.
type JointDeclaration struct {
	AccountID, Address string
	At                 int64
	Number, Name       string // of the account
	Platform           string
}

// AddJointRelease stores a joint release; id and number are filled in.
func (t *Tx) AddJointRelease(j *JointRelease, by string) error {
	year := t.Now.In(china).Year()
	n, err := t.Count(fmt.Sprintf("number.joint.%d", year), 1)
	if err != nil {
		return err
	}
	j.ID, j.Number, j.At = NewID(t.Now), fmt.Sprintf("LF-%d-%04d", year, n), t.Ms()
	_, err = t.Exec(`INSERT INTO joint_release (id, number, agency_id, title, source, statement, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, j.ID, j.Number, j.AgencyID, j.Title, j.Source, j.Statement, by, j.At)
	return err
}

// DeclareJoint records where one account carries a release; fault.Conflict if it
// has declared it already.
func (t *Tx) DeclareJoint(releaseID, accountID, address, by string) error {
	_, err := t.Exec(`INSERT INTO joint_declaration (release_id, account_id, address, by_id, at) VALUES ($1, $2, $3, $4, $5)`, releaseID, accountID, address, by, t.Ms())
	if IsDuplicate(err) {
		return fault.New(fault.Conflict, "joint.once", "这个账号已经声明过这次联合发布：每个账号只发一次")
	}
	return err
}

// JointReleases returns up to n joint releases with where they stand, newest first.
func (r *Reader) JointReleases(ctx context.Context, n int) ([]JointRelease, error) {
	return r.JointPage(ctx, Page{N: n})
}

// JointPage returns a page of the joint releases, by when they were declared.
func (r *Reader) JointPage(ctx context.Context, p Page) ([]JointRelease, error) {
	at, id := p.behind()
	scan := func(scan func(...any) error) (JointRelease, error) {
		var j JointRelease
		err := scan(&j.ID, &j.Number, &j.AgencyID, &j.Title, &j.Source, &j.Statement, &j.At, &j.Agency)
		return j, err
	}
	list, err := gather(scan)(r.query(ctx, `SELECT j.id, j.number, j.agency_id, j.title, j.source, j.statement, j.at, u.name FROM joint_release j JOIN unit u ON u.id = j.agency_id WHERE (j.at, j.id) < ($1, $2) ORDER BY j.at DESC, j.id DESC LIMIT $3`, at, id, p.N))
	if err != nil || len(list) == 0 {
		return list, err
	}
	place := map[string]int{}
	for i, j := range list {
		place[j.ID] = i
	}
	rows, err := r.query(ctx, `SELECT d.release_id, d.account_id, d.address, d.at, a.number, a.name, a.platform FROM joint_declaration d JOIN account a ON a.id = d.account_id JOIN joint_release j ON j.id = d.release_id WHERE j.at BETWEEN $1 AND $2 ORDER BY d.at, d.account_id`, list[len(list)-1].At, list[0].At)
	if err != nil {
		return nil, err
	}
	return list, eachRow(rows, func() error {
		var id string
		var d JointDeclaration
		if err := rows.Scan(&id, &d.AccountID, &d.Address, &d.At, &d.Number, &d.Name, &d.Platform); err != nil {
			return err
		}
		if i, ok := place[id]; ok {
			list[i].Declared = append(list[i].Declared, d)
		}
		return nil
	})
}

// JointReleaseBy returns one joint release by its number.
func (t *Tx) JointReleaseBy(number string) (JointRelease, error) {
	j, err := t.joint(`number = $1`, number)
	if err == nil && j.ID == "" {
		err = fault.New(fault.NotFound, "joint.unknown", "没有这次联合发布")
	}
	return j, err
}

// JointReleaseOf returns the joint release of a statement of an agency; the zero value
// if there is none.
func (t *Tx) JointReleaseOf(agencyID, statement string) (JointRelease, error) {
	return t.joint(`statement = $1 AND statement <> '' AND agency_id = $2`, statement, agencyID)
}

func (t *Tx) joint(where string, args ...any) (JointRelease, error) {
	var j JointRelease
	err := t.Row(`SELECT id, number, agency_id, title, source, statement, at FROM joint_release WHERE `+where+` ORDER BY id LIMIT 1`, args, &j.ID, &j.Number, &j.AgencyID, &j.Title, &j.Source, &j.Statement, &j.At)
	if IsNoRows(err) {
		err = nil
	}
	return j, err
}

// JointDeclared reports whether an account carries a joint release.
func (t *Tx) JointDeclared(releaseID, accountID string) (bool, error) {
	var n int64
	err := t.Row(`SELECT COUNT(*) FROM joint_declaration WHERE release_id = $1 AND account_id = $2`, []any{releaseID, accountID}, &n)
	return n > 0, err
}
