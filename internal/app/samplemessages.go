package app

import (
	"context"
	"fmt"
	"time"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// sampleMessage is one invented message and what was done with it.
type sampleMessage struct {
	in    desk.Inbound
	days  int // how long ago it came
	steps []sampleStep
	rated string
}

type sampleStep struct {
	login  string
	action matter.Action
	in     map[string]any
}

func sorted(kind regime.Need, unit string) sampleStep {
	return sampleStep{"chenshuwan", "sort", map[string]any{"kind": string(kind), "unit": unit}}
}

func answered(login, text string) sampleStep {
	return sampleStep{login, "answer", map[string]any{"text": text}}
}

var signed = sampleStep{"zhouyinghe", "approve_answer", nil}

// sampleMessages are a dozen messages in all states.
var sampleMessages = []sampleMessage{
	{in: desk.Inbound{Way: "guest_book", Text: "请问外地来的能在网上登记吗？我母亲七十多岁，不会用手机，能不能由我代她登记？我的电话是 13900001111。"}},
	{in: desk.Inbound{Way: "mail", Subject: "大厅叫号屏看不清", Text: "二楼叫号屏字太小，老人站远了看不清，建议换大一点，或者加语音。", Contact: "reader@mail.example"}, days: 1},
	{in: desk.Inbound{Way: "account_message", Thread: "sample-1", Contact: "sample-1", Text: "周六上午接待到几点？"}, days: 1, steps: []sampleStep{sorted(regime.Question, "接访科")}},
	{in: desk.Inbound{Way: "head_mailbox", Subject: "建议公布各科室电话", Text: "办事找不到人，建议在网站上公布各科室的办公电话和接听时间。"}, days: 3, steps: []sampleStep{
		sorted(regime.Suggestion, "办公室"), {"chenshuwan", "record_uptake", map[string]any{"adoption": "adopted", "reason": "本月底前在网站和大厅同时公布"}}, answered("chenshuwan", "您的建议已采纳：本月底前，各科室办公电话和接听时间会在网站和大厅同时公布。谢谢您。"),
	}},
	{in: desk.Inbound{Way: "web", Text: "上周四在接访大厅等了三个小时，前面插了好几个人，问了窗口也没有人管。"}, days: 4, steps: []sampleStep{sorted(regime.Complaint, "接访科"), {"chenshuwan", "to_concern", map[string]any{"into": "open"}}}},
	{in: desk.Inbound{Way: "guest_book", Text: "来信寄出半个月了，怎么查有没有收到？"}, days: 6, steps: []sampleStep{sorted(regime.Question, "办信科"), answered("duanruoning", "您可以凭挂号收据号码拨打 6813 查询；收到后 15 日内会把受理情况书面告知您。"), signed}, rated: "yes"},
	{in: desk.Inbound{Way: "service_hall", Text: "感谢接访科的小陶，帮我把材料一页页理清楚，还教我怎么查进度。"}, days: 7, steps: []sampleStep{sorted(regime.Thanks, "接访科"), answered("taoyike", "谢谢您的来信，已转达给这位同志和接访科全体人员。")}},
	{in: desk.Inbound{Way: "web", Text: "医保报销的比例是多少？跨市怎么办？"}, days: 5, steps: []sampleStep{sorted(regime.Question, "办公室"), {"chenshuwan", "guide", map[string]any{"ask": "跨市就医的报销比例和备案办法"}}, signed}},
	{in: desk.Inbound{Way: "web", Text: "出租商铺，位置好，价格优，加我详谈。"}, days: 2, steps: []sampleStep{{"chenshuwan", "set_aside", map[string]any{"ground": "advertising", "reason": "这里不登广告；有信访事项请另行写明。"}}}},
	{in: desk.Inbound{Way: "hotline", Text: "来电人反映：网上信访平台今天早上登录不上，提示验证码错误。", Contact: "由热线转告"}, days: 2, steps: []sampleStep{sorted(regime.Question, "网上信访科"), answered("linhexi", "今天早上八点到九点平台升级，已恢复。请清除浏览器缓存后再登录；仍不行请拨打 6815。"), signed}},
	{in: desk.Inbound{Way: "suggestion_box", Text: "希望大厅里放几把轮椅和老花镜。"}, days: 9, steps: []sampleStep{
		sorted(regime.Suggestion, "接访科"), {"hesuiyuan", "record_uptake", map[string]any{"adoption": "partly", "reason": "老花镜已备；轮椅列入下季度采购"}}, answered("hesuiyuan", "老花镜已经放在每个窗口；轮椅列入下季度采购，到位后在大厅公告。"), signed,
	}, rated: "partly"},
	{in: desk.Inbound{Way: "web", Text: "反映某窗口工作人员收了别人的卡。"}, days: 0, steps: []sampleStep{sorted(regime.Tip, "办公室")}},
}

// foundMessages takes in the sample's messages by the way that every message takes,
// and lets its people act on them.
func (p *player) foundMessages(ctx context.Context) error {
	now := p.clock.Now()
	for i, s := range sampleMessages {
		s.in.Key, s.in.At = fmt.Sprint("sample-", i), now.AddDate(0, 0, -s.days).Add(-time.Duration(i)*37*time.Minute)
		got, err := p.desk.Receive(ctx, s.in)
		if err != nil {
			return fmt.Errorf("sample message %d: %w", i, err)
		}
		for _, step := range s.steps {
			who, err := p.auth.Actor(ctx, p.people[step.login])
			if err != nil {
				return err
			}
			m, err := p.store.Matter(ctx, got.Number)
			if err != nil {
				return err
			}
			if step.in["into"] == "open" {
				open, err := p.store.ConcernList(ctx, store.ListFilter{State: matter.Answering}, store.Scope{All: true}, store.ListAfter{}, 1)
				if err != nil || len(open) == 0 {
					return err
				}
				step.in = map[string]any{"into": open[0].Number}
			}
			if _, err := p.desk.Act(ctx, who, desk.Input{Matter: got.Number, Version: m.Version, Action: step.action, Input: step.in}); p.unless(err) != nil {
				return fmt.Errorf("sample message %d, %s: %w", i, step.action, err)
			}
		}
		if s.rated != "" {
			if err := p.desk.RateMessage(ctx, got.Number, got.Code, s.rated); p.unless(err) != nil {
				return err
			}
		}
	}
	return nil
}
