package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// said stores comments below one article and returns them by text, newest last.
func (b *bureau) said(account string, texts ...string) []store.OwnComment {
	b.t.Helper()
	ctx := context.Background()
	var in []desk.CommentIn
	for i, text := range texts {
		in = append(in, desk.CommentIn{PostKey: "p1", PostTitle: "取号办法", PostURL: "https://weibo.com/1/p1", Key: strings.Repeat("k", i+1), Text: text, At: b.clock.Now()})
	}
	n, err := b.desk.TakeComments(ctx, account, in)
	b.must(err)
	again, err := b.desk.TakeComments(ctx, account, in)
	b.must(err)
	if n != len(texts) || again != 0 {
		b.t.Errorf("%d taken, then %d", n, again)
	}
	list, err := b.store.OwnComments(ctx, store.CommentFilter{Account: account}, 100)
	b.must(err)
	out := make([]store.OwnComment, len(texts))
	for _, c := range list {
		out[len(c.PlatformKey)-1] = c
	}
	return out
}

func TestOwnComments(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		account := b.account("某市信访", "weibo")
		c := b.said(account, "谢谢，取到号了", "谢谢，取到号了", "我的手机是13812345678，请回电", "点这里领红包 http://evil.example/x", "窗口态度恶劣，投诉都没人管", "卖二手车，联系我", "什么时候修路", "完全一样的意见", "意见，请改进")
		if strings.Contains(c[2].Text, "13812345678") || c[2].Masked == 0 {
			t.Errorf("personal data is kept: %q", c[2].Text)
		}
		editor, chief, director := b.who[regime.Editor], b.who[regime.ChiefEditor], b.who[regime.OfficeDirector]
		token := editor
		token.Token = true
		try := func(i int, reason, note, law string) error {
			_, err := b.desk.Withhold(ctx, editor, desk.Withholding{Comment: c[i].ID, Version: c[i].Version, Reason: reason, Note: note, Law: law})
			return err
		}
		_, byToken := b.desk.Withhold(ctx, token, desk.Withholding{Comment: c[3].ID, Version: 1, Reason: "advertising", Note: "推销红包"})
		_, byHandler := b.desk.Withhold(ctx, b.who[regime.Inspector], desk.Withholding{Comment: c[3].ID, Version: 1, Reason: "advertising", Note: "推销红包"})
		for _, x := range []struct {
			sentence, code string
			err            error
		}{
			{"a token withholds nothing", "act.token", byToken},
			{"nor does an inspector", "register.role", byHandler},
			{"criticism is no reason", "comment.reason", try(4, "criticism", "说我们不好", "")},
			{"nor is none", "comment.reason", try(4, "", "不好看", "")},
			{"no personal data, no such reason", "comment.no_personal", try(0, "personal_data", "", "")},
			{"no link, no such reason", "comment.no_link", try(0, "malicious_link", "有链接的", "")},
			{"no twin, no duplicate", "comment.no_twin", try(6, "duplicate", "", "")},
			{"a law without its article", "comment.law", try(6, "law", "违反了规定", "有关法律")},
			{"no word of explanation", "comment.note", try(5, "advertising", "", "")},
			{"an old version", "comment.version", func() error {
				_, err := b.desk.Withhold(ctx, editor, desk.Withholding{Comment: c[5].ID, Version: 7, Reason: "advertising", Note: "推销二手车"})
				return err
			}()},
		} {
			if fault.CodeOf(x.err) != x.code {
				t.Errorf("%s: %v", x.sentence, x.err)
			}
		}
		b.must(try(1, "duplicate", "", ""))
		b.must(try(2, "personal_data", "", ""))
		// What has to be judged: one proposes, another agrees.
		two := func(i int, reason, note, law string) {
			b.must(try(i, reason, note, law))
			one, err := b.store.OwnComment(ctx, c[i].ID)
			b.must(err)
			if one.State != "proposed" || one.WithheldAt != 0 {
				t.Errorf("%s is decided by one person: %+v", reason, one)
			}
			_, err = b.desk.Withhold(ctx, chief, desk.Withholding{Comment: one.ID, Version: one.Version, Reason: reason})
			b.must(err)
		}
		two(3, "malicious_link", "链接要求填银行卡", "")
		two(5, "advertising", "推销二手车", "")
		two(6, "law", "煽动非法集会的内容", "网络安全法第十二条")

		// Words of criticism: one proposes, another agrees or lets it stand.
		b.must(try(4, "off_matter", "说的不是这篇文章", ""))
		one, err := b.store.OwnComment(ctx, c[4].ID)
		b.must(err)
		if one.State != "proposed" || one.WithheldAt != 0 {
			t.Fatalf("a critical comment is withheld by one person: %+v", one)
		}
		agree := desk.Withholding{Comment: one.ID, Version: one.Version, Reason: "off_matter"}
		if _, err := b.desk.Withhold(ctx, editor, agree); fault.CodeOf(err) != "comment.same_person" {
			t.Errorf("the proposer agrees: %v", err)
		}
		if err := b.desk.RefuseWithholding(ctx, editor, one.ID, one.Version); fault.CodeOf(err) != "comment.same_person" {
			t.Errorf("the proposer refuses: %v", err)
		}
		b.must(b.desk.RefuseWithholding(ctx, chief, one.ID, one.Version))
		c[4].Version = one.Version + 1
		b.must(try(4, "off_matter", "说的不是这篇文章", ""))
		agree.Version = c[4].Version + 1
		gone, err := b.desk.Withhold(ctx, chief, agree)
		if err != nil || gone.State != "withheld" || gone.WithheldBy != chief.ID || len(gone.Code) != 10 {
			t.Fatalf("another agrees: %+v, %v", gone, err)
		}

		// The appeal goes to a third person, within five working days.
		appeal := func() (time.Time, error) {
			form, err := b.desk.FeedbackForm(gone.Code)
			b.must(err)
			b.clock.Advance(2 * time.Second)
			return b.desk.TakeAppeal(ctx, gone.Code, "我说的就是取号，电话13812345678", form)
		}
		due, err := appeal()
		if err != nil || due.Sub(b.clock.Now()) < 6*24*time.Hour {
			t.Fatalf("due %v, %v", due, err)
		}
		if _, err := appeal(); fault.CodeOf(err) != "appeal.open" {
			t.Errorf("a second appeal while one waits: %v", err)
		}
		if n, err := b.desk.WatchAppeals(ctx); err != nil || n != 0 {
			t.Errorf("told %d on the first day, %v", n, err)
		}
		b.clock.Advance(due.Sub(b.clock.Now()) + time.Minute)
		if n, err := b.desk.WatchAppeals(ctx); err != nil || n != 1 || !strings.Contains(b.notices(regime.OfficeDirector), "超过 5 个工作日") {
			t.Errorf("late: %d, %v, %s", n, err, b.notices(regime.OfficeDirector))
		}
		version := agree.Version + 1
		if err := b.desk.DecideAppeal(ctx, chief, gone.ID, version, true, "评论与文章有关"); fault.CodeOf(err) != "appeal.same_person" {
			t.Errorf("who withheld decides on the appeal: %v", err)
		}
		if err := b.desk.DecideAppeal(ctx, editor, gone.ID, version, true, "评论与文章有关"); fault.CodeOf(err) != "register.role" {
			t.Errorf("an editor decides on an appeal: %v", err)
		}
		b.must(b.desk.DecideAppeal(ctx, director, gone.ID, version, true, "评论与文章有关，恢复展示"))
		back, err := b.store.OwnComment(ctx, gone.ID)
		b.must(err)
		if back.State != "shown" || back.Code == "" || back.RestoredAt == 0 {
			t.Errorf("restored: %+v", back)
		}
		if _, err := appeal(); fault.CodeOf(err) != "appeal.state" {
			t.Errorf("an appeal about what is shown: %v", err)
		}
		c[4].Version = back.Version
		if err := try(4, "off_matter", "说的不是这篇文章", ""); fault.CodeOf(err) != "comment.restored" {
			t.Errorf("withheld again for the same reason: %v", err)
		}
		stones, err := b.store.Tombstones(ctx, 100)
		b.must(err)
		if len(stones) != 6 {
			t.Errorf("%d tombstones", len(stones))
		}
		counts, err := b.store.ByReason(ctx)
		if err != nil || counts["duplicate"] != 1 || counts["law"] != 1 || counts["off_matter"] != 0 {
			t.Errorf("counts %v, %v", counts, err)
		}

		rows := [][]string{{"昵称", "评论", "文章", "时间"}, {"网友甲-kanarienvogel", "请公布号源", "取号办法", "2026-03-16 09:00"}}
		if n, err := b.desk.ImportComments(ctx, editor, account, rows); err != nil || n != 1 {
			t.Errorf("imported: %d, %v", n, err)
		}
		list, err := b.store.OwnComments(ctx, store.CommentFilter{Account: account, State: "shown"}, 1)
		b.must(err)
		number, err := b.desk.AnswerComment(ctx, editor, list[0].ID, list[0].Version)
		if err != nil || !strings.HasPrefix(number, "M-") {
			t.Errorf("to the inbox: %q, %v", number, err)
		}
		b.must(b.store.Write(ctx, func(tx *store.Tx) error { return tx.ForgetComments(tx.Ms() + 1) }))
		if left, _ := b.store.OwnComment(ctx, gone.ID); left.Text != "" || left.Code == "" {
			t.Errorf("after its term: %+v", left)
		}
	})
}
