package web

import (
	"strconv"

	"yingda/internal/lang"
	"yingda/internal/store"
)

// jobTitles names the kinds of jobs and schedules for people.
var jobTitles = map[string]string{
	"poll": "读取来源", "group": "归并帖文", "release": "发布", "send": "外发", "carry": "核对转载", "sites": "查看自有网站", "ring": "时限提醒", "clocks": "时限提醒", "purge": "按期清理", "keep": "按期清理", "export": "导出", "import": "导入", "backup": "备份", "regroup": "重新归并", "search": "重建索引", "tidy": "整理索引", "oversee": "督办核对", "answers": "标准答复到期", "answer_messages": "答复来件", "mail_in": "读取来信邮箱", "mail_receipt": "来信回执", "recompute": "重新推算期限", "mail": "发送邮件", "tell": "安排通知", "deliver": "发送通知", "digest": "每日摘要", "read_accounts": "读取账号", "comment": "评论处置", "bulk": "批量办理",
}

func jobTitle(kind string) string {
	if t, ok := jobTitles[kind]; ok {
		return t
	}
	return kind
}

type jobsPage struct {
	Counts    map[string]int
	Dead      []jobRow
	Running   []jobRow
	Ready     []jobRow
	Schedules []scheduleRow
	Older     string
	Backup    string // when the last backup was made, "" for never
	Stale     bool   // the last backup is older than a day
}

type jobRow struct {
	ID, Title, Key, When, Tries, Text string
}

type scheduleRow struct{ Title, Name, Every, Last, Next string }

// backupSetting is where the instant of the last backup is kept, in milliseconds.
const backupSetting = "backup.at"

func (s *server) jobs(v *visit) error {
	ctx := v.r.Context()
	var p jobsPage
	var err error
	if p.Counts, err = s.Store.JobCounts(ctx, limit+1); err != nil {
		return err
	}
	for _, each := range []struct {
		state string
		into  *[]jobRow
	}{{"dead", &p.Dead}, {"running", &p.Running}, {"ready", &p.Ready}} {
		after := ""
		if each.state == "dead" {
			after = v.q("before")
		}
		list, err := s.Store.Jobs(ctx, each.state, after, perPage+1)
		if err != nil {
			return err
		}
		if len(list) > perPage {
			list = list[:perPage]
			if each.state == "dead" {
				p.Older = v.with("before", list[perPage-1].ID)
			}
		}
		for _, j := range list {
			*each.into = append(*each.into, v.jobLine(j))
		}
	}
	plans, err := s.Store.Schedules(ctx)
	if err != nil {
		return err
	}
	for _, k := range plans {
		row := scheduleRow{Title: v.lang.T(jobTitle(k.Kind)), Name: k.Name, Every: v.lang.F("每 %s", span2(v.lang, k.Every)), Last: v.ago(k.LastAt), Next: v.moment(k.NextAt)}
		p.Schedules = append(p.Schedules, row)
	}
	if p.Backup, p.Stale, err = s.backupAge(v); err != nil {
		return err
	}
	return s.page(v, "后台作业", jobsView(p))
}

func (v *visit) jobLine(j store.Job) jobRow {
	r := jobRow{ID: j.ID, Title: v.lang.T(jobTitle(j.Kind)), Key: j.Key, Tries: strconv.FormatInt(j.Attempts, 10) + " / " + strconv.FormatInt(j.MaxAttempts, 10), Text: j.Error}
	switch j.State {
	case "dead":
		r.When = v.moment(j.DoneAt)
	case "running":
		r.When = v.moment(j.RunAt)
		if j.Progress != "" {
			r.Text = j.Progress
		}
	default:
		r.When = v.moment(j.RunAt)
	}
	return r
}

// backupAge says when the last backup was made, and whether that is too long ago.
func (s *server) backupAge(v *visit) (text string, stale bool, err error) {
	raw, err := s.Store.Setting(v.r.Context(), backupSetting)
	if err != nil || raw == "" {
		return "", true, err
	}
	at, err := strconv.ParseInt(raw, 10, 64)
	if err != nil {
		return "", true, nil //nolint:nilerr // a note that cannot be read is no backup
	}
	return v.lang.F("%s（%s）", v.moment(at), v.ago(at)), v.now.UnixMilli()-at > 26*3600*1000, nil
}

// span2 writes a number of seconds.
func span2(l lang.Lang, seconds int64) string {
	if seconds < 60 {
		return l.F("%d 秒", seconds)
	}
	return span(l, secondsOf(seconds))
}

func (s *server) retryJob(v *visit) error {
	if err := s.Desk.RetryJob(v.r.Context(), v.who, v.r.PathValue("id")); err != nil {
		return v.refused(err, "/desk/jobs")
	}
	s.forget(v)
	return v.done("作业已重新排队。", "/desk/jobs")
}

func (s *server) discardJob(v *visit) error {
	if err := s.Desk.DiscardJob(v.r.Context(), v.who, v.r.PathValue("id")); err != nil {
		return v.refused(err, "/desk/jobs")
	}
	s.forget(v)
	return v.done("作业已放弃，不再执行。", "/desk/jobs")
}
