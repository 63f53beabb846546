package web

import (
	"context"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// lessons is the register of lessons: tasks that after-action reports left.
// Clause: HAN-11.
func (s *server) lessons(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	f := store.LessonFilter{UnitID: v.q("unit"), State: v.q("state"), Before: v.q("before")}
	if !v.who.SeesAll() {
		f.Agency = v.agency(tree)
	}
	list, err := s.Store.Lessons(v.r.Context(), f, perPage+1)
	if err != nil {
		return err
	}
	p := register{Title: "经验与改进", Says: "事后总结列出的改进事项，各有单位和时限，做完为止。"}
	for _, x := range []struct{ state, word string }{{"", "全部"}, {"open", "办理中"}, {"late", "已超期"}, {"done", "已完成"}} {
		p.Ways = append(p.Ways, wayOn{v.with("state", x.state), x.word, x.state == f.State})
	}
	if len(list) > perPage {
		list = list[:perPage]
		p.Ways = append(p.Ways, wayOn{v.with("before", list[perPage-1].ID), "更早的", false})
	}
	table := registerTable{Title: "改进事项", Head: []string{"改进事项", "关切", "单位", "时限", "状态"}, Empty: view.Empty{Title: "没有改进事项", Why: "写总结报告之后，在关切的页面上「列入改进事项」，写明单位和时限。", Href: "/desk/concerns", Way: "看全部关切"}}
	for _, l := range list {
		state := "办理中"
		switch {
		case l.DoneAt > 0:
			state = "已完成"
		case l.DueAt < v.now.UnixMilli():
			state = "已超期"
		}
		table.Rows = append(table.Rows, registerLine{Href: "/desk/tasks/" + l.TaskID, Under: l.Result, Cells: []string{l.Text, l.Number, tree.Name(l.UnitID), dueWord(v, l.DueAt), state}, Mark: true})
	}
	p.Tables = []registerTable{table}
	return s.page(v, p.Title, registerView(p))
}

// missingOf lists the reasons that readers picked.
var missingOf = map[string]string{"not_my_question": "没有回答我的问题", "unclear": "看不懂", "not_solved": "没有解决", "not_true": "和实际不符", "other": "其他"}

func saidLine(v *visit, said store.Feedback) string {
	if said.All() == 0 {
		return v.lang.T("还没有公众评价")
	}
	out := v.lang.F("评价 %d 份：是 %d，部分 %d，否 %d", said.All(), said.Yes, said.Partly, said.No)
	var why []string
	for _, m := range store.Missings {
		if n := said.Missing[m]; n > 0 {
			why = append(why, v.lang.T(missingOf[m])+" "+num(n))
		}
	}
	if len(why) > 0 {
		out += "（" + strings.Join(why, "，") + "）"
	}
	return out
}

// follow is what came after the answer: readers, new posts, proposals; nil before.
func (s *server) follow(v *visit, d dossier) (*view.Follow, error) {
	if d.m.State != matter.Following && d.m.State != matter.Closed {
		return nil, nil
	}
	var said store.Feedback
	var later int64
	var lessons []store.Lesson
	var list []store.Reopening
	err := s.together(v,
		func() (err error) { said, err = s.Store.FeedbackOn(v.r.Context(), d.m.ID); return },
		func() (err error) {
			if d.c.AnsweredAt > 0 {
				later, err = s.Store.CountLater(v.r.Context(), d.m.ID, d.c.AnsweredAt)
			}
			return err
		},
		func() (err error) { lessons, err = s.Store.LessonsOf(v.r.Context(), d.m.ID); return },
		func() (err error) { list, err = s.Store.Reopenings(v.r.Context(), d.m.ID); return },
	)
	if err != nil {
		return nil, err
	}
	f := &view.Follow{Lines: []string{saidLine(v, said)}}
	if d.c.AnsweredAt > 0 {
		f.Answered = v.lang.F("答复于 %s", v.when(d.c.AnsweredAt))
		f.Lines = append(f.Lines, v.lang.F("答复后新帖文 %d 条", later))
	}
	done := 0
	for _, l := range lessons {
		if l.DoneAt > 0 {
			done++
		}
	}
	if len(lessons) > 0 {
		f.Lines = append(f.Lines, v.lang.F("改进事项 %d 项，完成 %d 项", len(lessons), done))
	}
	for _, o := range list {
		switch o.Decision {
		case "open":
			f.Waits = v.lang.F("%s 建议重新办理（%s）：%s", v.when(o.At), matter.ReopenTitles[o.Ground], o.Says)
		case "kept":
			f.Lines = append(f.Lines, v.lang.F("%s，%s决定维持：%s", v.when(o.DecidedAt), d.names[o.PersonID], o.Reason))
		default:
			f.Lines = append(f.Lines, v.lang.F("%s，%s决定重新办理：%s", v.when(o.DecidedAt), d.names[o.PersonID], o.Reason))
		}
	}
	return f, nil
}

// homeReopen lists the proposals that wait for those who decide.
func (s *server) homeReopen(v *visit, tree *desk.Tree, p *view.HomePage) error {
	if !holds(regime.OfficeDirector, regime.Head, regime.Deputy).allows(v.who) {
		return nil
	}
	return s.reopenRows(v.r.Context(), v, v.agency(tree), p)
}

func (s *server) reopenRows(ctx context.Context, v *visit, agency string, p *view.HomePage) error {
	list, err := s.Store.OpenReopenings(ctx, agency, homeRows)
	for _, o := range list {
		p.Reopen = append(p.Reopen, view.Trouble{Name: o.Number + " " + o.Title, Says: v.lang.T(matter.ReopenTitles[o.Ground]), Text: o.Says, Href: "/desk/concerns/" + o.Number + "#follow"})
	}
	return err
}
