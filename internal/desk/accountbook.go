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

// mostAccounts bounds what a report compares: an agency with all below it.
const mostAccounts = 2000

// AccountBook returns every open account that a person may see, with its
// deviations, and the overlapping ones. Faults: register.role. Clause: ACC-4 ACC-6.
func (d *Desk) AccountBook(ctx context.Context, who matter.Actor) ([]AccountReport, []Overlap, error) {
	all, err := d.Accounts(ctx, who, store.AccountFilter{State: "open"}, mostAccounts)
	if err != nil {
		return nil, nil, err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, nil, err
	}
	levels, err := d.store.AgencyLevels(ctx)
	if err != nil {
		return nil, nil, err
	}
	people, err := d.store.PeopleOfAccounts(ctx)
	if err != nil {
		return nil, nil, err
	}
	rules := map[string]*regime.Accounts{}
	out := make([]AccountReport, 0, len(all))
	for _, a := range all {
		r, ok := rules[a.AgencyID]
		if !ok {
			if r, err = d.AccountRules(ctx, a.AgencyID); err != nil {
				return nil, nil, err
			}
			rules[a.AgencyID] = r
		}
		out = append(out, AccountReport{a, people[a.ID], departs(tree, levels, r, a, all, people[a.ID])})
	}
	return out, overlaps(all), nil
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
