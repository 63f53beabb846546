package regime

import (
	"fmt"
	"slices"
)

// Editorial is how articles of the official accounts are made (编辑规则): who
// reviews and approves them, and which share of a month is our own. Clause:
// ACC-7, ANS-2.
type Editorial struct {
	Article   string     `yaml:"article"`
	Reading   bool       `yaml:"own_reading"`
	Gates     []GateRule `yaml:"gates"`
	Ordered   bool       `yaml:"ordered"`
	Approvers []Role     `yaml:"approvers"`
	OneEach   bool       `yaml:"one_each"`
	Expires   string     `yaml:"expires"`
	Originals int        `yaml:"originals"` // at least so many percent of the articles of a month are our own; 0: no figure
}

// EditorialRule returns the regime's rule, or our own where it has none: four
// gates in order, the chief editor or the deputy in charge approves, an approval
// lives five working days.
func (r *Regime) EditorialRule() Editorial {
	if r.Editorial != nil {
		return *r.Editorial
	}
	return Editorial{
		Reading: true, Ordered: true, Approvers: []Role{ChiefEditor, Deputy}, Expires: "5 working days",
		Gates: []GateRule{
			{Gate: GatePolicy, Title: "政策关", Signers: []Role{Reviewer, Handler}, Checks: []string{"政策依据现行有效，表述与原文一致", "涉及其他单位的内容已经会签"}},
			{Gate: GateSecrecy, Title: "保密与个人信息关", Signers: []Role{Reviewer, OfficeDirector}, Checks: []string{"没有国家秘密、工作秘密和内部信息", "没有公民个人信息，图片中的人已同意或已遮盖"}},
			{Gate: GateText, Title: "文字关", Signers: []Role{Editor, Reviewer}, Checks: []string{"标题与内容相符，人名、地名、机构名、数字核对无误", "没有个人意见、广告和未经核实的消息"}},
			{Gate: GateSource, Title: "来源与版权关", Signers: []Role{Editor, Reviewer}, Checks: []string{"原创、改编或转载标明无误，来源和作者署名齐全", "图片、字体、音视频有使用权"}},
		},
	}
}

// Chain returns the review and approval of articles as a chain.
func (e Editorial) Chain() Chain {
	return Chain{Article: e.Article, Gates: e.Gates, Ordered: e.Ordered, Approvers: e.Approvers, Level: "own", OneEach: e.OneEach, Expires: e.Expires}
}

// editorial checks the rule on articles. A regime may leave it out.
func (c *checker) editorial() {
	e := c.r.Editorial
	if e == nil {
		return
	}
	c.article("editorial", e.Article)
	c.gates("editorial", e.Gates)
	c.someRoles("editorial.approvers", e.Approvers, "批准角色（approvers）")
	c.insiders("editorial.approvers", e.Approvers)
	for _, each := range Gates {
		if !slices.ContainsFunc(e.Gates, func(g GateRule) bool { return g.Gate == each }) {
			c.say("editorial.gates", "gate_missing", "稿件审核缺少“%s”", each.Title())
		}
	}
	if e.Expires != "" {
		c.span("editorial.expires", e.Expires, "批准有效期（expires）")
	}
	if e.Originals < 0 || e.Originals > 100 {
		c.say("editorial.originals", "bad_number", "原创比例是 0 到 100 的百分数")
	}
}

// insiders refuses signers who are no members of the agency.
func (c *checker) insiders(path string, roles []Role) {
	for i, r := range roles {
		if r == Contractor || r == Expert {
			c.say(fmt.Sprintf("%s[%d]", path, i), "signer_outside", "“%s”不能签署：不是本机关的人", r.Title())
		}
	}
}
