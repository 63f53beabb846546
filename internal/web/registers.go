package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/view"
)

// Who may open the pages of listening and of the house. What they may change is
// asked of desk and auth again.
var (
	listens     = holds(desk.Readers...)
	reports     = holds(desk.Staff...)
	curates     = holds(desk.Curators...)
	administers = holds(regime.SystemAdmin)
	staffs      = holds(regime.SystemAdmin, regime.SecurityAdmin)
	audits      = holds(regime.Auditor, regime.SystemAdmin)
)

// perPage is how many rows a list shows before it asks to go on.
const perPage = 50

// q returns a parameter of the address.
func (v *visit) q(name string) string { return strings.TrimSpace(v.r.URL.Query().Get(name)) }

// field returns a value of a posted form.
func (v *visit) field(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }

// with returns the address of this page with parameters changed; an empty value
// removes one. The place in a list is always removed unless it is set.
func (v *visit) with(pairs ...string) string {
	values := v.r.URL.Query()
	values.Del("before")
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			values.Del(pairs[i])
			continue
		}
		values.Set(pairs[i], pairs[i+1])
	}
	if len(values) == 0 {
		return v.r.URL.Path
	}
	return v.r.URL.Path + "?" + values.Encode()
}

// page shows a page of the house under its title.
func (s *server) page(v *visit, title string, body templ.Component) error {
	s.show(v, http.StatusOK, view.Chrome{Title: v.lang.T(title)}, body)
	return nil
}

// again shows a form again beside its refusal; whatever is no refusal of an
// input goes on to the page of faults.
func (s *server) again(v *visit, err error, title string, body func(f *fault.Fault) templ.Component) error {
	f := fault.Of(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	s.show(v, fault.Status(err), view.Chrome{Title: title}, body(f))
	return nil
}

// on returns the sentence of a refusal if it is about the given field.
func on(f *fault.Fault, field string) string {
	if f != nil && f.Field == field {
		return f.Text
	}
	return ""
}

// general returns the sentence of a refusal that is about none of the fields.
func general(f *fault.Fault, fields ...string) string {
	if f == nil {
		return ""
	}
	for _, name := range fields {
		if f.Field == name {
			return ""
		}
	}
	return f.Text
}

// done tells what was done and goes on to a page.
func (v *visit) done(text, path string) error {
	leave(v, text, false)
	return v.to(path)
}

// refused tells on the next page why something was not done; who typed a text
// gets it back beside the reason.
func (v *visit) refused(err error, path string) error {
	f := fault.Of(err)
	if f == nil || f.Kind == fault.Internal || f.Kind == fault.NotFound {
		return err
	}
	if _, ok := typed(v); ok {
		return err
	}
	leave(v, f.Text, true)
	return v.to(path)
}

// ago writes how long ago an instant was.
func (v *visit) ago(ms int64) string {
	if ms == 0 {
		return v.lang.T("从未")
	}
	d := v.now.Sub(time.UnixMilli(ms))
	switch {
	case d < 0:
		return v.lang.T("刚刚")
	case d < time.Minute:
		return v.lang.T("刚刚")
	}
	return span(v.lang, d) + v.lang.T("前")
}

// safe returns an address that may stand in a link, "" for any other: posts and
// sources come from outside.
func safe(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return raw
}

func short(hash string) string { return hash[:min(len(hash), 12)] }

func secondsOf(n int64) time.Duration { return time.Duration(n) * time.Second }
