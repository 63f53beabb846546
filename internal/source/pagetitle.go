package source

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/PuerkitoBio/goquery"
)

// headings are where a title may stand.
const headings = "h1, h2, h3, .title, #title, .article-title, .main-title, .xl_title, .bt, [class*=title], [class*=Title], [id*=title], [class*=biaoti]"

// around are the parts of a page whose headings are not those of its text.
const around = "nav, footer, aside, [class*=nav], [class*=foot], [class*=side], [class*=menu], [class*=relat], [class*=recommend], [class*=hot], [id*=nav], [id*=foot], [id*=side], [id*=menu]"

// title prefers the site's own mark, then a heading that the window title
// repeats, then the window title without the names of channel and site. Where
// these name the site alone, or are cut short, a heading of the page is taken.
func (p *page) title(art readability.Article, ok bool) string {
	if s := p.first("articletitle", "article:title"); s != "" && !isName(s) {
		return s
	}
	t := p.heading
	if t == "" {
		site := p.first("og:site_name", "sitename")
		for _, whole := range []string{p.first("og:title"), p.tag} {
			if t == "" && hasHan(whole) {
				t = trimSite(whole, site)
			}
			if t == site || isName(t) {
				t = ""
			}
		}
	}
	if begun := strings.TrimRight(t, "….·"); begun != t && utf8.RuneCountInString(begun) >= 4 {
		for _, h := range p.heads {
			if strings.HasPrefix(bareSpace(h), bareSpace(begun)) {
				return h
			}
		}
	}
	switch {
	case t != "":
		return t
	case len(p.heads) > 0:
		return p.heads[0]
	case hasHan(p.tag):
		return trimSite(p.tag, p.first("og:site_name", "sitename"))
	case ok:
		return line(art.Title())
	}
	return p.tag
}

// note keeps what title needs and readability removes: the longest heading that
// the window title repeats, and the others with a first-level one in front.
func (p *page) note() {
	p.tag = line(p.doc.Find("title").First().Text())
	whole := bareSpace(p.tag) + "\n" + bareSpace(p.first("og:title"))
	first := ""
	p.doc.Find("body").Find(headings).EachWithBreak(func(i int, s *goquery.Selection) bool {
		h := line(s.Text())
		n := utf8.RuneCountInString(h)
		if n < 4 || n > 120 || !hasHan(h) || isName(h) {
			return i < 300
		}
		if n > utf8.RuneCountInString(p.heading) && strings.Contains(whole, bareSpace(h)) {
			p.heading, p.at = h, s.Nodes[0]
		}
		switch {
		case s.Closest(around).Length() > 0:
		case s.Is("h1"):
			if n > utf8.RuneCountInString(first) {
				first = h
			}
		case s.Find(headings).Length() == 0 && line(s.Find("a").Text()) != h: // neither a box around one nor a row of a list
			p.heads = append(p.heads, h)
		}
		return i < 300
	})
	if first != "" {
		p.heads = append([]string{first}, p.heads...)
	}
}

func bareSpace(s string) string { return strings.Join(strings.Fields(s), "") }

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

var sureCut = regexp.MustCompile(`\s*[_|｜]\s*|\s+[-–—]\s+`)

var titleCut = regexp.MustCompile(`\s*[_|｜]\s*|\s+[-–—]\s+|\s*[–—]{1,2}\s*|-`)

// trimSite drops trailing segments that name a channel or a site. A segment
// after a bare hyphen goes only if it looks like such a name, since titles
// contain hyphens too.
func trimSite(s, site string) string {
	// Some sites put their name first.
	for {
		at := sureCut.FindStringIndex(s)
		if at == nil || at[0] == 0 || s[at[1]:] == "" || s[:at[0]] != site && !isSite(s[:at[0]]) || isSite(s[at[1]:]) {
			break
		}
		s = s[at[1]:]
	}
	cuts := titleCut.FindAllStringIndex(s, -1)
	for i := len(cuts) - 1; i >= 0; i-- {
		head, tail := s[:cuts[i][0]], s[cuts[i][1]:]
		mark := strings.TrimSpace(s[cuts[i][0]:cuts[i][1]])
		sure := mark == "_" || mark == "|" || mark == "｜"
		if utf8.RuneCountInString(head) < 4 || !sure && tail != site && !isSite(tail) {
			break
		}
		s = strings.TrimSpace(head)
	}
	return s
}

var siteName = regexp.MustCompile(`(网|网站|频道|政府|在线|日报|晚报|新闻|门户|论坛|平台|头条|中心|局|厅|委员会|栏目|资讯|新闻网|公告|之声|台|网讯|com|cn)$`)

// isSite tells the name of a site or channel from a headline, which may end in
// the same word but is longer.
func isSite(s string) bool { return utf8.RuneCountInString(s) <= 16 && siteName.MatchString(s) }

// channel is the whole name of a column, or a word for the page itself.
var channel = regexp.MustCompile(`^(?:(?:政府|政务)?信息公开(?:目录|指南|专栏|内容|详情)?|(?:通知|公示|政务)公告|通知公示|公告公示|公示公开|政务公开|政策(?:文件|法规|解读)|(?:部门|工作|政务|基层|乡镇)动态|(?:今日|本地|政务)要闻|新闻(?:中心|动态|详情|内容)?|办事(?:服务|指南)|互动交流|(?:留言|信件|来信|文章|公告|通知|内容)?(?:详情|内容|正文)页?|详细(?:页面?|内容|信息)|(?:网站)?首页|首\s*页|文章页?|内容页?|细览页?面?|无标题文档|当前位置|您的位置)[：:]?$`)

// isName reports whether a window title names a site or a channel, and says
// nothing of the text.
func isName(s string) bool {
	if channel.MatchString(s) {
		return true
	}
	return isSite(s) && !strings.HasSuffix(s, "公告") && !strings.ContainsAny(s, "的《》“”，") && !strings.HasPrefix(s, "关于")
}
