package matter

import (
	"strings"

	"yingda/internal/regime"
)

// ArticleFacts are what guards read of an article (稿件): a statement of the
// editorial desk, which answers no concern.
type ArticleFacts struct {
	Article    bool
	Unready    []string // what its source, its text or a linked service still lacks, in sentences
	Unentitled string   // why the actor may not write now, a contractor without a contract
}

// ChainOf returns the review and approval of a statement: an article has no
// concern above it and goes by the rule of the editorial desk, any other by the
// grade of its concern.
func ChainOf(reg *regime.Regime, m Matter) regime.Chain {
	if m.IsArticle() {
		return reg.EditorialRule().Chain()
	}
	chain, _ := reg.Chain(m.Grade)
	return chain
}

// IsArticle reports whether a matter is an article of the editorial desk.
func (m Matter) IsArticle() bool { return m.Kind == regime.Statement && m.ParentID == "" }

// Owner is the matter whose participants see and write this one: the concern of a
// statement, the matter itself else.
func (m Matter) Owner() string {
	if m.Kind == regime.Statement && m.ParentID != "" {
		return m.ParentID
	}
	return m.ID
}

var (
	board = at(InDesk, regime.Editor, regime.ChiefEditor)
	hired = at(InEntrusted, regime.Contractor)

	articleReady = Need{"article_ready", func(f Facts, _ Actor, _ Values) bool { return len(f.Unready) == 0 }, func(f Facts) string {
		return strings.Join(f.Unready, "；")
	}}
	underContract = Need{"under_contract", func(f Facts, _ Actor, _ Values) bool { return f.Unentitled == "" }, func(f Facts) string { return f.Unentitled }}
)
