package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"yingda/internal/doc"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/query"
	"yingda/internal/redact"
	"yingda/internal/regime"
	"yingda/internal/source"
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

// guesses are words of headings by field, the more telling first.
var guesses = map[string][]string{
	"ticket": {"工单编号", "工单号", "受理编号", "流水号", "编号"}, "subject": {"标题", "主题", "事项", "诉求标题"}, "text": {"诉求内容", "工单内容", "反映内容", "内容", "诉求"},
	"contact": {"来电号码", "联系电话", "联系方式", "手机", "电话"}, "at": {"受理时间", "来电时间", "登记时间", "时间", "日期"},
}

// TicketSheet is an export as it is looked at before it is taken in: headings,
// what each column seems to be, and the first rows without personal data.
type TicketSheet struct {
	Columns []TicketColumn
	Rows    int
}

// TicketColumn is one column of an export. Samples are from the first rows.
type TicketColumn struct {
	Name, Field string
	Samples     []string
}

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

// readTickets reads the table of a file: CSV in any usual encoding, or XLSX.
func readTickets(name string, body []byte) ([][]string, error) {
	if len(body) > 10<<20 {
		return nil, fault.New(fault.Invalid, "tickets.long", "文件过大，最多 10 MB").On("file")
	}
	if strings.EqualFold(path.Ext(name), ".xlsx") || bytes.HasPrefix(body, []byte("PK\x03\x04")) {
		rows, err := doc.ReadSheet(bytes.NewReader(body))
		return trimmed(rows), err
	}
	text, _, err := source.Charset(body, "text/csv")
	if err != nil {
		return nil, fault.New(fault.Invalid, "tickets.file", "读不懂这个文件的编码：请用 CSV 或 XLSX").On("file").Because(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))))
	if strings.Count(first, "\t") > strings.Count(first, ",") {
		r.Comma = '\t'
	}
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	var rows [][]string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "tickets.file", "读不懂这个文件：请用 CSV 或 XLSX").On("file").Because(err)
		}
		if rows = append(rows, row); len(rows) > mostTickets+1 {
			return nil, fault.New(fault.Invalid, "tickets.rows", "一次最多导入 %d 行，请分几次导出", mostTickets).On("file")
		}
	}
	return trimmed(rows), nil
}

func trimmed(rows [][]string) [][]string {
	for _, row := range rows {
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
	}
	return rows
}

// LookAtTickets shows what an export holds; nothing is taken in. saved is what its
// columns were before. Faults: tickets.file, tickets.long, tickets.rows.
func LookAtTickets(name string, body []byte, saved map[string]string) (TicketSheet, error) {
	rows, err := readTickets(name, body)
	if err != nil {
		return TicketSheet{}, err
	}
	if len(rows) < 2 {
		return TicketSheet{}, fault.New(fault.Invalid, "tickets.file", "文件里没有工单：第一行应是列名，以下每行一件").On("file")
	}
	out := TicketSheet{Rows: len(rows) - 1}
	used := map[string]bool{}
	for i, head := range rows[0] {
		if head == "" {
			continue
		}
		c := TicketColumn{Name: head, Field: saved[head]}
		if len(saved) == 0 {
			c.Field = guessTicket(head, used)
		}
		used[c.Field] = true
		for _, row := range rows[1:min(len(rows), 4)] {
			if i < len(row) && row[i] != "" {
				sample, _ := redact.Text(row[i], redact.Options{})
				c.Samples = append(c.Samples, clipped(sample, 40))
			}
		}
		out.Columns = append(out.Columns, c)
	}
	return out, nil
}

func guessTicket(head string, used map[string]bool) string {
	for _, f := range TicketFields {
		if !used[f.Code] && slices.ContainsFunc(guesses[f.Code], func(w string) bool { return strings.Contains(head, w) }) {
			return f.Code
		}
	}
	return ""
}

// SaveTicketColumns keeps what the columns of an export are, for all later files.
// Faults: register.role, tickets.way, tickets.columns.
func (d *Desk) SaveTicketColumns(ctx context.Context, who matter.Actor, agency, way string, columns map[string]string) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	if err := tree.mayIn(who, agency, TicketKeepers...); err != nil {
		return err
	}
	if !slices.Contains(TicketWays, way) {
		return fault.New(fault.Invalid, "tickets.way", "请选择热线或者办事大厅").On("way")
	}
	used := map[string]string{}
	for name, field := range columns {
		if !slices.ContainsFunc(TicketFields, func(f struct{ Code, Title string }) bool { return f.Code == field }) {
			return fault.New(fault.Invalid, "tickets.columns", "没有「%s」这一项", field).On("columns")
		}
		if used[field] != "" {
			return fault.New(fault.Invalid, "tickets.columns", "「%s」和「%s」不能对应同一项", used[field], name).On("columns")
		}
		used[field] = name
	}
	if used["ticket"] == "" || used["text"] == "" {
		return fault.New(fault.Invalid, "tickets.columns", "至少要指明哪一列是工单编号、哪一列是内容").On("columns")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(entry(who, TicketKeepers, "tickets.columns", agency, map[string]any{"way": way, "columns": columns}))
		return tx.SaveTicketColumns(agency, way, who.ID, columns)
	})
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
	var out TicketReport
	if len(rows) == 0 {
		return out, fault.New(fault.Invalid, "tickets.file", "文件里没有工单").On("file")
	}
	at := map[string]int{}
	for i, head := range rows[0] {
		if field := columns[head]; field != "" {
			at[field] = i
		}
	}
	if _, ok := at["ticket"]; !ok {
		return out, fault.New(fault.Invalid, "tickets.columns", "文件里没有工单编号这一列，列名可能变了：请重新对应").On("file")
	}
	for i, row := range rows[1:] {
		cell := func(field string) string {
			if k, ok := at[field]; ok && k < len(row) {
				return row[k]
			}
			return ""
		}
		r := TicketRow{Line: i + 2}
		if err := d.takeTicket(ctx, agency, way, cell, &r); err != nil {
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

func (d *Desk) takeTicket(ctx context.Context, agency, way string, cell func(string) string, r *TicketRow) error {
	ticket, subject, text := cell("ticket"), cell("subject"), cell("text")
	if ticket+subject+text == "" {
		return nil
	}
	r.Result = "refused"
	switch {
	case ticket == "":
		r.Reason = "没有工单编号"
		return nil
	case text == "" && subject == "":
		r.Reason = "没有内容"
		return nil
	}
	sum := sha256.Sum256([]byte(subject + "\n" + text))
	in := Inbound{Way: way, Agency: agency, Key: agency + "/" + ticket + "/" + hex.EncodeToString(sum[:8]), Thread: agency + "/" + ticket, Subject: subject, Text: text, Contact: cell("contact"), At: ticketTime(cell("at"))}
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
