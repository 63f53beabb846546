package api_test

import (
	"testing"

	"yingda/internal/regime"
)

// Sources are registered as on the desk: the same people, the same refusals.
func TestRegistry(t *testing.T) {
	each(t, func(o *office) {
		board := map[string]any{"name": "公告栏", "url": "https://a.example/tzgg/", "way": "page", "selector": ".list li", "category": "own_county", "weight": 8}
		o.as(regime.DutyOfficer, 200, "/sources", board)
		x, err := o.store.Source(t.Context(), "公告栏")
		o.must(err)
		how, err := o.store.ReadingOf(t.Context(), x)
		o.must(err)
		if x.Kind != "feed" || x.Category != "own_county" || how.Way != "page" || how.Settings.Selector != ".list li" {
			o.Errorf("registered as %+v %+v", x, how)
		}
		o.refused("source.taken", regime.DutyOfficer, "/sources", board)
		for code, body := range map[string]map[string]any{
			"source.private":  {"name": "群", "url": "https://qm.qq.com/q/x"},
			"page.selector":   {"name": "栏目", "url": "https://a.example/", "way": "page", "selector": "li["},
			"source.query":    {"name": "检索", "url": "https://a.example/s?q=x", "way": "search", "selector": "li", "queries": []string{"停水"}},
			"source.category": {"name": "栏目", "url": "https://a.example/", "category": "chat"},
			"source.way":      {"name": "邮箱", "url": "imaps://mail.example", "way": "mail"},
		} {
			o.refused(code, regime.DutyOfficer, "/sources", body)
			o.refused(code, regime.DutyOfficer, "/sources/preview", body)
		}
		o.refused("register.role", regime.Handler, "/sources", board)
	})
}
