package source

import (
	"bytes"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// SiteView (网站页面) is what a look at a page of one's own site asks of it. Links
// are absolute web addresses, each once, in the order of the page. Newest is the
// newest day that stands on it, up to the present; Until is the day up to which
// it says of itself that it is valid. Zero means that none stands there.
type SiteView struct {
	Title  string
	Links  []string
	Newest time.Time
	Until  time.Time
}

var (
	dayPattern   = regexp.MustCompile(`(20\d\d)\s?[-./年]\s?(1[0-2]|0?[1-9])\s?[-./月]\s?(3[01]|[12]\d|0?[1-9])`)
	untilPattern = regexp.MustCompile(`(?:有效期|施行期限|实施期限)[^。；\n]{0,12}?(?:至|到|截止|止于)[^\d。；\n]{0,4}` + dayPattern.String())
)

// ReadSite reads a page of one's own site. It returns charset-unknown or
// page-empty.
func ReadSite(body []byte, contentType, address string, now time.Time) (SiteView, error) {
	doc, _, err := Charset(body, contentType)
	if err != nil {
		return SiteView{}, err
	}
	if len(bytes.TrimSpace(doc)) == 0 {
		return SiteView{}, errNoPage
	}
	page, err := goquery.NewDocumentFromReader(bytes.NewReader(doc[:min(len(doc), maxPage)]))
	if err != nil {
		return SiteView{}, errNoPage.Because(err)
	}
	linked := linkedData(page)
	page.Find("script, style, noscript, template").Remove()
	v := SiteView{Title: line(page.Find("title").First().Text())}
	base, _ := url.Parse(address)
	seen := map[string]bool{}
	page.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		href, _ := a.Attr("href")
		if strings.HasPrefix(strings.TrimSpace(href), "#") || len(v.Links) >= maxEntries {
			return
		}
		if link := siteLink(base, href); link != "" && !seen[link] {
			seen[link] = true
			v.Links = append(v.Links, link)
		}
	})
	text := withoutToday(page.Text(), now)
	for _, m := range dayPattern.FindAllStringSubmatch(text, 2000) {
		if at := dayOf(m[1:]); !at.After(now) && at.After(v.Newest) {
			v.Newest = at
		}
	}
	for _, m := range untilPattern.FindAllStringSubmatch(text, 20) {
		if at := dayOf(m[1:]); at.After(v.Until) {
			v.Until = at.AddDate(0, 0, 1) // valid through that day
		}
	}
	if strings.Contains(text, "期") {
		end := termEnd(Text(outer(page.Find("body"))), func() time.Time { return issued(page, base, linked) })
		if end.After(v.Until) {
			v.Until = end
		}
	}
	return v, nil
}

// issued is the day on which a page says that it was published, by its marks, its
// linked data or in a labelled line; zero if it does not say.
func issued(doc *goquery.Document, from *url.URL, linked time.Time) time.Time {
	if from == nil {
		from = &url.URL{}
	}
	p := page{doc: doc, meta: metaOf(doc), from: from, words: ends(Text(outer(doc.Find("body"))))}
	at := p.marked()
	if at.IsZero() {
		at = linked
	}
	if at.IsZero() {
		at = Time(innermost(labelled.FindStringSubmatch(p.words)))
	}
	if at.IsZero() {
		return at
	}
	at = at.In(shanghai)
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, shanghai)
}

// siteLink makes a link absolute, without its fragment.
func siteLink(base *url.URL, href string) string {
	link := address(base, href)
	link, _, _ = strings.Cut(link, "#")
	return link
}

// dayOf is a day in China.
func dayOf(m []string) time.Time {
	year, _ := strconv.Atoi(m[0]) // the pattern admits digits alone
	month, _ := strconv.Atoi(m[1])
	day, _ := strconv.Atoi(m[2])
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.FixedZone("CST", 8*3600))
}
