package web

import (
	"strconv"

	"yingda/internal/matter"
	"yingda/internal/view"
)

// task is the page of one task: history, and what can be done with it.
func (s *server) task(v *visit) error {
	ctx := v.r.Context()
	k, err := s.Store.Task(ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	m, offers, err := s.Desk.Offers(ctx, v.who, k.MatterID)
	if err != nil {
		return err
	}
	b, err := s.subject(v, m)
	if err != nil {
		return err
	}
	names, err := s.personNames(ctx)
	if err != nil {
		return err
	}
	p := record{
		Title: k.Title, State: taskState(v, k.DoneAt, k.DueAt), Back: "/desk/tasks", BackWord: "任务", Rest: "任务由承办单位完成，由办公室催办和改派。",
		Pairs: []recordPair{{"关切", m.Number + " " + m.Title, "/desk/concerns/" + m.Number}, {"单位", b.tree.Name(k.UnitID), ""}, {"期限", dueWord(v, k.DueAt), ""}, {"催办", strconv.FormatInt(k.Urged, 10) + " 次", ""}},
	}
	if k.DoneAt > 0 {
		p.Pairs = append(p.Pairs, recordPair{"完成", names[k.DoneBy] + "，" + v.when(k.DoneAt), ""})
	}
	if k.Result != "" {
		p.Parts = append(p.Parts, recordSection{Head: "完成情况", Text: k.Result})
	}
	rows := [][]string{{"情况", "种类", "由谁", "时间"}}
	for _, n := range k.Notes {
		rows = append(rows, []string{n.Text, map[string]string{"note": "记录", "urge": "催办", "move": "改派", "done": "完成"}[n.Kind], names[n.PersonID], v.when(n.At)})
	}
	p.Parts = append(p.Parts, recordSection{Head: "经过", Rows: rowsOrNone(rows), Empty: "还没有记录"})
	for _, o := range offers {
		if k.DoneAt == 0 && taskAction[o.Row.Action] {
			p.Forms = append(p.Forms, titledForm{Title: v.lang.T(o.Row.Title), Form: s.taskForm(v, b, o, k.ID)})
		}
	}
	return s.showRecord(v, b.tree.Name(m.AgencyID), m.Number, k.CreatedAt, p)
}

var taskAction = map[matter.Action]bool{"complete_task": true, "note_task": true, "urge_task": true, "move_task": true}

// taskForm is the form of a step of the state table for this task alone.
func (s *server) taskForm(v *visit, b subject, o matter.Offer, id string) view.Form {
	f := s.form(v, b, o, nil)
	f.Cancel, f.Main = "/desk/tasks", o.Row.Action == "complete_task"
	f.Hidden = append(f.Hidden, view.Pair{Name: "task", Value: id})
	var rest []view.Field
	for _, x := range f.Fields {
		if x.Name != "task" {
			rest = append(rest, x)
		}
	}
	f.Fields = rest
	return f
}

func taskState(v *visit, done, due int64) string {
	switch {
	case done > 0:
		return "已完成"
	case due < v.now.UnixMilli():
		return "已超期"
	}
	return "办理中"
}
