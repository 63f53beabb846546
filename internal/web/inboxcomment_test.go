package web_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// A comment that asks is on the screen of the inbox by itself, with its kind proposed,
// its clock and the way back to the comment; a second person decides there when
// somebody does not want it handled.
func TestCommentInInbox(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		_, err := b.desk.TakeComments(ctx, b.account("某市发布", "weibo"), []desk.CommentIn{{PostKey: "p1", PostTitle: "取号办法", PostURL: "https://weibo.com/1/p1", Key: "k1", Text: "隔壁小区什么时候供暖？", At: b.clock.Now()}})
		b.must(err)
		list, err := b.store.OwnComments(ctx, store.CommentFilter{}, 1)
		b.must(err)
		number, comment := list[0].Message, "/desk/comments/"+list[0].ID
		duty := b.signIn(regime.DutyOfficer)
		at := "/desk/inbox/" + number
		row := duty.page("/desk/inbox?way=account_comment").Find("tr[data-row]")
		if row.Length() != 1 || !strings.Contains(text(row), "隔壁小区什么时候供暖？") || text(row.Find(".c-clock")) == "" {
			t.Fatalf("in the list: %s", text(row))
		}
		p := duty.page(at)
		if aside := text(p.Find(".aside")); !strings.Contains(aside, "种类建议咨询") || !strings.Contains(aside, "取号办法") || p.Find("#from-comment a[href='"+comment+"']").Length() != 1 {
			t.Errorf("beside the message: %s", aside)
		}
		if back := duty.page(comment); back.Find("[aria-labelledby=c-message] a[href='"+at+"']").Length() != 1 || back.Find("form[action$='/inbox']").Length() != 0 {
			t.Errorf("on the page of the comment: %s", text(back.Find("main")))
		}

		propose := form(duty.page("/desk/matters/" + number + "/act/propose_aside").Find("main form"))
		propose.Set("ground", "off_matter")
		propose.Set("reason", "供暖由供热公司办理，请打小区公示的服务电话。")
		if p, status := duty.post("/desk/matters/"+number+"/act", propose); status >= http.StatusBadRequest {
			t.Fatalf("proposed: %d %s", status, text(p.Find("main")))
		}
		if p := duty.page(at); !strings.Contains(text(p.Find("#doubt")), "请打小区公示的服务电话") || p.Find("a[href*='agree_aside'], form[action*='agree_aside']").Length() != 0 {
			t.Errorf("who proposed sees: %s", text(p.Find("main")))
		}
		liaison := b.signIn(regime.Liaison)
		if p := liaison.page(at); p.Find("a[href*='agree_aside'], form[action*='agree_aside'], [value=agree_aside]").Length() == 0 {
			t.Errorf("the second person sees: %s", text(p.Find("main")))
		}
		agree := form(liaison.page("/desk/matters/" + number + "/act/agree_aside").Find("main form"))
		if p, status := liaison.post("/desk/matters/"+number+"/act", agree); status >= http.StatusBadRequest {
			t.Fatalf("agreed: %d %s", status, text(p.Find("main")))
		}
		if p := duty.page(at); !strings.Contains(text(p.Find("main")), "不予办理") || p.Find("#doubt").Length() != 0 {
			t.Errorf("afterwards: %s", text(p.Find("main")))
		}
	})
}
