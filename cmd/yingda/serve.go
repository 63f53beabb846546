package main

import (
	"context"

	"yingda/internal/app"
)

type serveCommand struct {
	Listen string   `help:"HOST:PORT (default 127.0.0.1:8080)." placeholder:"HOST:PORT"`
	Regime []string `help:"Preset or folder to adopt; repeatable; counts on the first start only." placeholder:"NAME|DIR"`
}

// Run serves until it is told to stop.
func (c *serveCommand) Run(ctx context.Context, g *global) error {
	conf, err := g.config()
	if err != nil {
		return err
	}
	if c.Listen != "" {
		conf.Listen = c.Listen
	}
	return app.Serve(ctx, conf, app.Start{Regimes: c.Regime})
}

type demoCommand struct {
	Listen string `help:"HOST:PORT (default 127.0.0.1:8080)." placeholder:"HOST:PORT"`
}

// Run serves the sample agency until it is told to stop.
func (c *demoCommand) Run(ctx context.Context, g *global) error {
	conf, err := g.config()
	if err != nil {
		return err
	}
	if g.Data == "" && g.Config == "" {
		conf.Data = "./data/demo"
		if err := conf.Check(); err != nil {
			return err
		}
	}
	if c.Listen != "" {
		conf.Listen = c.Listen
	}
	return app.Serve(ctx, conf, app.Start{Demo: true})
}
