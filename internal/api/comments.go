package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/store"
)

// CommentItem is a comment below one of the agency's own articles. Who wrote it is
// nowhere: it is not read.
type CommentItem struct {
	ID       string        `json:"id"`
	Account  string        `json:"account" doc:"name of the account"`
	Article  string        `json:"article"`
	Address  string        `json:"address,omitempty" doc:"of the article"`
	Text     string        `json:"text" doc:"without personal data; empty once its term is over"`
	SaidAt   string        `json:"said_at,omitempty"`
	ReadAt   string        `json:"read_at"`
	State    string        `json:"state" enum:"shown,proposed,withheld" doc:"proposed is shown until another person agrees"`
	There    string        `json:"on_platform" enum:"unknown,shown,not_shown"`
	Reason   string        `json:"reason,omitempty" doc:"why it is withheld: personal_data, malicious_link, advertising, duplicate, off_matter or law"`
	Law      string        `json:"law,omitempty" doc:"article that is cited"`
	Notice   string        `json:"notice,omitempty" doc:"code with which anybody can appeal"`
	Withheld string        `json:"withheld_at,omitempty"`
	Restored string        `json:"restored_at,omitempty" doc:"on an appeal"`
	Message  string        `json:"message,omitempty" doc:"number of the message that it became; its answer goes below the comment"`
	Version  int64         `json:"version"`
	Carried  []CarriedItem `json:"carried,omitempty" doc:"of one comment: what went to the platform, in order"`
	Appeals  []AppealItem  `json:"appeals,omitempty" doc:"of one comment, oldest first"`
}

// CarriedItem is one act by which a decision is carried to the platform.
type CarriedItem struct {
	Act   string `json:"act" enum:"notice,withhold,show,unnotice"`
	State string `json:"state" enum:"waiting,owed,queued,sending,done,unknown,failed,superseded" doc:"owed is a person's"`
	At    string `json:"at"`
	Done  string `json:"done_at,omitempty"`
}

// AppealItem asks that another officer look again. Who appeals is not asked.
type AppealItem struct {
	Text    string `json:"text"`
	At      string `json:"at"`
	Due     string `json:"due"`
	Verdict string `json:"verdict,omitempty" enum:",restored,kept"`
	Reason  string `json:"reason,omitempty"`
	Decided string `json:"decided_at,omitempty"`
}

type commentsQuery struct {
	PageQuery
	State   string `query:"state" enum:",shown,proposed,withheld"`
	Account string `query:"account" doc:"number"`
}

type commentAct struct {
	ID   string `path:"id"`
	Body struct {
		Version int64 `json:"version,omitempty" doc:"of the comment as it was read"`
	}
}

// comments serves the comments below own articles. To withhold, to agree and to
// decide an appeal is a person's at the desk. Clause: ACC-13.
func (s *server) comments(api huma.API) {
	read(s, api, "list-comments", "/api/v1/comments", "Comments below own articles, newest first; nothing of who wrote them is read", s.listComments)
	read(s, api, "get-comment", "/api/v1/comments/{id}", "One comment, with what went to the platform and its appeals", func(ctx context.Context, in *idPath) (CommentItem, error) {
		return s.oneComment(ctx, in.ID)
	})
	write(s, api, http.StatusOK, "comment-to-inbox", "/api/v1/comments/{id}/inbox", "Hand a comment that needs an answer to the inbox; withholding is a person's at the desk", func(ctx context.Context, in *commentAct) (CommentItem, error) {
		if _, err := s.Desk.AnswerComment(ctx, who(ctx), in.ID, in.Body.Version); err != nil {
			return CommentItem{}, err
		}
		return s.oneComment(ctx, in.ID)
	})
}

func (s *server) listComments(ctx context.Context, in *commentsQuery) (paged[CommentItem], error) {
	p, err := in.page()
	if err != nil {
		return paged[CommentItem]{}, err
	}
	f := store.CommentFilter{State: in.State, Before: p.ID}
	if in.Account != "" {
		a, err := s.Desk.Account(ctx, who(ctx), in.Account)
		if err != nil {
			return paged[CommentItem]{}, err
		}
		f.Account = a.ID
	}
	rows, err := s.Desk.Comments(ctx, who(ctx), f, p.N)
	return pageOf(rows, in.Limit, func(c store.OwnComment) (int64, string) { return 0, c.ID }, comment), err
}

func (s *server) oneComment(ctx context.Context, id string) (CommentItem, error) {
	c, err := s.Desk.Comment(ctx, who(ctx), id)
	if err != nil {
		return CommentItem{}, err
	}
	carried, err := s.Store.CommentCarries(ctx, c.ID)
	if err != nil {
		return CommentItem{}, err
	}
	appeals, err := s.Store.Appeals(ctx, c.ID)
	out := comment(c)
	out.Carried = listOf(carried, func(x store.CommentCarry) CarriedItem {
		return CarriedItem{x.Act, x.State, when(x.At), when(x.DoneAt)}
	}).Items
	out.Appeals = listOf(appeals, func(a store.Appeal) AppealItem {
		return AppealItem{a.Text, when(a.At), when(a.DueAt), a.Verdict, a.Reason, when(a.DecidedAt)}
	}).Items
	return out, err
}

func comment(c store.OwnComment) CommentItem {
	return CommentItem{
		ID: c.ID, Account: c.Account, Article: c.PostTitle, Address: c.PostURL, Text: c.Text, SaidAt: when(c.SaidAt), ReadAt: when(c.ReadAt), State: c.State, There: []string{"unknown", "shown", "not_shown"}[c.OnPlatform],
		Reason: c.Reason, Law: c.Law, Notice: c.Code, Withheld: when(c.WithheldAt), Restored: when(c.RestoredAt), Message: c.Message, Version: c.Version,
	}
}
