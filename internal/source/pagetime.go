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
	publishWord = `(?:发\s*布\s*时\s*间|发\s*布\s*日\s*期|发\s*表\s*时\s*间|发\s*文\s*日\s*期|成\s*文\s*日\s*期|发\s*表\s*于|发\s*布\s*于|公\s*开\s*日\s*期|上\s*传\s*时\s*间|Published|Posted)`
	plainWord   = `(?:^|[\s：:|\[【（(])(?:时\s*间|日\s*期|更新时间|更新日期)`
)

var (
	labelled = regexp.MustCompile(publishWord + `\s*[：:\]】]?\s*[\[（(]?\s*(` + datePattern + `)`)
	loosely  = regexp.MustCompile(`(?m)` + plainWord + `\s*[：:]\s*(` + datePattern + `)`)
	dated1   = regexp.MustCompile(datePattern)
	urlDate  = regexp.MustCompile(`(?:^|[/_t])((?:19|20)\d{2})[/\-_]?(0[1-9]|1[0-2])(?:[/\-_]?(0[1-9]|[12]\d|3[01]))(?:[/_.\-]|$)`)
)

// when asks, in this order: the page's marks, its structured data, its time
// elements, a labelled line, the parts that sites use for it, the beginning of
// the text, and the address.
func (p *page) when() time.Time {
	p.note()
	for _, key := range []string{
		"pubdate", "publishdate", "publish_date", "article:published_time", "og:article:published_time", "datepublished", "og:release_date",
		"weibo:article:create_at", "bytedance:published_time", "published_at", "article.published", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.issued", "date", "createdate", "maketime", "releasetime",
	} {
		if at := Time(p.meta[key]); !at.IsZero() {
			return at
		}
	}
	if at := p.linkedData(); !at.IsZero() {
		return at
	}
	if at := p.timeElement(); !at.IsZero() {
		return at
	}
	for _, label := range []*regexp.Regexp{labelled, loosely} {
		if m := label.FindStringSubmatch(p.words); m != nil {
			if at := Time(m[1]); !at.IsZero() {
				return at
			}
		}
	}
	if at := p.datedPart(); !at.IsZero() {
		return at
	}
	head := p.words
	if i := strings.Index(head, p.heading); i > 0 {
		head = head[i:]
	}
	if m := dated1.FindString(cut(head, 1500)); m != "" {
		if at := Time(m); !at.IsZero() {
			return at
		}
	}
	if m := urlDate.FindStringSubmatch(p.from.Path); m != nil {
		return Time(m[1] + "-" + m[2] + "-" + m[3])
	}
	return time.Time{}
}

// linkedData reads datePublished wherever it stands in JSON-LD.
func (p *page) linkedData() time.Time {
	var at time.Time
	p.doc.Find(`script[type="application/ld+json"]`).EachWithBreak(func(_ int, s *goquery.Selection) bool {
		var v any
		if json.Unmarshal([]byte(s.Text()), &v) == nil {
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

func (p *page) timeElement() time.Time {
	var at time.Time
	p.doc.Find("[itemprop=datePublished], time[pubdate], article time[datetime], time[datetime]").EachWithBreak(func(_ int, s *goquery.Selection) bool {
		for _, a := range []string{"datetime", "content"} {
			if v, ok := s.Attr(a); ok {
				at = Time(v)
			}
		}
		if at.IsZero() {
			at = Time(line(s.Text()))
		}
		return at.IsZero()
	})
	return at
}

// datedPart looks into elements whose name says that a date stands there.
func (p *page) datedPart() time.Time {
	var at time.Time
	p.doc.Find(`[id*=time], [id*=date], [class*=time], [class*=date], [class*=pub], [id*=pub], [class*=source], [class*=info], [class*=Time], [class*=Date]`).EachWithBreak(func(i int, s *goquery.Selection) bool {
		if t := s.Text(); len(t) < 600 && !strings.Contains(t, "今天是") {
			if m := dated1.FindString(t); m != "" {
				at = Time(m)
			}
		}
		return at.IsZero() && i < 200
	})
	return at
}
