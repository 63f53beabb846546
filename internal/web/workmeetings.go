package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/doc"
	"yingda/internal/fault"
	"yingda/internal/store"
	"yingda/internal/view"
)

func (s *server) meetings(v *visit) error {
	list, err := s.Desk.Meetings(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	p := register{Title: "会议", Says: "应对小组、部门会商、领导小组；纪要里的决定会成为任务。", Tables: []registerTable{{Head: []string{"议题", "种类", "时间", "状态"}, Empty: view.Empty{Title: "还没有会议", Why: "需要成立应对小组、与部门会商或请领导小组决定时，在这里召集。"}}}}
	if desk.MayConvene(v.who) {
		p.Ways = []wayOn{{"/desk/meetings/new", "召集会议", true}}
	}
	for _, m := range list {
		p.Tables[0].Rows = append(p.Tables[0].Rows, registerLine{Href: "/desk/meetings/" + m.ID, Under: m.Place, Cells: []string{m.Title, desk.MeetingTitle(m.Kind), v.when(m.At), meetingState(m)}, Mark: true})
	}
	return s.page(v, p.Title, registerView(p))
}

func meetingState(m store.Meeting) string {
	switch {
	case m.HeldAt == 0:
		return "待开"
	case m.Kind == "consultation" && m.ApprovedAt == 0:
		return "建议待批准"
	case m.Kind == "consultation":
		return "建议已批准"
	}
	return "有纪要"
}

// poolOptions are the experts whom a meeting can ask: the active ones of the own
// agency's pool.
func (s *server) poolOptions(v *visit) ([]view.Option, error) {
	tree, err := s.tree(v)
	if err != nil {
		return nil, err
	}
	list, err := s.Store.Experts(v.r.Context())
	var out []view.Option
	for _, e := range list {
		if e.Active && e.AgencyID == v.agency(tree) {
			out = append(out, view.Option{Value: e.ID, Word: e.Name + "（" + e.Affiliation + "，" + e.Field + "）"})
		}
	}
	return out, err
}

// parts are the words by which a line of members says what somebody is there.
var memberParts = map[string]string{"主持": "chair", "成员": "member", "专家": "expert", "部门": "department"}

func (s *server) newMeeting(v *visit) error { return s.showNewMeeting(v, nil) }

func (s *server) showNewMeeting(v *visit, refusal error) error {
	var kinds []view.Option
	for _, k := range desk.MeetingKinds {
		kinds = append(kinds, view.Option{Value: k.Code, Word: k.Title})
	}
	number := v.field("number")
	if number == "" {
		number = v.q("about")
	}
	kind := v.field("kind")
	if kind == "" {
		kind = v.q("kind")
	}
	pool, err := s.poolOptions(v)
	if err != nil {
		return err
	}
	f := view.Form{ID: "meeting", Action: "/desk/meetings", Button: "召集", Main: true, Cancel: "/desk/meetings", Fields: []view.Field{
		{Name: "kind", Label: "种类", Type: "select", Options: kinds, Required: true, Value: kind},
		{Name: "number", Label: "关切编号", Value: number, Hint: "例如 C-2026-0001；不针对某一件时不填"},
		{Name: "title", Label: "议题", Required: true, Value: v.field("title")},
		{Name: "place", Label: "地点", Required: true, Value: v.field("place")},
		{Name: "at", Label: "时间", Required: true, Value: v.field("at"), Hint: "例如 2026-03-16 15:00"},
		{Name: "members", Label: "参会人", Type: "long", Required: true, Value: v.field("members"), Rows: 6, Hint: "一行一位：姓名，单位，身份（主持、成员或部门），专长。应对小组按专长组成。"},
	}}
	if len(pool) > 0 {
		f.Fields = append(f.Fields, view.Field{Name: "experts", Label: "从专家库请的专家", Type: "many", Options: pool, Hint: "会前收到邀请；到会的，纪要里以本人名义记下意见"})
	}
	body := func(x *fault.Fault) templ.Component {
		if x != nil {
			mark(&f, x)
		}
		return view.ActPage(v.lang, view.Act{Title: "召集会议", Form: f})
	}
	if refusal != nil {
		return s.again(v, refusal, "召集会议", body)
	}
	return s.page(v, "召集会议", body(nil))
}

func (s *server) addMeeting(v *visit) error {
	m := store.Meeting{Kind: v.field("kind"), Title: v.field("title"), Place: v.field("place")}
	at, err := time.ParseInLocation("2006-01-02 15:04", v.field("at"), deadline.Zone)
	if err != nil {
		return s.showNewMeeting(v, fault.New(fault.Invalid, "meeting.at", "时间应写成 2026-03-16 15:00").On("at"))
	}
	m.At = at.UnixMilli()
	for line := range strings.Lines(v.field("members")) {
		cells := strings.FieldsFunc(strings.TrimSpace(line), func(r rune) bool { return r == '，' || r == ',' || r == '\t' })
		if len(cells) == 0 {
			continue
		}
		if len(cells) < 3 || memberParts[strings.TrimSpace(cells[2])] == "" {
			return s.showNewMeeting(v, fault.New(fault.Invalid, "meeting.members", "「%s」应写成：姓名，单位，身份，专长；身份是主持、成员或部门，专家从专家库选", strings.TrimSpace(line)).On("members"))
		}
		x := store.Attendee{Name: strings.TrimSpace(cells[0]), Unit: strings.TrimSpace(cells[1]), Part: memberParts[strings.TrimSpace(cells[2])]}
		if len(cells) > 3 {
			x.Expertise = strings.TrimSpace(strings.Join(cells[3:], "，"))
		}
		m.Members = append(m.Members, x)
	}
	for _, id := range v.r.PostForm["experts"] {
		m.Members = append(m.Members, store.Attendee{ExpertID: id, Part: "expert"})
	}
	id, err := s.Desk.PlanMeeting(v.r.Context(), v.who, m, v.field("number"))
	if err != nil {
		return s.showNewMeeting(v, err)
	}
	return v.done("已召集，参会的同事会收到通知。", "/desk/meetings/"+id)
}

func (s *server) meeting(v *visit) error {
	ctx := v.r.Context()
	m, err := s.Desk.Meeting(ctx, v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	names, err := s.personNames(ctx)
	if err != nil {
		return err
	}
	p := record{
		Title: desk.MeetingTitle(m.Kind) + "：" + m.Title, State: meetingState(m), Back: "/desk/meetings", BackWord: "会议", Rest: "纪要由召集会议的办公室或负责人写；处置建议由领导小组的另一位批准。",
		Pairs: []recordPair{{"时间", v.when(m.At), ""}, {"地点", m.Place, ""}, {"召集", names[m.CreatedBy], ""}},
	}
	if m.MatterID != "" {
		about, err := s.Store.Matter(ctx, m.MatterID)
		if err != nil {
			return err
		}
		p.Pairs = append(p.Pairs, recordPair{"关切", about.Number + " " + about.Title, "/desk/concerns/" + about.Number})
	}
	members := [][]string{{"姓名", "单位", "身份", "专长", "到会"}}
	var present []view.Option
	for i, x := range m.Members {
		there := map[bool]string{true: "到会", false: "—"}[x.Present]
		word := desk.MemberParts[x.Part]
		if m.HeldAt == 0 && x.ExpertID != "" {
			there = map[string]string{"": "还没有回复", "coming": "参加", "declined": "不能参加"}[x.Reply]
		}
		members = append(members, []string{x.Name, x.Unit, word, x.Expertise, there})
		present = append(present, view.Option{Value: strconv.Itoa(i), Word: x.Name + "（" + x.Unit + "）"})
	}
	p.Parts = append(p.Parts, recordSection{Head: "参会人", Rows: members})
	changes, err := s.changesAfter(v, m, names)
	if err != nil {
		return err
	}
	if m.HeldAt > 0 {
		p.Parts = append(p.Parts, recordSection{Head: "纪要（" + names[m.MinutedBy] + "）", Text: m.Minutes})
		if m.Proposal != "" {
			p.Parts = append(p.Parts, recordSection{Head: "处置建议", Text: m.Proposal})
		}
		rows, links := [][]string{{"决定", "单位", "期限"}}, []string{}
		for _, d := range m.Decisions {
			rows = append(rows, []string{d.Text, tree.Name(d.UnitID), dueWord(v, d.DueAt)})
			link := ""
			if d.TaskID != "" {
				link = "/desk/tasks/" + d.TaskID
			}
			links = append(links, link)
		}
		p.Parts = append(p.Parts, recordSection{Head: "决定", Rows: rows, Links: links, Empty: "没有要交办的决定"})
		if len(m.Decisions) == 0 {
			p.Parts[len(p.Parts)-1].Rows = nil
		}
		if m.ApprovedAt > 0 {
			p.Parts = append(p.Parts, recordSection{Head: "批准（" + names[m.ApprovedBy] + "，" + v.when(m.ApprovedAt) + "）", Text: m.Note})
		}
	}
	if len(changes) > 0 {
		rows := [][]string{{"成员变动"}}
		for _, c := range changes {
			rows = append(rows, []string{c})
		}
		p.Parts = append(p.Parts, recordSection{Head: "成员变动", Rows: rows})
	}
	p.Forms = meetingForms(v, m, present)
	paper := minutesPaper(v, tree, m, p, names)
	paper.Changes = changes
	return s.showPaper(v, m.Title+" 会议纪要", doc.MinutesPaper(paper), p)
}

// changesAfter says who left the response group after the meeting that formed it.
func (s *server) changesAfter(v *visit, m store.Meeting, names map[string]string) ([]string, error) {
	if m.Kind != "response_group" || m.HeldAt == 0 || m.MatterID == "" {
		return nil, nil
	}
	about, err := s.Store.Matter(v.r.Context(), m.MatterID)
	if err != nil {
		return nil, err
	}
	g, err := s.Desk.ResponseGroup(v.r.Context(), about)
	g.Changes = slices.DeleteFunc(g.Changes, func(c store.GroupChange) bool { return c.At < m.HeldAt })
	return groupChanges(v, g, names), err
}

func meetingForms(v *visit, m store.Meeting, present []view.Option) []titledForm {
	at := "/desk/meetings/" + m.ID
	switch {
	case m.HeldAt == 0 && desk.MayConvene(v.who):
		f := formOn("minutes", at+"/minutes", "形成纪要", view.Field{Name: "present", Label: "到会", Type: "many", Options: present, Required: true}, longField("minutes", "纪要", true))
		f.Main = true
		if m.Kind == "consultation" {
			f.Fields = append(f.Fields, longField("proposal", "处置建议", true))
		}
		d := longField("decisions", "决定", m.Kind == "leading_group")
		d.Hint = "一行一项：决定，单位，工作日数。写了单位的成为任务。"
		for i, x := range m.Members {
			if x.ExpertID != "" && m.MatterID != "" {
				o := longField("opinion-"+strconv.Itoa(i), v.lang.F("%s的意见", x.Name), false)
				o.Hint = "专家本人的意见，以本人名义在案；公开前由另一人核对"
				f.Fields = append(f.Fields, o)
			}
		}
		f.Fields = append(f.Fields, d)
		return []titledForm{{Title: "写纪要", Form: f}}
	case m.Kind == "consultation" && m.HeldAt > 0 && m.ApprovedAt == 0 && m.MinutedBy != v.who.ID && leads.allows(v.who):
		return []titledForm{{Title: "批准处置建议", Form: formOn("approve", at+"/approve", "批准", longField("note", "批准意见", true))}}
	}
	return nil
}

func (s *server) holdMeeting(v *visit) error {
	id := v.r.PathValue("id")
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	in := desk.Minutes{Text: v.field("minutes"), Proposal: v.field("proposal"), Opinions: map[int]string{}}
	for _, x := range v.r.PostForm["present"] {
		if i, err := strconv.Atoi(x); err == nil {
			in.Present = append(in.Present, i)
		}
	}
	for name := range v.r.PostForm {
		if i, err := strconv.Atoi(strings.TrimPrefix(name, "opinion-")); err == nil && strings.HasPrefix(name, "opinion-") {
			in.Opinions[i] = v.field(name)
		}
	}
	for line := range strings.Lines(v.field("decisions")) {
		cells := strings.FieldsFunc(strings.TrimSpace(line), func(r rune) bool { return r == '，' || r == ',' || r == '\t' })
		if len(cells) == 0 {
			continue
		}
		r := desk.Resolution{Text: cells[0]}
		if len(cells) > 1 {
			u, err := store.FindUnit(tree.Units, strings.TrimSpace(cells[1]))
			if err != nil {
				return v.refused(err, "/desk/meetings/"+id)
			}
			r.UnitID = u.ID
		}
		if len(cells) > 2 {
			r.Within = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(cells[2]), "个工作日")) + " working days"
		}
		in.Decisions = append(in.Decisions, r)
	}
	return s.posted(v, s.Desk.HoldMeeting(v.r.Context(), v.who, id, in), "纪要已形成。", "/desk/meetings/"+id)
}

func (s *server) approveProposal(v *visit) error {
	id := v.r.PathValue("id")
	return s.posted(v, s.Desk.ApproveProposal(v.r.Context(), v.who, id, v.field("note")), "处置建议已批准，可以成立应对小组。", "/desk/meetings/"+id)
}
