package regime

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var slotPattern = regexp.MustCompile(`\{\{([a-z][a-z0-9_-]{0,63})\}\}`)

// SlotsIn returns the slots that stand in a text as {{slot}}, each once, in the
// order of their first use. A statement that still has one cannot be submitted.
func SlotsIn(text string) []string {
	var ids []string
	for _, m := range slotPattern.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(ids, m[1]) {
			ids = append(ids, m[1])
		}
	}
	return ids
}

// SlotTitle names a slot in the words of the template that a text began from, or
// of the first other one that has it; a slot of none keeps its code.
func (r *Regime) SlotTitle(templateID, slot string) string {
	own, _ := r.Template(templateID)
	for _, t := range append([]Template{own}, r.Templates...) {
		if s, ok := find(t.Slots, func(s Slot) bool { return s.ID == slot }); ok {
			return s.Title
		}
	}
	return slot
}

// ShowSlots puts the titles of open slots where their codes stand, for readers.
func (r *Regime) ShowSlots(templateID, text string) string {
	return slotPattern.ReplaceAllStringFunc(text, func(code string) string {
		return "〔" + r.SlotTitle(templateID, code[2:len(code)-2]) + "：空〕"
	})
}

func (c *checker) templates() {
	unique := c.unique("模板")
	for i, t := range c.r.Templates {
		path := fmt.Sprintf("templates[%d]", i)
		unique(path, t.ID)
		c.id(path, t.ID, "模板代号（id）")
		c.filled(path, t.Title, "模板名称（title）")
		c.article(path, t.Article)
		c.used(path, t.Grades, t.Needs)
		if t.Part != "" && t.Part != "first" && t.Part != "update" {
			c.say(path+".part", "unknown_word", "模板种类（part）应为 first 或 update")
		}
		c.filled(path, t.Subject, "标题（subject）")
		c.filled(path, t.Body, "正文（body）")
		c.braces(path+".subject", t.Subject)
		c.braces(path+".body", t.Body)
		c.slots(path, t)
	}
}

// confirming checks what silence means. There is no word for consent.
func (c *checker) confirming() {
	if c.r.Confirming == nil {
		return
	}
	c.article("confirming", c.r.Confirming.Article)
	if s := c.r.Confirming.Silence; s != "waits" && s != "decides" {
		c.say("confirming.silence", "unknown_word", "不答复的含义（silence）应为 waits（继续等待）或 decides（由批准人决定）；不答复不算同意")
	}
}

// braces refuses double braces that are no slot: they would be published.
func (c *checker) braces(path, text string) {
	rest := slotPattern.ReplaceAllString(text, "")
	if strings.Contains(rest, "{{") || strings.Contains(rest, "}}") {
		c.say(path, "slot_malformed", "空应写作 {{代号}}，代号用小写字母、数字、- 和 _，前后不留空格")
	}
}

func (c *checker) slots(path string, t Template) {
	used := SlotsIn(t.Subject + "\n" + t.Body)
	unique := c.unique("空")
	var declared []string
	for i, s := range t.Slots {
		inner := fmt.Sprintf("%s.slots[%d]", path, i)
		unique(inner, s.ID)
		c.id(inner, s.ID, "空的代号（id）")
		c.filled(inner, s.Title, "空的名称（title）")
		if s.ID != "" && !slices.Contains(used, s.ID) {
			c.say(inner, "slot_unused", "空“%s”在模板中没有用到%s", brief(s.ID), near(s.ID, used))
		}
		declared = append(declared, s.ID)
	}
	for _, id := range used {
		if !slices.Contains(declared, id) {
			c.say(c.holding(path, t, id), "slot_undeclared", "模板用到的空“%s”没有在 slots 中说明%s", id, near(id, declared))
		}
	}
}

// holding is the path of the text of t that has the slot.
func (c *checker) holding(path string, t Template, slot string) string {
	if slices.Contains(SlotsIn(t.Subject), slot) {
		return path + ".subject"
	}
	return path + ".body"
}

func (c *checker) topics() {
	if len(c.r.Topics) == 0 {
		c.say("topics", "missing", "缺少话题（topics）")
	}
	unique := c.unique("话题")
	for i, t := range c.r.Topics {
		path := fmt.Sprintf("topics[%d]", i)
		unique(path, t.ID)
		c.id(path, t.ID, "话题代号（id）")
		c.filled(path, t.Title, "话题名称（title）")
		c.article(path, t.Article)
		if c.filled(path, t.Rule, "规则（rule）") {
			c.terms(path, t)
		}
		if c.filled(path, t.Unit, "责任科室（unit）") && !slices.Contains(c.unitCodes(), t.Unit) {
			c.say(path+".unit", "unit_unknown", "没有科室“%s”%s", brief(t.Unit), near(t.Unit, c.unitCodes()))
		}
		if t.Posts < 1 {
			c.say(path+".posts", "bad_number", "开办门槛（posts）至少为 1 条")
		}
		if t.Sources < 1 {
			c.say(path+".sources", "bad_number", "开办门槛（sources）至少为 1 个来源")
		}
	}
}

// terms checks that a rule is about the agency's own duties: it must hold one
// of the terms that say so.
func (c *checker) terms(path string, t Topic) {
	if len(t.Terms) == 0 {
		c.say(path, "missing", "缺少本单位职责用语（terms）")
		return
	}
	if !slices.ContainsFunc(t.Terms, func(term string) bool { return term != "" && strings.Contains(t.Rule, term) }) {
		c.say(path+".rule", "rule_without_term", "规则中没有任何一个本单位职责用语（%s）", brief(strings.Join(t.Terms, "、")))
	}
}

func (c *checker) unitCodes() []string {
	codes := make([]string, len(c.r.Units))
	for i, u := range c.r.Units {
		codes[i] = u.Code
	}
	return codes
}

func (c *checker) roles() {
	if len(c.r.RoleTitles) == 0 {
		c.say("roles", "missing", "缺少角色（roles）")
	}
	unique := c.unique("角色")
	for i, role := range c.r.RoleTitles {
		path := fmt.Sprintf("roles[%d]", i)
		unique(path, string(role.Role))
		c.filled(path, string(role.Role), "角色（role）")
		c.filled(path, role.Title, "角色名称（title）")
		c.filled(path, role.May, "职权说明（may）")
		c.article(path, role.Article)
	}
}

// unmatchedDays bounds how long posts that no topic matched may be kept.
const unmatchedDays = 30

func (c *checker) retention() {
	unique := c.unique("数据类别")
	for i, r := range c.r.Retention {
		path := fmt.Sprintf("retention[%d]", i)
		unique(path, r.Class)
		c.article(path, r.Article)
		if c.filled(path, r.Class, "数据类别（class）") && !slices.Contains(RetentionClasses, r.Class) {
			c.say(path+".class", "unknown_word", "没有数据类别“%s”%s", brief(r.Class), hint(r.Class, RetentionClasses))
		}
		if r.Keep == "forever" {
			c.say(path+".keep", "bad_span", "数据类别“%s”不能永久保存", r.Class)
			continue
		}
		keep, ok := c.span(path+".keep", r.Keep, "保存期限（keep）")
		if ok && r.Class == "unmatched" && keep.minutes > unmatchedDays*24*60 {
			c.say(path+".keep", "bad_span", "未匹配的帖文最多保存 %d 天", unmatchedDays)
		}
	}
	for _, class := range RetentionClasses {
		if !slices.ContainsFunc(c.r.Retention, func(r Retention) bool { return r.Class == class }) {
			c.say("retention", "retention_missing", "没有规定“%s”类数据保存多久", class)
		}
	}
}

func (c *checker) units() {
	unique := c.unique("科室")
	office := ""
	for i, u := range c.r.Units {
		path := fmt.Sprintf("units[%d]", i)
		unique(path, u.Code)
		c.id(path, u.Code, "科室代号（code）")
		c.filled(path, u.Name, "科室名称（name）")
		c.article(path, u.Article)
		if u.Office && office != "" {
			c.say(path+".office", "two_offices", "已有办公室“%s”，办公室只能有一个", office)
		}
		if u.Office && office == "" {
			office = u.Code
		}
		if len(u.Duties) == 0 {
			c.say(path, "missing", "缺少科室职责用语（duties）")
		}
	}
	if office == "" {
		c.say("units", "office_missing", "没有指明办公室（office: true）")
	}
}
