package acceptance

import (
	"context"
	"strings"
	"time"

	"yingda/internal/auth"
	"yingda/internal/desk"
	office "yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit"
)

// staff are the people of the small bureau in which the tests happen: login is
// the role, and unit a section of the preset petition-bureau.
var staff = []struct{ login, unit string }{
	{"duty_officer", "office"}, {"office_director", "office"}, {"handler", "reception"}, {"drafter", "reception"}, {"reviewer", "office"}, {"deputy", "root"},
}

// hire adds the staff by the commands that an administrator has, and returns
// their one-time passwords and write tokens by login.
func (p *program) hire() (passwords, tokens map[string]string) {
	p.t.Helper()
	passwords, tokens = map[string]string{}, map[string]string{}
	for _, s := range staff {
		passwords[s.login] = p.ok("user", "add", "--login", s.login, "--name", "职员"+s.login, "--unit", s.unit, "--role", s.login)
		tokens[s.login] = p.ok("token", "create", "--name", "测试 "+s.login, "--scope", "write", "--as", s.login)
	}
	tokens["read"] = p.ok("token", "create", "--name", "读", "--scope", "read")
	tokens["push"] = p.ok("token", "create", "--name", "推", "--scope", "push")
	return passwords, tokens
}

// inside is a second process's view of the installation: the store and the desk
// beside the server, as commands have them.
type inside struct {
	*program
	store *store.Store
	desk  *desk.Desk
	auth  *auth.Auth
	who   map[string]office.Actor
}

var ctx = context.Background()

// open connects to the installation with a clock of its own, nil for the
// system's.
func (p *program) open(now func() time.Time) *inside {
	p.t.Helper()
	if now == nil {
		now = time.Now
	}
	s, err := store.Connect(store.Config{Dir: p.dir, URL: p.url, Now: now})
	p.must(err)
	p.t.Cleanup(func() { s.Close() })
	return &inside{p, s, desk.New(s), auth.New(s), map[string]office.Actor{}}
}

// engage adds people in one transaction, without passwords: tokens act for them.
// What a login has before an @ is the person's role.
func (in *inside) engage(people []struct{ login, unit string }) {
	in.t.Helper()
	units, err := in.store.Units(ctx)
	in.must(err)
	ids := map[string]string{}
	in.must(in.store.Write(ctx, func(tx *store.Tx) error {
		for _, s := range people {
			u, err := store.FindUnit(units, s.unit)
			if err != nil {
				return err
			}
			person := store.Person{Login: s.login, Name: "职员" + s.login, UnitID: u.ID}
			if err := tx.AddPerson(&person); err != nil {
				return err
			}
			role, _, _ := strings.Cut(s.login, "@")
			if err := tx.GrantRole(person.ID, u.ID, regime.Role(role)); err != nil {
				return err
			}
			ids[s.login] = person.ID
		}
		return nil
	}))
	for login, id := range ids {
		in.who[login], err = in.auth.Actor(ctx, id)
		in.must(err)
	}
}

// token makes a token; as is a login, "" for none.
func (in *inside) token(scope auth.Scope, as string) string {
	in.t.Helper()
	bare, err := in.auth.CreateToken(ctx, office.SystemActor, auth.NewToken{Name: string(scope) + as, Scope: scope, As: as})
	in.must(err)
	return bare
}

// act does something with the present version of a matter, as one of the staff.
func (in *inside) act(login, number, action string, input map[string]any) desk.Result {
	in.t.Helper()
	m, err := in.store.Matter(ctx, number)
	in.must(err)
	r, err := in.desk.Act(ctx, in.who[login], desk.Input{Matter: number, Version: m.Version, Action: office.Action(action), Input: input})
	if err != nil {
		in.t.Fatalf("%s of %s by %s: %v", action, number, login, err)
	}
	return r
}

// concern opens a concern by hand and brings it to the facts.
func (in *inside) concern(title string) string {
	in.t.Helper()
	number, err := in.desk.Open(ctx, in.who["duty_officer"], desk.Opening{Title: title})
	in.must(err)
	in.act("duty_officer", number, "confirm_grade", map[string]any{"grade": "general", "need": "difficulty", "unit": "reception", "reason": "号源不足影响多人"})
	in.act("office_director", number, "dispatch", map[string]any{"note": "请核实"})
	in.act("handler", number, "receive", nil)
	in.act("handler", number, "add_fact", map[string]any{"claim": "九点前号已发完", "finding": "8:52 发完", "verdict": "true", "evidence": "叫号日志"})
	return number
}

// draft brings a new statement of a concern to the point where only the
// approval is missing.
func (in *inside) draft(concern, title, body string) string {
	in.t.Helper()
	number := in.act("drafter", concern, "begin_statement", map[string]any{"title": title, "text": body}).Created
	in.gates(number)
	return number
}

func (in *inside) gates(number string) {
	in.t.Helper()
	in.act("drafter", number, "submit", nil)
	for _, gate := range []string{"policy", "secrecy", "text"} {
		in.act("reviewer", number, "sign", map[string]any{"gate": gate, "checks": []string{"1", "2", "3", "4"}})
	}
}

// count returns one number of the database.
func (in *inside) count(query string, args ...any) int64 {
	in.t.Helper()
	var n int64
	in.must(in.store.View(ctx, func(tx *store.Tx) error { return tx.Row(query, args, &n) }))
	return n
}

// none asserts that a query that looks for contradictions finds nothing; its
// first column names a case.
func (in *inside) none(what, query string, args ...any) {
	in.t.Helper()
	if n := in.count(`SELECT COUNT(*) FROM (`+query+`) found`, args...); n > 0 {
		var one string
		in.must(in.store.View(ctx, func(tx *store.Tx) error { return tx.Row(query+` LIMIT 1`, args, &one) }))
		in.t.Errorf("%s: %d cases, such as %s", what, n, one)
	}
}

// engines are both of them, for tests that vary more than the engine.
var engines = []testkit.Engine{testkit.EngineSQLite, testkit.EnginePostgres}
