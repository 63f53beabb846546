package acceptance

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"
)

// done is one act that a client sent, and what it knows of it.
type done struct {
	number, mark string
	version      int64 // after the act, 0 without an acknowledgement
}

// TestKilledAct kills the program while people act. An acknowledged act stays
// with its version; one without an acknowledgement is there wholly or not at
// all; state, clocks, timeline and audit log agree.
func TestKilledAct(t *testing.T) {
	torture(t, func(t *testing.T, in *inside, r *rand.Rand) {
		var numbers []string
		for i := range 4 {
			numbers = append(numbers, in.concern("接访大厅取不到号"+letters(i)))
		}
		director, handler := in.token("write", "office_director"), in.token("write", "handler")
		acknowledged, serial := 0, 0
		for range kills() {
			moment := upTo(r, 700*time.Millisecond)
			var mu sync.Mutex
			var acts []done
			var wait sync.WaitGroup
			stop := make(chan struct{})
			for w := range 3 {
				wait.Go(func() {
					for {
						select {
						case <-stop:
							return
						default:
						}
						mu.Lock()
						number, kind := numbers[r.IntN(len(numbers))], r.IntN(5)
						serial++
						mark := fmt.Sprintf("记号%s丨%s", letters(serial), letters(w))
						mu.Unlock()
						d, gone := in.someAct(director, handler, number, mark, kind)
						mu.Lock()
						if d.mark != "" {
							acts = append(acts, d)
						}
						mu.Unlock()
						if gone {
							return
						}
					}
				})
			}
			time.Sleep(moment)
			in.kill()
			close(stop)
			wait.Wait()
			in.revive()
			for _, d := range acts {
				n := in.count(`SELECT COUNT(*) FROM event e JOIN matter m ON m.id = e.matter_id WHERE m.number = $1 AND e.text LIKE '%' || $2 || '%'`, d.number, d.mark)
				a := in.count(`SELECT COUNT(*) FROM audit a JOIN audit_detail x ON x.seq = a.seq WHERE a.object = $1 AND x.body LIKE '%' || $2 || '%'`, d.number, d.mark)
				if n != a || n > 1 || d.version > 0 && n != 1 {
					t.Errorf("an act (acknowledged: %v) has %d lines in the timeline and %d in the audit log", d.version > 0, n, a)
				}
				if d.version > 0 {
					acknowledged++
					if now := in.count(`SELECT version FROM matter WHERE number = $1`, d.number); now < d.version {
						t.Errorf("%s stands at version %d, and %d was acknowledged", d.number, now, d.version)
					}
				}
			}
		}
		t.Logf("%d acts acknowledged over %d kills", acknowledged, kills())
	})
}

// someAct does one of several acts whose timeline carries the mark. gone means
// that the program no longer answers.
func (in *inside) someAct(director, handler, number, mark string, kind int) (d done, gone bool) {
	token, action, input := handler, "progress", map[string]any{"text": mark}
	switch kind {
	case 0:
		action, input = "add_fact", map[string]any{"claim": mark, "finding": "已核实", "verdict": "true", "evidence": "台账"}
	case 1:
		action = "note"
	case 2:
		token, action, input = director, "assign_task", map[string]any{"title": mark, "unit": "reception", "within": "1 days"}
	case 3:
		token, action, input = director, "resort", map[string]any{"need": "complaint", "reason": mark}
	}
	c := in.as(token)
	a := c.get("/api/v1/matters/" + number)
	var m matter
	if a.status != 200 || json.Unmarshal(a.body, &m) != nil {
		return done{}, true
	}
	a = c.tryAct(number, action, m.Version, input)
	switch a.status {
	case 0:
		return done{number: number, mark: mark}, true
	case 200:
		if json.Unmarshal(a.body, &m) != nil || m.Version == 0 {
			in.t.Errorf("%s: no version in %.200s", action, a.body)
		}
		return done{number, mark, m.Version}, false
	case 409:
		return done{}, false
	}
	in.t.Errorf("%s of %s: %d %.300s", action, number, a.status, a.body)
	return done{}, true
}
