package desk

import (
	"context"
	"slices"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/store"
)

// ContactHeader heads the table of the contact book. Its history stays with it and
// is no part of the table.
var ContactHeader = []string{"类别", "名称", "管什么", "联系人", "电话", "邮箱", "在用"}

// ExpertHeader heads the table of the experts' pool, which is public.
var ExpertHeader = []string{"姓名", "单位", "领域", "是否付酬", "登录名", "在库"}

// ContactKindTitles are the words for the kinds of contact.
var ContactKindTitles = map[string]string{"department": "部门", "newsroom": "新闻单位"}

// yesOrNo reads a cell that says yes or no; an empty one says what stands otherwise.
func yesOrNo(column, cell string, otherwise bool) (bool, error) {
	switch cell {
	case "是":
		return true, nil
	case "否":
		return false, nil
	case "":
		return otherwise, nil
	}
	return false, fault.New(fault.Invalid, "import.yes", "「%s」一栏只能写是、否或空着", column)
}

// ContactSheet returns the contact book of an agency as a table.
func (d *Desk) ContactSheet(ctx context.Context, agencyID string) ([][]string, error) {
	list, err := d.store.Contacts(ctx)
	var out [][]string
	for _, c := range list {
		if c.AgencyID == agencyID {
			out = append(out, []string{ContactKindTitles[c.Kind], c.Name, c.Duties, c.Person, c.Phone, c.Mail, yesNo(c.Active)})
		}
	}
	return out, err
}

// ImportContacts puts a table into the contact book of an agency; apply false tells
// what would change. Contacts are known by kind and name; those that the table does
// not name stay, and the same table twice changes nothing. Faults: register.role,
// import.header.
func (d *Desk) ImportContacts(ctx context.Context, who matter.Actor, agencyID string, rows [][]string, apply bool) (ImportPlan, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return ImportPlan{}, err
	}
	if err := tree.mustIn(who, agencyID, ContactKeepers...); err != nil {
		return ImportPlan{}, err
	}
	list, err := d.store.Contacts(ctx)
	if err != nil {
		return ImportPlan{}, err
	}
	known := map[string]store.Contact{}
	for _, c := range list {
		if c.AgencyID == agencyID {
			known[ContactKindTitles[c.Kind]+" "+c.Name] = c
		}
	}
	return d.imports(ctx, ContactHeader, rows, apply, func(tx *store.Tx, seen map[string]bool, cells []string) (string, string, error) {
		name := cells[0] + " " + cells[1]
		if seen[name] {
			return name, "", twice(name)
		}
		seen[name] = true
		active, err := yesOrNo("在用", cells[6], true)
		if err != nil {
			return name, "", err
		}
		c, was := known[name]
		before := []string{c.Duties, c.Person, c.Phone, c.Mail, yesNo(c.Active)}
		c.Kind, c.Name, c.Duties, c.Person, c.Phone, c.Mail, c.Active, c.AgencyID = contactKind(cells[0]), cells[1], cells[2], cells[3], cells[4], cells[5], active, agencyID
		says := "新增"
		if was {
			says = changes(ContactHeader[2:], before, []string{c.Duties, c.Person, c.Phone, c.Mail, yesNo(c.Active)})
		}
		if says == "" {
			return name, "", nil
		}
		return name, says, saveContact(tx, tree, who, &c)
	})
}

func twice(name string) error {
	return fault.New(fault.Invalid, "import.twice", "「%s」在表里出现了两次", name)
}

func contactKind(title string) string {
	for code, word := range ContactKindTitles {
		if word == title {
			return code
		}
	}
	return ""
}

// changes says which columns differ, "" for none.
func changes(columns, before, after []string) string {
	var out []string
	for i, c := range columns {
		if before[i] != after[i] {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "修改：" + strings.Join(out, "、")
}

// ExpertSheet returns the experts' pool of an agency as a table.
func (d *Desk) ExpertSheet(ctx context.Context, agencyID string) ([][]string, error) {
	list, err := d.store.Experts(ctx)
	if err != nil {
		return nil, err
	}
	login, err := d.logins(ctx)
	if err != nil {
		return nil, err
	}
	var out [][]string
	for _, e := range list {
		if e.AgencyID == agencyID {
			out = append(out, []string{e.Name, e.Affiliation, e.Field, yesNo(e.Paid), login[e.PersonID], yesNo(e.Active)})
		}
	}
	return out, nil
}

// ImportExperts puts a table into the experts' pool of an agency; apply false tells
// what would change. Experts are known by name and affiliation; those that the table
// does not name stay, and the same table twice changes nothing. Every change shows on
// the public list and its ledger, as one by hand. Faults: register.role, act.token,
// import.header.
func (d *Desk) ImportExperts(ctx context.Context, who matter.Actor, agencyID string, rows [][]string, apply bool) (ImportPlan, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return ImportPlan{}, err
	}
	if err := tree.mustIn(who, agencyID, ExpertKeepers...); err != nil {
		return ImportPlan{}, err
	}
	list, err := d.store.Experts(ctx)
	if err != nil {
		return ImportPlan{}, err
	}
	people, err := d.store.Persons(ctx)
	if err != nil {
		return ImportPlan{}, err
	}
	return d.imports(ctx, ExpertHeader, rows, apply, func(tx *store.Tx, seen map[string]bool, cells []string) (string, string, error) {
		name := cells[0] + " " + cells[1]
		if seen[name] {
			return name, "", twice(name)
		}
		seen[name] = true
		var e store.Expert
		i := slices.IndexFunc(list, func(x store.Expert) bool {
			return x.AgencyID == agencyID && x.Name == cells[0] && x.Affiliation == cells[1]
		})
		if i >= 0 {
			e = list[i]
		}
		before := []string{e.Field, yesNo(e.Paid), e.PersonID, yesNo(e.Active)}
		e.AgencyID, e.Name, e.Affiliation, e.Field, e.PersonID = agencyID, cells[0], cells[1], cells[2], ""
		var err error
		if e.Paid, err = yesOrNo("是否付酬", cells[3], false); err != nil {
			return name, "", err
		}
		if e.Active, err = yesOrNo("在库", cells[5], true); err != nil {
			return name, "", err
		}
		if cells[4] != "" {
			at := slices.IndexFunc(people, func(p store.Person) bool { return p.Login == cells[4] })
			if at < 0 {
				return name, "", fault.New(fault.Invalid, "import.person", "没有登录名「%s」", cells[4])
			}
			e.PersonID = people[at].ID
		}
		says := "新增"
		if i >= 0 {
			says = changes(ExpertHeader[2:], before, []string{e.Field, yesNo(e.Paid), e.PersonID, yesNo(e.Active)})
		}
		if says == "" {
			return name, "", nil
		}
		return name, says, saveExpert(tx, tree, who, &e)
	})
}
