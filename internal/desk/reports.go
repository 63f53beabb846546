package desk

import (
	"context"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// ReportReceivers are the roles that receive reports for an agency and ask
// questions about them.
var ReportReceivers = []regime.Role{regime.DutyOfficer, regime.OfficeDirector, regime.Liaison, regime.Head, regime.Deputy}

// reportUp sends a report to the level above: the parent agency in the tree, else
// the installation above, else the agency's own leading group. Clause: HAN-3.
func (a *act) reportUp() error {
	var fields []store.Field
	for _, in := range a.step.Row.Inputs {
		if in.Name == matter.UncheckedWhy {
			continue
		}
		fields = append(fields, store.Field{Title: in.Title, Text: a.step.In.Text(in.Name)})
	}
	said, err := a.checkedSoFar()
	if err != nil {
		return err
	}
	if said != "" {
		fields = append(fields, store.Field{Title: "核实情况", Text: clipped(said, mostFound)})
	}
	r := store.Report{Kind: a.step.Row.Makes, MatterID: a.m.ID, Number: a.m.Number, Title: a.m.Title, Grade: a.reg.GradeTitle(a.m.Grade), Fields: fields}
	body := sections(fields)
	a.text = body
	doc := store.Document{Kind: r.Kind, Title: a.reg.DocumentTitle(r.Kind), Body: body, AuthorID: a.who.ID, ToUnit: a.tree.Above(a.m.AgencyID)}
	if r.DocumentID, err = a.tx.AddDocument(a.m.ID, doc); err != nil {
		return err
	}
	if err := a.sendReport(a.m.AgencyID, &r); err != nil {
		return err
	}
	a.detail["to"] = r.ToName
	if r.ArrivedAt == 0 {
		return nil // it waits to be sent: its arrival meets the clock
	}
	return a.meet(r.Kind, false)
}

// Above returns the agency above an agency in the tree, "" for none.
func (t *Tree) Above(agencyID string) string {
	return t.ByID[t.ByID[agencyID].ParentID].AgencyID
}

func (a *act) sendReport(agencyID string, r *store.Report) error {
	return a.Desk.sendReport(a.tx, a.tree, a.who, agencyID, r)
}

// sendReport addresses a report and sends it on its way. One for another
// installation has not arrived when this returns. Fault: report.long.
func (d *Desk) sendReport(tx *store.Tx, tree *Tree, who matter.Actor, agencyID string, r *store.Report) error {
	r.FromAgency, r.FromName, r.AuthorID = agencyID, tree.Name(agencyID), who.ID
	r.Fields = parted(r.Fields)
	if err := contentOf(*r).fits(); err != nil {
		return err
	}
	r.ToAgency = tree.Above(agencyID)
	if r.ToAgency == "" {
		peer, ok, err := peerAbove(tx, agencyID)
		if err != nil {
			return err
		}
		if ok {
			r.PeerID, r.ToName = peer.ID, peer.Name
			if err := tx.AddReport(r); err != nil {
				return err
			}
			return post(tx, peer.ID, Message{ID: "report-" + r.ID, Kind: "report", Report: r.ID})
		}
		r.ToAgency = agencyID
	}
	r.ToName, r.ArrivedAt = tree.Name(r.ToAgency), tx.Ms()
	if r.ToAgency == agencyID {
		r.ToName += "领导小组"
	}
	if err := tx.AddReport(r); err != nil {
		return err
	}
	return tx.Notify(tree.unitsOf(r.ToAgency), reportRoles(*r), r.MatterID, "", "下级报告待签收："+r.Title)
}

// reportRoles are who receives a report: one to the own agency is for those who
// lead it.
func reportRoles(r store.Report) []regime.Role {
	if r.FromAgency == r.ToAgency {
		return []regime.Role{regime.Head, regime.Deputy}
	}
	return ReportReceivers
}

// unitsOf are an agency and its sections.
func (t *Tree) unitsOf(agencyID string) []string {
	var out []string
	for _, u := range t.Units {
		if u.AgencyID == agencyID {
			out = append(out, u.ID)
		}
	}
	return out
}

// SeesReport reports whether a person may read a report: staff of the agency that
// sent or received it, and who sees everything.
func SeesReport(who matter.Actor, r store.Report) bool {
	if who.SeesAll() {
		return true
	}
	for _, g := range who.Grants {
		if g.Role != regime.Expert && g.Role != regime.Contractor && (g.AgencyID == r.ToAgency || g.AgencyID == r.FromAgency) {
			return true
		}
	}
	return false
}

// ReceiveReport acknowledges a report: its receipt meets the clock that asks for
// one, here or over there. Faults: report.unknown, register.role, report.own,
// report.received.
func (d *Desk) ReceiveReport(ctx context.Context, who matter.Actor, id string) error {
	return d.changeReport(ctx, who, id, "report.received", func(tx *store.Tx, tree *Tree, r *store.Report, role regime.Role) error {
		if r.ReceivedAt > 0 {
			return fault.New(fault.Conflict, "report.received", "这份报告已由%s签收", r.ReceivedBy)
		}
		r.ReceivedAt, r.ReceivedBy, r.ReceiverID = tx.Ms(), who.Name+"（"+role.Title()+"）", who.ID
		if err := tx.SaveReport(*r); err != nil {
			return err
		}
		if r.FromAgency == "" {
			return post(tx, r.PeerID, Message{ID: "receipt-" + r.ID, Kind: "receipt", Report: r.ID})
		}
		return d.received(tx, tree, *r)
	})
}

// AskReport returns a report with a question.
func (d *Desk) AskReport(ctx context.Context, who matter.Actor, id, question string) error {
	return d.changeReport(ctx, who, id, "report.asked", func(tx *store.Tx, tree *Tree, r *store.Report, role regime.Role) error {
		if err := filled("question", "要问的事", question); err != nil {
			return err
		}
		if r.AskedAt > 0 && r.AnsweredAt == 0 {
			return fault.New(fault.Conflict, "report.asked", "上一个问题还没有答复")
		}
		r.Question, r.AskedAt, r.AskedBy, r.Answer, r.AnsweredAt = question, tx.Ms(), who.Name+"（"+role.Title()+"）", "", 0
		if err := tx.SaveReport(*r); err != nil {
			return err
		}
		if r.FromAgency == "" {
			return post(tx, r.PeerID, Message{ID: "question-" + store.NewID(tx.Now), Kind: "question", Report: r.ID})
		}
		return d.asked(tx, tree, *r)
	})
}

// AnswerReport answers the question that came back with a report.
func (d *Desk) AnswerReport(ctx context.Context, who matter.Actor, id, answer string) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		r, err := tx.LockReport(id)
		if err != nil || r.FromAgency == "" || !SeesReport(who, r) {
			return unless(err, fault.New(fault.NotFound, "report.unknown", "没有这份报告，或者您看不到它"))
		}
		role, err := mustIn(who, r.FromAgency, regime.DutyOfficer, regime.OfficeDirector, regime.Liaison)
		if err != nil {
			return err
		}
		if err := filled("answer", "答复", answer); err != nil {
			return err
		}
		if r.AskedAt == 0 || r.AnsweredAt > 0 {
			return fault.New(fault.Conflict, "report.unasked", "这份报告没有等答复的问题")
		}
		r.Answer, r.AnsweredAt = answer, tx.Ms()
		if err := tx.SaveReport(r); err != nil {
			return err
		}
		tx.Audit(entry(who, []regime.Role{role}, "report.answered", r.Number, map[string]string{"report": r.ID}))
		if r.ToAgency == "" {
			return post(tx, r.PeerID, Message{ID: "answer-" + store.NewID(tx.Now), Kind: "answer", Report: r.ID})
		}
		return tx.Notify(tree.unitsOf(r.ToAgency), reportRoles(r), "", "", "下级已答复询问："+r.Title)
	})
}

func unless(err error, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

func (d *Desk) changeReport(ctx context.Context, who matter.Actor, id, action string, change func(tx *store.Tx, tree *Tree, r *store.Report, role regime.Role) error) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		r, err := tx.LockReport(id)
		if err != nil || r.ToAgency == "" || !SeesReport(who, r) {
			return unless(err, fault.New(fault.NotFound, "report.unknown", "没有这份报告，或者您看不到它"))
		}
		role, err := mustIn(who, r.ToAgency, reportRoles(r)...)
		if err != nil {
			return err
		}
		if r.AuthorID == who.ID {
			return fault.New(fault.Conflict, "report.own", "自己报送的报告由别人签收和询问")
		}
		tx.Audit(entry(who, []regime.Role{role}, action, r.Number, map[string]string{"report": r.ID, "kind": string(r.Kind)}))
		return change(tx, tree, &r, role)
	})
}

// received tells the concern that its report was received above.
func (d *Desk) received(tx *store.Tx, tree *Tree, r store.Report) error {
	if r.MatterID == "" {
		return nil
	}
	if err := tx.ReceiveDocument(r.DocumentID, r.ReceiverID); err != nil {
		return err
	}
	return d.systemAct(tx, tree, r.MatterID, "report_received", func(a *act) error {
		a.text = r.ToName + "签收" + a.reg.DocumentTitle(r.Kind) + "：" + r.ReceivedBy
		return a.meet(r.Kind, true)
	})
}

func (d *Desk) asked(tx *store.Tx, tree *Tree, r store.Report) error {
	if err := tx.Notify(tree.unitsOf(r.FromAgency), []regime.Role{regime.DutyOfficer, regime.OfficeDirector, regime.Liaison}, r.MatterID, "", "上级询问："+r.Title+"："+r.Question); err != nil {
		return err
	}
	if r.MatterID == "" {
		return nil
	}
	return d.systemAct(tx, tree, r.MatterID, "report_asked", func(a *act) error {
		a.text = r.ToName + "询问：" + r.Question
		return nil
	})
}

// systemAct lets the system take a step of a concern that follows from what
// somebody did elsewhere. A concern that has ended is left as it is.
func (d *Desk) systemAct(tx *store.Tx, tree *Tree, matterID string, action matter.Action, prepare func(a *act) error) error {
	m, err := tx.LockMatter(matterID)
	if err != nil {
		return err
	}
	if m.State == matter.Dismissed || m.State == matter.Merged {
		return nil
	}
	a, err := d.load(tx, tree, matter.SystemActor, &m)
	if err != nil {
		return err
	}
	if err := prepare(a); err != nil {
		return err
	}
	return a.take(action, nil)
}

// filled refuses an empty or endless text of a record.
func filled(field, title, text string) error {
	switch n := utf8.RuneCountInString(strings.TrimSpace(text)); {
	case n == 0:
		return fault.New(fault.Invalid, "input.missing", "缺少「%s」", title).On(field)
	case n > matter.MaxLong || !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return fault.New(fault.Invalid, "input.long", "「%s」最多 %d 字", title, matter.MaxLong).On(field)
	}
	return nil
}
