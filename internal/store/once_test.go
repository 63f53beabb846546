package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yingda/internal/fault"
	"yingda/internal/store"
	"yingda/internal/testkit/storetest"
)

// Calls at once under one key act once, and all get the first answer: on
// PostgreSQL those of two processes, too.
func TestOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		ctx := context.Background()
		c.Now = time.Now
		var processes []*store.Store
		for range 2 {
			s, err := store.Connect(c)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if processes = append(processes, s); s.Engine() == store.SQLite {
				break // one process serves a data folder
			}
		}
		var ran atomic.Int64
		call := func(i int, key, digest string, fails error) string {
			s := processes[i%len(processes)]
			status, answer, err := s.Once(ctx, key, digest, func(ctx context.Context) (int, []byte, error) {
				n := ran.Add(1)
				time.Sleep(20 * time.Millisecond)
				err := s.Write(ctx, func(tx *store.Tx) error {
					tx.Audit(store.Entry{Actor: "p", Action: "test", Object: key})
					return tx.SetSetting("once."+key, fmt.Sprint(n))
				})
				return 201, fmt.Append(nil, "answer ", n), errors.Join(err, fails)
			})
			if err != nil {
				return fault.CodeOf(err) + err.Error()
			}
			return fmt.Sprint(status, " ", string(answer))
		}
		// together makes n calls at once, each with the key that it is told.
		together := func(n int, key func(i int) string) map[string]int {
			var wait sync.WaitGroup
			var mu sync.Mutex
			answers := map[string]int{}
			for i := range n {
				wait.Go(func() {
					a := call(i, key(i), "d", nil)
					mu.Lock()
					defer mu.Unlock()
					answers[a]++
				})
			}
			wait.Wait()
			return answers
		}
		if got := together(8, func(int) string { return "one" }); len(got) != 1 || got["201 answer 1"] != 8 || ran.Load() != 1 {
			t.Errorf("eight calls under one key: %v, %d acts", got, ran.Load())
		}
		if got := call(0, "one", "other", nil); got[:18] != "idempotency.reused" {
			t.Errorf("the key with another body: %s", got)
		}
		ran.Store(0)
		if got := together(40, func(i int) string { return fmt.Sprint("own", i) }); len(got) != 40 || ran.Load() != 40 {
			t.Errorf("forty keys at once: %v", got)
		}
		ran.Store(0)
		if got := call(0, "fails", "d", errors.New("no")); got == "201 answer 1" {
			t.Error("a failure is an answer")
		}
		if got := call(1, "fails", "d", nil); got != "201 answer 2" {
			t.Errorf("what failed may be tried again: %s", got)
		}
		// A process that is killed between the act and its answer.
		ran.Store(0)
		killed := func(digest string) (code string) {
			defer func() {
				if recover() != nil {
					code = "killed"
				}
			}()
			_, _, err := processes[0].Once(ctx, "cut", digest, func(ctx context.Context) (int, []byte, error) {
				ran.Add(1)
				if err := processes[0].Write(ctx, func(tx *store.Tx) error {
					tx.Audit(store.Entry{Actor: "p", Action: "test", Object: "cut"})
					return nil
				}); err != nil {
					return 0, nil, err
				}
				panic("killed")
			})
			return fault.CodeOf(err)
		}
		if a, b, other := killed("d"), killed("d"), killed("other"); a != "killed" || b != "idempotency.cut" || other != "idempotency.reused" || ran.Load() != 1 {
			t.Errorf("killed between act and answer: %s, then %s, with another body %s; %d acts", a, b, other, ran.Load())
		}
	})
}
