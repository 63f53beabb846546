//go:build look

package web_test

import (
	"os"
	"testing"
	"time"

	"yingda/internal/regime"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

// TestLook keeps a desk with some work on it open for a browser while somebody
// looks at the pages: YINGDA_LOOK=10m go test -tags look -run Look ./internal/web prints
// its address.
func TestLook(t *testing.T) {
	wait, err := time.ParseDuration(os.Getenv("YINGDA_LOOK"))
	if err != nil {
		t.Fatal("YINGDA_LOOK is not set")
	}
	b := found(t, storetest.Config(t, testkit.EngineSQLite))
	b.work()
	t.Logf("%s, logins by role, password %s", b.server.URL, password)
	os.WriteFile(os.Getenv("YINGDA_LOOK_FILE"), []byte(b.server.URL), 0o600) // a convenience of this test alone
	time.Sleep(wait)
}

// work fills the desk: concerns at every stage, drafts at every gate.
func (b *bureau) work() {
	posts := []string{"早上八点半到的，机器提示今日号已发完|人已经排到门外，保安说明天再来。留了电话【手机号】也没人回。", "九点前就没号了，到底放多少个号？|希望公布每天的放号数量和时间，省得白跑。", "建议网上预约恢复前加临时窗口|预约页面显示维护，电话也占线，能否先开临时窗口。"}
	b.clock.Advance(-8 * time.Hour)
	first := b.open("甲区接待大厅上午取不到号，排队时间过长", regime.Serious, posts...)
	b.answering(first, regime.Serious)
	b.clock.Advance(time.Hour)
	s := b.act(regime.Drafter, first, "begin_statement", map[string]any{"title": "关于甲区接待大厅号源的说明", "text": "3月16日上午，甲区接待大厅号源在 8 时 52 分发完，不少群众未能取到号。\n经核实，叫号系统升级后上午号源由 120 个减为 70 个，停用两周。\n某市信访局\n2026年3月16日"}).Created
	b.act(regime.Drafter, s, "save", map[string]any{"title": "关于甲区接待大厅号源的说明", "text": "3月16日上午，甲区接待大厅号源在 8 时 52 分发完，不少群众未能取到号。\n经核实，叫号系统升级后上午号源由 120 个减为 70 个，停用 3 天（3月13日至15日），我局未提前告知，给大家带来不便，在此致歉。\n某市信访局\n2026年3月16日"})
	b.act(regime.Drafter, s, "submit", nil)
	chain := b.chain(s)
	b.act(chain.Gates[0].Signers[0], s, "sign", testkit.Ticked(string(chain.Gates[0].Gate), len(chain.Gates[0].Checks)))
	second := b.open("丙镇供水改造期间临时取水点信息不一致", regime.Major, posts[1], posts[2])
	b.answering(second, regime.Major)
	b.act(regime.Drafter, second, "begin_statement", map[string]any{"title": "关于丙镇临时取水点信息的说明", "text": "近日，丙镇部分居民反映取水点不一致。{{facts}}"})
	b.clock.Advance(2 * time.Hour)
	third := b.open("网上登记页面提交后无回执", regime.General, posts[1])
	b.act(regime.DutyOfficer, third, "confirm_grade", map[string]any{"grade": "general", "need": "question", "unit": "办信科", "reason": "规则清楚"})
	b.clock.Advance(4 * time.Hour)
	b.open("某小区加装电梯资金分摊办法，居民希望公布依据", regime.Serious, posts...)
	b.open("信访事项办理进度查询短信内容看不懂", regime.General, posts[0], posts[1])
	b.clock.Advance(time.Hour)
}
