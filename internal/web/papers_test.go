package web_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// paperText is what a DOCX of the desk says.
func (v *visitor) paperText(path string) string {
	v.b.t.Helper()
	res, err := v.c.Get(v.b.server.URL + path)
	v.b.must(err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	v.b.must(err)
	if res.StatusCode != 200 || !strings.Contains(res.Header.Get("Content-Type"), "wordprocessingml") {
		v.b.t.Fatalf("%s: %d %s", path, res.StatusCode, res.Header.Get("Content-Type"))
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	v.b.must(err)
	f, err := z.Open("word/document.xml")
	v.b.must(err)
	defer f.Close()
	text, err := io.ReadAll(f)
	v.b.must(err)
	return string(text)
}

func TestRegistersOnPaper(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		f := store.Finding{Key: "k", Kind: "late", Rule: "first-answer", AgencyID: b.units["office"].AgencyID, UnitID: b.units["office"].ID, Title: "甲区取号", What: "「首次答复」已超时", Article: "P4.3", Evidence: `[]`, Since: 1}
		b.must(b.store.Write(ctx, func(tx *store.Tx) error { _, err := tx.AddFinding(&f); return err }))
		b.must(b.desk.AnswerFinding(ctx, b.who[regime.Inspector], f.ID, "系统升级未告知"))
		_, err := b.desk.PlanPress(ctx, b.who[regime.Spokesperson], store.PressEvent{Title: "接访安排通气会", Channel: "briefing", StartsAt: b.clock.Now().UnixMilli(), Newsrooms: "市日报"}, "")
		b.must(err)
		_, err = b.desk.AddCarriage(ctx, b.who[regime.Editor], store.Carriage{Title: "关于接访的通知", Issuer: "省信访局", SourceURL: "https://a.example/1", Place: "本机关网站", PageURL: "https://b.example/1", DueAt: 1})
		b.must(err)
		rescue, err := b.desk.AddPublisher(ctx, b.who[regime.Liaison], store.Publisher{Kind: "rescue", Name: "市消防救援支队", Licence: "119119", Contact: "指挥中心"})
		b.must(err)
		_, err = b.desk.DraftRequest(ctx, b.who[regime.Liaison], desk.RequestDraft{Ground: "rescue", Publisher: rescue.ID, PageURL: "https://c.example/1", Danger: "trapped", Place: "河边", Basis: desk.RescueBases[0]})
		b.must(err)
		risk, err := b.desk.SaveRisk(ctx, b.who[regime.Drafter], store.Risk{Title: "调整接访时间", Decision: "周六不接访", Risks: "来访人不知道", Grade: "general", Plan: "提前公告"})
		b.must(err)
		list, err := b.desk.BeginOwnList(ctx, b.who[regime.Drafter], "2026-03")
		b.must(err)
		members := []store.Attendee{{Name: "办公室主任", Unit: "办公室", Part: "chair", Expertise: "协调"}, {Name: "接访科长", Unit: "接访科", Part: "member", Expertise: "接访"}, {Name: "技术科长", Unit: "技术科", Part: "member", Expertise: "技术"}}
		meeting, err := b.desk.PlanMeeting(ctx, b.who[regime.OfficeDirector], store.Meeting{Kind: "response_group", Title: "号源", Place: "二楼", At: 1, Members: members}, "")
		b.must(err)
		b.must(b.desk.HoldMeeting(ctx, b.who[regime.OfficeDirector], meeting, desk.Minutes{Text: "先恢复号源。", Present: []int{0, 1}, Decisions: []desk.Resolution{{Text: "恢复号源", UnitID: b.units["office"].ID}}}))

		v := b.signIn(regime.OfficeDirector)
		for _, x := range []struct {
			name, page string
			says       []string
		}{
			{"the register of findings, with what was said of each", "/desk/findings", []string{"督办台账", "「首次答复」已超时", "系统升级未告知", "超时"}},
			{"the spokesperson's calendar", "/desk/press", []string{"发言与采访日程", "接访安排通气会", "市日报", "计划中"}},
			{"what is carried", "/desk/carrying", []string{"转载清单", "关于接访的通知", "省信访局"}},
			{"the register of requests", "/desk/requests", []string{"更正请求登记簿", "市消防救援支队", "待签"}},
			{"an assessment", "/desk/risks/" + risk, []string{"关于调整接访时间的决策风险评估", "周六不接访", "提前公告", "待批准"}},
			{"a list of own acts that holds nothing yet", "/desk/own/" + list, []string{"不列人和群体", "本期没有列入事项"}},
			{"the minutes, with who was there and who was not", "/desk/meetings/" + meeting, []string{"应对小组会议纪要", "办公室主任（办公室）", "技术科长（技术科）", "请假", "恢复号源"}},
		} {
			link, ok := v.page(x.page).Find(`a[href*="format=docx"]`).Attr("href")
			if !ok {
				t.Errorf("%s: %s offers no paper", x.name, x.page)
				continue
			}
			got := v.paperText(link)
			for _, want := range x.says {
				if !strings.Contains(got, want) {
					t.Errorf("%s: %s does not say %q", x.name, link, want)
				}
			}
		}
		if got := v.paperText("/desk/findings?kind=missed&format=docx"); !strings.Contains(got, "没有登记事项") {
			t.Error("the paper follows the filter of the page")
		}
	})
}
