package matter

import "yingda/internal/regime"

// handling are the rows of handling (办理): dispatch, facts, conclusion, reports.
var handling = []Row{
	{
		Kind: regime.Concern, From: []State{Judged}, Action: "dispatch", Title: "告知承办单位", To: Dispatched, Who: watch, Main: true, Makes: regime.DispatchNote, Bulk: BulkMatching, Emits: regime.DispatchSent, Clause: "HAN-7",
		Inputs: []Input{long("note", "告知内容"), {Name: "assisting", Title: "协办单位", Type: "units"}}, Needs: []Need{arbitrated},
	},
	{Kind: regime.Concern, From: []State{Dispatched}, Action: "receive", Title: "签收", To: Verifying, Who: lead(regime.Handler, regime.OfficeDirector, regime.Liaison), Main: true, Emits: regime.DispatchReceived, Clause: "HAN-7"},
	{Kind: regime.Concern, From: []State{Dispatched, Verifying, Answering, Following}, Action: "acknowledge", Title: "签收协办", Who: at(InPart, regime.Handler, regime.OfficeDirector, regime.Liaison), Emits: regime.DispatchReceived, Clause: "HAN-7", Needs: []Need{assists}},
	{
		Kind: regime.Concern, From: []State{Dispatched, Verifying}, Action: "hand_back", Title: "退回…", To: Judged, Who: handlers, Makes: regime.HandBackNote, Emits: regime.DispatchHandedBack, Clause: "HAN-7",
		Inputs: []Input{pick("ground", "退回依据", "ground"), long("reason", "具体理由")}, Needs: []Need{groundKnown, mayHandBack, inWindow},
	},
	{
		Kind: regime.Concern, From: []State{Judged}, Action: "arbitrate", Title: "裁定承办单位…", Who: either(director, at(InAgency, regime.Head)), Makes: regime.ArbitrationNote, Emits: regime.DispatchArbitrated, Signs: true, Clause: "HAN-7",
		Inputs: []Input{pick("unit", "承办单位", "unit"), long("reason", "裁定理由")}, Needs: []Need{disputed, arbiter},
	},
	{
		Kind: regime.Concern, From: graded, Action: "transfer", Title: "转办…", To: Judged, Who: either(director, leaders), Bulk: BulkMatching, Emits: regime.Noted, Clause: "HAN-7",
		Inputs: []Input{pick("unit", "承办单位", "unit"), long("reason", "理由")}, Needs: []Need{arbitrated},
	},
	{
		Kind: regime.Concern, From: []State{Verifying, Answering}, Action: "add_fact", Title: "记录核实事项", Who: workers, Emits: regime.FactAdded, Clause: "HAN-5",
		Inputs: []Input{text("claim", "反映的说法"), long("finding", "查到的事实"), pick("verdict", "结论", "verdict"), text("evidence", "证据")},
	},
	{
		Kind: regime.Concern, From: []State{Verifying}, Action: "conclude", Title: "提交核查结论", To: Answering, Who: either(handlers, director), Main: true, Makes: regime.Conclusion, Emits: regime.ConclusionReached, Clause: "HAN-5",
		Inputs: []Input{long("text", "核查结论")}, Needs: []Need{someFact},
	},
}
