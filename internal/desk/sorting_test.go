package desk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// lessons are sentences of four needs, of which two units know.
var lessons = map[regime.Need]struct {
	unit      string
	sentences []string
}{
	regime.Question:   {"visits", []string{"请问窗口几点开始取号", "想知道材料要带哪些原件", "咨询网上预约的办法", "请问代办要不要委托书", "取号以后多久轮到"}},
	regime.Complaint:  {"visits", []string{"排队两小时没有人叫号", "自助机又坏了没有人修", "大厅噪音大到听不清", "插队的人没有人管", "空调坏了一个星期"}},
	regime.Suggestion: {"letters", []string{"建议回信写明经办科室", "希望来信也能短信告知进度", "建议把答复做成清单", "建议增设网上查询信件", "希望回信字大一些"}},
	regime.Inaccurate: {"letters", []string{"网传本月停止收信", "有文章说来信一律不登记", "转帖称信件被退回三千封", "消息说办信收费", "听说来信要公证"}},
}

func written(r *rand.Rand, n regime.Need) (title, text string) {
	s := lessons[n].sentences
	return s[r.IntN(len(s))], s[r.IntN(len(s))] + "，" + s[r.IntN(len(s))] + "。"
}

// sorts stores concerns that people sorted before.
func (b *bureau) sorts(n int) {
	b.t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	needs := []regime.Need{regime.Question, regime.Complaint, regime.Suggestion, regime.Inaccurate}
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		id, err := tx.Governing(b.agency(), regime.Concern)
		if err != nil {
			return err
		}
		for i := range n {
			need := needs[i%4]
			title, text := written(r, need)
			m := matter.Matter{
				ID: store.NewID(tx.Now), Kind: regime.Concern, Number: fmt.Sprintf("C-2025-%04d", i+1), AgencyID: b.agency(), UnitID: b.units[lessons[need].unit].ID, State: matter.Closed, Version: 1, RegimeID: id,
				Title: title, Summary: text, Need: need, Grade: regime.General, OpenedAt: tx.Ms(), ClosedAt: tx.Ms(), NextDue: store.Never,
			}
			if err := tx.InsertMatter(m); err != nil {
				return err
			}
			if err := tx.InsertConcern(store.Concern{ID: m.ID, Proposal: "{}"}); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (b *bureau) opened(title, text string) (number string, p desk.Proposal) {
	b.t.Helper()
	number, err := b.desk.Open(context.Background(), b.who[regime.DutyOfficer], desk.Opening{Title: title, Summary: text})
	b.must(err)
	return number, b.proposal(number)
}

func (b *bureau) proposal(number string) (p desk.Proposal) {
	b.t.Helper()
	m, err := b.store.Matter(context.Background(), number)
	b.must(err)
	c, err := b.store.Concern(context.Background(), m.ID)
	b.must(err)
	b.must(json.Unmarshal([]byte(c.Proposal), &p))
	return p
}

func (b *bureau) version(target string) int64 {
	b.t.Helper()
	list, err := b.store.Classifiers(context.Background(), b.agency(), target, 5)
	b.must(err)
	if len(list) == 0 {
		return 0
	}
	return list[0].Version
}

// TestRulesServeFirst: below 200 sorted matters the rules propose, nothing is
// trained, and what people decide is kept beside it from the first day.
func TestRulesServeFirst(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.sorts(desk.FewSorted - 2)
		number, p := b.opened("请问窗口几点下班", "咨询取号办法")
		if p.Need != regime.Question || p.NeedBy.Model != 0 || !p.NeedBy.Spoke || len(p.NeedWhy) == 0 {
			t.Fatalf("the rules propose: %+v", p)
		}
		b.fails("classifier.few", b.desk.AskTraining(ctx, b.who[regime.OfficeDirector]))
		b.fails("register.role", b.desk.AskTraining(ctx, b.who[regime.Handler]))
		b.must(b.desk.LearnDue(ctx))
		if b.version(store.TargetNeed) != 0 {
			t.Fatal("198 matters are too few")
		}
		b.act(regime.DutyOfficer, number, "confirm_grade", map[string]any{"grade": "general", "need": "suggestion", "unit": "办信科", "reason": "是建议"})
		kept, err := b.store.Sortings(ctx, b.agency(), store.TargetNeed, 0)
		b.must(err)
		if len(kept) != 1 || kept[0].Proposed != "question" || kept[0].Decided != "suggestion" || kept[0].Model != 0 || desk.Right(kept[0].Proposed, kept[0].Decided) {
			t.Fatalf("kept: %+v", kept)
		}
		b.act(regime.DutyOfficer, number, "resort", map[string]any{"need": "question", "reason": "看错了"})
		kept, err = b.store.Sortings(ctx, b.agency(), store.TargetNeed, 0)
		b.must(err)
		if len(kept) != 1 || !desk.Right(kept[0].Proposed, kept[0].Decided) {
			t.Fatalf("the last decision counts: %+v", kept)
		}
	})
}

// TestLearning: 200 sorted matters make models of need and unit, which propose
// with confidence and words, never a verdict; people take or correct them, and
// twenty corrections make the next version.
func TestLearning(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		r := rand.New(rand.NewPCG(3, 4))
		b.sorts(300)
		waiting, _ := b.opened("自助机又坏了", "大厅噪音大到听不清，没有人叫号。")
		b.must(b.desk.LearnDue(ctx))
		if b.version(store.TargetNeed) != 1 || b.version(store.TargetUnit) != 1 {
			t.Fatalf("versions %d and %d", b.version(store.TargetNeed), b.version(store.TargetUnit))
		}
		if p := b.proposal(waiting); p.Need != regime.Complaint || p.NeedBy.Model != 1 || p.UnitID != b.units["visits"].ID {
			t.Errorf("what waits is proposed anew: %+v", p)
		}
		b.clock.Advance(time.Minute)
		b.must(b.desk.LearnDue(ctx))
		if b.version(store.TargetNeed) != 1 {
			t.Error("without news nothing is learned again")
		}
		corrected := 0
		for need, l := range lessons {
			for range 8 {
				title, text := written(r, need)
				number, p := b.opened(title, text)
				if p.Need != "" && !desk.Proposable(p.Need) {
					t.Fatalf("%q: a program said %s", title, p.Need)
				}
				if !p.NeedBy.Spoke {
					continue
				}
				first := p.NeedBy.Choices[0]
				if first.Confidence <= 0 || first.Confidence > 10_000 || len(p.NeedBy.Words) == 0 {
					t.Errorf("%q: %+v", title, p.NeedBy)
				}
				if need == regime.Inaccurate && (first.Value != desk.ToCheck || p.Need != "") {
					t.Errorf("%q: a claim is to be checked, nothing more: %+v", title, p)
				}
				if p.UnitBy.Spoke && p.UnitID != b.units[l.unit].ID {
					t.Errorf("%q: unit %+v", title, p.UnitBy)
				}
				if need == regime.Inaccurate {
					b.refused("suggestion.unknown", regime.DutyOfficer, number, "take_suggestion", map[string]any{"need": "inaccurate"})
				}
				if corrected < desk.ManyCorrections {
					b.act(regime.DutyOfficer, number, "confirm_grade", map[string]any{"grade": "general", "need": "thanks", "unit": "接访科", "reason": "改"})
					corrected++
				}
			}
		}
		if corrected < desk.ManyCorrections {
			t.Fatalf("it spoke %d times only", corrected)
		}
		b.clock.Advance(time.Minute)
		b.must(b.desk.LearnDue(ctx))
		if b.version(store.TargetNeed) != 2 {
			t.Errorf("twenty corrections: version %d", b.version(store.TargetNeed))
		}
	})
}

// TestTakeSuggestion: one act takes a suggestion; the record says that a person
// decided, and only those who sort may.
func TestTakeSuggestion(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.sorts(240)
		b.must(b.desk.Learn(ctx, b.agency(), b.who[regime.OfficeDirector].ID))
		number, p := b.opened("排队两小时没有人叫号", "插队的人没有人管，自助机又坏了没有人修。")
		if !p.NeedBy.Spoke || len(p.NeedBy.Choices) < 2 {
			t.Fatalf("%+v", p.NeedBy)
		}
		second := p.NeedBy.Choices[1].Value
		if second == desk.ToCheck {
			b.refused("input.word", regime.DutyOfficer, number, "take_suggestion", map[string]any{"need": second})
			second = p.NeedBy.Choices[0].Value
		}
		b.refused("act.role", regime.Reviewer, number, "take_suggestion", map[string]any{"need": second})
		b.refused("suggestion.missing", regime.DutyOfficer, number, "take_suggestion", nil)
		b.refused("suggestion.unknown", regime.DutyOfficer, number, "take_suggestion", map[string]any{"need": "tip"})
		b.act(regime.DutyOfficer, number, "take_suggestion", map[string]any{"need": second})
		m, err := b.store.Matter(ctx, number)
		b.must(err)
		if p := b.proposal(number); string(m.Need) != second || string(p.Need) != second || !p.Taken {
			t.Errorf("taken: %s, %+v", m.Need, p)
		}
		list, err := b.store.AuditEntries(ctx, store.AuditFilter{Object: number}, 1)
		b.must(err)
		if last := list[0]; last.Action != "concern.take_suggestion" || last.Actor != b.who[regime.DutyOfficer].ID {
			t.Errorf("audit: %+v", last)
		}
		b.must(b.desk.Learn(ctx, b.agency(), "system"))
		if p := b.proposal(number); string(p.Need) != second {
			t.Error("what a person took is not proposed over")
		}
	})
}
