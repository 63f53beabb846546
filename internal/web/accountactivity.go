package web

import (
	"strconv"
	"strings"
	"time"

	"yingda/internal/activity"
	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/store"
	"yingda/internal/view"
)

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
	if _, err := s.Desk.Account(v.r.Context(), v.who, number); err != nil {
		return err
	}
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
