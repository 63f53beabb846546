package web_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"yingda/internal/regime"
	"yingda/internal/store"
)

// A dead source is an alarm on the desk, and however many are dead, what did not
// go out stands before them.
func TestTroublesOnTheDesk(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		number := b.open("取不到号", regime.General, "a|b", "c|d")
		b.answering(number, regime.General)
		s := b.act(regime.Drafter, number, "begin_statement", map[string]any{"title": "关于号源的说明", "text": "现说明如下：{{facts}}"}).Created
		m, err := b.store.Matter(context.Background(), s)
		b.must(err)
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
			for i := range 20 {
				f := store.Source{Name: fmt.Sprint("论坛", i), Kind: "feed", URL: fmt.Sprintf("https://bbs.example/%d", i), EverySeconds: 600, Active: true}
				if err := tx.AddSource(&f); err != nil {
					return err
				}
			}
			if _, err := tx.Exec(`UPDATE source SET failures = 4, error_text = '服务器没有应答' WHERE kind = 'feed'`); err != nil {
				return err
			}
			_, err := tx.Exec(`INSERT INTO release (id, statement_id, version, hash, channel, verb, state, queued_at) VALUES ('r', $1, 1, 'h', 'public_site', 'publish', 'failed', $2)`, m.ID, tx.Ms())
			return err
		}))
		box := b.signIn(regime.OfficeDirector).page("/desk").Find("section[aria-labelledby=h-src]")
		if got := text(box); !strings.Contains(got, "还没有读成功过") || !strings.Contains(got, "连续失败 4 次。服务器没有应答") {
			t.Errorf("dead sources: %q", got)
		}
		if first := text(box.Find("li").First()); !strings.Contains(first, s) {
			t.Errorf("what did not go out does not come first: %q", first)
		}
	})
}
