package regime

import (
	"fmt"
	"slices"
)

// runs refuses what a clock cannot do together: start twice, stop on a
// hand-back, ring after silence has spoken.
func (c *checker) runs(path string, clock Clock) {
	if clock.Confirmed && clock.Begins != "" && clock.Begins != clock.From {
		c.say(path+".confirmed", "impossible_clock", "双方确认才起算的时限自确认时起算，不能另写 begins")
	}
	if clock.Confirmed && clock.OnDuty {
		c.say(path+".confirmed", "impossible_clock", "按值班时间计算的时限不能等双方确认")
	}
	c.restarts(path, clock)
	c.excludes(path, clock)
	c.silence(path, clock)
	if i := slices.Index(clock.EndsOn, DispatchHandedBack); i >= 0 {
		c.say(fmt.Sprintf("%s.ends_on[%d]", path, i), "impossible_clock", "退回不停计：时限不能因退回而终止")
	}
}

func (c *checker) restarts(path string, clock Clock) {
	for i, event := range clock.RestartsOn {
		at := fmt.Sprintf("%s.restarts_on[%d]", path, i)
		switch {
		case event == DispatchHandedBack:
			c.say(at, "impossible_clock", "退回不停计：时限不能因退回而重新起算")
		case event == clock.From || event == clock.Begins:
			c.say(at, "impossible_clock", "时限不能因起算的同一事件而重新起算")
		case slices.Contains(clock.EndsOn, event):
			c.say(at, "impossible_clock", "同一事件不能既终止时限又使它重新起算")
		case clock.OnDuty:
			c.say(at, "impossible_clock", "按值班时间计算的时限不能重新起算")
		}
	}
}

func (c *checker) excludes(path string, clock Clock) {
	unique := c.unique("不计时段")
	for i, x := range clock.Excludes {
		at := fmt.Sprintf("%s.excludes[%d]", path, i)
		unique(at, x.ID)
		c.id(at, x.ID, "不计时段代号（id）")
		c.filled(at, x.Title, "不计时段名称（title）")
		c.article(at, x.Article)
		if clock.OnDuty {
			c.say(at, "impossible_clock", "按值班时间计算的时限没有不计时段")
		}
	}
}

// silence: once silence has spoken the clock is over, so nothing can ring at the
// due time or after it.
func (c *checker) silence(path string, clock Clock) {
	if clock.Silence == "" {
		return
	}
	i := slices.IndexFunc(c.r.Ladders, func(l Ladder) bool { return l.ID == clock.Ladder })
	if i < 0 {
		return
	}
	late := c.r.Ladders[i].Then != ""
	for _, rung := range c.r.Ladders[i].Rungs {
		order, ok := rungOrder(rung.At)
		late = late || ok && order >= 0
	}
	if late {
		c.say(path+".silence", "impossible_clock", "到期不答复已有后果（%s），升级阶梯“%s”不能再有到期时或到期后的步骤", clock.Silence, clock.Ladder)
	}
}

// mostHandBacks bounds how often a matter may go back and forth.
const mostHandBacks = 9

func (c *checker) handBack() {
	h := c.r.HandBack
	if h == nil {
		return
	}
	path := "hand_back"
	c.article(path, h.Article)
	if h.Within != "" {
		c.span(path+".within", h.Within, "退回期限（within）")
	}
	unique := c.unique("退回依据")
	for i, g := range h.Grounds {
		unique(fmt.Sprintf("%s.grounds[%d]", path, i), string(g))
	}
	if h.AtMost < 0 || h.AtMost > mostHandBacks {
		c.say(path+".at_most", "hand_back", "退回次数（at_most）应在 1 至 %d 之间", mostHandBacks)
	}
	if h.Arbiter == "" {
		return
	}
	c.role(path+".arbiter", h.Arbiter, "裁定角色（arbiter）")
	if h.Arbiter != OfficeDirector && h.Arbiter != Head {
		c.say(path+".arbiter", "hand_back", "裁定角色（arbiter）只能是 office_director 或 head")
	}
}

func (c *checker) ownList() {
	o := c.r.OwnList
	if o == nil {
		return
	}
	c.article("own_list", o.Article)
	c.span("own_list.every", o.Every, "自查清单间隔（every）")
}

func (c *checker) oversight() {
	o := c.r.Oversight
	if o == nil {
		return
	}
	c.article("oversight", o.Article)
	for _, each := range []struct{ key, text, what string }{{"unassigned", o.Unassigned, "帖文搁置"}, {"source_gap", o.SourceGap, "来源中断"}, {"untouched", o.Untouched, "无人办理"}} {
		if each.text != "" {
			c.span("oversight."+each.key, each.text, each.what+"（"+each.key+"）")
		}
	}
}
