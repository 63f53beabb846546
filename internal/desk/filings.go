package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// FilingActs are the kinds of account filings.
var FilingActs = []struct{ Code, Title string }{{"opening", "开设"}, {"change", "变更"}, {"closing", "关闭"}, {"cancelling", "注销"}}

// FilingTitle is the word for a kind of filing.
func FilingTitle(act string) string {
	for _, a := range FilingActs {
		if a.Code == act {
			return a.Title
		}
	}
	return act
}

// AccountOpening is what a person fills in to open an account.
type AccountOpening struct {
	Unit      string // id of the unit that runs it; "" is the agency's office
	Platform  regime.Platform
	Kind      regime.AccountKind
	Holder    string // agency, staff (in an official capacity) or private
	Name      string
	Organiser string // certified body; "" is the agency
	Form      store.FilingFields
}

// OpenAccount begins the filing for a new account and returns its number. The
// account exists in state opening until the last level has agreed. Faults:
// register.role, account.private, account.platform, account.kind, account.name,
// account.unit, account.rule, regime.accounts. Clause: ACC-2 ACC-3.
func (d *Desk) OpenAccount(ctx context.Context, who matter.Actor, in AccountOpening) (string, error) {
	if err := may(who, AccountKeepers...); err != nil {
		return "", err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return "", err
	}
	a, err := d.newAccount(tree, who, in)
	if err != nil {
		return "", err
	}
	number := ""
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		reg, regimeID, err := d.filingRegime(tx, a.AgencyID)
		if err != nil {
			return err
		}
		levels, err := tx.AgencyLevels()
		if err != nil {
			return err
		}
		all, err := tx.AccountsOf(a.AgencyID)
		if err != nil {
			return err
		}
		if breaks := openingBreaks(reg.Accounts, levelOf(tree, levels, a.UnitID), a, all); len(breaks) > 0 {
			return fault.New(fault.Conflict, "account.rule", "%s（依据：第 %s 条）", strings.Join(breaks, "；"), reg.Accounts.Article).On("unit")
		}
		if err := tx.AddAccount(&a); err != nil {
			return err
		}
		if err := setPeople(tx, a.ID, in.Form, who.ID); err != nil {
			return err
		}
		number, err = d.beginFiling(tx, tree, who, reg, regimeID, a, "opening", in.Form)
		return err
	})
	return number, err
}

func (d *Desk) newAccount(tree *Tree, who matter.Actor, in AccountOpening) (store.Account, error) {
	home := tree.ByID[who.UnitID]
	if in.Unit == "" {
		in.Unit = tree.Office(home.AgencyID).ID
	}
	u, ok := tree.ByID[in.Unit]
	a := store.Account{AgencyID: u.AgencyID, UnitID: u.ID, Platform: in.Platform, Kind: in.Kind, Name: strings.TrimSpace(in.Name), Organiser: strings.TrimSpace(in.Organiser), Emblem: "none", Purpose: in.Form.Purpose, State: "opening", Origin: "filing", CreatedBy: who.ID}
	if _, held := holdsIn(who, u.AgencyID, AccountKeepers...); !ok || !held {
		return a, fault.New(fault.Invalid, "account.unit", "只能为本机关开设账号").On("unit")
	}
	if a.Organiser == "" {
		a.Organiser = tree.Name(a.AgencyID)
	}
	switch n := utf8.RuneCountInString(a.Name); {
	case in.Holder == "private":
		return a, fault.New(fault.Forbidden, "account.private", "个人账号不登记、不备案，也不监看：它属于个人。以职务身份开设的账号，请选择「工作人员职务账号」").On("holder")
	case in.Holder != "agency" && in.Holder != "staff":
		return a, fault.New(fault.Invalid, "account.holder", "请选择账号以谁的名义开设").On("holder")
	case in.Holder == "staff" && a.Kind != regime.OfficialPerson, in.Holder == "agency" && a.Kind == regime.OfficialPerson:
		return a, fault.New(fault.Invalid, "account.kind", "以职务身份开设的账号，类别是「工作人员职务账号」；以机关名义开设的不是").On("kind")
	case !slices.Contains(regime.Platforms, a.Platform):
		return a, fault.New(fault.Invalid, "account.platform", "请选择平台；不在名单里的平台不能开设账号").On("platform")
	case !slices.Contains(regime.AccountKinds, a.Kind):
		return a, fault.New(fault.Invalid, "account.kind", "请选择账号类别").On("kind")
	case n < 2 || n > 40:
		return a, fault.New(fault.Invalid, "account.name", "账号名称要有 2 到 40 个字").On("name")
	case utf8.RuneCountInString(a.Organiser) > 80:
		return a, fault.New(fault.Invalid, "account.organiser", "主体名称最多 80 个字").On("organiser")
	}
	return a, checkForm(in.Form)
}

func checkForm(f store.FilingFields) error {
	for _, x := range []struct {
		field, text string
		most        int
	}{{"purpose", f.Purpose, 2000}, {"columns", f.Columns, 2000}, {"existing", f.Existing, 2000}, {"review", f.Review, 2000}, {"security", f.Security, 2000}, {"contractor", f.Contractor, 100}, {"phone", f.Phone, 60}, {"reason", f.Reason, 2000}, {"name", f.Name, 40}, {"organiser", f.Body, 80}, {"address", f.Address, 500}} {
		if utf8.RuneCountInString(x.text) > x.most {
			return fault.New(fault.Invalid, "filing.long", "这一项最多 %d 个字", x.most).On(x.field)
		}
	}
	return nil
}

// filingRegime is the regime that governs the accounts of an agency; it must
// have rules for them. Faults: regime.none, regime.accounts.
func (d *Desk) filingRegime(tx *store.Tx, agencyID string) (*regime.Regime, string, error) {
	id, err := tx.Governing(agencyID, regime.AccountFiling)
	if err != nil {
		return nil, "", err
	}
	reg, err := d.Regime(tx.Context(), id)
	if err == nil && reg.Accounts == nil {
		err = fault.New(fault.Conflict, "regime.accounts", "「%s」没有账号规则：请系统管理员在「制度」页让政务新媒体管理办法管「账号备案」", reg.Title)
	}
	return reg, id, err
}

func setPeople(tx *store.Tx, accountID string, f store.FilingFields, by string) error {
	for _, p := range []struct{ part, person string }{{"in_charge", f.InCharge}, {"keeper", f.Keeper}, {"organiser", f.Organiser}} {
		if p.person == "" {
			continue
		}
		if n, err := tx.PersonByID(p.person); err != nil || !n.Active {
			return fault.New(fault.Invalid, "account.person", "人员里没有这个人，或者已停用").On(p.part).Because(err)
		}
		if err := tx.SetAccountPerson(accountID, p.part, p.person, by); err != nil {
			return err
		}
	}
	return nil
}

// beginFiling makes the matter of a filing in state filing_form.
func (d *Desk) beginFiling(tx *store.Tx, tree *Tree, who matter.Actor, reg *regime.Regime, regimeID string, account store.Account, what string, form store.FilingFields) (string, error) {
	if open, err := tx.OpenFilingOf(account.ID); err != nil || open != "" {
		if err == nil {
			err = fault.New(fault.Conflict, "filing.open", "这个账号还有一件备案 %s 没有办完", open)
		}
		return "", err
	}
	number, err := tx.NextNumber(regime.AccountFiling)
	if err != nil {
		return "", err
	}
	m := matter.Matter{
		ID: store.NewID(tx.Now), Kind: regime.AccountFiling, Number: number, AgencyID: account.AgencyID, UnitID: account.UnitID, State: matter.FilingForm, Version: 1, RegimeID: regimeID,
		Title: fmt.Sprintf("%s：%s「%s」", FilingTitle(what), account.Platform.Title(), account.Name), Summary: form.Reason, OpenedAt: tx.Ms(), NextDue: store.Never,
	}
	if err := tx.InsertMatter(m); err != nil {
		return "", err
	}
	f := store.Filing{MatterID: m.ID, AccountID: account.ID, Act: what, Form: form, ApplicantID: who.ID}
	if err := tx.AddFiling(f); err != nil {
		return "", err
	}
	a := &act{
		Desk: d, tx: tx, who: who, m: &m, reg: reg, tree: tree, text: m.Title, detail: map[string]any{"account": account.Number, "act": what},
		step: matter.Step{Row: matter.Row{Kind: regime.AccountFiling, Action: "open", Emits: regime.FilingBegun}, To: matter.FilingForm},
	}
	return number, a.finish()
}

// ChangeAccount begins the filing of a change: of name, organiser, person in
// charge or keeper. Nothing changes before it was agreed to. Faults:
// register.role, account.unknown, account.state, filing.nothing, filing.open.
// Clause: ACC-3.
func (d *Desk) ChangeAccount(ctx context.Context, who matter.Actor, key string, change store.FilingFields) (string, error) {
	change.Name, change.Body, change.Address = strings.TrimSpace(change.Name), strings.TrimSpace(change.Body), strings.TrimSpace(change.Address)
	if err := checkForm(change); err != nil {
		return "", err
	}
	return d.fileAbout(ctx, who, key, "change", change, func(a store.Account, people []store.AccountPerson) error {
		if change.Name == a.Name {
			change.Name = ""
		}
		changed := change.Name != "" || change.Body != "" && change.Body != a.Organiser || change.Address != "" || change.Emblem != ""
		for _, p := range []struct{ part, id string }{{"in_charge", change.InCharge}, {"keeper", change.Keeper}, {"organiser", change.Organiser}} {
			changed = changed || p.id != "" && !slices.ContainsFunc(people, func(x store.AccountPerson) bool { return x.Until == 0 && x.Part == p.part && x.PersonID == p.id })
		}
		if !changed {
			return fault.New(fault.Invalid, "filing.nothing", "与现在的登记一样，没有要变更的").On("name")
		}
		return filled("reason", "变更理由", change.Reason)
	})
}

// CloseAccount begins the filing that goes before an account is closed or
// cancelled. Faults: register.role, account.unknown, account.state,
// filing.open, input.missing. Clause: ACC-3.
func (d *Desk) CloseAccount(ctx context.Context, who matter.Actor, key, act, reason string) (string, error) {
	if act != "closing" && act != "cancelling" {
		return "", fault.New(fault.Invalid, "filing.act", "只能关闭或注销").On("act")
	}
	form := store.FilingFields{Reason: strings.TrimSpace(reason)}
	if err := checkForm(form); err != nil {
		return "", err
	}
	return d.fileAbout(ctx, who, key, act, form, func(store.Account, []store.AccountPerson) error {
		return filled("reason", "理由", form.Reason)
	})
}

func (d *Desk) fileAbout(ctx context.Context, who matter.Actor, key, act string, form store.FilingFields, check func(store.Account, []store.AccountPerson) error) (string, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return "", err
	}
	number := ""
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		a, err := tx.LockAccount(key)
		if err != nil {
			return err
		}
		if _, err := mayIn(who, a.AgencyID, AccountKeepers...); err != nil {
			return err
		}
		if a.State != "open" {
			return fault.New(fault.Conflict, "account.state", "只有已开通的账号可以变更或关闭")
		}
		people, err := tx.AccountPeople(a.ID)
		if err != nil {
			return err
		}
		if err := check(a, people); err != nil {
			return err
		}
		reg, regimeID, err := d.filingRegime(tx, a.AgencyID)
		if err != nil {
			return err
		}
		number, err = d.beginFiling(tx, tree, who, reg, regimeID, a, act, form)
		return err
	})
	return number, err
}

// Filings returns up to n filings that a person may see, newest first. account
// narrows to one; all adds those that are over. Faults: register.role.
func (d *Desk) Filings(ctx context.Context, who matter.Actor, account string, all bool, after string, n int) ([]store.FilingRow, error) {
	if err := Reads(who, AccountReaders); err != nil {
		return nil, err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	return d.store.Filings(ctx, tree.agenciesOf(who, AccountReaders), account, all, after, n)
}

// SetLevel says what an agency is among agencies; its own office director or
// system administrators do. Faults: register.role, level.unit, level.word.
func (d *Desk) SetLevel(ctx context.Context, who matter.Actor, unitID string, level regime.Level) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	if err := tree.mustIn(who, unitID, regime.OfficeDirector, regime.SystemAdmin); err != nil {
		return err
	}
	if tree.ByID[unitID].Kind != "agency" {
		return fault.New(fault.Invalid, "level.unit", "层级登记在机关上，科室都是内设机构").On("unit")
	}
	if !slices.Contains(regime.Levels, level) {
		return fault.New(fault.Invalid, "level.word", "请选择层级").On("level")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(entry(who, []regime.Role{regime.OfficeDirector, regime.SystemAdmin}, "agency.level", unitID, map[string]any{"level": level}))
		return tx.SetAgencyLevel(unitID, level, who.ID)
	})
}
