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

func TestAccountAlarm(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.sealing()
		account := b.account("某市信访", "weibo")
		admin, keeper, director, head := b.who[regime.SecurityAdmin], b.who[regime.Keeper], b.who[regime.OfficeDirector], b.who[regime.Head]
		b.must(b.desk.KeepSecret(ctx, admin, desk.SecretEdit{Account: account, Name: "access_token", KeeperID: keeper.ID, RotateBy: b.clock.Now().AddDate(0, 0, 60).UnixMilli(), Value: "2.00AltesToken"}))
		plan := store.AccountPlan{AccountID: account, CoordinatorID: director.ID, DeputyID: admin.ID, Departments: "市网信办应急值班室\n市公安局网安支队"}
		two := plan
		two.DeputyID = director.ID
		none := plan
		none.Departments = ""
		for _, c := range []struct {
			sentence, code string
			err            error
		}{
			{"a handler writes no plan", "register.role", b.desk.SavePlan(ctx, b.who[regime.Handler], plan)},
			{"coordinator and deputy are two", "plan.people", b.desk.SavePlan(ctx, director, two)},
			{"somebody is told", "plan.departments", b.desk.SavePlan(ctx, director, none)},
			{"no drill without a plan", "plan.none", b.desk.RaiseAlarm(ctx, keeper, desk.Alarm{Account: account, Kind: "hijack", Reason: "演练", Drill: true})},
			{"an auditor raises no alarm", "register.role", b.desk.RaiseAlarm(ctx, b.who[regime.Auditor], desk.Alarm{Account: account, Kind: "hijack", Reason: "被盗"})},
			{"what happened is said", "incident.kind", b.desk.RaiseAlarm(ctx, keeper, desk.Alarm{Account: account, Kind: "x", Reason: "被盗"})},
		} {
			if fault.CodeOf(c.err) != c.code {
				t.Errorf("%s: %v", c.sentence, c.err)
			}
		}
		b.must(b.desk.SavePlan(ctx, director, plan))

		// A drill touches nothing.
		b.must(b.desk.RaiseAlarm(ctx, keeper, desk.Alarm{Account: account, Kind: "hijack", Reason: "年度演练", Drill: true}))
		if _, err := b.desk.AccountSecret(ctx, account, "access_token"); err != nil {
			t.Errorf("a drill loses secrets: %v", err)
		}
		if list, err := b.store.PublicIncidents(ctx, 0); err != nil || len(list) != 0 {
			t.Errorf("a drill is public: %+v, %v", list, err)
		}
		b.clock.Advance(25 * time.Minute)
		b.must(b.desk.DoStep(ctx, keeper, account, "rotate", "按流程走了一遍"))
		b.must(b.desk.DoStep(ctx, keeper, account, "tell_departments", "电话通知网信办"))
		if err := b.desk.EndAlarm(ctx, admin, desk.Ending{Account: account, Participants: "保管人、安全管理员", Findings: "电话号码过期一个"}); err != nil {
			t.Errorf("another ends the drill: %v", err)
		}
		past, err := b.store.Incidents(ctx, account)
		if err != nil || len(past) != 1 || past[0].Minutes != 25 || past[0].Findings != "电话号码过期一个" {
			t.Errorf("the drill is on record: %+v, %v", past, err)
		}

		// The real thing.
		alarm := desk.Alarm{Account: account, Kind: "hijack", Reason: "账号发出收款二维码"}
		b.must(b.desk.RaiseAlarm(ctx, director, alarm))
		if err := b.desk.RaiseAlarm(ctx, admin, alarm); fault.CodeOf(err) != "incident.open" {
			t.Errorf("twice: %v", err)
		}
		if _, err := b.desk.AccountSecret(ctx, account, "access_token"); fault.CodeOf(err) != "secret.lost" {
			t.Errorf("an adapter may still use the secret: %v", err)
		}
		if list, err := b.store.PublicIncidents(ctx, b.clock.Now().UnixMilli()); err != nil || len(list) != 1 || !strings.Contains(list[0].Notice, "不要相信") {
			t.Errorf("the public is told: %+v, %v", list, err)
		}
		b.held(account)
		if got := b.notices(regime.SecurityAdmin); !strings.Contains(got, "breach 账号「某市信访」已启动应急预案：账号发出收款二维码") {
			t.Errorf("told: %s", got)
		}
		end := desk.Ending{Account: account, Participants: "办公室主任、保管人", Findings: "令牌泄漏，已更换"}
		for _, c := range []struct {
			sentence, code string
			err            error
		}{
			{"who raised it does not end it", "incident.same_person", b.desk.EndAlarm(ctx, director, end)},
			{"the secrets first", "incident.secrets", b.desk.EndAlarm(ctx, head, end)},
			{"said is not done", "incident.secrets", b.desk.DoStep(ctx, keeper, account, "rotate", "已更换")},
		} {
			if fault.CodeOf(c.err) != c.code {
				t.Errorf("%s: %v", c.sentence, c.err)
			}
		}
		b.clock.Advance(61 * time.Minute)
		if n, err := b.desk.WatchIncidents(ctx); err != nil || n != 2 || !strings.Contains(b.notices(regime.Head), "应急处置超时：更换全部密钥") {
			t.Errorf("late steps: %d, %v, %s", n, err, b.notices(regime.Head))
		}
		b.must(b.desk.KeepSecret(ctx, keeper, desk.SecretEdit{Account: account, Name: "access_token", RotateBy: b.clock.Now().AddDate(0, 0, 60).UnixMilli(), Value: "2.00NeuesToken"}))
		b.must(b.desk.DoStep(ctx, keeper, account, "rotate", "重新授权"))
		if err := b.desk.EndAlarm(ctx, head, end); fault.CodeOf(err) != "incident.steps" {
			t.Errorf("the departments were not told: %v", err)
		}
		b.must(b.desk.DoStep(ctx, keeper, account, "tell_departments", "电话通知网信办、网安支队"))
		b.must(b.desk.EndAlarm(ctx, head, end))
		if _, err := b.desk.AccountSecret(ctx, account, "access_token"); err != nil {
			t.Errorf("restored: %v", err)
		}

		// A year without a drill.
		b.clock.Advance(364 * 24 * time.Hour)
		if n, err := b.desk.WatchIncidents(ctx); err != nil || n != 0 {
			t.Errorf("reminded early: %d, %v", n, err)
		}
		b.clock.Advance(2 * 24 * time.Hour)
		if n, err := b.desk.WatchIncidents(ctx); err != nil || n != 1 || !strings.Contains(b.notices(regime.OfficeDirector), "一年没有演练") {
			t.Errorf("reminded: %d, %v", n, err)
		}
		if n, err := b.desk.WatchIncidents(ctx); err != nil || n != 0 {
			t.Errorf("reminded twice: %d, %v", n, err)
		}
	})
}

// held checks that what an approved statement sends to an account waits while its
// alarm goes on, while other outlets get it.
func (b *bureau) held(account string) {
	b.t.Helper()
	ctx := context.Background()
	sealing := b.desk.Sending
	mail, hook := b.outlets()
	b.desk.Sending.Seal, b.desk.Sending.Open = sealing.Seal, sealing.Open
	outlets, err := b.store.Outlets(ctx)
	b.must(err)
	b.must(b.store.Write(ctx, func(tx *store.Tx) error {
		for _, o := range outlets {
			if o.Channel == string(regime.Webhook) {
				o.Address = account // as an outlet of the account has it
				return tx.SaveOutlet(o)
			}
		}
		return nil
	}))
	s := b.approvedWith(b.answering(regime.General), "newsroom_mail", "webhook")
	b.release()
	lines := b.lines(s)
	if err := b.desk.Send(ctx, lines["webhook"].ID); fault.CodeOf(err) != "sending.stopped" || len(hook.got) != 0 {
		b.t.Errorf("sent to an account that is held back: %v, %d", err, len(hook.got))
	}
	if on, err := b.store.ReleaseHeld(ctx, lines["webhook"].ID); err != nil || !on {
		b.t.Errorf("the brake does not see it: %t, %v", on, err)
	}
	b.must(b.desk.Send(ctx, lines["newsroom_mail"].ID))
	if len(mail.got) != 1 {
		b.t.Errorf("others wait too: %d", len(mail.got))
	}
}
