package web

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"yingda/internal/fold"
	"yingda/internal/store"
	"yingda/internal/view"
)

// searchRows is how many texts one page of results shows.
const searchRows = 30

var matterNumber = regexp.MustCompile(`^[CSMAFPI]-[0-9]{4}-[0-9]{4,}$`)

var searchKinds = []struct{ name, word string }{{"", "全部"}, {store.KindConcern, "公众关切"}, {store.KindStatement, "答复"}, {store.KindPost, "帖文"}}

// search finds concerns, answers and posts; a number opens its matter at once.
func (s *server) search(v *visit) error {
	q, kind := strings.TrimSpace(v.r.FormValue("q")), v.r.FormValue("kind")
	if up := strings.ToUpper(q); matterNumber.MatchString(up) {
		if _, _, err := s.Desk.Offers(v.r.Context(), v.who, up); err == nil {
			return v.to("/desk/matters/" + up)
		}
	}
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	after, _ := strconv.ParseInt(v.r.FormValue("after"), 10, 64) // 0 is the first page
	query := store.SearchQuery{Text: cut(q, 100), Scope: tree.Scope(v.who), After: after, Limit: searchRows + 1}
	if kind != "" {
		query.Kinds = []string{kind}
	}
	found, err := s.Store.Search(v.r.Context(), query)
	if err != nil {
		return err
	}
	p := view.SearchPage{Lang: v.lang, Query: q, Said: v.lang.F("「%s」，新的在前。", q)}
	for _, k := range searchKinds {
		p.Kinds = append(p.Kinds, view.Chip{Word: v.lang.T(k.word), Href: "/desk/search" + with(map[string][]string{"q": {q}}, "kind", k.name), On: k.name == kind})
	}
	if len(found) > searchRows {
		found = found[:searchRows]
		next := map[string][]string{"q": {q}, "after": {num(found[searchRows-1].Seq)}}
		p.Next = "/desk/search" + with(next, "kind", kind)
	}
	for _, f := range found {
		p.Rows = append(p.Rows, s.foundRow(v, f, strings.Fields(q)))
	}
	p.Empty = view.Empty{Title: v.lang.T("没有找到"), Why: v.lang.T("每个词都要出现在标题或正文里；您看不到的单位的办件不在其中。换个短一些的词再试。")}
	if q == "" {
		p.Said, p.Empty = "", view.Empty{Title: v.lang.T("想找什么？"), Why: v.lang.T("在上面填写编号、地名或事情里的词。")}
	}
	s.show(v, http.StatusOK, view.Chrome{Title: v.lang.T("检索"), Query: q}, view.Search(p))
	return nil
}

func (s *server) foundRow(v *visit, f store.Found, words []string) view.FoundRow {
	row := view.FoundRow{At: v.when(f.At), Title: highlight(f.Title, words), Text: highlight(snippet(f.Text, words), words)}
	switch f.Kind {
	case store.KindPost:
		row.Kind, row.Href = v.lang.T("帖文"), "/desk/stream?q="+f.Ref
		if post, err := s.Store.Post(v.r.Context(), store.ParsePostID(f.Ref)); err == nil && strings.HasPrefix(post.URL, "http") {
			row.Href, row.Outside = post.URL, true
		}
	case store.KindStatement:
		row.Kind, row.Number, row.Href = v.lang.T("答复"), f.Ref, "/desk/matters/"+f.Ref
	default:
		row.Kind, row.Number, row.Href = v.lang.T("公众关切"), f.Ref, "/desk/matters/"+f.Ref
	}
	return row
}

// snippet cuts a text to the neighbourhood of the first word that it holds.
func snippet(text string, words []string) string {
	r, at := []rune(text), 0
	for _, w := range words {
		if i := find([]rune(fold.String(text)), []rune(fold.String(w)), 0); i >= 0 {
			at = i
			break
		}
	}
	from := max(0, at-30)
	out := cut(string(r[min(from, len(r)):]), 160)
	if from > 0 {
		out = "…" + out
	}
	return out
}

// highlight marks the words of a query, folded as the search folds them. Folding
// keeps the places of runes.
func highlight(text string, words []string) []view.Run {
	r, f := []rune(text), []rune(fold.String(text))
	hit := make([]bool, len(r))
	for _, w := range words {
		part := []rune(fold.String(w))
		for i := find(f, part, 0); i >= 0; i = find(f, part, i+1) {
			for j := range part {
				hit[i+j] = true
			}
		}
	}
	var out []view.Run
	for i := range r {
		mark := ""
		if hit[i] {
			mark = "+"
		}
		if n := len(out); n > 0 && out[n-1].Mark == mark {
			out[n-1].Text += string(r[i])
			continue
		}
		out = append(out, view.Run{Text: string(r[i]), Mark: mark})
	}
	return out
}

// find returns the place of part in text from a place on, -1 if it is not there.
func find(text, part []rune, from int) int {
	for i := from; len(part) > 0 && i+len(part) <= len(text); i++ {
		j := 0
		for j < len(part) && text[i+j] == part[j] {
			j++
		}
		if j == len(part) {
			return i
		}
	}
	return -1
}
