package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// AccountHeader is the first row of a list of accounts.
var AccountHeader = []string{"单位", "平台", "类别", "名称", "账号", "主页", "标识", "主体", "已认证", "主账号", "负责人", "保管人", "开通日期"}

// AccountLine is one row of a list of accounts that came in: what became of it
// and every rule that it breaks.
type AccountLine struct {
	Line   int // as the spreadsheet counts, the header being 1
	Cells  []string
	Result string // 登记, 已有, 不登记
	Breaks []Deviation
}

// AccountImport is what a list of accounts would bring.
type AccountImport struct {
	Lines                    []AccountLine
	Added, Known, Left, Bent int // rows stored, known already, not stored, and stored though they break a rule
}

// ImportAccounts registers accounts that stand already. A row that can be stored
// is, whatever rule it breaks; one that cannot is named with column and remedy,
// and stays in the report: nothing is lost. Without apply nothing is stored.
// Faults: register.role, import.header. Clause: ACC-1 ACC-4.
func (d *Desk) ImportAccounts(ctx context.Context, who matter.Actor, rows [][]string, apply bool) (AccountImport, error) {
	if err := must(who, AccountKeepers...); err != nil {
		return AccountImport{}, err
	}
	if len(rows) == 0 || !sameHeader(rows[0], AccountHeader) {
		return AccountImport{}, fault.New(fault.Invalid, "import.header", "第一行应当是：%s。请先导出一份，在上面改", strings.Join(AccountHeader, "、")).On("file")
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return AccountImport{}, err
	}
	people, err := d.store.Persons(ctx)
	if err != nil {
		return AccountImport{}, err
	}
	in := importer{d: d, who: who, tree: tree, people: people}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		in.out, in.tx, in.rules = AccountImport{}, tx, map[string]*regime.Accounts{}
		for i, row := range rows[1:] {
			cells := make([]string, len(AccountHeader))
			copy(cells, row)
			if strings.Join(cells, "") == "" {
				continue
			}
			if err := in.line(i+2, cells); err != nil {
				return err
			}
		}
		if !apply {
			return errPreview
		}
		tx.Audit(entry(who, AccountKeepers, "accounts.imported", "", map[string]int{"added": in.out.Added, "known": in.out.Known, "left": in.out.Left}))
		return d.outwards(tx)
	})
	if errors.Is(err, errPreview) {
		err = nil
	}
	return in.out, err
}

// importer is one list on its way in.
type importer struct {
	d      *Desk
	tx     *store.Tx
	who    matter.Actor
	tree   *Tree
	people []store.Person
	rules  map[string]*regime.Accounts
	out    AccountImport
}

func (i *importer) line(n int, cells []string) error {
	a, held, lost := i.read(cells)
	one := AccountLine{Line: n, Cells: cells}
	if len(lost) > 0 {
		one.Result, one.Breaks = "不登记", lost
		i.out.Left++
		i.out.Lines = append(i.out.Lines, one)
		return nil
	}
	all, err := i.tx.AccountsOf(a.AgencyID)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.Platform == a.Platform && (a.Handle != "" && store.AccountKey(x.Handle) == store.AccountKey(a.Handle) || a.Handle == "" && x.Kind == a.Kind && store.AccountKey(x.Name) == store.AccountKey(a.Name)) {
			one.Result = "已有 " + x.Number
			if store.AccountKey(x.Name) != store.AccountKey(a.Name) {
				one.Breaks = append(one.Breaks, Deviation{"名称", "与登记的「" + x.Name + "」不同", "按变更备案，不能靠导入改名"})
			}
			i.out.Known++
			i.out.Lines = append(i.out.Lines, one)
			return nil
		}
	}
	if a.Main && slices.ContainsFunc(all, func(x store.Account) bool { return x.Main }) {
		a.Main = false
		one.Breaks = append(one.Breaks, Deviation{"主账号", "本机关已有主账号", "一个机关只标一个；先在原主账号页取消"})
	}
	if err := i.tx.AddAccount(&a); err != nil {
		return err
	}
	var now []store.AccountPerson
	for _, p := range held {
		if p.PersonID == "" {
			one.Breaks = append(one.Breaks, Deviation{p.Name, p.Login, "先在「人员」页登记，再按变更备案补上"})
			continue
		}
		if err := i.tx.SetAccountPerson(a.ID, p.Part, p.PersonID, i.who.ID); err != nil {
			return err
		}
		now = append(now, p)
	}
	breaks, err := i.judge(a, append(all, a), now)
	if err != nil {
		return err
	}
	one.Result, one.Breaks = "登记 "+a.Number, append(one.Breaks, breaks...)
	i.out.Added++
	if len(one.Breaks) > 0 {
		i.out.Bent++
	}
	i.out.Lines = append(i.out.Lines, one)
	return nil
}

func (i *importer) judge(a store.Account, all []store.Account, people []store.AccountPerson) ([]Deviation, error) {
	rules := i.rules[a.AgencyID]
	if rules == nil {
		var err error
		if rules, err = i.d.accountRules(i.tx, a.AgencyID); err != nil {
			return nil, err
		}
		i.rules[a.AgencyID] = rules
	}
	levels, err := i.tx.AgencyLevels()
	return departs(i.tree, levels, rules, a, all, people), err
}

// read turns a row into an account and who answers for it; lost says why it
// cannot be stored. A person who is not found comes back without an id.
func (i *importer) read(cells []string) (store.Account, []store.AccountPerson, []Deviation) {
	var lost []Deviation
	lose := func(column, says, remedy string) { lost = append(lost, Deviation{column, says, remedy}) }
	a := store.Account{Name: cells[3], Handle: cells[4], Address: cells[5], Emblem: "none", Organiser: cells[7], State: "open", Origin: "import", CreatedBy: i.who.ID}
	u, err := store.FindUnit(i.tree.Units, cells[0])
	if err != nil || u.ID == "" || !slices.Contains(i.tree.agenciesOf(i.who, AccountKeepers), u.AgencyID) {
		lose("单位", fmt.Sprintf("没有单位「%s」，或者不归您登记", cells[0]), "写单位树里的名称或代码")
	}
	a.AgencyID, a.UnitID = u.AgencyID, u.ID
	if u.Kind == "agency" {
		a.UnitID = i.tree.Office(u.ID).ID
	}
	if a.Organiser == "" {
		a.Organiser = i.tree.Name(u.AgencyID)
	}
	if strings.Contains(cells[2], "个人") && cells[2] != regime.OfficialPerson.Title() {
		lose("类别", "个人账号不登记", "从表里删去：个人账号属于个人；以职务身份开设的写「"+regime.OfficialPerson.Title()+"」")
	} else if a.Kind = kindTitled(cells[2]); a.Kind == "" {
		lose("类别", fmt.Sprintf("没有类别「%s」", cells[2]), "写："+kindWords())
	}
	if a.Platform = platformTitled(cells[1]); a.Platform == "" {
		a.Platform = regime.OtherPlatform // stored, and named by the rule about platforms
	}
	if n := len([]rune(a.Name)); n < 2 || n > 40 {
		lose("名称", "名称要有 2 到 40 个字", "写账号在平台上的名称")
	}
	if len([]rune(a.Handle)) > 100 || len([]rune(a.Organiser)) > 80 {
		lose("账号", "账号最多 100 个字，主体最多 80 个字", "写平台上的账号名")
	}
	if checkHome(a.Address) != nil {
		lose("主页", "网址不成立", "写 https:// 开头的主页网址，没有的留空")
	}
	switch cells[6] {
	case "统一标识", "是":
		a.Emblem = "standard"
	case "其他标识":
		a.Emblem = "other"
	}
	a.Certified, a.Main = cells[8] == "是", cells[9] == "是"
	if day, err := time.ParseInLocation("2006-01-02", cells[12], deadline.Zone); err == nil {
		a.OpenedAt = day.UnixMilli()
	} else if cells[12] != "" {
		lose("开通日期", "日期「"+cells[12]+"」不成立", "写作 2026-03-16")
	}
	return a, i.holders(cells), lost
}

func (i *importer) holders(cells []string) []store.AccountPerson {
	var out []store.AccountPerson
	for _, p := range []struct {
		part, column string
		at           int
	}{{"in_charge", "负责人", 10}, {"keeper", "保管人", 11}} {
		name := cells[p.at]
		if name == "" {
			continue
		}
		at := slices.IndexFunc(i.people, func(x store.Person) bool { return x.Active && (x.Name == name || x.Login == name) })
		if at < 0 {
			out = append(out, store.AccountPerson{Part: p.part, Name: p.column, Login: "人员里没有「" + name + "」"})
			continue
		}
		out = append(out, store.AccountPerson{Part: p.part, PersonID: i.people[at].ID})
	}
	return out
}

func kindTitled(title string) regime.AccountKind {
	for _, k := range regime.AccountKinds {
		if title == k.Title() || title == string(k) {
			return k
		}
	}
	return ""
}

func kindWords() string {
	var out []string
	for _, k := range regime.AccountKinds {
		out = append(out, k.Title())
	}
	return strings.Join(out, "、")
}

func platformTitled(title string) regime.Platform {
	for _, p := range regime.Platforms {
		if title == p.Title() || title == string(p) {
			return p
		}
	}
	return ""
}

// EmblemTitles are the words for emblems.
var EmblemTitles = map[string]string{"standard": "统一标识", "other": "其他标识", "none": "没有标识"}

// sheetStretch is how many accounts a list that goes out reads at a time.
const sheetStretch = 1000

// AccountSheet returns the open accounts that a person may see as rows under
// AccountHeader. Faults: register.role.
func (d *Desk) AccountSheet(ctx context.Context, who matter.Actor) ([][]string, error) {
	var book []AccountReport
	for after := ""; ; {
		p, err := d.AccountBook(ctx, who, after, sheetStretch)
		if err != nil {
			return nil, err
		}
		book = append(book, p.Reports...)
		if after = p.Next; after == "" {
			break
		}
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	yes := map[bool]string{true: "是", false: "否"}
	var out [][]string
	for _, a := range book {
		held := map[string]string{}
		for _, p := range a.People {
			held[p.Part] = p.Name
		}
		day := ""
		if a.OpenedAt > 0 {
			day = time.UnixMilli(a.OpenedAt).In(deadline.Zone).Format("2006-01-02")
		}
		unit := a.Agency
		if u := tree.ByID[a.UnitID]; u.Kind == "section" && !u.Office {
			unit += "/" + a.Unit
		}
		out = append(out, []string{unit, a.Platform.Title(), a.Kind.Title(), a.Name, a.Handle, a.Address, EmblemTitles[a.Emblem], a.Organiser, yes[a.Certified], yes[a.Main], held["in_charge"], held["keeper"], day})
	}
	return out, nil
}

// ImportReport lays an import out as a table: the rows as they came, then what
// became of each, with every rule it breaks and what to do.
func ImportReport(in AccountImport) (header []string, rows [][]string) {
	header = append(slices.Clone(AccountHeader), "结果", "问题", "怎么改")
	for _, l := range in.Lines {
		var says, remedies []string
		for _, b := range l.Breaks {
			says, remedies = append(says, b.Column+"："+b.Says), append(remedies, b.Column+"："+b.Remedy)
		}
		rows = append(rows, append(slices.Clone(l.Cells), l.Result, strings.Join(says, "；"), strings.Join(remedies, "；")))
	}
	return header, rows
}
