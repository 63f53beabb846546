package api_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
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

// TestWorkPages fills what other work fills with three each and reads it one by
// one: two of the three at the same instant.
func TestWorkPages(t *testing.T) {
	each(t, func(o *office) {
		number, err := o.desk.Open(ctx, o.who[regime.DutyOfficer], desk.Opening{Title: "取不到号"})
		o.must(err)
		concern, err := o.store.Matter(ctx, number)
		o.must(err)
		office, now := o.units["office"], o.clock.Now()
		a := store.Account{AgencyID: office.AgencyID, UnitID: office.ID, Platform: "weibo", Kind: regime.MicroblogAccount, Name: "某市信访", Organiser: "某市信访局", Emblem: "standard", State: "open", Origin: "import"}
		o.must(o.store.Write(ctx, func(tx *store.Tx) error {
			err := tx.AddAccount(&a)
			for n := range 3 {
				at := now.Add(time.Duration(n/2) * time.Hour).UnixMilli()
				_, posts := tx.AddAccountPosts([]store.AccountPost{{AccountID: a.ID, Title: fmt.Sprint("取号办法", n), Address: fmt.Sprint("https://weibo.example/", n), Origin: "typed", At: at}})
				err = errors.Join(err, posts,
					tx.AddTask(store.Task{MatterID: concern.ID, Title: fmt.Sprint("核对号源", n), UnitID: o.units["visits"].ID, DueAt: at}),
					tx.AddReport(&store.Report{Kind: regime.FirstReport, FromAgency: office.AgencyID, MatterID: concern.ID, Number: number}),
					tx.AddReport(&store.Report{Kind: regime.FirstReport, ToAgency: office.AgencyID, Number: "C-2026-0009"}))
			}
			return err
		}))
		o.as(regime.Liaison, 201, "/publishers", in{"kind": "platform", "name": "某某短视频平台", "licence": "许可 20260001", "contact": "举报入口"})
		for n := range 3 {
			planned := fmt.Sprintf("2026-03-%02d", 20+n/2)
			o.as(regime.Editor, 201, "/articles", in{"title": fmt.Sprint("接访日说明", n), "unit": "office", "origin": "original", "planned": planned})
			o.as(regime.Editor, 201, "/commissions", in{"unit": "visits", "title": fmt.Sprint("请写接访日", n), "brief": "写给来访的人看", "planned": planned, "due_at": "2026-03-19T18:00:00+08:00"})
			o.as(regime.Keeper, 201, "/joint-releases", in{"title": fmt.Sprint("联合发布", n), "source": "https://a.example/1"})
			o.as(regime.Liaison, 201, "/impersonations", in{"publisher": "某某短视频平台", "sort": "passing_off", "platform": "weibo", "name": fmt.Sprint("某市信访局官方", n), "address": fmt.Sprint("https://weibo.example/fake", n), "facts": map[string]string{"our_name": "账号名用了本机关的全称"}})
		}
		for register, role := range map[string]regime.Role{"/tasks": regime.Handler, "/reports": regime.Liaison, "/accounts/" + a.Number + "/posts": regime.Editor, "/articles": regime.Editor, "/commissions": regime.Editor, "/joint-releases": regime.Keeper, "/impersonations": regime.Liaison} {
			var want, got []any
			for _, x := range o.as(role, 200, register, nil).items() {
				want = append(want, x["id"], x["number"])
			}
			for after, n := "", 0; n == 0 || after != "" && n < 10; n++ {
				page := o.as(role, 200, register+"?limit=1&after="+after, nil)
				for _, x := range page.items() {
					got = append(got, x["id"], x["number"])
				}
				after = page.text("next")
			}
			if len(want) < 6 || fmt.Sprint(got) != fmt.Sprint(want) {
				o.Errorf("%s one by one: %v, whole %v", register, got, want)
			}
			o.refused("cursor.invalid", role, register+"?after=x", nil)
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
