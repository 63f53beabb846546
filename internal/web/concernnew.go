package web

import (
	"net/http"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/redact"
	"yingda/internal/view"
)

// newConcern asks for what a person must say to open a concern by hand.
func (s *server) newConcern(v *visit) error { return s.showNew(v, http.StatusOK, nil) }

func (s *server) showNew(v *visit, status int, f *fault.Fault) error {
	if !desk.MayOpen(v.who) {
		return fault.New(fault.Forbidden, "act.role", "立项由值班员、联络员、办公室主任或承办人办理")
	}
	form := view.Form{
		ID: "new", Action: "/desk/concerns", Button: v.lang.T("立项"), Main: true, Cancel: "/desk/concerns",
		Fields: []view.Field{
			{Name: "title", Label: v.lang.T("标题"), Required: true, Value: v.r.PostFormValue("title"), Hint: v.lang.T("一句话说清是什么事、在哪里，不写反映人的姓名和联系方式。")},
			{Name: "summary", Label: v.lang.T("概述"), Type: "long", Value: v.r.PostFormValue("summary"), Hint: v.lang.T("个人信息会自动隐去。")},
		},
	}
	if f != nil {
		mark(&form, f)
	}
	s.show(v, status, view.Chrome{Title: v.lang.T("立一件关切")}, view.ActPage(v.lang, view.Act{Title: v.lang.T("立一件关切"), Form: form}))
	return nil
}

func (s *server) openConcern(v *visit) error {
	title, _ := redact.Text(v.r.PostFormValue("title"), redact.Options{})
	summary, _ := redact.Text(v.r.PostFormValue("summary"), redact.Options{})
	if len([]rune(title)) > 120 || len([]rune(summary)) > matter.MaxLong {
		return s.showNew(v, http.StatusUnprocessableEntity, fault.New(fault.Invalid, "input.long", "标题最多 120 字").On("title"))
	}
	number, err := s.Desk.Open(v.r.Context(), v.who, desk.Opening{Title: title, Summary: strings.TrimSpace(summary)})
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		return s.showNew(v, fault.Status(err), f)
	}
	if err != nil {
		return err
	}
	s.forget(v)
	leave(v, v.lang.F("已立项 %s", number), false)
	return v.to("/desk/concerns/" + number)
}
