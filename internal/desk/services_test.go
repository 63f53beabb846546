package desk_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// A service goes live by the clearance of another person of the technical
// department, for the address that it has; broken twice it is a task until mended.
func TestServices(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.newMedia()
		a, editor, tech := b.postingAccount("某市信访", regime.WeChat, regime.ServiceAccount), b.who[regime.Editor], b.who[regime.SecurityAdmin]
		agency := a.AgencyID
		b.must(b.desk.AddService(ctx, editor, a.ID, store.Service{Title: "网上预约", Kind: "menu", URL: "https://xf.example/book", UnitID: b.units["visits"].ID}))
		service := func() store.Service {
			list, err := b.store.Services(ctx, agency, 10)
			b.must(err)
			return list[0]
		}
		id := service().ID
		if err := b.desk.OpenService(ctx, editor, id); fault.CodeOf(err) != "service.uncleared" {
			t.Errorf("live without clearance: %v", err)
		}
		if err := b.desk.ClearService(ctx, editor, id, "看过了没问题"); fault.CodeOf(err) != "register.role" {
			t.Errorf("an editor clears: %v", err)
		}
		number, err := b.desk.BeginArticle(ctx, editor, desk.ArticleEdit{Title: "怎样预约", UnitID: b.units["office"].ID, Rights: "无", Accounts: []string{a.ID}})
		b.must(err)
		b.act(regime.Editor, number, "save", map[string]any{"title": "怎样预约", "text": "点这里：https://xf.example/book 。咨询电话：6801。某市信访局"})
		b.refused("needs.article_ready", regime.Editor, number, "submit", nil)

		b.must(b.desk.ClearService(ctx, tech, id, "检查了漏洞、权限和接口，合格"))
		b.must(b.desk.MoveService(ctx, editor, id, "https://xf.example/book2"))
		if s := service(); s.State != "waiting" || s.ClearedBy != "" {
			t.Errorf("a clearance outlived its address: %+v", s)
		}
		b.must(b.desk.MoveService(ctx, editor, id, "https://xf.example/book"))
		b.must(b.desk.ClearService(ctx, tech, id, "检查了漏洞、权限和接口，合格"))
		b.must(b.desk.OpenService(ctx, editor, id))
		b.act(regime.Editor, number, "submit", nil)

		broken := errors.New("404")
		look := func(context.Context, string) (time.Duration, error) { return time.Second, broken }
		for range 2 {
			n, err := b.desk.CheckServices(ctx, look)
			b.must(err)
			if n != 1 {
				t.Fatalf("looked at %d", n)
			}
			b.clock.Advance(21 * time.Minute)
		}
		tasks, err := b.store.ServiceTasks(ctx, 10)
		b.must(err)
		if len(tasks) != 1 || tasks[0].UnitID != b.units["visits"].ID || b.told(regime.Handler, "账号服务打不开") != 1 {
			t.Fatalf("tasks: %+v", tasks)
		}
		broken = nil
		_, err = b.desk.CheckServices(ctx, look)
		b.must(err)
		if tasks, err = b.store.ServiceTasks(ctx, 10); err != nil || len(tasks) != 0 {
			t.Errorf("after mending: %v %+v", err, tasks)
		}
		if n, err := b.desk.CheckServices(ctx, look); err != nil || n != 0 {
			t.Errorf("looked again at once: %d %v", n, err)
		}
		b.must(b.desk.StopService(ctx, tech, id, "停用"))
		if err := b.desk.OpenService(ctx, editor, id); fault.CodeOf(err) != "service.uncleared" {
			t.Errorf("a stopped service goes live: %v", err)
		}
	})
}
