package notify_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yingda/internal/channel"
	"yingda/internal/desk"
	"yingda/internal/fetch"
	"yingda/internal/job"
	"yingda/internal/matter"
	"yingda/internal/notify"
	"yingda/internal/regime"
	"yingda/internal/seal"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

var (
	background = context.Background()
	china      = time.FixedZone("CST", 8*3600)
)

// bench is an agency with an office and a section, a person in each, three
// robots and a mailbox, on one engine.
type bench struct {
	*testing.T
	clock   *testkit.Clock
	store   *store.Store
	desk    *desk.Desk
	teller  *notify.Teller
	at      *standin
	box     *mailbox
	units   map[string]store.Unit
	who     map[string]matter.Actor
	robots  map[string]string
	concern string
	number  string
}

func each(t *testing.T, run func(b *bench)) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		clock := testkit.NewClock(time.Date(2026, 3, 16, 10, 0, 0, 0, china))
		c.Now = clock.Now
		s, err := store.Open(background, c)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		b := &bench{T: t, clock: clock, store: s, desk: desk.New(s), at: stand(t, clock.Now), box: listen(t), units: map[string]store.Unit{}, who: map[string]matter.Actor{}, robots: map[string]string{}}
		b.found()
		run(b)
	})
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bench) write(f func(tx *store.Tx) error) {
	b.Helper()
	b.must(b.store.Write(background, f))
}

func (b *bench) found() {
	reg, err := regime.Preset("petition-bureau")
	b.must(err)
	b.write(func(tx *store.Tx) error {
		agency := store.Unit{Kind: "agency", Code: "root", Name: "某市信访局"}
		if err := tx.AddUnit(&agency); err != nil {
			return err
		}
		b.units["root"] = agency
		for _, u := range []store.Unit{{Code: "office", Name: "办公室", Office: true}, {Code: "visits", Name: "接访科"}} {
			u.Kind, u.ParentID = "section", agency.ID
			if err := tx.AddUnit(&u); err != nil {
				return err
			}
			b.units[u.Code] = u
		}
		for login, at := range map[string]struct {
			unit string
			role regime.Role
		}{"duty": {"office", regime.DutyOfficer}, "director": {"office", regime.OfficeDirector}, "handler": {"visits", regime.Handler}, "admin": {"office", regime.SystemAdmin}} {
			u := b.units[at.unit]
			p := store.Person{Login: login, Name: login, UnitID: u.ID}
			if err := tx.AddPerson(&p); err != nil {
				return err
			}
			if err := tx.GrantRole(p.ID, u.ID, at.role); err != nil {
				return err
			}
			b.who[login] = matter.Actor{ID: p.ID, Name: p.Name, UnitID: u.ID, Grants: []matter.Grant{{UnitID: u.ID, AgencyID: agency.ID, Path: u.Path, Office: u.Office, Role: at.role}}}
		}
		_, err := tx.AdoptRegime(reg, agency.ID, regime.Kinds)
		return err
	})
	keys, err := seal.Open(filepath.Join(b.TempDir(), "key"), b.clock.Now())
	b.must(err)
	b.desk.Sending.Seal = keys.Seal
	b.teller = &notify.Teller{
		Store: b.store, Desk: "https://desk.example", Log: slog.New(slog.DiscardHandler), Open: keys.Open, Closed: func() error { return nil },
		Client: fetch.New(fetch.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Now: b.clock.Now, Timeout: 5 * time.Second}),
		Bases:  map[string]string{"wecom": b.at.URL, "dingtalk": b.at.URL, "feishu": b.at.URL},
		Mail: func(to string) (*channel.Mail, error) {
			return &channel.Mail{Server: b.box.Addr().String(), From: "yingda@agency.example", To: to, Now: b.clock.Now, Timeout: 5 * time.Second}, nil
		},
		Digest: func(ctx context.Context, personID string) (notify.Digest, error) {
			for _, who := range b.who {
				if who.ID == personID {
					return b.desk.Digest(ctx, who)
				}
			}
			return notify.Digest{}, errors.New("nobody")
		},
	}
	b.number, err = b.desk.Open(background, b.who["duty"], desk.Opening{Title: "张三 13812345678 反映大厅 <@all> [取号](http://x.example) 难"})
	b.must(err)
	m, err := b.store.Matter(background, b.number)
	b.must(err)
	b.concern = m.ID
}

func (b *bench) robot(kind, unit string, change func(e *desk.RobotEdit)) string {
	b.Helper()
	e := desk.RobotEdit{Kind: kind, UnitID: b.units[unit].ID, Name: kind + "群", Token: "token-" + kind, Secret: secret, Events: store.Events}
	if change != nil {
		change(&e)
	}
	id, err := b.desk.AddRobot(background, b.who["admin"], e)
	b.must(err)
	return id
}

func (b *bench) wish(login string, w store.Wish) {
	b.Helper()
	b.must(b.desk.SetWish(background, b.who[login], w))
}

// notice tells the duty officer something.
func (b *bench) notice(event string, grade regime.Grade, text string) {
	b.Helper()
	b.write(func(tx *store.Tx) error {
		return tx.NotifyOf(event, []string{b.units["office"].ID}, []regime.Role{regime.DutyOfficer}, b.concern, grade, text)
	})
}

// work runs the real queue until nothing is due.
func (b *bench) work() {
	b.Helper()
	r := job.New(b.store)
	r.RegisterTx("tell", b.teller.Plan)
	r.Register("deliver", b.teller.Deliver)
	ctx, cancel := context.WithCancel(background)
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	quiet := 0 // looks in a row: between two of one look a job may have moved
	for range 1500 {
		n, err := b.store.Pending(background, []string{"tell", "deliver"}, b.clock.Now().UnixMilli())
		b.must(err)
		counts, err := b.store.JobCounts(background, 1000)
		b.must(err)
		if quiet++; len(n.Ready) > 0 || counts["running"] > 0 {
			quiet = 0
		}
		if quiet == 3 {
			cancel()
			b.must(<-done)
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	b.Fatal("the queue does not come to rest")
}

// rows returns the states of all tellings, oldest first.
func (b *bench) rows() []store.TellingRow {
	b.Helper()
	list, err := b.store.Tellings(background, store.TellingFilter{}, 1000)
	b.must(err)
	slices.Reverse(list)
	return list
}

func (b *bench) states() string {
	b.Helper()
	var out []string
	for _, x := range b.rows() {
		out = append(out, x.State)
	}
	return strings.Join(out, " ")
}

func TestRobots(t *testing.T) {
	each(t, func(b *bench) {
		for _, kind := range notify.Platforms {
			b.robot(kind, "root", nil)
		}
		b.notice(store.EventBreach, regime.General, "首次报告：已超时：13812345678")
		b.work()
		for _, kind := range notify.Platforms {
			texts := b.at.texts("token-" + kind)
			if len(texts) != 1 {
				b.Fatalf("%s got %d messages: %+v", kind, len(texts), b.rows())
			}
			for _, want := range []string{"已超时 " + b.number, "https://desk.example/desk/matters/" + b.number, "时限："} {
				if !strings.Contains(texts[0], want) {
					b.Errorf("%s lacks %q: %s", kind, want, texts[0])
				}
			}
			for _, never := range []string{"13812345678", "<@all>", "http://x.example)", secret} {
				if strings.Contains(texts[0], never) {
					b.Errorf("%s let %q out: %s", kind, never, texts[0])
				}
			}
		}
		b.work()
		if n := len(b.rows()); n != 3 || b.states() != "sent sent sent" {
			b.Errorf("%d tellings: %s", n, b.states())
		}
	})
}

func TestSparseAndEvents(t *testing.T) {
	each(t, func(b *bench) {
		b.robot("wecom", "office", func(e *desk.RobotEdit) { e.Sparse = true; e.Events = []string{store.EventSign} })
		b.robot("feishu", "visits", nil)
		b.notice(store.EventNew, regime.General, "x")
		b.work()
		if n := len(b.rows()); n != 0 {
			b.Fatalf("an event that was not asked for, or the people of another unit, made %d tellings", n)
		}
		b.notice(store.EventSign, regime.General, "y")
		b.work()
		texts := b.at.texts("token-wecom")
		if len(texts) != 1 || strings.Contains(texts[0], "大厅") || strings.Contains(texts[0], "等人签批") || !strings.Contains(texts[0], b.number) {
			b.Errorf("number and link only: %q", texts)
		}
	})
}

func TestCollapse(t *testing.T) {
	each(t, func(b *bench) {
		b.robot("dingtalk", "root", nil)
		b.notice(store.EventNew, regime.General, "1")
		b.work()
		for _, n := range []string{"2", "3", "4"} {
			b.clock.Advance(time.Minute)
			b.notice(store.EventWork, regime.General, n)
			b.work()
		}
		if n := len(b.at.texts("token-dingtalk")); n != 1 {
			b.Fatalf("%d messages within the collapse time", n)
		}
		b.clock.Advance(notify.Collapse)
		b.work()
		texts := b.at.texts("token-dingtalk")
		if len(texts) != 2 || !strings.Contains(texts[1], "合并了 3 次变化") {
			b.Fatalf("later changes as one: %q", texts)
		}
		b.notice(store.EventWork, regime.General, "5")
		b.work()
		b.clock.Advance(time.Minute)
		b.notice(store.EventBreach, regime.General, "6")
		b.work()
		if texts := b.at.texts("token-dingtalk"); len(texts) != 3 || !strings.Contains(texts[2], "已超时") || !strings.Contains(texts[2], "合并了 2 次变化") {
			b.Fatalf("a breach does not wait, and takes along what did: %q", texts)
		}
		b.notice(store.EventWork, regime.Major, "7")
		b.work()
		if n := len(b.at.texts("token-dingtalk")); n != 4 {
			b.Errorf("a major matter does not wait: %d", n)
		}
		b.clock.Advance(time.Hour)
		b.work()
		if n := len(b.at.texts("token-dingtalk")); n != 4 {
			b.Errorf("something was told twice: %d", n)
		}
	})
}

// Thirty matters at once go out at the pace that each platform allows: the
// stand-in bans who is faster.
func TestRate(t *testing.T) {
	each(t, func(b *bench) {
		for _, kind := range notify.Platforms {
			b.robot(kind, "root", nil)
		}
		for i := range 30 {
			number, err := b.desk.Open(background, b.who["duty"], desk.Opening{Title: fmt.Sprint("第", i, "件事")})
			b.must(err)
			_ = number
		}
		for range 70 {
			b.work()
			b.clock.Advance(3 * time.Second)
		}
		b.work()
		for _, kind := range notify.Platforms {
			if n := len(b.at.texts("token-" + kind)); n != 30 || len(b.at.banned) > 0 {
				b.Errorf("%s took %d of 30, banned %v", kind, n, b.at.banned)
			}
		}
	})
}

// What a platform says, in a body under 200 as a rule, decides what happens next.
func TestAnswers(t *testing.T) {
	cases := []struct {
		sentence     string
		kind         string
		code, status int
		state        string // after the first try
		said         string
	}{
		{"WeCom no longer knows the robot", "wecom", 93000, 0, "failed", "重新登记"},
		{"DingTalk refuses the signature", "dingtalk", 310000, 0, "failed", "加签密钥"},
		{"Feishu refuses the signature", "feishu", 19021, 0, "failed", "签名密钥不符"},
		{"DingTalk asks to wait", "dingtalk", 130101, 0, "waiting", "太快"},
		{"WeCom asks to wait", "wecom", 45009, 0, "waiting", "太快"},
		{"Feishu asks to wait", "feishu", 11232, 0, "waiting", "太快"},
		{"a code that we do not know is tried again", "wecom", -1, 0, "waiting", "没有收下"},
		{"a broken gateway is tried again", "feishu", 0, 502, "waiting", "出错"},
		{"too many calls by the status", "feishu", 0, 429, "waiting", "太快"},
	}
	each(t, func(b *bench) {
		for _, c := range cases {
			id := b.robot(c.kind, "office", func(e *desk.RobotEdit) { e.Token = fmt.Sprint("token-", c.kind, "-", c.code, "-", c.status) })
			b.at.set(func() { b.at.code, b.at.status = c.code, c.status })
			b.must(b.desk.TestRobot(background, b.who["admin"], id))
			b.work()
			list := b.rows()
			got := list[len(list)-1]
			if got.State != c.state || !strings.Contains(got.Error, c.said) {
				b.Errorf("%s: %s %q", c.sentence, got.State, got.Error)
			}
			b.at.set(func() { b.at.code, b.at.status = 0, 0 })
			if c.state == "failed" {
				b.must(b.desk.RetryTelling(background, b.who["admin"], got.ID))
			} else {
				b.clock.Advance(11 * time.Minute)
			}
			b.work()
			list = b.rows()
			if got := list[len(list)-1]; got.State != "sent" {
				b.Errorf("%s: mended, %s %q", c.sentence, got.State, got.Error)
			}
		}
	})
}

// An outlet that never answers is a trouble after half an hour, not before, and
// a person may try again or give up.
func TestTrouble(t *testing.T) {
	each(t, func(b *bench) {
		b.robot("feishu", "office", nil)
		b.at.set(func() { b.at.status = 500 })
		b.notice(store.EventNew, regime.General, "x")
		for range 40 {
			b.work()
			b.clock.Advance(5 * time.Minute)
		}
		if b.states() != "failed" || b.rows()[0].Attempts != store.TellingAttempts {
			b.Fatalf("%s after %d attempts", b.states(), b.rows()[0].Attempts)
		}
		troubles, err := b.store.DeskTroubles(background, 0, 10)
		b.must(err)
		if len(troubles) != 1 || troubles[0].Kind != "robot" || troubles[0].Name != "feishu群" || strings.Contains(troubles[0].Text, "token") {
			b.Fatalf("troubles %+v", troubles)
		}
		if err := b.desk.RetryTelling(background, b.who["handler"], b.rows()[0].ID); err == nil {
			b.Error("a handler tried it again")
		}
		b.must(b.desk.DropTelling(background, b.who["director"], b.rows()[0].ID))
		if err := b.desk.RetryTelling(background, b.who["director"], b.rows()[0].ID); err == nil {
			b.Error("what was given up was tried again")
		}
	})
}

// Killed between the call and the record: the message is sent once more, once a
// kill, and the log says so.
func TestKilled(t *testing.T) {
	each(t, func(b *bench) {
		b.robot("wecom", "office", nil)
		b.notice(store.EventNew, regime.General, "x")
		claim := func(kind string) job.Job {
			var jobs []job.Job
			b.write(func(tx *store.Tx) (err error) {
				jobs, err = tx.ClaimJobs(kind, 1, time.Minute)
				return err
			})
			return jobs[0]
		}
		j := claim("tell")
		b.write(func(tx *store.Tx) error {
			if err := b.teller.Plan(tx, j); err != nil {
				return err
			}
			_, err := tx.CompleteJob(j)
			return err
		})
		// The process dies when the message has arrived: nothing after it is written.
		ctx, kill := context.WithCancel(background)
		b.at.set(func() { b.at.arrived, b.at.hangUp = kill, true })
		if err := b.teller.Deliver(ctx, claim("deliver")); err == nil {
			b.Fatal("a killed process recorded its end")
		}
		if b.states() != "sending" {
			b.Fatalf("left %s", b.states())
		}
		b.at.set(func() { b.at.arrived, b.at.hangUp = nil, false })
		for range 4 { // the lease ends, and the queue waits a little
			b.clock.Advance(2 * time.Minute)
			b.work()
		}
		if n, x := len(b.at.texts("token-wecom")), b.rows()[0]; n != 2 || x.State != "sent" || x.Repeats != 1 || x.Attempts != 2 {
			b.Errorf("%d messages, %+v", n, x)
		}
		b.clock.Advance(time.Hour)
		b.work()
		if n := len(b.at.texts("token-wecom")); n != 2 {
			b.Errorf("%d messages after one kill", n)
		}
	})
}

// Two processes at one queue tell everything once.
func TestTwoProcesses(t *testing.T) {
	each(t, func(b *bench) {
		b.robot("feishu", "root", nil)
		for i := range 12 {
			_, err := b.desk.Open(background, b.who["duty"], desk.Opening{Title: fmt.Sprint("第", i, "件事")})
			b.must(err)
		}
		for range 8 {
			var both sync.WaitGroup
			both.Go(b.work)
			both.Go(b.work)
			both.Wait()
			b.clock.Advance(2 * time.Second)
		}
		texts := b.at.texts("token-feishu")
		slices.Sort(texts)
		if n := len(slices.Compact(texts)); len(texts) != 12 || n != 12 {
			b.Errorf("%d messages, %d of them different", len(texts), n)
		}
	})
}

func TestLongTexts(t *testing.T) {
	each(t, func(b *bench) {
		for _, kind := range notify.Platforms {
			b.robot(kind, "root", nil)
		}
		b.wish("duty", store.Wish{Mail: "duty@agency.example", Digest: -1})
		number, err := b.desk.Open(background, b.who["duty"], desk.Opening{Title: strings.Repeat("取号难𠮷", 24)})
		b.must(err)
		b.work()
		for _, kind := range notify.Platforms {
			if texts := b.at.texts("token-" + kind); len(texts) != 1 || !strings.Contains(texts[0], number) || !strings.Contains(texts[0], "…") {
				b.Errorf("%s: %q, %+v", kind, texts, b.rows())
			}
		}
	})
}

func TestQuietHoursAndMail(t *testing.T) {
	each(t, func(b *bench) {
		b.wish("duty", store.Wish{Mail: "duty@agency.example", Events: store.Events, QuietFrom: 22 * 60, QuietTo: 7 * 60, Digest: -1})
		b.clock.Set(time.Date(2026, 3, 16, 23, 30, 0, 0, china))
		b.notice(store.EventBreach, regime.General, "夜里超时")
		b.work()
		if n := len(b.box.all()); n != 0 {
			b.Fatalf("%d letters in the quiet hours", n)
		}
		b.notice(store.EventBreach, regime.Major, "夜里的重大事件超时")
		b.work()
		letters := b.box.all()
		if len(letters) != 1 || !strings.Contains(letters[0], b.number) || strings.Contains(letters[0], "13812345678") || strings.Contains(letters[0], "重大事件") {
			b.Fatalf("a major breach is told at night, with what waited: %q", letters)
		}
		b.clock.Set(time.Date(2026, 3, 17, 3, 0, 0, 0, china))
		b.notice(store.EventWork, regime.Serious, "凌晨")
		b.clock.Set(time.Date(2026, 3, 17, 6, 59, 0, 0, china))
		b.work()
		if n := len(b.box.all()); n != 1 {
			b.Fatalf("%d letters before seven", n)
		}
		b.clock.Set(time.Date(2026, 3, 17, 7, 0, 0, 0, china))
		b.work()
		if n := len(b.box.all()); n != 2 || b.states() != "sent sent" {
			b.Errorf("%d letters at seven, %s", n, b.states())
		}
	})
}

func TestDigest(t *testing.T) {
	each(t, func(b *bench) {
		b.wish("duty", store.Wish{Mail: "duty@agency.example", Digest: 8})
		b.wish("handler", store.Wish{Mail: "handler@agency.example", Digest: 8})
		day := func(d, h, m int) {
			b.clock.Set(time.Date(2026, 3, d, h, m, 0, 0, china))
			b.must(b.teller.PlanDigests(background))
			b.work()
		}
		day(17, 7, 59)
		if n := len(b.box.all()); n != 0 {
			b.Fatalf("%d digests before the hour", n)
		}
		day(17, 8, 0)
		day(17, 8, 1)
		day(17, 20, 0)
		letters := b.box.all()
		if len(letters) != 1 {
			b.Fatalf("%d digests: nothing waits for the handler, and one a day for the duty officer", len(letters))
		}
		for _, want := range []string{"今日摘要 3月17日", "今天到期和已超时：1 件", "新的、待筛查：1 件", b.number, "已超时", "https://desk.example/desk"} {
			if !strings.Contains(letters[0], want) {
				b.Errorf("the digest lacks %q:\n%s", want, letters[0])
			}
		}
		if strings.Contains(letters[0], "13812345678") {
			b.Error("a number of the public went out")
		}
		if b.states() != "sent dropped" && b.states() != "dropped sent" {
			b.Errorf("tellings %s", b.states())
		}
		day(18, 9, 0)
		if n := len(b.box.all()); n != 2 {
			b.Errorf("%d digests after two days", n)
		}
	})
}

// Without any outlet a notice makes no job; sealed secrets are in no column.
func TestSecrets(t *testing.T) {
	each(t, func(b *bench) {
		b.notice(store.EventNew, regime.General, "x")
		if counts, err := b.store.JobCounts(background, 10); err != nil || counts["ready"] != 0 {
			b.Errorf("jobs %v, %v", counts, err)
		}
		b.robot("dingtalk", "office", func(e *desk.RobotEdit) {
			e.Token = "https://oapi.dingtalk.com/robot/send?access_token=abcdef0123456789"
		})
		robots, err := b.store.Robots(background)
		b.must(err)
		if r := robots[0]; !strings.HasPrefix(r.Token, "s1.") || !strings.HasPrefix(r.Secret, "s1.") {
			b.Errorf("kept in clear: %+v", r)
		}
		for sentence, e := range map[string]desk.RobotEdit{
			"the address of another site":      {Kind: "feishu", Token: "https://evil.example/open-apis/bot/v2/hook/abcdefgh", Secret: "x"},
			"the address of another platform":  {Kind: "feishu", Token: "https://oapi.dingtalk.com/robot/send?access_token=abcdefgh", Secret: "x"},
			"a DingTalk robot without signing": {Kind: "dingtalk", Token: "abcdefgh0123"},
			"an unknown kind":                  {Kind: "irc", Token: "abcdefgh0123"},
		} {
			e.Name, e.UnitID, e.Events = "某某群", b.units["root"].ID, store.Events
			if _, err := b.desk.AddRobot(background, b.who["admin"], e); err == nil {
				b.Errorf("%s was taken", sentence)
			}
		}
		if _, err := b.desk.AddRobot(background, b.who["director"], desk.RobotEdit{Kind: "wecom", Name: "某某群", UnitID: b.units["root"].ID, Token: "abcdefgh0123", Events: store.Events}); err == nil {
			b.Error("who is no system administrator registered a robot")
		}
	})
}

// mailbox is a strict little mail server that keeps letters in the clear.
type mailbox struct {
	net.Listener
	mu      sync.Mutex
	letters []string
}

func listen(t *testing.T) *mailbox {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &mailbox{Listener: l}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go m.talk(conn)
		}
	}()
	return m
}

func (m *mailbox) talk(conn net.Conn) {
	defer conn.Close()
	say := func(s string) { io.WriteString(conn, s+"\r\n") }
	say("220 here")
	for in := bufio.NewScanner(conn); in.Scan(); {
		switch verb, _, _ := strings.Cut(strings.ToUpper(in.Text()), " "); verb {
		case "DATA":
			say("354 go on")
			letter := ""
			for in.Scan() && in.Text() != "." {
				letter += in.Text() + "\n"
			}
			m.mu.Lock()
			m.letters = append(m.letters, read(letter))
			m.mu.Unlock()
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// read decodes subject and body of a letter.
func read(letter string) string {
	head, body, _ := strings.Cut(letter, "\n\n")
	if strings.Contains(head, "base64") {
		if raw, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(body, "\n", "")); err == nil {
			body = string(raw)
		}
	} else if raw, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body))); err == nil {
		body = string(raw)
	}
	if subject, err := new(mime.WordDecoder).DecodeHeader(strings.ReplaceAll(head, "\n ", "")); err == nil {
		head = subject
	}
	return head + "\n\n" + body
}

func (m *mailbox) all() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.letters)
}
