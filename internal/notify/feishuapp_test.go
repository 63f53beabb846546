package notify_test

import (
	"strings"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/notify"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// The robot of an application has one card a matter and changes it in place. A
// deadline that has passed rings with a new card, and so does what cannot be
// changed any more.
func TestOneCardIsUpdated(t *testing.T) {
	each(t, func(b *bench) {
		id := b.robot("feishu", "root", func(e *desk.RobotEdit) { e.Token = " cli_a1b2c3d4e5  oc_f6e5d4c3b2 " })
		stands := func(sentence string, want ...string) {
			b.Helper()
			b.work()
			if len(b.at.cards) != len(want) {
				b.Fatalf("%s: %d cards stand: %q %+v", sentence, len(b.at.cards), b.at.cards, b.rows())
			}
			for i, w := range want {
				if !strings.Contains(b.at.cards[i], w+" "+b.number) {
					b.Errorf("%s: card %d says %q", sentence, i, b.at.cards[i])
				}
			}
		}
		b.notice(store.EventNew, regime.General, "1")
		stands("the first notice", "新的关切")
		b.clock.Advance(notify.Collapse)
		b.notice(store.EventDue, regime.General, "2")
		stands("what follows changes the card", "快到期")
		b.notice(store.EventBreach, regime.General, "3")
		stands("a deadline that has passed rings", "快到期", "已超时")
		b.clock.Advance(notify.Collapse)
		b.notice(store.EventReturned, regime.General, "4")
		stands("the newest card is the one that is changed", "快到期", "被退回")
		b.at.set(func() { b.at.frozen = true })
		b.clock.Advance(notify.Collapse)
		b.notice(store.EventWork, regime.General, "5")
		stands("a card that cannot be changed is followed by a new one", "快到期", "被退回", "有新的工作")
		b.at.set(func() { b.at.frozen = false })
		b.clock.Advance(14 * 24 * time.Hour)
		b.notice(store.EventSign, regime.General, "6")
		stands("nor is one that is two weeks old", "快到期", "被退回", "有新的工作", "等人签批")
		b.clock.Advance(14 * 24 * time.Hour)
		b.must(b.teller.Purge(background))
		m, err := b.store.RobotCard(background, id, b.concern)
		b.must(err)
		if m.MessageID != "" {
			b.Errorf("the card is still remembered: %+v", m)
		}
		b.must(b.desk.TestRobot(background, b.who["admin"], id))
		b.work()
		if n := len(b.at.cards); n != 5 || strings.Contains(b.states(), "failed") {
			b.Errorf("a test is a card of its own: %d %s", n, b.states())
		}
	})
}

// A wrong secret needs a person; what the application said is in the log, what it
// was asked with is not.
func TestApplicationIsRefused(t *testing.T) {
	each(t, func(b *bench) {
		b.robot("feishu", "root", func(e *desk.RobotEdit) { e.Token, e.Secret = "cli_a1b2c3d4e5 oc_f6e5d4c3b2", "another-secret" })
		b.notice(store.EventNew, regime.General, "1")
		b.work()
		rows := b.rows()
		if len(rows) != 1 || rows[0].State != "failed" || !strings.Contains(rows[0].Error, "App Secret 不对") || strings.Contains(rows[0].Error, "another-secret") {
			b.Errorf("%+v", rows)
		}
		if _, err := notify.Token("wecom", "cli_a1b2c3d4e5 oc_f6e5d4c3b2"); fault.CodeOf(err) != "robot.token" {
			b.Errorf("only Feishu has such a robot: %v", err)
		}
	})
}
