package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"yingda/internal/app"
	"yingda/internal/regime"
)

type regimeCommand struct {
	List     regimeList     `cmd:"" help:"List the presets."`
	Check    regimeCheck    `cmd:"" help:"Check a preset or a folder; name file, line, column and reason of each fault."`
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
