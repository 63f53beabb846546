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

// The page of a comment says what has to be done on the platform and how it ended,
// and a person records it there.
func TestCommentCarryPage(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		account := b.account("某市发布", "weibo")
		_, err := b.desk.TakeComments(ctx, account, []desk.CommentIn{{PostKey: "p1", PostTitle: "取号办法", Key: "k1", Text: "卖二手车，联系我", At: b.clock.Now()}})
		b.must(err)
		list, err := b.store.OwnComments(ctx, store.CommentFilter{Account: account}, 10)
		b.must(err)
		at, v := "/desk/comments/"+list[0].ID, b.signIn(regime.Editor)
		if p, status := v.post(at+"/withhold", url.Values{"version": {"1"}, "reason": {"advertising"}, "note": {"推销二手车"}}); status >= http.StatusBadRequest {
			t.Fatalf("proposed: %d %s", status, text(p.Find("main")))
		}
		if p, status := b.signIn(regime.ChiefEditor).post(at+"/withhold", url.Values{"version": {"2"}, "reason": {"advertising"}}); status >= http.StatusBadRequest {
			t.Fatalf("agreed: %d %s", status, text(p.Find("main")))
		}
		for _, want := range []string{"在平台上按这段话回复", "在平台后台隐藏"} {
			page := v.page(at)
			part := page.Find("[aria-labelledby=c-carried]")
			if !strings.Contains(text(part), want) || part.Find("form[action='"+at+"/carried']").Length() != 1 {
				t.Fatalf("the page lacks %q: %s", want, text(part))
			}
			if p, status := v.post(at+"/carried", form(part.Find("form"))); status >= http.StatusBadRequest {
				t.Fatalf("recorded: %d %s", status, text(p.Find("main")))
			}
		}
		if part := v.page(at).Find("[aria-labelledby=c-carried]"); strings.Count(text(part), "由人办理并登记") != 2 || part.Find("form").Length() != 0 {
			t.Errorf("afterwards: %s", text(part))
		}
	})
}
