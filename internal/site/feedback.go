package site

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/a-h/templ"

	"yingda/internal/fault"
	"yingda/internal/report"
	"yingda/internal/store"
)

// Readers is what the site asks for the answers of its readers. They are the one
// thing that it takes in: a choice from two closed lists, counted by the day.
type Readers interface {
	FeedbackForm(number string) (string, error)
	TakeFeedback(ctx context.Context, number, met, missing, token string) error
	// FindAnswers returns the checked answers that a search asks for.
	FindAnswers(ctx context.Context, text string, most int) ([]store.CheckedAnswer, error)
	HelpfulForm(number int64) (string, error)
	TakeHelpful(ctx context.Context, number int64, word, token string) error
	TakeAppeal(ctx context.Context, code, text, form string) (due time.Time, err error)
}

var metWords = map[string]string{"yes": "是", "partly": "部分", "no": "否"}

var missingWords = map[string]string{"not_my_question": "没有回答我的问题", "unclear": "看不懂", "not_solved": "没有解决", "not_true": "和实际不符", "other": "其他"}

// feedbackView is what readers said of a statement, small counts hidden.
type feedbackView struct {
	Cells     []report.Cell // all, yes, partly, no
	Asked     bool          // the form is shown
	Reviewed  int64         // how often the system proposed to take the concern up again
	Kept      int64         // how often a person kept the answer
	Again     int64         // how often it was taken up again
	Results   []store.PublicResult
	Summaries []store.PublicReview
}

func (s *site) feedbackView(ctx context.Context, one store.PublicStatement) (feedbackView, error) {
	v := feedbackView{Asked: s.Readers != nil && !one.Withdrawn}
	said, err := s.Store.FeedbackOf(ctx, one.Number)
	if err != nil {
		return v, err
	}
	v.Cells = report.Guard([][]int64{{said.All(), said.Yes, said.Partly, said.No}})[0]
	if v.Kept, v.Again, err = s.Store.DecidedBeside(ctx, one.Number); err != nil {
		return v, err
	}
	v.Reviewed = v.Kept + v.Again
	if v.Results, err = s.Store.ResultsBeside(ctx, one.Number); err != nil {
		return v, err
	}
	v.Summaries, err = s.Store.ReviewsBeside(ctx, one.Number)
	return v, err
}

type askView struct {
	Number, Title, Met, Missing, Token, Fault string
}

// ask shows the form that sends one answer. It is made for one reader and never
// kept: its token counts once.
func (s *site) ask(w http.ResponseWriter, r *http.Request) {
	s.showAsk(w, r, http.StatusOK, r.URL.Query().Get("met"), "", "")
}

func (s *site) showAsk(w http.ResponseWriter, r *http.Request, status int, met, missing, why string) {
	s.fresh(w, r, status, "这份答复回答了您的问题吗？", func(p *page) (templ.Component, error) {
		one, err := s.standing(r)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(store.Answers, met) {
			met = ""
		}
		token, err := s.Readers.FeedbackForm(one.Number)
		return askPage(p, askView{one.Number, one.Title, met, missing, token, why}), err
	})
}

// standing returns the statement of the address, if it stands.
func (s *site) standing(r *http.Request) (store.PublicStatement, error) {
	one, err := s.Store.PublicStatement(r.Context(), r.PathValue("number"))
	if err == nil && (one.Withdrawn || s.Readers == nil) {
		err = errNowhere
	}
	return one, err
}

// take counts one answer and thanks for it.
func (s *site) take(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4096)
	number := r.PathValue("number")
	if s.Readers == nil {
		s.refuse(w, r, errNowhere)
		return
	}
	met, missing := r.PostFormValue("met"), r.PostFormValue("missing")
	err := s.Readers.TakeFeedback(r.Context(), number, met, missing, r.PostFormValue("form"))
	f := fault.Of(err)
	if f != nil && f.Kind != fault.NotFound && f.Kind != fault.Internal {
		s.showAsk(w, r, fault.Status(err), met, missing, f.Text)
		return
	}
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	to := "/statements/" + url.PathEscape(number) + "/feedback/done"
	if l := r.PostFormValue("lang"); l != "" {
		to += "?lang=" + url.QueryEscape(l)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (s *site) thanks(w http.ResponseWriter, r *http.Request) {
	s.fresh(w, r, http.StatusOK, "已记下，谢谢", func(p *page) (templ.Component, error) {
		one, err := s.standing(r)
		return thanksPage(p, one), err
	})
}

// fresh answers with a page that nobody keeps.
func (s *site) fresh(w http.ResponseWriter, r *http.Request, status int, title string, body func(p *page) (templ.Component, error)) {
	p, err := s.frame(r, "statements")
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	if r.Method == http.MethodPost {
		p.speak(r.PostFormValue("lang"))
	}
	p.Title = p.T(title)
	c, err := body(p)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if err := layout(p, c).Render(r.Context(), w); err != nil {
		s.Log.DebugContext(r.Context(), "reader has gone", "err", err)
	}
}
