package desk_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// say lets readers answer a statement.
func (b *bureau) say(number, met string, n int) {
	b.t.Helper()
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		for range n {
			if err := tx.TakeFeedback(number, met, ""); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (b *bureau) watch(want int, why string) {
	b.t.Helper()
	n, err := b.desk.Watch(context.Background())
	b.must(err)
	if n != want {
		b.t.Fatalf("%s: %d proposals, want %d", why, n, want)
	}
}

func TestReadersAnswersProposeToReopen(t *testing.T) {
	each(t, func(b *bureau) {
		concern, s := b.published()
		b.say(s, "no", 19)
		b.watch(0, "too few have answered")
		b.say(s, "yes", 40)
		b.watch(0, "most are content")
		b.say(s, "no", 21)
		b.watch(1, "40 of 80 say no")
		b.watch(0, "a proposal waits already")
		if got := b.state(concern); got != matter.Following {
			t.Fatalf("nothing is reopened by itself: %s", got)
		}
		b.refused("act.role", regime.Handler, concern, "keep_answer", map[string]any{"reason": "x"})
		b.refused("input.missing", regime.OfficeDirector, concern, "keep_answer", nil)
		b.act(regime.OfficeDirector, concern, "keep_answer", map[string]any{"reason": "号源已按规定恢复"})
		b.refused("needs.reopen_proposed", regime.OfficeDirector, concern, "keep_answer", map[string]any{"reason": "x"})
		b.watch(0, "what was decided on counts no more")
		b.clock.Advance(time.Hour)
		b.say(s, "no", 20)
		b.watch(1, "new answers propose anew")
		b.act(regime.OfficeDirector, concern, "reopen", map[string]any{"grade": "general", "need": "difficulty", "unit": "接访科", "reason": "多数人没有得到答复"})
		if got := b.state(concern); got != matter.Judged {
			t.Fatalf("a person reopened it: %s", got)
		}
		kept, again, err := b.store.DecidedBeside(context.Background(), s)
		b.must(err)
		if kept != 1 || again != 1 {
			t.Errorf("both decisions are counted: %d %d", kept, again)
		}
	})
}

func TestProgressIsOwedAgainAndAgain(t *testing.T) {
	each(t, func(b *bureau) {
		concern, _ := b.published()
		open := func() (titles []string) {
			m, err := b.store.Matter(context.Background(), concern)
			b.must(err)
			tasks, err := b.store.Tasks(context.Background(), m.ID)
			b.must(err)
			for _, k := range tasks {
				if k.Plan == "follow" && k.DoneAt == 0 {
					titles = append(titles, k.Title)
				}
			}
			return titles
		}
		if got := open(); len(got) != 2 || !strings.Contains(got[0], "进展") || !strings.Contains(got[1], "跟进期满") {
			t.Fatalf("owed after the answer: %v", got)
		}
		b.clock.Advance(time.Hour)
		b.act(regime.Handler, concern, "progress", map[string]any{"text": "号源已加"})
		if got := open(); len(got) != 2 {
			t.Fatalf("the next progress is owed: %v", got)
		}
		b.act(regime.OfficeDirector, concern, "resort", map[string]any{"need": "tip", "reason": "是线索"})
		b.refused("needs.nothing_owed", regime.OfficeDirector, concern, "close", map[string]any{"outcome": "answered", "reason": "已答复"})
		b.act(regime.DutyOfficer, concern, "route_tip", map[string]any{"unit": b.units["office"].ID})
		b.act(regime.OfficeDirector, concern, "assign_task", map[string]any{"title": "加一个窗口", "unit": "接访科", "within": "5 working days"})
		b.act(regime.OfficeDirector, concern, "close", map[string]any{"outcome": "answered", "reason": "已答复，加窗口已交办"})
		m, err := b.store.Matter(context.Background(), concern)
		b.must(err)
		tasks, err := b.store.Tasks(context.Background(), m.ID)
		b.must(err)
		if !slices.ContainsFunc(tasks, func(k store.Task) bool { return k.Title == "加一个窗口" && k.DoneAt == 0 }) {
			b.t.Fatalf("what was tasked outlives the concern: %+v", tasks)
		}
		if got := open(); len(got) != 0 {
			t.Fatalf("nothing is owed after the end: %v", got)
		}
	})
}

func TestReviewIsSignedByAnother(t *testing.T) {
	each(t, func(b *bureau) {
		concern, _ := b.published()
		b.refused("needs.review_written", regime.Handler, concern, "add_lesson", map[string]any{"title": "x", "unit": "接访科", "within": "1 days"})
		b.refused("needs.review_waits", regime.Head, concern, "publish_review", nil)
		b.refused("input.personal", regime.Handler, concern, "after_action", map[string]any{"public": "联系人电话 13800138000", "internal": "x"})
		b.act(regime.OfficeDirector, concern, "after_action", map[string]any{"public": "放号要提前公布。", "internal": "排班没有衔接。"})
		b.act(regime.Head, concern, "return_review", map[string]any{"reason": "写明时间"})
		b.act(regime.Handler, concern, "after_action", map[string]any{"public": "放号提前一天公布。", "internal": "排班没有衔接。"})
		b.refused("act.role", regime.Handler, concern, "publish_review", nil)
		b.act(regime.Head, concern, "publish_review", nil)
		list, err := b.store.PublicReviews(context.Background(), "", 10)
		b.must(err)
		if len(list) != 1 || list[0].Text != "放号提前一天公布。" {
			t.Fatalf("public: %+v", list)
		}
		up, err := b.store.ReportsFrom(context.Background(), b.units["office"].AgencyID)
		b.must(err)
		if len(up) != 1 || up[0].Kind != regime.AfterActionReport {
			t.Errorf("reported up: %+v", up)
		}
		b.refused("needs.review_waits", regime.Head, concern, "publish_review", nil)
	})
}
