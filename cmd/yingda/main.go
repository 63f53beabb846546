// Command yingda hears what the public says about an agency's work, holds the
// agency to its clocks, and puts its answers on the record.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"yingda/internal/app"
	"yingda/internal/fault"
	"yingda/internal/regime"
)

// global are the flags that every command takes.
type global struct {
	Config   string `help:"Configuration file (TOML); unknown keys are refused, an empty file runs." type:"path" placeholder:"FILE"`
	Data     string `help:"Data folder (default ./data)." type:"path" placeholder:"DIR"`
	Database string `help:"postgres://…; without it SQLite in the data folder." placeholder:"URL"`
}

type commands struct {
	global
	Serve   serveCommand   `cmd:"" help:"Run everything in one process."`
	Demo    demoCommand    `cmd:"" help:"Run with the sample agency, in a folder that is a demo for good."`
	Token   tokenCommand   `cmd:"" help:"Access tokens for programs."`
	User    userCommand    `cmd:"" help:"People and their roles."`
	Unit    unitCommand    `cmd:"" help:"Agencies and sections."`
	Import  importCommand  `cmd:"" help:"Take in posts from a .jsonl, .csv or .xlsx file."`
	Regime  regimeCommand  `cmd:"" help:"Regimes: list, check, coverage."`
	Audit   auditCommand   `cmd:"" help:"The audit log."`
	Backup  backupCommand  `cmd:"" help:"Write a backup while running; it restores into either engine."`
	Restore restoreCommand `cmd:"" help:"Restore a backup into an empty data folder or database."`
	Keys    keysCommand    `cmd:"" help:"The keys that secrets are sealed with."`
	Dossier dossierCommand `cmd:"" help:"Signed dossiers of concerns."`
	Doctor  doctorCommand  `cmd:"" help:"Check database, clock, disk, calendar years, sources, channels; say what to do."`
	Lab     labCommand     `cmd:"" help:"Run one judging step over a file."`
}

func main() { os.Exit(run(os.Args[1:])) }

// run returns the exit status: 0 done, 1 refused or failed, 2 wrong usage.
func run(args []string) int {
	var c commands
	parser, err := kong.New(&c, kong.Name("yingda"), kong.Description("应答: a public agency hears, answers in time in its own name, and shows the record."), kong.UsageOnError(),
		kong.Writers(os.Stdout, os.Stderr), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(os.Stderr, "yingda: %v\nyingda --help 列出全部命令和参数\n", err)
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	parsed.BindTo(ctx, (*context.Context)(nil))
	parsed.Bind(&c.global)
	return report(parsed.Run())
}

// report writes a failure to standard error in words, and returns the status.
func report(err error) int {
	if err == nil {
		return 0
	}
	if all, ok := err.(interface{ Unwrap() []error }); ok { // of several files
		for _, each := range all.Unwrap() {
			report(each)
		}
		return 1
	}
	var problems regime.Problems
	var f *fault.Fault
	switch {
	case errors.As(err, &problems):
		fmt.Fprintln(os.Stderr, problems.Error())
	case errors.As(err, &f):
		fmt.Fprintf(os.Stderr, "yingda: %s [%s]\n", f.Text, f.Code)
		if adds(err, f) {
			fmt.Fprintf(os.Stderr, "  经过：%v\n", err)
		}
	default:
		fmt.Fprintf(os.Stderr, "yingda: %v\n", err)
	}
	return 1
}

// adds reports whether an error says more than the sentence of its fault.
func adds(err error, f *fault.Fault) bool {
	cause := f.Unwrap()
	return err.Error() != f.Error() || cause != nil && !strings.Contains(f.Text, strings.TrimRight(cause.Error(), "。"))
}

// config returns the configuration with the flags over it.
func (g *global) config() (app.Config, error) {
	c, err := app.LoadConfig(g.Config)
	if err != nil {
		return c, err
	}
	if g.Data != "" {
		c.Data = g.Data
	}
	if g.Database != "" {
		c.Database = g.Database
	}
	return c, c.Check()
}

// open returns the input named, "-" being standard input.
func open(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(os.Stdin), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fault.New(fault.Invalid, "file.read", "读不到文件 %s", name).Because(err)
	}
	return f, nil
}
