package source

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// propose finds the lists of a page: links whose rows stand side by side under
// one selector. Long titles and dates speak for a notice board, the names of
// menus and footers against it.
func (p *listPage) propose(now time.Time) []Proposal {
	rows := map[string][]*html.Node{}
	var order []string
	p.doc.Find("body a[href]").EachWithBreak(func(i int, a *goquery.Selection) bool {
		if p.link(a) == "" || utf8.RuneCountInString(linkTitle(a)) < 5 {
			return i < 5000
		}
		row := p.rowOf(a)
		if sel := selectorOf(row); sel != "" {
			if rows[sel] == nil {
				order = append(order, sel)
			}
			if !slices.Contains(rows[sel], row.Get(0)) {
				rows[sel] = append(rows[sel], row.Get(0))
			}
		}
		return i < 5000
	})
	var found []Proposal
	for _, sel := range order {
		if len(rows[sel]) < 3 {
			continue
		}
		if one := p.weigh(sel, now); one.Links >= 3 {
			found = append(found, one)
		}
	}
	byScore(found)
	return found[:min(len(found), 5)]
}

// rowOf climbs from a link to the largest element that holds no other long link.
func (p *listPage) rowOf(a *goquery.Selection) *goquery.Selection {
	row := a
	to := p.link(a)
	for range 6 {
		up := row.Parent()
		if up.Length() == 0 || slices.Contains([]string{"body", "html", "ul", "ol", "tbody", "table"}, goquery.NodeName(up)) {
			break
		}
		others := false
		up.Find("a[href]").EachWithBreak(func(_ int, b *goquery.Selection) bool {
			at := p.link(b)
			others = at != "" && at != to && utf8.RuneCountInString(linkTitle(b)) >= 5
			return !others
		})
		if others {
			break
		}
		row = up
	}
	return row
}

// plainName is what a class or id must be to stand in a selector: generated and
// numbered ones change with the next page.
var plainName = regexp.MustCompile(`^[A-Za-z][A-Za-z_-]*[0-9]{0,2}[A-Za-z_-]*$`)

// passing are classes of one row among many.
var passing = regexp.MustCompile(`(?i)^(first|last|odd|even|on|cur|current|active|hover|new|top|line|clearfix|cf|fl|fr)\d*$`)

func nameOf(n *html.Node, own bool) string {
	name := n.Data
	for _, a := range n.Attr {
		if a.Key == "id" && !own && plainName.MatchString(a.Val) {
			return name + "#" + a.Val
		}
	}
	for _, a := range n.Attr {
		if a.Key != "class" {
			continue
		}
		for c := range strings.FieldsSeq(a.Val) {
			if plainName.MatchString(c) && !passing.MatchString(c) {
				return name + "." + c
			}
		}
	}
	return name
}

// selectorOf names the rows like this one: the nearest named ancestor, and the
// way down from it.
func selectorOf(row *goquery.Selection) string {
	n := row.Get(0)
	parts := []string{nameOf(n, true)}
	named := strings.Contains(parts[0], ".")
	for up := n.Parent; up != nil && up.Type == html.ElementNode && up.Data != "body" && len(parts) < 5; up = up.Parent {
		name := nameOf(up, false)
		if up.Data == "tbody" {
			continue
		}
		parts = append(parts, name)
		if strings.ContainsAny(name, "#.") {
			named = true
			break
		}
	}
	if !named {
		// Nothing has a name here: rows of a table or a list in the body are enough.
		if n.Data == "a" {
			return ""
		}
	}
	slices.Reverse(parts)
	return strings.Join(parts, " ")
}

var menuName = regexp.MustCompile(`(?i)nav|menu|foot|head|crumb|share|hot|rank|related|link|side|banner|copyright|login`)

// weigh reads the page by one selector and says how much of a list it is.
func (p *listPage) weigh(selector string, now time.Time) Proposal {
	out := Proposal{Selector: selector}
	seen, letters := map[string]bool{}, 0
	p.doc.Find(selector).EachWithBreak(func(i int, s *goquery.Selection) bool {
		e, ok := p.row(s, now)
		if !ok || seen[e.URL] {
			return i < 1000
		}
		seen[e.URL] = true
		out.Links++
		letters += min(utf8.RuneCountInString(e.Title), 30)
		if !e.Time.IsZero() {
			out.Dated++
		}
		if len(out.Samples) < 3 {
			out.Samples = append(out.Samples, e.Title)
		}
		return i < 1000
	})
	if out.Links == 0 {
		return out
	}
	out.score = float64(letters)
	if letters/out.Links < 8 {
		out.score *= 0.3
	}
	out.score *= 1 + 2*float64(out.Dated)/float64(out.Links)
	if menuName.MatchString(selector) {
		out.score *= 0.3
	}
	return out
}
