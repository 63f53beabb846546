package desk

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Who reads the registry of accounts, who keeps it, and who decides on filings.
var (
	AccountReaders  = append([]regime.Role{regime.Keeper}, Readers...)
	AccountKeepers  = []regime.Role{regime.Keeper, regime.ChiefEditor, regime.OfficeDirector}
	AccountDeciders = []regime.Role{regime.OfficeDirector, regime.Deputy, regime.Head}
)

// agenciesOf are the agencies whose accounts a person reads: those in which a
// role of the list is held, and all below them. nil is every agency.
func (t *Tree) agenciesOf(who matter.Actor, roles []regime.Role) []string {
	if who.SeesAll() {
		return nil
	}
	out := []string{}
	for _, u := range t.Units {
		if u.Kind == "agency" && slices.ContainsFunc(who.Grants, func(g matter.Grant) bool {
			return slices.Contains(roles, g.Role) && strings.HasPrefix(u.Path, t.ByID[g.AgencyID].Path)
		}) {
			out = append(out, u.ID)
		}
	}
	return out
}

// Accounts returns up to n official accounts that a person may see: those of the
// own agency and of the agencies below it. Faults: register.role. Clause: ACC-1.
func (d *Desk) Accounts(ctx context.Context, who matter.Actor, f store.AccountFilter, n int) ([]store.Account, error) {
	if err := Reads(who, AccountReaders); err != nil {
		return nil, err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	f.Agencies = tree.agenciesOf(who, AccountReaders)
	return d.store.Accounts(ctx, f, n)
}

// Account returns one account by id or number. Faults: register.role,
// account.unknown.
func (d *Desk) Account(ctx context.Context, who matter.Actor, key string) (store.Account, error) {
	if err := Reads(who, AccountReaders); err != nil {
		return store.Account{}, err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return store.Account{}, err
	}
	a, err := d.store.Account(ctx, key)
	if err != nil {
		return a, err
	}
	if all := tree.agenciesOf(who, AccountReaders); all != nil && !slices.Contains(all, a.AgencyID) {
		return store.Account{}, noAccount()
	}
	return a, nil
}

func noAccount() error {
	return fault.New(fault.NotFound, "account.unknown", "没有这个账号，或者您看不到它")
}

// checkHome refuses a home page that is none; an account without one leaves it empty.
func checkHome(address string) error {
	u, err := url.Parse(address)
	if address != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || utf8.RuneCountInString(address) > 500) {
		return fault.New(fault.Invalid, "account.address", "写明账号主页的网址，以 https:// 开头").On("address")
	}
	return nil
}
