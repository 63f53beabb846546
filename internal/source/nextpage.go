package source

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

var (
	nextWords = []string{"下一页", "下页", "后一页", "下一頁", "next", "next page", "older"}
	// trsPages is the line by which a widespread publishing system of government
	// sites lets a script draw the links: pages in all, this page from 0 on, the
	// file's name and its ending.
	trsPages = regexp.MustCompile(`createPageHTML\(\s*['"]?(\d{1,5})['"]?\s*,\s*['"]?(\d{1,5})['"]?\s*,\s*['"]([\w-]{1,80})['"]\s*,\s*['"](s?html?|jsp|aspx?)['"]`)
)

// next returns the address of the list's following page on the same site: the one
// that is marked as next, or called so, or that a paging script would link to;
// "" if there is none.
func (p *listPage) next() string {
	found := ""
	take := func(to string) bool {
		if to != "" && p.near(to) {
			found = to
		}
		return found == ""
	}
	p.doc.Find(`link[rel~=next], a[rel~=next]`).EachWithBreak(func(_ int, s *goquery.Selection) bool { return take(p.link(s)) })
	if found != "" {
		return found
	}
	p.doc.Find("a[href]").EachWithBreak(func(i int, a *goquery.Selection) bool {
		title, _ := a.Attr("title")
		for _, words := range []string{line(a.Text()), title} {
			words = strings.ToLower(strings.Trim(words, " >》»›→＞[]【】"))
			if slices.Contains(nextWords, words) && !take(p.link(a)) {
				return false
			}
		}
		return i < maxRowsSeen
	})
	if found != "" {
		return found
	}
	p.doc.Find("script").EachWithBreak(func(_ int, s *goquery.Selection) bool {
		m := trsPages.FindStringSubmatch(s.Text())
		if m == nil || num(m[2])+1 >= num(m[1]) {
			return true
		}
		return take(address(p.base, m[3]+"_"+strconv.Itoa(num(m[2])+1)+"."+m[4]))
	})
	return found
}

// near reports whether an address is on the page's own host.
func (p *listPage) near(to string) bool {
	return p.base != nil && strings.HasPrefix(to, p.base.Scheme+"://"+p.base.Host+"/")
}
