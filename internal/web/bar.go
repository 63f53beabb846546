package web

import (
	"net/http"
	"slices"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/lang"
	"yingda/internal/matter"
)

// beginnings are the pages on which something begins, for the command bar (命令栏).
// A few ask for more than their route does.
var beginnings = []struct {
	href, word string
	also       func(matter.Actor) bool
}{
	{"/desk/concerns/new", "立一件关切", desk.MayOpen},
	{"/desk/inbox/new", "录入一件来件", nil},
	{"/desk/report", "报告帖文", nil},
	{"/desk/meetings/new", "召集会议", nil},
	{"/desk/risks/new", "评估一项决策", nil},
	{"/desk/own/new", "开始一期自查", nil},
	{"/desk/answers/new", "写一条标准答复", nil},
	{"/desk/requests/new", "拟写请求", nil},
	{"/desk/editorial/new", "新稿件", nil},
	{"/desk/accounts/new", "开设备案", nil},
	{"/desk/fakes/new", "报告冒充账号", nil},
	{"/desk/topics/new", "新增话题", nil},
	{"/desk/sources/new", "登记来源", nil},
	{"/desk/channels/new", "登记出口", nil},
	{"/desk/robots/new", "登记机器人", nil},
	{"/desk/units/new", "新增单位", nil},
	{"/desk/people/new", "新增人员", nil},
}

// personal are pages of every person, which stand in no menu.
var personal = []entry{
	{href: "/desk/notices", word: "通知"},
	{href: "/desk/settings", word: "个人设置"},
	{href: "/desk/settings/telling", word: "通知方式"},
	{href: "/desk/password", word: "修改密码"},
}

// barLine is one line of the command bar: a page or an act, and the other words
// by which it is found.
type barLine struct {
	Word  string   `json:"word"`
	Group string   `json:"group"`
	Href  string   `json:"href"`
	Also  []string `json:"also"`
}

// bar lists the pages and beginnings that this person may open.
func (s *server) bar(v *visit) error {
	var out []barLine
	add := func(group, href, word, short string) {
		if rule, ok := s.pages[href]; ok && rule.allows(v.who) {
			out = append(out, barLine{v.lang.T(word), v.lang.T(group), href, otherWords(v.lang, word, short)})
		}
	}
	for _, g := range menu {
		for _, i := range g.items {
			add(g.title, i.href, i.word, i.short)
		}
	}
	for _, i := range slices.Concat(footMenu, personal) {
		add("管理", i.href, i.word, i.short)
	}
	for _, b := range beginnings {
		if b.also == nil || b.also(v.who) {
			add("新建", b.href, b.word, "")
		}
	}
	answer(v.w, http.StatusOK, out)
	return nil
}

// otherWords are the word in the other language, the short one, and the initials
// of its Chinese sounds.
func otherWords(l lang.Lang, word, short string) []string {
	out := []string{strings.ToLower(l.Other().T(word)), initials(word)}
	if short != "" {
		out = append(out, strings.ToLower(l.Other().T(short)), strings.ToLower(l.T(short)))
	}
	return out
}

// initials writes the first letter of each character's sound, as one types it in
// haste: 公众关切 is gzgq. A character that stands in no word of the bar has none.
func initials(word string) string {
	var b strings.Builder
	for _, r := range word {
		for letter, runes := range sounds {
			if strings.ContainsRune(runes, r) {
				b.WriteByte(letter)
			}
		}
	}
	return b.String()
}

// sounds are the characters of the bar's words by the first letter of their sound.
var sounds = map[byte]string{
	'a': "案",
	'b': "办备布并报本标班编表部",
	'c': "充出查策采",
	'd': "单大对导度登的督答道",
	'f': "分发复封方服访风",
	'g': "个估公关告工归改更稿规",
	'h': "会号后核话",
	'j': "件决家建急接机经见计记辑进集",
	'k': "况口库开",
	'l': "历录来流立类览论领",
	'm': "冒密码",
	'n': "拟",
	'p': "平评",
	'q': "期切器情求渠群请",
	'r': "人任入日热",
	's': "始实审式时索设送",
	't': "厅台帖条统通题",
	'w': "位务我文网",
	'x': "信修写小息新箱线讯限险项",
	'y': "一与业员应意有源言议邮钥预验",
	'z': "专众作值准则制召增总政正知站章组置自账",
}

// begins reports whether an address is one on which something begins: n leads there.
func begins(href string) bool { return strings.HasSuffix(href, "/new") }
