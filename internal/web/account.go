package web

import (
	"errors"
	"io"
	"net/url"
	"strconv"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/store"
	"yingda/internal/view"
)

// account shows one account: what is registered, what departs from the rules,
// evidence, filings, notices.
func (s *server) account(v *visit) error {
	ctx := v.r.Context()
	a, err := s.Desk.Account(ctx, v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	people, err := s.Store.AccountPeople(ctx, a.ID)
	if err != nil {
		return err
	}
	files, err := s.Store.AccountFiles(ctx, a.ID)
	if err != nil {
		return err
	}
	filings, err := s.Desk.Filings(ctx, v.who, a.ID, true, "", 50)
	if err != nil {
		return err
	}
	notices, err := s.Store.AccountNotices(ctx, a.ID, 50)
	if err != nil {
		return err
	}
	at := "/desk/accounts/" + a.Number
	b := twoParts{Back: "/desk/accounts", BackWord: "政务账号", board: board{Title: a.Name, Says: a.Number + "　" + a.Platform.Title() + "　" + a.Kind.Title()}}
	b.Parts = []boardPart{registered(v, a, people)}
	if bent, err := s.bent(v, a); err != nil {
		return err
	} else if len(bent.Rows) > 0 {
		b.Parts = append(b.Parts, bent)
	}
	b.Parts = append(b.Parts, filingsPart(v, filings, "a-filings"), filesPart(v, at, files), noticesPart(v, notices))
	if a.State == "open" || a.State == "closed" {
		b.Adds = append(b.Adds, boardTab{"/accounts/" + a.Number, "公开页", false}, boardTab{"/accounts/" + a.Number + "/card", "张贴卡片", false})
	}
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	if a.State == "open" {
		for _, way := range []struct {
			rule     Rule
			at, word string
		}{{readsComments, "/desk/comments?account=" + a.ID, "文章评论"}, {holds(desk.PlanReaders...), "/desk/accounts/" + a.ID + "/plan", "应急预案"}} {
			if way.rule.allows(v.who) {
				b.Adds = append(b.Adds, boardTab{way.at, way.word, false})
			}
		}
	}
	if keepsAccounts.allows(v.who) && v.agency(tree) == a.AgencyID {
		if a.State == "open" {
			b.Adds = append(b.Adds, boardTab{at + "/activity", "更新情况", false}, boardTab{"/desk/accounts/" + a.ID + "/keys", "密钥", false}, boardTab{at + "/change", "变更备案", true})
			b.Aside = append(b.Aside, boardPart{ID: "a-mark", Title: "登记情况", Form: markForm(at, a)})
			b.Uploads = append(b.Uploads, upload{ID: "a-up", Action: at + "/files", Title: "存入材料", Hint: "认证证明、批件、截图等，不超过 20 MB", Kinds: fileKinds()})
			b.Aside = append(b.Aside, boardPart{ID: "a-close", Title: "关闭或注销备案", Form: closeForm(at)})
		}
	}
	return s.page(v, a.Name, twoPartView(b))
}

// registered is what the registry says of an account, as a table.
func registered(v *visit, a store.Account, people []store.AccountPerson) boardPart {
	p := boardPart{ID: "a-facts", Title: "登记", Count: accountStates[a.State], Columns: []string{"项", "内容"}}
	add := func(name, value, under string) {
		if value != "" {
			p.Rows = append(p.Rows, []boardCell{{Text: name}, {Text: value, Under: under}})
		}
	}
	certified := "没有经过平台认证"
	if a.Certified {
		certified = "已认证"
	}
	add("机关", a.Agency, "")
	add("平台上的账号名", a.Handle, "")
	if a.Address != "" {
		p.Rows = append(p.Rows, []boardCell{{Text: "主页"}, {Text: a.Address, Href: a.Address}})
	}
	add("主体", a.Organiser, v.lang.T(certified))
	add("标识", desk.EmblemTitles[a.Emblem], "")
	if a.Main {
		add("主账号", "是", "")
	}
	add("用途", a.Purpose, "")
	for _, x := range people {
		until := v.lang.F("自 %s", v.when(x.Since))
		if x.Until > 0 {
			until = v.lang.F("%s 至 %s", v.when(x.Since), v.when(x.Until))
		}
		add(partTitles[x.Part], x.Name, until)
	}
	if a.OpenedAt > 0 {
		add("开通", v.when(a.OpenedAt), "")
	}
	if a.ClosedAt > 0 {
		add("停用", v.when(a.ClosedAt), "")
	}
	return p
}

func (s *server) bent(v *visit, a store.Account) (boardPart, error) {
	p := boardPart{ID: "a-bent", Title: "不合规则", Columns: []string{"项", "问题", "怎么改"}}
	if a.State != "open" {
		return p, nil
	}
	r, err := s.Desk.AccountReport(v.r.Context(), v.who, a.ID)
	if err != nil {
		return p, err
	}
	for _, d := range r.Deviations {
		p.Rows = append(p.Rows, []boardCell{{Tag: d.Column, Bad: true}, {Text: d.Says}, {Text: d.Remedy}})
	}
	p.Count = strconv.Itoa(len(p.Rows))
	return p, nil
}

func filesPart(v *visit, at string, files []store.AccountFile) boardPart {
	p := boardPart{ID: "a-files", Title: "材料", Count: strconv.Itoa(len(files)), Columns: []string{"材料", "种类", "存入"}, Empty: view.Empty{Title: "还没有材料", Why: "认证证明、标识图样、上级批件和页面截图存在这里，按内容校验。"}}
	titles := map[string]string{}
	for _, k := range desk.AccountFileKinds {
		titles[k.Code] = k.Title
	}
	for _, f := range files {
		p.Rows = append(p.Rows, []boardCell{{Text: f.Name, Href: at + "/evidence/" + f.ID, Under: f.Note}, {Tag: titles[f.Kind]}, {Text: v.moment(f.At)}})
	}
	return p
}

var noticeTitles = map[string]string{"opened": "开设", "organiser": "主体变更", "renamed": "更名", "closed": "停用"}

func noticesPart(v *visit, notices []store.AccountNotice) boardPart {
	p := boardPart{ID: "a-notices", Title: "公告", Columns: []string{"时间", "公告"}, Empty: view.Empty{Title: "还没有公告", Why: "开设、更名、主体变更和停用向社会公告，并记入公开账本。"}}
	for _, n := range notices {
		p.Rows = append(p.Rows, []boardCell{{Text: v.when(n.At), Tag: noticeTitles[n.Kind]}, {Text: n.Text}})
	}
	return p
}

func markForm(at string, a store.Account) *view.Form {
	yes := map[bool]string{true: "1"}
	return &view.Form{ID: "mark", Action: at + "/marks", Button: "保存", Cancel: at, Fields: []view.Field{
		{Name: "handle", Label: "平台上的账号名（ID）", Value: a.Handle, Required: true},
		{Name: "address", Label: "主页网址", Type: "url", Value: a.Address},
		{Name: "emblem", Label: "标识", Type: "select", Value: a.Emblem, Required: true, Options: []view.Option{{Value: "standard", Word: "统一标识"}, {Value: "other", Word: "其他标识"}, {Value: "none", Word: "没有标识"}}},
		{Name: "certified", Label: "主体经过平台认证", Type: "check", Value: yes[a.Certified]},
		{Name: "main", Label: "本机关的主账号", Type: "check", Value: yes[a.Main]},
		{Name: "purpose", Label: "用途", Type: "long", Value: a.Purpose},
	}, Cite: "名称、主体和负责人的变更要先备案，不在这里改"}
}

func closeForm(at string) *view.Form {
	return &view.Form{ID: "close", Action: at + "/close", Button: "填报备案", Cancel: at, Fields: []view.Field{
		{Name: "act", Label: "办什么", Type: "select", Required: true, Options: []view.Option{{Value: "closing", Word: "关闭（停止更新）"}, {Value: "cancelling", Word: "注销（从平台撤销）"}}},
		{Name: "reason", Label: "理由", Type: "long", Required: true},
	}, Cite: "关闭和注销要事先备案"}
}

func fileKinds() []view.Option {
	var out []view.Option
	for _, k := range desk.AccountFileKinds {
		out = append(out, view.Option{Value: k.Code, Word: k.Title})
	}
	return out
}

func (s *server) markAccount(v *visit) error {
	at := "/desk/accounts/" + v.r.PathValue("number")
	in := desk.AccountMarks{Handle: v.field("handle"), Address: v.field("address"), Emblem: v.field("emblem"), Certified: v.field("certified") != "", Main: v.field("main") != "", Purpose: v.field("purpose")}
	return s.ended(v, s.Desk.MarkAccount(v.r.Context(), v.who, v.r.PathValue("number"), in), "已保存。", at, at)
}

func (s *server) addAccountFile(v *visit) error {
	number := v.r.PathValue("number")
	back := "/desk/accounts/" + number
	return s.takeFile(v, back, func(kind, name string, r io.Reader) error {
		return s.Desk.AddAccountFile(v.r.Context(), v.who, number, kind, name, "", r)
	})
}

// takeFile reads a form of one file, the kind before it.
func (s *server) takeFile(v *visit, back string, keep func(kind, name string, r io.Reader) error) error {
	parts, err := v.r.MultipartReader()
	if err != nil {
		return v.refused(fault.New(fault.Invalid, "form.broken", "请选择要上传的文件").Because(err), back)
	}
	kind := ""
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return v.refused(fault.New(fault.Invalid, "form.broken", "请选择要上传的文件"), back)
		}
		if err != nil {
			return tooLong(err)
		}
		switch part.FormName() {
		case "kind":
			text, err := io.ReadAll(io.LimitReader(part, 100))
			if err != nil {
				return tooLong(err)
			}
			kind = string(text)
		case "file":
			return s.posted(v, keep(kind, part.FileName(), part), "已存入文件。", back)
		}
	}
}

func (s *server) accountFile(v *visit) error {
	a, err := s.Desk.Account(v.r.Context(), v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	files, err := s.Store.AccountFiles(v.r.Context(), a.ID)
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

// sendFile sends a kept file so that no browser runs it.
func (s *server) sendFile(v *visit, name, hash string, size int64) error {
	file, err := s.Desk.Files.Open(hash)
	if err != nil {
		return err
	}
	defer file.Close()
	h := v.w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, err = io.Copy(v.w, file)
	return err
}
