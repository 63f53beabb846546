package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"yingda/internal/app"
	"yingda/internal/auth"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

type tokenCommand struct {
	Create tokenCreate `cmd:"" help:"Make a token; prints it bare, once."`
}

type tokenCreate struct {
	Name  string `required:"" help:"What the token is for."`
	Scope string `required:"" enum:"read,push,write" help:"read, push or write."`
	As    string `help:"Login of the person whose rights a write token has." placeholder:"LOGIN"`
}

// Validate refuses, as wrong usage, a write token that is nobody's.
func (c *tokenCreate) Validate() error {
	if (auth.Scope(c.Scope) == auth.Write) != (c.As != "") {
		return errors.New("--scope write 要用 --as 登录名 指明是谁的令牌；read 和 push 不用 --as")
	}
	return nil
}

// Run makes a token.
func (c *tokenCreate) Run(ctx context.Context, g *global) error {
	return withStore(ctx, g, func(s *store.Store) error {
		bare, err := auth.New(s).CreateToken(ctx, matter.SystemActor, auth.NewToken{Name: c.Name, Scope: auth.Scope(c.Scope), As: c.As})
		if err == nil {
			fmt.Println(bare)
		}
		return err
	})
}

type userCommand struct {
	Add         userAdd         `cmd:"" help:"Add a person; prints the bare one-time password."`
	ResetFactor userResetFactor `cmd:"" help:"Take a person's second factor away, who lost phone and recovery codes."`
}

type userResetFactor struct {
	Login  string `required:"" help:"Login name."`
	Reason string `required:"" help:"Why; it stands in the audit log."`
}

// Run is for the last administrator: others are helped by a colleague at the desk.
func (c *userResetFactor) Run(ctx context.Context, g *global) error {
	return withStore(ctx, g, func(s *store.Store) error {
		p, err := s.PersonBy(ctx, "login", c.Login)
		if err != nil {
			return err
		}
		return auth.New(s).ResetFactor(ctx, matter.SystemActor, p.ID, c.Reason)
	})
}

type userAdd struct {
	Login string   `required:"" help:"Login name."`
	Name  string   `required:"" help:"Name."`
	Unit  string   `required:"" help:"Unit, by code, name or id."`
	Role  []string `required:"" help:"Role; repeatable."`
}

// Run adds a person.
func (c *userAdd) Run(ctx context.Context, g *global) error {
	roles := make([]regime.Role, len(c.Role))
	for i, r := range c.Role {
		roles[i] = regime.Role(r)
	}
	return withStore(ctx, g, func(s *store.Store) error {
		bare, err := auth.New(s).AddUser(ctx, matter.SystemActor, auth.NewUser{Login: c.Login, Name: c.Name, Unit: c.Unit, Roles: roles})
		if err == nil {
			fmt.Println(bare)
		}
		return err
	})
}

type unitCommand struct {
	List unitList `cmd:"" help:"List agencies and sections."`
	Add  unitAdd  `cmd:"" help:"Add an agency or a section; prints its code."`
}

type unitList struct{}

// Run lists the tree.
func (c *unitList) Run(ctx context.Context, g *global) error {
	return withStore(ctx, g, func(s *store.Store) error {
		units, err := s.Units(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
		for _, u := range units {
			fmt.Fprintf(w, "%s\t%s\t%s%s\t%s\n", u.Code, u.Kind, strings.Repeat("  ", strings.Count(u.Path, "/")-1), u.Name, strings.Join(u.Duties, " "))
		}
		return w.Flush()
	})
}

type unitAdd struct {
	Code      string   `required:"" help:"Short code, unique."`
	Name      string   `required:"" help:"Name."`
	Parent    string   `required:"" help:"Unit above, by code, name or id."`
	Agency    bool     `help:"An agency of its own, not a section."`
	Office    bool     `help:"The office of its agency."`
	Duty      []string `help:"Term of its duties, for routing; repeatable."`
	Territory []string `help:"Place that it answers for; repeatable."`
}

// Run adds a unit.
func (c *unitAdd) Run(ctx context.Context, g *global) error {
	return withStore(ctx, g, func(s *store.Store) error {
		units, err := s.Units(ctx)
		if err != nil {
			return err
		}
		parent, err := store.FindUnit(units, c.Parent)
		if err != nil {
			return err
		}
		u := store.Unit{ParentID: parent.ID, Kind: "section", Code: c.Code, Name: c.Name, Office: c.Office, Duties: c.Duty, Territory: c.Territory, Place: int64(len(units))}
		if c.Agency {
			u.Kind = "agency"
		}
		err = s.Write(ctx, func(tx *store.Tx) error {
			tx.Audit(store.Entry{Actor: "system", Role: "system", Action: "unit.add", Object: u.Code, Result: "done", Detail: u})
			return tx.AddUnit(&u)
		})
		if err == nil {
			fmt.Println(u.Code)
		}
		return err
	})
}

// withStore runs f on the database of the configuration, which must exist.
func withStore(ctx context.Context, g *global, f func(*store.Store) error) error {
	conf, err := g.config()
	if err != nil {
		return err
	}
	empty := fault.New(fault.Invalid, "data.empty", "%s 里还没有数据：先运行 yingda serve", conf.Data)
	made, err := app.HasStore(ctx, conf)
	if err != nil {
		return err
	}
	if !made {
		return empty
	}
	s, err := app.OpenStore(ctx, conf)
	if err != nil {
		return err
	}
	defer s.Close()
	units, err := s.Units(ctx)
	if err != nil {
		return err
	}
	if len(units) == 0 {
		return empty
	}
	return f(s)
}
