package acceptance

import (
	"math/rand/v2"
	"testing"
	"time"

	"yingda/internal/auth"
	"yingda/internal/store"
)

// TestKilledRelease kills the program while a statement is approved, corrected
// or withdrawn. What was approved goes out once, word for word; nothing else
// goes out, ever.
func TestKilledRelease(t *testing.T) {
	torture(t, func(t *testing.T, in *inside, r *rand.Rand) {
		deputy := in.password("deputy")
		in.password("reviewer")
		session := in.signIn("deputy", deputy)
		concern := in.concern("接访大厅取不到号")
		in.act("handler", concern, "conclude", map[string]any{"text": "属实"})
		number, acked, held := "", 0, 0
		for i := range kills() {
			action, input := "approve", map[string]string(nil)
			switch {
			case i%3 == 2: // of the statement that was corrected just now
				action, input = "withdraw", map[string]string{"reason": "另行说明" + letters(i)}
			case i%3 == 1:
				in.act("drafter", number, "correct", map[string]any{"reason": "数字有误" + letters(i)})
				in.act("drafter", number, "save", map[string]any{"title": "关于号源的说明", "text": "更正：" + letters(i)})
				in.gates(number)
			default:
				number = in.draft(concern, "关于号源的说明", "说明："+letters(i))
			}
			m, err := in.store.Matter(ctx, number)
			in.must(err)
			answered := make(chan int, 1)
			go func() { answered <- session.act(number, action, m.Version, input).status }()
			time.Sleep(upTo(r, 120*time.Millisecond))
			in.kill()
			status := <-answered
			if i%10 != 4 { // every tenth waits for the lease of a job that was in hand
				in.must(in.store.Write(ctx, func(tx *store.Tx) error { return tx.EndLeases() }))
			}
			in.revive()
			if status == 303 {
				acked++
				if now, err := in.store.Matter(ctx, number); err != nil || now.State == m.State {
					t.Errorf("%s was acknowledged and is gone: %v %v", action, now.State, err)
				}
			}
			if now, err := in.store.Matter(ctx, number); err == nil && now.State == m.State {
				held++
				if a := session.act(number, action, now.Version, input); a.status != 303 {
					t.Errorf("%s after the restart: %d\n%.300s", action, a.status, text(a.body))
				}
			}
			in.until(90*time.Second, "the release is done", func() bool {
				return in.count(`SELECT COUNT(*) FROM release WHERE state <> 'done' AND channel = 'public_site'`) == 0
			})
			in.sound()
		}
		in.none("a matter with more or fewer releases than changes on record",
			`SELECT s.number FROM public_statement s WHERE (SELECT COUNT(*) FROM release o WHERE o.statement_id = s.statement_id AND o.channel = 'public_site') <> (SELECT COUNT(*) FROM public_history h WHERE h.number = s.number)`)
		t.Logf("of %d releases %d were acknowledged before the kill, %d were not begun", kills(), acked, held)
	})
}

// password gives one of the staff a password that must not be changed first.
func (in *inside) password(login string) string {
	in.t.Helper()
	hash, err := auth.HashPassword(lasting(login))
	in.must(err)
	in.must(in.store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE person SET password = $2, must_change = 0 WHERE login = $1`, login, hash)
		return err
	}))
	return lasting(login)
}
