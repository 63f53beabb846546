package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"yingda/internal/activity"
	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// readSpan is how far back posting days are read to judge an account.
const readSpan = 400

// settled time: what a feed brings a few hours late is still in time, so a period
// is judged so long after its end.
const settleTime = 6 * time.Hour

// Pacing (发布情况) is how one account stands under one rule.
type Pacing struct {
	Rule regime.Activity
	activity.Standing
}

// AccountPacing is an account with how it stands.
type AccountPacing struct {
	store.Paced
	Days  []activity.Day // with a post, in the span that is read
	Rules []Pacing
}

// State is the worst of its standings.
func (a AccountPacing) State() activity.State {
	order := []activity.State{activity.None, activity.Met, activity.Open, activity.Warn, activity.Late}
	worst := 0
	for _, r := range a.Rules {
		worst = max(worst, slices.Index(order, r.State))
	}
	return order[worst]
}

// accountRegime returns the regime that governs the accounts of an agency: the
// one adopted for account filings, else the one for concerns, else none.
func (d *Desk) accountRegime(tx *store.Tx, agencyID string) (*regime.Regime, string, error) {
	for _, kind := range []regime.Kind{regime.AccountFiling, regime.Concern} {
		id, err := tx.Governing(agencyID, kind)
		if fault.CodeOf(err) == "regime.none" {
			continue
		}
		if err != nil {
			return nil, "", err
		}
		reg, err := d.Regime(tx.Context(), id)
		return reg, id, err
	}
	return &regime.Regime{}, "", nil
}

// ruleOf turns a regime's rule into one that can be reckoned with.
func ruleOf(a regime.Activity) activity.Rule {
	r := activity.Rule{ID: a.ID, Within: a.Within, Working: a.Working, Month: a.Month}
	if w, err := deadline.ParseWithin(a.Warn); err == nil {
		r.Warn = w.Duration()
	}
	return r
}

// since is the day from which an account owes posts: its opening, or its
// registration where that came later, for nothing is known of the time before.
func since(p store.Paced) activity.Day {
	return activity.DayOf(from(max(p.OpenedAt, p.CreatedAt)))
}

func owing(p store.Paced, days []activity.Day) activity.Account {
	a := activity.Account{Opened: since(p), Days: days}
	if p.ClosedAt != 0 {
		a.Closed = activity.DayOf(from(p.ClosedAt))
	}
	return a
}

// asRecorded is an account as it stands today: where its record reaches back before
// its registration here, as an imported one does, it owes from there on. Lapses of
// that time are not put on record.
func asRecorded(p store.Paced, days []activity.Day) activity.Account {
	a := owing(p, days)
	if len(days) > 0 && days[0] < a.Opened { // oldest first
		a.Opened = max(days[0], activity.DayOf(from(p.OpenedAt)))
	}
	return a
}

// Pacings returns how every open account stands now, in the order of agencies.
// Clause: ACC-5.
func (d *Desk) Pacings(ctx context.Context) ([]AccountPacing, error) {
	now := d.store.Now()
	list, err := d.store.PacedAccounts(ctx, now.UnixMilli())
	if err != nil {
		return nil, err
	}
	days, err := d.store.PostDays(ctx, activity.DayOf(now)-readSpan)
	if err != nil {
		return nil, err
	}
	rules, err := d.activityRules(ctx, list)
	if err != nil {
		return nil, err
	}
	out := make([]AccountPacing, len(list))
	for i, p := range list {
		cal, err := d.CalendarOf(ctx, p.AgencyID)
		if err != nil {
			return nil, err
		}
		out[i] = AccountPacing{Paced: p, Days: days[p.ID]}
		for _, r := range rules[p.AgencyID].ActivityRules(p.Platform, p.Kind, p.Level) {
			out[i].Rules = append(out[i].Rules, Pacing{r, activity.Stand(cal, ruleOf(r), asRecorded(p, days[p.ID]), now)})
		}
	}
	return out, nil
}

// activityRules returns the regime of each agency among the accounts.
func (d *Desk) activityRules(ctx context.Context, list []store.Paced) (map[string]*regime.Regime, error) {
	out := map[string]*regime.Regime{}
	return out, d.store.View(ctx, func(tx *store.Tx) error {
		for _, p := range list {
			if out[p.AgencyID] != nil {
				continue
			}
			reg, _, err := d.accountRegime(tx, p.AgencyID)
			if err != nil {
				return err
			}
			out[p.AgencyID] = reg
		}
		return nil
	})
}

// KeepPace puts on record which periods are about to end short, once each, and
// tells those who answer for the account and the office; and which ended short,
// which stays. Where the posting record was completed since and shows that an
// account was in time, that is written beside it. Clause: ACC-5.
func (d *Desk) KeepPace(ctx context.Context) error {
	all, err := d.Pacings(ctx)
	if err != nil {
		return err
	}
	on, err := d.store.PacesSince(ctx, activity.DayOf(d.store.Now())-readSpan)
	if err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	known := map[string][]store.Pace{}
	for _, p := range on {
		known[p.AccountID] = append(known[p.AccountID], p)
	}
	now := d.store.Now()
	for _, a := range all {
		warn, late, refuted, err := d.paceOf(ctx, a, known[a.ID], now)
		if err != nil {
			return err
		}
		if len(warn)+len(late)+len(refuted) == 0 {
			continue
		}
		if err := d.store.Write(ctx, func(tx *store.Tx) error { return keepPace(tx, tree, a, warn, late, refuted) }); err != nil {
			return err
		}
	}
	return nil
}

// paceOf works out what is new about an account: to warn of, late, and refuted.
func (d *Desk) paceOf(ctx context.Context, a AccountPacing, known []store.Pace, now time.Time) (warn, late, refuted []store.Pace, err error) {
	cal, err := d.CalendarOf(ctx, a.AgencyID)
	if err != nil {
		return nil, nil, nil, err
	}
	at := func(rule string, day activity.Day) store.Pace {
		for _, p := range known {
			if p.Rule == rule && p.From == day {
				return p
			}
		}
		return store.Pace{}
	}
	for _, r := range a.Rules {
		p := store.Pace{AccountID: a.ID, Rule: r.Rule.ID, Title: r.Rule.Title, Article: r.Rule.Article}
		if r.State == activity.Warn && at(r.Rule.ID, r.From).WarnedAt == 0 {
			w := p
			w.From, w.Due, w.Have, w.Need = r.From, r.Due, int64(r.Have), int64(r.Need)
			warn = append(warn, w)
		}
		begin := max(since(a.Paced), activity.DayOf(now)-readSpan+31)
		short := map[activity.Day]bool{}
		for _, l := range activity.Lapses(cal, ruleOf(r.Rule), owing(a.Paced, a.Days), begin.Start(), now.Add(-settleTime)) {
			short[l.From] = true
			if at(r.Rule.ID, l.From).LateAt == 0 {
				x := p
				x.From, x.Due, x.Have, x.Need = l.From, l.Due, int64(l.Have), int64(l.Need)
				late = append(late, x)
			}
		}
		for _, k := range known {
			if k.Rule == r.Rule.ID && k.LateAt != 0 && k.RefutedAt == 0 && k.From >= begin && !short[k.From] {
				refuted = append(refuted, k)
			}
		}
	}
	return warn, late, refuted, nil
}

// paceTold are the roles of the office that are told beside the keepers.
var paceTold = []regime.Role{regime.OfficeDirector, regime.ChiefEditor}

func keepPace(tx *store.Tx, tree *Tree, a AccountPacing, warn, late, refuted []store.Pace) error {
	keepers, err := tx.AccountKeepers(a.ID)
	if err != nil {
		return err
	}
	tell := func(text string) error {
		for _, id := range keepers {
			if err := tx.NotifyPerson(id, "", text); err != nil {
				return err
			}
		}
		return tx.Notify([]string{tree.Office(a.AgencyID).ID, a.UnitID, a.AgencyID}, paceTold, "", "", text)
	}
	for _, p := range warn {
		fresh, err := tx.WarnPace(p)
		if err != nil {
			return err
		}
		if !fresh {
			continue // another process told them
		}
		if err := tell("账号「" + a.Name + "」快到期未发布：" + p.Title + "，" + dayText(p.Due) + "前" + lacking(p)); err != nil {
			return err
		}
	}
	for _, p := range late {
		fresh, err := tx.LatePace(p)
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		tx.Audit(store.Entry{Actor: "system", Action: "account.late", Object: a.Number, Result: "done", Detail: map[string]any{"rule": p.Rule, "due": dayText(p.Due), "have": p.Have, "need": p.Need}})
		if err := tell("账号「" + a.Name + "」逾期未发布：" + p.Title + "，应在" + dayText(p.Due) + "前" + lacking(p)); err != nil {
			return err
		}
	}
	for _, p := range refuted {
		if err := tx.RefutePace(p); err != nil {
			return err
		}
	}
	return nil
}

func dayText(d activity.Day) string { return d.Start().Format("2006年1月2日") }

// lacking says what a period asks for and has.
func lacking(p store.Pace) string {
	if p.Need < 2 {
		return "发布至少一篇"
	}
	return fmt.Sprintf("应有 %d 天发布，已有 %d 天", p.Need, p.Have)
}

// PacingsFor are the standings of the accounts that a person sees. Faults:
// register.role.
func (d *Desk) PacingsFor(ctx context.Context, who matter.Actor) ([]AccountPacing, error) {
	if err := Reads(who, AccountReaders); err != nil {
		return nil, err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	all, err := d.Pacings(ctx)
	if agencies := tree.agenciesOf(who, AccountReaders); agencies != nil {
		all = slices.DeleteFunc(all, func(a AccountPacing) bool { return !slices.Contains(agencies, a.AgencyID) })
	}
	return all, err
}

// standing are the kinds of accounts that are used without posts.
var standing = []regime.AccountKind{regime.MiniProgram, regime.AppAccount}

// WeakAccounts proposes which of the accounts to merge or to close. A person
// decides, and files it. Clause: ACC-6.
func (d *Desk) WeakAccounts(ctx context.Context, all []AccountPacing) ([]activity.Proposal, error) {
	kept, err := d.store.KeptAccounts(ctx)
	if err != nil {
		return nil, err
	}
	past, err := d.store.PacesSince(ctx, activity.DayOf(d.store.Now())-activity.Stretch+1)
	if err != nil {
		return nil, err
	}
	today := activity.DayOf(d.store.Now())
	lapses := map[string]int{}
	for _, p := range past {
		if p.LateAt != 0 && p.RefutedAt == 0 {
			lapses[p.AccountID]++
		}
	}
	var uses []activity.Use
	for _, a := range all {
		uses = append(uses, activity.Use{ID: a.ID, Group: a.AgencyID + " " + string(a.Platform) + " " + string(a.Kind), Main: a.Main, Kept: kept[a.ID], Opened: since(a.Paced), Days: a.Days, Lapses: lapses[a.ID], Standing: slices.Contains(standing, a.Kind)})
	}
	return activity.Weak(uses, today), nil
}
