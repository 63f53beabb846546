package desk_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"yingda/internal/blob"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/seal"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

// heard returns what a person was told of tips, oldest first, and forgets it.
func (s *sealed) heard(who matter.Actor) (out []string) {
	s.t.Helper()
	s.must(s.store.Write(context.Background(), func(tx *store.Tx) error {
		rows, err := tx.Query(`SELECT text FROM notice WHERE person_id = $1 AND text LIKE '密封线索%' ORDER BY id`, who.ID)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				return err
			}
			out = append(out, text)
		}
		if err := rows.Close(); err != nil {
			return err
		}
		_, err = tx.Exec(`DELETE FROM notice WHERE person_id = $1`, who.ID)
		return err
	}))
	return out
}

// TestTipTerms reminds the recipients of what is owed on a tip by its number
// alone, and at the end of the term destroys what was sealed: the keys, the code
// and the letter; what stays is the number.
func TestTipTerms(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		s := inspected(b)
		number, code := s.tell("visits")
		s.heard(s.one)
		remind := func(after time.Duration) []string {
			t.Helper()
			b.clock.Advance(after)
			_, err := b.desk.RemindTips(ctx)
			b.must(err)
			again, err := b.desk.RemindTips(ctx)
			b.must(err)
			if again != 0 {
				t.Errorf("%d reminders at once", again)
			}
			return s.heard(s.one)
		}
		x, err := b.desk.Tip(ctx, s.one, number)
		b.must(err)
		until := func(ms int64) time.Duration { return time.UnixMilli(ms).Sub(b.clock.Now()) }
		for _, c := range []struct {
			sentence string
			after    time.Duration
			says     string
		}{
			{"at first nobody is reminded", time.Hour, ""},
			{"three days before the first answer is due", until(x.AnswerDue) - 71*time.Hour, number + " 首次答复期限将到"},
			{"when it is due", 72 * time.Hour, number + " 已超过首次答复期限"},
			{"a week later again", 7 * 24 * time.Hour, number + " 已超过首次答复期限"},
		} {
			if got := strings.Join(remind(c.after), "|"); got != strings.TrimSpace("密封线索 "+c.says) && (c.says != "" || got != "") {
				t.Errorf("%s: %q", c.sentence, got)
			}
		}
		s.must(s.entry(s.one, number, "answer", "正在核查。", ""))
		if got := remind(7 * 24 * time.Hour); len(got) != 0 {
			t.Errorf("an answered tip is not due: %v", got)
		}
		if got := remind(until(x.FinishDue) + time.Hour); len(got) != 1 || got[0] != "密封线索 "+number+" 已超过办结期限" {
			t.Errorf("the end is overdue: %v", got)
		}
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE person SET unit_id = $1 WHERE id = $2`, b.units["visits"].ID, s.two.ID)
			return err
		}))
		s.heard(s.two)
		remind(7 * 24 * time.Hour)
		if got := s.heard(s.two); len(got) != 0 {
			t.Errorf("who was moved into the unit named is reminded: %v", got)
		}
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE person SET unit_id = $1 WHERE id = $2`, b.units["discipline"].ID, s.two.ID)
			return err
		}))

		text, salt := "经查，接访科一名工作人员三次违规收取费用，已退还并给予处分。", "盐"
		for _, e := range [][3]string{{"lead", "收加急费", ""}, {"finding", "属实", ""}, {"outcome", text, desk.TextDigest(salt, text)}} {
			s.must(s.entry(s.one, number, e[0], e[1], e[2]))
		}
		v, err := b.desk.Tip(ctx, s.two, number)
		b.must(err)
		b.must(b.desk.PublishTip(ctx, s.two, number, v.Items[len(v.Items)-1].ID, salt, text))
		if got := remind(90*24*time.Hour - time.Hour); len(got) != 0 {
			t.Errorf("a closed tip reminds: %v", got)
		}
		var erased []string
		b.desk.Inbox.Erased = func(ids ...string) error { erased = append(erased, ids...); return nil }
		shredded := func() int { n, err := b.desk.ShredTips(ctx); b.must(err); return n }
		if n := shredded(); n != 0 {
			t.Fatalf("%d tips shredded before their term", n)
		}
		v, err = b.desk.Tip(ctx, s.one, number)
		b.must(err)
		sealedLetter, err := b.desk.TipSealed(ctx, s.one, number, v.Items[0].ID)
		b.must(err)
		b.clock.Advance(2 * time.Hour)
		if n := shredded(); n != 1 || !slices.Equal(erased, []string{store.ErasedTip + v.ID}) || shredded() != 0 {
			t.Fatalf("shredded %d, wrote down %v", n, erased)
		}
		if _, err := b.desk.Tip(ctx, s.one, number); fault.CodeOf(err) != "tip.unknown" {
			t.Errorf("a recipient after the term: %v", err)
		}
		if f, err := b.desk.FollowTip(ctx, seal.CodeDoor(code)); err != nil || f.Found {
			t.Errorf("the code after the term: %+v, %v", f, err)
		}
		if err := b.desk.SealReply(ctx, code, seal.Letter{Text: "还有补充"}); fault.CodeOf(err) != "tip.code" {
			t.Errorf("a reply after the term: %v", err)
		}
		gone, err := b.store.TipsGone(ctx, []string{s.agency}, 9)
		b.must(err)
		if len(gone) != 1 || gone[0].Number != number {
			t.Errorf("what stays: %+v", gone)
		}
		if o, err := b.store.TipOutcome(ctx, number); err != nil || o.Text != text {
			t.Errorf("what the public read stays: %+v, %v", o, err)
		}
		if b.store.Engine() == store.SQLite {
			s.lacks(v.Wrap.Wrapped, sealedLetter)
		}
	})
}

// lacks fails the test if the file of SQLite or its log holds any of the bytes.
func (s *sealed) lacks(secrets ...[]byte) {
	s.t.Helper()
	files, err := filepath.Glob(filepath.Join(s.dir, "yingda.db*"))
	s.must(err)
	for _, f := range files {
		body, err := os.ReadFile(f)
		s.must(err)
		for _, secret := range secrets {
			if bytes.Contains(body, secret[:min(len(secret), 200)]) {
				s.t.Errorf("%s holds shredded bytes", filepath.Base(f))
			}
		}
	}
}

// TestShreddedStaysShredded restores a backup from before messages and tips were
// destroyed into each engine: by the list of what was destroyed, and by the terms,
// nothing of it comes back.
func TestShreddedStaysShredded(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		files := blob.Folder{Path: t.TempDir()}
		b.desk.Files, b.store.Files = files, files
		s := inspected(b)
		var list []string
		b.desk.Inbox.Erased = func(ids ...string) error { list = append(list, ids...); return nil }
		say := func(text string) desk.Received {
			return b.receive(desk.Inbound{Way: "web", Text: text, Contact: "13800138000", Files: []desk.InboundFile{{Name: "信.txt", Type: "text/plain", Body: []byte("附件里的字 " + text)}}})
		}
		kept, ended, moved := say("请问周六接待吗？"), say("请问周日接待吗？"), say("举报接访科的人收加急费，暗记丙三九一五")
		b.act(regime.DutyOfficer, ended.Number, "set_aside", map[string]any{"ground": "duplicate", "reason": "已答过"})
		tip, code := s.tell("visits")
		concern, err := b.desk.Open(ctx, b.who[regime.DutyOfficer], desk.Opening{Title: "反映窗口收钱，暗记丁四零二六", Summary: "暗记丁四零二六"})
		b.must(err)
		var backup bytes.Buffer
		if _, err := b.store.Backup(ctx, &backup, func(string, int64) {}); err != nil {
			t.Fatal(err)
		}
		b.must(b.desk.MoveToTips(ctx, b.who[regime.DutyOfficer], moved.Number, b.units["visits"].ID))
		b.must(b.desk.MoveToTips(ctx, b.who[regime.DutyOfficer], concern, b.units["visits"].ID))
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE tip SET closed_at = $2, ends_at = $3 WHERE number = $1`, tip, tx.Ms(), tx.Ms()+1)
			return err
		}))
		b.clock.Advance(200 * 24 * time.Hour)
		n, err := b.desk.ShredMessages(ctx)
		b.must(err)
		tips, err := b.desk.ShredTips(ctx)
		b.must(err)
		if n != 1 || tips != 1 || len(list) < 4 {
			t.Fatalf("shredded %d messages and %d tips, wrote down %v", n, tips, list)
		}
		for _, engine := range []testkit.Engine{testkit.EngineSQLite, testkit.EnginePostgres} {
			c := storetest.Config(t, engine)
			c.Now = b.clock.Now
			back, err := store.Open(ctx, c)
			b.must(err)
			back.Files, back.Erased = blob.Folder{Path: t.TempDir()}, func() ([]string, error) { return append(list, "tip:later", "moved:later", "later"), nil }
			_, err = back.Restore(ctx, bytes.NewReader(backup.Bytes()), func(string, int64) {})
			b.must(err)
			d := desk.New(back)
			follows := func(r desk.Received) string {
				_, err := d.FollowMessage(ctx, r.Number, r.Code)
				return fault.CodeOf(err)
			}
			if a, z, m := follows(kept), follows(ended), follows(moved); a != "" || z != "follow.unknown" || m != "follow.unknown" {
				t.Errorf("in %s: kept %q, ended %q, moved %q", engine, a, z, m)
			}
			if f, err := d.FollowTip(ctx, seal.CodeDoor(code)); err != nil || f.Found {
				t.Errorf("in %s the tip is back: %+v, %v", engine, f, err)
			}
			if _, err := d.Tip(ctx, s.one, tip); fault.CodeOf(err) != "tip.unknown" {
				t.Errorf("in %s a recipient opens it: %v", engine, err)
			}
			var again bytes.Buffer
			_, err = back.Backup(ctx, &again, func(string, int64) {})
			b.must(err)
			held := unpack(t, again.Bytes())
			for _, word := range []string{"暗记丙三九一五", "暗记丁四零二六"} {
				if strings.Contains(held, word) {
					t.Errorf("in %s %s is back", engine, word)
				}
			}
			b.must(back.Close())
		}
	})
}

// unpack returns all that stands in a backup.
func unpack(t *testing.T, backup []byte) string {
	t.Helper()
	z, err := zstd.NewReader(bytes.NewReader(backup))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
