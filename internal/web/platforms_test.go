package web_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/testkit/wechatstand"
	"yingda/internal/web"
)

// A keeper connects an account on the page, the platform verifies the address,
// somebody writes, and what is wrong is answered like an address that is not there.
func TestPlatformPages(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		b.sealing(t)
		id := b.account("某市发布", "wechat")
		a, err := b.store.Account(ctx, id)
		b.must(err)
		number := a.Number
		at := "/desk/accounts/" + id + "/platform"
		v := b.signIn(regime.SystemAdmin)
		if p := v.page("/desk/platforms"); !strings.Contains(text(p.Find("main")), "未连接") {
			t.Errorf("the list: %s", text(p.Find("main")))
		}
		if p, status := v.post(at, url.Values{"app_id": {"gh_wrong"}, "mode": {"safe"}}); status != http.StatusUnprocessableEntity || p.Find("[name=app_id]").AttrOr("value", "") != "gh_wrong" {
			t.Errorf("a wrong id: %d %s", status, text(p.Find("form")))
		}
		v.post(at, url.Values{"app_id": {"wx0123456789abcdef"}, "mode": {"safe"}})
		page := text(v.page(at).Find("main"))
		for _, want := range []string{"缺密钥", "回调令牌（Token）", "/hooks/wechat/" + id} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q: %s", want, page)
			}
		}
		key := "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
		for name, value := range map[string]string{"app_secret": "geheim-app-secret", "token": "hook-token-1", "encoding_aes_key": key} {
			b.must(b.desk.KeepSecret(ctx, b.who[regime.SecurityAdmin], desk.SecretEdit{Account: id, Name: name, KeeperID: b.who[regime.Keeper].ID, RotateBy: b.clock.Now().AddDate(0, 0, 90).UnixMilli(), Value: value}))
		}
		if p := v.page(at); strings.Contains(text(p.Find("main")), "缺密钥") || strings.Contains(text(p.Find("main")), key) {
			t.Error("the page says that secrets are missing, or shows one")
		}
		server := httptest.NewServer(web.Hooks(b.desk, slog.New(slog.DiscardHandler)))
		defer server.Close()
		from := &wechatstand.Caller{URL: server.URL + "/hooks/wechat/" + id, Token: "hook-token-1", Key: key, ID: "wx0123456789abcdef", Mode: "safe", Now: b.clock.Now}
		if status, echo, err := from.Check(ctx, "8291", false); err != nil || status != 200 || echo != "8291" {
			t.Errorf("the platform's check: %d %q, %v", status, echo, err)
		}
		call, err := from.Make("<xml><ToUserName>gh_1</ToUserName><FromUserName>oUser1</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><Content>窗口几点开门？</Content><MsgId>1</MsgId></xml>")
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		status, said, err := from.Send(ctx, call)
		if err != nil || status != 200 || !strings.Contains(said, "已收到") || time.Since(begun) > 4*time.Second {
			t.Errorf("a message: %d %q, %v after %v", status, said, err, time.Since(begun))
		}
		var slow []net.Conn
		for i := range 2 * 65 { // as many as have a place at once, and one more: to nobody, and to the account
			c, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			fmt.Fprintf(c, "POST /hooks/wechat/%s HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na", []string{"nobody", id}[i%2])
			slow = append(slow, c)
		}
		told := make([]byte, 12)
		if _, err := slow[0].Read(told); err != nil || string(told) != "HTTP/1.1 404" {
			t.Errorf("whoever sends slowly to nobody is told %q at once, %v", told, err)
		}
		if status, said, err := from.Send(ctx, call); err != nil || status != 200 {
			t.Errorf("beside slow ones: %d %q, %v", status, said, err)
		}
		from.URL = server.URL + "/hooks/wechat/" + number
		if status, said, err := from.Send(ctx, call); err != nil || status != 200 {
			t.Errorf("by the number of the account: %d %q, %v", status, said, err)
		}
		for sentence, c := range map[string]struct {
			path, body string
			status     int
		}{
			"nothing at all":                {"/hooks/wechat/" + id, "", 422},
			"another account":               {"/hooks/wechat/nobody?timestamp=1", "<xml/>", 404},
			"an account of another sort":    {"/hooks/wecom/" + id, "<xml/>", 404},
			"a platform that does not call": {"/hooks/weibo/" + id, "<xml/>", 404},
			"more than a megabyte":          {"/hooks/wechat/" + id, strings.Repeat("x", 1<<20+1), 413},
		} {
			res, err := http.Post(server.URL+c.path, "text/xml", strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if res.StatusCode != c.status {
				t.Errorf("%s: %d", sentence, res.StatusCode)
			}
		}
		v.post(at+"/end", url.Values{})
		if status, _, _ := from.Send(ctx, call); status != http.StatusNotFound {
			t.Errorf("after the end: %d", status)
		}
	})
}

// Weibo and any other platform are connected on the same page, each with what it
// needs; what is wrong stands beside its field.
func TestJoinedPlatformPages(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		b.sealing(t)
		weibo, douyin := b.account("某市发布微博", "weibo"), b.account("某市发布抖音", "douyin")
		at := func(id string) string { return "/desk/accounts/" + id + "/platform" }
		keeper := b.signIn(regime.Keeper)
		for _, c := range []struct {
			sentence, id string
			form         url.Values
			field        string
		}{
			{"no number", weibo, url.Values{"app_id": {"某市发布"}}, "app_id"},
			{"no address at all", douyin, url.Values{}, "out_url"},
			{"a feed of no address", douyin, url.Values{"in_url": {"ftp://x/feed"}}, "in_url"},
		} {
			if p, status := keeper.post(at(c.id), c.form); status != http.StatusUnprocessableEntity || p.Find("[name="+c.field+"][aria-invalid=true]").Length() != 1 {
				t.Errorf("%s: %d %s", c.sentence, status, text(p.Find("form")))
			}
		}
		keeper.post(at(weibo), url.Values{"app_id": {"1700000001"}})
		keeper.post(at(douyin), url.Values{"out_url": {"https://in.example/take"}, "in_url": {"https://in.example/feed.xml"}})
		for id, want := range map[string]string{weibo: "访问令牌（access_token）", douyin: "推送签名密钥"} {
			if page := text(keeper.page(at(id)).Find("main")); !strings.Contains(page, want) || !strings.Contains(page, "缺密钥") || strings.Contains(page, "回调地址") {
				t.Errorf("the page of %s: %s", id, page)
			}
		}
		b.must(b.desk.KeepSecret(ctx, b.who[regime.SecurityAdmin], desk.SecretEdit{Account: weibo, Name: "access_token", KeeperID: b.who[regime.Keeper].ID, RotateBy: b.clock.Now().AddDate(0, 0, 90).UnixMilli(), Value: "2.00geheim"}))
		if list := text(keeper.page("/desk/platforms").Find("main")); !strings.Contains(list, "正常") || strings.Contains(list, "geheim") {
			t.Errorf("the list: %s", list)
		}
		if page := keeper.page(at(douyin)); page.Find("[name=out_url]").AttrOr("value", "") != "https://in.example/take" {
			t.Error("the form forgets the address")
		}
		if _, status := b.signIn(regime.Handler).post(at(weibo), url.Values{"app_id": {"1700000002"}}); status != http.StatusForbidden && status != http.StatusNotFound {
			t.Errorf("a handler connects: %d", status)
		}
	})
}
