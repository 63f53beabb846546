package desk_test

import (
	"context"
	"testing"

	"yingda/internal/fault"
	"yingda/internal/match"
	"yingda/internal/redact"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// TestTopicNeedsTwo: a rule runs only after somebody else approved it.
func TestTopicNeedsTwo(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		author, other := b.who[regime.DutyOfficer], b.who[regime.OfficeDirector]
		good := store.Topic{Title: "信访局取号", Rule: "信访局 且 取号", Terms: []string{"信访局"}, Posts: 3, Sources: 1, Active: true}
		topics := func() int {
			list, err := b.store.Topics(ctx)
			b.must(err)
			return len(list)
		}
		before := topics()
		p, err := b.desk.ProposeTopic(ctx, author, good, "取号机常坏")
		b.must(err)
		if topics() != before {
			t.Fatal("a proposal runs before it is approved")
		}
		if _, err := b.desk.ApproveTopic(ctx, author, p.ID, ""); fault.CodeOf(err) != "proposal.own" {
			t.Errorf("the author approves: %v", err)
		}
		if _, err := b.desk.ApproveTopic(ctx, b.who[regime.Handler], p.ID, ""); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a handler approves: %v", err)
		}
		if err := b.desk.ReturnTopic(ctx, other, p.ID, " "); fault.CodeOf(err) != "proposal.note" {
			t.Errorf("returned without a reason: %v", err)
		}
		if err := b.desk.WithdrawTopic(ctx, other, p.ID); fault.CodeOf(err) != "proposal.not_own" {
			t.Errorf("somebody else withdraws: %v", err)
		}
		saved, err := b.desk.ApproveTopic(ctx, other, p.ID, "同意")
		b.must(err)
		versions, err := b.store.TopicVersions(ctx, saved.ID)
		b.must(err)
		if topics() != before+1 || len(versions) != 1 || versions[0].UpdatedBy != author.ID || versions[0].ApprovedBy != other.ID {
			t.Errorf("approved: %+v", versions)
		}
		if _, err := b.desk.ApproveTopic(ctx, other, p.ID, ""); fault.CodeOf(err) != "proposal.settled" {
			t.Errorf("approved twice: %v", err)
		}
		next := saved
		next.Rule = "信访局 且 (取号 或 排队)"
		first, err := b.desk.ProposeTopic(ctx, author, next, "")
		b.must(err)
		next.Rule = "信访局 且 排队"
		second, err := b.desk.ProposeTopic(ctx, author, next, "")
		b.must(err)
		_, err = b.desk.ApproveTopic(ctx, other, first.ID, "")
		b.must(err)
		if _, err := b.desk.ApproveTopic(ctx, other, second.ID, ""); fault.CodeOf(err) != "version.stale" {
			t.Errorf("a proposal against an old version runs: %v", err)
		}
		if now, err := b.store.TopicProposal(ctx, second.ID); err != nil || now.State != "waiting" {
			t.Errorf("what was refused is settled: %+v %v", now, err)
		}
		if _, err := b.desk.ProposeTopic(ctx, author, next, ""); fault.CodeOf(err) != "version.stale" {
			t.Errorf("proposed against an old version: %v", err)
		}
		b.must(b.desk.WithdrawTopic(ctx, author, second.ID))
		if list, err := b.store.TopicProposals(ctx, ""); err != nil || len(list) != 0 {
			t.Errorf("nothing waits: %v %v", list, err)
		}
	})
}

// TestTopicsAreNotAboutPeople: a name is refused in every spelling, except that
// of whoever leads the agency now.
func TestTopicsAreNotAboutPeople(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		who := b.who[regime.DutyOfficer]
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			for _, x := range []struct {
				login, name string
				role        regime.Role
			}{{"lead", "张伟", regime.Head}, {"clerk", "李晓燕", regime.Handler}} {
				p := store.Person{Login: x.login, Name: x.name, UnitID: b.units["office"].ID, Active: true}
				if err := tx.AddPerson(&p); err != nil {
					return err
				}
				if err := tx.GrantRole(p.ID, b.units["office"].ID, x.role); err != nil {
					return err
				}
			}
			return nil
		}))
		for _, c := range []struct{ why, title, rule, code string }{
			{"a private name", "信访局", "信访局 且 王建国", "topic.person"},
			{"a name beside 或", "信访局", "信访局 且 (取号 或 王建国)", "topic.person"},
			{"with spaces", "信访局", "信访局 且 “王 建 国”", "topic.person"},
			{"with full-width spaces", "信访局", "信访局 且 “王　建国”", "topic.person"},
			{"in traditional characters", "信访局", "信访局 且 陳麗娟", "topic.person"},
			{"with points", "信访局", "信访局 且 “王·建·国”", "topic.person"},
			{"with a zero-width joiner", "信访局", "信访局 且 王\u200d建国", "topic.person"},
			{"cut in two", "信访局", "信访局 且 (王 近0 建国)", "topic.person"},
			{"with a title of courtesy", "信访局", "信访局 且 王女士", "topic.person"},
			{"under 非, too", "信访局", "信访局 非 王建国", "topic.person"},
			{"as the title", "王建国", "信访局 且 取号", "topic.person"},
			{"a clerk is no office-holder", "信访局", "信访局 且 李晓燕", "topic.person"},
			{"an account", "信访局", "信访局 且 “@某某”", "topic.account"},
			{"a number", "信访局", "信访局 且 13800138000", "topic.personal"},
			{"the head in office", "信访局", "信访局 且 张伟", ""},
			{"the head with spaces, traditional", "信访局", "信访局 且 “張　偉”", ""},
			{"ordinary words", "信访局取号", "信访局 且 (取号 或 管理 或 高铁 或 黄金周)", ""},
			{"one branch without a duty", "信访局", "信访局 或 天气", "topic.rule_loose"},
			{"the duty under 非 alone", "信访局", "天气 非 信访局", "topic.rule_without_term"},
		} {
			_, err := b.desk.ProposeTopic(ctx, who, store.Topic{Title: c.title, Rule: c.rule, Terms: []string{"信访局"}, Posts: 1, Sources: 1}, "")
			if fault.CodeOf(err) != c.code {
				t.Errorf("%s: %v, want %q", c.why, err, c.code)
			}
		}
	})
}

// TestPresetTopicsHold: what the program brings keeps its own rules.
func TestPresetTopicsHold(t *testing.T) {
	for _, name := range regime.Presets() {
		r, err := regime.Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, topic := range r.Topics {
			rule, err := match.Parse(topic.Rule)
			if err != nil {
				t.Fatal(err)
			}
			names := func(word string) bool {
				for _, term := range topic.Terms {
					if word == term {
						return true
					}
				}
				return false
			}
			for _, word := range append(append(rule.Words(), rule.Beside()...), topic.Title) {
				if redact.NameLike(word) && !names(word) {
					t.Errorf("%s %s: %s reads like a person's name", name, topic.ID, word)
				}
			}
			if !rule.Always(names) {
				t.Errorf("%s %s: %s may match without %v", name, topic.ID, topic.Rule, topic.Terms)
			}
		}
	}
}
