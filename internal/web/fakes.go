package web

import (
	"io"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// fakes lists accounts that pass themselves off as the agency.
func (s *server) fakes(v *visit) error {
	list, err := s.Store.Impersonations(v.r.Context(), false, mostLines)
	if err != nil {
		return err
	}
	p := boardPart{ID: "x-list", Title: "冒充账号", Count: strconv.Itoa(len(list)), Columns: []string{"账号", "冒充的事实", "报告", "结果"}, Empty: view.Empty{Title: "没有冒充账号", Why: "只报告冒充本机关的账号：用了本机关的名称、标识，或自称官方。戏仿、批评和工作人员自己的账号不在其中。"}}
	for _, i := range list {
		p.Rows = append(p.Rows, []boardCell{{Text: i.Name, Under: v.lang.T(i.Platform.Title()) + "　" + i.Handle, Href: "/desk/requests/" + i.Number}, {Text: strings.Join(factWords(i.Facts), "；")}, {Tag: requestStates[i.State], Under: i.Number}, {Text: requestOutcomes[i.Outcome]}})
	}
	b := board{Title: "政务账号", Says: "只针对冒充本机关的账号，附证据，两人签署，由人向平台提出，一直跟到办结，对外公开。", Tabs: s.accountTabs(v, "/desk/fakes"), Parts: []boardPart{p}}
	if reportsFakes.allows(v.who) {
		b.Adds = append(b.Adds, boardTab{"/desk/fakes/new", "报告冒充账号", true})
	}
	return s.page(v, "冒充账号", boardView(b))
}

func factWords(facts []store.ImpersonationFact) []string {
	var out []string
	for _, f := range facts {
		for _, x := range desk.ImpersonationFacts {
			if x.Code == f.Fact {
				out = append(out, x.Title)
			}
		}
	}
	return out
}

func (s *server) newFake(v *visit) error { return s.fakePage(v, desk.ImpersonationDraft{}, nil) }

func (s *server) fakePage(v *visit, in desk.ImpersonationDraft, refused error) error {
	all, err := s.Store.Publishers(v.r.Context())
	if err != nil {
		return err
	}
	accounts, err := s.Desk.Accounts(v.r.Context(), v.who, store.AccountFilter{State: "open"}, 200)
	if err != nil {
		return err
	}
	var publishers, sorts, platforms, ours []view.Option
	for _, p := range all {
		if p.Kind == "platform" {
			publishers = append(publishers, view.Option{Value: p.ID, Word: p.Name})
		}
	}
	for _, x := range desk.AccountSorts {
		sorts = append(sorts, view.Option{Value: x.Code, Word: x.Title})
	}
	for _, p := range append([]regime.Platform{regime.OtherPlatform}, regime.Platforms...) {
		platforms = append(platforms, view.Option{Value: string(p), Word: p.Title()})
	}
	for _, a := range accounts {
		ours = append(ours, view.Option{Value: a.Number, Word: v.lang.F("%s（%s）", a.Name, v.lang.T(a.Platform.Title()))})
	}
	form := func(f *fault.Fault) templ.Component {
		fields := []view.Field{
			{Name: "sort", Label: "这是哪一种账号", Type: "select", Value: in.Sort, Options: sorts, Required: true, Fault: on(f, "sort"), Hint: "只有第一种可以请求平台处理"},
			{Name: "publisher", Label: "向哪个平台提出", Type: "select", Value: in.Publisher, Options: publishers, Required: true, Fault: on(f, "publisher"), Hint: "先在「更正请求」页登记平台单位"},
			{Name: "platform", Label: "账号在哪个平台", Type: "select", Value: string(in.Platform), Options: platforms, Required: true, Fault: on(f, "platform")},
			{Name: "name", Label: "账号的名称", Value: in.Name, Required: true, Fault: on(f, "name")},
			{Name: "handle", Label: "平台上的账号名（ID）", Value: in.Handle},
			{Name: "address", Label: "账号主页网址", Type: "url", Value: in.Address, Required: true, Fault: on(f, "address") + on(f, "page_url")},
		}
		for i, x := range desk.ImpersonationFacts {
			field := view.Field{Name: "fact_" + x.Code, Label: x.Title, Value: in.Facts[x.Code], Hint: "有这一项的，写明在哪里看到"}
			if i == 0 {
				field.Fault = on(f, "facts")
			}
			fields = append(fields, field)
		}
		fields = append(fields, view.Field{Name: "imitates", Label: "冒充的是哪个账号", Type: "select", Value: in.Imitates, Options: ours})
		return formPage("报告冒充账号", "/desk/fakes", "冒充账号", view.Form{ID: "fake", Action: "/desk/fakes", Button: "拟成报告", Main: true, Cancel: "/desk/fakes", Fault: general(f, "sort", "publisher", "platform", "name", "address", "page_url", "facts"), Fields: fields, Cite: "下一步存入截图，由两人签署；不记录账号说了什么，也不打听是谁在用"})
	}
	if f := fault.Of(refused); f != nil && f.Code == "impersonation.sort" {
		s.show(v, fault.Status(refused), view.Chrome{Title: "报告冒充账号"}, form(f))
		return nil
	}
	if refused != nil {
		return s.again(v, refused, "报告冒充账号", form)
	}
	return s.page(v, "报告冒充账号", form(nil))
}

func (s *server) reportFake(v *visit) error {
	in := desk.ImpersonationDraft{Sort: v.field("sort"), Publisher: v.field("publisher"), Platform: regime.Platform(v.field("platform")), Name: v.field("name"), Handle: v.field("handle"), Address: v.field("address"), Imitates: v.field("imitates"), Facts: map[string]string{}}
	for _, x := range desk.ImpersonationFacts {
		in.Facts[x.Code] = v.field("fact_" + x.Code)
	}
	q, err := s.Desk.ReportImpersonation(v.r.Context(), v.who, in)
	if err != nil {
		return s.fakePage(v, in, err)
	}
	return v.done("已拟成 "+q.Number+"：先存入截图，再请两人签署。", "/desk/requests/"+q.Number)
}

// fakeParts are what the page of a request adds when it is about an
// impersonating account: the facts, the evidence, who was told.
func (s *server) fakeParts(v *visit, q store.Request) ([]boardPart, []upload, error) {
	ctx := v.r.Context()
	i, err := s.Store.Impersonation(ctx, q.ID)
	if err != nil || i.RequestID == "" {
		return nil, nil, err
	}
	files, err := s.Store.ImpersonationFiles(ctx, q.ID)
	if err != nil {
		return nil, nil, err
	}
	told, err := s.Store.DepartmentsTold(ctx, q.ID)
	if err != nil {
		return nil, nil, err
	}
	at := "/desk/fakes/" + q.Number
	evidence := boardPart{ID: "q-files", Title: "证据", Count: strconv.Itoa(len(files)), Columns: []string{"文件", "存入"}, Empty: view.Empty{Title: "还没有证据", Why: "存入截图以后才能签署。"}}
	for _, f := range files {
		evidence.Rows = append(evidence.Rows, []boardCell{{Text: f.Name, Href: at + "/evidence/" + f.ID}, {Text: v.moment(f.At)}})
	}
	heard := boardPart{ID: "q-told", Title: "已告知的部门", Count: strconv.Itoa(len(told)), Columns: []string{"部门", "怎样告知", "时间"}, Empty: view.Empty{Title: "还没有告知部门", Why: "告知有这样一个账号，不转它说了什么。"}}
	for _, x := range told {
		heard.Rows = append(heard.Rows, []boardCell{{Text: x.Department}, {Text: x.How}, {Text: v.moment(x.At)}})
	}
	parts := []boardPart{evidence, heard}
	if !reportsFakes.allows(v.who) {
		return parts, nil, nil
	}
	names, err := s.Desk.Departments(ctx, v.who)
	if err != nil {
		return nil, nil, err
	}
	var departments []view.Option
	for _, n := range names {
		departments = append(departments, view.Option{Value: n, Word: n})
	}
	parts = append(parts, boardPart{ID: "q-tell", Title: "登记已告知", Form: &view.Form{ID: "told", Action: at + "/told", Button: "登记", Fields: []view.Field{{Name: "department", Label: "部门", Type: "select", Options: departments, Required: true}, {Name: "how", Label: "怎样告知", Required: true}}}})
	if q.State != "drafted" {
		return parts, nil, nil
	}
	return parts, []upload{{ID: "q-up", Action: at + "/files", Title: "存入证据", Hint: "账号主页截图等，不超过 20 MB"}}, nil
}

func (s *server) fakeFile(v *visit) error {
	number := v.r.PathValue("number")
	return s.takeFile(v, "/desk/requests/"+number, func(_, name string, r io.Reader) error {
		return s.Desk.AddImpersonationFile(v.r.Context(), v.who, number, name, r)
	})
}

func (s *server) fakeEvidence(v *visit) error {
	q, err := s.Store.Request(v.r.Context(), v.r.PathValue("number"))
	if err != nil {
		return err
	}
	files, err := s.Store.ImpersonationFiles(v.r.Context(), q.ID)
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.ID == v.r.PathValue("id") {
			return s.sendFile(v, f.Name, f.Hash, f.Size)
		}
	}
	return fault.New(fault.NotFound, "evidence.unknown", "没有这份材料")
}

func (s *server) fakeTold(v *visit) error {
	at := "/desk/requests/" + v.r.PathValue("number")
	return s.ended(v, s.Desk.TellDepartment(v.r.Context(), v.who, v.r.PathValue("number"), v.field("department"), v.field("how")), "已登记。", at, at)
}
