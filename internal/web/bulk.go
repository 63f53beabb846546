package web

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/lang"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// Acts on many matters at once: chosen in a list, asked on a page, done by a job.

var bulkRoutes = []Route{
	{"GET /desk/bulk", (*server).bulks, signedIn},
	{"GET /desk/bulk/new", (*server).newBulk, signedIn},
	{"POST /desk/bulk", (*server).beginBulk, signedIn},
	{"GET /desk/bulk/{id}", (*server).bulk, signedIn},
	{"GET /desk/bulk/{id}/now", (*server).bulkNow, byItself(signedIn)},
	{"POST /desk/bulk/{id}/stop", (*server).stopBulk, signedIn},
	{"GET /desk/bulk/{id}/table", (*server).bulkTable, signedIn},
}

// bulkLists are the lists in which many can be chosen.
var bulkLists = map[string]struct {
	kind regime.Kind
	word string
	keys []string // of the address that narrow the list
}{
	"concerns": {regime.Concern, "公众关切", []string{"list", "state", "grade", "need", "unit", "due"}},
	"inbox":    {regime.Message, "来件", []string{"list", "state", "need", "way", "unit"}},
}

// bulkBar is the bar over a list, without acts for who may do none.
func bulkBar(v *visit, page, query string) view.Bulk {
	b := view.Bulk{Page: page, Query: query}
	kind := bulkLists[page].kind
	for _, r := range matter.BulkRows(kind, v.who) {
		b.Acts = append(b.Acts, view.BulkAct{Action: string(r.Action), Word: v.lang.T(desk.BulkTitle(kind, r.Action)), Ticked: r.Bulk == matter.BulkTicked})
	}
	b.Acts = append(b.Acts, view.BulkAct{Action: string(desk.ExportBulk), Word: v.lang.T(desk.BulkTitle(kind, desk.ExportBulk))})
	return b
}

func bulkPick(v *visit, m matter.Matter) view.BulkPick {
	return view.BulkPick{Value: m.Number + "." + num(m.Version), Label: v.lang.F("选中 %s", m.Number)}
}

// bulkChoice is what was chosen in a list and what is to be done with it.
type bulkChoice struct {
	page   string
	kind   regime.Kind
	action matter.Action
	query  url.Values // that narrows the list
	all    bool
	ticked []store.BulkItem
	except []string
}

func (c bulkChoice) list() string { return "/desk/" + c.page + with(c.query, "", "") }

// readBulk reads a choice out of an address or a form.
func readBulk(v *visit, q url.Values) (bulkChoice, error) {
	page := q.Get("page")
	list, ok := bulkLists[page]
	narrow, err := url.ParseQuery(q.Get("q"))
	if !ok || err != nil {
		return bulkChoice{}, fault.New(fault.Invalid, "bulk.list", "请从关切或来件的列表里选择")
	}
	if list.kind == regime.Message && !listens.allows(v.who) {
		return bulkChoice{}, fault.New(fault.Forbidden, "register.role", "您的角色不能查看这一项")
	}
	c := bulkChoice{page: page, kind: list.kind, action: matter.Action(q.Get("act")), query: url.Values{}, all: q.Get("all") == "1"}
	for _, k := range list.keys {
		if x := narrow.Get(k); x != "" {
			c.query.Set(k, x)
		}
	}
	for _, x := range q["pick"] {
		number, version, _ := strings.Cut(x, ".")
		n, err := strconv.ParseInt(version, 10, 64)
		if err != nil || number == "" || len(number) > 40 {
			return c, fault.New(fault.Invalid, "bulk.list", "请从关切或来件的列表里选择")
		}
		c.ticked = append(c.ticked, store.BulkItem{Number: number, Version: n})
	}
	for _, x := range q["except"] {
		c.except = append(c.except, strings.FieldsFunc(strings.ToUpper(x), func(r rune) bool { return strings.ContainsRune(" ,，、;；\n\r\t", r) })...)
	}
	if c.all {
		c.ticked = nil
	}
	return c, nil
}

// filter is the filter of the list as it was at an instant.
func (s *server) bulkFilter(v *visit, c bulkChoice, at time.Time) (store.ListFilter, error) {
	then := *v
	then.now = at
	if c.kind == regime.Message {
		return inboxFilter(&then, c.query), nil
	}
	tree, err := s.tree(v)
	if err != nil {
		return store.ListFilter{}, err
	}
	f, _ := concernFilter(&then, tree, c.query).Plain() // a list has no words to look for
	return f, nil
}

type bulkNewPage struct {
	Title, Back, BackWord, Chosen string
	Rows                          []bulkRow
	Form                          view.Form
}

type bulkRow struct{ Number, Href, Title, Reason string }

func (s *server) newBulk(v *visit) error {
	c, err := readBulk(v, v.r.URL.Query())
	if err != nil {
		return err
	}
	if !c.all && len(c.ticked) == 0 {
		leave(v, v.lang.T("先在列表里勾选要一起办的。"), true)
		return v.to(c.list())
	}
	var raw [12]byte
	rand.Read(raw[:]) // never fails
	return s.askBulk(v, c, http.StatusOK, url.Values{"once": {hex.EncodeToString(raw[:])}, "at": {num(v.now.UnixMilli())}}, nil)
}

// askBulk shows the page on which a bulk act is asked for, with what was typed
// before and why it was refused.
func (s *server) askBulk(v *visit, c bulkChoice, status int, form url.Values, refusal *fault.Fault) error {
	title := desk.BulkTitle(c.kind, c.action)
	p := bulkNewPage{Title: v.lang.F("批量办理：%s", v.lang.T(title)), Back: c.list(), BackWord: bulkLists[c.page].word}
	f := view.Form{ID: "bulk", Action: "/desk/bulk", Main: true, Cancel: c.list()}
	hidden := func(name string, values ...string) {
		for _, x := range values {
			f.Hidden = append(f.Hidden, view.Pair{Name: name, Value: x})
		}
	}
	hidden("page", c.page)
	hidden("q", c.query.Encode())
	hidden("act", string(c.action))
	hidden("once", form.Get("once"))
	hidden("at", form.Get("at"))
	n, err := s.bulkChosen(v, c, form, &p)
	if err != nil {
		return err
	}
	if c.all {
		hidden("all", "1")
	}
	for _, x := range c.ticked {
		hidden("pick", x.Number+"."+num(x.Version))
	}
	if err := s.bulkFields(v, c, form, &f); err != nil {
		return err
	}
	how := v.lang.T("一件一件地办，每一件都按单独办理时的规则核对您的权限、环节和时限；别人改动过的和条件不够的不办，结果里列出原因。")
	if c.action == desk.ExportBulk {
		how = v.lang.T("列出编号、标题、单位、环节、等级、诉求和下一个时限；不含个人信息。下载记入审计。")
	}
	f.Notes = append(f.Notes, how)
	f.Button = v.lang.F("办理这 %s 件", bulkNumber(n))
	if n == 0 {
		f.Lacks = append(f.Lacks, v.lang.T("没有选中任何一件"))
	}
	if refusal != nil {
		mark(&f, refusal)
	}
	p.Form = f
	s.show(v, status, view.Chrome{Title: p.Title}, bulkNewView(p))
	return nil
}

func bulkNumber(n int) string {
	if n > desk.MaxBulk {
		return num(desk.MaxBulk) + "+"
	}
	return strconv.Itoa(n)
}

// bulkChosen says what is chosen, and how many.
func (s *server) bulkChosen(v *visit, c bulkChoice, form url.Values, p *bulkNewPage) (int, error) {
	if c.all {
		at, err := strconv.ParseInt(form.Get("at"), 10, 64)
		if err != nil {
			return 0, fault.New(fault.Invalid, "bulk.old", "这一页打开太久了，请回到列表重新选择")
		}
		filter, err := s.bulkFilter(v, c, time.UnixMilli(at))
		if err != nil {
			return 0, err
		}
		n, err := s.Desk.CountBulk(v.r.Context(), v.who, c.kind, filter)
		p.Chosen = v.lang.F("符合筛选的全部：现在 %s 件", bulkNumber(n))
		if n <= desk.MaxBulk && len(c.except) > 0 {
			p.Chosen += v.lang.F("，除外 %d 件", len(c.except))
			n = max(n-len(c.except), 0)
		}
		return n, err
	}
	p.Chosen = v.lang.F("勾选的 %d 件", len(c.ticked))
	var numbers []string
	for _, x := range c.ticked {
		numbers = append(numbers, x.Number)
	}
	seen, err := s.Desk.Visible(v.r.Context(), v.who, numbers)
	for _, x := range numbers {
		p.Rows = append(p.Rows, bulkRow{Number: x, Href: address(c.kind, x), Title: seen[x].Title})
	}
	return len(numbers), err
}

// bulkFields are the inputs of the act, and what is left out of a filter.
func (s *server) bulkFields(v *visit, c bulkChoice, form url.Values, f *view.Form) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	b := subject{tree: tree, m: matter.Matter{Kind: c.kind, AgencyID: tree.ByID[v.who.UnitID].AgencyID}}
	var typed map[string][]string
	if v.r.Method == http.MethodPost {
		typed = form
	}
	if row, ok := rowOf(c.kind, c.action); ok && row.Bulk != matter.BulkNever {
		for _, in := range row.Inputs {
			f.Fields = append(f.Fields, s.field(v, b, row.Action, in, typed))
		}
	}
	if c.all {
		f.Fields = append(f.Fields, view.Field{Name: "except", Label: v.lang.T("除外的编号"), Type: "text", Value: strings.Join(c.except, " "), Hint: v.lang.T("多个用空格分开")})
	}
	return nil
}

func (s *server) beginBulk(v *visit) error {
	if err := v.r.ParseForm(); err != nil {
		return tooLong(err)
	}
	c, err := readBulk(v, v.r.PostForm)
	if err != nil {
		return err
	}
	at, _ := strconv.ParseInt(v.r.PostForm.Get("at"), 10, 64) // 0 is too old
	in := desk.BulkInput{Once: v.field("once"), Kind: c.kind, Action: c.action, Ticked: c.ticked, Query: c.query.Encode(), LeftOut: c.except, ChosenAt: time.UnixMilli(at)}
	if row, ok := rowOf(c.kind, c.action); ok {
		in.Input = inputs(row, v.r.PostForm)
	}
	if c.all {
		f, err := s.bulkFilter(v, c, in.ChosenAt)
		if err != nil {
			return err
		}
		in.Filter = &f
	}
	id, err := s.Desk.BeginBulk(v.r.Context(), v.who, in)
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		return s.askBulk(v, c, fault.Status(f), v.r.PostForm, f)
	}
	if err != nil {
		return err
	}
	return v.to("/desk/bulk/" + id)
}

type bulkPage struct {
	Title, State, Far, Asked string
	Here, Now, List          string
	ListWord                 string
	Over, Mine               bool
	Total, Settled           int64
	Said                     []view.Pair
	Export                   string
	Shows                    []view.Chip
	Rows                     []bulkRow
	Empty, Next              string
}

func (s *server) bulk(v *visit) error {
	p, err := s.bulkOf(v)
	if err != nil {
		return err
	}
	s.show(v, http.StatusOK, view.Chrome{Title: p.Title}, bulkView(p))
	return nil
}

// bulkNow is what an open page asks for while the job runs.
func (s *server) bulkNow(v *visit) error {
	p, err := s.bulkOf(v)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	ctx := lang.With(v.r.Context(), v.lang)
	if err := bulkNow(p).Render(ctx, v.w); err != nil || !p.Over {
		return err
	}
	return bulkStop(p, true).Render(ctx, v.w)
}

func bulkPageOf(v *visit, b store.Bulk) bulkPage {
	p := bulkPage{
		Title: v.lang.F("批量办理：%s", v.lang.T(desk.BulkTitle(b.Kind, b.Action))), Here: "/desk/bulk/" + b.ID, Over: b.EndedAt != 0, Mine: b.PersonID == v.who.ID,
		Total: b.Total, Settled: b.Done + b.Refused, Asked: v.moment(b.CreatedAt), ListWord: "公众关切",
	}
	for page, l := range bulkLists {
		if l.kind == b.Kind {
			p.List, p.ListWord = "/desk/"+page, l.word
			if b.Query != "" {
				p.List += "?" + b.Query
			}
		}
	}
	p.Far = v.lang.F("共 %d 件：已办 %d，没有办 %d，还剩 %d", b.Total, b.Done, b.Refused, b.Left())
	switch {
	case b.StoppedAt != 0:
		p.State = v.lang.T("已停下")
	case p.Over:
		p.State = v.lang.T("已办完")
	case b.ListedAt == 0:
		p.State, p.Far = v.lang.T("正在列出符合筛选的各件"), ""
	default:
		p.State = v.lang.T("正在办理")
	}
	return p
}

// bulkShows are the results by state.
var bulkShows = []struct{ state, word, empty string }{
	{"refused", "没有办的", "没有不能办的。"}, {"done", "已办的", "还没有办好的。"}, {"waiting", "还剩的", "没有剩下的。"},
}

func (s *server) bulkOf(v *visit) (bulkPage, error) {
	b, err := s.Desk.BulkOf(v.r.Context(), v.who, v.r.PathValue("id"))
	if err != nil {
		return bulkPage{}, err
	}
	tree, err := s.tree(v)
	if err != nil {
		return bulkPage{}, err
	}
	p := bulkPageOf(v, b)
	show := v.q("show")
	if !slices.ContainsFunc(bulkShows, func(x struct{ state, word, empty string }) bool { return x.state == show }) {
		show = "done"
		if b.Refused > 0 {
			show = "refused"
		}
	}
	counts := map[string]int64{"refused": b.Refused, "done": b.Done, "waiting": b.Left()}
	for _, x := range bulkShows {
		p.Shows = append(p.Shows, view.Chip{Word: v.lang.T(x.word) + " " + num(counts[x.state]), Href: p.Here + "?show=" + x.state, On: x.state == show})
		if x.state == show {
			p.Empty = v.lang.T(x.empty)
		}
	}
	after, _ := strconv.ParseInt(v.q("after"), 10, 64) // the first page
	rows, err := s.Store.BulkRows(v.r.Context(), b.ID, show, tree.Scope(v.who), after, pageRows+1)
	if err != nil {
		return p, err
	}
	if len(rows) > pageRows {
		rows = rows[:pageRows]
		p.Next = p.Here + "?show=" + show + "&after=" + num(rows[pageRows-1].Seq)
	}
	for _, r := range rows {
		p.Rows = append(p.Rows, bulkRow{Number: r.Number, Href: address(b.Kind, r.Number), Title: r.Title, Reason: v.lang.T(r.Reason)})
	}
	p.Now = p.Here + "/now?show=" + url.QueryEscape(v.q("show")) + "&after=" + num(after)
	p.Asked = v.lang.F("%s 开始", p.Asked)
	p.Said = bulkSaid(v, tree, b)
	if b.Action == desk.ExportBulk && p.Over && b.Done > 0 && p.Mine {
		p.Export = p.Here + "/table"
	}
	return p, nil
}

// bulkSaid is what was typed for all, and what was left out.
func bulkSaid(v *visit, tree *desk.Tree, b store.Bulk) []view.Pair {
	var out []view.Pair
	row, _ := rowOf(b.Kind, b.Action)
	for _, in := range row.Inputs {
		x, ok := b.Input[in.Name].(string)
		if !ok || x == "" {
			continue
		}
		switch in.Type {
		case "unit":
			x = tree.Name(x)
		case "choice":
			if at := slices.Index(in.Options, x); at >= 0 && at < len(in.Words) {
				x = v.lang.T(in.Words[at])
			}
		}
		out = append(out, view.Pair{Name: v.lang.T(in.Title), Value: x})
	}
	if len(b.LeftOut) > 0 {
		out = append(out, view.Pair{Name: v.lang.T("除外的编号"), Value: strings.Join(b.LeftOut, " ")})
	}
	return out
}

func (s *server) stopBulk(v *visit) error {
	id := v.r.PathValue("id")
	if err := s.Desk.StopBulk(v.r.Context(), v.who, id); err != nil {
		return err
	}
	return v.done(v.lang.T("已停下；没有办到的各件没有改动。"), "/desk/bulk/"+id)
}

func (s *server) bulkTable(v *visit) error {
	header, rows, err := s.Desk.BulkSheet(v.r.Context(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.sheet("matters", header, rows)
}

type bulksPage struct {
	Rows  []bulkPage
	Older string
}

func (s *server) bulks(v *visit) error {
	list, err := s.Store.BulksOf(v.r.Context(), v.who.ID, v.q("before"), pageRows+1)
	if err != nil {
		return err
	}
	var p bulksPage
	if len(list) > pageRows {
		list = list[:pageRows]
		p.Older = v.with("before", list[pageRows-1].ID)
	}
	for _, b := range list {
		p.Rows = append(p.Rows, bulkPageOf(v, b))
	}
	return s.page(v, "批量办理记录", bulksView(p))
}
