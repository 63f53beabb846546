package matter

import "yingda/internal/regime"

// UncheckedWhy is the input of a report that says why nobody was asked.
const UncheckedWhy = "unchecked"

// CheckTitles are the words for what a unit found when it was asked to check.
var CheckTitles = map[string]string{"confirmed": "属实", "partly": "部分属实", "not_so": "不属实", "elsewhere": "不归本单位", "unknown": "目前不能确定"}

var checkWords = []string{"confirmed", "partly", "not_so", "elsewhere", "unknown"}

// checking are the rows by which a finding is checked with the unit concerned
// before it is passed on, and shared with it. Clause: LIS-7.
var checking = []Row{
	{
		Kind: regime.Concern, From: live, Action: "ask_check", Title: "请有关单位核实…", Who: watch, Makes: regime.CheckRequest, Emits: regime.Noted, Clause: "LIS-7",
		Inputs: []Input{pick("unit", "请哪个单位核实", "unit"), long("question", "要核实什么").hinted("只问事情是否属实，不问是谁说的")},
	},
	{
		Kind: regime.Concern, From: live, Action: "answer_check", Title: "答复核实", Who: at(InPart, regime.Handler, regime.OfficeDirector, regime.Liaison), Makes: regime.CheckAnswer, Emits: regime.Noted, Clause: "LIS-7",
		Inputs: []Input{pickOf("found", "核实结果", checkWords, CheckTitles), long("text", "情况和依据")}, Needs: []Need{askedToCheck},
	},
}

// unchecked is asked of every report; it may stay empty where somebody has checked.
var unchecked = long(UncheckedWhy, "没有先核实的理由").optional().hinted("已经与有关单位核实的不填；来不及核实、先报后核的，写明理由")

var (
	askedToCheck = Need{"asked_to_check", func(f Facts, who Actor, _ Values) bool {
		for _, g := range who.Grants {
			if contains(f.CheckAsked, g.UnitID) {
				return true
			}
		}
		return false
	}, says("没有请您所在单位核实的事项")}
	checkedFirst = Need{"checked_first", func(f Facts, _ Actor, in Values) bool {
		return in == nil || !f.CheckFirst || f.Checked || in.Text(UncheckedWhy) != ""
	}, says("转出前先与有关单位核实；来不及的，写明没有先核实的理由")}
)
