package source

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
)

const (
	datePattern = `(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?(?:\s*(?:星期|周)[一二三四五六日天])?(?:[\sT]*(?:上午|下午)?\s*\d{1,2}\s*[:：时]\s*\d{1,2}(?:\s*[:：分]\s*\d{1,2}\s*秒?|\s*分)?)?`
	publishWord = `(?:发\s*布\s*时\s*间|发\s*布\s*日\s*期|发\s*表\s*时\s*间|发\s*文\s*日\s*期|成\s*文\s*日\s*期|发\s*表\s*于|发\s*布\s*于|公\s*开\s*日\s*期|上\s*传\s*时\s*间|Published(?:\s+(?:on|at))?|Posted(?:\s+on)?)`
	englishDate = `(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{1,2}\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,?\s+\d{4})`
	plainWord   = `(?:^|[\s：:|\[【（(])(?:时\s*间|日\s*期|更新时间|更新日期)`
)

var (
	labelled = regexp.MustCompile(publishWord + `\s*[：:\]】]?\s*[\[（(]?\s*(` + datePattern + `|` + englishDate + `)`)
	loosely  = regexp.MustCompile(`(?m)` + plainWord + `\s*[：:]\s*(` + datePattern + `)`)
	today    = regexp.MustCompile(`(?:今天|今日|现在)是?\s*[：:]?\s*` + datePattern)
	dated1   = regexp.MustCompile(datePattern)
	urlDate  = regexp.MustCompile(`(?:^|[/_t])((?:19|20)\d{2})[/\-_]?(0[1-9]|1[0-2])(?:[/\-_]?(0[1-9]|[12]\d|3[01]))(?:[/_.\-]|$)`)
)

// when asks the page's marks and structured data, then what it shows. A bare day
// gets the minute that stands beside the heading.
func (p *page) when(marked, shown time.Time) time.Time {
	if marked.IsZero() {
		return p.minute(shown)
	}
	return p.minute(marked)
}

// marked reads what the page says to machines.
func (p *page) marked() time.Time {
	for _, key := range []string{
		"pubdate", "publishdate", "publish_date", "publishtime", "publish_time", "pubtime", "article:published_time", "og:article:published_time", "datepublished", "og:release_date", "og:pubdate",
		"weibo:article:create_at", "bytedance:published_time", "published_at", "article.published", "parsely-pub-date", "sailthru.date", "dc.date", "dc.date.issued", "dcterms.available", "dcterms.created", "dcterms.issued", "date", "createdate", "maketime", "releasetime",
	} {
		if at := Time(p.meta[key]); !at.IsZero() {
			return at
		}
	}
	return linkedData(p.doc)
}

// visible asks, in this order: time elements, a labelled line, the parts that
// sites use for the date, the lines below the heading, a line 时间：, which may be
// that of a meeting, the beginning of the page, and the address.
func (p *page) visible() time.Time {
	if at := p.nearest("[itemprop=datePublished], time[pubdate], article time[datetime], time[datetime]", elementTime); !at.IsZero() {
		return at
	}
	words := today.ReplaceAllString(p.words, "")
	below := cut(fromHeading(words, p.heading), 1500)
	if at := Time(innermost(labelled.FindStringSubmatch(words))); !at.IsZero() {
		return at
	}
	if at := p.nearest(datedParts, datedPart); !at.IsZero() {
		return at
	}
	if at := Time(dated1.FindString(cut(below, 400))); p.heading != "" && !at.IsZero() {
		return at
	}
	if at := Time(innermost(loosely.FindStringSubmatch(words))); !at.IsZero() {
		return at
	}
	if at := Time(dated1.FindString(below)); !at.IsZero() {
		return at
	}
	if m := urlDate.FindStringSubmatch(p.from.Path); m != nil {
		return Time(m[1] + "-" + m[2] + "-" + m[3])
	}
	return time.Time{}
}

func innermost(groups []string) string {
	if len(groups) == 0 {
		return ""
	}
	return groups[len(groups)-1]
}

// fromHeading cuts off what stands before the heading.
func fromHeading(words, heading string) string {
	if i := strings.Index(words, heading); i > 0 {
		return words[i:]
	}
	return words
}

// minute returns the first instant with a minute that the page shows of that day,
// if at is its beginning alone.
func (p *page) minute(at time.Time) time.Time {
	day := at.In(shanghai)
	if at.IsZero() || day.Hour()+day.Minute()+day.Second() > 0 {
		return at
	}
	for _, m := range dated1.FindAllString(fromHeading(p.words, p.heading), 20) {
		if t := Time(m); t.After(at) && t.Before(at.AddDate(0, 0, 1)) {
			return t
		}
	}
	return at
}

// linkedData reads datePublished wherever it stands in JSON-LD.
func linkedData(doc *goquery.Document) time.Time {
	var at time.Time
	doc.Find(`script[type="application/ld+json"]`).EachWithBreak(func(_ int, s *goquery.Selection) bool {
		var v any
		text := s.Text()
		if _, inside, ok := strings.Cut(text, "<![CDATA["); ok { // as pages write it that were XHTML once
			text, _, _ = strings.Cut(inside, "]]>")
			text = strings.Trim(text, "/* \t\r\n")
		}
		if json.Unmarshal([]byte(text), &v) == nil {
			at = published(v, 0)
		}
		return at.IsZero()
	})
	return at
}

func published(v any, depth int) time.Time {
	if depth > 6 {
		return time.Time{}
	}
	switch v := v.(type) {
	case map[string]any:
		for _, key := range []string{"datePublished", "pubDate", "uploadDate"} {
			if s, ok := v[key].(string); ok {
				if at := Time(s); !at.IsZero() {
					return at
				}
			}
		}
		return published(v["@graph"], depth+1)
	case []any:
		for _, x := range v {
			if at := published(x, depth+1); !at.IsZero() {
				return at
			}
		}
	}
	return time.Time{}
}

func elementTime(s *goquery.Selection) time.Time {
	for _, a := range []string{"datetime", "content"} {
		if at := Time(s.AttrOr(a, "")); !at.IsZero() {
			return at
		}
	}
	return Time(line(s.Text()))
}

// datedParts are elements whose name says that a date stands there.
const datedParts = `[id*=time], [id*=date], [class*=time], [class*=date], [class*=pub], [id*=pub], [class*=source], [class*=info], [class*=Time], [class*=Date]`

func datedPart(s *goquery.Selection) time.Time {
	if t := s.Text(); len(t) < 600 {
		return Time(dated1.FindString(today.ReplaceAllString(t, "")))
	}
	return time.Time{}
}

// nearest returns the first time that is read behind the heading, else the first
// one of the page: what stands above the heading may be the day of the visit.
func (p *page) nearest(selector string, read func(*goquery.Selection) time.Time) time.Time {
	var above, at time.Time
	below := p.at == nil
	p.doc.Find(selector + ", " + headings).EachWithBreak(func(i int, s *goquery.Selection) bool {
		if s.Nodes[0] == p.at {
			below = true
		}
		if !s.Is(selector) {
			return i < 400
		}
		if t := read(s); below {
			at = t
		} else if above.IsZero() {
			above = t
		}
		return at.IsZero() && i < 400
	})
	if at.IsZero() {
		return above
	}
	return at
}
