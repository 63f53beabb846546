package store

import "context"

// Page asks for one page of a register in its order: up to N rows behind the
// last one of the page before, which At and ID name; both zero begin.
type Page struct {
	At int64
	ID string
	N  int
}

// behind is the place that a page begins behind.
func (p Page) behind() (int64, string) {
	if p.ID == "" {
		return Never, "~" // above every id
	}
	return p.At, p.ID
}

// ahead is the same place in a register whose soonest comes first.
func (p Page) ahead() (int64, string) {
	if p.ID == "" {
		return -1, "" // below every instant
	}
	return p.At, p.ID
}

// PressPage returns a page of the spokesperson's calendar, by when things begin.
func (r *Reader) PressPage(ctx context.Context, p Page) ([]PressEvent, error) {
	at, id := p.behind()
	return scanPressEvents(r.query(ctx, pressEvents+`WHERE (e.starts_at, e.id) < ($1, $2) ORDER BY e.starts_at DESC, e.id DESC LIMIT $3`, at, id, p.N))
}

// CarriagePage returns a page of what is carried, by due time.
func (r *Reader) CarriagePage(ctx context.Context, p Page) ([]Carriage, error) {
	at, id := p.behind()
	return scanCarriages(r.query(ctx, `SELECT `+carriageColumns+` FROM carriage WHERE (due_at, id) < ($1, $2) ORDER BY due_at DESC, id DESC LIMIT $3`, at, id, p.N))
}

// PolicyPage returns a page of the documents, by when they were issued.
func (r *Reader) PolicyPage(ctx context.Context, p Page) ([]Policy, error) {
	at, id := p.behind()
	return r.policies(ctx, `WHERE (p.issued_at, p.id) < ($1, $2) ORDER BY p.issued_at DESC, p.id DESC LIMIT $3`, at, id, p.N)
}

// RequestPage returns a page of the requests to publishers, by when they were drafted.
func (r *Reader) RequestPage(ctx context.Context, p Page) ([]Request, error) {
	_, id := p.behind()
	return scanRequests(r.query(ctx, `SELECT `+requestColumns+requestTables+`WHERE q.id < $1 ORDER BY q.id DESC LIMIT $2`, id, p.N))
}

// MeetingPage returns a page of the meetings of an agency, by when they are, without members.
func (r *Reader) MeetingPage(ctx context.Context, agencyID string, p Page) ([]Meeting, error) {
	at, id := p.behind()
	return scanMeetings(r.query(ctx, `SELECT `+meetingColumns+` FROM meeting WHERE agency_id = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4`, agencyID, at, id, p.N))
}

// RiskPage returns a page of the assessments of an agency, by when they were begun.
func (r *Reader) RiskPage(ctx context.Context, agencyID string, p Page) ([]Risk, error) {
	_, id := p.behind()
	return gather(scanRisk)(r.query(ctx, `SELECT `+riskColumns+` FROM risk WHERE agency_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, agencyID, id, p.N))
}

// OwnListPage returns a page of the own lists of an agency, by period, which names
// the last one of the page before; without entries.
func (r *Reader) OwnListPage(ctx context.Context, agencyID string, p Page) ([]OwnList, error) {
	_, period := p.behind()
	return gather(scanOwnList)(r.query(ctx, `SELECT `+ownListColumns+` FROM own_list WHERE agency_id = $1 AND period < $2 ORDER BY period DESC LIMIT $3`, agencyID, period, p.N))
}
