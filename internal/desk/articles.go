package desk

import (
	"context"
	"slices"
	"strings"

	"yingda/internal/activity"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/proof"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// OriginWords are the words for where an article comes from.
var OriginWords = map[string]string{"original": "原创", "adapted": "改编", "reprint": "转载"}

// ArticleEdit is what is special to an article: its place in the plan, where it
// comes from, and on which accounts it goes out.
type ArticleEdit struct {
	Title, UnitID, ColumnID, Origin, SourceID, SourceURL, Credit, Rights string
	Planned                                                              activity.Day // 0: not planned yet
	Joint                                                                bool
	Accounts                                                             []string
	Commission                                                           string
}

// BeginArticle begins an article as a statement without a concern: its texts,
// gates, approval and releases are those of statements. Who takes a commission
// writes for it. Faults: register.role, article.title, article.unit, and those of
// EditArticle. Clause: ACC-7.
func (d *Desk) BeginArticle(ctx context.Context, who matter.Actor, e ArticleEdit) (string, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return "", err
	}
	number := ""
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		commission, err := taken(tx, &e)
		if err != nil {
			return err
		}
		unit, ok := tree.ByID[e.UnitID]
		e.Title = strings.TrimSpace(e.Title)
		switch {
		case !ok || unit.ClosedAt != 0:
			return fault.New(fault.Invalid, "article.unit", "请选择写稿的单位").On("unit")
		case !between(e.Title, 2, 100):
			return fault.New(fault.Invalid, "article.title", "写明选题或标题，2 到 100 个字").On("title")
		}
		contractor, err := mayWrite(tx, tree, who, unit)
		if err != nil {
			return err
		}
		_, regimeID, err := d.accountRegime(tx, unit.AgencyID)
		if err != nil {
			return err
		}
		if regimeID == "" {
			return fault.New(fault.Conflict, "regime.none", "该单位还没有采用任何制度，先在「制度」页采用一个")
		}
		if number, err = tx.NextNumber(regime.Statement); err != nil {
			return err
		}
		m := matter.Matter{ID: store.NewID(tx.Now), Kind: regime.Statement, Number: number, AgencyID: unit.AgencyID, UnitID: unit.ID, State: matter.Drafting, Version: 1, RegimeID: regimeID, Title: e.Title, OpenedAt: tx.Ms(), NextDue: store.Never}
		if err := tx.InsertMatter(m); err != nil {
			return err
		}
		if err := tx.InsertStatement(store.Statement{ID: m.ID, ConcernID: m.ID, DrafterID: who.ID, Pending: "publish"}); err != nil {
			return err
		}
		if e.Origin == "" {
			e.Origin = "original"
		}
		a := store.Article{StatementID: m.ID, AgencyID: unit.AgencyID, ContractorID: contractor, CommissionID: commission.ID}
		if err := d.fillArticle(tx, tree, &a, e); err != nil {
			return err
		}
		if err := boardTakesPart(tx, m); err != nil {
			return err
		}
		if commission.ID != "" {
			commission.State, commission.Article = "taken", number
			if err := tx.PutCommission(&commission); err != nil {
				return err
			}
		}
		if err := tx.IndexText(store.KindDraft, number, tx.Ms(), e.Title, ""); err != nil {
			return err
		}
		tx.Audit(entry(who, Writers, "article.begun", number, map[string]string{"unit": unit.ID, "origin": a.Origin}))
		return tx.AddEvent(m.ID, store.Event{ActorID: who.ID, Actor: who.Name, Role: firstRole(who), Action: "begin_article", Word: string(regime.StatementBegun), To: string(matter.Drafting), Side: "internal", Text: e.Title})
	})
	return number, err
}

// taken reads the commission that an article is begun for, and fills in from it.
func taken(tx *store.Tx, e *ArticleEdit) (store.Commission, error) {
	if e.Commission == "" {
		return store.Commission{}, nil
	}
	c, err := tx.Commission(e.Commission)
	if err != nil {
		return c, err
	}
	if c.State != "open" {
		return c, fault.New(fault.Conflict, "commission.ended", "这个约稿已经有人动笔或已取消")
	}
	e.UnitID, e.ColumnID, e.Planned = c.UnitID, c.ColumnID, c.Planned
	if strings.TrimSpace(e.Title) == "" {
		e.Title = c.Title
	}
	return c, nil
}

// mayWrite refuses who may not write for a unit: editors write for every unit of
// the agency, others for their own, a contractor only under a running contract. It
// returns the contractor.
func mayWrite(tx *store.Tx, tree *Tree, who matter.Actor, unit store.Unit) (string, error) {
	if _, ok := holdsIn(who, unit.AgencyID, DeskEditors...); ok || who.System {
		return "", nil
	}
	for _, g := range who.Grants {
		if g.UnitID != unit.ID {
			continue
		}
		switch g.Role {
		case regime.Drafter, regime.Handler, regime.Liaison:
			return "", nil
		case regime.Contractor:
			id, err := tx.RunningContract(who.ID, activity.DayOf(tx.Now))
			if err == nil && id == "" {
				err = fault.New(fault.Forbidden, "contractor.none", "没有在期的运维合同，不能写稿")
			}
			return id, err
		}
	}
	return "", fault.New(fault.Forbidden, "register.role", "由编辑部，或写稿单位的承办人、拟稿人起稿")
}

// boardTakesPart lets the units of the editorial board see an article.
func boardTakesPart(tx *store.Tx, m matter.Matter) error {
	units, err := tx.UnitsHolding(m.AgencyID, regime.ChiefEditor, regime.Editor)
	if err != nil {
		return err
	}
	for _, id := range units {
		if id == m.UnitID {
			continue
		}
		if err := tx.SetPart(m.ID, id, matter.Assisting); err != nil {
			return err
		}
	}
	return nil
}

// EditArticle changes what is special to an article while it is drafted: what was
// signed was signed with it. Faults: matter.unknown, article.state, article.origin,
// article.column, article.source, article.account, register.role. Clause: ACC-7.
func (d *Desk) EditArticle(ctx context.Context, who matter.Actor, number string, e ArticleEdit) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.LockMatter(number)
		if err != nil {
			return err
		}
		parts, err := tx.Parts(m.Owner())
		if err != nil {
			return err
		}
		if !m.IsArticle() || !tree.Sees(who, m, parts) {
			return fault.New(fault.NotFound, "matter.unknown", "没有稿件 %s，或者您看不到它", number)
		}
		if _, err := mayWrite(tx, tree, who, tree.ByID[m.UnitID]); err != nil {
			return err
		}
		if m.State != matter.Drafting {
			return fault.New(fault.Conflict, "article.state", "审核和发布中的稿件不能改来源、版权和账号：先退回拟稿")
		}
		a, err := tx.Article(m.ID)
		if err != nil {
			return err
		}
		if err := d.fillArticle(tx, tree, &a, e); err != nil {
			return err
		}
		tx.Audit(entry(who, Writers, "article.saved", number, map[string]any{"origin": a.Origin, "accounts": len(a.Accounts)}))
		return nil
	})
}

// fillArticle checks an edit and stores it.
func (d *Desk) fillArticle(tx *store.Tx, tree *Tree, a *store.Article, e ArticleEdit) error {
	if _, ok := OriginWords[e.Origin]; !ok {
		return fault.New(fault.Invalid, "article.origin", "请选择原创、改编或转载").On("origin")
	}
	if e.SourceURL = strings.TrimSpace(e.SourceURL); e.SourceURL != "" && !webAddress(e.SourceURL) {
		return fault.New(fault.Invalid, "article.source", "原文网址要以 https:// 或 http:// 开头").On("source_url")
	}
	a.ColumnID, a.Planned, a.Origin, a.SourceID, a.SourceURL = e.ColumnID, e.Planned, e.Origin, e.SourceID, e.SourceURL
	a.Credit, a.Rights, a.Joint = strings.TrimSpace(e.Credit), strings.TrimSpace(e.Rights), e.Joint
	a.Accounts = slices.Compact(slices.Sorted(slices.Values(e.Accounts)))
	for _, id := range a.Accounts {
		account, err := tx.Account(id)
		if err != nil {
			return err
		}
		own := account.AgencyID == a.AgencyID || e.Joint && strings.HasPrefix(tree.ByID[account.AgencyID].Path, tree.ByID[a.AgencyID].Path)
		if account.State != "open" || !own {
			return fault.New(fault.Invalid, "article.account", "「%s」没有开通，或不属于本机关：只有联合发布可以选下级机关的账号", account.Name).On("accounts")
		}
	}
	return tx.PutArticle(*a)
}

// loadArticle reads what guards ask of an article.
func (a *act) loadArticle(texts []store.Text) error {
	if !a.m.IsArticle() {
		return nil
	}
	x, err := a.tx.Article(a.m.ID)
	if err != nil {
		return err
	}
	a.article = &x
	source, err := a.tx.ReprintSource(x.SourceID)
	if err != nil {
		return err
	}
	var text store.Text
	for _, t := range texts {
		if t.Version == a.draft.Version {
			text = t
		}
	}
	idle, err := a.idleLinks(text.Body)
	if err != nil {
		return err
	}
	f := &a.facts.ArticleFacts
	f.Article, f.Unready = true, append(unready(x, source, text), idle...)
	if _, editor := holdsIn(a.who, a.m.AgencyID, DeskEditors...); !editor && a.who.Has(regime.Contractor) {
		id, err := a.tx.RunningContract(a.who.ID, activity.DayOf(a.tx.Now))
		if err != nil {
			return err
		}
		if id == "" {
			f.Unentitled = "没有在期的运维合同，不能写稿"
		}
	}
	return nil
}

// unready says what an article still lacks before people review it.
func unready(x store.Article, source store.ReprintSource, text store.Text) []string {
	var out []string
	switch x.Origin {
	case "reprint":
		if !source.Active || !withinHost(hostOf(x.SourceURL), source.Host) {
			out = append(out, "转载只能来自清单里的来源，原文网址要属于它")
		} else if !strings.Contains(text.Body, source.Name) {
			out = append(out, "正文要写明来源「"+source.Name+"」")
		}
		if x.Credit == "" {
			out = append(out, "转载要写明原作者或原发布单位")
		}
	case "adapted":
		if x.SourceURL == "" || x.Credit == "" {
			out = append(out, "改编要写明原文网址和原作者或原发布单位")
		}
	}
	if x.Rights == "" {
		out = append(out, "写明图片、字体和音视频凭什么使用，没有用的写“无”")
	}
	if len(x.Accounts) == 0 {
		out = append(out, "还没有选发布的账号")
	}
	for _, f := range proof.Advertising(proof.Text{Title: text.Title, Body: text.Body}) {
		out = append(out, "稿件里不能有广告："+f.Found)
	}
	return out
}
