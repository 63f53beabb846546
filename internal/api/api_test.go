package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"yingda/internal/api"
	"yingda/internal/auth"
	"yingda/internal/desk"
	"yingda/internal/intake"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit"
)

var ctx = context.Background()

// office is a small bureau behind the interface, with a person and a write token
// a role, and a read token, on one engine.
type office struct {
	*testing.T
	clock  *testkit.Clock
	store  *store.Store
	desk   *desk.Desk
	api    http.Handler
	units  map[string]store.Unit
	who    map[regime.Role]matter.Actor
	tokens map[regime.Role]string
	read   string
}

// each runs a test on both engines.
func each(t *testing.T, run func(o *office)) {
	testkit.Each(t, func(t *testing.T, engine testkit.Engine, url string) {
		clock := testkit.NewClock(time.Date(2026, 3, 16, 10, 0, 0, 0, time.FixedZone("CST", 8*3600)))
		c := store.Config{URL: url, Now: clock.Now}
		if engine == testkit.EngineSQLite {
			c = store.Config{Dir: t.TempDir(), Now: clock.Now}
		}
		s, err := store.Open(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		d, a := desk.New(s), auth.New(s)
		o := &office{T: t, clock: clock, store: s, desk: d, units: map[string]store.Unit{}, who: map[regime.Role]matter.Actor{}, tokens: map[regime.Role]string{}}
		o.found(a)
		o.api = api.New(api.Deps{Store: s.Reader, Desk: d, Auth: a, Intake: intake.New(s, d), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Keep: s, Now: clock.Now, Wake: func() {}})
		run(o)
	})
}

func (o *office) found(a *auth.Auth) {
	o.Helper()
	reg, err := regime.Preset("petition-bureau")
	o.must(err)
	o.must(o.store.Write(ctx, func(tx *store.Tx) error {
		agency := store.Unit{Kind: "agency", Code: "root", Name: "某市信访局"}
		if err := tx.AddUnit(&agency); err != nil {
			return err
		}
		for _, u := range []store.Unit{{Code: "office", Name: "办公室", Office: true}, {Code: "visits", Name: "接访科", Duties: []string{"接访"}}} {
			u.Kind, u.ParentID = "section", agency.ID
			if err := tx.AddUnit(&u); err != nil {
				return err
			}
			o.units[u.Code] = u
		}
		for _, role := range regime.Roles {
			unit := o.units["office"]
			if role == regime.Handler || role == regime.Drafter {
				unit = o.units["visits"]
			}
			p := store.Person{Login: string(role), Name: "职员" + string(role), UnitID: unit.ID}
			if err := tx.AddPerson(&p); err != nil {
				return err
			}
			if err := tx.GrantRole(p.ID, unit.ID, role); err != nil {
				return err
			}
		}
		_, err := tx.AdoptRegime(reg, agency.ID, regime.Kinds)
		return err
	}))
	people, err := o.store.Persons(ctx)
	o.must(err)
	for _, p := range people {
		role := regime.Role(p.Login)
		o.who[role], err = a.Actor(ctx, p.ID)
		o.must(err)
		o.tokens[role], err = a.CreateToken(ctx, matter.SystemActor, auth.NewToken{Name: p.Login, Scope: auth.Write, As: p.Login})
		o.must(err)
	}
	o.read, err = a.CreateToken(ctx, matter.SystemActor, auth.NewToken{Name: "读", Scope: auth.Read})
	o.must(err)
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// answered is an answer of the interface.
type answered struct {
	status int
	body   map[string]any
}

func (a answered) text(name string) string { s, _ := a.body[name].(string); return s }

// items are the records of a list.
func (a answered) items() []map[string]any { return a.list("items") }

func (a answered) list(name string) []map[string]any {
	var out []map[string]any
	all, _ := a.body[name].([]any)
	for _, one := range all {
		m, _ := one.(map[string]any) // anything else is nil, and no assertion on it holds
		out = append(out, m)
	}
	return out
}

// call asks the interface with a token; body nil is a GET.
func (o *office) call(token, path string, body any, header ...string) answered {
	o.Helper()
	method, in := http.MethodGet, io.Reader(nil)
	if body != nil {
		raw, err := json.Marshal(body)
		o.must(err)
		method, in = http.MethodPost, bytes.NewReader(raw)
	}
	r := httptest.NewRequest(method, "/api/v1"+path, in)
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	o.api.ServeHTTP(w, r)
	out := answered{status: w.Code}
	if err := json.Unmarshal(w.Body.Bytes(), &out.body); err != nil {
		o.Fatalf("%s: %d %v\n%s", path, w.Code, err, w.Body)
	}
	return out
}

// as calls with the write token of a role; the answer must have the status.
func (o *office) as(role regime.Role, status int, path string, body any, header ...string) answered {
	o.Helper()
	a := o.call(o.tokens[role], path, body, header...)
	if a.status != status {
		o.Fatalf("%s by %s: %d, want %d: %v", path, role, a.status, status, a.body)
	}
	return a
}

// refused calls as a role and wants a refusal with a code.
func (o *office) refused(code string, role regime.Role, path string, body any, header ...string) {
	o.Helper()
	if a := o.call(o.tokens[role], path, body, header...); a.text("code") != code {
		o.Fatalf("%s by %s: %d %v, want %s", path, role, a.status, a.body, code)
	}
}

// in is the body of a call.
type in map[string]any
