package doc

import (
	"strconv"
	"strings"
	"time"
)

// Register (台账) is a register on paper: what it holds, from which filter, as it
// stood when it was made.
type Register struct {
	Agency, Title string
	Says          string // what the register is, and what was left out of it
	Head          []string
	Rows          [][]string
	Date          time.Time
}

// RegisterPaper lays a register out. An empty one says so: it is a record as well.
func RegisterPaper(r Register) Paper {
	p := Paper{Agency: r.Agency, Title: r.Title, Date: r.Date}
	if r.Says != "" {
		p.Blocks = append(p.Blocks, Block{Text: r.Says})
	}
	if len(r.Rows) == 0 {
		p.Blocks = append(p.Blocks, Block{Text: "截至本件制作时没有登记事项。"})
		return p
	}
	rows := append([][]string{append([]string{"序号"}, r.Head...)}, numbered(r.Rows)...)
	p.Blocks = append(p.Blocks, Block{Kind: Table, Rows: rows})
	return p
}

func numbered(rows [][]string) [][]string {
	out := make([][]string, len(rows))
	for i, row := range rows {
		out[i] = append([]string{strconv.Itoa(i + 1)}, row...)
	}
	return out
}

// RiskAssessment (决策风险评估) is what a paper says of an assessment.
type RiskAssessment struct {
	Agency, Number, Title     string
	Decision, Risks           string
	Grade, Plan               string // the grade in words
	Drafter, Approver, Status string
	Returned                  string   // why it was sent back
	Concerns                  []string // that came of the decision
	Date                      time.Time
}

// RiskPaper lays an assessment out. Clause: JUD-6.
func RiskPaper(r RiskAssessment) Paper {
	p := Paper{Agency: r.Agency, Number: r.Number, Title: "关于" + strings.TrimPrefix(r.Title, "关于") + "的决策风险评估", Date: r.Date}
	p.Blocks = []Block{{Kind: Table, Rows: filled([][]string{{"评估编号", r.Number}, {"风险等级", r.Grade}, {"起草", r.Drafter}, {"批准", r.Approver}, {"状态", r.Status}, {"退回理由", r.Returned}})}}
	for i, part := range [][2]string{{"决策内容", r.Decision}, {"可能引起的关切", r.Risks}, {"预案", r.Plan}} {
		p.Blocks = append(p.Blocks, Block{Kind: Head, Text: string([]rune(numerals)[i]) + "、" + part[0]})
		p.Blocks = append(p.Blocks, Prose(part[1])...)
	}
	if len(r.Concerns) > 0 {
		p.Blocks = append(p.Blocks, Block{Kind: Head, Text: "四、实施后出现的关切"}, Block{Text: strings.Join(r.Concerns, "、") + "。"})
	}
	return p
}

// OwnAct is one entry of a periodic list: an act or decision of the agency.
type OwnAct struct{ Kind, Act, Term, Worry, Measure string }

// OwnList (自查清单) is what a paper says of a periodic list. It names no person
// and no group.
type OwnList struct {
	Agency, Period string
	Status, Signer string
	Acts           []OwnAct
	Date           time.Time
}

// OwnListPaper lays a periodic list out. Clause: JUD-7.
func OwnListPaper(l OwnList) Paper {
	p := Paper{Agency: l.Agency, Number: l.Period, Title: l.Period + "本机关行为和决定自查清单", Date: l.Date}
	p.Blocks = []Block{{Text: "本清单只列本机关的行为和决定，不列人和群体。"}, {Kind: Table, Rows: filled([][]string{{"期间", l.Period}, {"状态", l.Status}, {"签发", l.Signer}})}}
	if len(l.Acts) == 0 {
		return withText(p, "本期没有列入事项。")
	}
	rows := [][]string{{"序号", "种类", "行为或决定", "职责", "可能引起的关切", "打算"}}
	for i, a := range l.Acts {
		rows = append(rows, []string{strconv.Itoa(i + 1), a.Kind, a.Act, a.Term, a.Worry, a.Measure})
	}
	p.Blocks = append(p.Blocks, Block{Kind: Table, Rows: rows})
	return p
}

// Minutes (会议纪要) is what a paper says of a meeting.
type Minutes struct {
	Agency, Kind, Title, Place string
	Concern                    string // number and title, "" for none
	At                         time.Time
	Chair                      string
	There, Away                []string // 出席 and 请假, with their units
	Text, Proposal             string
	Decisions                  [][]string // text, unit, due
	MinutedBy, Approved        string
	Changes                    []string // who left the group afterwards and who stepped in
}

// MinutesPaper lays the minutes of a meeting out: topic, time, place, who was
// there, what was said and decided. Clause: HAN-4, JUD-5.
func MinutesPaper(m Minutes) Paper {
	p := Paper{Agency: m.Agency, Title: m.Kind + "纪要", Date: m.At}
	p.Blocks = []Block{{Kind: Table, Rows: filled([][]string{
		{"议题", m.Title},
		{"关切", m.Concern},
		{"时间", m.At.In(shanghai).Format("2006年1月2日15时4分")},
		{"地点", m.Place},
		{"主持", m.Chair},
		{"出席", strings.Join(m.There, "、")},
		{"请假", strings.Join(m.Away, "、")},
		{"记录", m.MinutedBy},
	})}}
	if m.Text == "" {
		return withText(p, "会议尚未形成纪要。")
	}
	n := 0
	head := func(title string) {
		p.Blocks = append(p.Blocks, Block{Kind: Head, Text: string([]rune(numerals)[n]) + "、" + title})
		n++
	}
	head("会议情况")
	p.Blocks = append(p.Blocks, Prose(m.Text)...)
	if m.Proposal != "" {
		head("处置建议")
		p.Blocks = append(p.Blocks, Prose(m.Proposal)...)
	}
	if len(m.Decisions) > 0 {
		head("决定事项")
		p.Blocks = append(p.Blocks, Block{Kind: Table, Rows: append([][]string{{"决定", "单位", "期限"}}, m.Decisions...)})
	}
	if m.Approved != "" {
		head("批准")
		p.Blocks = append(p.Blocks, Block{Text: m.Approved})
	}
	if len(m.Changes) > 0 {
		head("成员变动")
		for _, c := range m.Changes {
			p.Blocks = append(p.Blocks, Block{Text: c})
		}
	}
	return p
}

// filled leaves out the rows of a table that say nothing.
func filled(rows [][]string) [][]string {
	var out [][]string
	for _, row := range rows {
		if row[1] != "" {
			out = append(out, row)
		}
	}
	return out
}

func withText(p Paper, text string) Paper {
	p.Blocks = append(p.Blocks, Block{Text: text})
	return p
}
