package desk

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// ImpersonationFacts are the only facts that show that an account passes itself
// off as the agency. What it says, and what it thinks of us, is none of them.
// Clause: ACC-10.
var ImpersonationFacts = []struct{ Code, Title string }{
	{"our_name", "用了本机关的名称（全称或足以认错的简称）"}, {"our_emblem", "用了本机关的标识"}, {"claims_certified", "自称经过认证的官方账号"}, {"claims_to_be_us", "以本机关名义办事、答复或发布通知"},
}

// AccountSorts are what such an account can be; every sort but the first is
// refused, each with its reason. Clause: ACC-10, requirements section 10.
var AccountSorts = []struct{ Code, Title, Refused string }{
	{"passing_off", "冒充本机关，让人误以为是官方账号", ""},
	{"parody", "戏仿、讽刺，一看就知道不是官方", "戏仿和讽刺不是冒充，不能请求平台处理"},
	{"criticism", "评论、批评、投诉本机关", "批评和评论不是冒充，不能请求平台处理；有诉求的，按公众关切办理"},
	{"staff", "工作人员自己的账号", "工作人员自己的账号属于个人，不是冒充；以职务身份开设的，请按开设备案"},
	{"namesake", "同名的其他单位、企业或个人", "同名不是冒充：要有用本机关名义的事实"},
}

// ImpersonationDraft is what a person fills in about an impersonating account.
type ImpersonationDraft struct {
	Publisher    string // id of the registered platform
	Sort         string // one of AccountSorts
	Platform     regime.Platform
	Name, Handle string
	Address      string
	Facts        map[string]string // fact → where it shows
	Imitates     string            // number of our account that it imitates, "" for none
}

// ReportImpersonation drafts the report to the platform about an account that
// passes itself off as the agency. Faults: register.role, impersonation.sort,
// impersonation.name, impersonation.facts, impersonation.own, request.page,
// request.publisher. Clause: ACC-10.
func (d *Desk) ReportImpersonation(ctx context.Context, who matter.Actor, in ImpersonationDraft) (store.Request, error) {
	in.Name, in.Handle = strings.TrimSpace(in.Name), strings.TrimSpace(in.Handle)
	if err := d.checkImpersonation(ctx, in); err != nil {
		return store.Request{}, err
	}
	i := store.Impersonation{Platform: in.Platform, Name: in.Name, Handle: in.Handle}
	var shows []string
	for _, f := range ImpersonationFacts {
		if shown := strings.TrimSpace(in.Facts[f.Code]); shown != "" {
			i.Facts = append(i.Facts, store.ImpersonationFact{Fact: f.Code, Shown: shown})
			shows = append(shows, f.Title+"："+shown)
		}
	}
	if in.Imitates != "" {
		a, err := d.Account(ctx, who, strings.TrimSpace(in.Imitates))
		if err != nil {
			return store.Request{}, err
		}
		i.AccountID = a.ID
	}
	claim := fmt.Sprintf("%s账号「%s」", in.Platform.Title(), in.Name)
	if in.Handle != "" {
		claim += "（" + in.Handle + "）"
	}
	draft := RequestDraft{Ground: "impersonation", Publisher: in.Publisher, PageURL: in.Address, PageTitle: in.Name, claim: claim, finding: strings.Join(shows, "\n")}
	return d.draftRequest(ctx, who, draft, func(tx *store.Tx, q store.Request) error {
		i.RequestID = q.ID
		return tx.AddImpersonation(i)
	})
}

func (d *Desk) checkImpersonation(ctx context.Context, in ImpersonationDraft) error {
	s := slices.IndexFunc(AccountSorts, func(x struct{ Code, Title, Refused string }) bool { return x.Code == in.Sort })
	switch n := utf8.RuneCountInString(in.Name); {
	case s < 0:
		return fault.New(fault.Invalid, "impersonation.sort", "请先选择这是哪一种账号").On("sort")
	case s > 0:
		return fault.New(fault.Forbidden, "impersonation.sort", "%s", AccountSorts[s].Refused).On("sort")
	case !slices.Contains(regime.Platforms, in.Platform) && in.Platform != regime.OtherPlatform:
		return fault.New(fault.Invalid, "account.platform", "请选择平台").On("platform")
	case n < 1 || n > 60 || utf8.RuneCountInString(in.Handle) > 100:
		return fault.New(fault.Invalid, "impersonation.name", "写明账号的名称，最多 60 个字").On("name")
	}
	n := 0
	for code, shown := range in.Facts {
		if strings.TrimSpace(shown) == "" {
			continue
		}
		if n++; !slices.ContainsFunc(ImpersonationFacts, func(f struct{ Code, Title string }) bool { return f.Code == code }) || utf8.RuneCountInString(shown) > 300 {
			return fault.New(fault.Invalid, "impersonation.facts", "冒充的事实只有列出的几项，每项最多 300 个字").On("facts")
		}
	}
	if n == 0 {
		return fault.New(fault.Invalid, "impersonation.facts", "至少写明一项冒充的事实：它在哪里用了本机关的名称、标识或认证").On("facts")
	}
	for _, q := range []string{in.Address, in.Handle} {
		own, err := d.store.FindAccounts(ctx, q)
		if err != nil {
			return err
		}
		for _, a := range own {
			if a.State == "open" && a.Platform == in.Platform {
				return fault.New(fault.Conflict, "impersonation.own", "这是本机关登记的账号 %s「%s」", a.Number, a.Name).On("address")
			}
		}
	}
	return nil
}

// AddImpersonationFile keeps evidence of an impersonating account, before the
// report is signed. Faults: register.role, request.unknown, request.state,
// evidence.name, blob.large, blob.empty.
func (d *Desk) AddImpersonationFile(ctx context.Context, who matter.Actor, number, name string, r io.Reader) error {
	name, err := goodFileName(name)
	if err != nil {
		return err
	}
	if err := may(who, RequestDrafters...); err != nil {
		return err
	}
	hash, size, err := d.Files.Put(r)
	if err != nil {
		return err
	}
	return d.aboutImpersonation(ctx, who, number, []string{"drafted"}, "impersonation.file", func(tx *store.Tx, q *store.Request) error {
		return tx.AddImpersonationFile(store.ImpersonationFile{RequestID: q.ID, Name: name, Size: size, Hash: hash, ByID: who.ID})
	})
}

// TellDepartment records that a department of ours, or one in the contact book,
// was told of the account: that it exists, and nothing of what it said. Faults:
// register.role, request.unknown, impersonation.department, request.how.
func (d *Desk) TellDepartment(ctx context.Context, who matter.Actor, number, department, how string) error {
	how = strings.TrimSpace(how)
	if n := utf8.RuneCountInString(how); n < 2 || n > 100 {
		return fault.New(fault.Invalid, "request.how", "写明怎样告知，如「内部通知」").On("how")
	}
	names, err := d.Departments(ctx, who)
	if err != nil {
		return err
	}
	if !slices.Contains(names, department) {
		return fault.New(fault.Invalid, "impersonation.department", "只告知本系统的单位和通讯录里的部门").On("department")
	}
	return d.aboutImpersonation(ctx, who, number, []string{"drafted", "signed", "sent", "answered", "closed"}, "impersonation.told", func(tx *store.Tx, q *store.Request) error {
		return tx.TellDepartment(q.ID, store.DepartmentTold{Department: department, How: how, ByID: who.ID})
	})
}

// Departments are who can be told of an impersonating account: our own units and
// the departments in the contact book.
func (d *Desk) Departments(ctx context.Context, who matter.Actor) ([]string, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	book, err := d.store.Contacts(ctx)
	var out []string
	for _, u := range tree.Units {
		if u.ClosedAt == 0 {
			out = append(out, u.Name)
		}
	}
	for _, c := range book {
		if c.Kind == "department" && c.Active {
			out = append(out, c.Name)
		}
	}
	return out, err
}

func (d *Desk) aboutImpersonation(ctx context.Context, who matter.Actor, number string, states []string, action string, change func(tx *store.Tx, q *store.Request) error) error {
	return d.changeRequest(ctx, who, RequestDrafters, number, states, action, func(tx *store.Tx, q *store.Request) error {
		if q.Ground != "impersonation" {
			return fault.New(fault.NotFound, "request.unknown", "没有这件冒充账号的报告")
		}
		return change(tx, q)
	})
}
