package acceptance

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"
)

// batch is one push and what the client knows of it.
type batch struct {
	posts []map[string]any
	first int
	acked bool
}

// TestKilledIntake kills the program while posts come in. What was acknowledged
// is there once; what was not is there wholly or not at all; sending it again
// brings it to once.
func TestKilledIntake(t *testing.T) {
	torture(t, func(t *testing.T, in *inside, r *rand.Rand) {
		push := in.token("push", "")
		var sent []*batch
		next, lost := 0, 0
		for range kills() {
			moment := upTo(r, 700*time.Millisecond)
			var mu sync.Mutex
			var wait sync.WaitGroup
			stop := make(chan struct{})
			for range 3 {
				wait.Go(func() {
					for {
						select {
						case <-stop:
							return
						default:
						}
						mu.Lock()
						b := someBatch(next, 1+r.IntN(60))
						next += len(b.posts)
						sent = append(sent, b)
						mu.Unlock()
						a := in.as(push).do("POST", "/api/v1/posts", b.posts, "Idempotency-Key", fmt.Sprint("k", b.first))
						if a.status == 0 {
							return
						}
						var got pushed
						if a.status != 200 || json.Unmarshal(a.body, &got) != nil || got.sum() != len(b.posts) {
							t.Errorf("push: %d %.300s", a.status, a.body)
							return
						}
						mu.Lock()
						b.acked = true
						mu.Unlock()
					}
				})
			}
			time.Sleep(moment)
			in.kill()
			close(stop)
			wait.Wait()
			in.revive()
			lost += in.counted(push, sent)
			sent = sent[:0]
		}
		in.none("an address that stands twice", `SELECT url FROM post GROUP BY url HAVING COUNT(*) > 1`)
		in.until(time.Duration(30+3*kills())*time.Second, "everything is grouped", func() bool {
			return in.count(`SELECT COUNT(*) FROM post p WHERE p.matched = 1 AND NOT EXISTS (SELECT 1 FROM member m WHERE m.seq = p.seq)`) == 0
		})
		in.none("a post in two groups", `SELECT seq FROM member WHERE state = 'confirmed' GROUP BY seq HAVING COUNT(*) > 1`)
		in.sound()
		t.Logf("%d posts in %d kills, %d batches without an acknowledgement were there all the same", next, kills(), lost)
	})
}

// counted checks batches after a restart, sends again what was not acknowledged
// and returns how many of those were there.
func (in *inside) counted(push string, sent []*batch) int {
	in.t.Helper()
	there := 0
	for _, b := range sent {
		last := b.first + len(b.posts) - 1
		n := in.count(`SELECT COUNT(*) FROM post WHERE published_at BETWEEN $1 AND $2`, stampOf(b.first).UnixMilli(), stampOf(last).UnixMilli())
		switch {
		case b.acked && n != int64(len(b.posts)):
			in.t.Errorf("of %d acknowledged posts %d are there", len(b.posts), n)
		case !b.acked && n != 0 && n != int64(len(b.posts)):
			in.t.Errorf("of %d posts without an acknowledgement %d are there", len(b.posts), n)
		case !b.acked && n > 0:
			there++
		}
		if got := in.as(push).push(b.posts); n > 0 && got.Duplicate != len(b.posts) || n == 0 && got.Duplicate != 0 {
			in.t.Errorf("sent again with %d of %d there: %+v", n, len(b.posts), got)
		}
	}
	return there
}

// stampOf is the instant of publication of the n-th post, by which it is found.
func stampOf(n int) time.Time {
	return time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Second)
}

func someBatch(first, n int) *batch {
	b := &batch{first: first}
	for i := first; i < first+n; i++ {
		b.posts = append(b.posts, map[string]any{
			"source": "来源" + letters(i%7), "url": "https://bbs.example.com/t/" + fmt.Sprintf("%x", i+0xabc000), "published_at": stampOf(i).Format(time.RFC3339),
			"title": "信访局取号" + letters(i), "text": "第" + letters(i) + "位：" + queue[i%len(queue)],
		})
	}
	return b
}
