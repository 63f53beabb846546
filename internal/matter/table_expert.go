package matter

import "yingda/internal/regime"

// consulting are the rows of opinions of outside experts, each under the
// expert's own name.
var consulting = []Row{
	{
		Kind: regime.Concern, From: graded, Action: "ask_expert", Title: "征求专家意见…", Who: either(watch, leaders), Emits: regime.Noted, Clause: "ORG-5",
		Inputs: []Input{pick("expert", "专家", "expert"), long("question", "请专家回答的问题"), long("material", "提供的材料").optional()},
	},
	{
		Kind: regime.Concern, From: graded, Action: "enter_opinion", Title: "录入专家意见…", Who: either(watch, leaders), Emits: regime.Noted, Clause: "ORG-5",
		Inputs: []Input{pick("opinion", "征求的意见", "opinion"), long("text", "专家意见原文")},
	},
	{
		Kind: regime.Concern, From: graded, Action: "publish_opinion", Title: "公开专家意见…", Who: either(director, leaders, at(InAgency, regime.Spokesperson)), Signs: true, Outward: true, Public: true, Emits: regime.Noted, Clause: "ORG-5",
		Inputs: []Input{pick("opinion", "征求的意见", "opinion")},
	},
}
