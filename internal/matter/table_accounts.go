package matter

import (
	"slices"

	"yingda/internal/regime"
)

// The states of an account filing (账号备案). What follows the last level is a
// state for each kind of filing, so that each has its own next step.
const (
	FilingForm      State = "filing_form"
	FilingLevels    State = "filing_levels"
	FilingOpening   State = "filing_opening"
	FilingMaking    State = "filing_making"
	FilingMade      State = "filing_made"
	FilingAnnounce  State = "filing_announce"
	FilingEnding    State = "filing_ending"
	Filed           State = "filed"
	FilingRefused   State = "filing_refused"
	FilingWithdrawn State = "filing_withdrawn"
)

// filingStates are the states of filings in the order of their table.
var filingStates = []State{FilingForm, FilingLevels, FilingOpening, FilingMaking, FilingMade, FilingAnnounce, FilingEnding, Filed, FilingRefused, FilingWithdrawn}

// FilingFacts are what the guards of account filings read.
type FilingFacts struct {
	Applicant string   // who filled the form in
	FormLacks []string // what the form still lacks, in sentences
	Breaks    []string // rules that the filing would break, in sentences
	Turn      string   // agency whose turn it is, "" where the next level is outside this installation
	TurnName  string   // its name
	Left      int      // levels that have not decided
	Then      State    // the state after the last level
	Announces bool     // a change that the public is told of
}

var (
	filers   = at(InAgency, regime.Keeper, regime.ChiefEditor, regime.OfficeDirector)
	deciders = at(InTurn, regime.OfficeDirector, regime.Deputy, regime.Head)
	heads    = at(InAgency, regime.OfficeDirector, regime.Deputy, regime.Head)

	formFull = Need{"form_full", func(f Facts, _ Actor, _ Values) bool { return len(f.FormLacks) == 0 }, func(f Facts) string { return first(f.FormLacks) }}
	noBreach = Need{"no_breach", func(f Facts, _ Actor, _ Values) bool { return len(f.Breaks) == 0 }, func(f Facts) string { return first(f.Breaks) }}
	ownLevel = Need{"own_level", func(f Facts, _ Actor, _ Values) bool { return f.Turn != "" }, func(f Facts) string {
		return "现在轮到「" + f.TurnName + "」，它不在本系统里：由账号保管人登记它的书面意见"
	}}
	outsideLevel = Need{"outside_level", func(f Facts, _ Actor, _ Values) bool { return f.Turn == "" }, func(f Facts) string { return "现在轮到「" + f.TurnName + "」，由它在本系统里审核" }}
	notApplicant = Need{"not_applicant", func(f Facts, who Actor, _ Values) bool { return f.Applicant != who.ID }, says("填报人不能审核自己的备案")}
)

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// FormFields are the fields of the approval form, which are our own. Clause: ACC-2.
var FormFields = []Input{
	long("purpose", "开设目的和服务对象"),
	long("columns", "栏目和更新安排"),
	long("existing", "现有账号为什么不能满足"),
	long("review", "内容审核安排（谁写、谁审、谁发）"),
	long("security", "口令、设备和安全安排"),
	{Name: "contractor", Title: "运维单位（没有的不填）", Type: "text"},
	{Name: "phone", Title: "办公电话", Type: "text"},
}

// filing are the rows of account filings. Clause: ACC-2 ACC-3.
var filing = []Row{
	{
		Kind: regime.AccountFiling, From: []State{FilingForm}, Action: "submit_filing", Title: "报送", To: FilingLevels, Who: filers, Main: true, Makes: regime.OpeningForm, Emits: regime.FilingSubmitted, Clause: "ACC-3",
		Needs: []Need{formFull, noBreach},
	},
	{
		Kind: regime.AccountFiling, From: []State{FilingForm}, Action: "fill_filing", Title: "修改申请表…", Who: filers, Emits: regime.FilingBegun, Clause: "ACC-2",
		Inputs: optional(FormFields),
	},
	{
		Kind: regime.AccountFiling, From: []State{FilingLevels}, Action: "agree_filing", Title: "同意", To: FilingLevels, Who: deciders, Main: true, Signs: true, Makes: regime.FilingDecision, Emits: regime.FilingAgreed, Clause: "ACC-2",
		Inputs: []Input{{Name: "note", Title: "意见", Type: "long"}}, Needs: []Need{ownLevel, notApplicant},
	},
	{
		Kind: regime.AccountFiling, From: []State{FilingLevels}, Action: "record_level", Title: "登记上级书面意见…", To: FilingLevels, Who: filers, Main: true, Makes: regime.FilingDecision, Emits: regime.FilingAgreed, Clause: "ACC-2",
		Inputs: []Input{text("reference", "文号"), long("note", "意见原文")}, Needs: []Need{outsideLevel, notApplicant},
	},
	{
		Kind: regime.AccountFiling, From: []State{FilingLevels}, Action: "return_filing", Title: "退回补正…", To: FilingForm, Who: deciders, Emits: regime.FilingReturned, Clause: "ACC-2",
		Inputs: []Input{long("reason", "要补正什么")}, Needs: []Need{ownLevel},
	},
	{
		Kind: regime.AccountFiling, From: []State{FilingLevels}, Action: "refuse_filing", Title: "不同意…", To: FilingRefused, Who: deciders, Signs: true, Makes: regime.FilingDecision, Emits: regime.FilingRefused, Clause: "ACC-2",
		Inputs: []Input{long("reason", "理由")}, Needs: []Need{ownLevel, notApplicant},
	},
	{
		Kind: regime.AccountFiling, From: []State{FilingLevels}, Action: "record_refusal", Title: "登记上级不同意…", To: FilingRefused, Who: filers, Makes: regime.FilingDecision, Emits: regime.FilingRefused, Clause: "ACC-2",
		Inputs: []Input{text("reference", "文号"), long("reason", "意见原文")}, Needs: []Need{outsideLevel, notApplicant},
	},
	{
		Kind: regime.AccountFiling, From: []State{FilingOpening}, Action: "register_account", Title: "登记开通…", To: Filed, Who: filers, Main: true, Makes: regime.FilingNotice, Emits: regime.FilingDone, Outward: true, Public: true, Clause: "ACC-1",
		Inputs: []Input{text("handle", "平台上的账号名（ID）"), text("address", "账号主页网址"), pick("at", "开通时间", "instant")},
	},
	{
		Kind: regime.AccountFiling, From: []State{FilingMaking}, Action: "make_change", Title: "登记已变更…", To: FilingMade, Who: filers, Main: true, Emits: regime.AccountChanged, Clause: "ACC-3",
		Inputs: []Input{pick("at", "实际变更时间", "instant")},
	},
	{
		Kind: regime.AccountFiling, From: []State{FilingMade}, Action: "file_change", Title: "报上级备案…", To: Filed, Who: filers, Main: true, Makes: regime.FilingNotice, Emits: regime.FilingNotified, Clause: "ACC-3",
		Inputs: []Input{text("reference", "备案文号或回执"), {Name: "note", Title: "说明", Type: "long"}},
	},
	{
		Kind: regime.AccountFiling, From: []State{FilingAnnounce}, Action: "announce_account", Title: "向社会公告…", To: Filed, Who: heads, Main: true, Signs: true, Makes: regime.AccountNotice, Emits: regime.AccountAnnounced, Outward: true, Public: true, Clause: "ACC-3",
		Inputs: []Input{long("text", "公告内容")}, Needs: []Need{notApplicant},
	},
	{
		Kind: regime.AccountFiling, From: []State{FilingEnding}, Action: "end_account", Title: "登记已停用…", To: Filed, Who: filers, Main: true, Makes: regime.FilingNotice, Emits: regime.FilingDone, Outward: true, Clause: "ACC-3",
		Inputs: []Input{pick("at", "停用时间", "instant"), long("text", "向公众的说明")},
	},
	{
		Kind: regime.AccountFiling, From: []State{FilingForm, FilingLevels, FilingOpening, FilingMaking, FilingEnding}, Action: "withdraw_filing", Title: "撤回备案…", To: FilingWithdrawn, Who: filers, Emits: regime.FilingWithdrawn, Clause: "ACC-3",
		Inputs: []Input{long("reason", "理由")},
	},
	{
		Kind: regime.AccountFiling, From: []State{FilingForm, FilingLevels, FilingOpening, FilingMaking, FilingMade, FilingAnnounce, FilingEnding}, Action: "note_filing", Title: "写内部记录…", Who: either(filers, deciders, heads), Emits: regime.Noted, Clause: "ACC-3",
		Inputs: []Input{long("text", "记录")},
	},
}

func optional(list []Input) []Input {
	out := slices.Clone(list)
	for i := range out {
		out[i].Required = false
	}
	return out
}

// filingTo is where a filing goes once a level has agreed: on to the next, or,
// after the last, to what is then to be done; and a change that the public must
// hear of waits for its announcement.
func filingTo(action Action, to State, f Facts) State {
	switch {
	case (action == "agree_filing" || action == "record_level") && f.Left == 1:
		return f.Then
	case action == "file_change" && f.Announces:
		return FilingAnnounce
	}
	return to
}
