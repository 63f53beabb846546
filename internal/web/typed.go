package web

import (
	"slices"
	"strings"

	"yingda/internal/view"
)

// written are the fields in which people write, in the order in which they are
// shown again, with their labels.
var written = []struct{ name, label string }{
	{"name", "名称"},
	{"title", "标题"},
	{"affiliation", "所在单位"},
	{"field", "领域"},
	{"duties", "职责"},
	{"question", "问题"},
	{"summary", "摘要"},
	{"text", "内容"},
	{"body", "正文"},
	{"reply", "答复"},
	{"minutes", "纪要"},
	{"result", "结果"},
	{"reason", "理由"},
	{"note", "说明"},
	{"ground", "依据"},
	{"words", "文字"},
}

// secret are parts of the names of fields that are never written into a page.
var secret = []string{"password", "secret", "token", "code", "key"}

// typed returns a form that holds again what was typed into the one that was
// just posted, and posts it to the same address; false if nothing was typed, or
// something that no page may hold.
func typed(v *visit) (view.Form, bool) {
	f := view.Form{ID: "again", Action: v.r.URL.Path, Button: "再次提交", Main: true, Cancel: local(v.r.PostForm.Get("from")), Notes: []string{"您填写的内容都在这里，改好后可以再次提交。"}}
	if v.r.Method != "POST" || v.r.MultipartForm != nil {
		return f, false
	}
	shown := map[string]bool{}
	for _, w := range written {
		text := v.r.PostForm.Get(w.name)
		if text == "" || len(v.r.PostForm[w.name]) != 1 {
			continue
		}
		shown[w.name] = true
		kind := "text"
		if len(text) > 60 || strings.Contains(text, "\n") || slices.Contains([]string{"text", "body", "minutes", "question", "reason", "note"}, w.name) {
			kind = "long"
		}
		f.Fields = append(f.Fields, view.Field{Name: w.name, Label: v.lang.T(w.label), Type: kind, Value: text})
	}
	var names []string
	for name := range v.r.PostForm {
		if slices.ContainsFunc(secret, func(part string) bool { return strings.Contains(name, part) }) {
			return f, false
		}
		if !shown[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range v.r.PostForm[name] {
			f.Hidden = append(f.Hidden, view.Pair{Name: name, Value: value})
		}
	}
	return f, len(f.Fields) > 0
}
