package regime

import (
	"fmt"
	"slices"
)

// acknowledged are the documents that somebody receives; only these can be
// waited for until they have been acknowledged.
var acknowledged = []Document{DispatchNote, HandBackNote, FirstReport, ProgressReport, ResultReport, ThreeDayReport, OfficeReport}

func (c *checker) clocks() {
	unique := c.unique("时限")
	for i, clock := range c.r.Clocks {
		path := fmt.Sprintf("clocks[%d]", i)
		unique(path, clock.ID)
		c.id(path, clock.ID, "时限代号（id）")
		c.filled(path, clock.Title, "时限名称（title）")
		c.article(path, clock.Article)
		c.used(path, clock.Grades, clock.Needs)
		c.filled(path, string(clock.Kind), "办件种类（kind）")
		c.reading(path, clock.Reading, clock.Why)
		c.course(path, clock)
		c.runs(path, clock)
		c.length(path, clock)
		c.role(path+".owed_by", clock.OwedBy, "责任角色（owed_by）")
		c.filled(path, clock.OwedTo, "告知对象（owed_to）")
		if c.filled(path, clock.Ladder, "升级阶梯（ladder）") && !c.hasLadder(clock.Ladder) {
			c.say(path+".ladder", "ladder_unknown", "没有升级阶梯“%s”%s", brief(clock.Ladder), near(clock.Ladder, c.ladderIDs()))
		}
	}
}

func (c *checker) reading(path string, own bool, why string) {
	if own {
		c.filled(path+".own_reading", why, "本局口径的理由（why）")
	}
}

// course checks the events of a clock: what starts it, meets it and ends it.
func (c *checker) course(path string, clock Clock) {
	if !c.filled(path, string(clock.From), "起算事件（from）") {
		return
	}
	begins := clock.Begins
	if begins == "" {
		begins = clock.From
	}
	if len(clock.Grades) > 0 && begins == ConcernDetected {
		c.say(path+".grades", "impossible_clock", "发现时等级尚未确定，按等级的时限应写 begins: grade.confirmed")
	}
	for i, end := range clock.EndsOn {
		if end == begins || end == clock.From {
			c.say(fmt.Sprintf("%s.ends_on[%d]", path, i), "impossible_clock", "时限不能因起算的同一事件而终止")
		}
	}
	if !c.filled(path, string(clock.MetBy), "完成文书（met_by）") {
		return
	}
	if clock.Received && !slices.Contains(acknowledged, clock.MetBy) {
		c.say(path+".received", "impossible_clock", "文书“%s”没有签收，不能以签收为准", clock.MetBy)
	}
}

// length checks how long a clock and its extension are.
func (c *checker) length(path string, clock Clock) {
	within, ok := c.span(path+".within", clock.Within, "期限（within）")
	if ok && clock.OnDuty && within.unit != "minute" && within.unit != "hour" {
		c.say(path+".on_duty", "impossible_clock", "按值班时间计算的期限只能以分钟或小时计")
	}
	if clock.Extend == nil {
		return
	}
	c.article(path+".extend", clock.Extend.Article)
	c.role(path+".extend.approver", clock.Extend.Approver, "延期批准角色（approver）")
	extra, extraOK := c.span(path+".extend.at_most", clock.Extend.AtMost, "延期（at_most）")
	if ok && extraOK && within.kind() != extra.kind() {
		c.say(path+".extend.at_most", "impossible_clock", "延期 %s 与原期限 %s 的计时单位不同", clock.Extend.AtMost, clock.Within)
	}
	if ok && extraOK && extra.minutes > within.minutes {
		c.say(path+".extend.at_most", "impossible_clock", "延期 %s 比原期限 %s 还长", clock.Extend.AtMost, clock.Within)
	}
}

func (c *checker) hasLadder(id string) bool { return slices.Contains(c.ladderIDs(), id) }

func (c *checker) ladderIDs() []string {
	ids := make([]string, len(c.r.Ladders))
	for i, l := range c.r.Ladders {
		ids[i] = l.ID
	}
	return ids
}

func (c *checker) ladders() {
	unique := c.unique("升级阶梯")
	for i, l := range c.r.Ladders {
		path := fmt.Sprintf("ladders[%d]", i)
		unique(path, l.ID)
		c.id(path, l.ID, "升级阶梯代号（id）")
		c.article(path, l.Article)
		c.rungs(path, l.Rungs)
		if l.Then != "" && !c.hasLadder(l.Then) {
			c.say(path+".then", "ladder_unknown", "没有升级阶梯“%s”%s", brief(l.Then), near(l.Then, c.ladderIDs()))
		}
		if c.circular(l) {
			c.say(path+".then", "ladder_circular", "升级阶梯“%s”绕回了自己", l.ID)
		}
	}
}

func (c *checker) rungs(path string, rungs []Rung) {
	if len(rungs) == 0 {
		c.say(path, "missing", "缺少升级步骤（rungs）")
	}
	last := -100
	for i, rung := range rungs {
		inner := fmt.Sprintf("%s.rungs[%d]", path, i)
		order, ok := rungOrder(rung.At)
		switch {
		case !ok:
			c.say(inner+".at", "bad_rung", "升级时点“%s”不成立：可写 50%%、due 或 2 hours 这样的到期后时长", brief(rung.At))
		case order <= last:
			c.say(inner+".at", "bad_rung", "升级时点 %s 不晚于上一步", rung.At)
		default:
			last = order
		}
		c.someRoles(inner+".tell", rung.Tell, "通知对象（tell）")
	}
}

// circular reports whether following Then from l comes back to l.
func (c *checker) circular(l Ladder) bool {
	next := l.Then
	for range c.r.Ladders {
		if next == l.ID && next != "" {
			return true
		}
		i := slices.IndexFunc(c.r.Ladders, func(each Ladder) bool { return each.ID == next })
		if i < 0 {
			return false
		}
		next = c.r.Ladders[i].Then
	}
	return false
}
