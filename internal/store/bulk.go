package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
)

// Bulk (批量办理) is one act that a person asked for on many matters at once, and
// how far it has come. Nil as Filter means that rows were ticked.
type Bulk struct {
	ID        string
	PersonID  string
	Once      string // what its form was sent with
	Kind      regime.Kind
	Action    matter.Action
	Input     map[string]any
	Filter    *ListFilter
	Query     string   // of the list where it was chosen
	LeftOut   []string // numbers
	ChosenAt  int64
	CreatedAt int64
	ListedAt  int64 // 0 until the matters of the filter are written down
	StoppedAt int64 // 0 if nobody stopped it
	EndedAt   int64 // 0 while it goes on
	Total     int64
	Done      int64
	Refused   int64
}

// Left is how many matters wait, or waited when it was stopped.
func (b Bulk) Left() int64 { return b.Total - b.Done - b.Refused }

// BulkItem is one matter of a bulk act: waiting, done or refused, with the reason.
type BulkItem struct {
	Seq     int64
	Number  string
	Version int64 // as the person saw it
	State   string
	Reason  string
	At      int64
}

// BulkRow is an item with what its reader may see of the matter: without sight of
// it, nothing but the number.
type BulkRow struct {
	BulkItem
	Title   string
	UnitID  string
	Now     matter.State
	Grade   regime.Grade
	Need    regime.Need
	NextDue int64
}

const bulkColumns = `id, person_id, once, kind, action, input, filter, query, left_out, chosen_at, created_at, listed_at, stopped_at, ended_at, total, done, refused`

func scanBulk(scan func(...any) error) (Bulk, error) {
	var b Bulk
	var input, filter, left string
	if err := scan(&b.ID, &b.PersonID, &b.Once, (*string)(&b.Kind), (*string)(&b.Action), &input, &filter, &b.Query, &left, &b.ChosenAt, &b.CreatedAt, &b.ListedAt, &b.StoppedAt, &b.EndedAt, &b.Total, &b.Done, &b.Refused); err != nil {
		return b, err
	}
	if filter != "" {
		b.Filter = &ListFilter{}
		if err := json.Unmarshal([]byte(filter), b.Filter); err != nil {
			return b, err
		}
	}
	if err := json.Unmarshal([]byte(left), &b.LeftOut); err != nil {
		return b, err
	}
	return b, json.Unmarshal([]byte(input), &b.Input)
}

func noBulk(err error) error {
	if IsNoRows(err) {
		return fault.New(fault.NotFound, "bulk.unknown", "没有这次批量办理，或者不是您的")
	}
	return err
}

// Bulk returns one bulk act; fault.NotFound if there is none.
func (r *Reader) Bulk(ctx context.Context, id string) (Bulk, error) {
	b, err := scanBulk(r.scanner(ctx, `SELECT `+bulkColumns+` FROM bulk WHERE id = $1`, id))
	return b, noBulk(err)
}

// BulksOf returns up to n bulk acts of a person, the newest first; before is the id
// of the last one of the page before, "" for the first page.
func (r *Reader) BulksOf(ctx context.Context, personID, before string, n int) ([]Bulk, error) {
	if before == "" {
		before = "~" // sorts after every id
	}
	return gather(scanBulk)(r.query(ctx, `SELECT `+bulkColumns+` FROM bulk WHERE person_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, personID, before, n))
}

// LockBulk loads a bulk act that this transaction goes on with or stops.
func (t *Tx) LockBulk(id string) (Bulk, error) {
	b, err := scanBulk(func(into ...any) error {
		return t.Row(`SELECT `+bulkColumns+` FROM bulk WHERE id = $1`+t.forUpdate(), []any{id}, into...)
	})
	return b, noBulk(err)
}

// AddBulk stores a bulk act. A form that was sent before makes no second one: its
// id is that of the first, and fresh is false.
func (t *Tx) AddBulk(b *Bulk) (fresh bool, err error) {
	input, err := json.Marshal(b.Input)
	if err != nil {
		return false, err
	}
	filter, left := "", []byte("[]")
	if b.Filter != nil {
		raw, err := json.Marshal(b.Filter)
		if err != nil {
			return false, err
		}
		filter = string(raw)
	}
	if len(b.LeftOut) > 0 {
		if left, err = json.Marshal(b.LeftOut); err != nil {
			return false, err
		}
	}
	b.ID, b.CreatedAt = NewID(t.Now), t.Ms()
	n, err := t.Exec(`INSERT INTO bulk (id, person_id, once, kind, action, input, filter, query, left_out, chosen_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (person_id, once) DO NOTHING`,
		b.ID, b.PersonID, b.Once, string(b.Kind), string(b.Action), string(input), filter, b.Query, string(left), b.ChosenAt, b.CreatedAt)
	if err != nil || n == 1 {
		return n == 1, err
	}
	return false, t.Row(`SELECT id FROM bulk WHERE person_id = $1 AND once = $2`, []any{b.PersonID, b.Once}, &b.ID)
}

// ListBulk writes down the matters of a bulk act, once and all together.
func (t *Tx) ListBulk(b *Bulk, items []BulkItem) error {
	b.ListedAt, b.Total = t.Ms(), int64(len(items))
	for i, x := range items {
		if x.State == "refused" {
			b.Refused++
		}
		if err := t.Later(`INSERT INTO bulk_item (bulk_id, seq, number, version, state, reason, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`, b.ID, i+1, x.Number, x.Version, x.State, x.Reason, x.At); err != nil {
			return err
		}
	}
	_, err := t.Exec(`UPDATE bulk SET listed_at = $2, total = $3, refused = $4 WHERE id = $1`, b.ID, b.ListedAt, b.Total, b.Refused)
	return err
}

// NextOfBulk returns the next matter that waits, with number "" after the last.
func (t *Tx) NextOfBulk(id string) (BulkItem, error) {
	var x BulkItem
	err := t.Row(`SELECT seq, number, version FROM bulk_item WHERE bulk_id = $1 AND state = 'waiting' ORDER BY seq LIMIT 1`, []any{id}, &x.Seq, &x.Number, &x.Version)
	if IsNoRows(err) {
		return x, nil
	}
	return x, err
}

// SettleBulk writes down what became of one matter: reason is "" where it is done.
func (t *Tx) SettleBulk(id string, seq int64, reason string) error {
	state := "done" // also the name of the column that counts it
	if reason != "" {
		state = "refused"
	}
	if err := t.Later(`UPDATE bulk_item SET state = $3, reason = $4, at = $5 WHERE bulk_id = $1 AND seq = $2`, id, seq, state, reason, t.Ms()); err != nil {
		return err
	}
	return t.Later(`UPDATE bulk SET `+state+` = `+state+` + 1 WHERE id = $1`, id)
}

// EndBulk ends a bulk act; stopped says that a person ended it before its time.
func (t *Tx) EndBulk(id string, stopped bool) error {
	_, err := t.Exec(`UPDATE bulk SET ended_at = $2, stopped_at = CASE WHEN $3 = 1 THEN $2 ELSE stopped_at END WHERE id = $1`, id, t.Ms(), Bit(stopped))
	return err
}

// BulkRows returns up to n matters of a bulk act in a state, in order, behind a
// place.
func (r *Reader) BulkRows(ctx context.Context, id, state string, s Scope, after int64, n int) ([]BulkRow, error) {
	var b where
	b.scope(s)
	join := ` LEFT JOIN matter m ON m.number = i.number`
	if len(b.terms) > 0 {
		join += ` AND ` + b.sql()
	}
	q := `SELECT i.seq, i.number, i.version, i.state, i.reason, i.at, COALESCE(m.title, ''), COALESCE(m.unit_id, ''), COALESCE(m.state, ''), COALESCE(m.grade, ''), COALESCE(m.need, ''), COALESCE(m.next_due, 0) FROM bulk_item i` + join +
		` WHERE i.bulk_id = ` + b.bind(id) + ` AND i.state = ` + b.bind(state) + ` AND i.seq > ` + b.bind(after) + ` ORDER BY i.seq LIMIT ` + b.bind(n)
	return gather(func(scan func(...any) error) (BulkRow, error) {
		var x BulkRow
		err := scan(&x.Seq, &x.Number, &x.Version, &x.State, &x.Reason, &x.At, &x.Title, &x.UnitID, (*string)(&x.Now), (*string)(&x.Grade), (*string)(&x.Need), &x.NextDue)
		return x, err
	})(r.query(ctx, q, b.args...))
}

// Chosen is one matter that a filter chooses.
type Chosen struct {
	Number    string
	Version   int64
	UpdatedAt int64
	OpenedAt  int64
	place     ListAfter
}

// Choose returns up to n matters that a filter and a scope show, in the order of
// the list.
func (r *Reader) Choose(ctx context.Context, kind regime.Kind, f ListFilter, s Scope, n int) ([]Chosen, error) {
	found, err := r.sighted(ctx, kind, f, s, ListAfter{}, n)
	if err != nil {
		return nil, err
	}
	out := make([]Chosen, 0, len(found))
	err = inChunks(placesSeq(found), func(marks string, args []any) error {
		some, err := gather(func(scan func(...any) error) (Chosen, error) {
			var c Chosen
			err := scan(&c.Number, &c.Version, &c.UpdatedAt, &c.OpenedAt, &c.place.Due, &c.place.ID)
			return c, err
		})(r.query(ctx, `SELECT m.number, m.version, m.updated_at, m.opened_at, m.next_due, m.id FROM matter m WHERE m.seq IN (`+marks+`)`, args...))
		out = append(out, some...)
		return err
	})
	slices.SortFunc(out, func(a, b Chosen) int {
		return cmp.Or(cmp.Compare(a.place.Due, b.place.Due), strings.Compare(a.place.ID, b.place.ID))
	})
	return out, err
}

// PurgeBulks forgets bulk acts that ended before an instant, up to n; what they did
// stands in the matters and in the audit trail.
func (t *Tx) PurgeBulks(before int64, n int) error {
	ids, err := scanWords(t.Query(`SELECT id FROM bulk WHERE ended_at > 0 AND ended_at < $1 ORDER BY ended_at LIMIT $2`, before, n))
	for _, id := range ids {
		if _, err := t.Exec(`DELETE FROM bulk_item WHERE bulk_id = $1`, id); err != nil {
			return err
		}
		if _, err := t.Exec(`DELETE FROM bulk WHERE id = $1`, id); err != nil {
			return err
		}
	}
	return err
}
