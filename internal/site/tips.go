package site

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/report"
	"yingda/internal/seal"
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
		r.Body = http.MaxBytesReader(w, r.Body, desk.MostTip+1<<20)
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
	if wantsJSON(r) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(map[string]string{"code": fault.CodeOf(err), "text": text}) //nolint:errcheck,errchkjson // as above
		return
	}
	p, ferr := s.frame(r, "tips")
	if ferr != nil {
		p = &page{Path: r.URL.Path}
	}
	p.Title = p.T("没有办成")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	tipLayout(p, tipRefused(p, text)).Render(r.Context(), w) //nolint:errcheck // as above
}

func wantsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Accept"), "application/json")
}

// tipForm is what a form of the tips holds, read in memory: nothing of it touches
// a disk.
type tipFields struct {
	text  map[string]string
	files []seal.LetterFile
	raw   map[string][]byte // sealed and text, as bytes
}

func (f tipFields) clear() {
	for _, b := range f.raw {
		clear(b)
	}
	for _, x := range f.files {
		clear(x.Data)
	}
}

func readTip(r *http.Request) (tipFields, error) {
	f := tipFields{text: map[string]string{}, raw: map[string][]byte{}}
	bad := fault.New(fault.Invalid, "tip.form", "没有收全，或者太大（合计不超过 4 MB）。内容没有保存，请返回再提交一次")
	parts, err := r.MultipartReader()
	if err != nil {
		return f, bad
	}
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if err == io.EOF {
			return f, nil
		}
		if err != nil || n > 40 {
			return f, bad
		}
		body, err := io.ReadAll(part)
		if err != nil {
			return f, bad
		}
		switch name := part.FormName(); {
		case name == "files" && part.FileName() != "":
			f.files = append(f.files, seal.LetterFile{Name: part.FileName(), Type: part.Header.Get("Content-Type"), Data: body})
		case name == "sealed", name == "text":
			f.raw[name] = body
		default:
			f.text[name] = string(body)
		}
	}
}

func (f tipFields) letter() seal.Letter {
	return seal.Letter{Text: string(f.raw["text"]), Files: f.files}
}

type tipWrap struct {
	Key     string `json:"key"`
	Wrapped []byte `json:"wrapped"`
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
		v := tipWriting{Office: office, Unit: unit, Keys: keysText(keys)}
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

// tipSend takes a tip: sealed by the browser, or in clear from one without script.
func (s *site) tipSend(w http.ResponseWriter, r *http.Request) {
	f, err := readTip(r)
	defer f.clear()
	if err != nil {
		s.tipFault(w, r, err)
		return
	}
	if len(f.raw["sealed"]) > 0 {
		in := desk.TipSending{Agency: f.text["office"], Unit: f.text["unit"], Door: f.text["door"], Public: f.text["public"], AnswerKey: f.text["answer_key"], Sealed: f.raw["sealed"], Token: f.text["token"], Work: f.text["work"]}
		var wraps []tipWrap
		if err := json.Unmarshal([]byte(f.text["wraps"]), &wraps); err != nil {
			wraps = nil // not the readers: refused below
		}
		for _, x := range wraps {
			in.Wraps = append(in.Wraps, store.TipWrap{KeyID: x.Key, Wrapped: x.Wrapped})
		}
		s.tipJSON(w, r, map[string]bool{"ok": true}, s.Tips.SendTip(r.Context(), in))
		return
	}
	code, err := s.Tips.SealTip(r.Context(), f.text["office"], f.text["unit"], f.letter())
	if err != nil {
		s.tipFault(w, r, err)
		return
	}
	s.tipPage(w, r, http.StatusOK, f.text["lang"], func(p *page) (templ.Component, error) {
		p.Title = p.T("已收到，请记下回执码")
		return tipReceipt(p, code), nil
	})
}

func (s *site) tipFollow(w http.ResponseWriter, r *http.Request) {
	s.tipPage(w, r, http.StatusOK, "", func(p *page) (templ.Component, error) {
		p.Title = p.T("用回执码看办理情况")
		return tipFollow(p, tipSeen{}), nil
	})
}

// The even answer: whatever the code, an answer takes this long and has a size of
// so many bytes, or a multiple of it.
const (
	evenTime = 500 * time.Millisecond
	evenSize = 128 << 10
)

// evenly holds an answer back until a fixed time has passed, and fills it up to a
// fixed size.
func evenly(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		over := time.NewTimer(evenTime)
		defer over.Stop()
		k := &heldBack{header: w.Header(), status: http.StatusOK}
		next(k, r)
		for k.body.Len()%evenSize != 0 || k.body.Len() == 0 {
			k.body.Write(bytes.Repeat([]byte(" "), evenSize-k.body.Len()%evenSize))
		}
		select {
		case <-over.C:
		case <-r.Context().Done():
		}
		w.WriteHeader(k.status)
		w.Write(k.body.Bytes()) //nolint:errcheck // a reader who has gone needs no answer
		clear(k.body.Bytes())
	}
}

type heldBack struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *heldBack) Header() http.Header            { return k.header }
func (k *heldBack) WriteHeader(status int)         { k.status = status }
func (k *heldBack) Write(part []byte) (int, error) { return k.body.Write(part) }

type tipAnswerText struct {
	At     int64  `json:"at"`
	Sealed string `json:"sealed"`
}

// tipLook shows what a code shows. With script the code stays in the browser and
// the answers are opened there; without, both happen in this process's memory. A
// wrong code is answered like a right one, in status, time and size.
func (s *site) tipLook(w http.ResponseWriter, r *http.Request) {
	f, err := readTip(r)
	defer f.clear()
	if err != nil {
		s.tipFault(w, r, err)
		return
	}
	door, private := f.text["door"], ""
	code, typed := seal.PlainCode(f.text["code"])
	if f.text["code"] != "" {
		door = seal.CodeDoor(code)
		if private, _, err = seal.CodeKey(code); err != nil {
			s.tipFault(w, r, err)
			return
		}
	}
	seen, err := s.Tips.FollowTip(r.Context(), door)
	if err != nil {
		s.tipFault(w, r, err)
		return
	}
	if wantsJSON(r) {
		out := map[string]any{"found": seen.Found}
		if seen.Found {
			answers := make([]tipAnswerText, len(seen.Answers))
			for i, a := range seen.Answers {
				answers[i] = tipAnswerText{a.At, base64.StdEncoding.EncodeToString(a.Sealed)}
			}
			out["state"], out["received"], out["due"], out["public"], out["answers"], out["outcome"] = seen.Tip.State, seen.Tip.ReceivedAt, seen.Tip.NextDue(), seen.Tip.Public, answers, seen.Outcome
		}
		s.tipJSON(w, r, out, nil)
		return
	}
	v := tipSeen{Asked: true, Found: seen.Found && typed, State: seen.Tip.State, Received: seen.Tip.ReceivedAt, Due: seen.Tip.NextDue(), Outcome: seen.Outcome, Code: f.text["code"]}
	for _, a := range seen.Answers {
		text := ""
		if raw, err := seal.OpenWith(a.Sealed, private); err == nil {
			if l, err := seal.ReadLetter(raw); err == nil {
				text = l.Text
			}
			clear(raw)
		}
		v.Answers = append(v.Answers, tipAnswer{a.At, text})
	}
	s.tipPage(w, r, http.StatusOK, f.text["lang"], func(p *page) (templ.Component, error) {
		p.Title = p.T("用回执码看办理情况")
		return tipFollow(p, v), nil
	})
}

func (s *site) tipReply(w http.ResponseWriter, r *http.Request) {
	f, err := readTip(r)
	defer f.clear()
	if err != nil {
		s.tipFault(w, r, err)
		return
	}
	if len(f.raw["sealed"]) > 0 {
		s.tipJSON(w, r, map[string]bool{"ok": true}, s.Tips.ReplyTip(r.Context(), f.text["door"], f.raw["sealed"]))
		return
	}
	code, _ := seal.PlainCode(f.text["code"])
	if err := s.Tips.SealReply(r.Context(), code, f.letter()); err != nil {
		s.tipFault(w, r, err)
		return
	}
	s.tipPage(w, r, http.StatusOK, f.text["lang"], func(p *page) (templ.Component, error) {
		p.Title = p.T("补充已收到")
		return tipReplied(p), nil
	})
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
// compare them with what a form offers, and how many tips there were, small counts
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
	received, closed, err := s.Store.TipCounts(r.Context())
	cells := report.Guard([][]int64{{received, closed}})[0]
	s.tipJSON(w, r, map[string]any{"keys": list, "received": cells[0].String(), "closed": cells[1].String()}, err)
}
