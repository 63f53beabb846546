package site

import (
	"context"
	"io"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// accountsView is what the page of official accounts shows.
type accountsView struct {
	Open, Closed []store.Account
	Notices      []store.AccountNotice
	Joint        []store.JointRelease
	Fakes        []store.Impersonation
	Alarms       []store.Incident // of accounts that others may speak from
}

// accounts lists every official account, what was announced of them, what they
// carry together, and the accounts that pass themselves off as the agency.
// Clause: ACC-10 ACC-11.
func (s *site) accounts(ctx context.Context, p *page, _ *http.Request) (templ.Component, error) {
	p.Title = p.T("官方账号")
	var v accountsView
	var err error
	for _, read := range []func() error{
		func() (err error) {
			v.Open, err = s.Store.Accounts(ctx, store.AccountFilter{State: "open"}, mostListed)
			return
		},
		func() (err error) {
			v.Closed, err = s.Store.Accounts(ctx, store.AccountFilter{State: "closed"}, mostListed)
			return
		},
		func() (err error) { v.Notices, err = s.Store.AccountNotices(ctx, "", 20); return },
		func() (err error) { v.Joint, err = s.Store.JointReleases(ctx, 20); return },
		func() (err error) { v.Fakes, err = s.Store.Impersonations(ctx, true, 50); return },
		func() (err error) {
			v.Alarms, err = s.Store.PublicIncidents(ctx, s.Now().AddDate(0, -3, 0).UnixMilli())
			return
		},
	} {
		if err = read(); err != nil {
			return nil, err
		}
	}
	return accountsPage(p, v), nil
}

// accountView is one account with what was announced of it and whom it follows.
type accountView struct {
	store.Account
	Notices []store.AccountNotice
	Follows []store.Account
	Base    string
}

func (s *site) account(ctx context.Context, p *page, r *http.Request) (templ.Component, error) {
	v, err := s.accountView(r)
	if err != nil {
		return nil, err
	}
	p.Title = v.Name
	if v.Notices, err = s.Store.AccountNotices(ctx, v.ID, 50); err != nil {
		return nil, err
	}
	follows, err := s.Store.Follows(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range follows {
		if f.AccountID != v.ID || len(v.Follows) == 30 {
			continue
		}
		a, err := s.Store.Account(ctx, f.FollowsID)
		if err != nil {
			return nil, err
		}
		v.Follows = append(v.Follows, a)
	}
	return accountPage(p, v), nil
}

// accountView loads one account that the public may know: open, or closed.
func (s *site) accountView(r *http.Request) (accountView, error) {
	a, err := s.Store.Account(r.Context(), strings.ToUpper(r.PathValue("number")))
	if err == nil && a.State != "open" && a.State != "closed" {
		err = fault.New(fault.NotFound, "account.unknown", "没有这个账号")
	}
	return accountView{Account: a, Base: s.base(r)}, err
}

// accountCard is a page to print and put up in a hall.
func (s *site) accountCard(_ context.Context, p *page, r *http.Request) (templ.Component, error) {
	v, err := s.accountView(r)
	p.Title = v.Name
	return cardPage(p, v), err
}

// accountQR is the code that leads to the page of an account, where anybody sees
// that it is genuine.
func (s *site) accountQR(r *http.Request, w io.Writer) error {
	v, err := s.accountView(r)
	if err != nil {
		return err
	}
	return view.WriteQR(w, v.Base+"/accounts/"+v.Number)
}

// checked is the answer to whether an account is genuine.
type checked struct {
	Query   string
	Genuine []store.Account // open ones that bear this name, handle or address
	Closed  []store.Account
	Fakes   []store.Impersonation
}

// Says sums the answer up in one word: genuine, closed, impersonation, unknown, or
// compare where one of ours and a reported impersonation both bear what was asked.
func (c checked) Says() string {
	switch {
	case c.Query == "":
		return ""
	case len(c.Fakes) > 0 && len(c.Genuine) > 0:
		return "compare"
	case len(c.Fakes) > 0:
		return "impersonation"
	case len(c.Genuine) > 0:
		return "genuine"
	case len(c.Closed) > 0:
		return "closed"
	}
	return "unknown"
}

// mostAsked is the longest question about an account, in bytes.
const mostAsked = 500

// check looks a name, a handle or an address up. A name alone proves little:
// whoever asks by name is told to compare handle and address.
func (s *site) check(r *http.Request) (checked, error) {
	c := checked{Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	if len(c.Query) > mostAsked || strings.ContainsRune(c.Query, 0) {
		return c, fault.New(fault.Invalid, "account.query", "名称、账号或地址最多 500 个字节").On("q")
	}
	found, err := s.Store.FindAccounts(r.Context(), c.Query)
	if err != nil || c.Query == "" {
		return c, err
	}
	for _, a := range found {
		if a.State == "open" {
			c.Genuine = append(c.Genuine, a)
		} else {
			c.Closed = append(c.Closed, a)
		}
	}
	c.Fakes, err = s.Store.FindImpersonations(r.Context(), c.Query)
	return c, err
}

func (s *site) checkPage(_ context.Context, p *page, r *http.Request) (templ.Component, error) {
	p.Title = p.T("核对账号真伪")
	c, err := s.check(r)
	return checkedPage(p, c), err
}

type accountJSON struct {
	Number    string `json:"number"`
	Agency    string `json:"agency"`
	Platform  string `json:"platform"`
	Kind      string `json:"kind"`
	Name      string `json:"name"`
	Handle    string `json:"handle,omitempty"`
	Address   string `json:"address,omitempty"`
	Organiser string `json:"organiser"`
	Certified bool   `json:"certified"`
	Main      bool   `json:"main"`
	State     string `json:"state"`
	OpenedAt  string `json:"opened_at,omitempty"`
	ClosedAt  string `json:"closed_at,omitempty"`
	Page      string `json:"page"`
}

func accountItem(base string, a store.Account) accountJSON {
	j := accountJSON{Number: a.Number, Agency: a.Agency, Platform: string(a.Platform), Kind: string(a.Kind), Name: a.Name, Handle: a.Handle, Address: a.Address, Organiser: a.Organiser, Certified: a.Certified, Main: a.Main, State: a.State, Page: base + "/accounts/" + a.Number}
	if a.OpenedAt > 0 {
		j.OpenedAt = stampOf(a.OpenedAt)
	}
	if a.ClosedAt > 0 {
		j.ClosedAt = stampOf(a.ClosedAt)
	}
	return j
}

type fakeJSON struct {
	Number   string   `json:"number"`
	Platform string   `json:"platform"`
	Name     string   `json:"name"`
	Handle   string   `json:"handle,omitempty"`
	Address  string   `json:"address"`
	Facts    []string `json:"facts"`
	State    string   `json:"state"`
	Outcome  string   `json:"outcome"`
	SentAt   string   `json:"sent_at"`
}

func fakeItems(list []store.Impersonation) []fakeJSON {
	out := []fakeJSON{}
	for _, i := range list {
		j := fakeJSON{Number: i.Number, Platform: string(i.Platform), Name: i.Name, Handle: i.Handle, Address: i.Address, Facts: []string{}, State: i.State, Outcome: i.Outcome, SentAt: stampOf(i.SentAt)}
		for _, f := range i.Facts {
			j.Facts = append(j.Facts, f.Fact)
		}
		out = append(out, j)
	}
	return out
}

type noticeJSON struct {
	Account string `json:"account"`
	Kind    string `json:"kind"`
	Text    string `json:"text"`
	At      string `json:"at"`
}

// accountsJSON is the register for programs: open and closed accounts, the
// latest notices, and reported impersonations.
func (s *site) accountsJSON(r *http.Request, w io.Writer) error {
	ctx := r.Context()
	out := struct {
		Items          []accountJSON `json:"items"`
		Notices        []noticeJSON  `json:"notices"`
		Impersonations []fakeJSON    `json:"impersonations"`
	}{Items: []accountJSON{}, Notices: []noticeJSON{}}
	for _, state := range []string{"open", "closed"} {
		list, err := s.Store.Accounts(ctx, store.AccountFilter{State: state}, mostListed)
		if err != nil {
			return err
		}
		for _, a := range list {
			out.Items = append(out.Items, accountItem(s.base(r), a))
		}
	}
	notices, err := s.Store.AccountNotices(ctx, "", 100)
	if err != nil {
		return err
	}
	for _, n := range notices {
		out.Notices = append(out.Notices, noticeJSON{n.Number, n.Kind, n.Text, stampOf(n.At)})
	}
	fakes, err := s.Store.Impersonations(ctx, true, 100)
	if err != nil {
		return err
	}
	out.Impersonations = fakeItems(fakes)
	return encode(w, out)
}

// checkJSON answers a program whether an account is genuine.
func (s *site) checkJSON(r *http.Request, w io.Writer) error {
	c, err := s.check(r)
	if err != nil {
		return err
	}
	out := struct {
		Query          string        `json:"query"`
		Answer         string        `json:"answer"`
		Accounts       []accountJSON `json:"accounts"`
		Impersonations []fakeJSON    `json:"impersonations"`
	}{c.Query, c.Says(), []accountJSON{}, fakeItems(c.Fakes)}
	for _, a := range append(c.Genuine, c.Closed...) {
		out.Accounts = append(out.Accounts, accountItem(s.base(r), a))
	}
	return encode(w, out)
}

// FactTitle says in words what shows that an account passes itself off as us.
func (p *page) FactTitle(fact string) string {
	return map[string]string{"our_name": p.T("用了本机关的名称"), "our_emblem": p.T("用了本机关的标识"), "claims_certified": p.T("自称经过认证的官方账号"), "claims_to_be_us": p.T("以本机关名义办事或发布")}[fact]
}

// Platform is the name of a platform, as the agency writes it.
func (p *page) Platform(name string) string { return regime.Platform(name).Title() }
