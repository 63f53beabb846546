package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/proof"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

var (
	readsComments   = holds(desk.CommentReaders...)
	keepsComments   = holds(desk.CommentKeepers...)
	decidesComments = holds(slices.Concat(desk.CommentKeepers, desk.AppealDeciders)...)
)

var commentRoutes = []Route{
	{"GET /desk/comments", (*server).ownComments, readsComments},
	{"GET /desk/comments/import", (*server).commentsFile, keepsComments},
	{"POST /desk/comments/import", (*server).importComments, keepsComments},
	{"GET /desk/comments/{id}", (*server).ownComment, readsComments},
	{"POST /desk/comments/{id}/withhold", (*server).withholdComment, keepsComments},
	{"POST /desk/comments/{id}/stand", (*server).letCommentStand, keepsComments},
	{"POST /desk/comments/{id}/appeal", (*server).decideAppeal, decidesComments},
	{"POST /desk/comments/{id}/inbox", (*server).answerComment, keepsComments},
	{"POST /desk/comments/{id}/show", (*server).showComment, keepsComments},
	{"POST /desk/comments/{id}/carried", (*server).settleCarry, keepsComments},
}

var commentStates = map[string]string{"shown": "正常展示", "proposed": "待另一人核对", "withheld": "不予展示"}

// ownComments lists what stands below our articles, and the appeals that wait.
func (s *server) ownComments(v *visit) error {
	ctx := v.r.Context()
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return err
	}
	list, err := s.Desk.Comments(ctx, v.who, store.CommentFilter{State: v.q("state"), Account: v.q("account"), Before: v.q("before")}, perPage+1)
	if err != nil {
		return err
	}
	b := board{Title: "文章评论", Says: "本机关账号文章下的评论，默认全部展示。只有列出的六种情形可以不展示，批评不是理由；不展示的留下编号和理由，任何人可以申诉。"}
	if keepsComments.allows(v.who) {
		b.Adds = []boardTab{{"/desk/comments/import", "导入评论", true}}
	}
	for _, t := range []string{"", "shown", "proposed", "withheld"} {
		word := "全部"
		if t != "" {
			word = commentStates[t]
		}
		b.Tabs = append(b.Tabs, boardTab{v.with("state", t), word, v.q("state") == t})
	}
	waiting, err := s.appealPart(v, tree)
	if err != nil {
		return err
	}
	part := boardPart{ID: "c-list", Title: "评论", Columns: []string{"评论", "文章", "状态"}, Empty: view.Empty{Title: "没有评论", Why: "连接了平台的账号定时读取自己文章下的评论；其他账号从平台后台导出表格，在这里导入。都不读取、不保存是谁说的。"}}
	var messages []string
	for _, c := range list {
		if c.Message != "" {
			messages = append(messages, c.Message)
		}
	}
	seen, err := s.Store.SeenNumbers(ctx, regime.Message, tree.Scope(v.who), messages)
	if err != nil {
		return err
	}
	for i, c := range list {
		if i == perPage {
			part.Older = v.with("before", list[perPage-1].ID)
			break
		}
		part.Rows = append(part.Rows, []boardCell{{Text: excerpt(c.Text, 60), Href: "/desk/comments/" + c.ID, Under: v.moment(max(c.SaidAt, c.ReadAt))}, {Text: c.PostTitle, Under: c.Account}, stateCell(c, seen)})
	}
	b.Parts = append(b.Parts, waiting, part)
	return s.page(v, b.Title, boardView(b))
}

func excerpt(text string, n int) string {
	if text == "" {
		return "（内容已过保存期）"
	}
	if r := []rune(text); len(r) > n {
		return string(r[:n]) + "…"
	}
	return text
}

// stateCell says how a comment stands; the message that it became is linked for
// those who see it.
func stateCell(c store.OwnComment, seen map[string]bool) boardCell {
	cell := boardCell{Tag: commentStates[c.State], Bad: c.State == "proposed"}
	if c.Reason != "" {
		cell.Under = desk.WithholdTitle(c.Reason)
	}
	if c.RestoredAt != 0 {
		cell.Under = "申诉后恢复"
	}
	if c.State == "shown" && c.OnPlatform == 2 {
		cell.Under = "平台上没有展示"
	}
	if c.Message != "" {
		cell.Text = c.Message
	}
	if seen[c.Message] {
		cell.Href = "/desk/inbox/" + c.Message
	}
	return cell
}

// appealPart lists the appeals that wait for another officer.
func (s *server) appealPart(v *visit, tree *desk.Tree) (boardPart, error) {
	p := boardPart{ID: "c-appeals", Title: "等待处理的申诉", Columns: []string{"评论", "理由", "期限"}, Empty: view.Empty{Title: "没有等待处理的申诉", Why: "有人对不予展示的评论提出申诉，会列在这里，由另一人在 5 个工作日内核对。"}}
	list, err := s.Store.OpenAppeals(v.r.Context(), mostLines)
	if err != nil {
		return p, err
	}
	mine := tree.CommentAgencies(v.who)
	for _, a := range list {
		c, err := s.Store.OwnComment(v.r.Context(), a.CommentID)
		if err != nil {
			return p, err
		}
		if mine != nil && !slices.Contains(mine, c.AgencyID) {
			continue
		}
		due := boardCell{Text: v.moment(a.DueAt)}
		if a.DueAt <= v.now.UnixMilli() {
			due.Tag, due.Bad = "已超时", true
		}
		p.Rows = append(p.Rows, []boardCell{{Text: excerpt(c.Text, 60), Href: "/desk/comments/" + c.ID, Under: c.Account}, {Text: desk.WithholdTitle(c.Reason)}, due})
	}
	p.Count = strconv.Itoa(len(p.Rows)) + " 件"
	return p, nil
}

func (s *server) ownComment(v *visit) error {
	body, err := s.commentBody(v, nil)
	if err != nil {
		return err
	}
	return s.page(v, "评论", body)
}

// commentBody shows one comment, what was decided about it, and what may be done.
func (s *server) commentBody(v *visit, f *fault.Fault) (templ.Component, error) {
	ctx := v.r.Context()
	c, err := s.Desk.Comment(ctx, v.who, v.r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	appeals, err := s.Store.Appeals(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	b := board{Title: "评论", Says: v.joined(c.Account, c.PostTitle)}
	said := boardPart{ID: "c-said", Title: commentStates[c.State], Text: []string{excerpt(c.Text, 5000)}}
	if c.Reason != "" {
		said.Text = append(said.Text, v.lang.F("理由：%s", v.joined(v.joined(v.lang.T(desk.WithholdTitle(c.Reason)), c.Law), c.Note)))
	}
	if c.Code != "" {
		said.Text = append(said.Text, v.lang.F("告知编号：%s", c.Code))
	}
	words := proof.Criticism(c.Text)
	if len(words) > 0 && c.State != "withheld" {
		b.Notes = []string{"这条评论里有批评意见（" + strings.Join(words, "、") + "）。批评不是不展示的理由；确有列出的情形时，要由另一人核对同意，同意之前照常展示。"}
	}
	b.Parts = append(b.Parts, said)
	if c.Message != "" {
		tree, err := s.Desk.Tree(ctx)
		if err != nil {
			return nil, err
		}
		seen, err := s.Store.SeenNumbers(ctx, regime.Message, tree.Scope(v.who), []string{c.Message})
		if err != nil {
			return nil, err
		}
		cell := boardCell{Text: c.Message, Under: "答复回在这条评论下面"}
		if seen[c.Message] {
			cell.Href = "/desk/inbox/" + c.Message
		}
		b.Parts = append(b.Parts, boardPart{ID: "c-message", Title: "在收件箱里办理", Columns: []string{"来件"}, Rows: [][]boardCell{{cell}}})
	}
	carried, err := s.carryPart(v, c)
	if err != nil {
		return nil, err
	}
	if len(carried.Rows) > 0 {
		b.Parts = append(b.Parts, carried)
	}
	for i, a := range appeals {
		p := boardPart{ID: "c-appeal" + strconv.Itoa(i), Title: "申诉", Text: []string{v.lang.F("%s 收到，%s 前处理。", v.moment(a.At), v.moment(a.DueAt)) + a.Text}}
		if a.Verdict != "" {
			p.Text = append(p.Text, v.lang.F(map[string]string{"restored": "恢复展示：%s", "kept": "维持：%s"}[a.Verdict], a.Reason))
		}
		b.Parts = append(b.Parts, p)
	}
	b.Parts = append(b.Parts, s.commentForms(v, c, appeals, f)...)
	return boardView(b), nil
}

// commentForms are what a person may do with a comment now.
func (s *server) commentForms(v *visit, c store.OwnComment, appeals []store.Appeal, f *fault.Fault) (out []boardPart) {
	at, version := "/desk/comments/"+c.ID, view.Pair{Name: "version", Value: strconv.FormatInt(c.Version, 10)}
	open := len(appeals) > 0 && appeals[len(appeals)-1].Verdict == ""
	if keepsComments.allows(v.who) && c.Message == "" && c.Text != "" && c.State == "shown" {
		out = append(out, boardPart{ID: "c-inbox", Title: "需要答复", Form: &view.Form{ID: "inbox", Action: at + "/inbox", Button: "转入收件箱", Hidden: []view.Pair{version}, Notes: []string{"转入以后按来件的种类办理，有时限，答复经审核后回在评论下面。"}}})
	}
	if keepsComments.allows(v.who) && c.State == "shown" && c.OnPlatform == 2 {
		out = append(out, boardPart{ID: "c-show", Title: "平台上没有展示", Form: &view.Form{ID: "show", Action: at + "/show", Button: "在平台上展示", Hidden: []view.Pair{version}, Outward: true, Notes: []string{"没有人决定不展示这条评论，而平台上别人看不到它。"}}})
	}
	switch {
	case !keepsComments.allows(v.who):
	case c.State == "shown":
		var reasons []view.Option
		for _, r := range desk.WithholdReasons {
			reasons = append(reasons, view.Option{Value: r.Code, Word: r.Title + "：" + r.Asks})
		}
		out = append(out, boardPart{ID: "c-withhold", Title: "不予展示", Form: &view.Form{ID: "withhold", Action: at + "/withhold", Button: "不予展示", Hidden: []view.Pair{version}, Fault: general(f, "reason", "note", "law"), Outward: true, Cite: "批评、意见、不满、讽刺都不是理由。理由与评论内容对不上的，程序不受理；除一字不差的重复和含个人信息的以外，另一人核对同意以后才不展示，编号、理由和日期随即公开，写入公开账本。", Fields: []view.Field{
			{Name: "reason", Label: "理由", Type: "select", Required: true, Options: reasons, Value: v.r.PostFormValue("reason"), Fault: on(f, "reason")},
			{Name: "law", Label: "法律条款", Value: v.r.PostFormValue("law"), Fault: on(f, "law"), Hint: "理由是法律规定时填写，如：网络安全法第十二条"},
			{Name: "note", Label: "说明", Value: v.r.PostFormValue("note"), Fault: on(f, "note"), Hint: "申诉时由另一人照此核对"},
		}}})
	case c.State == "proposed" && c.ProposedBy != v.who.ID:
		out = append(out, boardPart{ID: "c-agree", Title: "核对", Form: &view.Form{ID: "agree", Action: at + "/withhold", Button: "理由成立，不予展示", Hidden: []view.Pair{version, {Name: "reason", Value: c.Reason}}, Fault: general(f), Outward: true}},
			boardPart{ID: "c-stand", Title: "照常展示", Form: &view.Form{ID: "stand", Action: at + "/stand", Button: "理由不成立，照常展示", Main: true, Hidden: []view.Pair{version}}})
	case c.State == "proposed":
		out = append(out, boardPart{ID: "c-agree", Title: "核对", Text: []string{"等另一人核对；在此之前照常展示。"}})
	}
	if open && holds(desk.AppealDeciders...).allows(v.who) {
		p := boardPart{ID: "c-decide", Title: "处理申诉"}
		if v.who.ID == c.WithheldBy || v.who.ID == c.ProposedBy {
			p.Text = []string{"提出或决定不展示的人不能处理对它的申诉，请另一人核对。"}
		} else {
			p.Form = &view.Form{ID: "decide", Action: at + "/appeal", Button: "作出决定", Hidden: []view.Pair{version}, Fault: general(f, "verdict", "reason"), Outward: true, Fields: []view.Field{
				{Name: "verdict", Label: "结论", Type: "select", Required: true, Options: []view.Option{{Value: "restored", Word: "恢复展示"}, {Value: "kept", Word: "维持不予展示"}}},
				{Name: "reason", Label: "核对的结论", Type: "long", Rows: 3, Required: true, Value: v.r.PostFormValue("reason"), Fault: on(f, "reason"), Hint: "会公开"},
			}}
		}
		out = append(out, p)
	}
	return out
}

// commented answers an act about a comment: the page again with what was refused,
// or what was done.
func (s *server) commented(v *visit, err error, said string) error {
	if err != nil {
		return s.again(v, err, "评论", func(f *fault.Fault) templ.Component {
			body, bodyErr := s.commentBody(v, f)
			if bodyErr != nil {
				return templ.NopComponent
			}
			return body
		})
	}
	s.forget(v)
	return v.done(said, "/desk/comments/"+v.r.PathValue("id"))
}

func (s *server) withholdComment(v *visit) error {
	c, err := s.Desk.Withhold(v.r.Context(), v.who, desk.Withholding{Comment: v.r.PathValue("id"), Version: v.count("version"), Reason: v.field("reason"), Note: v.field("note"), Law: v.field("law")})
	said := "已不予展示，编号和理由已公开。先在平台上告知，再不展示；办得怎样见“平台上的处置”。"
	if c.State == "proposed" {
		said = "评论里有批评意见：已提出，等另一人核对；在此之前照常展示。"
	}
	return s.commented(v, err, said)
}

func (s *server) letCommentStand(v *visit) error {
	return s.commented(v, s.Desk.RefuseWithholding(v.r.Context(), v.who, v.r.PathValue("id"), v.count("version")), "照常展示。")
}

func (s *server) decideAppeal(v *visit) error {
	return s.commented(v, s.Desk.DecideAppeal(v.r.Context(), v.who, v.r.PathValue("id"), v.count("version"), v.field("verdict") == "restored", v.field("reason")), "已决定，结论已公开。")
}

func (s *server) answerComment(v *visit) error {
	number, err := s.Desk.AnswerComment(v.r.Context(), v.who, v.r.PathValue("id"), v.count("version"))
	return s.commented(v, err, "已转入收件箱："+number)
}
