package site

import (
	"bytes"
	"context"
	"hash/maphash"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/hurry"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/report"
	"yingda/internal/store"
)

// Senders is what the site asks for messages from the public and for those who
// follow them by number and code.
type Senders interface {
	NewAskForm() (desk.AskForm, error)
	Again(token string) (desk.AskForm, error)
	Ask(ctx context.Context, in desk.Asking) (desk.Received, error)
	FollowMessage(ctx context.Context, number, code string) (desk.Followed, error)
	AskAgain(ctx context.Context, number, code, text string) error
	RateMessage(ctx context.Context, number, code, met string) error
	ReopenMessage(ctx context.Context, number, code, reason string) error
}

// messages adds the pages of messages. They set no cookie, keep nothing of a
// request, and what they answer is kept by nobody.
func (s *site) messages(mux *http.ServeMux) {
	g := &gate{seed: maphash.MakeSeed(), now: s.Now, wait: 15 * time.Second}
	mux.HandleFunc("GET /ask", s.writePage)
	mux.HandleFunc("POST /ask", g.guard(s.sendMessage))
	mux.HandleFunc("GET /follow", s.followForm)
	mux.HandleFunc("POST /follow", g.guard(s.followLook))
	mux.HandleFunc("POST /follow/ask", g.guard(s.followAct(func(r *http.Request, number, code string) error {
		return s.Senders.AskAgain(r.Context(), number, code, r.PostFormValue("text"))
	})))
	mux.HandleFunc("POST /follow/rate", g.guard(s.followAct(func(r *http.Request, number, code string) error {
		return s.Senders.RateMessage(r.Context(), number, code, r.PostFormValue("met"))
	})))
	mux.HandleFunc("POST /follow/reopen", g.guard(s.followAct(func(r *http.Request, number, code string) error {
		return s.Senders.ReopenMessage(r.Context(), number, code, r.PostFormValue("reason"))
	})))
	mux.Handle("GET /messages", s.page("messages", s.messageFigures))
}

type writeView struct {
	Form                                      desk.AskForm
	Way, Agency, Kind, Subject, Text, Contact string
	Agencies                                  []store.Unit
	Fault, Field                              string
	Received                                  desk.Received
}

// writePage shows the form of a message.
func (s *site) writePage(w http.ResponseWriter, r *http.Request) {
	form, err := s.Senders.NewAskForm()
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	s.showWrite(w, r, http.StatusOK, writeView{Form: form, Way: r.URL.Query().Get("to"), Agency: r.URL.Query().Get("agency"), Kind: r.URL.Query().Get("kind")})
}

func (s *site) showWrite(w http.ResponseWriter, r *http.Request, status int, v writeView) {
	units, err := s.Store.Units(r.Context())
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	for _, u := range units {
		if u.Kind == "agency" && u.ClosedAt == 0 {
			v.Agencies = append(v.Agencies, u)
		}
	}
	s.fresh(w, r, status, "写信、留言", func(p *page) (templ.Component, error) {
		p.Nav = "ask"
		if v.Received.Number != "" {
			p.Title = p.T("已收到")
			return sentPage(p, v), nil
		}
		return writeMessagePage(p, v), nil
	})
}

// sendMessage takes in a message and shows its number and code. The same form sent
// twice shows the same receipt.
func (s *site) sendMessage(w http.ResponseWriter, r *http.Request) {
	in := desk.Asking{
		Token: r.PostFormValue("form"), Work: r.PostFormValue("work"), Sum: r.PostFormValue("sum"), Way: r.PostFormValue("to"), Agency: r.PostFormValue("agency"), Kind: r.PostFormValue("kind"),
		Subject: r.PostFormValue("subject"), Text: r.PostFormValue("text"), Contact: r.PostFormValue("contact"),
	}
	v := writeView{Way: in.Way, Agency: in.Agency, Kind: in.Kind, Subject: in.Subject, Text: in.Text, Contact: in.Contact}
	got, err := s.Senders.Ask(r.Context(), in)
	f := fault.Of(err)
	if err != nil && (f == nil || f.Kind == fault.Internal) {
		s.refuse(w, r, err)
		return
	}
	if err != nil {
		v.Fault, v.Field = f.Text, f.Field
		again := s.Senders.Again
		if f.Code == "ask.old" || f.Code == "ask.form" {
			again = func(string) (desk.AskForm, error) { return s.Senders.NewAskForm() }
		}
		if v.Form, err = again(in.Token); err != nil {
			s.refuse(w, r, err)
			return
		}
		s.showWrite(w, r, fault.Status(f), v)
		return
	}
	v.Received = got
	s.showWrite(w, r, http.StatusOK, v)
}

type followView struct {
	Number, Code string
	Message      *desk.Followed
	Fault, Done  string
}

// followForm asks for number and code.
func (s *site) followForm(w http.ResponseWriter, r *http.Request) {
	number := r.URL.Query().Get("number")
	if len(number) > 20 {
		number = ""
	}
	s.showFollow(w, r, http.StatusOK, followView{Number: number})
}

// followLook shows a message to whoever has its number and code. A wrong code, an
// unknown number and one whose term is over get the very same answer.
func (s *site) followLook(w http.ResponseWriter, r *http.Request) { s.follow(w, r, nil, "") }

func (s *site) followAct(do func(r *http.Request, number, code string) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.follow(w, r, do(r, r.PostFormValue("number"), r.PostFormValue("code")), "已记下。")
	}
}

func (s *site) follow(w http.ResponseWriter, r *http.Request, err error, done string) {
	v := followView{Number: r.PostFormValue("number"), Code: r.PostFormValue("code")}
	f := fault.Of(err)
	if err != nil && (f == nil || f.Kind == fault.Internal) {
		s.refuse(w, r, err)
		return
	}
	m, lookErr := s.Senders.FollowMessage(r.Context(), v.Number, v.Code)
	if fault.CodeOf(lookErr) == "follow.unknown" {
		s.showFollow(w, r, http.StatusNotFound, followView{Fault: fault.Of(lookErr).Text})
		return
	}
	if lookErr != nil {
		s.refuse(w, r, lookErr)
		return
	}
	status := http.StatusOK
	v.Message, v.Done = &m, done
	if err != nil {
		status, v.Fault, v.Done = fault.Status(f), f.Text, ""
	}
	s.showFollow(w, r, status, v)
}

func (s *site) showFollow(w http.ResponseWriter, r *http.Request, status int, v followView) {
	s.fresh(w, r, status, "查进度、看答复", func(p *page) (templ.Component, error) {
		p.Nav = "follow"
		if v.Message == nil {
			return followAskPage(p, v), nil
		}
		p.Title = v.Message.Number
		return followPage(p, v), nil
	})
}

// stateWords say in plain words where a message stands.
var stateWords = map[matter.State]string{
	matter.Arrived: "已收到，正在分给负责的科室。", matter.Handling: "负责的科室正在办理。", matter.Doubted: "有人认为这一件不属于要办理的，正由另一人核对；结果和理由会写在这里。", matter.Signing: "答复写好了，正在由另一人审核签发。", matter.Joined: "您反映的问题已隐去您的信息，作为一件公众关切在核查；公开答复时会一并答复您。",
	matter.Replying: "答复已经签发，正在送给您；下面可以看到。", matter.Replied: "已经答复，见下面。", matter.SetAside: "这一件不予办理，理由见下面。您可以申请重新办理一次。", matter.MovedOut: "已转入受保护的渠道。",
}

var ratedWords = map[string]string{"yes": "解决了", "partly": "部分解决", "no": "没有解决"}

// gate keeps a flood from the rest: a bucket of tokens for each connection, found
// by a hash whose seed dies with the process, and a bound for all together. Few are
// in hand at once, and whoever sends slowly is not in hand yet. No address is kept.
type gate struct {
	seed maphash.Seed
	now  func() time.Time
	wait time.Duration // for a form, from a telephone at the edge of the net too
	mu   sync.Mutex
	some [4096]bucket
	all  bucket
	busy int
}

type bucket struct {
	left float64
	at   time.Time
}

// How much a connection, and all together, may send: at once, and a second.
const (
	eachBurst, eachRate = 30, 0.5
	allBurst, allRate   = 200, 40
	mostAtOnce          = 16
)

func (b *bucket) take(now time.Time, burst, rate float64) bool {
	if b.at.IsZero() {
		b.left = burst
	} else if gone := now.Sub(b.at).Seconds(); gone > 0 {
		b.left = min(burst, b.left+gone*rate)
	}
	b.at = now
	if b.left < 1 {
		return false
	}
	b.left--
	return true
}

// admit takes what a request costs a connection and all together.
func (g *gate) admit(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	i := maphash.String(g.seed, host) % uint64(len(g.some))
	g.mu.Lock()
	defer g.mu.Unlock()
	// Behind a proxy that names nobody all look alike, and only the sum is bounded.
	return (host == "" || g.some[i].take(g.now(), eachBurst, eachRate)) && g.all.take(g.now(), allBurst, allRate)
}

// enter takes one of the places at once.
func (g *gate) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.busy >= mostAtOnce {
		return false
	}
	g.busy++
	return true
}

// guard lets a request in, once it is read, or says when to come again.
func (g *gate) guard(next http.HandlerFunc) http.HandlerFunc {
	again := func(w http.ResponseWriter, status int, text string) {
		w.Header().Set("Connection", "close") // else what is still to come is waited for before this is said
		w.Header().Set("Retry-After", "10")
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, text, status)
	}
	const busy = "现在提交的人太多，请过十秒再按一次；返回上一页，写好的内容还在。\nToo many at once: go back and press again in ten seconds."
	return func(w http.ResponseWriter, r *http.Request) {
		if !g.admit(r) {
			again(w, http.StatusServiceUnavailable, busy)
			return
		}
		body, err := hurry.Body(w, r, 256<<10, g.wait)
		switch fault.CodeOf(err) {
		case "":
		case "body.large":
			again(w, http.StatusRequestEntityTooLarge, "写得太长了，返回上一页，写好的内容还在，请把要点写短一些。\nToo long: go back and make it shorter.")
			return
		default:
			again(w, http.StatusRequestTimeout, "网络太慢，没有收全，请再按一次；返回上一页，写好的内容还在。\nThe connection was too slow: go back and press again.")
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if !g.enter() {
			again(w, http.StatusServiceUnavailable, busy)
			return
		}
		defer func() {
			g.mu.Lock()
			g.busy--
			g.mu.Unlock()
		}()
		next(w, r)
	}
}

// messageFigures are the public counts of messages. Small counts are hidden.
// Clause: MSG-3.
func (s *site) messageFigures(ctx context.Context, p *page, _ *http.Request) (templ.Component, error) {
	p.Title = p.T("来件办理情况")
	counts, err := s.Store.MessageCounts(ctx)
	if err != nil {
		return nil, err
	}
	var v messageFiguresView
	of := func(month, what, word string) (n int64) {
		for _, c := range counts {
			if c.Month == month && c.What == what && (word == "" || c.Word == word) {
				n += c.N
			}
		}
		return n
	}
	var months []string
	for _, c := range counts {
		if len(months) == 0 || months[len(months)-1] != c.Month {
			months = append(months, c.Month)
		}
	}
	months = months[:min(len(months), 12)]
	var byKind, byEnd [][]int64
	for _, m := range months {
		row := []int64{0}
		for _, n := range regime.MessageNeeds {
			row = append(row, of(m, "kind", string(n)))
			row[0] += row[len(row)-1]
		}
		byKind = append(byKind, row)
		byEnd = append(byEnd, []int64{of(m, "answered", ""), of(m, "answered", "on_time"), of(m, "answered", "late")})
	}
	kinds, ends := report.Guard(byKind), report.Guard(byEnd)
	for i, m := range months {
		line := messageMonth{Month: m, Kinds: kinds[i], Ends: ends[i]}
		if on, all := byEnd[i][1], byEnd[i][0]; all >= 10 && (ends[i][1].String() == strconv.FormatInt(on, 10)) {
			line.Share = strconv.FormatInt(on*100/all, 10) + "%"
		}
		v.Months = append(v.Months, line)
	}
	return messageFiguresPage(p, v), nil
}

type messageMonth struct {
	Month string
	Kinds []report.Cell // sum, then by kind
	Ends  []report.Cell // answered, in time, late
	Share string        // in time, "" where too few
}

type messageFiguresView struct{ Months []messageMonth }
