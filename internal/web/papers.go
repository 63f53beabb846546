package web

import (
	"strings"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/doc"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// most that a register on paper holds.
const mostOnPaper = 1000

// minutesPaper is a meeting as its minutes.
func minutesPaper(v *visit, tree *desk.Tree, m store.Meeting, r record, names map[string]string) doc.Minutes {
	p := doc.Minutes{Agency: tree.Name(m.AgencyID), Kind: desk.MeetingTitle(m.Kind), Title: m.Title, Place: m.Place, At: time.UnixMilli(m.At).In(deadline.Zone), Text: m.Minutes, Proposal: m.Proposal, MinutedBy: names[m.MinutedBy]}
	for _, x := range r.Pairs {
		if x.Name == "关切" {
			p.Concern = x.Value
		}
	}
	for _, x := range m.Members {
		name := x.Name + "（" + x.Unit + "）"
		switch {
		case x.Part == "chair":
			p.Chair = name
		case m.HeldAt == 0 || x.Present:
			p.There = append(p.There, name)
		default:
			p.Away = append(p.Away, name)
		}
	}
	for _, d := range m.Decisions {
		p.Decisions = append(p.Decisions, []string{d.Text, tree.Name(d.UnitID), dueWord(v, d.DueAt)})
	}
	if m.ApprovedAt > 0 {
		p.Approved = m.Note + "（" + names[m.ApprovedBy] + "，" + doc.Day(time.UnixMilli(m.ApprovedAt)) + "）"
	}
	return p
}

func riskPaper(tree *desk.Tree, r store.Risk, names map[string]string) doc.Paper {
	return doc.RiskPaper(doc.RiskAssessment{
		Agency: tree.Name(r.AgencyID), Number: r.Number, Title: r.Title, Decision: r.Decision, Risks: r.Risks, Grade: r.Grade.Title(), Plan: r.Plan,
		Drafter: names[r.DrafterID], Approver: names[r.ApproverID], Status: riskState(r), Returned: r.Returned, Concerns: r.Concerns, Date: time.UnixMilli(max(r.CreatedAt, r.ApprovedAt)).In(deadline.Zone),
	})
}

func ownPaper(tree *desk.Tree, l store.OwnList, names map[string]string) doc.Paper {
	p := doc.OwnList{Agency: tree.Name(l.AgencyID), Period: l.Period, Status: "填报中", Signer: names[l.SignedBy], Date: time.UnixMilli(max(l.CreatedAt, l.SignedAt)).In(deadline.Zone)}
	if l.SignedAt > 0 {
		p.Status = "已签发"
	}
	for _, e := range l.Entries {
		p.Acts = append(p.Acts, doc.OwnAct{Kind: ownKinds[e.Kind], Act: e.Act, Term: e.Term, Worry: e.Worry, Measure: e.Measure})
	}
	return doc.OwnListPaper(p)
}

var ownKinds = map[string]string{"act": "行为", "decision": "决定"}

// onPaper is the way from a register to its paper.
func onPaper(at string) []boardTab { return []boardTab{{at + "?format=docx", "下载台账", false}} }

// sendRegister sends a register as DOCX, in the name of the visitor's agency.
func (s *server) sendRegister(v *visit, r doc.Register) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	r.Agency, r.Date = tree.Name(v.agency(tree)), v.now.In(deadline.Zone)
	return v.sendPaper(r.Title, doc.RegisterPaper(r))
}

// findingsPaper is the register of findings on paper, with its filter.
func (s *server) findingsPaper(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	list, err := s.Store.Findings(v.r.Context(), findingFilter(v), tree.Scope(v.who), mostOnPaper)
	if err != nil {
		return err
	}
	r := doc.Register{Title: "督办台账", Says: "系统自己发现的超时、漏办和搁置，每一项只记一次，附依据，不删除。转发多、浏览多本身不作为督办事项。", Head: []string{"种类", "事项", "单位", "发现时间", "说明"}}
	names, err := s.personNames(v.r.Context())
	if err != nil {
		return err
	}
	for _, x := range list {
		said := "尚无"
		if x.AnsweredAt > 0 {
			said = ""
			answers, err := s.Store.FindingAnswers(v.r.Context(), x.ID)
			if err != nil {
				return err
			}
			for _, a := range answers {
				said += names[a.PersonID] + "（" + regime.Role(a.Role).Title() + "）：" + a.Text + "。"
			}
		}
		r.Rows = append(r.Rows, []string{desk.FindingTitles[x.Kind], x.What + "（" + strings.TrimPrefix(joinedText(x.Number, x.Title), "，") + "）", tree.Name(x.UnitID), v.when(x.At), said})
	}
	return s.sendRegister(v, r)
}

// pressPaper is the spokesperson's calendar on paper.
func (s *server) pressPaper(v *visit) error {
	list, err := s.Store.PressEvents(v.r.Context(), mostOnPaper)
	if err != nil {
		return err
	}
	r := doc.Register{Title: "发言与采访日程", Says: "新闻发布会、通气会、采访、通稿和与新闻单位合办的专栏：计划中的和已举行的，给过新闻单位什么材料。", Head: []string{"活动", "种类、发言人", "时间、地点", "新闻单位、材料", "状态、登在哪里"}}
	for _, e := range list {
		r.Rows = append(r.Rows, []string{e.Title, joinedText(regime.Channel(e.Channel).Title(), e.Host), joinedText(v.when(e.StartsAt), e.Place), strings.TrimPrefix(joinedText(e.Newsrooms, e.Materials), "，"), joinedText(pressStates[e.State], e.Address)})
	}
	return s.sendRegister(v, r)
}

// carryingPaper is the list of what is carried on paper.
func (s *server) carryingPaper(v *visit) error {
	list, err := s.Store.Carriages(v.r.Context(), mostOnPaper)
	if err != nil {
		return err
	}
	r := doc.Register{Title: "转载清单", Says: "上级发布、要求转载的文件：转载到哪里，何时之前，读页面核对的结果。", Head: []string{"文件", "转载到", "期限", "核对结果"}}
	for _, c := range list {
		seen := "未核对到"
		switch {
		case c.FoundAt > 0:
			seen = "已转载，核对于 " + v.when(c.FoundAt)
		case c.ExcusedAt > 0:
			seen = "不转载：" + c.Excuse
		case c.OverdueAt > 0:
			seen = "逾期"
		}
		r.Rows = append(r.Rows, []string{joinedText(c.Title, c.Issuer), c.Place, v.when(c.DueAt), seen})
	}
	return s.sendRegister(v, r)
}

// requestsPaper is the register of requests on paper.
func (s *server) requestsPaper(v *visit) error {
	list, err := s.Store.Requests(v.r.Context(), false, mostOnPaper)
	if err != nil {
		return err
	}
	r := doc.Register{Title: "更正请求登记簿", Says: "只按固定的事由向单位提出，两人签署，请求和结果对外公开；不请求删除、屏蔽，不涉及个人。", Head: []string{"编号", "事由", "对方", "状态", "结果"}}
	for _, q := range list {
		r.Rows = append(r.Rows, []string{q.Number, joinedText(groundTitle(q.Ground), q.PageTitle), q.Publisher, requestStates[q.State], joinedText(requestOutcomes[q.Outcome], q.AnswerURL)})
	}
	return s.sendRegister(v, r)
}
