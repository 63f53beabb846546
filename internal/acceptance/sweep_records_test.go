package acceptance

import (
	"time"

	"yingda/internal/desk"
	"yingda/internal/store"
)

// records are records beside the matters, one of a kind, that each caller tries
// to read and to change.
type records struct {
	meeting, risk, ownList, request, contact string
}

// records makes them; a meeting that was held has had its minutes.
func (in *inside) records() records {
	in.t.Helper()
	var r records
	var err error
	members := []store.Attendee{{Name: "办公室主任", Unit: "办公室", Part: "chair", Expertise: "协调"}, {Name: "接访科长", Unit: "接访科", Part: "member", Expertise: "接访"}}
	r.meeting, err = in.desk.PlanMeeting(ctx, in.who["office_director"], store.Meeting{Kind: "response_group", Title: "号源", Place: "二楼", At: 1, Members: members}, "")
	in.must(err)
	in.must(in.desk.HoldMeeting(ctx, in.who["office_director"], r.meeting, desk.Minutes{Text: "先恢复号源。", Present: []int{0, 1}}))
	r.risk, err = in.desk.SaveRisk(ctx, in.who["drafter"], store.Risk{Title: "改时间", Decision: "调整接访时间", Risks: "来访人不知道", Grade: "general", Plan: "提前公告"})
	in.must(err)
	r.ownList, err = in.desk.BeginOwnList(ctx, in.who["drafter"], "2026-03")
	in.must(err)
	_, err = in.desk.PlanPress(ctx, in.who["office_director"], store.PressEvent{Title: "通气会", Channel: "briefing", StartsAt: 1}, "")
	in.must(err)
	_, err = in.desk.AddPolicy(ctx, in.who["office_director"], store.Policy{Title: "接访办法", Kind: "rule", IssuedAt: 1})
	in.must(err)
	_, err = in.desk.AddCarriage(ctx, in.who["office_director"], store.Carriage{Title: "通知", Issuer: "上级", SourceURL: "https://a.example/1", Place: "网站", PageURL: "https://b.example/1", DueAt: 1})
	in.must(err)
	rescue, err := in.desk.AddPublisher(ctx, in.who["office_director"], store.Publisher{Kind: "rescue", Name: "市消防救援支队", Licence: "119119", Contact: "指挥中心"})
	in.must(err)
	q, err := in.desk.DraftRequest(ctx, in.who["office_director"], desk.RequestDraft{Ground: "rescue", Publisher: rescue.ID, PageURL: "https://c.example/1", Danger: "trapped", Place: "河边", Basis: desk.RescueBases[0]})
	in.must(err)
	r.request = q.Number
	c, err := in.desk.SaveContact(ctx, in.who["office_director"], store.Contact{AgencyID: in.who["office_director"].Grants[0].AgencyID, Kind: "department", Name: "市卫健局", Active: true})
	in.must(err)
	r.contact = c.ID
	from := in.store.Now().Add(time.Hour)
	_, err = in.desk.AddShift(ctx, in.who["office_director"], c.AgencyID, desk.Turn{PersonID: in.who["duty_officer"].ID, From: from, To: from.Add(time.Hour)})
	in.must(err)
	return r
}

// doors to the records: what is sent lacks something, so that nothing is changed
// by whoever is let in.
func (r records) doors() []door {
	none := map[string]any{}
	return []door{
		{"accounts", "GET", "/api/v1/accounts", nil, nil},
		{"account-unknown", "GET", "/api/v1/accounts/ZH-9999", nil, nil},
		{"account-filings", "GET", "/api/v1/account-filings", nil, nil},
		{"account-filing-unknown", "GET", "/api/v1/account-filings/A-2026-9999", nil, nil},
		{"account-open", "POST", "/api/v1/account-filings", none, nil},
		{"account-change", "POST", "/api/v1/accounts/ZH-9999/changes", none, nil},
		{"account-close", "POST", "/api/v1/accounts/ZH-9999/closings", none, nil},
		{"joint-releases", "GET", "/api/v1/joint-releases", nil, nil},
		{"joint-release-declare", "POST", "/api/v1/joint-releases", none, nil},
		{"joint-release-address", "POST", "/api/v1/joint-releases/LF-2026-9999/addresses", none, nil},
		{"impersonations", "GET", "/api/v1/impersonations", nil, nil},
		{"impersonation-report", "POST", "/api/v1/impersonations", none, nil},
		{"comments", "GET", "/api/v1/comments", nil, nil},
		{"comment-unknown", "GET", "/api/v1/comments/x", nil, nil},
		{"comment-to-inbox", "POST", "/api/v1/comments/x/inbox", none, nil},
		{"account-plans", "GET", "/api/v1/account-plans", nil, nil},
		{"account-plan-unknown", "GET", "/api/v1/accounts/ZH-9999/plan", nil, nil},
		{"meetings", "GET", "/api/v1/meetings", nil, nil},
		{"meeting", "GET", "/api/v1/meetings/" + r.meeting, nil, nil},
		{"meeting-unknown", "GET", "/api/v1/meetings/x", nil, nil},
		{"meeting-plan", "POST", "/api/v1/meetings", none, nil},
		{"meeting-minutes-again", "POST", "/api/v1/meetings/" + r.meeting + "/minutes", none, nil},
		{"risks", "GET", "/api/v1/risks", nil, nil},
		{"risk", "GET", "/api/v1/risks/" + r.risk, nil, nil},
		{"risk-save", "POST", "/api/v1/risks", none, nil},
		{"risk-link", "POST", "/api/v1/risks/" + r.risk + "/concerns", map[string]any{"concern": "C-2026-9999"}, nil},
		{"own-lists", "GET", "/api/v1/own-lists", nil, nil},
		{"own-list", "GET", "/api/v1/own-lists/" + r.ownList, nil, nil},
		{"own-list-begin", "POST", "/api/v1/own-lists", map[string]any{"period": "x"}, nil},
		{"own-entry", "POST", "/api/v1/own-lists/" + r.ownList + "/entries", none, nil},
		{"lessons", "GET", "/api/v1/lessons", nil, nil},
		{"press", "GET", "/api/v1/press", nil, nil},
		{"press-plan", "POST", "/api/v1/press", none, nil},
		{"press-end", "POST", "/api/v1/press/x/end", map[string]any{"held": false}, nil},
		{"press-announce", "POST", "/api/v1/press/x/announce", nil, nil},
		{"carrying", "GET", "/api/v1/carrying", nil, nil},
		{"carrying-add", "POST", "/api/v1/carrying", none, nil},
		{"carrying-excuse", "POST", "/api/v1/carrying/x/excuse", map[string]any{"reason": "上级已经废止"}, nil},
		{"policies", "GET", "/api/v1/policies", nil, nil},
		{"policy-add", "POST", "/api/v1/policies", none, nil},
		{"policy-publish", "POST", "/api/v1/policies/x/publish", map[string]any{"url": "https://a.example/2"}, nil},
		{"policy-explain", "POST", "/api/v1/policies/x/explanations", map[string]any{"form": "chart", "title": "图解", "url": "https://a.example/3"}, nil},
		{"publishers", "GET", "/api/v1/publishers", nil, nil},
		{"publisher-add", "POST", "/api/v1/publishers", none, nil},
		{"requests", "GET", "/api/v1/requests", nil, nil},
		{"request", "GET", "/api/v1/requests/" + r.request, nil, nil},
		{"request-draft", "POST", "/api/v1/requests", none, nil},
		{"request-close", "POST", "/api/v1/requests/" + r.request + "/steps", map[string]any{"step": "close"}, nil},
		{"request-sign", "POST", "/api/v1/requests/" + r.request + "/steps", map[string]any{"step": "sign"}, nil},
		{"findings", "GET", "/api/v1/findings", nil, nil},
		{"finding-unknown", "GET", "/api/v1/findings/x", nil, nil},
		{"finding-explain", "POST", "/api/v1/findings/x/answers", map[string]any{"text": "x"}, nil},
		{"contacts", "GET", "/api/v1/contacts", nil, nil},
		{"contact", "GET", "/api/v1/contacts/" + r.contact, nil, nil},
		{"contact-save", "POST", "/api/v1/contacts", map[string]any{"id": r.contact, "kind": "department", "name": "市卫健局"}, nil},
		{"contact-entry", "POST", "/api/v1/contacts/" + r.contact + "/entries", map[string]any{"kind": "fact_asked", "side": "ours", "text": "x"}, nil},
		{"posting", "GET", "/api/v1/accounts/activity", nil, nil},
		{"account-posts", "GET", "/api/v1/accounts/x/posts", nil, nil},
		{"account-post", "POST", "/api/v1/accounts/x/posts", none, nil},
		{"articles", "GET", "/api/v1/articles", nil, nil},
		{"article-begin", "POST", "/api/v1/articles", none, nil},
		{"commissions", "GET", "/api/v1/commissions", nil, nil},
		{"commission-add", "POST", "/api/v1/commissions", none, nil},
		{"services", "GET", "/api/v1/services", nil, nil},
		{"service-add", "POST", "/api/v1/services", none, nil},
		{"contractors", "GET", "/api/v1/contractors", nil, nil},
		{"mailboxes", "GET", "/api/v1/mailboxes", nil, nil},
		{"letters", "GET", "/api/v1/letters", nil, nil},
		{"letter-take", "POST", "/api/v1/letters/x/take", nil, nil},
		{"letter-drop", "POST", "/api/v1/letters/x/drop", nil, nil},
		{"ticket-columns", "GET", "/api/v1/ticket-columns?way=hotline", nil, nil},
		{"ticket-columns-save", "POST", "/api/v1/ticket-columns", map[string]any{"way": "hotline", "columns": none}, nil},
		{"tickets", "POST", "/api/v1/tickets", map[string]any{"way": "hotline", "tickets": []any{}}, nil},
		{"answers", "GET", "/api/v1/answers", nil, nil},
		{"answer-unknown", "GET", "/api/v1/answers/9", nil, nil},
		{"answer-save", "POST", "/api/v1/answers", none, nil},
		{"roster", "GET", "/api/v1/roster", nil, nil},
		{"shift-add", "POST", "/api/v1/roster", none, nil},
		{"shift-drop", "POST", "/api/v1/roster/x/drop", none, nil},
		{"key-periods", "GET", "/api/v1/key-periods", nil, nil},
		{"key-period-declare", "POST", "/api/v1/key-periods", none, nil},
		{"key-period-end", "POST", "/api/v1/key-periods/x/end", none, nil},
		{"group", "GET", "/api/v1/group", nil, nil},
		{"tasks", "GET", "/api/v1/tasks", nil, nil},
		{"task-unknown", "GET", "/api/v1/tasks/x", nil, nil},
		{"peers", "GET", "/api/v1/peers", nil, nil},
		{"reports", "GET", "/api/v1/reports", nil, nil},
		{"report-unknown", "GET", "/api/v1/reports/x", nil, nil},
		{"reviews", "GET", "/api/v1/reviews", nil, nil},
		{"listening", "GET", "/api/v1/listening", nil, nil},
		{"source-health", "GET", "/api/v1/listening/sources", nil, nil},
		{"missed", "GET", "/api/v1/listening/missed", nil, nil},
		{"dead-letters", "GET", "/api/v1/dead-letters", nil, nil},
		{"dead-letter-replay", "POST", "/api/v1/dead-letters/x/replay", nil, nil},
		{"dead-letter-drop", "POST", "/api/v1/dead-letters/x/drop", nil, nil},
		{"own-sites", "GET", "/api/v1/own-sites", nil, nil},
		{"own-site-unknown", "GET", "/api/v1/own-sites/x", nil, nil},
		{"site-findings", "GET", "/api/v1/site-findings", nil, nil},
		{"site-finding-take", "POST", "/api/v1/site-findings/x/take", nil, nil},
		{"suggestions", "GET", "/api/v1/suggestions", nil, nil},
		{"suggestions-decide", "POST", "/api/v1/suggestions/decide", map[string]any{"confirm": true, "items": []any{}}, nil},
		{"regroupings", "GET", "/api/v1/regroupings", nil, nil},
		{"regrouping-undo", "POST", "/api/v1/regroupings/x/undo", map[string]any{"reason": "x"}, nil},
		{"concern-pulse-unknown", "GET", "/api/v1/concerns/C-2026-9999/pulse", nil, nil},
		{"topic-pulse-unknown", "GET", "/api/v1/topics/x/pulse", nil, nil},
	}
}
