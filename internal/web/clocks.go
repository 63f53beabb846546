package web

import (
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/fault"

	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// clocksPage lists the clocks that run, next due first.
type clocksPage struct {
	Rows  []clockRow
	Chips []view.Chip
	More  bool // there are more than the page shows
}

type clockRow struct {
	Href, Number, About, Unit string
	Grade                     view.Grade
	Clock                     view.Clock
}

// mostClocks is how many clocks the page shows.
const mostClocks = 200

var clockChips = []struct{ only, word string }{{"", "全部在计时"}, {"late", "已超时"}, {"paused", "停计"}, {"provisional", "暂定"}}

func (s *server) clocks(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	only := v.q("only")
	list, err := s.Store.DueClocks(v.r.Context(), tree.Scope(v.who), only, mostClocks+1)
	if err != nil {
		return err
	}
	p := clocksPage{More: len(list) > mostClocks}
	for _, c := range clockChips {
		p.Chips = append(p.Chips, view.Chip{Word: v.lang.T(c.word), Href: v.with("only", c.only), On: c.only == only})
	}
	for _, c := range list[:min(len(list), mostClocks)] {
		m, err := s.Store.Matter(v.r.Context(), c.MatterID)
		if err != nil {
			return err
		}
		reg, err := s.Desk.Regime(v.r.Context(), m.RegimeID)
		if err != nil {
			return err
		}
		row := clockRow{Href: address(m.Kind, c.Number), Number: c.Number, About: c.About, Unit: tree.Name(c.UnitID), Clock: s.clock(v, c.Clock, reg, nil)}
		if c.Grade != "" {
			row.Grade = view.Grade{Code: c.Grade, Word: v.lang.T(reg.GradeTitle(regime.Grade(c.Grade)))}
		}
		p.Rows = append(p.Rows, row)
	}
	return s.page(v, "时限", clocksView(p))
}

// calendarPage is the working-day calendar with its overlays.
type calendarPage struct {
	Years    string
	Notices  []store.CalendarNotice
	Overlays []overlayRow
	MayLoad  bool
	Notice   view.Form
	Overlay  view.Form
	Use      view.Form
}

type overlayRow struct {
	store.Overlay
	Kind string
	Used []string
}

var overlayKinds = map[string]string{"region": "地区", "sector": "行业"}

func (s *server) calendar(v *visit) error { return s.showCalendar(v, nil) }

func (s *server) showCalendar(v *visit, refused error) error {
	ctx := v.r.Context()
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	p := calendarPage{MayLoad: v.who.Has(regime.SystemAdmin), Years: years(v, s.Desk.Calendar().Years())}
	if p.Notices, err = s.Store.CalendarNotices(ctx); err != nil {
		return err
	}
	overlays, err := s.Store.Overlays(ctx)
	if err != nil {
		return err
	}
	used, err := s.Store.AgencyOverlays(ctx)
	if err != nil {
		return err
	}
	p.Use = view.Form{ID: "use", Action: "/desk/calendar/use", Button: "保存", Cancel: "/desk/calendar", Fields: []view.Field{{Name: "agency", Label: "机关", Type: "select", Required: true}, {Name: "overlay", Label: "附加休息日", Type: "select", Required: true}, {Name: "use", Label: "采用（不勾选为停用）", Type: "check", Value: "1"}}}
	for _, u := range tree.Units {
		if u.Kind == "agency" {
			p.Use.Fields[0].Options = append(p.Use.Fields[0].Options, view.Option{Value: u.ID, Word: u.Name})
		}
	}
	for _, o := range overlays {
		row := overlayRow{Overlay: o, Kind: overlayKinds[o.Kind]}
		for _, u := range used {
			if u.ID == o.ID {
				row.Used = append(row.Used, tree.Name(u.AgencyID))
			}
		}
		p.Overlays = append(p.Overlays, row)
		p.Use.Fields[1].Options = append(p.Use.Fields[1].Options, view.Option{Value: o.ID, Word: o.Title})
	}
	p.Notice = view.Form{ID: "notice", Action: "/desk/calendar/notice", Button: "载入", Main: true, Cancel: "/desk/calendar", Fields: []view.Field{{Name: "notice", Label: "年度放假安排", Type: "long", Required: true, Value: v.r.PostFormValue("notice"), Hint: "一行（2027 元旦 休 01-01..01-03 班 01-09 | 春节 …）或 JSON。载入后暂定的期限会重新推算，每一件都留下记录。"}}}
	p.Overlay = view.Form{ID: "overlay", Action: "/desk/calendar/overlay", Button: "载入", Cancel: "/desk/calendar", Fields: []view.Field{{Name: "overlay", Label: "地区或行业的附加休息日", Type: "long", Required: true, Value: v.r.PostFormValue("overlay"), Hint: `JSON：{"id": "guangxi", "kind": "region", "title": "广西壮族自治区", "basis": "依据的规定", "days": [{"name": "壮族三月三", "date": "2027-04-09"}]}`}}}
	if refused != nil {
		return s.refusedCalendar(v, p, refused)
	}
	return s.page(v, "工作日历", calendarView(p))
}

func years(v *visit, list []int) string {
	if len(list) == 0 {
		return v.lang.T("没有")
	}
	return v.lang.F("%d 至 %d 年", list[0], list[len(list)-1])
}

func (s *server) loadNotice(v *visit) error {
	year, err := s.Desk.LoadNotice(v.r.Context(), v.who, strings.TrimSpace(v.r.PostFormValue("notice")))
	if err != nil {
		return s.showCalendar(v, err)
	}
	return v.done("已载入 "+num(int64(year))+" 年放假安排，正在重新推算期限。", "/desk/calendar")
}

func (s *server) loadOverlay(v *visit) error {
	if _, err := s.Desk.LoadOverlay(v.r.Context(), v.who, strings.TrimSpace(v.r.PostFormValue("overlay"))); err != nil {
		return s.showCalendar(v, err)
	}
	return v.done("已载入附加休息日；由机关采用后才影响期限。", "/desk/calendar")
}

func (s *server) useOverlay(v *visit) error {
	if err := s.Desk.UseOverlay(v.r.Context(), v.who, v.field("agency"), v.field("overlay"), v.field("use") == "1"); err != nil {
		return v.refused(err, "/desk/calendar")
	}
	return v.done("已保存，正在重新推算期限。", "/desk/calendar")
}

// refusedCalendar shows the page again with the refusal on the form that it is about.
func (s *server) refusedCalendar(v *visit, p calendarPage, err error) error {
	return s.again(v, err, "工作日历", func(f *fault.Fault) templ.Component {
		if f.Field == "overlay" {
			mark(&p.Overlay, f)
		} else {
			mark(&p.Notice, f)
		}
		return calendarView(p)
	})
}
