package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
)

func (b *bureau) findings(f store.FindingFilter) []store.Finding {
	b.t.Helper()
	_, err := b.desk.Oversee(context.Background())
	b.must(err)
	list, err := b.store.Findings(context.Background(), f, store.Scope{All: true}, 100)
	b.must(err)
	return list
}

func TestTheSystemFindsWhatIsLateAndIgnored(t *testing.T) {
	each(t, func(b *bureau) {
		number, err := b.desk.Open(context.Background(), b.who[regime.DutyOfficer], desk.Opening{Title: "接待大厅停电", Posts: 100_000, Sources: 900})
		b.must(err)
		if list := b.findings(store.FindingFilter{}); len(list) != 0 {
			t.Fatalf("spread alone is no finding: %+v", list)
		}
		b.clock.Advance(time.Hour)
		b.ring()
		late := b.findings(store.FindingFilter{Kind: "late"})
		if len(late) != 1 || late[0].Number != number || late[0].UnitID != b.units["office"].ID || !strings.Contains(late[0].Evidence, "值班员") {
			t.Fatalf("the screening is late: %+v", late)
		}
		b.clock.Advance(9 * 24 * time.Hour) // Wednesday 25 March
		b.ring()
		ignored := b.findings(store.FindingFilter{Kind: "ignored"})
		if len(ignored) != 1 || !strings.Contains(ignored[0].What, "没有研判") {
			t.Fatalf("never screened: %+v", ignored)
		}
		if again := b.findings(store.FindingFilter{}); len(again) != 2 {
			t.Fatalf("each finding is written once: %+v", again)
		}
		b.act(regime.DutyOfficer, number, "confirm_grade", map[string]any{"grade": "general", "need": "difficulty", "unit": "接访科", "reason": "x"})
		b.ring()
		if list := b.findings(store.FindingFilter{Kind: "late"}); len(list) < 2 {
			t.Errorf("a clock that is born late is late at once: %+v", list)
		}
		b.clock.Advance(10 * 24 * time.Hour)
		list := b.findings(store.FindingFilter{Kind: "ignored"})
		if len(list) != 2 || !strings.Contains(list[0].What, "无人办理") {
			t.Errorf("ignored a second time is a second finding: %+v", list)
		}
	})
}

func TestAFindingIsAnsweredAndStays(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		_, err := b.desk.Open(ctx, b.who[regime.DutyOfficer], desk.Opening{Title: "接待大厅停电"})
		b.must(err)
		b.clock.Advance(time.Hour)
		b.ring()
		f := b.findings(store.FindingFilter{})[0]
		for _, c := range []struct {
			role regime.Role
			id   string
			text string
			code string
		}{
			{regime.Handler, f.ID, "x", "register.role"},
			{regime.OfficeDirector, f.ID, "  ", "finding.text"},
			{regime.OfficeDirector, "none", "x", "finding.unknown"},
			{regime.OfficeDirector, f.ID, "值班电话故障，已修复", ""},
			{regime.Inspector, f.ID, "属实，已约谈值班负责人", ""},
		} {
			if err := b.desk.AnswerFinding(ctx, b.who[c.role], c.id, c.text); fault.CodeOf(err) != c.code || (err == nil) != (c.code == "") {
				t.Errorf("%s: %v, want %q", c.role, err, c.code)
			}
		}
		token := b.who[regime.OfficeDirector]
		token.Token = true
		if err := b.desk.AnswerFinding(ctx, token, f.ID, "已补录"); err != nil {
			t.Errorf("a token works for its person: %v", err)
		}
		answers, err := b.store.FindingAnswers(ctx, f.ID)
		b.must(err)
		if len(answers) != 3 || len(b.findings(store.FindingFilter{Open: true})) != 0 || len(b.findings(store.FindingFilter{})) != 1 {
			t.Errorf("explanations add up and the finding stays: %+v", answers)
		}
	})
}

func TestASourceThatCannotBeReadIsAGap(t *testing.T) {
	each(t, func(b *bureau) {
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
			s := store.Source{Name: "市民论坛", Kind: "feed", URL: "https://example.org/feed", EverySeconds: 600, Active: true}
			if err := tx.AddSource(&s); err != nil {
				return err
			}
			_, err := tx.Exec(`UPDATE source SET failures = 3, error_text = '连接超时', last_good_at = $1`, tx.Ms())
			return err
		}))
		b.clock.Advance(23 * time.Hour)
		if list := b.findings(store.FindingFilter{}); len(list) != 0 {
			t.Fatalf("not yet a day: %+v", list)
		}
		b.clock.Advance(2 * time.Hour)
		b.findings(store.FindingFilter{})
		if list := b.findings(store.FindingFilter{Kind: "missed"}); len(list) != 1 || !strings.Contains(list[0].Evidence, "连接超时") {
			t.Errorf("a gap: %+v", list)
		}
	})
}

func TestPostsThatLayAreMissed(t *testing.T) {
	each(t, func(b *bureau) {
		for i, hours := range []time.Duration{30, 2} {
			number, err := b.desk.Open(context.Background(), b.who[regime.DutyOfficer], desk.Opening{Title: "接待大厅停电"})
			b.must(err)
			m, err := b.store.Matter(context.Background(), number)
			b.must(err)
			b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
				seq, cluster := int64(i+1), store.NewID(tx.Now)
				for _, q := range []struct {
					sql  string
					args []any
				}{
					{`INSERT INTO post (seq, source_id, published_at, received_at, matched, text_key, url_key, url, title, text, signature) VALUES ($1, 's', $2, $2, 1, $1, $1, 'https://example.org', '停电', '停电了', $3)`, []any{seq, tx.Now.Add(-hours * time.Hour).UnixMilli(), []byte{1}}},
					{`INSERT INTO cluster (id, topic_id, matter_id, title, posts, sources, first_at, last_at) VALUES ($1, '', $2, '停电', 1, 1, 1, 1)`, []any{cluster, m.ID}},
					{`INSERT INTO member (cluster_id, seq, state, score, at) VALUES ($1, $2, 'confirmed', 1, 1)`, []any{cluster, seq}},
				} {
					if _, err := tx.Exec(q.sql, q.args...); err != nil {
						return err
					}
				}
				return nil
			}))
		}
		list := b.findings(store.FindingFilter{Kind: "missed"})
		if len(list) != 1 || list[0].Number != "C-2026-0001" || !strings.Contains(list[0].What, "30 小时") {
			t.Errorf("only what lay more than a day was missed: %+v", list)
		}
	})
}

func TestANoticeMovesProvisionalClocks(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.statute()
		b.clock.Set(time.Date(2026, 12, 15, 10, 0, 0, 0, time.FixedZone("CST", 8*3600)))
		number := b.graded("general")
		before := b.clocks(number)["reply"]
		if !before.Provisional {
			t.Fatalf("a term that crosses into a year without a notice is provisional: %+v", before)
		}
		if _, err := b.desk.LoadNotice(ctx, b.who[regime.OfficeDirector], notice2027); fault.CodeOf(err) != "register.role" {
			t.Errorf("not an administrator: %v", err)
		}
		if _, err := b.desk.LoadNotice(ctx, b.who[regime.SystemAdmin], "2027 元旦"); err == nil {
			t.Error("half a notice was taken")
		}
		_, err := b.desk.LoadNotice(ctx, b.who[regime.SystemAdmin], notice2027)
		b.must(err)
		moved, err := b.desk.Recompute(ctx)
		b.must(err)
		after := b.clocks(number)["reply"]
		if moved == 0 || after.Provisional || after.DueAt == before.DueAt {
			t.Errorf("%d moved: %+v", moved, after)
		}
		m, err := b.store.Matter(ctx, number)
		b.must(err)
		events, err := b.store.Events(ctx, m.ID)
		b.must(err)
		said := false
		for _, e := range events {
			said = said || e.Word == string(regime.ClockRecomputed) && strings.Contains(e.Text, "改为")
		}
		if again, err := b.desk.Recompute(ctx); err != nil || again != 0 || !said {
			t.Errorf("logged %v, a second time moves %d: %v", said, again, err)
		}
		// The holidays of a region move the clocks of the agencies that use them.
		_, err = b.desk.LoadOverlay(ctx, b.who[regime.SystemAdmin], `{"id": "sanyuesan", "kind": "region", "title": "广西壮族自治区", "basis": "自治区政府令", "days": [{"name": "壮族三月三", "date": "2026-12-16"}]}`)
		b.must(err)
		if n, err := b.desk.Recompute(ctx); n != 0 || err != nil {
			t.Errorf("nobody uses it yet: %d %v", n, err)
		}
		b.must(b.desk.UseOverlay(ctx, b.who[regime.SystemAdmin], b.units["office"].ParentID, "sanyuesan", true))
		if n, err := b.desk.Recompute(ctx); n == 0 || err != nil || b.clocks(number)["reply"].DueAt <= after.DueAt {
			t.Errorf("a local holiday takes a day out: %d %v", n, err)
		}
	})
}

const notice2027 = `2027 元旦 休 01-01..01-03 | 春节 休 02-05..02-11 班 02-14,02-20 | 清明节 休 04-03..04-05 | 劳动节 休 05-01..05-05 班 05-08 | 端午节 休 06-09..06-11 | 中秋节 休 09-15..09-17 | 国庆节 休 10-01..10-07 班 10-09`
