package regime

import (
	"fmt"
	"slices"
)

// coverage checks that every id of the regulation is accounted for, honestly:
// a part that Yingda leaves out by design cannot be called done.
func (c *checker) coverage() {
	known, isKnown := Regulations[c.r.Regulation]
	unique := c.unique("条目")
	duties := Duties()
	for i, a := range c.r.Articles {
		path := fmt.Sprintf("articles[%d]", i)
		unique(path, a.ID)
		if c.filled(path, a.ID, "条目编号（id）") && isKnown && !slices.Contains(known, a.ID) {
			c.say(path+".id", "article_unknown", "规定 %s 没有条目“%s”%s", c.r.Regulation, brief(a.ID), near(a.ID, known))
		}
		c.filled(path, a.Says, "内容摘要（says）")
		c.status(path, a)
		for j, duty := range a.By {
			if !slices.Contains(duties, duty) {
				c.say(fmt.Sprintf("%s.by[%d]", path, j), "duty_unknown", "没有职责“%s”%s", brief(duty), near(duty, duties))
			}
		}
	}
	for _, id := range known {
		if !slices.ContainsFunc(c.r.Articles, func(a Article) bool { return a.ID == id }) {
			c.say("articles", "article_unaccounted", "规定 %s 的条目 %s 没有交代", c.r.Regulation, id)
		}
	}
}

func (c *checker) status(path string, a Article) {
	switch a.Status {
	case "":
		c.say(path, "missing", "缺少落实情况（status）")
	case Done:
		if len(a.By) == 0 {
			c.say(path, "by_missing", "写作 done 的条目须写明由哪些职责落实（by）")
		}
	case Partly:
		if len(a.By) == 0 {
			c.say(path, "by_missing", "写作 partly 的条目须写明由哪些职责落实（by）")
		}
		c.filled(path, a.Why, "未全部落实的理由（why）")
	case Planned:
		c.filled(path, a.Why, "尚未落实的说明（why）")
	case Organisational, Declined:
		if len(a.By) > 0 {
			c.say(path+".by", "by_claimed", "写作 %s 的条目不能又说由某项职责落实", a.Status)
		}
		c.filled(path, a.Why, map[Status]string{Organisational: "不由软件落实的说明（why）", Declined: "不做的理由（why）"}[a.Status])
	}
	if declines(whollyDeclined, c.r.Regulation, a.ID) && a.Status != Declined {
		c.say(path+".status", "claims_declined", "规定 %s 的条目 %s 整条不做，只能写 declined", c.r.Regulation, a.ID)
	}
	if declines(partlyDeclined, c.r.Regulation, a.ID) && a.Status != Partly && a.Status != "" {
		c.say(path+".status", "claims_declined", "规定 %s 的条目 %s 有一部分不做，只能写 partly", c.r.Regulation, a.ID)
	}
}
