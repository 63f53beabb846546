package web_test

import (
	"context"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/seal"
	"yingda/internal/store"
)

func (b *bureau) sealing(t *testing.T) {
	keys, err := seal.Open(filepath.Join(t.TempDir(), "key"), b.clock.Now())
	b.must(err)
	b.desk.Sending.Seal, b.desk.Sending.Open = keys.Seal, keys.Open
}

func TestRobotPages(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		b.sealing(t)
		v := b.signIn(regime.SystemAdmin)
		if p := v.page("/desk/robots"); !strings.Contains(text(p.Find(".empty")), "还没有机器人") {
			t.Fatalf("an empty page does not say what to do: %s", text(p.Find("main")))
		}
		in := url.Values{"name": {"办公室值班群"}, "kind": {"feishu"}, "unit": {b.units["office"].ID}, "token": {"https://open.feishu.cn/open-apis/bot/v2/hook/abcdef-0123456789"}, "secret": {"s3cr3t-of-feishu"}, "events": {"breach", "new"}}
		bad := url.Values{"name": {"办公室值班群"}, "kind": {"feishu"}, "unit": {b.units["office"].ID}, "token": {"https://evil.example/hook/abcdef-0123456789"}, "secret": {"s3cr3t-of-feishu"}, "events": {"breach"}}
		p, status := v.post("/desk/robots", bad)
		if status != http.StatusUnprocessableEntity && status != http.StatusBadRequest || !strings.Contains(text(p.Find("form")), "这不是飞书机器人的地址") || strings.Contains(html(p), "evil.example") {
			t.Fatalf("a strange address: %d %s", status, text(p.Find("form")))
		}
		p, _ = v.post("/desk/robots", in)
		row := p.Find("tr[data-row]")
		if row.Length() != 1 || !strings.Contains(text(row), "已超时、新的关切") {
			t.Fatalf("the robot is not listed: %s", text(p.Find("main")))
		}
		edit, _ := row.Find("a[data-open]").Attr("href")
		if page := html(v.page(edit)); strings.Contains(page, "abcdef-0123456789") || strings.Contains(page, "s3cr3t") {
			t.Error("a page shows what is sealed")
		}
		in["name"], in["token"], in["secret"], in["sparse"] = []string{"值班群"}, nil, nil, []string{"1"}
		p, _ = v.post(edit, in)
		if got := text(p.Find("tr[data-row]")); !strings.Contains(got, "值班群") || !strings.Contains(got, "只发编号和链接") {
			t.Errorf("changed: %s", got)
		}
		robots, err := b.store.Robots(context.Background())
		b.must(err)
		if !strings.HasPrefix(robots[0].Token, "s1.") {
			t.Error("empty fields of the form dropped the address")
		}
		p, _ = v.post(edit+"/test", nil)
		if got := text(p.Find("tr[data-row]")); !strings.Contains(got, "测试消息") || !strings.Contains(got, "等待") {
			t.Errorf("the test is not in the log: %s", text(p.Find("main")))
		}
		p, _ = v.post(edit+"/use", url.Values{"use": {"0"}})
		if !strings.Contains(text(p.Find("tr[data-row]")), "已停用") {
			t.Error("still in use")
		}
	})
}

func html(p *goquery.Document) string {
	s, err := p.Html()
	if err != nil {
		return err.Error()
	}
	return s
}

func TestTellingLog(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		number := b.open("接待大厅上午取不到号", regime.General, "a|b", "c|d")
		m, err := b.store.Matter(t.Context(), number)
		b.must(err)
		b.must(b.store.Write(t.Context(), func(tx *store.Tx) error {
			for i, role := range []regime.Role{regime.Handler, regime.Drafter} {
				x := store.Telling{Key: string(rune('a' + i)), Kind: "notice", PersonID: b.who[role].ID, MatterID: m.ID, Events: []string{store.EventBreach, store.EventDue}, DueAt: tx.Ms()}
				if err := tx.AddTelling(x); err != nil {
					return err
				}
				open, _, err := tx.OpenTelling("", x.PersonID, m.ID)
				if err != nil {
					return err
				}
				open.State, open.Error, open.Changes, open.Attempts = "failed", "邮件服务器拒收（550）", 2, 10
				if err := tx.SaveTelling(open); err != nil {
					return err
				}
			}
			return nil
		}))
		own := b.signIn(regime.Handler)
		p := own.page("/desk/tellings")
		if rows := p.Find("tr[data-row]"); rows.Length() != 1 || !strings.Contains(text(rows), "已超时、快到期（合并 2 次）") || rows.Find("form").Length() != 0 {
			t.Errorf("one's own log: %s", text(p.Find("main")))
		}
		office := b.signIn(regime.OfficeDirector)
		if got := text(office.page("/desk").Find("section[aria-labelledby=h-src]")); !strings.Contains(got, "员工邮件") || !strings.Contains(got, "2 封没有送到") {
			t.Errorf("My desk names no trouble: %s", got)
		}
		p = office.page("/desk/tellings?state=failed")
		if p.Find("tr[data-row]").Length() != 2 {
			t.Fatalf("the office sees %s", text(p.Find("main")))
		}
		retry, _ := p.Find("tr[data-row] form").Eq(0).Attr("action")
		drop, _ := p.Find("tr[data-row] form").Eq(3).Attr("action")
		office.post(retry, nil)
		p, _ = office.post(drop, nil)
		if got := text(p.Find("table")); !strings.Contains(got, "等待") || !strings.Contains(got, "已放弃") {
			t.Errorf("mended: %s", got)
		}
	})
}

func TestWishPage(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		v := b.signIn(regime.DutyOfficer)
		p, status := v.post("/desk/settings/telling", url.Values{"events": {"breach"}, "quiet_from": {"25:00"}, "digest": {"8"}})
		if status == http.StatusOK || !strings.Contains(text(p.Find("form")), "先填写邮箱") {
			t.Fatalf("mail without a mailbox: %d %s", status, text(p.Find("form")))
		}
		p, status = v.post("/desk/settings/telling", url.Values{"mail": {"duty@agency.example"}, "quiet_from": {"25:00"}, "digest": {"8"}})
		if status == http.StatusOK || !strings.Contains(text(p.Find("form")), "22:00 这样的时刻") || p.Find("#wish-quiet_from").AttrOr("value", "") != "25:00" {
			t.Fatalf("25:00: %d %s", status, text(p.Find("form")))
		}
		p, _ = v.post("/desk/settings/telling", url.Values{"mail": {"duty@agency.example"}, "events": {"breach", "sign"}, "quiet_from": {"22：00"}, "quiet_to": {"07:00"}, "digest": {"8"}})
		if p.Find("#wish-quiet_from").AttrOr("value", "") != "22:00" || p.Find("input[name=events][checked]").Length() != 2 || p.Find("#wish-digest option[selected]").AttrOr("value", "") != "8" {
			t.Errorf("kept: %s", text(p.Find("form#wish")))
		}
	})
}

func TestBellFilters(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		number := b.open("接待大厅上午取不到号", regime.General, "a|b", "c|d")
		v := b.signIn(regime.DutyOfficer)
		p := v.page("/desk/notices")
		if n := p.Find("ul[data-list=notices] > li").Length(); n == 0 || !strings.HasPrefix(p.Find("title").Text(), "(") {
			t.Fatalf("%d lines, title %q", n, p.Find("title").Text())
		}
		if n := v.page("/desk/notices?only=mine").Find("ul[data-list=notices] > li").Length(); n == 0 {
			t.Error("a new concern is nobody's to do")
		}
		v.post("/desk/notices", nil)
		if p := v.page("/desk/notices?only=unread"); p.Find("ul[data-list=notices] > li").Length() != 0 || !strings.Contains(text(p.Find(".empty")), "没有未读的通知") || strings.HasPrefix(p.Find("title").Text(), "(") {
			t.Errorf("all read: %s", text(p.Find("main")))
		}
		b.act(regime.DutyOfficer, number, matter.Action("dismiss"), map[string]any{"reason": "与本机关无关的内容"})
		if n := v.page("/desk/notices?only=mine").Find("ul[data-list=notices] > li").Length(); n != 0 {
			t.Error("what is over is still to do")
		}
	})
}
