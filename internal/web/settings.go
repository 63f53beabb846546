package web

import (
	"net/http"

	"yingda/internal/lang"
	"yingda/internal/store"
	"yingda/internal/view"
)

// settings shows what belongs to one person: sessions, password, how pages act.
func (s *server) settings(v *visit) error {
	sessions, err := s.Auth.Sessions(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	pref, err := s.Store.Preferences(v.r.Context(), v.who.ID)
	if err != nil {
		return err
	}
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	p := view.SettingsPage{Lang: v.lang, Name: v.who.Name, Unit: tree.Name(v.who.UnitID)}
	for _, g := range v.who.Grants {
		p.Roles = append(p.Roles, v.lang.F("%s，%s", tree.Name(g.UnitID), v.lang.T(g.Role.Title())))
	}
	for _, x := range sessions {
		p.Sessions = append(p.Sessions, view.SessionLine{Began: v.moment(x.CreatedAt), Seen: v.moment(x.SeenAt), Here: x.ID == v.session.ID, End: "/desk/sessions/" + x.ID + "/end"})
	}
	state, err := s.Auth.Factor(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	p.FactorOn, p.Factor = state.On, v.lang.T("登录时除了密码，再输一个手机验证器上的验证码：密码泄露了，别人也进不来。")
	if state.On {
		p.Factor = v.lang.F("%s 启用；还有 %d 个恢复码没有用过。", v.moment(state.Since), state.Left)
	}
	after := pref.After
	if after == "" {
		after = "stay"
	}
	p.Fields = []view.Field{
		{Name: "after", Label: v.lang.T("办完一步之后"), Type: "select", Required: true, Value: after, Options: []view.Option{{Value: "stay", Word: v.lang.T("留在本件")}, {Value: "back", Word: v.lang.T("回到列表")}, {Value: "next", Word: v.lang.T("打开列表里的下一件")}}},
		{Name: "lang", Label: v.lang.T("界面语言"), Type: "select", Required: true, Value: string(v.lang), Options: []view.Option{{Value: string(lang.Chinese), Word: "中文"}, {Value: string(lang.English), Word: "English"}}},
		{Name: "no_keys", Label: v.lang.T("不用快捷键（j、k、g、Ctrl+K 等）"), Type: "check", Value: flag(pref.NoKeys)},
	}
	s.show(v, http.StatusOK, view.Chrome{Title: v.lang.T("个人设置")}, view.Settings(p))
	return nil
}

func flag(b bool) string {
	if b {
		return "1"
	}
	return ""
}

func (s *server) saveSettings(v *visit) error {
	p := store.Preferences{After: v.r.PostFormValue("after"), NoKeys: v.r.PostFormValue("no_keys") == "1"}
	if err := s.Desk.SetPreferences(v.r.Context(), v.who, p); err != nil {
		return err
	}
	v.lang = lang.Of(v.r.PostFormValue("lang"))
	s.setCookie(v, languageCookie, string(v.lang), 365*86400)
	s.forget(v)
	leave(v, v.lang.T("设置已保存。"), false)
	return v.to("/desk/settings")
}

func (s *server) endSession(v *visit) error {
	if err := s.Auth.EndSession(v.r.Context(), v.who, v.r.PathValue("id")); err != nil {
		return err
	}
	leave(v, v.lang.T("那一处登录已退出。"), false)
	return v.to("/desk/settings")
}

// more is the rest of the menu, for phones.
func (s *server) more(v *visit) error {
	groups, foot := s.navigation(v, s.counts(v))
	s.show(v, http.StatusOK, view.Chrome{Title: v.lang.T("更多")}, view.More(v.lang, groups, foot))
	return nil
}

// bellRows is how many notices the bell shows.
const bellRows = 100

func (s *server) notices(v *visit) error {
	list, err := s.Store.Notices(v.r.Context(), v.who.ID, bellRows)
	if err != nil {
		return err
	}
	p := view.NoticesPage{Lang: v.lang}
	only := v.r.FormValue("only")
	for _, x := range noticeFilters {
		p.Chips = append(p.Chips, view.Chip{Word: v.lang.T(x.word), Href: "/desk/notices" + with(nil, "only", x.name), On: x.name == only})
		if x.name == only {
			p.Empty = view.Empty{Title: v.lang.T(x.empty), Why: v.lang.T("新的关切、待签的稿件、快到期和超时的时限会在这里提醒。")}
		}
	}
	if only != "" {
		p.Empty.Href, p.Empty.Way = "/desk/notices", v.lang.T("看全部通知")
	}
	newest := map[string]int{} // number of a matter → its line
	for _, n := range list {
		if only == "unread" && n.ReadAt != 0 || only == "mine" && !mineToDo(v, n) {
			continue
		}
		line := view.NoticeLine{Text: n.Text, At: v.when(n.At), Number: n.Number, Unread: n.ReadAt == 0}
		p.Unread = p.Unread || line.Unread
		if at, ok := newest[n.Number]; ok && n.Number != "" {
			p.Lines[at].Before = append(p.Lines[at].Before, line)
			p.Lines[at].Unread = p.Lines[at].Unread || line.Unread
			continue
		}
		if n.Number != "" {
			line.Href = "/desk/matters/" + n.Number
			newest[n.Number] = len(p.Lines)
		}
		p.Lines = append(p.Lines, line)
	}
	unread := 0
	for _, x := range p.Lines {
		if x.Unread {
			unread++
		}
	}
	p.Said = v.lang.F("共 %d 件，%d 件未读", len(p.Lines), unread)
	s.show(v, http.StatusOK, view.Chrome{Title: v.lang.T("通知")}, view.Notices(p))
	return nil
}

var noticeFilters = []struct{ name, word, empty string }{{"", "全部通知", "没有通知"}, {"unread", "未读", "没有未读的通知"}, {"mine", "要我办的", "没有要您办的通知"}}

// mineToDo reports whether a notice is about a matter that waits for a step of
// this person's unit, or of this person.
func mineToDo(v *visit, n store.Notice) bool {
	return n.Number != "" && !n.State.Final() && (theirs(v.who, n.UnitID) || n.Event == store.EventSign)
}

func (s *server) readNotices(v *visit) error {
	if err := s.Desk.ReadNotices(v.r.Context(), v.who); err != nil {
		return err
	}
	s.forget(v)
	return v.to("/desk/notices")
}
