package desk

import (
	"slices"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var clockEffects = map[matter.Action]func(*act) error{
	"pause_clock": (*act).pauseClock, "resume_clock": (*act).resumeClock, "exclude_time": (*act).excludeTime, "extend_clock": (*act).extendClock,
}

// stored returns the clock of this matter that an input names by id or code.
func (a *act) stored() (*store.Clock, error) {
	clocks, err := a.tx.Clocks(a.m.ID)
	if err != nil {
		return nil, err
	}
	key := a.step.In.Text("clock")
	for i := len(clocks) - 1; i >= 0; i-- {
		if clocks[i].ID == key || clocks[i].Code == key {
			return &clocks[i], nil
		}
	}
	return nil, fault.New(fault.NotFound, "clock.unknown", "没有这个时限").On("clock")
}

// ground returns the ground of an exclusion: one that the regime lists for the
// clock. A clock for which it lists none runs through. Clause: HAN-2.
func (a *act) ground(rule regime.Clock) (regime.Exclusion, error) {
	x, ok := rule.Exclusion(a.step.In.Text("ground"))
	switch {
	case ok:
		return x, nil
	case len(rule.Excludes) == 0:
		return x, fault.New(fault.Conflict, "clock.counts", "制度没有为这个时限列出不计时的情形：它不能暂停，也不能扣除时段").On("clock")
	}
	var have string
	for _, each := range rule.Excludes {
		have += " " + each.Title
	}
	return x, fault.New(fault.Invalid, "clock.ground", "这个时限只在下列情形不计时：%s", have).On("ground")
}

// pauseClock begins a stretch that does not count. Several may run at once for
// different grounds; the clock goes on when the last has ended.
func (a *act) pauseClock() error {
	k, err := a.stored()
	if err != nil {
		return err
	}
	rule, _ := a.reg.Clock(k.Code)
	ground, err := a.ground(rule)
	if err != nil {
		return err
	}
	same := slices.ContainsFunc(k.Pauses, func(p store.Pause) bool { return p.To == 0 && p.Ground == ground.ID })
	if same || k.State != "running" && k.State != "paused" || overdue(*k, a.tx.Ms()) {
		return fault.New(fault.Conflict, "clock.state", "只有还在走、没有超时的时限可以暂停").On("clock")
	}
	reason := ground.Title + "：" + a.step.In.Text("reason")
	p := store.Pause{Ground: ground.ID, From: a.tx.Ms(), Reason: reason, ByID: a.who.ID}
	if err := a.tx.AddPause(k.ID, &p); err != nil {
		return err
	}
	k.Pauses, k.State = append(k.Pauses, p), "paused"
	a.text = k.Title + "：" + reason
	return a.reckoned(k, rule)
}

func (a *act) reckoned(k *store.Clock, rule regime.Clock) error {
	if err := a.reckon(k, rule.OnDuty); err != nil {
		return err
	}
	return a.tx.SaveClock(k)
}

func (a *act) resumeClock() error {
	k, err := a.stored()
	if err != nil {
		return err
	}
	ground, open := a.step.In.Text("ground"), -1
	for i, p := range k.Pauses {
		if p.To == 0 && (ground == "" || p.Ground == ground) {
			open = i
		}
	}
	if k.State != "paused" || open < 0 {
		return fault.New(fault.Conflict, "clock.state", "这个时限没有暂停").On("clock")
	}
	if err := a.tx.EndPause(k.Pauses[open].ID); err != nil {
		return err
	}
	k.Pauses[open].To = a.tx.Ms()
	a.text = k.Title
	if !slices.ContainsFunc(k.Pauses, func(p store.Pause) bool { return p.To == 0 }) {
		k.State = "running"
	}
	rule, _ := a.reg.Clock(k.Code)
	return a.reckoned(k, rule)
}

// excludeTime takes a stretch that has ended out of a clock. Stretches may
// overlap; what they cover together counts once.
// Clause: 政府信息公开条例(2019) 第三十三条第三款.
func (a *act) excludeTime() error {
	k, err := a.stored()
	if err != nil {
		return err
	}
	rule, _ := a.reg.Clock(k.Code)
	ground, err := a.ground(rule)
	if err != nil {
		return err
	}
	start, err := instantOf(a.step.In.Text("start"), "start")
	if err != nil {
		return err
	}
	end, err := instantOf(a.step.In.Text("end"), "end")
	if err != nil {
		return err
	}
	switch {
	case k.State != "running" && k.State != "paused" || overdue(*k, a.tx.Ms()):
		return fault.New(fault.Conflict, "clock.state", "只有还在走、没有超时的时限可以扣除时段").On("clock")
	case rule.OnDuty:
		return fault.New(fault.Conflict, "clock.duty", "按值班时间计算的时限没有不计时段").On("clock")
	case !end.After(start):
		return fault.New(fault.Invalid, "clock.order", "结束时间要晚于开始时间").On("end")
	case end.After(a.tx.Now):
		return fault.New(fault.Invalid, "clock.future", "只能扣除已经过去的时段；还没有结束的，请用「暂停时限」").On("end")
	case !end.After(from(k.FromAt)):
		return fault.New(fault.Invalid, "clock.before", "这段时间在起算之前，本来就不计").On("end")
	}
	reason := ground.Title + "：" + a.step.In.Text("reason")
	p := store.Pause{Ground: ground.ID, From: start.UnixMilli(), To: end.UnixMilli(), Reason: reason, ByID: a.who.ID}
	if err := a.tx.AddPause(k.ID, &p); err != nil {
		return err
	}
	k.Pauses = append(k.Pauses, p)
	a.text = k.Title + "：" + start.In(deadline.Zone).Format("1月2日 15:04") + " 至 " + end.In(deadline.Zone).Format("1月2日 15:04") + "不计。" + reason
	return a.reckoned(k, rule)
}

// instantOf reads a moment as a page or a program writes it: 2026-03-02T09:00 in
// China, or with its own zone.
func instantOf(s, field string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(layout, s, deadline.Zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fault.New(fault.Invalid, "clock.instant", "时间应写成 2026-03-02 09:00").On(field)
}

// extendClock lengthens a clock once, up to what its rule allows, approved by the
// role that the rule names; who waits is told in writing.
// Clause: 政府信息公开条例(2019) 第三十三条第二款; 信访工作条例(2022) 第三十四条.
func (a *act) extendClock() error {
	k, err := a.stored()
	if err != nil {
		return err
	}
	rule, _ := a.reg.Clock(k.Code)
	notice := a.step.In.Text("notice")
	switch {
	case rule.Extend == nil:
		return fault.New(fault.Conflict, "clock.fixed", "条文没有规定这个时限可以延长").On("clock")
	case k.Extra != "":
		return fault.New(fault.Conflict, "clock.once", "这个时限已经延长过一次，不能再延长").On("clock")
	case k.State != "running" || overdue(*k, a.tx.Ms()):
		return fault.New(fault.Conflict, "clock.state", "只有还在走、没有超时的时限可以延长").On("clock")
	case !a.holds(rule.Extend.Approver):
		return fault.New(fault.Forbidden, "clock.approver", "延长由%s批准", a.reg.RoleTitle(rule.Extend.Approver))
	case rule.Extend.Notice && notice == "":
		return fault.New(fault.Invalid, "clock.notice", "延长要告知%s：写明告知的内容", k.OwedTo).On("notice")
	}
	most, err := deadline.ParseWithin(rule.Extend.AtMost)
	if err != nil {
		return err
	}
	by, err := deadline.ParseWithin(a.step.In.Text("within"))
	if err != nil {
		return fault.Of(err).On("within")
	}
	t, err := term(*k)
	if err != nil {
		return err
	}
	cal, err := a.calendar()
	if err != nil {
		return err
	}
	reason := a.step.In.Text("reason")
	if _, err := deadline.Extend(cal, t, deadline.Extension{By: by, Most: most, Approver: a.reg.RoleTitle(rule.Extend.Approver), Reason: reason, At: a.tx.Now}); err != nil {
		return fault.Of(err).On("within")
	}
	k.Extra, k.ExtraBy, k.ExtraRole, k.ExtraReason, k.ExtraAt = by.String(), a.who.ID, a.reg.RoleTitle(rule.Extend.Approver), reason, a.tx.Ms()
	if err := a.reckoned(k, rule); err != nil {
		return err
	}
	a.text = k.Title + "延长" + by.Text() + "：" + reason
	if notice == "" {
		notice = "因" + reason + "，「" + k.Title + "」延长" + by.Text() + "，新的期限为 " + from(k.DueAt).In(deadline.Zone).Format("2006年1月2日 15:04") + "。"
	}
	return a.document(store.Document{Kind: regime.ExtensionNotice, Body: "致" + k.OwedTo + "：" + notice})
}

// holds reports whether the person holds a role in the agency of the matter.
func (a *act) holds(role regime.Role) bool {
	return slices.ContainsFunc(a.who.Grants, func(g matter.Grant) bool { return g.Role == role && g.AgencyID == a.m.AgencyID })
}
