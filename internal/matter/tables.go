package matter

import (
	"fmt"
	"slices"
	"strings"

	"yingda/internal/regime"
)

// The rows below are the state tables. Order within a kind is the order of the
// buttons.

func office(roles ...regime.Role) []Party { return at(InOffice, roles...) }
func lead(roles ...regime.Role) []Party   { return at(InLead, roles...) }
func at(p Place, roles ...regime.Role) []Party {
	out := make([]Party, len(roles))
	for i, r := range roles {
		out[i] = Party{Role: r, At: p}
	}
	return out
}

func either(lists ...[]Party) []Party {
	var out []Party
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

var (
	watch    = office(regime.DutyOfficer, regime.Liaison, regime.OfficeDirector)
	leaders  = at(InAgency, regime.Head, regime.Deputy)
	director = office(regime.OfficeDirector)
	handlers = lead(regime.Handler)
	workers  = either(at(InPart, regime.Handler), watch)
	writers  = either(at(InPart, regime.Drafter, regime.Handler), at(InOffice, regime.Drafter), watch)
	live     = []State{New, Judged, Dispatched, Verifying, Answering, Following}
	graded   = []State{Judged, Dispatched, Verifying, Answering, Following}
)

func text(name, title string) Input {
	return Input{Name: name, Title: title, Type: "text", Required: true}
}

func long(name, title string) Input {
	return Input{Name: name, Title: title, Type: "long", Required: true}
}

func pick(name, title, kind string) Input {
	return Input{Name: name, Title: title, Type: kind, Required: true}
}
func (i Input) optional() Input { i.Required = false; return i }

// rows are the state tables, in the order of the buttons.
var rows = slices.Concat(judging, grouping, grading, handling, checking, cooperating, changing, answering, following, working, timing, tasking, stating, confirming, resulting, consulting, sealing, messaging, filing)

func says(s string) func(Facts) string { return func(Facts) string { return s } }

var (
	someFact  = Need{"some_fact", func(f Facts, _ Actor, _ Values) bool { return f.FactCount > 0 }, says("还没有核实事项：至少记录一项查到的事实")}
	assists   = Need{"assists", func(f Facts, who Actor, _ Values) bool { return f.Unreceived(who) != "" }, says("没有等您所在单位签收的告知单")}
	noPending = Need{"no_pending", func(f Facts, _ Actor, _ Values) bool { return f.Pending == 0 }, func(f Facts) string {
		return fmt.Sprintf("还有 %d 份答复稿没有办完：先发布或作废", f.Pending)
	}}
	resultOnRecord = Need{"result_on_record", func(f Facts, _ Actor, _ Values) bool { return f.Published > 0 || f.NoAnswer }, says("还没有公开的结果：先发布答复，或记录不作公开答复的理由")}
	reviewed       = Need{"reviewed", func(f Facts, _ Actor, _ Values) bool { return f.AfterAction || !f.NeedsReview }, says("这一等级办结前要有总结报告")}

	someText    = Need{"some_text", func(f Facts, _ Actor, _ Values) bool { return !f.Empty }, says("标题和正文都要写")}
	slotsFilled = Need{"slots_filled", func(f Facts, _ Actor, _ Values) bool { return len(f.OpenSlots) == 0 }, func(f Facts) string {
		return "模板里还有空着的栏目：" + strings.Join(f.OpenSlots, "、")
	}}
	textChanged = Need{"text_changed", func(f Facts, _ Actor, _ Values) bool { return !f.Unchanged }, says("更正稿与已公开的文本相同")}
	notDrafter  = Need{"not_drafter", func(f Facts, who Actor, _ Values) bool { return !contains(f.Drafters, who.ID) }, says("拟稿人不能签署自己的稿件")}
	notSigner   = Need{"not_signer", func(f Facts, who Actor, _ Values) bool { return len(f.Signed[who.ID]) == 0 }, says("签过审核关的人不能再批准发布")}
	gatesDone   = Need{"gates_done", func(f Facts, _ Actor, _ Values) bool { return len(f.OpenGates) == 0 }, func(f Facts) string {
		return fmt.Sprintf("还差 %d 关没有签署", len(f.OpenGates))
	}}
	gateOpen = Need{"gate_open", func(f Facts, _ Actor, in Values) bool {
		return in == nil || contains(f.OpenGates, regime.Gate(in.Text("gate")))
	}, says("这一关不需要签署，或已经签过")}
	gateInTurn = Need{"gate_in_turn", func(f Facts, _ Actor, in Values) bool {
		return in == nil || !f.Ordered || len(f.OpenGates) > 0 && f.OpenGates[0] == regime.Gate(in.Text("gate"))
	}, says("各关按顺序签署，前面的关还没有签")}
	notSignedOther = Need{"not_signed_other", func(f Facts, who Actor, _ Values) bool { return !f.OneEach || len(f.Signed[who.ID]) == 0 }, says("一人只能签一关")}
	isPublic       = Need{"is_public", func(f Facts, _ Actor, _ Values) bool { return f.HasPublic }, says("这份稿件还没有公开过")}
	notPublic      = Need{"not_public", func(f Facts, _ Actor, _ Values) bool { return !f.HasPublic }, says("已公开的答复不能作废，只能更正或撤回")}
)

func contains[T comparable](list []T, one T) bool {
	for _, each := range list {
		if each == one {
			return true
		}
	}
	return false
}

// Rows returns the table of one kind, in the order of its buttons.
func Rows(kind regime.Kind) []Row {
	var out []Row
	for _, r := range rows {
		if r.Kind == kind {
			out = append(out, r)
		}
	}
	return out
}

// From reports whether an action of a kind may begin in a state at all.
func From(kind regime.Kind, action Action, state State) bool {
	return slices.ContainsFunc(Rows(kind), func(r Row) bool { return r.Action == action && slices.Contains(r.From, state) })
}

// States returns the states of one kind in the order of its table.
func States(kind regime.Kind) []State {
	if kind == regime.Statement {
		return []State{Drafting, Reviewing, Approving, Releasing, Released, Withdrawing, Withdrawn, Dropped}
	}
	if kind == regime.Message {
		return []State{Arrived, Handling, Doubted, Signing, Joined, Replying, Replied, SetAside, MovedOut}
	}
	if kind == regime.AccountFiling {
		return filingStates
	}
	return []State{New, Judged, Dispatched, Verifying, Answering, Following, Closed, Dismissed, Merged}
}
