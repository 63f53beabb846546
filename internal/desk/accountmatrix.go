package desk

import (
	"context"
	"slices"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// AgencyFollowing (互相关注) is how far the accounts of one agency follow the others
// on their platforms: Follows of Wanted, over so many accounts.
type AgencyFollowing struct {
	AgencyID, Name            string
	Accounts, Follows, Wanted int64
}

// AccountFollowing is one account with how many of the others on its platform it
// follows.
type AccountFollowing struct {
	store.Account
	Follows, Wanted int64
}

// matrix is what the pages of following share: the agencies that a person reads, in
// the order of the tree, and how many accounts stand where.
type matrix struct {
	tree     *Tree
	seen     []string // nil: every agency
	accounts map[string]int64
	peers    map[regime.Platform]int64
	wanted   map[string]int64 // by agency
}

func (d *Desk) matrix(ctx context.Context, who matter.Actor) (matrix, error) {
	m := matrix{accounts: map[string]int64{}, peers: map[regime.Platform]int64{}, wanted: map[string]int64{}}
	if err := Reads(who, AccountReaders); err != nil {
		return m, err
	}
	var err error
	if m.tree, err = d.Tree(ctx); err != nil {
		return m, err
	}
	m.seen = m.tree.agenciesOf(who, AccountReaders)
	counts, err := d.store.AccountCounts(ctx, m.seen)
	for _, c := range counts {
		m.accounts[c.AgencyID] += c.N
		m.peers[c.Platform] += c.N
	}
	for _, c := range counts {
		m.wanted[c.AgencyID] += c.N * (m.peers[c.Platform] - 1)
	}
	return m, err
}

// Followings returns up to n agencies that have open accounts, in the order of the
// tree, from the one after another on ("" from the first), and which comes next.
// Faults: register.role. Clause: ACC-11.
func (d *Desk) Followings(ctx context.Context, who matter.Actor, after string, n int) (page []AgencyFollowing, next string, err error) {
	m, err := d.matrix(ctx, who)
	if err != nil {
		return nil, "", err
	}
	begun := after == ""
	var ids []string
	for _, u := range m.tree.Units {
		switch {
		case !begun:
			begun = u.ID == after
		case u.Kind != "agency" || m.accounts[u.ID] == 0:
		case len(page) == n:
			next = page[n-1].AgencyID
		default:
			ids = append(ids, u.ID)
			page = append(page, AgencyFollowing{AgencyID: u.ID, Name: u.Name, Accounts: m.accounts[u.ID], Wanted: m.wanted[u.ID]})
		}
	}
	list, err := d.store.AgencyFollows(ctx, ids, m.seen)
	for i := range page {
		page[i].Follows = list[page[i].AgencyID]
	}
	return page, next, err
}

// FollowingsOf returns up to n+1 open accounts of one agency after another account,
// each with how far it follows the others on its platform. Faults: register.role.
func (d *Desk) FollowingsOf(ctx context.Context, who matter.Actor, agencyID, after string, n int) ([]AccountFollowing, error) {
	m, err := d.matrix(ctx, who)
	if err != nil || m.seen != nil && !slices.Contains(m.seen, agencyID) {
		return nil, err
	}
	list, err := d.store.Accounts(ctx, store.AccountFilter{State: "open", Agencies: []string{agencyID}, After: after}, n+1)
	if err != nil {
		return nil, err
	}
	follows, err := d.store.FollowCounts(ctx, []string{agencyID}, m.seen)
	var out []AccountFollowing
	for _, a := range list {
		out = append(out, AccountFollowing{a, follows[a.ID], m.peers[a.Platform] - 1})
	}
	return out, err
}

// Peer is another account on the platform of one of ours, and whether it is followed.
type Peer struct {
	store.Account
	Followed bool
}

// Peers returns an account and up to n+1 others on its platform after one of them.
// Faults: register.role, account.unknown.
func (d *Desk) Peers(ctx context.Context, who matter.Actor, key, after string, n int) (store.Account, []Peer, error) {
	a, err := d.Account(ctx, who, key)
	if err != nil {
		return a, nil, err
	}
	list, err := d.Accounts(ctx, who, store.AccountFilter{State: "open", Platform: string(a.Platform), After: after}, n+2)
	if err != nil {
		return a, nil, err
	}
	list = slices.DeleteFunc(list, func(x store.Account) bool { return x.ID == a.ID })
	list = list[:min(len(list), n+1)]
	ids := make([]string, len(list))
	for i, x := range list {
		ids[i] = x.ID
	}
	followed, err := d.store.FollowedBy(ctx, a.ID, ids)
	var out []Peer
	for _, x := range list {
		out = append(out, Peer{x, followed[x.ID]})
	}
	return a, out, err
}
