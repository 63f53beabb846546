package doc

import "time"

// AccountForm (账号审批表) is what the approval form of an account says: fields
// of our own, then one line a level, empty while it has not decided.
type AccountForm struct {
	Agency, Number string
	Act            string // 开设, 变更, 关闭 or 注销
	Fields         [][]string
	Levels         [][]string // level, what it said with name and date
	Date           time.Time
}

// AccountFormPaper lays the approval form of an account out. Clause: ACC-2, ACC-3.
func AccountFormPaper(f AccountForm) Paper {
	p := Paper{Agency: f.Agency, Number: f.Number, Title: "政务新媒体账号" + f.Act + "审批表", Date: f.Date}
	p.Blocks = []Block{{Kind: Table, Rows: f.Fields}, {Kind: Head, Text: "各级意见"}}
	if len(f.Levels) == 0 {
		p.Blocks = append(p.Blocks, Block{Text: "还没有报送。"})
		return p
	}
	rows := [][]string{}
	for _, l := range f.Levels {
		said := l[1]
		if said == "" {
			said = "（签名、盖章）　　　　年　　月　　日"
		}
		rows = append(rows, []string{l[0], said})
	}
	p.Blocks = append(p.Blocks, Block{Kind: Table, Rows: rows})
	return p
}
