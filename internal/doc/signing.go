package doc

import "time"

// SigningSheet is what the draft for signature says of a statement.
type SigningSheet struct {
	Agency, Number, Version, Hash, Concern, Grade, Drafter string
	Title, Text                                            string
	Gates                                                  []SigningLine
	Confirmed                                              [][]string // unit, what it said, when
	Approver                                               string     // who may approve
	Date                                                   time.Time
}

// SigningLine is one gate with the points that its signer ticks.
type SigningLine struct {
	Title, Who, Signed, Note string
	Points                   []string
}

// DraftForSignature (送审稿) is a draft with the sheet on which it is reviewed:
// who looked at which point, who agreed, who approves. Clause: ANS-1, ANS-2, ANS-3.
func DraftForSignature(s SigningSheet) Paper {
	blocks := []Block{{Kind: Table, Rows: [][]string{
		{"稿件", s.Number + " " + s.Version}, {"答复的关切", s.Concern}, {"等级", s.Grade}, {"拟稿", s.Drafter}, {"文本核对码", s.Hash},
	}}, {Kind: Head, Text: "一、送审文本"}, {Kind: Sub, Text: s.Title}}
	blocks = append(blocks, Prose(s.Text)...)
	blocks = append(blocks, Block{Kind: Break}, Block{Kind: Head, Text: "二、审核签署"})
	rows := [][]string{{"审核关", "核对要点", "签署"}}
	for _, g := range s.Gates {
		mark, signed := "□ ", "待签（"+g.Who+"）"
		if g.Signed != "" {
			mark, signed = "☑ ", g.Signed
		}
		if g.Note != "" {
			signed += "：" + g.Note
		}
		points := ""
		for _, p := range g.Points {
			points += mark + p + "。"
		}
		rows = append(rows, []string{g.Title, points, signed})
	}
	blocks = append(blocks, Block{Kind: Table, Rows: rows})
	if len(s.Confirmed) > 0 {
		blocks = append(blocks, Block{Kind: Head, Text: "三、会签意见"}, Block{Kind: Table, Rows: append([][]string{{"单位", "意见", "说明"}}, s.Confirmed...)})
	}
	blocks = append(blocks, Block{Text: "批准：" + s.Approver + "　　　　签名：　　　　　　　　日期："})
	return Paper{Agency: s.Agency, Number: s.Number, Title: s.Title + "（送审稿）", Blocks: blocks, Signature: s.Agency, Date: s.Date}
}
