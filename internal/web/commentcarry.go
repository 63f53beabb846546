package web

import (
	"slices"
	"strconv"

	"yingda/internal/desk"
	"yingda/internal/store"
	"yingda/internal/view"
)

// carryPart shows what was carried to the platform of a comment, how it ended, and
// what a person has to do.
func (s *server) carryPart(v *visit, c store.OwnComment) (boardPart, error) {
	p := boardPart{ID: "c-carried", Title: "平台上的处置", Columns: []string{"处置", "情况", "时间"}}
	list, err := s.Store.CommentCarries(v.r.Context(), c.ID)
	if err != nil {
		return p, err
	}
	for _, x := range list {
		what := boardCell{Text: desk.CarryTitles[x.Act]}
		if x.Act == "notice" {
			what.Under = x.Text
		}
		how := boardCell{Tag: desk.CarryStates[x.State], Under: x.Error}
		if x.SettledBy != "" {
			how.Under = "由人办理并登记"
		}
		if slices.Contains([]string{"owed", "failed", "unknown"}, x.State) {
			how.Bad = true
			how.Buttons = carryButtons(v, c, x)
			if x.State == "owed" {
				how.Under = map[string]string{"notice": "在平台上按这段话回复", "withhold": "在平台后台隐藏，不要删除：申诉成立时要恢复", "show": "在平台后台恢复展示", "unnotice": "在平台后台撤下告知的回复"}[x.Act]
			}
		}
		p.Rows = append(p.Rows, []boardCell{what, how, {Text: v.moment(max(x.At, x.DoneAt))}})
	}
	return p, nil
}

// carryButtons are what a person may say of an act that waits for one.
func carryButtons(v *visit, c store.OwnComment, x store.CommentCarry) []boardButton {
	if !keepsComments.allows(v.who) {
		return nil
	}
	at, hidden := "/desk/comments/"+c.ID+"/carried", []view.Pair{{Name: "carry", Value: x.ID}, {Name: "version", Value: strconv.FormatInt(c.Version, 10)}}
	out := []boardButton{{Action: at, Word: "已在平台办好", Hidden: append(slices.Clone(hidden), view.Pair{Name: "done", Value: "1"}), Tint: true}}
	if x.State != "owed" {
		out = append(out, boardButton{Action: at, Word: "再发一次", Hidden: hidden})
	}
	return out
}

func (s *server) settleCarry(v *visit) error {
	done := v.field("done") == "1"
	said := "已重新发送。"
	if done {
		said = "已登记。"
	}
	return s.commented(v, s.Desk.SettleCarry(v.r.Context(), v.who, v.r.PathValue("id"), v.field("carry"), v.count("version"), done), said)
}

func (s *server) showComment(v *visit) error {
	return s.commented(v, s.Desk.ShowComment(v.r.Context(), v.who, v.r.PathValue("id"), v.count("version")), "已交平台展示。")
}
