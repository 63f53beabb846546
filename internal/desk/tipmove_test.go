package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yingda/internal/blob"
	"yingda/internal/desk"
	"yingda/internal/query"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// canary is part of every text that must be found nowhere afterwards.
const tipCanary = "暗记丁五五三一"

// anywhere looks for the canary in every column of every table, and in the files.
func (s *sealed) anywhere(t *testing.T, files string) {
	t.Helper()
	s.must(s.store.View(context.Background(), func(tx *store.Tx) error {
		for _, table := range store.Tables {
			rows, err := tx.Query(`SELECT * FROM ` + table)
			if err != nil {
				return err
			}
			values, into := make([]any, 40), []any{}
			for i := range values {
				into = append(into, &values[i])
			}
			wide := len(into)
			for rows.Next() {
				for rows.Scan(into[:wide]...) != nil { // the first row tells how many columns there are
					wide--
				}
				var b strings.Builder
				for _, v := range values {
					if raw, ok := v.([]byte); ok {
						v = string(raw)
					}
					fmt.Fprintln(&b, v)
				}
				if strings.Contains(b.String(), tipCanary) {
					t.Errorf("%s holds it: %.300s", table, b.String())
				}
			}
			if err := rows.Close(); err != nil {
				return err
			}
		}
		return nil
	}))
	s.must(filepath.WalkDir(files, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		if bytes.Contains(body, []byte(tipCanary)) {
			t.Errorf("%s holds it", path)
		}
		return err
	}))
}

// What came by another way is sealed, and its first copy is gone.
func TestMoveToTips(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		s := inspected(b)
		dir := t.TempDir()
		b.desk.Files = blob.Folder{Path: dir}
		text := "接访科收加急费，" + tipCanary + "，请查处。"

		came := b.receive(desk.Inbound{Way: "mail", Key: "t1", Subject: "反映" + tipCanary, Text: text, Contact: tipCanary + "@example.test", Files: []desk.InboundFile{{Name: tipCanary + ".txt", Type: "text/plain", Body: []byte("附件" + tipCanary)}}})
		b.act(regime.DutyOfficer, came.Number, "sort", map[string]any{"kind": "tip", "unit": "办信科", "note": tipCanary})
		b.act(regime.DutyOfficer, came.Number, "note", map[string]any{"text": tipCanary})
		_, _, err := s.store.Once(ctx, "write:x", "d", func(context.Context) (int, []byte, error) {
			return 200, []byte(`{"number":"` + came.Number + `","title":"` + tipCanary + `"}`), nil
		})
		s.must(err)
		visits := s.units["visits"].ID
		s.refuse(s.desk.MoveToTips(ctx, s.who[regime.Reviewer], came.Number, visits), "register.role")
		s.refuse(s.desk.MoveToTips(ctx, s.who[regime.DutyOfficer], came.Number, "x"), "tip.unit")
		s.must(s.desk.MoveToTips(ctx, s.who[regime.DutyOfficer], came.Number, visits))
		s.refuse(s.desk.MoveToTips(ctx, s.who[regime.DutyOfficer], came.Number, visits), "tip.kind")

		concern, err := s.desk.Open(ctx, s.who[regime.DutyOfficer], desk.Opening{Title: "反映收费" + tipCanary, Summary: text})
		s.must(err)
		b.act(regime.DutyOfficer, concern, "confirm_grade", map[string]any{"grade": "general", "need": "tip", "unit": "办信科", "reason": tipCanary})
		b.act(regime.OfficeDirector, concern, "dispatch", map[string]any{"note": tipCanary})
		s.must(s.desk.MoveToTips(ctx, s.who[regime.DutyOfficer], concern, visits))
		below := b.said(b.account("某市信访", "weibo"), "举报窗口干部收红包，吃拿卡要，"+tipCanary)[0]
		b.act(regime.DutyOfficer, below.Message, "sort", map[string]any{"kind": "tip", "unit": "办信科"})
		s.must(s.desk.MoveToTips(ctx, s.who[regime.DutyOfficer], below.Message, visits))
		s.anywhere(t, dir)
		if again := b.receive(desk.Inbound{Way: "mail", Key: "t1", Subject: "反映" + tipCanary, Text: text}); again.Fresh || again.Number != came.Number {
			t.Errorf("the same letter read again arrives as %+v", again)
		}
		s.anywhere(t, dir)

		list, err := s.desk.Tips(ctx, s.one, "", 9)
		s.must(err)
		if len(list) != 3 || list[0].Way != "moved" {
			t.Fatalf("%+v", list)
		}
		for _, x := range list {
			if got := s.open(s.one, x.Number, "letter"); !strings.Contains(got, tipCanary) {
				t.Errorf("%s says %q", x.Number, got)
			}
		}
		for _, number := range []string{came.Number, concern} {
			m, err := s.store.Matter(ctx, number)
			s.must(err)
			if !m.State.Final() || strings.Contains(m.Title, "反映") {
				t.Errorf("what remains: %+v", m)
			}
			var tip string
			s.must(s.store.View(ctx, func(tx *store.Tx) error { tip, err = tx.MovedTip(m.ID); return err }))
			if !strings.HasPrefix(tip, "T-") {
				t.Errorf("%s points to %q", number, tip)
			}
		}
		asked, wrong := query.Parse(tipCanary, b.clock.Now())
		if wrong != nil {
			t.Fatal(wrong)
		}
		found, err := s.store.Search(ctx, store.SearchQuery{Query: asked, Kinds: []string{store.KindConcern, store.KindMessage}, Scope: store.Scope{All: true}})
		s.must(err)
		if len(found.Rows) > 0 {
			t.Errorf("the search finds %+v", found.Rows)
		}
		if n, err := s.store.VerifyAudit(ctx, nil); err != nil || n == 0 {
			t.Errorf("the audit chain after shredding: %d, %v", n, err)
		}
	})
}

// What a complaint says stands in the concern that was made of it: moving either
// moves both, also after they were parted, and leaves those alone that joined later.
func TestMoveBothToTips(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		s := inspected(b)
		dir := t.TempDir()
		b.desk.Files = blob.Folder{Path: dir}
		visits := s.units["visits"].ID
		made := func(key string) (message, concern string) {
			m := b.receive(desk.Inbound{Way: "hotline", Key: key, Text: "窗口乱收费" + key + "，" + tipCanary + "，请查处。"})
			b.act(regime.DutyOfficer, m.Number, "sort", map[string]any{"kind": "complaint", "unit": "接访科"})
			b.act(regime.Handler, m.Number, "to_concern", nil)
			s.must(s.store.View(ctx, func(tx *store.Tx) error {
				return tx.Row(`SELECT c.number FROM message x JOIN matter m ON m.id = x.matter_id JOIN matter c ON c.id = x.concern_id WHERE m.number = $1`, []any{m.Number}, &concern)
			}))
			return m.Number, concern
		}
		gone := func(says string, numbers ...string) {
			t.Helper()
			t.Run(says, func(t *testing.T) { s.anywhere(t, dir) })
			for _, number := range numbers {
				m, err := s.store.Matter(ctx, number)
				s.must(err)
				var tip string
				s.must(s.store.View(ctx, func(tx *store.Tx) error { tip, err = tx.MovedTip(m.ID); return err }))
				if !m.State.Final() || !strings.HasPrefix(tip, "T-") {
					t.Errorf("%s: %s is %s and points to %q", says, number, m.State, tip)
				}
			}
		}

		m, c := made("1")
		s.must(s.desk.MoveToTips(ctx, s.who[regime.DutyOfficer], m, visits))
		gone("the message is moved", m, c)

		m, c = made("2")
		joined := b.receive(desk.Inbound{Way: "web", Key: "k", Text: "窗口还是乱收费，请改。"})
		b.act(regime.DutyOfficer, joined.Number, "sort", map[string]any{"kind": "complaint", "unit": "接访科"})
		b.act(regime.DutyOfficer, joined.Number, "to_concern", map[string]any{"into": c})
		s.must(s.desk.MoveToTips(ctx, s.who[regime.DutyOfficer], c, visits))
		gone("the concern is moved", m, c)
		x, err := s.store.Matter(ctx, c)
		s.must(err)
		s.must(s.desk.AnswerMessages(ctx, x.ID))
		if state := b.state(joined.Number); state != "handling" {
			t.Errorf("who joined it is %s", state)
		}

		m, c = made("3")
		b.act(regime.Handler, m, "take_back", map[string]any{"reason": "单独答复"})
		s.must(s.desk.MoveToTips(ctx, s.who[regime.DutyOfficer], m, visits))
		gone("the message is moved after it was taken back", m, c)

		m, c = made("4")
		b.act(regime.DutyOfficer, c, "confirm_grade", map[string]any{"grade": "major", "need": "tip", "unit": "办信科", "reason": tipCanary})
		reported := ""
		for _, r := range []regime.Role{regime.DutyOfficer, regime.Liaison, regime.OfficeDirector} {
			if _, err := b.try(r, c, "report_first", map[string]any{"facts": "已知" + tipCanary, "assessment": "重大", "plan": "先核实", "unchecked": "来不及"}); err == nil {
				reported = string(r)
				break
			}
		}
		if reported == "" {
			t.Fatal("nobody reports upward")
		}
		s.must(s.desk.MoveToTips(ctx, s.who[regime.DutyOfficer], c, visits))
		gone("a report upward was made of it", m, c)

		owed, err := s.desk.OriginsOwed(ctx, s.who[regime.DutyOfficer])
		s.must(err)
		if len(owed) != 4 || !strings.Contains(owed[0].Title, "热线平台") {
			t.Fatalf("who moved them owes %+v", owed)
		}
		s.refuse(s.desk.OriginDestroyed(ctx, s.who[regime.Liaison], owed[0].AboutID), "tip.origin")
		s.must(s.desk.OriginDestroyed(ctx, s.who[regime.DutyOfficer], owed[0].AboutID))
		s.refuse(s.desk.OriginDestroyed(ctx, s.who[regime.DutyOfficer], owed[0].AboutID), "tip.origin")
	})
}
