package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"yingda/internal/intake"
	"yingda/internal/regime"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

// BenchmarkStream opens pages of listening over 50,000 kept posts.
func BenchmarkStream(b *testing.B) {
	h := found(b, storetest.Config(b, testkit.EngineSQLite))
	in := h.listen()
	topic := h.topic("来访接待", "信访 且 (窗口 或 排队)", "信访")
	posts := make([]intake.Post, 50_000)
	for i := range posts {
		n := strconv.Itoa(i)
		posts[i] = intake.Post{Source: "来源" + strconv.Itoa(i%60), URL: "https://forum.example/" + n, Title: "信访窗口第" + n + "条", Text: "今天上午没有排上，下午几点放号，编号" + n}
		if i%3 == 0 {
			posts[i].Title = "天气第" + n + "条"
		}
	}
	h.push(in, posts...)
	v := h.signIn(regime.DutyOfficer)
	for name, path := range map[string]string{"newest": "/desk/stream", "topic": "/desk/stream?topic=" + topic.ID, "day": "/desk/stream?day=2026-03-16", "newer": "/desk/stream/newer?after=100", "bench": "/desk/bench?run=1&rule=" + url.QueryEscape("天气 或 放号")} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, status := v.get(path); status != http.StatusOK {
					b.Fatal(status)
				}
			}
		})
	}
}
