package web

import "yingda/internal/desk"

// The tables of who works here, out and in: people with their roles, duty roster,
// contact book, experts. Those of the tree stand beside its page.

func (s *server) exportRoster(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	rows, err := s.Desk.RosterSheet(v.r.Context(), s.ownAgency(v, tree), v.now)
	if err != nil {
		return err
	}
	return v.sheet("roster", desk.RosterHeader, rows)
}

func (s *server) importRoster(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	agency := s.ownAgency(v, tree)
	return s.importing(v, importPage{Title: "导入值班表", Action: "/desk/roster/import", Back: "/desk/roster?agency=" + agency, BackWord: "值班表", Sample: "/desk/roster/export?agency=" + agency, Agency: agency, Header: desk.RosterHeader},
		func(rows [][]string, apply bool) (desk.ImportPlan, error) {
			return s.Desk.ImportRoster(v.r.Context(), v.who, agency, rows, apply)
		})
}

func (s *server) exportPeople(v *visit) error {
	rows, err := s.Desk.PeopleSheet(v.r.Context())
	if err != nil {
		return err
	}
	return v.sheet("people", desk.PeopleHeader, rows)
}

func (s *server) importPeople(v *visit) error {
	p := importPage{
		Title: "导入人员", Action: "/desk/people/import", Back: "/desk/people", BackWord: "单位与人员", Sample: "/desk/people/export", Header: desk.PeopleHeader,
		Notes: []string{"角色用顿号分开；在别的单位担任的，后面写 @ 和那个单位的代码，例如：联络员@office。表里写的是这个人的全部角色，没写的会收回。", "表里没有密码一栏。新增的人在管理员给了一次性密码以后才能登录。"},
	}
	return s.importing(v, p, func(rows [][]string, apply bool) (desk.ImportPlan, error) {
		return s.Desk.ImportPeople(v.r.Context(), v.who, rows, apply)
	})
}

func (s *server) exportContacts(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	rows, err := s.Desk.ContactSheet(v.r.Context(), s.ownAgency(v, tree))
	if err != nil {
		return err
	}
	return v.sheet("contacts", desk.ContactHeader, rows)
}

func (s *server) importContacts(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	agency := s.ownAgency(v, tree)
	p := importPage{
		Title: "导入通讯录", Action: "/desk/contacts/import", Back: "/desk/contacts", BackWord: "通讯录", Sample: "/desk/contacts/export?agency=" + agency, Agency: agency, Header: desk.ContactHeader,
		Notes: []string{"类别写部门或新闻单位；按类别和名称认单位。个人、群和账号不登记。"},
	}
	return s.importing(v, p, func(rows [][]string, apply bool) (desk.ImportPlan, error) {
		return s.Desk.ImportContacts(v.r.Context(), v.who, agency, rows, apply)
	})
}

func (s *server) exportExperts(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	rows, err := s.Desk.ExpertSheet(v.r.Context(), s.ownAgency(v, tree))
	if err != nil {
		return err
	}
	return v.sheet("experts", desk.ExpertHeader, rows)
}

func (s *server) importExperts(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	agency := s.ownAgency(v, tree)
	p := importPage{
		Title: "导入专家库", Action: "/desk/experts/import", Back: "/desk/experts", BackWord: "专家库", Sample: "/desk/experts/export?agency=" + agency, Agency: agency, Header: desk.ExpertHeader,
		Notes: []string{"按姓名和单位认专家；登录名可以空着，写了的只能是专家的账号。导入以后公开名单随之更新。"},
	}
	return s.importing(v, p, func(rows [][]string, apply bool) (desk.ImportPlan, error) {
		return s.Desk.ImportExperts(v.r.Context(), v.who, agency, rows, apply)
	})
}
