package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/query"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Tickets of the hotline and the service hall (热线和大厅工单) come as files that
// their systems export. Clause: MSG-1.

var (
	// TicketKeepers bring tickets in.
	TicketKeepers = []regime.Role{regime.OfficeDirector, regime.DutyOfficer, regime.Liaison, regime.Handler}
	// TicketWays are the ways whose tickets come as files.
	TicketWays = []string{"hotline", "service_hall"}
	// TicketFields are what a column of an export can be.
	TicketFields = []struct{ Code, Title string }{{"ticket", "工单编号"}, {"subject", "标题"}, {"text", "内容"}, {"contact", "来电号码或联系方式"}, {"at", "受理时间"}}
)

const (
	mostTickets   = 5000
	nearTicket    = 0.6 // share of an earlier ticket's words from which on it is offered
	callerTickets = 20
	callerKept    = 90 * 24 * time.Hour
)

// TicketReport says row by row what became of an export.
type TicketReport struct {
	Fresh, Joined, Same, Refused int
	Rows                         []TicketRow
}

// TicketRow is one row: fresh, joined (a case that is open already), same (here
// before) or refused. Near are cases of the same caller with nearly the same text:
// a person decides whether they are one.
type TicketRow struct {
	Line             int
	Result, Number   string
	Reason           string
	Near, NearTitles []string
}

// TakeTickets takes an export in by the saved columns. A ticket that came before
// arrives once; one that says more goes on in its case. Each row is told what
// became of it. Faults: register.role, tickets.way, tickets.columns and those of
// reading the file.
func (d *Desk) TakeTickets(ctx context.Context, who matter.Actor, agency, way, name string, body []byte) (TicketReport, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return TicketReport{}, err
	}
	if err := tree.mayIn(who, agency, TicketKeepers...); err != nil {
		return TicketReport{}, err
	}
	columns, err := d.store.TicketColumns(ctx, agency, way)
	if err != nil {
		return TicketReport{}, err
	}
	if len(columns) == 0 {
		return TicketReport{}, fault.New(fault.Conflict, "tickets.columns", "先对应各列，再导入").On("file")
	}
	rows, err := readTickets(name, body)
	if err != nil {
		return TicketReport{}, err
	}
	if len(rows) == 0 {
		return TicketReport{}, fault.New(fault.Invalid, "tickets.file", "文件里没有工单").On("file")
	}
	at := map[string]int{}
	for i, head := range rows[0] {
		if field := columns[head]; field != "" {
			at[field] = i
		}
	}
	if _, ok := at["ticket"]; !ok {
		return TicketReport{}, fault.New(fault.Invalid, "tickets.columns", "文件里没有工单编号这一列，列名可能变了：请重新对应").On("file")
	}
	list := make([]Ticket, len(rows)-1)
	for i, row := range rows[1:] {
		cell := func(field string) string {
			if k, ok := at[field]; ok && k < len(row) {
				return row[k]
			}
			return ""
		}
		list[i] = Ticket{cell("ticket"), cell("subject"), cell("text"), cell("contact"), cell("at")}
	}
	return d.takeAll(ctx, who, agency, way, list, 2)
}

// Ticket (工单) is one ticket of a hotline or a service hall as its system has it.
// At is a time as exports write it, in Chinese time.
type Ticket struct{ ID, Subject, Text, Contact, At string }

// TakeTicketList takes tickets in that another system sends; what holds for a file
// holds for them, and a line is a place in the list, counted from 1. Faults:
// register.role, tickets.way, tickets.rows.
func (d *Desk) TakeTicketList(ctx context.Context, who matter.Actor, agency, way string, list []Ticket) (TicketReport, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return TicketReport{}, err
	}
	if err := tree.mayIn(who, agency, TicketKeepers...); err != nil {
		return TicketReport{}, err
	}
	if !slices.Contains(TicketWays, way) {
		return TicketReport{}, noTicketWay()
	}
	if len(list) == 0 || len(list) > mostTickets {
		return TicketReport{}, fault.New(fault.Invalid, "tickets.rows", "一次 1 到 %d 件", mostTickets).On("tickets")
	}
	return d.takeAll(ctx, who, agency, way, list, 1)
}

// takeAll takes tickets in, one by one; first is the line of the first.
func (d *Desk) takeAll(ctx context.Context, who matter.Actor, agency, way string, list []Ticket, first int) (TicketReport, error) {
	var out TicketReport
	for i, x := range list {
		r := TicketRow{Line: i + first}
		if err := d.takeTicket(ctx, agency, way, x, &r); err != nil {
			return out, err
		}
		switch r.Result {
		case "":
			continue // an empty row
		case "fresh":
			out.Fresh++
		case "joined":
			out.Joined++
		case "same":
			out.Same++
		case "refused":
			out.Refused++
		}
		out.Rows = append(out.Rows, r)
	}
	return out, d.store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(entry(who, TicketKeepers, "tickets.taken", agency, map[string]any{"way": way, "fresh": out.Fresh, "joined": out.Joined, "same": out.Same, "refused": out.Refused}))
		return nil
	})
}

func (d *Desk) takeTicket(ctx context.Context, agency, way string, x Ticket, r *TicketRow) error {
	if x.ID+x.Subject+x.Text == "" {
		return nil
	}
	r.Result = "refused"
	switch {
	case x.ID == "":
		r.Reason = "没有工单编号"
		return nil
	case x.Text == "" && x.Subject == "":
		r.Reason = "没有内容"
		return nil
	}
	sum := sha256.Sum256([]byte(x.Subject + "\n" + x.Text))
	in := Inbound{Way: way, Agency: agency, Key: agency + "/" + x.ID + "/" + hex.EncodeToString(sum[:8]), Thread: agency + "/" + x.ID, Subject: x.Subject, Text: x.Text, Contact: x.Contact, At: ticketTime(x.At)}
	got, err := d.Receive(ctx, in)
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		r.Reason = f.Text
		return nil
	}
	if err != nil {
		return err
	}
	r.Number, r.Result = got.Number, "same"
	if !got.Fresh {
		return nil
	}
	turns := 0
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.LockMatter(got.Number)
		if err != nil {
			return err
		}
		list, err := tx.MessageTurns(m.ID)
		if err != nil {
			return err
		}
		turns = len(list)
		return d.sameCaller(tx, way, in.Contact, m, r)
	})
	if r.Result = "fresh"; turns > 1 {
		r.Result = "joined"
	}
	return err
}

// sameCaller offers the caller's earlier tickets that say nearly the same.
func (d *Desk) sameCaller(tx *store.Tx, way, contact string, m matter.Matter, r *TicketRow) error {
	digits := strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, contact)
	if len(digits) < 7 {
		return nil
	}
	hashes, err := d.sums(tx, "caller", way, digits)
	if err != nil {
		return err
	}
	earlier, err := tx.CallerCases(hashes, m.ID, callerTickets)
	if err != nil {
		return err
	}
	near := query.NewNear(len(earlier), func(i int) (string, string) { return earlier[i][1] + "\n" + earlier[i][2], "" })
	for _, h := range near.Find(m.Title+"\n"+m.Summary, 3) {
		if h.Asked >= nearTicket {
			r.Near, r.NearTitles = append(r.Near, earlier[h.At][0]), append(r.NearTitles, earlier[h.At][1])
		}
	}
	return tx.AddCaller(hashes[0], m.ID, tx.Now.Add(-callerKept).UnixMilli())
}

// ticketTime reads a time as exports write it, in Chinese time; zero for none.
func ticketTime(text string) time.Time {
	for _, form := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006/1/2 15:04:05", "2006/1/2 15:04", "2006年1月2日 15:04", time.RFC3339, "2006-01-02", "2006/1/2"} {
		if at, err := time.ParseInLocation(form, text, zone); err == nil {
			return at
		}
	}
	return time.Time{}
}
