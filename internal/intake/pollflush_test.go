package intake

import (
	"context"
	"errors"
	"testing"

	"yingda/internal/store"
)

// When what came before could not be stored, the readings in hand are not let go:
// nobody would read those sources again before their leases have run out.
func TestABatchIsNotLostForTheOneBefore(t *testing.T) {
	r := &round{keeping: make(chan []took), kept: make(chan error, 1), hand: map[string]bool{"a": true}}
	r.batch = []took{{turn: store.Turn{Source: store.Source{ID: "a"}}}}
	r.kept <- errors.New("the disk is full")
	if err := r.flush(context.Background()); err == nil || len(r.batch) != 1 || !r.hand["a"] {
		t.Fatalf("let go: %v, %d in the batch, %v in hand", err, len(r.batch), r.hand)
	}
	got := make(chan []took)
	go func() { got <- <-r.keeping }()
	if err := r.flush(context.Background()); err != nil || len(<-got) != 1 || len(r.batch) != 0 || r.hand["a"] {
		t.Errorf("not handed over: %v", err)
	}
}
