package regime

import (
	"fmt"
	"slices"
)

func (c *checker) grades() {
	if len(c.r.Grades) == 0 {
		c.say("grades", "missing", "缺少等级（grades）")
	}
	unique, criteria := c.unique("等级"), c.unique("定级标准")
	last := 0
	for i, g := range c.r.Grades {
		path := fmt.Sprintf("grades[%d]", i)
		unique(path, string(g.Grade))
		c.article(path, g.Article)
		c.filled(path, g.Title, "等级名称（title）")
		if c.filled(path, string(g.Grade), "等级（grade）") && g.Grade.Rank() < last {
			c.say(path+".grade", "grade_order", "等级须由轻到重排列")
		}
		last = max(last, g.Grade.Rank())
		if i > 0 && len(g.Criteria) == 0 {
			c.say(path, "missing", "等级“%s”缺少定级标准（criteria）", g.Grade)
		}
		for j, criterion := range g.Criteria {
			c.criterion(fmt.Sprintf("%s.criteria[%d]", path, j), criterion, criteria)
		}
	}
}

func (c *checker) criterion(path string, k Criterion, unique func(path, id string)) {
	unique(path, k.ID)
	c.id(path, k.ID, "标准代号（id）")
	c.filled(path, k.Title, "标准内容（title）")
	c.article(path, k.Article)
	for i, harm := range k.Harm {
		if !slices.Contains(Harms, harm) {
			c.say(fmt.Sprintf("%s.harm[%d]", path, i), "unknown_word", "没有损害种类“%s”%s", brief(harm), hint(harm, Harms))
		}
	}
	if k.Within != "" {
		if within, ok := c.span(path+".within", k.Within, "公众期限（within）"); ok && within.unit == "working day" {
			c.say(path+".within", "bad_span", "公众期限（within）按自然时间计，不能写工作日")
		}
	}
	if k.Posts == 0 && k.Sources == 0 && k.Newsrooms == 0 && k.Views == 0 && k.People == 0 && len(k.Harm) == 0 && k.Within == "" && k.Recurrence == 0 {
		c.say(path, "criterion_empty", "标准“%s”没有任何条件，会套用于一切关切", k.ID)
	}
}

func (c *checker) needs() {
	if len(c.r.Needs) == 0 {
		c.say("needs", "missing", "缺少诉求（needs）")
	}
	unique := c.unique("诉求")
	for i, n := range c.r.Needs {
		path := fmt.Sprintf("needs[%d]", i)
		unique(path, string(n.Need))
		c.filled(path, string(n.Need), "诉求（need）")
		c.filled(path, n.Title, "诉求名称（title）")
		c.article(path, n.Article)
		if c.filled(path, n.Owed, "应当给公众的答复（owed）") {
			c.needTemplate(path, n)
		}
		for j, document := range n.ToClose {
			if slices.Contains(afterClose, document) {
				c.say(fmt.Sprintf("%s.to_close[%d]", path, j), "made_by_closing", "“%s”在办结时才形成，不能作为办结的条件", document.Title())
			}
		}
	}
}

// afterClose are documents that no concern has before it is closed: the closing
// makes the first, the second belongs to a statement, the third to no matter.
var afterClose = []Document{ClosingReport, ConfirmationReply, OwnRiskList}

// needTemplate checks that a need can be answered: there is a template for it,
// and each slot that the need must fill is in one of its templates.
func (c *checker) needTemplate(path string, n NeedRule) {
	var slots []string
	found := false
	for _, t := range c.r.Templates {
		if !serves(t.Needs, n.Need) {
			continue
		}
		found = true
		for _, slot := range t.Slots {
			slots = append(slots, slot.ID)
		}
	}
	if !found {
		c.say(path, "template_missing", "诉求“%s”没有答复模板", n.Need)
		return
	}
	for i, slot := range n.Slots {
		if !slices.Contains(slots, slot) {
			c.say(fmt.Sprintf("%s.slots[%d]", path, i), "slot_unknown", "诉求“%s”必填的空“%s”不在它的任何模板中%s", n.Need, brief(slot), near(slot, slots))
		}
	}
}

// serves reports whether a list of grades or needs holds x; an empty one holds all.
func serves[T comparable](list []T, x T) bool { return len(list) == 0 || slices.Contains(list, x) }

func (c *checker) chains() {
	unique := c.unique("审批链")
	for i, chain := range c.r.Chains {
		path := fmt.Sprintf("chains[%d]", i)
		unique(path, string(chain.Grade))
		c.article(path, chain.Article)
		if c.filled(path, string(chain.Grade), "等级（grade）") && !c.hasGrade(chain.Grade) {
			c.say(path+".grade", "grade_unused", "本制度没有等级“%s”", chain.Grade)
		}
		c.gates(path, chain.Gates)
		c.someRoles(path+".approvers", chain.Approvers, "批准角色（approvers）")
		c.insiders(path+".approvers", chain.Approvers)
		if chain.Level != "own" && chain.Level != "above" {
			c.say(path+".level", "unknown_word", "批准层级（level）应为 own 或 above")
		}
		if chain.Expires != "" {
			c.span(path+".expires", chain.Expires, "批准有效期（expires）")
		}
	}
	c.everyGrade("chains", "chain_missing", "审批链", func(g Grade) bool {
		return slices.ContainsFunc(c.r.Chains, func(each Chain) bool { return each.Grade == g })
	})
}

func (c *checker) gates(path string, gates []GateRule) {
	if len(gates) == 0 {
		c.say(path, "missing", "缺少审核关（gates）")
	}
	unique := c.unique("审核关")
	for i, gate := range gates {
		inner := fmt.Sprintf("%s.gates[%d]", path, i)
		unique(inner, string(gate.Gate))
		c.filled(inner, string(gate.Gate), "审核关（gate）")
		c.filled(inner, gate.Title, "审核关名称（title）")
		c.article(inner, gate.Article)
		c.someRoles(inner+".signers", gate.Signers, "签署角色（signers）")
		c.insiders(inner+".signers", gate.Signers)
		if len(gate.Checks) == 0 {
			c.say(inner, "missing", "缺少审核要点（checks）")
		}
	}
}

// everyGrade refuses a regime where has is false for a grade that is used.
func (c *checker) everyGrade(list, code, what string, has func(Grade) bool) {
	for _, g := range c.r.Grades {
		if g.Grade != "" && !has(g.Grade) {
			c.say(list, code, "等级“%s”没有%s", g.Grade, what)
		}
	}
}

func (c *checker) plans() {
	unique := c.unique("预案")
	type place struct {
		grade Grade
		need  Need
	}
	holder := map[place]string{}
	for i, p := range c.r.Plans {
		path := fmt.Sprintf("plans[%d]", i)
		unique(path, p.ID)
		c.id(path, p.ID, "预案代号（id）")
		c.filled(path, p.Title, "预案名称（title）")
		c.article(path, p.Article)
		c.used(path, p.Grades, p.Needs)
		if len(p.Grades) == 0 {
			c.say(path, "missing", "缺少预案适用的等级（grades）")
		}
		needs := p.Needs
		if len(needs) == 0 {
			needs = []Need{""}
		}
		for j, g := range p.Grades {
			for _, n := range needs {
				at := place{g, n}
				if holder[at] != "" {
					c.say(fmt.Sprintf("%s.grades[%d]", path, j), "duplicate_id", "等级“%s”已有预案“%s”", g, holder[at])
				}
				holder[at] = p.ID
			}
		}
		if len(p.Group) > 0 {
			c.someRoles(path+".group", p.Group, "响应组角色（group）")
		}
		c.steps(path, p.Steps)
	}
	c.everyGrade("plans", "plan_missing", "预案", func(g Grade) bool { return holder[place{g, ""}] != "" })
}

func (c *checker) steps(path string, steps []PlanStep) {
	if len(steps) == 0 {
		c.say(path, "missing", "缺少预案步骤（steps）")
	}
	for i, step := range steps {
		inner := fmt.Sprintf("%s.steps[%d]", path, i)
		c.filled(inner, step.Title, "步骤内容（title）")
		c.role(inner+".role", step.Role, "步骤责任角色（role）")
		if step.Within != "" {
			c.span(inner+".within", step.Within, "步骤期限（within）")
		}
		if step.Document != "" && step.DoneBy == "" {
			c.say(inner+".document", "step_document", "写明文书（document）的步骤，还要写明由哪个事件完成（done_by）")
		}
		if step.DoneBy == ReportSent && step.Document == "" {
			c.say(inner+".done_by", "step_document", "报告有首报、续报、结果、三日报告：写明由哪一种完成（document）")
		}
	}
}

func (c *checker) outlets() {
	unique := c.unique("渠道")
	for i, o := range c.r.Outlets {
		path := fmt.Sprintf("channels[%d]", i)
		unique(path, string(o.Grade))
		c.article(path, o.Article)
		if c.filled(path, string(o.Grade), "等级（grade）") && !c.hasGrade(o.Grade) {
			c.say(path+".grade", "grade_unused", "本制度没有等级“%s”", o.Grade)
		}
		if len(o.Channels) == 0 {
			c.say(path, "missing", "缺少渠道（channels）")
		}
	}
	c.everyGrade("channels", "channel_missing", "发布渠道", func(g Grade) bool {
		return slices.ContainsFunc(c.r.Outlets, func(each Outlet) bool { return each.Grade == g })
	})
}
