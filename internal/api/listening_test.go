package api_test

import (
	"fmt"
	"testing"

	"yingda/internal/intake"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// What is missing or late is read page by page; a dead letter is replayed with a
// write token, once.
func TestListeningOverTheInterface(t *testing.T) {
	each(t, func(o *office) {
		for i := range 5 {
			o.as(regime.DutyOfficer, 200, "/sources", in{"name": fmt.Sprint("栏目", i), "url": fmt.Sprintf("https://a.example/%d", i)})
		}
		x, err := o.store.Source(t.Context(), "栏目2")
		o.must(err)
		o.must(o.store.Write(t.Context(), func(tx *store.Tx) error {
			for _, q := range []string{`UPDATE source SET next_read_at = $1, failures = 4, error_code = 'fetch-404' WHERE id = $2`} {
				if _, err := tx.Exec(q, tx.Ms()-7_200_000, x.ID); err != nil {
					return err
				}
			}
			for i := range 3 {
				if err := tx.AddDeadLetter(store.DeadLetter{Key: fmt.Sprint("k", i), SourceID: x.ID, Stage: "store", Reason: "试", URL: fmt.Sprintf("https://a.example/p%d", i), Title: "大厅排队", Text: "取不到号"}); err != nil {
					return err
				}
			}
			return tx.AddMissed(store.Missed{SourceID: x.ID, From: 1, To: 2, Cause: "ours", State: "missing", Says: "停过"})
		}))
		state := o.call(o.read, "/listening", nil)
		if state.body["failing"] != 1.0 || state.body["late"] != 1.0 || state.body["missing"] != 1.0 || state.body["dead_letters"] != 3.0 {
			o.Errorf("state %v", state.body)
		}
		first := o.call(o.read, "/listening/sources?limit=2", nil).items()
		rest := o.call(o.read, "/listening/sources?limit=100&after="+"%E6%A0%8F%E7%9B%AE1", nil).items()
		if len(first) != 2 || len(rest) != 3 || rest[0]["cause"] != "页面不存在（404）" {
			o.Errorf("sources %v\n%v", first, rest)
		}
		if bad := o.call(o.read, "/listening/sources?trouble=late", nil).items(); len(bad) != 1 || bad[0]["name"] != "栏目2" {
			o.Errorf("late %v", bad)
		}
		if gaps := o.call(o.read, "/listening/missed?open=true", nil).items(); len(gaps) != 1 {
			o.Errorf("missed %v", gaps)
		}
		page := o.call(o.read, "/dead-letters?limit=2", nil)
		next := o.call(o.read, "/dead-letters?limit=2&cursor="+page.text("next"), nil)
		if len(page.items()) != 2 || len(next.items()) != 1 || next.text("next") != "" {
			o.Fatalf("letters %v %v", page.body, next.body)
		}
		replay := "/dead-letters/" + fmt.Sprint(page.items()[0]["id"]) + "/replay"
		o.refused("register.role", regime.Handler, replay, in{})
		o.as(regime.DutyOfficer, 200, replay, in{})
		o.refused("letter.unknown", regime.DutyOfficer, replay, in{})
		if left := o.as(regime.DutyOfficer, 200, "/dead-letters/"+fmt.Sprint(next.items()[0]["id"])+"/drop", in{}); left.body["dead_letters"] != 1.0 {
			o.Errorf("left %v", left.body)
		}
	})
}

// Own sites and what is to be mended on them.
func TestOwnSitesOverTheInterface(t *testing.T) {
	each(t, func(o *office) {
		o.must(o.desk.SaveSite(t.Context(), o.person(regime.Liaison), store.OwnSite{Title: "门户", URL: "https://own.example/", UnitID: o.units["visits"].ID}))
		sites := o.call(o.read, "/own-sites", nil).items()
		if len(sites) != 1 || sites[0]["unit"] != "接访科" {
			o.Fatalf("sites %v", sites)
		}
		id := fmt.Sprint(sites[0]["id"])
		o.must(o.store.Write(t.Context(), func(tx *store.Tx) error {
			if err := tx.AddSiteCheck(store.SiteCheck{SiteID: id, OK: true, TookMs: 120, Links: 3, Dead: 1}); err != nil {
				return err
			}
			for i, task := range []bool{true, false} {
				if err := tx.PutSiteFault(store.SiteFault{SiteID: id, UnitID: o.units["visits"].ID, Kind: "dead_link", URL: fmt.Sprint("https://own.example/", i), Says: "不存在", Seen: 2, Task: task}); err != nil {
					return err
				}
			}
			return nil
		}))
		if one := o.call(o.read, "/own-sites/"+id, nil); len(one.list("checks")) != 1 {
			o.Errorf("site %v", one.body)
		}
		all := o.call(o.read, "/site-findings?limit=1&site="+id, nil).items()
		older := o.call(o.read, "/site-findings?before="+fmt.Sprint(all[0]["id"]), nil).items()
		open := o.call(o.read, "/site-findings?open=true", nil).items()
		if len(all) != 1 || len(older) != 1 || len(open) != 1 || open[0]["task"] != true {
			o.Errorf("findings %v %v %v", all, older, open)
		}
	})
}

// A suggestion is seen with why it was made, confirmed by a write token and undone.
func TestGroupingOverTheInterface(t *testing.T) {
	each(t, func(o *office) {
		group := o.twoGroups()
		list := o.call(o.read, "/suggestions", nil).items()
		if len(list) != 1 || len(list[0]["why"].([]any)) == 0 { //nolint:forcetypeassert // a list by the document
			o.Fatalf("suggestions %v", list)
		}
		decide := in{"confirm": true, "items": []in{{"cluster": group, "post": list[0]["post"]}}, "reason": "同一件事"}
		o.refused("register.role", regime.Handler, "/suggestions/decide", decide)
		o.as(regime.DutyOfficer, 200, "/suggestions/decide", decide)
		o.refused("suggestion.decided", regime.DutyOfficer, "/suggestions/decide", decide)
		changes := o.call(o.read, "/regroupings", nil).items()
		if len(changes) != 1 || changes[0]["act"] != "confirm" {
			o.Fatalf("changes %v", changes)
		}
		o.as(regime.DutyOfficer, 200, "/regroupings/"+fmt.Sprint(changes[0]["id"])+"/undo", in{"reason": "看错了"})
		if again := o.call(o.read, "/suggestions", nil).items(); len(again) != 1 {
			o.Errorf("after undoing: %v", again)
		}
		topics, err := o.store.Topics(t.Context())
		o.must(err)
		pulse := o.call(o.read, "/topics/"+topics[0].ID+"/pulse", nil)
		if len(pulse.list("days")) != 28 || pulse.text("heat_sum") == "" {
			o.Errorf("pulse %v", pulse.body)
		}
	})
}

// person is somebody of a role who has signed in.
func (o *office) person(role regime.Role) matter.Actor {
	who := o.who[role]
	who.Token = false
	return who
}

// twoGroups stores two posts, each a group of its own, and suggests that the
// second belongs to the first; it returns the first group.
func (o *office) twoGroups() string {
	o.Helper()
	topic := store.Topic{Title: "排队", Rule: "排队", Terms: []string{"接访"}, UnitID: o.units["visits"].ID, Posts: 9, Sources: 9, Active: true}
	o.must(o.store.Write(ctx, func(tx *store.Tx) error { return tx.SaveTopic(&topic) }))
	inbox := intake.New(o.store, o.desk)
	for i, text := range []string{"南门街道办事大厅上午排队太久", "东湖小区物业费缴纳排队"} {
		_, err := inbox.Push(ctx, matter.SystemActor, []intake.Post{{Source: "甲", URL: fmt.Sprintf("https://a.example/%d", i), Title: text, Text: text, PublishedAt: o.clock.Now()}})
		o.must(err)
	}
	o.must(inbox.Group(ctx))
	id := ""
	o.must(o.store.Write(ctx, func(tx *store.Tx) error {
		clusters, err := tx.ClustersOf([]int64{1, 2})
		id = clusters[1]
		if err != nil {
			return err
		}
		return tx.AddMembers([]store.Member{{ClusterID: id, Seq: 2, State: "suggested", Score: 40, Reasons: "共同提到“排队”；注意：提到的地点不同"}})
	}))
	return id
}
