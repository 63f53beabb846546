package source

import (
	"regexp"

	"github.com/PuerkitoBio/goquery"
)

var nothing = regexp.MustCompile(`(没有|未能?|无法|暂未)(找到|搜索?到|检索到|查询?到|搜寻到)|(没有|暂?无|未有)(相关|符合|匹配|任何|数据|结果|内容|记录|信息)|(共|约|找到|搜索到|检索到|查到|有)[^0-9一-龥]{0,4}0[^0-9.一-龥]{0,4}[条個个项篇件]|[^0-9]0 *(条|篇|项)(相关)?(结果|记录|信息|内容)|(?i:no results|0 results|nothing found)`)

// NothingFound reports whether the page of a search says itself that it found
// nothing, as distinct from one whose rows are not where they were.
func NothingFound(body []byte, contentType string) bool {
	p, err := openPage(body, contentType, "")
	if err != nil {
		return false
	}
	found := false
	p.doc.Find("body").Each(func(_ int, s *goquery.Selection) { found = nothing.MatchString(spaced(s, "")) })
	return found
}
