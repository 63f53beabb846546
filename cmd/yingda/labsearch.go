package main

import (
	"context"
	"errors"
	"time"

	"yingda/internal/query"
	"yingda/internal/store"
)

type labSearch struct {
	Index string `required:"" help:"Folder of the index." type:"path" placeholder:"DIR"`
	Query string `help:"What to look for; without it IN is indexed." placeholder:"Q"`
	Limit int    `help:"At most so many." default:"50"`
	In    string `arg:"" optional:"" help:"JSON Lines file to index, - for standard input."`
}

// Validate refuses, as wrong usage, neither or both of a file and a query.
func (c *labSearch) Validate() error {
	if (c.Query == "") == (c.In == "") {
		return errors.New("建索引：lab search --index 目录 文件；检索：lab search --index 目录 --query 词")
	}
	if c.Limit < 1 {
		return errors.New("--limit 至少是 1")
	}
	return nil
}

// Run builds an index, or prints what a query finds, newest first.
func (c *labSearch) Run(ctx context.Context) error {
	if c.Query != "" {
		return c.find(ctx)
	}
	return c.build(ctx)
}

func (c *labSearch) build(ctx context.Context) error {
	texts, err := allTexts(c.In)
	if err != nil {
		return err
	}
	lab, err := store.NewLab(ctx, c.Index, time.Now)
	if err != nil {
		return err
	}
	all := make([]store.LabText, len(texts))
	for i, t := range texts {
		all[i] = store.LabText{ID: t.ID, Title: t.Title, Text: t.Text, At: t.Time.UnixMilli()}
	}
	return errors.Join(lab.Fill(ctx, all), lab.Close())
}

func (c *labSearch) find(ctx context.Context) error {
	q, wrong := query.Parse(c.Query, time.Now())
	if wrong != nil {
		return wrong.Fault()
	}
	lab, err := store.OpenLab(ctx, c.Index, time.Now)
	if err != nil {
		return err
	}
	found, err := lab.Search(ctx, q, c.Limit)
	if err := errors.Join(err, lab.Close()); err != nil {
		return err
	}
	p := newPrinter()
	for _, f := range found {
		at := ""
		if t := time.UnixMilli(f.At); t.Year() > 1 {
			at = clock(t)
		}
		if err := p.line(map[string]any{"id": f.ID, "title": f.Title, "time": at, "score": q.Score(f.Title, f.Text)}); err != nil {
			return p.end(err)
		}
	}
	return p.end(nil)
}
