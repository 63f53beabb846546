package matter

import (
	"fmt"

	"yingda/internal/regime"
)

// grading are the rows of changing a grade: up at once by one authorised person,
// down only by two.
var grading = []Row{
	{
		Kind: regime.Concern, From: graded, Action: "regrade", Title: "提高等级…", Who: either(director, leaders), Emits: regime.GradeChanged, Clause: "JUD-2",
		Inputs: []Input{pick("grade", "等级", "grade"), long("reason", "理由")}, Needs: []Need{raises},
	},
	{
		Kind: regime.Concern, From: graded, Action: "propose_downgrade", Title: "提议降低等级…", Who: either(watch, handlers, leaders), Emits: regime.DowngradeProposed, Clause: "JUD-2",
		Inputs: []Input{pick("grade", "等级", "grade"), long("reason", "理由")}, Needs: []Need{noLowering, lowers},
	},
	{
		Kind: regime.Concern, From: graded, Action: "confirm_downgrade", Title: "同意降低等级…", Who: either(director, leaders), Signs: true, Emits: regime.GradeChanged, Clause: "JUD-2",
		Inputs: []Input{long("note", "意见").optional()}, Needs: []Need{lowering, notProposer},
	},
	{
		Kind: regime.Concern, From: graded, Action: "refuse_downgrade", Title: "不同意降低等级…", Who: either(director, leaders), Signs: true, Emits: regime.DowngradeRefused, Clause: "JUD-2",
		Inputs: []Input{long("reason", "理由")}, Needs: []Need{lowering, notProposer},
	},
}

// rank is the rank of the grade in an input, 0 for a word that is none.
func rank(in Values) int { return regime.Grade(in.Text("grade")).Rank() }

var (
	raises = Need{"raises", func(f Facts, _ Actor, in Values) bool { return in == nil || rank(in) > f.Grade.Rank() }, func(f Facts) string {
		return fmt.Sprintf("现在是「%s」，这里只能改到更高的等级；降低等级须一人提议、另一人同意", f.Grade.Title())
	}}
	lowers = Need{"lowers", func(f Facts, _ Actor, in Values) bool {
		return f.Grade.Rank() > 1 && (in == nil || rank(in) < f.Grade.Rank())
	}, func(f Facts) string {
		return fmt.Sprintf("现在是「%s」，这里只能提议更低的等级", f.Grade.Title())
	}}
	noLowering  = Need{"no_lowering", func(f Facts, _ Actor, _ Values) bool { return f.Lowering == "" }, says("已有一项降低等级的提议在等别人决定")}
	lowering    = Need{"lowering", func(f Facts, _ Actor, _ Values) bool { return f.Lowering != "" }, says("没有等待决定的降低等级提议")}
	notProposer = Need{"not_proposer", func(f Facts, who Actor, _ Values) bool { return f.LoweringBy != who.ID }, says("提议降低等级的人不能自己同意或否决，要由另一人决定")}
	notLower    = Need{"not_lower", func(f Facts, _ Actor, in Values) bool { return in == nil || rank(in) >= f.Grade.Rank() }, func(f Facts) string {
		return fmt.Sprintf("重新办理时等级不低于原来的「%s」；要降低，重新办理后由一人提议、另一人同意", f.Grade.Title())
	}}
)
