package store

import (
	"context"

	"yingda/internal/fault"
)

// Answers are those to “was your question met?”, best first.
var Answers = []string{"yes", "partly", "no"}

// Missings are the reasons that a reader may pick beside an answer.
var Missings = []string{"not_my_question", "unclear", "not_solved", "not_true", "other"}

// Feedback (公众评价) is how many readers said that a statement met their question.
// It is counts alone: nothing about who answered is stored. Clause: ANS-13.
type Feedback struct {
	Yes, Partly, No int64
	Missing         map[string]int64 // by reason; those who gave none are not in it
}

// All is how many answered.
func (f Feedback) All() int64 { return f.Yes + f.Partly + f.No }

// Unmet is the share of "no" in percent, rounded down; 0 where nobody answered.
func (f Feedback) Unmet() int64 {
	if f.All() == 0 {
		return 0
	}
	return f.No * 100 / f.All()
}

// TakeFeedback counts one answer on a public statement that still stands;
// fault.NotFound for any other number.
func (t *Tx) TakeFeedback(number, met, missing string) error {
	n, err := t.Exec(`INSERT INTO feedback (number, day, met, missing, n) SELECT s.number, $2, $3, $4, 1 FROM public_statement s WHERE s.number = $1 AND s.withdrawn = 0
ON CONFLICT (number, day, met, missing) DO UPDATE SET n = feedback.n + 1`, number, t.Now.In(china).Format("2006-01-02"), met, missing)
	if err == nil && n == 0 {
		return noMatter(number)
	}
	return err
}

// UseForm remembers the random number of a form that was sent; fault.Conflict if
// it was sent before.
func (t *Tx) UseForm(nonce string) error {
	n, err := t.Exec(`INSERT INTO form_used (nonce, at) VALUES ($1, $2) ON CONFLICT (nonce) DO NOTHING`, nonce, t.Ms())
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "feedback.again", "这一次已经记过了，每张表只记一次")
	}
	return err
}

// Pace counts one more in a scope and returns how many there are in the present
// minute, this one included.
func (t *Tx) Pace(scope string) (int64, error) { return t.PaceBy(scope, 1, 1) }

// PaceBy counts by more in a scope, such as bytes, and returns how much there is in
// the present period of so many minutes, at most a day, these included.
func (t *Tx) PaceBy(scope string, by, minutes int64) (int64, error) {
	var n int64
	err := t.Row(`INSERT INTO form_pace (scope, minute, n) VALUES ($1, $2, $3)
ON CONFLICT (scope) DO UPDATE SET n = CASE WHEN form_pace.minute = excluded.minute THEN form_pace.n + excluded.n ELSE excluded.n END, minute = excluded.minute RETURNING n`, []any{scope, period(t.Ms(), minutes), by}, &n)
	return n, err
}

// period is the minute in which the period of an instant begins; a day begins at
// midnight in China.
func period(ms, minutes int64) int64 {
	const ahead = 8 * 60
	return (ms/60_000+ahead)/minutes*minutes - ahead
}

// Paced returns how many there were in a scope in the present minute: a look that
// costs no write.
func (r *Reader) Paced(ctx context.Context, scope string) (int64, error) {
	return r.PacedBy(ctx, scope, 1)
}

// PacedBy does so for a period of so many minutes.
func (r *Reader) PacedBy(ctx context.Context, scope string, minutes int64) (int64, error) {
	var n int64
	err := r.row(ctx, `SELECT n FROM form_pace WHERE scope = $1 AND minute = $2`, []any{scope, period(r.now().UnixMilli(), minutes)}, &n)
	if IsNoRows(err) {
		err = nil
	}
	return n, err
}

// ForgetForms removes what is known of forms from before an instant.
func (t *Tx) ForgetForms(before int64) error {
	if _, err := t.Exec(`DELETE FROM form_used WHERE at < $1`, before); err != nil {
		return err
	}
	_, err := t.Exec(`DELETE FROM form_pace WHERE minute < $1`, before/60_000-24*60) // the longest period is a day
	return err
}

const feedbackOf = `SELECT f.met, f.missing, SUM(f.n) FROM feedback f WHERE f.number = $1 GROUP BY f.met, f.missing`

// every statement of a concern, public or not
const feedbackOn = `SELECT f.met, f.missing, SUM(f.n) FROM statement s JOIN public_statement p ON p.statement_id = s.matter_id JOIN feedback f ON f.number = p.number WHERE s.concern_id = $1 GROUP BY f.met, f.missing`

type tally struct {
	met, missing string
	n            int64
}

func scanTally(scan func(...any) error) (tally, error) {
	var t tally
	err := scan(&t.met, &t.missing, &t.n)
	return t, err
}

func added(list []tally, err error) (Feedback, error) {
	f := Feedback{Missing: map[string]int64{}}
	for _, t := range list {
		switch t.met {
		case "yes":
			f.Yes += t.n
		case "partly":
			f.Partly += t.n
		default:
			f.No += t.n
		}
		if t.missing != "" {
			f.Missing[t.missing] += t.n
		}
	}
	return f, err
}

// FeedbackOf returns what readers said of one public statement.
func (r *Reader) FeedbackOf(ctx context.Context, number string) (Feedback, error) {
	return added(gather(scanTally)(r.query(ctx, feedbackOf, number)))
}

// FeedbackOn returns what readers said of all statements of a concern.
func (r *Reader) FeedbackOn(ctx context.Context, matterID string) (Feedback, error) {
	return added(gather(scanTally)(r.query(ctx, feedbackOn, matterID)))
}

// FeedbackOn returns what readers said of all statements of a concern.
func (t *Tx) FeedbackOn(matterID string) (Feedback, error) {
	return added(gather(scanTally)(t.Query(feedbackOn, matterID)))
}
