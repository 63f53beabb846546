package matter

import (
	"fmt"

	"yingda/internal/regime"
)

// timing are the rows of clocks (时限).
var timing = []Row{
	{
		Kind: regime.Concern, From: graded, Action: "pause_clock", Title: "暂停时限…", Who: director, Emits: regime.ClockPaused, Clause: "HAN-2",
		Inputs: []Input{pick("clock", "时限", "clock"), pick("ground", "不计时的情形", "exclusion"), long("reason", "理由")}, Needs: []Need{excludable},
	},
	{
		Kind: regime.Concern, From: graded, Action: "resume_clock", Title: "恢复时限", Who: director, Emits: regime.ClockResumed, Clause: "HAN-2",
		Inputs: []Input{pick("clock", "时限", "clock"), pick("ground", "不计时的情形", "exclusion").optional()}, Needs: []Need{paused},
	},
	{
		Kind: regime.Concern, From: graded, Action: "exclude_time", Title: "扣除不计时段…", Who: director, Emits: regime.ClockExcluded, Clause: "HAN-2",
		Inputs: []Input{pick("clock", "时限", "clock"), pick("ground", "不计时的情形", "exclusion"), pick("start", "开始时间", "instant"), pick("end", "结束时间", "instant"), long("reason", "理由和凭据")}, Needs: []Need{excludable},
	},
	{
		Kind: regime.Concern, From: graded, Action: "extend_clock", Title: "延长时限…", Who: either(director, leaders), Emits: regime.ClockExtended, Clause: "HAN-2",
		Inputs: []Input{pick("clock", "时限", "clock"), pick("within", "延长", "duration"), long("reason", "理由"), long("notice", "告知对方的内容").optional()},
	},
	{
		Kind: regime.Concern, From: graded, Action: "confirm_start", Title: "确认起算…", Who: either(watch, handlers), Emits: regime.ClockConfirmed, Clause: "HAN-2",
		Inputs: []Input{
			pick("clock", "时限", "waiting_clock"),
			{Name: "side", Title: "哪一方确认", Type: "side", Required: true, Options: Sides},
			long("note", "怎样确认的"),
		}, Needs: []Need{startOffered},
	},
	{
		Kind: regime.Concern, From: graded, Action: "receive_material", Title: "收到补充材料", Who: workers, Emits: regime.MaterialReceived, Clause: "HAN-2",
		Inputs: []Input{long("text", "收到的材料")},
	},
}

// Sides are the two sides that confirm the start of a clock: the one that owes
// the document, and the one that waits for it.
var Sides = []string{"own", "other"}

// SideTitles are the words for the sides.
var SideTitles = map[string]string{"own": "本机关", "other": "对方"}

var (
	excludable   = Need{"excludable", holds(func(f Facts) bool { return f.Excludable }), says("制度没有为在走的时限列出不计时的情形")}
	paused       = Need{"paused", holds(func(f Facts) bool { return f.Paused }), says("没有暂停的时限")}
	startOffered = Need{"start_offered", func(f Facts, _ Actor, _ Values) bool { return f.Unconfirmed > 0 }, says("没有等双方确认起算的时限")}
	mayHandBack  = Need{"may_hand_back", func(f Facts, _ Actor, _ Values) bool { return f.MostHandBacks == 0 || f.HandBacks < f.MostHandBacks }, func(f Facts) string {
		return fmt.Sprintf("已退回 %d 次，由%s裁定承办单位，不能再退回", f.HandBacks, f.Arbiter.Title())
	}}
	inWindow    = Need{"in_window", func(f Facts, _ Actor, _ Values) bool { return !f.WindowOver }, says("退回的期限已过，应当继续承办；确需改办的，请办公室转办")}
	groundKnown = Need{"ground_known", func(f Facts, _ Actor, in Values) bool {
		return in == nil || len(f.Grounds) == 0 || contains(f.Grounds, regime.Ground(in.Text("ground")))
	}, says("制度没有列出这一退回依据")}
	arbitrated = Need{"arbitrated", func(f Facts, _ Actor, _ Values) bool { return !f.Arbitration }, func(f Facts) string {
		return fmt.Sprintf("已退回 %d 次，先由%s裁定承办单位", f.HandBacks, f.Arbiter.Title())
	}}
	disputed = Need{"disputed", func(f Facts, _ Actor, _ Values) bool { return f.Arbitration }, says("退回没有达到裁定的次数")}
	arbiter  = Need{"arbiter", func(f Facts, who Actor, _ Values) bool {
		for _, g := range who.Grants {
			if g.Role == f.Arbiter && g.AgencyID == f.Agency {
				return true
			}
		}
		return f.Arbiter == ""
	}, func(f Facts) string { return "由" + f.Arbiter.Title() + "裁定" }}
)
