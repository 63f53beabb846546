package acceptance

import (
	"sync"
	"testing"
	"time"
)

// TestRush pushes small batches from several clients at once. When they fall
// silent everything is grouped: no post waits for the next one to come in.
func TestRush(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, p *program) {
		in := p.open(nil)
		push := in.token("push", "")
		for round := range 3 {
			var wait sync.WaitGroup
			for w := range 4 {
				wait.Go(func() {
					for i := range 4 {
						p.as(push).push(someBatch(round*1000+w*100+i*10, 3).posts)
					}
				})
			}
			wait.Wait()
			p.until(30*time.Second, "all posts are grouped", func() bool {
				return in.count(`SELECT COUNT(*) FROM post p WHERE p.matched = 1 AND NOT EXISTS (SELECT 1 FROM member m WHERE m.seq = p.seq)`) == 0
			})
		}
	})
}
