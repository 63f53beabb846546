package regime

import (
	"fmt"
	"slices"
)

// bodies checks who does what. A regime may leave it out.
func (c *checker) bodies() {
	unique, kinds := c.unique("机构"), c.unique("机构类别")
	for i, b := range c.r.Bodies {
		path := fmt.Sprintf("bodies[%d]", i)
		unique(path, b.ID)
		c.id(path, b.ID, "机构代号（id）")
		if c.filled(path, string(b.Kind), "机构类别（kind）") {
			kinds(path+".kind", string(b.Kind))
		}
		c.filled(path, b.Title, "机构名称（title）")
		c.article(path, b.Article)
		for j, code := range b.Units {
			if !slices.Contains(c.unitCodes(), code) {
				c.say(fmt.Sprintf("%s.units[%d]", path, j), "unit_unknown", "没有科室“%s”%s", brief(code), near(code, c.unitCodes()))
			}
		}
		if len(b.Duties) == 0 {
			c.say(path, "missing", "缺少职责（duties）")
		}
		for j, duty := range b.Duties {
			inner := fmt.Sprintf("%s.duties[%d]", path, j)
			c.filled(inner, duty.Says, "职责内容（says）")
			if duty.Article != "" {
				c.article(inner, duty.Article)
			}
		}
		c.bodyPosts(path, b)
	}
}

func (c *checker) bodyPosts(path string, b Body) {
	unique := c.unique("职位")
	for i, p := range b.Posts {
		inner := fmt.Sprintf("%s.posts[%d]", path, i)
		c.filled(inner, p.Title, "职位名称（title）")
		c.role(inner, p.Role, "职位的角色（role）")
		if c.filled(inner, string(p.Where), "任职范围（where）") {
			unique(inner, string(p.Role)+" "+string(p.Where))
		}
		if p.Article != "" {
			c.article(inner, p.Article)
		}
		if p.Least < 0 || p.Most < 0 || p.Most > 0 && p.Most < p.Least {
			c.say(inner, "bad_number", "人数不成立：least 不小于 0，most 为 0（不限）或不小于 least")
		}
	}
}
