package site_test

import (
	"bytes"
	"context"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/report"
	"yingda/internal/seal"
	"yingda/internal/site"
	"yingda/internal/store"
)

// TestCodesLookAlike tries codes on the pages for senders and for tellers. What is
// wrong, unknown or over is answered with the very same bytes; a code of a tip is
// answered with the same status and size whether it is right or not, with script
// and without.
func TestCodesLookAlike(t *testing.T) {
	each(t, func(t *testing.T, a *agency) {
		ctx := context.Background()
		doors := site.New(site.Deps{Store: a.store.Reader, Book: report.New(a.store.Reader), Base: base, Log: slog.New(slog.DiscardHandler), Now: a.clock.Now, Tips: a.desk, Senders: a.desk})
		post := func(path string, form url.Values, accept string) *httptest.ResponseRecorder {
			var body bytes.Buffer
			kind := "application/x-www-form-urlencoded"
			if strings.HasPrefix(path, "/tips") {
				w := multipart.NewWriter(&body)
				for k := range form {
					w.WriteField(k, form.Get(k)) // a buffer takes everything
				}
				w.Close()
				kind = w.FormDataContentType()
			} else {
				body.WriteString(form.Encode())
			}
			r := httptest.NewRequest("POST", path, &body)
			r.Header.Set("Content-Type", kind)
			r.Header.Set("Accept", accept)
			w := httptest.NewRecorder()
			doors.ServeHTTP(w, r)
			return w
		}
		got, err := a.desk.Receive(ctx, desk.Inbound{Way: "web", Text: "请问周六接待吗？"})
		a.must(err)
		over, err := a.desk.Receive(ctx, desk.Inbound{Way: "web", Text: "请问周日接待吗？"})
		a.must(err)
		m, err := a.store.Matter(ctx, over.Number)
		a.must(err)
		a.must(a.store.Write(ctx, func(tx *store.Tx) error { return tx.ShredMessage(m.ID, false) }))
		seen := map[string]map[string]bool{}
		for name, pair := range map[string][2]string{"wrong": {got.Number, "2222222222222222"}, "unknown": {"M-2026-9999", got.Code}, "over": {over.Number, over.Code}, "none": {got.Number, ""}} {
			for _, path := range []string{"/follow", "/follow/ask", "/follow/rate", "/follow/reopen"} {
				w := post(path, url.Values{"number": {pair[0]}, "code": {pair[1]}, "text": {"下午呢？"}, "reason": {"没有人"}, "met": {"yes"}}, "text/html")
				if w.Code != http.StatusNotFound {
					t.Errorf("%s at %s: %d", name, path, w.Code)
				}
				if seen[path] == nil {
					seen[path] = map[string]bool{}
				}
				seen[path][w.Body.String()] = true
			}
		}
		if w := post("/follow", url.Values{"number": {got.Number}, "code": {got.Code}}, "text/html"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "请问周六接待吗") {
			t.Errorf("the right code: %d", w.Code)
		}
		for path, pages := range seen {
			if len(pages) != 1 {
				t.Errorf("%s has %d different pages for codes that are wrong", path, len(pages))
			}
		}

		code, ended := a.tell(), a.tell()
		a.must(a.store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE tip SET door = '' WHERE door = $1`, seal.StoredDoor(seal.CodeDoor(ended)))
			return err
		}))
		var mu sync.Mutex
		var all sync.WaitGroup
		sizes, wrong := map[int]bool{}, map[string]map[string]bool{}
		for name, code := range map[string]string{"right": code, "ended": ended, "wrong": "000000000000000000000000", "not a code": "no-such-thing"} {
			for _, accept := range []string{"text/html", "application/json"} {
				form := url.Values{"code": {code}}
				if accept == "application/json" {
					form = url.Values{"door": {seal.CodeDoor(code)}}
				}
				all.Go(func() {
					w := post("/tips/follow", form, accept)
					mu.Lock()
					defer mu.Unlock()
					sizes[w.Body.Len()] = true
					if w.Code != http.StatusOK || w.Header().Get("Content-Encoding") != "" || w.Header().Get("Cache-Control") != "no-store" {
						t.Errorf("%s as %s: %d %v", name, accept, w.Code, w.Header())
					}
					if found := strings.Contains(w.Body.String(), ">已收到，等待核查<") || strings.Contains(w.Body.String(), `"found":true`); found != (name == "right") {
						t.Errorf("%s as %s is found: %v", name, accept, found)
					}
					if wrong[accept] == nil {
						wrong[accept] = map[string]bool{}
					}
					if name != "right" {
						wrong[accept][w.Body.String()] = true
					}
				})
			}
		}
		all.Wait()
		if len(sizes) != 1 || len(wrong["text/html"]) != 1 || len(wrong["application/json"]) != 1 {
			t.Errorf("codes of tips are told apart: sizes %v, %d pages, %d answers", sizes, len(wrong["text/html"]), len(wrong["application/json"]))
		}
	})
}

// tell gives the agency somebody who receives tips, and tells it one about the
// section of visits; it returns the receipt code.
func (a *agency) tell() string {
	a.tb.Helper()
	ctx := context.Background()
	units, err := a.store.Units(ctx)
	a.must(err)
	who, ok := a.who["tips"]
	if !ok {
		a.must(a.store.Write(ctx, func(tx *store.Tx) error {
			u := store.Unit{Kind: "section", ParentID: units[0].ID, Code: "discipline", Name: "机关纪委"}
			if err := tx.AddUnit(&u); err != nil {
				return err
			}
			p := store.Person{Login: "tips", Name: "tips", UnitID: u.ID}
			if err := tx.AddPerson(&p); err != nil {
				return err
			}
			who = matter.Actor{ID: p.ID, Name: p.Name, UnitID: u.ID, Grants: []matter.Grant{{UnitID: u.ID, AgencyID: u.AgencyID, Path: u.Path, Role: regime.Inspector}}}
			return tx.GrantRole(p.ID, u.ID, regime.Inspector)
		}))
		private, public, err := seal.NewPair()
		a.must(err)
		wrapped, err := seal.WrapByPassphrase(private, "一个足够长的口令", 4)
		a.must(err)
		a.must(a.desk.MakeTipKey(ctx, who, "recipient", public, wrapped))
		waiting, err := a.desk.WaitingTipKeys(ctx, who)
		a.must(err)
		head := matter.Actor{ID: "head", Grants: []matter.Grant{{AgencyID: waiting[0].AgencyID, Role: regime.Head}}}
		a.must(a.desk.VouchForKey(ctx, head, waiting[0].ID))
		a.who["tips"] = who
	}
	visits, err := store.FindUnit(units, "visits")
	a.must(err)
	form, err := a.desk.PlainTipForm()
	a.must(err)
	code, err := a.desk.SealTip(ctx, units[0].ID, visits.ID, form, seal.Letter{Text: "窗口收加急费，每件二百元"})
	a.must(err)
	plain, _ := seal.PlainCode(code)
	return plain
}
