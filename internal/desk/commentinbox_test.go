package desk_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit/wechatstand"
)

// letters are the messages that came by one way, by how they begin.
func (b *bureau) letters(way string) map[string]store.MessageRow {
	b.t.Helper()
	list, err := b.store.MessageList(context.Background(), store.ListFilter{Way: way, All: true}, store.Scope{All: true}, store.ListAfter{}, 100)
	b.must(err)
	out := map[string]store.MessageRow{}
	for _, m := range list {
		out[string([]rune(m.Title)[:4])] = m
	}
	if len(out) != len(list) {
		b.t.Errorf("%d messages, %d of them different", len(list), len(out))
	}
	return out
}

// A comment below our own article, whole: read by the poller, in the inbox by itself
// with a kind proposed and a clock, sorted, answered, signed by another person, put
// below the comment, and seen there.
func TestCommentAnswered(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		h := b.connected(regime.WeChat, "safe")
		data := h.published()
		b.desk.Inbox.SetReplier("account_comment", desk.CommentReplier{Desk: b.desk})
		for i, c := range []struct {
			text string
			age  time.Duration
		}{
			{"周六上午开不开？公告里没有写，我的电话是13812345678", 0},
			{"上周去过，取号很快，衷心感谢", 0},
			{"查询码收不到短信，换了两个号码都一样", 0},
			{"请问截止到几号，已经有人答了", 0},
			{"请问怎么预约，问了四十天了", 40 * 24 * time.Hour},
			{"路过", 0},
		} {
			h.stand.AddComment(data, wechatstand.Comment{ID: int64(1 + i), OpenID: "oKanarienvogel", Nick: "kanarienvogel", At: b.clock.Now().Add(-c.age).Unix(), Content: c.text, Type: 1})
		}
		h.stand.Reply(data, 4, "截止到三十日")
		read := func() {
			b.must(b.desk.ReadAccounts(ctx))
			b.clock.Advance(11 * time.Minute)
		}
		read()
		read()
		got := b.letters("account_comment")
		if len(got) != 2 {
			t.Fatalf("in the inbox: %+v", got)
		}
		for _, one := range []struct{ begins, kind string }{{"周六上午", "question"}, {"查询码收", "complaint"}} {
			m, err := b.store.Matter(ctx, got[one.begins].Number)
			b.must(err)
			by, why, err := b.desk.KindProposal(ctx, m)
			if err != nil || !by.Spoke || by.Choices[0].Value != one.kind || len(why) == 0 {
				t.Errorf("%s: proposed %+v %v, %v", one.begins, by, why, err)
			}
			clocks, err := b.store.Clocks(ctx, m.ID)
			if err != nil || len(clocks) != 1 || clocks[0].Code != "message-sorting" || clocks[0].State != "running" {
				t.Errorf("%s: clocks %+v, %v", one.begins, clocks, err)
			}
			c, err := b.store.CommentOfMessage(ctx, m.Number)
			if err != nil || !strings.HasPrefix(c.Text, one.begins) || !strings.Contains(m.Summary, c.Text) {
				t.Errorf("%s: the way back is %+v, %v", one.begins, c, err)
			}
		}

		number := got["周六上午"].Number
		b.act(regime.DutyOfficer, number, "sort", map[string]any{"kind": "question", "unit": "接访科"})
		o, err := b.desk.OpenOriginal(ctx, b.who[regime.Handler], number)
		if err != nil || o.Contact != data+"/1" || strings.Contains(o.Turns[0].Text, "13812345678") {
			t.Errorf("what is sealed of a comment: %+v, %v", o, err)
		}
		b.act(regime.Handler, number, "answer", map[string]any{"text": "周六上午九点到十一点半接待。"})
		b.refused("act.role", regime.Handler, number, "approve_answer", nil)
		if c := h.stand.CommentsOf(data); b.state(number) != matter.Signing || c[0].Reply.Content != "" {
			t.Fatalf("before it is signed: %s, %+v", b.state(number), c[0])
		}
		b.act(regime.Reviewer, number, "approve_answer", nil)
		h.stand.Next("/cgi-bin/comment/reply/add", wechatstand.Order{Do: true, Drop: true}) // done, and its answer lost: it is looked for
		jobs, err := b.store.QueuedJobs(ctx, "reply")
		if err != nil || len(jobs) != 1 {
			t.Fatalf("%d answers on their way, %v", len(jobs), err)
		}
		b.must(b.desk.SendReply(ctx, jobs[0]))
		want := "周六上午九点到十一点半接待。（某市信访局）"
		for _, c := range h.stand.CommentsOf(data) {
			if (c.ID == 1) != (c.Reply.Content == want) {
				t.Errorf("below comment %d: %q", c.ID, c.Reply.Content)
			}
		}
		if b.state(number) != matter.Replied {
			t.Errorf("its answer stands there and it is %s", b.state(number))
		}
		read()
		if again := b.letters("account_comment"); len(again) != 2 {
			t.Errorf("read again: %d", len(again))
		}

		// What did not enter by itself is handed over by a person, once.
		editor := b.who[regime.Editor]
		old, entered := b.comment(h.id, "请问怎么预约，问了四十天了"), b.comment(h.id, "查询码收不到短信，换了两个号码都一样")
		if _, err := b.desk.AnswerComment(ctx, editor, entered.ID, entered.Version); fault.CodeOf(err) != "comment.message" {
			t.Errorf("handed over what is there: %v", err)
		}
		_, err = b.desk.AnswerComment(ctx, editor, old.ID, old.Version)
		b.must(err)
		if _, err := b.desk.AnswerComment(ctx, editor, old.ID, old.Version); fault.CodeOf(err) != "comment.version" {
			t.Errorf("handed over twice: %v", err)
		}
		if n := b.count(`SELECT COUNT(*) FROM message`); n != 3 {
			t.Errorf("%d messages", n)
		}
		if bad := h.stand.Malformed(); len(bad) > 0 {
			t.Errorf("malformed: %q", bad)
		}
	})
}

// Two processes that read the same comments at once let each into the inbox once.
func TestCommentsEnterOnce(t *testing.T) {
	each(t, func(b *bureau) {
		account := b.account("某市信访", "weibo")
		var in []desk.CommentIn
		for _, text := range []string{"请问几点开门", "建议增设周日窗口", "预约系统打不开", "请问几点开门", "很好"} {
			in = append(in, desk.CommentIn{PostKey: "p1", PostTitle: "取号办法", Key: store.NewID(b.clock.Now()), Text: text, At: b.clock.Now()})
		}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if _, err := b.desk.TakeComments(context.Background(), account, in); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if c, m := b.count(`SELECT COUNT(*) FROM own_comment`), b.count(`SELECT COUNT(*) FROM message`); c != 5 || m != 4 {
			t.Errorf("%d comments of 5, %d messages of 4", c, m)
		}
		if n := b.count(`SELECT COUNT(*) FROM own_comment c JOIN matter m ON m.number = c.message WHERE c.message <> ''`); n != 4 {
			t.Errorf("%d comments lead to their message", n)
		}
	})
}
