package web

import (
	"net/http"
	"net/url"
	"time"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

var inboxRoutes = []Route{
	{"GET /desk/inbox", (*server).inbox, listens},
	{"GET /desk/inbox/new", (*server).newMessage, holds(desk.Typists...)},
	{"POST /desk/inbox/new/files", (*server).typeMessage, holds(desk.Typists...)},
	{"GET /desk/inbox/{number}", (*server).message, signedIn},
	{"POST /desk/inbox/{number}/original", (*server).openOriginal, holds(desk.Openers...)},
	{"POST /desk/inbox/{number}/files/{id}", (*server).messageFile, holds(desk.Openers...)},
}

// inboxQuick are the lists that everybody needs, by their name in the address.
var inboxQuick = []struct{ name, word string }{
	{"", "全部在办"}, {"mine", "我的"}, {"arrived", "待分办"}, {"signing", "待签发"}, {"today", "今日到期"}, {"overdue", "已超时"}, {"all", "含已办结"},
}

// inbox shows the list of messages from the public.
func (s *server) inbox(v *visit) error {
	p, err := s.inboxList(v, v.r.URL.Query())
	if err != nil {
		return err
	}
	p.Views = s.savedViews(v, "inbox")
	s.show(v, http.StatusOK, view.Chrome{Title: v.lang.T("来件")}, view.Inbox(p))
	return nil
}

// inboxFilter reads the filter of an address.
func inboxFilter(v *visit, q url.Values) store.ListFilter {
	f := store.ListFilter{State: matter.State(q.Get("state")), Need: regime.Need(q.Get("need")), Way: q.Get("way"), UnitID: q.Get("unit")}
	switch q.Get("list") {
	case "mine":
		f.Lead = desk.OwnUnits(v.who)
	case "arrived":
		f.State = matter.Arrived
	case "signing":
		f.State = matter.Signing
	case "today":
		f.DueBefore = dayEnd(v.now).UnixMilli()
	case "overdue":
		f.DueBefore = v.now.Truncate(time.Minute).UnixMilli()
	case "all":
		f.All = true
	}
	return f
}

// inboxList reads one page of messages by the filter of an address.
func (s *server) inboxList(v *visit, q url.Values) (view.InboxPage, error) {
	tree, err := s.tree(v)
	if err != nil {
		return view.InboxPage{}, err
	}
	at, err := readCursor(q.Get("after"))
	if err != nil {
		return view.InboxPage{}, err
	}
	rows, err := s.Store.MessageList(v.r.Context(), inboxFilter(v, q), tree.Scope(v.who), store.ListAfter(at), pageRows+1)
	if err != nil {
		return view.InboxPage{}, err
	}
	bare := url.Values{}
	for _, k := range []string{"list", "state", "need", "way", "unit"} {
		if x := q.Get(k); x != "" {
			bare.Set(k, x)
		}
	}
	p := view.InboxPage{Lang: v.lang, Query: bare.Encode(), Narrow: len(bare) > 0, MayType: holds(desk.Typists...).allows(v.who), Share: shareOptions(v)}
	for _, k := range inboxQuick {
		p.Quick = append(p.Quick, view.Chip{Word: v.lang.T(k.word), Href: "/desk/inbox" + with(bare, "list", k.name), On: bare.Get("list") == k.name})
	}
	if len(rows) > pageRows {
		rows = rows[:pageRows]
		last := rows[pageRows-1]
		p.Next = "/desk/inbox" + with(bare, "after", cursor(store.DeskRow{Matter: last.Matter}))
	}
	if at.ID != "" {
		p.First = "/desk/inbox" + with(bare, "after", "")
	}
	from, late := with(bare, "after", ""), 0
	p.Bulk = bulkBar(v, "inbox", p.Query)
	for _, r := range rows {
		if r.NextDue < v.now.UnixMilli() {
			late++
		}
		p.Rows = append(p.Rows, view.InboxRow{
			Href: "/desk/inbox/" + r.Number + from, Number: r.Number, Title: r.Title, Unit: tree.Name(r.UnitID), Need: v.lang.T(needWord(r.Need)), Way: v.lang.T(regime.MessageWayTitles[r.Way]), At: v.when(r.ReceivedAt),
			State: view.State{Word: v.lang.T(matter.Titles[r.State]), Mine: theirs(v.who, r.UnitID) && !r.State.Final()}, Due: v.due(r.OpenedAt, r.NextDue), Pick: bulkPick(v, r.Matter),
		})
	}
	p.Said = inboxSaid(v, len(rows), late, p.Next != "" || p.First != "")
	p.Empty = view.Empty{Title: v.lang.T("没有符合条件的来件"), Why: v.lang.T("可能是筛选条件太窄，也可能是您的单位还没有分到来件。"), Href: "/desk/inbox", Way: v.lang.T("清除筛选")}
	if !p.Narrow {
		p.Empty = view.Empty{Title: v.lang.T("还没有来件"), Why: v.lang.T("公开网站的留言、公众号私信和留言、邮件会自动到这里；来信、来访和电话由人录入。"), Href: "/desk/inbox/new", Way: v.lang.T("录入一件")}
		if !p.MayType {
			p.Empty.Href = ""
		}
	}
	p.Filter = inboxFields(v, tree, bare)
	if l := bare.Get("list"); l != "" {
		p.Keep = []view.Pair{{Name: "list", Value: l}}
	}
	return p, nil
}

func inboxSaid(v *visit, n, late int, more bool) string {
	shown := v.lang.F("%d 件", n)
	if more {
		shown = v.lang.F("本页 %d 件", n)
	}
	if late == 0 {
		return shown + v.lang.T("，没有超时的；按下一个时限排列。")
	}
	return shown + v.lang.F("，%d 件已超时；按下一个时限排列。", late)
}

func inboxFields(v *visit, tree *desk.Tree, q url.Values) []view.Field {
	field := func(name, label string, options []view.Option) view.Field {
		return view.Field{Name: name, Label: v.lang.T(label), Type: "select", Value: q.Get(name), Options: options, Filter: true}
	}
	var states, needs, units []view.Option
	for _, x := range matter.States(regime.Message) {
		states = append(states, view.Option{Value: string(x), Word: v.lang.T(matter.Titles[x])})
	}
	for _, x := range regime.MessageNeeds {
		needs = append(needs, view.Option{Value: string(x), Word: v.lang.T(x.Title())})
	}
	for _, u := range tree.Units {
		units = append(units, view.Option{Value: u.ID, Word: u.Name})
	}
	return []view.Field{field("need", "种类", needs), field("way", "渠道", wayOptions(v, regime.MessageWays)), field("state", "环节", states), field("unit", "单位", units)}
}

func wayOptions(v *visit, ways []string) []view.Option {
	var out []view.Option
	for _, w := range ways {
		out = append(out, view.Option{Value: w, Word: v.lang.T(regime.MessageWayTitles[w])})
	}
	return out
}

// nextMessage finds what follows a finished message in its list.
func (s *server) nextMessage(v *visit, tree *desk.Tree, m matter.Matter, q url.Values, query string) (string, error) {
	rows, err := s.Store.MessageList(v.r.Context(), inboxFilter(v, q), tree.Scope(v.who), store.ListAfter{}, 2)
	for _, r := range rows {
		if r.ID != m.ID {
			return "/desk/inbox/" + r.Number + query, err
		}
	}
	return "", err
}
