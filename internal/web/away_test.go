package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"yingda/internal/regime"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

// TestAway presses a form while the line to the database breaks at the commit,
// and while it is down: the page says what is known, and what was typed stands
// in it again.
func TestAway(t *testing.T) {
	c := storetest.Config(t, testkit.EnginePostgres)
	var line *testkit.Line
	c.URL, line = testkit.Counted(t, c.URL)
	b := found(t, c)
	number := b.open("接待大厅上午取不到号", regime.Serious, "早上八点半到的")
	v := b.signIn(regime.DutyOfficer)
	note := func(text string) url.Values {
		m, err := b.store.Matter(t.Context(), number)
		b.must(err)
		return url.Values{"action": {"note"}, "version": {strconv.FormatInt(m.Version, 10)}, "text": {text}, "from": {"/desk/concerns/" + number}}
	}
	form := note("写了很久的一段记录")
	line.CutAt("commit", true)
	p, status := v.post("/desk/matters/"+number+"/act", form)
	if status != http.StatusServiceUnavailable || !strings.Contains(text(p.Find("main")), "是否已经保存还不知道") || !strings.Contains(p.Find("textarea[name=text]").Text(), "写了很久的一段记录") {
		t.Errorf("cut at the commit: %d %s", status, text(p.Find("main")))
	}
	if p := v.page("/desk/concerns/" + number); !strings.Contains(text(p.Find("#timeline")), "写了很久的一段记录") {
		t.Error("the commit got through, and the record is not there")
	}
	form = note("断线时写的一段")
	line.Cut(true)
	p, status = v.post("/desk/matters/"+number+"/act", form)
	if status != http.StatusServiceUnavailable || !strings.Contains(p.Find("textarea[name=text]").Text(), "断线时写的一段") {
		t.Errorf("while the line is down: %d %s", status, text(p.Find("body")))
	}
	line.Cut(false)
	again := url.Values{}
	p.Find("form input[name], form textarea[name]").Each(func(_ int, s *goquery.Selection) {
		value := s.AttrOr("value", s.Text())
		again.Add(s.AttrOr("name", ""), value)
	})
	if p, status := v.post("/desk/matters/"+number+"/act", again); status != http.StatusOK {
		t.Errorf("pressed again: %d %s", status, text(p.Find("main")))
	}
	if p := v.page("/desk/concerns/" + number); !strings.Contains(text(p.Find("#timeline")), "断线时写的一段") {
		t.Error("what was typed while the line was down is lost")
	}
}
