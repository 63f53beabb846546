package store

import (
	"context"

	"yingda/internal/fault"
)

// TaskNote (任务记录) is one line of the history of a task.
type TaskNote struct {
	Kind     string // note urge move done
	Text     string
	PersonID string
	At       int64
}

func noTask() error {
	return fault.New(fault.NotFound, "task.unknown", "没有这项任务，或者已经完成").On("task")
}

// AddTaskNote writes a line of the history of a task.
func (t *Tx) AddTaskNote(taskID, kind, text, personID string) error {
	err := t.Later(`INSERT INTO task_note (task_id, n, kind, text, by_id, at) VALUES ($1, (SELECT COUNT(*) + 1 FROM task_note WHERE task_id = $1), $2, $3, $4, $5)`, taskID, kind, text, personID, t.Ms())
	return err
}

// OpenTask returns an open task of a matter; fault.NotFound if there is none.
func (t *Tx) OpenTask(matterID, taskID string) (Task, error) {
	k := Task{ID: taskID, MatterID: matterID}
	err := t.Row(`SELECT title, unit_id, due_at FROM task WHERE matter_id = $1 AND id = $2 AND done_at = 0`, []any{matterID, taskID}, &k.Title, &k.UnitID, &k.DueAt)
	if IsNoRows(err) {
		return k, noTask()
	}
	return k, err
}

// UrgeTask counts one more chase of a task.
func (t *Tx) UrgeTask(taskID string) error {
	err := t.Later(`UPDATE task SET urged = urged + 1, urged_at = $2 WHERE id = $1`, taskID, t.Ms())
	return err
}

// MoveTask gives a task to another unit, with another date.
func (t *Tx) MoveTask(taskID, unitID string, dueAt int64) error {
	err := t.Later(`UPDATE task SET unit_id = $2, due_at = $3, warn_at = $4 WHERE id = $1`, taskID, unitID, dueAt, taskWarning(t.Ms(), dueAt))
	return err
}

// HandPlanOn gives the open steps of a matter's plans that its handling unit owes
// to the next handling unit; their dates stand.
func (t *Tx) HandPlanOn(matterID, from, to string) error {
	if from == to {
		return nil
	}
	return t.Later(`UPDATE task SET unit_id = $3 WHERE matter_id = $1 AND unit_id = $2 AND plan <> '' AND role IN ('handler', 'drafter') AND done_at = 0`, matterID, from, to)
}

// SetTaskResult keeps what came of a task.
func (t *Tx) SetTaskResult(taskID, result string) error {
	err := t.Later(`UPDATE task SET result = $2 WHERE id = $1`, taskID, result)
	return err
}

// TaskPage is one task with its chases and its history.
type TaskPage struct {
	Task
	Result  string
	Urged   int64
	UrgedAt int64
	Notes   []TaskNote
}

// Task returns one task with its history, newest line first.
func (r *Reader) Task(ctx context.Context, id string) (TaskPage, error) {
	var k TaskPage
	err := r.row(ctx, `SELECT id, matter_id, title, unit_id, role, due_at, created_at, created_by, done_at, done_by, plan, place, result, urged, urged_at FROM task WHERE id = $1`, []any{id},
		&k.ID, &k.MatterID, &k.Title, &k.UnitID, &k.Role, &k.DueAt, &k.CreatedAt, &k.CreatedBy, &k.DoneAt, &k.DoneBy, &k.Plan, &k.Place, &k.Result, &k.Urged, &k.UrgedAt)
	if IsNoRows(err) {
		return k, noTask()
	}
	if err != nil {
		return k, err
	}
	rows, err := r.query(ctx, `SELECT kind, text, by_id, at FROM task_note WHERE task_id = $1 ORDER BY n DESC`, id)
	if err != nil {
		return k, err
	}
	defer rows.Close()
	for rows.Next() {
		var n TaskNote
		if err := rows.Scan(&n.Kind, &n.Text, &n.PersonID, &n.At); err != nil {
			return k, err
		}
		k.Notes = append(k.Notes, n)
	}
	return k, rows.Err()
}
