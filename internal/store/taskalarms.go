package store

import "context"

// taskWarning is when a task is first spoken of: after three quarters of its time;
// 0 for one without a due time.
func taskWarning(now, dueAt int64) int64 {
	if dueAt == Never {
		return 0
	}
	return max(now+(dueAt-now)*3/4, 1)
}

const alarmColumns = `k.id, k.matter_id, k.title, k.unit_id, k.role, k.due_at, k.plan, k.warn_at FROM task k`

func scanTaskAlarm(scan func(...any) error) (TaskAlarm, error) {
	var a TaskAlarm
	err := scan(&a.ID, &a.MatterID, &a.Title, &a.UnitID, &a.Role, &a.DueAt, &a.Plan, &a.WarnAt)
	return a, err
}

// TaskAlarm (任务提醒) is an open task of which something is to be said.
type TaskAlarm struct {
	Task
	WarnAt int64
}

// TaskAlarms returns up to n open tasks whose warning or due time has come and of
// which nobody was told yet, the oldest first.
func (r *Reader) TaskAlarms(ctx context.Context, now int64, n int) ([]TaskAlarm, error) {
	return gather(scanTaskAlarm)(r.query(ctx, `SELECT `+alarmColumns+` WHERE k.done_at = 0 AND k.warn_at > 0 AND k.warn_at <= $1 ORDER BY k.warn_at, k.id LIMIT $2`, now, n))
}

// RingTask moves an alarm on, to the next instant or to 0 for none. It reports
// whether it was this one that rang: the task is still open and nobody else did it.
func (t *Tx) RingTask(a TaskAlarm, next int64) (bool, error) {
	n, err := t.Exec(`UPDATE task SET warn_at = $3 WHERE id = $1 AND warn_at = $2 AND done_at = 0`, a.ID, a.WarnAt, next)
	return n == 1, err
}

// OverdueTasks returns up to n open tasks whose due time has passed and that no
// finding names yet.
func (r *Reader) OverdueTasks(ctx context.Context, now int64, n int) ([]TaskAlarm, error) {
	return gather(scanTaskAlarm)(r.query(ctx, `SELECT `+alarmColumns+` WHERE k.done_at = 0 AND k.due_at < $1 AND NOT EXISTS (SELECT 1 FROM finding f WHERE f.ukey = 'task:' || k.id) ORDER BY k.due_at, k.id LIMIT $2`, now, n))
}

// LastOwnList returns when an agency last signed a list of its own acts off, 0 for
// never.
func (r *Reader) LastOwnList(ctx context.Context, agencyID string) (int64, error) {
	var at int64
	err := r.row(ctx, `SELECT COALESCE(MAX(signed_at), 0) FROM own_list WHERE agency_id = $1 AND signed_at > 0`, []any{agencyID}, &at)
	return at, err
}
