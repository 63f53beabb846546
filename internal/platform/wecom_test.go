package platform

import (
	"testing"
	"time"

	"yingda/internal/fault"
	"yingda/internal/testkit/wechatstand"
)

func TestWeCom(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		c, err := NewWeCom(b.line, b.keys, "acc2", "wxapp", "1000002", "geheim-app-secret")
		if err != nil {
			t.Fatal(err)
		}
		b.stand.Spoke("zhang")
		off := letter
		off.Verb, off.Key = "withdraw", "w9"
		steps := []struct {
			sentence string
			do       func() error
			code     string
		}{
			{"a member who wrote is answered", func() error { return c.SendText(ctx, "zhang", "好") }, ""},
			{"a member out of the app's sight is not", func() error { return c.SendText(ctx, "li", "好") }, "platform.81013"},
			{"an answer never goes to everybody", func() error { return c.SendText(ctx, "@all", "好") }, "platform.empty"},
			{"nor to several", func() error { return c.SendText(ctx, "zhang|li", "好") }, "platform.empty"},
			{"a token that ended is renewed, and the call repeated", func() error { b.stand.EndTokens(); return c.SendText(ctx, "zhang", "二") }, ""},
			{"an address that the platform does not trust is said plainly", func() error {
				b.stand.Next("/cgi-bin/message/send", wechatstand.Order{Code: 60020})
				return c.SendText(ctx, "zhang", "三")
			}, "platform.60020"},
			{"too many: we wait", func() error {
				b.stand.Next("/cgi-bin/message/send", wechatstand.Order{Code: 45009})
				return c.SendText(ctx, "zhang", "四")
			}, Waiting},
			{"and go on a minute later", func() error { b.clock.Advance(61 * time.Second); return c.SendText(ctx, "zhang", "四") }, ""},
			{"a release goes to all members", func() error { _, err := c.Publish(ctx, letter); return err }, ""},
			{"it is on record", func() error { _, err := c.ReadOwn(ctx, letter); return err }, ""},
			{"a correction is a message of its own", func() error { m := letter; m.Key, m.Version = "w2", 2; _, err := c.Correct(ctx, m); return err }, ""},
			{"both are recalled within a day", func() error { _, err := c.Withdraw(ctx, off); return err }, ""},
			{"once", func() error { _, err := c.Withdraw(ctx, off); return err }, "platform.not_ours"},
			{"without a public address the text itself goes out", func() error { m := letter; m.Key, m.URL = "w3", ""; _, err := c.Publish(ctx, m); return err }, ""},
			{"after a day there is no recall", func() error { b.clock.Advance(25 * time.Hour); _, err := c.Withdraw(ctx, off); return err }, "platform.301037"},
		}
		for _, s := range steps {
			if err := s.do(); fault.CodeOf(err) != s.code {
				t.Errorf("%s: %v", s.sentence, err)
			}
		}
		if n := b.stand.Recalled(); n != 2 {
			t.Errorf("%d recalled", n)
		}
		if bad := b.stand.Malformed(); len(bad) > 0 {
			t.Errorf("malformed: %q", bad)
		}
		if _, err := NewWeCom(b.line, b.keys, "acc2", "wxapp", "x", "s"); fault.CodeOf(err) != "platform.agent" {
			t.Error(err)
		}
	})
}
