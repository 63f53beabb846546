package job_test

import (
	"context"
	"testing"
	"time"

	"yingda/internal/job"
	"yingda/internal/store"
)

// BenchmarkJobs measures jobs from the table to done on SQLite, FULL sync.
func BenchmarkJobs(b *testing.B) {
	for name, register := range map[string]func(r *job.Runner){
		"effect in the same transaction": func(r *job.Runner) {
			r.RegisterTx("k", func(tx *store.Tx, _ job.Job) error {
				_, err := tx.Count("effects", 1)
				return err
			})
		},
		"effect outside": func(r *job.Runner) {
			r.Register("k", func(context.Context, job.Job) error { return nil })
		},
	} {
		b.Run(name, func(b *testing.B) {
			t := setUp(b, store.Config{Dir: b.TempDir()})
			for done := 0; done < b.N; {
				t.must(t.store.Write(background, func(tx *store.Tx) error {
					for n := 0; n < 1000 && done < b.N; n++ {
						if err := tx.Enqueue("k", "", nil, tx.Now, 3); err != nil {
							return err
						}
						done++
					}
					return nil
				}))
			}
			r := job.New(t.store)
			register(r)
			b.ResetTimer()
			stop := t.run(r)
			for {
				if n, err := t.store.Pending(background, []string{"k"}, t.clock.Now().UnixMilli()); err != nil {
					b.Fatal(err)
				} else if n.Ready["k"] == 0 {
					break
				}
				time.Sleep(5 * time.Millisecond)
			}
			stop()
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
		})
	}
}
