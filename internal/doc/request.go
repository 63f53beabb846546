package doc

import "time"

// Request (更正请求函) is what a letter to a publisher says: it is made of what is
// on record, and asks for nothing but the ground it names.
type Request struct {
	Agency, Number, To string
	Ground             string // correction reply impersonation fraud private_data rescue
	PageTitle, PageURL string
	PageAt             time.Time // zero if not known
	Claim, Finding     string
	Evidence, Reply    string
	Danger, Place      string // in words
	Basis              string
	Date               time.Time
}

// RequestLetter (更正请求函) lays a request out as an official letter.
// Clause: ANS-9.
func RequestLetter(r Request) Paper {
	p := Paper{Agency: r.Agency, Number: r.Number, To: r.To, Date: r.Date}
	rows := [][]string{}
	for _, row := range [][]string{{"标题", r.PageTitle}, {"网址", r.PageURL}} {
		if row[1] != "" {
			rows = append(rows, row)
		}
	}
	if !r.PageAt.IsZero() {
		rows = append(rows, []string{"刊载时间", Day(r.PageAt)})
	}
	page := Block{Kind: Table, Rows: rows}
	end := Block{Text: "本函及其结果在本机关网站公开。是否采纳由贵单位依法自行决定；本函不要求删除、屏蔽或者限制任何内容的传播，也不涉及任何个人的责任。"}
	switch r.Ground {
	case "correction", "reply":
		p.Title = "关于请求更正一项事实的函"
		p.Blocks = []Block{{Text: "贵单位刊载的下列内容中，有一项事实与我们查到的情况不符，请予核对。"}, page, {Kind: Head, Text: "一、刊载的说法"}, {Text: r.Claim}, {Kind: Head, Text: "二、查到的事实"}, {Text: r.Finding}, {Kind: Head, Text: "三、证据"}, {Text: r.Evidence}}
		ask := "请贵单位核对后对该项事实予以更正。"
		if r.Ground == "reply" {
			p.Title = "关于请求刊登本机关答复的函"
			ask = "请贵单位以适当方式刊登本机关的答复。"
		}
		if r.Reply != "" {
			p.Blocks = append(p.Blocks, Block{Kind: Head, Text: "四、本机关的答复"})
			p.Blocks = append(p.Blocks, Prose(r.Reply)...)
		}
		p.Blocks = append(p.Blocks, Block{Text: ask})
	case "rescue":
		p.Title = "关于请求紧急救助的函"
		p.Blocks = []Block{{Text: "我们在公开页面上看到，有人可能正处于生命危险，依据《" + r.Basis + "》告知贵单位，请予救助。本函只用于救助。"}, page, {Kind: Table, Rows: [][]string{{"危险", r.Danger}, {"大致地点", r.Place}}}}
		end.Text = "本函的时间、事由和依据在本机关网站公开，不公开地点和当事人。"
	default:
		says := map[string]string{
			"impersonation": "下列账号冒充本机关。它不是本机关开设的，请贵平台依照平台规则核实处理。评论、批评或者戏仿本机关的账号不在此列。",
			"fraud":         "下列页面以本机关名义收取钱款或者资料。本机关没有开设，请贵平台依照平台规则核实处理。",
			"private_data":  "下列页面公开了公民个人的非公开信息，请贵平台依照平台规则核实处理。公职人员的姓名和履职行为不在此列。",
		}
		p.Title = "关于请求平台核实处理的函"
		p.Blocks = []Block{{Text: says[r.Ground]}, page}
	}
	p.Blocks = append(p.Blocks, end)
	return p
}
