package deadline

import (
	"time"

	"yingda/internal/fault"
)

// Extension (延长) is the one lengthening that a rule allows. The caller keeps
// who approved it and tells the person concerned.
// Clause: 政府信息公开条例(2019) 第三十三条第二款; 信访工作条例(2022) 第三十四条.
type Extension struct {
	By       Within    // how much is added
	Most     Within    // what the rule allows at most; zero allows none
	Approver string    // role title of the person who approved, such as 政府信息公开工作机构负责人
	Reason   string    // told to the person who waits
	At       time.Time // when it was approved
}

func (e Extension) check(w Within) error {
	if e.Most == (Within{}) {
		return fault.New(fault.Invalid, "extension.none", "这一期限不允许延长。")
	}
	if err := e.By.check(); err != nil {
		return err
	}
	if !sameKind(e.By, w) || !sameKind(e.Most, w) {
		return fault.New(fault.Invalid, "extension.unit", "延长的计时单位应当与原期限一致（%s）。", w.Text())
	}
	if longer(e.By, e.Most) {
		return fault.New(fault.Invalid, "extension.most", "最多延长%s，不能延长%s。", e.Most.Text(), e.By.Text())
	}
	if e.Approver == "" || e.Reason == "" {
		return fault.New(fault.Invalid, "extension.approval", "延长期限须写明批准人职务和理由。")
	}
	return nil
}

// sameKind: days and working days differ in kind, minutes and hours do not.
func sameKind(a, b Within) bool {
	return a.Unit == b.Unit || (a.Exact() && b.Exact())
}

func longer(a, b Within) bool {
	if a.Exact() {
		return a.duration() > b.duration()
	}
	return a.N > b.N
}

// Extend (延长期限) returns t with its one extension. It returns fault.Conflict
// if t has one already, fault.TooLate if the deadline has passed at e.At, and
// fault.Invalid if e breaks its rule.
func Extend(cal *Calendar, t Term, e Extension) (Term, error) {
	if t.Extension != nil {
		return t, fault.New(fault.Conflict, "extension.second", "这一期限已经延长过一次，不能再次延长。")
	}
	if err := e.check(t.Within); err != nil {
		return t, err
	}
	r, err := Due(cal, t)
	if err != nil {
		return t, err
	}
	if !r.Due.IsZero() && e.At.After(r.Due) {
		return t, fault.New(fault.TooLate, "extension.late", "期限已于 %s 届满，不能再延长。", stamp(r.Due))
	}
	t.Extension = &e
	return t, nil
}

// Restart (重新起算) returns t begun anew at the given instant, as when a
// requester hands in the correction that was asked for. Pauses and an extension
// belong to the old run and are dropped.
// Clause: 政府信息公开条例(2019) 第三十条.
func Restart(t Term, at time.Time) Term {
	first := t.Restarted
	if first.IsZero() {
		first = t.From
	}
	return Term{From: at, Within: t.Within, CountFirstDay: t.CountFirstDay, Restarted: first}
}
