package web

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/query"
	"yingda/internal/store"
	"yingda/internal/view"
)

const (
	searchRows  = 30  // texts on one page of one kind
	searchFew   = 5   // texts of each kind where all are shown
	queryLength = 500 // characters of a query
)

var matterNumber = regexp.MustCompile(`^[CSMAFPI]-[0-9]{4}-[0-9]{4,}$`)

// digits are the end of a number, as staff say it to each other; webAddress is
// that of a post.
var (
	digits     = regexp.MustCompile(`^[0-9]{1,6}$`)
	webAddress = regexp.MustCompile(`^https?://\S+$`)
)

var kindWords = map[string]string{"": "全部", store.KindConcern: "公众关切", store.KindStatement: "已公开的答复", store.KindDraft: "答复稿", store.KindPost: "帖文", store.KindMessage: "公众来件"}

// search finds concerns, drafts, public answers and posts; a number opens its
// matter at once. Clause: LIS-2.
func (s *server) search(v *visit) error {
	in := v.r.URL.Query()
	q := cut(strings.TrimSpace(in.Get("q")), queryLength)
	if up := wholeNumber(q); matterNumber.MatchString(up) {
		if _, _, err := s.Desk.Offers(v.r.Context(), v.who, up); err == nil {
			return v.to("/desk/matters/" + up)
		}
	}
	p := view.SearchPage{Lang: v.lang, Query: q, From: in.Get("from"), To: in.Get("to"), Views: s.savedViews(v, "search"), Share: shareOptions(v)}
	keep := url.Values{}
	for _, name := range []string{"q", "kind", "order", "from", "to"} {
		if x := in.Get(name); x != "" {
			keep.Set(name, x)
		}
	}
	p.Saved = keep.Encode()
	kinds := desk.SearchKinds(v.who)
	if !slices.Contains(kinds, in.Get("kind")) {
		keep.Del("kind")
	}
	for _, k := range append([]string{""}, kinds...) {
		p.Kinds = append(p.Kinds, view.Chip{Word: v.lang.T(kindWords[k]), Href: "/desk/search" + with(keep, "kind", k), On: k == keep.Get("kind")})
	}
	for _, o := range []struct{ name, word string }{{"", "新的在前"}, {"best", "最相关的在前"}} {
		p.Orders = append(p.Orders, view.Chip{Word: v.lang.T(o.word), Href: "/desk/search" + with(keep, "order", o.name), On: o.name == keep.Get("order")})
	}
	asked := q
	if digits.MatchString(q) {
		asked = q + " OR number:" + q
	}
	parsed, wrong := query.Parse(asked, v.now)
	if wrong != nil {
		p.Wrong = wrongQuery(v, q, wrong)
	} else if webAddress.MatchString(q) {
		if err := s.searchAddress(v, &p, q, kinds); err != nil {
			return err
		}
	} else if err := s.fillSearch(v, &p, parsed.Between(dayFrom(p.From, 0), dayFrom(p.To, 1)), kinds, keep); err != nil {
		return err
	}
	s.show(v, http.StatusOK, view.Chrome{Title: v.lang.T("检索"), Query: q}, view.Search(p))
	return nil
}

// wholeNumber writes a matter's number in full: c-2026-10 is C-2026-0010.
func wholeNumber(q string) string {
	up := strings.ToUpper(q)
	if at := strings.LastIndex(up, "-"); at > 0 && len(up)-at < 5 {
		up = up[:at+1] + strings.Repeat("0", 5-(len(up)-at)) + up[at+1:]
	}
	return up
}

// searchAddress answers whether what stands at an address was read.
func (s *server) searchAddress(v *visit, p *view.SearchPage, address string, kinds []string) error {
	p.Empty = view.Empty{Title: v.lang.T("这个地址还没有读到"), Why: v.lang.T("看到的是公开网页上的事，就把它报告给办公室。"), Href: "/desk/report?" + url.Values{"url": {address}}.Encode(), Way: v.lang.T("报告帖文")}
	if !slices.Contains(kinds, store.KindPost) {
		p.Empty = view.Empty{Title: v.lang.T("没有找到"), Why: v.lang.T("帖文由值班员、联络员等查看。")}
		return nil
	}
	post, matched, err := s.Intake.PostAt(v.r.Context(), address)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return nil
	case err != nil:
		return err
	case !matched:
		p.Empty = view.Empty{Title: v.lang.T("这个地址读到过，没有命中任何话题"), Why: v.lang.T("没有命中的帖文只留几天，不进检索；规则该不该命中它，到规则台上试。"), Href: "/desk/bench", Way: v.lang.T("规则台")}
		return nil
	}
	p.Parts = []view.FoundPart{{ID: store.KindPost, Title: v.lang.T(kindWords[store.KindPost]), Rows: []view.FoundRow{{
		Href: safe(post.URL), Outside: true, At: v.when(post.PublishedAt), Where: post.Source, Title: highlight(post.Title, nil), Text: snippet(post.Text, nil),
	}}}}
	return nil
}

// dayFrom returns the beginning of a day of a date field, some days on; 0 for none.
func dayFrom(s string, on int) int64 {
	at, err := time.ParseInLocation("2006-01-02", s, china)
	if err != nil {
		return 0
	}
	return at.AddDate(0, 0, on).UnixMilli()
}

// fillSearch asks for one kind at a page's length, or for a few of every kind.
func (s *server) fillSearch(v *visit, p *view.SearchPage, q query.Query, kinds []string, keep url.Values) error {
	p.Empty = view.Empty{Title: v.lang.T("没有找到"), Why: v.lang.T("您看不到的单位的办件、没有命中话题的帖文不在其中。换个短一些的词，或者用 或 隔开几种说法再试。")}
	if q.Empty() {
		p.Empty = view.Empty{Title: v.lang.T("想找什么？"), Why: v.lang.T("在上面填写编号、地名或事情里的词。")}
		return nil
	}
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	ask := store.SearchQuery{Query: q, Scope: tree.Scope(v.who), Relevant: keep.Get("order") == "best", Limit: searchFew}
	if k := keep.Get("kind"); k != "" {
		kinds, ask.Limit, ask.After = []string{k}, searchRows, searchAfter(v.q("after"))
	}
	for _, k := range kinds {
		ask.Kinds = []string{k}
		found, err := s.Store.Search(v.r.Context(), ask)
		if err != nil {
			return err
		}
		part := view.FoundPart{ID: k, Title: v.lang.T(kindWords[k]), Partial: found.Partial}
		for _, f := range found.Rows {
			part.Rows = append(part.Rows, s.foundRow(v, f, q))
		}
		if found.Next != (store.SearchAfter{}) {
			next := url.Values{"after": {writeAfter(found.Next)}}
			if len(kinds) > 1 && !found.Partial {
				next = url.Values{}
			}
			for name := range keep {
				next.Set(name, keep.Get(name))
			}
			part.Next = "/desk/search" + with(next, "kind", k)
		}
		if len(part.Rows) > 0 || part.Next != "" {
			p.Parts = append(p.Parts, part)
		}
	}
	return nil
}

// writeAfter and searchAfter carry the end of a page in an address.
func writeAfter(a store.SearchAfter) string {
	return num(a.Seq) + "." + num(a.Score) + "." + num(a.Newest)
}

func searchAfter(text string) (a store.SearchAfter) {
	for i, part := range strings.SplitN(text, ".", 3) {
		n, _ := strconv.ParseInt(part, 10, 64) // 0 is the first page
		*[]*int64{&a.Seq, &a.Score, &a.Newest}[i] = n
	}
	return a
}

// checkQuery answers while a query is typed.
func (s *server) checkQuery(v *visit) error {
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	q := cut(v.q("q"), queryLength)
	var out view.WrongQuery
	if _, wrong := query.Parse(q, v.now); wrong != nil {
		out = wrongQuery(v, q, wrong)
	}
	return view.QueryCheck(v.lang, out).Render(context.WithoutCancel(v.r.Context()), v.w)
}

func wrongQuery(v *visit, q string, p *query.Problem) view.WrongQuery {
	r := []rune(q)
	from, end := min(p.From, len(r)), min(p.End, len(r))
	return view.WrongQuery{Said: v.lang.F("第 %d 个字起：%s", p.From+1, v.lang.T(p.Text)), Before: string(r[:from]), At: string(r[from:end]), Behind: string(r[end:])}
}

func (s *server) foundRow(v *visit, f store.Found, q query.Query) view.FoundRow {
	row := view.FoundRow{At: v.when(f.At), Title: highlight(f.Title, q.Marks(f.Title, true)), Text: snippet(f.Text, q.Marks(f.Text, false))}
	switch f.Kind {
	case store.KindPost:
		row.Href = "/desk/stream?q=" + f.Ref
		if post, err := s.Store.Post(v.r.Context(), store.ParsePostID(f.Ref)); err == nil {
			row.Where = post.Source
			if strings.HasPrefix(post.URL, "http") {
				row.Href, row.Outside = post.URL, true
			}
		}
	case store.KindStatement:
		row.Number, row.Href, row.Outside = f.Ref, "/statements/"+f.Ref, true
		if _, _, err := s.Desk.Offers(v.r.Context(), v.who, f.Ref); err == nil {
			row.Href, row.Outside = "/desk/matters/"+f.Ref, false
		}
	default:
		row.Number, row.Href = f.Ref, "/desk/matters/"+f.Ref
	}
	return row
}

// snippet cuts a text to the neighbourhood of the first place that is marked.
func snippet(text string, marks []query.Span) []view.Run {
	r := []rune(text)
	from := 0
	if len(marks) > 0 {
		from = max(0, marks[0].From-30)
	}
	end := min(len(r), from+160)
	var inside []query.Span
	for _, m := range marks {
		if m.From >= from && m.From < end {
			inside = append(inside, query.Span{From: m.From - from, End: min(m.End, end) - from})
		}
	}
	out := highlight(string(r[from:end]), inside)
	if from > 0 {
		out = append([]view.Run{{Text: "…"}}, out...)
	}
	if end < len(r) {
		out = append(out, view.Run{Text: "…"})
	}
	return out
}

// highlight cuts a text at its marks.
func highlight(text string, marks []query.Span) []view.Run {
	r := []rune(text)
	var out []view.Run
	at := 0
	for _, m := range marks {
		if m.From > at {
			out = append(out, view.Run{Text: string(r[at:m.From])})
		}
		out = append(out, view.Run{Text: string(r[m.From:m.End]), Mark: "+"})
		at = m.End
	}
	if at < len(r) {
		out = append(out, view.Run{Text: string(r[at:])})
	}
	return out
}
