package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/lang"
	"yingda/internal/store"
	"yingda/internal/view"
)

// perStream is how many posts one page of the stream shows.
const perStream = 30

type streamPage struct {
	Posts     []streamPost
	Older     string
	Fresh     freshMark
	Filter    store.StreamFilter
	Day       string
	Filtered  bool
	Chips     []view.Chip
	Topics    []view.Option
	Sources   []view.Option
	Health    healthBand
	Failing   string // what fails, in words
	Chart     chartOf
	ChartOf   string
	Today     int64
	MayReport bool
	Any       bool // there are topics; without one nothing can match
	Reading   bool // there are sources
	MayEdit   bool
}

// freshMark says how fresh the page is, and how many posts came since.
type freshMark struct {
	Href  string // asks again
	Again string // shows them
	Since string // 14:31
	N     int
}

type streamPost struct {
	ID           string
	Title, Text  []bit
	Source, When string
	Reach, URL   string
	Shows        []shown // pictures and recordings, as links
	Topics       []topicMark
	Words        string // which words matched
	Concern      string // number
	ConcernTitle string
	Suggested    bool
	Open         string // where a concern can be opened about it
}

type topicMark struct{ Title, Href string }

func (s *server) stream(v *visit) error {
	tree, err := s.Desk.Tree(v.r.Context())
	if err != nil {
		return err
	}
	scope := tree.Scope(v.who)
	body, err := s.streamDrawn(v, scope, func() (templ.Component, error) { return s.drawStream(v, scope) })
	if err != nil {
		return err
	}
	return s.page(v, "信息流", body)
}

func (s *server) drawStream(v *visit, scope store.Scope) (templ.Component, error) {
	f, err := s.streamFilter(v)
	if err != nil {
		return nil, err
	}
	p := streamPage{Filter: f, Day: v.q("day"), Filtered: v.q("topic")+v.q("source")+v.q("day") != "", MayReport: reports.allows(v.who), MayEdit: curates.allows(v.who)}
	topics, err := s.streamTopics(v.r.Context())
	if err != nil {
		return nil, err
	}
	read, err := s.streamReading(v.r.Context(), f, scope)
	if err != nil {
		return nil, err
	}
	posts := read.posts
	last := int64(0)
	if len(posts) > 0 {
		last = posts[0].Seq
	}
	if f.Before == 0 {
		p.Fresh = v.fresh(last, 0)
	}
	if len(posts) > perStream {
		posts = posts[:perStream]
		p.Older = v.with("before", strconv.FormatInt(posts[perStream-1].Seq, 10))
	}
	p.Posts = s.streamPosts(v, posts, read, topics)
	p.Any = len(topics.list) > 0
	if err := s.streamSide(v, &p, topics.list); err != nil {
		return nil, err
	}
	return streamView(p), nil
}

func (s *server) streamFilter(v *visit) (store.StreamFilter, error) {
	f := store.StreamFilter{TopicID: v.q("topic"), SourceID: v.q("source")}
	if before := v.q("before"); before != "" {
		n, err := strconv.ParseInt(before, 10, 64)
		if err != nil || n < 1 {
			return f, fault.New(fault.Invalid, "page.before", "页码不对，请从第一页看起")
		}
		f.Before = n
	}
	if v.q("day") == "" {
		return f, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, v.q("day"), china)
	if err != nil {
		return f, fault.New(fault.Invalid, "page.day", "日期应写成 2026-03-16 的样子")
	}
	if f.First, err = s.Store.SeqAt(v.r.Context(), t.UnixMilli()); err != nil {
		return f, err
	}
	f.First = max(f.First, 1)
	f.End, err = s.Store.SeqAt(v.r.Context(), t.AddDate(0, 0, 1).UnixMilli())
	return f, err
}

func (v *visit) fresh(last int64, n int) freshMark {
	values := url.Values{"after": {strconv.FormatInt(last, 10)}}
	for _, name := range []string{"topic", "source", "day"} {
		if v.q(name) != "" {
			values.Set(name, v.q(name))
		}
	}
	again := url.Values{}
	for name, all := range values {
		if name != "after" {
			again[name] = all
		}
	}
	m := freshMark{Href: "/desk/stream/newer?" + values.Encode(), Again: "/desk/stream", Since: v.now.In(china).Format("15:04"), N: n}
	if len(again) > 0 {
		m.Again += "?" + again.Encode()
	}
	return m
}

// streamNewer says how many posts came since a page was made; the page itself
// does not move until its reader asks for them.
func (s *server) streamNewer(v *visit) error {
	f, err := s.streamFilter(v)
	if err != nil {
		return err
	}
	after, err := strconv.ParseInt(v.q("after"), 10, 64)
	if err != nil || after < 0 {
		return fault.New(fault.Invalid, "page.after", "地址不对，请刷新页面")
	}
	n, err := s.Store.StreamNewer(v.r.Context(), f, after, limit+1)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return streamFresh(v.fresh(after, n)).Render(lang.With(v.r.Context(), v.lang), v.w)
}

// streamPosts explains posts: which topic and words matched, which concern they
// stand in.
func (s *server) streamPosts(v *visit, posts []store.Post, read streamReading, topics topicsKept) []streamPost {
	var out []streamPost
	for _, p := range posts {
		hits := s.explain(topics, p)
		x := streamPost{ID: p.ID(), Title: bits(p.Title, "title", hits), Text: bitsAround(p.Text, "text", hits, 160), Source: p.Source, When: v.when(p.PublishedAt), URL: safe(p.URL), Reach: reach(p), Shows: shownOf(read.media[p.Seq])}
		for _, id := range p.Topics {
			if title := topics.titles[id]; title != "" {
				x.Topics = append(x.Topics, topicMark{title, "/desk/stream?topic=" + url.QueryEscape(id)})
			}
		}
		var words []string
		for _, h := range hits {
			if !slices.Contains(words, h.Word) {
				words = append(words, h.Word)
			}
		}
		x.Words = strings.Join(words, "、")
		if c, ok := read.concerns[p.Seq]; ok {
			x.Concern, x.ConcernTitle, x.Suggested = c.Number, c.Title, c.State == "suggested"
		} else if desk.MayOpen(v.who) {
			x.Open = "/desk/stream/" + x.ID + "/concern"
		}
		out = append(out, x)
	}
	return out
}

func reach(p store.Post) string {
	var parts []string
	for _, each := range []struct {
		word string
		n    int64
	}{{"浏览", p.Views}, {"回复", p.Comments}, {"转发", p.Shares}} {
		if each.n > 0 {
			parts = append(parts, each.word+" "+number(each.n))
		}
	}
	return strings.Join(parts, "，")
}

// streamSide fills what stands around the stream: filters, health, the chart.
func (s *server) streamSide(v *visit, p *streamPage, topics []store.Topic) error {
	around, err := s.streamAround(v)
	if err != nil {
		return err
	}
	sources, days := around.sources, around.days
	p.Reading = len(sources) > 0
	p.Health = band(sources, around.silent, v.now.UnixMilli())
	p.Sources = []view.Option{{Word: "所有来源"}}
	for _, x := range sources {
		p.Sources = append(p.Sources, view.Option{Value: x.ID, Word: x.Name})
		if x.Active && x.Failures >= deadAfter && p.Failing == "" {
			p.Failing = v.lang.F("%s 自登记以来没有读到过", x.Name)
			if x.LastGoodAt > 0 {
				p.Failing = v.lang.F("%s 自 %s 起没有读到", x.Name, v.moment(x.LastGoodAt))
			}
		}
	}
	week, chosen := map[string]int64{}, []store.DaySum{}
	for _, d := range days {
		if d.Key == "" {
			continue
		}
		if d.Day > store.Day(v.now.AddDate(0, 0, -7).UnixMilli()) {
			week[d.Key] += d.N
		}
		if d.Day == store.Day(v.now.UnixMilli()) {
			p.Today += d.N
		}
		if p.Filter.TopicID == "" || p.Filter.TopicID == d.Key {
			chosen = append(chosen, d)
		}
	}
	p.Topics = []view.Option{{Word: "所有话题"}}
	p.Chips = []view.Chip{{Word: v.lang.T("全部话题"), Href: v.with("topic", ""), On: p.Filter.TopicID == ""}}
	byWeek := slices.Clone(topics)
	slices.SortStableFunc(byWeek, func(a, b store.Topic) int { return cmp.Compare(week[b.ID], week[a.ID]) })
	p.ChartOf = v.lang.T("全部话题")
	for i, t := range byWeek {
		p.Topics = append(p.Topics, view.Option{Value: t.ID, Word: t.Title})
		on := t.ID == p.Filter.TopicID
		if i < 5 && week[t.ID] > 0 || on {
			p.Chips = append(p.Chips, view.Chip{Word: t.Title + " " + number(week[t.ID]), Href: v.with("topic", t.ID), On: on})
		}
		if on {
			p.ChartOf = t.Title
		}
	}
	p.Chart = v.dayChart(chosen, 14, v.lang.F("%s，近两周每日命中", p.ChartOf), "条")
	return nil
}

// openAbout opens a concern about one post of the stream and joins the post to
// it. Its text was masked before it was stored.
func (s *server) openAbout(v *visit) error {
	ctx := v.r.Context()
	id := v.r.PathValue("id")
	p, err := s.Store.Post(ctx, store.ParsePostID(id))
	if err != nil {
		return err
	}
	o := desk.Opening{Title: clip(cmp.Or(strings.TrimSpace(p.Title), p.Text), 60), Summary: clip(p.Text, 300)}
	if len(p.Topics) > 0 {
		o.TopicID = p.Topics[0]
	}
	number, err := s.Desk.Open(ctx, v.who, o)
	if err != nil {
		return v.refused(err, "/desk/stream")
	}
	s.forget(v)
	m, err := s.Store.Matter(ctx, number)
	if err != nil {
		return err
	}
	if _, err := s.Desk.Act(ctx, v.who, desk.Input{Matter: number, Version: m.Version, Action: "join_post", Input: map[string]any{"posts": []any{id}}}); err != nil {
		return v.refused(err, "/desk/concerns/"+number)
	}
	return v.done("已立项 "+number+"，这条帖文已并入。", "/desk/concerns/"+number)
}
