// Package weibostand stands in for Weibo in tests: a server that speaks the
// documented interfaces of an own account strictly, refuses in Weibo's error codes,
// and can be told to be slow, to break the line after the work and to end a token.
// It shares no code with what it tests.
package weibostand

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// The interfaces, and how long a post may be.
const (
	share    = "/2/statuses/share.json"
	destroy  = "/2/statuses/destroy.json"
	timeline = "/2/statuses/user_timeline.json"
	comments = "/2/comments/show.json"
	letters  = 140
)

// Stand is the stand-in. What a call has beside the protocol or lacks of it is
// noted as malformed.
type Stand struct {
	*httptest.Server
	Mu        sync.Mutex
	Token     string
	UID       string
	Posts     []Post // newest first
	Said      map[string][]Remark
	Malformed []string
	Calls     []string // method and path of everything that came in
	At        time.Time
	orders    map[string][]Order // what the next calls of a path meet
	next      int64
}

// Post is one post of the account.
type Post struct {
	ID, Text string
	Deleted  bool
}

// Remark is what somebody wrote below a post.
type Remark struct{ ID, Text string }

// Order is a disturbance: an error code, a delay, a broken line after the work
// was done, or a status without a body.
type Order struct {
	Code   int
	Delay  time.Duration
	Cut    bool
	Status int
}

// TokenOf is the token that is in force at the start.
const TokenOf = "2.00geheim"

// Start starts a stand-in that ends with the test.
func Start(t *testing.T) *Stand {
	s := &Stand{Token: TokenOf, UID: "1700000001", Said: map[string][]Remark{}, orders: map[string][]Order{}, next: 5000000000000001, At: time.Date(2026, 3, 16, 2, 0, 0, 0, time.UTC)}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

// Order tells how the next calls of a path are answered.
func (s *Stand) Order(path string, list ...Order) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	s.orders[path] = append(s.orders[path], list...)
}

func (s *Stand) wrong(format string, args ...any) {
	s.Malformed = append(s.Malformed, fmt.Sprintf(format, args...))
}

func (s *Stand) serve(w http.ResponseWriter, r *http.Request) {
	s.Mu.Lock()
	s.Calls = append(s.Calls, r.Method+" "+r.URL.Path)
	var o Order
	if list := s.orders[r.URL.Path]; len(list) > 0 {
		o, s.orders[r.URL.Path] = list[0], list[1:]
	}
	s.Mu.Unlock()
	s.Mu.Lock()
	defer s.Mu.Unlock()
	if strings.Contains(r.URL.RawQuery, s.Token) {
		s.wrong("the token stands in an address")
	}
	switch {
	case o.Status != 0:
		w.WriteHeader(o.Status)
		return
	case o.Code != 0:
		refuse(w, r, o.Code)
		return
	case r.Header.Get("Authorization") != "OAuth2 "+s.Token:
		refuse(w, r, 21332)
		return
	}
	if err := r.ParseForm(); err != nil {
		s.wrong("%s: %v", r.URL.Path, err)
	}
	answer, code := s.do(r)
	if o.Delay > 0 { // the work is done; the answer waits
		s.Mu.Unlock()
		time.Sleep(o.Delay)
		s.Mu.Lock()
		return
	}
	if o.Cut {
		panic(http.ErrAbortHandler)
	}
	if code != 0 {
		refuse(w, r, code)
		return
	}
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	json.NewEncoder(w).Encode(answer)
}

func refuse(w http.ResponseWriter, r *http.Request, code int) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.WriteHeader(http.StatusBadRequest)
	if code == 21327 || code == 21332 {
		json.NewEncoder(w).Encode(map[string]any{"error": "expired_token", "error_code": code, "request": r.URL.Path})
		return
	}
	json.NewEncoder(w).Encode(map[string]any{"error": "refused", "error_code": strconv.Itoa(code), "request": r.URL.Path}) // some answers have it as text
}

func (s *Stand) do(r *http.Request) (any, int) {
	post := r.Method == http.MethodPost
	switch r.URL.Path {
	case share:
		text := r.PostForm.Get("status")
		switch {
		case !post || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded":
			s.wrong("share by %s, %q", r.Method, r.Header.Get("Content-Type"))
			return nil, 10008
		case text == "":
			return nil, 20008
		case weight(text) > letters:
			return nil, 20012
		case slices.ContainsFunc(s.Posts, func(p Post) bool { return p.Text == text && !p.Deleted }):
			return nil, 20019
		}
		s.next++
		p := Post{ID: strconv.FormatInt(s.next, 10), Text: text}
		s.Posts = append([]Post{p}, s.Posts...)
		return s.wire(p), 0
	case destroy:
		i := slices.IndexFunc(s.Posts, func(p Post) bool { return p.ID == r.PostForm.Get("id") && !p.Deleted })
		switch {
		case !post:
			s.wrong("destroy by %s", r.Method)
			return nil, 10008
		case i < 0:
			return nil, 20101
		}
		s.Posts[i].Deleted = true
		return s.wire(s.Posts[i]), 0
	case timeline:
		if post || r.Form.Get("uid") != s.UID {
			s.wrong("a timeline that is not ours: %s %s", r.Method, r.Form.Encode())
			return nil, 10008
		}
		return map[string]any{"statuses": paged(r, s.Posts, s.wire), "total_number": len(s.Posts)}, 0
	case comments:
		if post || !slices.ContainsFunc(s.Posts, func(p Post) bool { return p.ID == r.Form.Get("id") }) {
			return nil, 20101
		}
		list := slices.DeleteFunc(slices.Clone(s.Said[r.Form.Get("id")]), func(c Remark) bool { return r.Form.Get("since_id") != "" && c.ID <= r.Form.Get("since_id") })
		return map[string]any{"comments": paged(r, list, func(c Remark) map[string]any {
			return map[string]any{"idstr": c.ID, "created_at": s.clock(), "text": c.Text, "user": person()}
		}), "total_number": len(list)}, 0
	}
	s.wrong("no such interface: %s %s", r.Method, r.URL.Path)
	return nil, 10020
}

// person is what Weibo sends of everybody, and what nobody here may keep.
func person() map[string]any {
	return map[string]any{"id": 42, "idstr": "42", "screen_name": "某某网友-kanarienvogel", "location": "某省某市", "followers_count": 7, "profile_image_url": "https://tva.example/42.jpg"}
}

func (s *Stand) wire(p Post) map[string]any {
	w := map[string]any{"idstr": p.ID, "created_at": s.clock(), "text": p.Text, "comments_count": len(s.Said[p.ID]), "reposts_count": 3, "attitudes_count": 9, "user": person()}
	if p.Deleted {
		w["deleted"] = "1"
	}
	return w
}

func (s *Stand) clock() string {
	return s.At.In(time.FixedZone("CST", 8*3600)).Format(time.RubyDate)
}

// paged cuts a page out of a list as Weibo does: at most a hundred.
func paged[T any](r *http.Request, list []T, wire func(T) map[string]any) []map[string]any {
	size, _ := strconv.Atoi(r.Form.Get("count"))
	page, _ := strconv.Atoi(r.Form.Get("page"))
	size, page = min(max(size, 1), 100), max(page, 1)
	out := []map[string]any{}
	for _, x := range list[min(len(list), (page-1)*size):min(len(list), page*size)] {
		out = append(out, wire(x))
	}
	return out
}

// weight counts a text as Weibo does: an address as ten letters.
func weight(text string) int {
	n := 0
	for _, word := range strings.Fields(text) {
		if i := strings.Index(word, "http"); i >= 0 {
			n += len([]rune(word[:i])) + 10
			continue
		}
		n += len([]rune(word)) + 1
	}
	return n - 1
}
