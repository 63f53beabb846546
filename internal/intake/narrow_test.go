package intake_test

import (
	"testing"

	"yingda/internal/intake"
	"yingda/internal/store"
)

// A source that serves some topics alone is left out of a trial as it is left out
// of intake.
func TestATrialKeepsToTheTopicsOfASource(t *testing.T) {
	each(t, func(o *office) {
		o.push(intake.Post{Source: "甲论坛", Title: "窗口排队"}, intake.Post{Source: "乙论坛", Title: "窗口又排队"})
		x, err := o.store.Source(ctx, "乙论坛")
		o.must(err)
		o.must(o.store.Write(ctx, func(tx *store.Tx) error {
			return tx.SaveReading(store.Reading{SourceID: x.ID, Way: "feed", Settings: store.ReadingSettings{Topics: []string{"hall"}}})
		}))
		for topic, want := range map[string][2]int{"": {1, 1}, "hall": {2, 0}, "other": {1, 1}} {
			trial, err := o.intake.Try(ctx, "排队", store.Topic{ID: topic}, nil)
			o.must(err)
			if got := [2]int{trial.Caught, trial.Elsewhere}; got != want {
				o.t.Errorf("%q: caught and left out %v, want %v", topic, got, want)
			}
		}
	})
}
