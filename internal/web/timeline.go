package web

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

func timelineFilter(v *visit, only, at string) []view.Chip {
	var out []view.Chip
	q := v.r.URL.Query()
	for _, k := range []struct{ name, word string }{{"", "全部"}, {"outward", "对外"}, {"internal", "内部"}, {"system", "系统"}} {
		out = append(out, view.Chip{Word: v.lang.T(k.word), Href: v.r.URL.Path + with(q, "only", k.name) + "#" + at, On: only == k.name})
	}
	return out
}

// timeline shows what happened, newest first, of one side if one is asked for.
func timeline(v *visit, events []store.Event, only string) []view.Event {
	var out []view.Event
	for _, e := range events {
		if only != "" && e.Side != only {
			continue
		}
		x := view.Event{Who: v.lang.T(e.Actor), System: e.ActorID == "system", Me: e.ActorID == v.who.ID, At: v.when(e.At), Text: v.lang.T(e.Text), Side: e.Side, What: v.lang.Did(regime.Event(e.Word).Title())}
		if e.From != e.To && e.From != "" {
			x.From, x.To = matter.Titles[matter.State(e.From)], matter.Titles[matter.State(e.To)]
			x.Details = append(x.Details, view.Change{From: v.lang.T(x.From), To: v.lang.T(x.To)})
		}
		x.Details = append(x.Details, changes(v, e.Detail)...)
		out = append(out, x)
	}
	return out
}

// changes reads the befores and afters of an event.
func changes(v *visit, raw string) []view.Change {
	var detail map[string]any
	if json.Unmarshal([]byte(raw), &detail) != nil {
		return nil
	}
	var out []view.Change
	for _, k := range []struct {
		name, word string
		title      func(string) string
	}{{"grade", "等级", func(s string) string { return regime.Grade(s).Title() }}, {"need", "诉求", func(s string) string { return regime.Need(s).Title() }}, {"unit", "承办单位", func(s string) string { return s }}} {
		pair, ok := detail[k.name].(map[string]any)
		if !ok || pair["to"] == pair["from"] {
			continue
		}
		out = append(out, view.Change{What: v.lang.T(k.word), From: v.lang.T(k.title(fmt.Sprint(pair["from"]))), To: v.lang.T(k.title(fmt.Sprint(pair["to"])))})
	}
	if n, ok := detail["version"].(float64); ok {
		out = append(out, view.Change{To: v.lang.F("第 %d 版", int(n))})
	}
	if _, ok := detail["bulk"].(string); ok {
		out = append(out, view.Change{To: v.lang.T("批量办理")})
	}
	return out
}

// personNames maps everybody's id to a name.
func (s *server) personNames(ctx context.Context) (map[string]string, error) {
	all, err := s.Store.Persons(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]string{"system": "系统"}
	for _, p := range all {
		out[p.ID] = p.Name
	}
	return out, nil
}

// clock shows a stored clock: what is left in words first, then the sum, the
// article, whose reading it is, and every pause.
func (s *server) clock(v *visit, k store.Clock, reg *regime.Regime, names map[string]string) view.Clock {
	c := v.due(k.FromAt, k.DueAt)
	switch k.State {
	case "paused":
		c = view.Clock{Mode: "paused", Word: v.lang.T("暂停"), Arc: arc(0.7)}
	case "met":
		c = view.Clock{Mode: "met", Word: v.lang.F("%s完成", span(v.lang, instant(k.MetAt).Sub(instant(k.FromAt))))}
	case "late":
		c = view.Clock{Mode: "over", Word: v.lang.F("迟 %s完成", span(v.lang, instant(k.MetAt).Sub(instant(k.DueAt)))), Arc: arc(1)}
	case "ended":
		c = view.Clock{Mode: "paused", Word: v.lang.T("不再计时")}
		if k.Silence != "" {
			c.Word = v.lang.T(regime.Silence(k.Silence).Title())
		}
	}
	c.ID, c.Title, c.Cite, c.Guess = k.Code, v.lang.T(k.Title), reg.Cite(k.Article), k.Provisional
	for _, step := range k.Steps {
		c.Steps = append(c.Steps, v.lang.T(step))
	}
	if k.OwnReading {
		c.Own = k.Why
		if c.Own == "" {
			c.Own = v.lang.T("条文没有写明，按本局口径计算。")
		}
	}
	c.MetBy = v.lang.F("以「%s」为准", v.lang.T(metBy(reg, k.MetBy)))
	if k.Extra != "" && k.ExtraAt != 0 {
		c.Pauses = append(c.Pauses, v.lang.F("%s %s批准延长：%s", v.moment(k.ExtraAt), names[k.ExtraBy], k.ExtraReason))
	}
	c.Owed = v.lang.F("由%s负责", v.lang.T(reg.RoleTitle(regime.Role(k.OwedBy))))
	if k.OwedTo != "" {
		c.Owed += v.lang.F("，对象：%s", v.lang.T(k.OwedTo))
	}
	for _, p := range k.Pauses {
		to := v.lang.T("至今")
		if p.To != 0 {
			to = v.moment(p.To)
		}
		c.Pauses = append(c.Pauses, v.lang.F("不计 %s 至 %s：%s（%s）", v.moment(p.From), to, p.Reason, names[p.ByID]))
	}
	c.Hint = strings.Join(c.Steps, v.lang.T("；"))
	return c
}
