package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// account stores an open account of the agency and returns its id.
func (b *bureau) account(name, platform string) string {
	id := store.NewID(b.clock.Now())
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO account (id, number, agency_id, unit_id, platform, kind, name, organiser, state, name_key, origin, created_at, created_by) VALUES ($1, $1, $2, $3, $4, 'subscription', $5, $5, 'open', $5, 'import', $6, 'x')`,
			id, b.units["office"].ParentID, b.units["office"].ID, platform, name, tx.Ms())
		return err
	}))
	return id
}

func TestAccountKeyPages(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		b.sealing(t)
		at := "/desk/accounts/" + b.account("某市信访", "weibo") + "/keys"
		v := b.signIn(regime.SecurityAdmin)
		if p := v.page(at); !strings.Contains(text(p.Find(".empty")), "还没有登记密钥") {
			t.Fatalf("an empty page does not say what to do: %s", text(p.Find("main")))
		}
		rotate := b.clock.Now().Add(desk.UsualSecret).Format("2006-01-02")
		in := url.Values{"name": {"password"}, "keeper": {b.who[regime.Keeper].ID}, "value": {"short-Secret1"}, "devices": {"办公室专用手机\n值班电脑"}, "rotate": {rotate}}
		in.Set("value", "kurz-Geheim")
		p, status := v.post(at, in)
		if status != http.StatusBadRequest && status != http.StatusUnprocessableEntity || !strings.Contains(text(p.Find("form")), "密码太弱") || strings.Contains(html(p), "kurz-Geheim") {
			t.Fatalf("a weak password: %d %s", status, text(p.Find("main")))
		}
		in.Set("value", "Langes-Geheimnis-7")
		p, _ = v.post(at, in)
		if row := text(p.Find("tbody tr")); !strings.Contains(row, "登录密码") || !strings.Contains(row, "办公室专用手机、值班电脑") || strings.Contains(html(p), "Geheimnis") {
			t.Fatalf("listed: %s", row)
		}
		k := b.signIn(regime.Keeper)
		if row := text(k.page("/desk/keys").Find("tbody tr").First()); !strings.Contains(row, "某市信访") {
			t.Errorf("the keeper's own list: %s", row)
		}
		form := k.page(at + "/password")
		if form.Find("[name=keeper]").Length() != 0 || form.Find("[name=value]").AttrOr("value", "") != "" || strings.Contains(html(form), "Geheimnis") {
			t.Errorf("the form of a keeper: %s", text(form.Find("form")))
		}
		in.Set("value", "Neues-Geheimnis-8")
		in.Del("keeper")
		if p, _ := k.post(at, in); !strings.Contains(html(p), "已保存") {
			t.Errorf("the keeper replaces: %s", text(p.Find("main")))
		}
		if _, status := b.signIn(regime.Handler).get(at); status != http.StatusForbidden {
			t.Errorf("a handler who keeps nothing: %d", status)
		}
	})
}
