package desk_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit/wechatstand"
)

// The menu of a connected account is read from the platform: what it leads to is
// looked at with the other services, cleared or not, and let go when it has left.
func TestMenusJoinTheServices(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		stand := wechatstand.Start(t, &wechatstand.Platform{AppID: "wx0123456789abcdef", Secret: "geheim-app-secret", Now: b.clock.Now})
		b.joined(map[string]string{"wechat": stand.URL})
		id := b.account("某市信访", "wechat")
		b.must(b.desk.Connect(ctx, b.who[regime.Keeper], desk.LinkEdit{Account: id, AppID: stand.AppID, Mode: "plain"}))
		b.secret(id, "app_secret", stand.Secret)
		b.must(b.desk.AddService(ctx, b.who[regime.Editor], id, store.Service{Title: "网上预约", Kind: "menu", URL: "https://xf.example/book", UnitID: b.units["visits"].ID}))
		services := func() map[string]store.Service {
			t.Helper()
			list, err := b.store.Services(ctx, b.agency(), 20)
			b.must(err)
			out := map[string]store.Service{}
			for _, s := range list {
				out[s.Title] = s
			}
			return out
		}
		read := func(menu string) {
			t.Helper()
			stand.SetMenu(menu)
			b.clock.Advance(7 * time.Hour)
			b.must(b.desk.ReadAccounts(ctx))
		}
		read(`{"is_menu_open":1,"selfmenu_info":{"button":[{"type":"view","name":"预约","url":"https://xf.example/book"},{"name":"办事","sub_button":{"list":[
			{"type":"view","name":"进度","url":"https://xf.example/progress"},{"type":"miniprogram","name":"信访","url":"https://xf.example/mini","appid":"wx1","pagepath":"p"},
			{"type":"click","name":"联系我们","key":"C1"},{"type":"view","name":"又一次","url":"https://xf.example/book"},{"type":"news","name":"说明","value":"m","news_info":{"list":[{"title":"怎么来访","content_url":"http://mp.weixin.qq.com/s/1"}]}}]}}]}}`)
		got := services()
		for title, kind := range map[string]string{"网上预约": "menu", "办事—进度": "menu", "办事—信访": "mini_program", "办事—说明：怎么来访": "menu"} {
			if s := got[title]; s.MenuAt == 0 || s.State != "waiting" || s.Kind != kind {
				t.Errorf("%s: %+v", title, s)
			}
		}
		if len(got) != 4 || b.told(regime.SecurityAdmin, "还没有放行的服务") != 4 {
			t.Errorf("%d services, told %d times", len(got), b.told(regime.SecurityAdmin, "还没有放行的服务"))
		}
		looks := 0
		look := func(context.Context, string) (time.Duration, error) { looks++; return 0, errors.New("404") }
		for range 2 {
			_, err := b.desk.CheckServices(ctx, look)
			b.must(err)
			b.clock.Advance(21 * time.Minute)
		}
		tasks, err := b.store.ServiceTasks(ctx, 10)
		b.must(err)
		if looks != 8 || len(tasks) != 4 {
			t.Errorf("%d looks, %d tasks", looks, len(tasks))
		}

		// Read again, nobody is told again; what left the menu is not looked at any more.
		read(`{"is_menu_open":1,"selfmenu_info":{"button":[{"type":"view","name":"预约","url":"https://xf.example/book"}]}}`)
		tasks, err = b.store.ServiceTasks(ctx, 10)
		b.must(err)
		got = services()
		if len(tasks) != 1 || b.told(regime.SecurityAdmin, "还没有放行的服务") != 4 || got["办事—进度"].State != "stopped" || got["网上预约"].State != "waiting" {
			t.Errorf("after it left: %d tasks, %+v", len(tasks), got)
		}
		read("")
		if s := services()["网上预约"]; s.MenuAt != 0 || s.State != "waiting" {
			t.Errorf("a menu that is off: %+v", s)
		}
		if wrong := stand.Malformed(); len(wrong) > 0 {
			t.Errorf("malformed: %q", wrong)
		}
	})
}
