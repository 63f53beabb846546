package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// homeRows is how many lines each list of the desk shows.
const homeRows = 12

// home is one person's desk: what is due, what is new, what waits for a
// signature, what fails.
func (s *server) home(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	p := view.HomePage{Lang: v.lang, Today: v.today()}
	for _, part := range []func(*visit, *desk.Tree, *view.HomePage) error{s.homeDue, s.homeNew, s.homeSign, s.homeReopen, s.homeTrouble, s.homeTasks, s.homeSpikes} {
		if err := part(v, tree, &p); err != nil {
			return err
		}
	}
	s.show(v, http.StatusOK, view.Chrome{Title: v.lang.T("我的工作台")}, view.Home(p))
	return nil
}

var segments = []struct{ name, word, empty string }{
	{"", "我的", "您的单位没有快到期的办件。"}, {"unit", "本单位", "您的单位没有主办的、快到期的办件。"}, {"sent", "我转出的", "您的单位没有转给别人办理的办件。"},
}

func (s *server) homeDue(v *visit, tree *desk.Tree, p *view.HomePage) error {
	at, own := v.r.FormValue("of"), desk.OwnUnits(v.who)
	f := map[string]store.DeskFilter{"": {Part: own}, "unit": {Own: own}, "sent": {SentBy: own}}[at]
	for _, x := range segments {
		p.Of = append(p.Of, view.Chip{Word: v.lang.T(x.word), Href: "/desk" + with(nil, "of", x.name), On: x.name == at})
		if x.name == at {
			p.DueEmpty = view.Empty{Title: v.lang.T("没有快到期的"), Why: v.lang.T(x.empty), Href: "/desk/concerns", Way: v.lang.T("看全部关切")}
		}
	}
	rows, err := s.concernRows(v.r.Context(), f, tree.Scope(v.who), store.DeskAfter{})
	if err != nil {
		return err
	}
	var due []store.DeskRow
	for _, r := range rows {
		if r.NextDue != store.Never {
			due = append(due, r)
		}
	}
	p.Said, p.Late = deskSentence(v, due)
	p.Line = dayLine(v, due)
	p.DueCount = capped(len(due))
	from := ""
	if at == "sent" || at == "unit" {
		from = "?list=" + at
	}
	for _, r := range due[:min(homeRows, len(due))] {
		row := view.DueRow{ConcernRow: concernRow(v, tree, r, from)}
		row.Step = v.lang.T("查看")
		if main, ok := mainRow(r.Matter); ok && row.State.Mine {
			row.Step = v.lang.T(strings.TrimSuffix(main.Title, "…"))
		}
		p.Due = append(p.Due, row)
	}
	return nil
}

// homeSpikes shows who decides on groups the hours in which far more was
// published than usual, until somebody has looked.
func (s *server) homeSpikes(v *visit, _ *desk.Tree, p *view.HomePage) error {
	if !groups.allows(v.who) {
		return nil
	}
	list, err := s.spikeRows(v, "", true, 5)
	if err == nil && len(list) > 0 {
		p.Alarm = spikeCard(list, "desk")
	}
	return err
}

func mainRow(m matter.Matter) (matter.Row, bool) {
	for _, r := range matter.Rows(m.Kind) {
		if r.Main && contains(r.From, m.State) {
			return r, true
		}
	}
	return matter.Row{}, false
}

// deskSentence is the day in one sentence, late ones apart.
func deskSentence(v *visit, rows []store.DeskRow) (said, late string) {
	today, over, next := 0, 0, int64(0)
	end := dayEnd(v.now).UnixMilli()
	for _, r := range rows {
		switch {
		case r.NextDue < v.now.UnixMilli():
			over++
		default:
			if r.NextDue < end {
				today++
			}
			if next == 0 {
				next = r.NextDue
			}
		}
	}
	said = v.lang.F("今天还有 %d 件到期", today)
	if today == 0 {
		said = v.lang.T("今天没有别的到期")
	}
	if over > 0 {
		late = v.lang.F("%d 件已超时，", over)
	}
	if next != 0 {
		said += v.lang.F("；下一个时限 %s", v.when(next))
	}
	return said + v.lang.T("。"), late
}

// dayLine draws today's deadlines on the hours of the day, as words and places
// in percent of the width.
func dayLine(v *visit, rows []store.DeskRow) view.DayLine {
	start := dayStart(v.now)
	from, to := start.Add(8*time.Hour), start.Add(20*time.Hour)
	if v.now.Before(from) {
		from = start
	}
	if v.now.After(to) {
		to = start.Add(24 * time.Hour)
	}
	place := func(t time.Time) float64 { return 100 * float64(t.Sub(from)) / float64(to.Sub(from)) }
	percent := func(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) + "%" }
	line := view.DayLine{Now: percent(place(v.now)), NowWord: v.lang.F("现在 %s", v.now.In(china).Format("15:04")), NowEnd: place(v.now) > 85}
	for t := from; !t.After(to); t = t.Add(2 * time.Hour) {
		tick := view.Tick{At: percent(place(t)), Word: t.Format("15:04"), Anchor: "middle"}
		if t.Equal(from) {
			tick.Anchor = "start"
		} else if t.Equal(to) {
			tick.Anchor = "end"
		}
		line.Ticks = append(line.Ticks, tick)
	}
	var words []string
	last := -10.0
	for _, r := range rows {
		t := instant(r.NextDue)
		if t.Before(from) || t.After(to) {
			continue
		}
		mark := view.Mark{At: percent(place(t)), Late: t.Before(v.now), Number: r.Number[len(r.Number)-4:], Anchor: "middle", Shift: "5"}
		if place(t) < 2 {
			mark.Anchor, mark.Shift = "start", "0"
		}
		if place(t)-last < 5 {
			mark.Number = "" // the words would run into each other; the list below has them
		} else {
			last = place(t)
		}
		line.Marks = append(line.Marks, mark)
		words = append(words, t.Format("15:04")+" "+r.Number)
	}
	line.Says = v.lang.F("今天的时限：%s", strings.Join(words, "；"))
	if len(words) == 0 {
		line.Says = v.lang.T("今天没有时限")
	}
	return line
}

// screeners are those who confirm or dismiss what is new.
var screeners = []regime.Role{regime.DutyOfficer, regime.Liaison, regime.OfficeDirector}

func (s *server) homeNew(v *visit, tree *desk.Tree, p *view.HomePage) error {
	rows, err := s.concernRows(v.r.Context(), store.DeskFilter{State: string(matter.New)}, tree.Scope(v.who), store.DeskAfter{})
	if err != nil {
		return err
	}
	p.NewCount = capped(len(rows))
	for _, r := range rows[:min(homeRows, len(rows))] {
		p.New = append(p.New, screenRow(v, tree, r, screens(v.who, tree, r)))
	}
	return nil
}

// screens reports whether somebody confirms or dismisses a concern: in the office
// of its agency, or in the agency itself.
func screens(who matter.Actor, tree *desk.Tree, r store.DeskRow) bool {
	return slices.ContainsFunc(who.Grants, func(g matter.Grant) bool {
		return (g.Office || g.Agency) && g.AgencyID == tree.ByID[r.UnitID].AgencyID && slices.Contains(screeners, g.Role)
	})
}

func screenRow(v *visit, tree *desk.Tree, r store.DeskRow, may bool) view.ScreenRow {
	pr := readProposal(r.Proposal)
	row := view.ScreenRow{Href: "/desk/concerns/" + r.Number, Number: r.Number, Title: r.Title, Grade: proposed(v, r.Proposal), Due: v.due(r.OpenedAt, r.NextDue), Why: strings.Join(v.saidEach(pr.GradeWhy), v.lang.T("；"))}
	if pr.Need != "" {
		row.Need = v.lang.T(pr.Need.Title())
	}
	row.Count = v.lang.T("由人立项")
	if r.Posts > 0 {
		row.Count = v.lang.F("%s 条，%s 个来源", number(r.Posts), number(r.Sources))
	}
	if !may {
		return row
	}
	row.Dismiss, row.Change = "/desk/matters/"+r.Number+"/act/dismiss", "/desk/matters/"+r.Number+"/act/confirm_grade"
	if pr.Grade != "" && pr.Need != "" && pr.UnitID != "" && len(pr.GradeWhy) > 0 {
		row.Confirm = view.Form{Action: "/desk/matters/" + r.Number + "/act", Button: v.lang.T("确认等级")}
		for _, h := range [][2]string{{"action", "confirm_grade"}, {"version", num(r.Version)}, {"grade", string(pr.Grade)}, {"need", string(pr.Need)}, {"unit", pr.UnitID}, {"reason", row.Why}, {"from", "/desk"}} {
			row.Confirm.Hidden = append(row.Confirm.Hidden, view.Pair{Name: h[0], Value: h[1]})
		}
		row.Unit = tree.Name(pr.UnitID)
	}
	return row
}

func (s *server) homeSign(v *visit, tree *desk.Tree, p *view.HomePage) error {
	drafts, turns, err := s.mine(v, tree)
	if err != nil {
		return err
	}
	for i, d := range drafts[:min(homeRows, len(drafts))] {
		p.Sign = append(p.Sign, view.SignRow{
			Href: "/desk/statements/" + d.M.Number, Number: d.M.Number, Title: d.M.Title, About: v.lang.F("%s 拟稿，第 %d 版", d.Drafter, d.S.Version),
			Dots: turns[i].dots, Says: v.lang.F("共 %d 关，已签 %d 关", turns[i].all, turns[i].signed), Waits: turns[i].words, Due: v.due(d.OpenedAt, d.NextDue),
		})
	}
	p.SignCount = capped(len(drafts))
	return nil
}

// stuckAfter is how long a delivery may wait before it is shown as in trouble.
const stuckAfter = 5 * time.Minute

func (s *server) homeTrouble(v *visit, _ *desk.Tree, p *view.HomePage) error {
	list, err := s.Store.DeskTroubles(v.r.Context(), v.now.Add(-stuckAfter).UnixMilli(), homeRows)
	if err != nil {
		return err
	}
	for _, t := range list {
		x := view.Trouble{Name: t.Name, Text: t.Text, Href: "/desk/matters/" + t.Name}
		switch {
		case t.Kind == "source" && t.Since > 0:
			x.Says = v.lang.F("已 %s 没有读到", span(v.lang, time.Duration(v.now.UnixMilli()-t.Since)*time.Millisecond))
		case t.Kind == "source":
			x.Says = v.lang.T("还没有读成功过")
		case t.Kind == "robot":
			x.Says, x.Href = v.lang.T("发不出通知"), "/desk/tellings?state=failed"
		case t.Kind == "telling":
			x.Name, x.Says, x.Href = v.lang.T("员工邮件"), v.lang.F("%d 封没有送到", t.Times), "/desk/tellings?state=failed"
		default:
			x.Says, x.Text = v.lang.F("还没有发出，已等 %s", span(v.lang, time.Duration(v.now.UnixMilli()-t.Since)*time.Millisecond)), ""
		}
		if t.Kind == "source" {
			x.Href = "/desk/sources"
			x.Text = strings.TrimSpace(v.lang.F("连续失败 %d 次。", t.Times) + v.lang.T(t.Text))
		}
		p.Troubles = append(p.Troubles, x)
	}
	return nil
}

func (s *server) homeTasks(v *visit, tree *desk.Tree, p *view.HomePage) error {
	own := desk.WorkUnits(v.who)
	list, err := s.Store.DeskTasks(v.r.Context(), own, sideTasks+1)
	if err != nil {
		return err
	}
	if len(list) > sideTasks {
		list, p.MoreTasks = list[:sideTasks], "/desk/tasks"
	}
	for _, t := range list {
		p.Tasks = append(p.Tasks, taskRow(v, tree, own, t))
	}
	return nil
}

// sideTasks is how many tasks the desk shows beside its lists.
const sideTasks = 6

func taskRow(v *visit, tree *desk.Tree, own []string, t store.DeskTask) view.TaskRow {
	row := view.TaskRow{Title: t.Title, Number: t.Number, Matter: t.Matter, Href: "/desk/tasks/" + t.ID, Due: v.due(t.CreatedAt, t.DueAt)}
	if len(own) > 1 {
		row.Unit = tree.Name(t.UnitID)
	}
	return row
}

// errandsAbout names what an errand is about, and where it is settled.
var errandsAbout = map[string][2]string{"carriage": {"转载上级文件", "/desk/carrying"}, "moved_origin": {"已移入密封线索的原件", "/desk/tips/move"}}

// taskRows is how many tasks their page shows.
const taskRows = 100

// tasks lists what the person's units still owe.
func (s *server) tasks(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	own := desk.WorkUnits(v.who)
	list, err := s.Store.DeskTasks(v.r.Context(), own, taskRows)
	if err != nil {
		return err
	}
	p := view.TasksPage{Lang: v.lang}
	owed, err := s.Store.OpenErrands(v.r.Context(), v.who.ID, taskRows)
	if err != nil {
		return err
	}
	for _, e := range owed {
		about := errandsAbout[e.About]
		p.Rows = append(p.Rows, view.TaskRow{Title: e.Title, Matter: v.lang.T(about[0]), Href: about[1], Unit: tree.Name(e.UnitID), Due: v.due(e.At, e.DueAt)})
	}
	broken, err := s.Store.SiteTasks(v.r.Context(), append([]string{""}, own...), taskRows)
	if err != nil {
		return err
	}
	for _, f := range broken {
		p.Rows = append(p.Rows, view.TaskRow{Title: desk.SiteKinds[f.Kind] + "：" + f.Says, Matter: f.Site, Href: "/desk/sites/" + f.SiteID, Unit: tree.Name(f.UnitID), Due: v.due(f.FirstAt, f.DueAt)})
	}
	rows, err := s.accountTasks(v, tree, own)
	if err != nil {
		return err
	}
	p.Rows = append(p.Rows, rows...)
	for _, t := range list {
		p.Rows = append(p.Rows, taskRow(v, tree, own, t))
	}
	s.show(v, http.StatusOK, view.Chrome{Title: v.lang.T("任务")}, view.Tasks(p))
	return nil
}

func queryOf(path string) url.Values {
	q, err := url.ParseQuery(strings.TrimPrefix(queryPart(path), "?"))
	if err != nil {
		return url.Values{}
	}
	return q
}
