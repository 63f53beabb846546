package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"yingda/internal/activity"
	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/store"
	"yingda/internal/view"
)

var (
	readsAccounts = holds(desk.AccountReaders...)
	keepsPosts    = holds(desk.PostKeepers...)
)

// activityRoutes are the official accounts at work: posting and the editorial desk.
var activityRoutes = slices.Concat(postingRoutes, editorialRoutes, serviceRoutes)

var postingRoutes = []Route{
	{"GET /desk/accounts/activity", (*server).activity, readsAccounts},
	{"GET /desk/accounts/{number}/activity", (*server).accountActivity, readsAccounts},
	{"POST /desk/accounts/{number}/posts", (*server).recordPost, keepsPosts},
	{"POST /desk/accounts/{number}/posts/{id}/void", (*server).voidPost, keepsPosts},
	{"GET /desk/accounts/{number}/posts/import", (*server).importPosts, keepsPosts},
	{"POST /desk/accounts/{number}/posts/import", (*server).importPosts, keepsPosts},
	{"GET /desk/accounts/{number}/posts/export", (*server).exportPosts, readsAccounts},
	{"POST /desk/accounts/{number}/feeds", (*server).linkFeed, keepsPosts},
}

var paceWords = map[activity.State]string{activity.Met: "已达到", activity.Open: "时间还够", activity.Warn: "快到期", activity.Late: "已逾期", activity.None: "今天不要求"}

// activity shows how every account stands, which ones are to be merged or closed,
// and which periods ended short.
func (s *server) activity(v *visit) error {
	ctx := v.r.Context()
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	all, err := s.Desk.PacingsFor(ctx, v.who)
	if err != nil {
		return err
	}
	weak, err := s.Desk.WeakAccounts(ctx, all)
	if err != nil {
		return err
	}
	past, err := s.Store.LatePaces(ctx, mostLines)
	if err != nil {
		return err
	}
	names, short := map[string]desk.AccountPacing{}, 0
	list := boardPart{ID: "a-list", Title: "各账号发布情况", Count: strconv.Itoa(len(all)), Columns: []string{"账号", "要求", "本期", "预计", "最近发布"}, Empty: view.Empty{Title: "还没有开通的账号", Why: "账号开通或导入以后，这里按制度的发布要求列出各账号的进度、缺额和预计。"}}
	for _, a := range all {
		names[a.ID] = a
		if st := a.State(); st == activity.Warn || st == activity.Late {
			short++
		}
		list.Rows = append(list.Rows, v.paceRows(a, tree)...)
	}
	merge := boardPart{ID: "a-weak", Title: "建议合并或关停", Count: strconv.Itoa(len(weak)), Columns: []string{"账号", "原因", "近 90 天", "建议"}, Empty: view.Empty{Title: "没有要合并或关停的", Why: "很少使用、与另一个账号重复、没有人维护的账号会列在这里。由人决定，按账号备案办理。"}}
	for _, p := range weak {
		a := names[p.ID]
		cell := boardCell{Text: v.lang.T("建议关停"), Under: v.lang.T("在账号页办理关停备案"), Href: "/desk/accounts/" + a.Number}
		if p.Into != "" {
			cell.Text = v.lang.F("建议并入「%s」", names[p.Into].Name)
		}
		merge.Rows = append(merge.Rows, []boardCell{v.accountCell(a.Paced, tree), {Text: v.weakWords(p.Why)}, {Text: v.lang.F("%d 天有发布", p.Days)}, cell})
	}
	late := boardPart{ID: "a-late", Title: "逾期记录", Columns: []string{"账号", "要求", "应在", "结果"}, Empty: view.Empty{Title: "没有逾期", Why: "哪一期没有按要求发布，会永久记录在这里；补发不抹去记录。"}}
	for _, p := range past {
		if _, ok := names[p.AccountID]; ok {
			late.Rows = append(late.Rows, []boardCell{{Text: p.Account, Href: "/desk/accounts/" + p.Number + "/activity"}, {Text: p.Title, Under: v.lang.F("第 %s 条", p.Article)}, {Text: v.lang.F("%s前", dateWord(p.Due))}, v.lateCell(p)})
		}
	}
	says := v.lang.T("都按要求发布。")
	if short > 0 {
		says = v.lang.F("%d 个账号快到期或已逾期。", short)
	}
	return s.page(v, "发布情况", boardView(board{Title: "发布情况", Says: says, Parts: []boardPart{list, merge, late}}))
}

func (v *visit) accountCell(a store.Paced, tree *desk.Tree) boardCell {
	return boardCell{Text: a.Name, Href: "/desk/accounts/" + a.Number + "/activity", Under: v.lang.T(a.Platform.Title()) + " " + v.lang.T(a.Kind.Title()) + "　" + tree.Name(a.AgencyID)}
}

// paceRows are one row for each rule of an account.
func (v *visit) paceRows(a desk.AccountPacing, tree *desk.Tree) [][]boardCell {
	last := boardCell{Text: v.lang.T("还没有记录")}
	if n := len(a.Days); n > 0 {
		last = boardCell{Text: dateWord(a.Days[n-1])}
	}
	if len(a.Rules) == 0 {
		return [][]boardCell{{v.accountCell(a.Paced, tree), {Text: v.lang.T("制度没有规定频次")}, {}, {}, last}}
	}
	var out [][]boardCell
	for i, r := range a.Rules {
		row := []boardCell{{Text: "　"}, {Text: r.Rule.Title, Under: v.lang.F("第 %s 条", r.Rule.Article)}, v.stateCell(r), {Text: v.forecast(r)}, {}}
		if i == 0 {
			row[0], row[4] = v.accountCell(a.Paced, tree), last
		}
		out = append(out, row)
	}
	return out
}

func (v *visit) stateCell(r desk.Pacing) boardCell {
	c := boardCell{Tag: v.lang.T(paceWords[r.State]), Bad: r.State == activity.Warn || r.State == activity.Late}
	switch {
	case r.Rule.Month > 0:
		c.Text = v.lang.F("%d／%d 天有发布", r.Have, r.Need)
	case r.Rule.Working:
		c.Text = v.lang.F("今天 %d 篇", r.Have)
	case r.State == activity.Late:
		c.Text = v.lang.F("应在 %s 前", dateWord(r.Due))
	default:
		c.Text = v.lang.F("%s 前要发", dateWord(r.Due))
	}
	return c
}

func (v *visit) forecast(r desk.Pacing) string {
	switch {
	case r.State == activity.None:
		return ""
	case r.Rule.Month > 0 && r.Short == 0:
		return v.lang.T("本月已够")
	case r.Rule.Month > 0 && r.Short > r.Left:
		return v.lang.F("还差 %d 天，剩下的工作日只有 %d 天", r.Short, r.Left)
	case r.Rule.Month > 0:
		return v.lang.F("照现在的节奏到月底 %d 天，还差 %d 天，还有 %d 个工作日", r.Forecast, r.Short, r.Left)
	case r.State == activity.Late:
		return v.lang.T("请尽快发布；逾期已记录")
	case r.Short > 0:
		return v.lang.F("还有 %d 天", r.Left)
	}
	return ""
}

func (v *visit) lateCell(p store.Pace) boardCell {
	c := boardCell{Text: v.lang.F("应有 %d 天发布，只有 %d 天", p.Need, p.Have), Under: v.lang.F("%s 记录", v.moment(p.LateAt))}
	if p.RefutedAt != 0 {
		c.Tag, c.Under = v.lang.T("补全记录后查明按时"), v.moment(p.RefutedAt)
	}
	return c
}

var weakTitles = map[activity.Weakness]string{activity.Unmaintained: "没有人维护或 90 天没有发布", activity.Overlapping: "同一机关同一平台有同类账号", activity.LittleUsed: "很少使用"}

func (v *visit) weakWords(list []activity.Weakness) string {
	var out []string
	for _, w := range list {
		out = append(out, v.lang.T(weakTitles[w]))
	}
	return strings.Join(out, "；")
}

func dateWord(d activity.Day) string { return d.Start().Format("2006-01-02") }

// heatWeeks is how many weeks a heat map shows.
const heatWeeks = 26

// heatOf draws the days of an account until today.
func (v *visit) heatOf(name string, cal *deadline.Calendar, counts []store.PostCount) heat {
	today := activity.DayOf(v.now)
	monday := today - activity.Day((int(today.Start().Weekday())+6)%7)
	h := heat{Title: v.lang.F("「%s」近 %d 周每天发布的篇数", name, heatWeeks), Months: map[int]string{}}
	byDay := map[activity.Day]*heatDay{}
	first := monday - 7*(heatWeeks-1)
	h.Weeks = make([][7]heatDay, heatWeeks)
	for i := range h.Weeks {
		for j := range h.Weeks[i] {
			d := first + activity.Day(7*i+j)
			t := d.Start()
			h.Weeks[i][j] = heatDay{Label: t.Format("2006-01-02") + " " + v.lang.T(weekdays[t.Weekday()]), Off: !cal.On(t).Working, Blank: d > today}
			byDay[d] = &h.Weeks[i][j]
			if t.Day() == 1 {
				h.Months[i] = v.lang.F("%d月", int(t.Month()))
			}
		}
	}
	for _, c := range counts {
		if x := byDay[c.Day]; x != nil {
			x.N += c.N
			if x.From != "" {
				x.From += "，"
			}
			x.From += v.lang.T(desk.OriginTitles[c.Origin]) + " " + strconv.FormatInt(c.N, 10)
		}
	}
	return h
}

// accountActivity shows one account: how it stands, its calendar, its posting
// record with the source of each line, and the forms to add to it.
func (s *server) accountActivity(v *visit) error {
	ctx := v.r.Context()
	a, err := s.Desk.Account(ctx, v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	all, err := s.Desk.PacingsFor(ctx, v.who)
	if err != nil {
		return err
	}
	cal, err := s.Desk.CalendarOf(ctx, a.AgencyID)
	if err != nil {
		return err
	}
	today := activity.DayOf(v.now)
	counts, err := s.Store.PostCounts(ctx, a.ID, today-7*heatWeeks, today)
	if err != nil {
		return err
	}
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	at := "/desk/accounts/" + a.Number
	now := boardPart{ID: "p-now", Title: "现在", Columns: []string{"账号", "要求", "本期", "预计", "最近发布"}, Empty: view.Empty{Title: "这个账号没有开通", Why: "开通以后按制度的要求计算。"}}
	for _, x := range all {
		if x.ID == a.ID {
			now.Rows = v.paceRows(x, tree)
		}
	}
	parts := []boardPart{now, {ID: "p-days", Title: "发布日历", Chart: heatMap(v.heatOf(a.Name, cal, counts))}}
	record, err := s.postRecord(v, a)
	if err != nil {
		return err
	}
	parts = append(parts, record)
	past, err := s.Store.Paces(ctx, a.ID, mostLines)
	if err != nil {
		return err
	}
	late := boardPart{ID: "p-late", Title: "提醒和逾期记录", Columns: []string{"要求", "应在", "提醒", "结果"}, Empty: view.Empty{Title: "没有", Why: "每一期快到期时提醒一次保管人和办公室；逾期永久记录。"}}
	for _, p := range past {
		row := []boardCell{{Text: p.Title, Under: v.lang.F("第 %s 条", p.Article)}, {Text: v.lang.F("%s前", dateWord(p.Due))}, {Text: v.moment(p.WarnedAt)}, {}}
		if p.LateAt != 0 {
			row[3] = v.lateCell(p)
		}
		late.Rows = append(late.Rows, row)
	}
	parts = append(parts, late)
	if keepsPosts.allows(v.who) {
		more, err := s.postForms(v, a)
		if err != nil {
			return err
		}
		parts = append(parts, more...)
	}
	b := board{Title: v.lang.F("「%s」的发布情况", a.Name), Says: v.lang.T(a.Platform.Title()) + " " + v.lang.T(a.Kind.Title()) + "　" + a.Agency, Parts: parts, Adds: []boardTab{{"/desk/accounts/activity", "全部账号", false}, {at, "账号页", false}, {at + "/posts/import", "导入发布清单", false}}}
	return s.page(v, b.Title, boardView(b))
}

// postRecord is a page of the posting record.
func (s *server) postRecord(v *visit, a store.Account) (boardPart, error) {
	before, id := store.Never, ""
	if at, rest, ok := strings.Cut(v.q("before"), "-"); ok {
		before, id = asNumber(at, store.Never), rest
	}
	p := boardPart{ID: "p-record", Title: "发布记录", Columns: []string{"时间", "标题", "来自", ""}, Empty: view.Empty{Title: "还没有记录", Why: "登记本账号的订阅源、导入清单或逐篇录入；由本系统发布的自动记录。"}}
	list, err := s.Store.AccountPosts(v.r.Context(), a.ID, before, id, perPage+1)
	if err != nil {
		return p, err
	}
	for i, x := range list {
		if i == perPage {
			last := list[i-1]
			p.Text = append(p.Text, v.lang.F("这一页到 %s 为止。", v.moment(last.At)))
			p.Rows = append(p.Rows, []boardCell{{Text: v.lang.T("更早的"), Href: v.with("before", strconv.FormatInt(last.At, 10)+"-"+last.ID)}, {}, {}, {}})
			break
		}
		row := []boardCell{{Text: v.moment(x.At)}, {Text: x.Title, Href: safe(x.Address), Under: x.Statement}, {Text: v.lang.T(desk.OriginTitles[x.Origin])}, {}}
		switch {
		case x.VoidAt != 0:
			row[3] = boardCell{Tag: v.lang.T("已作废"), Under: x.VoidReason}
		case keepsPosts.allows(v.who) && (x.Origin == "typed" || x.Origin == "import"):
			row[3].Buttons = []boardButton{{"/desk/accounts/" + a.Number + "/posts/" + x.ID + "/void", "作废", []view.Pair{{Name: "reason", Value: "录入有误"}}, false}}
		}
		p.Rows = append(p.Rows, row)
	}
	return p, nil
}

// postForms are the ways to add to the record.
func (s *server) postForms(v *visit, a store.Account) ([]boardPart, error) {
	at := "/desk/accounts/" + a.Number
	feeds, err := s.Store.AccountFeeds(v.r.Context(), a.ID)
	if err != nil {
		return nil, err
	}
	sources, err := s.Store.Sources(v.r.Context(), "", 300)
	if err != nil {
		return nil, err
	}
	options := []view.Option{}
	for _, x := range sources {
		options = append(options, view.Option{Value: x.ID, Word: x.Name})
	}
	linked := boardPart{ID: "p-feeds", Title: "读取发布记录的订阅源", Columns: []string{"来源", "自", ""}, Empty: view.Empty{Title: "没有订阅源", Why: "本账号的文章若有订阅源，先在「来源」登记，再关联到这里，以后自动记录。"}}
	for _, f := range feeds {
		linked.Rows = append(linked.Rows, []boardCell{{Text: f.Name, Under: f.URL}, {Text: v.moment(f.Since)}, {Buttons: []boardButton{{at + "/feeds", "不再读取", []view.Pair{{Name: "source", Value: f.SourceID}, {Name: "off", Value: "yes"}}, false}}}})
	}
	return []boardPart{
		linked,
		{ID: "p-link", Title: "关联订阅源", Form: &view.Form{ID: "feed", Action: at + "/feeds", Button: "关联", Fields: []view.Field{{Name: "source", Label: "来源", Type: "select", Options: options, Required: true}}}},
		{ID: "p-new", Title: "录入一篇", Form: &view.Form{ID: "post", Action: at + "/posts", Button: "记入", Fields: []view.Field{
			{Name: "title", Label: "标题", Required: true},
			{Name: "at", Label: "发布时间", Type: "datetime-local", Required: true},
			{Name: "address", Label: "网址", Type: "url", Hint: "没有网址的不填"},
		}}},
	}, nil
}

func (s *server) recordPost(v *visit) error {
	back := "/desk/accounts/" + v.r.PathValue("number") + "/activity"
	at, _ := time.ParseInLocation("2006-01-02T15:04", v.field("at"), deadline.Zone) // the zero time is refused
	err := s.Desk.RecordPost(v.r.Context(), v.who, v.r.PathValue("number"), desk.PostEdit{At: at, Title: v.field("title"), Address: v.field("address")})
	return s.ended(v, err, "已记入发布记录。", back, back)
}

func (s *server) voidPost(v *visit) error {
	back := "/desk/accounts/" + v.r.PathValue("number") + "/activity"
	return s.ended(v, s.Desk.VoidPost(v.r.Context(), v.who, v.r.PathValue("number"), v.r.PathValue("id"), v.field("reason")), "已作废，记录仍然可查。", back, back)
}

func (s *server) linkFeed(v *visit) error {
	back := "/desk/accounts/" + v.r.PathValue("number") + "/activity"
	return s.ended(v, s.Desk.LinkFeed(v.r.Context(), v.who, v.r.PathValue("number"), v.field("source"), v.field("off") == ""), "已保存。", back, back)
}

func (s *server) importPosts(v *visit) error {
	number := v.r.PathValue("number")
	at := "/desk/accounts/" + number
	return s.importing(v, importPage{Title: v.lang.T("导入发布清单"), Action: at + "/posts/import", Back: at + "/activity", BackWord: v.lang.T("发布情况"), Sample: at + "/posts/export", Header: desk.PostHeader},
		func(rows [][]string, apply bool) (desk.ImportPlan, error) {
			return s.Desk.ImportPosts(v.r.Context(), v.who, number, rows, apply)
		})
}

// exportPosts is the latest of the posting record as a table.
func (s *server) exportPosts(v *visit) error {
	a, err := s.Desk.Account(v.r.Context(), v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	list, err := s.Store.AccountPosts(v.r.Context(), a.ID, store.Never, "", 4000)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, x := range list {
		if x.VoidAt == 0 {
			rows = append(rows, []string{instant(x.At).Format("2006-01-02 15:04"), x.Title, x.Address, desk.OriginTitles[x.Origin]})
		}
	}
	return v.sheet("posts-"+a.Number, append(desk.PostHeader, "记录来自"), rows)
}
