package desk

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Who drafts a request to a publisher, and which two sign it.
var (
	RequestDrafters = []regime.Role{regime.OfficeDirector, regime.Liaison, regime.Drafter, regime.Handler, regime.DutyOfficer, regime.Spokesperson}
	RequestSigners  = []regime.Role{regime.Head, regime.Deputy, regime.OfficeDirector, regime.Approver, regime.Reviewer, regime.Spokesperson}
)

// Ground (请求事由) is one entry of the closed list. To names the kinds of
// publisher that it may go to.
type Ground struct {
	Code, Title string
	To          []string
}

// Grounds are all that can be asked. There is no ground for removal, demotion,
// or anything about an opinion or a person. Clause: ANS-9.
var Grounds = []Ground{
	{"correction", "更正一项不准确的事实", []string{"newsroom", "site"}},
	{"reply", "刊登本机关的答复", []string{"newsroom", "site"}},
	{"impersonation", "账号冒充本机关", []string{"platform"}},
	{"fraud", "以本机关名义收取钱款或资料", []string{"platform"}},
	{"private_data", "公开了公民个人的非公开信息（不含公职人员履职信息）", []string{"platform"}},
	{"rescue", "有人正处于生命危险", []string{"rescue"}},
}

// PublisherKinds are the kinds of organisation that a request can go to.
var PublisherKinds = []struct{ Code, Title string }{{"newsroom", "新闻单位"}, {"site", "负编辑责任的网站"}, {"platform", "平台"}, {"rescue", "救援力量"}}

// Dangers and RescueBases are what a call for rescue may name.
var (
	Dangers     = []struct{ Code, Title string }{{"trapped", "被困"}, {"fire", "火灾"}, {"flood", "水患"}, {"medical", "急病或重伤"}, {"collapse", "坍塌"}, {"self_harm", "轻生"}, {"missing", "失联"}}
	RescueBases = []string{"突发事件应对法", "消防法", "人民警察法", "基本医疗卫生与健康促进法"}
)

func groundOf(code string) (Ground, bool) {
	i := slices.IndexFunc(Grounds, func(g Ground) bool { return g.Code == code })
	if i < 0 {
		return Ground{}, false
	}
	return Grounds[i], true
}

// AddPublisher registers an organisation. Faults: register.role,
// publisher.name, publisher.kind, publisher.licence, publisher.contact,
// publisher.taken.
func (d *Desk) AddPublisher(ctx context.Context, who matter.Actor, p store.Publisher) (store.Publisher, error) {
	if err := may(who, RequestDrafters...); err != nil {
		return p, err
	}
	p.Name, p.Licence, p.Contact, p.CreatedBy = strings.TrimSpace(p.Name), strings.TrimSpace(p.Licence), strings.TrimSpace(p.Contact), who.ID
	length := utf8.RuneCountInString
	switch {
	case !slices.ContainsFunc(PublisherKinds, func(k struct{ Code, Title string }) bool { return k.Code == p.Kind }):
		return p, fault.New(fault.Invalid, "publisher.kind", "只能向负编辑责任的单位、平台或救援力量提出，不能向个人提出").On("kind")
	case length(p.Name) < 4 || length(p.Name) > 60:
		return p, fault.New(fault.Invalid, "publisher.name", "写单位全称，4 到 60 个字").On("name")
	case length(p.Licence) < 4 || length(p.Licence) > 60:
		return p, fault.New(fault.Invalid, "publisher.licence", "写明单位的许可证号、备案号或统一社会信用代码：没有的就不是单位").On("licence")
	case length(p.Contact) < 4 || length(p.Contact) > 200:
		return p, fault.New(fault.Invalid, "publisher.contact", "写明公函送达的地址或邮箱").On("contact")
	}
	return p, d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.AddPublisher(&p); err != nil {
			return err
		}
		tx.Audit(entry(who, RequestDrafters, "publisher.added", p.ID, map[string]string{"name": p.Name, "kind": p.Kind}))
		return nil
	})
}

// RequestDraft is what a person chooses for a request. Its words come from the
// record: a fact found inaccurate, a statement that is public.
type RequestDraft struct {
	Ground, Publisher  string // code; publisher id
	Concern, Fact      string // number; fact id, "" takes the only one
	Statement          string // number of our public statement
	PageTitle, PageURL string
	PageAt             int64
	Danger, Place      string
	Basis              string
	NotOfficial        bool // of private data: it is no office-holder's name or act

	claim, finding string // of an impersonation: the account, and the facts that show it
}

// DraftRequest writes a request from the closed list. Faults: register.role,
// request.ground, request.publisher, request.page, request.fact,
// request.statement, request.office_holder, request.danger, request.basis.
// Clause: ANS-9.
func (d *Desk) DraftRequest(ctx context.Context, who matter.Actor, in RequestDraft) (store.Request, error) {
	if in.Ground == "impersonation" {
		return store.Request{}, fault.New(fault.Invalid, "request.facts", "账号冒充本机关，在「冒充账号」页逐项填写冒充的事实后提出").On("ground")
	}
	return d.draftRequest(ctx, who, in, nil)
}

// draftRequest is DraftRequest for every ground; also stores what belongs to the
// request, in the same transaction.
func (d *Desk) draftRequest(ctx context.Context, who matter.Actor, in RequestDraft, also func(tx *store.Tx, q store.Request) error) (store.Request, error) {
	var q store.Request
	if err := may(who, RequestDrafters...); err != nil {
		return q, err
	}
	g, ok := groundOf(in.Ground)
	if !ok {
		return q, fault.New(fault.Invalid, "request.ground", "只能按列出的事由提出；删帖、降权、处理发言人都不在其中").On("ground")
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return q, err
	}
	to, err := d.addressee(ctx, g, in.Publisher)
	if err != nil {
		return q, err
	}
	q = store.Request{AgencyID: tree.ByID[who.UnitID].AgencyID, PublisherID: to.ID, Ground: g.Code, PageTitle: strings.TrimSpace(in.PageTitle), PageURL: strings.TrimSpace(in.PageURL), PageAt: in.PageAt, DrafterID: who.ID, Claim: in.claim, Finding: in.finding}
	if u, err := url.Parse(q.PageURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || len(q.PageURL) > 1000 {
		return q, fault.New(fault.Invalid, "request.page", "写明刊载页面的网址").On("page_url")
	}
	if n := utf8.RuneCountInString(q.PageTitle); n > 200 || n < 2 && (g.Code == "correction" || g.Code == "reply") {
		return q, fault.New(fault.Invalid, "request.page", "写明刊载内容的标题").On("page_title")
	}
	switch g.Code {
	case "correction", "reply":
		err = d.fromRecord(ctx, who, tree, in, &q)
	case "private_data":
		if !in.NotOfficial {
			err = fault.New(fault.Invalid, "request.office_holder", "公职人员的姓名和履职行为可以被公开谈论，不能以此请求；请确认所涉是公民个人的非公开信息").On("not_official")
		}
	case "rescue":
		q.Danger, q.Place, q.Basis = in.Danger, strings.TrimSpace(in.Place), in.Basis
		switch {
		case !slices.ContainsFunc(Dangers, func(x struct{ Code, Title string }) bool { return x.Code == q.Danger }):
			err = fault.New(fault.Invalid, "request.danger", "请选择是哪一种生命危险").On("danger")
		case utf8.RuneCountInString(q.Place) < 2 || utf8.RuneCountInString(q.Place) > 100:
			err = fault.New(fault.Invalid, "request.danger", "写明大致地点").On("place")
		case !slices.Contains(RescueBases, q.Basis):
			err = fault.New(fault.Invalid, "request.basis", "请选择法律依据").On("basis")
		}
	}
	if err != nil {
		return q, err
	}
	q.Hash = requestHash(q)
	return q, d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.AddRequest(&q); err != nil {
			return err
		}
		if also != nil {
			if err := also(tx, q); err != nil {
				return err
			}
		}
		tx.Audit(entry(who, RequestDrafters, "request.drafted", q.Number, map[string]string{"ground": q.Ground, "publisher": to.Name, "hash": q.Hash}))
		return tx.Notify(unitsOf(tree, q.AgencyID), RequestSigners, "", "", "待签更正请求 "+q.Number+"："+g.Title)
	})
}

func requestHash(q store.Request) string {
	return store.Digest(strings.Join([]string{q.AgencyID, q.PublisherID, q.Ground, q.FactID, q.Statement, q.PageTitle, q.PageURL, q.Claim, q.Finding, q.Evidence, q.Reply, q.Danger, q.Place, q.Basis}, "\x00"))
}

func (d *Desk) addressee(ctx context.Context, g Ground, id string) (store.Publisher, error) {
	all, err := d.store.Publishers(ctx)
	if err != nil {
		return store.Publisher{}, err
	}
	for _, p := range all {
		if p.ID == id && slices.Contains(g.To, p.Kind) {
			return p, nil
		}
	}
	return store.Publisher{}, fault.New(fault.Invalid, "request.publisher", "请选择登记过的、与事由相符的单位：更正和刊登答复向负编辑责任的单位提出，三类平台事由向平台提出，生命危险向救援力量提出").On("publisher")
}

// fromRecord copies the claim with its evidence, and our reply, from what is on
// record: nobody types them.
func (d *Desk) fromRecord(ctx context.Context, who matter.Actor, tree *Tree, in RequestDraft, q *store.Request) error {
	m, err := d.store.Matter(ctx, strings.TrimSpace(in.Concern))
	if err != nil {
		return fault.New(fault.Invalid, "request.fact", "没有关切 %s", in.Concern).On("concern")
	}
	parts, err := d.store.Parts(ctx, m.ID)
	if err != nil {
		return err
	}
	if m.Kind != regime.Concern || !tree.Sees(who, m, parts) {
		return fault.New(fault.Invalid, "request.fact", "没有关切 %s", in.Concern).On("concern")
	}
	q.ConcernID = m.ID
	facts, err := d.store.Facts(ctx, m.ID)
	if err != nil {
		return err
	}
	for _, f := range facts {
		if f.Verdict == "inaccurate" && f.Evidence != "" && (in.Fact == "" || in.Fact == f.ID) && q.FactID == "" {
			q.FactID, q.Claim, q.Finding, q.Evidence = f.ID, f.Claim, f.Finding, f.Evidence
		}
	}
	if q.FactID == "" {
		return fault.New(fault.Invalid, "request.fact", "先在关切 %s 里核实：要有一项查明「该说法不准确」并附证据的事实", m.Number).On("concern")
	}
	if q.Ground == "correction" && in.Statement == "" {
		return nil
	}
	p, err := d.store.PublicStatement(ctx, strings.TrimSpace(in.Statement))
	if err != nil || p.Withdrawn {
		return fault.New(fault.Invalid, "request.statement", "请求刊登的答复要先在本机关网站公开，且未撤回").On("statement")
	}
	q.Statement, q.Reply = p.Number, p.Title+"\n"+p.Text
	return nil
}

// SignRequest signs what the request says. Two people sign, neither of them the
// drafter; no token does. Faults: register.role, request.drafter,
// request.signed, request.state.
func (d *Desk) SignRequest(ctx context.Context, who matter.Actor, number string) error {
	if err := must(who, RequestSigners...); err != nil {
		return err
	}
	return d.changeRequest(ctx, who, RequestSigners, number, []string{"drafted"}, "request.signed", func(tx *store.Tx, q *store.Request) error {
		if q.DrafterID == who.ID {
			return fault.New(fault.Forbidden, "request.drafter", "拟稿人不能签自己的请求")
		}
		if q.Ground == "impersonation" {
			if files, err := tx.ImpersonationFiles(q.ID); err != nil || files == 0 {
				return unless(err, fault.New(fault.Conflict, "request.evidence", "先存入截图等证据，再签署"))
			}
		}
		role := ""
		for _, g := range who.Grants {
			if slices.Contains(RequestSigners, g.Role) {
				role = string(g.Role)
			}
		}
		if err := tx.SignRequest(*q, who.ID, role); err != nil {
			return err
		}
		signed, err := tx.RequestSigners(q.ID)
		if len(signed) >= 2 {
			q.State = "signed"
		}
		return err
	})
}

// SendRequest records that the signed letter went out and how; from then on it
// is on the public register. Faults: register.role, request.state, request.how.
func (d *Desk) SendRequest(ctx context.Context, who matter.Actor, number, how string) error {
	how = strings.TrimSpace(how)
	if n := utf8.RuneCountInString(how); n < 2 || n > 100 {
		return fault.New(fault.Invalid, "request.how", "写明怎样送出，如「公函挂号邮寄」").On("how")
	}
	return d.changeRequest(ctx, who, RequestDrafters, number, []string{"signed"}, "request.sent", func(tx *store.Tx, q *store.Request) error {
		if err := sendable(tx); err != nil {
			return err
		}
		q.State, q.SentAt, q.SentHow = "sent", tx.Ms(), how
		tx.Publish("request."+q.Ground, q.Number, q.Hash)
		return d.outwards(tx)
	})
}

// AnswerRequest records what came of a request. Faults: register.role,
// request.state, request.outcome, request.page.
func (d *Desk) AnswerRequest(ctx context.Context, who matter.Actor, number, outcome, page string) error {
	if !slices.Contains([]string{"granted", "refused", "no_answer"}, outcome) {
		return fault.New(fault.Invalid, "request.outcome", "结果只能是：已更正或刊登、未采纳、没有答复").On("outcome")
	}
	if u, err := url.Parse(page); page != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return fault.New(fault.Invalid, "request.page", "网址不正确").On("page")
	}
	return d.changeRequest(ctx, who, RequestDrafters, number, []string{"sent"}, "request.answered", func(tx *store.Tx, q *store.Request) error {
		q.State, q.Outcome, q.AnsweredAt, q.AnswerURL = "answered", outcome, tx.Ms(), page
		tx.Publish("request.answered", q.Number, store.Digest(outcome))
		return d.outwards(tx)
	})
}

// CloseRequest ends a request that was answered. A refusal ends it too: asking
// again under pressure is not on the list.
func (d *Desk) CloseRequest(ctx context.Context, who matter.Actor, number string) error {
	return d.changeRequest(ctx, who, RequestDrafters, number, []string{"answered"}, "request.closed", func(tx *store.Tx, q *store.Request) error {
		q.State, q.ClosedAt = "closed", tx.Ms()
		return nil
	})
}

// DropRequest withdraws a request before it was sent, signed or not. Faults:
// register.role, request.state.
func (d *Desk) DropRequest(ctx context.Context, who matter.Actor, number string) error {
	return d.changeRequest(ctx, who, RequestDrafters, number, []string{"drafted", "signed"}, "request.dropped", func(tx *store.Tx, q *store.Request) error {
		q.State, q.ClosedAt = "dropped", tx.Ms()
		return nil
	})
}

func (d *Desk) changeRequest(ctx context.Context, who matter.Actor, roles []regime.Role, number string, states []string, action string, change func(tx *store.Tx, q *store.Request) error) error {
	if err := may(who, roles...); err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		q, err := tx.LockRequest(number)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(who.Grants, func(g matter.Grant) bool {
			return slices.Contains(roles, g.Role) && tree.ByID[g.UnitID].AgencyID == q.AgencyID
		}) {
			return fault.New(fault.NotFound, "request.unknown", "没有这件更正请求")
		}
		if !slices.Contains(states, q.State) {
			return fault.New(fault.Conflict, "request.state", "这件请求现在不能做这一步")
		}
		if err := change(tx, &q); err != nil {
			return err
		}
		tx.Audit(entry(who, roles, action, q.Number, map[string]string{"ground": q.Ground, "hash": q.Hash, "outcome": q.Outcome}))
		return tx.SaveRequest(q)
	})
}
