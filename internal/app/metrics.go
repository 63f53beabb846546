package app

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// figures serves Prometheus figures.
func (p *program) figures() http.Handler {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	gauge := func(name, help string, read func(context.Context) (int64, error)) {
		reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "yingda", Name: name, Help: help}, func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
			defer cancel()
			n, err := read(ctx)
			if err != nil {
				return -1
			}
			return float64(n)
		}))
	}
	gauge("sources_failing", "Feeds that failed three times or more in a row.", func(ctx context.Context) (int64, error) {
		_, bad, err := p.store.SourceHealth(ctx)
		return bad, err
	})
	gauge("releases_stuck", "Approved releases that wait longer than five minutes.", func(ctx context.Context) (int64, error) {
		return p.store.StuckReleases(ctx, p.clock.Now().Add(-5*time.Minute).UnixMilli())
	})
	gauge("jobs_dead", "Jobs that were given up and wait for a person.", func(ctx context.Context) (int64, error) {
		counts, err := p.store.JobCounts(ctx, 1000)
		return int64(counts["dead"]), err
	})
	gauge("audit_entries", "Entries of the audit log.", func(ctx context.Context) (int64, error) {
		head, err := p.store.Head(ctx)
		return head.Seq, err
	})
	gauge("grouping_to_read_back", "Posts that a restart has yet to read back before it groups new ones.", func(context.Context) (int64, error) {
		done, all := p.intake.ReadingBack()
		return all - done, nil
	})
	return promhttp.HandlerFor(reg, promhttp.HandlerOpts{})
}

// metrics serves the figures to whoever has a read token.
func (p *program) metrics() http.Handler {
	figures := p.figures()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		bare, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if scope, _, err := p.auth.Token(r.Context(), bare); err != nil || scope == "push" {
			http.Error(w, "a read token is needed", http.StatusUnauthorized)
			return
		}
		figures.ServeHTTP(w, r)
	})
}
