package store

import "context"

// PlannedAccount is an open account with whether it has a plan for emergencies, who
// answers for it, and when it was last tried or needed. Clause: ACC-14.
type PlannedAccount struct {
	ID, Number, Name, Platform, Agency, Coordinator string
	PlannedAt, LastAt                               int64 // 0: never
	Running                                         bool
}

// PlannedAccounts returns up to n open accounts of agencies (nil: all) after a
// number, in the order of numbers.
func (r *Reader) PlannedAccounts(ctx context.Context, agencies []string, after string, n int) ([]PlannedAccount, error) {
	if agencies != nil && len(agencies) == 0 {
		return nil, nil
	}
	var b where
	b.add(`a.state = 'open' AND a.number > ` + b.bind(after))
	if agencies != nil {
		b.add(`a.agency_id IN ` + b.list(agencies))
	}
	return gather(func(scan func(...any) error) (PlannedAccount, error) {
		var p PlannedAccount
		var running int64
		err := scan(&p.ID, &p.Number, &p.Name, &p.Platform, &p.Agency, &p.Coordinator, &p.PlannedAt, &p.LastAt, &running)
		p.Running = running > 0
		return p, err
	})(r.query(ctx, `SELECT a.id, a.number, a.name, a.platform, u.name, COALESCE(p.name, ''), COALESCE(l.at, 0),
(SELECT COALESCE(MAX(i.began_at), 0) FROM account_incident i WHERE i.account_id = a.id), (SELECT COUNT(*) FROM account_incident i WHERE i.account_id = a.id AND i.ended_at = 0)
FROM account a JOIN unit u ON u.id = a.agency_id LEFT JOIN account_plan l ON l.account_id = a.id LEFT JOIN person p ON p.id = l.coordinator_id WHERE `+b.sql()+` ORDER BY a.number LIMIT `+b.bind(n), b.args...))
}
