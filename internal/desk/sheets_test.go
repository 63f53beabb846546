package desk_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"yingda/internal/desk"
	"yingda/internal/doc"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// through sends a table through a file and back, as people do.
func through(t *testing.T, header []string, rows [][]string) [][]string {
	t.Helper()
	var file bytes.Buffer
	if err := doc.Sheet(&file, header, rows); err != nil {
		t.Fatal(err)
	}
	out, err := doc.ReadSheet(&file)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// says returns what a plan says of each line, or what is wrong with it.
func says(p desk.ImportPlan) []string {
	var out []string
	for _, l := range p.Lines {
		out = append(out, l.Says+l.Fault)
	}
	return out
}

// People go out and come back with their roles and without a password: the same
// table twice changes nothing, a wrong line lets nothing in, and the rules of roles
// hold as they do by hand.
func TestPeopleGoOutAndComeBack(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		admin := b.who[regime.SystemAdmin]
		root, err := b.desk.Tree(ctx)
		b.must(err)
		agency := root.ByID[b.agency()]
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			if err := tx.RevokeRole(admin.ID, b.units["office"].ID, regime.SystemAdmin); err != nil {
				return err
			}
			return tx.GrantRole(admin.ID, agency.ID, regime.SystemAdmin)
		}))
		admin.Grants = append(admin.Grants[:0:0], matter.Grant{UnitID: agency.ID, AgencyID: agency.ID, Path: agency.Path, Agency: true, Role: regime.SystemAdmin})
		out := func() [][]string {
			rows, err := b.desk.PeopleSheet(ctx)
			b.must(err)
			return through(t, desk.PeopleHeader, rows)
		}
		in := func(rows [][]string, apply bool) desk.ImportPlan {
			b.t.Helper()
			plan, err := b.desk.ImportPeople(ctx, admin, rows, apply)
			b.must(err)
			return plan
		}
		first := out()
		if plan := in(first, true); plan.Changes != 0 || plan.Faults != 0 {
			t.Fatalf("the same table changes: %q", says(plan))
		}
		more := slices.Clone(first)
		line := func(login string) int {
			return slices.IndexFunc(more, func(r []string) bool { return r[0] == login })
		}
		more[line("handler")] = []string{"handler", "承办人甲", "letters", "承办人、联络员@office"}
		more = append(more, []string{"New.Person", "新来的", "visits", "拟稿人、审核人@office"})
		if plan := in(more, false); plan.Changes != 2 || len(out()) != len(first) {
			t.Fatalf("a preview changed something: %q", says(plan))
		}
		for wrong, row := range map[string][]string{
			"三员":     {"both", "两样", "office", "系统管理员、审计员"},
			"没有角色":   {"x1", "某", "office", "厨师"},
			"没有单位":   {"x2", "某", "nowhere", "承办人"},
			"登录名用":   {"有空格 的", "某", "office", ""},
			"两次":     {"handler", "又一个", "office", ""},
			"系统管理员、": {"auditor", "审计员", "office", "审计员、系统管理员"},
		} {
			plan := in(append(slices.Clone(more), row), true)
			if plan.Faults != 1 || len(out()) != len(first) || plan.Lines[len(plan.Lines)-1].Fault == "" {
				t.Errorf("%s: half of a table came in: %q", wrong, says(plan))
			}
		}
		self := slices.Clone(first)
		self[line("system_admin")] = []string{"system_admin", "system_admin", "office", "系统管理员"}
		if plan := in(self, true); plan.Faults != 1 || !strings.Contains(says(plan)[line("system_admin")-1], "自己") {
			t.Errorf("took a role from oneself: %q", says(plan))
		}
		plan := in(more, true)
		if plan.Changes != 2 || says(plan)[line("handler")-1] != "修改：姓名、单位、收回承办人、加承办人、加联络员" {
			t.Fatalf("the table did not come in: %q", says(plan))
		}
		if plan := in(out(), true); plan.Changes != 0 {
			t.Errorf("the second time changes %q", says(plan))
		}
		p, err := b.store.PersonBy(ctx, "login", "new.person")
		b.must(err)
		if p.Password != "" || !p.MustChange || p.UnitID != b.units["visits"].ID {
			t.Errorf("who is new: %+v", p)
		}
		token := admin
		token.Token = true
		_, err = b.desk.ImportPeople(ctx, token, first, true)
		b.fails("act.token", err)
		_, err = b.desk.ImportPeople(ctx, b.who[regime.SecurityAdmin], first, true)
		b.fails("register.role", err)
		_, err = b.desk.ImportPeople(ctx, admin, [][]string{{"登录名", "口令"}}, true)
		b.fails("import.header", err)
		if n, err := b.store.VerifyAudit(ctx, nil); err != nil || n == 0 {
			t.Errorf("audit: %d %v", n, err)
		}
	})
}

func TestContactsGoOutAndComeBack(t *testing.T) {
	each(t, func(b *bureau) {
		ctx, liaison := context.Background(), b.who[regime.Liaison]
		in := func(rows [][]string, apply bool) desk.ImportPlan {
			b.t.Helper()
			plan, err := b.desk.ImportContacts(ctx, liaison, b.agency(), rows, apply)
			b.must(err)
			return plan
		}
		out := func() [][]string {
			rows, err := b.desk.ContactSheet(ctx, b.agency())
			b.must(err)
			return through(t, desk.ContactHeader, rows)
		}
		rows := [][]string{desk.ContactHeader, {"部门", "市卫健局", "医疗", "办公室", "+86 571 88880000", "", ""}, {"新闻单位", "市日报社", "", "编辑部", "", "desk@daily.example", "是"}}
		if plan := in(rows, false); plan.Changes != 2 || len(out()) != 1 {
			t.Errorf("a preview changed something: %q", says(plan))
		}
		if plan := in(append(slices.Clone(rows), []string{"网友", "某博主"}), true); plan.Faults != 1 || len(out()) != 1 {
			t.Errorf("a person came into the book: %q", says(plan))
		}
		in(rows, true)
		if plan := in(out(), true); plan.Changes != 0 || plan.Faults != 0 || len(plan.Lines) != 2 {
			t.Errorf("the second time changes %q", says(plan))
		}
		rows[2][6] = "否"
		if plan := in(rows, true); plan.Changes != 1 || says(plan)[1] != "修改：在用" {
			t.Errorf("got %q", says(plan))
		}
		_, err := b.desk.ImportContacts(ctx, b.who[regime.Reviewer], b.agency(), rows, true)
		b.fails("register.role", err)
	})
}

func TestExpertsGoOutAndComeBack(t *testing.T) {
	each(t, func(b *bureau) {
		ctx, director := context.Background(), b.who[regime.OfficeDirector]
		in := func(rows [][]string, apply bool) desk.ImportPlan {
			b.t.Helper()
			plan, err := b.desk.ImportExperts(ctx, director, b.agency(), rows, apply)
			b.must(err)
			return plan
		}
		out := func() [][]string {
			rows, err := b.desk.ExpertSheet(ctx, b.agency())
			b.must(err)
			return through(t, desk.ExpertHeader, rows)
		}
		rows := [][]string{desk.ExpertHeader, {"颜知衡", "市档案学会", "档案", "否", "expert", ""}, {"裴远", "某大学", "公共管理", "是", "", "是"}}
		if plan := in(append(slices.Clone(rows), []string{"某人", "某处", "某事", "否", "handler", ""}), true); plan.Faults != 1 || len(out()) != 1 {
			t.Errorf("a handler's account became an expert's: %q", says(plan))
		}
		if plan := in(rows, true); plan.Changes != 2 {
			t.Errorf("got %q", says(plan))
		}
		if plan := in(out(), true); plan.Changes != 0 || len(plan.Lines) != 2 {
			t.Errorf("the second time changes %q", says(plan))
		}
		rows[1][0], rows[2][1] = " 颜知衡", "某大学 " // as a table of commas has them
		if plan := in(rows, true); plan.Changes != 0 {
			t.Errorf("with spaces it changes %q", says(plan))
		}
		rows[1][3] = "也许"
		if plan := in(rows, true); plan.Faults != 1 {
			t.Errorf("got %q", says(plan))
		}
		rows[1][3] = "是"
		if plan := in(rows, true); plan.Changes != 1 || says(plan)[0] != "修改：是否付酬" {
			t.Errorf("got %q", says(plan))
		}
		token := director
		token.Token = true
		_, err := b.desk.ImportExperts(ctx, token, b.agency(), rows, true)
		b.fails("act.token", err)
	})
}
