package acceptance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// transcript keeps every answer of the program, to be searched for what must
// not be in any.
type transcript struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (x *transcript) add(body []byte) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.all.Write(body)
	x.all.WriteByte('\n')
}

// answer is one reply, read whole.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// code is the stable code of a refusal, "" if the answer is none.
func (a answer) code() string {
	var p struct{ Code string }
	if json.Unmarshal(a.body, &p) != nil {
		return ""
	}
	return p.Code
}

func (a answer) into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		t.Fatalf("answer %d is no JSON: %v\n%.500s", a.status, err, a.body)
	}
}

// client calls one installation with one token ("" for none). A call that the
// network broke has status 0.
type client struct {
	p     *program
	token string
	http  *http.Client
}

func (p *program) as(token string) *client {
	return &client{p: p, token: token, http: &http.Client{Timeout: 60 * time.Second}}
}

func (c *client) do(method, path string, body any, header ...string) answer {
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		in = strings.NewReader(b)
	case []byte:
		in = bytes.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			return answer{body: []byte(err.Error())}
		}
		in = bytes.NewReader(raw)
	}
	req, err := http.NewRequest(method, c.p.base+path, in)
	if err != nil {
		return answer{body: []byte(err.Error())}
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return c.send(req)
}

func (c *client) send(req *http.Request) answer {
	resp, err := c.http.Do(req)
	if err != nil {
		return answer{body: []byte(err.Error())}
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		return answer{body: []byte(err.Error())} // half an answer is no acknowledgement
	}
	c.p.heard.add(got)
	return answer{resp.StatusCode, resp.Header, got}
}

func (c *client) get(path string) answer { return c.do("GET", path, nil) }

// want is do with the status that must come back.
func (c *client) want(status int, method, path string, body any, header ...string) answer {
	c.p.t.Helper()
	a := c.do(method, path, body, header...)
	if a.status != status {
		c.p.t.Fatalf("%s %s: %d, want %d\n%.800s", method, path, a.status, status, a.body)
	}
	return a
}

// matter is what the interface says about a matter, as far as tests read it.
type matter struct {
	Number  string
	State   string
	Version int64
	Title   string
	Grade   string
	Unit    string
	Created string
	Code    string
}

func (c *client) matter(number string) matter {
	c.p.t.Helper()
	var m matter
	c.want(200, "GET", "/api/v1/matters/"+number, nil).into(c.p.t, &m)
	return m
}

// act does something with the present version of a matter.
func (c *client) act(number, action string, input map[string]any) matter {
	c.p.t.Helper()
	var m matter
	a := c.tryAct(number, action, c.matter(number).Version, input)
	if a.status != 200 {
		c.p.t.Fatalf("%s of %s: %d\n%.800s", action, number, a.status, a.body)
	}
	a.into(c.p.t, &m)
	return m
}

func (c *client) tryAct(number, action string, version int64, input map[string]any) answer {
	return c.do("POST", "/api/v1/matters/"+number+"/actions", map[string]any{"action": action, "version": version, "input": input})
}

// refused asserts that an act is refused with a code.
func (c *client) refused(status int, code, number, action string, input map[string]any) {
	c.p.t.Helper()
	if a := c.tryAct(number, action, c.matter(number).Version, input); a.status != status || a.code() != code {
		c.p.t.Fatalf("%s of %s: %d %s, want %d %s\n%.400s", action, number, a.status, a.code(), status, code, a.body)
	}
}

// pushed is the answer to a push.
type pushed struct {
	Accepted, Duplicate, Unmatched int
	Rejected                       []struct {
		Line   int
		Reason string
	}
}

func (r pushed) sum() int { return r.Accepted + r.Duplicate + r.Unmatched + len(r.Rejected) }

// push delivers posts and holds the four figures to their sum.
func (c *client) push(posts []map[string]any, header ...string) pushed {
	c.p.t.Helper()
	var r pushed
	c.want(200, "POST", "/api/v1/posts", posts, header...).into(c.p.t, &r)
	if r.sum() != len(posts) {
		c.p.t.Fatalf("the figures %+v do not add up to %d", r, len(posts))
	}
	return r
}

// session is a person at the staff desk: a browser without script.
type session struct {
	*client
	login string
}

// signIn goes through the sign-in page with a one-time password and chooses a
// lasting one; a password that lasts already is taken as it is.
func (p *program) signIn(login, password string) *session {
	p.t.Helper()
	jar, err := cookiejar.New(nil)
	p.must(err)
	c := p.as("")
	c.http.Jar = jar
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	s := &session{c, login}
	if a := s.form("/desk/sign-in", url.Values{"login": {login}, "password": {password}, "to": {"/desk"}}); a.status != 303 {
		p.t.Fatalf("sign-in of %s: %d\n%.600s", login, a.status, text(a.body))
	}
	if a := s.get("/desk"); a.status == 303 && a.header.Get("Location") == "/desk/password" {
		fresh := lasting(login)
		if a := s.form("/desk/password", url.Values{"old": {password}, "password": {fresh}, "again": {fresh}}); a.status != 303 {
			p.t.Fatalf("new password of %s: %d\n%.600s", login, a.status, text(a.body))
		}
	}
	if a := s.get("/desk"); a.status != 200 {
		p.t.Fatalf("desk of %s: %d to %s", login, a.status, a.header.Get("Location"))
	}
	return s
}

func lasting(login string) string { return "Wen-jian-" + login + "-47#xi" }

func (s *session) form(path string, v url.Values) answer {
	return s.do("POST", path, v.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

// act sends the form of an action, as the page of the matter would.
func (s *session) act(number, action string, version int64, input map[string]string) answer {
	v := url.Values{"action": {action}, "version": {fmt.Sprint(version)}, "from": {"/desk"}}
	for name, value := range input {
		v.Set(name, value)
	}
	return s.form("/desk/matters/"+number+"/act", v)
}

// signs does an act that must succeed, seeing the version through a token.
func (s *session) signs(reader *client, number, action string, input map[string]string) {
	s.p.t.Helper()
	if a := s.act(number, action, reader.matter(number).Version, input); a.status != 303 {
		s.p.t.Fatalf("%s of %s by %s: %d\n%.800s", action, number, s.login, a.status, text(a.body))
	}
}

var (
	blocks = regexp.MustCompile(`(?s)<(script|style|svg)\b.*?</(script|style|svg)>`)
	tags   = regexp.MustCompile(`(?s)<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
)

// text is what a page says, for messages.
func text(page []byte) string {
	return strings.TrimSpace(spaces.ReplaceAllString(tags.ReplaceAllString(blocks.ReplaceAllString(string(page), " "), " "), " "))
}
