package weibo

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

// stand is a stand-in for Weibo that speaks the documented protocol strictly:
// what a call has beside or lacks of it is noted as malformed.
type stand struct {
	*httptest.Server
	mu        sync.Mutex
	token     string
	uid       string
	posts     []status
	said      map[string][]remark
	orders    map[string][]order // what the next calls of a path meet
	malformed []string
	calls     []string // method and path of everything that came in
	next      int64
}

type status struct {
	id, text string
	deleted  bool
}

type remark struct{ id, text string }

// order is a disturbance: an error code, a delay, a broken line after the work
// was done, or a status without a body.
type order struct {
	code   int
	delay  time.Duration
	cut    bool
	status int
}

const tokenOf = "2.00geheim"

func begin(t *testing.T) *stand {
	s := &stand{token: tokenOf, uid: "1700000001", said: map[string][]remark{}, orders: map[string][]order{}, next: 5000000000000001}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *stand) order(path string, list ...order) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.orders[path] = append(s.orders[path], list...)
}

func (s *stand) wrong(format string, args ...any) {
	s.malformed = append(s.malformed, fmt.Sprintf(format, args...))
}

func (s *stand) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.calls = append(s.calls, r.Method+" "+r.URL.Path)
	var o order
	if list := s.orders[r.URL.Path]; len(list) > 0 {
		o, s.orders[r.URL.Path] = list[0], list[1:]
	}
	s.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if strings.Contains(r.URL.RawQuery, s.token) {
		s.wrong("the token stands in an address")
	}
	switch {
	case o.status != 0:
		w.WriteHeader(o.status)
		return
	case o.code != 0:
		refuse(w, r, o.code)
		return
	case r.Header.Get("Authorization") != "OAuth2 "+s.token:
		refuse(w, r, 21332)
		return
	}
	if err := r.ParseForm(); err != nil {
		s.wrong("%s: %v", r.URL.Path, err)
	}
	answer, code := s.do(r)
	if o.delay > 0 { // the work is done; the answer waits
		s.mu.Unlock()
		time.Sleep(o.delay)
		s.mu.Lock()
		return
	}
	if o.cut {
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

func (s *stand) do(r *http.Request) (any, int) {
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
		case slices.ContainsFunc(s.posts, func(p status) bool { return p.text == text && !p.deleted }):
			return nil, 20019
		}
		s.next++
		p := status{id: strconv.FormatInt(s.next, 10), text: text}
		s.posts = append([]status{p}, s.posts...)
		return s.wire(p), 0
	case destroy:
		i := slices.IndexFunc(s.posts, func(p status) bool { return p.id == r.PostForm.Get("id") && !p.deleted })
		switch {
		case !post:
			s.wrong("destroy by %s", r.Method)
			return nil, 10008
		case i < 0:
			return nil, 20101
		}
		s.posts[i].deleted = true
		return s.wire(s.posts[i]), 0
	case timeline:
		if post || r.Form.Get("uid") != s.uid {
			s.wrong("a timeline that is not ours: %s %s", r.Method, r.Form.Encode())
			return nil, 10008
		}
		return map[string]any{"statuses": paged(r, s.posts, s.wire), "total_number": len(s.posts)}, 0
	case comments:
		if post || !slices.ContainsFunc(s.posts, func(p status) bool { return p.id == r.Form.Get("id") }) {
			return nil, 20101
		}
		list := slices.DeleteFunc(slices.Clone(s.said[r.Form.Get("id")]), func(c remark) bool { return r.Form.Get("since_id") != "" && c.id <= r.Form.Get("since_id") })
		return map[string]any{"comments": paged(r, list, func(c remark) map[string]any {
			return map[string]any{"idstr": c.id, "created_at": "Mon Mar 16 10:00:00 +0800 2026", "text": c.text, "user": person()}
		}), "total_number": len(list)}, 0
	}
	s.wrong("no such interface: %s %s", r.Method, r.URL.Path)
	return nil, 10020
}

// person is what Weibo sends of everybody, and what nobody here may keep.
func person() map[string]any {
	return map[string]any{"id": 42, "idstr": "42", "screen_name": "某某网友-kanarienvogel", "location": "某省某市", "followers_count": 7, "profile_image_url": "https://tva.example/42.jpg"}
}

func (s *stand) wire(p status) map[string]any {
	w := map[string]any{"idstr": p.id, "created_at": "Mon Mar 16 10:00:00 +0800 2026", "text": p.text, "comments_count": len(s.said[p.id]), "reposts_count": 3, "attitudes_count": 9, "user": person()}
	if p.deleted {
		w["deleted"] = "1"
	}
	return w
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
