package site

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/lang"
	"yingda/internal/report"
	"yingda/internal/store"
)

// The pages of sealed tips. They keep nothing of a request, answer nothing that
// anybody may keep, and never repeat what was typed: not in an answer, not in an
// error, not in a log. They are not compressed, so that the size of an answer
// tells nothing.

// tips returns the handler of everything under /tips.
func (s *site) tips() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /tips", s.tipBegin)
	mux.HandleFunc("POST /tips/write", s.tipWrite)
	mux.HandleFunc("GET /tips/form", s.tipForm)
	mux.HandleFunc("POST /tips/readers", s.tipReaders)
	mux.HandleFunc("POST /tips/send", s.tipSend)
	mux.HandleFunc("GET /tips/follow", s.tipFollow)
	mux.HandleFunc("POST /tips/follow", evenly(s.tipLook))
	mux.HandleFunc("POST /tips/reply", evenly(s.tipReply))
	mux.HandleFunc("GET /tips/outcomes", s.tipOutcomes)
	mux.HandleFunc("GET /tips/keys.json", s.tipKeysJSON)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.tipFault(w, r, errNowhere) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Robots-Tag", "noindex")
		// A panic would be logged with the address of who asked.
		defer func() {
			if e := recover(); e != nil {
				s.Log.Error("tip page failed", "code", "panic")
				w.WriteHeader(http.StatusInternalServerError)
			}
		}()
		if r.Method == http.MethodPost {
			s.confide(w, r, mux)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// tipPage shows a page of the tips.
func (s *site) tipPage(w http.ResponseWriter, r *http.Request, status int, language string, body func(p *page) (templ.Component, error)) {
	p, err := s.frame(r, "tips")
	if err != nil {
		s.tipFault(w, r, err)
		return
	}
	p.speak(language)
	c, err := body(p)
	if err != nil {
		s.tipFault(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	tipLayout(p, c).Render(r.Context(), w) //nolint:errcheck // a reader who has gone needs no answer
}

// tipFault answers with a refusal; the log learns its code and nothing else.
func (s *site) tipFault(w http.ResponseWriter, r *http.Request, err error) {
	f, status := fault.Of(err), fault.Status(err)
	text := "页面暂时打不开，请稍后再试。"
	if f != nil && f.Kind != fault.Internal {
		text = f.Text
	} else {
		s.Log.Error("tip page failed", "code", fault.CodeOf(err))
	}
	p, ferr := s.frame(r, "tips")
	if ferr != nil {
		p = &page{Lang: lang.Of(r.URL.Query().Get("lang")), Path: r.URL.Path}
	}
	if wantsJSON(r) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(map[string]string{"code": fault.CodeOf(err), "text": p.T(text)}) //nolint:errcheck,errchkjson // as above
		return
	}
	p.Title = p.T("没有办成")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	tipLayout(p, tipRefused(p, text)).Render(r.Context(), w) //nolint:errcheck // as above
}

func wantsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Accept"), "application/json")
}

func (s *site) tipBegin(w http.ResponseWriter, r *http.Request) {
	s.tipPage(w, r, http.StatusOK, "", func(p *page) (templ.Component, error) {
		p.Title = p.T("反映公职人员的问题")
		offices, err := s.Tips.TipOffices(r.Context())
		if err != nil {
			return nil, err
		}
		units, err := s.Tips.TipUnits(r.Context())
		return tipBegin(p, offices, units), err
	})
}

// tipWrite shows the form with the keys of those who may read. Which unit is
// concerned comes in the body: addresses end up in logs.
func (s *site) tipWrite(w http.ResponseWriter, r *http.Request) {
	office, unit, language := r.PostFormValue("office"), r.PostFormValue("unit"), r.PostFormValue("lang")
	s.tipPage(w, r, http.StatusOK, language, func(p *page) (templ.Component, error) {
		p.Title = p.T("写明是什么事")
		keys, err := s.Tips.TipReaders(r.Context(), office, unit)
		if err != nil {
			return nil, err
		}
		units, err := s.Tips.TipUnits(r.Context())
		if err != nil {
			return nil, err
		}
		form, err := s.Tips.PlainTipForm()
		v := tipWriting{Form: form, Office: office, Unit: unit, Keys: keysText(keys)}
		for _, u := range units {
			if u.ID == office {
				v.OfficeName = u.Name
			}
			if u.ID == unit {
				v.UnitName = u.Name
			}
		}
		for _, k := range keys {
			if k.Kind == "recipient" {
				v.Readers++
			}
		}
		return tipWrite(p, v), err
	})
}

type tipKeyText struct {
	ID     string `json:"id"`
	Public string `json:"public"`
}

func keysText(keys []store.TipKey) string {
	list := make([]tipKeyText, len(keys))
	for i, k := range keys {
		list[i] = tipKeyText{k.ID, k.Public}
	}
	raw, _ := json.Marshal(list) // strings alone
	return string(raw)
}

func (s *site) tipForm(w http.ResponseWriter, r *http.Request) {
	token, err := s.Tips.TipForm()
	s.tipJSON(w, r, map[string]any{"token": token, "bits": desk.TipWork}, err)
}

// tipReaders returns the keys anew, for a browser whose keys were changed under
// its hands.
func (s *site) tipReaders(w http.ResponseWriter, r *http.Request) {
	keys, err := s.Tips.TipReaders(r.Context(), r.PostFormValue("office"), r.PostFormValue("unit"))
	s.tipJSON(w, r, json.RawMessage(keysText(keys)), err)
}

func (s *site) tipJSON(w http.ResponseWriter, r *http.Request, body any, err error) {
	if err != nil {
		s.tipFault(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	json.NewEncoder(w).Encode(body) //nolint:errcheck,errchkjson // a reader who has gone needs no answer
}

func (s *site) tipOutcomes(w http.ResponseWriter, r *http.Request) {
	s.tipPage(w, r, http.StatusOK, "", func(p *page) (templ.Component, error) {
		p.Title = p.T("线索办理结果")
		list, err := s.Store.TipOutcomes(r.Context(), instantOf(r.URL.Query().Get("before")), 31)
		return tipOutcomes(p, list), err
	})
}

func instantOf(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// tipKeysJSON lists the public keys to which tips are sealed, so that anybody can
// compare them with what a form offers, those that wait for a word, and how many tips there were, small counts
// hidden. Nothing here says when one came or what it is about.
func (s *site) tipKeysJSON(w http.ResponseWriter, r *http.Request) {
	keys, err := s.Store.TipKeys(r.Context())
	if err != nil {
		s.tipFault(w, r, err)
		return
	}
	units, err := s.Tips.TipUnits(r.Context())
	if err != nil {
		s.tipFault(w, r, err)
		return
	}
	names := map[string]string{}
	for _, u := range units {
		names[u.ID] = u.Name
	}
	list := []map[string]string{}
	for _, k := range keys {
		if k.Kind != "custodian" {
			list = append(list, map[string]string{"agency": names[k.AgencyID], "kind": k.Kind, "public": k.Public, "since": local(k.MadeAt).Format(time.DateOnly)})
		}
	}
	waiting, err := s.Store.WaitingKeys(r.Context())
	if err != nil {
		s.tipFault(w, r, err)
		return
	}
	next := []map[string]string{}
	for _, k := range waiting {
		next = append(next, map[string]string{"agency": names[k.AgencyID], "kind": k.Kind, "public": k.Public, "since": local(k.MadeAt).Format(time.DateOnly)})
	}
	received, closed, err := s.Store.TipCounts(r.Context())
	cells := report.Guard([][]int64{{received, closed}})[0]
	s.tipJSON(w, r, map[string]any{"keys": list, "waiting": next, "received": cells[0].String(), "closed": cells[1].String()}, err)
}
