//go:build look

package web_test

import (
	"context"
	"os"
	"strconv"
	"testing"
	"time"

	"yingda/internal/intake"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

// TestLookAtRegisters keeps the pages of listening and of the house open for a
// browser, as TestLook does for those of matters.
func TestLookAtRegisters(t *testing.T) {
	wait, err := time.ParseDuration(os.Getenv("YINGDA_LOOK_REGISTERS"))
	if err != nil {
		t.Fatal("YINGDA_LOOK_REGISTERS is not set")
	}
	b := found(t, storetest.Config(t, testkit.EngineSQLite))
	in := b.listen()
	b.admin()
	b.registers(in)
	os.WriteFile(os.Getenv("YINGDA_LOOK_FILE"), []byte(b.server.URL), 0o600) // a convenience of this test alone
	time.Sleep(wait)
}

// registers fills the pages: topics, sources in every health, two weeks of posts.
func (b *bureau) registers(in *intake.Intake) {
	ctx := context.Background()
	reg, err := regime.Preset("petition-bureau")
	b.must(err)
	for _, t := range reg.Topics {
		b.approved(store.Topic{Title: t.Title, Rule: t.Rule, Terms: t.Terms, Posts: int64(t.Posts), Sources: int64(t.Sources), Active: true, UnitID: b.units["visits"].ID})
	}
	names := []string{"某市论坛办事版", "某省民生留言板", "某市晚报读者来信", "某市政务服务网留言", "某门户地方频道", "中域报·读者来信", "站内检索"}
	for day := range 15 {
		var posts []intake.Post
		for i := range 4 + day*day%11 {
			n := strconv.Itoa(day*100 + i)
			posts = append(posts, intake.Post{Source: names[(day+i)%len(names)], URL: "https://forum.example/" + n, PublishedAt: b.clock.Now().Add(-time.Duration(i) * time.Minute), Title: "信访接待大厅下午还放号吗（" + n + "）", Text: "上午没排上，想问下午几点放号，取号机旁边没有说明。联系我 1381234" + strconv.Itoa(1000+day*10+i) + "，信访窗口排队两小时。", Engagement: intake.Engagement{Views: int64(18 + i*733), Comments: int64(i)}})
		}
		posts = append(posts, intake.Post{Source: names[0], URL: "https://forum.example/n" + strconv.Itoa(day), Title: "取号机坏了 " + strconv.Itoa(day), Text: "没有话题命中的一条。"})
		b.push(in, posts...)
		b.clock.Advance(24 * time.Hour)
	}
	b.clock.Advance(-24 * time.Hour)
	b.must(b.store.Write(ctx, func(tx *store.Tx) error {
		for i, name := range names {
			s, err := b.store.Source(ctx, name)
			if err != nil {
				return err
			}
			s.Kind, s.URL, s.LastReadAt, s.LastGoodAt, s.NextReadAt = "feed", "https://feed.example/"+strconv.Itoa(i), tx.Ms()-120_000, tx.Ms()-120_000, tx.Ms()+300_000
			s.Category = []string{"own_city", "own_province", "own_city", "own_county", "portal", "central_news", "search"}[i]
			s.Newsroom, s.Weight = i == 5, int64(3+i)
			if i == 1 {
				s.Failures, s.ErrorText, s.LastGoodAt = 7, "对方 30 秒内没有回答", tx.Ms()-8_040_000
			}
			if i == 3 {
				s.Failures, s.ErrorText = 1, "证书已过期"
			}
			if _, err := tx.Exec(`UPDATE source SET kind = 'feed' WHERE id = $1`, s.ID); err != nil {
				return err
			}
			if err := tx.SaveSource(s); err != nil {
				return err
			}
		}
		for i, kind := range []string{"poll", "group", "poll"} {
			if err := tx.Enqueue(kind, kind+strconv.Itoa(i), struct{}{}, tx.Now, 3); err != nil {
				return err
			}
		}
		held, err := tx.ClaimJobs("poll", 1, time.Minute)
		if err != nil {
			return err
		}
		if _, err := tx.BuryJob(held[0], "写入失败：磁盘已满"); err != nil {
			return err
		}
		return tx.Every("purge", "purge", 24*time.Hour)
	}))
}
