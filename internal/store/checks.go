package store

import "context"

// Check (核实事项) is a finding that a unit was asked to check, with what it found.
// AnsweredAt is 0 and Found empty while nobody has answered.
type Check struct {
	ID, Number, Title, Question, UnitID, AskedBy, AnsweredBy, Found string
	State                                                           string // of the concern
	AskedAt, AnsweredAt                                             int64
}

// Checks returns a page of the findings that units were asked to check, of the
// matters in scope: those that wait for an answer, longest first, behind when they
// were asked; or those answered, newest first, behind when that was. Clause: LIS-7.
func (r *Reader) Checks(ctx context.Context, answered bool, s Scope, p Page) ([]Check, error) {
	var b where
	at, id := p.ahead()
	state, place, order := `d.received_at = 0`, `(d.at, d.id) > `, `d.at, d.id`
	if answered {
		at, id = p.behind()
		state, place, order = `d.received_at > 0`, `(d.received_at, d.id) < `, `d.received_at DESC, d.id DESC`
	}
	b.add(`d.kind = 'check_request' AND d.withdrawn_at = 0 AND ` + state)
	b.add(place + `(` + b.bind(at) + `, ` + b.bind(id) + `)`)
	b.scope(s)
	most := b.bind(p.N)
	rows, err := r.query(ctx, `SELECT d.id, m.number, m.title, m.state, d.body, d.to_unit, d.author_id, d.at, d.received_at, d.received_by, COALESCE((SELECT MAX(a.body) FROM document a WHERE a.matter_id = d.matter_id AND a.kind = 'check_answer' AND a.at = d.received_at AND a.author_id = d.received_by), '')
FROM document d JOIN matter m ON m.id = d.matter_id WHERE `+b.sql()+` ORDER BY `+order+` LIMIT `+most, b.args...)
	if err != nil {
		return nil, err
	}
	var out []Check
	err = eachRow(rows, func() error {
		var c Check
		err := rows.Scan(&c.ID, &c.Number, &c.Title, &c.State, &c.Question, &c.UnitID, &c.AskedBy, &c.AskedAt, &c.AnsweredAt, &c.AnsweredBy, &c.Found)
		out = append(out, c)
		return err
	})
	return out, err
}
