package acceptance

import (
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"yingda/internal/testkit"
)

// beside is a second process on the same PostgreSQL, with a data folder of its own.
func (p *program) beside() *program {
	q := &program{t: p.t, engine: p.engine, url: p.url, config: p.config, dir: filepath.Join(p.t.TempDir(), "data")}
	p.t.Cleanup(q.kill)
	return q
}

// TestTwoProcesses starts two processes at once on one empty PostgreSQL: one of
// them installs, both serve, and what comes to both is done once.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	first := place(t, testkit.EnginePostgres)
	both := []*program{first, first.beside()}
	binary(t) // built before the race
	var wait sync.WaitGroup
	for _, p := range both {
		wait.Go(func() {
			if err := p.tryStart(90*time.Second, "--regime", "petition-bureau"); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if t.Failed() {
		t.FailNow()
	}
	in := first.open(nil)
	if n := in.count(`SELECT COUNT(*) FROM unit WHERE parent_id = ''`); n != 1 {
		t.Errorf("%d agencies", n)
	}
	if n := in.count(`SELECT COUNT(*) FROM person`); n != 1 {
		t.Errorf("%d people", n)
	}
	push := in.token("push", "")
	posts := someBatch(0, 12).posts
	sums := make([]pushed, 2*4)
	for i := range sums {
		wait.Go(func() {
			p := both[i%2]
			sums[i] = p.as(push).push(posts, "Idempotency-Key", "two")
		})
	}
	for i := range 8 {
		wait.Go(func() { both[i%2].as(push).push(someBatch(100+i/2*10, 10).posts) }) // every batch to both, without a key
	}
	wait.Wait()
	for _, got := range sums[1:] {
		if got.Accepted != sums[0].Accepted || got.Duplicate != sums[0].Duplicate {
			t.Errorf("one key, two answers: %+v and %+v", sums[0], got)
		}
	}
	if n := in.count(`SELECT COUNT(*) FROM post`); n != 12+40 {
		t.Errorf("%d posts of 52", n)
	}
	in.none("an address that stands twice", `SELECT url FROM post GROUP BY url HAVING COUNT(*) > 1`)
	first.until(60*time.Second, "everything is grouped", func() bool {
		return in.count(`SELECT COUNT(*) FROM post p WHERE p.matched = 1 AND NOT EXISTS (SELECT 1 FROM member m WHERE m.seq = p.seq)`) == 0
	})
	in.none("a post in two groups", `SELECT seq FROM member WHERE state = 'confirmed' GROUP BY seq HAVING COUNT(*) > 1`)
	in.none("a group with two concerns", `SELECT matter_id FROM cluster WHERE matter_id <> '' GROUP BY matter_id HAVING COUNT(*) > 1`)
	in.sound()
	for _, p := range both {
		if log := p.log.String(); strings.Contains(log, "level=ERROR") {
			t.Errorf("a process of two complains:\n%.3000s", log)
		}
		p.stop()
	}
	first.verify()
}
