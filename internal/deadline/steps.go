package deadline

import (
	"fmt"
	"strings"
)

// notes gathers the arithmetic of a walk over days: runs of days off and of
// paused days become one sentence each, ordinary weekends one in all.
type notes struct {
	steps    []string
	unit     Unit
	weekends int   // ordinary Saturdays and Sundays passed over
	last     day   // the last counted day
	run      run   // days off or paused that end at the day before
	missing  []int // years whose notice would rule a day that was touched
}

// run is a stretch of days that were passed over for one cause.
type run struct {
	from, to day
	cause    string
	pause    bool
	n        int
}

func (n *notes) add(format string, args ...any) {
	n.steps = append(n.steps, fmt.Sprintf(format, args...))
}

func (n *notes) begin(t Term, first day) {
	n.steps, n.unit = begin(t), t.Within.Unit
	start := "次日起计"
	if t.CountFirstDay {
		start = "当日计入"
	}
	n.add("期限%s，%s，即自%s起计算。", lengthText(t), start, first.long())
}

// begin writes where the term starts from.
func begin(t Term) []string {
	var s []string
	if !t.Restarted.IsZero() {
		s = append(s, fmt.Sprintf("原起点为%s，后重新起算。", stamp(t.Restarted)))
	}
	return append(s, fmt.Sprintf("起点：%s（北京时间，星期%s）。", stamp(t.From), weekdays[dayOf(t.From).weekday()]))
}

func lengthText(t Term) string {
	if t.Extension == nil {
		return "为" + t.Within.Text()
	}
	e := t.Extension
	return fmt.Sprintf("原为%s，经%s批准延长%s（理由：%s），按原期限连续计算，共%s",
		t.Within.Text(), e.Approver, e.By.Text(), strings.TrimRight(e.Reason, "。"), totalText(t))
}

func totalText(t Term) string {
	if t.Within.Unit == t.Extension.By.Unit {
		return Within{t.count(), t.Within.Unit}.Text()
	}
	return t.Within.Text() + "加" + t.Extension.By.Text()
}

func (n *notes) off(d day, what Day) {
	if what.Holiday == "" {
		n.weekends++
		// A weekend inside a pause does not break its run.
		if !n.run.pause {
			n.flush()
		}
		return
	}
	n.extend(d, run{cause: what.Holiday})
}

func (n *notes) paused(d day, p Pause) { n.extend(d, run{cause: pauseText(p), pause: true}) }

func (n *notes) extend(d day, r run) {
	same := n.run.n > 0 && n.run.pause == r.pause && n.run.cause == r.cause
	if !same || (!r.pause && n.run.to != d-1) {
		n.flush()
		r.from = d
		n.run = r
	}
	n.run.to = d
	n.run.n++
}

// worked notes a counted day; only a make-up day deserves a sentence.
func (n *notes) worked(d day, what Day) {
	n.flush()
	if what.MakeUp {
		n.add("%s为%s调休上班日，计入。", d.long(), what.Holiday)
	}
}

// unsure notes which year's notice is missing for a day that none rules.
func (n *notes) unsure(notice int) {
	if len(n.missing) == 0 || n.missing[len(n.missing)-1] != notice {
		n.missing = append(n.missing, notice)
	}
}

func (n *notes) flush() {
	r := n.run
	n.run = run{}
	switch {
	case r.n == 0:
	case r.pause:
		n.add("%s，其间%s不计（%s）。", r.cause, Within{r.n, n.unit}.Text(), span(r.from, r.to))
	default:
		n.add("%s%s放假，%d日不计。", span(r.from, r.to), r.cause, r.n)
	}
}

func pauseText(p Pause) string {
	why := ""
	if p.Reason != "" {
		why = "因" + p.Reason
	}
	if p.open() {
		return fmt.Sprintf("自%s起%s停计，尚未恢复", stamp(p.From), why)
	}
	return fmt.Sprintf("%s至%s%s停计", stamp(p.From), stamp(p.To), why)
}

// finish writes what is known only at the end of the walk.
func (n *notes) finish(t Term, pauses []Pause, r *Result) {
	if r.Left.Unit != 0 {
		n.run = run{}
		n.add("%s；尚余%s，恢复计时后再推算到期时间。", pauseText(pauses[len(pauses)-1]), r.Left.Text())
	}
	n.flush()
	for _, p := range pauses {
		if first, last := p.days(); !p.open() && last < first && !p.From.After(r.Due) {
			n.add("%s，未跨日，不影响按日计算的期限。", pauseText(p))
		}
	}
	if n.weekends > 0 {
		n.add("其间普通周末%d日不计。", n.weekends)
	}
	if r.Left.Unit == 0 {
		n.add("第%s为%s，至当日23:59:59届满。", Within{t.count(), t.Within.Unit}.Text(), n.last.long())
	}
	for _, y := range n.missing {
		n.add("%d年放假安排尚未载入，相关日期暂按普通周末计算，本期限为暂定，载入后应重新推算。", y)
	}
	r.Steps = n.steps
}

func exactSteps(t Term, pauses []Pause, r Result) []string {
	s := append(begin(t), "期限"+lengthText(t)+"，逐分连续计算，不分昼夜和节假日。")
	for _, p := range pauses {
		switch {
		case p.open() && r.Due.IsZero():
			s = append(s, fmt.Sprintf("%s；尚余%s，恢复计时后再推算到期时间。", pauseText(p), r.Left.Text()))
		case !r.Due.IsZero() && !p.From.Before(r.Due):
		default:
			s = append(s, fmt.Sprintf("%s，%s不计。", pauseText(p), length(p.To.Sub(p.From))))
		}
	}
	if !r.Due.IsZero() {
		s = append(s, fmt.Sprintf("%s届满。", stamp(r.Due)))
	}
	return s
}
