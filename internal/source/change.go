package source

import (
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"yingda/internal/fault"
)

// maxCompared bounds the lines of a page that are compared one by one.
const maxCompared = 1500

var errNoPart = fault.New(fault.Invalid, "page.no_part", "页面上没有按此选择器找到要盯的部分，页面可能改版了").On("selector")

// PartText returns the title of a page and the words of the part that a
// selector names, of all of it without one. Faults: page.selector,
// page.no_part, page-empty, page.deep, charset-unknown.
func PartText(body []byte, contentType, address, selector string) (title, text string, err error) {
	if selector != "" {
		if err := CheckSelector(selector); err != nil {
			return "", "", err
		}
	}
	p, err := openPage(body, contentType, address)
	if err != nil {
		return "", "", err
	}
	title = p.heading()
	if selector == "" {
		text = Text(outer(p.doc.Find("body")))
	} else {
		var parts []string
		p.doc.Find(selector).EachWithBreak(func(i int, s *goquery.Selection) bool {
			parts = append(parts, Text(outer(s)))
			return i < 50
		})
		if len(parts) == 0 {
			return "", "", errNoPart
		}
		text = cut(strings.Join(parts, "\n"), maxText)
	}
	if text == "" {
		return "", "", errNoPage
	}
	return title, text, nil
}

// Difference (文字差异) tells what a text gained and lost, line by line, in
// order: the lines that only one of the two holds. Two texts of the same words
// differ in nothing.
func Difference(before, after string) (added, removed []string) {
	a, b := lines(before), lines(after)
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) > maxCompared || len(b) > maxCompared {
		return missing(b, a), missing(a, b)
	}
	return compareLines(a, b)
}

func lines(s string) []string {
	return slices.DeleteFunc(strings.Split(s, "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
}

// missing returns what stands in one list and not in another.
func missing(in, other []string) []string {
	held := map[string]bool{}
	for _, l := range other {
		held[l] = true
	}
	return slices.DeleteFunc(slices.Clone(in), func(l string) bool { return held[l] })
}

// compareLines keeps the longest run of common lines.
func compareLines(a, b []string) (added, removed []string) {
	wide := len(b) + 1
	common := make([]uint16, (len(a)+1)*wide)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i*wide+j] = common[(i+1)*wide+j+1] + 1
			} else {
				common[i*wide+j] = max(common[(i+1)*wide+j], common[i*wide+j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			i, j = i+1, j+1
		case common[(i+1)*wide+j] >= common[i*wide+j+1]:
			removed = append(removed, a[i])
			i++
		default:
			added = append(added, b[j])
			j++
		}
	}
	return append(added, b[j:]...), append(removed, a[i:]...)
}
