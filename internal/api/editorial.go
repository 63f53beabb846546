package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/activity"
	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/store"
)

// PaceItem is how an account stands under one rule on posting.
func dateOf(d activity.Day) string {
	if d == 0 {
		return ""
	}
	return d.Start().Format(time.DateOnly)
}

func dayOf(text string) activity.Day {
	t, err := time.ParseInLocation(time.DateOnly, text, deadline.Zone)
	if err != nil {
		return 0
	}
	return activity.DayOf(t)
}

// agencyOf is the agency that a caller belongs to.
func (s *server) agencyOf(ctx context.Context) (*desk.Tree, string, error) {
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return nil, "", err
	}
	agency := tree.ByID[who(ctx).UnitID].AgencyID
	if agency == "" && len(tree.Units) > 0 {
		agency = tree.Units[0].AgencyID // a token of nobody reads for the head
	}
	return tree, agency, nil
}

func unitID(tree *desk.Tree, key string) string {
	u, err := store.FindUnit(tree.Units, key)
	if err != nil {
		return ""
	}
	return u.ID
}

// editorial serves the posting of the accounts and the editorial desk. What is
// signed, cleared or administered is on the desk alone. Clause: ACC-5, ACC-7, ACC-8.
func (s *server) editorial(api huma.API) {
	read(s, api, "list-posting", "/api/v1/accounts/activity", "How the official accounts post: standing, shortfall and forecast under each rule", func(ctx context.Context, _ *nothing) (list[PaceItem], error) {
		all, err := s.Desk.PacingsFor(ctx, who(ctx))
		out := list[PaceItem]{Items: []PaceItem{}}
		for _, a := range all {
			for _, r := range a.Rules {
				out.Items = append(out.Items, PaceItem{a.Number, a.Name, string(a.Platform), r.Rule.ID, r.Rule.Title, r.Rule.Article, string(r.State), dateOf(r.Due), r.Have, r.Need, r.Short, r.Left, r.Forecast})
			}
		}
		return out, err
	})
	read(s, api, "list-account-posts", "/api/v1/accounts/{number}/posts", "The posting record of an account, newest first", func(ctx context.Context, in *postsQuery) (paged[PostedItem], error) {
		return s.accountPosts(ctx, in.Number, pageQuery{in.After, in.Limit})
	})
	write(s, api, http.StatusCreated, "record-account-post", "/api/v1/accounts/{number}/posts", "Put a post on the record of an account; the same one again is a conflict", func(ctx context.Context, in *postSave) (paged[PostedItem], error) {
		at, _ := time.Parse(time.RFC3339, in.Body.At) // the zero time is refused
		if err := s.Desk.RecordPost(ctx, who(ctx), in.Number, desk.PostEdit{At: at, Title: in.Body.Title, Address: in.Body.Address}); err != nil {
			return paged[PostedItem]{}, err
		}
		return s.accountPosts(ctx, in.Number, firstPage)
	})
	read(s, api, "list-articles", "/api/v1/articles", "Articles of the editorial desk that are on their way, by planned day; a page holds fewer where the caller may not see one", s.articles)
	write(s, api, http.StatusCreated, "begin-article", "/api/v1/articles", "Begin an article; it is a statement without a concern, whose acts are those of any matter", func(ctx context.Context, in *articleSave) (Matter, error) {
		tree, _, err := s.agencyOf(ctx)
		if err != nil {
			return Matter{}, err
		}
		b := in.Body
		number, err := s.Desk.BeginArticle(ctx, who(ctx), desk.ArticleEdit{Title: b.Title, UnitID: unitID(tree, b.Unit), ColumnID: b.Column, Origin: b.Origin, SourceID: b.Source, SourceURL: b.SourceURL, Credit: b.Credit, Rights: b.Rights, Planned: dayOf(b.Planned), Accounts: b.Accounts, Commission: b.Commission})
		if err != nil {
			return Matter{}, err
		}
		m, err := s.Store.Matter(ctx, number)
		if err != nil {
			return Matter{}, err
		}
		return s.matter(ctx, m)
	})
	read(s, api, "list-commissions", "/api/v1/commissions", "Commissions that are not done, soonest due first", s.commissions)
	write(s, api, http.StatusCreated, "add-commission", "/api/v1/commissions", "Commission an article from a unit", func(ctx context.Context, in *commissionSave) (paged[CommissionItem], error) {
		tree, _, err := s.agencyOf(ctx)
		if err != nil {
			return paged[CommissionItem]{}, err
		}
		due, _ := time.Parse(time.RFC3339, in.Body.DueAt) // the zero time is refused
		if _, err := s.Desk.AddCommission(ctx, who(ctx), desk.CommissionEdit{UnitID: unitID(tree, in.Body.Unit), ColumnID: in.Body.Column, Title: in.Body.Title, Brief: in.Body.Brief, Planned: dayOf(in.Body.Planned), Due: due}); err != nil {
			return paged[CommissionItem]{}, err
		}
		return s.commissions(ctx, &firstPage)
	})
	read(s, api, "list-services", "/api/v1/services", "Services that the official accounts link to", func(ctx context.Context, _ *nothing) (list[ServiceItem], error) { return s.services(ctx) })
	write(s, api, http.StatusCreated, "add-service", "/api/v1/services", "Register a service; it waits for the technical department's clearance", func(ctx context.Context, in *serviceSave) (list[ServiceItem], error) {
		tree, _, err := s.agencyOf(ctx)
		if err != nil {
			return list[ServiceItem]{}, err
		}
		if err := s.Desk.AddService(ctx, who(ctx), in.Body.Account, store.Service{Title: in.Body.Title, URL: in.Body.URL, Kind: in.Body.Kind, UnitID: unitID(tree, in.Body.Unit)}); err != nil {
			return list[ServiceItem]{}, err
		}
		return s.services(ctx)
	})
	read(s, api, "list-contractors", "/api/v1/contractors", "Contractors that help to run the accounts", func(ctx context.Context, _ *nothing) (list[ContractorItem], error) {
		if err := s.seen(ctx, desk.Readers); err != nil {
			return list[ContractorItem]{}, err
		}
		tree, agency, err := s.agencyOf(ctx)
		if err != nil {
			return list[ContractorItem]{}, err
		}
		rows, err := s.Store.Contractors(ctx, agency)
		return listOf(rows, func(c store.Contractor) ContractorItem {
			return ContractorItem{c.ID, c.Name, c.Contract, tree.Name(c.UnitID), dateOf(c.From), dateOf(c.To), c.EndedAt != 0, c.Open}
		}), err
	})
}

// postsQuery asks for a page of the posting record of an account.
type postsQuery struct {
	Number string `path:"number"`
	After  string `query:"after" doc:"next of the page before"`
	Limit  int    `query:"limit" default:"100" minimum:"1" maximum:"500"`
}

// firstPage is what a change to a register answers with.
var firstPage = pageQuery{Limit: mostRecords}

func (s *server) accountPosts(ctx context.Context, number string, in pageQuery) (paged[PostedItem], error) {
	a, err := s.Desk.Account(ctx, who(ctx), number)
	if err != nil {
		return paged[PostedItem]{}, err
	}
	p, err := in.page()
	if err != nil {
		return paged[PostedItem]{}, err
	}
	if p.ID == "" {
		p.At = store.Never
	}
	rows, err := s.Store.AccountPosts(ctx, a.ID, p.At, p.ID, p.N)
	return pageOf(rows, in.Limit, func(p store.AccountPost) (int64, string) { return p.At, p.ID }, func(p store.AccountPost) PostedItem {
		return PostedItem{p.ID, when(p.At), p.Title, p.Address, p.Origin, p.Statement, p.VoidReason}
	}), err
}

func (s *server) articles(ctx context.Context, in *pageQuery) (paged[ArticleItem], error) {
	if err := s.seen(ctx, desk.DeskReaders); err != nil {
		return paged[ArticleItem]{}, err
	}
	p, err := in.page()
	if err != nil {
		return paged[ArticleItem]{}, err
	}
	tree, agency, err := s.agencyOf(ctx)
	if err != nil {
		return paged[ArticleItem]{}, err
	}
	rows, err := s.Store.ArticlePage(ctx, agency, p)
	if err != nil {
		return paged[ArticleItem]{}, err
	}
	ids := make([]string, len(rows))
	for i, a := range rows {
		ids[i] = a.StatementID
	}
	may, err := s.Desk.Visible(ctx, who(ctx), ids)
	page := pageOf(rows, in.Limit, func(a store.ArticleLine) (int64, string) { return int64(a.Planned), a.StatementID }, func(a store.ArticleLine) ArticleItem {
		return ArticleItem{a.Number, a.Title, string(a.State), tree.Name(a.UnitID), a.ColumnID, a.Origin, dateOf(a.Planned), when(a.ReleasedAt)}
	})
	shown := page.Items[:0]
	for i, a := range page.Items {
		if _, sees := may[ids[i]]; sees {
			shown = append(shown, a)
		}
	}
	page.Items = shown
	return page, err
}

func (s *server) commissions(ctx context.Context, in *pageQuery) (paged[CommissionItem], error) {
	return pageFor(s, ctx, in, desk.DeskReaders, func(_ book, p store.Page) ([]store.Commission, error) { return s.Store.CommissionPage(ctx, p) },
		func(c store.Commission) (int64, string) { return c.DueAt, c.ID }, func(b book, c store.Commission) CommissionItem {
			return CommissionItem{c.ID, c.Title, c.Brief, b.tree.Name(c.UnitID), dateOf(c.Planned), when(c.DueAt), c.State, c.Article}
		})
}

func (s *server) services(ctx context.Context) (list[ServiceItem], error) {
	if err := s.seen(ctx, desk.ServiceReaders); err != nil {
		return list[ServiceItem]{}, err
	}
	_, agency, err := s.agencyOf(ctx)
	if err != nil {
		return list[ServiceItem]{}, err
	}
	rows, err := s.Store.Services(ctx, agency, 300)
	return listOf(rows, func(x store.Service) ServiceItem {
		return ServiceItem{x.ID, x.Account, x.Title, x.URL, x.Kind, x.State, when(x.CheckedAt), x.Error}
	}), err
}
