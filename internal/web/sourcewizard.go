package web

import (
	"cmp"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/intake"
	"yingda/internal/source"
	"yingda/internal/store"
	"yingda/internal/view"
)

// wizardPage leads from an address to a registered source: what the address
// offers, what would be read, then category, weight and topics.
type wizardPage struct {
	ID, Name string // of the source that is tried anew, empty for a new one
	Address  string
	Title    string
	Refusal  string
	Note     string // what the look did not find
	Offers   []offer
	Others   bool // ways that need no look at an address
	Way      string
	WayTitle string
	Tried    bool
	Titles   bool // of some posts the title alone was read
	Posts    []tried
	Reading  view.Form // the settings of the way, to read once more
	Save     view.Form
}

// offer is one way in which an address can be read.
type offer struct {
	Word, Says string
	Samples    []string
	Hidden     []view.Pair
}

// tried is a post as it would be stored.
type tried struct {
	Title, Text []bit
	When, URL   string
	Topics      []string
	Shows       []shown
}

// shown is a picture, recording or film of a post.
type shown struct{ Kind, Says, URL string }

var mediaWords = map[string]string{"image": "图片", "audio": "音频", "video": "视频"}

func shownOf(list []store.Media) []shown {
	var out []shown
	for _, m := range list {
		out = append(out, shown{mediaWords[m.Kind], cmp.Or(m.Says, "页面没有说明"), safe(m.URL)})
	}
	return out
}

func (s *server) newSource(v *visit) error {
	p := wizardPage{Address: v.q("url"), Others: true, ID: v.q("source")}
	if err := s.triedAnew(v, &p, &desk.SourceEdit{URL: p.Address}); err != nil {
		return err
	}
	return s.page(v, "登记来源", wizardView(p))
}

// previewSource looks at an address; with a way chosen it reads once in that way.
// A source that is registered is tried as it stands, or as the form changes it.
// Nothing is kept.
func (s *server) previewSource(v *visit) error {
	e := sourceEdit(v)
	p := wizardPage{Address: e.URL, ID: v.field("source")}
	if err := s.triedAnew(v, &p, &e); err != nil {
		return err
	}
	if strings.HasPrefix(e.URL, "imap") && e.Way == "" {
		e.Way = "mail"
	}
	if e.Way == "" {
		if err := s.offers(v, &p); err != nil {
			if p.Refusal = refusalOf(err); p.Refusal == "" {
				return err
			}
			s.show(v, http.StatusUnprocessableEntity, view.Chrome{Title: "登记来源"}, wizardView(p))
			return nil
		}
		return s.page(v, "登记来源", wizardView(p))
	}
	p.Way, p.WayTitle = e.Way, desk.WayTitle(e.Way)
	topics, err := s.streamTopics(v.r.Context())
	if err != nil {
		return err
	}
	e.Weight, e.EverySeconds, e.Category = max(e.Weight, 0), cmp.Or(e.EverySeconds, 600), cmp.Or(e.Category, "other")
	if e.Weight == 0 {
		e.Weight = 5
	}
	if err := s.try(v, &p, &e, topics); err != nil {
		if p.Refusal = refusalOf(err); p.Refusal == "" {
			return err
		}
		if code := fault.CodeOf(err); code == "page.no_list" || code == "page.no_results" || code == "page.selector" {
			s.otherLists(v, &p, e)
		}
	}
	p.Reading = readingForm(e)
	p.Save = wizardSave(e, topics.list, nil)
	if p.ID != "" {
		again := view.Pair{Name: "source", Value: p.ID}
		p.Reading.Hidden = append(p.Reading.Hidden, again)
		p.Save.Action, p.Save.Button, p.Save.Cancel = "/desk/sources/"+p.ID, "保存", "/desk/sources/"+p.ID
	}
	s.show(v, map[bool]int{true: http.StatusOK, false: http.StatusUnprocessableEntity}[p.Refusal == ""], view.Chrome{Title: "登记来源"}, wizardView(p))
	return nil
}

// triedAnew fills what the form leaves out from the source that it is about.
func (s *server) triedAnew(v *visit, p *wizardPage, e *desk.SourceEdit) error {
	if p.ID == "" {
		return nil
	}
	x, err := s.Store.Source(v.r.Context(), p.ID)
	if err != nil {
		return err
	}
	how, err := s.Store.ReadingOf(v.r.Context(), x)
	if err != nil {
		return err
	}
	p.Name = x.Name
	if e.URL == "" {
		e.URL, e.Way, e.Settings = x.URL, how.Way, how.Settings
		p.Address = x.URL
	}
	e.Name, e.Category, e.Weight, e.Newsroom, e.EverySeconds, e.Settings.Topics = x.Name, x.Category, x.Weight, x.Newsroom, x.EverySeconds, how.Settings.Topics
	return nil
}

// refusalOf words a refusal with what can be done about it; "" for what is no refusal.
func refusalOf(err error) string {
	f := fault.Of(err)
	if f == nil || f.Kind == fault.Internal {
		return ""
	}
	if _, mend := desk.Cause(f.Code); strings.HasPrefix(f.Code, "fetch-") && f.Code != "fetch-404" && f.Code != "fetch-410" {
		return f.Text + "。" + mend
	}
	return f.Text
}

// otherLists offers the lists that a page holds where a selector finds none.
func (s *server) otherLists(v *visit, p *wizardPage, e desk.SourceEdit) {
	at := e.URL
	if e.Way == "search" && len(e.Settings.Queries) > 0 {
		var err error
		if at, err = intake.QueryAddress(e.URL, e.Settings.Queries[0], e.Settings.Charset); err != nil {
			return
		}
	}
	look, err := s.Reading.Look(v.r.Context(), at)
	if err != nil {
		return // the refusal stands, whatever else the page holds
	}
	for _, one := range look.Found.Lists {
		o := listOffer(one)
		next := e
		next.Settings.Selector = one.Selector
		o.Hidden = append(wizardSave(next, nil, nil).Hidden, view.Pair{Name: "name", Value: e.Name}, view.Pair{Name: "category", Value: e.Category}, view.Pair{Name: "weight", Value: strconv.FormatInt(e.Weight, 10)}, view.Pair{Name: "source", Value: p.ID})
		p.Offers = append(p.Offers, o)
	}
}

// try reads once as registered, and shows what would be stored.
func (s *server) try(v *visit, p *wizardPage, e *desk.SourceEdit, topics topicsKept) error {
	if e.Way == "search" && len(e.Settings.Queries) == 0 {
		return nil // its words are asked for first
	}
	probe := *e
	probe.Name, probe.EverySeconds, probe.Weight, probe.Category = "试读", 600, 5, "other"
	if err := s.Desk.CheckSource(v.r.Context(), v.who, &probe); err != nil {
		return err
	}
	e.URL, e.Settings = probe.URL, probe.Settings
	if way := desk.ReadWay(e.Way); !way || e.Way == "mail" && e.Password == "" {
		return nil
	}
	posts, err := s.Reading.Try(v.r.Context(), store.Source{Name: cmp.Or(e.Name, "试读"), URL: e.URL}, store.Reading{Way: e.Way, Settings: e.Settings}, e.Password)
	if err != nil {
		return err
	}
	p.Tried = true
	p.Titles = len(posts) > intake.PerTrial && (e.Way == "sitemap" || (e.Way == "page" || e.Way == "search") && e.Settings.Articles)
	for _, x := range posts {
		p.Posts = append(p.Posts, v.triedPost(x, topics))
	}
	return nil
}

func (v *visit) triedPost(x store.Post, topics topicsKept) tried {
	t := tried{Title: bits(x.Title, "title", nil), Text: bitsAround(x.Text, "text", nil, 160), URL: safe(x.URL), Shows: shownOf(x.Media)}
	if x.PublishedAt < v.now.UnixMilli()-1000 {
		t.When = v.moment(x.PublishedAt)
	}
	for _, id := range x.Topics {
		if title := topics.titles[id]; title != "" {
			t.Topics = append(t.Topics, title)
		}
	}
	return t
}

// offers asks an address what it holds.
func (s *server) offers(v *visit, p *wizardPage) error {
	typed := []string{p.Address}
	if typedHost.MatchString(p.Address) {
		typed = []string{"https://" + p.Address, "http://" + p.Address}
	}
	var look intake.Look
	var err error
	for _, at := range typed {
		probe := desk.SourceEdit{Name: "试读", URL: at, Way: "feed", Category: "other", Weight: 1, EverySeconds: 600}
		if err := s.Desk.CheckSource(v.r.Context(), v.who, &probe); err != nil {
			return err
		}
		if look, err = s.Reading.Look(v.r.Context(), probe.URL); err == nil {
			p.Address = probe.URL
			break
		}
	}
	if err != nil {
		return err
	}
	p.Title = cmp.Or(look.Found.Title, p.Address)
	p.Offers = offersOf(p.Address, look)
	if f := look.Found; f.Feed == nil && f.Map == nil && len(f.Lists) == 0 {
		p.Note = "这一页上没有认出栏目列表：内容可能由脚本生成，程序读不到；也可能列表太短，可以自己写选择器。"
	}
	for i := range p.Offers {
		p.Offers[i].Hidden = append(p.Offers[i].Hidden, view.Pair{Name: "source", Value: p.ID})
	}
	return nil
}

// typedHost is an address without the scheme that browsers hide.
var typedHost = regexp.MustCompile(`^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d+)?(/\S*)?$`)

func listOffer(one source.Proposal) offer {
	return offer{Word: "栏目列表，" + strconv.Itoa(one.Links) + " 条", Says: "其中 " + strconv.Itoa(one.Dated) + " 条带日期；选择器 " + one.Selector, Samples: one.Samples}
}

func offersOf(address string, look intake.Look) []offer {
	pairs := func(url, way string, more ...view.Pair) []view.Pair {
		return append([]view.Pair{{Name: "url", Value: url}, {Name: "way", Value: way}, {Name: "name", Value: clip(look.Found.Title, 60)}}, more...)
	}
	var out []offer
	f := look.Found
	switch {
	case f.Feed != nil:
		o := offer{Word: "订阅源", Says: "有 " + strconv.Itoa(len(f.Feed.Entries)) + " 条，最省对方的流量", Hidden: pairs(address, "feed")}
		for _, e := range f.Feed.Entries[:min(len(f.Feed.Entries), 3)] {
			o.Samples = append(o.Samples, cmp.Or(e.Title, clip(e.Text, 60)))
		}
		return append(out, o)
	case f.Map != nil:
		return append(out, offer{Word: "站点地图", Says: "列出 " + strconv.Itoa(len(f.Map.Pages)) + " 个页面、" + strconv.Itoa(len(f.Map.Maps)) + " 份子图；读过的记最近 100,000 个", Hidden: pairs(address, "sitemap")})
	}
	for _, one := range f.Feeds {
		out = append(out, offer{Word: "页面提供的订阅：" + clip(one.Title, 60), Says: one.URL, Hidden: pairs(one.URL, "feed")})
	}
	for _, one := range f.Lists {
		o := listOffer(one)
		o.Hidden = pairs(look.Final, "page", view.Pair{Name: "selector", Value: one.Selector}, view.Pair{Name: "articles", Value: "1"})
		out = append(out, o)
	}
	if len(f.Lists) == 0 {
		out = append(out, offer{Word: "栏目列表，自己写选择器", Says: "页面上有列表而没有认出来时用", Hidden: pairs(look.Final, "page", view.Pair{Name: "selector", Value: "li"}, view.Pair{Name: "articles", Value: "1"})})
	}
	for _, one := range look.Maps {
		out = append(out, offer{Word: "站点地图", Says: one, Hidden: pairs(one, "sitemap")})
	}
	if f.Search != "" {
		selector := "li"
		if len(f.Lists) > 0 {
			selector = f.Lists[0].Selector
		}
		out = append(out, offer{Word: "站内检索", Says: f.Search, Hidden: pairs(f.Search, "search", view.Pair{Name: "selector", Value: selector})})
	}
	return append(out, offer{Word: "盯这个页面的变化", Says: "页面文字有增减就记一条，写明新增和删去", Hidden: pairs(look.Final, "change")})
}

// readingForm holds what a way needs to know; sending it reads once more.
func readingForm(e desk.SourceEdit) view.Form {
	fields := append([]view.Field{addressField(e, nil)}, wayFields(e, nil)...)
	return view.Form{ID: "reading", Action: "/desk/sources/preview", Button: "再试读一次", Fields: fields, Hidden: []view.Pair{
		{Name: "way", Value: e.Way}, {Name: "name", Value: e.Name}, {Name: "category", Value: e.Category}, {Name: "weight", Value: strconv.FormatInt(e.Weight, 10)},
	}}
}

func addressField(e desk.SourceEdit, f *fault.Fault) view.Field {
	x := view.Field{Name: "url", Label: "地址", Type: "text", Value: e.URL, Required: e.Way != "comments", Fault: on(f, "url")}
	switch e.Way {
	case "feed":
		x.Label, x.Hint = "订阅地址", "RSS、Atom、JSON Feed；RSSHub 地址写成 rsshub://路径。"
	case "search":
		x.Label, x.Hint = "检索地址", "{query} 会换成检索词。"
	case "mail":
		x.Label, x.Hint = "邮箱服务器", "imaps://服务器:993，只读不动：不标记、不移动、不删除。"
	case "comments":
		x.Label, x.Hint = "自有账号主页", "评论从后台导出成文件再导入，不需要登录信息。"
	}
	return x
}

// wayFields are the settings of a way of reading.
func wayFields(e desk.SourceEdit, f *fault.Fault) []view.Field {
	s := e.Settings
	selector := view.Field{Name: "selector", Label: "列表的选择器", Value: s.Selector, Required: true, Fault: on(f, "selector"), Hint: "CSS 选择器，每一行一条，如 .list li；行里最长的链接是标题，旁边的日期是时间。"}
	articles := view.Field{Name: "articles", Label: "点进每条，读正文、时间和图片说明", Type: "check", Value: map[bool]string{true: "1"}[s.Articles]}
	within := view.Field{Name: "within", Label: "只要地址里含有", Value: s.Within, Filter: true, Hint: "如 /tzgg/；不填就全要。"}
	switch e.Way {
	case "page":
		return []view.Field{selector, articles, within}
	case "search":
		return []view.Field{
			{Name: "queries", Label: "检索词，一行一个", Type: "long", Value: strings.Join(s.Queries, "\n"), Required: true, Fault: on(f, "queries"), Hint: "只写本单位的事，不写人；最多 10 个。"},
			{Name: "charset", Label: "检索词的编码", Type: "select", Value: cmp.Or(s.Charset, "utf-8"), Required: true, Options: []view.Option{{Value: "utf-8", Word: "UTF-8"}, {Value: "gbk", Word: "GBK（老站点）"}}},
			selector, articles, within,
		}
	case "change":
		selector.Label, selector.Required, selector.Hint = "只盯这一部分（选择器）", false, "不填就盯整页；页上有时钟、访问量时应当填。"
		return []view.Field{selector}
	case "sitemap":
		return []view.Field{within}
	case "mail":
		return []view.Field{
			{Name: "login", Label: "登录名", Value: s.Login, Required: true, Fault: on(f, "login"), Complete: "off"},
			{Name: "password", Label: "口令", Type: "password", Fault: on(f, "password"), Complete: "off", Hint: "加密保存；不填则沿用已存的。"},
			{Name: "folder", Label: "文件夹", Value: s.Folder, Hint: "不填是收件箱。"},
			{Name: "from", Label: "只读这个发件地址或域名", Value: s.From, Hint: "如 report@vendor.example 或 vendor.example。"},
		}
	}
	return nil
}

// wizardSave is the second half: what people decide, with the settings hidden.
func wizardSave(e desk.SourceEdit, topics []store.Topic, f *fault.Fault) view.Form {
	form := sourceForm("/desk/sources", "登记", e, f, topics)
	var kept []view.Field
	for _, x := range form.Fields {
		visible := slices.Contains([]string{"name", "category", "weight", "newsroom", "every", "topics"}, x.Name) || x.Fault != ""
		switch {
		case visible || x.Type == "password":
			kept = append(kept, x)
		case x.Type == "check" && x.Value == "":
		default:
			form.Hidden = append(form.Hidden, view.Pair{Name: x.Name, Value: x.Value})
		}
	}
	form.Fields = kept
	return form
}

// settingsOf reads the settings of a way from a posted form.
func settingsOf(v *visit) store.ReadingSettings {
	s := store.ReadingSettings{
		Selector: v.field("selector"), Articles: v.field("articles") == "1", Within: v.field("within"), Charset: v.field("charset"),
		Folder: v.field("folder"), Login: v.field("login"), From: v.field("from"), Topics: slices.DeleteFunc(slices.Clone(v.r.PostForm["topics"]), func(id string) bool { return id == "" }),
	}
	for q := range strings.Lines(v.field("queries")) {
		if q = strings.TrimSpace(q); q != "" {
			s.Queries = append(s.Queries, q)
		}
	}
	return s
}

// otherWays are registered without a look at an address.
var otherWays = []struct{ Way, Word, Says string }{
	{"file", "监测服务商文件", "每天导入服务商给的 CSV、XLSX、JSON；列的对应关系存一次，作者列进门就丢弃。"},
	{"mail", "服务商的邮件简报", "从本单位的邮箱读，附带的表格也读。"},
	{"comments", "自有账号的评论", "从平台后台导出的文件导入。"},
	{"push", "对方推送", "监测服务商用令牌推送到接口；第一次推送时自动登记，也可以先在这里登记。"},
}

func otherWay(way string) string {
	return "/desk/sources/other?" + url.Values{"way": {way}}.Encode()
}

// otherSource registers what is not found by looking at an address.
func (s *server) otherSource(v *visit) error {
	e := desk.SourceEdit{Way: v.q("way"), Weight: 5, EverySeconds: 600, Category: "other"}
	if !slices.ContainsFunc(otherWays, func(o struct{ Way, Word, Says string }) bool { return o.Way == e.Way }) {
		return v.to("/desk/sources/new")
	}
	topics, err := s.streamTopics(v.r.Context())
	if err != nil {
		return err
	}
	return s.page(v, "登记来源", formPage("登记来源："+desk.WayTitle(e.Way), "/desk/sources", "来源", sourceForm("/desk/sources", "登记", e, nil, topics.list)))
}
