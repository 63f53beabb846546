package doc

import (
	"strings"
	"time"
)

// File (办件要素) is what every paper about a concern says of it.
type File struct {
	Agency     string // whose paper it is
	Number     string // C-2026-0042
	Title      string // of the concern
	Grade      string // in words
	Need       string
	Unit       string // that handles it
	DetectedAt time.Time
	Date       time.Time // of the paper
	Signature  string    // "" for the agency
}

func (f File) paper(kind string, blocks ...Block) Paper {
	return Paper{Agency: f.Agency, Number: f.Number, Title: "关于" + strings.TrimPrefix(f.Title, "关于") + "的" + kind, Blocks: append([]Block{f.table()}, blocks...), Signature: f.Signature, Date: f.Date}
}

func (f File) table() Block {
	rows := [][]string{{"编号", f.Number}, {"发现时间", f.DetectedAt.In(shanghai).Format("2006年1月2日15时4分")}}
	for _, row := range [][]string{{"等级", f.Grade}, {"诉求", f.Need}, {"承办单位", f.Unit}} {
		if row[1] != "" {
			rows = append(rows, row)
		}
	}
	return Block{Kind: Table, Rows: rows}
}

// ScreeningNote (研判记录) is why a concern has its grade, or was not taken up.
// Clause: JUD-2, JUD-4.
func ScreeningNote(f File, reasons string) Paper {
	return f.paper("研判记录", append([]Block{{Kind: Head, Text: "一、研判理由"}}, Prose(reasons)...)...)
}

// DispatchNote (告知单) tells units of a concern that they handle; due is the
// time limit in words, "" for none. Clause: HAN-7.
func DispatchNote(f File, to []string, note, due string) Paper {
	blocks := append([]Block{{Kind: Head, Text: "一、告知内容"}}, Prose(note)...)
	if due != "" {
		blocks = append(blocks, Block{Kind: Head, Text: "二、办理时限"}, Block{Text: due})
	}
	p := f.paper("告知单", blocks...)
	p.To = strings.Join(to, "，")
	return p
}

// Finding is one fact established: what was claimed, what was found, by which evidence.
type Finding struct{ Claim, Found, Evidence string }

// ClosingReport (办结报告) is how a concern ended. Clause: HAN-9.
func ClosingReport(f File, outcome, reason string, findings []Finding, statements []string) Paper {
	blocks := append([]Block{{Kind: Head, Text: "一、办理结果"}, {Text: outcome + "。"}}, Prose(reason)...)
	if len(findings) > 0 {
		rows := [][]string{{"反映的说法", "查到的事实", "证据"}}
		for _, each := range findings {
			rows = append(rows, []string{each.Claim, each.Found, each.Evidence})
		}
		blocks = append(blocks, Block{Kind: Head, Text: "二、核查事实"}, Block{Kind: Table, Rows: rows})
	}
	if len(statements) > 0 {
		blocks = append(blocks, Block{Kind: Head, Text: "三、公开答复"})
		for _, each := range statements {
			blocks = append(blocks, Block{Text: each})
		}
	}
	return f.paper("办结报告", blocks...)
}

// AfterActionReport (总结报告) is what was learned: the half that may be public
// and, unless it is "", the internal half on pages of its own. A paper with an
// internal half says so at its head. Clause: HAN-11.
func AfterActionReport(f File, public, internal string) Paper {
	if internal == "" {
		return f.paper("总结报告", Prose(public)...)
	}
	blocks := append([]Block{{Kind: Head, Text: "第一部分　可公开"}}, Prose(public)...)
	blocks = append(blocks, Block{Kind: Break}, Block{Kind: Head, Text: "第二部分　内部"})
	p := f.paper("总结报告", append(blocks, Prose(internal)...)...)
	p.Secret = "内部资料"
	return p
}
