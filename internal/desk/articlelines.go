package desk

import (
	"slices"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// accountLines returns the lines of the outbox for the accounts of an article: each
// account gets the text once, on its own page. An account that is connected to its
// platform is sent to; for any other a person publishes and records the address.
// What went out to an account earlier is corrected and withdrawn there, too.
func (a *act) accountLines(verb string, before []store.Release) ([]store.Release, error) {
	var out []store.Release
	add := func(o store.Outlet) {
		state := "owed"
		if o.Active {
			state = "queued"
		}
		if !slices.ContainsFunc(out, func(l store.Release) bool { return l.OutletID == o.ID }) {
			out = append(out, store.Release{State: state, OutletID: o.ID})
		}
	}
	for _, l := range before {
		if l.Channel != string(regime.OfficialAccount) || l.OutletID == "" || l.State == "superseded" {
			continue
		}
		o, err := a.tx.LockOutlet(l.OutletID)
		if err != nil {
			return nil, err
		}
		add(o)
	}
	if verb == "withdraw" {
		return out, nil
	}
	for _, id := range a.article.Accounts {
		o, err := a.accountOutlet(id)
		if err != nil {
			return nil, err
		}
		add(o)
	}
	return out, nil
}

// accountOutlet returns the outlet of an account. One that is not connected gets an
// outlet out of use, which names where people publish.
func (a *act) accountOutlet(accountID string) (store.Outlet, error) {
	o, err := a.tx.OutletAt(string(regime.OfficialAccount), accountID)
	if err == nil || fault.KindOf(err) != fault.NotFound {
		return o, err
	}
	account, err := a.tx.Account(accountID)
	if err != nil {
		return o, err
	}
	o = store.Outlet{ID: store.NewID(a.tx.Now), AgencyID: account.AgencyID, Channel: string(regime.OfficialAccount), Name: account.Name, Address: account.ID, CreatedBy: a.who.ID}
	if err := a.tx.AddOutlet(o); err != nil {
		return o, err
	}
	return o, a.tx.SaveOutlet(o) // out of use: AddOutlet makes one in use
}

// posted puts on the posting record of an account what went out on it. Clause: ACC-5.
func (d *Desk) posted(tx *store.Tx, who matter.Actor, o store.Release, m matter.Matter) error {
	if o.Channel != string(regime.OfficialAccount) || o.Verb != "publish" || o.OutletID == "" {
		return nil
	}
	outlet, err := tx.LockOutlet(o.OutletID)
	if err != nil {
		return err
	}
	p := store.AccountPost{AccountID: outlet.Address, Title: m.Title, Origin: "platform", Statement: m.Number, At: o.DoneAt}
	if !who.System {
		p.Origin, p.ByID = "typed", who.ID
	}
	if webAddress(o.Address) {
		p.Address = o.Address
	}
	_, err = tx.AddAccountPosts([]store.AccountPost{p})
	return err
}
