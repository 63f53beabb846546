package store

import (
	"context"
	"fmt"
)

// Lesson (经验与改进) is what an after-action report teaches: a task of a unit with
// a due time, tracked until it is done. Clause: HAN-11.
type Lesson struct {
	ID        string
	MatterID  string
	Number    string // of the concern
	TaskID    string
	Text      string
	UnitID    string
	DueAt     int64
	DoneAt    int64
	Result    string
	CreatedBy string
	At        int64
}

// LessonTask is the plan under which the tasks of lessons stand: they outlive
// their concern.
const LessonTask = "lesson"

// AddLesson stores a lesson and its task.
func (t *Tx) AddLesson(l Lesson, agencyID string) error {
	id, err := t.NewTask(Task{MatterID: l.MatterID, Title: l.Text, UnitID: l.UnitID, DueAt: l.DueAt, CreatedBy: l.CreatedBy, Plan: LessonTask, Place: 200})
	if err != nil {
		return err
	}
	err = t.Later(`INSERT INTO lesson (id, matter_id, task_id, agency_id, text, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`, NewID(t.Now), l.MatterID, id, agencyID, l.Text, l.CreatedBy, t.Ms())
	return err
}

const lessonColumns = `l.id, l.matter_id, m.number, l.task_id, l.text, k.unit_id, k.due_at, k.done_at, k.result, l.by_id, l.at FROM lesson l JOIN task k ON k.id = l.task_id JOIN matter m ON m.id = l.matter_id`

func scanLesson(scan func(...any) error) (Lesson, error) {
	var l Lesson
	err := scan(&l.ID, &l.MatterID, &l.Number, &l.TaskID, &l.Text, &l.UnitID, &l.DueAt, &l.DoneAt, &l.Result, &l.CreatedBy, &l.At)
	return l, err
}

// LessonFilter narrows the register of lessons. State is open, late, done or ""
// for all; Agency "" is every agency.
type LessonFilter struct {
	Agency, UnitID, State, Before string
}

// Lessons returns up to n lessons, newest first, after the one named Before.
func (r *Reader) Lessons(ctx context.Context, f LessonFilter, n int) ([]Lesson, error) {
	where, args := `1 = 1`, []any{}
	add := func(cond string, v any) {
		args = append(args, v)
		where += ` AND ` + fmt.Sprintf(cond, len(args))
	}
	if f.Agency != "" {
		add(`l.agency_id = $%d`, f.Agency)
	}
	if f.UnitID != "" {
		add(`k.unit_id = $%d`, f.UnitID)
	}
	if f.Before != "" {
		add(`l.id < $%d`, f.Before)
	}
	switch f.State {
	case "open":
		where += ` AND k.done_at = 0`
	case "done":
		where += ` AND k.done_at > 0`
	case "late":
		add(`k.done_at = 0 AND k.due_at < $%d`, r.now().UnixMilli())
	}
	args = append(args, n)
	return gather(scanLesson)(r.query(ctx, `SELECT `+lessonColumns+` WHERE `+where+fmt.Sprintf(` ORDER BY l.id DESC LIMIT $%d`, len(args)), args...))
}

// LessonsOf returns the lessons of one concern, oldest first.
func (r *Reader) LessonsOf(ctx context.Context, matterID string) ([]Lesson, error) {
	return gather(scanLesson)(r.query(ctx, `SELECT `+lessonColumns+` WHERE l.matter_id = $1 ORDER BY l.id`, matterID))
}

// LessonsOf returns the lessons of one concern, oldest first.
func (t *Tx) LessonsOf(matterID string) ([]Lesson, error) {
	return gather(scanLesson)(t.Query(`SELECT `+lessonColumns+` WHERE l.matter_id = $1 ORDER BY l.id`, matterID))
}

// EndTasks takes away the open tasks of a matter that stand under a plan.
func (t *Tx) EndTasks(matterID, plan string) error {
	err := t.Later(`DELETE FROM task WHERE matter_id = $1 AND plan = $2 AND done_at = 0`, matterID, plan)
	return err
}

// DoTasks marks the open tasks of a matter under a plan and a title as done.
func (t *Tx) DoTasks(matterID, plan, title, personID string) (int64, error) {
	return t.Exec(`UPDATE task SET done_at = $4, done_by = $5 WHERE matter_id = $1 AND plan = $2 AND title = $3 AND done_at = 0`, matterID, plan, title, t.Ms(), personID)
}

// FollowCounts are the figures that the guards of following on read.
type FollowCounts struct {
	Measures, Open, Tasks, Waiting, Results int64 // measures, those not proved, tasks that people gave and tips handed over, proposals that wait, results on record
}

// FollowCounts counts what was ordered and given for a concern.
func (t *Tx) FollowCounts(matterID string) (FollowCounts, error) {
	var c FollowCounts
	err := t.Row(`SELECT (SELECT COUNT(*) FROM measure WHERE matter_id = $1), (SELECT COUNT(*) FROM measure WHERE matter_id = $1 AND proved_at = 0), (SELECT COUNT(*) FROM task WHERE matter_id = $1 AND plan = '') + (SELECT COUNT(*) FROM tip_handover WHERE matter_id = $1), (SELECT COUNT(*) FROM reopening WHERE matter_id = $1 AND decision = 'open'), (SELECT COUNT(*) FROM result WHERE matter_id = $1)`,
		[]any{matterID}, &c.Measures, &c.Open, &c.Tasks, &c.Waiting, &c.Results)
	return c, err
}
