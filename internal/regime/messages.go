package regime

import (
	"fmt"
	"slices"
)

// The events of messages from the public.
const (
	MessageReceived Event = "message.received"
	MessageSorted   Event = "message.sorted"
	MessageDrafted  Event = "message.drafted"
	MessageApproved Event = "message.approved"
	MessageReturned Event = "message.returned"
	MessageJoined   Event = "message.joined"
	MessageAnswered Event = "message.answered"
	MessageAsked    Event = "message.asked"
	MessageReopened Event = "message.reopened"
	MessageSetAside Event = "message.set_aside"
	MessageMoved    Event = "message.moved"
	MessageRated    Event = "message.rated"
)

// The documents of messages: who does what with it, and what its sender got.
const (
	SortingNote   Document = "sorting_note"   // 分办记录
	MessageAnswer Document = "message_answer" // 来件答复
)

// MessageNeeds are the kinds of messages from the public (来件种类), a subset of
// the needs. Clause: MSG-2.
var MessageNeeds = []Need{Thanks, Question, Complaint, Suggestion, Tip}

// MessageWays are how a message can come (来件渠道). Clause: MSG-1.
var MessageWays = []string{"account_message", "account_comment", "guest_book", "head_mailbox", "mail", "suggestion_box", "service_hall", "hotline", "web"}

// MessageWayTitles are the words for MessageWays.
var MessageWayTitles = map[string]string{
	"account_message": "公众号私信", "account_comment": "公众号留言", "guest_book": "网站留言", "head_mailbox": "领导信箱", "mail": "电子邮件", "suggestion_box": "意见箱", "service_hall": "办事大厅", "hotline": "热线", "web": "网上提交",
}

// Messages says how messages from the public are answered (来件办理).
type Messages struct {
	Article string        `yaml:"article"`
	Reading bool          `yaml:"own_reading"`
	Hotline string        `yaml:"hotline"` // number to which a question may be guided
	Keep    string        `yaml:"keep"`    // original and contact live so long after the answer
	Again   string        `yaml:"again"`   // so long after the answer the sender may ask once more or have it taken up again
	Kinds   []MessageKind `yaml:"kinds"`
}

// MessageKind says what one kind of message is owed and who signs its answer,
// never its drafter. Without signers it goes out as written.
type MessageKind struct {
	Need    Need   `yaml:"need"`
	Article string `yaml:"article"`
	Reading bool   `yaml:"own_reading"`
	Owed    string `yaml:"owed"`
	Signers []Role `yaml:"signers"`
}

// MessageRule returns the regime's rule for messages, with our own where it has
// none: an answer is signed by another person, thanks go out as written, original
// and contact are kept for 180 days and the sender may come back within 30.
func (r *Regime) MessageRule() Messages {
	m := Messages{}
	if r.Messages != nil {
		m = *r.Messages
	}
	m.Hotline, m.Keep, m.Again = first(m.Hotline, "12345"), first(m.Keep, "180 days"), first(m.Again, "30 days")
	m.Kinds = slices.Clone(m.Kinds)
	for _, own := range messageKinds {
		if _, ok := find(m.Kinds, func(k MessageKind) bool { return k.Need == own.Need }); !ok {
			m.Kinds = append(m.Kinds, own)
		}
	}
	return m
}

// Kind returns the rule of one kind of message.
func (m Messages) Kind(n Need) MessageKind {
	k, _ := find(m.Kinds, func(k MessageKind) bool { return k.Need == n })
	return k
}

var messageKinds = []MessageKind{
	{Need: Thanks, Owed: "致谢，并转达有关人员"},
	{Need: Question, Owed: "直接回答所问；问热线能即时解答的，告知热线", Signers: []Role{Reviewer, OfficeDirector, Deputy}},
	{Need: Complaint, Owed: "隐去来件人后转为公众关切办理；关切答复时一并答复来件人", Signers: []Role{Reviewer, OfficeDirector, Deputy}},
	{Need: Suggestion, Owed: "说明是否采纳和理由", Signers: []Role{Reviewer, OfficeDirector, Deputy}},
	{Need: Tip, Owed: "转入受保护渠道，不在这里办理"},
}

func (c *checker) messages() {
	m := c.r.Messages
	if m == nil {
		return
	}
	c.article("messages", m.Article)
	for _, each := range []struct{ key, text, what string }{{"keep", m.Keep, "保存期限"}, {"again", m.Again, "再次联系期限"}} {
		if each.text != "" {
			c.span("messages."+each.key, each.text, each.what+"（"+each.key+"）")
		}
	}
	unique := c.unique("来件种类")
	for i, k := range m.Kinds {
		path := fmt.Sprintf("messages.kinds[%d]", i)
		unique(path, string(k.Need))
		c.article(path, k.Article)
		c.filled(path, k.Owed, "应当给什么（owed）")
		if !slices.Contains(MessageNeeds, k.Need) {
			c.say(path+".need", "unknown_word", "来件没有种类“%s”", k.Need)
		}
		if len(k.Signers) > 0 {
			c.someRoles(path+".signers", k.Signers, "签发角色（signers）")
		}
	}
}
