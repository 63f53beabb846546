package demo

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Board is a page that is read by its list or a sitemap, played by the local
// server beside the feeds. Its notices belong to no topic: they show the way of
// reading, not a concern.
type Board struct {
	Name     string
	Path     string
	Way      string // page or sitemap
	Selector string
	Within   string
	Category string
	Weight   int64
}

// Boards are the sample's notice board and the sitemap of the same site.
var Boards = []Board{
	{Name: "临澄市人民政府·通知公告", Path: "/site/tzgg/", Way: "page", Selector: "ul.news li", Category: "own_city", Weight: 7},
	{Name: "临澄市人民政府·站点地图", Path: "/site/sitemap.xml", Way: "sitemap", Within: "/zcjd/", Category: "own_city", Weight: 4},
}

// notices are what the board lists; daysAgo counts from the epoch.
var notices = []struct {
	daysAgo     int
	title, text string
}{
	{1, "关于开展春季植树活动的通知", "定于本周末在澄湖公园开展春季植树活动，欢迎市民携带家人参加，苗木和工具由园林部门统一准备。"},
	{3, "市图书馆延长开放时间的公告", "自下月起，市图书馆阅览室开放时间延长至晚上九点，周一闭馆整理，节假日照常开放。"},
	{6, "城北公园步道维护的通告", "城北公园环湖步道将分段维护，每段约三天，维护期间请绕行东侧小路，现场设有指示牌。"},
	{9, "关于公布年度文艺演出安排的公告", "年度文艺演出安排已经确定，剧目、时间和场地见附表，市民可凭身份证到剧院领取门票。"},
}

// OwnSite is a page of the sample agency's own site, which is watched. The second
// one is a column of the first that nobody has kept up.
type OwnSite struct {
	Title string
	Path  string
	Unit  string // id of the sample
}

// OwnSites are the home page, with a dead link and a notice past its date, and the
// stale column.
var OwnSites = []OwnSite{
	{Title: "临澄市信访局网站", Path: "/own/", Unit: "office"},
	{Title: "办事指南栏目", Path: "/own/bszn/", Unit: "information"},
}

// ownSite serves the agency's own site.
func (p player) ownSite(mux *http.ServeMux) {
	day := func(n int) time.Time { return p.epoch.AddDate(0, 0, -n).In(shanghai) }
	list := func(title string, rows ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, `<!doctype html><html lang="zh-CN"><head><title>%[1]s</title></head><body><h1>%[1]s</h1><ul>%[2]s</ul></body></html>`, title, strings.Join(rows, ""))
		}
	}
	row := func(path, title string, daysAgo int) string {
		return fmt.Sprintf(`<li><a href="/own/%s">%s</a><span>%s</span></li>`, path, title, day(daysAgo).Format(time.DateOnly))
	}
	page := func(title, text string, daysAgo int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, `<!doctype html><html lang="zh-CN"><head><title>%[1]s</title></head><body><h1>%[1]s</h1><div>发布时间：%[3]s</div><p>%[2]s</p></body></html>`, title, text, day(daysAgo).Format(time.DateOnly))
		}
	}
	mux.HandleFunc("GET /own/{$}", list("临澄市信访局", row("n/1.html", "关于接访大厅取号安排的公告", 2), row("n/2.html", "关于临时调整接访时间的通告", 40), row("n/3.html", "信访事项办理流程图", 60), row("bszn/", "办事指南", 45)))
	mux.HandleFunc("GET /own/bszn/{$}", list("办事指南", row("bszn/1.html", "怎样网上提交信访事项", 45), row("bszn/2.html", "怎样查询办理进度", 70)))
	mux.HandleFunc("GET /own/n/1.html", page("关于接访大厅取号安排的公告", "接访大厅取号安排见大厅门口和本网站。", 2))
	mux.HandleFunc("GET /own/n/2.html", page("关于临时调整接访时间的通告", "因大厅维修，接访时间临时调整。本通告有效期至"+day(12).Format("2006年1月2日")+"。", 40))
	mux.HandleFunc("GET /own/bszn/1.html", page("怎样网上提交信访事项", "登录网上信访平台，按提示填写。", 45))
	mux.HandleFunc("GET /own/bszn/2.html", page("怎样查询办理进度", "凭查询码在网上信访平台查询。", 70))
}

// boards serves the notice board, its pages and the sitemap.
func (p player) boards(mux *http.ServeMux) {
	p.ownSite(mux)
	day := func(n int) string { return p.epoch.AddDate(0, 0, -n).In(shanghai).Format(time.DateOnly) }
	mux.HandleFunc("GET /site/tzgg/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("ETag", `"`+p.epoch.Format("20060102150405")+`"`)
		var b strings.Builder
		b.WriteString(`<!doctype html><html lang="zh-CN"><head><title>通知公告_临澄市人民政府</title></head><body><div class="nav"><a href="/site/">首页</a></div><ul class="news">`)
		for i, n := range notices {
			fmt.Fprintf(&b, `<li><a href="/site/n/%d.html" title="%s">%s</a><span>%s</span></li>`, i, n.title, n.title, day(n.daysAgo))
		}
		b.WriteString(`</ul></body></html>`)
		http.ServeContent(w, r, "", p.epoch, strings.NewReader(b.String()))
	})
	page := func(w http.ResponseWriter, r *http.Request) {
		for i, n := range notices {
			if strings.HasSuffix(r.URL.Path, fmt.Sprintf("/%d.html", i)) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				fmt.Fprintf(w, `<!doctype html><html lang="zh-CN"><head><title>%[1]s_临澄市人民政府</title></head><body><h1>%[1]s</h1><div class="info">发布时间：%[2]s 09:00　作者：%[4]s</div><div class="TRS_Editor"><p>%[3]s</p><p><img src="/site/img/%[5]d.jpg" alt="现场图"></p></div></body></html>`, n.title, day(n.daysAgo), n.text, AuthorCanary+"板", i)
				return
			}
		}
		http.NotFound(w, r)
	}
	mux.HandleFunc("GET /site/n/", page)
	mux.HandleFunc("GET /site/zcjd/", page)
	mux.HandleFunc("GET /site/sitemap.xml", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		fmt.Fprint(w, `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
		for i, n := range notices[2:] {
			fmt.Fprintf(w, `<url><loc>http://%s/site/zcjd/%d.html</loc><lastmod>%s</lastmod></url>`, r.Host, i+2, day(n.daysAgo))
		}
		fmt.Fprint(w, `</urlset>`)
	})
}
