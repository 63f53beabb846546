package matter

import (
	"slices"
	"strings"

	"yingda/internal/regime"
)

var (
	askers     = either(writers, leaders, at(InAgency, regime.Reviewer, regime.Approver))
	confirmers = either(at(InAsked, regime.Head, regime.Deputy, regime.OfficeDirector, regime.Approver), at(InAskedUnit, regime.Handler))
	asking     = []Input{{Name: "units", Title: "请哪些单位会签", Type: "units", Required: true}, long("question", "请对方确认什么").optional()}
)

// confirming are the rows of joint confirmation (会签) and of letting a finding
// of the automatic checks pass. While a text is drafted, units are only named;
// they are asked when it goes to review, and asked again when it changed.
var confirming = []Row{
	{Kind: regime.Statement, From: []State{Drafting}, Action: "ask_confirmation", Title: "请有关单位会签…", Who: askers, Emits: regime.Noted, Clause: "ANS-3", Inputs: asking},
	{Kind: regime.Statement, From: []State{Reviewing, Approving}, Action: "ask_confirmation", Title: "请有关单位会签…", Who: askers, Emits: regime.ConfirmationAsked, Clause: "ANS-3", Inputs: asking},
	{
		Kind: regime.Statement, From: []State{Reviewing, Approving}, Action: "confirm", Title: "会签同意", Who: confirmers, Signs: true, Main: true, Makes: regime.ConfirmationReply, Emits: regime.ConfirmationGiven, Clause: "ANS-3",
		Inputs: []Input{long("note", "意见").optional()}, Needs: []Need{notDrafter},
	},
	{
		Kind: regime.Statement, From: []State{Reviewing, Approving}, Action: "object", Title: "提出不同意见…", Who: confirmers, Signs: true, Makes: regime.ConfirmationReply, Emits: regime.ConfirmationObjected, Clause: "ANS-3",
		Inputs: []Input{long("reason", "不同意见和理由")}, Needs: []Need{notDrafter},
	},
	{
		Kind: regime.Statement, From: []State{Drafting, Reviewing, Approving}, Action: "end_confirmation", Title: "不再请会签…", Who: either(director, leaders), Emits: regime.Noted, Clause: "ANS-3",
		Inputs: []Input{pick("unit", "单位", "unit"), long("reason", "理由")}, Needs: []Need{notDrafter},
	},
	{
		Kind: regime.Statement, From: []State{Drafting}, Action: "clear_findings", Title: "放行自动核对…", OfGate: regime.GateSecrecy, Signs: true, Emits: regime.Noted, Clause: "ANS-2",
		Inputs: []Input{long("reason", "放行理由")}, Needs: []Need{notDrafter, somethingBlocks},
	},
}

// Others are what an approver may do with other pending drafts of the concern.
var Others = []string{"return", "keep"}

// OtherTitles are the words for Others.
var OtherTitles = map[string]string{"return": "批准这一份，其他的退回修改", "keep": "批准这一份，其他的照旧办理"}

// Parts are what a statement is in its thread: a full answer, a short first
// statement, or a dated update of either. Clause: ANS-7.
var Parts = []string{"answer", "first", "update"}

// PartTitles are the words for Parts.
var PartTitles = map[string]string{"answer": "答复", "first": "首次说明", "update": "更新"}

// pickOf asks for one of a few words that have their own titles.
func pickOf(name, title string, options []string, titles map[string]string) Input {
	in := Input{Name: name, Title: title, Type: "choice", Required: true, Options: options}
	for _, o := range options {
		in.Words = append(in.Words, titles[o])
	}
	return in
}

var (
	checksTicked = Need{"checks_ticked", func(f Facts, _ Actor, in Values) bool {
		return in == nil || len(Unticked(f, in)) == 0
	}, says("本关的审核要点要逐项核对、逐项勾选，才能签署")}
	allHeard     = Need{"all_heard", func(f Facts, _ Actor, _ Values) bool { return len(f.Unheard) == 0 }, func(f Facts) string { return strings.Join(f.Unheard, "；") }}
	othersChosen = Need{"others_chosen", func(f Facts, _ Actor, in Values) bool {
		return in == nil || len(f.Rivals) == 0 || in.Text("others") != ""
	}, func(f Facts) string {
		return "同一关切还有稿件在办（" + strings.Join(f.Rivals, "、") + "）：请选择退回它们，还是照旧办理"
	}}
	paperNamed = Need{"paper_named", func(f Facts, _ Actor, in Values) bool {
		return in == nil || !f.Paper || in.Text("paper_issuer") != "" && in.Text("reference") != "" && in.Text("paper_date") != ""
	}, says("这一等级由上一级批准：先取得上级的批准文件，写明批准机关、文号和日期，再批准发布")}
	nothingBlocks = Need{"nothing_blocks", func(f Facts, _ Actor, _ Values) bool { return len(f.Blocks) == 0 || f.Cleared }, func(f Facts) string {
		return "自动核对发现：" + strings.Join(f.Blocks, "；") + "。改正后再提交，或由保密关的签署人写明理由放行"
	}}
	somethingBlocks = Need{"something_blocks", func(f Facts, _ Actor, _ Values) bool { return len(f.Blocks) > 0 && !f.Cleared }, says("自动核对没有需要放行的内容")}
)

// paperInputs describe the paper by which a level above that is not in this
// installation approved a text: who issued it, its number, the day it bears, and
// its file among those kept with the concern. Clause: ANS-1.
var paperInputs = []Input{
	text("paper_issuer", "批准机关").optional().hinted("这一等级由上一级批准，上一级不在本系统"),
	text("reference", "批准文件的文号").optional().hinted("例如 地区局函〔2026〕3号；口头或批示的，写明记录的编号"),
	pick("paper_date", "批准日期", "date").optional(),
	pick("paper_file", "批准文件", "evidence").optional().hinted("先在关切的调查档案里存入文件，再在这里选"),
}

// ofPaper reports whether an input describes the paper of the level above.
func ofPaper(in Input) bool {
	return slices.ContainsFunc(paperInputs, func(p Input) bool { return p.Name == in.Name })
}

// Unticked returns the points of the gate being signed that are not ticked.
// Points are named by their place in the list, from 1.
func Unticked(f Facts, in Values) []string {
	var open []string
	ticked := in.List("checks")
	for i, point := range f.GateChecks[regime.Gate(in.Text("gate"))] {
		if !contains(ticked, place1(i)) {
			open = append(open, point)
		}
	}
	return open
}
