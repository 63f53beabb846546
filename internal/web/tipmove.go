package web

import (
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/view"
)

// movesTips are those who may move what came by another way into the tips.
var movesTips = holds(desk.TipMovers...)

var tipMoveRoutes = []Route{
	{"GET /desk/tips/move", (*server).moveTipPage, movesTips},
	{"POST /desk/tips/move", (*server).moveTip, movesTips},
	{"POST /desk/tips/origin", (*server).tipOrigin, movesTips},
}

func (s *server) moveTipPage(v *visit) error { return s.showMove(v, v.q("number"), "", nil) }

func (s *server) showMove(v *visit, number, unit string, refused error) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	var units []view.Option
	for _, u := range tree.Units {
		if u.ClosedAt == 0 {
			units = append(units, view.Option{Value: u.ID, Word: strings.Repeat("　", max(0, strings.Count(u.Path, "/")-1)) + u.Name})
		}
	}
	form := view.Form{ID: "move", Action: "/desk/tips/move", Button: "密封移入", Main: true, Cancel: "/desk", Fields: []view.Field{
		{Name: "number", Label: "来件或关切的编号", Value: number, Required: true, Hint: "如 M-2026-0001"},
		{Name: "unit", Label: "涉及哪个单位", Type: "select", Value: unit, Options: append([]view.Option{{Word: "请选择"}}, units...), Required: true, Hint: "所涉单位、它的上级和在那里任职的人按规定回避，打不开"},
	}, Notes: []string{"移入后，原文、附件、联系方式、办理记录和检索都会销毁，这里只剩编号；只有接收人能打开。由来件立成的关切和那件来件一并移入。不能撤回。", "从邮箱、热线、大厅或平台来的，原件还在那里，系统够不着：移入后会给您一项任务，办完由您登记。"}}
	b := board{Title: "移入密封线索", Says: "别的渠道来的、反映公职人员行为的内容，密封给接收人，第一份销毁。", Parts: []boardPart{{ID: "move-form", Title: "移入密封线索", Form: &form}}}
	owed, err := s.Desk.OriginsOwed(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	if len(owed) > 0 {
		part := boardPart{ID: "origins", Title: "还要在别处销毁的原件", Text: []string{"办完再登记；登记后不再提醒。"}, Columns: []string{"要做的事", "期限", ""}}
		for _, e := range owed {
			part.Rows = append(part.Rows, []boardCell{{Text: e.Title}, {Text: v.moment(e.DueAt)}, {Buttons: []boardButton{{Action: "/desk/tips/origin", Word: "已销毁，登记", Hidden: []view.Pair{{Name: "id", Value: e.AboutID}}}}}})
		}
		b.Parts = append([]boardPart{part}, b.Parts...)
	}
	if refused == nil {
		return s.page(v, b.Title, boardView(b))
	}
	return s.again(v, refused, b.Title, func(f *fault.Fault) templ.Component {
		mark(&form, f)
		return boardView(b)
	})
}

func (s *server) moveTip(v *visit) error {
	number, unit := strings.ToUpper(v.field("number")), v.field("unit")
	err := s.Desk.MoveToTips(v.r.Context(), v.who, number, unit)
	if err != nil {
		return s.showMove(v, number, unit, err)
	}
	return v.done("已密封移入，这里只剩编号。", "/desk/tips/move")
}

func (s *server) tipOrigin(v *visit) error {
	if err := s.Desk.OriginDestroyed(v.r.Context(), v.who, v.field("id")); err != nil {
		return v.refused(err, "/desk/tips/move")
	}
	return v.done("已登记：原件已销毁。", "/desk/tips/move")
}
