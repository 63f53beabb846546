package store

import (
	"context"
	"encoding/json"
	"strings"

	"yingda/internal/fault"
)

// SavedView (保存的视图) is a list of concerns, or a search, kept under a name: a
// filter as the page's address has it, for oneself, one's unit, or everybody.
type SavedView struct {
	ID       string
	Page     string // concerns or search
	PersonID string
	UnitID   string
	Share    string // private unit everyone
	Name     string
	Query    string
}

// SavedViews returns the views that a person may use: the own ones, those of the
// units, and everybody's, by name.
func (r *Reader) SavedViews(ctx context.Context, personID string, unitIDs []string) ([]SavedView, error) {
	var b where
	b.args = append(b.args, personID)
	sql := `SELECT id, page, person_id, unit_id, share, name, query FROM saved_view WHERE person_id = $1 OR share = 'everyone' OR share = 'unit' AND unit_id IN ` + b.list(unitIDs) + ` ORDER BY name, id LIMIT 200`
	rows, err := r.query(ctx, sql, b.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []SavedView
	for rows.Next() {
		var v SavedView
		if err := rows.Scan(&v.ID, &v.Page, &v.PersonID, &v.UnitID, &v.Share, &v.Name, &v.Query); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// SaveView stores a view; a person keeps at most 50.
func (t *Tx) SaveView(v SavedView) (string, error) {
	var n int64
	if err := t.Row(`SELECT COUNT(*) FROM saved_view WHERE person_id = $1`, []any{v.PersonID}, &n); err != nil {
		return "", err
	}
	if n >= 50 {
		return "", fault.New(fault.Conflict, "view.many", "最多保存 50 个视图，先删去不用的")
	}
	v.ID = NewID(t.Now)
	_, err := t.Exec(`INSERT INTO saved_view (id, page, person_id, unit_id, share, name, query, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, v.ID, v.Page, v.PersonID, v.UnitID, v.Share, v.Name, v.Query, t.Ms())
	return v.ID, err
}

// DropView removes a person's own view; fault.NotFound if there is none.
func (t *Tx) DropView(personID, id string) error {
	n, err := t.Exec(`DELETE FROM saved_view WHERE id = $1 AND person_id = $2`, id, personID)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "view.unknown", "没有这个视图，或者不是您保存的")
	}
	return err
}

// Preferences (个人设置) are how one person likes the pages.
type Preferences struct {
	After  string `json:"after,omitempty"`   // after saving: stay (also ""), back or next
	NoKeys bool   `json:"no_keys,omitempty"` // single keys are off
}

// Preferences returns a person's preferences.
func (r *Reader) Preferences(ctx context.Context, personID string) (Preferences, error) {
	var raw string
	var p Preferences
	err := r.row(ctx, `SELECT preferences FROM person WHERE id = $1`, []any{personID}, &raw)
	if err != nil || raw == "" {
		return p, err
	}
	return p, json.Unmarshal([]byte(raw), &p)
}

// SetPreferences stores a person's preferences.
func (t *Tx) SetPreferences(personID string, p Preferences) error {
	raw, err := json.Marshal(p)
	if err != nil {
		return err
	}
	_, err = t.Exec(`UPDATE person SET preferences = $2 WHERE id = $1`, personID, string(raw))
	return err
}

// where builds the condition of a list with bound values.
type where struct {
	terms []string
	args  []any
}

// bind adds a value and returns its parameter.
func (b *where) bind(v any) string {
	b.args = append(b.args, v)
	return param(len(b.args))
}

// list adds values and returns them as a parenthesised list that is never empty.
func (b *where) list(values []string) string {
	if len(values) == 0 {
		return "('')"
	}
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = b.bind(v)
	}
	return "(" + strings.Join(out, ", ") + ")"
}

func (b *where) add(term string) { b.terms = append(b.terms, term) }

func (b *where) sql() string { return strings.Join(b.terms, " AND ") }
