package desk_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
)

// TestTickets takes in what hotline and hall export: each ticket once, what says
// more into its case, and every row accounted for.
func TestTickets(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		plain := "工单编号,诉求标题,诉求内容,来电号码,受理时间,话务员\n" +
			"T1,契税申报,请问契税要在几号之前申报缴纳,13912345678,2026-03-15 09:30:00,甲\n" +
			"T2,大厅插队,办税大厅有人插队没有人管,13800138000,2026/3/15 10:00,甲\n" +
			"T1,契税申报,请问契税要在几号之前申报缴纳,13912345678,2026-03-15 09:30:00,甲\n" +
			"T1,契税申报,补充：房子是二手房,13912345678,2026-03-15 11:00:00,甲\n" +
			"T3,契税,请问契税要在几号之前申报缴纳呢,139-1234-5678,2026-03-15 12:00:00,乙\n" +
			",没有编号,内容,,,\n" +
			"T4,,,,,\n\n"
		body, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(plain))
		b.must(err)
		look, err := desk.LookAtTickets("a.csv", body, nil)
		b.must(err)
		columns := map[string]string{}
		for _, c := range look.Columns {
			if c.Field != "" {
				columns[c.Name] = c.Field
			}
			if strings.Contains(strings.Join(c.Samples, ""), "13912345678") {
				t.Error("a telephone number is shown before anything is taken in")
			}
		}
		if len(columns) != 5 || columns["工单编号"] != "ticket" || columns["诉求内容"] != "text" || columns["话务员"] != "" {
			t.Errorf("guessed: %v", columns)
		}
		who := b.who[regime.DutyOfficer]
		if _, err := b.desk.TakeTickets(ctx, who, b.agency(), "hotline", "a.csv", body); fault.CodeOf(err) != "tickets.columns" {
			t.Errorf("before the columns are known: %v", err)
		}
		for want, columns := range map[string]map[string]string{"tickets.columns": {"工单编号": "ticket"}, "": columns} {
			if err := b.desk.SaveTicketColumns(ctx, who, b.agency(), "hotline", columns); fault.CodeOf(err) != want {
				t.Errorf("saved: %v, want %q", err, want)
			}
		}
		report, err := b.desk.TakeTickets(ctx, who, b.agency(), "hotline", "a.csv", body)
		b.must(err)
		if report.Fresh != 3 || report.Joined != 1 || report.Same != 1 || report.Refused != 2 || len(report.Rows) != 7 {
			t.Errorf("%+v", report)
		}
		if r := report.Rows[4]; len(r.Near) != 1 || r.Near[0] != report.Rows[0].Number || r.Number == r.Near[0] {
			t.Errorf("the same caller with nearly the same words is offered, not joined: %+v", r)
		}
		again, err := b.desk.TakeTickets(ctx, who, b.agency(), "hotline", "a.csv", body)
		b.must(err)
		if again.Fresh+again.Joined != 0 || again.Same != 5 {
			t.Errorf("the same file again: %+v", again)
		}
		sheet := excelize.NewFile()
		for i, row := range [][]any{{"工单编号", "诉求标题", "诉求内容"}, {"T9", "热线", "请问周六办税大厅开门吗"}} {
			cell, _ := excelize.CoordinatesToCellName(1, i+1)
			b.must(sheet.SetSheetRow("Sheet1", cell, &row))
		}
		var x bytes.Buffer
		b.must(sheet.Write(&x))
		if report, err = b.desk.TakeTickets(ctx, who, b.agency(), "hotline", "b.xlsx", x.Bytes()); err != nil || report.Fresh != 1 {
			t.Errorf("a spreadsheet: %+v %v", report, err)
		}
		if _, err := b.desk.TakeTickets(ctx, b.who[regime.Expert], b.agency(), "hotline", "a.csv", body); fault.CodeOf(err) != "register.role" {
			t.Errorf("an expert: %v", err)
		}
	})
}
