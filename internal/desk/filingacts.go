package desk

import (
	"slices"
	"strings"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var filingEffects = map[matter.Action]func(*act) error{
	"fill_filing":      (*act).fillFiling,
	"submit_filing":    (*act).submitFiling,
	"agree_filing":     func(a *act) error { return a.decideFiling("agreed", "note") },
	"record_level":     func(a *act) error { return a.decideFiling("agreed", "note") },
	"refuse_filing":    func(a *act) error { return a.decideFiling("refused", "reason") },
	"record_refusal":   func(a *act) error { return a.decideFiling("refused", "reason") },
	"return_filing":    (*act).returnFiling,
	"withdraw_filing":  (*act).endOpening,
	"register_account": (*act).registerAccount,
	"make_change":      (*act).makeChange,
	"file_change":      (*act).fileChange,
	"announce_account": (*act).announceAccount,
	"end_account":      (*act).endAccount,
}

// loadFiling reads the facts of an account filing.
func (a *act) loadFiling() error {
	f, err := a.tx.Filing(a.m.ID)
	if err != nil {
		return err
	}
	account, err := a.tx.Account(f.AccountID)
	if err != nil {
		return err
	}
	steps, err := a.tx.Steps(a.m.ID)
	if err != nil {
		return err
	}
	a.filing, a.account = &f, &account
	x := &a.facts.FilingFacts
	x.Applicant, x.FormLacks = f.ApplicantID, formLacks(f)
	x.Then = map[string]matter.State{"opening": matter.FilingOpening, "change": matter.FilingMaking, "closing": matter.FilingEnding, "cancelling": matter.FilingEnding}[f.Act]
	x.Announces = f.Act == "change" && f.Form.Body != ""
	for _, s := range steps {
		if s.Verdict != "" {
			continue
		}
		if x.Left == 0 {
			x.Turn, x.TurnName = s.AgencyID, s.Name
		}
		x.Left++
	}
	if f.Act == "opening" && a.m.State == matter.FilingForm && a.reg.Accounts != nil {
		return a.loadBreaks()
	}
	return nil
}

// loadBreaks asks the opening rules again: much may have changed since the form
// was begun.
func (a *act) loadBreaks() error {
	levels, err := a.tx.AgencyLevels()
	if err != nil {
		return err
	}
	all, err := a.tx.AccountsOf(a.m.AgencyID)
	if err != nil {
		return err
	}
	a.facts.Breaks = openingBreaks(a.reg.Accounts, levelOf(a.tree, levels, a.account.UnitID), *a.account, all)
	return nil
}

// formLacks says what the form of an opening lacks; other filings carry theirs.
func formLacks(f store.Filing) []string {
	if f.Act != "opening" {
		return nil
	}
	var out []string
	for _, x := range []struct{ text, title string }{{f.Form.Purpose, "开设目的"}, {f.Form.Columns, "栏目和更新安排"}, {f.Form.Review, "内容审核安排"}, {f.Form.Security, "口令和安全安排"}, {f.Form.InCharge, "负责人"}, {f.Form.Keeper, "账号保管人"}} {
		if x.text == "" {
			out = append(out, x.title)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return []string{"申请表还缺：" + strings.Join(out, "、")}
}

func (a *act) fillFiling() error {
	f := &a.filing.Form
	for _, x := range []struct {
		name string
		into *string
	}{{"purpose", &f.Purpose}, {"columns", &f.Columns}, {"existing", &f.Existing}, {"review", &f.Review}, {"security", &f.Security}, {"contractor", &f.Contractor}, {"phone", &f.Phone}} {
		if text := a.step.In.Text(x.name); text != "" {
			*x.into = text
		}
	}
	a.text = "修改了申请表"
	if err := checkForm(*f); err != nil {
		return err
	}
	return a.tx.SaveFiling(*a.filing)
}

// submitFiling lays down the levels that decide, and tells the first.
func (a *act) submitFiling() error {
	levels, err := a.tx.AgencyLevels()
	if err != nil {
		return err
	}
	way := regime.OpenFiled
	if a.filing.Act == "opening" && a.reg.Accounts != nil {
		if way = a.reg.Accounts.Opening(levelOf(a.tree, levels, a.account.UnitID)).Way; a.account.Kind == regime.OfficialPerson {
			way = a.reg.Accounts.Staff.Way
		}
	}
	steps := levelsFor(a.tree, levels, a.m.AgencyID, a.filing.Act, way)
	if err := a.tx.SetSteps(a.m.ID, steps); err != nil {
		return err
	}
	var names []string
	for _, s := range steps {
		names = append(names, s.Name)
	}
	a.text = "报送：" + strings.Join(names, " → ")
	a.detail["levels"] = names
	if err := a.document(store.Document{Kind: regime.OpeningForm, Body: a.m.Title + "\n" + a.text}); err != nil {
		return err
	}
	return a.tellLevel(steps[0])
}

func (a *act) tellLevel(s store.FilingStep) error {
	if s.AgencyID == "" {
		return nil
	}
	return a.tx.Notify(a.unitsOf(s.AgencyID), AccountDeciders, a.m.ID, "", "待审核的账号备案 "+a.m.Number+"："+a.m.Title)
}

// decideFiling records what the level said whose turn it is.
func (a *act) decideFiling(verdict, from string) error {
	steps, err := a.tx.Steps(a.m.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(steps, func(s store.FilingStep) bool { return s.Verdict == "" })
	if i < 0 {
		return fault.New(fault.Conflict, "filing.decided", "各级都已有意见")
	}
	s := steps[i]
	s.Verdict, s.PersonID, s.Note, s.Ref = verdict, a.who.ID, a.step.In.Text(from), a.step.In.Text("reference")
	if err := a.tx.DecideStep(a.m.ID, s); err != nil {
		return err
	}
	a.text = s.Name + map[string]string{"agreed": "：同意", "refused": "：不同意"}[verdict]
	if s.Note != "" {
		a.text += "。" + s.Note
	}
	a.detail["level"], a.detail["reference"] = s.Name, s.Ref
	if err := a.document(store.Document{Kind: regime.FilingDecision, Body: a.text}); err != nil {
		return err
	}
	if verdict == "refused" {
		return a.endOpening()
	}
	if i+1 < len(steps) {
		return a.tellLevel(steps[i+1])
	}
	return a.tx.NotifyPerson(a.filing.ApplicantID, a.m.ID, a.m.Number+" 各级都已同意："+a.m.Title)
}

func (a *act) returnFiling() error {
	if err := a.tx.SetSteps(a.m.ID, nil); err != nil {
		return err
	}
	return a.tx.NotifyPerson(a.filing.ApplicantID, a.m.ID, a.m.Number+" 退回补正："+a.step.In.Text("reason"))
}

// endOpening gives an account up that never came to be.
func (a *act) endOpening() error {
	if a.filing.Act != "opening" {
		return nil
	}
	a.account.State = "refused"
	return a.tx.SaveAccount(*a.account)
}

// instantIn reads an instant that a person names: past, and not before the filing
// was begun or a level agreed to it here. What a level said on paper may be recorded
// after the deed: its date is the paper's.
func (a *act) instantIn(name string) (int64, error) {
	steps, err := a.tx.Steps(a.m.ID)
	if err != nil {
		return 0, err
	}
	agreed := int64(0)
	for _, s := range steps {
		if s.Verdict == "agreed" && s.Ref == "" {
			agreed = max(agreed, s.At)
		}
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", a.step.In.Text(name), deadline.Zone)
	if err != nil {
		at, err = time.Parse(time.RFC3339, a.step.In.Text(name))
	}
	switch {
	case err != nil:
		return 0, fault.New(fault.Invalid, "input.instant", "时间写作 2026-03-16T09:00").On(name)
	case at.After(a.tx.Now):
		return 0, fault.New(fault.Invalid, "input.future", "只能登记已经发生的时间").On(name)
	case at.UnixMilli() < a.m.OpenedAt-time.Minute.Milliseconds():
		return 0, fault.New(fault.Conflict, "filing.before", "备案在前、办理在后：这个时间早于本件备案的开始").On(name)
	case at.UnixMilli() < agreed-time.Minute.Milliseconds():
		return 0, fault.New(fault.Conflict, "filing.agreed", "同意在前、办理在后：这个时间早于最后一级的同意").On(name)
	}
	return at.UnixMilli(), nil
}

func (a *act) registerAccount() (err error) {
	if a.account.OpenedAt, err = a.instantIn("at"); err != nil {
		return err
	}
	a.account.Handle, a.account.Address, a.account.State = a.step.In.Text("handle"), a.step.In.Text("address"), "open"
	if err := checkHome(a.account.Address); err != nil {
		return err
	}
	if err := a.tx.SaveAccount(*a.account); err != nil {
		return err
	}
	a.text = "账号已开通：" + a.account.Handle
	if err := a.document(store.Document{Kind: regime.FilingNotice, Body: a.m.Title + "\n" + a.text}); err != nil {
		return err
	}
	return a.publicly("opened", a.account.Agency+"开设"+a.account.Platform.Title()+"账号「"+a.account.Name+"」。")
}

// publicly tells the public of an account: page, JSON and ledger.
func (a *act) publicly(kind, text string) error {
	n := store.AccountNotice{AccountID: a.account.ID, Filing: a.m.Number, Kind: kind, Text: text}
	if err := a.tx.AddAccountNotice(&n, a.who.ID); err != nil {
		return err
	}
	a.tx.Publish("account."+kind, a.account.Number, store.Digest(strings.Join([]string{a.account.Number, string(a.account.Platform), a.account.Name, a.account.Handle, a.account.Organiser, a.account.State, text}, "\x00")))
	return nil
}

// makeChange writes a change that was agreed to into the registry; its filing is
// now owed within the term of the regime.
func (a *act) makeChange() (err error) {
	if a.filing.ChangedAt, err = a.instantIn("at"); err != nil {
		return err
	}
	f := a.filing.Form
	before := *a.account
	for _, x := range []struct {
		text string
		into *string
	}{{f.Name, &a.account.Name}, {f.Body, &a.account.Organiser}, {f.Emblem, &a.account.Emblem}, {f.Address, &a.account.Address}} {
		if x.text != "" {
			*x.into = x.text
		}
	}
	if f.Body != "" {
		a.account.Certified = true // a platform moves an account to another body only by certifying that
	}
	a.detail["name"], a.detail["organiser"] = change(before.Name, a.account.Name), change(before.Organiser, a.account.Organiser)
	a.text = "账号已按同意的内容变更"
	if err := a.tx.SaveAccount(*a.account); err != nil {
		return err
	}
	if err := setPeople(a.tx, a.account.ID, f, a.who.ID); err != nil {
		return err
	}
	if f.Name != "" {
		if err := a.publicly("renamed", "账号「"+before.Name+"」更名为「"+a.account.Name+"」。"); err != nil {
			return err
		}
	}
	return a.tx.SaveFiling(*a.filing)
}

func (a *act) fileChange() error {
	a.text = "已报上级备案：" + a.step.In.Text("reference")
	return a.document(store.Document{Kind: regime.FilingNotice, Body: a.text + "\n" + a.step.In.Text("note")})
}

func (a *act) announceAccount() error {
	text := a.step.In.Text("text")
	if err := a.document(store.Document{Kind: regime.AccountNotice, Body: text}); err != nil {
		return err
	}
	return a.publicly("organiser", text)
}

func (a *act) endAccount() (err error) {
	if a.account.ClosedAt, err = a.instantIn("at"); err != nil {
		return err
	}
	a.account.State, a.account.Main = "closed", false
	if err := a.tx.SaveAccount(*a.account); err != nil {
		return err
	}
	a.text = "账号已" + FilingTitle(a.filing.Act)
	if err := a.document(store.Document{Kind: regime.FilingNotice, Body: a.m.Title + "\n" + a.text}); err != nil {
		return err
	}
	return a.publicly("closed", a.step.In.Text("text"))
}
