package regime

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// checker looks for what is wrong in a regime although every key and word of
// it is known. Each check is a method that reads r and says what it found.
type checker struct {
	r        *Regime
	at       places
	articles []string // ids that an entry may name
	problems Problems
}

// check returns everything that is wrong with r. at tells where each value
// stands in the files.
func check(r *Regime, at places) Problems {
	c := &checker{r: r, at: at}
	for _, a := range r.Articles {
		c.articles = append(c.articles, a.ID)
	}
	for _, l := range r.Laws {
		c.articles = append(c.articles, l.ID)
	}
	c.head()
	c.coverage()
	c.grades()
	c.needs()
	c.ladders()
	c.clocks()
	c.chains()
	c.plans()
	c.ways()
	if c.r.CheckFirst != nil {
		c.article("check_first", c.r.CheckFirst.Article)
	}
	c.handBack()
	c.oversight()
	c.ownList()
	c.follow()
	c.messages()
	c.templates()
	c.confirming()
	c.outlets()
	c.topics()
	c.roles()
	c.retention()
	c.units()
	c.bodies()
	c.accounts()
	c.activity()
	c.columns()
	c.editorial()
	return c.problems
}

func (c *checker) say(path, code, format string, args ...any) {
	at := c.at.find(path)
	c.problems = append(c.problems, Problem{at.file, at.line, at.column, code, fmt.Sprintf(format, args...)})
}

// filled refuses an empty value.
func (c *checker) filled(path, value, what string) bool {
	if strings.TrimSpace(value) == "" {
		c.say(path, "missing", "缺少%s", what)
		return false
	}
	return true
}

// article refuses an entry without article, and one that names an article the
// regulation does not have or that Yingda leaves out.
func (c *checker) article(path, id string) {
	switch {
	case id == "":
		c.say(path, "article_missing", "没有写明依据（article）")
	case !slices.Contains(c.articles, id):
		c.say(path+".article", "article_unknown", "依据“%s”既不在 articles 中，也不在 laws 中%s", brief(id), near(id, c.articles))
	case c.declined(id):
		c.say(path+".article", "article_declined", "第 %s 条整条不做，不能作为依据", id)
	}
}

func (c *checker) declined(id string) bool {
	return slices.ContainsFunc(c.r.Articles, func(a Article) bool { return a.ID == id && a.Status == Declined })
}

// near is a hint that stays silent when nothing is close.
func near(word string, candidates []string) string {
	if best := nearest(word, candidates); best != "" {
		return "，是否应为 " + best
	}
	return ""
}

// unique returns a function that refuses an id said before in the same list.
func (c *checker) unique(what string) func(path, id string) {
	seen := map[string]string{}
	return func(path, id string) {
		if id == "" {
			return
		}
		if before, twice := seen[id]; twice {
			at := c.at.find(before)
			c.say(path, "duplicate_id", "%s“%s”重复，已在 %s 第 %d 行写过", what, brief(id), at.file, at.line)
			return
		}
		seen[id] = path
	}
}

var idPattern = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,63}$`)

// id refuses a missing or unfit id; ids stand in addresses and in slots.
func (c *checker) id(path, id, what string) {
	if c.filled(path, id, what) && !idPattern.MatchString(id) {
		c.say(path, "bad_id", "%s“%s”只能用小写字母、数字、- 和 _，以字母开头，最多 64 个字符", what, brief(id))
	}
}

// span refuses a text that is no length of time, zero included.
func (c *checker) span(path, text, what string) (span, bool) {
	s, ok := parseSpan(text)
	if !ok {
		c.say(path, "bad_span", "%s“%s”不成立：应写作正整数加 minutes、hours、days 或 working days，且不超过十年", what, brief(text))
	}
	return s, ok
}

func (c *checker) hasGrade(g Grade) bool {
	return slices.ContainsFunc(c.r.Grades, func(each GradeRule) bool { return each.Grade == g })
}

func (c *checker) hasNeed(n Need) bool {
	return slices.ContainsFunc(c.r.Needs, func(each NeedRule) bool { return each.Need == n })
}

// role refuses a role that the regime has no title for.
func (c *checker) role(path string, role Role, what string) {
	if !c.filled(path, string(role), what) {
		return
	}
	if !slices.ContainsFunc(c.r.RoleTitles, func(each RoleTitle) bool { return each.Role == role }) {
		c.say(path, "role_unlisted", "%s“%s”不在本制度的 roles 中", what, role)
	}
}

// someRoles refuses an empty list of roles, and one with repeats.
func (c *checker) someRoles(path string, roles []Role, what string) {
	if len(roles) == 0 {
		c.say(path, "missing", "缺少%s", what)
	}
	unique := c.unique(what)
	for i, role := range roles {
		inner := fmt.Sprintf("%s[%d]", path, i)
		unique(inner, string(role))
		c.role(inner, role, what)
	}
}

// used refuses grades and needs that the regime does not use.
func (c *checker) used(path string, grades []Grade, needs []Need) {
	for i, g := range grades {
		if !c.hasGrade(g) {
			c.say(fmt.Sprintf("%s.grades[%d]", path, i), "grade_unused", "本制度没有等级“%s”", g)
		}
	}
	for i, n := range needs {
		if !c.hasNeed(n) {
			c.say(fmt.Sprintf("%s.needs[%d]", path, i), "need_unused", "本制度没有诉求“%s”", n)
		}
	}
}

func (c *checker) head() {
	c.id("name", c.r.Name, "制度代号（name）")
	c.filled("title", c.r.Title, "制度名称（title）")
	c.filled("regulation", c.r.Regulation, "规定代号（regulation）")
	c.filled("issued", c.r.Issued, "发布年份（issued）")
	if c.r.Version < 1 {
		c.say("version", "missing", "版本号（version）从 1 起")
	}
	c.filled("titles.agency", c.r.Words.Agency, "单位名称（titles.agency）")
	unique := c.unique("依据")
	for i, l := range c.r.Laws {
		path := fmt.Sprintf("laws[%d]", i)
		unique(path, l.ID)
		c.filled(path, l.ID, "依据名称（id）")
		c.filled(path, l.Title, "依据内容（title）")
	}
}
