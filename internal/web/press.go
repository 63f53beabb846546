package web

import (
	"slices"
	"strconv"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

var pressRoutes = []Route{
	{"GET /desk/press", (*server).press, releases},
	{"POST /desk/press", (*server).planPress, holds(desk.PressKeepers...)},
	{"POST /desk/press/{id}/end", (*server).endPress, holds(desk.PressKeepers...)},
	{"POST /desk/press/{id}/announce", (*server).announcePress, holds(desk.Announcers...)},
	{"GET /desk/carrying", (*server).carrying, releases},
	{"POST /desk/carrying", (*server).addCarriage, holds(desk.PressKeepers...)},
	{"POST /desk/carrying/{id}/excuse", (*server).excuseCarriage, holds(desk.PressKeepers...)},
	{"GET /desk/policies", (*server).policies, releases},
	{"POST /desk/policies", (*server).addPolicy, holds(desk.PressKeepers...)},
	{"POST /desk/policies/{id}/publish", (*server).publishPolicy, holds(desk.PressKeepers...)},
	{"POST /desk/policies/{id}/explain", (*server).explainPolicy, holds(desk.PressKeepers...)},
}

func pressTabs(here string) []boardTab {
	return []boardTab{{"/desk/press", "发言与采访", here == "press"}, {"/desk/carrying", "转载上级文件", here == "carrying"}, {"/desk/policies", "文件与解读", here == "policies"}}
}

var pressStates = map[string]string{"planned": "计划中", "held": "已举行", "cancelled": "已取消"}

// press is the spokesperson's calendar.
func (s *server) press(v *visit) error {
	if v.q("format") == "docx" {
		return s.pressPaper(v)
	}
	list, err := s.Store.PressEvents(v.r.Context(), mostLines)
	if err != nil {
		return err
	}
	keeps, announces := holds(desk.PressKeepers...).allows(v.who), holds(desk.Announcers...).allows(v.who)
	p := boardPart{ID: "p-list", Title: "日程", Columns: []string{"活动", "时间地点", "新闻单位", "状态"}, Empty: view.Empty{Title: "日程还是空的", Why: "新闻发布会、通气会、采访、通稿和与新闻单位合办的专栏，计划好就登在这里；举行后补上登在哪里。"}}
	for _, e := range list {
		name := boardCell{Text: e.Title, Under: v.joined(regime.Channel(e.Channel).Title(), e.Host)}
		if e.Joint {
			name.Tag = "合办专栏，署本机关名"
		}
		if e.Statement != "" {
			name.Href = "/desk/statements/" + e.Statement
		}
		stands := boardCell{Tag: pressStates[e.State], Under: e.Address}
		if e.AnnouncedAt > 0 {
			stands.Under = v.joined("已向社会公布", e.Address)
		}
		when := boardCell{Text: v.moment(e.StartsAt), Under: e.Place}
		if e.Concern != "" {
			when.Under = v.joined(e.Place, "为 "+e.Concern)
		}
		row := []boardCell{name, when, {Text: e.Newsrooms, Under: e.Materials}, stands}
		p.Rows = append(p.Rows, row)
		if keeps && e.State == "planned" {
			p.Rows[len(p.Rows)-1][3].Buttons = []boardButton{{"/desk/press/" + e.ID + "/end", "取消", []view.Pair{{Name: "held", Value: "no"}}, false}}
		}
		if announces && e.State == "planned" && e.AnnouncedAt == 0 && e.Place != "" && e.StartsAt > v.now.UnixMilli() && slices.Contains(desk.Announced, regime.Channel(e.Channel)) {
			last := &p.Rows[len(p.Rows)-1][3]
			last.Buttons = append(last.Buttons, boardButton{"/desk/press/" + e.ID + "/announce", "向社会公布", nil, false})
		}
	}
	b := board{Title: "发言与采访", Says: "计划中的和已举行的，给过新闻单位什么材料。发布会和通气会由发言人或办公室主任向社会公布，公众在网站的「新闻发布日程」里看到。", Tabs: pressTabs("press"), Adds: onPaper("/desk/press"), Parts: []boardPart{p}}
	if keeps {
		var channels []view.Option
		for _, c := range desk.PressChannels {
			channels = append(channels, view.Option{Value: string(c), Word: c.Title()})
		}
		for _, e := range list {
			if e.State == "planned" && e.StartsAt <= v.now.UnixMilli() {
				b.Parts = append(b.Parts, boardPart{ID: "p-" + e.ID, Title: "补登：" + e.Title, Form: &view.Form{ID: "end-" + e.ID, Action: "/desk/press/" + e.ID + "/end", Button: "已举行", Hidden: []view.Pair{{Name: "held", Value: "yes"}}, Fields: []view.Field{
					{Name: "address", Label: "登在哪里", Required: true, Hint: "网址；报纸的日期和版面；频道和时间"}, {Name: "note", Label: "记录", Type: "long", Required: e.Concern != "" && e.Channel == string(regime.PressConference), Hint: "说明了什么，记者问了什么，怎样回答；为一件关切开的发布会，记录进入它的办理文书。依据的公开答复在这一渠道待登记的，一并登记，不用再到发布渠道登记"},
				}}})
			}
		}
		b.Parts = append(b.Parts, boardPart{ID: "p-new", Title: "登记活动", Form: &view.Form{ID: "press", Action: "/desk/press", Button: "登记", Fields: []view.Field{
			{Name: "title", Label: "活动名称", Required: true},
			{Name: "channel", Label: "种类", Type: "select", Required: true, Options: channels},
			{Name: "at", Label: "时间", Type: "datetime-local", Required: true},
			{Name: "place", Label: "地点"},
			{Name: "host", Label: "发言人"},
			{Name: "newsrooms", Label: "新闻单位"},
			{Name: "materials", Label: "提供的材料"},
			{Name: "number", Label: "为哪一件关切", Hint: "如 C-2026-0001；不针对某一件时不填"},
			{Name: "statement", Label: "依据的公开答复", Hint: "如 S-2026-0001；说的与答复一致"},
			{Name: "joint", Label: "与新闻单位合办的专栏，署本机关名", Type: "check"},
		}}})
	}
	return s.page(v, b.Title, boardView(b))
}

func (s *server) planPress(v *visit) error {
	e := store.PressEvent{Title: v.field("title"), Channel: v.field("channel"), StartsAt: v.instant("at"), Place: v.field("place"), Host: v.field("host"), Newsrooms: v.field("newsrooms"), Materials: v.field("materials"), Statement: v.field("statement"), Joint: v.field("joint") != ""}
	_, err := s.Desk.PlanPress(v.r.Context(), v.who, e, v.field("number"))
	return s.ended(v, err, "已登记。", "/desk/press", "/desk/press")
}

func (s *server) announcePress(v *visit) error {
	return s.ended(v, s.Desk.AnnouncePress(v.r.Context(), v.who, v.r.PathValue("id")), "已向社会公布。", "/desk/press", "/desk/press")
}

func (s *server) endPress(v *visit) error {
	return s.ended(v, s.Desk.EndPress(v.r.Context(), v.who, v.r.PathValue("id"), v.field("held") == "yes", v.field("address"), v.field("note")), "已登记。", "/desk/press", "/desk/press")
}

// carrying lists what the levels above published and where we carry it.
func (s *server) carrying(v *visit) error {
	if v.q("format") == "docx" {
		return s.carryingPaper(v)
	}
	list, err := s.Store.Carriages(v.r.Context(), mostLines)
	if err != nil {
		return err
	}
	tree, err := s.Desk.Tree(v.r.Context())
	if err != nil {
		return err
	}
	tasks, err := s.Store.ErrandsAbout(v.r.Context(), "carriage", mostLines)
	if err != nil {
		return err
	}
	owes := map[string]string{}
	for _, e := range tasks {
		if e.DoneAt == 0 {
			owes[e.AboutID] = e.Person
		}
	}
	var late []store.Carriage
	p := boardPart{ID: "t-list", Title: "转载清单", Columns: []string{"文件", "转载到", "期限", "核对结果"}, Empty: view.Empty{Title: "清单还是空的", Why: "上级发布、要求转载的文件登在这里；系统按时读取要核对的页面，看有没有链接或标题，逾期的交给一个人办理，转载或写明理由后了结。"}}
	for _, c := range list {
		seen := boardCell{Text: "还没有核对"}
		switch {
		case c.FoundAt > 0:
			seen = boardCell{Tag: "已转载", Under: "核对于 " + v.moment(c.FoundAt)}
		case c.ExcusedAt > 0:
			seen = boardCell{Tag: "不转载，已写理由", Under: v.moment(c.ExcusedAt) + "：" + c.Excuse}
		case c.OverdueAt > 0:
			seen = boardCell{Tag: "逾期任务", Bad: true, Under: owes[c.ID] + " 办理；" + v.joined("核对于 "+v.moment(c.CheckedAt), c.Error)}
			late = append(late, c)
		case c.CheckedAt > 0:
			seen = boardCell{Text: "页面上还没有", Under: v.joined("核对于 "+v.moment(c.CheckedAt), c.Error)}
		}
		p.Rows = append(p.Rows, []boardCell{{Text: c.Title, Under: c.Issuer, Href: safe(c.SourceURL)}, {Text: c.Place, Href: safe(c.PageURL)}, {Text: v.moment(c.DueAt), Under: tree.Name(c.UnitID)}, seen})
	}
	b := board{Title: "转载上级文件", Says: "何时之前、转载到哪里，读页面核对。", Tabs: pressTabs("carrying"), Adds: onPaper("/desk/carrying"), Parts: []boardPart{p}}
	if holds(desk.PressKeepers...).allows(v.who) {
		for _, c := range late {
			b.Parts = append(b.Parts, boardPart{ID: "t-" + c.ID, Title: "逾期：" + c.Title, Form: &view.Form{ID: "excuse-" + c.ID, Action: "/desk/carrying/" + c.ID + "/excuse", Button: "写明理由，不转载", Fields: []view.Field{{Name: "reason", Label: "不转载的理由", Type: "long", Required: true, Hint: "转载以后不用填：系统读到页面会自行了结任务"}}}})
		}
		b.Parts = append(b.Parts, boardPart{ID: "t-new", Title: "登记", Form: &view.Form{ID: "carry", Action: "/desk/carrying", Button: "登记", Fields: []view.Field{
			{Name: "title", Label: "文件标题", Required: true, Hint: "与原文一致：核对时找它或原文链接"},
			{Name: "issuer", Label: "发布机关", Required: true},
			{Name: "source_url", Label: "原文网址", Type: "url", Required: true},
			{Name: "place", Label: "转载到哪个网站或账号", Required: true},
			{Name: "page_url", Label: "要核对的页面", Type: "url", Required: true},
			{Name: "unit", Label: "办理单位", Type: "select", Options: unitOptions(tree)},
			{Name: "due", Label: "期限", Type: "datetime-local", Required: true},
		}}})
	}
	return s.page(v, b.Title, boardView(b))
}

func (s *server) addCarriage(v *visit) error {
	c := store.Carriage{Title: v.field("title"), Issuer: v.field("issuer"), SourceURL: v.field("source_url"), Place: v.field("place"), PageURL: v.field("page_url"), UnitID: v.field("unit"), DueAt: v.instant("due")}
	_, err := s.Desk.AddCarriage(v.r.Context(), v.who, c)
	return s.ended(v, err, "已登记，稍后核对页面。", "/desk/carrying", "/desk/carrying")
}

func (s *server) excuseCarriage(v *visit) error {
	return s.ended(v, s.Desk.ExcuseCarriage(v.r.Context(), v.who, v.r.PathValue("id"), v.field("reason")), "理由已记录，任务了结。", "/desk/carrying", "/desk/carrying")
}

var policyKinds = map[string]string{"rule": "规章", "normative": "规范性文件", "policy": "其他政策"}

// policies lists the agency's own documents: published or not, explained or not.
func (s *server) policies(v *visit) error {
	list, err := s.Store.Policies(v.r.Context(), mostLines)
	if err != nil {
		return err
	}
	p := boardPart{ID: "d-list", Title: "文件", Columns: []string{"文件", "公开", "解读"}, Empty: view.Empty{Title: "还没有登记文件", Why: "规章、规范性文件和重要政策逐件登记：公开了没有，有没有解读；公众在网站的「政策文件」里看到同一张表。"}}
	missing := 0
	var options []view.Option
	for _, d := range list {
		options = append(options, view.Option{Value: d.ID, Word: d.Title})
		open := boardCell{Tag: "未公开", Bad: true, Under: d.Withheld}
		if d.URL != "" {
			open = boardCell{Text: "已公开", Href: safe(d.URL)}
		}
		told := boardCell{}
		for _, e := range d.Explained {
			told.Text += v.lang.T(formTitle(e.Form)) + " "
		}
		if d.Important && len(d.Explained) == 0 {
			told = boardCell{Tag: "缺解读", Bad: true}
			missing++
		}
		p.Rows = append(p.Rows, []boardCell{{Text: d.Title, Under: v.joined(policyKinds[d.Kind], d.Code)}, open, told})
	}
	p.Count = strconv.Itoa(len(list)) + " 件"
	b := board{Title: "文件与解读", Says: "每件规章和规范性文件是否公开，重要政策有没有解读。", Tabs: pressTabs("policies"), Parts: []boardPart{p}}
	if missing > 0 {
		b.Notes = []string{strconv.Itoa(missing) + " 件重要政策还没有解读（图表、音频、视频或问答）。"}
	}
	if holds(desk.PressKeepers...).allows(v.who) {
		var forms []view.Option
		for _, f := range desk.ExplanationForms {
			forms = append(forms, view.Option{Value: f.Code, Word: f.Title})
		}
		b.Parts = append(b.Parts, boardPart{ID: "d-new", Title: "登记文件", Form: &view.Form{ID: "policy", Action: "/desk/policies", Button: "登记", Fields: []view.Field{
			{Name: "title", Label: "标题", Required: true},
			{Name: "code", Label: "文号"},
			{Name: "kind", Label: "种类", Type: "select", Required: true, Options: []view.Option{{Value: "rule", Word: "规章"}, {Value: "normative", Word: "规范性文件"}, {Value: "policy", Word: "其他政策"}}},
			{Name: "issued", Label: "成文日期", Type: "date", Required: true},
			{Name: "important", Label: "重要政策，要有解读", Type: "check"},
			{Name: "url", Label: "公开网址", Type: "url"},
			{Name: "gazette", Label: "国家规章库或公报网址", Type: "url"},
			{Name: "withheld", Label: "未公开的理由"},
		}}})
		if len(list) > 0 {
			b.Parts = append(b.Parts, boardPart{ID: "d-pub", Title: "登记公开网址", Form: &view.Form{ID: "publish", Action: "/desk/policies/chosen/publish", Button: "登记网址", Fields: []view.Field{{Name: "policy", Label: "文件", Type: "select", Options: options, Required: true}, {Name: "url", Label: "公开网址", Type: "url", Required: true}, {Name: "gazette", Label: "国家规章库或公报网址", Type: "url"}}}},
				boardPart{ID: "d-why", Title: "登记解读", Form: &view.Form{ID: "explain", Action: "/desk/policies/chosen/explain", Button: "登记解读", Fields: []view.Field{{Name: "policy", Label: "文件", Type: "select", Options: options, Required: true}, {Name: "form", Label: "形式", Type: "select", Options: forms, Required: true}, {Name: "title", Label: "解读标题", Required: true}, {Name: "url", Label: "网址", Type: "url", Required: true}}}})
		}
	}
	return s.page(v, b.Title, boardView(b))
}

func formTitle(code string) string {
	for _, f := range desk.ExplanationForms {
		if f.Code == code {
			return f.Title
		}
	}
	return code
}

func (s *server) addPolicy(v *visit) error {
	p := store.Policy{Title: v.field("title"), Code: v.field("code"), Kind: v.field("kind"), IssuedAt: v.instant("issued"), Important: v.field("important") != "", URL: v.field("url"), GazetteURL: v.field("gazette"), Withheld: v.field("withheld")}
	_, err := s.Desk.AddPolicy(v.r.Context(), v.who, p)
	return s.ended(v, err, "已登记。", "/desk/policies", "/desk/policies")
}

func (s *server) publishPolicy(v *visit) error {
	return s.ended(v, s.Desk.PublishPolicy(v.r.Context(), v.who, v.field("policy"), v.field("url"), v.field("gazette")), "网址已登记。", "/desk/policies", "/desk/policies")
}

func (s *server) explainPolicy(v *visit) error {
	return s.ended(v, s.Desk.ExplainPolicy(v.r.Context(), v.who, store.Explanation{PolicyID: v.field("policy"), Form: v.field("form"), Title: v.field("title"), URL: v.field("url")}), "解读已登记。", "/desk/policies", "/desk/policies")
}
