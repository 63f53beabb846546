package matter

import "yingda/internal/regime"

// LeaveGrounds (退出情形) are the closed list of why somebody leaves a response group.
var LeaveGrounds = []string{"duty", "away", "recusal", "expertise", "other"}

// LeaveTitles are the words for them.
var LeaveTitles = map[string]string{"duty": "岗位变动", "away": "出差或休假", "recusal": "回避", "expertise": "专长不符", "other": "其他"}

// GroupMembers are the facts about who works in the response group now.
type GroupMembers struct {
	Members []string // ids of those who are staff
	Heads   []string // who may change it
}

// changing is the row by which somebody leaves a response group: a member the own
// seat, the head any.
var changing = []Row{{
	Kind: regime.Concern, From: graded, Action: "change_group", Title: "调整应对小组…", Who: either(allStaff, leaders, at(InAgency, regime.Spokesperson)), Emits: regime.Noted, Clause: "HAN-4",
	Inputs: []Input{
		pick("member", "退出的成员", "group_member").hinted("成员可以自己退出；换别人由组长办理"), pickOf("ground", "情形", LeaveGrounds, LeaveTitles), long("reason", "理由"),
		text("substitute", "接替人").optional().hinted("同事的姓名或登录名；组长退出必须有人接替"), text("expertise", "接替人的专长").optional(),
	},
	Needs: []Need{inGroup},
}}

var inGroup = Need{"in_group", func(f Facts, who Actor, _ Values) bool {
	return contains(f.GroupMembers.Members, who.ID) || contains(f.GroupMembers.Heads, who.ID)
}, says("由应对小组的组长或成员本人办理")}
