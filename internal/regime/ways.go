package regime

import (
	"fmt"
	"slices"
)

var clarityTitles = map[Clarity]string{RulesClear: "政策规定明确", RulesUnclear: "政策或事实不明确", GroupDecidesIt: "特别重大或敏感"}

var conditionTitles = map[Condition]string{
	RuleCited: "写明所依据的规定", FactsByOffice: "办公室先查明事实", DecisionMinuted: "领导小组研究决定并有会议纪要", ResultReturnedYet: "承办单位把办理结果报办公室",
	OutcomeReported: "把结果报送上级", ConsultationDone: "与有关部门会商并批准处置建议", AssessmentWritten: "写明答复评估",
}

// Title returns the default Chinese title of a way.
func (c Clarity) Title() string { return titled(clarityTitles, c) }

// Title returns the Chinese title of a condition.
func (c Condition) Title() string { return titled(conditionTitles, c) }

// Way returns the way of handling for a clarity, false if the regime has none.
func (r *Regime) Way(c Clarity) (Way, bool) {
	return find(r.Ways, func(each Way) bool { return each.Clarity == c })
}

// WayOf returns the only way that a grade may go, false if a person chooses.
func (r *Regime) WayOf(g Grade) (Way, bool) {
	return find(r.Ways, func(each Way) bool { return slices.Contains(each.Grades, g) })
}

// ways checks that the three ways are there together, that each has something to
// wait for, and that a grade is bound to one of them only.
func (c *checker) ways() {
	unique := c.unique("办理方式")
	holder := map[Grade]Clarity{}
	for i, w := range c.r.Ways {
		path := fmt.Sprintf("ways[%d]", i)
		unique(path, string(w.Clarity))
		c.filled(path, string(w.Clarity), "办理方式（clarity）")
		c.filled(path, w.Title, "办理方式名称（title）")
		c.filled(path, w.Owed, "由谁怎样办（owed）")
		c.article(path, w.Article)
		c.used(path, w.Grades, nil)
		for j, g := range w.Grades {
			if holder[g] != "" {
				c.say(fmt.Sprintf("%s.grades[%d]", path, j), "duplicate_id", "等级“%s”已归入办理方式“%s”", g, holder[g])
			}
			holder[g] = w.Clarity
		}
		if len(w.ToDraft) == 0 {
			c.say(path, "missing", "缺少起草答复前的条件（to_draft）")
		}
		c.conditions(path+".to_draft", w.ToDraft, ResultReturnedYet, OutcomeReported)
		c.conditions(path+".to_close", w.ToClose)
	}
	if len(c.r.Ways) == 0 {
		return
	}
	for _, each := range Clarities {
		if !slices.ContainsFunc(c.r.Ways, func(w Way) bool { return w.Clarity == each }) {
			c.say("ways", "way_missing", "三种办理方式要么都不写，要么都写：缺少“%s”", each)
		}
	}
}

// conditions refuses repeats, and what can only come after the answer.
func (c *checker) conditions(path string, list []Condition, late ...Condition) {
	unique := c.unique("条件")
	for i, each := range list {
		inner := fmt.Sprintf("%s[%d]", path, i)
		unique(inner, string(each))
		if slices.Contains(late, each) {
			c.say(inner, "condition_late", "条件“%s”在答复之后才能办，只能写在 to_close", each)
		}
	}
}
