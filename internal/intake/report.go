package intake

import (
	"context"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/redact"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// ReportSource is the source of what staff report.
const ReportSource = "工作人员报告"

// Report (工作人员报告) is what a member of staff saw on a public page: an address
// and a matter, never a person. Topic is the id of the topic that it belongs to,
// empty to go by its words. Clause: LIS-2.
type Report struct {
	URL   string
	Title string // the matter, in a sentence
	Text  string // may be empty
	Topic string
}

// Report takes in what a member of staff saw, and tells the office and whoever is
// on duty in the same commit. What no topic catches is not taken: a report that
// stands nowhere would reach nobody. Faults: report.url, report.private,
// report.title, report.topic, report.rejected.
func (in *Intake) Report(ctx context.Context, who matter.Actor, r Report) (Result, error) {
	if err := in.checkReport(ctx, r); err != nil {
		return Result{}, err
	}
	tree, err := in.desk.Tree(ctx)
	if err != nil {
		return Result{}, err
	}
	var units []string
	for _, u := range tree.Units {
		if u.AgencyID == tree.ByID[who.UnitID].AgencyID {
			units = append(units, u.ID)
		}
	}
	post := Post{Source: ReportSource, URL: r.URL, Title: r.Title, Text: r.Text, Topic: r.Topic}
	matter, _ := redact.Text(r.Title, in.Numbers)
	ready, rejected, err := in.ready(ctx, []Post{post})
	if err != nil {
		return Result{}, err
	}
	if len(rejected) > 0 {
		return Result{}, fault.New(fault.Invalid, "report.rejected", "%s", rejected[0].Reason)
	}
	var result Result
	err = in.store.Write(ctx, func(tx *store.Tx) error {
		if result, err = in.put(tx, who, ready); err != nil {
			return err
		}
		if result.Accepted == 0 && result.Duplicate == 0 {
			return errNoTopic
		}
		tx.Audit(store.Entry{Actor: who.ID, Unit: who.UnitID, Action: "staff.report", Object: redact.URL(r.URL), Result: "done"})
		if result.Duplicate > 0 {
			return nil
		}
		return tx.NotifyOf(store.EventNew, units, []regime.Role{regime.DutyOfficer, regime.OfficeDirector}, "", "", "工作人员报告："+matter+"（见信息流）")
	})
	return result, err
}

var errNoTopic = fault.New(fault.Invalid, "report.topic", "没有话题命中这件事，请选一个最接近的话题，好让办公室看到").On("topic")

func (in *Intake) checkReport(ctx context.Context, r Report) error {
	switch {
	case address(r.URL) != "" || r.URL == "":
		return fault.New(fault.Invalid, "report.url", "请填写以 http:// 或 https:// 开头的网址").On("url")
	case desk.ClosedPlace(r.URL):
		return fault.New(fault.Invalid, "report.private", "群、聊天和私信不在监听范围内，不能报告").On("url")
	case r.Title == "":
		return fault.New(fault.Invalid, "report.title", "请写出是什么事").On("title")
	}
	if r.Topic == "" {
		return nil
	}
	rules, err := in.current(ctx)
	if err != nil {
		return err
	}
	if t, ok := rules.topics[r.Topic]; !ok || !t.Active {
		return fault.New(fault.Invalid, "report.topic", "没有这个话题").On("topic")
	}
	return nil
}
