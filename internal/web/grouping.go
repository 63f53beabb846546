package web

import (
	"net/url"
	"strconv"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/group"
	"yingda/internal/matter"
	"yingda/internal/store"
	"yingda/internal/view"
)

// perGrouping is how many suggestions one page shows.
const perGrouping = 40

// groupingRoutes are the grouping desk and what a person undoes there.
var groupingRoutes = []Route{
	{"GET /desk/grouping", (*server).grouping, listens},
	{"POST /desk/grouping", (*server).decideGrouping, groups},
	{"POST /desk/grouping/changes/{id}/undo", (*server).undoRegroup, groups},
	{"POST /desk/spikes/{id}/seen", (*server).seeSpike, groups},
}

var groups = holds(desk.Groupers...)

type groupingPage struct {
	Rows    []suggestionRow
	Changes []changeRow
	Spikes  []spikeRow
	Topics  []view.Option
	Topic   string
	Older   string
	Count   string
	May     bool
	Any     bool // anything was grouped at all
}

type suggestionRow struct {
	Key              string // cluster and post, as the form sends them
	Post             string
	Title, Text      []view.Piece
	Source, When     string
	URL              string
	Others           int64 // posts that stand in one group with it
	Into, IntoHref   string
	IntoNumber       string
	IntoPosts        int64
	Why              []string
	Apart            string // what speaks against it
	Score            int64
	Concern, Related string // the concern that the post stands in already
}

type changeRow struct {
	ID, What, Title, Reason, When, By string
	Number, Href                      string
	Undone                            string
	May                               bool
}

type spikeRow struct {
	ID, Title, Href, Number, When, Sum string
	May                                bool
}

// grouping shows the suggestions to join posts that wait for a person, with why
// each was made, the newest spikes, and what people changed lately.
func (s *server) grouping(v *visit) error {
	ctx := v.r.Context()
	f := store.SuggestionFilter{TopicID: v.q("topic")}
	if b, err := strconv.ParseInt(v.q("before"), 10, 64); err == nil && b > 0 {
		f.Before = b
	}
	list, err := s.Store.Suggestions(ctx, f, perGrouping+1)
	if err != nil {
		return err
	}
	p := groupingPage{Topic: f.TopicID, May: groups.allows(v.who), Topics: []view.Option{{Word: "所有话题"}}}
	topics, err := s.Store.Topics(ctx)
	if err != nil {
		return err
	}
	p.Any = len(topics) > 0
	for _, t := range topics {
		p.Topics = append(p.Topics, view.Option{Value: t.ID, Word: t.Title})
	}
	if len(list) > perGrouping {
		list = list[:perGrouping]
		p.Older = v.with("before", strconv.FormatInt(list[perGrouping-1].Seq, 10))
	}
	var ids []string
	for _, x := range list {
		ids = append(ids, x.IntoMatter, x.Matter)
	}
	seen, err := s.Desk.Visible(ctx, v.who, ids)
	if err != nil {
		return err
	}
	for _, x := range list {
		if _, sees := seen[x.IntoMatter]; sees || x.IntoMatter == "" {
			p.Rows = append(p.Rows, v.suggestion(x, seen[x.Matter]))
		}
	}
	waiting, err := s.Store.SuggestionsWaiting(ctx, limit+1)
	if err != nil {
		return err
	}
	p.Count = atMost(waiting)
	if p.Spikes, err = s.spikeRows(v, "", true, 6); err != nil {
		return err
	}
	if p.Changes, err = s.changeRows(v, "", 20); err != nil {
		return err
	}
	return s.page(v, "归并台", groupingView(p))
}

// suggestion shows one; own is the concern that the post is in already, as far
// as the person sees it.
func (v *visit) suggestion(x store.Suggestion, own matter.Matter) suggestionRow {
	row := suggestionRow{
		Key: x.ClusterID + " " + store.PostID(x.Seq), Post: store.PostID(x.Seq), Title: view.Pieces(x.Title, hidden), Text: view.Pieces(clip(x.Text, 160), hidden), Source: x.Source, When: v.when(x.PublishedAt), URL: safe(x.URL),
		Others: max(0, x.Posts-1), Into: x.IntoTitle, IntoNumber: x.IntoNumber, IntoPosts: x.IntoPosts, Score: x.Score,
	}
	if x.IntoNumber != "" {
		row.IntoHref = "/desk/concerns/" + x.IntoNumber
	}
	if own.ID != "" && x.IntoNumber != "" && groups.allows(v.who) && matter.From(own.Kind, "merge", own.State) {
		row.Concern = x.Number
		row.Related = "/desk/matters/" + x.Number + "/act/merge?" + url.Values{"into": {x.IntoNumber}}.Encode()
	}
	for _, why := range strings.Split(x.Reasons, "；") {
		if strings.HasPrefix(why, "注意") {
			row.Apart = why
		} else if why != "" {
			row.Why = append(row.Why, why)
		}
	}
	return row
}

// decideGrouping takes one decision, or one for all that are ticked.
func (s *server) decideGrouping(v *visit) error {
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	confirm, keys := v.field("do") == "confirm", v.r.PostForm["pick"]
	if one, ok := strings.CutPrefix(v.field("one"), "confirm "); ok {
		confirm, keys = true, []string{one}
	} else if one, ok := strings.CutPrefix(v.field("one"), "refuse "); ok {
		confirm, keys = false, []string{one}
	}
	var choices []desk.Picked
	for _, k := range keys {
		cluster, post, _ := strings.Cut(k, " ")
		choices = append(choices, desk.Picked{ClusterID: cluster, Post: post})
	}
	back := "/desk/grouping"
	if t := v.field("topic"); t != "" {
		back += "?" + url.Values{"topic": {t}}.Encode()
	}
	n, err := s.Desk.Decide(v.r.Context(), v.who, confirm, choices, v.field("reason"))
	if err != nil {
		return v.refused(err, back)
	}
	s.forget(v)
	if confirm {
		return v.done("已确认 "+strconv.Itoa(n)+" 条建议，可在右侧撤销。", back)
	}
	return v.done("已否定 "+strconv.Itoa(n)+" 条建议，不会再提。", back)
}

func (s *server) undoRegroup(v *visit) error {
	back := "/desk/grouping"
	if from := v.field("from"); strings.HasPrefix(from, "/desk/concerns/") {
		back = from
	}
	if err := s.Desk.UndoRegroup(v.r.Context(), v.who, v.r.PathValue("id"), v.field("reason")); err != nil {
		return v.refused(err, back)
	}
	s.forget(v)
	return v.done("已撤销，帖文回到原处。", back)
}

func (s *server) seeSpike(v *visit) error {
	back := "/desk/grouping"
	if v.field("from") == "desk" {
		back = "/desk"
	}
	if err := s.Desk.SeeSpike(v.r.Context(), v.who, v.r.PathValue("id")); err != nil {
		return v.refused(err, back)
	}
	return v.done("已看过。", back)
}

// spikeRows shows the newest spikes of what the person sees.
func (s *server) spikeRows(v *visit, about string, unseen bool, n int) ([]spikeRow, error) {
	list, err := s.Store.Spikes(v.r.Context(), about, unseen, n)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, x := range list {
		if x.Kind == "concern" {
			ids = append(ids, x.About)
		}
	}
	seen, err := s.Desk.Visible(v.r.Context(), v.who, ids)
	if err != nil {
		return nil, err
	}
	var out []spikeRow
	for _, x := range list {
		if _, sees := seen[x.About]; x.Kind == "concern" && !sees {
			continue
		}
		row := spikeRow{ID: x.ID, Title: x.Title, Number: x.Number, When: v.when(x.Hour * 3_600_000), May: x.SeenAt == 0 && groups.allows(v.who)}
		row.Sum = group.Surge{Hour: x.Hour, Now: x.N, DayBefore: x.DayBefore, WeekBefore: x.WeekBefore}.String()
		if row.Href = "/desk/concerns/" + x.Number + "#pulse"; x.Kind == "topic" {
			row.Href = "/desk/topics/" + x.About + "#pulse"
		}
		out = append(out, row)
	}
	return out, nil
}

// changeRows shows what people changed in groups, of one concern or of all.
func (s *server) changeRows(v *visit, matterID string, n int) ([]changeRow, error) {
	ctx := v.r.Context()
	list, err := s.Store.Regroups(ctx, matterID, n)
	if err != nil {
		return nil, err
	}
	names, err := s.personNames(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, g := range list {
		ids = append(ids, g.MatterID)
	}
	seen, err := s.Desk.Visible(ctx, v.who, ids)
	if err != nil {
		return nil, err
	}
	var out []changeRow
	for _, g := range list {
		if _, sees := seen[g.MatterID]; g.MatterID != "" && !sees {
			continue
		}
		row := changeRow{ID: g.ID, What: v.lang.T(desk.RegroupWords[g.Act]), Title: clip(g.Title, 40), Reason: g.Reason, When: v.when(g.At), By: names[g.ByID], Number: g.Number}
		if g.Posts > 1 {
			row.What += v.lang.F("，%d 条", g.Posts)
		}
		if g.Number != "" {
			row.Href = "/desk/concerns/" + g.Number
		}
		if g.UndoneAt != 0 {
			row.Undone = v.lang.F("已由%s撤销：%s", names[g.UndoneBy], g.Why)
		}
		row.May = g.UndoneAt == 0 && g.Act != "merge" && groups.allows(v.who)
		out = append(out, row)
	}
	return out, nil
}
