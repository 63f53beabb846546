package desk

import (
	"context"
	"fmt"
	"slices"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// AccountReport is one account with everything in which it departs from the rules.
type AccountReport struct {
	store.Account
	People     []store.AccountPerson // who answers for it now
	Deviations []Deviation
}

// Overlap (重叠账号) is a set of accounts of one agency on one platform that do
// the same, with what is proposed. Clause: ACC-6.
type Overlap struct {
	Agency   string
	Platform regime.Platform
	Keep     store.Account   // the main account, else the oldest
	Others   []store.Account // to be merged into it or closed
}

// AccountPage is a stretch of the book of accounts: whole agencies, each judged by
// itself. Next is the last agency on it, "" where nothing is left; Left counts the
// open accounts of the agencies after it, at most mostLeft.
type AccountPage struct {
	Reports  []AccountReport
	Overlaps []Overlap
	Next     string
	Left     int64
}

// mostLeft bounds the count of what a page leaves out.
const mostLeft = 10000

// AccountBook returns the open accounts that a person may see, with their deviations,
// and the overlapping ones: those of the agencies after one, in whole agencies, about
// n of them. Faults: register.role. Clause: ACC-4 ACC-6.
func (d *Desk) AccountBook(ctx context.Context, who matter.Actor, after string, n int) (AccountPage, error) {
	var p AccountPage
	if err := Reads(who, AccountReaders); err != nil {
		return p, err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return p, err
	}
	agencies := tree.agenciesOf(who, AccountReaders)
	all, err := d.store.AgencyAccounts(ctx, agencies, after, n+1)
	if err != nil {
		return p, err
	}
	if len(all) > n {
		if all, err = d.wholeAgencies(ctx, all); err != nil {
			return p, err
		}
		p.Next = all[len(all)-1].AgencyID
		if p.Left, err = d.store.AccountsAfter(ctx, agencies, p.Next, mostLeft); err != nil {
			return p, err
		}
		if p.Left == 0 {
			p.Next = ""
		}
	}
	p.Overlaps = overlaps(all)
	p.Reports, err = d.judged(ctx, tree, all)
	return p, err
}

// wholeAgencies cuts the last agency off a list that ends within it; of one agency
// alone it reads the rest.
func (d *Desk) wholeAgencies(ctx context.Context, list []store.Account) ([]store.Account, error) {
	last := list[len(list)-1].AgencyID
	if list[0].AgencyID == last {
		return d.accountsOf(ctx, last)
	}
	return list[:slices.IndexFunc(list, func(a store.Account) bool { return a.AgencyID == last })], nil
}

func (d *Desk) accountsOf(ctx context.Context, agencyID string) ([]store.Account, error) {
	return d.store.Accounts(ctx, store.AccountFilter{State: "open", Agencies: []string{agencyID}}, mostLeft)
}

// AccountReport returns an open account with its deviations. Faults: register.role,
// account.unknown. Clause: ACC-4.
func (d *Desk) AccountReport(ctx context.Context, who matter.Actor, key string) (AccountReport, error) {
	a, err := d.Account(ctx, who, key)
	if err != nil {
		return AccountReport{}, err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return AccountReport{}, err
	}
	all, err := d.accountsOf(ctx, a.AgencyID)
	if err != nil {
		return AccountReport{}, err
	}
	reports, err := d.judged(ctx, tree, all)
	for _, r := range reports {
		if r.ID == a.ID {
			return r, err
		}
	}
	return AccountReport{Account: a}, err
}

// judged holds accounts against the rules of their agencies, whose open accounts
// are all among them.
func (d *Desk) judged(ctx context.Context, tree *Tree, all []store.Account) ([]AccountReport, error) {
	levels, err := d.store.AgencyLevels(ctx)
	if err != nil {
		return nil, err
	}
	people, err := d.store.PeopleOfAccounts(ctx)
	if err != nil {
		return nil, err
	}
	rulesOf, err := d.rulesOfAccounts(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]AccountReport, 0, len(all))
	for len(all) > 0 {
		own := all[:1]
		for len(own) < len(all) && all[len(own)].AgencyID == own[0].AgencyID {
			own = all[:len(own)+1]
		}
		rules := rulesOf(own[0].AgencyID)
		for _, a := range own {
			out = append(out, AccountReport{a, people[a.ID], departs(tree, levels, rules, a, own, people[a.ID])})
		}
		all = all[len(own):]
	}
	return out, nil
}

// rulesOfAccounts returns the rules of every agency, read at once: those that
// AccountRules returns for one.
func (d *Desk) rulesOfAccounts(ctx context.Context) (func(agencyID string) *regime.Accounts, error) {
	own, err := regime.Preset("tax-newmedia")
	if err != nil {
		return nil, err
	}
	adopted, err := d.store.Adoptions(ctx)
	if err != nil {
		return nil, err
	}
	rules := map[string]*regime.Accounts{}
	for _, a := range adopted {
		if a.Kind != regime.AccountFiling {
			continue
		}
		reg, err := d.Regime(ctx, a.RegimeID)
		if err != nil {
			return nil, err
		}
		rules[a.AgencyID] = reg.Accounts
	}
	return func(agencyID string) *regime.Accounts {
		if r := rules[agencyID]; r != nil {
			return r
		}
		return own.Accounts
	}, nil
}

// AccountRules are the rules for the accounts of an agency; where its regime has
// none, those that ship with Yingda.
func (d *Desk) AccountRules(ctx context.Context, agencyID string) (*regime.Accounts, error) {
	var rules *regime.Accounts
	err := d.store.View(ctx, func(tx *store.Tx) (err error) {
		rules, err = d.accountRules(tx, agencyID)
		return err
	})
	return rules, err
}

func (d *Desk) accountRules(tx *store.Tx, agencyID string) (*regime.Accounts, error) {
	reg, _, err := d.filingRegime(tx, agencyID)
	if code := fault.CodeOf(err); code == "regime.none" || code == "regime.accounts" {
		reg, err = regime.Preset("tax-newmedia")
	}
	if err != nil {
		return nil, err
	}
	return reg.Accounts, nil
}

// departs is all in which an account departs from the rules: naming, where and by
// whom it stands, and who answers for it.
func departs(tree *Tree, levels map[string]regime.Level, rules *regime.Accounts, a store.Account, all []store.Account, people []store.AccountPerson) []Deviation {
	out := deviations(rules.Naming, a, tree.Name(a.AgencyID), all)
	for _, says := range openingBreaks(rules, levelOf(tree, levels, a.UnitID), a, all) {
		out = append(out, Deviation{"开设", says, "归并到主账号，或按关闭备案后关闭"})
	}
	for _, p := range []struct{ part, column, remedy string }{{"in_charge", "负责人", "按变更备案登记负责人"}, {"keeper", "保管人", "按变更备案登记保管人"}} {
		if !slices.ContainsFunc(people, func(x store.AccountPerson) bool { return x.Part == p.part && x.Until == 0 }) {
			out = append(out, Deviation{p.column, "没有登记" + p.column, p.remedy})
		}
	}
	if a.Kind != regime.OfficialPerson && !slices.ContainsFunc(all, func(x store.Account) bool { return x.Main && x.AgencyID == a.AgencyID }) {
		out = append(out, Deviation{"主账号", "本机关没有标明主账号", "在主账号的页面上标明"})
	}
	return out
}

// overlaps finds accounts of one agency and kind on one platform, and accounts
// that bear the same name there.
func overlaps(all []store.Account) []Overlap {
	var out []Overlap
	place := map[string]int{}
	for _, a := range all {
		if a.Kind == regime.OfficialPerson {
			continue
		}
		key := fmt.Sprint(a.AgencyID, " ", a.Platform, " ", a.Kind)
		i, ok := place[key]
		if !ok {
			place[key] = len(out)
			out = append(out, Overlap{Agency: a.Agency, Platform: a.Platform, Keep: a})
			continue
		}
		if o := &out[i]; a.Main && !o.Keep.Main {
			o.Keep, o.Others = a, append(o.Others, o.Keep)
		} else {
			o.Others = append(o.Others, a)
		}
	}
	return slices.DeleteFunc(out, func(o Overlap) bool { return len(o.Others) == 0 })
}
