package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/group"
	"yingda/internal/store"
)

// SuggestionItem is a post, with those in one group with it, that may belong to
// another group; a person decides.
type SuggestionItem struct {
	Cluster   string   `json:"cluster" doc:"the group that may take it"`
	Post      string   `json:"post"`
	Title     string   `json:"title"`
	Text      string   `json:"text"`
	Source    string   `json:"source"`
	URL       string   `json:"url"`
	Published string   `json:"published_at"`
	Posts     int64    `json:"posts" doc:"of its own group, itself included"`
	Concern   string   `json:"concern,omitempty" doc:"that it stands in already: then merge is an action of that concern"`
	Into      string   `json:"into,omitempty" doc:"number of the concern that may take it"`
	IntoTitle string   `json:"into_title"`
	IntoPosts int64    `json:"into_posts"`
	Score     int64    `json:"score" doc:"0 to 100"`
	Why       []string `json:"why"`
	Against   []string `json:"against,omitempty"`
}

// RegroupItem is what a person did to groups of posts.
type RegroupItem struct {
	ID      string `json:"id"`
	Act     string `json:"act" enum:"join,split,merge,confirm,refuse"`
	Concern string `json:"concern,omitempty"`
	Other   string `json:"other,omitempty"`
	Title   string `json:"title"`
	Posts   int64  `json:"posts"`
	Reason  string `json:"reason"`
	By      string `json:"by"`
	At      string `json:"at"`
	Undone  string `json:"undone_at"`
	Why     string `json:"undone_why,omitempty"`
}

// PulseItem is how much a concern or a topic is talked about, with the arithmetic.
// Neither tone nor writer plays a part.
type PulseItem struct {
	Heat      float64       `json:"heat"`
	HeatSum   string        `json:"heat_sum"`
	HourSum   string        `json:"hour_sum" doc:"the present hour against the same hour of yesterday and of last week"`
	Spiking   bool          `json:"spiking"`
	Days      []DayItem     `json:"days" doc:"the last 28, oldest first"`
	Carriers  []CarrierItem `json:"carriers" doc:"sources that took it up, newsrooms first, at most 30"`
	Newsrooms int           `json:"newsrooms"`
	Snoozed   string        `json:"snoozed_until,omitempty"`
}

// DayItem is one day of a trend.
type DayItem struct {
	Day   string `json:"day"`
	Posts int64  `json:"posts"`
}

// CarrierItem is a source: a place that publishes, never a person.
type CarrierItem struct {
	Source   string `json:"source"`
	Newsroom bool   `json:"newsroom"`
	Posts    int64  `json:"posts"`
	Copies   int64  `json:"copies" doc:"carried on word for word"`
	FirstAt  string `json:"first_at"`
	LastAt   string `json:"last_at"`
}

// grouping serves the grouping desk. To join or split off posts, to merge and
// unmerge, to set aside and take up again are actions of a concern; why each post
// was joined stands with its posts. Clause: JUD-1.
func (s *server) grouping(api huma.API) {
	read(s, api, "list-suggestions", "/api/v1/suggestions", "Posts that may belong to another group, newest first", s.suggestions)
	write(s, api, http.StatusOK, "decide-suggestions", "/api/v1/suggestions/decide", "Confirm or refuse suggestions, all or none; a refused one is never made again", func(ctx context.Context, in *struct {
		Body struct {
			Confirm bool               `json:"confirm"`
			Items   []SuggestionPicked `json:"items"`
			Reason  string             `json:"reason,omitempty"`
		}
	},
	) (struct {
		Decided int `json:"decided"`
	}, error,
	) {
		var out struct {
			Decided int `json:"decided"`
		}
		var picked []desk.Picked
		for _, x := range in.Body.Items {
			picked = append(picked, desk.Picked{ClusterID: x.Cluster, Post: x.Post})
		}
		var err error
		out.Decided, err = s.Desk.Decide(ctx, who(ctx), in.Body.Confirm, picked, in.Body.Reason)
		return out, err
	})
	read(s, api, "list-regroupings", "/api/v1/regroupings", "What people changed in groups, newest first", s.regroupings)
	write(s, api, http.StatusOK, "undo-regrouping", "/api/v1/regroupings/{id}/undo", "Put posts back where they were; a merge is undone by the action unmerge", func(ctx context.Context, in *struct {
		ID   string `path:"id"`
		Body struct {
			Reason string `json:"reason"`
		}
	},
	) (struct {
		Undone string `json:"undone"`
	}, error,
	) {
		var out struct {
			Undone string `json:"undone"`
		}
		out.Undone = in.ID
		return out, s.Desk.UndoRegroup(ctx, who(ctx), in.ID, in.Body.Reason)
	})
	read(s, api, "get-concern-pulse", "/api/v1/concerns/{number}/pulse", "Heat, trend and uptake of a concern", s.concernPulse)
	read(s, api, "get-topic-pulse", "/api/v1/topics/{id}/pulse", "Heat, trend and uptake of a topic", s.topicPulse)
}

// SuggestionPicked names one suggestion.
type SuggestionPicked struct {
	Cluster string `json:"cluster"`
	Post    string `json:"post"`
}

type suggestionPage struct {
	Items []SuggestionItem `json:"items"`
	Next  string           `json:"next,omitempty" doc:"before of the next page"`
}

func (s *server) suggestions(ctx context.Context, in *struct {
	Topic  string `query:"topic" doc:"id"`
	Before string `query:"before" doc:"next of the page before"`
	Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
},
) (suggestionPage, error) {
	out := suggestionPage{Items: []SuggestionItem{}}
	if err := s.seen(ctx, desk.Readers); err != nil {
		return out, err
	}
	f := store.SuggestionFilter{TopicID: in.Topic}
	if in.Before != "" {
		var err error
		if f.Before, err = strconv.ParseInt(in.Before, 10, 64); err != nil {
			return out, fault.New(fault.Invalid, "cursor.invalid", "翻页标记不正确").On("before")
		}
	}
	rows, err := s.Store.Suggestions(ctx, f, in.Limit+1)
	if err != nil {
		return out, err
	}
	if len(rows) > in.Limit {
		rows = rows[:in.Limit]
		out.Next = strconv.FormatInt(rows[in.Limit-1].Seq, 10)
	}
	var ids []string
	for _, x := range rows {
		ids = append(ids, x.IntoMatter, x.Matter)
	}
	seen, err := s.Desk.Visible(ctx, who(ctx), ids)
	if err != nil {
		return out, err
	}
	for _, x := range rows {
		_, sees := seen[x.IntoMatter]
		_, own := seen[x.Matter]
		if x.IntoMatter != "" && !sees || x.Matter != "" && !own {
			continue
		}
		out.Items = append(out.Items, suggestionItem(x))
	}
	return out, nil
}

func suggestionItem(x store.Suggestion) SuggestionItem {
	out := SuggestionItem{
		Cluster: x.ClusterID, Post: store.PostID(x.Seq), Title: x.Title, Text: x.Text, Source: x.Source, URL: x.URL, Published: when(x.PublishedAt), Posts: x.Posts,
		Concern: x.Number, Into: x.IntoNumber, IntoTitle: x.IntoTitle, IntoPosts: x.IntoPosts, Score: x.Score, Why: []string{},
	}
	for _, why := range strings.Split(x.Reasons, "；") {
		if strings.HasPrefix(why, "注意") {
			out.Against = append(out.Against, why)
		} else if why != "" {
			out.Why = append(out.Why, why)
		}
	}
	return out
}

func (s *server) regroupings(ctx context.Context, in *struct {
	Concern string `query:"concern" doc:"number"`
	Before  string `query:"before" doc:"id of the last of the page before"`
	Limit   int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
},
) (list[RegroupItem], error) {
	out := list[RegroupItem]{Items: []RegroupItem{}}
	if err := s.seen(ctx, desk.Readers); err != nil {
		return out, err
	}
	about := ""
	if in.Concern != "" {
		m, _, err := s.Desk.Offers(ctx, who(ctx), in.Concern)
		if err == nil {
			err = concernOnly(m)
		}
		if err != nil {
			return out, err
		}
		about = m.ID
	}
	rows, err := s.Store.RegroupsBefore(ctx, about, in.Before, in.Limit)
	if err != nil {
		return out, err
	}
	b, err := s.book(ctx)
	if err != nil {
		return out, err
	}
	var ids []string
	for _, g := range rows {
		ids = append(ids, g.MatterID)
	}
	seen, err := s.Desk.Visible(ctx, who(ctx), ids)
	for _, g := range rows {
		if _, sees := seen[g.MatterID]; sees || g.MatterID == "" {
			out.Items = append(out.Items, RegroupItem{g.ID, g.Act, g.Number, g.Other, g.Title, g.Posts, g.Reason, b.names[g.ByID], when(g.At), when(g.UndoneAt), g.Why})
		}
	}
	return out, err
}

// pulseDays is how far back a trend goes.
const pulseDays = 28

func (s *server) concernPulse(ctx context.Context, in *struct {
	Number string `path:"number"`
},
) (PulseItem, error) {
	m, _, err := s.Desk.Offers(ctx, who(ctx), in.Number)
	if err == nil {
		err = concernOnly(m)
	}
	if err != nil {
		return PulseItem{}, err
	}
	hours, err := s.Store.HoursOfConcerns(ctx, []string{m.ID}, s.pulseFrom())
	if err != nil {
		return PulseItem{}, err
	}
	carriers, err := s.Store.ConcernCarriers(ctx, m.ID, 30)
	if err != nil {
		return PulseItem{}, err
	}
	out := s.pulse(hours[m.ID], carriers)
	snoozes, err := s.Store.Snoozes(ctx)
	out.Snoozed = when(snoozes[m.ID].Until)
	return out, err
}

func (s *server) topicPulse(ctx context.Context, in *idPath) (PulseItem, error) {
	if err := s.seen(ctx, desk.Readers); err != nil {
		return PulseItem{}, err
	}
	t, err := s.Store.Topic(ctx, in.ID)
	if err != nil {
		return PulseItem{}, err
	}
	hours, err := s.Store.HoursOfTopic(ctx, t.ID, s.pulseFrom())
	if err != nil {
		return PulseItem{}, err
	}
	carriers, err := s.Store.TopicCarriers(ctx, t.ID, 30)
	return s.pulse(hours, carriers), err
}

func (s *server) pulseFrom() int64 { return group.HourOf(s.Now()) - 24*(pulseDays+1) }

func (s *server) pulse(hours group.Hours, carriers []store.Carrier) PulseItem {
	now := group.HourOf(s.Now())
	heat, surge := hours.HeatOf(now), hours.SurgeAt(now)
	out := PulseItem{Heat: heat.Value(), HeatSum: heat.String(), HourSum: surge.String(), Spiking: surge.Spike(), Carriers: []CarrierItem{}}
	days := map[string]int64{}
	for h, n := range hours {
		days[time.Unix(h*3600, 0).In(deadline.Zone).Format(time.DateOnly)] += n
	}
	for back := pulseDays - 1; back >= 0; back-- {
		day := s.Now().In(deadline.Zone).AddDate(0, 0, -back).Format(time.DateOnly)
		out.Days = append(out.Days, DayItem{day, days[day]})
	}
	for _, c := range carriers {
		out.Carriers = append(out.Carriers, CarrierItem{c.Name, c.Newsroom, c.Posts, c.Copies, when(c.FirstAt), when(c.LastAt)})
		if c.Newsroom {
			out.Newsrooms++
		}
	}
	return out
}
