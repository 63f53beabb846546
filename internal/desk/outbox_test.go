package desk_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"yingda/internal/channel"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// sink is an outlet that counts what reaches it.
type sink struct {
	mu    sync.Mutex
	got   []channel.Message
	fails error // what the next calls return
	loses bool  // the message arrives and the answer does not
	reads func(m channel.Message) (channel.Receipt, error)
}

func (s *sink) take(m channel.Message) (channel.Receipt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fails != nil && !s.loses {
		return channel.Receipt{}, s.fails
	}
	s.got = append(s.got, m)
	if s.loses {
		return channel.Receipt{}, errors.New("connection lost")
	}
	return channel.Receipt{Found: true, Address: "https://cms.example/" + m.Number}, nil
}

func (s *sink) Publish(_ context.Context, m channel.Message) (channel.Receipt, error) {
	return s.take(m)
}

func (s *sink) Correct(_ context.Context, m channel.Message) (channel.Receipt, error) {
	return s.take(m)
}

func (s *sink) Withdraw(_ context.Context, m channel.Message) (channel.Receipt, error) {
	return s.take(m)
}

func (s *sink) ReadOwn(_ context.Context, m channel.Message) (channel.Receipt, error) {
	if s.reads == nil {
		return channel.Receipt{}, channel.ErrUnreadable
	}
	return s.reads(m)
}

// outlets registers a newsroom and an interface that lead to sinks.
func (b *bureau) outlets() (mail, hook *sink) {
	b.t.Helper()
	mail, hook = &sink{}, &sink{}
	b.desk.Sending = desk.Sending{
		Public: "https://answers.example",
		Seal:   func(secret, purpose string) (string, error) { return purpose + "/" + secret, nil },
		Outlet: func(o store.Outlet) (channel.Outlet, error) {
			if o.Channel == string(regime.Webhook) {
				return hook, nil
			}
			return mail, nil
		},
	}
	ctx := context.Background()
	_, _, err := b.desk.AddOutlet(ctx, b.who[regime.OfficeDirector], desk.OutletEdit{Channel: "newsroom_mail", Name: "某某日报社编辑部", Address: "desk@paper.example", Asked: "2026-03-01 来函要求接收"})
	b.must(err)
	_, secret, err := b.desk.AddOutlet(ctx, b.who[regime.OfficeDirector], desk.OutletEdit{Channel: "webhook", Name: "市政府门户网站", Address: "https://cms.example/in"})
	b.must(err)
	if len(secret) != 64 {
		b.t.Fatalf("secret %q", secret)
	}
	return mail, hook
}

// approvedWith brings a statement with channels of its own up to its approval.
func (b *bureau) approvedWith(concern string, channels ...string) string {
	b.t.Helper()
	s := b.act(regime.Drafter, concern, "begin_statement", map[string]any{"title": "关于号源的说明", "text": "3月16日号源 8:52 发完。某市信访局"}).Created
	b.act(regime.Drafter, s, "plan_release", map[string]any{"channels": channels})
	b.act(regime.Drafter, s, "submit", nil)
	b.sign(s)
	b.act(approver(b, s), s, "approve", nil)
	return s
}

func (b *bureau) lines(number string) map[string]store.Release {
	b.t.Helper()
	m, err := b.store.Matter(context.Background(), number)
	b.must(err)
	all, err := b.store.Releases(context.Background(), m.ID)
	b.must(err)
	out := map[string]store.Release{}
	for _, l := range all {
		key := l.Channel
		if l.Verb != "publish" {
			key += " " + l.Verb
		}
		out[key] = l
	}
	return out
}

// send does what the queue does with the lines that leave the machine.
func (b *bureau) send() error {
	b.t.Helper()
	ids, err := b.store.QueuedJobs(context.Background(), "send")
	b.must(err)
	var all error
	for _, id := range ids {
		all = errors.Join(all, b.desk.Send(context.Background(), id))
	}
	return all
}

func (b *bureau) states(number string, want map[string]string) {
	b.t.Helper()
	got := b.lines(number)
	for key, l := range got { // the preset's own, which a person carries where no account is connected
		if _, asked := want[key]; l.Channel == string(regime.OfficialAccount) && l.OutletID == "" && !asked {
			delete(got, key)
		}
	}
	for key, state := range want {
		if got[key].State != state {
			b.t.Errorf("%s is %q, want %q (%s)", key, got[key].State, state, got[key].Error)
		}
	}
	if len(got) != len(want) {
		b.t.Errorf("%d lines, want %d", len(got), len(want))
	}
}

func TestReleasePlan(t *testing.T) {
	each(t, func(b *bureau) {
		mail, hook := b.outlets()
		concern := b.answering(regime.General)
		s := b.approvedWith(concern, "newsroom_mail", "webhook", "hall_screen", "notice_board")
		b.refused("action.state", regime.Drafter, s, "plan_release", map[string]any{"channels": "print"})
		b.states(s, map[string]string{"public_site": "queued", "hall_screen": "queued", "newsroom_mail": "queued", "webhook": "queued", "notice_board": "owed"})
		b.must(b.send())
		if len(mail.got)+len(hook.got) != 0 {
			t.Fatal("something went out before the public site had it")
		}
		b.release()
		if b.state(s) != matter.Released || b.state(concern) != matter.Following {
			t.Fatalf("the concern is answered when the public site has it: %s %s", b.state(s), b.state(concern))
		}
		b.must(b.send())
		b.must(b.send()) // jobs are still queued in this test: a second time changes nothing
		b.states(s, map[string]string{"public_site": "done", "hall_screen": "done", "newsroom_mail": "done", "webhook": "done", "notice_board": "owed"})
		if len(mail.got) != 1 || len(hook.got) != 1 || mail.got[0].Text != hook.got[0].Text || hook.got[0].URL != "https://answers.example/statements/"+s {
			t.Fatalf("one wording, once each: %+v %+v", mail.got, hook.got)
		}
		owed := b.lines(s)["notice_board"]
		ctx := context.Background()
		if err := b.desk.RecordRelease(ctx, b.who[regime.Reviewer], owed.ID, "接访大厅公告栏", 0); fault.CodeOf(err) != "register.role" {
			t.Errorf("a reviewer recorded a release: %v", err)
		}
		if err := b.desk.RecordRelease(ctx, b.who[regime.Liaison], owed.ID, "接访大厅公告栏", b.clock.Now().UnixMilli()+1); fault.CodeOf(err) != "release.at" {
			t.Errorf("a release of the future was recorded: %v", err)
		}
		b.must(b.desk.RecordRelease(ctx, b.who[regime.Liaison], owed.ID, "接访大厅公告栏", 0))
		if err := b.desk.RecordRelease(ctx, b.who[regime.Liaison], owed.ID, "别处", 0); fault.CodeOf(err) != "release.settled" {
			t.Errorf("recorded twice: %v", err)
		}
		public, err := b.store.PublicReleases(ctx, s)
		b.must(err)
		if len(public) != 5 {
			t.Errorf("the public sees %d of 5 releases", len(public))
		}
	})
}

func TestCorrectAndWithdrawEverywhere(t *testing.T) {
	each(t, func(b *bureau) {
		mail, hook := b.outlets()
		s := b.approvedWith(b.answering(regime.General), "newsroom_mail", "webhook", "print")
		b.release()
		hook.fails = channel.NotSent(errors.New("down"))
		if b.send() == nil {
			t.Error("a line to be tried again was called done")
		}
		b.states(s, map[string]string{"public_site": "done", "newsroom_mail": "done", "webhook": "queued", "print": "owed"})
		b.act(regime.Drafter, s, "correct", map[string]any{"reason": "时间有误"})
		b.act(regime.Drafter, s, "save", map[string]any{"title": "关于号源的说明", "text": "更正：9:02 发完。"})
		b.act(regime.Drafter, s, "submit", nil)
		b.sign(s)
		b.act(approver(b, s), s, "approve", nil)
		b.release()
		hook.fails = nil
		b.must(b.send())
		b.states(s, map[string]string{
			"public_site": "done", "newsroom_mail": "done", "webhook": "superseded", "print": "superseded",
			"public_site correct": "done", "newsroom_mail correct": "done", "webhook correct": "done", "print correct": "owed",
		})
		if len(hook.got) != 1 || hook.got[0].Verb != "correct" || len(mail.got) != 2 {
			t.Fatalf("a text that was corrected meanwhile does not go out: %+v", hook.got)
		}
		b.act(approver(b, s), s, "withdraw", map[string]any{"reason": "另行说明"})
		b.release()
		b.must(b.send())
		got := b.lines(s)
		if got["newsroom_mail withdraw"].State != "done" || got["webhook withdraw"].State != "done" || got["print withdraw"].State != "superseded" {
			t.Errorf("withdrawn where it was, and nowhere else: %+v", got)
		}
	})
}

// A crash between the call and its record: the state on record is sending.
func TestUnknown(t *testing.T) {
	each(t, func(b *bureau) {
		mail, hook := b.outlets()
		mail.loses, hook.loses = true, true
		s := b.approvedWith(b.answering(regime.General), "newsroom_mail", "webhook")
		b.release()
		if b.send() == nil {
			t.Error("the interface is to be tried again, under its key")
		}
		b.states(s, map[string]string{"public_site": "done", "newsroom_mail": "unknown", "webhook": "queued"})
		mail.loses, hook.loses = false, false
		b.must(b.send())
		b.states(s, map[string]string{"public_site": "done", "newsroom_mail": "unknown", "webhook": "done"})
		if len(mail.got) != 1 || len(hook.got) != 2 || hook.got[0].Key != hook.got[1].Key || hook.got[0] != hook.got[1] {
			t.Fatalf("mail %d, interface %+v", len(mail.got), hook.got)
		}
		ctx := context.Background()
		id := b.lines(s)["newsroom_mail"].ID
		if err := b.desk.DecideRelease(ctx, b.who[regime.Drafter], id, true, ""); fault.CodeOf(err) != "register.role" {
			t.Errorf("a drafter decided: %v", err)
		}
		b.must(b.desk.DecideRelease(ctx, b.who[regime.OfficeDirector], id, false, ""))
		b.must(b.send())
		b.states(s, map[string]string{"public_site": "done", "newsroom_mail": "done", "webhook": "done"})
		if len(mail.got) != 2 || mail.got[0].Key != mail.got[1].Key {
			t.Errorf("a letter sent again carries the same Message-ID: %+v", mail.got)
		}
		if err := b.desk.DecideRelease(ctx, b.who[regime.OfficeDirector], id, true, ""); fault.CodeOf(err) != "release.settled" {
			t.Errorf("decided twice: %v", err)
		}
	})
}

func TestReadBack(t *testing.T) {
	each(t, func(b *bureau) {
		mail, _ := b.outlets()
		mail.loses = true
		mail.reads = func(m channel.Message) (channel.Receipt, error) {
			return channel.Receipt{Found: true, Address: "https://there.example"}, nil
		}
		s := b.approvedWith(b.answering(regime.General), "newsroom_mail")
		b.release()
		b.must(b.send())
		if l := b.lines(s)["newsroom_mail"]; l.State != "done" || l.Address != "https://there.example" {
			t.Errorf("what is read back is done: %+v", l)
		}
	})
}

func TestRefusedAndResent(t *testing.T) {
	each(t, func(b *bureau) {
		_, hook := b.outlets()
		hook.fails = channel.Refused(fault.New(fault.Forbidden, "fetch-403", "对方不允许访问（403）"))
		s := b.approvedWith(b.answering(regime.General), "webhook")
		b.release()
		b.must(b.send())
		if l := b.lines(s)["webhook"]; l.State != "failed" || l.Error != "对方不允许访问（403）" {
			t.Fatalf("%+v", l)
		}
		hook.fails = nil
		b.must(b.desk.ResendRelease(context.Background(), b.who[regime.Spokesperson], b.lines(s)["webhook"].ID))
		b.must(b.send())
		if l := b.lines(s)["webhook"]; l.State != "done" || len(hook.got) != 1 {
			t.Errorf("%+v", l)
		}
	})
}

func TestStopSending(t *testing.T) {
	each(t, func(b *bureau) {
		mail, _ := b.outlets()
		ctx := context.Background()
		s := b.approvedWith(b.answering(regime.General), "newsroom_mail")
		if err := b.desk.StopSending(ctx, b.who[regime.Handler], "试试"); fault.CodeOf(err) != "register.role" {
			t.Errorf("a handler stopped everything: %v", err)
		}
		b.must(b.desk.StopSending(ctx, b.who[regime.SecurityAdmin], "账号异常"))
		ids, err := b.store.QueuedJobs(ctx, "release")
		b.must(err)
		if err := b.desk.Release(ctx, ids[0]); fault.CodeOf(err) != "sending.stopped" {
			t.Fatalf("our own site went on: %v", err)
		}
		if err := b.desk.ResumeSending(ctx, b.who[regime.SecurityAdmin]); fault.CodeOf(err) != "stop.same_person" {
			t.Errorf("who stopped it lifted it: %v", err)
		}
		if err := b.desk.StopSending(ctx, b.who[regime.Head], "再按一次"); fault.CodeOf(err) != "stop.on" {
			t.Errorf("stopped twice: %v", err)
		}
		b.must(b.desk.ResumeSending(ctx, b.who[regime.Deputy]))
		b.release()
		b.must(b.desk.StopSending(ctx, b.who[regime.Deputy], "数字待核"))
		if err := b.send(); fault.CodeOf(err) != "sending.stopped" || len(mail.got) != 0 {
			t.Errorf("mail went out: %v", err)
		}
		b.must(b.desk.ResumeSending(ctx, b.who[regime.Head]))
		b.must(b.send())
		b.states(s, map[string]string{"public_site": "done", "newsroom_mail": "done"})
	})
}

// Two people who press approve at once: one wins, and it goes out once.
func TestTwoApproveAtOnce(t *testing.T) {
	each(t, func(b *bureau) {
		b.outlets()
		s := b.act(regime.Drafter, b.answering(regime.General), "begin_statement", map[string]any{"title": "说明", "text": "正文"}).Created
		b.act(regime.Drafter, s, "plan_release", map[string]any{"channels": "newsroom_mail"})
		b.act(regime.Drafter, s, "submit", nil)
		b.sign(s)
		m, err := b.store.Matter(context.Background(), s)
		b.must(err)
		chief := b.who[approver(b, s)]
		other := chief // a second person who holds the same office
		other.ID, other.Name = b.who[regime.Spokesperson].ID, "另一名批准人"
		var wins, refusals int
		var mu sync.Mutex
		var all sync.WaitGroup
		for _, who := range []matter.Actor{chief, other} {
			all.Go(func() {
				_, err := b.desk.Act(context.Background(), who, desk.Input{Matter: s, Version: m.Version, Action: "approve"})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					wins++
				} else if fault.KindOf(err) == fault.Conflict {
					refusals++
				}
			})
		}
		all.Wait()
		// Own site and official account at every grade, and the newsrooms as planned.
		if wins != 1 || refusals != 1 || len(b.lines(s)) != 3 {
			t.Errorf("%d won, %d were refused, %d lines", wins, refusals, len(b.lines(s)))
		}
	})
}

func TestOutletRegistry(t *testing.T) {
	each(t, func(b *bureau) {
		b.outlets()
		ctx := context.Background()
		cases := []struct {
			sentence, code string
			role           regime.Role
			edit           desk.OutletEdit
		}{
			{"a handler registers nothing", "register.role", regime.Handler, desk.OutletEdit{Channel: "webhook", Name: "网站", Address: "https://a.example"}},
			{"nobody is written to unasked", "outlet.asked", regime.OfficeDirector, desk.OutletEdit{Channel: "newsroom_mail", Name: "某报", Address: "a@b.example"}},
			{"a mailbox is a mailbox", "outlet.mail", regime.OfficeDirector, desk.OutletEdit{Channel: "newsroom_mail", Name: "某报", Address: "a@b.example\r\nBcc: c@d.example", Asked: "来函要求"}},
			{"an interface has a web address", "outlet.url", regime.OfficeDirector, desk.OutletEdit{Channel: "webhook", Name: "网站", Address: "file:///etc/passwd"}},
			{"an interface holds no password in its address", "outlet.url", regime.OfficeDirector, desk.OutletEdit{Channel: "webhook", Name: "网站", Address: "https://u:p@a.example/"}},
			{"a board has no outlet", "outlet.channel", regime.OfficeDirector, desk.OutletEdit{Channel: "notice_board", Name: "公告栏", Address: "大厅"}},
		}
		for _, c := range cases {
			if _, _, err := b.desk.AddOutlet(ctx, b.who[c.role], c.edit); fault.CodeOf(err) != c.code {
				t.Errorf("%s: %v", c.sentence, err)
			}
		}
		all, err := b.store.Outlets(ctx)
		b.must(err)
		for _, o := range all {
			b.must(b.desk.UseOutlet(ctx, b.who[regime.SystemAdmin], o.ID, false))
		}
		s := b.approvedWith(b.answering(regime.General), "webhook")
		b.states(s, map[string]string{"public_site": "queued", "webhook": "owed"})
	})
}
