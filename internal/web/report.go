package web

import (
	"github.com/a-h/templ"

	"yingda/internal/fault"
	"yingda/internal/intake"
	"yingda/internal/store"
	"yingda/internal/view"
)

type reportPage struct {
	Form view.Form
	Mark string // what the bookmark runs
}

// newReport asks for an address and a matter; the bookmark fills both in.
func (s *server) newReport(v *visit) error {
	p, err := s.reportShown(v, intake.Report{URL: v.q("url"), Title: v.q("title")}, nil)
	if err != nil {
		return err
	}
	return s.page(v, "报告帖文", reportView(p))
}

func (s *server) reportShown(v *visit, r intake.Report, f *fault.Fault) (reportPage, error) {
	topics, err := s.streamTopics(v.r.Context())
	if err != nil {
		return reportPage{}, err
	}
	return reportPage{reportForm(r, topics.list, f), s.bookmark(v)}, nil
}

func reportForm(r intake.Report, topics []store.Topic, f *fault.Fault) view.Form {
	return view.Form{ID: "report", Action: "/desk/report", Button: "报告办公室", Main: true, Fault: general(f, "url", "title", "text", "topic"), Fields: []view.Field{
		{Name: "url", Label: "网址", Type: "url", Value: r.URL, Required: true, Fault: on(f, "url"), Hint: "公开网页的地址；地址里带的用户编号会自动去掉。群、聊天和私信不能报告。"},
		{Name: "title", Label: "说的是什么事", Value: r.Title, Required: true, Fault: on(f, "title"), Hint: "只写事，不写人。"},
		{Name: "topic", Label: "话题", Type: "select", Value: r.Topic, Options: topicOptions(topics), Fault: on(f, "topic"), Hint: "不选就按文字判断。"},
		{Name: "text", Label: "原文", Type: "long", Rows: 6, Value: r.Text, Fault: on(f, "text"), Hint: "可粘贴正文。手机号、身份证号、姓名等会在保存前隐去；不要粘贴发帖人的名字、头像和主页。"},
	}, Cite: "依据 LIS-2：工作人员报告只含网址和事项"}
}

// bookmark is a bookmark that opens this form with the address and the title of
// the page that its user looks at.
func (s *server) bookmark(v *visit) string {
	base := s.Base
	if base == "" {
		base = map[bool]string{true: "https://", false: "http://"}[s.Secure] + v.r.Host
	}
	return "javascript:location.href='" + base + "/desk/report?url='+encodeURIComponent(location.href)+'&title='+encodeURIComponent(document.title)"
}

// reportPost takes in what a member of staff saw: an address and a matter, never
// a person. The office is told at once. Clause: LIS-2.
func (s *server) reportPost(v *visit) error {
	in := intake.Report{URL: v.field("url"), Title: v.field("title"), Text: v.field("text"), Topic: v.field("topic")}
	r, err := s.Intake.Report(v.r.Context(), v.who, in)
	if err != nil {
		return s.reportRefused(v, in, err)
	}
	if r.Duplicate > 0 {
		return v.done("这条帖文已经有了，没有重复记录。", "/desk/report")
	}
	return v.done("已收到，办公室和值班的人已经得到通知。", "/desk/report")
}

func (s *server) reportRefused(v *visit, in intake.Report, refused error) error {
	var failed error
	err := s.again(v, refused, "报告帖文", func(f *fault.Fault) templ.Component {
		p, err := s.reportShown(v, in, f)
		failed = err
		return reportView(p)
	})
	if failed != nil {
		return failed
	}
	return err
}
