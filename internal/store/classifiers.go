package store

import (
	"context"
	"encoding/json"
	"fmt"

	"yingda/internal/regime"
)

// The targets of a classifier.
const (
	TargetNeed = "need"
	TargetUnit = "unit"
	TargetKind = "kind" // of a message from the public
)

// Classifier (分类模型) is what was learned from an agency's own sorted matters.
// Shares are in parts of ten thousand, of held-out parts of the examples.
type Classifier struct {
	AgencyID  string
	Target    string
	Version   int64
	TrainedAt int64
	TrainedBy string // person id or system
	Examples  int64
	Kinds     []LearnedKind
	Accuracy  int64
	Two       int64 // right among two suggestions
	Coverage  int64 // texts above the threshold
	Spoken    int64 // right among those
	Threshold int64 // above 10,000 it never speaks
	Model     []byte
}

// LearnedKind is a kind that a model can tell: the word that it was learned
// under, what that stands for, and how many examples it had.
type LearnedKind struct {
	Label string `json:"label"`
	Value string `json:"value"`
	N     int64  `json:"n"`
	Found int64  `json:"found"` // of held-out ones, in parts of ten thousand
}

const classifierColumns = `agency_id, target, version, trained_at, trained_by, examples, kinds, accuracy, two, coverage, spoken, threshold`

func scanClassifier(scan func(...any) error, more ...any) (Classifier, error) {
	var c Classifier
	var kinds string
	err := scan(append([]any{&c.AgencyID, &c.Target, &c.Version, &c.TrainedAt, &c.TrainedBy, &c.Examples, &kinds, &c.Accuracy, &c.Two, &c.Coverage, &c.Spoken, &c.Threshold}, more...)...)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(kinds), &c.Kinds)
}

// PutClassifier stores the next version of a model; the ones before keep their
// figures alone.
func (t *Tx) PutClassifier(c *Classifier) error {
	kinds, err := json.Marshal(c.Kinds)
	if err != nil {
		return fmt.Errorf("kinds: %w", err)
	}
	if err := t.Row(`SELECT COALESCE(MAX(version), 0) + 1 FROM classifier WHERE agency_id = $1 AND target = $2`, []any{c.AgencyID, c.Target}, &c.Version); err != nil {
		return err
	}
	if _, err := t.Exec(`UPDATE classifier SET model = `+t.engine.noBytes()+` WHERE agency_id = $1 AND target = $2`, c.AgencyID, c.Target); err != nil {
		return err
	}
	c.TrainedAt = t.Ms()
	_, err = t.Exec(`INSERT INTO classifier (`+classifierColumns+`, model) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		c.AgencyID, c.Target, c.Version, c.TrainedAt, c.TrainedBy, c.Examples, string(kinds), c.Accuracy, c.Two, c.Coverage, c.Spoken, c.Threshold, c.Model)
	return err
}

// ClassifierVersion returns the version of the model that serves, 0 for none.
func (t *Tx) ClassifierVersion(agencyID, target string) (int64, error) {
	var n int64
	err := t.Row(`SELECT COALESCE(MAX(version), 0) FROM classifier WHERE agency_id = $1 AND target = $2`, []any{agencyID, target}, &n)
	return n, err
}

// Classifier returns one version with its model.
func (t *Tx) Classifier(agencyID, target string, version int64) (Classifier, error) {
	var model []byte
	c, err := scanClassifier(func(into ...any) error {
		return t.Row(`SELECT `+classifierColumns+`, model FROM classifier WHERE agency_id = $1 AND target = $2 AND version = $3`, []any{agencyID, target, version}, into...)
	}, &model)
	c.Model = model
	return c, err
}

// Classifiers returns the newest versions of a target without their models,
// newest first.
func (r *Reader) Classifiers(ctx context.Context, agencyID, target string, n int) ([]Classifier, error) {
	rows, err := r.query(ctx, `SELECT `+classifierColumns+` FROM classifier WHERE agency_id = $1 AND target = $2 ORDER BY version DESC LIMIT $3`, agencyID, target, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Classifier
	for rows.Next() {
		c, err := scanClassifier(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// SortedMatter is a concern that a person sorted.
type SortedMatter struct {
	ID, Title, Summary string
	Need               regime.Need
	UnitID             string
}

// SortedMatters returns an agency's newest concerns whose grade, need and unit a
// person confirmed, oldest first.
func (t *Tx) SortedMatters(agencyID string, most int) ([]SortedMatter, error) {
	rows, err := t.Query(`SELECT id, title, summary, need, unit_id FROM (SELECT seq, id, title, summary, need, unit_id FROM matter WHERE kind = 'concern' AND agency_id = $1 AND grade <> '' AND need <> '' ORDER BY seq DESC LIMIT $2) newest ORDER BY seq`, agencyID, most)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []SortedMatter
	for rows.Next() {
		var m SortedMatter
		if err := rows.Scan(&m.ID, &m.Title, &m.Summary, (*string)(&m.Need), &m.UnitID); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// SortedMessages returns the newest messages that people have sorted, oldest first.
func (t *Tx) SortedMessages(agencyID string, most int) ([]SortedMatter, error) {
	rows, err := t.Query(`SELECT id, title, summary, need, unit_id FROM (SELECT m.seq, m.id, m.title, m.summary, s.decided AS need, m.unit_id FROM sorting s JOIN matter m ON m.id = s.matter_id WHERE s.agency_id = $1 AND s.target = 'kind' AND m.state <> 'moved_out' ORDER BY s.at DESC LIMIT $2) newest ORDER BY seq`, agencyID, most)
	if err != nil {
		return nil, err
	}
	var out []SortedMatter
	err = eachRow(rows, func() error {
		var m SortedMatter
		if err := rows.Scan(&m.ID, &m.Title, &m.Summary, (*string)(&m.Need), &m.UnitID); err != nil {
			return err
		}
		out = append(out, m)
		return nil
	})
	return out, err
}

// NewConcerns returns ids of an agency's concerns that nobody has sorted yet,
// the newest ones.
func (t *Tx) NewConcerns(agencyID string, most int) ([]string, error) {
	rows, err := t.Query(`SELECT id FROM matter WHERE kind = 'concern' AND state = 'new' AND agency_id = $1 ORDER BY id DESC LIMIT $2`, agencyID, most)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

// Sorting (分类对照) is what was proposed for a concern and what a person decided.
// Model is the version that proposed, 0 for the rules; Spoke says that the
// proposal was shown, Confidence is in parts of ten thousand.
type Sorting struct {
	MatterID   string
	AgencyID   string
	Target     string
	Model      int64
	Spoke      bool
	Proposed   string
	Second     string
	Confidence int64
	Decided    string
	At         int64
}

// Sorted keeps what was decided on a proposal; a later decision replaces it.
func (t *Tx) Sorted(s Sorting) error {
	return t.Later(`INSERT INTO sorting (matter_id, target, agency_id, model, spoke, proposed, second, confidence, decided, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (matter_id, target) DO UPDATE SET decided = excluded.decided, at = excluded.at`, s.MatterID, s.Target, s.AgencyID, s.Model, Bit(s.Spoke), s.Proposed, s.Second, s.Confidence, s.Decided, t.Ms())
}

// mostSortings bounds a record that is counted at once.
const mostSortings = 50_000

// Sortings returns what was decided since an instant, newest first.
func (r *Reader) Sortings(ctx context.Context, agencyID, target string, since int64) ([]Sorting, error) {
	rows, err := r.query(ctx, `SELECT matter_id, model, spoke, proposed, second, confidence, decided, at FROM sorting WHERE agency_id = $1 AND target = $2 AND at >= $3 ORDER BY at DESC LIMIT $4`, agencyID, target, since, mostSortings)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Sorting
	for rows.Next() {
		s := Sorting{AgencyID: agencyID, Target: target}
		var spoke int64
		if err := rows.Scan(&s.MatterID, &s.Model, &spoke, &s.Proposed, &s.Second, &s.Confidence, &s.Decided, &s.At); err != nil {
			return nil, err
		}
		s.Spoke = spoke != 0
		out = append(out, s)
	}
	return out, rows.Err()
}
