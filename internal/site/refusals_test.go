package site_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"yingda/internal/report"
	"yingda/internal/site"
)

// TestEnglishRefusals is refused in English on the forms of the public site.
func TestEnglishRefusals(t *testing.T) {
	each(t, func(t *testing.T, a *agency) {
		doors := site.New(site.Deps{Store: a.store.Reader, Book: report.New(a.store.Reader), Base: base, Log: slog.New(slog.DiscardHandler), Now: a.clock.Now, Tips: a.desk, Senders: a.desk, Readers: a.desk})
		chinese := regexp.MustCompile(`\p{Han}`)
		refused := func(r *http.Request, want int) {
			w := httptest.NewRecorder()
			doors.ServeHTTP(w, r)
			doc, err := goquery.NewDocumentFromReader(w.Body)
			a.must(err)
			said := strings.Join(strings.Fields(doc.Find("main [role=alert], main h1").Text()), " ")
			if w.Code < 400 || want != 0 && w.Code != want || said == "" || chinese.MatchString(said) {
				t.Errorf("%s: %d %q", r.URL, w.Code, said)
			}
		}
		for _, path := range []string{"/nowhere", "/accounts/G-99", "/statements/S-2026-9999", "/answers/99"} {
			refused(httptest.NewRequest(http.MethodGet, path+"?lang=en", nil), http.StatusNotFound)
		}
		refused(httptest.NewRequest(http.MethodGet, "/accounts/check?lang=en&q="+strings.Repeat("x", 501), nil), http.StatusUnprocessableEntity)
		for _, path := range []string{"/ask", "/follow", "/follow/ask", "/follow/rate", "/follow/reopen", "/tips/write", "/tips/send", "/tips/follow", "/tips/reply"} {
			for _, form := range []url.Values{{"lang": {"en"}}, {"lang": {"en"}, "number": {"M-2026-0001"}, "code": {"x"}, "text": {"x"}, "to": {"x"}, "form": {"x"}}} {
				r := httptest.NewRequest(http.MethodPost, path+"?lang=en", strings.NewReader(form.Encode()))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				refused(r, 0)
			}
		}
	})
}
