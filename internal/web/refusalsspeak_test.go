package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yingda/internal/regime"
)

// TestRefusalsSpeak refuses in each way that the desk has, in both languages: on the
// error page, beside the field of a step and of a record, in a note on the next page
// and to a script.
func TestRefusalsSpeak(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		number := b.open("号源减少", regime.General)
		duty, admin := b.signIn(regime.DutyOfficer), b.signIn(regime.SystemAdmin)
		for _, to := range []struct{ choice, page, step, record, note string }{
			{"zh-CN", "没有办件 C-2026-9999，或者您看不到它", "缺少「记录」", "单位名称要有 1 到 60 个字，不含斜线", "视图的名称要有 1 到 40 个字"},
			{"en", "There is no matter C-2026-9999, or you may not see it", "“Record” is missing", "The unit's name takes 1 to 60 characters and no slash", "name takes 1 to 40 characters"},
		} {
			duty.post("/desk/language", url.Values{"lang": {to.choice}, "back": {"/desk"}})
			admin.post("/desk/language", url.Values{"lang": {to.choice}, "back": {"/desk"}})
			p, status := duty.get("/desk/concerns/C-2026-9999")
			if said := text(p.Find("main")); status != http.StatusNotFound || !strings.Contains(said, to.page) {
				t.Errorf("%s, the page: %d %s", to.choice, status, said)
			}
			empty := form(duty.page("/desk/concerns/" + number).Find("#act-note form"))
			empty.Set("text", "")
			p, status = duty.post("/desk/matters/"+number+"/act", empty)
			if said := text(p.Find("main .fault")); status != http.StatusUnprocessableEntity || said != to.step {
				t.Errorf("%s, beside the field: %d %s", to.choice, status, said)
			}
			p, status = admin.post("/desk/units", url.Values{"kind": {"section"}, "name": {"a/b"}, "code": {"x"}})
			if said := text(p.Find("main .fault")); status != http.StatusUnprocessableEntity || said != to.record {
				t.Errorf("%s, beside the field of a record: %d %s", to.choice, status, said)
			}
			if p, _ = duty.post("/desk/views", url.Values{"name": {""}, "share": {"own"}, "query": {"list=overdue"}}); !strings.Contains(text(p.Find("noscript")), to.note) {
				t.Errorf("%s, in a note: %s", to.choice, text(p.Find("noscript")))
			}
			if said, status := admin.json("/desk/units/x/close", nil); status != http.StatusNotFound || !strings.Contains(said, map[string]string{"zh-CN": "没有这个单位", "en": "There is no such unit"}[to.choice]) {
				t.Errorf("%s, to a script: %d %s", to.choice, status, said)
			}
		}
	})
}
