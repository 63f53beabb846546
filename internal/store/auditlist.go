package store

import "context"

// AuditFilter narrows the list of audit entries. Object is a number or id,
// Actor a person's id. Before is the seq of the last entry of the page before.
type AuditFilter struct {
	Object string
	Actor  string
	Action string
	Before int64
}

// AuditEntries returns up to n entries, newest first, without their details.
func (r *Reader) AuditEntries(ctx context.Context, f AuditFilter, n int) ([]Entry, error) {
	var b where
	b.add(`a.seq > 0`)
	for _, each := range []struct{ column, value string }{{"a.object", f.Object}, {"a.actor", f.Actor}, {"a.action", f.Action}} {
		if each.value != "" {
			b.add(each.column + ` = ` + b.bind(each.value))
		}
	}
	if f.Before > 0 {
		b.add(`a.seq < ` + b.bind(f.Before))
	}
	rows, err := r.query(ctx, `SELECT a.seq, a.at, a.actor, a.role, a.unit, a.action, a.object, a.result, a.code, a.digest, a.prev, a.hash FROM audit a WHERE `+b.sql()+` ORDER BY a.seq DESC LIMIT `+b.bind(n), b.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Entry
	for rows.Next() {
		var e Entry
		if err := rows.Scan(&e.Seq, &e.At, &e.Actor, &e.Role, &e.Unit, &e.Action, &e.Object, &e.Result, &e.Code, &e.Digest, &e.Prev, &e.Hash); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}
