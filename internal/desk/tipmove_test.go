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
		_, _, err := s.store.Once(ctx, "write:x", "d", func() (int, []byte, error) {
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
		s.anywhere(t, dir)

		list, err := s.desk.Tips(ctx, s.one, "", 9)
		s.must(err)
		if len(list) != 2 || list[0].Way != "moved" {
			t.Fatalf("%+v", list)
		}
		for _, x := range list {
			if got := s.open(s.one, x.Number, "letter"); !strings.Contains(got, text) {
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
