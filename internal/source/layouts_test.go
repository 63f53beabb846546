package source

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// Pages as agencies, forums and newsrooms lay them out, made of parts: where the
// title stands, where the day, how the text is wrapped, and what stands around.
var (
	titleSpots = []string{
		`<h1>{t}</h1>`, `<h2 class="title">{t}</h2>`, `<div class="article-title"><h1>{t}</h1></div>`, `<div id="title" class="bt">{t}</div>`,
		`<table><tr><td align="center" class="xl_title"><b>{t}</b></td></tr></table>`, `<p class="arti_title"><font size="5">{t}</font></p>`, `<h3 class="tit">{t}</h3>`, `<span class="news_title">{t}</span>`,
	}
	dayFormats = []string{"2006-01-02 15:04", "2006-01-02", "2006年01月02日", "2006年1月2日 15:04", "2006/01/02", "2006.01.02"}
	daySpots   = []string{
		`<p class="info">发布时间：{d}　来源：本局　浏览次数：128</p>`, `<div class="time">{d}</div>`, `<span class="date">日期：{d}</span>`, `<time>{d}</time>`,
		`<div class="source">来源：市报社 {d} 字号：大 中 小</div>`, `<div class="pages-date">{d} <span>来源：办公室</span></div>`, `<td class="bt2">[ 发布日期：{d} ] [ 关闭窗口 ]</td>`,
	}
	textSpots = []string{
		`<div id="zoom">{x}</div>`, `<div class="TRS_Editor">{x}</div>`, `<article>{x}</article>`, `<div class="content"><div class="view">{x}</div></div>`,
		`<table width="900"><tr><td>{x}</td></tr></table>`, `<div class="v_news_content">{x}</div>`, `<div class="message-body postcontent">{x}</div>`,
	}
	navigation = `<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li><li><a href="/bsfw/">办事服务</a></li><li><a href="/hdjl/">互动交流</a></li></ul></div><div class="position">您现在的位置：<a href="/">首页</a> &gt; <a href="/tz/">通知公告</a></div>`
	beside     = `<div class="side"><h4>相关链接</h4><ul><li><a href="1.html">关于调整夏季作息时间的通知</a><span>2025-05-01</span></li><li><a href="2.html">关于做好防汛工作的通知</a><span>2025-06-12</span></li><li><a href="3.html">便民服务中心搬迁公告</a><span>2025-07-03</span></li></ul></div>`
	footer     = `<div class="footer"><p>主办单位：某某市某某局　联系我们　网站地图</p><p>备案号：某备00000000号　网站标识码：0000000000　最后更新：2026-04-30</p></div>`
	sentences  = []string{
		"根据工作安排，自下月一日起调整窗口服务时间，上午提前半小时开门。", "请办事群众合理安排时间，避开高峰时段，老人和残疾人可以走绿色通道。", "各单位要把通知张贴在大厅门口，并在本单位网站公布。", "水管改造工程分三段施工，每段工期约十五天，期间夜间停水。",
		"施工单位应当设置围挡和警示标志，保持人行道畅通。", "有疑问的可以在工作日拨打大厅咨询电话，也可以在留言板留言。", "市民反映较多的公交班次问题，已经与运营单位商量，早高峰增加六个班次。", "本次调整试行三个月，试行期满后听取意见再作决定。",
		"记者在现场看到，等候区增加了座椅，取号机旁有志愿者帮助填表。", "居民代表参加了座谈，提出二十三条建议，其中十九条当场答复。",
	}
)

func TestLayouts(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	one := func(list []string) string { return list[r.IntN(len(list))] }
	const all = 120
	title, day, text := 0, 0, 0
	miss := map[string]int{}
	for i := range all {
		name := fmt.Sprintf("关于%s有关事项的通知（第%d号）", one([]string{"调整窗口服务时间", "水管改造夜间停水", "早高峰增加公交班次", "公开征求意见"}), i)
		at := time.Date(2026, time.Month(1+r.IntN(4)), 1+r.IntN(28), 9, 30, 0, 0, time.FixedZone("CST", 8*3600))
		var body, plain strings.Builder
		for range 3 + r.IntN(5) {
			p := one(sentences) + one(sentences) + one(sentences)
			plain.WriteString(p)
			switch i % 3 {
			case 0:
				body.WriteString("<p>　　" + p + "</p>")
			case 1:
				body.WriteString(`<p style="text-indent:2em"><span>` + p + "</span></p>")
			default:
				body.WriteString("&nbsp;&nbsp;" + p + "<br><br>")
			}
		}
		titleSpot, daySpot, textSpot := one(titleSpots), one(daySpots), one(textSpots)
		head := "<title>" + name + one([]string{"_某某市某某局", "-通知公告-某某局", "", " | 市民论坛"}) + "</title>"
		html := "<!doctype html><html><head><meta charset=utf-8>" + head + "</head><body>" + navigation + `<div class="main">` +
			strings.ReplaceAll(titleSpot, "{t}", name) + strings.ReplaceAll(daySpot, "{d}", at.Format(one(dayFormats))) + strings.ReplaceAll(textSpot, "{x}", body.String()) + "</div>" + beside + footer + "</body></html>"
		a, err := ReadPage([]byte(html), "text/html; charset=utf-8", "https://own.example/tz/202603/t1.html")
		if err != nil {
			miss["error "+err.Error()]++
			continue
		}
		if a.Title == name {
			title++
		} else {
			miss["title "+titleSpot]++
		}
		if a.Time.In(at.Location()).Format(time.DateOnly) == at.Format(time.DateOnly) {
			day++
		} else {
			miss["day "+daySpot+" "+a.Time.Format(time.DateOnly)]++
		}
		if overlap(a.Text, plain.String()) >= 0.9 {
			text++
		} else {
			miss["text "+textSpot]++
		}
	}
	t.Logf("title %.3f, day %.3f, text %.3f", float64(title)/all, float64(day)/all, float64(text)/all)
	for what, n := range miss {
		t.Logf("%4d %s", n, what)
	}
	if title < all*95/100 || day < all*95/100 || text < all*95/100 {
		t.Error("pages of usual layouts are read")
	}
}
