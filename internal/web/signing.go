package web

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/doc"
	"yingda/internal/fault"
	"yingda/internal/lang"
	"yingda/internal/matter"
	"yingda/internal/proof"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

var proofWords = map[proof.Kind]string{
	proof.Personal: "个人信息", proof.Secrecy: "保密", proof.Blank: "空着的栏目", proof.Figure: "数字和日期", proof.Citation: "法规条款", proof.Question: "没有回答的问题",
	proof.Source: "事实来源", proof.Contact: "联系方式", proof.Signed: "落款", proof.Phrase: "措辞",
}

// proofPanel shows what the automatic checks find in a text, where, and how to
// mend it.
func (s *server) proofPanel(v *visit, m matter.Matter, o store.Override, text store.Text) (view.ProofPanel, error) {
	p := view.ProofPanel{Lang: v.lang, None: text.Title == "" && text.Body == ""}
	if p.None {
		return p, nil
	}
	found, err := s.Desk.Proof(v.r.Context(), m, proof.Text{Title: text.Title, Body: text.Body})
	if err != nil {
		return p, err
	}
	for _, f := range found {
		line := view.ProofLine{Word: v.lang.T(proofWords[f.Kind]), Says: f.Says, Mend: f.Mend, Block: f.Block}
		switch {
		case f.End == 0:
		case f.Field == "title":
			line.Where = v.lang.F("标题第 %d 字", f.Start+1)
		default:
			line.Where = v.lang.F("正文第 %d 字", f.Start+1)
		}
		if f.Block {
			p.Blocking++
		}
		p.Lines = append(p.Lines, line)
	}
	if o.Hash == text.Hash && o.Reason != "" {
		p.Cleared = v.lang.F("保密关签署人已放行：%s", o.Reason)
	}
	return p, nil
}

// checks is the panel alone, for the script that keeps it beside what one types.
func (s *server) checks(v *visit) error {
	m, _, err := s.Desk.Offers(v.r.Context(), v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	if m.Kind != regime.Statement {
		return fault.New(fault.NotFound, "matter.unknown", "没有答复稿 %s", m.Number)
	}
	text, err := s.newest(v.r.Context(), m.ID)
	if err != nil {
		return err
	}
	o, err := s.Store.Overridden(v.r.Context(), m.ID, text.Hash)
	if err != nil {
		return err
	}
	p, err := s.proofPanel(v, m, o, text)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.Header().Set("Cache-Control", "no-store")
	return view.ProofBody(p).Render(lang.With(v.r.Context(), v.lang), v.w)
}

// fillChain shows the points of each gate: those that were ticked with a standing
// signature, and those of the gate that is next. A gate whose turn has not come
// shows none.
func (s *server) fillChain(v *visit, d sheet, p *view.StatementPage) {
	next := d.m.State == matter.Reviewing
	for _, g := range d.chain.Gates {
		l := view.CheckList{Title: v.lang.T(d.reg.GateTitle(g.Gate)), Cite: d.reg.Cite(g.Article)}
		if i := slices.IndexFunc(d.signed, func(x store.Signature) bool {
			return x.Gate == string(g.Gate) && x.VoidAt == 0 && x.Version == d.st.Version && x.Hash == d.st.Hash
		}); i >= 0 {
			l.Signed, l.Items = d.names[d.signed[i].PersonID]+" "+v.when(d.signed[i].At), d.ticked[d.signed[i].ID]
			l.Note = d.signed[i].Note
		} else if next {
			l.Items, l.Mine = g.Checks, slices.Contains(d.open, g.Gate)
			next = !d.chain.Ordered
		}
		if len(l.Items) > 0 {
			p.Lists = append(p.Lists, l)
		}
	}
	p.Chain = d.reg.Cite(d.chain.Article)
	at := d.tree.Approving(d.chain, d.m.AgencyID)
	p.ApprovedBy = v.lang.F("由%s的%s批准", d.tree.Name(at), v.rolesOf(d.reg, d.chain.Approvers))
	p.Approvers = strings.Join(d.approvers, v.lang.T("、"))
	for _, c := range store.LatestConfirmations(d.asked) {
		p.Confirmations = append(p.Confirmations, d.confirmation(v, c))
	}
	d.fillApproval(v, p)
}

var confirmationWords = map[string]string{"open": "等待答复", "confirmed": "同意", "objected": "有不同意见", "void": "文本已改，待重新会签"}

func (d sheet) confirmation(v *visit, c store.Confirmation) view.ConfirmationLine {
	if c.State != "void" && (c.Version != d.st.Version || c.Hash != d.st.Hash) {
		c.State = "void"
	}
	l := view.ConfirmationLine{Unit: d.tree.Name(c.UnitID), State: v.lang.T(confirmationWords[c.State]), Good: c.State == "confirmed", Bad: c.State == "objected", Question: c.Question, Answer: c.Answer}
	switch {
	case c.AnsweredAt != 0:
		l.When = d.names[c.AnsweredBy] + " " + v.when(c.AnsweredAt)
	case c.State == "open" && c.DueAt != store.Never:
		l.When = v.lang.F("限 %s", v.when(c.DueAt))
		if c.DueAt < v.now.UnixMilli() {
			l.State = v.lang.T("逾期未答复，不算同意")
		}
	}
	return l
}

// fillApproval says until when an approval lives and when the text goes out.
func (d sheet) fillApproval(v *visit, p *view.StatementPage) {
	if d.st.Mark == "expired" && d.m.State == matter.Approving {
		p.Approval = v.lang.T("上一次批准过期没有发布，需要重新批准。已签的审核关仍然有效。")
	}
	if d.st.Mark == "returned" && d.m.State == matter.Drafting {
		for _, e := range d.events {
			if e.Word == string(regime.StatementReturned) {
				p.Approval = v.lang.F("被%s退回：%s", e.Actor, e.Text)
				break
			}
		}
	}
	if d.m.State != matter.Releasing {
		return
	}
	if d.st.ReleaseAt > v.now.UnixMilli() {
		p.Approval = v.lang.F("已批准，定于 %s 发布。", v.moment(d.st.ReleaseAt))
	}
	if d.st.ApprovedUntil != 0 {
		p.Approval += v.lang.F("批准有效至 %s，到时没有发布须重新批准。", v.moment(d.st.ApprovedUntil))
	}
}

// fillThread shows what a statement is in its thread, and what else is in it.
func (d sheet) fillThread(v *visit, p *view.StatementPage) {
	if d.st.Part != "answer" {
		p.Part = v.lang.T(matter.PartTitles[d.st.Part])
	}
	for _, m := range d.siblings {
		if m.ID != d.m.ID && m.State != matter.Dropped {
			p.Thread = append(p.Thread, view.Related{Href: "/desk/statements/" + m.Number, Title: m.Title, Number: m.Number + " " + v.lang.T(matter.Titles[m.State])})
		}
	}
}

// signingPaper is the draft for signature (送审稿) as DOCX.
func (s *server) signingPaper(v *visit) error {
	m, _, err := s.Desk.Offers(v.r.Context(), v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	if m.Kind != regime.Statement {
		return fault.New(fault.NotFound, "matter.unknown", "没有答复稿 %s", m.Number)
	}
	d, err := s.loadSheet(v, m)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := doc.Write(&out, d.paper(v)); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(m.Number+" 送审稿.docx"))
	h.Set("Content-Length", strconv.Itoa(out.Len()))
	h.Set("Cache-Control", "private, no-store")
	v.w.WriteHeader(http.StatusOK)
	_, err = v.w.Write(out.Bytes())
	return err
}

func (d sheet) paper(v *visit) doc.Paper {
	x := d.text(d.st.Version)
	sheet := doc.SigningSheet{
		Agency: d.tree.Name(d.m.AgencyID), Number: d.m.Number, Version: "第 " + num(x.Version) + " 版", Hash: x.Hash, Concern: d.concern.Number + " " + d.concern.Title, Drafter: d.names[d.st.DrafterID],
		Grade: d.reg.GradeTitle(d.m.Grade), Title: x.Title, Text: x.Body, Date: time.UnixMilli(x.At).In(deadline.Zone),
	}
	for _, g := range d.chain.Gates {
		line := doc.SigningLine{Title: d.reg.GateTitle(g.Gate), Who: rolesOf(d.reg, g.Signers), Points: g.Checks}
		for _, s := range d.signed {
			if s.Gate == string(g.Gate) && s.VoidAt == 0 && s.Version == d.st.Version && s.Hash == d.st.Hash {
				line.Signed, line.Note, line.Points = d.names[s.PersonID]+" "+v.moment(s.At), s.Note, d.ticked[s.ID]
			}
		}
		sheet.Gates = append(sheet.Gates, line)
	}
	for _, c := range store.LatestConfirmations(d.asked) {
		l := d.confirmation(v, c)
		sheet.Confirmed = append(sheet.Confirmed, []string{l.Unit, l.State, strings.TrimSpace(l.Answer + " " + l.When)})
	}
	sheet.Approver = d.tree.Name(d.tree.Approving(d.chain, d.m.AgencyID)) + " " + rolesOf(d.reg, d.chain.Approvers)
	return doc.DraftForSignature(sheet)
}
