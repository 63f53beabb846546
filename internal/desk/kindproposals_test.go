package desk_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// TestKindProposals follows the proposal of a kind from the rules of the
// beginning to a model that learned from what people decided.
func TestKindProposals(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		first := b.receive(desk.Inbound{Way: "web", Text: "建议窗口增设老年人专用取号机，完善引导标识。"})
		propose := func(number string) (desk.Sorted, []string) {
			m, err := b.store.Matter(ctx, number)
			b.must(err)
			by, why, err := b.desk.KindProposal(ctx, m)
			b.must(err)
			return by, why
		}
		by, why := propose(first.Number)
		if !by.Spoke || by.Choices[0].Value != "suggestion" || by.Model != 0 || len(why) == 0 {
			t.Errorf("by the rules: %+v %v", by, why)
		}
		b.act(regime.DutyOfficer, first.Number, "sort", map[string]any{"kind": "suggestion", "unit": "接访科"})
		b.must(b.desk.LearnKinds(ctx))
		if list, err := b.store.Classifiers(ctx, b.agency(), store.TargetKind, 1); err != nil || len(list) != 0 {
			t.Fatalf("a model of one example: %v %v", list, err)
		}
		texts := map[string]string{"question": "契税申报期限第%d次询问，几号之前去哪个窗口办", "complaint": "办税大厅插队没人管第%d回，等了三个钟头很气愤", "thanks": "窗口小李帮了大忙第%d面锦旗，大家都夸"}
		for i := range desk.FewSorted/3 + 2 {
			for _, kind := range []string{"question", "complaint", "thanks"} {
				got := b.receive(desk.Inbound{Way: "web", Text: fmt.Sprintf(texts[kind], i)})
				b.act(regime.DutyOfficer, got.Number, "sort", map[string]any{"kind": kind, "unit": "接访科"})
			}
			b.clock.Advance(time.Second)
		}
		last := b.receive(desk.Inbound{Way: "web", Text: "契税申报到几号之前，要去哪个窗口"})
		b.act(regime.DutyOfficer, b.receive(desk.Inbound{Way: "web", Text: "插队没人管"}).Number, "sort", map[string]any{"kind": "complaint", "unit": "接访科"})
		b.must(b.desk.LearnKinds(ctx))
		by, why = propose(last.Number)
		if !by.Spoke || by.Choices[0].Value != "question" || by.Model != 1 || by.Choices[0].Confidence == 0 || len(by.Words) == 0 || len(why) == 0 {
			t.Errorf("by the model: %+v %v", by, why)
		}
		records, err := b.desk.SortingRecords(ctx, b.who[regime.OfficeDirector], b.clock.Now())
		b.must(err)
		kinds := records[len(records)-1]
		if kinds.Target != store.TargetKind || kinds.Rules.All != (desk.FewSorted/3+2)*3+2 || kinds.Model == nil {
			t.Errorf("the record: %+v", kinds)
		}
	})
}
