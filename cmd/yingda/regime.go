package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"yingda/internal/app"
	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

type regimeCommand struct {
	List     regimeList     `cmd:"" help:"List the presets."`
	Check    regimeCheck    `cmd:"" help:"Check a preset or a folder; name file, line, column and reason of each fault."`
	Adopt    regimeAdopt    `cmd:"" help:"Let a preset or a folder govern what begins from now on; matters keep the version that they began under."`
	Coverage regimeCoverage `cmd:"" help:"Account for each article of the regulation."`
}

type regimeList struct{}

// Run lists the presets.
func (c *regimeList) Run() error {
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	for _, name := range regime.Presets() {
		r, err := regime.Preset(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\n", r.Name, r.Regulation, r.Title, r.Version)
	}
	return w.Flush()
}

type regimeCheck struct {
	Name string `arg:"" help:"Preset or folder."`
}

// Run checks one regime; its topic rules must parse too.
func (c *regimeCheck) Run() error {
	r, err := app.OpenRegime(c.Name)
	if err != nil {
		return err
	}
	fmt.Printf("%s：%s，第 %d 版，%d 条，没有问题\n", r.Name, r.Title, r.Version, len(r.Articles))
	return nil
}

type regimeAdopt struct {
	Name   string   `arg:"" help:"Preset or folder."`
	Agency string   `help:"Agency, by code, name or id; the top one without it." placeholder:"UNIT"`
	Kind   []string `help:"Kind of matter; repeatable; all without it." placeholder:"KIND"`
}

// Run adopts a regime, or a changed version of one, and prints its id. Topics are
// people's to propose and approve at the desk.
func (c *regimeAdopt) Run(ctx context.Context, g *global) error {
	r, err := app.OpenRegime(c.Name)
	if err != nil {
		return err
	}
	kinds := regime.Kinds
	if len(c.Kind) > 0 {
		kinds = nil
	}
	for _, k := range c.Kind {
		kinds = append(kinds, regime.Kind(k))
	}
	return withStore(ctx, g, func(s *store.Store) error {
		units, err := s.Units(ctx)
		if err != nil {
			return err
		}
		agency := units[0]
		if c.Agency != "" {
			if agency, err = store.FindUnit(units, c.Agency); err != nil {
				return err
			}
		}
		id, err := desk.New(s).AdoptRegime(ctx, matter.SystemActor, r, agency.ID, kinds)
		if err == nil {
			fmt.Println(id)
		}
		return err
	})
}

type regimeCoverage struct {
	Name string `arg:"" help:"Preset or folder."`
	JSON bool   `help:"As JSON." name:"json"`
}

// Run prints the article table.
func (c *regimeCoverage) Run() error {
	r, err := regime.Open(c.Name)
	if err != nil {
		return err
	}
	table := r.Coverage()
	if c.JSON {
		return printJSON(table)
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	for _, row := range table {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", row.Article, row.Status, strings.Join(row.By, " "), row.Why)
	}
	return w.Flush()
}

// printJSON prints one JSON value and a line end, Chinese as it is.
func printJSON(v any) error {
	enc := json.NewEncoder(os.Stdout)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
