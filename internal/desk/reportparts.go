package desk

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// How much a report holds on its way. Who sends and who receives ask the same, so
// that nothing is signed here that is refused over there.
const (
	mostParts   = 100     // parts of a report
	longestName = 100     // of a part, and of what identifies a report, in runes
	heaviest    = 800_000 // of a report as it travels, in bytes; the interface takes in 1 MiB
	mostFound   = 100_000 // of what units answered when asked to check, in runes
)

// reportKind reports whether a document is one that goes to the level above.
func reportKind(k regime.Document) bool {
	switch k {
	case regime.FirstReport, regime.ProgressReport, regime.ResultReport, regime.ThreeDayReport, regime.OwnRiskList, regime.AfterActionReport:
		return true
	}
	return false
}

func contentOf(r store.Report) reportContent {
	return reportContent{Report: r.ID, Document: string(r.Kind), Agency: r.FromName, Number: r.Number, Title: r.Title, Grade: r.Grade, Fields: r.Fields}
}

// fits refuses a report that is incomplete or too long to travel. Fault:
// report.long.
func (c reportContent) fits() error {
	if !reportKind(regime.Document(c.Document)) {
		return tooLong("种类不对")
	}
	for _, name := range []string{c.Report, c.Number, c.Grade} {
		if utf8.RuneCountInString(name) > longestName {
			return tooLong("编号或等级过长")
		}
	}
	if strings.ContainsRune(c.Report+c.Number+c.Grade+c.Title, 0) {
		return tooLong("编号、等级或标题有不能用的字符")
	}
	if utf8.RuneCountInString(c.Title) > matter.MaxLong || len(c.Fields) > mostParts {
		return tooLong(fmt.Sprintf("最多 %d 个部分", mostParts))
	}
	for _, f := range c.Fields {
		if utf8.RuneCountInString(f.Title) > longestName || utf8.RuneCountInString(f.Text) > matter.MaxLong || strings.ContainsRune(f.Title+f.Text, 0) {
			return tooLong(fmt.Sprintf("每一部分最多 %d 字", matter.MaxLong))
		}
	}
	raw, err := json.Marshal(c)
	if err == nil && len(raw) > heaviest {
		return tooLong("全文过长")
	}
	return err
}

func tooLong(why string) error {
	return fault.New(fault.Invalid, "report.long", "这份报告报不出去：%s", why)
}

// parted cuts every part that is longer than a part may be into several.
func parted(fields []store.Field) []store.Field {
	var out []store.Field
	for _, f := range fields {
		text := []rune(f.Text)
		for n := 1; len(text) > matter.MaxLong; n++ {
			out = append(out, store.Field{Title: f.Title, Text: string(text[:matter.MaxLong])})
			text = text[matter.MaxLong:]
			if n == 1 {
				f.Title += "（续）"
			}
		}
		out = append(out, store.Field{Title: f.Title, Text: string(text)})
	}
	return out
}
