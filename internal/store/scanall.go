package store

// scanAll reads every row into a value whose fields are listed in the order of
// the columns.
func scanAll[T any](rows Answer, fields func(*T) []any) ([]T, error) {
	defer rows.Close()
	var out []T
	for rows.Next() {
		var one T
		if err := rows.Scan(fields(&one)...); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, rows.Err()
}
