package source

import (
	"bytes"
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"yingda/internal/fault"
)

// Bounds of one list; notice boards show some dozens of links.
const (
	maxLinks    = 300  // that are taken
	maxRowsSeen = 3000 // rows that are looked at for them
)

var (
	errSelector = fault.New(fault.Invalid, "page.selector", "选择器写得不对：应是 CSS 选择器，如 .list li").On("selector")
	errNoList   = fault.New(fault.Invalid, "page.no_list", "页面上没有按此选择器找到任何链接，栏目可能改版了，请重新选择列表").On("selector")
	errDeepPage = fault.New(fault.Invalid, "page.deep", "页面结构过于复杂，无法读取列表")
)

// CheckSelector returns page.selector for what is no CSS selector.
func CheckSelector(selector string) error {
	if strings.TrimSpace(selector) == "" || len(selector) > 500 {
		return errSelector
	}
	if _, err := cascadia.ParseGroup(selector); err != nil {
		return errSelector.Because(err)
	}
	return nil
}

// ReadLinks reads the list of a notice board or of search results (栏目列表):
// each element that the selector finds is one row, with its longest link, and
// the date that stands beside it. A date without a year is the last such day.
// Entries hold title, address and time; what a row says beyond its title is the
// summary. Older is the list's following page. Faults: page.selector, page.no_list, page.deep, charset-unknown.
func ReadLinks(body []byte, contentType, address, selector string, now time.Time) (Feed, error) {
	if err := CheckSelector(selector); err != nil {
		return Feed{}, err
	}
	p, err := openPage(body, contentType, address)
	if err != nil {
		return Feed{}, err
	}
	f := Feed{Title: p.heading(), Language: p.language(), Older: p.next()}
	seen := map[string]bool{}
	p.doc.Find(selector).EachWithBreak(func(i int, s *goquery.Selection) bool {
		if e, ok := p.row(s, now); ok && !seen[e.URL] {
			seen[e.URL] = true
			e.Language = f.Language
			f.Entries = append(f.Entries, e)
		}
		return len(f.Entries) < maxLinks && i < maxRowsSeen
	})
	if len(f.Entries) == 0 {
		return f, errNoList
	}
	return f, nil
}

// listPage is a page that is looked at for its links.
type listPage struct {
	doc  *goquery.Document
	base *url.URL // of relative links
	self string   // the page's own address
}

func openPage(body []byte, contentType, address string) (*listPage, error) {
	text, _, err := Charset(body[:min(len(body), maxPage)], contentType)
	if err != nil {
		return nil, err
	}
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, errDeepPage.Because(err) // nested deeper than any page that people made
	}
	p := &listPage{doc: goquery.NewDocumentFromNode(root)}
	if p.base, err = url.Parse(address); err != nil || !p.base.IsAbs() {
		p.base = nil
	} else {
		p.self = p.base.String()
	}
	if href, ok := p.doc.Find("base[href]").First().Attr("href"); ok {
		if b, err := url.Parse(strings.TrimSpace(href)); err == nil && p.base != nil {
			p.base = p.base.ResolveReference(b)
		}
	}
	return p, nil
}

func (p *listPage) heading() string { return line(p.doc.Find("title").First().Text()) }

func (p *listPage) language() string {
	lang, _ := p.doc.Find("html").Attr("lang")
	return cut(line(lang), 35)
}

// link returns where an anchor leads, "" if nowhere on the web or to the page itself.
func (p *listPage) link(a *goquery.Selection) string {
	href, ok := a.Attr("href")
	if !ok {
		return ""
	}
	href, _, _ = strings.Cut(href, "#")
	to := address(p.base, href)
	if to == p.self {
		return ""
	}
	return to
}

// row reads one row of a list.
func (p *listPage) row(s *goquery.Selection, now time.Time) (Entry, bool) {
	anchor, to := s, ""
	if goquery.NodeName(s) == "a" {
		to = p.link(s)
		s = p.around(s)
	} else {
		longest := 0
		s.Find("a[href]").EachWithBreak(func(i int, a *goquery.Selection) bool {
			if n := utf8.RuneCountInString(linkTitle(a)); n > longest {
				if at := p.link(a); at != "" {
					anchor, to, longest = a, at, n
				}
			}
			return i < 50
		})
	}
	if to == "" {
		return Entry{}, false
	}
	e := Entry{Title: linkTitle(anchor), URL: to}
	beside := spaced(s, e.Title)
	if short := shownTitle(anchor); short != e.Title {
		beside = strings.Replace(beside, short, " ", 1) // the title once more, as far as the row has room for it
	}
	e.Time = rowTime(beside, now)
	if e.Time.IsZero() {
		e.Time = rowTime(linkTitle(anchor), now)
	}
	e.Title = withoutDate(e.Title)
	if e.Title == "" {
		return Entry{}, false
	}
	e.Summary = withoutNotes(withoutDate(tidy(beside)), "")
	if utf8.RuneCountInString(e.Summary) < 12 {
		e.Summary = ""
	}
	return e, true
}

// around is the part of the page that belongs to one anchor alone.
func (p *listPage) around(a *goquery.Selection) *goquery.Selection {
	for range 4 {
		up := a.Parent()
		if up.Length() == 0 || slices.Contains([]string{"body", "html"}, goquery.NodeName(up)) || up.Find("a[href]").Length() > 1 {
			return a
		}
		a = up
	}
	return a
}

// linkTitle is what an anchor calls its target: its title attribute where the
// shown text is cut short, the shown text otherwise.
func linkTitle(a *goquery.Selection) string {
	shown := shownTitle(a)
	full, _ := a.Attr("title")
	full = line(full)
	bare := strings.TrimRight(shown, "….． 。")
	if utf8.RuneCountInString(full) > utf8.RuneCountInString(bare) && (bare == "" || strings.Contains(bareSpace(full), bareSpace(bare)) || strings.HasSuffix(shown, "…") || strings.HasSuffix(shown, "...")) {
		return full
	}
	if shown == "" {
		alt, _ := a.Find("img[alt]").First().Attr("alt")
		return line(alt)
	}
	return shown
}

// shownTitle is the heading inside an anchor that holds a whole card, the words
// of any other without the numbers of a date.
func shownTitle(a *goquery.Selection) string {
	found := ""
	a.Find("h1, h2, h3, h4, h5, h6, p, div, [class*=title], [class*=tit]").EachWithBreak(func(i int, s *goquery.Selection) bool {
		if t := line(s.Text()); utf8.RuneCountInString(t) >= 4 && !onlyDate.MatchString(t) && s.Find("p, div, h3, h4").Length() == 0 {
			found = t
		}
		return found == "" && i < 20
	})
	if found != "" {
		return found
	}
	var b strings.Builder
	eachText(a, func(t string) {
		if !onlyDate.MatchString(t) {
			b.WriteString(t)
		}
	})
	return line(b.String())
}

// spaced joins the words of an element, one space between its parts, without
// the title.
func spaced(s *goquery.Selection, title string) string {
	var b strings.Builder
	eachText(s, func(t string) {
		if b.Len() < 4<<10 {
			b.WriteString(t)
			b.WriteByte(' ')
		}
	})
	whole := line(b.String())
	if at := strings.Index(whole, title); at >= 0 && title != "" {
		return whole[:at] + " " + whole[at+len(title):]
	}
	return whole
}

// eachText calls f with the texts under an element, in order.
func eachText(s *goquery.Selection, f func(string)) {
	for _, root := range s.Nodes {
		for n := range root.Descendants() {
			if n.Type == html.TextNode && (n.Parent == nil || !silent[n.Parent.DataAtom]) {
				f(n.Data)
			}
		}
	}
}

var (
	onlyDate  = regexp.MustCompile(`^[\s\d\-/.:：年月日时分秒\[\]()（）【】·>»]+$`)
	yearDate  = regexp.MustCompile(datePattern)
	dayFirst  = regexp.MustCompile(`(?:^|\s)(0?[1-9]|[12]\d|3[01])\s*日?\s+((?:19|20)\d{2})\s*[-/.年]\s*(0?[1-9]|1[0-2])\s*月?(?:\s|$)`)
	monthDay  = regexp.MustCompile(`(?:^|[\s\[(（【|｜])(0?[1-9]|1[0-2])\s*[-/.月]\s*(0?[1-9]|[12]\d|3[01])\s*日?(?:\s+(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?)?(?:$|[\s\])）】|｜])`)
	someAgo   = regexp.MustCompile(`(\d{1,3})\s*(秒|分钟|小时|天|日)前`)
	nearDay   = regexp.MustCompile(`(今天|昨天|前天)\s*(?:(\d{1,2})[:：](\d{2}))?`)
	titleDate = regexp.MustCompile(`^\s*[\[(（【]?\s*` + datePattern + `\s*[\])）】]?\s*|\s*[\[(（【]?\s*(?:` + datePattern + `|(?:0\d|1[0-2])-(?:[0-2]\d|3[01]))\s*[\])）】]?\s*$`)
)

// withoutDate takes a date off either end of a title.
func withoutDate(s string) string {
	out := strings.TrimSpace(titleDate.ReplaceAllString(s, ""))
	if out == "" && hasHan(s) {
		return s
	}
	return out
}

// rowTime reads the date beside a link: with a year, as day over month and
// year, as month and day, or as so long ago.
func rowTime(s string, now time.Time) time.Time {
	if m := yearDate.FindString(s); m != "" {
		return Time(m)
	}
	if m := dayFirst.FindStringSubmatch(s); m != nil {
		return Time(m[2] + "-" + m[3] + "-" + m[1])
	}
	if now.IsZero() {
		return time.Time{}
	}
	today := now.In(shanghai)
	if m := monthDay.FindStringSubmatch(s); m != nil {
		at := time.Date(today.Year(), time.Month(num(m[1])), num(m[2]), num(m[3]), num(m[4]), 0, 0, shanghai)
		if at.After(today.Add(36 * time.Hour)) {
			at = at.AddDate(-1, 0, 0)
		}
		return at.UTC()
	}
	if m := someAgo.FindStringSubmatch(s); m != nil {
		unit := map[string]time.Duration{"秒": time.Second, "分钟": time.Minute, "小时": time.Hour, "天": 24 * time.Hour, "日": 24 * time.Hour}[m[2]]
		return now.Add(-time.Duration(num(m[1])) * unit).UTC()
	}
	if m := nearDay.FindStringSubmatch(s); m != nil {
		back := map[string]int{"今天": 0, "昨天": -1, "前天": -2}[m[1]]
		return time.Date(today.Year(), today.Month(), today.Day()+back, num(m[2]), num(m[3]), 0, 0, shanghai).UTC()
	}
	return time.Time{}
}

// Proposal is a list that a page seems to hold, with the selector that reads it.
type Proposal struct {
	Selector string
	Links    int
	Dated    int // of them with a date
	Samples  []string

	score float64
}

// byScore sorts the likeliest first.
func byScore(list []Proposal) {
	slices.SortStableFunc(list, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.Selector, b.Selector))
	})
}
