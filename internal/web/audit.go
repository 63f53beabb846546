package web

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/lang"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// auditActions titles the acts of the audit log that are no steps of a matter.
var auditActions = map[string]string{
	store.ClockCorrected: "校正系统时钟", "site.saved": "登记自有网站", "site.fault_taken": "认领网站问题", "letter.dropped": "放弃死信", "source.gap_settled": "核对漏读", "period.watched": "安排重点时段监测",
	"suggestion.confirm": "确认归并建议", "suggestion.refuse": "否定归并建议", "regroup.undo": "撤销归并调整", "spike.seen": "看过热度突增", "topic.proposed": "提请审定规则",
	"posts.push": "接收帖文", "concern.open": "公众关切：立项", "clock.breached": "时限超时", "source.dead": "来源失效", "source.added": "登记来源", "source.changed": "修改来源", "source.paused": "暂停来源", "source.resumed": "恢复来源", "source.read_now": "立即读取来源",
	"finding.late": "督办：超时", "finding.missed": "督办：漏办", "finding.ignored": "督办：搁置", "finding.answered": "督办：说明", "calendar.notice": "载入放假安排", "calendar.overlay": "载入附加休息日", "calendar.use": "采用附加休息日", "clock.recomputed": "重新推算期限", "clock.silence": "时限届满未答复",
	"topic.added": "新增话题", "topic.changed": "修改话题", "regime.adopt": "采用制度", "job.retried": "重试作业", "job.discarded": "放弃作业",
	"person.added": "新增人员", "person.changed": "改动人员", "person.deactivated": "停用人员", "person.activated": "启用人员", "password.reset": "重置密码", "password.changed": "修改密码", "factor.enrolled": "启用两步验证", "factor.renewed": "更换两步验证", "factor.codes": "更换恢复码", "factor.recovered": "用恢复码验证", "factor.removed": "停用两步验证", "factor.reset": "重置两步验证", "factor.asked": "设定谁必须两步验证", "role.granted": "授予角色", "role.revoked": "收回角色", "unit.added": "新增单位",
	"column.saved": "设立栏目", "column.staffed": "指定责任编辑和联动栏目", "service.in_menu": "菜单里读到未放行的服务", "joint.declared": "登记联合发布", "joint.carried": "登记联合发布的账号",
	"account.late": "账号更新不达标", "answer.expired": "标准答复到期", "classifier.trained": "分类器学习", "comment.taken": "收进自有账号评论", "comment.show": "在平台上展示评论", "comment.carried": "登记评论处置的结果", "errand.opened": "交请外部协助", "helper.viewed": "外部协助：查看", "helper.answered": "外部协助：答复",
	"keys.resealed": "更换密钥", "letter.replayed": "重新读取来信", "staff.report": "职工报送", "tip.received": "收到密封线索", "tip.reply": "线索：回复", "tip.key_waits": "线索：新钥匙等确认", "tip.key_refused": "线索：新钥匙不予确认", "tip.origin": "线索：登记原件已销毁", "tip.shredded": "线索：到期销毁",
	"token.created": "签发令牌", "token.revoked": "作废令牌", "session.begun": "登录", "session.ended": "退出登录", "session.ended_all": "退出全部登录", "session.refused": "登录失败", "session.locked": "登录锁定",
}

// actionTitle returns the Chinese title of an act of the audit log, the act
// itself if it is none that a page names.
func actionTitle(action string) string {
	if t, ok := auditActions[action]; ok {
		return t
	}
	kind, step, _ := strings.Cut(action, ".")
	for _, row := range matter.Rows(regime.Kind(kind)) {
		if string(row.Action) == step {
			return regime.Kind(kind).Title() + "：" + strings.TrimRight(row.Title, "…")
		}
	}
	if slices.Contains(regime.Kinds, regime.Kind(kind)) {
		return regime.Kind(kind).Title() + "：" + cmp.Or(map[string]string{"open": "立项", "begin": "填写", "receive": "收到", "shredded": "销毁原件"}[step], "办理")
	}
	return action
}

// phrase says a title of two parts, such as 公众来件：签发, in the reader's language.
func (v *visit) phrase(title string) string {
	left, right, ok := strings.Cut(title, "：")
	if said := v.lang.T(title); said != title || !ok || v.lang != lang.English {
		return said
	}
	return v.lang.T(left) + ": " + v.lang.T(right)
}

type auditPage struct {
	Head      store.Anchor
	HeadAt    string
	Rows      []auditRow
	Older     string
	Filter    store.AuditFilter
	Filtered  bool
	People    []view.Option
	Actions   []view.Option
	Verified  string // what the check found, in a sentence
	Broken    bool
	Beginning bool // the list ends with the first entry
}

type auditRow struct {
	Seq                            int64
	When, Who, Role, Action, Named string
	Object, Href, Hash             string
	Refused                        string
}

func (s *server) auditList(v *visit) error {
	p, err := s.readAudit(v)
	if err != nil {
		return err
	}
	return s.page(v, "审计账本", auditView(p))
}

// verifyAudit recomputes the whole chain while the reader waits: about a second
// for each 100,000 entries.
func (s *server) verifyAudit(v *visit) error {
	began := s.Now()
	n, err := s.Store.VerifyAudit(v.r.Context(), nil)
	var broken *store.ChainFault
	if err != nil && !errors.As(err, &broken) {
		return err
	}
	p, readErr := s.readAudit(v)
	if readErr != nil {
		return readErr
	}
	took := s.Now().Sub(began).Seconds()
	p.Verified = "已重新计算全部 " + number(n) + " 条记录，首尾相连，没有被改动，用时 " + strconv.FormatFloat(took, 'f', 1, 64) + " 秒。"
	if broken != nil {
		p.Broken = true
		p.Verified = "前 " + number(n) + " 条完好，" + broken.Error() + "。请保留现场，立即告知安全管理员。"
	}
	return s.page(v, "审计账本", auditView(p))
}

func (s *server) readAudit(v *visit) (auditPage, error) {
	ctx := v.r.Context()
	p := auditPage{Filter: store.AuditFilter{Object: v.q("object"), Actor: v.q("actor"), Action: v.q("action")}}
	p.Filtered = p.Filter != store.AuditFilter{}
	if before := v.q("before"); before != "" {
		n, err := strconv.ParseInt(before, 10, 64)
		if err != nil || n < 1 {
			return p, fault.New(fault.Invalid, "page.before", "页码不对，请从第一页看起")
		}
		p.Filter.Before = n
	}
	var err error
	if p.Head, err = s.Store.Head(ctx); err != nil {
		return p, err
	}
	at, err := s.Store.HeadTime(ctx)
	if err != nil {
		return p, err
	}
	p.HeadAt = v.moment(at)
	people, err := s.Store.Persons(ctx)
	if err != nil {
		return p, err
	}
	names := map[string]string{"system": "系统", "unknown": "没有的登录名"}
	p.People = append(p.People, view.Option{Word: "所有人"}, view.Option{Value: "system", Word: "系统"})
	for _, who := range people {
		names[who.ID] = who.Name
		p.People = append(p.People, view.Option{Value: who.ID, Word: who.Name + "（" + who.Login + "）"})
	}
	if err := s.nameRegisters(v, names); err != nil {
		return p, err
	}
	p.Actions = actionOptions()
	list, err := s.Store.AuditEntries(ctx, p.Filter, perPage+1)
	if err != nil {
		return p, err
	}
	if len(list) > perPage {
		list = list[:perPage]
		p.Older = v.with("before", strconv.FormatInt(list[perPage-1].Seq, 10))
	}
	for _, e := range list {
		p.Rows = append(p.Rows, auditLine(v, e, names))
	}
	return p, nil
}

// nameRegisters adds the names of topics and sources to those of people.
func (s *server) nameRegisters(v *visit, names map[string]string) error {
	topics, err := s.Store.Topics(v.r.Context())
	if err != nil {
		return err
	}
	for _, t := range topics {
		names[t.ID] = t.Title
	}
	sources, err := s.Store.Sources(v.r.Context(), "", maxSources)
	if err != nil {
		return err
	}
	for _, x := range sources {
		names[x.ID] = x.Name
	}
	return nil
}

func auditLine(v *visit, e store.Entry, names map[string]string) auditRow {
	r := auditRow{Seq: e.Seq, When: v.moment(e.At), Who: v.lang.T(names[e.Actor]), Role: v.lang.T(regime.Role(e.Role).Title()), Action: v.phrase(actionTitle(e.Action)), Object: e.Object, Hash: e.Hash}
	if r.Who == "" {
		r.Who = v.lang.F("令牌 %s", short(e.Actor))
	}
	if r.Named = names[e.Object]; r.Named != "" && staffs.allows(v.who) {
		r.Href = "/desk/people/" + e.Object
	}
	kind, _, _ := strings.Cut(e.Action, ".")
	switch {
	case slices.Contains(regime.Kinds, regime.Kind(kind)):
		r.Href = "/desk/matters/" + e.Object
	case kind == "topic":
		r.Href = "/desk/topics/" + e.Object
	case kind == "source":
		r.Href = "/desk/sources/" + e.Object
	case e.Action == "posts.push":
		r.Named = e.Object + v.lang.T(" 条")
	}
	if e.Result != "done" {
		r.Refused = e.Code
	}
	return r
}

// actionOptions lists every act that the log may hold, steps of matters first.
func actionOptions() []view.Option {
	list := []view.Option{{Word: "所有动作"}}
	for _, kind := range regime.Kinds {
		seen := map[matter.Action]bool{}
		for _, row := range matter.Rows(kind) {
			if !seen[row.Action] {
				seen[row.Action] = true
				list = append(list, view.Option{Value: string(kind) + "." + string(row.Action), Word: strings.TrimRight(row.Title, "…"), Group: kind.Title()})
			}
		}
	}
	var others []string
	for action := range auditActions {
		others = append(others, action)
	}
	slices.Sort(others)
	for _, action := range others {
		list = append(list, view.Option{Value: action, Word: auditActions[action], Group: "其他"})
	}
	return list
}
