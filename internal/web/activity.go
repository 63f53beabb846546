package web

import (
	"slices"
	"strconv"
	"strings"

	"yingda/internal/activity"
	"yingda/internal/desk"
	"yingda/internal/store"
	"yingda/internal/view"
)

var (
	readsAccounts = holds(desk.AccountReaders...)
	keepsPosts    = holds(desk.PostKeepers...)
)

// activityRoutes are the official accounts at work: posting and the editorial desk.
var activityRoutes = slices.Concat(postingRoutes, editorialRoutes, serviceRoutes)

var postingRoutes = []Route{
	{"GET /desk/accounts/activity", (*server).activity, readsAccounts},
	{"GET /desk/accounts/{number}/activity", (*server).accountActivity, readsAccounts},
	{"POST /desk/accounts/{number}/posts", (*server).recordPost, keepsPosts},
	{"POST /desk/accounts/{number}/posts/{id}/void", (*server).voidPost, keepsPosts},
	{"GET /desk/accounts/{number}/posts/import", (*server).importPosts, keepsPosts},
	{"POST /desk/accounts/{number}/posts/import", (*server).importPosts, keepsPosts},
	{"GET /desk/accounts/{number}/posts/export", (*server).exportPosts, readsAccounts},
	{"POST /desk/accounts/{number}/feeds", (*server).linkFeed, keepsPosts},
}

var paceWords = map[activity.State]string{activity.Met: "已达到", activity.Open: "时间还够", activity.Warn: "快到期", activity.Late: "已逾期", activity.None: "今天不要求"}

// activity shows how every account stands, which ones are to be merged or closed,
// and which periods ended short.
func (s *server) activity(v *visit) error {
	ctx := v.r.Context()
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	all, err := s.Desk.PacingsFor(ctx, v.who)
	if err != nil {
		return err
	}
	weak, err := s.Desk.WeakAccounts(ctx, all)
	if err != nil {
		return err
	}
	past, err := s.Store.LatePaces(ctx, mostLines)
	if err != nil {
		return err
	}
	names, short := map[string]desk.AccountPacing{}, 0
	list := boardPart{ID: "a-list", Title: "各账号发布情况", Count: strconv.Itoa(len(all)), Columns: []string{"账号", "要求", "本期", "预计", "最近发布"}, Empty: view.Empty{Title: "还没有开通的账号", Why: "账号开通或导入以后，这里按制度的发布要求列出各账号的进度、缺额和预计。"}}
	for _, a := range all {
		names[a.ID] = a
		if st := a.State(); st == activity.Warn || st == activity.Late {
			short++
		}
		list.Rows = append(list.Rows, v.paceRows(a, tree)...)
	}
	merge := boardPart{ID: "a-weak", Title: "建议合并或关停", Count: strconv.Itoa(len(weak)), Columns: []string{"账号", "原因", "近 90 天", "建议"}, Empty: view.Empty{Title: "没有要合并或关停的", Why: "很少使用、与另一个账号重复、没有人维护的账号会列在这里。由人决定，按账号备案办理。"}}
	for _, p := range weak {
		a := names[p.ID]
		cell := boardCell{Text: v.lang.T("建议关停"), Under: v.lang.T("在账号页办理关停备案"), Href: "/desk/accounts/" + a.Number}
		if p.Into != "" {
			cell.Text = v.lang.F("建议并入「%s」", names[p.Into].Name)
		}
		merge.Rows = append(merge.Rows, []boardCell{v.accountCell(a.Paced, tree), {Text: v.weakWords(p.Why)}, {Text: v.lang.F("%d 天有发布", p.Days)}, cell})
	}
	late := boardPart{ID: "a-late", Title: "逾期记录", Columns: []string{"账号", "要求", "应在", "结果"}, Empty: view.Empty{Title: "没有逾期", Why: "哪一期没有按要求发布，会永久记录在这里；补发不抹去记录。"}}
	for _, p := range past {
		if _, ok := names[p.AccountID]; ok {
			late.Rows = append(late.Rows, []boardCell{{Text: p.Account, Href: "/desk/accounts/" + p.Number + "/activity"}, {Text: p.Title, Under: v.lang.F("第 %s 条", p.Article)}, {Text: v.lang.F("%s前", dateWord(p.Due))}, v.lateCell(p)})
		}
	}
	says := v.lang.T("都按要求发布。")
	if short > 0 {
		says = v.lang.F("%d 个账号快到期或已逾期。", short)
	}
	return s.page(v, "发布情况", boardView(board{Title: "发布情况", Says: says, Parts: []boardPart{list, merge, late}}))
}

func (v *visit) accountCell(a store.Paced, tree *desk.Tree) boardCell {
	return boardCell{Text: a.Name, Href: "/desk/accounts/" + a.Number + "/activity", Under: v.lang.T(a.Platform.Title()) + " " + v.lang.T(a.Kind.Title()) + "　" + tree.Name(a.AgencyID)}
}

// paceRows are one row for each rule of an account.
func (v *visit) paceRows(a desk.AccountPacing, tree *desk.Tree) [][]boardCell {
	last := boardCell{Text: v.lang.T("还没有记录")}
	if n := len(a.Days); n > 0 {
		last = boardCell{Text: dateWord(a.Days[n-1])}
	}
	if len(a.Rules) == 0 {
		return [][]boardCell{{v.accountCell(a.Paced, tree), {Text: v.lang.T("制度没有规定频次")}, {}, {}, last}}
	}
	var out [][]boardCell
	for i, r := range a.Rules {
		row := []boardCell{{Text: "　"}, {Text: r.Rule.Title, Under: v.lang.F("第 %s 条", r.Rule.Article)}, v.stateCell(r), {Text: v.forecast(r)}, {}}
		if i == 0 {
			row[0], row[4] = v.accountCell(a.Paced, tree), last
		}
		out = append(out, row)
	}
	return out
}

func (v *visit) stateCell(r desk.Pacing) boardCell {
	c := boardCell{Tag: v.lang.T(paceWords[r.State]), Bad: r.State == activity.Warn || r.State == activity.Late}
	switch {
	case r.Rule.Month > 0:
		c.Text = v.lang.F("%d／%d 天有发布", r.Have, r.Need)
	case r.Rule.Working:
		c.Text = v.lang.F("今天 %d 篇", r.Have)
	case r.State == activity.Late:
		c.Text = v.lang.F("应在 %s 前", dateWord(r.Due))
	default:
		c.Text = v.lang.F("%s 前要发", dateWord(r.Due))
	}
	return c
}

func (v *visit) forecast(r desk.Pacing) string {
	switch {
	case r.State == activity.None:
		return ""
	case r.Rule.Month > 0 && r.Short == 0:
		return v.lang.T("本月已够")
	case r.Rule.Month > 0 && r.Short > r.Left:
		return v.lang.F("还差 %d 天，剩下的工作日只有 %d 天", r.Short, r.Left)
	case r.Rule.Month > 0:
		return v.lang.F("照现在的节奏到月底 %d 天，还差 %d 天，还有 %d 个工作日", r.Forecast, r.Short, r.Left)
	case r.State == activity.Late:
		return v.lang.T("请尽快发布；逾期已记录")
	case r.Short > 0:
		return v.lang.F("还有 %d 天", r.Left)
	}
	return ""
}

func (v *visit) lateCell(p store.Pace) boardCell {
	c := boardCell{Text: v.lang.F("应有 %d 天发布，只有 %d 天", p.Need, p.Have), Under: v.lang.F("%s 记录", v.moment(p.LateAt))}
	if p.RefutedAt != 0 {
		c.Tag, c.Under = v.lang.T("补全记录后查明按时"), v.moment(p.RefutedAt)
	}
	return c
}

var weakTitles = map[activity.Weakness]string{activity.Unmaintained: "没有人维护或 90 天没有发布", activity.Overlapping: "同一机关同一平台有同类账号", activity.LittleUsed: "很少使用"}

func (v *visit) weakWords(list []activity.Weakness) string {
	var out []string
	for _, w := range list {
		out = append(out, v.lang.T(weakTitles[w]))
	}
	return strings.Join(out, "；")
}

func dateWord(d activity.Day) string { return d.Start().Format("2006-01-02") }
