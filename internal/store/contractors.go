package store

import (
	"context"

	"yingda/internal/activity"
	"yingda/internal/fault"
)

// Contractor (运维单位) is who runs accounts for the agency by contract, from a day
// to a day. UnitID is the section that it works for and that answers for it.
type Contractor struct {
	ID, AgencyID, UnitID, Name, Contract, Scope, EndReason, CreatedBy string
	From, To                                                          activity.Day
	EndedAt                                                           int64
	People                                                            []string // names of its log-ins, when listed
	Open                                                              int64    // findings not mended, when listed
}

// ContractorCheck is a check of a contractor (检查), or a review of its work
// (评估). What is not in order has a day by which it is mended.
type ContractorCheck struct {
	ID, ContractorID, Kind, ByID, Says, Mended string
	Good                                       bool
	At, DueAt, MendedAt                        int64
}

const contractorColumns = `c.id, c.agency_id, c.unit_id, c.name, c.contract, c.scope, c.from_day, c.to_day, c.ended_at, c.end_reason, c.created_by`

func scanContractor(scan func(...any) error) (Contractor, error) {
	var c Contractor
	err := scan(&c.ID, &c.AgencyID, &c.UnitID, &c.Name, &c.Contract, &c.Scope, &c.From, &c.To, &c.EndedAt, &c.EndReason, &c.CreatedBy)
	return c, err
}

// Contractors returns the contractors of an agency with their log-ins.
func (r *Reader) Contractors(ctx context.Context, agencyID string) ([]Contractor, error) {
	list, err := gather(scanContractor)(r.query(ctx, `SELECT `+contractorColumns+` FROM contractor c WHERE c.agency_id = $1 ORDER BY c.ended_at, c.id LIMIT 200`, agencyID))
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, c := range list {
		at[c.ID] = i
	}
	rows, err := r.query(ctx, `SELECT x.contractor_id, p.name FROM contractor_person x JOIN contractor c ON c.id = x.contractor_id JOIN person p ON p.id = x.person_id WHERE c.agency_id = $1 ORDER BY x.since, p.id`, agencyID)
	if err != nil {
		return nil, err
	}
	if err := eachRow(rows, func() error {
		var id, name string
		err := rows.Scan(&id, &name)
		if i, ok := at[id]; ok {
			list[i].People = append(list[i].People, name)
		}
		return err
	}); err != nil {
		return nil, err
	}
	rows, err = r.query(ctx, `SELECT k.contractor_id, COUNT(*) FROM contractor_check k JOIN contractor c ON c.id = k.contractor_id WHERE c.agency_id = $1 AND k.good = 0 AND k.mended_at = 0 GROUP BY k.contractor_id ORDER BY k.contractor_id`, agencyID)
	if err != nil {
		return nil, err
	}
	return list, eachRow(rows, func() error {
		var id string
		var n int64
		err := rows.Scan(&id, &n)
		if i, ok := at[id]; ok {
			list[i].Open = n
		}
		return err
	})
}

// Contractor returns one; fault.NotFound if there is none.
func (t *Tx) Contractor(id string) (Contractor, error) {
	list, err := gather(scanContractor)(t.Query(`SELECT `+contractorColumns+` FROM contractor c WHERE c.id = $1`+t.forUpdate(), id))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "contractor.unknown", "没有这个运维单位")
	}
	if err != nil {
		return Contractor{}, err
	}
	return list[0], nil
}

// PutContractor stores a contractor, a new one if it has no ID.
func (t *Tx) PutContractor(c *Contractor) error {
	if c.ID == "" {
		c.ID = NewID(t.Now)
	}
	_, err := t.Exec(`INSERT INTO contractor (id, agency_id, unit_id, name, contract, scope, from_day, to_day, ended_at, end_reason, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (id) DO UPDATE SET contract = excluded.contract, scope = excluded.scope, to_day = excluded.to_day, ended_at = excluded.ended_at, end_reason = excluded.end_reason`,
		c.ID, c.AgencyID, c.UnitID, c.Name, c.Contract, c.Scope, int64(c.From), int64(c.To), c.EndedAt, c.EndReason, c.CreatedBy, t.Ms())
	return err
}

// AddContractorPerson gives a person's log-in to a contractor.
func (t *Tx) AddContractorPerson(contractorID, personID, byID string) error {
	return t.Later(`INSERT INTO contractor_person (contractor_id, person_id, since, by_id) VALUES ($1, $2, $3, $4) ON CONFLICT (contractor_id, person_id) DO NOTHING`, contractorID, personID, t.Ms(), byID)
}

// RunningContract returns the contractor under whose contract a person works on a
// day, "" if there is none.
func (t *Tx) RunningContract(personID string, day activity.Day) (string, error) {
	list, err := scanWords(t.Query(`SELECT c.id FROM contractor_person x JOIN contractor c ON c.id = x.contractor_id WHERE x.person_id = $1 AND c.ended_at = 0 AND c.from_day <= $2 AND c.to_day >= $2 ORDER BY c.id`, personID, int64(day)))
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}

// OfContractor reports whether a person's log-in belongs to a contractor.
func (t *Tx) OfContractor(personID string) (bool, error) {
	list, err := scanWords(t.Query(`SELECT contractor_id FROM contractor_person WHERE person_id = $1`, personID))
	return len(list) > 0, err
}

const checkColumns = `id, contractor_id, kind, at, by_id, says, good, due_at, mended_at, mended`

func scanContractorCheck(scan func(...any) error) (ContractorCheck, error) {
	var k ContractorCheck
	var good int64
	err := scan(&k.ID, &k.ContractorID, &k.Kind, &k.At, &k.ByID, &k.Says, &good, &k.DueAt, &k.MendedAt, &k.Mended)
	k.Good = good == 1
	return k, err
}

// ContractorChecks returns up to n checks and reviews of a contractor, newest first.
func (r *Reader) ContractorChecks(ctx context.Context, contractorID string, n int) ([]ContractorCheck, error) {
	return gather(scanContractorCheck)(r.query(ctx, `SELECT `+checkColumns+` FROM contractor_check WHERE contractor_id = $1 ORDER BY at DESC, id LIMIT $2`, contractorID, n))
}

// AddContractorCheck stores a check or a review.
func (t *Tx) AddContractorCheck(k ContractorCheck) error {
	_, err := t.Exec(`INSERT INTO contractor_check (`+checkColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, '')`, NewID(t.Now), k.ContractorID, k.Kind, t.Ms(), k.ByID, k.Says, Bit(k.Good), k.DueAt)
	return err
}

// MendContractorCheck records how a finding was mended, and reports whether it was
// open.
func (t *Tx) MendContractorCheck(contractorID, id, says string) (bool, error) {
	n, err := t.Exec(`UPDATE contractor_check SET mended_at = $3, mended = $4 WHERE id = $2 AND contractor_id = $1 AND good = 0 AND mended_at = 0`, contractorID, id, t.Ms(), says)
	return n == 1, err
}
