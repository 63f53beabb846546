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
type AccountItem struct {
	Number     string          `json:"number"`
	Agency     string          `json:"agency"`
	Platform   string          `json:"platform"`
	Kind       string          `json:"kind"`
	Name       string          `json:"name"`
	Handle     string          `json:"handle,omitempty"`
	Address    string          `json:"address,omitempty"`
	Emblem     string          `json:"emblem" enum:"standard,other,none"`
	Organiser  string          `json:"organiser"`
	Certified  bool            `json:"certified"`
	Main       bool            `json:"main"`
	State      string          `json:"state" enum:"opening,open,closed,refused"`
	OpenedAt   string          `json:"opened_at,omitempty"`
	ClosedAt   string          `json:"closed_at,omitempty"`
	Deviations []DeviationItem `json:"deviations,omitempty" doc:"of one account: where it departs from the rules"`
}

// DeviationItem is one departure from the rules, with what to do about it.
type DeviationItem struct {
	Column string `json:"column"`
	Says   string `json:"says"`
	Remedy string `json:"remedy"`
}

// FilingItem is an account filing; it is acted on as any matter.
type FilingItem struct {
	Number   string       `json:"number"`
	Act      string       `json:"act" enum:"opening,change,closing,cancelling"`
	Title    string       `json:"title"`
	State    string       `json:"state"`
	Account  string       `json:"account" doc:"number"`
	Agency   string       `json:"agency"`
	Turn     string       `json:"turn,omitempty" doc:"the level that decides next"`
	OpenedAt string       `json:"opened_at"`
	ClosedAt string       `json:"closed_at,omitempty"`
	NextDue  string       `json:"next_due,omitempty"`
	Levels   []LevelState `json:"levels,omitempty" doc:"of one filing"`
}

// LevelState is what one level said of a filing.
type LevelState struct {
	Name      string `json:"name"`
	Level     string `json:"level"`
	Verdict   string `json:"verdict,omitempty" enum:"agreed,refused"`
	Reference string `json:"reference,omitempty"`
	Note      string `json:"note,omitempty"`
	At        string `json:"at,omitempty"`
}

type accountList struct {
	Items []AccountItem `json:"items"`
	Next  string        `json:"next,omitempty" doc:"cursor of the next page"`
}

type accountsPath struct {
	Platform string `query:"platform"`
	State    string `query:"state"`
	Q        string `query:"q" doc:"part of the name"`
	After    string `query:"after" doc:"cursor"`
}

type openingBody struct {
	Body struct {
		Unit       string `json:"unit,omitempty" doc:"id, code or name; the agency's office if empty"`
		Holder     string `json:"holder,omitempty" doc:"agency or staff (in an official capacity); private is refused"`
		Platform   string `json:"platform,omitempty"`
		Kind       string `json:"kind,omitempty"`
		Name       string `json:"name,omitempty"`
		Organiser  string `json:"organiser,omitempty"`
		InCharge   string `json:"in_charge,omitempty" doc:"login"`
		Keeper     string `json:"keeper,omitempty" doc:"login"`
		Purpose    string `json:"purpose,omitempty"`
		Columns    string `json:"columns,omitempty"`
		Existing   string `json:"existing,omitempty"`
		Review     string `json:"review,omitempty"`
		Security   string `json:"security,omitempty"`
		Contractor string `json:"contractor,omitempty"`
		Phone      string `json:"phone,omitempty"`
	}
}

type changeBody struct {
	Number string `path:"number"`
	Body   struct {
		Name      string `json:"name,omitempty"`
		Organiser string `json:"organiser,omitempty"`
		InCharge  string `json:"in_charge,omitempty" doc:"login"`
		Keeper    string `json:"keeper,omitempty" doc:"login"`
		Reason    string `json:"reason,omitempty"`
	}
}

type closeBody struct {
	Number string `path:"number"`
	Body   struct {
		Act    string `json:"act,omitempty" doc:"closing or cancelling"`
		Reason string `json:"reason,omitempty"`
	}
}

type jointBody struct {
	Body struct {
		Title     string `json:"title,omitempty"`
		Source    string `json:"source,omitempty" doc:"address where it was first published"`
		Statement string `json:"statement,omitempty" doc:"number of a public statement"`
	}
}

type carryBody struct {
	Number string `path:"number" doc:"LF-2026-0001"`
	Body   struct {
		Account string `json:"account,omitempty" doc:"number"`
		Address string `json:"address,omitempty" doc:"on the account's own page"`
	}
}

// JointItem is a joint release with where each account carries it.
type JointItem struct {
	Number   string      `json:"number"`
	Title    string      `json:"title"`
	Source   string      `json:"source"`
	At       string      `json:"at"`
	Declared []CarryItem `json:"declared"`
}

// CarryItem is where one account carries a joint release.
type CarryItem struct {
	Account string `json:"account"`
	Address string `json:"address"`
	At      string `json:"at"`
}

// ImpersonationItem is an account that passes itself off as the agency.
type ImpersonationItem struct {
	Number   string   `json:"number" doc:"of the request to the platform"`
	Platform string   `json:"platform"`
	Name     string   `json:"name"`
	Handle   string   `json:"handle,omitempty"`
	Address  string   `json:"address"`
	Facts    []string `json:"facts"`
	State    string   `json:"state"`
	Outcome  string   `json:"outcome,omitempty"`
}

type impersonationBody struct {
	Body struct {
		Publisher string            `json:"publisher,omitempty" doc:"id or name of the registered platform"`
		Sort      string            `json:"sort,omitempty" doc:"passing_off; parody, criticism, staff and namesake are refused"`
		Platform  string            `json:"platform,omitempty"`
		Name      string            `json:"name,omitempty"`
		Handle    string            `json:"handle,omitempty"`
		Address   string            `json:"address,omitempty"`
		Facts     map[string]string `json:"facts,omitempty" doc:"our_name, our_emblem, claims_certified, claims_to_be_us, each with where it shows"`
		Imitates  string            `json:"imitates,omitempty" doc:"number of our account"`
	}
}

// accounts serves official accounts, their filings, joint releases, and reports
// of accounts that pass themselves off as the agency. Signing and importing stay
// at the desk. Clause: ACC-1 ACC-3 ACC-10 ACC-11.
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
		book, _, err := s.Desk.AccountBook(ctx, who(ctx))
		out := account(a)
		for _, b := range book {
			if b.ID == a.ID {
				for _, x := range b.Deviations {
					out.Deviations = append(out.Deviations, DeviationItem{x.Column, x.Says, x.Remedy})
				}
			}
		}
		return out, err
	})
	read(s, api, "list-account-filings", "/api/v1/account-filings", "Account filings, newest first, at most 100; act on them as on any matter", func(ctx context.Context, in *struct {
		All bool `query:"all" doc:"finished ones too"`
	},
	) (list[FilingItem], error) {
		rows, err := s.Desk.Filings(ctx, who(ctx), "", in.All, "", mostRecords)
		return listOf(rows, filing), err
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
	read(s, api, "list-joint-releases", "/api/v1/joint-releases", "Joint releases of own accounts, newest first, at most 100", func(ctx context.Context, _ *nothing) (list[JointItem], error) {
		if err := s.seen(ctx, desk.AccountReaders); err != nil {
			return list[JointItem]{}, err
		}
		rows, err := s.Store.JointReleases(ctx, mostRecords)
		return listOf(rows, joint), err
	})
	write(s, api, http.StatusCreated, "declare-joint-release", "/api/v1/joint-releases", "Declare a joint release", func(ctx context.Context, in *jointBody) (JointItem, error) {
		j, err := s.Desk.DeclareJointRelease(ctx, who(ctx), store.JointRelease{Title: in.Body.Title, Source: in.Body.Source, Statement: in.Body.Statement})
		return joint(j), err
	})
	write(s, api, http.StatusOK, "declare-joint-address", "/api/v1/joint-releases/{number}/addresses", "Where one account carries it: once, on its own page", func(ctx context.Context, in *carryBody) (CarryItem, error) {
		err := s.Desk.DeclareJointAddress(ctx, who(ctx), in.Number, in.Body.Account, in.Body.Address)
		return CarryItem{Account: in.Body.Account, Address: in.Body.Address}, err
	})
	read(s, api, "list-impersonations", "/api/v1/impersonations", "Accounts that pass themselves off as the agency, newest first, at most 100", func(ctx context.Context, _ *nothing) (list[ImpersonationItem], error) {
		if err := s.seen(ctx, desk.AccountReaders); err != nil {
			return list[ImpersonationItem]{}, err
		}
		rows, err := s.Store.Impersonations(ctx, false, mostRecords)
		return listOf(rows, impersonation), err
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
