package api_test

import (
	"fmt"
	"testing"

	"yingda/internal/regime"
)

// TestRegisterPages fills each register with five and reads it by twos: every one
// comes once, in the order of the whole list.
func TestRegisterPages(t *testing.T) {
	each(t, func(o *office) {
		for n := range 5 {
			day := fmt.Sprintf("2026-04-%02dT09:00:00+08:00", 1+n/2) // some at the same instant
			o.as(regime.Spokesperson, 201, "/press", in{"title": fmt.Sprint("通气会", n), "channel": "briefing", "at": day, "place": "一楼", "host": "发言人"})
			o.as(regime.Editor, 201, "/carrying", in{"title": fmt.Sprint("通知", n), "issuer": "省信访局", "source_url": "https://a.example/1", "place": "本机关网站", "page_url": "https://b.example/1", "due": day})
			o.as(regime.Editor, 201, "/policies", in{"title": fmt.Sprint("办法", n), "kind": "normative", "issued_at": day})
			o.as(regime.OfficeDirector, 201, "/meetings", in{"kind": "leading_group", "title": fmt.Sprint("会议", n), "place": "三楼", "at": day, "members": []in{{"name": "甲", "unit": "办公室", "part": "chair"}, {"name": "乙", "unit": "接访科", "part": "member"}}})
			o.as(regime.OfficeDirector, 200, "/risks", in{"title": fmt.Sprint("决定", n), "decision": "调整窗口", "risks": "等候变长", "grade": "general", "plan": "提前公告"})
			o.as(regime.OfficeDirector, 200, "/own-lists", in{"period": fmt.Sprintf("2026-%02d", 1+n)})
		}
		for _, register := range []string{"/press", "/carrying", "/policies", "/meetings", "/risks", "/own-lists"} {
			ids := func(items []map[string]any) (out []any) {
				for _, x := range items {
					out = append(out, x["id"])
				}
				return out
			}
			whole := o.as(regime.OfficeDirector, 200, register, nil)
			var paged []any
			after := ""
			for range 3 {
				page := o.as(regime.OfficeDirector, 200, register+"?limit=2&after="+after, nil)
				paged, after = append(paged, ids(page.items())...), page.text("next")
			}
			if len(paged) != 5 || after != "" || fmt.Sprint(paged) != fmt.Sprint(ids(whole.items())) || whole.body["next"] != nil {
				o.Errorf("%s by twos: %v, whole %v, then %q", register, paged, ids(whole.items()), after)
			}
			o.refused("cursor.invalid", regime.OfficeDirector, register+"?after=x", nil)
		}
		if a := o.call(o.read, "/account-filings?limit=1", nil); a.status != 200 {
			o.Errorf("filings: %v", a.body)
		}
	})
}

// TestExcuseAndAnnounce: what is not carried has a reason on record, and no token
// tells the public of a conference.
func TestExcuseAndAnnounce(t *testing.T) {
	each(t, func(o *office) {
		c := o.as(regime.Editor, 201, "/carrying", in{"title": "关于接访的通知", "issuer": "省信访局", "source_url": "https://a.example/1", "place": "本机关网站", "page_url": "https://b.example/1", "due": "2026-03-20T18:00:00+08:00"})
		at := "/carrying/" + c.text("id") + "/excuse"
		o.refused("register.role", regime.Handler, at, in{"reason": "上级已经废止原文"})
		o.refused("carriage.reason", regime.Editor, at, in{"reason": "不"})
		if got := o.as(regime.Editor, 200, at, in{"reason": "上级已经废止原文"}); got.text("state") != "excused" || got.text("excuse") != "上级已经废止原文" {
			o.Errorf("excused: %v", got.body)
		}
		o.refused("carriage.ended", regime.Editor, at, in{"reason": "上级已经废止原文"})
		e := o.as(regime.Spokesperson, 201, "/press", in{"title": "接访安排通气会", "channel": "briefing", "at": "2030-03-18T09:30:00+08:00", "place": "一楼", "host": "发言人"})
		o.refused("act.token", regime.Spokesperson, "/press/"+e.text("id")+"/announce", in{})
		o.refused("register.role", regime.Handler, "/press/"+e.text("id")+"/announce", in{})
	})
}
