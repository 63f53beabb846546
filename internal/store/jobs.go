package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"yingda/internal/fault"
)

// Job (任务) is one piece of work that runs by itself. Fence is a number that
// rises with each claim: who holds an older one can no longer complete the job.
type Job struct {
	ID          string
	Kind        string
	Key         string // unique among the waiting and running of its kind, "" for none
	Payload     string // JSON
	State       string // ready running done dead
	RunAt       int64
	Attempts    int64
	MaxAttempts int64
	Fence       int64
	LeaseUntil  int64
	Error       string
	Progress    string
	CreatedAt   int64
	DoneAt      int64
}

// Into decodes the payload; what does not decode is fault.Invalid.
func (j Job) Into(v any) error {
	if err := json.Unmarshal([]byte(j.Payload), v); err != nil {
		return fault.New(fault.Invalid, "job.payload", "任务内容无法读取").Because(fmt.Errorf("payload of %s %s: %w", j.Kind, j.ID, err))
	}
	return nil
}

// scheduleKey begins the keys of jobs that a schedule made.
const scheduleKey = "schedule:"

func (j Job) scheduled() bool { return strings.HasPrefix(j.Key, scheduleKey) }

const jobColumns = `id, kind, ukey, payload, state, run_at, attempts, max_attempts, fence, lease_until, error, progress, created_at, done_at`

func scanJobs(rows Answer, err error) ([]Job, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Job
	for rows.Next() {
		var j Job
		if err := rows.Scan(&j.ID, &j.Kind, &j.Key, &j.Payload, &j.State, &j.RunAt, &j.Attempts, &j.MaxAttempts, &j.Fence, &j.LeaseUntil, &j.Error, &j.Progress, &j.CreatedAt, &j.DoneAt); err != nil {
			return nil, err
		}
		out = append(out, j)
	}
	return out, rows.Err()
}

// Pending is what a runner finds to do: waiting jobs that are due by kind
// (counted to at most 100), and whether leases have run out or ticks are due.
type Pending struct {
	Ready   map[string]int
	Expired bool
	Ticks   bool
}

// Pending looks for work of the given kinds without locking anything.
func (r *Reader) Pending(ctx context.Context, kinds []string, now int64) (Pending, error) {
	var q strings.Builder
	q.WriteString(`SELECT '', COUNT(*) FROM (SELECT 1 FROM job WHERE state = 'running' AND lease_until < $1 LIMIT 1) expired UNION ALL SELECT '!', COUNT(*) FROM (SELECT 1 FROM schedule WHERE next_at <= $1 LIMIT 1) ticks`)
	args := []any{now}
	for _, kind := range kinds {
		args = append(args, kind)
		fmt.Fprintf(&q, ` UNION ALL SELECT CAST($%d AS TEXT), COUNT(*) FROM (SELECT 1 FROM job WHERE state = 'ready' AND kind = $%d AND run_at <= $1 LIMIT 100) k%d`, len(args), len(args), len(args))
	}
	rows, err := r.query(ctx, q.String(), args...)
	if err != nil {
		return Pending{}, err
	}
	defer rows.Close()
	p := Pending{Ready: map[string]int{}}
	for rows.Next() {
		var kind string
		var n int
		if err := rows.Scan(&kind, &n); err != nil {
			return Pending{}, err
		}
		switch {
		case n == 0:
		case kind == "":
			p.Expired = true
		case kind == "!":
			p.Ticks = true
		default:
			p.Ready[kind] = n
		}
	}
	return p, rows.Err()
}

// ClaimJobs takes up to n due jobs of a kind, oldest first, and holds them
// until the lease ends. Rows that another process is taking are passed over.
func (t *Tx) ClaimJobs(kind string, n int, lease time.Duration) ([]Job, error) {
	// The choice stands in a CTE: in a plain IN the planner may run it again
	// after the first rows changed, and take more than n.
	return scanJobs(t.Query(`WITH chosen AS (SELECT id FROM job WHERE state = 'ready' AND kind = $1 AND run_at <= $2 ORDER BY run_at, id LIMIT $3`+t.engine.skipLocked()+`)
UPDATE job SET state = 'running', fence = fence + 1, attempts = attempts + 1, lease_until = $4, progress = '' WHERE id IN (SELECT id FROM chosen) RETURNING `+jobColumns,
		kind, t.Ms(), n, t.Now.Add(lease).UnixMilli()))
}

// HoldJob renews the lease of a job; false means that the job was lost.
func (t *Tx) HoldJob(j Job, lease time.Duration) (bool, error) {
	n, err := t.Exec(`UPDATE job SET lease_until = $3 WHERE id = $1 AND fence = $2 AND state = 'running'`, j.ID, j.Fence, t.Now.Add(lease).UnixMilli())
	return n == 1, err
}

// CompleteJob marks a job as done; false means that the job was lost, and the
// transaction must not commit. A scheduled job leaves no row behind: there are
// many, and the schedule says when it last ran.
func (t *Tx) CompleteJob(j Job) (bool, error) {
	if j.scheduled() {
		n, err := t.Exec(`DELETE FROM job WHERE id = $1 AND fence = $2 AND state = 'running'`, j.ID, j.Fence)
		return n == 1, err
	}
	n, err := t.Exec(`UPDATE job SET state = 'done', done_at = $3, error = '' WHERE id = $1 AND fence = $2 AND state = 'running'`, j.ID, j.Fence, t.Ms())
	return n == 1, err
}

// PutBackJob lets a job run again at an instant. Without counted, the attempt
// is forgotten; text says why, "" for no error.
func (t *Tx) PutBackJob(j Job, at time.Time, counted bool, text string) (bool, error) {
	n, err := t.Exec(`UPDATE job SET state = 'ready', run_at = $3, attempts = attempts - $4, error = $5 WHERE id = $1 AND fence = $2 AND state = 'running'`, j.ID, j.Fence, at.UnixMilli(), Bit(!counted), text)
	return n == 1, err
}

// BuryJob gives a job up for a person to look at. Of a schedule the last dead
// job is kept alone, else an outage would leave one after the other.
func (t *Tx) BuryJob(j Job, text string) (bool, error) {
	if j.scheduled() {
		if _, err := t.Exec(`DELETE FROM job WHERE state = 'dead' AND kind = $1 AND ukey = $2`, j.Kind, j.Key); err != nil {
			return false, err
		}
	}
	n, err := t.Exec(`UPDATE job SET state = 'dead', done_at = $3, error = $4 WHERE id = $1 AND fence = $2 AND state = 'running'`, j.ID, j.Fence, t.Ms(), text)
	return n == 1, err
}

// NoteJob stores how far a job has come; false means that the job was lost.
func (t *Tx) NoteJob(j Job, text string) (bool, error) {
	n, err := t.Exec(`UPDATE job SET progress = $3 WHERE id = $1 AND fence = $2 AND state = 'running'`, j.ID, j.Fence, text)
	return n == 1, err
}

// ExpiredJobs returns up to n running jobs whose lease has ended.
func (r *Reader) ExpiredJobs(ctx context.Context, now int64, n int) ([]Job, error) {
	return scanJobs(r.query(ctx, `SELECT `+jobColumns+` FROM job WHERE state = 'running' AND lease_until < $1 ORDER BY lease_until LIMIT $2`, now, n))
}

// FreeJob takes a job from a holder whose lease has ended: it may run again at
// once, or is dead if that was its last attempt. A row that its holder's own
// transaction has locked is left alone.
func (t *Tx) FreeJob(j Job, text string) error {
	_, err := t.Exec(`UPDATE job SET state = CASE WHEN attempts >= max_attempts THEN 'dead' ELSE 'ready' END, run_at = $3, error = $4, done_at = CASE WHEN attempts >= max_attempts THEN $3 ELSE 0 END
WHERE id IN (SELECT id FROM job WHERE id = $1 AND fence = $2 AND state = 'running' AND lease_until < $3`+t.engine.skipLocked()+`)`, j.ID, j.Fence, t.Ms(), text)
	return err
}

// EndLeases ends the leases of all jobs in hand: whoever held them is gone.
func (t *Tx) EndLeases() error {
	_, err := t.Exec(`UPDATE job SET lease_until = 0 WHERE state = 'running'`)
	return err
}

// Jobs returns up to n jobs in a state, newest first; after is the id of the
// last one of the page before, "" for the first page.
func (r *Reader) Jobs(ctx context.Context, state, after string, n int) ([]Job, error) {
	if after == "" {
		after = "~" // sorts after every id
	}
	return scanJobs(r.query(ctx, `SELECT `+jobColumns+` FROM job WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, state, after, n))
}

// Job returns one job; fault.NotFound if there is none.
func (r *Reader) Job(ctx context.Context, id string) (Job, error) {
	out, err := scanJobs(r.query(ctx, `SELECT `+jobColumns+` FROM job WHERE id = $1`, id))
	if err == nil && len(out) == 0 {
		return Job{}, fault.New(fault.NotFound, "job.unknown", "没有这个任务")
	}
	if err != nil {
		return Job{}, err
	}
	return out[0], nil
}

// JobCounts returns how many jobs are in each state, counted to at most limit.
func (r *Reader) JobCounts(ctx context.Context, limit int) (map[string]int, error) {
	out := map[string]int{}
	for _, state := range []string{"ready", "running", "done", "dead"} {
		var n int
		if err := r.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM job WHERE state = $1 LIMIT $2) counted`, []any{state, limit}, &n); err != nil {
			return nil, err
		}
		out[state] = n
	}
	return out, nil
}

// RetryJob lets a dead job run again from its first attempt. Faults:
// job.unknown if it is not dead, job.waiting if its key waits or runs already.
func (t *Tx) RetryJob(id string) error {
	n, err := t.Exec(`UPDATE job SET state = 'ready', run_at = $2, attempts = 0, done_at = 0 WHERE id = $1 AND state = 'dead'`, id, t.Ms())
	if IsDuplicate(err) {
		return fault.New(fault.Conflict, "job.waiting", "同样的任务已经在等待或执行")
	}
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "job.unknown", "没有这个失败的任务")
	}
	return err
}

// DiscardJob gives a dead job up for good; fault.NotFound if it is not dead.
func (t *Tx) DiscardJob(id string) error {
	n, err := t.Exec(`UPDATE job SET state = 'done', done_at = $2, progress = '已放弃' WHERE id = $1 AND state = 'dead'`, id, t.Ms())
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "job.unknown", "没有这个失败的任务")
	}
	return err
}

// PurgeJobs deletes up to n jobs done before an instant, oldest first, and
// returns how many.
func (t *Tx) PurgeJobs(before time.Time, n int) (int64, error) {
	return t.Exec(`DELETE FROM job WHERE id IN (SELECT id FROM job WHERE state = 'done' AND done_at < $1 ORDER BY done_at LIMIT $2)`, before.UnixMilli(), n)
}
