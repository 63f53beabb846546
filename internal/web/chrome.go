package web

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/lang"
	"yingda/internal/store"
	"yingda/internal/view"
)

// show writes one page of the desk in its frame.
func (s *server) show(v *visit, status int, c view.Chrome, body templ.Component) {
	s.fill(v, &c)
	s.write(v, status, view.Layout(c), body)
}

// drawn holds pages while they are drawn: one write with a length costs the
// network less than many small ones, and a page that fails half-way is not sent.
var drawn = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func (s *server) write(v *visit, status int, frame, body templ.Component) {
	b := drawn.Get().(*bytes.Buffer)
	defer drawn.Put(b)
	b.Reset()
	if err := frame.Render(templ.WithChildren(lang.With(v.r.Context(), v.lang), body), b); err != nil {
		if v.r.Context().Err() == nil {
			s.Log.Error("page not drawn", "trace", v.trace, "path", v.r.URL.Path, "err", err)
		}
		http.Error(v.w, v.lang.T("出错了")+" "+v.trace, http.StatusInternalServerError)
		return
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	v.w.WriteHeader(status)
	v.w.Write(b.Bytes()) // a reader who has gone needs no answer
}

// door writes one page that is seen before sign-in.
func (s *server) door(v *visit, status int, title string, body templ.Component) {
	s.write(v, status, view.Door(view.Chrome{Lang: v.lang, Title: title, Path: v.r.URL.RequestURI()}), body)
}

// fill adds to a frame what every page has.
func (s *server) fill(v *visit, c *view.Chrome) {
	k := s.counts(v)
	c.Lang, c.Me, c.Agency, c.Live, c.NoKeys = v.lang, v.who.Name, k.agency, true, k.noKeys
	c.Unread, c.Duty = capped(k.Unread), k.duty
	c.Path = v.r.URL.RequestURI()
	if v.r.Method != http.MethodGet {
		c.Path = "/desk"
	}
	if c.Message == "" {
		c.Message, c.Failed = takeMessage(v)
	}
	c.Nav, c.Foot = s.navigation(v, k)
	// Read for every page: a stop is seen at once, not when counts are made anew.
	if stop, err := s.Store.Stopped(v.r.Context()); err == nil && stop.On() {
		c.Stop = v.lang.F("%s 于 %s 按下停发：%s", stop.Name, v.moment(stop.At), stop.Reason)
	}
}

// stale is how long the counts beside the navigation may lag.
const stale = 2 * time.Second

// counts are what waits for one person.
type counts struct {
	store.DeskCounts
	agency string
	duty   *view.OnDuty
	noKeys bool
	// suggestions to join posts that wait for a person
	suggested int
	after     string // what follows a saved form: stay, back or next
	views     []store.SavedView
	at        time.Time
}

// chromes keeps the counts of those who were here lately.
type chromes struct {
	mu sync.Mutex
	by map[string]counts
}

func newChromes() chromes { return chromes{by: map[string]counts{}} }

// counts returns what waits for a person, counted anew when it is older than
// two seconds. A count that fails is shown as none: the page matters more.
func (s *server) counts(v *visit) counts {
	s.chrome.mu.Lock()
	k, ok := s.chrome.by[v.who.ID]
	s.chrome.mu.Unlock()
	if ok && v.now.Sub(k.at) < stale && !v.now.Before(k.at) {
		return k
	}
	k, err := s.recount(v)
	if err != nil {
		if v.r.Context().Err() == nil {
			s.Log.Error("counts failed", "trace", v.trace, "err", err)
		}
		return k
	}
	s.chrome.mu.Lock()
	if len(s.chrome.by) > 2000 {
		clear(s.chrome.by)
	}
	s.chrome.by[v.who.ID] = k
	s.chrome.mu.Unlock()
	return k
}

func (s *server) recount(v *visit) (counts, error) {
	k := counts{at: v.now}
	tree, err := s.Desk.Tree(v.r.Context())
	if err != nil {
		return k, err
	}
	k.agency = tree.Name(tree.ByID[v.who.UnitID].AgencyID)
	if k.duty, err = s.onDuty(v, tree); err != nil {
		return k, err
	}
	p, err := s.Store.Preferences(v.r.Context(), v.who.ID)
	if err != nil {
		return k, err
	}
	k.noKeys, k.after = p.NoKeys, p.After
	if k.views, err = s.Store.SavedViews(v.r.Context(), v.who.ID, desk.OwnUnits(v.who)); err != nil {
		return k, err
	}
	k.DeskCounts, err = s.Store.DeskCounts(v.r.Context(), v.who.ID, append(desk.WorkUnits(v.who), ""), tree.Scope(v.who), dayEnd(v.now).UnixMilli())
	if err != nil {
		return k, err
	}
	if groups.allows(v.who) {
		if k.suggested, err = s.Store.SuggestionsWaiting(v.r.Context(), limit+1); err != nil {
			return k, err
		}
	}
	k.Waiting, err = s.waiting(v, tree)
	return k, err
}

// forget drops the counts of a person after an act of theirs, so that the next
// page shows what they just did.
func (s *server) forget(v *visit) {
	s.chrome.mu.Lock()
	delete(s.chrome.by, v.who.ID)
	s.chrome.mu.Unlock()
}

// navigation lists the pages that exist and that this person may open.
func (s *server) navigation(v *visit, k counts) ([]view.NavGroup, []view.NavItem) {
	var groups []view.NavGroup
	for _, g := range menu {
		out := view.NavGroup{Title: v.lang.T(g.title), Folds: g.folds}
		for _, i := range g.items {
			if item, ok := s.item(v, i, k); ok {
				out.Items = append(out.Items, item)
			}
		}
		if len(out.Items) > 0 {
			groups = append(groups, out)
		}
	}
	var foot []view.NavItem
	for _, i := range footMenu {
		if item, ok := s.item(v, i, k); ok {
			foot = append(foot, item)
		}
	}
	return groups, foot
}

// entry is one line of the menu. It shows only if its address is in the table of
// routes and its rule admits the person.
type entry struct {
	id, href, icon, word, short, key, unit string
	mine, fault                            bool
	count                                  func(counts) int
}

var menu = []struct {
	title string
	items []entry
	folds bool
}{
	{"", []entry{
		{id: "desk", href: "/desk", icon: "desk", word: "我的工作台", short: "工作台", key: "d", unit: "件今天到期或已超时", mine: true, count: func(k counts) int { return k.Due }},
	}, false},
	{"倾听", []entry{
		{id: "stream", href: "/desk/stream", icon: "ear", word: "信息流", short: "倾听", key: "l"},
		{id: "sources", href: "/desk/sources", icon: "signal", word: "来源", short: "来源", key: "o", unit: "个来源异常", fault: true, count: func(k counts) int { return k.Failing }},
		{id: "listening", href: "/desk/listening", icon: "check", word: "采集总况", short: "总况"},
		{id: "sites", href: "/desk/sites", icon: "desk", word: "自有网站", short: "网站"},
		{id: "topics", href: "/desk/topics", icon: "topic", word: "话题与规则", short: "话题", key: "t"},
		{id: "grouping", href: "/desk/grouping", icon: "concern", word: "归并台", short: "归并", key: "b", unit: "条归并建议待确认", count: func(k counts) int { return k.suggested }},
	}, false},
	{"办理", []entry{
		{id: "concerns", href: "/desk/concerns", icon: "concern", word: "公众关切", short: "关切", key: "c", unit: "件", count: func(k counts) int { return k.Open }},
		{id: "inbox", href: "/desk/inbox", icon: "mail", word: "来件", short: "来件", key: "s"},
		{id: "tickets", href: "/desk/tickets", icon: "task", word: "热线与大厅工单", short: "工单"},
		{id: "clocks", href: "/desk/clocks", icon: "clock", word: "时限一览", short: "时限表", key: "q"},
		{id: "tasks", href: "/desk/tasks", icon: "task", word: "任务", short: "任务", key: "k", unit: "项", count: func(k counts) int { return k.Tasks }},
		{id: "checks", href: "/desk/checks", icon: "check", word: "核实台账", short: "核实"},
		{id: "upward", href: "/desk/upward", icon: "horn", word: "报送", short: "报送", key: "u"},
		{id: "meetings", href: "/desk/meetings", icon: "people", word: "会议", short: "会议", key: "m"},
		{id: "risks", href: "/desk/risks", icon: "flag", word: "决策风险与自查", short: "风险", key: "x"},
		{id: "lessons", href: "/desk/lessons", icon: "check", word: "经验与改进", short: "经验", key: "y"},
		{id: "tips", href: "/desk/tips", icon: "lock", word: "密封线索", short: "线索", key: "i"},
	}, false},
	{"答复", []entry{
		{id: "review", href: "/desk/review", icon: "seal", word: "审核台", short: "审核", key: "r", unit: "件待我处理", mine: true, count: func(k counts) int { return k.Waiting }},
		{id: "channels", href: "/desk/channels", icon: "signal", word: "发布渠道", short: "渠道", key: "h", unit: "件要人处理", fault: true},
		{id: "answers", href: "/desk/answers", icon: "check", word: "标准答复", short: "标准"},
		{id: "press", href: "/desk/press", icon: "roster", word: "发言与采访", short: "日程"},
		{id: "requests", href: "/desk/requests", icon: "seal", word: "更正请求", short: "请求"},
	}, false},
	{"账号", []entry{
		{id: "accounts", href: "/desk/accounts", icon: "signal", word: "政务账号", short: "账号", key: "g"},
		{id: "filings", href: "/desk/filings", icon: "seal", word: "账号备案", short: "备案"},
		{id: "fakes", href: "/desk/fakes", icon: "flag", word: "冒充账号", short: "冒充"},
		{id: "editorial", href: "/desk/editorial", icon: "pen", word: "编辑部", short: "编辑"},
		{id: "posting", href: "/desk/accounts/activity", icon: "chart", word: "发布情况", short: "发布"},
		{id: "comments", href: "/desk/comments", icon: "mail", word: "文章评论", short: "评论"},
		{id: "services", href: "/desk/services", icon: "chain", word: "账号服务", short: "服务"},
		{id: "plans", href: "/desk/accounts/plans", icon: "horn", word: "应急预案", short: "预案"},
		{id: "keys", href: "/desk/keys", icon: "lock", word: "账号密钥", short: "密钥"},
		{id: "platforms", href: "/desk/platforms", icon: "chain", word: "平台接口", short: "接口"},
	}, false},
	{"组织", []entry{
		{id: "group", href: "/desk/group", icon: "people", word: "领导小组", short: "分工", key: "e"},
		{id: "roster", href: "/desk/roster", icon: "roster", word: "值班表", short: "值班", key: "w"},
		{id: "experts", href: "/desk/experts", icon: "pen", word: "专家库", short: "专家"},
		{id: "contacts", href: "/desk/contacts", icon: "signal", word: "通讯录", short: "通讯"},
		{id: "opinions", href: "/desk/opinions", icon: "pen", word: "请我发表的意见", short: "意见"},
	}, true},
	{"公开与监督", []entry{
		{id: "reports", href: "/desk/reports", icon: "chart", word: "统计与报告", short: "统计", key: "f"},
		{id: "findings", href: "/desk/findings", icon: "flag", word: "督办台账", short: "督办", key: "a"},
		{id: "audit", href: "/desk/audit", icon: "chain", word: "审计账本", short: "账本"},
	}, true},
}

var footMenu = []entry{
	{id: "people", href: "/desk/people", icon: "people", word: "单位与人员", short: "人员", key: "p"},
	{id: "calendar", href: "/desk/calendar", icon: "roster", word: "工作日历", short: "日历"},
	{id: "sorting", href: "/desk/sorting", icon: "topic", word: "分类建议", short: "分类"},
	{id: "regimes", href: "/desk/regimes", icon: "gear", word: "制度", short: "制度", key: "z"},
	{id: "mailboxes", href: "/desk/mailboxes", icon: "signal", word: "来信邮箱", short: "邮箱"},
	{id: "peers", href: "/desk/peers", icon: "chain", word: "对接单位", short: "对接", key: "v"},
	{id: "robots", href: "/desk/robots", icon: "bell", word: "群机器人", short: "机器人"},
	{id: "jobs", href: "/desk/jobs", icon: "roster", word: "后台作业", short: "作业", key: "j", unit: "项停下了", fault: true, count: func(k counts) int { return k.Dead }},
}

func (s *server) item(v *visit, e entry, k counts) (view.NavItem, bool) {
	rule, ok := s.pages[e.href]
	if !ok || !rule.allows(v.who) {
		return view.NavItem{}, false
	}
	path := v.r.URL.Path
	here := path == e.href || e.href != "/desk" && strings.HasPrefix(path, e.href+"/") || e.id == "review" && strings.HasPrefix(path, "/desk/statements")
	i := view.NavItem{ID: e.id, Href: e.href, Icon: e.icon, Word: v.lang.T(e.word), Short: v.lang.T(e.short), Key: e.key, Unit: v.lang.T(e.unit), Mine: e.mine, Fault: e.fault, Here: here}
	if e.count != nil {
		i.Count = capped(e.count(k))
	}
	return i, true
}
