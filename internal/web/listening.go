package web

import (
	"cmp"
	"strconv"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/store"
	"yingda/internal/view"
)

// watchRoutes are the pages that answer whether anything is missing or late.
var watchRoutes = []Route{
	{"GET /desk/listening", (*server).listening, listens},
	{"GET /desk/listening/letters", (*server).letters, listens},
	{"POST /desk/listening/letters", (*server).replayLetters, curates},
	{"POST /desk/listening/letters/{id}/replay", (*server).replayLetter, curates},
	{"POST /desk/listening/letters/{id}/drop", (*server).dropLetter, curates},
	{"POST /desk/listening/gaps/{id}", (*server).settleMissed, curates},
	{"GET /desk/listening/periods", (*server).keyPeriods, listens},
	{"POST /desk/listening/periods/{id}", (*server).watchPeriod, holds(desk.KeyWatchers...)},
}

func watchTabs(here string) []boardTab {
	return []boardTab{{"/desk/listening", "缺没缺、迟没迟", here == "state"}, {"/desk/listening/letters", "死信", here == "letters"}, {"/desk/listening/periods", "重点时段", here == "periods"}, {"/desk/sources", "全部来源", false}}
}

// mostTroubled bounds each list of the page.
const mostTroubled = 100

// listening is one screen that answers: is anything missing or late?
func (s *server) listening(v *visit) error {
	ctx, now := v.r.Context(), v.now.UnixMilli()
	state, err := s.Store.Listening(ctx, now)
	if err != nil {
		return err
	}
	b := board{Title: "采集总况", Says: stateSays(v, state), Tabs: watchTabs("state")}
	if done, all := s.Intake.ReadingBack(); all > 0 {
		b.Says += v.lang.F("正在读回归并用的信息（%d / %d 条）：新帖文照常入库，读完再归并。", done, all)
	}
	for _, part := range []struct {
		what        store.Trouble
		n           int64
		title, good string
		line        func(store.Turn) []boardCell
		columns     []string
	}{
		{store.Failing, state.Failing, "读不到", "没有连续三次读不到的来源。", func(t store.Turn) []boardCell {
			cause, mend := desk.Cause(t.ErrorCode)
			said := boardCell{Text: cause}
			if t.ErrorText != cause {
				said.Under = t.ErrorText
			}
			return []boardCell{sourceCell(t), said, {Text: mend}, {Text: cmp.Or(v.ago(t.LastGoodAt), "从未"), Under: "连续失败 " + strconv.FormatInt(t.Failures, 10) + " 次，下次 " + v.when(t.NextReadAt)}}
		}, []string{"来源", "原因", "怎样办", "上次读到"}},
		{store.Late, state.Late, "迟了", "没有过了时间还没读的来源。", func(t store.Turn) []boardCell {
			return []boardCell{sourceCell(t), {Text: "应于 " + v.moment(t.NextReadAt) + " 读取"}, {Text: cmp.Or(v.ago(t.LastReadAt), "从未")}}
		}, []string{"来源", "该读的时间", "上次读取"}},
		{store.Silent, state.Silent, "比平时安静得久", "没有反常安静的来源。", func(t store.Turn) []boardCell {
			return []boardCell{sourceCell(t), {Text: v.ago(t.NewestAt)}, {Text: "平时最多约 " + span2(v.lang, t.HabitSeconds), Under: "由它自己近来的间隔学得"}, {Text: silentWay(t.Kind)}}
		}, []string{"来源", "最新一条", "平时的间隔", "怎样办"}},
	} {
		p := boardPart{ID: "w-" + string(part.what), Title: part.title, Count: strconv.FormatInt(part.n, 10), Columns: part.columns, Empty: view.Empty{Title: "没有", Why: part.good}}
		if part.n > 0 {
			list, err := s.Store.Troubled(ctx, part.what, now, mostTroubled)
			if err != nil {
				return err
			}
			for _, t := range list {
				p.Rows = append(p.Rows, part.line(t))
			}
			if int64(len(list)) < part.n {
				p.Count += "，列出最久的 " + strconv.Itoa(len(list)) + " 个"
			}
		}
		b.Parts = append(b.Parts, p)
	}
	return s.missedParts(v, &b, state)
}

func sourceCell(t store.Turn) boardCell {
	return boardCell{Text: t.Name, Href: "/desk/sources/" + t.ID, Under: categoryTitle(t.Category)}
}

func stateSays(v *visit, l store.ListeningState) string {
	if l.Read == 0 {
		return "还没有要读的来源。到「来源」登记第一个。"
	}
	says := v.lang.F("%d 个来源在读，最近一次读取%s。", l.Read, cmp.Or(v.ago(l.LastRead), v.lang.T("还没有")))
	if l.Failing+l.Late+l.Silent+l.Missing+l.Letters == 0 {
		return says + v.lang.T("没有缺，也没有迟。")
	}
	for _, f := range []struct {
		n    int64
		word string
	}{{l.Failing, "个读不到"}, {l.Late, "个迟了"}, {l.Silent, "个反常安静"}, {l.Missing, "段可能漏读"}, {l.Letters, "条死信"}} {
		if f.n > 0 {
			says += strconv.FormatInt(f.n, 10) + " " + v.lang.T(f.word) + v.lang.T("；")
		}
	}
	return strings.TrimSuffix(says, v.lang.T("；")) + v.lang.T("。")
}

var gapCauses = map[string]string{"ours": "本系统停过", "theirs": "对方断过或改过", "burst": "一下子更新很多"}

func (s *server) missedParts(v *visit, b *board, state store.ListeningState) error {
	open, err := s.Store.MissedStretches(v.r.Context(), "", true, mostTroubled)
	if err != nil {
		return err
	}
	p := boardPart{ID: "w-missing", Title: "可能漏读的时段", Count: strconv.FormatInt(state.Missing, 10), Columns: []string{"来源", "时段", "原因", "情况"}, Empty: view.Empty{Title: "没有", Why: "中断之后，能翻到更早的页就自动补读；翻不到的列在这里，由人打开网页核对。"}}
	for _, g := range open {
		p.Rows = append(p.Rows, []boardCell{{Text: g.Source, Href: "/desk/sources/" + g.SourceID}, {Text: v.moment(g.From) + " 至 " + v.moment(g.To)}, {Text: gapCauses[g.Cause]}, {Text: g.Says, Under: "补读 " + strconv.FormatInt(g.Items, 10) + " 条"}})
	}
	b.Parts = append(b.Parts, p)
	if curates.allows(v.who) {
		for _, g := range open[:min(len(open), 5)] {
			b.Parts = append(b.Parts, boardPart{ID: "w-" + g.ID, Title: "核对漏读：" + g.Source, Form: &view.Form{ID: "gap-" + g.ID, Action: "/desk/listening/gaps/" + g.ID, Button: "已核对", Fields: []view.Field{{Name: "note", Label: "怎样核对的", Required: true, Hint: v.moment(g.From) + " 至 " + v.moment(g.To)}}}})
		}
	}
	all, err := s.Store.MissedStretches(v.r.Context(), "", false, 20)
	if err != nil {
		return err
	}
	done := boardPart{ID: "w-caught", Title: "补读与核对记录", Columns: []string{"来源", "时段", "原因", "结果"}, Empty: view.Empty{Title: "还没有", Why: "每次中断之后补读了多少、谁核对过，都记在这里。"}}
	for _, g := range all {
		if g.State != "missing" {
			done.Rows = append(done.Rows, []boardCell{{Text: g.Source, Href: "/desk/sources/" + g.SourceID}, {Text: v.moment(g.From) + " 至 " + v.moment(g.To)}, {Text: gapCauses[g.Cause]}, {Text: cmp.Or(g.Note, g.Says), Under: "补读 " + strconv.FormatInt(g.Items, 10) + " 条"}})
		}
	}
	b.Parts = append(b.Parts, done)
	return s.page(v, b.Title, boardView(*b))
}

func (s *server) settleMissed(v *visit) error {
	return s.ended(v, s.Desk.SettleMissed(v.r.Context(), v.who, v.r.PathValue("id"), v.field("note")), "已记下。", "/desk/listening", "/desk/listening")
}

var letterStages = map[string]string{"read": "没读懂", "store": "没存下"}

// letters lists what could not be read or stored.
func (s *server) letters(v *visit) error {
	list, err := s.Store.DeadLetters(v.r.Context(), mostTroubled)
	if err != nil {
		return err
	}
	n, err := s.Store.OpenLetters(v.r.Context(), 10000)
	if err != nil {
		return err
	}
	p := boardPart{ID: "l-list", Title: "死信", Count: strconv.FormatInt(n, 10), Columns: []string{"来源", "内容", "原因", ""}, Empty: view.Empty{Title: "没有死信", Why: "读不懂、存不下的条目会列在这里，写明原因；处理好原因后可以重放，重放多次也只到一次。"}}
	for _, l := range list {
		what := boardCell{Text: clip(cmp.Or(l.Title, l.URL), 60), Href: safe(l.URL), Under: clip(l.Text, 80)}
		row := []boardCell{{Text: l.Source, Href: "/desk/sources/" + l.SourceID}, what, {Text: l.Reason, Tag: letterStages[l.Stage], Under: v.ago(l.LastAt) + "，重放过 " + strconv.FormatInt(l.Tries, 10) + " 次"}, {}}
		if curates.allows(v.who) {
			row[3].Buttons = []boardButton{{"/desk/listening/letters/" + l.ID + "/replay", "重放", nil, true}, {"/desk/listening/letters/" + l.ID + "/drop", "放弃", nil, false}}
		}
		p.Rows = append(p.Rows, row)
	}
	b := board{Title: "死信", Says: "读不懂或存不下的条目，写明原因，可以重放；已隐去个人信息。", Tabs: watchTabs("letters"), Parts: []boardPart{p}}
	if len(list) > 1 && curates.allows(v.who) {
		b.Parts = append(b.Parts, boardPart{ID: "l-all", Title: "全部重放", Form: &view.Form{ID: "replay", Action: "/desk/listening/letters", Button: "重放全部"}})
	}
	return s.page(v, b.Title, boardView(b))
}

func (s *server) replayLetter(v *visit) error {
	return s.ended(v, s.Intake.Replay(v.r.Context(), v.who, v.r.PathValue("id")), "已重放。", "/desk/listening/letters", "/desk/listening/letters")
}

func (s *server) dropLetter(v *visit) error {
	return s.ended(v, s.Desk.DropLetter(v.r.Context(), v.who, v.r.PathValue("id")), "已放弃这一条。", "/desk/listening/letters", "/desk/listening/letters")
}

func (s *server) replayLetters(v *visit) error {
	n, err := s.Intake.ReplayAll(v.r.Context(), v.who, 1000)
	return s.ended(v, err, "已重放 "+strconv.Itoa(n)+" 条。", "/desk/listening/letters", "/desk/listening/letters")
}

// keyPeriods shows how the declared key periods are watched: topic, sources and
// pace of their own, and who is on duty.
func (s *server) keyPeriods(v *visit) error {
	return s.showKeyPeriods(v, nil)
}

func (s *server) showKeyPeriods(v *visit, refusal *fault.Fault) error {
	ctx := v.r.Context()
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	agency := s.ownAgency(v, tree)
	periods, err := s.Store.KeyPeriods(ctx, agency, v.now.UnixMilli(), store.Never)
	if err != nil {
		return err
	}
	watches, err := s.Store.KeyWatches(ctx)
	if err != nil {
		return err
	}
	topics, err := s.Store.Topics(ctx)
	if err != nil {
		return err
	}
	p := boardPart{ID: "k-list", Title: "重点时段", Columns: []string{"时段", "话题", "来源与频率", "谁值班"}, Empty: view.Empty{Title: "没有宣布重点时段", Why: "在值班表里宣布重点时段或活动，再到这里给它定话题、来源和读取频率；时段一过，自动恢复平常。", Href: "/desk/roster", Way: "到值班表宣布"}}
	b := board{Title: "重点时段监测", Says: "宣布的重点时段和活动：自己的话题，更密的读取，自己的值班。", Tabs: watchTabs("periods")}
	var forms []boardPart
	may := holds(desk.KeyWatchers...).allows(v.who)
	for _, k := range periods {
		w := watches[k.ID]
		row := []boardCell{{Text: k.Title, Under: dutyDay(k.From) + " " + dutySpan(k.From, k.To)}, {Text: "还没有定"}, {Text: "照平常读取"}, {Text: "无人值班，请排班", Href: "/desk/roster"}}
		at := v.now.UnixMilli()
		if k.From <= at {
			row[0].Tag = "进行中"
		} else {
			at, row[3].Text = k.From, "开始时还没有人值班，请排班"
		}
		duty, err := s.Store.OnDutyAt(ctx, at)
		if err != nil {
			return err
		}
		for _, o := range duty {
			if o.AgencyID == agency {
				row[3] = boardCell{Text: o.Name, Under: v.joined(o.Phone, v.lang.F("到 %s", v.when(o.To)))}
			}
		}
		for _, t := range topics {
			if t.ID == w.TopicID {
				row[1] = boardCell{Text: t.Title, Href: "/desk/topics/" + t.ID}
			}
		}
		if len(w.Sources) > 0 {
			row[2] = boardCell{Text: strconv.Itoa(len(w.Sources)) + " 个来源", Under: "时段内每 " + strconv.FormatInt(w.EverySeconds/60, 10) + " 分钟读一次"}
		}
		p.Rows = append(p.Rows, row)
		if may {
			form, err := s.periodForm(v, k, w, topics, refusal)
			if err != nil {
				return err
			}
			forms = append(forms, form)
		}
	}
	b.Parts = append([]boardPart{p}, forms...)
	if refusal != nil {
		s.show(v, fault.Status(refusal), view.Chrome{Title: b.Title}, boardView(b))
		return nil
	}
	return s.page(v, b.Title, boardView(b))
}

func (s *server) periodForm(v *visit, k store.KeyPeriod, w store.KeyWatch, topics []store.Topic, f *fault.Fault) (boardPart, error) {
	sources, err := s.Store.Sources(v.r.Context(), "", maxSources)
	if err != nil {
		return boardPart{}, err
	}
	topic, from := []view.Option{}, []view.Option{}
	for _, t := range topics {
		if t.Active {
			topic = append(topic, view.Option{Value: t.ID, Word: t.Title})
		}
	}
	for _, x := range sources {
		if x.Active && x.Kind == "feed" {
			from = append(from, view.Option{Value: x.ID, Word: x.Name, Group: categoryTitle(x.Category)})
		}
	}
	every := []view.Option{{Value: "60", Word: "每 1 分钟"}, {Value: "120", Word: "每 2 分钟"}, {Value: "300", Word: "每 5 分钟"}, {Value: "600", Word: "每 10 分钟"}}
	pace := strconv.FormatInt(cmp.Or(w.EverySeconds, 120), 10)
	return boardPart{ID: "k-" + k.ID, Title: v.lang.F("怎样监测：%s", k.Title), Form: &view.Form{ID: "watch-" + k.ID, Action: "/desk/listening/periods/" + k.ID, Button: "保存", Fault: general(f, "topic", "sources", "every"), Fields: []view.Field{
		{Name: "topic", Label: "这个时段自己的话题", Type: "select", Value: w.TopicID, Options: topic, Required: true, Fault: on(f, "topic")},
		{Name: "sources", Label: "加密读取的来源", Type: "many", Values: w.Sources, Options: from, Required: true, Fault: on(f, "sources")},
		{Name: "every", Label: "时段内的读取频率", Type: "select", Value: pace, Options: every, Required: true, Fault: on(f, "every"), Hint: "时段一过自动恢复平常；robots.txt 和对方要求等候的时间始终遵守。"},
	}}}, nil
}

func (s *server) watchPeriod(v *visit) error {
	every, _ := strconv.ParseInt(v.field("every"), 10, 64) // 0 is refused by the desk
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	k := store.KeyWatch{PeriodID: v.r.PathValue("id"), TopicID: v.field("topic"), EverySeconds: every, Sources: v.r.PostForm["sources"]}
	err := s.Desk.WatchPeriod(v.r.Context(), v.who, k)
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		return s.showKeyPeriods(v, f)
	}
	return s.ended(v, err, "已保存，时段内按此读取。", "/desk/listening/periods", "/desk/listening/periods")
}
