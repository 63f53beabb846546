package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// AccountItem is an official account.
func (s *server) accounts(api huma.API) {
	read(s, api, "list-accounts", "/api/v1/accounts", "Official accounts that the caller may see, 100 a page", func(ctx context.Context, in *accountsPath) (accountList, error) {
		rows, err := s.Desk.Accounts(ctx, who(ctx), store.AccountFilter{Platform: in.Platform, State: in.State, Query: in.Q, After: in.After}, mostRecords+1)
		out := accountList{Items: listOf(rows[:min(len(rows), mostRecords)], account).Items}
		if len(rows) > mostRecords {
			out.Next = rows[mostRecords-1].ID
		}
		return out, err
	})
	read(s, api, "get-account", "/api/v1/accounts/{number}", "One account, with where it departs from the rules", func(ctx context.Context, in *numberPath) (AccountItem, error) {
		a, err := s.Desk.Account(ctx, who(ctx), in.Number)
		if err != nil {
			return AccountItem{}, err
		}
		if a.State != "open" {
			return account(a), nil
		}
		r, err := s.Desk.AccountReport(ctx, who(ctx), a.ID)
		out := account(a)
		for _, x := range r.Deviations {
			out.Deviations = append(out.Deviations, DeviationItem{x.Column, x.Says, x.Remedy})
		}
		return out, err
	})
	read(s, api, "list-account-filings", "/api/v1/account-filings", "Account filings, newest first; act on them as on any matter", func(ctx context.Context, in *struct {
		PageQuery
		All bool `query:"all" doc:"finished ones too"`
	},
	) (paged[FilingItem], error) {
		p, err := in.page()
		if err != nil {
			return paged[FilingItem]{}, err
		}
		rows, err := s.Desk.Filings(ctx, who(ctx), "", in.All, p.ID, p.N)
		return pageOf(rows, in.Limit, func(f store.FilingRow) (int64, string) { return 0, f.ID }, filing), err
	})
	read(s, api, "get-account-filing", "/api/v1/account-filings/{number}", "One filing with its levels", func(ctx context.Context, in *numberPath) (FilingItem, error) {
		return s.filing(ctx, in.Number)
	})
	write(s, api, http.StatusCreated, "file-account-opening", "/api/v1/account-filings", "Begin the filing of a new account", func(ctx context.Context, in *openingBody) (FilingItem, error) {
		b := in.Body
		form := store.FilingFields{Purpose: b.Purpose, Columns: b.Columns, Existing: b.Existing, Review: b.Review, Security: b.Security, Contractor: b.Contractor, Phone: b.Phone}
		unit, err := s.filingPeople(ctx, b.Unit, b.InCharge, b.Keeper, &form)
		if err != nil {
			return FilingItem{}, err
		}
		number, err := s.Desk.OpenAccount(ctx, who(ctx), desk.AccountOpening{Unit: unit, Platform: regime.Platform(b.Platform), Kind: regime.AccountKind(b.Kind), Holder: b.Holder, Name: b.Name, Organiser: b.Organiser, Form: form})
		if err != nil {
			return FilingItem{}, err
		}
		return s.filing(ctx, number)
	})
	write(s, api, http.StatusCreated, "file-account-change", "/api/v1/accounts/{number}/changes", "Begin the filing of a change", func(ctx context.Context, in *changeBody) (FilingItem, error) {
		b := in.Body
		form := store.FilingFields{Name: b.Name, Body: b.Organiser, Reason: b.Reason}
		if _, err := s.filingPeople(ctx, "", b.InCharge, b.Keeper, &form); err != nil {
			return FilingItem{}, err
		}
		number, err := s.Desk.ChangeAccount(ctx, who(ctx), in.Number, form)
		if err != nil {
			return FilingItem{}, err
		}
		return s.filing(ctx, number)
	})
	write(s, api, http.StatusCreated, "file-account-closing", "/api/v1/accounts/{number}/closings", "Begin the filing of a closing or cancelling", func(ctx context.Context, in *closeBody) (FilingItem, error) {
		number, err := s.Desk.CloseAccount(ctx, who(ctx), in.Number, in.Body.Act, in.Body.Reason)
		if err != nil {
			return FilingItem{}, err
		}
		return s.filing(ctx, number)
	})
	s.matrix(api)
}

func (s *server) matrix(api huma.API) {
	read(s, api, "list-joint-releases", "/api/v1/joint-releases", "Joint releases of own accounts, newest first", func(ctx context.Context, in *pageQuery) (paged[JointItem], error) {
		return pageFor(s, ctx, in, desk.AccountReaders, func(_ book, p store.Page) ([]store.JointRelease, error) { return s.Store.JointPage(ctx, p) },
			func(j store.JointRelease) (int64, string) { return j.At, j.ID }, func(_ book, j store.JointRelease) JointItem { return joint(j) })
	})
	write(s, api, http.StatusCreated, "declare-joint-release", "/api/v1/joint-releases", "Declare a joint release", func(ctx context.Context, in *jointBody) (JointItem, error) {
		j, err := s.Desk.DeclareJointRelease(ctx, who(ctx), store.JointRelease{Title: in.Body.Title, Source: in.Body.Source, Statement: in.Body.Statement})
		return joint(j), err
	})
	write(s, api, http.StatusOK, "declare-joint-address", "/api/v1/joint-releases/{number}/addresses", "Where one account carries it: once, on its own page", func(ctx context.Context, in *carryBody) (CarryItem, error) {
		err := s.Desk.DeclareJointAddress(ctx, who(ctx), in.Number, in.Body.Account, in.Body.Address)
		return CarryItem{Account: in.Body.Account, Address: in.Body.Address}, err
	})
	read(s, api, "list-impersonations", "/api/v1/impersonations", "Accounts that pass themselves off as the agency, newest first", func(ctx context.Context, in *pageQuery) (paged[ImpersonationItem], error) {
		return pageFor(s, ctx, in, desk.AccountReaders, func(_ book, p store.Page) ([]store.Impersonation, error) { return s.Store.ImpersonationPage(ctx, p) },
			func(i store.Impersonation) (int64, string) { return i.At, i.RequestID }, func(_ book, i store.Impersonation) ImpersonationItem { return impersonation(i) })
	})
	write(s, api, http.StatusCreated, "report-impersonation", "/api/v1/impersonations", "Draft a report to the platform; evidence and two signatures are given at the desk", func(ctx context.Context, in *impersonationBody) (RequestItem, error) {
		b := in.Body
		all, err := s.Store.Publishers(ctx)
		if err != nil {
			return RequestItem{}, err
		}
		if i := slices.IndexFunc(all, func(p store.Publisher) bool { return p.Name == b.Publisher }); i >= 0 {
			b.Publisher = all[i].ID
		}
		q, err := s.Desk.ReportImpersonation(ctx, who(ctx), desk.ImpersonationDraft{Publisher: b.Publisher, Sort: b.Sort, Platform: regime.Platform(b.Platform), Name: b.Name, Handle: b.Handle, Address: b.Address, Facts: b.Facts, Imitates: b.Imitates})
		if err != nil {
			return RequestItem{}, err
		}
		return s.request(ctx, q.Number)
	})
}

// filingPeople finds the unit and the people that a caller names.
func (s *server) filingPeople(ctx context.Context, unit, inCharge, keeper string, form *store.FilingFields) (string, error) {
	for _, p := range []struct {
		login string
		into  *string
		field string
	}{{inCharge, &form.InCharge, "in_charge"}, {keeper, &form.Keeper, "keeper"}} {
		if p.login == "" {
			continue
		}
		person, err := s.Store.PersonBy(ctx, "login", p.login)
		if err != nil {
			return "", fault.New(fault.Invalid, "account.person", "人员里没有 %s", p.login).On(p.field).Because(err)
		}
		*p.into = person.ID
	}
	if unit == "" {
		return "", nil
	}
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return "", err
	}
	u, err := store.FindUnit(tree.Units, unit)
	return u.ID, err
}

func (s *server) filing(ctx context.Context, number string) (FilingItem, error) {
	m, _, err := s.Desk.Offers(ctx, who(ctx), number)
	if err != nil {
		return FilingItem{}, err
	}
	f, err := s.Store.Filing(ctx, m.ID)
	if err != nil {
		return FilingItem{}, err
	}
	rows, err := s.Desk.Filings(ctx, who(ctx), f.AccountID, true, "", mostRecords)
	if err != nil {
		return FilingItem{}, err
	}
	i := slices.IndexFunc(rows, func(r store.FilingRow) bool { return r.ID == m.ID })
	if i < 0 {
		return FilingItem{}, fault.New(fault.NotFound, "filing.unknown", "没有这件账号备案")
	}
	out := filing(rows[i])
	steps, err := s.Store.Steps(ctx, m.ID)
	for _, x := range steps {
		out.Levels = append(out.Levels, LevelState{x.Name, string(x.Level), x.Verdict, x.Ref, x.Note, when(x.At)})
	}
	return out, err
}

func account(a store.Account) AccountItem {
	return AccountItem{Number: a.Number, Agency: a.Agency, Platform: string(a.Platform), Kind: string(a.Kind), Name: a.Name, Handle: a.Handle, Address: a.Address, Emblem: a.Emblem, Organiser: a.Organiser, Certified: a.Certified, Main: a.Main, State: a.State, OpenedAt: when(a.OpenedAt), ClosedAt: when(a.ClosedAt)}
}

func filing(f store.FilingRow) FilingItem {
	out := FilingItem{Number: f.Number, Act: f.Act, Title: f.Title, State: f.State, Account: f.AccountNumber, Agency: f.Agency, OpenedAt: when(f.OpenedAt), ClosedAt: when(f.ClosedAt), NextDue: when(f.NextDue)}
	if f.State == "filing_levels" {
		out.Turn = f.Turn
	}
	return out
}

func joint(j store.JointRelease) JointItem {
	out := JointItem{Number: j.Number, Title: j.Title, Source: j.Source, At: when(j.At), Declared: []CarryItem{}}
	for _, d := range j.Declared {
		out.Declared = append(out.Declared, CarryItem{d.Number, d.Address, when(d.At)})
	}
	return out
}

func impersonation(i store.Impersonation) ImpersonationItem {
	out := ImpersonationItem{Number: i.Number, Platform: string(i.Platform), Name: i.Name, Handle: i.Handle, Address: i.Address, Facts: []string{}, State: i.State, Outcome: i.Outcome}
	for _, f := range i.Facts {
		out.Facts = append(out.Facts, f.Fact)
	}
	return out
}
