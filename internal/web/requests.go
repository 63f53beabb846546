package web

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/doc"
	"yingda/internal/fault"
	"yingda/internal/store"
	"yingda/internal/view"
)

var requestRoutes = []Route{
	{"GET /desk/requests", (*server).requests, releases},
	{"GET /desk/requests/new", (*server).newRequest, holds(desk.RequestDrafters...)},
	{"POST /desk/requests", (*server).draftRequest, holds(desk.RequestDrafters...)},
	{"POST /desk/requests/publishers", (*server).addPublisher, holds(desk.RequestDrafters...)},
	{"GET /desk/requests/{number}", (*server).request, releases},
	{"GET /desk/requests/{number}/letter.docx", (*server).requestLetter, releases},
	{"POST /desk/requests/{number}/{step}", (*server).stepRequest, releases},
}

var (
	requestStates   = map[string]string{"drafted": "待签", "signed": "已签，待送出", "sent": "已送出，等结果", "answered": "已有结果", "closed": "已办结", "dropped": "已作废"}
	requestOutcomes = map[string]string{"": "—", "granted": "已更正或刊登、已处理", "refused": "未采纳", "no_answer": "没有答复"}
)

func groundTitle(code string) string {
	for _, g := range desk.Grounds {
		if g.Code == code {
			return g.Title
		}
	}
	return code
}

func formAgain(title, back, word string, form func(f *fault.Fault) view.Form) func(f *fault.Fault) templ.Component {
	return func(f *fault.Fault) templ.Component { return formPage(title, back, word, form(f)) }
}

func (s *server) requests(v *visit) error {
	if v.q("format") == "docx" {
		return s.requestsPaper(v)
	}
	list, err := s.Store.Requests(v.r.Context(), false, mostLines)
	if err != nil {
		return err
	}
	p := boardPart{ID: "q-list", Title: "请求", Columns: []string{"编号", "事由", "对方", "状态", "结果"}, Empty: view.Empty{Title: "还没有请求", Why: "只能向负编辑责任的单位请求更正一项事实或刊登答复，附证据，两人签署，对外公开结果。"}}
	for _, q := range list {
		p.Rows = append(p.Rows, []boardCell{{Text: q.Number, Href: "/desk/requests/" + q.Number}, {Text: groundTitle(q.Ground), Under: q.PageTitle}, {Text: q.Publisher}, {Tag: requestStates[q.State], Under: v.moment(q.DraftedAt)}, {Text: requestOutcomes[q.Outcome]}})
	}
	b := board{Title: "更正请求", Says: "请对方核对事实，不请求删除、屏蔽，不涉及个人。", Adds: onPaper("/desk/requests"), Parts: []boardPart{p}}
	if holds(desk.RequestDrafters...).allows(v.who) {
		b.Adds = append(b.Adds, boardTab{"/desk/requests/new", "拟写请求", true})
		p.Empty.Href, p.Empty.Way = "/desk/requests/new", "拟写请求"
	}
	return s.page(v, b.Title, boardView(b))
}

func (s *server) newRequest(v *visit) error {
	b, err := s.requestBoard(v, desk.RequestDraft{Concern: v.q("concern")}, nil, store.Publisher{}, nil)
	if err != nil {
		return err
	}
	return s.page(v, b.Title, boardView(b))
}

func (s *server) requestBoard(v *visit, in desk.RequestDraft, f *fault.Fault, p store.Publisher, pf *fault.Fault) (board, error) {
	all, err := s.Store.Publishers(v.r.Context())
	if err != nil {
		return board{}, err
	}
	kinds := map[string]string{}
	var kindOptions, publishers, grounds, dangers, bases []view.Option
	for _, k := range desk.PublisherKinds {
		kinds[k.Code] = k.Title
		kindOptions = append(kindOptions, view.Option{Value: k.Code, Word: k.Title})
	}
	for _, x := range all {
		publishers = append(publishers, view.Option{Value: x.ID, Word: x.Name, Group: kinds[x.Kind]})
	}
	for _, g := range desk.Grounds {
		if g.Code != "impersonation" { // has a form of its own, under the accounts
			grounds = append(grounds, view.Option{Value: g.Code, Word: g.Title})
		}
	}
	for _, x := range desk.Dangers {
		dangers = append(dangers, view.Option{Value: x.Code, Word: x.Title})
	}
	for _, x := range desk.RescueBases {
		bases = append(bases, view.Option{Value: x, Word: "《" + x + "》"})
	}
	form := &view.Form{ID: "request", Action: "/desk/requests", Button: "拟成请求", Main: true, Cancel: "/desk/requests", Fault: general(f, "ground", "publisher", "concern", "statement", "page_title", "page_url", "not_official", "danger", "place", "basis"), Fields: []view.Field{
		{Name: "ground", Label: "事由", Type: "select", Value: in.Ground, Options: grounds, Required: true, Fault: on(f, "ground"), Hint: "事由是固定的；没有列出的不能请求"},
		{Name: "publisher", Label: "向谁提出", Type: "select", Value: in.Publisher, Options: publishers, Required: true, Fault: on(f, "publisher"), Hint: "只能是下面登记过的单位"},
		{Name: "page_url", Label: "刊载页面的网址", Type: "url", Value: in.PageURL, Required: true, Fault: on(f, "page_url")},
		{Name: "page_title", Label: "刊载内容的标题", Value: in.PageTitle, Fault: on(f, "page_title"), Hint: "更正和刊登答复必填"},
		{Name: "page_at", Label: "刊载日期", Type: "date"},
		{Name: "concern", Label: "关切编号（更正、刊登答复）", Value: in.Concern, Fault: on(f, "concern"), Hint: "取其中查明「该说法不准确」的事实和证据，原样写进函里"},
		{Name: "statement", Label: "公开答复编号（刊登答复）", Value: in.Statement, Fault: on(f, "statement"), Hint: "如 S-2026-0001；更正可不附"},
		{Name: "not_official", Label: "平台事由：所涉是公民个人的非公开信息，不是公职人员的姓名或履职行为", Type: "check", Fault: on(f, "not_official")},
		{Name: "danger", Label: "生命危险：哪一种", Type: "select", Value: in.Danger, Options: dangers, Fault: on(f, "danger")},
		{Name: "place", Label: "生命危险：大致地点", Value: in.Place, Fault: on(f, "place")},
		{Name: "basis", Label: "生命危险：法律依据", Type: "select", Value: in.Basis, Options: bases, Fault: on(f, "basis")},
	}}
	add := &view.Form{ID: "publisher", Action: "/desk/requests/publishers", Button: "登记单位", Fault: general(pf, "kind", "name", "licence", "contact"), Fields: []view.Field{
		{Name: "kind", Label: "种类", Type: "select", Value: p.Kind, Options: kindOptions, Required: true, Fault: on(pf, "kind")},
		{Name: "name", Label: "单位全称", Value: p.Name, Required: true, Fault: on(pf, "name")},
		{Name: "licence", Label: "许可证号、备案号或信用代码", Value: p.Licence, Required: true, Fault: on(pf, "licence"), Hint: "个人没有这样的编号，也不能登记"},
		{Name: "contact", Label: "送达地址", Value: p.Contact, Required: true, Fault: on(pf, "contact")},
	}}
	return board{Title: "拟写请求", Tabs: []boardTab{{"/desk/requests", "更正请求", false}}, Parts: []boardPart{{ID: "q-new", Title: "请求", Form: form}, {ID: "q-pub", Title: "登记单位", Count: strconv.Itoa(len(all)) + " 家", Form: add}}}, nil
}

func (s *server) draftRequest(v *visit) error {
	in := desk.RequestDraft{
		Ground: v.field("ground"), Publisher: v.field("publisher"), Concern: v.field("concern"), Statement: v.field("statement"), PageTitle: v.field("page_title"), PageURL: v.field("page_url"), PageAt: v.instant("page_at"),
		Danger: v.field("danger"), Place: v.field("place"), Basis: v.field("basis"), NotOfficial: v.field("not_official") != "",
	}
	q, err := s.Desk.DraftRequest(v.r.Context(), v.who, in)
	if err != nil {
		b, boardErr := s.requestBoard(v, in, fault.Of(err), store.Publisher{}, nil)
		if boardErr != nil {
			return boardErr
		}
		return s.again(v, err, b.Title, func(*fault.Fault) templ.Component { return boardView(b) })
	}
	return v.done("已拟成 "+q.Number+"，请两人签署。", "/desk/requests/"+q.Number)
}

func (s *server) addPublisher(v *visit) error {
	p := store.Publisher{Kind: v.field("kind"), Name: v.field("name"), Licence: v.field("licence"), Contact: v.field("contact")}
	if _, err := s.Desk.AddPublisher(v.r.Context(), v.who, p); err != nil {
		b, boardErr := s.requestBoard(v, desk.RequestDraft{}, nil, p, fault.Of(err))
		if boardErr != nil {
			return boardErr
		}
		return s.again(v, err, b.Title, func(*fault.Fault) templ.Component { return boardView(b) })
	}
	return v.done("已登记 "+p.Name+"。", "/desk/requests/new")
}

func (s *server) request(v *visit) error {
	q, err := s.Store.Request(v.r.Context(), v.r.PathValue("number"))
	if err != nil {
		return err
	}
	signed, err := s.Store.RequestSigners(v.r.Context(), q.ID)
	if err != nil {
		return err
	}
	at := "/desk/requests/" + q.Number
	paper := letterOf(q)
	letter := boardPart{ID: "q-letter", Title: paper.Title, Count: requestStates[q.State], Columns: []string{"项", "内容"}}
	for _, x := range paper.Blocks {
		if x.Kind == doc.Table {
			for _, row := range x.Rows {
				letter.Rows = append(letter.Rows, []boardCell{{Text: row[0]}, {Text: row[1]}})
			}
		}
	}
	for _, row := range [][2]string{{"刊载的说法", q.Claim}, {"查到的事实", q.Finding}, {"证据", q.Evidence}, {"本机关的答复", q.Reply}, {"送出", q.SentHow}, {"结果", requestOutcomes[q.Outcome]}, {"结果网址", q.AnswerURL}} {
		if row[1] != "" && row[1] != "—" {
			letter.Rows = append(letter.Rows, []boardCell{{Text: row[0]}, {Text: row[1]}})
		}
	}
	for _, x := range signed {
		letter.Rows = append(letter.Rows, []boardCell{{Text: "签署"}, {Text: x.Name, Under: v.moment(x.At)}})
	}
	b := board{Title: q.Number + " " + groundTitle(q.Ground), Says: "向 " + q.Publisher + " 提出", Tabs: []boardTab{{"/desk/requests", "更正请求", false}}, Adds: []boardTab{{at + "/letter.docx", "下载公函", false}}, Parts: []boardPart{letter}}
	step := func(id, title, action, button string, fields ...view.Field) {
		b.Parts = append(b.Parts, boardPart{ID: "q-" + id, Title: title, Form: &view.Form{ID: id, Action: at + "/" + action, Button: button, Main: true, Fields: fields}})
	}
	drafts, signs := holds(desk.RequestDrafters...).allows(v.who), holds(desk.RequestSigners...).allows(v.who)
	switch {
	case q.State == "drafted" && signs && q.DrafterID != v.who.ID:
		step("sign", "签署："+strconv.Itoa(len(signed))+" / 2", "sign", "签署")
	case q.State == "signed" && drafts:
		step("send", "送出", "send", "已送出", view.Field{Name: "how", Label: "怎样送出", Required: true, Hint: "送出后在本机关网站公开"})
	case q.State == "sent" && drafts:
		step("answer", "结果", "answer", "登记结果", view.Field{Name: "outcome", Label: "结果", Type: "select", Required: true, Options: []view.Option{{Value: "granted", Word: requestOutcomes["granted"]}, {Value: "refused", Word: requestOutcomes["refused"]}, {Value: "no_answer", Word: requestOutcomes["no_answer"]}}}, view.Field{Name: "page", Label: "更正或答复的网址", Type: "url"})
	case q.State == "answered" && drafts:
		step("close", "办结", "close", "办结")
	}
	if drafts && (q.State == "drafted" || q.State == "signed") {
		step("drop", "撤回请求（还没有送出）", "drop", "撤回")
		b.Parts[len(b.Parts)-1].Form.Main = false
	}
	parts, uploads, err := s.fakeParts(v, q)
	if err != nil {
		return err
	}
	b.Parts = append(b.Parts[:1:1], append(parts, b.Parts[1:]...)...)
	return s.page(v, b.Title, twoPartView(twoParts{Back: "/desk/requests", BackWord: "更正请求", board: b, Uploads: uploads}))
}

func (s *server) stepRequest(v *visit) error {
	number, ctx := v.r.PathValue("number"), v.r.Context()
	at := "/desk/requests/" + number
	switch v.r.PathValue("step") {
	case "sign":
		return s.ended(v, s.Desk.SignRequest(ctx, v.who, number), "已签署。", at, at)
	case "send":
		return s.ended(v, s.Desk.SendRequest(ctx, v.who, number, v.field("how")), "已记为送出，并在网站公开。", at, at)
	case "answer":
		return s.ended(v, s.Desk.AnswerRequest(ctx, v.who, number, v.field("outcome"), v.field("page")), "结果已登记并公开。", at, at)
	case "close":
		return s.ended(v, s.Desk.CloseRequest(ctx, v.who, number), "已办结。", at, at)
	case "drop":
		return s.ended(v, s.Desk.DropRequest(ctx, v.who, number), "已撤回，没有送出。", at, at)
	}
	return fault.New(fault.NotFound, "page.unknown", "没有这个页面")
}

func letterOf(q store.Request) doc.Paper {
	r := doc.Request{Agency: q.Agency, Number: q.Number, To: q.Publisher, Ground: q.Ground, PageTitle: q.PageTitle, PageURL: q.PageURL, Claim: q.Claim, Finding: q.Finding, Evidence: q.Evidence, Reply: q.Reply, Place: q.Place, Basis: q.Basis, Date: time.UnixMilli(max(q.SentAt, q.DraftedAt)).In(deadline.Zone)}
	if q.PageAt > 0 {
		r.PageAt = time.UnixMilli(q.PageAt).In(deadline.Zone)
	}
	for _, x := range desk.Dangers {
		if x.Code == q.Danger {
			r.Danger = x.Title
		}
	}
	return doc.RequestLetter(r)
}

func (s *server) requestLetter(v *visit) error {
	q, err := s.Store.Request(v.r.Context(), v.r.PathValue("number"))
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := doc.Write(&out, letterOf(q)); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(q.Number+" 请求函.docx"))
	h.Set("Content-Length", strconv.Itoa(out.Len()))
	h.Set("Cache-Control", "private, no-store")
	v.w.WriteHeader(http.StatusOK)
	_, err = v.w.Write(out.Bytes())
	return err
}
