package store

import (
	"context"

	"yingda/internal/matter"
	"yingda/internal/regime"
)

// Factor (第二因素) is what a person needs beside the password; the zero value is
// that of who has none.
type Factor struct {
	PersonID   string
	Secret     string // sealed
	Step       int64  // the last step of 30 seconds whose code was used
	EnrolledAt int64
	Codes      int64 // recovery codes left; not read inside a transaction
}

// Factor returns the second factor of a person.
func (r *Reader) Factor(ctx context.Context, personID string) (Factor, error) {
	f := Factor{}
	err := r.row(ctx, `SELECT f.person_id, f.secret, f.step, f.enrolled_at, (SELECT COUNT(*) FROM second_factor_code c WHERE c.person_id = f.person_id AND c.used_at = 0) FROM second_factor f WHERE f.person_id = $1`,
		[]any{personID}, &f.PersonID, &f.Secret, &f.Step, &f.EnrolledAt, &f.Codes)
	if IsNoRows(err) {
		return Factor{}, nil
	}
	return f, err
}

// Factors returns since when those who have a second factor have it, by person.
func (r *Reader) Factors(ctx context.Context) (map[string]int64, error) {
	rows, err := r.query(ctx, `SELECT person_id, enrolled_at FROM second_factor`)
	if err != nil {
		return nil, err
	}
	out := map[string]int64{}
	err = eachRow(rows, func() error {
		var id string
		var at int64
		if err := rows.Scan(&id, &at); err != nil {
			return err
		}
		out[id] = at
		return nil
	})
	return out, err
}

// Factor reads inside the transaction and locks the row.
func (t *Tx) Factor(personID string) (Factor, error) {
	f := Factor{}
	err := t.Row(`SELECT person_id, secret, step, enrolled_at FROM second_factor WHERE person_id = $1`+t.forUpdate(), []any{personID}, &f.PersonID, &f.Secret, &f.Step, &f.EnrolledAt)
	if IsNoRows(err) {
		return Factor{}, nil
	}
	return f, err
}

// SaveFactor stores the second factor of a person, a new one or one in place of
// the one before.
func (t *Tx) SaveFactor(f Factor) error {
	_, err := t.Exec(`INSERT INTO second_factor (person_id, secret, step, enrolled_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret, step = excluded.step, enrolled_at = excluded.enrolled_at`, f.PersonID, f.Secret, f.Step, f.EnrolledAt)
	return err
}

// UseStep notes that the code of a step was used.
func (t *Tx) UseStep(personID string, step int64) error {
	_, err := t.Exec(`UPDATE second_factor SET step = $2 WHERE person_id = $1`, personID, step)
	return err
}

// DropFactor forgets the second factor of a person and its recovery codes.
func (t *Tx) DropFactor(personID string) error {
	if _, err := t.Exec(`DELETE FROM second_factor_code WHERE person_id = $1`, personID); err != nil {
		return err
	}
	_, err := t.Exec(`DELETE FROM second_factor WHERE person_id = $1`, personID)
	return err
}

// SetRecovery puts recovery codes, as digests, in the place of all earlier ones.
func (t *Tx) SetRecovery(personID string, digests []string) error {
	if _, err := t.Exec(`DELETE FROM second_factor_code WHERE person_id = $1`, personID); err != nil {
		return err
	}
	for _, d := range digests {
		if _, err := t.Exec(`INSERT INTO second_factor_code (person_id, digest) VALUES ($1, $2)`, personID, d); err != nil {
			return err
		}
	}
	return nil
}

// UseRecovery uses up a recovery code; false if there is none that is still good.
func (t *Tx) UseRecovery(personID, digest string) (bool, error) {
	n, err := t.Exec(`UPDATE second_factor_code SET used_at = $3 WHERE person_id = $1 AND digest = $2 AND used_at = 0`, personID, digest, t.Ms())
	return n == 1, err
}

// FactorOwed reports whether a rule asks a person for a second factor who has none.
func (t *Tx) FactorOwed(personID string) (bool, error) {
	var owed int64
	err := t.Row(factorRules+` AND NOT EXISTS (SELECT 1 FROM second_factor f WHERE f.person_id = $1)`, []any{personID}, &owed)
	return owed > 0, err
}

// factorRules counts the rules that ask a person for a second factor.
const factorRules = `SELECT COUNT(*) FROM second_factor_rule r WHERE (
    r.role = '' AND r.agency_id = (SELECT u.agency_id FROM unit u JOIN person p ON p.unit_id = u.id WHERE p.id = $1)
    OR EXISTS (SELECT 1 FROM person_role g JOIN unit u ON u.id = g.unit_id WHERE g.person_id = $1 AND g.role = r.role AND u.agency_id = r.agency_id))`

// FactorAsked reports whether a rule asks a person for a second factor.
func (r *Reader) FactorAsked(ctx context.Context, personID string) (bool, error) {
	var n int64
	err := r.row(ctx, factorRules, []any{personID}, &n)
	return n > 0, err
}

// FactorAsked is the same inside a transaction.
func (t *Tx) FactorAsked(personID string) (bool, error) {
	var n int64
	err := t.Row(factorRules, []any{personID}, &n)
	return n > 0, err
}

// FactorRule (两步验证的要求) says whom an agency asks for a second factor.
type FactorRule struct {
	Everybody bool
	Roles     []regime.Role
}

// FactorRule returns the rule of an agency; nobody is asked where there is none.
func (r *Reader) FactorRule(ctx context.Context, agencyID string) (FactorRule, error) {
	rows, err := r.query(ctx, `SELECT role FROM second_factor_rule WHERE agency_id = $1 ORDER BY role`, agencyID)
	if err != nil {
		return FactorRule{}, err
	}
	rule := FactorRule{}
	err = eachRow(rows, func() error {
		var role regime.Role
		if err := rows.Scan(&role); err != nil {
			return err
		}
		if role == "" {
			rule.Everybody = true
			return nil
		}
		rule.Roles = append(rule.Roles, role)
		return nil
	})
	return rule, err
}

// SetFactorRule puts a rule in the place of an agency's one before.
func (t *Tx) SetFactorRule(agencyID string, rule FactorRule) error {
	if _, err := t.Exec(`DELETE FROM second_factor_rule WHERE agency_id = $1`, agencyID); err != nil {
		return err
	}
	roles := rule.Roles
	if rule.Everybody {
		roles = append([]regime.Role{""}, roles...)
	}
	for _, role := range roles {
		if _, err := t.Exec(`INSERT INTO second_factor_rule (agency_id, role, set_at) VALUES ($1, $2, $3)`, agencyID, string(role), t.Ms()); err != nil {
			return err
		}
	}
	return nil
}

// Enrolled lets a session go on to everything, and ends all others of its person.
func (t *Tx) Enrolled(who matter.Actor, sessionID string) error {
	if _, err := t.Exec(`DELETE FROM session WHERE person_id = $1 AND id <> $2`, who.ID, sessionID); err != nil {
		return err
	}
	if _, err := t.Exec(`UPDATE session SET enrol = 0 WHERE id = $1`, sessionID); err != nil {
		return err
	}
	return t.sessionsChanged()
}
