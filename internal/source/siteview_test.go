package source

import (
	"testing"
	"time"
)

// TestSiteDates: until when a page says that it is valid, and the newest day on it.
func TestSiteDates(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, shanghai)
	for name, c := range map[string]struct{ body, until, newest string }{
		"until a day":                       {`<p>本办法自发布之日起施行，有效期至2020年12月31日。</p>`, "2021-01-01", "2020-12-31"},
		"from a day, for years":             {`<p>第二十条　本办法自2020年1月1日起施行，有效期5年。</p>`, "2025-01-01", "2020-01-01"},
		"in Chinese numerals":               {`<p>本规定自2020年3月1日起施行，有效期两年。</p>`, "2022-03-01", "2020-03-01"},
		"the term first":                    {`<p>本意见有效期为三年，自2019年5月10日起实施。</p>`, "2022-05-10", "2019-05-10"},
		"in a sentence of its own":          {`<p>本办法自2018年7月1日起施行。</p><p>有效期5年。</p>`, "2023-07-01", "2018-07-01"},
		"on trial":                          {`<p>本细则自2024年1月1日起试行，试行期一年。</p>`, "2025-01-01", "2024-01-01"},
		"months":                            {`<p>本通知自2025年1月1日起执行，有效期六个月。</p>`, "2025-07-01", "2025-01-01"},
		"from its publication":              {`<meta name="PubDate" content="2020-06-01 09:00"><p>本办法自发布之日起施行，有效期五年。</p>`, "2025-06-01", ""},
		"published by its linked data":      {`<script type="application/ld+json">{"datePublished":"2020-06-01"}</script><p>本办法自发布之日起施行，有效期五年。</p>`, "2025-06-01", ""},
		"counted from its publication":      {`<meta name="PubDate" content="2020-06-01"><p>本办法自2020年7月1日起施行，有效期自印发之日起5年。</p>`, "2025-07-01", "2020-07-01"},
		"some days after its publication":   {`<meta name="PubDate" content="2020-06-01"><p>本办法自公布之日起30日后施行，有效期10年。</p>`, "2030-07-01", ""},
		"published nobody knows when":       {`<p>本办法自发布之日起施行，有效期五年。</p>`, "", ""},
		"a permit's validity":               {`<p>本办法自2015年1月1日起施行，许可证有效期5年。</p>`, "", "2015-01-01"},
		"a permit's validity, a line above": {`<p>食品经营许可证有效期为5年。</p><p>本办法自2015年1月1日起施行。</p>`, "", "2015-01-01"},
		"a term with more to it":            {`<p>本办法自2024年1月1日起施行，有效期2年零6个月。</p>`, "", "2024-01-01"},
		"the server's day":                  {`<div>今天是2026年11月22日 星期日</div><p>2026-09-01 动态</p>`, "", "2026-09-01"},
		"the server's day, in short":        {`<div>2026年11月22日 星期日</div><p>2026-09-01 动态</p>`, "", "2026-09-01"},
		"the server's clock":                {`<div>当前时间：2026-11-22 10:00:00</div><p>2026-09-01 动态</p>`, "", "2026-09-01"},
		"published today":                   {`<p>发布时间：2026年11月22日 星期日</p>`, "", "2026-11-22"},
		"an item of today":                  {`<li>工作动态 2026-11-22</li>`, "", "2026-11-22"},
		"an item with its day of the week":  {`<li>天气 2026年11月20日 星期五</li>`, "", "2026-11-20"},
	} {
		v, err := ReadSite([]byte("<html><body>"+c.body+"</body></html>"), "text/html; charset=utf-8", "https://a.example/x", now)
		if err != nil {
			t.Fatal(err)
		}
		day := func(at time.Time) string {
			if at.IsZero() {
				return ""
			}
			return at.In(shanghai).Format(time.DateOnly)
		}
		if day(v.Until) != c.until || day(v.Newest) != c.newest {
			t.Errorf("%s: until %q, newest %q; want %q, %q", name, day(v.Until), day(v.Newest), c.until, c.newest)
		}
	}
}
