package web_test

import (
	"context"
	"log/slog"
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
