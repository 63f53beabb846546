package web

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/store"
	"yingda/internal/view"
)

// deadAfter is how many readings in a row must fail before a source is an alarm.
const deadAfter = 3

// maxSources bounds the list of sources; an agency has some dozens.
const maxSources = 2000

// sourceHealth says in one word how a source is.
type sourceHealth struct {
	Class string // ok late bad off
	Word  string
}

func healthOf(x store.Source, silent bool, now int64) sourceHealth {
	overdue := x.Kind == "feed" && x.NextReadAt > 0 && now-x.NextReadAt > max(10*60_000, 3*x.EverySeconds*1000)
	switch {
	case !x.Active:
		return sourceHealth{"off", "已暂停"}
	case x.Failures >= deadAfter:
		return sourceHealth{"bad", "读不到"}
	case x.Failures > 0:
		return sourceHealth{"late", "不稳定"}
	case overdue:
		return sourceHealth{"late", "未按时读"}
	case x.Kind == "feed" && x.LastReadAt == 0:
		return sourceHealth{"late", "还没读过"}
	case silent:
		return sourceHealth{"late", "比平时安静"}
	}
	return sourceHealth{"ok", "正常"}
}

type sourcesPage struct {
	Health     healthBand
	Rows       []sourceRow
	MayEdit    bool
	Chips      []view.Chip
	Categories []view.Chip
	Any        bool // there are sources, though the filter may hide them
}

// healthBand is one cell a source, by category.
type healthBand struct {
	Total   int
	Figures []healthFigure
	Groups  []healthGroup
}

type healthFigure struct {
	Class, Word string
	N           int
}

type healthGroup struct {
	Code, Title string
	Cells       []healthCell
}

type healthCell struct{ Class, Name, Word string }

type sourceRow struct {
	ID, Name, URL, Category, Kind string
	Weight                        int64
	Newsroom, Active, Feed        bool
	Health                        sourceHealth
	Fault                         string // what failed, in plain words
	LastRead, LastNew, NextRead   string
	Posts, Week                   int64
}

func categoryTitle(code string) string {
	for _, c := range desk.Categories {
		if c.Code == code {
			return c.Title
		}
	}
	return "其他"
}

func (s *server) sources(v *visit) error {
	ctx := v.r.Context()
	list, err := s.Store.Sources(ctx, "", maxSources)
	if err != nil {
		return err
	}
	how, err := s.readings(ctx, list)
	if err != nil {
		return err
	}
	silent, err := s.silent(v)
	if err != nil {
		return err
	}
	week, err := s.sourceWeek(v)
	if err != nil {
		return err
	}
	p := sourcesPage{Health: band(list, silent, v.now.UnixMilli()), MayEdit: curates.allows(v.who), Any: len(list) > 0}
	only, category := v.q("health"), v.q("category")
	p.Chips = []view.Chip{{Word: v.lang.T("全部"), Href: v.with("health", ""), On: only == ""}}
	for _, f := range p.Health.Figures {
		if f.N > 0 {
			p.Chips = append(p.Chips, view.Chip{Word: v.lang.T(f.Word) + " " + strconv.Itoa(f.N), Href: v.with("health", f.Class), On: only == f.Class})
		}
	}
	if len(p.Health.Groups) > 1 {
		p.Categories = []view.Chip{{Word: v.lang.T("各类"), Href: v.with("category", ""), On: category == ""}}
		for _, g := range p.Health.Groups {
			p.Categories = append(p.Categories, view.Chip{Word: v.lang.T(g.Title), Href: v.with("category", g.Code), On: category == g.Code})
		}
	}
	brought, err := s.Store.LastDeliveries(ctx)
	if err != nil {
		return err
	}
	for _, x := range list {
		r := v.sourceLine(x, how[x.ID], silent[x.ID], week)
		if at := brought[x.ID]; at > 0 {
			r.LastRead = v.lang.F("%s送来", v.ago(at))
		}
		if (only == "" || r.Health.Class == only) && (category == "" || x.Category == category) {
			p.Rows = append(p.Rows, r)
		}
	}
	slices.SortStableFunc(p.Rows, func(a, b sourceRow) int { return cmp.Compare(badness(a.Health), badness(b.Health)) })
	return s.page(v, "来源", sourcesView(p))
}

// readings returns how sources are read, by id.
func (s *server) readings(ctx context.Context, list []store.Source) (map[string]store.Reading, error) {
	ids := make([]string, len(list))
	for i, x := range list {
		ids[i] = x.ID
	}
	how, err := s.Store.Readings(ctx, ids)
	for _, x := range list {
		if _, ok := how[x.ID]; !ok && err == nil {
			how[x.ID] = store.Reading{SourceID: x.ID, Way: x.Kind}
		}
	}
	return how, err
}

func badness(h sourceHealth) int { return slices.Index([]string{"bad", "late", "ok", "off"}, h.Class) }

// silent returns which sources have been silent for longer than is their habit.
func (s *server) silent(v *visit) (map[string]bool, error) {
	list, err := s.Store.Troubled(v.r.Context(), store.Silent, v.now.UnixMilli(), maxSources)
	out := map[string]bool{}
	for _, t := range list {
		out[t.ID] = true
	}
	return out, err
}

// sourceWeek counts what each source brought within seven days.
func (s *server) sourceWeek(v *visit) (map[string]int64, error) {
	sums, err := s.Store.SourceDays(v.r.Context(), store.Day(v.now.AddDate(0, 0, -6).UnixMilli()), store.Day(v.now.UnixMilli()))
	if err != nil {
		return nil, err
	}
	week := map[string]int64{}
	for _, d := range sums {
		week[d.Key] += d.N
	}
	return week, nil
}

func (v *visit) sourceLine(x store.Source, how store.Reading, silent bool, week map[string]int64) sourceRow {
	r := sourceRow{
		ID: x.ID, Name: x.Name, URL: safe(x.URL), Category: v.lang.T(categoryTitle(x.Category)), Kind: v.lang.T(desk.WayWord(how.Way)), Weight: x.Weight, Newsroom: x.Newsroom, Active: x.Active, Feed: x.Kind == "feed",
		Health: healthOf(x, silent, v.now.UnixMilli()), Posts: x.Posts, Week: week[x.ID], LastNew: v.ago(x.LastNewAt),
	}
	if r.Feed {
		r.LastRead = v.ago(x.LastReadAt)
		if x.Active {
			r.NextRead = v.when(x.NextReadAt)
		}
	}
	if x.Failures > 0 && x.Active {
		cause, mend := desk.Cause(x.ErrorCode)
		if x.ErrorText != "" && (cause == "" || strings.Contains(cause, x.ErrorCode)) { // the code stands for want of a cause
			cause = x.ErrorText
		}
		r.Fault = v.lang.F("连续 %d 次读不到：%s。%s", x.Failures, v.lang.T(cmp.Or(cause, "原因不明")), strings.TrimRight(v.lang.T(mend), "。."))
	}
	return r
}

// band lays the sources out by category, in the order of the regulation.
func band(list []store.Source, silent map[string]bool, now int64) healthBand {
	b := healthBand{Total: len(list)}
	counts := map[string]int{}
	groups := map[string]*healthGroup{}
	for _, c := range desk.Categories {
		groups[c.Code] = &healthGroup{Code: c.Code, Title: c.Title}
	}
	for _, x := range list {
		h := healthOf(x, silent[x.ID], now)
		counts[h.Class]++
		g := groups[x.Category]
		if g == nil {
			g = groups["other"]
		}
		g.Cells = append(g.Cells, healthCell{h.Class, x.Name, h.Word})
	}
	for _, c := range desk.Categories {
		if len(groups[c.Code].Cells) > 0 {
			b.Groups = append(b.Groups, *groups[c.Code])
		}
	}
	for _, f := range []healthFigure{{"ok", "正常", 0}, {"late", "要留意", 0}, {"bad", "读不到", 0}, {"off", "暂停", 0}} {
		f.N = counts[f.Class]
		b.Figures = append(b.Figures, f)
	}
	return b
}

func categoryOptions() []view.Option {
	var list []view.Option
	for _, c := range desk.Categories {
		list = append(list, view.Option{Value: c.Code, Word: c.Title})
	}
	return list
}

func everyOptions(seconds int64) []view.Option {
	list := []view.Option{}
	known := []int64{60, 300, 600, 1800, 3600, 4 * 3600, 24 * 3600}
	if !slices.Contains(known, seconds) {
		known = append(known, seconds)
		slices.Sort(known)
	}
	for _, n := range known {
		if n > 0 {
			word := "每 " + strconv.FormatInt(n, 10) + " 秒"
			switch {
			case n%3600 == 0:
				word = "每 " + strconv.FormatInt(n/3600, 10) + " 小时"
			case n%60 == 0:
				word = "每 " + strconv.FormatInt(n/60, 10) + " 分钟"
			}
			list = append(list, view.Option{Value: strconv.FormatInt(n, 10), Word: word})
		}
	}
	return list
}

func weightOptions() []view.Option {
	var list []view.Option
	for n := 1; n <= 10; n++ {
		word := strconv.Itoa(n)
		switch n {
		case 1:
			word += "（影响小，关系远）"
		case 10:
			word += "（影响大，关系近）"
		}
		list = append(list, view.Option{Value: strconv.Itoa(n), Word: word})
	}
	return list
}

func sourceForm(action, button string, e desk.SourceEdit, f *fault.Fault, topics []store.Topic) view.Form {
	newsroom := ""
	if e.Newsroom {
		newsroom = "1"
	}
	fields := []view.Field{{Name: "name", Label: "来源名称", Value: e.Name, Required: true, Fault: on(f, "name") + on(f, "source")}}
	read := desk.ReadWay(e.Way)
	if read || e.Way == "comments" {
		fields = append(fields, addressField(e, f))
	}
	fields = append(fields, wayFields(e, f)...)
	fields = append(fields,
		view.Field{Name: "category", Label: "类别", Type: "select", Value: e.Category, Required: true, Options: categoryOptions(), Fault: on(f, "category")},
		view.Field{Name: "weight", Label: "权重", Type: "select", Value: strconv.FormatInt(e.Weight, 10), Required: true, Options: weightOptions(), Fault: on(f, "weight"), Hint: "按影响力和与本单位工作的关系。"},
		view.Field{Name: "newsroom", Label: "有编辑责任的新闻单位（报道计入媒体关注）", Type: "check", Value: newsroom})
	every := view.Field{Name: "every", Label: "读取间隔", Type: "select", Value: strconv.FormatInt(e.EverySeconds, 10), Required: true, Options: everyOptions(e.EverySeconds), Fault: on(f, "every"), Hint: "实际间隔会随更新快慢放宽；读不到时逐次拉长。"}
	if read {
		fields = append(fields, every)
	}
	if len(topics) > 0 {
		fields = append(fields, view.Field{Name: "topics", Label: "只用于这些话题", Type: "many", Values: e.Settings.Topics, Options: topicOptions(topics), Hint: "一个都不选，就是全部话题。"})
	}
	return view.Form{ID: "source", Action: action, Fault: general(f, "name", "source", "url", "selector", "queries", "login", "category", "weight", "every"), Fields: fields, Button: button, Main: true, Cancel: "/desk/sources", Hidden: []view.Pair{{Name: "way", Value: e.Way}}}
}

func topicOptions(topics []store.Topic) []view.Option {
	var list []view.Option
	for _, t := range topics {
		if t.Active {
			list = append(list, view.Option{Value: t.ID, Word: t.Title})
		}
	}
	return list
}

func sourceEdit(v *visit) desk.SourceEdit {
	weight, _ := strconv.ParseInt(v.field("weight"), 10, 64) // 0 is refused by the desk
	every, _ := strconv.ParseInt(v.field("every"), 10, 64)   // so is this
	if !desk.ReadWay(v.field("way")) && v.field("way") != "" {
		every = 600 // it is brought to us: nothing is read
	}
	return desk.SourceEdit{
		Name: v.field("name"), URL: v.field("url"), Category: v.field("category"), Weight: weight, Newsroom: v.field("newsroom") == "1", EverySeconds: every,
		Way: v.field("way"), Settings: settingsOf(v), Password: v.r.PostFormValue("password"),
	}
}

func (s *server) addSource(v *visit) error {
	e := sourceEdit(v)
	x, err := s.Desk.AddSource(v.r.Context(), v.who, e)
	if err != nil {
		topics, terr := s.streamTopics(v.r.Context())
		if terr != nil {
			return terr
		}
		return s.again(v, err, "登记来源", func(f *fault.Fault) templ.Component {
			return formPage("登记来源", "/desk/sources", "来源", sourceForm("/desk/sources", "登记", e, f, topics.list))
		})
	}
	s.forget(v)
	if e.Way == "file" || e.Way == "comments" {
		return v.done("「"+x.Name+"」已登记，请导入第一个文件。", "/desk/sources/"+x.ID+"/file")
	}
	if e.Way == "push" {
		return v.done("「"+x.Name+"」已登记，等对方推送。", "/desk/sources/"+x.ID)
	}
	return v.done("「"+x.Name+"」已登记，马上开始读取。", "/desk/sources/"+x.ID)
}

type sourcePage struct {
	sourceRow
	Form    view.Form
	MayEdit bool
	Every   string
	Since   string
	Good    string // when it was read well the last time, as a sentence
	Newest  string // the newest item's own time
	Habit   string // the longest that it is usually silent
	Advice  string // what to do about its silence
	Missed  bool   // a stretch of it waits to be looked through
	Way     string
	File    bool // files of it are imported here
	Chart   chartOf
}

func (s *server) source(v *visit) error {
	return s.showSource(v, nil, nil)
}

func (s *server) showSource(v *visit, e *desk.SourceEdit, refusal error) error {
	x, err := s.Store.Source(v.r.Context(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	days, err := s.Store.SourceDaysOf(v.r.Context(), x.ID, store.Day(v.now.AddDate(0, 0, -27).UnixMilli()), store.Day(v.now.UnixMilli()))
	if err != nil {
		return err
	}
	how, err := s.Store.ReadingOf(v.r.Context(), x)
	if err != nil {
		return err
	}
	topics, err := s.streamTopics(v.r.Context())
	if err != nil {
		return err
	}
	if e == nil {
		e = &desk.SourceEdit{Name: x.Name, URL: x.URL, Category: x.Category, Weight: x.Weight, Newsroom: x.Newsroom, EverySeconds: x.EverySeconds, Way: how.Way, Settings: how.Settings}
	}
	watched, err := s.Store.WatchedOf(v.r.Context(), x.ID)
	if err != nil {
		return err
	}
	missed, err := s.Store.MissedStretches(v.r.Context(), x.ID, true, 20)
	if err != nil {
		return err
	}
	body := func(f *fault.Fault) templ.Component {
		p := sourcePage{
			Newest: v.newest(watched), Habit: v.habit(x, watched), Advice: v.silentAdvice(x, watched), Missed: slices.ContainsFunc(missed, func(g store.Missed) bool { return g.State == "missing" }),
			sourceRow: v.sourceLine(x, how, watched.SilentAt > 0, nil), MayEdit: curates.allows(v.who), Every: span2(v.lang, x.EverySeconds), Since: v.moment(x.CreatedAt), Good: v.lastGood(x),
			Form: sourceForm("/desk/sources/"+x.ID, "保存", *e, f, topics.list), Way: desk.WayTitle(how.Way), File: how.Way == "file" || how.Way == "comments", Chart: v.dayChart(days, 28, "近四周每日帖文", "条"),
		}
		return sourceView(p)
	}
	if refusal != nil {
		return s.again(v, refusal, x.Name, body)
	}
	return s.page(v, x.Name, body(nil))
}

func (v *visit) newest(w store.Watched) string {
	if w.NewestAt == 0 {
		return ""
	}
	return v.moment(w.NewestAt)
}

func (v *visit) lastGood(x store.Source) string {
	if x.LastGoodAt == 0 {
		return v.lang.T("登记以来没有读到过。")
	}
	return v.lang.F("上次读到是%s。", v.ago(x.LastGoodAt))
}

func (v *visit) habit(x store.Source, w store.Watched) string {
	switch {
	case w.HabitSeconds == 0 && x.Kind == "feed":
		return v.lang.T("还没有学到")
	case w.HabitSeconds == 0:
		return ""
	}
	return v.lang.F("最多约 %s", span2(v.lang, w.HabitSeconds))
}

// silentAdvice says that a source is silent for longer than is its habit, and
// what to do about it; "" if it is not.
func (v *visit) silentAdvice(x store.Source, w store.Watched) string {
	if w.SilentAt == 0 || !x.Active {
		return ""
	}
	return v.lang.F("比平时安静得久：最新一条在 %s，平时最多隔约 %s。", v.ago(w.NewestAt), span2(v.lang, w.HabitSeconds)) + v.lang.T(silentWay(x.Kind))
}

// silentWay says what to do about a silent source of a kind.
func silentWay(kind string) string {
	if kind == "push" || kind == "file" {
		return "请对方核对：是停了、断了，还是改了送法。"
	}
	return "打开网页看有没有新内容：有，说明订阅断了，换地址；没有，就是对方没发。"
}

func (s *server) saveSource(v *visit) error {
	e := sourceEdit(v)
	id := v.r.PathValue("id")
	old, err := s.Store.Source(v.r.Context(), id)
	if err != nil {
		return err
	}
	how, err := s.Store.ReadingOf(v.r.Context(), old)
	if err != nil {
		return err
	}
	e.Settings.Columns = how.Settings.Columns // they have a page of their own
	if err := s.Desk.SaveSource(v.r.Context(), v.who, id, e); err != nil {
		return s.showSource(v, &e, err)
	}
	return v.done("来源已保存。", "/desk/sources/"+id)
}

func (s *server) pauseSource(v *visit) error {
	id, pause := v.r.PathValue("id"), v.field("pause") == "1"
	if err := s.Desk.PauseSource(v.r.Context(), v.who, id, pause); err != nil {
		return v.refused(err, "/desk/sources/"+id)
	}
	s.forget(v)
	if pause {
		return v.done("来源已暂停，不再读取。", "/desk/sources/"+id)
	}
	return v.done("来源已恢复，马上读取一次。", "/desk/sources/"+id)
}

func (s *server) readSource(v *visit) error {
	id := v.r.PathValue("id")
	if err := s.Desk.ReadSourceNow(v.r.Context(), v.who, id); err != nil {
		return v.refused(err, "/desk/sources/"+id)
	}
	return v.done("已安排马上读取，稍后刷新即可看到结果。", "/desk/sources/"+id)
}

// clip cuts a text after n characters.
func clip(text string, n int) string {
	r := []rune(text)
	if len(r) <= n {
		return text
	}
	return string(r[:n-1]) + "…"
}

// dayChart fills the days of a chart up to today from sums of some of them.
func (v *visit) dayChart(sums []store.DaySum, days int, title, unit string) chartOf {
	by := map[string]int64{}
	for _, d := range sums {
		by[d.Day] += d.N
	}
	c := chartOf{Title: title, Unit: unit}
	for i := days - 1; i >= 0; i-- {
		t := v.now.AddDate(0, 0, -i)
		c.Days = append(c.Days, column{Label: day(v.lang, t.In(china)), N: by[store.Day(t.UnixMilli())], Now: i == 0})
	}
	return c
}
