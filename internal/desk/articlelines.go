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
	if _, err = tx.AddAccountPosts([]store.AccountPost{p}); err != nil || !m.IsArticle() {
		return err
	}
	return d.declareJoint(tx, who, m, p)
}

// declareJoint writes into the registry that an account carries an article of a joint
// release: the release with the first account, and each account once, with where it
// stands on its own page. What a platform said of its own article is that; an address
// that a person gives must be. Fault: joint.page. Clause: ACC-11.
func (d *Desk) declareJoint(tx *store.Tx, who matter.Actor, m matter.Matter, p store.AccountPost) error {
	x, err := tx.Article(m.ID)
	if err != nil || !x.Joint {
		return err
	}
	a, err := tx.Account(p.AccountID)
	if err != nil {
		return err
	}
	if p.Address != "" && !who.System && !onOwnPage(a, p.Address) {
		return notOwnPage(a).On("address")
	}
	j, err := tx.JointReleaseOf(m.AgencyID, m.Number)
	if err != nil {
		return err
	}
	if j.ID == "" {
		j = store.JointRelease{AgencyID: m.AgencyID, Title: m.Title, Source: d.Sending.Public + "/statements/" + m.Number, Statement: m.Number}
		if err := tx.AddJointRelease(&j, who.ID); err != nil {
			return err
		}
		tx.Audit(store.Entry{Actor: who.ID, Unit: who.UnitID, Role: firstRole(who), Action: "joint.declared", Object: j.Number, Result: "done", Detail: map[string]string{"title": j.Title, "source": j.Source}})
		tx.Publish("joint.declared", j.Number, store.Digest(j.Title+"\x00"+j.Source))
	}
	known, err := tx.JointDeclared(j.ID, a.ID)
	if err != nil || known || p.Address == "" {
		return err
	}
	tx.Audit(store.Entry{Actor: who.ID, Unit: who.UnitID, Role: firstRole(who), Action: "joint.carried", Object: a.Number, Result: "done", Detail: map[string]string{"joint": j.Number, "address": p.Address}})
	tx.Publish("joint.carried", j.Number, store.Digest(a.Number+"\x00"+p.Address))
	return tx.DeclareJoint(j.ID, a.ID, p.Address, who.ID)
}
