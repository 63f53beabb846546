package store

import (
	"context"

	"yingda/internal/regime"
)

// Concern (公众关切) is what is special to a concern.
type Concern struct {
	ID         string
	TopicID    string
	DetectedAt int64
	Proposal   string // JSON: grade, need, unit, each with reasons
	Posts      int64
	Sources    int64
	Outcome    regime.Outcome
	Reason     string
	AnsweredAt int64
	MergedInto string // number
	OpenedBy   string
}

const concernColumns = `matter_id, topic_id, detected_at, proposal, posts, sources, outcome, reason, answered_at, merged_into, opened_by`

func (c *Concern) into() []any {
	return []any{&c.ID, &c.TopicID, &c.DetectedAt, &c.Proposal, &c.Posts, &c.Sources, &c.Outcome, &c.Reason, &c.AnsweredAt, &c.MergedInto, &c.OpenedBy}
}

// InsertConcern stores what is special to a new concern.
func (t *Tx) InsertConcern(c Concern) error {
	err := t.Later(`INSERT INTO concern (seq, matter_id, topic_id, detected_at, proposal, posts, sources, opened_by) VALUES ((SELECT seq FROM matter WHERE id = $1), $1, $2, $3, $4, $5, $6, $7)`, c.ID, c.TopicID, c.DetectedAt, c.Proposal, c.Posts, c.Sources, c.OpenedBy)
	return err
}

// UpdateConcern stores what changed about a concern.
func (t *Tx) UpdateConcern(c Concern) error {
	err := t.Later(`UPDATE concern SET posts = $2, sources = $3, outcome = $4, reason = $5, answered_at = $6, merged_into = $7 WHERE matter_id = $1`, c.ID, c.Posts, c.Sources, string(c.Outcome), c.Reason, c.AnsweredAt, c.MergedInto)
	return err
}

// Concern returns the concern of a matter.
func (t *Tx) Concern(matterID string) (Concern, error) {
	var c Concern
	err := t.Row(`SELECT `+concernColumns+` FROM concern WHERE matter_id = $1`, []any{matterID}, c.into()...)
	return c, err
}

// Concern returns the concern of a matter.
func (r *Reader) Concern(ctx context.Context, matterID string) (Concern, error) {
	var c Concern
	err := r.row(ctx, `SELECT `+concernColumns+` FROM concern WHERE matter_id = $1`, []any{matterID}, c.into()...)
	if IsNoRows(err) {
		return c, noMatter(matterID)
	}
	return c, err
}

// StatementCounts says how a concern's statements stand.
type StatementCounts struct {
	Begun     int // not dropped
	Published int // on the public record and not withdrawn
	Pending   int // neither public nor ended, or a correction under way
	Approving int // waiting for approval or being released
}

// StatementCounts counts a concern's statements, leaving one out.
func (t *Tx) StatementCounts(concernID, except string) (StatementCounts, error) {
	var c StatementCounts
	err := t.Row(`SELECT COALESCE(SUM(CASE WHEN m.state <> 'dropped' THEN 1 ELSE 0 END), 0),
 COALESCE(SUM(CASE WHEN s.public_version > 0 AND m.state <> 'withdrawn' THEN 1 ELSE 0 END), 0),
 COALESCE(SUM(CASE WHEN m.state IN ('drafting', 'reviewing', 'approving', 'releasing', 'withdrawing') THEN 1 ELSE 0 END), 0),
 COALESCE(SUM(CASE WHEN m.state IN ('approving', 'releasing') THEN 1 ELSE 0 END), 0)
FROM statement s JOIN matter m ON m.id = s.matter_id WHERE s.concern_id = $1 AND s.matter_id <> $2`, []any{concernID, except}, &c.Begun, &c.Published, &c.Pending, &c.Approving)
	return c, err
}

// ConcernCounts are what the guard of a concern counts.
type ConcernCounts struct {
	Facts     int
	OpenTasks int
}

// ConcernCounts counts facts and open tasks.
func (t *Tx) ConcernCounts(matterID string) (ConcernCounts, error) {
	var c ConcernCounts
	err := t.Row(`SELECT (SELECT COUNT(*) FROM fact WHERE matter_id = $1), (SELECT COUNT(*) FROM task WHERE matter_id = $1 AND done_at = 0)`, []any{matterID}, &c.Facts, &c.OpenTasks)
	return c, err
}
