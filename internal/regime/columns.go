package regime

import (
	"fmt"
	"slices"
)

// ColumnRule is within how many days a linked column has something new (联动栏目):
// a column of the accounts that stands together with one of our own site is held to
// the national indicators for sites. Linked is news, notice or policy. Clause: ACC-5.
type ColumnRule struct {
	Linked  string `yaml:"linked"`
	Title   string `yaml:"title"`
	Article string `yaml:"article"`
	Within  int    `yaml:"within_days"`
}

// LinkedColumns are the sorts of columns of a site that the indicators know:
// news (动态、要闻), notices (通知公告) and policy documents (政策文件).
var LinkedColumns = []string{"news", "notice", "policy"}

// ColumnRule returns the rule for a sort of linked column; false where none holds.
func (r *Regime) ColumnRule(linked string) (ColumnRule, bool) {
	return find(r.Columns, func(each ColumnRule) bool { return each.Linked == linked })
}

// columns checks the rules on linked columns. A regime may leave them out.
func (c *checker) columns() {
	unique := c.unique("联动栏目")
	for i, x := range c.r.Columns {
		path := fmt.Sprintf("columns[%d]", i)
		unique(path, x.Linked)
		if !slices.Contains(LinkedColumns, x.Linked) {
			c.say(path+".linked", "word_unknown", "联动栏目的种类（linked）是 news、notice 或 policy")
		}
		c.filled(path, x.Title, "联动栏目的要求（title）")
		c.article(path, x.Article)
		if x.Within < 1 || x.Within > 366 {
			c.say(path, "bad_number", "within_days 是 1 到 366")
		}
	}
}
