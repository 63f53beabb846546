package site

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"yingda/internal/report"
)

// figuresView is the page of figures, ready to be shown.
type figuresView struct {
	report.Figures
	Outcomes []bar
	Months   []monthBar
	Grades   []figureRow
	Needs    []figureRow
}

// bar is one bar of the chart of outcomes.
type bar struct {
	Word  string
	N     int64
	Width string // percent of the drawing
	Late  bool
	Y     int
}

// monthBar is one month of the chart of the share on time.
type monthBar struct {
	Month  string
	Cells  []report.Cell // received, answered on time, late or owed
	Share  string        // "" where too few were due
	X, Mid string
	Y, H   string
	Label  string
}

type figureRow struct {
	Code  string
	Word  string
	Cells []report.Cell
}

// columns are what the tables by grade and need show: the first is the sum.
var columns = []string{"收到", "按时答复", "超时答复", "超时未答", "有理由不答复", "不予立办", "时限内待答"}

func parts(c report.Counts) []int64 {
	// an answer for which no time was set was not late
	return []int64{c.Received, c.OnTime + c.Untimed, c.Late, c.Overdue, c.NoAnswer, c.Dismissed, c.Waiting}
}

func (s *site) figures(ctx context.Context, p *page, _ *http.Request) (templ.Component, error) {
	p.Title = p.T("数据")
	f, err := s.Book.Figures(ctx, report.Query{})
	if err != nil {
		return nil, err
	}
	v := figuresView{Figures: f, Outcomes: outcomes(p, f.Total), Months: months(f.ByMonth)}
	v.Grades = figureRows(f.ByGrade, func(code string) string { return p.grade(code) })
	v.Needs = figureRows(f.ByNeed, func(code string) string { return p.need(code) })
	return figuresPage(p, v), nil
}

func figureRows(rows []report.Row, word func(string) string) []figureRow {
	table := make([][]int64, len(rows))
	for i, r := range rows {
		table[i] = parts(r.Counts)
	}
	guarded := report.Guard(table)
	out := make([]figureRow, len(rows))
	for i, r := range rows {
		out[i] = figureRow{r.Key, word(r.Key), guarded[i]}
	}
	return out
}

func outcomes(p *page, c report.Counts) []bar {
	n := parts(c)
	var most int64 = 1
	for _, v := range n[1:] {
		most = max(most, v)
	}
	out := make([]bar, 0, len(n)-1)
	for i, v := range n[1:] {
		out = append(out, bar{Word: p.T(columns[i+1]), N: v, Width: percent(58 * float64(v) / float64(most)), Late: i == 1 || i == 2, Y: 8 + 32*i})
	}
	return out
}

func percent(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) + "%" }

// months draws the last six months in which anything was due. The share of a
// month with fewer than ten answers due is not shown.
func months(rows []report.Row) []monthBar {
	const n, base, high = 6, 136.0, 110.0
	for len(rows) > 1 && rows[0].Received == 0 {
		rows = rows[1:]
	}
	rows = rows[max(0, len(rows)-n):]
	out := make([]monthBar, len(rows))
	for i, r := range rows {
		x := 12 + float64(i)*88/n
		cells := report.Guard([][]int64{{r.Owed(), r.OnTime, r.Late + r.Overdue}})[0]
		m := monthBar{Month: r.Key, Cells: cells, X: percent(x), Mid: percent(x + 4), Label: "—"}
		if share, ok := r.Share(); ok && r.Owed() >= report.Least {
			h := math.Round(share*high*10) / 10
			m.Share = percent(share * 100)
			m.H, m.Y, m.Label = fmt.Sprint(h), fmt.Sprint(base-h), strconv.FormatFloat(share*100, 'f', 1, 64)
		}
		out[i] = m
	}
	return out
}

// drawn reports whether any month has a share to draw.
func drawn(months []monthBar) bool {
	for _, m := range months {
		if m.Share != "" {
			return true
		}
	}
	return false
}

// sentence says how the agency did, the unflattering figure included.
func sentence(p *page, f report.Figures) string {
	c := f.Total
	if c.Received == 0 {
		return p.T("一年来还没有收到需要答复的关切。")
	}
	text := p.F("一年来收到 {} 件公众关切，公开答复 {} 件，其中 {} 件超过时限；", number(c.Received), number(c.Answered()), number(c.Late))
	text += p.F("现在还有 {} 件过了时限没有答复。{} 件写明理由不作公开答复，{} 件写明理由没有立办。", number(c.Overdue), number(c.NoAnswer), number(c.Dismissed))
	if share, ok := c.Share(); ok {
		text += p.F("应当答复的，{} 按时。", percent(share*100))
	}
	return text
}

// figuresJSON is the figures for programs. Cells below ten in the tables by
// grade, need and month are "<10"; null is what would give such a cell away.
func (s *site) figuresJSON(r *http.Request, w io.Writer) error {
	f, err := s.Book.Figures(r.Context(), report.Query{})
	if err != nil {
		return err
	}
	names := []string{"received", "on_time", "late", "overdue", "no_answer_with_reason", "dismissed_with_reason", "waiting"}
	total := map[string]any{"open": f.Open}
	for i, n := range parts(f.Total) {
		total[names[i]] = n
	}
	total["answered"] = f.Total.Answered()
	total["on_time_share"] = nil
	if share, ok := f.Total.Share(); ok {
		total["on_time_share"] = math.Round(share*1000) / 1000
	}
	total["median_minutes_to_first_answer"] = nil
	if f.MedianMinutes >= 0 {
		total["median_minutes_to_first_answer"] = f.MedianMinutes
	}
	out := map[string]any{"at": when(f.At), "from": f.From.Format("2006-01-02"), "through": f.Through.Format("2006-01-02"), "total": total}
	for name, rows := range map[string][]report.Row{"by_grade": f.ByGrade, "by_need": f.ByNeed} {
		list := []map[string]any{}
		for _, row := range figureRows(rows, func(code string) string { return code }) {
			one := map[string]any{"code": row.Code}
			for i, c := range row.Cells {
				one[names[i]] = c
			}
			list = append(list, one)
		}
		out[name] = list
	}
	list := []map[string]any{}
	for _, m := range months(f.ByMonth) {
		list = append(list, map[string]any{"month": m.Month, "due": m.Cells[0], "on_time": m.Cells[1], "late_or_overdue": m.Cells[2]})
	}
	out["by_month"] = list
	return encode(w, out)
}
