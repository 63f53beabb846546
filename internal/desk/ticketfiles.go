package desk

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"yingda/internal/doc"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/redact"
	"yingda/internal/source"
	"yingda/internal/store"
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
		return noTicketWay()
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

func noTicketWay() error {
	return fault.New(fault.Invalid, "tickets.way", "请选择热线或者办事大厅").On("way")
}
