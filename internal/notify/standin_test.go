package notify_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"
)

// standin plays the three platforms as their documents describe them: signature,
// size, calls a minute, and refusals in the body under status 200. It judges by
// the clock of the test.
type standin struct {
	*httptest.Server
	now func() time.Time

	mu      sync.Mutex
	calls   map[string][]time.Time // by token
	banned  map[string]time.Time
	said    map[string][]string // texts that stand, by token
	status  int                 // of every answer, 0 for 200
	code    int                 // refuse everything with it
	hangUp  bool                // take the message, then break the line
	arrived func()              // after a message was taken
	cards   []string            // texts of an application's cards as they stand, the oldest first
	uuids   map[string]int      // which card a uuid made
	frozen  bool                // no card can be changed any more
}

const secret = "SEC0f1e2d3c4b5a"

func stand(t *testing.T, now func() time.Time) *standin {
	s := &standin{now: now, calls: map[string][]time.Time{}, banned: map[string]time.Time{}, said: map[string][]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /cgi-bin/webhook/send", s.answer("errcode", 20, 45009, func(r *http.Request, raw []byte) (string, int, string) {
		var in struct {
			MsgType  string
			Markdown struct{ Content string }
		}
		switch text := &in.Markdown.Content; {
		case json.Unmarshal(raw, &in) != nil || in.MsgType != "markdown":
			return "", 40008, ""
		case len(*text) > 4096 || *text == "" || !utf8.ValidString(*text):
			return "", 40058, ""
		default:
			return r.FormValue("key"), 0, *text
		}
	}))
	mux.HandleFunc("POST /robot/send", s.answer("errcode", 20, 130101, func(r *http.Request, raw []byte) (string, int, string) {
		var in struct {
			MsgType  string
			Markdown struct{ Title, Text string }
		}
		q := r.URL.Query()
		at, _ := strconv.ParseInt(q.Get("timestamp"), 10, 64)
		h := hmac.New(sha256.New, []byte(secret))
		fmt.Fprintf(h, "%d\n%s", at, secret)
		switch {
		case base64.StdEncoding.EncodeToString(h.Sum(nil)) != q.Get("sign") || s.now().Sub(time.UnixMilli(at)).Abs() > time.Hour:
			return "", 310000, ""
		case len(raw) > 20_000:
			return "", 460101, ""
		case json.Unmarshal(raw, &in) != nil || in.MsgType != "markdown" || in.Markdown.Title == "":
			return "", 40035, ""
		}
		return q.Get("access_token"), 0, in.Markdown.Text
	}))
	mux.HandleFunc("POST /open-apis/bot/v2/hook/{token}", s.answer("code", 100, 11232, func(r *http.Request, raw []byte) (string, int, string) {
		var in struct {
			Timestamp, Sign string
			MsgType         string `json:"msg_type"`
			Card            struct {
				Header   struct{ Title struct{ Content string } }
				Elements []struct {
					Tag, Content string
					Actions      []struct{ URL string }
				}
			}
		}
		if json.Unmarshal(raw, &in) != nil || in.MsgType != "interactive" || len(in.Card.Elements) == 0 || len(raw) > 20<<10 {
			return "", 9499, ""
		}
		at, _ := strconv.ParseInt(in.Timestamp, 10, 64)
		h := hmac.New(sha256.New, []byte(in.Timestamp+"\n"+secret))
		if base64.StdEncoding.EncodeToString(h.Sum(nil)) != in.Sign || s.now().Sub(time.Unix(at, 0)).Abs() > time.Hour {
			return "", 19021, ""
		}
		text := in.Card.Header.Title.Content + "\n"
		for _, e := range in.Card.Elements {
			text += e.Content
			for _, a := range e.Actions {
				text += " " + a.URL
			}
		}
		return r.PathValue("token"), 0, text
	}))
	s.uuids = map[string]int{}
	mux.HandleFunc("POST /open-apis/auth/v3/tenant_access_token/internal", s.application(func(r *http.Request, raw []byte) (int, string) {
		var in struct {
			App    string `json:"app_id"`
			Secret string `json:"app_secret"`
		}
		if json.Unmarshal(raw, &in) != nil || in.App != "cli_a1b2c3d4e5" || in.Secret != secret {
			return 10014, ""
		}
		return 0, `"tenant_access_token":"t-good","expire":7200`
	}))
	mux.HandleFunc("POST /open-apis/im/v1/messages", s.application(func(r *http.Request, raw []byte) (int, string) {
		var in struct {
			Receive string `json:"receive_id"`
			MsgType string `json:"msg_type"`
			Content string
			UUID    string
		}
		text, shared := card(raw, &in, &in.Content)
		switch {
		case r.Header.Get("Authorization") != "Bearer t-good":
			return 99991663, ""
		case r.FormValue("receive_id_type") != "chat_id" || in.Receive != "oc_f6e5d4c3b2":
			return 230002, ""
		case in.MsgType != "interactive" || !shared || len(raw) > 30<<10 || in.UUID == "" || len(in.UUID) > 50:
			return 230001, ""
		}
		n, again := s.uuids[in.UUID]
		if !again {
			s.cards = append(s.cards, text)
			n = len(s.cards) - 1
			s.uuids[in.UUID] = n
		}
		return 0, fmt.Sprintf(`"data":{"message_id":"om_%d"}`, n)
	}))
	mux.HandleFunc("PATCH /open-apis/im/v1/messages/{id}", s.application(func(r *http.Request, raw []byte) (int, string) {
		var in struct{ Content string }
		text, shared := card(raw, &in, &in.Content)
		n, err := strconv.Atoi(strings.TrimPrefix(r.PathValue("id"), "om_"))
		switch {
		case r.Header.Get("Authorization") != "Bearer t-good":
			return 99991663, ""
		case s.frozen:
			return 230031, ""
		case err != nil || n >= len(s.cards) || !shared:
			return 230001, ""
		}
		s.cards[n] = text
		return 0, `"data":{}`
	}))
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Server.Close)
	return s
}

// application answers the calls of an application: what is refused comes with a
// status of its own.
func (s *standin) application(read func(*http.Request, []byte) (code int, rest string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		code, rest := read(r, raw)
		if code != 0 {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"code":%d,"msg":"x"}`, code)
			return
		}
		fmt.Fprintf(w, `{"code":0,"msg":"success",%s}`, rest)
	}
}

// card reads a body and the card in its content: its text, and whether it can be
// changed for everybody.
func card(raw []byte, into any, content *string) (text string, shared bool) {
	var c struct {
		Config struct {
			Multi bool `json:"update_multi"`
		}
		Header   struct{ Title struct{ Content string } }
		Elements []struct{ Tag, Content string }
	}
	if json.Unmarshal(raw, into) != nil || json.Unmarshal([]byte(*content), &c) != nil || len(c.Elements) == 0 {
		return "", false
	}
	return c.Header.Title.Content + "\n" + c.Elements[0].Content, c.Config.Multi
}

func (s *standin) answer(field string, minute, tooFast int, read func(*http.Request, []byte) (token string, code int, text string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.status != 0 {
			http.Error(w, "<html>bad gateway</html>", s.status)
			return
		}
		token, code, text := "", s.code, ""
		if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
			code = 40035
		}
		if code == 0 {
			token, code, text = read(r, raw)
		}
		if code == 0 {
			now, recent := s.now(), 0
			for _, at := range s.calls[token] {
				if now.Sub(at) < time.Minute {
					recent++
				}
			}
			if recent >= minute || now.Before(s.banned[token]) {
				code = tooFast
				s.banned[token] = now.Add(map[bool]time.Duration{true: 10 * time.Minute, false: time.Minute}[tooFast == 130101])
			} else {
				s.calls[token] = append(s.calls[token], now)
				s.said[token] = append(s.said[token], text)
				if s.arrived != nil {
					s.arrived()
				}
			}
		}
		if s.hangUp && code == 0 {
			conn, _, _ := w.(http.Hijacker).Hijack()
			conn.Close()
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{%q:%d,%q:"x","data":{}}`, field, code, map[string]string{"errcode": "errmsg", "code": "msg"}[field])
	}
}

// texts returns what stands in a group, in order.
func (s *standin) texts(token string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.said[token]...)
}

func (s *standin) set(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}
