package source

import (
	"bytes"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"yingda/internal/fault"
)

// Article is what a page says: its title, when and where it was published, and
// the text without navigation. Time is zero if unknown, UTC otherwise.
type Article struct {
	Title    string
	Time     time.Time
	Site     string
	Text     string
	Language string
	Media    []Media
}

const (
	maxPage     = 4 << 20 // bytes of a page that are looked at
	maxElements = 30_000
)

var errNoPage = fault.New(fault.Invalid, "page-empty", "页面没有可读的内容")

// ReadPage finds the article in a page. The marks that government sites put on
// their pages come first, then what every site says of itself, then the lines
// 发布时间 and 来源, then the shape of the text. It returns page-empty or
// charset-unknown. Bylines are cut from the text, not read.
func ReadPage(body []byte, contentType, address string) (Article, error) {
	text, _, err := Charset(body[:min(len(body), maxPage)], contentType)
	if err != nil {
		return Article{}, err
	}
	from, err := url.Parse(address)
	if err != nil {
		from = &url.URL{}
	}
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		// Nested deeper than any page that people made: words alone are left.
		plain := Text(string(text))
		if plain == "" {
			return Article{}, errNoPage
		}
		return Article{Text: plain}, nil
	}
	doc := goquery.NewDocumentFromNode(root)
	p := page{doc: doc, meta: metaOf(doc), from: from}
	if lang, ok := doc.Find("html").Attr("lang"); ok {
		p.Language = cut(line(lang), 40)
	}
	p.words = ends(Text(outer(doc.Find("body")))) // before anything is cut from the tree
	p.note()
	marked, shownAt := p.marked(), p.visible()
	p.cutBylines()
	all := Text(outer(doc.Find("body")))
	own, shown := p.container()
	parser := readability.NewParser()
	parser.MaxElemsToParse, parser.CharThresholds = maxElements, 120
	art, artErr := parser.ParseAndMutate(root, from)
	p.Time = p.when(marked, shownAt)
	p.Title = p.title(art, artErr == nil)
	p.Site = p.site(art, artErr == nil)
	p.Text = own
	if p.Text == "" && artErr == nil && art.Node != nil {
		var b strings.Builder
		if html.Render(&b, art.Node) == nil {
			shown = b.String()
			p.Text = Text(shown)
		}
	}
	p.Media = p.mediaOf(shown)
	if p.Text == "" {
		p.Text = all
	}
	p.Text = withoutNotes(p.Text, p.Title)
	if p.Title == "" && p.Text == "" {
		return Article{}, errNoPage
	}
	return p.Article, nil
}

// ends keeps the parts of a text where its date and source stand.
func ends(s string) string {
	const head, tail = 16 << 10, 4 << 10
	if len(s) <= head+tail {
		return s
	}
	return cut(s, head) + "\n" + strings.ToValidUTF8(s[len(s)-tail:], "")
}

type page struct {
	Article
	doc     *goquery.Document
	meta    map[string]string
	from    *url.URL
	words   string // the beginning and the end of what the page shows
	tag     string // the window title
	heading string // the heading that it repeats
	at      *html.Node
	heads   []string // what may be the title where the window title names the site alone
}

func metaOf(doc *goquery.Document) map[string]string {
	m := map[string]string{}
	doc.Find("meta[content]").Each(func(_ int, s *goquery.Selection) {
		content, _ := s.Attr("content")
		for _, key := range []string{"name", "property", "itemprop"} {
			k, ok := s.Attr(key)
			if k = strings.ToLower(strings.TrimSpace(k)); ok && m[k] == "" {
				m[k] = strings.TrimSpace(content)
			}
		}
	})
	return m
}

func (p *page) first(keys ...string) string {
	for _, k := range keys {
		if v := line(html.UnescapeString(p.meta[k])); v != "" {
			return v
		}
	}
	return ""
}

// containers are where the publishing systems of Chinese government sites and
// large platforms put the text. The list is of systems, not of sites.
const containers = ".TRS_Editor, .TRS_UEDITOR, #UCAP-CONTENT, .pages_content, #zoom, #Zoom, #js_content, #ContentRegion, .Custom_UnionStyle, " +
	"[itemprop=articleBody], .view.TRS_UEDITOR, #artibody, #Cnt-Main-Article-QQ, .rm_txt_con, #ozoom, .article-content, .article_content, .articleContent, #articleContent, .news_content, #news_content, .con_txt"

// container returns the words of that place, and its markup.
func (p *page) container() (best, markup string) {
	p.doc.Find(containers).EachWithBreak(func(i int, s *goquery.Selection) bool {
		h := outer(s)
		if t := Text(h); utf8.RuneCountInString(t) > utf8.RuneCountInString(best) {
			best, markup = t, h
		}
		return i < 20
	})
	if utf8.RuneCountInString(best) < 40 {
		return "", ""
	}
	return best, markup
}

// mediaOf collects what the text shows, and the film or recording that the page
// as a whole stands for.
func (p *page) mediaOf(markup string) []Media {
	list := mediaOf(markup, p.from)
	for _, kind := range []string{"video", "audio"} {
		to := address(p.from, p.first("og:"+kind, "og:"+kind+":url", "og:"+kind+":secure_url"))
		if to != "" && !slices.ContainsFunc(list, func(m Media) bool { return m.URL == to }) {
			list = append(list, Media{Kind: kind, URL: to, Says: cut(p.first("og:title"), 500)})
		}
	}
	return list
}

// bylines are the places that pages mark as naming who wrote something.
const bylines = `[rel~=author], [itemprop~=author], [itemprop~=creator], .author, .byline, .by-line, .post-author, .author-name, .authorName, .username, .user-name, .userName, .nickname, .nick-name, .nick, .poster, .screen-name`

// longestByline is how many characters such a place has at most: a longer one
// holds the text too, and its lines are looked at one by one (withoutNotes).
const longestByline = 60

// cutBylines takes the names of those who wrote the page out of its tree. Some
// pages mark as byline the line of date and source; these are read before.
func (p *page) cutBylines() {
	p.doc.Find("body").Find(bylines).Each(func(_ int, s *goquery.Selection) {
		if utf8.RuneCountInString(strings.TrimSpace(s.Text())) <= longestByline {
			s.Remove()
		}
	})
}

func outer(s *goquery.Selection) string {
	if s.Length() == 0 {
		return ""
	}
	h, err := goquery.OuterHtml(s.First())
	if err != nil {
		return ""
	}
	return h
}

var sourceLine = regexp.MustCompile(`(?:来\s*源|信息来源|稿件来源|文章来源|发布机构|信息提供)\s*[：:]\s*([^\s：:|【】\[\]（(]{2,30})`)

func (p *page) site(art readability.Article, ok bool) string {
	if s := p.first("og:site_name", "sitename", "application-name"); s != "" {
		return s
	}
	if ok {
		if s := line(art.SiteName()); s != "" {
			return s
		}
	}
	if s := p.first("contentsource", "source"); s != "" {
		return s
	}
	if m := sourceLine.FindStringSubmatch(p.words); m != nil {
		return m[1]
	}
	if cuts := titleCut.FindAllStringIndex(p.tag, -1); len(cuts) > 0 {
		if tail := line(p.tag[cuts[len(cuts)-1][1]:]); isSite(tail) {
			return tail
		}
	}
	return p.from.Hostname()
}

// notes are lines about the page, not of it. Those that name a person are the
// reason for this rule: who wrote a text is never kept.
var notes = regexp.MustCompile(`^[\s【\[（(]*(?:作\s*者|记\s*者|本报记者|责任编辑|责\s*编|编\s*辑|编\s*审|审\s*核|校\s*对|初审|终审|来\s*源|信息来源|稿件来源|文章来源|发布时间|发布日期|发布机构|时间|日期|浏览次数|浏览量|阅读量|阅读次数|点击数|点击量|字\s*号|字体|打印|关闭|分享到|扫一扫|打印本页|关闭窗口|返回顶部|上一篇|下一篇|上一条|下一条|相关链接|相关新闻)\s*(?:[：:】\]）)].{0,60}|[\s】\]|大中小]*)$`)

func withoutNotes(text, title string) string {
	var b strings.Builder
	first := true
	for l := range strings.SplitSeq(text, "\n") {
		if utf8.RuneCountInString(l) < 80 && notes.MatchString(l) || first && l == title {
			continue
		}
		if !first {
			b.WriteByte('\n')
		}
		first = false
		b.WriteString(l)
	}
	return b.String()
}
