package platform

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
	"yingda/internal/testkit/wechatstand"
)

// bench is one database, one clock and one stand-in.
type bench struct {
	clock *testkit.Clock
	store *store.Store
	stand *wechatstand.Platform
	line  Line
	keys  *Tokens
}

// disguise stands for sealing: what it did shows in the database.
func disguise(s, purpose string) (string, error) { return "sealed|" + purpose + "|" + s, nil }

func unveil(s, purpose string) (string, error) {
	text, ok := strings.CutPrefix(s, "sealed|"+purpose+"|")
	if !ok {
		return "", fault.New(fault.Internal, "seal.broken", "打不开")
	}
	return text, nil
}

// onBoth runs a test on both engines, with the schema in place.
func onBoth(t *testing.T, run func(t *testing.T, b *bench)) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		b := &bench{clock: testkit.NewClock(time.Time{})}
		c.Now = b.clock.Now
		s, err := store.Open(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		b.store = s
		b.stand = wechatstand.Start(t, &wechatstand.Platform{AppID: "wxapp", Secret: "geheim-app-secret", Agent: 1000002, Now: b.clock.Now})
		client := fetch.New(fetch.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Now: b.clock.Now, Timeout: 700 * time.Millisecond})
		b.line = Line{Client: client, Base: b.stand.URL}
		b.keys = &Tokens{Store: s, Seal: disguise, Open: unveil}
		err = s.Write(context.Background(), func(tx *store.Tx) error {
			return tx.PutPlatformLink(store.PlatformLink{AccountID: "acc1", AppID: "wxapp", Mode: "safe", Active: true})
		})
		if err != nil {
			t.Fatal(err)
		}
		run(t, b)
	})
}

func (b *bench) wechat() *WeChat {
	w := NewWeChat(b.line, b.keys, "acc1", "wxapp", "geheim-app-secret")
	w.Wait, w.Poll = 40*time.Millisecond, 10*time.Millisecond
	return w
}

var ctx = context.Background()

func TestTokens(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		b.stand.Spoke("oUser1")
		w := b.wechat()
		say := func(sentence string, renewals int) {
			t.Helper()
			b.stand.Spoke("oUser1")
			if err := w.SendText(ctx, "oUser1", "好"); err != nil {
				t.Errorf("%s: %v", sentence, err)
			}
			if got := b.stand.Renewals(); got != renewals {
				t.Errorf("%s: %d tokens, not %d", sentence, got, renewals)
			}
		}
		say("the first call fetches a token", 1)
		say("the second uses it", 1)
		b.clock.Advance(100 * time.Minute)
		say("it is used while it lasts", 1)
		b.clock.Advance(17 * time.Minute)
		say("it is renewed before it ends", 2)
		b.stand.EndTokens()
		say("a token that ended before its time is renewed, and the call repeated", 3)
		b.stand.Next("/cgi-bin/message/custom/send", wechatstand.Order{Code: 42001})
		say("one that the platform alone holds for over is replaced by force", 4)
		row, err := b.store.PlatformToken(ctx, "acc1")
		if err != nil || !strings.HasPrefix(row.Token, "sealed|platform-token:acc1|") {
			t.Errorf("the token lies open: %q, %v", row.Token, err)
		}
		b.stand.Next("/cgi-bin/message/custom/send", wechatstand.Order{Code: 40001}, wechatstand.Order{Code: 40001})
		if err := w.SendText(ctx, "oUser1", "好"); fault.CodeOf(err) != "platform.40001" {
			t.Errorf("a second refusal is no third try: %v", err)
		}
		if bad := b.stand.Malformed(); len(bad) > 0 {
			t.Errorf("malformed: %q", bad)
		}
	})
}

// Eight processes with one account, twice as many calls at once: one renews.
func TestOneRenews(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		b.stand.Next("/cgi-bin/stable_token", wechatstand.Order{Delay: 100 * time.Millisecond})
		for round := range 2 {
			var all sync.WaitGroup
			for i := range 16 {
				all.Go(func() {
					who := "oUser" + itoa(int64(round*100+i))
					b.stand.Spoke(who)
					if err := b.wechat().SendText(ctx, who, "好"); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if got := b.stand.Renewals(); got != round+1 {
				t.Errorf("round %d: %d tokens", round, got)
			}
			b.stand.EndTokens()
		}
		calls := 0
		for _, x := range b.stand.Traffic() {
			if x == "POST /cgi-bin/stable_token" {
				calls++
			}
		}
		if calls != 2 {
			t.Errorf("the token was asked for %d times", calls)
		}
	})
}

// A renewal whose process died does not hold the others up for good.
func TestRenewalTakenOver(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		err := b.store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.LeasePlatformToken("acc1", 0, tx.Now.Add(renewLease).UnixMilli())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(150*time.Millisecond, func() { b.clock.Advance(renewLease + time.Second) })
		b.stand.Spoke("oUser1")
		if err := b.wechat().SendText(ctx, "oUser1", "好"); err != nil {
			t.Error(err)
		}
		// What the dead one stores now is not taken.
		err = b.store.Write(ctx, func(tx *store.Tx) error { return tx.StorePlatformToken("acc1", "sealed|late", 1<<60, 1) })
		if row, _ := b.store.PlatformToken(ctx, "acc1"); err != nil || row.Token == "sealed|late" {
			t.Errorf("a late renewal was stored: %v", err)
		}
	})
}

func TestSendText(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		send := "/cgi-bin/message/custom/send"
		b.stand.Spoke("oUser1")
		cases := []struct {
			sentence       string
			prepare        func()
			to, code       string
			certain, again bool
			outside        bool
		}{
			{"who wrote is answered", nil, "oUser1", "", false, false, false},
			{"who never wrote is not", nil, "oOther", "platform.40003", true, false, true},
			{"after 48 hours the answer lies on the page", func() { b.clock.Advance(49 * time.Hour) }, "oUser1", "platform.45015", true, false, true},
			{"a busy platform is tried again", func() { b.stand.Spoke("oUser1"); b.stand.Next(send, wechatstand.Order{Code: -1}) }, "oUser1", "platform.-1", true, true, false},
			{"a platform that forbids it needs a person", func() { b.stand.Next(send, wechatstand.Order{Code: 48001}) }, "oUser1", "platform.48001", true, false, false},
			{"a code that we do not know is said as it is", func() { b.stand.Next(send, wechatstand.Order{Code: 99999}) }, "oUser1", "platform.99999", true, false, false},
			{"a lost answer leaves it open", func() { b.stand.Next(send, wechatstand.Order{Do: true, Drop: true}) }, "oUser1", "fetch-broken", false, false, false},
			{"so does one that comes too late", func() { b.stand.Next(send, wechatstand.Order{Delay: time.Second}) }, "oUser1", "fetch-timeout", false, false, false},
			{"so does a page in place of an answer", func() { b.stand.Next(send, wechatstand.Order{Body: "<html>"}) }, "oUser1", "platform.answer", false, false, false},
			{"too many a minute: we wait", func() { b.stand.Next(send, wechatstand.Order{Code: 45011}) }, "oUser1", Waiting, true, true, false},
			{"and do not even call", nil, "oUser1", Waiting, true, true, false},
			{"a minute later it goes on", func() { b.clock.Advance(61 * time.Second) }, "oUser1", "", false, false, false},
			{"the day's quota is used up: tomorrow", func() { b.stand.Quota(send, 0) }, "oUser1", Waiting, true, true, false},
			{"still today", func() { b.stand.Quota(send, 100); b.clock.Advance(time.Hour) }, "oUser1", Waiting, true, true, false},
			{"tomorrow it goes on", func() { b.clock.Advance(23 * time.Hour); b.stand.Spoke("oUser1") }, "oUser1", "", false, false, false},
		}
		for _, c := range cases {
			if c.prepare != nil {
				c.prepare()
			}
			err := b.wechat().SendText(ctx, c.to, "好 <1> & 2")
			certain, again := channel.Failed(err)
			if fault.CodeOf(err) != c.code || certain != c.certain || again != c.again || OutOfWindow(err) != c.outside {
				t.Errorf("%s: %v (%v %v)", c.sentence, err, certain, again)
			}
		}
		for _, d := range b.stand.Deliveries() {
			if d.Text != "好 <1> & 2" {
				t.Errorf("arrived as %q", d.Text)
			}
		}
		if err := b.wechat().SendText(ctx, "", "好"); fault.CodeOf(err) != "platform.empty" {
			t.Error(err)
		}
		h, err := b.store.PlatformHealth(ctx, "acc1")
		if err != nil || h.CalledAt == 0 || !strings.Contains(h.Failure, "次数已用完") {
			t.Errorf("what people see: %+v, %v", h, err)
		}
	})
}

var letter = channel.Message{Key: "k1", Verb: "publish", Number: "S-2026-0001", Version: 1, Title: "关于号源的说明", Text: "第一段 <b>\n\n第二段", Agency: "某市税务局", URL: "https://gov.example/statements/S-2026-0001"}

func TestPublish(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		w := b.wechat()
		b.stand.Polls = 2
		r, err := w.Publish(ctx, letter)
		if err != nil || !r.Found || !strings.HasPrefix(r.Address, "https://mp.weixin.example/s/") {
			t.Fatalf("%+v, %v", r, err)
		}
		stands := b.stand.Published()
		if len(stands) != 1 || stands[0].Content != "<p>第一段 &lt;b&gt;</p><p>第二段</p><p>某市税务局</p>" || stands[0].Author != "" || stands[0].Source != letter.URL || stands[0].Digest != "S-2026-0001 第 1 版" {
			t.Errorf("stands %+v", stands)
		}
		if again, err := w.Publish(ctx, letter); err != nil || again != r || len(b.stand.Published()) != 1 {
			t.Errorf("published again: %+v, %v", again, err)
		}
		if back, err := w.ReadOwn(ctx, letter); err != nil || back != r {
			t.Errorf("read back %+v, %v", back, err)
		}
		if _, err := w.Correct(ctx, letter); fault.CodeOf(err) != "platform.no_correct" || !isRefused(err) {
			t.Errorf("a published article was corrected: %v", err)
		}
		p, err := b.store.Publication(ctx, "k1")
		if err != nil || p.State != "published" || p.DataID == "" || p.Article == "" {
			t.Errorf("on record %+v, %v", p, err)
		}
		off := letter
		off.Verb, off.Key = "withdraw", "k2"
		if _, err := w.Withdraw(ctx, off); err != nil || len(b.stand.Published()) != 0 {
			t.Errorf("withdrawn: %v, stands %d", err, len(b.stand.Published()))
		}
		if _, err := w.Withdraw(ctx, off); fault.CodeOf(err) != "platform.not_ours" {
			t.Errorf("what is not there was withdrawn: %v", err)
		}
		covers := 0
		for _, x := range b.stand.Traffic() {
			if strings.HasSuffix(x, "add_material") {
				covers++
			}
		}
		if bad := b.stand.Malformed(); covers != 1 || len(bad) > 0 {
			t.Errorf("%d covers; malformed: %q", covers, bad)
		}
	})
}

func isRefused(err error) bool {
	certain, again := channel.Failed(err)
	return certain && !again
}

func TestPublishTroubles(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		n := int64(0)
		fresh := func() channel.Message {
			n++
			m := letter
			m.Key, m.Number = "t"+itoa(n), "S-2026-"+itoa(1000+n)
			return m
		}
		standing := func() int { return len(b.stand.Published()) }

		lost := fresh()
		b.stand.Next("/cgi-bin/freepublish/submit", wechatstand.Order{Do: true, Drop: true})
		_, err := b.wechat().Publish(ctx, lost)
		if certain, _ := channel.Failed(err); err == nil || certain {
			t.Errorf("a submission whose answer is lost is open: %v", err)
		}
		if r, err := b.wechat().ReadOwn(ctx, lost); err != nil || !r.Found || standing() != 1 {
			t.Errorf("it is found by its mark: %+v, %v", r, err)
		}

		never := fresh()
		b.stand.Next("/cgi-bin/freepublish/submit", wechatstand.Order{Drop: true})
		b.wechat().Publish(ctx, never) //nolint:errcheck // the next line says what came of it
		if r, err := b.wechat().ReadOwn(ctx, never); err != nil || r.Found {
			t.Errorf("what never arrived was found: %+v, %v", r, err)
		}
		if r, err := b.wechat().Publish(ctx, never); err != nil || !r.Found || standing() != 2 {
			t.Errorf("sent again by a person: %+v, %v", r, err)
		}

		draft := fresh()
		b.stand.Next("/cgi-bin/draft/add", wechatstand.Order{Do: true, Drop: true})
		if _, err := b.wechat().Publish(ctx, draft); !isAgain(err) {
			t.Errorf("a draft whose answer is lost is tried again: %v", err)
		}
		if _, err := b.wechat().Publish(ctx, draft); err != nil || standing() != 3 {
			t.Errorf("%v, %d stand", err, standing())
		}

		b.stand.Polls = 100
		slow := fresh()
		if _, err := b.wechat().Publish(ctx, slow); fault.CodeOf(err) != "platform.publishing" {
			t.Errorf("a platform that takes its time: %v", err)
		}
		p, _ := b.store.Publication(ctx, slow.Key)
		if _, ended := (Published{ID: p.Job, Status: 1}).End(p); ended {
			t.Error("a job under way has ended")
		}
		p, ended := Published{ID: p.Job, Article: "A", URL: "https://mp.weixin.example/s/A"}.End(p)
		if err := b.wechat().record(ctx, p); err != nil || !ended {
			t.Errorf("the platform's own message: %+v, %v", p, err)
		}
		if r, err := b.wechat().ReadOwn(ctx, slow); err != nil || r.Address != "https://mp.weixin.example/s/A" {
			t.Errorf("%+v, %v", r, err)
		}
		b.stand.Polls = 0

		for status, words := range publishSays {
			b.stand.Ending = int(status)
			m := fresh()
			if _, err := b.wechat().Publish(ctx, m); !isRefused(err) || fault.Of(err).Text != words {
				t.Errorf("ending %d: %v", status, err)
			}
		}
		b.stand.Ending = 0

		long := fresh()
		long.Title = strings.Repeat("长", 65)
		if _, err := b.wechat().Publish(ctx, long); fault.CodeOf(err) != "platform.title" || !isRefused(err) {
			t.Error(err)
		}
		long = fresh()
		long.Text = strings.Repeat("长", 20000)
		if _, err := b.wechat().Publish(ctx, long); fault.CodeOf(err) != "platform.content" {
			t.Error(err)
		}
	})
}

func isAgain(err error) bool {
	certain, again := channel.Failed(err)
	return certain && again
}

func TestComments(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		for i := range 60 {
			b.stand.AddComment("2247480001", wechatstand.Comment{ID: int64(i + 1), OpenID: "oSecret", Nick: "小明", Avatar: "https://img.example/1", At: at.Unix(), Content: "窗口开得太少"})
		}
		w := b.wechat()
		list, total, err := w.Comments(ctx, "2247480001", 0)
		if err != nil || total != 60 || len(list) != 49 || list[0].Text != "窗口开得太少" || list[0].Shown || !list[0].At.Equal(at) {
			t.Fatalf("%d of %d, %v", len(list), total, err)
		}
		if list, _, err := w.Comments(ctx, "2247480001", 49); err != nil || len(list) != 11 {
			t.Errorf("%d, %v", len(list), err)
		}
		steps := []struct {
			sentence string
			do       func() error
			code     string
		}{
			{"shown", func() error { return w.ShowComment(ctx, "2247480001", 1) }, ""},
			{"answered", func() error { return w.ReplyComment(ctx, "2247480001", 1, "下周起增开两个窗口") }, ""},
			{"answered once", func() error { return w.ReplyComment(ctx, "2247480001", 1, "再说一次") }, "platform.88007"},
			{"withheld", func() error { return w.WithholdComment(ctx, "2247480001", 2) }, ""},
			{"one that is gone", func() error { return w.ShowComment(ctx, "2247480001", 99) }, "platform.88005"},
			{"an answer of nothing", func() error { return w.ReplyComment(ctx, "2247480001", 3, "") }, "platform.reply"},
			{"an article without comments", func() error { _, _, err := w.Comments(ctx, "1", 0); return err }, "platform.88001"},
		}
		for _, s := range steps {
			if err := s.do(); fault.CodeOf(err) != s.code {
				t.Errorf("%s: %v", s.sentence, err)
			}
		}
		stand := b.stand.CommentsOf("2247480001")
		if len(stand) != 60 || stand[0].Type != 1 || stand[0].Reply.Content != "下周起增开两个窗口" || stand[1].Type != 0 {
			t.Errorf("%+v", stand[:2])
		}
	})
}

// Whatever the adapters did in a whole day of work stayed within their lists,
// and nothing on the lists is there without a use.
func TestTraffic(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		w := b.wechat()
		b.stand.Spoke("oUser1")
		b.stand.AddComment("7", wechatstand.Comment{ID: 1})
		b.stand.PutMedia("PIC", []byte("GIF89a"))
		off, lost := letter, letter
		off.Verb = "withdraw"
		lost.Key, lost.Version = "k9", 9
		c, err := NewWeCom(b.line, b.keys, "acc2", "wxapp", "1000002", "geheim-app-secret")
		if err != nil {
			t.Fatal(err)
		}
		for _, do := range []func() error{
			func() error { return w.SendText(ctx, "oUser1", "好") },
			func() error { _, err := w.Publish(ctx, letter); return err },
			func() error { _, err := w.ReadOwn(ctx, letter); return err },
			func() error { _, err := w.ReadOwn(ctx, lost); return err },
			func() error { _, err := w.Withdraw(ctx, off); return err },
			func() error { _, _, err := w.Comments(ctx, "7", 0); return err },
			func() error { return w.ShowComment(ctx, "7", 1) },
			func() error { return w.WithholdComment(ctx, "7", 1) },
			func() error { return w.ReplyComment(ctx, "7", 1, "好") },
			func() error { return w.UnreplyComment(ctx, "7", 1) },
			func() error { _, err := w.Menu(ctx); return err },
			func() error { _, _, err := w.Media(ctx, "PIC"); return err },
			func() error { _, _, err := c.Media(ctx, "PIC"); return err },
			func() error { return c.SendText(ctx, "oUser1", "好") },
			func() error { m := letter; m.Key = "k3"; _, err := c.Publish(ctx, m); return err },
			func() error { _, err := c.Withdraw(ctx, off); return err },
		} {
			if err := do(); err != nil {
				t.Fatal(err)
			}
		}
		listed := map[string]bool{}
		for _, a := range slices.Concat(WeChatAddresses, WeComAddresses) {
			listed[a.Method+" "+a.Path] = false
			if a.Host != "https://api.weixin.qq.com" && a.Host != "https://qyapi.weixin.qq.com" {
				t.Errorf("%s is no host of the platforms", a.Host)
			}
		}
		for _, x := range b.stand.Traffic() {
			if _, ok := listed[x]; !ok {
				t.Errorf("%s is on no list", x)
			}
			listed[x] = true
		}
		for x, used := range listed {
			if !used {
				t.Errorf("%s is on a list and was never called", x)
			}
		}
		before := len(b.stand.Traffic())
		for _, to := range []Address{{"POST", wechatHost, "/cgi-bin/user/info"}, {"GET", wechatHost, "/cgi-bin/user/get"}, {"GET", wechatHost, wechatCustom.Path}, {"POST", "https://evil.example", wechatCustom.Path}} {
			if err := w.do(ctx, to, nil, nil); fault.CodeOf(err) != "platform.address" {
				t.Errorf("%v was called: %v", to, err)
			}
		}
		if len(b.stand.Traffic()) != before {
			t.Error("what is on no list left the house")
		}
	})
}

// No secret and no token comes out with an error.
func TestErrorsTellNoSecret(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		c, _ := NewWeCom(b.line, b.keys, "acc2", "wxapp", "1000002", "geheim-app-secret")
		b.stand.Next("/cgi-bin/gettoken", wechatstand.Order{Drop: true})
		err := c.SendText(ctx, "u", "x")
		w := b.wechat()
		b.stand.Spoke("u")
		b.stand.Next("/cgi-bin/message/custom/send", wechatstand.Order{Drop: true})
		err2 := w.SendText(ctx, "u", "x")
		for _, err := range []error{err, err2} {
			if err == nil || strings.Contains(err.Error(), "geheim") || strings.Contains(err.Error(), "TOKEN-") || strings.Contains(err.Error(), "http") {
				t.Errorf("says %v", err)
			}
		}
	})
}
