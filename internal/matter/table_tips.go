package matter

import "yingda/internal/regime"

// sealing are the rows by which a concern that turns out to be a tip goes into the
// protected channel: nothing of what it says stays here.
var sealing = []Row{
	{Kind: regime.Concern, From: []State{New, Judged, Dispatched, Verifying, Answering, Following}, Action: "sealed_away", Title: "已移入密封线索", To: Closed, System: true, Emits: regime.TipRouted, Clause: "HAN-8"},
}
