package web

import (
	"net/http"
	"strconv"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/store"
	"yingda/internal/view"
)

type commentsPage struct {
	Accounts []view.Option
	Account  string
	Header   []string
	Fault    string
}

func (s *server) commentsFile(v *visit) error { return s.showImport(v, http.StatusOK, "") }

func (s *server) showImport(v *visit, status int, why string) error {
	tree, err := s.Desk.Tree(v.r.Context())
	if err != nil {
		return err
	}
	list, err := s.Store.Accounts(v.r.Context(), store.AccountFilter{State: "open", Agencies: tree.CommentAgencies(v.who)}, 500)
	if err != nil {
		return err
	}
	p := commentsPage{Header: desk.CommentHeader, Account: v.r.FormValue("account"), Fault: why}
	for _, a := range list {
		p.Accounts = append(p.Accounts, view.Option{Value: a.ID, Word: v.lang.F("%s，%s", a.Name, v.lang.T(a.Platform.Title()))})
	}
	s.show(v, status, view.Chrome{Title: "导入评论"}, commentsImportView(p))
	return nil
}

func (s *server) importComments(v *visit) error {
	rows, _, err := tableOf(v)
	n := 0
	if err == nil {
		n, err = s.Desk.ImportComments(v.r.Context(), v.who, v.r.FormValue("account"), rows)
	}
	if f := fault.Of(err); f != nil && (f.Kind == fault.Invalid || f.Code == "account.unknown") {
		return s.showImport(v, http.StatusUnprocessableEntity, f.Text)
	}
	if err != nil {
		return err
	}
	return v.done("导入 "+strconv.Itoa(n)+" 条新评论。", "/desk/comments")
}
