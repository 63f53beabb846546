package site

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/fault"
	"yingda/internal/store"
)

// mostFound is how many checked answers a search of the public shows.
const mostFound = 20

type answersView struct {
	Query string
	List  []store.CheckedAnswer
	All   int
}

// answers lists the checked answers in force, or those that a search asks for.
// Clause: MSG-5.
func (s *site) answers(ctx context.Context, p *page, r *http.Request) (templ.Component, error) {
	p.Title = p.T("常见问题")
	list, err := s.Store.PublicAnswers(ctx)
	if err != nil {
		return nil, err
	}
	v := answersView{Query: strings.TrimSpace(r.URL.Query().Get("q")), List: list, All: len(list)}
	if v.Query != "" && s.Readers != nil {
		if v.List, err = s.Readers.FindAnswers(ctx, v.Query, mostFound); err != nil {
			return nil, err
		}
	}
	return answersPage(p, v), nil
}

type answerView struct {
	store.CheckedAnswer
	Token, Fault   string
	Asked, Thanked bool
}

// answerOf returns the checked answer in force that an address names.
func (s *site) answerOf(r *http.Request) (store.CheckedAnswer, error) {
	n, err := strconv.ParseInt(r.PathValue("number"), 10, 64)
	if err != nil || n <= 0 {
		return store.CheckedAnswer{}, errNowhere
	}
	return s.Store.PublicAnswer(r.Context(), n)
}

// answerPage shows one checked answer, with a form that counts once: so nobody
// keeps the page.
func (s *site) answerPage(w http.ResponseWriter, r *http.Request) {
	s.showAnswer(w, r, http.StatusOK, "")
}

func (s *site) showAnswer(w http.ResponseWriter, r *http.Request, status int, why string) {
	a, err := s.answerOf(r)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	s.fresh(w, r, status, a.Text.Question, func(p *page) (templ.Component, error) {
		p.Nav = "answers"
		v := answerView{CheckedAnswer: a, Fault: why, Asked: s.Readers != nil, Thanked: r.URL.Query().Get("helped") == "done"}
		var err error
		if v.Asked && !v.Thanked {
			if v.Token, err = s.Readers.HelpfulForm(a.Number); err != nil {
				return nil, err
			}
		}
		return oneAnswerPage(p, v), nil
	})
}

// helpful counts one reader's word.
func (s *site) helpful(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4096)
	a, err := s.answerOf(r)
	if err == nil && s.Readers == nil {
		err = errNowhere
	}
	if err == nil {
		err = s.Readers.TakeHelpful(r.Context(), a.Number, r.PostFormValue("helped"), r.PostFormValue("form"))
	}
	if f := fault.Of(err); f != nil && f.Kind != fault.NotFound && f.Kind != fault.Internal {
		s.showAnswer(w, r, fault.Status(err), f.Text)
		return
	}
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	q := url.Values{"helped": {"done"}}
	if l := r.PostFormValue("lang"); l != "" {
		q.Set("lang", l)
	}
	http.Redirect(w, r, "/answers/"+strconv.FormatInt(a.Number, 10)+"?"+q.Encode(), http.StatusSeeOther)
}

// answersJSON is the same for programs.
func (s *site) answersJSON(r *http.Request, w io.Writer) error {
	list, err := s.Store.PublicAnswers(r.Context())
	if err != nil {
		return err
	}
	type item struct {
		Number    int64  `json:"number"`
		Question  string `json:"question"`
		Answer    string `json:"answer"`
		Source    string `json:"source"`
		Article   string `json:"article,omitempty"`
		SourceURL string `json:"source_url,omitempty"`
		CheckedOn string `json:"checked_on"`
		ValidTo   string `json:"valid_to"`
		URL       string `json:"url"`
	}
	items := []item{}
	for _, a := range list {
		x := a.Text
		items = append(items, item{a.Number, x.Question, x.Answer, x.Source, x.Article, x.URL, local(x.ApprovedAt).Format("2006-01-02"), local(a.ValidUntil - 1).Format("2006-01-02"), s.base(r) + "/answers/" + strconv.FormatInt(a.Number, 10)})
	}
	return json.NewEncoder(w).Encode(map[string]any{"items": items})
}

// sourceName writes the source of an answer as it is cited.
func sourceName(x store.AnswerText) string {
	if x.SourceKind == "law" {
		return "《" + x.Source + "》" + x.Article
	}
	return strings.TrimSpace(x.Source + " " + x.Article)
}
