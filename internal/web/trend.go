package web

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"yingda/internal/group"
	"yingda/internal/matter"
	"yingda/internal/store"
	"yingda/internal/view"
)

const (
	trendDays    = 28
	trendHours   = 48
	trendSources = 30
	hotConcerns  = 200 // open concerns of a topic that are ordered by heat
	hotShown     = 12
)

// pulse is how much a concern or a topic is talked about: heat and the present
// hour against its own baseline with the arithmetic, the trend, and who carries it.
type pulse struct {
	Heat      string
	Hour      string // the present hour against its baseline
	Spiking   bool
	ByHour    bool
	DayHref   string
	HourHref  string
	Chart     chartOf
	Carriers  []carrierRow
	Newsrooms int
	Spikes    []spikeRow
}

type carrierRow struct {
	Name, Href  string
	Newsroom    bool
	Posts       string
	First, Last string
}

// pulseOf makes the pulse of what has the given counts and sources.
func (s *server) pulseOf(v *visit, about string, hours group.Hours, carriers []store.Carrier) (pulse, error) {
	now := group.HourOf(v.now)
	surge := hours.SurgeAt(now)
	p := pulse{Heat: hours.HeatOf(now).String(), Hour: surge.String(), Spiking: surge.Spike(), ByHour: v.q("trend") == "hour", DayHref: v.with("trend", "") + "#pulse", HourHref: v.with("trend", "hour") + "#pulse"}
	p.Chart = v.hourChart(hours, p.ByHour)
	for _, c := range carriers {
		row := carrierRow{Name: c.Name, Href: "/desk/sources/" + c.SourceID, Newsroom: c.Newsroom, Posts: strconv.FormatInt(c.Posts, 10), First: v.when(c.FirstAt), Last: v.when(c.LastAt)}
		if c.Copies > 0 {
			row.Posts += v.lang.F("（另转载 %d）", c.Copies)
		}
		if c.Newsroom {
			p.Newsrooms++
		}
		p.Carriers = append(p.Carriers, row)
	}
	var err error
	p.Spikes, err = s.spikeRows(v, about, false, 5)
	return p, err
}

// hourChart draws the last 48 hours, or the last 28 days.
func (v *visit) hourChart(hours group.Hours, byHour bool) chartOf {
	if byHour {
		c := chartOf{Title: "近 48 小时每小时帖文", Unit: "条"}
		now := group.HourOf(v.now)
		for h := now - trendHours + 1; h <= now; h++ {
			t := time.Unix(h*3600, 0).In(china)
			c.Days = append(c.Days, column{Label: t.Format(v.lang.T("2 日 15 时")), N: hours[h], Now: h == now})
		}
		return c
	}
	var sums []store.DaySum
	for h, n := range hours {
		sums = append(sums, store.DaySum{Day: store.Day(h * 3_600_000), N: n})
	}
	return v.dayChart(sums, trendDays, "近四周每日帖文", "条")
}

func (v *visit) trendFrom() int64 { return group.HourOf(v.now) - 24*(trendDays+1) }

// concernPulse is the pulse of a concern.
func (s *server) concernPulse(v *visit, d dossier) (concernPulse, error) {
	var p concernPulse
	var snoozes map[string]store.Snooze
	var drawn store.Drawn
	err := s.together(v,
		func() error {
			hours, carriers, err := s.hoursAndCarriers(v, d.m.ID)
			if err == nil {
				p.pulse, err = s.pulseOf(v, d.m.ID, hours, carriers)
			}
			return err
		},
		func() (err error) { snoozes, err = s.Store.Snoozes(v.r.Context()); return },
		func() (err error) { drawn, err = s.Store.DrawnOf(v.r.Context(), d.m.ID); return },
		func() (err error) { p.Changes, err = s.changeRows(v, d.m.ID, 10); return },
	)
	if err != nil {
		return p, err
	}
	if z, ok := snoozes[d.m.ID]; ok {
		p.Snoozed = v.lang.F("已搁置到 %s（%s）：%s。各时限照常计算，热度突增时立刻回来。", v.moment(z.Until), d.names[z.ByID], z.Reason)
	}
	switch {
	case drawn.WrittenAt != 0:
		p.Drawn = v.lang.F("标题和概述由%s于 %s 改写。", d.names[drawn.WrittenBy], v.moment(drawn.WrittenAt))
	case drawn.Seq != 0:
		p.Drawn, p.DrawnFrom = v.lang.T("标题和概述摘自"), store.PostID(drawn.Seq)
	}
	return p, nil
}

// hoursAndCarriers reads when posts of a concern came, and from where.
func (s *server) hoursAndCarriers(v *visit, id string) (group.Hours, []store.Carrier, error) {
	var hours map[string]map[int64]int64
	var carriers []store.Carrier
	err := s.together(v,
		func() (err error) {
			hours, err = s.Store.HoursOfConcerns(v.r.Context(), []string{id}, v.trendFrom())
			return
		},
		func() (err error) { carriers, err = s.Store.ConcernCarriers(v.r.Context(), id, trendSources); return },
	)
	return hours[id], carriers, err
}

type concernPulse struct {
	pulse
	Number    string
	Snoozed   string
	Drawn     string
	DrawnFrom string
	Changes   []changeRow
}

// topicPulse is the pulse of a topic with its open concerns, hottest first.
type topicPulse struct {
	pulse
	Hot  []hotRow
	Open int
}

type hotRow struct {
	Href, Number, Title string
	Grade               view.Grade
	State               string
	Heat, Sum           string
	Posts               string
	Snoozed             string
}

func (s *server) topicPulse(v *visit, id string) (topicPulse, error) {
	ctx := v.r.Context()
	var p topicPulse
	hours, err := s.Store.HoursOfTopic(ctx, id, v.trendFrom())
	if err != nil {
		return p, err
	}
	carriers, err := s.Store.TopicCarriers(ctx, id, trendSources)
	if err != nil {
		return p, err
	}
	if p.pulse, err = s.pulseOf(v, id, hours, carriers); err != nil {
		return p, err
	}
	p.Hot, p.Open, err = s.hot(v, id)
	return p, err
}

// hot orders open concerns by heat; what is set aside comes last.
func (s *server) hot(v *visit, topicID string) ([]hotRow, int, error) {
	ctx := v.r.Context()
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return nil, 0, err
	}
	list, err := s.Store.OpenConcerns(ctx, topicID, tree.Scope(v.who), hotConcerns)
	if err != nil {
		return nil, 0, err
	}
	ids := make([]string, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	now := group.HourOf(v.now)
	hours, err := s.Store.HoursOfConcerns(ctx, ids, now-7*24)
	if err != nil {
		return nil, 0, err
	}
	snoozes, err := s.Store.Snoozes(ctx)
	if err != nil {
		return nil, 0, err
	}
	heat := func(c store.HotConcern) group.Heat { return group.Hours(hours[c.ID]).HeatOf(now) }
	aside := func(c store.HotConcern) int { return int(store.Bit(snoozes[c.ID].Until != 0)) }
	slices.SortStableFunc(list, func(a, b store.HotConcern) int {
		return cmp.Or(cmp.Compare(aside(a), aside(b)), cmp.Compare(heat(b).Value(), heat(a).Value()))
	})
	var out []hotRow
	for _, c := range list[:min(hotShown, len(list))] {
		row := hotRow{Href: "/desk/concerns/" + c.Number, Number: c.Number, Title: c.Title, State: v.lang.T(matter.Titles[c.State]), Heat: strconv.FormatFloat(heat(c).Value(), 'f', 1, 64), Sum: heat(c).String(), Posts: number(c.Posts) + " 条，" + number(c.Sources) + " 个来源"}
		row.Grade = view.Grade{Code: string(c.Grade), Word: v.lang.T(c.Grade.Title())}
		if c.Grade == "" {
			row.Grade = view.Grade{Word: v.lang.T("未定级"), Proposed: true}
		}
		if z := snoozes[c.ID]; z.Until != 0 {
			row.Snoozed = "搁置到 " + v.when(z.Until)
		}
		out = append(out, row)
	}
	return out, len(list), nil
}
