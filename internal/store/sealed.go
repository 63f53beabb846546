package store

import (
	"context"
	"strings"
)

// SealedColumn (密封列) names one column that holds sealed texts. Keys are the
// columns that tell its rows apart.
type SealedColumn struct {
	Table  string
	Keys   []string
	Column string
}

// SealedCell is one sealed text and where it stands.
type SealedCell struct {
	Keys  []string
	Value string
}

// sealedForm is how every sealed text begins.
const sealedForm = "s1.%"

func (c SealedColumn) where() string {
	return c.Column + ` LIKE '` + sealedForm + `' AND ` + c.Column + ` NOT LIKE $1`
}

// OldSealed returns up to n cells of a column that are not sealed with the key
// in force; current is how a text sealed with it begins.
func (t *Tx) OldSealed(c SealedColumn, current string, n int) ([]SealedCell, error) {
	keys := strings.Join(c.Keys, ", ")
	rows, err := t.Query(`SELECT `+keys+`, `+c.Column+` FROM `+c.Table+` WHERE `+c.where()+` ORDER BY `+keys+` LIMIT $2`+t.forUpdate(), current+"%", n)
	if err != nil {
		return nil, err
	}
	var out []SealedCell
	err = eachRow(rows, func() error {
		cell := SealedCell{Keys: make([]string, len(c.Keys))}
		into := make([]any, 0, len(c.Keys)+1)
		for i := range cell.Keys {
			into = append(into, &cell.Keys[i])
		}
		if err := rows.Scan(append(into, &cell.Value)...); err != nil {
			return err
		}
		out = append(out, cell)
		return nil
	})
	return out, err
}

// Reseal puts a text sealed anew in the place of the one that was read.
func (t *Tx) Reseal(c SealedColumn, cell SealedCell, sealed string) error {
	args := []any{sealed, cell.Value}
	where := make([]string, len(c.Keys))
	for i, k := range c.Keys {
		args = append(args, cell.Keys[i])
		where[i] = k + ` = $` + string(rune('3'+i))
	}
	_, err := t.Exec(`UPDATE `+c.Table+` SET `+c.Column+` = $1 WHERE `+c.Column+` = $2 AND `+strings.Join(where, " AND "), args...)
	return err
}

// CountOldSealed counts up to most cells of a column that are not sealed with
// the key in force.
func (r *Reader) CountOldSealed(ctx context.Context, c SealedColumn, current string, most int) (n int64, err error) {
	err = r.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM `+c.Table+` WHERE `+c.where()+` LIMIT $2) x`, []any{current + "%", most}, &n)
	return n, err
}
