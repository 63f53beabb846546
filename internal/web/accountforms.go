package web

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// newAccount asks what the approval form of an opening asks.
func (s *server) newAccount(v *visit) error {
	return s.openingPage(v, desk.AccountOpening{Holder: "agency"}, nil)
}

func (s *server) openingPage(v *visit, in desk.AccountOpening, err error) error {
	tree, treeErr := s.tree(v)
	if treeErr != nil {
		return treeErr
	}
	people, peopleErr := s.staffOf(v)
	if peopleErr != nil {
		return peopleErr
	}
	form := func(f *fault.Fault) templ.Component {
		return formPage("开设备案", "/desk/accounts", "政务账号", openingForm(tree, v.agency(tree), people, in, f))
	}
	if err != nil {
		if f := fault.Of(err); f != nil && f.Code == "account.private" {
			s.show(v, fault.Status(err), view.Chrome{Title: "开设备案"}, form(f))
			return nil
		}
		return s.again(v, err, "开设备案", form)
	}
	return s.page(v, "开设备案", form(nil))
}

func openingForm(tree *desk.Tree, agency string, people []view.Option, in desk.AccountOpening, f *fault.Fault) view.Form {
	var units, platforms, kinds []view.Option
	for _, u := range tree.Units {
		if u.AgencyID == agency && u.ClosedAt == 0 {
			units = append(units, view.Option{Value: u.ID, Word: u.Name})
		}
	}
	for _, p := range regime.Platforms {
		platforms = append(platforms, view.Option{Value: string(p), Word: p.Title()})
	}
	for _, k := range regime.AccountKinds {
		kinds = append(kinds, view.Option{Value: string(k), Word: k.Title()})
	}
	long := func(name, label, value string, required bool) view.Field {
		return view.Field{Name: name, Label: label, Type: "long", Rows: 3, Value: value, Required: required, Fault: on(f, name)}
	}
	form := view.Form{ID: "opening", Action: "/desk/accounts", Button: "填好，进入报送", Main: true, Cancel: "/desk/accounts", Cite: "报送后逐级审核；全部同意后再在平台上开通并登记", Fields: []view.Field{
		{Name: "holder", Label: "以谁的名义", Type: "select", Value: in.Holder, Required: true, Fault: on(f, "holder"), Options: []view.Option{{Value: "agency", Word: "机关"}, {Value: "staff", Word: "工作人员，以职务身份"}, {Value: "private", Word: "个人"}}, Hint: "个人账号不登记"},
		{Name: "unit", Label: "哪个单位开设", Type: "select", Value: in.Unit, Options: units, Fault: on(f, "unit"), Hint: "不选就是本机关；科室是内设机构，不开设"},
		{Name: "platform", Label: "平台", Type: "select", Value: string(in.Platform), Options: platforms, Required: true, Fault: on(f, "platform")},
		{Name: "kind", Label: "类别", Type: "select", Value: string(in.Kind), Options: kinds, Required: true, Fault: on(f, "kind")},
		{Name: "name", Label: "账号名称", Value: in.Name, Required: true, Fault: on(f, "name"), Hint: "与主账号一致；没有主账号的，用机关名称"},
		{Name: "organiser", Label: "认证主体", Value: in.Organiser, Fault: on(f, "organiser"), Hint: "不填就是本机关"},
		{Name: "in_charge", Label: "负责人", Type: "select", Value: in.Form.InCharge, Options: people, Required: true, Fault: on(f, "in_charge")},
		{Name: "keeper", Label: "账号保管人", Type: "select", Value: in.Form.Keeper, Options: people, Required: true, Fault: on(f, "keeper")},
		long("purpose", "开设目的和服务对象", in.Form.Purpose, true), long("columns", "栏目和更新安排", in.Form.Columns, true), long("existing", "现有账号为什么不能满足", in.Form.Existing, false),
		long("review", "内容审核安排（谁写、谁审、谁发）", in.Form.Review, true), long("security", "口令、设备和安全安排", in.Form.Security, true),
		{Name: "contractor", Label: "运维单位", Value: in.Form.Contractor, Fault: on(f, "contractor"), Hint: "没有的不填"},
		{Name: "phone", Label: "办公电话", Value: in.Form.Phone, Fault: on(f, "phone")},
	}}
	var names []string
	for _, x := range form.Fields {
		names = append(names, x.Name)
	}
	form.Fault = general(f, names...)
	return form
}

func postedForm(v *visit) store.FilingFields {
	return store.FilingFields{
		Purpose: v.field("purpose"), Columns: v.field("columns"), Existing: v.field("existing"), Review: v.field("review"), Security: v.field("security"), Contractor: v.field("contractor"), Phone: v.field("phone"),
		InCharge: v.field("in_charge"), Keeper: v.field("keeper"), Organiser: v.field("organiser_person"), Name: v.field("name"), Body: v.field("organiser"), Emblem: v.field("emblem"), Address: v.field("address"), Reason: v.field("reason"),
	}
}

func (s *server) openAccount(v *visit) error {
	form := postedForm(v)
	in := desk.AccountOpening{Unit: v.field("unit"), Platform: regime.Platform(v.field("platform")), Kind: regime.AccountKind(v.field("kind")), Holder: v.field("holder"), Name: form.Name, Organiser: form.Body, Form: form}
	in.Form.Name, in.Form.Body = "", ""
	number, err := s.Desk.OpenAccount(v.r.Context(), v.who, in)
	if err != nil {
		return s.openingPage(v, in, err)
	}
	return v.done("已填好 "+number+"：核对后报送。", "/desk/filings/"+number)
}

// staffOf lists the people of the visitor's agency.
func (s *server) staffOf(v *visit) ([]view.Option, error) {
	tree, err := s.tree(v)
	if err != nil {
		return nil, err
	}
	list, err := s.Store.Persons(v.r.Context())
	var out []view.Option
	for _, p := range list {
		if p.Active && tree.ByID[p.UnitID].AgencyID == v.agency(tree) {
			out = append(out, view.Option{Value: p.ID, Word: p.Name, Group: tree.Name(p.UnitID)})
		}
	}
	slices.SortStableFunc(out, func(a, b view.Option) int { return strings.Compare(a.Group, b.Group) })
	return out, err
}

// changeAccount asks what is to change.
func (s *server) changeAccount(v *visit) error {
	return s.changePage(v, store.FilingFields{}, nil)
}

func (s *server) changePage(v *visit, in store.FilingFields, err error) error {
	a, accountErr := s.Desk.Account(v.r.Context(), v.who, v.r.PathValue("number"))
	if accountErr != nil {
		return accountErr
	}
	people, peopleErr := s.staffOf(v)
	if peopleErr != nil {
		return peopleErr
	}
	at := "/desk/accounts/" + a.Number
	form := func(f *fault.Fault) templ.Component {
		return formPage("变更备案："+a.Name, at, a.Name, view.Form{ID: "change", Action: at + "/change", Button: "填报备案", Main: true, Cancel: at, Fault: general(f, "name", "organiser", "reason", "in_charge", "keeper"), Cite: "本机关负责人同意后再在平台上变更；变更后 3 个工作日内报上级备案，主体变更向社会公告", Fields: []view.Field{
			{Name: "name", Label: "新名称", Value: in.Name, Fault: on(f, "name"), Hint: "现在是「" + a.Name + "」；不变的不填"},
			{Name: "organiser", Label: "新主体", Value: in.Body, Fault: on(f, "organiser"), Hint: "现在是「" + a.Organiser + "」"},
			{Name: "in_charge", Label: "新负责人", Type: "select", Value: in.InCharge, Options: people, Fault: on(f, "in_charge")},
			{Name: "keeper", Label: "新保管人", Type: "select", Value: in.Keeper, Options: people, Fault: on(f, "keeper")},
			{Name: "reason", Label: "变更理由", Type: "long", Value: in.Reason, Required: true, Fault: on(f, "reason")},
		}})
	}
	if err != nil {
		return s.again(v, err, "变更备案", form)
	}
	return s.page(v, "变更备案", form(nil))
}

func (s *server) fileChange(v *visit) error {
	form := postedForm(v)
	number, err := s.Desk.ChangeAccount(v.r.Context(), v.who, v.r.PathValue("number"), form)
	if err != nil {
		return s.changePage(v, form, err)
	}
	return v.done("已填好 "+number+"：核对后报送。", "/desk/filings/"+number)
}

func (s *server) fileClosing(v *visit) error {
	at := "/desk/accounts/" + v.r.PathValue("number")
	number, err := s.Desk.CloseAccount(v.r.Context(), v.who, v.r.PathValue("number"), v.field("act"), v.field("reason"))
	if err != nil {
		return v.refused(err, at)
	}
	return v.done("已填好 "+number+"：核对后报送。", "/desk/filings/"+number)
}
