package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/store"
	"yingda/internal/view"
)

var planRoutes = []Route{
	{"GET /desk/accounts/plans", (*server).accountPlans, holds(desk.PlanReaders...)},
	{"GET /desk/accounts/{id}/plan", (*server).accountPlan, holds(desk.PlanReaders...)},
	{"POST /desk/accounts/{id}/plan", (*server).savePlan, holds(desk.PlanKeepers...)},
	{"POST /desk/accounts/{id}/alarm", (*server).raiseAlarm, holds(desk.Alarmers...)},
	{"POST /desk/accounts/{id}/alarm/step", (*server).doStep, holds(desk.Alarmers...)},
	{"POST /desk/accounts/{id}/alarm/end", (*server).endAlarm, holds(desk.Stoppers...)},
}

var alarmKinds = map[string]string{"hijack": "账号被盗用", "defacement": "内容被篡改"}

func (s *server) accountPlan(v *visit) error {
	body, err := s.planBody(v, nil)
	if err != nil {
		return err
	}
	return s.page(v, "应急预案", body)
}

// planBody shows the plan of an account, what goes on, the one button, and what
// was found before.
func (s *server) planBody(v *visit, f *fault.Fault) (templ.Component, error) {
	ctx := v.r.Context()
	a, err := s.Desk.PlannedAccount(ctx, v.who, v.r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	plan, err := s.Store.AccountPlan(ctx, a.ID)
	if err != nil && fault.CodeOf(err) != "plan.none" {
		return nil, err
	}
	past, err := s.Store.Incidents(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	at := "/desk/accounts/" + a.ID
	b := board{Title: "应急预案：" + a.Name, Says: "账号被盗用或被篡改时：停发、更换密钥、告知部门和公众、由另一人恢复。每一步都有期限和审计记录。", Tabs: []boardTab{{"/desk/accounts/plans", "全部账号", false}, {at + "/plan", "应急预案", true}, {at + "/keys", "密钥", false}}}
	if i := slices.IndexFunc(past, func(i store.Incident) bool { return i.EndedAt == 0 }); i >= 0 {
		running, err := s.runningParts(v, a, plan, past[i], f)
		if err != nil {
			return nil, err
		}
		b.Parts = append(b.Parts, running...)
	} else if holds(desk.Alarmers...).allows(v.who) {
		b.Parts = append(b.Parts, alarmPart(v, at, plan.At != 0, f))
	}
	b.Parts = append(b.Parts, planPart(v, plan))
	history := boardPart{ID: "p-past", Title: "演练和处置记录", Columns: []string{"何时", "情况", "参加的人", "用时", "发现"}, Empty: view.Empty{Title: "还没有演练过", Why: "每个预案一年演练一次，到期提醒负责人；演练不停发、不作废密钥，只走流程、计时间。"}}
	for _, i := range past {
		if i.EndedAt == 0 {
			continue
		}
		what := boardCell{Text: alarmKinds[i.Kind], Under: i.Reason}
		if i.Drill {
			what.Tag = "演练"
		}
		history.Rows = append(history.Rows, []boardCell{{Text: v.moment(i.BeganAt)}, what, {Text: i.Participants}, {Text: strconv.FormatInt(i.Minutes, 10) + " 分钟"}, {Text: i.Findings}})
	}
	b.Parts = append(b.Parts, history)
	if holds(desk.PlanKeepers...).allows(v.who) {
		form, err := s.planForm(v, a, plan, f)
		if err != nil {
			return nil, err
		}
		b.Parts = append(b.Parts, form)
	}
	return boardView(b), nil
}

// alarmPart is the one button.
func alarmPart(v *visit, at string, planned bool, f *fault.Fault) boardPart {
	form := &view.Form{ID: "alarm", Action: at + "/alarm", Button: "启动应急预案", Main: true, Fault: general(f, "kind", "reason"), Cite: "一按就做：这个账号停止一切发送，全部密钥作废，账号页面向公众提示，通知预案里的人。恢复要由另一人。", Fields: []view.Field{
		{Name: "kind", Label: "情况", Type: "select", Required: true, Options: []view.Option{{Value: "hijack", Word: alarmKinds["hijack"]}, {Value: "defacement", Word: alarmKinds["defacement"]}}, Value: v.r.PostFormValue("kind"), Fault: on(f, "kind")},
		{Name: "reason", Label: "发现了什么", Required: true, Value: v.r.PostFormValue("reason"), Fault: on(f, "reason")},
	}}
	if planned {
		form.Fields = append(form.Fields, view.Field{Name: "drill", Label: "这是演练：只通知、计时，不停发、不作废、不公告", Type: "check", Value: v.r.PostFormValue("drill")})
	}
	return boardPart{ID: "p-alarm", Title: "出事了", Form: form}
}

// runningParts show how far an incident is, and what is next.
func (s *server) runningParts(v *visit, a store.Account, plan store.AccountPlan, i store.Incident, f *fault.Fault) ([]boardPart, error) {
	steps, err := s.Store.IncidentSteps(v.r.Context(), i.ID)
	if err != nil {
		return nil, err
	}
	title := "正在处置：" + alarmKinds[i.Kind]
	if i.Drill {
		title = "正在演练：" + alarmKinds[i.Kind]
	}
	now := boardPart{ID: "p-now", Title: title, Columns: []string{"步骤", "期限", "完成", "记录"}}
	var open []view.Option
	for _, x := range steps {
		done := boardCell{Text: "未完成"}
		switch {
		case x.DoneAt != 0:
			done.Text = v.moment(x.DoneAt)
		case x.DueAt <= v.now.UnixMilli():
			done.Tag, done.Bad = "已超时", true
		}
		if x.DoneAt == 0 && x.Step != "restore" {
			open = append(open, view.Option{Value: x.Step, Word: desk.StepTitle(x.Step)})
		}
		now.Rows = append(now.Rows, []boardCell{{Text: desk.StepTitle(x.Step)}, {Text: v.moment(x.DueAt)}, done, {Text: x.Note}})
	}
	if i.Refused > 0 {
		now.Text = []string{v.lang.F("更换密钥以前收不到公众在这个账号里的留言：平台来过 %d 次，都没有收下（平台会重试，次数多于留言数）。恢复以后请到平台后台补看。", i.Refused)}
	}
	out := []boardPart{now}
	at := "/desk/accounts/" + a.ID
	if len(open) > 0 && holds(desk.Alarmers...).allows(v.who) {
		out = append(out, boardPart{ID: "p-step", Title: "登记一步", Form: &view.Form{ID: "step", Action: at + "/alarm/step", Button: "登记", Fault: general(f, "step", "note"), Notes: []string{"要告知：" + strings.Join(strings.Fields(plan.Departments), "、")}, Fields: []view.Field{
			{Name: "step", Label: "做了哪一步", Type: "select", Required: true, Options: open, Fault: on(f, "step")},
			{Name: "note", Label: "做了什么、告知了谁", Required: true, Value: v.r.PostFormValue("note"), Fault: on(f, "note")},
		}}})
	}
	if holds(desk.Stoppers...).allows(v.who) {
		end := boardPart{ID: "p-end", Title: "恢复使用"}
		if i.BeganBy == v.who.ID {
			end.Text = []string{"启动预案的人不能自己恢复，请另一人核对后恢复。"}
		} else {
			end.Form = &view.Form{ID: "end", Action: at + "/alarm/end", Button: "核对无误，恢复", Fault: general(f, "participants", "findings"), Fields: []view.Field{
				{Name: "participants", Label: "参加的人", Required: true, Value: v.r.PostFormValue("participants"), Fault: on(f, "participants")},
				{Name: "findings", Label: "经过和发现的问题", Type: "long", Required: true, Value: v.r.PostFormValue("findings"), Fault: on(f, "findings")},
			}}
		}
		out = append(out, end)
	}
	return out, nil
}

func planPart(v *visit, plan store.AccountPlan) boardPart {
	p := boardPart{ID: "p-plan", Title: "预案", Columns: []string{"", ""}, Empty: view.Empty{Title: "还没有预案", Why: "写明谁负责、找谁、告知谁。没有预案时按钮照样能用。"}}
	if plan.At == 0 {
		return p
	}
	phones := holds(desk.PhoneReaders...).allows(v.who)
	call := func(name, phone string) string {
		if phones && phone != "" {
			return name + "，" + phone
		}
		return name
	}
	for _, row := range [][2]string{{"负责人", call(plan.Coordinator, plan.CoordinatorPhone)}, {"替补", call(plan.Deputy, plan.DeputyPhone)}, {"告知部门", strings.Join(strings.Fields(plan.Departments), "、")}, {"平台联系方式", plan.PlatformLine}, {"说明", plan.Note}} {
		if row[1] != "" {
			p.Rows = append(p.Rows, []boardCell{{Text: row[0]}, {Text: row[1]}})
		}
	}
	p.Columns = []string{"项目", "内容"}
	return p
}

func (s *server) planForm(v *visit, a store.Account, plan store.AccountPlan, f *fault.Fault) (boardPart, error) {
	tree, err := s.Desk.Tree(v.r.Context())
	if err != nil {
		return boardPart{}, err
	}
	list, err := s.Store.Persons(v.r.Context())
	if err != nil {
		return boardPart{}, err
	}
	var people []view.Option
	for _, p := range list {
		if p.Active && tree.ByID[p.UnitID].AgencyID == a.AgencyID {
			people = append(people, view.Option{Value: p.ID, Word: p.Name + "，" + tree.Name(p.UnitID)})
		}
	}
	return boardPart{ID: "p-edit", Title: "修改预案", Form: &view.Form{ID: "plan", Action: "/desk/accounts/" + a.ID + "/plan", Button: "保存预案", Fault: general(f, "coordinator", "deputy", "departments", "note"), Fields: []view.Field{
		{Name: "coordinator", Label: "负责人", Type: "select", Required: true, Value: plan.CoordinatorID, Options: people, Fault: on(f, "coordinator"), Hint: "电话取自人员卡片和值班表"},
		{Name: "deputy", Label: "替补", Type: "select", Required: true, Value: plan.DeputyID, Options: people, Fault: on(f, "deputy")},
		{Name: "departments", Label: "要告知的部门", Type: "long", Rows: 3, Required: true, Value: plan.Departments, Fault: on(f, "departments"), Hint: "一行一个，如：信息中心运维值班"},
		{Name: "platform_line", Label: "平台紧急联系方式", Value: plan.PlatformLine},
		{Name: "note", Label: "说明", Type: "long", Rows: 3, Value: plan.Note, Fault: on(f, "note")},
	}}}, nil
}

// planned answers an act about a plan: the page again with what was refused, or
// what was done.
func (s *server) planned(v *visit, err error, said string) error {
	if err != nil {
		return s.again(v, err, "应急预案", func(f *fault.Fault) templ.Component {
			body, bodyErr := s.planBody(v, f)
			if bodyErr != nil {
				return templ.NopComponent
			}
			return body
		})
	}
	s.forget(v)
	return v.done(said, "/desk/accounts/"+v.r.PathValue("id")+"/plan")
}

func (s *server) savePlan(v *visit) error {
	a, err := s.Store.Account(v.r.Context(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.planned(v, s.Desk.SavePlan(v.r.Context(), v.who, store.AccountPlan{AccountID: a.ID, CoordinatorID: v.field("coordinator"), DeputyID: v.field("deputy"), Departments: v.field("departments"), PlatformLine: v.field("platform_line"), Note: v.field("note")}), "预案已保存。")
}

func (s *server) raiseAlarm(v *visit) error {
	return s.planned(v, s.Desk.RaiseAlarm(v.r.Context(), v.who, desk.Alarm{Account: v.r.PathValue("id"), Kind: v.field("kind"), Reason: v.field("reason"), Drill: v.field("drill") != ""}), "应急预案已启动。")
}

func (s *server) doStep(v *visit) error {
	return s.planned(v, s.Desk.DoStep(v.r.Context(), v.who, v.r.PathValue("id"), v.field("step"), v.field("note")), "已登记。")
}

func (s *server) endAlarm(v *visit) error {
	return s.planned(v, s.Desk.EndAlarm(v.r.Context(), v.who, desk.Ending{Account: v.r.PathValue("id"), Participants: v.field("participants"), Findings: v.field("findings")}), "已恢复使用。")
}
