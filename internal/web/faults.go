package web

import (
	"encoding/json"
	"net/http"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/view"
)

// fail is the one place where an error becomes a page: a refusal is shown in its
// own sentence, everything else in a general one with a number by which the log
// can be searched.
func (s *server) fail(v *visit, err error) {
	if v.r.Context().Err() != nil {
		return // the reader has gone
	}
	status, f := fault.Status(err), fault.Of(err)
	if status == http.StatusServiceUnavailable {
		v.w.Header().Set("Retry-After", "5")
	}
	title, text := v.lang.T("出错了"), v.lang.T("系统没能完成这一步。您填写的内容没有保存，请稍后再试；仍不行时，请把追查号告诉系统管理员。")
	trace := v.trace
	if f != nil && f.Kind != fault.Internal {
		title, text, trace = v.lang.T(titles[f.Kind]), v.lang.T(f.Text), ""
	}
	if status >= 500 {
		s.Log.Error("page failed", "trace", v.trace, "method", v.r.Method, "path", v.r.URL.Path, "person", v.who.ID, "err", err)
		trace = v.trace
	}
	if wantsJSON(v.r) {
		answer(v.w, status, map[string]string{"code": fault.CodeOf(err), "text": text, "trace": v.trace})
		return
	}
	if v.session.ID == "" {
		// Where the database does not answer nobody is known yet; what was typed
		// must not be lost for that.
		if status == http.StatusServiceUnavailable && v.r.ParseForm() == nil {
			if form, ok := typed(v); ok {
				form.Fault = text
				s.door(v, status, title, view.DoorForm(v.lang, title, form, trace))
				return
			}
		}
		s.door(v, status, title, view.DoorNote(v.lang, text, trace))
		return
	}
	if form, ok := typed(v); ok && f != nil && f.Kind != fault.NotFound && f.Kind != fault.Internal {
		form.Fault = text
		s.show(v, status, view.Chrome{Title: title}, view.ActPage(v.lang, view.Act{Title: title, Form: form}))
		return
	}
	s.show(v, status, view.Chrome{Title: title}, view.FaultPage(v.lang, title, text, trace))
}

var titles = map[fault.Kind]string{
	fault.Invalid: "填写有误", fault.NotFound: "没有找到", fault.Forbidden: "不能办理", fault.Conflict: "情况有变", fault.TooLate: "已过时限", fault.Busy: "暂时繁忙",
}

func wantsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Accept"), "application/json")
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body) // a reader who has gone needs no answer
}

// lost answers for every address under /desk that is not a page.
func (s *server) lost(v *visit) error {
	return fault.New(fault.NotFound, "page.unknown", "没有这个页面。链接可能写错了，或者页面已经移走。")
}
