// Package wechatstand stands in for WeChat and WeCom in tests: a server that
// speaks the documented protocols strictly, and a caller that sends callbacks as
// the platforms do. It refuses what the platforms refuse, in their error codes,
// and can be told to be slow, to answer late, to lose an answer, to end a token
// before its time and to count calls. It shares no code with what it tests.
package wechatstand

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Platform is the stand-in. Set the fields before the first call.
type Platform struct {
	AppID, Secret string // of the official account, or CorpID and the app's secret
	Agent         int64  // of the WeCom app
	Now           func() time.Time
	URL           string // base address
	Life          time.Duration
	Polls         int // how often a publication answers "being published"
	Ending        int // publish_status with which publications end
	NoComments    bool
	Menu          string // what the menu query answers, "" for a menu that is off
	files         map[string][]byte
	mu            sync.Mutex
	serial        int
	tokens        map[string]time.Time // good until
	current       string
	renewals      int
	orders        map[string][]Order
	quotas        map[string]int
	spoke         map[string]time.Time
	answered      map[string]int
	Delivered     []Delivery
	media         map[string]bool
	drafts        map[string]Article
	jobs          map[string]*job
	articles      []*published
	comments      map[string][]*Comment
	traffic       []string
	recalled      map[string]bool
	sentMessages  map[string]time.Time
	duplicates    map[string]time.Time
	malformed     []string
}

// Order tells the stand-in how to answer the next call of a path. Do says
// whether it carries the call out before: a lost answer is {Do: true, Drop: true}.
type Order struct {
	Code  int
	Drop  bool // cut the connection instead of answering
	Do    bool
	Delay time.Duration
	Body  string // answer this, whatever was asked
}

// Delivery is one message that reached somebody.
type Delivery struct{ To, Text string }

// Start serves the stand-in on a loopback address until the test ends.
func Start(tb testing.TB, p *Platform) *Platform {
	tb.Helper()
	if p.Life == 0 {
		p.Life = 2 * time.Hour
	}
	p.tokens, p.orders, p.quotas = map[string]time.Time{}, map[string][]Order{}, map[string]int{}
	p.spoke, p.answered, p.media, p.drafts = map[string]time.Time{}, map[string]int{}, map[string]bool{}, map[string]Article{}
	p.jobs, p.comments = map[string]*job{}, map[string][]*Comment{}
	p.recalled, p.sentMessages, p.duplicates = map[string]bool{}, map[string]time.Time{}, map[string]time.Time{}
	server := httptest.NewServer(p)
	p.URL = server.URL
	tb.Cleanup(server.Close)
	return p
}

// Next orders how the next calls of a path are answered, one each.
func (p *Platform) Next(path string, orders ...Order) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.orders[path] = append(p.orders[path], orders...)
}

// Quota lets a path be called n times more before it answers 45009.
func (p *Platform) Quota(path string, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.quotas[path] = n
}

// EndTokens ends all tokens before their time, as when somebody resets them.
func (p *Platform) EndTokens() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tokens, p.current = map[string]time.Time{}, ""
}

// Renewals is how many different tokens were handed out.
func (p *Platform) Renewals() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.renewals
}

// Traffic lists every call as METHOD and path, in order.
func (p *Platform) Traffic() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.traffic...)
}

// Malformed lists the calls that did not keep to the documented form.
func (p *Platform) Malformed() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.malformed...)
}

// Spoke says that somebody wrote to the account now: the window opens.
func (p *Platform) Spoke(openid string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.spoke[openid], p.answered[openid] = p.Now(), 0
}

// Deliveries are the messages that reached somebody.
func (p *Platform) Deliveries() []Delivery {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Delivery(nil), p.Delivered...)
}

// refusal is an error code on its way out.
type refusal int

// ServeHTTP answers one call.
func (p *Platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 12<<20))
	if err != nil {
		return
	}
	p.mu.Lock()
	p.traffic = append(p.traffic, r.Method+" "+r.URL.Path)
	order, ordered := p.order(r.URL.Path)
	p.mu.Unlock()
	if ordered && order.Delay > 0 {
		select {
		case <-time.After(order.Delay):
		case <-r.Context().Done():
		}
	}
	out := []byte(`{"errcode":` + strconv.Itoa(order.Code) + `,"errmsg":"ordered rid: 1"}`)
	if !ordered || order.Do || order.Code == 0 && !order.Drop && order.Body == "" {
		out = p.answer(r, body)
	}
	if order.Body != "" {
		out = []byte(order.Body)
	}
	if order.Drop {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json; encoding=utf-8")
	w.Write(out) //nolint:errcheck // a caller that went away is its own affair
}

func (p *Platform) order(path string) (Order, bool) {
	list := p.orders[path]
	if len(list) == 0 {
		return Order{}, false
	}
	p.orders[path] = list[1:]
	return list[0], true
}

func (p *Platform) answer(r *http.Request, body []byte) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	out, code := p.route(r, body)
	if code != 0 {
		if code == 47001 || code == 41001 || code == 43002 || code == 47003 || code == 404 {
			p.malformed = append(p.malformed, strconv.Itoa(int(code))+" "+r.Method+" "+r.URL.Path+" "+string(body))
		}
		out = map[string]any{"errcode": int(code), "errmsg": "refused rid: 1-2-3"}
	}
	if file, is := out.([]byte); is {
		return file
	}
	raw, err := json.Marshal(out)
	if err != nil {
		return nil
	}
	return raw
}

// handler answers a call whose token held.
type handler func(p *Platform, r *http.Request, body []byte) (any, refusal)

var handlers = map[string]handler{
	"/cgi-bin/message/custom/send":   (*Platform).custom,
	"/cgi-bin/material/add_material": (*Platform).addMaterial,
	"/cgi-bin/draft/add":             (*Platform).addDraft,
	"/cgi-bin/freepublish/submit":    (*Platform).submit,
	"/cgi-bin/freepublish/get":       (*Platform).status,
	"/cgi-bin/freepublish/batchget":  (*Platform).batch,
	"/cgi-bin/freepublish/delete":    (*Platform).remove,
	"/cgi-bin/comment/list":          (*Platform).listComments,
	"/cgi-bin/comment/markelect":     func(p *Platform, _ *http.Request, body []byte) (any, refusal) { return p.elect(body, true) },
	"/cgi-bin/comment/unmarkelect":   func(p *Platform, _ *http.Request, body []byte) (any, refusal) { return p.elect(body, false) },
	"/cgi-bin/comment/reply/add":     (*Platform).replyComment,
	"/cgi-bin/comment/reply/delete":  (*Platform).unreplyComment,
	"/cgi-bin/media/get":             (*Platform).getMedia,
	menuPath:                         (*Platform).getMenu,
	"/cgi-bin/message/send":          (*Platform).sendApp,
	"/cgi-bin/message/recall":        (*Platform).recall,
}

func (p *Platform) route(r *http.Request, body []byte) (any, refusal) {
	switch r.URL.Path {
	case "/cgi-bin/stable_token":
		return p.stableToken(r, body)
	case "/cgi-bin/gettoken":
		return p.getToken(r)
	}
	h, ok := handlers[r.URL.Path]
	if !ok {
		return nil, 404
	}
	if want := map[bool]string{true: http.MethodGet, false: http.MethodPost}[r.URL.Path == "/cgi-bin/media/get" || r.URL.Path == menuPath]; r.Method != want {
		return nil, 43002
	}
	token := r.URL.Query().Get("access_token")
	until, known := p.tokens[token]
	switch {
	case token == "":
		return nil, 41001
	case !known && p.Agent != 0 && strings.HasPrefix(r.URL.Path, "/cgi-bin/message/") && r.URL.Path != "/cgi-bin/message/custom/send":
		return nil, 40014 // WeCom's word for it
	case !known:
		return nil, 40001
	case !p.Now().Before(until):
		return nil, 42001
	}
	if left, counted := p.quotas[r.URL.Path]; counted {
		if left <= 0 {
			return nil, 45009
		}
		p.quotas[r.URL.Path] = left - 1
	}
	return h(p, r, body)
}

const menuPath = "/cgi-bin/get_current_selfmenu_info"

// getMenu answers with the menu that is shown; the query has no body.
func (p *Platform) getMenu(_ *http.Request, body []byte) (any, refusal) {
	switch {
	case len(body) > 0:
		return nil, 47001
	case p.Menu == "":
		return map[string]any{"is_menu_open": 0, "selfmenu_info": map[string]any{}}, 0
	}
	return []byte(p.Menu), 0
}

// SetMenu changes the menu that is shown.
func (p *Platform) SetMenu(menu string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.Menu = menu
}

// strict reads a body as the documentation has it: JSON in UTF-8 without escapes
// of plain letters, and no key that is not documented.
func strict(body []byte, into any) refusal {
	if bytes.Contains(body, []byte(`\u003c`)) || bytes.Contains(body, []byte(`\u0026`)) {
		return 47001
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if d.Decode(into) != nil || d.More() {
		return 47001
	}
	return 0
}

func (p *Platform) stableToken(r *http.Request, body []byte) (any, refusal) {
	var in struct {
		Grant  string `json:"grant_type"`
		AppID  string `json:"appid"`
		Secret string `json:"secret"`
		Force  bool   `json:"force_refresh"`
	}
	if r.Method != http.MethodPost {
		return nil, 43002
	}
	if code := strict(body, &in); code != 0 {
		return nil, code
	}
	switch {
	case in.Grant != "client_credential":
		return nil, 40002
	case in.AppID != p.AppID:
		return nil, 40013
	case in.Secret != p.Secret:
		return nil, 40125
	}
	// A new one by force, or within the last five minutes of the old.
	until := p.tokens[p.current]
	if in.Force {
		delete(p.tokens, p.current)
	}
	if in.Force || until.Sub(p.Now()) <= 5*time.Minute {
		p.newToken()
	}
	return map[string]any{"access_token": p.current, "expires_in": int(p.tokens[p.current].Sub(p.Now()).Seconds())}, 0
}

func (p *Platform) newToken() {
	p.serial++
	p.renewals++
	p.current = "TOKEN-" + strings.Repeat("x", 100) + "-" + strconv.Itoa(p.serial)
	p.tokens[p.current] = p.Now().Add(p.Life)
}

func (p *Platform) getToken(r *http.Request) (any, refusal) {
	q := r.URL.Query()
	switch {
	case r.Method != http.MethodGet:
		return nil, 43002
	case q.Get("corpid") != p.AppID:
		return nil, 40013
	case q.Get("corpsecret") != p.Secret:
		return nil, 40001
	}
	if !p.Now().Before(p.tokens[p.current]) {
		p.newToken()
	}
	return map[string]any{"errcode": 0, "errmsg": "ok", "access_token": p.current, "expires_in": int(p.tokens[p.current].Sub(p.Now()).Seconds())}, 0
}
