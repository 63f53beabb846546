package acceptance

import (
	"yingda/internal/desk"
	"yingda/internal/store"
)

// records are records beside the matters, one of a kind, that each caller tries
// to read and to change.
type records struct{ meeting, risk, ownList string }

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
	return r
}

// doors to the records: what is sent lacks something, so that nothing is changed
// by whoever is let in.
func (r records) doors() []door {
	none := map[string]any{}
	return []door{
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
	}
}
