package matter

import (
	"slices"

	"yingda/internal/regime"
)

// The states of a message from the public (公众来件).
const (
	Arrived  State = "arrived"
	Handling State = "handling"
	Signing  State = "signing"
	Joined   State = "joined"
	Replying State = "replying"
	Replied  State = "replied"
	SetAside State = "set_aside"
	Doubted  State = "doubted" // somebody proposed not to handle it
	MovedOut State = "moved_out"
)

// MessageFacts are the facts of a message.
type MessageFacts struct {
	AskedOnce  bool // its sender has asked once more already
	InTime     bool // its sender may still come back to it
	Unsure     bool // nobody knows whether the answer went out, or it certainly did not
	ByHand     bool // no machine takes the answer to its sender
	Rated      bool
	Reopened   bool
	DoubtedBy  string // who proposed not to handle it
	FindsFault bool   // it has words with which people find fault with an agency
}

// AsideGrounds are why a message is not handled: a closed list. Criticism is no
// ground, and neither is who wrote it.
var AsideGrounds = []string{"advertising", "malicious_link", "duplicate", "off_matter", "unreadable"}

// asideAlone are the grounds that can be seen in the message itself, which one person
// may find. What has to be judged takes two. Clause: MSG-3.
var asideAlone = AsideGrounds[:3]

// AsideTitles are the words for AsideGrounds.
var AsideTitles = map[string]string{"advertising": "广告", "malicious_link": "恶意链接", "duplicate": "与本人先前来件重复", "off_matter": "不属本机关职责，已写明找谁", "unreadable": "内容无法辨认"}

// ReplyHands are how a person took an answer to its sender.
var ReplyHands = []string{"telephone", "letter", "in_person", "platform", "not_reached"}

// ReplyHandTitles are the words for ReplyHands.
var ReplyHandTitles = map[string]string{"telephone": "电话告知", "letter": "寄出书面答复", "in_person": "当面告知", "platform": "在平台上人工回复", "not_reached": "按留下的方式联系不上，答复可凭编号和查询码查看"}

var (
	sorters = either(watch, handlers)
	// A tip is answered by those who may read tips, not here.
	answeredHere = []regime.Need{regime.Thanks, regime.Question, regime.Complaint, regime.Suggestion}
	repliers     = either(at(InPart, regime.Handler, regime.Drafter), watch)

	answerWritten = Need{"answer_written", func(f Facts, _ Actor, in Values) bool { return in == nil || !f.Empty || in.Text("text") != "" }, says("还没有写答复")}
	unsureReply   = Need{"unsure_reply", holds(func(f Facts) bool { return f.Unsure || f.ByHand }), says("答复由系统发送，还没有结果")}
	resendable    = Need{"resendable", holds(func(f Facts) bool { return f.Unsure && !f.ByHand }), says("答复没有等决定的发送")}
	notAsked      = Need{"not_asked", holds(func(f Facts) bool { return f.InTime && !f.AskedOnce }), says("追问只有一次机会，或者已经过了期限")}
	mayReopen     = Need{"may_reopen", holds(func(f Facts) bool { return f.InTime && !f.Reopened }), says("申请重新办理只有一次机会，或者已经过了期限")}
	noFault       = Need{"no_fault", holds(func(f Facts) bool { return !f.FindsFault }), says("来件里有批评意见：批评不是理由，确有列出的情形的，由一人提出、另一人同意后才不予办理")}
	notDoubter    = Need{"not_doubter", func(f Facts, who Actor, _ Values) bool { return f.DoubtedBy != who.ID }, says("提出不予办理的人不能自己同意，由另一人核对")}
	notRated      = Need{"not_rated", holds(func(f Facts) bool { return !f.Rated }), says("已经评价过")}
)

// messaging are the rows of messages from the public. Steps of the sender are
// the system's: nobody on the staff can take them.
var messaging = []Row{
	{
		Kind: regime.Message, From: []State{Arrived}, Action: "sort", Title: "分办", To: Handling, Who: sorters, Main: true, Makes: regime.SortingNote, Bulk: BulkTicked, Emits: regime.MessageSorted, Clause: "MSG-2",
		Inputs: []Input{messageKind(), pick("unit", "承办单位", "unit"), long("note", "说明").optional()},
	},
	{
		Kind: regime.Message, From: []State{Handling}, Action: "change_kind", Title: "改种类…", Who: sorters, Makes: regime.SortingNote, Emits: regime.MessageSorted, Clause: "MSG-2",
		Inputs: []Input{messageKind(), long("reason", "理由")},
	},
	{
		Kind: regime.Message, From: []State{Handling}, Action: "pass_on", Title: "转其他单位…", Who: either(handlers, watch), For: answeredHere, Bulk: BulkMatching, Emits: regime.Noted, Clause: "MSG-2",
		Inputs: []Input{pick("unit", "承办单位", "unit"), long("reason", "理由")},
	},
	{
		Kind: regime.Message, From: []State{Handling}, Action: "to_concern", Title: "转为公众关切", To: Joined, Who: repliers, For: []regime.Need{regime.Complaint}, Main: true, Emits: regime.MessageJoined, Clause: "MSG-2",
		Inputs: []Input{{Name: "into", Title: "并入的关切", Type: "matter", Hint: "不填则新立一件；只带隐去个人信息的文字，来件人和联系方式留在这里"}},
	},
	{
		Kind: regime.Message, From: []State{Handling, Joined}, Action: "record_uptake", Title: "记录采纳情况", Who: repliers, For: []regime.Need{regime.Suggestion}, Emits: regime.ResultRecorded, Clause: "ANS-6",
		Inputs: []Input{pickOf("adoption", "是否采纳", Adoptions, AdoptionTitles), long("reason", "理由和安排").hinted("随签发的答复一起给来件人看，不写个人信息")},
	},
	{
		Kind: regime.Message, From: []State{Handling}, Action: "save_answer", Title: "保存答复", Who: repliers, For: answeredHere, Emits: regime.MessageDrafted, Clause: "MSG-3",
		Inputs: []Input{long("text", "答复")},
	},
	{
		Kind: regime.Message, From: []State{Handling}, Action: "answer", Title: "提交答复", To: Signing, Who: repliers, For: answeredHere, Main: true, Emits: regime.MessageDrafted, Clause: "MSG-3",
		Inputs: []Input{long("text", "答复").optional().hinted("不填则提交已保存的答复；需要签发的由另一人签发")}, Needs: []Need{answerWritten, nothingOwed},
	},
	{
		Kind: regime.Message, From: []State{Handling}, Action: "guide", Title: "引导至热线…", To: Replying, Who: repliers, For: []regime.Need{regime.Question}, Emits: regime.MessageDrafted, Clause: "MSG-2",
		Inputs: []Input{text("ask", "请来件人向热线咨询什么").hinted("一句话，来件人看得到；热线号码由制度规定")},
	},
	{
		Kind: regime.Message, From: []State{Signing}, Action: "approve_answer", Title: "签发", To: Replying, ByChain: true, Signs: true, Main: true, Emits: regime.MessageApproved, Clause: "MSG-3",
		Inputs: []Input{long("note", "意见").optional()}, Needs: []Need{notDrafter},
	},
	{
		Kind: regime.Message, From: []State{Signing}, Action: "return_answer", Title: "退回修改…", To: Handling, ByChain: true, Emits: regime.MessageReturned, Clause: "MSG-3",
		Inputs: []Input{long("reason", "退回理由")},
	},
	{
		Kind: regime.Message, From: []State{Replying}, Action: "record_reply", Title: "登记已答复本人…", To: Replied, Who: repliers, Main: true, Makes: regime.MessageAnswer, Emits: regime.MessageAnswered, Outward: true, Clause: "MSG-3",
		Inputs: []Input{pickOf("how", "怎样答复的", ReplyHands, ReplyHandTitles), long("note", "说明").optional()}, Needs: []Need{unsureReply},
	},
	{
		Kind: regime.Message, From: []State{Replying}, Action: "resend_reply", Title: "没有发出，重发", Who: repliers, Emits: regime.Noted, Clause: "MSG-3", Needs: []Need{resendable},
	},
	{Kind: regime.Message, From: []State{Replying}, Action: "replied", Title: "已答复", To: Replied, System: true, Makes: regime.MessageAnswer, Emits: regime.MessageAnswered, Outward: true, Clause: "MSG-3"},
	{
		Kind: regime.Message, From: []State{Joined}, Action: "answer_with", Title: "随关切答复", To: Replying, System: true, Emits: regime.MessageApproved, Clause: "MSG-2",
		Inputs: []Input{text("statement", "答复稿"), long("text", "答复")},
	},
	{Kind: regime.Message, From: []State{Joined}, Action: "concern_ended", Title: "关切没有公开答复", To: Handling, System: true, Emits: regime.Noted, Clause: "MSG-2"},
	{
		Kind: regime.Message, From: []State{Joined}, Action: "take_back", Title: "改为单独答复…", To: Handling, Who: repliers, Emits: regime.Noted, Clause: "MSG-2",
		Inputs: []Input{long("reason", "理由")},
	},
	{
		Kind: regime.Message, From: []State{Arrived, Handling}, Action: "set_aside", Title: "不予办理…", To: SetAside, Who: watch, Emits: regime.MessageSetAside, Clause: "MSG-3",
		Inputs: []Input{pickOf("ground", "情形", asideAlone, AsideTitles), asideWhy}, Needs: []Need{noFault},
	},
	{
		Kind: regime.Message, From: []State{Arrived, Handling}, Action: "propose_aside", Title: "提出不予办理…", To: Doubted, Who: either(watch, handlers), Emits: regime.Noted, Clause: "MSG-3",
		Inputs: []Input{pickOf("ground", "情形", slices.Concat(AsideGrounds[3:], asideAlone), AsideTitles), asideWhy},
	},
	{
		Kind: regime.Message, From: []State{Doubted}, Action: "agree_aside", Title: "同意不予办理", To: SetAside, Who: either(watch, leaders), Signs: true, Emits: regime.MessageSetAside, Clause: "MSG-3",
		Inputs: []Input{long("note", "意见").optional()}, Needs: []Need{notDoubter},
	},
	{
		Kind: regime.Message, From: []State{Doubted}, Action: "refuse_aside", Title: "照常办理", To: Handling, Who: either(watch, leaders, handlers), Main: true, Emits: regime.Noted, Clause: "MSG-3",
		Inputs: []Input{long("reason", "理由")},
	},
	{Kind: regime.Message, From: []State{Arrived, Handling, Doubted, Signing, Joined}, Action: "moved_to_tips", Title: "已转受保护渠道", To: MovedOut, System: true, Emits: regime.MessageMoved, Clause: "MSG-2"},
	{
		Kind: regime.Message, From: []State{Arrived, Handling, Doubted, Signing, Joined, Replying, Replied}, Action: "came_again", Title: "来件人补充", System: true, Emits: regime.Noted, Clause: "MSG-1",
	},
	{Kind: regime.Message, From: []State{Replied}, Action: "came_back", Title: "答复被退回", To: Replying, System: true, Emits: regime.Noted, Clause: "MSG-3"},
	{Kind: regime.Message, From: []State{Replied}, Action: "ask_again", Title: "来件人追问", To: Handling, System: true, Emits: regime.MessageAsked, Clause: "MSG-3", Needs: []Need{notAsked}},
	{
		Kind: regime.Message, From: []State{Replied, SetAside}, Action: "reopen_message", Title: "来件人申请重新办理", To: Handling, System: true, Emits: regime.MessageReopened, Clause: "MSG-3",
		Inputs: []Input{long("reason", "理由")}, Needs: []Need{mayReopen},
	},
	{
		Kind: regime.Message, From: []State{Replied, SetAside}, Action: "take_up_again", Title: "重新办理…", To: Handling, Who: either(director, leaders), Emits: regime.MessageReopened, Clause: "MSG-3",
		Inputs: []Input{long("reason", "理由")},
	},
	{
		Kind: regime.Message, From: []State{Replied}, Action: "rate", Title: "来件人评价", System: true, Emits: regime.MessageRated, Clause: "MSG-3",
		Inputs: []Input{{Name: "met", Title: "是否解决", Type: "choice", Required: true, Options: []string{"yes", "partly", "no"}}}, Needs: []Need{notRated},
	},
	{
		Kind: regime.Message, From: []State{Arrived, Handling, Doubted, Signing, Joined}, Action: "extend_clock", Title: "延长时限…", Who: either(director, leaders), Emits: regime.ClockExtended, Clause: "HAN-2",
		Inputs: []Input{pick("clock", "时限", "clock"), pick("within", "延长", "duration"), long("reason", "理由"), long("notice", "告知对方的内容").optional()},
	},
	{
		Kind: regime.Message, From: []State{Arrived, Handling, Doubted, Signing, Joined, Replying}, Action: "note", Title: "写内部记录", Who: either(repliers, leaders, at(InAgency, regime.Reviewer)), Bulk: BulkMatching, Emits: regime.Noted, Clause: "MSG-2",
		Inputs: []Input{long("text", "记录")},
	},
}

// asideWhy is what the sender of a message is told that is not handled.
var asideWhy = long("reason", "告诉来件人的说明").hinted("凭查询码看得到；批评本机关不是理由")

// messageKind is the input that names the kind of a message.
func messageKind() Input {
	in := Input{Name: "kind", Title: "种类", Type: "choice", Required: true}
	for _, n := range regime.MessageNeeds {
		in.Options, in.Words = append(in.Options, string(n)), append(in.Words, n.Title())
	}
	return in
}
