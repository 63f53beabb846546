package desk

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/source"
	"yingda/internal/store"
)

// SourceHeader is the first row of a table of sources (来源名录).
var SourceHeader = []string{"名称", "读取方式", "地址", "类别", "权重", "新闻单位", "读取间隔（秒）", "选择器", "读正文", "只要地址含", "检索词", "检索编码"}

// maxRegistry bounds the sources of a list, in and out.
const maxRegistry = 20_000

// SourceSheet returns the registry as a table, header apart. Mailboxes leave
// without their login.
func (d *Desk) SourceSheet(ctx context.Context) ([][]string, error) {
	list, how, err := d.registry(ctx)
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for _, s := range list {
		r := how[s.ID]
		way := cmp.Or(r.Way, s.Kind)
		rows = append(rows, []string{
			s.Name, WayWord(way), s.URL, categoryWord(s.Category), strconv.FormatInt(s.Weight, 10), yesNo(s.Newsroom), strconv.FormatInt(s.EverySeconds, 10),
			r.Settings.Selector, yesNo(r.Settings.Articles), r.Settings.Within, strings.Join(r.Settings.Queries, "；"), r.Settings.Charset,
		})
	}
	return rows, nil
}

// SourceList returns the feeds as subscriptions, one folder a category.
func (d *Desk) SourceList(ctx context.Context) ([]source.Subscription, error) {
	list, how, err := d.registry(ctx)
	if err != nil {
		return nil, err
	}
	var out []source.Subscription
	for _, c := range Categories {
		for _, s := range list {
			if s.Category == c.Code && cmp.Or(how[s.ID].Way, s.Kind) == "feed" {
				out = append(out, source.Subscription{Title: s.Name, URL: s.URL, Folder: c.Title})
			}
		}
	}
	return out, nil
}

func (d *Desk) registry(ctx context.Context) ([]store.Source, map[string]store.Reading, error) {
	list, err := d.store.Sources(ctx, "", maxRegistry)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]string, len(list))
	for i, s := range list {
		ids[i] = s.ID
	}
	how, err := d.store.Readings(ctx, ids)
	return list, how, err
}

func yesNo(b bool) string { return map[bool]string{true: "是", false: "否"}[b] }

// WayWord returns the short title of a way, as tables have it.
func WayWord(code string) string {
	word, _, _ := strings.Cut(WayTitle(code), "（")
	return word
}

// wayWords names the ways that a table may register.
func wayWords() string {
	var words []string
	for _, w := range Ways {
		if w.Code != "mail" && w.Code != "report" {
			words = append(words, WayWord(w.Code))
		}
	}
	return strings.Join(words, "、")
}

func categoryWord(code string) string {
	for _, c := range Categories {
		if c.Code == code {
			return c.Title
		}
	}
	return code
}

// ImportSources registers the sources of a table or, with subscriptions, of an
// OPML list. What is registered already (by name or address) stays as it is;
// what cannot be registered is named with its reason, and the rest goes in.
// Nothing is stored unless apply is true. Clause: LIS-1.
func (d *Desk) ImportSources(ctx context.Context, who matter.Actor, rows [][]string, apply bool) (ImportPlan, error) {
	if err := must(who, Curators...); err != nil {
		return ImportPlan{}, err
	}
	if len(rows) == 0 || !sameHeader(rows[0], SourceHeader[:3]) {
		return ImportPlan{}, fault.New(fault.Invalid, "import.header", "第一行应当是：%s。前三列必须有，其余可以不填", strings.Join(SourceHeader, "、")).On("file")
	}
	if len(rows) > maxRegistry {
		return ImportPlan{}, fault.New(fault.Invalid, "import.many", "一次最多导入 %d 行", maxRegistry).On("file")
	}
	list, _, err := d.registry(ctx)
	if err != nil {
		return ImportPlan{}, err
	}
	known := map[string]bool{}
	for _, s := range list {
		known["name "+s.Name], known["url "+s.URL] = true, s.URL != ""
	}
	people, err := d.namable(ctx)
	if err != nil {
		return ImportPlan{}, err
	}
	plan, ready := planSources(rows[1:], known, people)
	if !apply {
		return plan, nil
	}
	const perCommit = 200
	for part := range slices.Chunk(ready, perCommit) {
		err := d.store.Write(ctx, func(tx *store.Tx) error {
			for _, e := range part {
				s := store.Source{Kind: kindOf(e.Way), Active: true, URL: e.URL}
				e.onto(&s)
				if err := d.addSource(tx, who, &s, e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return plan, err
		}
	}
	return plan, nil
}

// planSources says of each row what would become of it.
func planSources(rows [][]string, known map[string]bool, p people) (ImportPlan, []SourceEdit) {
	var plan ImportPlan
	var ready []SourceEdit
	for i, row := range rows {
		cells := make([]string, len(SourceHeader))
		for j := range min(len(row), len(cells)) {
			cells[j] = strings.TrimSpace(row[j])
		}
		if strings.Join(cells, "") == "" {
			continue
		}
		e, err := sourceOf(cells)
		if err == nil {
			err = cmp.Or(e.check(e.Way), p.checkQueries(&e))
		}
		line := ImportLine{Line: i + 2, Name: cells[0]}
		switch {
		case err != nil:
			line.Fault = cmp.Or(fault.Of(err), fault.New(fault.Invalid, "import.row", "这一行读不懂")).Text
			plan.Faults++
		case known["name "+e.Name] || e.URL != "" && known["url "+e.URL]:
		default:
			line.Says = "登记，" + WayWord(e.Way) + "，" + categoryWord(e.Category)
			known["name "+e.Name], known["url "+e.URL] = true, e.URL != ""
			ready = append(ready, e)
			plan.Changes++
		}
		plan.Lines = append(plan.Lines, line)
	}
	return plan, ready
}

// sourceOf reads one row; words stand for codes, and what is missing is usual.
func sourceOf(c []string) (SourceEdit, error) {
	e := SourceEdit{Name: c[0], URL: c[2], Category: "other", Weight: 5, EverySeconds: 600, Way: "feed", Newsroom: c[5] == "是"}
	e.Settings = store.ReadingSettings{Selector: c[7], Articles: c[8] == "是", Within: c[9], Charset: c[11]}
	for _, q := range strings.FieldsFunc(c[10], func(r rune) bool { return r == '；' || r == ';' || r == '\n' }) {
		e.Settings.Queries = append(e.Settings.Queries, strings.TrimSpace(q))
	}
	if c[1] != "" {
		e.Way = ""
		for _, w := range Ways {
			if c[1] == w.Code || c[1] == WayWord(w.Code) || c[1] == w.Title {
				e.Way = w.Code
			}
		}
		if e.Way == "" {
			return e, fault.New(fault.Invalid, "source.way", "读取方式「%s」不认识，可写：%s", c[1], wayWords())
		}
		if e.Way == "mail" {
			return e, fault.New(fault.Invalid, "source.way", "邮箱要填登录名和口令，请在登记页上登记")
		}
	}
	if c[3] != "" {
		e.Category = ""
		var titles []string
		for _, k := range Categories {
			titles = append(titles, k.Title)
			if c[3] == k.Title || c[3] == k.Code {
				e.Category = k.Code
			}
		}
		if e.Category == "" {
			return e, fault.New(fault.Invalid, "source.category", "类别「%s」不在八类里，可写：%s", c[3], strings.Join(titles, "、"))
		}
	}
	var err error
	for i, into := range map[int]*int64{4: &e.Weight, 6: &e.EverySeconds} {
		if c[i] == "" {
			continue
		}
		if *into, err = strconv.ParseInt(c[i], 10, 64); err != nil {
			return e, fault.New(fault.Invalid, "source.number", "%s「%s」不是整数", SourceHeader[i], c[i])
		}
	}
	return e, nil
}

// SubscriptionRows turns an OPML list into the rows of a table of sources; the
// folder is the category where it bears the name of one.
func SubscriptionRows(list []source.Subscription) [][]string {
	rows := [][]string{SourceHeader}
	for _, s := range list {
		category := "其他"
		for _, c := range Categories {
			if s.Folder == c.Title || s.Folder == c.Code {
				category = c.Title
			}
		}
		name := []rune(s.Title)
		rows = append(rows, []string{string(name[:min(len(name), 80)]), "订阅", s.URL, category})
	}
	return rows
}

// SaveColumns stores which column of a vendor's files is which field of ours.
// Columns that tell who wrote something are refused. Faults: register.role,
// source.unknown, source.way, vendor.columns. Clause: LIS-2.
func (d *Desk) SaveColumns(ctx context.Context, who matter.Actor, id string, columns map[string]string) error {
	if err := source.CheckColumns(columns); err != nil {
		return err
	}
	return d.changeSource(ctx, who, id, "source.columns", func(tx *store.Tx, s *store.Source) error {
		r, err := tx.ReadingFor(*s)
		if err != nil {
			return err
		}
		if r.Way != "file" && r.Way != "comments" && r.Way != "mail" {
			return fault.New(fault.Conflict, "source.way", "这个来源不是用文件送来的")
		}
		r.Settings.Columns, r.Secret = columns, ""
		return tx.SaveReading(r)
	})
}
