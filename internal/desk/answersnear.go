package desk

import (
	"context"
	"slices"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/query"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// answerBook is the checked answers in force, ready to be searched.
type answerBook struct {
	generation int64
	list       []store.CheckedAnswer
	near       *query.Near
}

// AnswerHit is a checked answer that is near a text, with the words that both
// have. Asked is the share of its question that the text has, 0 to 1.
type AnswerHit struct {
	store.CheckedAnswer
	Asked float64
	Words []string
}

// askedEnough is from which share of its question on an answer is offered beside
// a message; foundEnough what a search box must share with it.
const (
	askedEnough = 0.35
	foundEnough = 0.3
)

func (d *Desk) answerBook(ctx context.Context) (*answerBook, error) {
	now, err := d.store.Counter(ctx, "generation.answers")
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	b := d.answers
	d.mu.Unlock()
	if b != nil && b.generation == now {
		return b, nil
	}
	list, err := d.store.PublicAnswers(ctx)
	if err != nil {
		return nil, err
	}
	b = &answerBook{now, list, query.NewNear(len(list), func(i int) (string, string) { return list[i].Text.Question, list[i].Text.Answer })}
	d.mu.Lock()
	d.answers = b
	d.mu.Unlock()
	return b, nil
}

// SimilarAnswers returns the checked answers in force whose question a message
// asks, nearest first. Nothing is inserted or sent by that.
func (d *Desk) SimilarAnswers(ctx context.Context, text string, most int) ([]AnswerHit, error) {
	return d.nearAnswers(ctx, text, most, func(h query.Hit) bool { return h.Asked >= askedEnough })
}

// SearchAnswers returns the checked answers in force that a search asks for,
// nearest first.
func (d *Desk) SearchAnswers(ctx context.Context, text string, most int) ([]AnswerHit, error) {
	return d.nearAnswers(ctx, text, most, func(h query.Hit) bool { return h.Asked >= askedEnough || h.Found >= foundEnough })
}

// FindAnswers is SearchAnswers for the public: the answers alone.
func (d *Desk) FindAnswers(ctx context.Context, text string, most int) ([]store.CheckedAnswer, error) {
	hits, err := d.SearchAnswers(ctx, text, most)
	var out []store.CheckedAnswer
	for _, h := range hits {
		out = append(out, h.CheckedAnswer)
	}
	return out, err
}

func (d *Desk) nearAnswers(ctx context.Context, text string, most int, enough func(query.Hit) bool) ([]AnswerHit, error) {
	b, err := d.answerBook(ctx)
	if err != nil {
		return nil, err
	}
	r := []rune(text)
	var out []AnswerHit
	for _, h := range b.near.Find(string(r[:min(len(r), 4000)]), most) {
		if enough(h) {
			out = append(out, AnswerHit{b.list[h.At], h.Asked, h.Words})
		}
	}
	return out, nil
}

// AnswerParagraph is a checked answer as it goes into a draft: with the source
// that says so.
func AnswerParagraph(x store.AnswerText) string {
	source := x.Source
	if x.SourceKind == "law" {
		source = "《" + source + "》"
	}
	return x.Answer + "（依据：" + source + x.Article + "）"
}

// InsertAnswer puts a checked answer with its source at the end of a draft, or of the
// answer to a message, as a new version of it under the name of who does so. Faults:
// answer.unknown and those of saving a draft. Clause: MSG-5.
func (d *Desk) InsertAnswer(ctx context.Context, who matter.Actor, into string, number int64) (Result, error) {
	a, err := d.store.PublicAnswer(ctx, number)
	if err != nil {
		return Result{}, err
	}
	m, offers, err := d.Offers(ctx, who, into)
	if err != nil {
		return Result{}, err
	}
	save, in := matter.Action("save"), map[string]any{"title": m.Title}
	if m.Kind == regime.Message {
		save, in = "save_answer", map[string]any{}
	}
	if !slices.ContainsFunc(offers, func(o matter.Offer) bool { return o.Row.Action == save }) {
		return Result{}, fault.New(fault.Conflict, "answer.draft", "%s 现在不能由您修改，标准答复没有插入", m.Number).On("statement")
	}
	body := ""
	if m.Kind == regime.Message {
		body, err = d.unsent(ctx, m)
	} else {
		var texts []store.Text
		if texts, err = d.store.Texts(ctx, m.ID); len(texts) > 0 {
			in["title"], body = texts[0].Title, texts[0].Body
		}
	}
	if err != nil {
		return Result{}, err
	}
	in["text"] = strings.TrimSpace(body + "\n\n" + AnswerParagraph(a.Text))
	return d.Act(ctx, who, Input{Matter: m.Number, Version: m.Version, Action: save, Input: in})
}

// unsent is the answer to a message as it was last saved, "" if none was or the last
// one has gone out.
func (d *Desk) unsent(ctx context.Context, m matter.Matter) (string, error) {
	list, err := d.store.MessageAnswers(ctx, m.ID)
	if err != nil || len(list) == 0 || list[0].GivenAt != 0 {
		return "", err
	}
	return list[0].Text, nil
}

// HelpfulForm returns the token of a form for one word on a checked answer.
func (d *Desk) HelpfulForm(number int64) (string, error) { return d.FeedbackForm(answerName(number)) }

// TakeHelpful counts one reader's word whether a checked answer helped; nothing
// about the reader. Faults: feedback.met, feedback.form, feedback.early,
// feedback.old, feedback.again, feedback.busy, answer.unknown.
func (d *Desk) TakeHelpful(ctx context.Context, number int64, word, token string) error {
	if word != "yes" && word != "no" {
		return fault.New(fault.Invalid, "feedback.met", "请选「有帮助」或「没有帮助」").On("helped")
	}
	if _, err := d.store.PublicAnswer(ctx, number); err != nil {
		return err
	}
	return d.takeForm(ctx, answerName(number), token, func(tx *store.Tx) error { return tx.CountHelpful(number, word == "yes") })
}
